/** Which inbox the list shows; out of sight where there is only one. */

import { byId, clip, el } from "./dom.js";
import { strings } from "./strings.js";

const PAUSE_MS = 400;
const LONGEST = 60;

export class InboxChooser {
  #api;
  #mailbox;
  #select = byId("inbox");
  #label = byId("inbox-label");
  #inboxes = [];
  #timer = 0;
  #seen = "";

  constructor({ api, router, mailbox }) {
    this.#api = api;
    this.#mailbox = mailbox;
    this.#select.addEventListener("change", () => router.choose({ inbox: this.#select.value }));
    mailbox.addEventListener("counts", () => this.#changed());
  }

  /** Follows the address. */
  follow() {
    this.#fill();
  }

  /** Asks soon, once for a burst, and only if mail came, went or was read. */
  #changed() {
    const { total, unread } = this.#mailbox;
    const now = `${total} ${unread}`;
    if (now === this.#seen) return;
    this.#seen = now;
    this.#timer ||= setTimeout(() => this.#ask(), this.#inboxes.length ? PAUSE_MS : 0);
  }

  async #ask() {
    const inboxes = await this.#api.inboxes().catch(() => null);
    this.#timer = 0;
    if (!inboxes) return;
    this.#inboxes = inboxes;
    this.#fill();
  }

  #fill() {
    const { inbox } = this.#mailbox.filter;
    const all = this.#inboxes.map(({ Name: name, Unread: unread }) => [name, strings.inboxes.one(clip(name, LONGEST), unread)]);
    if (inbox && !all.some(([name]) => name === inbox)) all.push([inbox, clip(inbox, LONGEST)]);
    const options = [["", strings.inboxes.all], ...all];
    options.forEach(([value, text], at) => {
      const option = this.#select.options[at] ?? this.#select.appendChild(el("option"));
      // An open list must not change under the hand.
      if (option.value !== value) option.value = value;
      if (option.text !== text) option.text = text;
    });
    this.#select.length = options.length;
    this.#select.value = inbox;
    this.#label.hidden = all.length < 2 && !inbox;
    byId("list-head").classList.toggle("several", !this.#label.hidden);
  }
}
