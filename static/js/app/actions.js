/** What one does with mails from the list and the keyboard: goes through them at once, and the rest with what is loaded for the first of it. */

import { byId } from "../kit/dom.js";
import { followOthers } from "../data/others.js";

const NARROW = matchMedia("(max-width: 720px)");
const EDITED = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const idAt = (target) => target.closest(".item")?.querySelector(".row")?.dataset.id;

export class Actions {
  #page;
  #router;
  #list;
  #attempt;
  /** What chooses, deletes and marks: see list/handling.js. */
  #hands = null;
  #coming = null;

  /** `page` is what that needs: {api, mailbox, router, list, view, notice, attempt, say}. */
  constructor(page) {
    this.#page = { ...page, others: followOthers(page.mailbox), narrow: NARROW };
    this.#router = page.router;
    this.#list = page.list;
    this.#attempt = page.attempt;
    byId("list").addEventListener("click", (event) => this.#clicked(event));
    byId("list").addEventListener("contextmenu", (event) => this.#pressedLong(event));
  }

  /** What can be done, for the list of commands; `when` the mails are in sight. */
  commands(when) {
    const listed = (id, keys, group, run, hidden = false) => ({ id, keys, group, when, hidden, run });
    const inList = (run) => (event) => (byId("list").contains(event.target) ? run(event) : false);
    return [
      listed("unread", ["u"], "mail", () => this.markUnread()),
      listed("pin", ["p"], "mail", () => this.#do("togglePin", this.#meant)),
      listed("delete", ["Delete", "#"], "mail", () => this.remove()),
      { id: "undo", keys: ["z"], group: "mail", when: () => Boolean(this.#hands?.pending), run: () => this.#hands.undo() },
      listed("choose", ["x"], "mail", () => this.#list.cursor && void this.#do("toggle", this.#list.cursor)),
      listed("chooseDown", ["J", "shift+ArrowDown"], "move", () => this.#extend(1), true),
      listed("chooseUp", ["K", "shift+ArrowUp"], "move", () => this.#extend(-1), true),
      listed("chooseAll", ["mod+a"], "mail", (event) => this.#chooseAll(event)),
      listed("first", ["Home"], "move", inList(() => this.#list.goTo(0)), true),
      listed("last", ["End"], "move", inList(() => this.#list.goTo(Infinity)), true),
      listed("pageDown", ["PageDown"], "move", inList(() => this.#list.go(this.#list.span)), true),
      listed("pageUp", ["PageUp"], "move", inList(() => this.#list.go(-this.#list.span)), true),
    ];
  }

  isChosen(id) {
    return this.#hands?.isChosen(id) ?? false;
  }

  /** Whether there was something to let go of. */
  back() {
    return this.#hands?.letGo() ?? false;
  }

  move(step) {
    const open = this.#router.route.id;
    // The first key only shows where the cursor stands.
    const found = open || byId("list").contains(document.activeElement);
    this.#list.go(found ? step : 0, {
      from: open,
      focus: !NARROW.matches || !open,
      then: ({ ID: id }) => open && id !== open && this.#router.openMail(id, { replace: true }),
    });
  }

  remove() {
    return this.#do("remove", this.#meant);
  }

  /** Asks before all that are found are deleted, or what else a filter names. */
  askToRemoveFound(filter) {
    return this.#do("askToRemoveFound", filter);
  }

  markUnread() {
    return this.#do("markUnread", this.#meant);
  }

  /** The mail that a key is about, unless some are chosen. */
  get #meant() {
    return this.#router.route.id ?? this.#list.cursor;
  }

  /** At once, but for the first: what it is about is settled before it waits. */
  #do(deed, ...about) {
    if (this.#hands) return this.#hands[deed](...about);
    return this.#attempt(async () => (await this.#load())[deed](...about));
  }

  #load() {
    this.#coming ??= import("../list/handling.js").then(
      ({ Handling }) => (this.#hands = new Handling(this.#page)),
      (error) => {
        this.#coming = null;
        throw error;
      },
    );
    return this.#coming;
  }

  #extend(step) {
    const before = this.#list.cursor;
    if (!before) return;
    this.#list.go(step, { then: ({ ID: id }) => this.#do("extend", id, before) });
  }

  #chooseAll({ target }) {
    if (target.matches?.(EDITED) || !(byId("pane-list").contains(target) || target === document.body)) return false;
    this.#do("chooseAll");
    return true;
  }

  #clicked(event) {
    const { target } = event;
    const id = idAt(target);
    if (!id || target.closest(".row-code")) return;
    const check = target.closest(".row-check");
    const many = event.shiftKey;
    const one = event.ctrlKey || event.metaKey;
    if (!check && !many && !one) return;
    const before = this.#list.cursor;
    // A check that is prevented would fall back to what it was.
    if (check) this.#list.setCursor(id);
    else event.preventDefault();
    if (many) this.#do("extend", id, before);
    else this.#do("toggle", id);
  }

  /** By touch a long press chooses the first. */
  #pressedLong(event) {
    const id = event.pointerType === "touch" && idAt(event.target);
    if (!id) return;
    event.preventDefault();
    this.#do("toggle", id);
  }
}
