/** The number of sessions that failed since the page was opened, asked for when it may be another. */

import { count, strings } from "../kit/strings.js";

const PAUSE_MS = 500;

export class Failures {
  #api;
  #link;
  #first = null;
  #timer = 0;
  #told = new Set();

  /** `tell` hears of each session that failed, once. */
  constructor({ link, api, news, tell }) {
    this.#api = api;
    this.#link = link;
    news.addEventListener("session", ({ detail: session }) => {
      if (!session.Failed || this.#told.has(session.ID)) return;
      this.#told.add(session.ID);
      tell(session);
      this.#soon();
    });
    for (const each of ["sessions", "again"]) news.addEventListener(each, () => this.#soon());
    this.#ask();
  }

  /** Once for a burst. */
  #soon() {
    this.#timer ||= setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const answer = await this.#api.sessions(0, 1, true).catch(() => null);
    this.#timer = 0;
    if (!answer) return;
    // Old sessions are thrown away: then there are fewer than at first.
    this.#first = Math.min(this.#first ?? answer.Total, answer.Total);
    const n = answer.Total - this.#first;
    const badge = this.#link.lastElementChild;
    badge.hidden = !n;
    badge.lastElementChild.textContent = count(n);
    this.#link.title = n ? strings.side.sessionsFailed(n) : strings.side.sessions;
    this.#link.setAttribute("aria-label", this.#link.title);
  }
}
