/** What one does with mails from the list and the keyboard: go through them, delete, mark, pin. */

import { byId } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const NARROW = matchMedia("(max-width: 720px)");

export class Actions {
  #mailbox;
  #router;
  #list;
  #labels;
  #attempt;
  #say;

  constructor({ mailbox, router, list, labels, attempt, say }) {
    this.#mailbox = mailbox;
    this.#router = router;
    this.#list = list;
    this.#labels = labels;
    this.#attempt = attempt;
    this.#say = say;
  }

  /** Adds what can be done to the commands; `when` the mails are in sight. */
  commands(when) {
    const mail = (id, keys, run) => ({ id, keys, group: "mail", when, run });
    return [
      mail("unread", ["u"], () => this.markUnread()),
      mail("pin", ["p"], () => this.togglePin()),
      mail("delete", ["Delete", "#"], () => this.remove()),
      { id: "first", keys: ["Home"], group: "move", hidden: true, when, run: (event) => this.#jump(event, 0) },
      { id: "last", keys: ["End"], group: "move", hidden: true, when, run: (event) => this.#jump(event, Infinity) },
      { id: "pageDown", keys: ["PageDown"], group: "move", hidden: true, when, run: (event) => this.#leap(event, 1) },
      { id: "pageUp", keys: ["PageUp"], group: "move", hidden: true, when, run: (event) => this.#leap(event, -1) },
    ];
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

  /** Elsewhere these keys are the browser's. */
  #jump({ target }, place) {
    if (!byId("list").contains(target)) return false;
    this.#list.goTo(place);
    return true;
  }

  #leap({ target }, pages) {
    if (!byId("list").contains(target)) return false;
    this.#list.go(pages * this.#list.span);
    return true;
  }

  remove() {
    const open = this.#router.route.id;
    const id = open ?? this.#list.cursor;
    if (!this.#mailbox.get(id) && !open) return;
    const next = this.#list.neighbour(id);
    const { activeElement: focused } = document;
    const follow = focused === document.body || byId("list").contains(focused);
    if (open && next && !NARROW.matches) this.#router.openMail(next.ID, { replace: true });
    else if (open) this.#router.toList();
    this.#attempt(async () => {
      const done = this.#mailbox.remove(id);
      if (next) this.#list.setCursor(next.ID);
      if (next && follow) this.#list.reveal({ focus: true });
      await done;
      this.#say(() => strings.list.deleted);
    });
  }

  markUnread() {
    const id = this.#router.route.id ?? this.#list.cursor;
    if (id) this.#attempt(() => this.#mailbox.setRead(id, this.#mailbox.get(id)?.Read === false), true);
  }

  togglePin() {
    if (this.#router.route.id) return this.#labels.togglePin();
    const mail = this.#mailbox.get(this.#list.cursor);
    return mail && this.#attempt(() => this.#mailbox.setPinned(mail.ID, !mail.Pinned), true);
  }
}
