/** The list of operations: a filter, and the one that is named in the address is open. */

import { byId } from "../kit/dom.js";

export class Contents {
  #links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));

  start() {
    byId("filter").addEventListener("input", (event) => this.#filter(event.target.value));
    addEventListener("hashchange", () => this.#reveal());
    for (const [id, link] of this.#links) {
      // Without this, a second press on the link of a closed operation would do nothing.
      link.addEventListener("click", () => location.hash.slice(1) === id && this.#reveal());
      byId(id).addEventListener("toggle", ({ target }) => target.open && this.#mark(id));
    }
    this.#reveal();
    // The browser goes to the address itself once all is loaded, and takes the focus with it.
    addEventListener("load", () => this.#reveal());
  }

  #reveal() {
    const id = location.hash.slice(1);
    const operation = this.#links.has(id) && byId(id);
    if (!operation) return;
    operation.open = true;
    operation.scrollIntoView({ block: "start" });
    operation.querySelector("summary").focus({ preventScroll: true });
    this.#mark(id);
  }

  #mark(id) {
    for (const [other, link] of this.#links) {
      if (other === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  #filter(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const entry of document.querySelectorAll("[data-words]")) {
      entry.hidden = !words.every((word) => entry.dataset.words.includes(word));
      any ||= !entry.hidden;
    }
    for (const group of document.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
    byId("no-match").hidden = any;
  }
}
