/** What a row shows beside its mail: code, main link, inbox, pin. Asked for once, for the mails that are in sight. */

const MOST = 100;
const KEPT = 5000;
const PAUSE_MS = 80;

/** Events: "came" (detail ids of mails of which more is known now). */
export class Highlights extends EventTarget {
  #api;
  #kept = new Map();
  #wanted = [];
  #timer = 0;
  #asking = null;
  /** What was told of pins while an answer was under way, which may be older. */
  #told = new Map();

  constructor(api) {
    super();
    this.#api = api;
  }

  of(id) {
    return this.#kept.get(id);
  }

  /** These are in sight now; the others no longer. */
  want(ids) {
    this.#wanted = ids.filter((id) => !this.#kept.has(id));
    if (this.#asking && !this.#wanted.some((id) => this.#asking.ids.has(id))) this.#stop();
    this.#soon();
  }

  pin(id, pinned) {
    this.#told.set(id, pinned);
    const known = this.#kept.get(id);
    if (known) this.#kept.set(id, { ...known, Pinned: pinned });
  }

  /** More changed than was told one by one: pins, perhaps. */
  forget() {
    this.#kept.clear();
    this.#stop();
  }

  #stop() {
    this.#asking?.abort();
    this.#asking = null;
  }

  /** One question at a time, and a pause before the next: in a burst most of what comes has gone out of sight by then. */
  #soon() {
    if (this.#wanted.length && !this.#asking) this.#timer ||= setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    this.#timer = 0;
    const ids = this.#wanted.slice(0, MOST);
    if (!ids.length || this.#asking) return;
    const controller = new AbortController();
    const asking = { ids: new Set(ids), abort: () => controller.abort() };
    this.#asking = asking;
    this.#told.clear();
    const answer = await this.#api.highlights(ids, controller.signal).catch(() => null);
    if (asking !== this.#asking) return;
    this.#asking = null;
    // Without an answer the next sight asks again.
    if (!answer) return;
    const found = new Map(answer.highlights.map((each) => [each.ID, each]));
    for (const id of ids) {
      const { Code = "", Link = null, Inbox = "", Pinned = false } = found.get(id) ?? {};
      this.#kept.set(id, { Code, Link, Inbox, Pinned: this.#told.get(id) ?? Pinned });
    }
    for (const id of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - KEPT))) this.#kept.delete(id);
    this.#wanted = this.#wanted.filter((id) => !this.#kept.has(id));
    this.dispatchEvent(new CustomEvent("came", { detail: ids }));
    this.#soon();
  }
}
