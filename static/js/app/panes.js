/** What the page shows: the list, and beside it a mail, the set-up, trouble or nothing. */

import { byId } from "../kit/dom.js";

export class Panes {
  #panes = byId("panes");
  #trouble = byId("trouble");
  #act = null;

  constructor() {
    this.#trouble.querySelector(".trouble-body button").addEventListener("click", () => this.#act?.());
  }

  /** `name`: "mail", "setup", "trouble" or "idle". On a narrow page one pane is shown, `pane` says which. */
  show(name, pane) {
    for (const one of ["mail", "trouble", "idle"]) byId(one).hidden = one !== name;
    this.#panes.dataset.show = pane;
  }

  /** On a narrow page: inboxes, tags and views. */
  side() {
    this.#panes.dataset.show = "side";
    byId("pane-side").querySelector("a").focus({ preventScroll: true });
  }

  trouble({ title, text, act }, press) {
    this.#trouble.querySelector("h2").textContent = title;
    this.#trouble.querySelector("p").textContent = text;
    this.#trouble.querySelector(".trouble-body button").textContent = act;
    this.#act = press;
    this.show("trouble", "main");
  }
}
