/** Searches that somebody gave a name: {name, query, inbox}; and the last ones that were made. */

import { KeptList } from "../kit/kept.js";

const MOST_SAVED = 100;
const MOST_RECENT = 10;
const LONGEST_NAME = 80;

const isText = (value) => typeof value === "string";
const same = (one, other) => one.query === other.query && one.inbox === other.inbox;

export class SavedSearches extends KeptList {
  constructor() {
    super("saved", (each) => isText(each?.name) && isText(each.query) && isText(each.inbox));
  }

  find(filter) {
    return this.all.find((each) => same(each, filter));
  }

  add({ query, inbox }, name = query) {
    if (!this.find({ query, inbox })) this.set([...this.all, { name: name.slice(0, LONGEST_NAME), query, inbox }].slice(-MOST_SAVED));
  }

  remove(filter) {
    this.set(this.all.filter((each) => !same(each, filter)));
  }

  /** Without a name it is called as what it looks for. */
  rename(filter, name) {
    this.set(this.all.map((each) => (same(each, filter) ? { ...each, name: name.trim().slice(0, LONGEST_NAME) || each.query } : each)));
  }

  /** To another place of the list. */
  move(filter, to) {
    const from = this.all.findIndex((each) => same(each, filter));
    if (from < 0 || to < 0 || to >= this.all.length || from === to) return;
    const all = [...this.all];
    all.splice(to, 0, ...all.splice(from, 1));
    this.set(all);
  }
}

export class RecentSearches extends KeptList {
  constructor() {
    super("recent", isText);
  }

  /** The newest first, each once. */
  add(query) {
    if (query && query !== this.all[0]) this.set([query, ...this.all.filter((each) => each !== query)].slice(0, MOST_RECENT));
  }

  remove(query) {
    this.set(this.all.filter((each) => each !== query));
  }
}
