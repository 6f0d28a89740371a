/** What is done to mails, to one or to all that are chosen: choose, delete, mark, pin, tag. Loaded for the first of it. */

import { byId } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";
import { Removal } from "../data/removal.js";
import { Selection } from "./selection.js";

/** More than these are asked about instead of being undone: they must be told to the server in one breath when the page is left. */
const MOST_UNDONE = 2000;

export class Handling {
  #api;
  #mailbox;
  #router;
  #list;
  #view;
  #narrow;
  #attempt;
  #say;
  #selection;
  #removal;
  #question = null;
  #hide = () => {};

  /** `others` tells the other tabs, `narrow` is whether one sees list or mail. */
  constructor({ api, mailbox, router, list, view, notice, attempt, say, others, narrow }) {
    this.#api = api;
    this.#mailbox = mailbox;
    this.#router = router;
    this.#list = list;
    this.#view = view;
    this.#narrow = narrow;
    this.#attempt = attempt;
    this.#say = say;
    this.#selection = new Selection(mailbox);
    this.#removal = new Removal({ api, mailbox, others });
    this.#selection.addEventListener("change", () => list.refresh());
    this.#selection.addEventListener("change", () => attempt(() => this.#showBar()), { once: true });
    this.#removal.addEventListener("pending", ({ detail: ids }) => {
      const text = strings.list.deleted(ids.length);
      say(() => strings.list.deletedSaid(ids.length));
      this.#offer(ids, text);
    });
    this.#removal.addEventListener("finished", () => this.#hide());
    this.#removal.addEventListener("undone", ({ detail: ids }) => {
      this.#hide();
      this.#undone(ids);
    });
    this.#removal.addEventListener("refused", ({ detail: { ids, error } }) => {
      notice.show(explain(error), { press: () => this.#removal.start(ids) });
    });
  }

  /** The ids of what can still be brought back, or null. */
  get pending() {
    return this.#removal.pending;
  }

  undo() {
    return this.#removal.undo();
  }

  isChosen(id) {
    return this.#selection.has(id);
  }

  /** Whether there was something to let go of. */
  letGo() {
    if (!this.#selection.size) return false;
    this.#selection.clear();
    return true;
  }

  toggle(id) {
    return this.#attempt(() => this.#selection.toggle(id));
  }

  extend(id, from) {
    return this.#attempt(() => this.#selection.extend(id, from));
  }

  chooseAll() {
    this.#selection.chooseAll();
  }

  /** This mail, unless some are chosen. */
  remove(meant = null) {
    const { size, all } = this.#selection;
    if (all || size > MOST_UNDONE) return this.#attempt(() => this.#askToRemove());
    const { id: open } = this.#router.route;
    const ids = size ? this.#selection.mails.map((mail) => mail.ID) : [meant];
    const goes = ids.includes(open);
    if (!size && !this.#mailbox.get(meant) && !goes) return undefined;
    const { activeElement: focused } = document;
    const follow = focused === document.body || byId("list").contains(focused);
    const next = size ? null : this.#neighbour(meant);
    if (goes && next && !this.#narrow.matches) this.#router.openMail(next.ID, { replace: true });
    else if (goes) this.#router.toList();
    this.#removal.start(ids);
    this.#selection.clear();
    if (next) this.#list.setCursor(next.ID);
    if (follow) this.#list.reveal({ focus: true });
    return undefined;
  }

  /** The one to go to when `id` goes: the next older, else the next newer, else none. */
  #neighbour(id) {
    const { at, listed } = this.#mailbox.find(id);
    return this.#mailbox.at(listed ? at + 1 : at) ?? this.#mailbox.at(at - 1);
  }

  /** What waits for the end of its time is not counted again. */
  async askToRemoveFound(filter) {
    await this.#attempt(async () => {
      await this.#removal.finish();
      await this.#ask(filter);
    });
  }

  async #askToRemove() {
    if (this.#selection.all) return void (await this.askToRemoveFound());
    const ids = this.#selection.mails.map((mail) => mail.ID);
    await this.#ask({ ids });
  }

  /** Asks before many mails are deleted; what it needs is loaded with the first question. */
  async #ask(filter) {
    const [{ DeleteQuestion, removeMany }] = await Promise.all([import("./question.js"), stylesheet("dialogs")]);
    const [selection, removal, mailbox, say] = [this.#selection, this.#removal, this.#mailbox, this.#say];
    this.#question ??= new DeleteQuestion({ dialog: byId("ask"), mailbox, api: this.#api, act: (chosen) => this.#attempt(() => removeMany({ selection, removal, mailbox, say }, chosen)) });
    await this.#question.ask(filter);
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

  markUnread(meant) {
    if (this.#selection.size) return this.chosen("mark", false);
    const read = this.#mailbox.get(meant)?.Read === false;
    return meant && this.#attempt(() => this.#mailbox.setRead(meant, read), true);
  }

  togglePin(meant = null) {
    if (this.#selection.size) return this.chosen("pin");
    if (meant && meant === this.#router.route.id) return this.#view.togglePin();
    const mail = this.#mailbox.get(meant);
    const pinned = !mail?.Pinned;
    return mail && this.#attempt(() => this.#mailbox.setPinned(meant, pinned), true);
  }

  /** To all that are chosen: "mark" (with whether they are read), "pin", or "tag" (with its name). */
  chosen(deed, ...given) {
    return this.#attempt(async () => (await import("./chosen.js"))[deed](this.#mailbox, this.#selection, ...given), true);
  }

  async #showBar() {
    const [{ ChosenBar }] = await Promise.all([import("./bar.js"), stylesheet("chosen")]);
    new ChosenBar({ selection: this.#selection, mailbox: this.#mailbox, api: this.#api, actions: this });
  }
}
