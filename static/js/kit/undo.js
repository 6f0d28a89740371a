/** A short message with one act, for some seconds: it waits while one points at it or has the focus in it, and never takes the focus itself. */

import { byId } from "./dom.js";

const SHOWN_MS = 6000;

class UndoToast {
  #box;
  #act = null;
  #done = null;
  #left = 0;
  #since = 0;
  #timer = 0;

  constructor(box) {
    this.#box = box;
    const [act, close] = box.querySelectorAll("button");
    act.addEventListener("click", () => this.#end(this.#act));
    close.addEventListener("click", () => this.#end(this.#done));
    for (const type of ["pointerenter", "focusin"]) box.addEventListener(type, () => this.#pause());
    for (const type of ["pointerleave", "focusout"]) box.addEventListener(type, () => this.#run());
  }

  /** `done` is called when the time is over or the toast is closed, unless `press` was. What comes back hides it, unless it shows something else by then. */
  show(text, { act, press, done = () => {} }) {
    if (!this.#box.hidden) this.#end(this.#done);
    const [button] = this.#box.querySelectorAll("button");
    this.#box.firstElementChild.textContent = text;
    button.firstElementChild.textContent = act;
    this.#act = press;
    this.#done = done;
    this.#left = SHOWN_MS;
    this.#box.hidden = false;
    this.#run();
    return () => this.#done === done && this.#hide();
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#act = null;
    this.#done = null;
    this.#box.hidden = true;
  }

  #pause() {
    if (this.#timer) this.#left -= performance.now() - this.#since;
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #run() {
    if (this.#box.hidden || this.#timer && this.#box.matches(":hover, :focus-within")) return;
    clearTimeout(this.#timer);
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#end(this.#done), Math.max(0, this.#left));
  }

  #end(then) {
    this.#timer = 0;
    this.#hide();
    then?.();
  }
}

let made = null;

/** The one of the page. */
export const undoToast = () => (made ??= new UndoToast(byId("toast")));
