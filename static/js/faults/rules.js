/** The rules in force, as the server has them. What is changed is changed in what the server has then, one after the other. */

import { signature } from "./terms.js";

/** Somebody else changed what one was about to change. */
export class Changed extends Error {}

/** How often a change is tried anew when another comes between reading and writing. */
const TRIES = 5;

/** Event: "change". `all` is null until they are known. */
export class Rules extends EventTarget {
  all = null;
  seed = 0;
  #api;
  #last = Promise.resolve();
  #busy = 0;
  #heard = []; // while a change is on its way
  #told = 0;

  constructor(api) {
    super();
    this.#api = api;
  }

  get(id) {
    return this.all?.find((rule) => rule.ID === id);
  }

  async load() {
    const before = this.#told;
    const answer = await this.#api.faults();
    if (this.#told === before) this.take(answer); // what was told meanwhile is no older
  }

  /** What the server told; while a change is on its way, that waits for the answer, which may be newer. */
  hear(faults) {
    this.#told += 1;
    if (this.#busy) this.#heard.push(faults);
    else this.take(faults);
  }

  /** The answer to a change, or what was told after it: the server tells each change in its order. */
  #answered(answer) {
    const at = this.#heard.findLastIndex(({ Revision: revision }) => revision === answer.Revision);
    this.take(at < 0 ? answer : this.#heard.at(-1));
    this.#heard = [];
  }

  take({ Seed: seed, Rules: rules }) {
    this.all = rules;
    this.seed = seed;
    this.dispatchEvent(new CustomEvent("change"));
  }

  /**
   * `make` gets the rules as they are at the server and gives those that are to be. With `seen`, a signature, they must
   * be those that it is of. Raises Changed, as `make` may, and what the API raises.
   */
  change(make, { seen, seed } = {}) {
    const done = this.#last.then(() => this.#change(make, seen, seed));
    this.#last = done.catch(() => {});
    return done;
  }

  async #change(make, seen, seed) {
    this.#busy += 1;
    try {
      for (let tries = 1; ; tries += 1) {
        const now = await this.#api.faults();
        try {
          if (seen !== undefined && signature(now.Rules) !== seen) throw new Changed();
          return this.#answered(await this.#api.setFaults(make(now.Rules), { seed, revision: now.Revision }));
        } catch (error) {
          if (error instanceof Changed) this.take(now);
          if (error.status !== 409 || tries === TRIES) throw error;
        }
      }
    } finally {
      this.#busy -= 1;
      if (!this.#busy && this.#heard.length) this.take(this.#heard.splice(0).at(-1));
    }
  }
}
