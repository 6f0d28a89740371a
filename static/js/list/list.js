/** The list of rows: draws the mailbox (or what is like one), keeps what one reads in its place, and holds the cursor. */

import { button } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

/** From here on new mail must not push the rows. */
const AWAY_PX = 8;
const AHEAD_PX = 800;
const SLIDE_MS = 180;
const LOADING_AFTER_MS = 150;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class List {
  #mailbox;
  #rows;
  #scroller;
  #make;
  #update;
  #pill;
  #foot;
  #items = new Map();
  #cursor = null;
  #open = null;
  #fresh = [];
  #unseen = 0;
  #frame = 0;

  /** `make` makes the row of a mail, `update` shows what has changed in it. */
  constructor({ mailbox, rows, scroller, make, update, pill = null, foot }) {
    this.#mailbox = mailbox;
    this.#rows = rows;
    this.#scroller = scroller;
    this.#make = make;
    this.#update = update;
    this.#pill = pill;
    this.#foot = foot;
    mailbox.addEventListener("reset", ({ detail }) => this.#reset(detail?.another));
    mailbox.addEventListener("added", ({ detail }) => (detail.at === "top" ? this.#soon(detail.mails) : this.#append(detail.mails)));
    mailbox.addEventListener("removed", ({ detail }) => this.#drop(detail));
    mailbox.addEventListener("left", ({ detail }) => this.#drop(detail));
    mailbox.addEventListener("trimmed", ({ detail }) => this.#trim(detail));
    mailbox.addEventListener("changed", ({ detail }) => this.#items.has(detail.ID) && update(this.#items.get(detail.ID), detail));
    mailbox.addEventListener("ready", () => this.#scrolled());
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    rows.addEventListener("focusin", ({ target }) => target.dataset.id && this.setCursor(target.dataset.id));
    pill?.addEventListener("click", () => this.toTop());
    addEventListener("resize", () => this.#scrolled());
    setTimeout(() => mailbox.loaded || foot.append(strings.loading), LOADING_AFTER_MS);
  }

  get cursor() {
    return this.#cursor;
  }

  get #away() {
    return this.#scroller.scrollTop > AWAY_PX;
  }

  setOpen(id) {
    this.#link(this.#open)?.removeAttribute("aria-current");
    this.#open = id;
    if (!id) return;
    this.#link(id)?.setAttribute("aria-current", "true");
    if (this.#items.has(id)) this.setCursor(id);
  }

  setCursor(id) {
    const before = this.#link(this.#cursor);
    if (before) before.tabIndex = -1;
    this.#cursor = id;
    const link = this.#link(id);
    if (link) link.tabIndex = 0;
  }

  reveal({ focus = false } = {}) {
    this.#flush();
    const link = this.#link(this.#cursor);
    link?.scrollIntoView({ block: "nearest" });
    if (focus) link?.focus({ preventScroll: true });
  }

  toTop() {
    this.#flush();
    this.#scroller.scrollTo({ top: 0, behavior: calm.matches ? "auto" : "smooth" });
    this.#showPill(0);
    const first = this.#mailbox.mails[0];
    if (first) this.#link(first.ID)?.focus({ preventScroll: true });
  }

  #link(id) {
    return this.#items.get(id)?.firstElementChild;
  }

  #add(mail) {
    const item = this.#make(mail);
    this.#items.set(mail.ID, item);
    if (mail.ID === this.#open) item.firstElementChild.setAttribute("aria-current", "true");
    return item;
  }

  /** What stays keeps its place, unless the list is another one altogether. */
  #reset(another = false) {
    this.#foot.replaceChildren();
    this.#fresh = [];
    const anchor = this.#away && !another ? this.#firstVisible() : null;
    const old = this.#items;
    this.#items = new Map();
    const items = this.#mailbox.mails.map((mail) => {
      const item = old.get(mail.ID);
      if (!item) return this.#add(mail);
      this.#items.set(mail.ID, item);
      this.#update(item, mail);
      return item;
    });
    const focused = this.#rows.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.#rows.replaceChildren(...items);
    if (another) this.#scroller.scrollTop = 0;
    if (anchor && this.#items.has(anchor.id)) this.#scroller.scrollTop = this.#items.get(anchor.id).offsetTop - anchor.offset;
    if (focused) this.#link(focused)?.focus({ preventScroll: true });
    this.setCursor(this.#items.has(this.#cursor) ? this.#cursor : this.#mailbox.mails[0]?.ID ?? null);
    this.#scrolled();
  }

  #firstVisible() {
    const top = this.#scroller.scrollTop;
    for (const [id, item] of this.#items) {
      if (item.offsetTop + item.offsetHeight > top) return { id, offset: item.offsetTop - top };
    }
    return null;
  }

  #append(mails) {
    this.#flush();
    this.#rows.append(...mails.map((mail) => this.#add(mail)));
    // Who scrolls faster than the pages come is at the end again already.
    if (mails.length) requestAnimationFrame(() => this.#scrolled());
  }

  /** A burst of mails is drawn once a frame. */
  #soon(mails) {
    this.#fresh.unshift(...mails);
    this.#frame ||= requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const fresh = this.#fresh.splice(0).filter((mail) => this.#mailbox.get(mail.ID));
    if (!fresh.length) return;
    const away = this.#away;
    const before = this.#scroller.scrollHeight;
    this.#rows.prepend(...fresh.map((mail) => this.#add(mail)));
    if (!this.#cursor) this.setCursor(fresh[0].ID);
    const grown = this.#scroller.scrollHeight - before;
    if (away) {
      this.#scroller.scrollTop += grown;
      this.#showPill(this.#unseen + fresh.length);
    } else this.#slide(Math.min(grown, this.#scroller.clientHeight));
  }

  #slide(height) {
    if (calm.matches || !height) return;
    this.#rows.animate([{ transform: `translateY(${-height}px)` }, { transform: "none" }], { duration: SLIDE_MS, easing: "ease-out" });
  }

  #trim(id) {
    this.#items.get(id)?.remove();
    this.#items.delete(id);
    if (id === this.#cursor) this.setCursor(this.#mailbox.mails[0]?.ID ?? null);
  }

  #drop(id) {
    this.#flush();
    const item = this.#items.get(id);
    const above = item && item.offsetTop + item.offsetHeight <= this.#scroller.scrollTop;
    if (above) this.#scroller.scrollTop -= item.offsetHeight;
    const beside = item?.nextElementSibling ?? item?.previousElementSibling;
    const focused = item?.contains(document.activeElement);
    const { cursor } = this;
    this.#trim(id);
    if (beside && id === cursor) this.setCursor(beside.firstElementChild.dataset.id);
    if (beside && focused) beside.firstElementChild.focus({ preventScroll: true });
    this.#scrolled();
  }

  #showPill(n) {
    this.#unseen = n;
    if (!this.#pill) return;
    this.#pill.hidden = !n;
    this.#pill.lastElementChild.textContent = strings.list.fresh(n);
    this.#pill.setAttribute("aria-label", strings.list.freshLabel(n));
  }

  #scrolled() {
    if (!this.#away) this.#showPill(0);
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (clientHeight && this.#mailbox.loaded && this.#mailbox.hasMore && scrollHeight - scrollTop - clientHeight < AHEAD_PX) this.#more();
  }

  async #more() {
    try {
      await this.#mailbox.more();
      this.#foot.replaceChildren();
    } catch {
      this.#foot.replaceChildren(strings.list.failed, " ", button(strings.again, { press: () => this.#more() }));
    }
  }
}
