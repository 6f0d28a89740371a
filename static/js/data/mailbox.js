/** The list as this page knows it: how many mails there are, all or those that a filter leaves, and those of them that were looked at. Draws nothing. */

import { Highlights } from "./highlights.js";
import { Pager } from "./pager.js";
import { Places } from "./places.js";

const PAGE = 50;
const MOST = 500;
/** What is known grows no further than this; the rest is fetched again when it comes into sight. */
const KEPT = 2000;
const AROUND = 400;
const COUNTS_WAIT_MS = 400;
const COUNTS_APART_MS = 200;
const LOOK_WAIT_MS = 120;
/** A search rests twice as long as it took, but no longer than one waits for what is live. */
const LONGEST_REST_MS = 1000;
const GONE = 5000;

const NOTHING = { query: "", inbox: "" };

/**
 * `total` and `unread` are of the whole store, `found` is how many mails the filter leaves (`exact`, or at least so
 * many), `fault` what the server has against the search.
 *
 * Events: "reset" (detail {another}: other mails than before, for another filter), "moved" (detail {came}: mails have
 * come or gone, or are known now, and of those in the list so many are new), "added" (detail {mails}, new in the list),
 * "removed" (detail the id), "left" (the same: no longer listed here, but not gone), "restored" (detail ids), "changed"
 * (detail summary), "counts", "came" (a mail, listed or not), "told" (detail what changed in a mail, listed or not),
 * "inboxes", "lost" (a reload failed), "failed" (so did the piece that is in sight).
 */
export class Mailbox extends EventTarget {
  exact = true;
  fault = null;
  filter = NOTHING;
  seq = 0;
  loaded = false;
  #api;
  #places = new Places();
  #highlights;
  #pager;
  #inboxes = new Set();
  #total = 0;
  #unread = 0;
  #view = { from: 0, to: 0, cursor: null };
  #reading = null;
  #asking = null;
  #again = false;
  #another = false;
  /** A change was refused, and so was the look at what the server has instead. */
  #unsure = false;
  #quiet = true;
  #held = [];
  #countsTimer = 0;
  #lookTimer = 0;
  #telling = 0;
  #toldAt = 0;
  #took = 0;
  /** New mails since the last look of a search. */
  #arrived = new Set();
  /** Those hidden that nobody has read. */
  #hiddenUnread = new Set();
  /** What was deleted: a piece that is older must not bring it back. */
  #gone = new Set();

  constructor(api) {
    super();
    this.#api = api;
    this.#highlights = new Highlights(api);
    this.#highlights.addEventListener("came", ({ detail: ids }) => {
      const several = this.inboxes;
      for (const mail of ids.map((id) => this.get(id)).filter(Boolean)) {
        this.#inboxes.add(this.#dressed(mail).Inbox);
        this.#tell("changed", mail);
      }
      if (this.inboxes !== several) this.#tell("inboxes");
    });
    this.#pager = new Pager({
      missing: (from, to) => this.#missing(from, to),
      fetch: (start, limit, signal) => this.#fill(start, limit, signal),
      failed: () => this.#tell("failed"),
    });
  }

  get total() {
    return Math.max(0, this.#total - this.#places.hidden);
  }

  get unread() {
    return Math.max(0, Math.min(this.total, this.#unread - this.#hiddenUnread.size));
  }

  /** Whether mails of several inboxes were seen. */
  get inboxes() {
    return this.#inboxes.size > 1;
  }

  get found() {
    return this.#places.length;
  }

  get filtered() {
    return Boolean(this.filter.query || this.filter.inbox);
  }

  /** Whether what is shown may not be what the server has. */
  get doubtful() {
    return this.#another || this.#unsure;
  }

  /** Whether what is listed is still that of another filter: "busy" while the answer is under way, "stale" without one. */
  get behind() {
    return this.#another && (this.#reading && !this.fault ? "busy" : "stale");
  }

  get(id) {
    return this.#places.get(id);
  }

  /** The mail that stands there, if that is known. */
  at(place) {
    return this.#places.at(place);
  }

  placeOf(id) {
    return this.#places.placeOf(id);
  }

  /** Where a mail stands; if it is no longer listed, where the one stands that came after it. */
  find(id) {
    return this.#places.find(id);
  }

  /** What is in sight: these places, and of them the mails whose rows want to be complete. */
  want({ from, to, cursor = null, seen = [] }) {
    this.#view = { from, to, cursor };
    if (!this.loaded || this.fault) return;
    this.#highlights.want(seen);
    if (this.#places.known > KEPT) this.#places.crop(from - AROUND, to + AROUND, cursor);
    if (!this.#reading) this.#pager.want(from, to);
  }

  /** Asks once more for what is in sight and could not be had. */
  again() {
    this.#pager.look();
  }

  /** The mails of these places as the server has them: from the first on as many as it gives at once. */
  async piece(from, to) {
    const start = this.#places.whole(from);
    const { messages: mails } = await this.#api.list(this.filter, start, Math.min(MOST, this.#places.whole(to) - start + 1));
    return mails.filter(({ ID: id }) => !this.#places.isHidden(id));
  }

  /** Holds the list to these mails from now on. What was asked for before is of no interest any more. */
  async choose(filter) {
    // After a load that failed, the same is asked for once more.
    if (filter === this.filter && !this.#another) return undefined;
    this.filter = filter;
    this.#arrived.clear();
    // The first load is the connection's.
    if (!this.loaded && !this.#reading) return undefined;
    this.#another = true;
    this.fault = null;
    this.#asking?.abort();
    const loaded = this.load();
    this.#tell("counts");
    return loaded;
  }

  /** Asked again while it loads, it loads once more: the answer under way may be older. `quiet`: nothing but the list is in doubt. */
  load({ quiet = false } = {}) {
    this.#quiet &&= quiet;
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#pager.rest();
    this.#reading = this.#load().finally(() => {
      this.#reading = null;
      this.#quiet = true;
      for (const frame of this.#held.splice(0)) this.take(frame);
      if (this.#another) this.#tell("counts");
      this.#tell("moved", { came: 0 });
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
      const since = !this.filtered ? Infinity : this.loaded ? this.seq : await this.#now();
      const page = await this.#sight(filter);
      if (filter === this.filter) this.#adopt({ ...page, seq: Math.min(since, page.seq) });
    } catch (error) {
      if (filter !== this.filter) return;
      if (error.status !== 400 || !this.filtered) throw error;
      await this.#refused(error.reason);
    } finally {
      this.#took = performance.now() - began;
    }
  }

  /** The number of the last event. */
  async #now() {
    return (await this.#api.list({}, 0, 1)).seq;
  }

  /** What is to be seen now: from the top, or around the mails that are in sight, wherever they stand by now. */
  async #sight(filter) {
    if (this.#another || !this.loaded) return this.#read(filter, 0, PAGE);
    const { from, to } = this.#view;
    const limit = Math.min(MOST, to - from + 1 + 2 * PAGE);
    const start = Math.max(0, this.#places.whole(from) - PAGE);
    const page = await this.#read(filter, start, limit);
    if (!start || page.mails.some((mail) => this.get(mail.ID))) return page;
    const anchor = this.#firstSeen();
    const older = anchor && (await this.#api.count({ ...filter, query: `${filter.query && `(${filter.query})`} before:${anchor.Created}` })).Total;
    const place = page.size - (older ?? page.size - start) - (limit >> 1);
    return this.#read(filter, Math.max(0, Math.min(place, page.size - limit)), limit);
  }

  #firstSeen() {
    for (let at = this.#view.from; at <= this.#view.to; at += 1) if (this.at(at)) return this.at(at);
    return null;
  }

  async #read(filter, start, limit) {
    const [page, whole] = await Promise.all([
      this.#api.list(filter, start, limit, this.#asking.signal),
      // With an inbox the answer counts that alone.
      filter.inbox ? this.#api.count({}) : null,
    ]);
    return { start, mails: page.messages, seq: page.seq, total: whole?.Total ?? page.total, unread: whole?.Unread ?? page.unread, size: page.messages_count, exact: page.exact };
  }

  #adopt({ start, mails, seq, total, unread, size, exact }) {
    const another = this.#another || !this.loaded;
    const whole = another || this.#unsure || !this.#quiet;
    if (another) this.#places.crop(0, -1, null);
    const fresh = mails.filter(({ ID: id }) => this.#gone.has(id));
    const left = this.#places.adopt(start, mails.filter(({ ID: id }) => !this.#gone.has(id)).map((mail) => this.#dressed(mail)), size - fresh.length, this.#view.cursor);
    const came = another ? [] : mails.filter(({ ID: id }) => this.#arrived.has(id) && this.placeOf(id) >= 0);
    const many = this.#arrived.size;
    this.#arrived.clear();
    this.seq = seq;
    this.fault = null;
    this.#another = this.#unsure = false;
    this.loaded = true;
    this.exact = exact;
    this.#count(total, unread);
    for (const id of left) this.#tell("left", id);
    if (whole) this.#tell("reset", { another });
    else this.#tell("moved", { came: many });
    if (came.length) this.#tell("added", { mails: came });
  }

  /** The search cannot be read. What is listed stays; who came with it finds nothing, but is connected. */
  async #refused(reason) {
    const { filter } = this;
    if (!this.loaded) {
      const whole = await this.#read(NOTHING, 0, 1);
      if (filter === this.filter) this.#adopt({ ...whole, mails: [], size: 0, exact: true });
    }
    if (filter !== this.filter) return;
    this.fault = reason;
    this.#another = true;
    this.#tell("counts");
  }

  /** The places of the server's list, of those in sight, that are not known. */
  #missing(from, to) {
    // No piece of this list fits into that of another filter.
    if (this.#another) return null;
    let gap = null;
    for (let at = Math.max(0, from); at <= Math.min(to, this.found - 1); at += 1) {
      if (this.at(at)) continue;
      const whole = this.#places.whole(at);
      gap = { from: gap?.from ?? whole, to: whole };
    }
    return gap;
  }

  /** A piece of the list. One row of overlap proves that it fits; without one the counts must agree. */
  async #fill(start, limit, signal) {
    const { filter } = this;
    const page = await this.#api.list(filter, start, limit, signal);
    if (filter !== this.filter || this.#reading) return;
    const { messages: mails, messages_count: size, exact } = page;
    const differs = exact && this.exact && size !== this.#places.size;
    const offset = this.#places.offset(start, mails) ?? (differs && !this.filtered ? this.#places.size - size : 0);
    const doubtful = Number.isNaN(offset) || mails.some(({ ID: id }) => this.#gone.has(id)) || (differs && this.filtered) || (!mails.length && start < this.#places.size);
    if (doubtful) {
      await this.load({ quiet: true });
      return;
    }
    if (!exact || !this.exact) {
      this.#places.size = Math.max(size, exact ? 0 : this.#places.size);
      this.exact = exact;
      this.#tell("counts");
    }
    this.#places.fill(start + offset, mails.map((mail) => this.#dressed(mail)));
    this.#tell("moved", { came: 0 });
  }

  take(frame) {
    if (this.#reading) return void this.#held.push(frame);
    if (frame.Seq !== undefined) {
      if (frame.Seq <= this.seq) return;
      this.seq = frame.Seq;
    }
    this.#apply(frame);
  }

  #apply({ Type: type, Data: data }) {
    if (type === "new") this.#add(data);
    else if (type === "update") this.#update(data);
    else if (type === "delete") this.#forget(data.ID);
    else if (type === "truncate") this.#clear();
    else if (type === "resync" || type === "prune") this.#reload();
    else if (type === "stats") this.#count(data.Total, data.Unread);
  }

  #reload() {
    this.#highlights.forget();
    this.load().catch(() => this.#tell("lost"));
  }

  #add(mail) {
    if (this.get(mail.ID)) return;
    this.#count(this.#total + 1, this.#unread + (mail.Read ? 0 : 1));
    if (this.filtered || this.doubtful) {
      if (this.#arrived.size < MOST) this.#arrived.add(mail.ID);
      this.#look();
    } else {
      this.#places.unshift(this.#dressed(mail));
      if (this.#places.known > 2 * KEPT) this.#places.crop(this.#view.from - AROUND, this.#view.to + AROUND, this.#view.cursor);
      this.#tell("moved", { came: 1 });
      this.#tell("added", { mails: [mail] });
    }
    this.#tell("came", mail);
  }

  #update({ ID: id, Read: read, Tags: tags, Pinned: pinned }) {
    if (pinned !== undefined) this.#highlights.pin(id, pinned);
    this.#tell("told", { ID: id, Read: read, Tags: tags, Pinned: pinned });
    if (this.filtered) this.#look();
    const mail = this.get(id);
    if (!mail) return read === undefined ? undefined : this.#recount();
    const seen = mail.Read;
    mail.Read = read ?? seen;
    mail.Tags = tags ?? mail.Tags;
    mail.Pinned = pinned ?? mail.Pinned;
    this.#tell("changed", mail);
    return mail.Read === seen ? undefined : this.#count(this.#total, this.#unread + (seen ? 1 : -1));
  }

  /** They were deleted. Whoever did so hears of it twice: in the answer and as an event. */
  forget(ids) {
    for (const id of ids) this.#forget(id);
  }

  #forget(id) {
    if (this.#gone.has(id)) return;
    this.#gone.add(id);
    if (this.#gone.size > GONE) this.#gone.delete(this.#gone.values().next().value);
    const mail = this.get(id);
    const hidden = this.#places.isHidden(id);
    this.#places.drop([id]);
    const unread = mail ? !mail.Read : this.#hiddenUnread.has(id);
    this.#hiddenUnread.delete(id);
    this.#count(this.#total - 1, this.#unread - (unread ? 1 : 0));
    if (!mail) this.#recount();
    // Of what is not known nobody knows where it stood.
    if (this.filtered || !(mail || hidden)) this.#look();
    if (hidden) return;
    this.#tell("removed", id);
    this.#tell("moved", { came: 0 });
  }

  #clear() {
    this.#places.clear();
    this.#hiddenUnread.clear();
    this.#highlights.forget();
    this.exact = true;
    this.#count(0, 0);
    this.#tell("reset", { another: false });
  }

  /** Takes mails out of sight that are about to be deleted; told are those that were in it. */
  hide(ids) {
    const mails = ids.map((id) => this.get(id)).filter((mail) => mail && !this.#places.isHidden(mail.ID));
    for (const mail of mails) if (!mail.Read) this.#hiddenUnread.add(mail.ID);
    this.#places.hide(ids);
    this.#tell("counts");
    for (const id of ids) this.#tell("removed", id);
    this.#tell("moved", { came: 0 });
    return mails;
  }

  /** They were not deleted after all. */
  restore(ids) {
    const back = ids.filter((id) => this.#places.isHidden(id));
    this.#places.unhide(back);
    for (const id of back) this.#hiddenUnread.delete(id);
    this.#tell("counts");
    this.#tell("moved", { came: 0 });
    this.#tell("restored", back);
  }

  async removeAll(filter) {
    await this.#api.removeAll(filter);
    await this.load();
  }

  /** Shows at once what `change` ({Read}, {Tags} or {Pinned}) makes of mails; when the server refuses, what was and then what it has. */
  async #set(ids, change, ask) {
    const before = ids.map((id) => ({ ...this.get(id), ID: id }));
    for (const id of ids) this.#update({ ID: id, ...change });
    let at = 0;
    try {
      for (; at < ids.length; at += MOST) await ask(ids.slice(at, at + MOST));
    } catch (error) {
      for (const mail of before.slice(at)) this.#update(mail);
      this.#highlights.forget();
      await this.load().catch(() => (this.#unsure = true));
      throw error;
    }
  }

  /** All that are found. */
  async setAllRead(read) {
    await this.#api.markRead(this.filter, read);
    await this.load();
  }

  setRead(ids, read) {
    return this.#set([ids].flat(), { Read: read }, (some) => this.#api.setRead(some, read));
  }

  setTags(ids, tags) {
    return this.#set([ids].flat(), { Tags: tags }, (some) => this.#api.setTags(some, tags));
  }

  setPinned(ids, pinned) {
    return this.#set([ids].flat(), { Pinned: pinned }, (some) => this.#api.setPinned(some, pinned));
  }

  #dressed(mail) {
    return Object.assign(mail, this.#highlights.of(mail.ID));
  }

  #count(total, unread) {
    clearTimeout(this.#countsTimer);
    this.#total = Math.max(0, total);
    this.#unread = Math.max(0, unread);
    // At once, and in a burst now and then.
    this.#telling ||= setTimeout(() => {
      this.#telling = 0;
      this.#toldAt = performance.now();
      this.#tell("counts");
    }, Math.max(0, this.#toldAt + COUNTS_APART_MS - performance.now()));
  }

  /** Something changed in a mail that is not known here: ask for the counts, unless they come first. */
  #recount() {
    clearTimeout(this.#countsTimer);
    this.#countsTimer = setTimeout(async () => {
      const counted = await this.#api.count({}).catch(() => null);
      if (counted) this.#count(counted.Total, counted.Unread);
    }, COUNTS_WAIT_MS);
  }

  /** Something changed that the list may have, or no longer: ask again, once for a burst, and ever less of a slow one. */
  #look() {
    if (this.fault || this.#reading) return;
    this.#lookTimer ||= setTimeout(() => this.load({ quiet: true }).catch(() => {}), LOOK_WAIT_MS + Math.min(LONGEST_REST_MS, 2 * this.#took));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
