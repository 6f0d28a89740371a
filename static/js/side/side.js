/** The side: quick choices, saved searches, inboxes and tags with their numbers, and the ways to the other views. */

import { byId, el, icon } from "../kit/dom.js";
import { address } from "../app/router.js";
import { hueOf, tagQuery } from "../list/chips.js";
import { strings } from "../kit/strings.js";
import { Lines } from "./lines.js";

const ALL = { query: "", inbox: "" };
const QUICK = [
  ["all", "mails", ALL],
  ["unread", "unread", { query: "is:unread", inbox: "" }],
  ["pinned", "pin", { query: "is:pinned", inbox: "" }],
  ["codes", "digits", { query: "has:code", inbox: "" }],
];
const VIEWS = ["sessions", "setup", "faults", "settings", "about"];

export class Side {
  #known;
  #router;
  #mailbox;
  #act;
  #frame = 0;
  #quick = new Lines(byId("side-quick"), (...given) => this.#menu(...given));
  #inboxes = new Lines(byId("side-inboxes"), (...given) => this.#menu(...given));
  #tags = new Lines(byId("side-tags"), (...given) => this.#menu(...given));
  #saved;
  #savedLines = null;

  /** `act`: {markRead(filter), remove(filter), attempt(action)}. */
  constructor({ router, mailbox, known, saved, act }) {
    this.#router = router;
    this.#mailbox = mailbox;
    this.#known = known;
    this.#act = act;
    this.#saved = saved;
    saved.addEventListener("changed", () => this.#drawSaved());
    mailbox.addEventListener("counts", () => this.#soon());
    known.addEventListener("changed", () => this.#soon());
    // On a phone the side goes once one has chosen, also what is shown already.
    byId("pane-side").addEventListener("click", (event) => {
      const link = event.target.closest("a.side-item, .brand a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.hash !== (location.hash || "#/")) return;
      event.preventDefault();
      router.closeSide();
    });
  }

  /** Follows the address. */
  follow() {
    const { name } = this.#router.route;
    for (const view of VIEWS) {
      if (view === name) byId(`open-${view}`).setAttribute("aria-current", "page");
      else byId(`open-${view}`).removeAttribute("aria-current");
    }
    this.#draw();
  }

  /** Once a frame, whatever comes. */
  #soon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #here({ query, inbox }) {
    const { name, filter = ALL } = this.#router.route;
    return (name === "list" || name === "mail") && filter.query === query && filter.inbox === inbox;
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#quick.show(QUICK.map(([id, sign, filter]) => this.#line(id, strings.side[id], filter, () => icon(sign), this.#numbers(id))));
    this.#inboxes.show(this.#inboxLines());
    this.#tags.show(this.#known.tags.map(({ Name: name, Total: of }) => this.#line(name, name, { query: tagQuery(name), inbox: "" }, () => el("span", { class: "side-hue", "data-hue": hueOf(name) }), { of })));
    this.#drawSaved();
  }

  /** Who never saved a search never needs what shows them. */
  async #drawSaved() {
    const saved = this.#saved;
    if (!this.#savedLines && !saved.all.length) return;
    const { SavedLines } = await import("./saved.js").catch(() => ({}));
    this.#savedLines ??= SavedLines && new SavedLines({ saved, here: (filter) => this.#here(filter), mark: this.#act.markRead, attempt: this.#act.attempt });
    this.#savedLines?.draw();
  }

  #line(id, name, filter, sign, numbers) {
    return { id, name, filter, sign, href: address.list(filter), here: this.#here(filter), menu: true, ...numbers };
  }

  #numbers(id) {
    const { total, unread, loaded } = this.#mailbox;
    if (!loaded) return {};
    return { all: { of: total }, unread: { of: unread || null }, pinned: { of: this.#known.pinned || null } }[id] ?? {};
  }

  /** The only one that there is without any logins need not be chosen. */
  #inboxLines() {
    const { filter } = this.#router;
    const all = this.#known.inboxes.map(({ Name: name, Total: of, Unread: fresh }) => ({ name, of, fresh }));
    if (filter.inbox && !all.some(({ name }) => name === filter.inbox)) all.push({ name: filter.inbox, of: 0 });
    if (all.length === 1 && all[0].name === "default" && !filter.inbox) return [];
    return all.map(({ name, of, fresh }) => {
      const line = this.#line(name, name, { query: "", inbox: name }, () => icon("inbox"), { of, fresh, inbox: true });
      // With a search within it one is still in this inbox.
      return { ...line, here: this.#here({ ...filter, inbox: name }) };
    });
  }

  #menu(...given) {
    this.#act.attempt(async () => (await import("./actions.js")).showActions(this.#act, ...given));
  }
}
