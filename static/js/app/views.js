/** Views that are loaded when somebody first wants them, with their styles; each takes the place of list and mail. */

import { byId } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";

/** A module here has `create(page)`, which makes {node, show(route)}; a view may have hide(), move(step), open() and back() for the keys. what follows it are its styles. */
const MAKERS = {
  // A session is shown as a mail is.
  sessions: [() => import("../sessions/desk.js"), "mail", "panels", "sessions", "transcript"],
  settings: [() => import("../settings/view.js"), "page", "settings"],
  about: [() => import("../about/view.js"), "page", "about"],
  faults: [() => import("../faults/view.js"), "page", "faults", "undo"],
};

export class Views {
  #page;
  #place = byId("view");
  #made = new Map();
  #shown = null;
  #wanted = null;

  /** `page` is what a view may use: see main.js. */
  constructor(page) {
    this.#page = page;
  }

  static has(name) {
    return Object.hasOwn(MAKERS, name);
  }

  /** The view in sight, or null. */
  get shown() {
    return this.#shown;
  }

  /** Whether what is wanted is still to come. */
  get missing() {
    return Boolean(this.#wanted) && this.#made.get(this.#wanted.name) !== this.#shown;
  }

  want(route) {
    this.#wanted = route;
  }

  /** Shows what is wanted. Raises what the loading of a module raises. */
  async show() {
    const route = this.#wanted;
    if (!route) return;
    const { name } = route;
    if (!this.#made.has(name)) {
      const [load, ...styles] = MAKERS[name];
      const [module] = await Promise.all([load(), ...styles.map(stylesheet)]);
      this.#made.set(name, module.create(this.#page));
    }
    if (this.#wanted !== route) return;
    const view = this.#made.get(name);
    if (this.#shown !== view) {
      this.#shown?.hide?.();
      this.#shown = view;
      this.#place.replaceChildren(view.node);
      this.#place.hidden = false;
      this.#place.scrollTop = 0;
    }
    view.show(route);
  }

  hide() {
    this.#wanted = null;
    if (!this.#shown) return;
    this.#shown.hide?.();
    this.#shown = null;
    this.#place.hidden = true;
    this.#place.replaceChildren();
  }
}
