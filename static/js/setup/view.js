/** The set-up: how to send the first mail. Its words change once a mail has come. */

import { copyFrom } from "../kit/copy.js";
import { recall, remember } from "../kit/memory.js";
import { Tabs } from "../kit/tabs.js";

export class Setup {
  #root;

  constructor(root) {
    this.#root = root;
    const tabs = new Tabs(root.querySelector("#setup-picks"));
    tabs.addEventListener("choose", ({ detail }) => {
      remember("setup", detail.name);
      for (const panel of root.querySelectorAll("[role=tabpanel]")) panel.hidden = panel.id !== `snip-${detail.name}`;
    });
    tabs.choose(recall("setup", "django"));
    root.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-copy], [data-copy-text]");
      if (button) copyFrom(button, button.dataset.copyText ?? button.closest("figure").querySelector("code").textContent);
    });
  }

  /** `state`: "empty", "arrived" or "setup"; null hides it. */
  show(state) {
    this.#root.hidden = !state;
    if (!state) return;
    this.#root.dataset.state = state;
    for (const part of this.#root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  }

  get state() {
    return this.#root.hidden ? null : this.#root.dataset.state;
  }
}
