/** What may be meant, below a field: chosen by arrows and Enter, or by the mouse. It lies above all else, so that nothing cuts it. */

import { bdi, clip, el } from "./dom.js";

const MOST = 8;
const LONGEST = 100;
const GAP_PX = 4;

export class Suggestions {
  #input;
  #list;
  #choose;
  #all = [];
  #at = -1;

  /** `list` is a listbox with the attribute popover; `choose` is called with the name that is chosen. */
  constructor({ input, list, choose }) {
    this.#input = input;
    this.#list = list;
    this.#choose = choose;
    input.addEventListener("input", () => this.#show());
    input.addEventListener("blur", () => this.hide());
    addEventListener("resize", () => this.hide());
    document.addEventListener("scroll", ({ target }) => target !== list && this.hide(), { capture: true, passive: true });
    // The focus stays in the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => this.#take(target.closest("[role=option]")));
  }

  /** Of these names from now on; shown while the field has the focus. */
  offer(names) {
    this.#all = names;
    if (document.activeElement === this.#input) this.#show();
  }

  /** Whether the key was meant for the list. */
  key({ key }) {
    if (!this.#open) return false;
    const options = [...this.#list.children];
    const last = options.length - 1;
    if (key === "ArrowDown") this.#point(this.#at === last ? 0 : this.#at + 1);
    else if (key === "ArrowUp") this.#point(this.#at <= 0 ? last : this.#at - 1);
    else if (key === "Enter" && this.#at >= 0) this.#take(options[this.#at]);
    else if (key === "Escape") this.hide();
    else return false;
    return true;
  }

  hide() {
    if (!this.#open) return;
    this.#list.hidePopover();
    this.#input.setAttribute("aria-expanded", "false");
    this.#point(-1);
  }

  get #open() {
    return this.#list.matches(":popover-open");
  }

  #show() {
    const typed = this.#input.value.trim().toLowerCase();
    const fits = this.#all.filter((name) => name.toLowerCase().includes(typed) && name.toLowerCase() !== typed);
    // Those that begin so stand first.
    fits.sort((one, other) => other.toLowerCase().startsWith(typed) - one.toLowerCase().startsWith(typed));
    if (!fits.length) return void this.hide();
    this.#list.replaceChildren(...fits.slice(0, MOST).map((name, at) => el("li", { role: "option", id: `${this.#list.id}-${at}`, "data-name": name, title: name }, bdi(null, clip(name, LONGEST)))));
    this.#point(-1);
    const { left, bottom } = this.#input.getBoundingClientRect();
    this.#list.style.setProperty("--left", `${left}px`);
    this.#list.style.setProperty("--top", `${bottom + GAP_PX}px`);
    if (!this.#open) this.#list.showPopover();
    return void this.#input.setAttribute("aria-expanded", "true");
  }

  #point(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === at)));
    if (at < 0) return this.#input.removeAttribute("aria-activedescendant");
    return this.#input.setAttribute("aria-activedescendant", this.#list.children[at].id);
  }

  #take(option) {
    if (!option) return;
    this.hide();
    this.#choose(option.dataset.name);
  }
}
