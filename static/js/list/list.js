/** The list of rows: draws the part of a mailbox (or of what is like one) that is in sight, keeps what one reads in its place, and holds the cursor. */

import { button, el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";
import { Scale } from "./scale.js";

/** From here on new mail must not push the rows. */
const AWAY_PX = 8;
/** Rows beyond the edges, so that they are there before one sees them. */
const AROUND = 20;
const SLIDE_MS = 180;
const LOADING_AFTER_MS = 150;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class List {
  #mailbox;
  #rows;
  #scroller;
  #scale;
  #make;
  #show;
  #pill;
  #foot;
  #height = 57;
  #sight = 0;
  #top = 0;
  #items = new Map();
  #spare = [];
  #spareBlanks = [];
  #seen = [];
  #cursor = null;
  #cursorAt = 0;
  /** Whether the mail with the cursor went, and took the focus with it. */
  #lost = "";
  /** Where the cursor is to go as soon as the mail there is known. */
  #due = null;
  #open = null;
  #unseen = 0;
  #came = 0;
  #moved = false;
  #held = false;
  /** Another list is there: what is in sight of it is drawn, and what is beyond when that has been seen. */
  #begun = false;
  /** On the way to the top nothing is held in its place. */
  #rising = false;
  #frame = 0;
  #slidAt = 0;

  /** `make` makes a row, `show` shows a mail in it. */
  constructor({ mailbox, rows, scroller, make, show, pill = null, foot }) {
    this.#mailbox = mailbox;
    this.#rows = rows;
    this.#scroller = scroller;
    this.#make = make;
    this.#show = show;
    this.#pill = pill;
    this.#foot = foot;
    this.#scale = new Scale(scroller, rows, () => this.#soon());
    mailbox.addEventListener("reset", ({ detail }) => this.#reset(detail?.another));
    mailbox.addEventListener("moved", ({ detail }) => {
      this.#came += detail.came;
      this.#soon(true);
    });
    mailbox.addEventListener("removed", ({ detail }) => this.#left(detail));
    mailbox.addEventListener("left", ({ detail }) => this.#left(detail));
    mailbox.addEventListener("changed", ({ detail }) => this.#items.has(detail.ID) && this.#fill(this.#items.get(detail.ID), detail));
    mailbox.addEventListener("inboxes", () => this.refresh());
    mailbox.addEventListener("failed", () => this.#fail());
    for (const type of ["wheel", "pointerdown", "keydown"]) scroller.addEventListener(type, () => (this.#rising = false), { passive: true });
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    rows.addEventListener("focusin", ({ target }) => {
      const id = idAt(target);
      if (id) this.setCursor(id);
    });
    pill?.addEventListener("click", () => this.toTop());
    new ResizeObserver(() => this.#measure()).observe(scroller);
    addEventListener("mailtrap:density", () => this.#measure());
    this.#measure();
    setTimeout(() => mailbox.loaded || foot.hasChildNodes() || foot.append(strings.loading), LOADING_AFTER_MS);
  }

  /** The mail with the cursor, or null while that is not listed. */
  get cursor() {
    return this.#mailbox.placeOf(this.#cursor) < 0 ? null : this.#cursor;
  }

  /** How many rows fit. */
  get span() {
    return Math.max(1, Math.floor(this.#sight / this.#height) - 1);
  }

  get #away() {
    return this.#top > AWAY_PX;
  }

  setOpen(id) {
    this.#link(this.#open)?.removeAttribute("aria-current");
    this.#open = id;
    if (!id) return;
    this.#link(id)?.setAttribute("aria-current", "true");
    if (this.#mailbox.placeOf(id) >= 0) this.setCursor(id);
  }

  setCursor(id) {
    this.#due = null;
    const at = this.#mailbox.placeOf(id);
    if (at >= 0) this.#cursorAt = at;
    if (id === this.#cursor) return;
    this.#reach(this.#cursor, false);
    this.#cursor = id;
    this.#reach(id, true);
  }

  /** Leads the cursor `step` places on, as soon as the mail there is known. `then` gets it. */
  go(step, { from = this.#cursor, ...more } = {}) {
    const { at, listed } = this.#mailbox.find(from);
    this.goTo(listed || step < 1 ? at + step : at + step - 1, more);
  }

  goTo(place, { focus = true, then = () => {} } = {}) {
    if (!this.#mailbox.found) return;
    const at = this.#bound(place);
    const mail = this.#mailbox.at(at);
    if (mail) {
      this.setCursor(mail.ID);
      this.reveal({ focus });
      then(mail);
    } else {
      this.#due = { at, focus, then };
      this.#bring(at);
      this.#draw();
    }
  }

  #bound(place) {
    return Math.max(0, Math.min(place, this.#mailbox.found - 1));
  }

  reveal({ focus = false } = {}) {
    const at = this.#mailbox.placeOf(this.#cursor);
    if (at >= 0) this.#bring(at);
    this.#draw();
    if (focus) this.#link(this.#cursor)?.focus({ preventScroll: true });
  }

  #bring(at) {
    const above = at * this.#height;
    const below = above + this.#height - this.#sight;
    if (this.#top > above || this.#top < below) this.#moveTo(this.#top > above ? above : below);
  }

  #moveTo(top) {
    this.#scale.resize(this.#mailbox.found * this.#height, this.#sight);
    this.#top = this.#scale.write(top);
  }

  toTop() {
    // Of thousands of rows nobody wants to see the way.
    const far = this.#top > 20 * this.#sight;
    this.#rising = true;
    this.#scroller.scrollTo({ top: 0, behavior: calm.matches || far ? "auto" : "smooth" });
    this.#showPill(0);
    const first = this.#mailbox.at(0);
    if (!first) return;
    this.setCursor(first.ID);
    this.#draw();
    this.#link(first.ID)?.focus({ preventScroll: true });
  }

  /** Shows anew what is drawn: something about it changed that no mail tells. */
  refresh() {
    for (const item of this.#items.values()) if (item.mail) this.#fill(item, item.mail);
  }

  #link(id) {
    return this.#items.get(id)?.querySelector(".row");
  }

  /** Of all rows only that of the cursor is on the way of the Tab key. */
  #reach(id, can) {
    for (const node of this.#items.get(id)?.querySelectorAll(".row, .row-code") ?? []) node.tabIndex = can ? 0 : -1;
  }

  #measure() {
    const before = this.#height;
    this.#height = parseInt(getComputedStyle(this.#rows).getPropertyValue("--row-height"), 10) || before;
    this.#sight = this.#scroller.clientHeight;
    // Out of sight it keeps its place.
    if (!this.#sight) return;
    if (this.#height !== before) this.#moveTo((this.#scale.read() * this.#height) / before);
    this.#soon();
  }

  #reset(another = false) {
    this.#foot.replaceChildren();
    if (another) {
      this.#seen = [];
      this.#due = null;
      this.#showPill(0);
      this.#moveTo(0);
      this.#begun = true;
      // A mail that is not in this list hands the cursor to the first.
      if (!this.cursor) this.#lose(0);
    }
    this.#moved = true;
    this.#draw();
  }

  /** A burst of mails is drawn once a frame. */
  #soon(moved = false) {
    this.#moved ||= moved;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { found } = this.#mailbox;
    const height = this.#height;
    this.#top = this.#scale.read();
    const slid = this.#moved ? this.#hold() : 0;
    this.#scale.resize(found * height, this.#sight);
    // To write what is there already would end a scroll that is under way.
    if (this.#held) this.#top = this.#scale.write(this.#top);
    this.#moved = false;
    this.#held = false;
    this.#rising &&= this.#away;
    if (!this.#away) this.#showPill(0);
    const first = Math.min(Math.floor(this.#top / height), Math.max(0, found - 1));
    const last = Math.min(found, Math.ceil((this.#top + this.#sight) / height)) - 1;
    const around = this.#begun ? 0 : AROUND;
    const from = Math.max(0, first - around);
    const to = Math.min(found - 1, last + around);
    if (this.#begun) requestAnimationFrame(() => this.#soon());
    this.#begun = false;
    this.#settleCursor();
    this.#lay(from, to);
    this.#seen = [];
    for (let at = first; at <= last; at += 1) if (this.#mailbox.at(at)) this.#seen.push([this.#mailbox.at(at).ID, at]);
    if (slid) this.#slide(Math.min(slid, this.#sight));
    if (this.#sight) this.#mailbox.want({ from, to, cursor: this.#cursor, seen: this.#seen.map(([id]) => id) });
    this.#arrive();
  }

  /** What one reads stays in its place: the first mail in sight that is still there. At the top the new ones push it down. */
  #hold() {
    const came = this.#came;
    this.#came = 0;
    for (const [id, before] of this.#seen) {
      const at = this.#mailbox.placeOf(id);
      if (at < 0) continue;
      const rows = at - before;
      if (!this.#away || this.#rising) return came && rows > 0 ? rows * this.#height : 0;
      if (came && rows > 0) this.#showPill(this.#unseen + Math.min(came, rows));
      this.#top += rows * this.#height;
      if (rows) this.#held = true;
      break;
    }
    return 0;
  }

  /** The cursor stays with its mail; when that is gone, with the one that has its place now. */
  #settleCursor() {
    const at = this.#mailbox.placeOf(this.#cursor);
    if (at >= 0) this.#cursorAt = at;
    else if (!this.#cursor || this.#lost) {
      const next = this.#mailbox.at(this.#bound(this.#cursorAt));
      if (next || !this.#mailbox.found) {
        const focused = this.#lost === "focus";
        this.#lost = "";
        this.setCursor(next?.ID ?? null);
        if (focused && next) this.#due = { at: this.#cursorAt, focus: true, then: () => {} };
      }
    }
  }

  #left(id) {
    if (id !== this.#cursor) return;
    this.#lose(this.#mailbox.find(id).at);
    this.#soon(true);
  }

  /** The mail with the cursor went: it goes to the one that stands there. */
  #lose(at) {
    this.#cursorAt = at;
    this.#lost = this.#items.get(this.#cursor)?.contains(document.activeElement) ? "focus" : "gone";
  }

  #arrive() {
    if (!this.#due) return;
    const { at, focus, then } = this.#due;
    const mail = this.#mailbox.at(at);
    if (!mail) return;
    this.#due = null;
    this.setCursor(mail.ID);
    if (focus) this.#link(mail.ID)?.focus({ preventScroll: true });
    then(mail);
  }

  /** Brings the rows into the page, in their order. Those that stay are not touched, others are used again. */
  #lay(from, to) {
    const { found, exact } = this.#mailbox;
    const wanted = [];
    for (let at = from; at <= to; at += 1) wanted.push([this.#mailbox.at(at)?.ID ?? `blank ${at}`, at]);
    // The row with the cursor stays, wherever it is: the focus must not be lost, and Tab leads there.
    if (this.#cursor && (this.#cursorAt < from || this.#cursorAt > to) && this.#mailbox.placeOf(this.#cursor) >= 0) wanted[this.#cursorAt < from ? "unshift" : "push"]([this.#cursor, this.#cursorAt]);
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, item] of this.#items) {
      if (keys.has(key)) continue;
      this.#items.delete(key);
      item.remove();
      (item.mail ? this.#spare : this.#spareBlanks).push(item);
      item.mail &&= null;
    }
    let node = this.#rows.firstElementChild;
    for (const [key, at] of wanted) {
      const item = this.#item(key, at);
      if (item === node) node = node.nextElementSibling;
      else this.#rows.insertBefore(item, node);
      number(item, at + 1, exact ? found : -1);
      const stray = at < from || at > to;
      if (stray) item.style.setProperty("--top", `${at * this.#height - this.#scale.shift}px`);
      if (item.classList.contains("stray") !== stray) item.classList.toggle("stray", stray);
    }
    this.#rows.style.setProperty("padding-top", `${from * this.#height - this.#scale.shift}px`);
    this.#spare.length = Math.min(this.#spare.length, 2 * AROUND);
    this.#spareBlanks.length = Math.min(this.#spareBlanks.length, 2 * AROUND);
  }

  #item(key, at) {
    const mail = this.#mailbox.at(at) ?? this.#mailbox.get(key);
    let item = this.#items.get(key);
    if (!item) {
      item = mail ? this.#spare.pop() ?? this.#make() : this.#spareBlanks.pop() ?? el("li", { class: "item blank", "aria-hidden": "true" });
      this.#items.set(key, item);
    }
    if (mail && item.mail !== mail) {
      this.#fill(item, mail);
      const link = item.querySelector(".row");
      if (mail.ID === this.#open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      this.#reach(mail.ID, mail.ID === this.#cursor);
    }
    return item;
  }

  #fill(item, mail) {
    item.mail = mail;
    this.#show(item, mail);
  }

  #slide(height) {
    const now = performance.now();
    const burst = now - this.#slidAt < 2 * SLIDE_MS;
    this.#slidAt = now;
    if (calm.matches || !height || burst) return;
    this.#rows.animate([{ transform: `translateY(${-height}px)` }, { transform: "none" }], { duration: SLIDE_MS, easing: "ease-out" });
  }

  #showPill(n) {
    if (this.#unseen === n) return;
    this.#unseen = n;
    if (!this.#pill) return;
    this.#pill.hidden = !n;
    this.#pill.lastElementChild.textContent = strings.list.fresh(n);
    this.#pill.setAttribute("aria-label", strings.list.freshLabel(n));
  }

  #fail() {
    this.#foot.replaceChildren(strings.list.failed, " ", button(strings.again, { press: () => {
      this.#foot.replaceChildren();
      this.#mailbox.again();
    } }));
  }
}

/** The mail of the row that has this in it. */
const idAt = (target) => target.closest?.(".item")?.querySelector(".row")?.dataset.id;

function number(item, at, of) {
  if (item.at !== at) item.setAttribute("aria-posinset", at);
  if (item.of !== of) item.setAttribute("aria-setsize", of);
  item.at = at;
  item.of = of;
}
