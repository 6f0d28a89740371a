/** What people put on the open mail: its tags, and whether it is pinned. */

import { chip } from "../list/chips.js";
import { byId, el } from "../kit/dom.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";

const SHOWN = 12;

export class Labels {
  #api;
  #mailbox;
  #list = byId("tags");
  #input = byId("tag-add");
  /** Those who add no tag need none. */
  #suggestions = null;
  #fault = byId("tag-fault");
  #pin = byId("pin");
  #id = null;
  #tags = [];
  #pinned = null;
  #next = null;
  #news = {};
  #all = false;
  #drawn = "";

  constructor({ api, mailbox }) {
    this.#api = api;
    this.#mailbox = mailbox;
    this.#pin.addEventListener("click", () => this.togglePin());
    this.#input.addEventListener("focus", () => this.#complete());
    this.#input.addEventListener("input", () => this.#say(""));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    mailbox.addEventListener("told", ({ detail }) => this.#told(detail));
  }

  /** A mail is on its way: what happens to it from now on counts. */
  expect(id) {
    this.#next = id;
    this.#news = {};
  }

  show(id, tags = [], pinned = false) {
    const { Tags: newTags = tags, Pinned: newPinned = pinned } = id === this.#next ? this.#news : {};
    this.#id = id;
    this.#all = false;
    this.#drawn = "";
    this.#input.value = "";
    this.#say("");
    this.take(newTags, newPinned);
  }

  focus() {
    this.#input.focus();
  }

  async togglePin() {
    const pinned = !this.#pinned;
    await this.#try(() => this.#mailbox.setPinned(this.#id, pinned));
  }

  #told(detail) {
    const { ID: id, Tags: tags, Pinned: pinned } = detail;
    if (id === this.#id) this.take(tags, pinned);
    if (id === this.#next) this.#news = { Tags: tags ?? this.#news.Tags, Pinned: pinned ?? this.#news.Pinned };
  }

  take(tags, pinned) {
    if (pinned !== undefined && pinned !== this.#pinned) {
      this.#pinned = pinned;
      this.#pin.setAttribute("aria-pressed", String(pinned));
      this.#pin.title = strings.pin[pinned ? "pinned" : "loose"];
    }
    if (!tags || JSON.stringify(tags) === this.#drawn) return;
    this.#drawn = JSON.stringify(tags);
    this.#tags = tags;
    this.#draw();
  }

  #draw() {
    const shown = this.#all ? this.#tags : this.#tags.slice(0, SHOWN);
    const rest = this.#tags.length - shown.length;
    const { activeElement: focused } = document;
    const name = focused?.classList.contains("chip-remove") && focused.ariaLabel;
    // The chips alone: who types goes on.
    for (const old of this.#list.querySelectorAll("li:not(.tag-new)")) old.remove();
    this.#list.prepend(...shown.map((name) => chip(name, this.#mailbox.filter.inbox, () => this.#remove(name))));
    if (name) [...this.#list.querySelectorAll(".chip-remove")].find((one) => one.ariaLabel === name)?.focus();
    if (rest > 0) this.#input.parentElement.before(el("li", {}, el("button", { type: "button", class: "link", onclick: () => this.#drawAll() }, strings.morePeople(rest))));
  }

  #drawAll() {
    this.#all = true;
    this.#draw();
    this.#list.querySelectorAll("a")[SHOWN]?.focus();
  }

  async #complete() {
    const [all, { Suggestions }] = await Promise.all([this.#api.tags().catch(() => []), import("../kit/suggestions.js")]);
    this.#suggestions ??= new Suggestions({ input: this.#input, list: byId("tags-known"), choose: (name) => this.#add(name) });
    const has = new Set(this.#tags.map((name) => name.toLowerCase()));
    this.#suggestions.offer(all.filter((name) => !has.has(name.toLowerCase())));
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#suggestions?.key(event)) event.preventDefault();
    else if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.#add(this.#input.value.trim());
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (this.#input.value) this.#input.value = "";
      else byId("mail-subject").focus({ preventScroll: true });
      this.#say("");
    }
  }

  async #add(name) {
    if (!name) return;
    this.#suggestions?.hide();
    const known = this.#tags.some((tag) => tag.toLowerCase() === name.toLowerCase());
    this.#input.value = "";
    if (!known) await this.#put([...this.#tags, name], name);
    this.#complete();
  }

  async #remove(name) {
    const at = this.#tags.indexOf(name);
    await this.#put(this.#tags.filter((tag) => tag !== name));
    const left = this.#list.querySelectorAll(".chip-remove");
    (left[Math.min(at, left.length - 1)] ?? this.#input).focus();
  }

  async #put(tags, typed = "") {
    const id = this.#id;
    const before = this.#tags;
    await this.#try(() => this.#mailbox.setTags(id, tags), () => {
      if (id !== this.#id) return;
      this.take(before);
      this.#input.value ||= typed;
    });
  }

  async #try(action, undo = () => {}) {
    const id = this.#id;
    this.#say("");
    try {
      await action();
    } catch (error) {
      undo();
      const { title, text } = explain(error, true);
      if (id === this.#id) this.#say(error.status === 400 ? error.reason : `${title}. ${text}`);
    }
  }

  #say(text) {
    this.#fault.textContent = text;
    this.#fault.hidden = !text;
    this.#input.setAttribute("aria-invalid", String(Boolean(text)));
  }
}
