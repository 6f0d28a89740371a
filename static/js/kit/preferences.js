/** What one can choose for this browser. Kept here; other tabs follow at once. */

import { recall, remember } from "./memory.js";

export const CHOICES = {
  theme: ["system", "light", "dark"],
  density: ["comfortable", "compact"],
  /** Which mail is told by the system when the page is out of sight. */
  notify: ["nothing", "all", "listed", "codes"],
  notifyFailed: ["no", "yes"],
};

/** Events: "change" (detail {name, value}), here and in other tabs. */
class Preferences extends EventTarget {
  constructor() {
    super();
    addEventListener("storage", ({ key }) => {
      const name = key?.replace(/^mailtrap\./, "");
      if (name in CHOICES) this.#tell(name);
    });
  }

  get(name) {
    const value = recall(name, "");
    return CHOICES[name].includes(value) ? value : CHOICES[name][0];
  }

  set(name, value) {
    remember(name, value);
    this.#tell(name);
  }

  /** Calls `act` with the value now and whenever it changes. */
  follow(name, act) {
    act(this.get(name));
    this.addEventListener("change", ({ detail }) => detail.name === name && act(detail.value));
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent("change", { detail: { name, value: this.get(name) } }));
  }
}

export const preferences = new Preferences();
