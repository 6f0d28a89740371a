/** Tells what was done to the rules, and takes it back. */

import { strings } from "../kit/strings.js";
import { undoToast } from "../kit/undo.js";

export class Undo {
  #say;
  #hide = () => {};

  constructor(say) {
    this.#say = say;
  }

  offer(text, back) {
    this.#say(() => text);
    this.#hide = undoToast().show(text, { act: strings.list.undo, press: back });
  }

  hide() {
    this.#hide();
  }
}
