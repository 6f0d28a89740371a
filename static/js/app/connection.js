/** Brings mailbox and server together, keeps them so, and shows how it stands. */

import { api } from "../data/api.js";
import { Live } from "../data/live.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";

const RETRY_MS = 2000;
export const ABOUT_SERVER = "server";
/** What the mailbox has nothing to do with. */
const NEWS = new Set(["session", "sessions", "faults"]);

export class Connection {
  /** Of sessions and fault rules: "session", "sessions", "faults" (detail the data of the frame), and "again": something may have been missed. */
  news = new EventTarget();
  #mailbox;
  #notice;
  #box;
  #live;

  constructor({ mailbox, notice, box }) {
    this.#mailbox = mailbox;
    this.#notice = notice;
    this.#box = box;
    this.#live = new Live(() => mailbox.seq);
    this.#live.addEventListener("event", ({ detail }) => this.#take(detail));
    this.#live.addEventListener("state", ({ detail }) => this.#show(detail));
    this.#live.addEventListener("again", () => {
      this.news.dispatchEvent(new CustomEvent("again"));
      this.#checkStore().catch(() => {});
    });
    mailbox.addEventListener("lost", () => notice.show(strings.trouble.server, { about: ABOUT_SERVER, press: () => this.start() }));
  }

  #take(frame) {
    if (NEWS.has(frame.Type)) this.news.dispatchEvent(new CustomEvent(frame.Type, { detail: frame.Data }));
    else this.#mailbox.take(frame);
  }

  /** The list first: its number tells the socket from where on to speak. */
  async start() {
    try {
      await this.#mailbox.load();
      this.#notice.hide(ABOUT_SERVER);
      this.#live.open();
    } catch (error) {
      this.#show("offline");
      this.#notice.show(explain(error), { about: ABOUT_SERVER, press: () => this.start() });
      if (error.status === 0 || error.status >= 500) setTimeout(() => this.#mailbox.loaded || this.start(), RETRY_MS);
    }
  }

  /** A server that counts behind what is known here was started with another store. */
  async #checkStore() {
    const known = this.#mailbox.seq;
    const behind = (await api.list({}, 0, 1)).seq < known;
    if (behind || this.#mailbox.doubtful) await this.#mailbox.load();
    if (behind) this.#live.open();
  }

  #show(state) {
    this.#box.dataset.state = state;
    this.#box.lastElementChild.textContent = strings.live[state === "connecting" && this.#live.everLive ? "reconnecting" : state];
    if (state === "live") this.#notice.hide(ABOUT_SERVER);
    if (state === "offline") this.#notice.show(strings.trouble.server, { about: ABOUT_SERVER, press: () => this.#live.retry() });
  }
}
