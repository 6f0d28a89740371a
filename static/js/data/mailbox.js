/** The list as this page knows it: the newest mails without a gap, all or those that a filter leaves. Draws nothing. */

import { Shelf } from "./shelf.js";

const PAGE = 50;
/** New mail does not let the list grow past this; what falls off the end is loaded again on scroll. */
const KEPT = 2000;
const COUNTS_WAIT_MS = 400;
const LOOK_WAIT_MS = 120;
/** A search rests twice as long as it took, but no longer than one waits for what is live. */
const LONGEST_REST_MS = 1000;

const NOTHING = { query: "", inbox: "" };

/**
 * `total` and `unread` are of the whole store, `found` is how many mails the filter leaves (`exact`, or at least so
 * many), `fault` what the server has against the search.
 *
 * Events: "reset" (detail {another}: other mails than before, for another filter), "added" (detail {mails, at: "top" |
 * "end"}), "removed" (detail the id), "trimmed" and "left" (the same: no longer listed here, but not gone), "changed"
 * (detail summary), "counts", "came" (a mail, listed or not), "told" (detail what changed in a mail, listed or not),
 * "ready" (what was loaded is drawn), "lost" (a reload failed).
 */
export class Mailbox extends EventTarget {
  mails = [];
  total = 0;
  unread = 0;
  found = 0;
  exact = true;
  fault = null;
  filter = NOTHING;
  seq = 0;
  loaded = false;
  #api;
  #shelf;
  #byId = new Map();
  #reading = null;
  #asking = null;
  #again = false;
  #another = false;
  #held = [];
  #growing = false;
  #countsTimer = 0;
  #lookTimer = 0;
  #took = 0;
  #removing = new Set();
  /** Where those stood that a search no longer finds. */
  #places = new Map();
  /** What was deleted while a page is under way: that page may be older, and must not bring it back. */
  #gone = new Set();

  constructor(api) {
    super();
    this.#api = api;
    this.#shelf = new Shelf(api);
  }

  get(id) {
    return this.#byId.get(id);
  }

  get filtered() {
    return Boolean(this.filter.query || this.filter.inbox);
  }

  get hasMore() {
    return !this.fault && this.mails.length < this.found;
  }

  beside(id, step) {
    const { at, listed } = this.#find(id);
    const to = listed ? at + step : at - (step < 0 ? 1 : 0);
    return this.mails[Math.min(this.mails.length - 1, Math.max(0, to))];
  }

  /** The one to go to when `id` goes: the next older, else the next newer, else none. */
  neighbour(id) {
    const { at, listed } = this.#find(id);
    return this.mails[listed ? at + 1 : at] ?? this.mails[at - 1];
  }

  /** Where a mail stands; if it is no longer found, where the one stands that came after it. */
  #find(id) {
    const at = this.mails.findIndex((mail) => mail.ID === id);
    return at < 0 ? { at: this.#places.get(id) ?? 0, listed: false } : { at, listed: true };
  }

  /** Holds the list to these mails from now on. What was asked for before is of no interest any more. */
  async choose(filter) {
    // After a load that failed, the same is asked for once more.
    if (filter === this.filter && !this.#another) return undefined;
    this.filter = filter;
    // The first load is the connection's.
    if (!this.loaded && !this.#reading) return undefined;
    this.#another = true;
    this.#asking?.abort();
    return this.load();
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
      this.#tell("ready");
    });
    return this.#reading;
  }

  async #load() {
    do {
      this.#again = false;
      await this.#loadOnce(this.filter);
    } while (this.#again);
  }

  async #loadOnce(filter) {
    clearTimeout(this.#lookTimer);
    this.#lookTimer = 0;
    const began = performance.now();
    this.#asking = new AbortController();
    try {
      // What came while a search was made may not be in it, so its number is no promise: the events since are heard again.
      const since = !this.filtered ? Infinity : this.loaded ? this.seq : await this.#shelf.now();
      const page = await this.#shelf.read(filter, PAGE + (this.#another ? 0 : this.mails.length), this.#asking.signal);
      if (filter === this.filter) this.#adopt({ ...page, seq: Math.min(since, page.seq) });
    } catch (error) {
      if (filter !== this.filter) return;
      if (error.status !== 400 || !this.filtered) throw error;
      await this.#refused(error.reason);
    } finally {
      this.#took = performance.now() - began;
    }
  }

  #adopt({ mails, seq, total, unread, found, exact }) {
    const before = this.mails;
    const another = this.#another || !this.loaded;
    // Down to the last that was listed, with what is new above it.
    const last = another ? 0 : mails.findLastIndex((mail) => this.#byId.has(mail.ID));
    this.mails = mails.slice(0, Math.max(PAGE, last + 1));
    this.#byId = new Map(this.mails.map((mail) => [mail.ID, mail]));
    this.seq = seq;
    this.fault = null;
    this.#another = false;
    this.loaded = true;
    this.found = found;
    this.exact = exact;
    if (another) this.#places.clear();
    this.#count(total, unread, 0);
    if (another || !this.filtered || !this.#follow(before)) this.#tell("reset", { another });
  }

  /** What a search finds now, told step by step, so that rows slide and stay as in the whole list; false if it cannot be. */
  #follow(before) {
    const known = new Set(before.map((mail) => mail.ID));
    const fresh = this.mails.findIndex((mail) => known.has(mail.ID));
    const rest = this.mails.slice(Math.max(0, fresh));
    const stayed = before.filter((mail) => this.#byId.has(mail.ID));
    if (fresh < 0 || rest.length !== stayed.length || rest.some((mail, at) => mail.ID !== stayed[at].ID)) return false;
    before.forEach(({ ID: id }, at) => {
      if (this.#byId.has(id)) return;
      this.#places.set(id, at);
      this.#tell("left", id);
    });
    for (const mail of rest) this.#tell("changed", mail);
    if (fresh) this.#tell("added", { mails: this.mails.slice(0, fresh), at: "top" });
    return true;
  }

  /** The search cannot be read. What is listed stays; who came with it finds nothing, but is connected. */
  async #refused(reason) {
    const { filter } = this;
    if (!this.loaded) {
      const whole = await this.#shelf.read(NOTHING, 1);
      if (filter === this.filter) this.#adopt({ ...whole, mails: [], found: 0, exact: true });
    }
    if (filter !== this.filter) return;
    this.fault = reason;
    this.#another = true;
    this.#tell("counts");
  }

  /** Loads the next page. One row of overlap proves that nothing was skipped. */
  async more() {
    if (this.#growing || this.#reading || !this.hasMore) return;
    this.#growing = true;
    let moved = false;
    try {
      moved = await this.#grow();
    } finally {
      this.#growing = false;
      this.#gone.clear();
    }
    // Nobody asks again when the last row on the page has gone.
    if (moved) await this.more();
  }

  /** Whether the list ended elsewhere when the page came, so that it is not the next. */
  async #grow() {
    const { filter } = this;
    const last = this.mails.at(-1);
    const page = await this.#shelf.piece(filter, Math.max(0, this.mails.length - 1), PAGE + 1);
    if (filter !== this.filter) return false;
    if (last !== this.mails.at(-1)) return true;
    if (last && !page.messages.some((mail) => mail.ID === last.ID)) {
      await this.load();
      return false;
    }
    const mails = page.messages.filter((mail) => !this.#byId.has(mail.ID) && !this.#removing.has(mail.ID) && !this.#gone.has(mail.ID));
    for (const mail of mails) this.#byId.set(mail.ID, mail);
    this.mails.push(...mails);
    this.#tell("added", { mails, at: "end" });
    if (!mails.length) {
      // The count may be the older one of the two; without a row gained it has to be.
      this.found = this.mails.length;
      if (this.filtered) this.#tell("counts");
      else this.#count(this.found, this.unread, 0);
    } else if (this.filtered && page.messages_count !== this.found) {
      this.found = page.messages_count;
      this.exact = page.exact;
      this.#tell("counts");
    }
    return false;
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
    else if (type === "resync" || type === "prune") this.load().catch(() => this.#tell("lost"));
    else if (type === "stats") this.#count(data.Total, data.Unread, 0);
  }

  #add(mail) {
    if (this.#byId.has(mail.ID)) return;
    if (this.filtered) {
      this.#count(this.total + 1, this.unread + (mail.Read ? 0 : 1), 0);
      this.#look();
    } else {
      this.#byId.set(mail.ID, mail);
      this.mails.unshift(mail);
      this.#tell("added", { mails: [mail], at: "top" });
      if (this.mails.length > KEPT) {
        const last = this.mails.pop();
        this.#byId.delete(last.ID);
        this.#tell("trimmed", last.ID);
      }
      this.#count(this.total + 1, this.unread + (mail.Read ? 0 : 1), 1);
    }
    this.#tell("came", mail);
  }

  #update({ ID: id, Read: read, Tags: tags, Pinned: pinned }) {
    if (pinned !== undefined) this.#shelf.pin(id, pinned);
    this.#tell("told", { ID: id, Read: read, Tags: tags, Pinned: pinned });
    this.#look();
    const mail = this.get(id);
    if (!mail) return read === undefined ? undefined : this.#recount();
    const seen = mail.Read;
    mail.Read = read ?? seen;
    mail.Tags = tags ?? mail.Tags;
    mail.Pinned = pinned ?? mail.Pinned;
    this.#tell("changed", mail);
    return mail.Read === seen ? undefined : this.#count(this.total, this.unread + (seen ? 1 : -1), 0);
  }

  #forget(id) {
    this.#shelf.pin(id, false);
    // Its own deletion comes back as an event: that one is counted already.
    const own = this.#removing.delete(id);
    if (this.#growing) this.#gone.add(id);
    if (this.#byId.has(id)) this.#drop(id);
    else if (!own) {
      this.#recount();
      this.#tell("removed", id);
    }
    if (!own) this.#look();
  }

  #drop(id) {
    const mail = this.get(id);
    this.#byId.delete(id);
    this.mails = this.mails.filter((other) => other.ID !== id);
    this.#tell("removed", id);
    this.#count(this.total - 1, this.unread - (mail.Read ? 0 : 1), -1);
  }

  #clear() {
    this.mails = [];
    this.#byId.clear();
    this.#removing.clear();
    this.#shelf.clear();
    this.exact = true;
    this.#count(0, 0, -this.found);
    this.#tell("reset", { another: false });
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

  async removeAll(filter) {
    await this.#api.removeAll(filter);
    await this.load();
  }

  /** Shows at once what `change` ({Read}, {Tags} or {Pinned}) makes of a mail; when the server refuses, what it has. */
  async #set(id, change, ask) {
    this.#update({ ID: id, ...change });
    try {
      await ask();
    } catch (error) {
      await this.load().catch(() => {});
      throw error;
    }
  }

  setRead(id, read) {
    return this.#set(id, { Read: read }, () => this.#api.setRead([id], read));
  }

  setTags(id, tags) {
    return this.#set(id, { Tags: tags }, () => this.#api.setTags([id], tags));
  }

  setPinned(id, pinned) {
    return this.#set(id, { Pinned: pinned }, () => this.#api.setPinned([id], pinned));
  }

  #count(total, unread, more) {
    clearTimeout(this.#countsTimer);
    this.total = Math.max(0, total);
    this.unread = Math.max(0, Math.min(unread, this.total));
    this.found = this.filtered ? Math.max(0, this.found + more) : this.total;
    this.#tell("counts");
  }

  /** Something changed in a mail that is not loaded here: ask for the counts, unless they come first. */
  #recount() {
    clearTimeout(this.#countsTimer);
    this.#countsTimer = setTimeout(async () => {
      const counted = await this.#api.count({}).catch(() => null);
      if (counted) this.#count(counted.Total, counted.Unread, 0);
    }, COUNTS_WAIT_MS);
  }

  /** Something changed that a search may find, or no longer: ask again, once for a burst, and ever less of a slow one. */
  #look() {
    if (!this.filtered || this.fault || this.#reading) return;
    this.#lookTimer ||= setTimeout(() => this.load().catch(() => {}), LOOK_WAIT_MS + Math.min(LONGEST_REST_MS, 2 * this.#took));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
