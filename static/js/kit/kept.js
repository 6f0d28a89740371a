/** A list that this browser keeps; its other tabs follow. Event: "changed". */

import { recall, remember } from "./memory.js";

export class KeptList extends EventTarget {
  all;
  #name;
  #fits;
  #text;

  /** `name` in what is remembered; `fits` says whether an entry is one: somebody may have written anything there. */
  constructor(name, fits) {
    super();
    this.#name = name;
    this.#fits = fits;
    this.#read();
    addEventListener("storage", () => {
      if (recall(name, "[]") === this.#text) return;
      this.#read();
      this.#tell();
    });
  }

  set(all) {
    this.all = all;
    this.#text = JSON.stringify(all);
    remember(this.#name, this.#text);
    this.#tell();
  }

  #read() {
    this.#text = recall(this.#name, "[]");
    try {
      this.all = JSON.parse(this.#text).filter(this.#fits);
    } catch {
      this.all = [];
    }
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("changed"));
  }
}
