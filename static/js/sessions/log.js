/** The sessions as this page knows them: how many there are, and those that were looked at. Draws nothing. */

import { Pager } from "../data/pager.js";
import { Places } from "../data/places.js";

const PAGE = 50;
const KEPT = 1000;
const AROUND = 200;

/** What a `List` draws. Events: "reset" (detail {another}), when there is something else to draw, and "failed". */
export class SessionLog extends EventTarget {
  /** "1": those that failed alone; "first": those before the others. */
  failed = "";
  loaded = false;
  #api;
  #places = new Places();
  #pager;
  #view = { from: 0, to: 0, cursor: null };
  #drawn = "";

  constructor(api) {
    super();
    this.#api = api;
    this.#pager = new Pager({
      missing: (from, to) => this.#missing(from, to),
      fetch: (start, limit) => this.#fill(start, limit),
      failed: () => this.dispatchEvent(new CustomEvent("failed")),
    });
  }

  get found() {
    return this.#places.length;
  }

  get exact() {
    return true;
  }

  get(id) {
    return this.#places.get(id);
  }

  at(place) {
    return this.#places.at(place);
  }

  placeOf(id) {
    return this.#places.placeOf(id);
  }

  find(id) {
    return this.#places.find(id);
  }

  want({ from, to, cursor }) {
    this.#view = { from, to, cursor };
    if (this.#places.known > KEPT) this.#places.crop(from - AROUND, to + AROUND, cursor);
    if (this.loaded) this.#pager.want(from, to);
  }

  again() {
    this.#pager.look();
  }

  /** Another choice or order of them: another list, which is to be loaded. */
  choose(failed) {
    if (failed === this.failed) return;
    this.failed = failed;
    this.loaded = false;
    this.#pager.rest();
    this.#places.clear();
    this.#tell(true);
  }

  /** What is in sight anew. */
  async load() {
    const { from, to, cursor } = this.#view;
    const start = Math.max(0, from - PAGE);
    const page = await this.#page(start, to - start + PAGE);
    if (!page) return;
    this.#places.adopt(start, page.sessions, page.total, cursor);
    this.loaded = true;
    this.#tell();
  }

  /** One of them began, went on or ended. */
  take(session) {
    if (!this.loaded || (this.failed === "1" && !session.Failed)) return;
    // Its place depends on how many failed: the server knows.
    if (this.failed === "first") return void this.load().catch(() => {});
    const known = this.#places.placeOf(session.ID);
    if (known >= 0) this.#places.fill(known, [session]);
    else this.#insert(session);
    this.#tell();
  }

  /** Nearly always it is the newest; one that is older than all that are known has its place when that is looked at. */
  #insert(session) {
    for (let at = 0; at <= this.found; at += 1) {
      const other = this.at(at);
      if (!other && at < this.found) return;
      if (!other || other.Started <= session.Started) return void this.#places.insert(at, session);
    }
  }

  /** A piece that fits what is known; else all that is in sight is asked for. */
  async #fill(start, limit) {
    const page = await this.#page(start, limit);
    if (!page) return;
    const offset = this.#places.offset(start, page.sessions) ?? this.#places.size - page.total;
    if (Number.isNaN(offset)) return void (await this.load());
    this.#places.fill(start + offset, page.sessions);
    this.#tell();
  }

  #missing(from, to) {
    let gap = null;
    for (let at = Math.max(0, from); at <= Math.min(to, this.found - 1); at += 1) if (!this.at(at)) gap = { from: gap?.from ?? at, to: at };
    return gap;
  }

  /** Null when another list was chosen meanwhile. */
  async #page(start, limit) {
    const { failed } = this;
    const { Total: total, Sessions: sessions } = await this.#api.sessions(start, limit, failed);
    return failed === this.failed ? { total, sessions } : null;
  }

  /** Rows that are drawn anew would swallow a click. */
  #tell(another = false) {
    const { from, to } = this.#view;
    const seen = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => this.at(from + at));
    const state = JSON.stringify([this.loaded, this.failed, this.found, from, seen]);
    if (state !== this.#drawn) this.dispatchEvent(new CustomEvent("reset", { detail: { another } }));
    this.#drawn = state;
  }
}
