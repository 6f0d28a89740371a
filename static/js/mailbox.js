/** The list as this page knows it: the newest mails without a gap, and the counts. Draws nothing. */

const PAGE = 50;
const MOST_IN_ONE_PAGE = 500;
/** New mail does not let the list grow past this; what falls off the end is loaded again on scroll. */
const KEPT = 2000;
const COUNTS_WAIT_MS = 400;

/**
 * Events: "reset", "added" (detail {mails, at: "top" | "end"}), "removed" (detail the id), "trimmed" (the same:
 * no longer listed here, but not gone), "changed" (detail summary), "counts", "lost" (a reload failed).
 */
export class Mailbox extends EventTarget {
  mails = [];
  total = 0;
  unread = 0;
  seq = 0;
  loaded = false;
  #api;
  #byId = new Map();
  #reading = null;
  #again = false;
  #held = [];
  #growing = false;
  #countsTimer = 0;
  #removing = new Set();
  /** What was deleted while a page is under way: that page may be older, and must not bring it back. */
  #gone = new Set();

  constructor(api) {
    super();
    this.#api = api;
  }

  get(id) {
    return this.#byId.get(id);
  }

  get hasMore() {
    return this.mails.length < this.total;
  }

  beside(id, step) {
    const at = this.mails.findIndex((mail) => mail.ID === id);
    if (at < 0) return this.mails[0];
    return this.mails[Math.min(this.mails.length - 1, Math.max(0, at + step))];
  }

  /** The one to go to when `id` goes: the next older, else the next newer, else none. */
  neighbour(id) {
    const at = this.mails.findIndex((mail) => mail.ID === id);
    return this.mails[at + 1] ?? this.mails[at - 1];
  }

  /** Asked again while it loads, it loads once more: the answer under way may be older. */
  load() {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#load().finally(() => {
      this.#reading = null;
      this.#release();
    });
    return this.#reading;
  }

  async #load() {
    do {
      this.#again = false;
      const limit = Math.min(MOST_IN_ONE_PAGE, Math.max(PAGE, this.mails.length));
      const page = await this.#api.messages(0, limit);
      this.mails = page.messages;
      this.#byId = new Map(this.mails.map((mail) => [mail.ID, mail]));
      this.seq = page.seq;
      this.loaded = true;
      this.#count(page.total, page.unread);
      this.#tell("reset");
    } while (this.#again);
  }

  /** Loads the next page. One row of overlap proves that nothing was skipped. */
  async more() {
    if (this.#growing || this.#reading || !this.hasMore) return;
    this.#growing = true;
    try {
      const last = this.mails.at(-1);
      const page = await this.#api.messages(Math.max(0, this.mails.length - 1), PAGE + 1);
      if (last !== this.mails.at(-1)) return;
      if (last && !page.messages.some((mail) => mail.ID === last.ID)) return void (await this.load());
      const mails = page.messages.filter((mail) => !this.#byId.has(mail.ID) && !this.#removing.has(mail.ID) && !this.#gone.has(mail.ID));
      for (const mail of mails) this.#byId.set(mail.ID, mail);
      this.mails.push(...mails);
      this.#tell("added", { mails, at: "end" });
      // The count may be the older one of the two; without a row gained it has to be.
      if (!mails.length) this.#count(this.mails.length, this.unread);
    } finally {
      this.#growing = false;
      this.#gone.clear();
    }
  }

  take(frame) {
    if (this.#reading) return void this.#held.push(frame);
    if (frame.Seq !== undefined) {
      if (frame.Seq <= this.seq) return;
      this.seq = frame.Seq;
    }
    this.#apply(frame);
  }

  #release() {
    for (const frame of this.#held.splice(0)) this.take(frame);
  }

  #apply({ Type: type, Data: data }) {
    if (type === "new") this.#add(data);
    else if (type === "update") this.#update(data);
    else if (type === "delete") this.#forget(data.ID);
    else if (type === "truncate") this.#clear();
    else if (type === "resync") this.load().catch(() => this.#tell("lost"));
    else if (type === "stats") this.#count(data.Total, data.Unread);
  }

  #add(mail) {
    if (this.#byId.has(mail.ID)) return;
    this.#byId.set(mail.ID, mail);
    this.mails.unshift(mail);
    this.#tell("added", { mails: [mail], at: "top" });
    if (this.mails.length > KEPT) {
      const last = this.mails.pop();
      this.#byId.delete(last.ID);
      this.#tell("trimmed", last.ID);
    }
    this.#count(this.total + 1, this.unread + (mail.Read ? 0 : 1));
  }

  #update({ ID: id, Read: read }) {
    const mail = this.get(id);
    if (!mail) return this.#recount();
    if (mail.Read === read) return undefined;
    mail.Read = read;
    this.#tell("changed", mail);
    return this.#count(this.total, this.unread + (read ? -1 : 1));
  }

  #forget(id) {
    // Its own deletion comes back as an event: that one is counted already.
    const own = this.#removing.delete(id);
    if (this.#growing) this.#gone.add(id);
    if (this.#byId.has(id)) this.#drop(id);
    else if (!own) this.#recount();
  }

  #drop(id) {
    const mail = this.get(id);
    this.#byId.delete(id);
    this.mails = this.mails.filter((other) => other.ID !== id);
    this.#tell("removed", id);
    this.#count(this.total - 1, this.unread - (mail.Read ? 0 : 1));
  }

  #clear() {
    this.mails = [];
    this.#byId.clear();
    this.#removing.clear();
    this.#count(0, 0);
    this.#tell("reset");
  }

  /** Deletes at once on the page; when the server refuses, the list is loaded again. */
  async remove(id) {
    this.#removing.add(id);
    if (this.#byId.has(id)) this.#drop(id);
    try {
      await this.#api.remove([id]);
    } catch (error) {
      this.#removing.delete(id);
      if (error.status !== 404) await this.load().catch(() => {});
      throw error;
    }
  }

  async removeAll() {
    await this.#api.removeAll();
    await this.load();
  }

  async setRead(id, read) {
    this.#update({ ID: id, Read: read });
    try {
      await this.#api.setRead([id], read);
    } catch (error) {
      await this.load().catch(() => {});
      throw error;
    }
  }

  /** The server marks a mail read when it gives it out; the row need not wait for the event. */
  noteRead(id) {
    if (this.get(id)) this.#update({ ID: id, Read: true });
  }

  #count(total, unread) {
    clearTimeout(this.#countsTimer);
    this.total = Math.max(0, total);
    this.unread = Math.max(0, Math.min(unread, this.total));
    this.#tell("counts");
  }

  /** Something changed in a mail that is not loaded here: ask for the counts, unless they come first. */
  #recount() {
    clearTimeout(this.#countsTimer);
    this.#countsTimer = setTimeout(async () => {
      const page = await this.#api.messages(0, 1).catch(() => null);
      if (page) this.#count(page.total, page.unread);
    }, COUNTS_WAIT_MS);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
