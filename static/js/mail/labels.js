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
  #tagging = null;
  #coming = null;
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
    this.#input.addEventListener("focus", () => this.#edit().then((tagging) => tagging.offer(), () => {}));
    this.#input.addEventListener("input", () => this.say(""));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    mailbox.addEventListener("reset", ({ detail }) => detail?.another || this.say(""));
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
    this.say("");
    this.take(newTags, newPinned);
  }

  /** Of the mail that is shown. */
  get id() {
    return this.#id;
  }

  get tags() {
    return this.#tags;
  }

  focus() {
    this.#input.focus();
  }

  /** Of the mail that was asked for last, though it may be still on its way. */
  async togglePin() {
    const id = this.#next;
    const pinned = id === this.#id ? this.#pinned : this.#news.Pinned ?? this.#mailbox.get(id)?.Pinned;
    await this.attempt(() => this.#mailbox.setPinned(id, !pinned), undefined, id);
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
    this.#list.prepend(...shown.map((name) => chip(name, this.#mailbox.filter.inbox, () => this.attempt(async () => (await this.#edit()).remove(name)))));
    if (name) [...this.#list.querySelectorAll(".chip-remove")].find((one) => one.ariaLabel === name)?.focus();
    if (rest > 0) this.#input.parentElement.before(el("li", {}, el("button", { type: "button", class: "link", onclick: () => this.#drawAll() }, strings.morePeople(rest))));
  }

  #drawAll() {
    this.#all = true;
    this.#draw();
    this.#list.querySelectorAll("a")[SHOWN]?.focus();
  }

  /** Adds and removes: loaded when somebody is about to. */
  #edit() {
    this.#coming ??= import("./tagging.js").then(
      ({ Tagging }) => (this.#tagging = new Tagging({ api: this.#api, mailbox: this.#mailbox, labels: this, list: this.#list, input: this.#input })),
      (error) => {
        this.#coming = null;
        throw error;
      },
    );
    return this.#coming;
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#tagging) this.#tagging.key(event);
    else if (["Enter", ",", "Escape"].includes(event.key)) {
      event.preventDefault();
      this.attempt(async () => (await this.#edit()).key(event));
    }
  }

  /** Runs what is done to the mail; what fails is said beside it. */
  async attempt(action, undo = () => {}, id = this.#id) {
    this.say("");
    try {
      await action();
    } catch (error) {
      undo();
      const { title, text } = explain(error, true);
      if (id === this.#id) this.say(error.status === 400 ? error.reason : `${title}. ${text}`);
    }
  }

  say(text) {
    this.#fault.textContent = text;
    this.#fault.hidden = !text;
    this.#input.setAttribute("aria-invalid", String(Boolean(text)));
  }
}
