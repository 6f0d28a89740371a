/** The sessions' view: list, filter and open session, kept fresh while somebody looks. */

import { button, byId } from "../kit/dom.js";
import { List } from "../list/list.js";
import { explain } from "../kit/notice.js";
import { address } from "../app/router.js";
import { count, strings } from "../kit/strings.js";
import { Failures } from "./failures.js";
import { SessionLog } from "./log.js";
import { makeSession, showSession } from "./row.js";
import { SessionView } from "./view.js";

const REFRESH_MS = 2000;
const NARROW = matchMedia("(max-width: 720px)");

export class SessionDesk {
  failures;
  #router;
  #panes;
  #log;
  #list;
  #view;
  #root = byId("pane-sessions");
  #rows = byId("session-rows");
  #filters = [[false, byId("filter-all")], [true, byId("filter-failed")]];
  #timer = 0;
  #round = 0;

  constructor({ api, router, panes }) {
    this.#router = router;
    this.#panes = panes;
    this.#log = new SessionLog(api);
    this.#list = new List({
      mailbox: this.#log, rows: this.#rows, scroller: byId("session-scroller"), foot: byId("session-foot"),
      make: makeSession, show: (item, session) => showSession(item, session, this.#log.failed),
    });
    this.#view = new SessionView(api);
    this.failures = new Failures(byId("open-sessions"), api);
    this.#view.addEventListener("shown", () => {
      panes.show("session", "main");
      if (NARROW.matches) byId("session-title").focus({ preventScroll: true });
    });
    this.#view.addEventListener("failed", ({ detail }) => this.#missing(detail));
    this.#log.addEventListener("reset", () => this.#drawn());
    for (const [failed, choice] of this.#filters) {
      choice.addEventListener("click", () => router.go(address.sessions(failed, router.route.id), { replace: true }));
    }
    document.addEventListener("visibilitychange", () => this.#refresh());
  }

  /** Follows the route; `arriving` from elsewhere on the page. */
  show({ id = null, failed }, arriving) {
    const closing = this.#view.id && !id;
    this.#root.hidden = false;
    byId("panes").dataset.of = "sessions";
    byId("open-sessions").setAttribute("aria-current", "page");
    for (const [choice, node] of this.#filters) node.setAttribute("aria-pressed", String(choice === failed));
    this.#log.choose(failed);
    this.#list.setOpen(id);
    if (!id) {
      this.#view.close();
      this.#panes.show("idle-sessions", "list");
    } else if (id !== this.#view.id) {
      if (byId("session").hidden) this.#panes.show("none", "main");
      this.#view.open(id);
    }
    if (closing || arriving) {
      byId("sessions-title").focus({ preventScroll: true });
      this.#list.reveal({ focus: true });
    }
    this.#refresh();
  }

  hide() {
    clearTimeout(this.#timer);
    this.#view.close();
    this.#root.hidden = true;
    delete byId("panes").dataset.of;
    byId("open-sessions").removeAttribute("aria-current");
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

  #missing({ id, error }) {
    const gone = error.status === 404;
    this.#panes.trouble(gone ? strings.trouble.session : explain(error), () => (gone ? this.#router.toSessions() : this.#view.open(id)));
  }

  #drawn() {
    const { found: total, failed, loaded } = this.#log;
    byId("sessions-count").textContent = loaded ? (failed ? strings.sessions.failed(total) : count(total)) : "";
    const some = !loaded || total > 0;
    byId("no-sessions").hidden = some || failed;
    byId("no-failed").hidden = some || !failed;
  }

  /** Now, and again after a while: but only while somebody sees it. */
  async #refresh() {
    clearTimeout(this.#timer);
    if (this.#root.hidden || document.hidden) return;
    this.#round += 1;
    const round = this.#round;
    const { lasts, id } = this.#view;
    this.failures.look();
    try {
      await Promise.all([this.#log.load(), lasts && id === this.#router.route.id && this.#view.open(id)]);
    } catch {
      if (!this.#log.loaded) byId("session-foot").replaceChildren(strings.sessions.notLoaded, " ", button(strings.again, { press: () => this.#refresh() }));
    }
    if (round === this.#round) this.#timer = setTimeout(() => this.#refresh(), REFRESH_MS);
  }
}
