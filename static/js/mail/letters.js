/** The mails that are open or may be next: the neighbours of the open one are asked for while one rests on it. */

import { Letter } from "./letter.js";

const REST_MS = 300;
/** Larger ones are not asked for ahead. */
const LARGEST = 500_000;

export class Letters {
  #api;
  #mailbox;
  #ahead = new Map();
  #timer = 0;

  constructor(api, mailbox) {
    this.#api = api;
    this.#mailbox = mailbox;
    mailbox.addEventListener("removed", ({ detail: id }) => this.#ahead.delete(id));
    mailbox.addEventListener("reset", () => this.#ahead.clear());
  }

  /** Asked for now, or already. Mails never change, but they go: what was asked for ahead is given once. */
  take(id, signal) {
    clearTimeout(this.#timer);
    const known = this.#ahead.get(id);
    this.#ahead.delete(id);
    return known ?? new Letter(this.#api, id, signal);
  }

  /** Soon, if nothing else is opened before. */
  lookAhead(id) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { at } = this.#mailbox.find(id);
      const ids = [at + 1, at - 1].map((place) => this.#mailbox.at(place)).filter((mail) => mail && mail.ID !== id && mail.Size <= LARGEST).map((mail) => mail.ID);
      for (const old of this.#ahead.keys()) if (!ids.includes(old)) this.#ahead.delete(old);
      for (const each of ids) if (!this.#ahead.has(each)) this.#ask(each);
    }, REST_MS);
  }

  #ask(id) {
    const letter = new Letter(this.#api, id);
    this.#ahead.set(id, letter);
    letter.ready.catch(() => this.#ahead.delete(id));
  }
}
