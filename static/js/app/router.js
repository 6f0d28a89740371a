/**
 * Where the page is: the list (#/), one mail (#/m/ID), the sessions (#/sessions, #/sessions/ID), the set-up (#/setup).
 * List and mail may carry what the list is held to: ?q=SEARCH&inbox=NAME.
 */

const MAILS = /^#\/(?:m\/([A-Za-z0-9_-]{1,64}))?(?:\?(.*))?$/;
const SESSIONS = /^#\/sessions(?:\/([A-Za-z0-9_-]{1,64}))?(\?failed=1)?$/;

function asked({ query = "", inbox = "" }) {
  const given = Object.entries({ q: query, inbox }).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

export const address = {
  list: (filter = {}) => `#/${asked(filter)}`,
  setup: "#/setup",
  mail: (id, filter = {}) => `#/m/${id}${asked(filter)}`,
  sessions: (failed = false, id = "") => `#/sessions${id && `/${id}`}${failed ? "?failed=1" : ""}`,
};

/** Events: "route" (detail {name, id?, failed?, filter?, before}), once for each change. */
export class Router extends EventTarget {
  #below = null;
  #last = null;
  #route = { name: "list" };
  #filter = { query: "", inbox: "" };

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

  /** What the list is held to: {query, inbox}. It stays so while one looks at something else. */
  get filter() {
    return this.#filter;
  }

  /** Another choice of mails; what is open beside the list stays open. */
  choose(filter, options) {
    const { name, id } = this.#route;
    const wanted = { ...this.#filter, ...filter };
    this.go(name === "mail" ? address.mail(id, wanted) : address.list(wanted), options);
  }

  openMail(id, options) {
    this.go(address.mail(id, this.#filter), options);
  }

  /** Back to the list, the way one came where that is known, so that the history does not grow. */
  toList() {
    if (this.route.name === "list") return;
    if (this.#below?.name === "list" && this.#below.filter === this.#filter) history.back();
    else this.go(address.list(this.#filter));
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
    const { filter } = this.#route;
    // The same choice is the same object.
    if (filter) this.#filter = this.#route.filter = address.list(filter) === address.list(this.#filter) ? this.#filter : filter;
    // From mail to mail by replacing, the list stays one step behind.
    if (!replaced) this.#below = before;
    this.dispatchEvent(new CustomEvent("route", { detail: { ...this.#route, before: before?.name ?? null } }));
  }
}

function read(hash) {
  const talk = SESSIONS.exec(hash);
  if (talk) return { name: "sessions", id: talk[1], failed: Boolean(talk[2]) };
  if (hash === address.setup) return { name: "setup" };
  const [, id, text] = MAILS.exec(hash) ?? [];
  const given = new URLSearchParams(text);
  const filter = { query: given.get("q") ?? "", inbox: given.get("inbox") ?? "" };
  return id ? { name: "mail", id, filter } : { name: "list", filter };
}
