/**
 * Where the page is: the list (#/), one mail (#/m/ID), the sessions (#/sessions, #/sessions/ID), the set-up (#/setup),
 * and the views that are loaded when they are wanted (#/faults, #/settings, #/about). List and mail may carry what the
 * list is held to: ?q=SEARCH&inbox=NAME.
 */

const MAILS = /^(?:#\/?)?$|^#\/(?:m\/([A-Za-z0-9_-]{1,64}))?(?:\?(.*))?$/;
const SESSIONS = /^#\/sessions(?:\/([A-Za-z0-9_-]{1,64}))?(?:\?failed=(1|first))?$/;
const VIEW = /^#\/([a-z]+)(?:\/([^?]*))?(?:\?(.*))?$/;

function asked({ query = "", inbox = "" }) {
  const given = Object.entries({ q: query, inbox }).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

export const address = {
  list: (filter = {}) => `#/${asked(filter)}`,
  setup: "#/setup",
  view: (name) => `#/${name}`,
  mail: (id, filter = {}) => `#/m/${id}${asked(filter)}`,
  /** `failed`: "1" those that failed alone, "first" those before the others. */
  sessions: (failed = "", id = "") => `#/sessions${id && `/${id}`}${failed ? `?failed=${failed}` : ""}`,
};

/**
 * Events: "route" (detail {name, id?, failed?, filter?, rest?, given?, before}), once for each change; "side" (detail
 * whether it is open: on a phone it is a step of the history); "unknown" (detail an address that leads nowhere).
 */
export class Router extends EventTarget {
  #has;
  /** The address of the entry below this one, which each entry keeps: one may have come from above. Null where nobody knows. */
  #below = null;
  #last = null;
  #route = { name: "list" };
  #filter = { query: "", inbox: "" };

  /** `has` says which views there are to be loaded. */
  constructor(has = () => false) {
    super();
    this.#has = has;
  }

  start() {
    addEventListener("hashchange", () => this.#look());
    addEventListener("popstate", () => {
      this.#look();
      this.#tell("side", this.sideOpen);
    });
    this.#look();
    if (this.sideOpen) this.#tell("side", true);
  }

  get route() {
    return this.#route;
  }

  get sideOpen() {
    return Boolean(history.state?.side);
  }

  openSide() {
    if (this.sideOpen) return;
    this.#push({ side: true });
    this.#tell("side", true);
  }

  closeSide() {
    if (this.sideOpen) history.back();
  }

  go(hash, { replace = false } = {}) {
    if (location.hash === hash) return;
    if (replace) history.replaceState({ below: this.#below }, "", hash);
    else this.#push({}, hash);
    this.#look();
  }

  #push(state, hash) {
    this.#below = this.#here;
    history.pushState({ ...state, below: this.#below }, "", hash);
  }

  /** To `hash`, the way one came where it lies below, so that the history does not grow; else in the place of what one leaves. */
  up(hash) {
    if (this.#below !== hash) return this.go(hash, { replace: true });
    // Asked for twice before one is there, it goes no further.
    this.#below = null;
    return history.back();
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

  toList() {
    if (this.route.name !== "list") this.up(address.list(this.#filter));
  }

  toSessions() {
    this.up(address.sessions(this.route.failed));
  }

  /** The address of this entry, a list's always in one form. */
  get #here() {
    const { name, filter } = this.#route;
    return name === "list" ? address.list(filter) : this.#last;
  }

  /** An entry that does not say what lies below it is a new one, or the same once more: a link was followed. */
  #look() {
    const { hash } = location;
    if (history.state?.below === undefined) history.replaceState({ below: hash === this.#last ? this.#below : this.#last === null ? null : this.#here }, "");
    this.#below = history.state.below;
    if (hash === this.#last) return;
    const before = this.#last === null ? null : this.#route;
    const read = this.#read(hash);
    if (!read) history.replaceState(history.state, "", address.list());
    this.#last = location.hash;
    this.#route = read ?? this.#read("");
    const { filter } = this.#route;
    // The same choice is the same object.
    if (filter) this.#filter = this.#route.filter = address.list(filter) === address.list(this.#filter) ? this.#filter : filter;
    this.#tell("route", { ...this.#route, before: before?.name ?? null });
    if (!read) this.#tell("unknown", hash);
  }

  /** Undefined for an address that nothing stands at. */
  #read(hash) {
    const talk = SESSIONS.exec(hash);
    if (talk) return { name: "sessions", id: talk[1], failed: talk[2] ?? "" };
    if (hash === address.setup) return { name: "setup" };
    const mails = MAILS.exec(hash);
    if (mails) {
      const [, id, text] = mails;
      const given = new URLSearchParams(text);
      const filter = { query: given.get("q") ?? "", inbox: given.get("inbox") ?? "" };
      return id ? { name: "mail", id, filter } : { name: "list", filter };
    }
    const [, name, rest = "", text] = VIEW.exec(hash) ?? [];
    return name && this.#has(name) ? { name, rest, given: new URLSearchParams(text) } : undefined;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
