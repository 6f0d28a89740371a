/** The inboxes and tags that there are, with their numbers: asked for when something happened to mails, once for a burst. */

const PAUSE_MS = 400;
/** It rests twice as long as the server took, but numbers are never older than this. */
const LONGEST_PAUSE_MS = 3000;

/** `inboxes` are as the API has them, `tags` are [{Name, Total}]. Event: "changed". */
export class Known extends EventTarget {
  inboxes = [];
  tags = [];
  #api;
  #mailbox;
  #seq = null;
  #timer = 0;
  #pause = 0;

  constructor({ api, mailbox }) {
    super();
    this.#api = api;
    this.#mailbox = mailbox;
    for (const type of ["counts", "told", "reset", "moved"]) mailbox.addEventListener(type, () => this.#look());
  }

  get pinned() {
    return this.inboxes.reduce((sum, { Pinned: pinned }) => sum + pinned, 0);
  }

  /** The number of the last event tells whether anything happened. */
  #look() {
    if (!this.#mailbox.loaded || this.#mailbox.seq === this.#seq) return;
    this.#timer ||= setTimeout(() => this.#ask(), this.#pause);
  }

  async #ask() {
    const began = performance.now();
    this.#seq = this.#mailbox.seq;
    const [inboxes, info] = await Promise.all([this.#api.inboxes(), this.#api.info()]).catch(() => []);
    this.#pause = Math.min(LONGEST_PAUSE_MS, PAUSE_MS + 2 * (performance.now() - began));
    this.#timer = 0;
    if (!inboxes) return void (this.#seq = null);
    this.inboxes = inboxes;
    this.tags = Object.entries(info.Tags).map(([Name, Total]) => ({ Name, Total }));
    this.dispatchEvent(new CustomEvent("changed"));
    this.#look();
  }
}
