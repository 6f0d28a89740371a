/** Searches that somebody gave a name: {name, query, inbox}; and the last ones that were made. */

import { KeptList } from "../kit/kept.js";

const MOST_SAVED = 100;
const MOST_RECENT = 10;
export const LONGEST_NAME = 80;

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
