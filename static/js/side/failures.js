/** The number of sessions that failed since the page was opened, asked for when it may be another. */

import { count, strings } from "../kit/strings.js";

const PAUSE_MS = 1000;

export class Failures {
  #api;
  #button;
  #first = null;
  #timer = 0;

  constructor(button, api) {
    this.#api = api;
    this.#button = button;
    // Who comes back to the page has tried something elsewhere.
    addEventListener("focus", () => this.look());
    this.#ask();
  }

  /** Asks soon, and once for a burst. */
  look() {
    this.#timer ||= setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const answer = await this.#api.sessions(0, 1, true).catch(() => null);
    this.#timer = 0;
    if (!answer) return;
    // Old sessions are thrown away: then there are fewer than at first.
    this.#first = Math.min(this.#first ?? answer.Total, answer.Total);
    const n = answer.Total - this.#first;
    const badge = this.#button.lastElementChild;
    badge.hidden = !n;
    badge.lastElementChild.textContent = count(n);
    this.#button.title = n ? strings.side.sessionsFailed(n) : strings.side.sessions;
    this.#button.setAttribute("aria-label", this.#button.title);
  }
}
