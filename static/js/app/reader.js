/** The open mail as the rest of the page sees it. What shows it is loaded for the first one, or when one seems about to open one. */

import { byId } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";

const STYLES = ["mail", "labels", "panels"];

/** Events: those of `MailView`. */
export class Reader extends EventTarget {
  #page;
  #room = null;
  #view = null;
  #labels = null;
  /** What is to be open, also while there is nothing yet to open it in. */
  #wanted = null;

  /** `page` is what a mail's room is made of: {api, mailbox, narrow}. */
  constructor(page) {
    super();
    this.#page = page;
    for (const each of ["pointerover", "focusin"]) byId("list").addEventListener(each, () => this.#load().then(() => this.#view.expect()).catch(() => {}), { once: true });
  }

  get id() {
    return this.#view?.id ?? this.#wanted;
  }

  get message() {
    return this.#view?.message;
  }

  get envelope() {
    return this.#view?.envelope;
  }

  get code() {
    return this.#view?.code ?? null;
  }

  get link() {
    return this.#view?.link ?? null;
  }

  async open(id) {
    this.#wanted = id;
    try {
      await this.#load();
    } catch (error) {
      if (id === this.#wanted) this.#tell("failed", { id, error });
      return;
    }
    if (id === this.#wanted) await this.#view.open(id);
  }

  /** What failed is not open: it may be asked for again. */
  #tell(event, detail) {
    if (event === "failed") this.#wanted = null;
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  close() {
    this.#wanted = null;
    this.#view?.close();
  }

  check() {
    this.#view?.check();
  }

  fold(open) {
    this.#view?.fold(open);
  }

  chooseTab(at) {
    this.#view?.chooseTab(at);
  }

  focusTags() {
    this.#view?.fold(true);
    this.#labels?.focus();
  }

  togglePin() {
    return this.#labels?.togglePin();
  }

  #load() {
    this.#room ??= Promise.all([import("../mail/room.js"), ...STYLES.map(stylesheet)]).then(
      ([{ Labels, MailView }]) => {
        const { api, mailbox, narrow } = this.#page;
        this.#labels = new Labels({ api, mailbox });
        this.#view = new MailView({ root: byId("mail"), api, labels: this.#labels, mailbox, narrow });
        for (const each of ["waiting", "shown", "failed"]) this.#view.addEventListener(each, ({ detail }) => this.#tell(each, detail));
      },
      (error) => {
        this.#room = null;
        throw error;
      },
    );
    return this.#room;
  }
}
