/** Where the page is: the list (#/), one mail (#/m/ID), the sessions (#/sessions, #/sessions/ID), the set-up (#/setup). */

const MAIL = /^#\/m\/([A-Za-z0-9_-]{1,64})$/;
const SESSIONS = /^#\/sessions(?:\/([A-Za-z0-9_-]{1,64}))?(\?failed=1)?$/;

export const address = {
  list: "#/",
  setup: "#/setup",
  mail: (id) => `#/m/${id}`,
  sessions: (failed = false, id = "") => `#/sessions${id && `/${id}`}${failed ? "?failed=1" : ""}`,
};

/** Events: "route" (detail {name, id?, failed?, before}), once for each change. */
export class Router extends EventTarget {
  #below = null;
  #last = null;
  #route = { name: "list" };

  start() {
    addEventListener("hashchange", () => this.#look());
    addEventListener("popstate", () => this.#look());
    this.#look();
  }

  get route() {
    return this.#route;
  }

  go(hash, { replace = false } = {}) {
    if (location.hash === hash) return;
    history[replace ? "replaceState" : "pushState"](null, "", hash);
    this.#look(replace);
  }

  openMail(id, options) {
    this.go(address.mail(id), options);
  }

  /** Back to the list, the way one came where that is known, so that the history does not grow. */
  toList() {
    if (this.route.name === "list") return;
    if (this.#below?.name === "list") history.back();
    else this.go(address.list);
  }

  /** The same, from one session to their list. */
  toSessions() {
    const { failed } = this.route;
    const { name, id, failed: filtered } = this.#below ?? {};
    if (name === "sessions" && !id && filtered === failed) history.back();
    else this.go(address.sessions(failed));
  }

  #look(replaced = false) {
    if (location.hash === this.#last) return;
    const before = this.#last === null ? null : this.#route;
    this.#last = location.hash;
    this.#route = read(location.hash);
    // From mail to mail by replacing, the list stays one step behind.
    if (!replaced) this.#below = before;
    this.dispatchEvent(new CustomEvent("route", { detail: { ...this.#route, before: before?.name ?? null } }));
  }
}

function read(hash) {
  const found = MAIL.exec(hash);
  if (found) return { name: "mail", id: found[1] };
  const talk = SESSIONS.exec(hash);
  if (talk) return { name: "sessions", id: talk[1], failed: Boolean(talk[2]) };
  return { name: hash === address.setup ? "setup" : "list" };
}
