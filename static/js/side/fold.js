/** How the side stands: open, folded to a strip of icons, or over the list while the page is not wide. Remembered. */

import { byId } from "../kit/dom.js";
import { recall, remember } from "../kit/memory.js";
import { strings } from "../kit/strings.js";

/** Below, an open side would leave too little to list and mail: it lies above them until one has chosen. */
const MEDIUM = matchMedia("(max-width: 900px)");

export class Fold {
  #panes = byId("panes");
  #button = byId("fold-side");
  #folded = recall("side-folded", "") === "1";
  #drawn = false;

  constructor() {
    this.#button.addEventListener("click", () => this.toggle());
    MEDIUM.addEventListener("change", () => this.close() || this.#show());
    document.addEventListener("pointerdown", ({ target }) => byId("pane-side").contains(target) || this.close());
    byId("pane-side").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.close()) return;
      event.stopPropagation();
      this.#button.focus();
    });
    this.#show();
  }

  toggle() {
    if (MEDIUM.matches) this.#drawn = !this.#drawn;
    else {
      this.#folded = !this.#folded;
      remember("side-folded", this.#folded ? "1" : "");
    }
    this.#show();
    if (this.#drawn) byId("side-quick").querySelector("a")?.focus();
  }

  /** Whether it was above the list. */
  close() {
    const drawn = this.#drawn;
    this.#drawn = false;
    if (drawn) this.#show();
    return drawn;
  }

  #show() {
    const state = this.#drawn ? "drawer" : MEDIUM.matches || this.#folded ? "folded" : "open";
    const held = byId("pane-side").contains(document.activeElement) && document.activeElement;
    this.#panes.dataset.side = state;
    // What lies below a drawer cannot be seen; the landmark around it stays.
    for (const below of [...byId("stage").children, byId("split-side")]) below.inert = this.#drawn;
    const open = state !== "folded";
    const words = strings.side[open ? "fold" : "unfold"];
    this.#button.setAttribute("aria-label", words);
    this.#button.setAttribute("aria-expanded", String(open));
    this.#button.title = `${words} ([)`;
    if (held && !held.checkVisibility()) this.#button.focus();
  }
}
