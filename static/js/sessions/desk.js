/** The view of the sessions: list, filter and open session, kept fresh while somebody looks. */

import { address } from "../app/router.js";
import { button, fromTemplate } from "../kit/dom.js";
import { explain } from "../kit/notice.js";
import { splitter } from "../kit/split.js";
import { count, strings } from "../kit/strings.js";
import { List } from "../list/list.js";
import { SessionLog } from "./log.js";
import { makeSession, showSession } from "./row.js";
import { SessionView } from "./view.js";

/** What is said within a session that lasts is no news: it is looked at. */
const REFRESH_MS = 2000;
const NARROW = matchMedia("(max-width: 720px)");

export const create = (page) => new SessionDesk(page);

class SessionDesk {
  node = fromTemplate("sessions");
  #find = (name) => this.node.querySelector(name);
  #router;
  #log;
  #list;
  #view;
  #rows = this.#find("#session-rows");
  #filters = [["", this.#find("#filter-all")], ["first", this.#find("#filter-first")], ["1", this.#find("#filter-failed")]];
  #seen = false;
  #timer = 0;
  #round = 0;
  #act = null;

  constructor({ api, router, news }) {
    this.#router = router;
    this.#log = new SessionLog(api);
    this.#list = new List({
      mailbox: this.#log, rows: this.#rows, scroller: this.#find("#session-scroller"), foot: this.#find("#session-foot"),
      make: makeSession, show: (item, session) => showSession(item, session, this.#log.failed),
    });
    this.#view = new SessionView({ api, find: this.#find });
    this.#view.addEventListener("shown", () => {
      this.#show("session", "main");
      if (NARROW.matches) this.#find("#session-title").focus({ preventScroll: true });
    });
    this.#view.addEventListener("failed", ({ detail }) => this.#missing(detail));
    this.#log.addEventListener("reset", () => this.#drawn());
    for (const [failed, choice] of this.#filters) {
      choice.addEventListener("click", () => router.go(address.sessions(failed, router.route.id), { replace: true }));
    }
    for (const one of this.node.querySelectorAll("[data-back]")) one.addEventListener("click", () => this.back());
    this.#find("[data-back-list]").addEventListener("click", () => router.toList());
    this.#find(".trouble-body button").addEventListener("click", () => this.#act?.());
    document.addEventListener("visibilitychange", () => this.#look());
    news.addEventListener("session", ({ detail: session }) => this.#heard(session));
    for (const each of ["sessions", "again"]) news.addEventListener(each, () => this.#refresh());
    splitter({ handle: this.#find(".split"), panes: this.node, name: "list", usual: 392, least: 280, rest: 360 });
  }

  /** Follows the route; `before` is the name of the view one comes from. */
  show({ id = null, failed, before }) {
    const closing = this.#view.id && !id;
    const arriving = before && before !== "sessions";
    this.#seen = true;
    for (const [choice, node] of this.#filters) node.setAttribute("aria-pressed", String(choice === failed));
    this.#log.choose(failed);
    this.#list.setOpen(id);
    if (!id) {
      this.#view.close();
      this.#show("idle", "list");
    } else if (id !== this.#view.id) {
      if (this.#find("#session").hidden) this.#show("", "main");
      this.#view.open(id);
    }
    if (closing || arriving) {
      this.#find("#sessions-title").focus({ preventScroll: true });
      this.#list.reveal({ focus: true });
    }
    if (arriving || !before || !this.#log.loaded) this.#refresh();
    this.#look();
  }

  hide() {
    this.#seen = false;
    clearTimeout(this.#timer);
    this.#view.close();
  }

  move(step) {
    const { id: open, failed } = this.#router.route;
    // The first key only shows where the cursor stands.
    const found = open || this.#rows.contains(document.activeElement);
    this.#list.go(found ? step : 0, {
      from: open ?? this.#list.cursor,
      focus: !NARROW.matches || !open,
      then: (session) => open && this.#router.go(address.sessions(failed, session.ID), { replace: true }),
    });
  }

  open() {
    if (this.#list.cursor) this.#router.go(address.sessions(this.#log.failed, this.#list.cursor));
  }

  /** From one session to all of them, from there to the mails. */
  back() {
    if (this.#router.route.id) this.#router.toSessions();
    else this.#router.toList();
  }

  /** On a narrow page one pane is shown, `pane` says which. */
  #show(name, pane) {
    for (const one of this.node.querySelectorAll("[data-pane]")) one.hidden = one.dataset.pane !== name;
    this.node.dataset.show = pane;
  }

  #missing({ id, error }) {
    const gone = error.status === 404;
    const { title, text, act } = gone ? strings.trouble.session : explain(error);
    this.#find(".trouble h2").textContent = title;
    this.#find(".trouble p").textContent = text;
    this.#find(".trouble-body button").textContent = act;
    this.#act = () => (gone ? this.#router.toSessions() : this.#view.open(id));
    this.#show("trouble", "main");
  }

  #drawn() {
    const { found: total, failed, loaded } = this.#log;
    const only = failed === "1";
    this.#find("#sessions-count").textContent = loaded ? (only ? strings.sessions.failed(total) : count(total)) : "";
    const some = !loaded || total > 0;
    this.#find("#no-sessions").hidden = some || only;
    this.#find("#no-failed").hidden = some || !only;
  }

  #heard(session) {
    if (!this.#seen) return;
    this.#log.take(session);
    // Not while another one, that was asked for since, is on its way.
    if (session.ID === this.#view.id && session.ID === this.#router.route.id) this.#view.open(session.ID);
  }

  async #refresh() {
    if (!this.#seen) return;
    try {
      await this.#log.load();
      this.#find("#session-foot").replaceChildren();
    } catch {
      if (!this.#log.loaded) this.#find("#session-foot").replaceChildren(strings.sessions.notLoaded, " ", button(strings.again, { press: () => this.#refresh() }));
    }
  }

  /** At the open session, again and again while it lasts and somebody sees it. */
  async #look() {
    clearTimeout(this.#timer);
    if (!this.#seen || document.hidden) return;
    const { lasts, id } = this.#view;
    if (lasts && id === this.#router.route.id) await this.#view.open(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), REFRESH_MS);
  }
}
