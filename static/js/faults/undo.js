/** Tells what was done and takes it back: floats for a while, and stays while the pointer or the focus is on it. */

import { button, el, icon } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const SHOWN_MS = 10_000;

export class Undo {
  node = el("div", { class: "undo", role: "status", "data-testid": "faults-undo", hidden: true });
  #timer = 0;

  constructor() {
    for (const each of ["pointerenter", "focusin"]) this.node.addEventListener(each, () => clearTimeout(this.#timer));
    for (const each of ["pointerleave", "focusout"]) this.node.addEventListener(each, () => this.#wait());
  }

  offer(text, back) {
    const press = () => {
      this.hide();
      back();
    };
    this.node.replaceChildren(el("bdi", {}, text), button(strings.faults.undo, { press, testid: "undo-act" }),
      button(strings.close, { icon: "close", press: () => this.hide(), kind: "ghost icon-only" }));
    this.node.hidden = false;
    this.#wait();
  }

  hide() {
    clearTimeout(this.#timer);
    this.node.hidden = true;
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), SHOWN_MS);
  }
}
