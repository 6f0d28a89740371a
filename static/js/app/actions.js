/** What one does with mails from the list and the keyboard: go through them, choose, delete, mark, pin, tag. */

import { byId } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";

const NARROW = matchMedia("(max-width: 720px)");
/** More than these are asked about instead of being undone: they must be told to the server in one breath when the page is left. */
const MOST_UNDONE = 2000;
const EDITED = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export class Actions {
  #mailbox;
  #router;
  #list;
  #view;
  #selection;
  #removal;
  #deleting;
  #attempt;
  #say;
  #hide = () => {};

  constructor({ mailbox, router, list, view, selection, removal, deleting, notice, attempt, say }) {
    this.#mailbox = mailbox;
    this.#router = router;
    this.#list = list;
    this.#view = view;
    this.#selection = selection;
    this.#removal = removal;
    this.#deleting = deleting;
    this.#attempt = attempt;
    this.#say = say;
    removal.addEventListener("pending", ({ detail: ids }) => {
      const text = strings.list.deleted(ids.length);
      say(() => strings.list.deletedSaid(ids.length));
      this.#offer(ids, text);
    });
    removal.addEventListener("finished", () => this.#hide());
    removal.addEventListener("undone", ({ detail: ids }) => {
      this.#hide();
      this.#undone(ids);
    });
    removal.addEventListener("refused", ({ detail: { ids, error } }) => {
      notice.show(explain(error), { press: () => removal.start(ids) });
    });
    selection.addEventListener("change", () => list.refresh());
    byId("list").addEventListener("click", (event) => this.#clicked(event));
    byId("list").addEventListener("contextmenu", (event) => this.#pressedLong(event));
  }

  /** What can be done, for the list of commands; `when` the mails are in sight. */
  commands(when) {
    const listed = (id, keys, group, run, hidden = false) => ({ id, keys, group, when, hidden, run });
    const inList = (run) => (event) => (byId("list").contains(event.target) ? run(event) : false);
    return [
      listed("unread", ["u"], "mail", () => this.markUnread()),
      listed("pin", ["p"], "mail", () => this.togglePin()),
      listed("delete", ["Delete", "#"], "mail", () => this.remove()),
      { id: "undo", keys: ["z"], group: "mail", when: () => Boolean(this.#removal.pending), run: () => this.#removal.undo() },
      listed("choose", ["x"], "mail", () => this.#list.cursor && void this.#attempt(() => this.#selection.toggle(this.#list.cursor))),
      listed("chooseDown", ["J", "shift+ArrowDown"], "move", () => this.#extend(1), true),
      listed("chooseUp", ["K", "shift+ArrowUp"], "move", () => this.#extend(-1), true),
      listed("chooseAll", ["mod+a"], "mail", (event) => this.#chooseAll(event)),
      listed("first", ["Home"], "move", inList(() => this.#list.goTo(0)), true),
      listed("last", ["End"], "move", inList(() => this.#list.goTo(Infinity)), true),
      listed("pageDown", ["PageDown"], "move", inList(() => this.#list.go(this.#list.span)), true),
      listed("pageUp", ["PageUp"], "move", inList(() => this.#list.go(-this.#list.span)), true),
    ];
  }

  /** Whether there was something to let go of. */
  back() {
    if (!this.#selection.size) return false;
    this.#selection.clear();
    return true;
  }

  move(step) {
    const open = this.#router.route.id;
    // The first key only shows where the cursor stands.
    const found = open || byId("list").contains(document.activeElement);
    this.#list.go(found ? step : 0, {
      from: open ?? this.#list.cursor,
      focus: !NARROW.matches || !open,
      then: ({ ID: id }) => open && id !== open && this.#router.openMail(id, { replace: true }),
    });
  }

  remove() {
    const { size, all } = this.#selection;
    if (all || size > MOST_UNDONE) return this.#attempt(() => this.#askToRemove());
    const { id: open } = this.#router.route;
    const ids = size ? this.#selection.mails.map((mail) => mail.ID) : [open ?? this.#list.cursor];
    if (!size && !this.#mailbox.get(ids[0]) && !open) return undefined;
    const { activeElement: focused } = document;
    const follow = focused === document.body || byId("list").contains(focused);
    const goes = ids.includes(open);
    const next = size ? null : this.#list.neighbour(ids[0]);
    if (goes && next && !NARROW.matches) this.#router.openMail(next.ID, { replace: true });
    else if (goes) this.#router.toList();
    this.#removal.start(ids);
    this.#selection.clear();
    if (next) this.#list.setCursor(next.ID);
    if (follow) this.#list.reveal({ focus: true });
    return undefined;
  }

  /** What waits for the end of its time is not counted again. */
  async askToRemoveFound(filter) {
    await this.#removal.finish();
    await this.#deleting.ask(filter);
  }

  async #askToRemove() {
    if (this.#selection.all) return void (await this.askToRemoveFound());
    const ids = this.#selection.mails.map((mail) => mail.ID);
    await this.#deleting.ask({ ids });
  }

  /** To take it back, for some seconds. Where that cannot be offered, nothing waits for it. */
  async #offer(ids, text) {
    const removal = this.#removal;
    try {
      const [{ undoToast }] = await Promise.all([import("../kit/undo.js"), stylesheet("undo")]);
      if (removal.pending === ids) this.#hide = undoToast().show(text, { act: strings.list.undo, press: () => removal.undo(), done: () => removal.finish() });
    } catch {
      await removal.finish();
    }
  }

  #undone(ids) {
    const id = ids.find((each) => this.#mailbox.placeOf(each) >= 0);
    this.#say(() => strings.list.undone(ids.length));
    if (!id) return;
    this.#list.setCursor(id);
    this.#list.reveal({ focus: byId("list").contains(document.activeElement) || document.activeElement === document.body });
  }

  markUnread() {
    if (this.#selection.size) return this.chosen("mark", false);
    const id = this.#router.route.id ?? this.#list.cursor;
    return id && this.#attempt(() => this.#mailbox.setRead(id, this.#mailbox.get(id)?.Read === false), true);
  }

  /** To all that are chosen: "mark" (with whether they are read), "pin", or "tag" (with its name). */
  chosen(deed, ...given) {
    return this.#attempt(async () => (await import("../list/chosen.js"))[deed](this.#mailbox, this.#selection, ...given), true);
  }

  togglePin() {
    if (this.#selection.size) return this.chosen("pin");
    if (this.#router.route.id) return this.#view.togglePin();
    const mail = this.#mailbox.get(this.#list.cursor);
    return mail && this.#attempt(() => this.#mailbox.setPinned(mail.ID, !mail.Pinned), true);
  }

  #extend(step) {
    const before = this.#list.cursor;
    if (!before) return;
    this.#list.go(step, { then: ({ ID: id }) => this.#attempt(() => this.#selection.extend(id, before)) });
  }

  #chooseAll({ target }) {
    if (target.matches?.(EDITED) || !(byId("pane-list").contains(target) || target === document.body)) return false;
    this.#selection.chooseAll();
    return true;
  }

  #clicked(event) {
    const { target } = event;
    const id = target.closest(".item")?.querySelector(".row")?.dataset.id;
    if (!id || target.closest(".row-code")) return;
    const check = target.closest(".row-check");
    const many = event.shiftKey;
    const one = event.ctrlKey || event.metaKey;
    if (!check && !many && !one) return;
    const before = this.#list.cursor;
    // A check that is prevented would fall back to what it was.
    if (check) this.#list.setCursor(id);
    else event.preventDefault();
    this.#attempt(() => (many ? this.#selection.extend(id, before) : this.#selection.toggle(id)));
  }

  /** By touch a long press chooses the first. */
  #pressedLong(event) {
    const id = event.pointerType === "touch" && event.target.closest(".item")?.querySelector(".row")?.dataset.id;
    if (!id) return;
    event.preventDefault();
    this.#attempt(() => this.#selection.toggle(id));
  }
}
