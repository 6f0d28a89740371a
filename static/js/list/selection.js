/** The mails that are chosen: one by one, in ranges, or all that are found. Draws nothing. */

/** Events: "change". */
export class Selection extends EventTarget {
  #mailbox;
  #mails = new Map();
  #all = false;
  #anchor = null;
  /** What was chosen before the range that is being drawn. */
  #base = new Map();
  #round = 0;

  constructor(mailbox) {
    super();
    this.#mailbox = mailbox;
    for (const type of ["removed", "left"]) mailbox.addEventListener(type, ({ detail }) => this.#drop(detail));
    mailbox.addEventListener("reset", ({ detail: { another } }) => (another || !mailbox.found) && this.clear());
    mailbox.addEventListener("moved", () => this.#all && this.#tell());
  }

  /** Whether all that are found are, whatever more is found. */
  get all() {
    return this.#all;
  }

  get size() {
    return this.#all ? this.#mailbox.found : this.#mails.size;
  }

  /** Those that are known. */
  get mails() {
    return [...this.#mails.values()].map((mail) => this.#mailbox.get(mail.ID) ?? mail);
  }

  has(id) {
    return this.#all || this.#mails.has(id);
  }

  /** All that are chosen; of all that are found those are asked for that are not known. */
  whole() {
    return this.#all ? this.#range(0, this.#mailbox.found - 1) : Promise.resolve(this.mails);
  }

  /** The mails of these places, in order; those that are not known are asked for. */
  async #range(from, to) {
    const found = new Map();
    for (let at = from; at <= to; ) {
      const known = this.#mailbox.at(at);
      const mails = known ? [known] : await this.#mailbox.piece(at, to);
      if (!mails.length) break;
      for (const mail of mails) found.set(mail.ID, mail);
      at += mails.length;
    }
    return [...found.values()];
  }

  async toggle(id) {
    if (this.#all) await this.#tellApart();
    const mail = this.#mailbox.get(id);
    if (!mail || this.#all) return;
    if (!this.#mails.delete(id)) this.#mails.set(id, mail);
    this.#start(id);
    this.#tell();
  }

  /** From where the last one was chosen (or else from `from`) to that mail; what was chosen before stays. */
  async extend(id, from) {
    if (this.#all) return;
    if (!this.#anchor || this.#mailbox.placeOf(this.#anchor) < 0) this.#start(from ?? id);
    const [one, other] = [this.#mailbox.placeOf(this.#anchor), this.#mailbox.placeOf(id)];
    if (one < 0 || other < 0) return;
    this.#round += 1;
    const round = this.#round;
    const mails = await this.#range(Math.min(one, other), Math.max(one, other));
    if (round !== this.#round) return;
    this.#mails = new Map([...this.#base, ...mails.map((mail) => [mail.ID, mail])]);
    this.#tell();
  }

  chooseAll() {
    this.#all = this.#mailbox.found > 0;
    this.#mails.clear();
    this.#tell();
  }

  clear() {
    this.#round += 1;
    this.#anchor = null;
    if (!this.#all && !this.#mails.size) return;
    this.#all = false;
    this.#mails.clear();
    this.#base = new Map();
    this.#tell();
  }

  #start(id) {
    this.#round += 1;
    this.#anchor = id;
    this.#base = new Map(this.#mails);
  }

  async #tellApart() {
    this.#round += 1;
    const round = this.#round;
    const mails = await this.whole();
    if (round !== this.#round) return;
    this.#all = false;
    this.#mails = new Map(mails.map((mail) => [mail.ID, mail]));
  }

  #drop(id) {
    this.#base.delete(id);
    if (this.#mails.delete(id)) this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
