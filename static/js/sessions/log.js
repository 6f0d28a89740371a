/** The sessions as this page knows them: the newest without a gap. Draws nothing. */

const PAGE = 50;

/** What a `List` draws. Events: "reset", when there is something else to draw. */
export class SessionLog extends EventTarget {
  mails = [];
  total = 0;
  failed = false;
  loaded = false;
  #api;
  #growing = false;
  #drawn = "";

  constructor(api) {
    super();
    this.#api = api;
  }

  get hasMore() {
    return this.mails.length < this.total;
  }

  /** All of them, or those alone that failed: another list, which is to be loaded. */
  choose(failed) {
    if (failed === this.failed) return;
    this.failed = failed;
    this.total = 0;
    this.loaded = false;
    this.#keep([]);
  }

  beside(id, step) {
    const at = this.mails.findIndex((session) => session.ID === id);
    return this.mails[at < 0 ? 0 : Math.min(this.mails.length - 1, Math.max(0, at + step))];
  }

  /** The newest page anew; what was loaded below it stays where the two meet. */
  async load() {
    const page = await this.#page(0);
    if (!page) return;
    const fresh = new Set(page.map((session) => session.ID));
    const meeting = this.mails.findLastIndex((session) => fresh.has(session.ID));
    this.#keep([...page, ...(meeting < 0 ? [] : this.mails.slice(meeting + 1))]);
  }

  /** One of them began, went on or ended. */
  take(session) {
    if (!this.loaded || (this.failed && !session.Failed)) return;
    const mails = this.mails.filter(({ ID }) => ID !== session.ID);
    const place = mails.findIndex(({ Started }) => Started <= session.Started);
    const last = place < 0;
    if (mails.length === this.mails.length) {
      // One that was never loaded may be older than all that were.
      if (last && this.hasMore) return;
      this.total += 1;
    }
    this.#keep(mails.toSpliced(last ? mails.length : place, 0, session));
  }

  async more() {
    if (this.#growing) return;
    this.#growing = true;
    try {
      const page = await this.#page(this.mails.length);
      if (!page) return;
      const all = new Map([...this.mails, ...page].map((session) => [session.ID, session]));
      // Without one gained, this is all there is.
      if (all.size === this.mails.length) this.total = all.size;
      this.#keep([...all.values()]);
    } finally {
      this.#growing = false;
    }
  }

  /** Null when another list was chosen meanwhile. */
  async #page(start) {
    const { failed } = this;
    const { Total: total, Sessions: sessions } = await this.#api.sessions(start, PAGE, failed);
    if (failed !== this.failed) return null;
    this.total = total;
    this.loaded = true;
    return sessions;
  }

  #keep(sessions) {
    this.mails = sessions.slice(0, this.total);
    // Rows that are drawn anew would swallow a click.
    const state = JSON.stringify([this.loaded, this.total, this.mails]);
    if (state !== this.#drawn) this.dispatchEvent(new CustomEvent("reset"));
    this.#drawn = state;
  }
}
