/** Fetches the pieces of a long list that come into sight: one at a time, and none that was only passed by. */

const PAGE = 100;
const WAIT_MS = 20;
/** Who flies over the list, from far to far within this, asks for what is there where one stops. */
const FLYING_MS = 120;

export class Pager {
  #missing;
  #fetch;
  #failed;
  #wanted = null;
  #timer = 0;
  #asking = null;
  #flewAt = -Infinity;

  /**
   * `missing(from, to)` tells which places of the server's list are not known, as {from, to}, or null; `fetch(start,
   * limit, signal)` gets them, `failed` is called when it cannot.
   */
  constructor({ missing, fetch, failed }) {
    this.#missing = missing;
    this.#fetch = fetch;
    this.#failed = failed;
  }

  want(from, to) {
    const far = this.#wanted && (from > this.#wanted.to || to < this.#wanted.from);
    this.#wanted = { from, to };
    const now = performance.now();
    const flying = far && now - this.#flewAt < FLYING_MS;
    if (far) {
      this.rest();
      this.#flewAt = now;
    }
    this.look(flying ? FLYING_MS : WAIT_MS);
  }

  /** What is asked for is of no interest any more. */
  rest() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#asking?.abort();
    this.#asking = null;
  }

  /** Asks for what is missing, if anything is. */
  look(wait = WAIT_MS) {
    if (this.#timer || this.#asking || !this.#gap()) return;
    this.#timer = setTimeout(() => this.#ask(), wait);
  }

  #gap() {
    return this.#wanted && this.#missing(this.#wanted.from, this.#wanted.to);
  }

  async #ask() {
    this.#timer = 0;
    const gap = this.#gap();
    if (!gap) return;
    const asking = new AbortController();
    this.#asking = asking;
    // The rest of the page lies where one has not been yet: beyond the gap.
    const upwards = gap.from <= this.#wanted.from && gap.to < this.#wanted.to;
    const start = upwards ? Math.max(0, gap.to + 1 - PAGE) : gap.from;
    // One row of what is known on either side proves that the piece fits.
    const first = Math.max(0, start - 1);
    try {
      await this.#fetch(first, start + PAGE + 1 - first, asking.signal);
      if (this.#asking === asking) this.#asking = null;
      this.look();
    } catch (error) {
      if (this.#asking !== asking) return;
      this.#asking = null;
      if (error.name !== "AbortError") this.#failed(error);
    }
  }
}
