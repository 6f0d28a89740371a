/** The set-up from outside: shown where there is no mail yet, or when it is asked for. What is in it is loaded then. */

import { stylesheet } from "../kit/load.js";

export class Setup {
  #root;
  #page;
  #view = null;
  #state = null;

  /** `page`: {api, mailbox, attempt, demo, back}. */
  constructor(root, page) {
    this.#root = root;
    this.#page = page;
  }

  /** `state`: "empty", "arrived" or "setup"; null hides it. */
  show(state) {
    this.#state = state;
    this.#root.hidden = !state || !this.#view;
    if (state) this.#page.attempt(() => this.#draw());
    else this.#view?.hide();
  }

  get state() {
    return this.#state;
  }

  async #draw() {
    if (!this.#view) {
      const [module] = await Promise.all([import("./view.js"), stylesheet("page"), stylesheet("setup")]);
      this.#view ??= module.create(this.#root, this.#page);
    }
    if (!this.#state) return;
    this.#root.hidden = false;
    this.#view.show(this.#state);
  }
}
