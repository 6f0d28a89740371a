/** What may be meant, below a field: chosen by arrows and Enter, or by the mouse. It lies above all else, so that nothing cuts it. */

import { mirrored } from "./direction.js";
import { bdi, clip, el, icon, span } from "./dom.js";
import { stylesheet } from "./load.js";

const MOST = 8;
const LONGEST = 100;
const GAP_PX = 4;

export class Suggestions {
  #input;
  #list;
  #anchor;
  #choose;
  #remove;
  #most;
  #all = [];
  #at = -1;

  /**
   * `list` is a listbox with the attribute popover, shown below `anchor`; `choose` is called with the value that is
   * chosen, `remove` with one that is to be forgotten.
   */
  constructor({ input, list, choose, remove = null, anchor = input, most = MOST }) {
    stylesheet("suggestions").catch(() => {});
    this.#input = input;
    this.#list = list;
    this.#anchor = anchor;
    this.#choose = choose;
    this.#remove = remove;
    this.#most = most;
    input.addEventListener("input", () => this.#all.length && this.#match());
    input.addEventListener("blur", () => this.hide());
    addEventListener("resize", () => this.hide());
    // A field scrolls, too, when what is typed is longer than it.
    document.addEventListener("scroll", ({ target }) => target !== list && target !== input && target.contains(input) && this.hide(), { capture: true, passive: true });
    // The focus stays in the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (target.closest(".option-forget")) this.#remove(option.dataset.name);
      else this.#take(option);
    });
  }

  /** Of these names from now on those that have what is typed; shown while the field has the focus. */
  offer(names) {
    this.#all = names;
    if (document.activeElement === this.#input) this.#match();
  }

  /** Whether the key was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const { key, shiftKey } = event;
    const options = [...this.#list.children];
    const last = options.length - 1;
    if (key === "ArrowDown") this.#point(this.#at === last ? 0 : this.#at + 1);
    else if (key === "ArrowUp") this.#point(this.#at <= 0 ? last : this.#at - 1);
    else if (key === "Enter" && this.#at >= 0) this.#take(options[this.#at]);
    else if (key === "Delete" && shiftKey && options[this.#at]?.querySelector(".option-forget")) this.#remove(options[this.#at].dataset.name);
    else if (key === "Escape") this.hide();
    else return false;
    return true;
  }

  /** Takes the one that is pointed at, or the first. */
  take() {
    this.#take(this.#list.children[Math.max(0, this.#at)]);
  }

  hide() {
    if (!this.open) return;
    this.#list.hidePopover();
    this.#input.setAttribute("aria-expanded", "false");
    this.#point(-1);
  }

  get open() {
    return this.#list.matches(":popover-open");
  }

  /** Shows these: {value, text, note, icon, forget}, where `forget` is what a button for that is called. */
  show(options) {
    if (!options.length) return void this.hide();
    this.#list.replaceChildren(...options.slice(0, this.#most).map((option, at) => this.#option(option, at)));
    this.#point(-1);
    const { left, right, bottom, width } = this.#anchor.getBoundingClientRect();
    this.#list.style.setProperty("--start", `${mirrored(this.#list) ? innerWidth - right : left}px`);
    this.#list.style.setProperty("--top", `${bottom + GAP_PX}px`);
    this.#list.style.setProperty("--width", `${width}px`);
    if (!this.open) this.#list.showPopover();
    return void this.#input.setAttribute("aria-expanded", "true");
  }

  #option({ value, text = value, note, icon: sign, forget }, at) {
    return el("li", { role: "option", id: `${this.#list.id}-${at}`, "data-name": value, title: clip(text, LONGEST), "aria-selected": "false" },
      sign ? icon(sign) : null, bdi("option-text", clip(text, LONGEST)), note ? span("option-note", note) : null,
      forget ? el("span", { class: "option-forget", title: forget, "aria-hidden": "true" }, icon("close")) : null);
  }

  #match() {
    const typed = this.#input.value.trim().toLowerCase();
    const fits = this.#all.filter((name) => name.toLowerCase().includes(typed) && name.toLowerCase() !== typed);
    // Those that begin so stand first.
    fits.sort((one, other) => other.toLowerCase().startsWith(typed) - one.toLowerCase().startsWith(typed));
    this.show(fits.map((value) => ({ value })));
  }

  #point(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === at)));
    if (at < 0) return this.#input.removeAttribute("aria-activedescendant");
    this.#list.children[at].scrollIntoView({ block: "nearest" });
    return this.#input.setAttribute("aria-activedescendant", this.#list.children[at].id);
  }

  #take(option) {
    if (!option) return;
    this.hide();
    this.#choose(option.dataset.name);
  }
}
