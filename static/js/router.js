/** Where the page is: the list (#/), one mail (#/m/ID), the set-up (#/setup). */

const MAIL = /^#\/m\/([A-Za-z0-9_-]{1,64})$/;

export const address = {
  list: "#/",
  setup: "#/setup",
  mail: (id) => `#/m/${id}`,
};

/** Events: "route" (detail {name, id?, before}), once for each change. */
export class Router extends EventTarget {
  #cameFromList = false;
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
    if (this.#cameFromList) history.back();
    else this.go(address.list);
  }

  #look(replaced = false) {
    if (location.hash === this.#last) return;
    const before = this.#last === null ? null : this.#route.name;
    this.#last = location.hash;
    this.#route = read(location.hash);
    // From mail to mail by replacing, the list stays one step behind.
    if (before === "list") this.#cameFromList = true;
    else if (!replaced) this.#cameFromList = false;
    this.dispatchEvent(new CustomEvent("route", { detail: { ...this.#route, before } }));
  }
}

function read(hash) {
  const found = MAIL.exec(hash);
  if (found) return { name: "mail", id: found[1] };
  return { name: hash === address.setup ? "setup" : "list" };
}
