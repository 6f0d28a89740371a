/** Completion below the search box: operators, then their values; while it is empty, what was looked for before. */

import { Suggestions } from "../kit/suggestions.js";
import { strings } from "../kit/strings.js";
import { quoted, termAt } from "./terms.js";

const MOST = 40;
const ASK_AFTER_MS = 100;
const FLAGS = {
  is: ["unread", "read", "pinned", "tagged", "encrypted"],
  has: ["attachment", "code", "link", "html", "text", "inline", "tag"],
};
const DATES = ["today", "yesterday", "monday", "1h", "24h", "7d", "30d"];
const SIZES = ["10k", "100k", "1m", "10m"];
const TYPES = ["application/pdf", "image/*", "image/png", "text/calendar", "text/html", "text/csv", "application/zip", "message/rfc822"];
const HEADERS = ["List-Id", "List-Unsubscribe", "Message-ID", "Reply-To", "Return-Path", "X-Mailer", "X-Priority", "In-Reply-To"];
/** Which addresses the server looks among. */
const ADDRESSES = { from: "from", to: "to", cc: "to", bcc: "to", "reply-to": "any", addressed: "any", rcpt: "any" };
/** A flag is offered for its word alone, too, once so much of it is there. */
const ENOUGH = 3;

const begins = (text, typed) => text.toLowerCase().startsWith(typed.toLowerCase());
const has = (text, typed) => text.toLowerCase().includes(typed.toLowerCase());

export class Completion {
  #api;
  #known;
  #saved;
  #recent;
  #input;
  #list;
  #go;
  #term = null;
  #timer = 0;
  #asking = null;

  /** `go` is called with a search that was chosen whole, {query, inbox}. */
  constructor({ api, known, saved, recent, input, list, anchor, go }) {
    this.#api = api;
    this.#known = known;
    this.#saved = saved;
    this.#recent = recent;
    this.#input = input;
    this.#go = go;
    this.#list = new Suggestions({ input, list, anchor, most: MOST, choose: (value) => this.#choose(value), remove: (value) => this.#forget(value) });
    input.addEventListener("input", () => this.look());
    input.addEventListener("focus", () => this.look());
    // An empty box tells what was looked for, also when it is pressed again.
    input.addEventListener("click", () => input.value || this.look());
  }

  /** Whether the key was meant for the list. */
  key(event) {
    const { key, altKey, shiftKey } = event;
    if (key === "Escape") this.#rest();
    if (altKey && key === "ArrowDown") this.look(true);
    else if (key === "Tab" && !shiftKey && this.#list.open && this.#term) this.#list.take();
    else return this.#list.key(event);
    return true;
  }

  hide() {
    this.#rest();
    this.#list.hide();
  }

  /** What was asked for does not open it any more. */
  #rest() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  /** Shows what fits; with `all` also where nothing is typed yet. */
  look(all = false) {
    this.#rest();
    const { value, selectionStart, selectionEnd } = this.#input;
    if (document.activeElement !== this.#input) return;
    if (!value && !all) return void this.#showKept();
    if (selectionStart !== selectionEnd) return void this.hide();
    this.#term = termAt(value, selectionStart);
    const options = this.#options(this.#term, all);
    this.#list.show(options);
    if (ADDRESSES[this.#term.field]) this.#timer = setTimeout(() => this.#ask(this.#term).catch(() => {}), ASK_AFTER_MS);
  }

  #showKept() {
    this.#term = null;
    const words = strings.search;
    const saved = this.#saved.all.map(({ name, query, inbox }) => ({ value: JSON.stringify({ query, inbox }), text: name, note: words.savedNote, icon: "star" }));
    const recent = this.#recent.all.map((query) => ({ value: JSON.stringify({ query }), text: query, note: words.recentNote, icon: "recent", forget: words.forget }));
    this.#list.show([...recent, ...saved]);
  }

  #options({ typed, field, value }, all) {
    const { operators } = strings;
    if (!typed && !all) return [];
    const values = this.#values(field);
    if (values) return values.filter(([each]) => has(each, value) && each !== value).sort(([one], [other]) => begins(other, value) - begins(one, value)).map(([each, note]) => ({ value: `${field}:${quoted(each)} `, text: each, note }));
    if (field) return [];
    const names = Object.keys(operators).filter((name) => begins(name, typed)).map((name) => ({ value: `${name}:`, note: operators[name] }));
    const flags = typed.length < ENOUGH ? [] : Object.entries(FLAGS).flatMap(([name, each]) => each.filter((flag) => begins(flag, typed)).map((flag) => ({ value: `${name}:${flag} `, text: `${name}:${flag}`, note: strings.flags[flag] })));
    const joins = Object.keys(strings.joins).filter((name) => typed && name.startsWith(typed)).map((name) => ({ value: `${name} `, text: name, note: strings.joins[name] }));
    return [...names, ...flags, ...joins];
  }

  /** What a field may be: [[value, what it is]]; undefined where anything may stand. */
  #values(field) {
    const { flags, when } = strings;
    const plain = (all, notes = {}) => all.map((each) => [each, notes[each]]);
    if (FLAGS[field]) return plain(FLAGS[field], flags);
    if (field === "inbox") return this.#known.inboxes.map(({ Name: name, Total: of }) => [name, strings.frame.mails(of)]);
    if (field === "tag") return this.#known.tags.map(({ Name: name, Total: of }) => [name, strings.frame.mails(of)]);
    if (["after", "before", "on"].includes(field)) return plain(field === "on" ? DATES.slice(0, 3) : DATES, when);
    if (field === "larger" || field === "smaller") return plain(SIZES);
    return { type: plain(TYPES), header: plain(HEADERS) }[field];
  }

  async #ask({ field, value }) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const found = await this.#api.addresses(value, ADDRESSES[field], signal);
    if (signal.aborted || document.activeElement !== this.#input) return;
    this.#list.show(found.filter(({ Address: address }) => address !== value).map(({ Address: address, Name: name }) => ({ value: `${field}:${quoted(address)} `, text: address, note: name })));
  }

  #choose(value) {
    if (!this.#term) return void this.#go(JSON.parse(value));
    const { start, end } = this.#term;
    const rest = this.#input.value.slice(end);
    this.#input.setRangeText(value.endsWith(" ") && /^\s/.test(rest) ? value.trimEnd() : value, start, end, "end");
    // As if it had been typed.
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
    return undefined;
  }

  #forget(value) {
    this.#recent.remove(JSON.parse(value).query);
    this.look();
  }
}
