/** The side: how many mails there are, the inboxes, the tags, and the ways to the other views. */

import { byId, clip, el, icon, span } from "../kit/dom.js";
import { address } from "../app/router.js";
import { tagQuery, hueOf } from "../list/chips.js";
import { count, strings } from "../kit/strings.js";

const PAUSE_MS = 400;
const LONGEST = 60;

export class Side {
  #api;
  #mailbox;
  #router;
  #inboxes = [];
  #tags = [];
  #timer = 0;
  #seen = "";

  constructor({ api, router, mailbox }) {
    this.#api = api;
    this.#router = router;
    this.#mailbox = mailbox;
    mailbox.addEventListener("counts", () => this.#changed());
    mailbox.addEventListener("told", ({ detail }) => detail.Tags && this.#soon());
  }

  /** Follows the address. */
  follow() {
    this.#draw();
  }

  /** Asks soon, once for a burst, and only if mail came, went or was read. */
  #changed() {
    const { total, unread } = this.#mailbox;
    const now = `${total} ${unread}`;
    if (now === this.#seen) return;
    this.#seen = now;
    this.#draw();
    this.#soon();
  }

  #soon() {
    this.#timer ||= setTimeout(() => this.#ask(), this.#inboxes.length ? PAUSE_MS : 0);
  }

  async #ask() {
    const [inboxes, tags] = await Promise.all([this.#api.inboxes(), this.#api.tags()]).catch(() => []);
    this.#timer = 0;
    if (!inboxes) return;
    this.#inboxes = inboxes;
    this.#tags = tags;
    this.#draw();
  }

  #draw() {
    const { total, unread, loaded } = this.#mailbox;
    const { name, filter = this.#router.filter } = this.#router.route;
    const mails = name === "list" || name === "mail";
    const all = byId("side-all");
    all.lastElementChild.textContent = loaded ? count(total) : "";
    all.title = unread ? strings.side.unread(unread) : "";
    current(all, mails && !filter.query && !filter.inbox);
    const names = this.#inboxes.map(({ Name }) => Name);
    if (filter.inbox && !names.includes(filter.inbox)) names.push(filter.inbox);
    const inboxes = names.length > 1 || filter.inbox ? names : [];
    fill(byId("side-inboxes"), inboxes, (inbox) => {
      const { Total: of = 0, Unread: fresh = 0 } = this.#inboxes.find((each) => each.Name === inbox) ?? {};
      return item({ href: address.list({ inbox }), sign: icon("inbox"), name: inbox, of, fresh, here: mails && filter.inbox === inbox });
    });
    fill(byId("side-tags"), this.#tags, (tag) => {
      const query = tagQuery(tag);
      return item({ href: address.list({ query }), sign: el("span", { class: "side-hue", "data-hue": hueOf(tag) }), name: tag, here: mails && filter.query === query });
    });
  }
}

function current(link, here) {
  if (here) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function fill(section, all, make) {
  section.hidden = !all.length;
  section.querySelector("ul").replaceChildren(...all.map(make));
}

function item({ href, sign, name, of = null, fresh = 0, here }) {
  const link = el("a", { class: "side-item", href, title: fresh ? `${name}\n${strings.side.unread(fresh)}` : name }, sign, el("bdi", { class: "side-name" }, clip(name, LONGEST)), span("side-count", of === null ? "" : count(of)));
  link.classList.toggle("unread", fresh > 0);
  current(link, here);
  return el("li", {}, link);
}
