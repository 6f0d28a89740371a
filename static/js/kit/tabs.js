/** ARIA tabs: arrows, Home and End move and choose; one tab at a time can be reached by Tab. */

import { keyOnward } from "./direction.js";

export class Tabs extends EventTarget {
  #tabs;
  #chosen = null;

  constructor(list) {
    super();
    this.#tabs = [...list.querySelectorAll("[role=tab]")];
    list.addEventListener("click", ({ target }) => {
      const tab = target.closest("[role=tab]");
      if (tab) this.choose(tab.dataset.tab);
    });
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  get names() {
    return this.#tabs.map((tab) => tab.dataset.tab);
  }

  get chosen() {
    return this.#chosen;
  }

  /** An unknown name chooses the first. */
  choose(name, { quiet = false, focus = false } = {}) {
    const chosen = this.#tabs.find((tab) => tab.dataset.tab === name) ?? this.#tabs[0];
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    this.#chosen = chosen.dataset.tab;
    const list = chosen.parentElement;
    if (list.scrollWidth > list.clientWidth) chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focus) chosen.focus();
    if (!quiet) this.dispatchEvent(new CustomEvent("choose", { detail: { name: this.#chosen, id: chosen.id } }));
  }

  #key(event) {
    const at = this.#tabs.indexOf(event.target);
    const last = this.#tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[keyOnward(event)];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(this.#tabs[to].dataset.tab, { focus: true });
  }
}
