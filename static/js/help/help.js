/** The keys, as the list of commands has them. */

import { keyNames } from "../app/commands.js";
import { closable } from "../kit/dialogs.js";
import { el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

export class Help {
  #dialog;
  #commands;

  constructor({ dialog, commands }) {
    this.#dialog = closable(dialog);
    this.#commands = commands;
  }

  show() {
    this.#dialog.querySelector(".keys").replaceChildren(...Object.entries(strings.keys.groups).flatMap(([group, name]) => {
      const rows = this.#commands.all.filter((each) => each.group === group && each.keys.length).map((each) => row(each, this.#commands.title(each)));
      return rows.length ? [el("h3", {}, name), el("dl", {}, rows)] : [];
    }));
    this.#dialog.showModal();
  }
}

function row({ keys }, title) {
  // Of a run of figures the ends are enough.
  const shown = keys.length > 3 ? [keys[0], "…", keys.at(-1)] : keys;
  return el("div", {}, el("dt", {}, shown.map((each) => (each === "…" ? " … " : el("span", {}, keyNames(each).map((name) => el("kbd", {}, name)))))), el("dd", {}, title));
}
