/** The keys, as the list of commands has them. Loaded with the first question mark. */

import { keyNames, shownKeys } from "../app/commands.js";
import { closable } from "../kit/dialogs.js";
import { el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

let ready = null;

export function showHelp(dialog, commands) {
  const field = dialog.querySelector("input");
  if (ready !== dialog) {
    ready = closable(dialog);
    field.addEventListener("input", () => draw(dialog, commands, field.value));
  }
  field.value = "";
  draw(dialog, commands, "");
  if (!dialog.open) dialog.showModal();
}

function draw(dialog, commands, typed) {
  const wanted = typed.trim().toLowerCase();
  const shown = Object.entries(strings.keys.groups).flatMap(([group, name]) => {
    const rows = commands.all.filter((each) => each.group === group && each.keys.length && fits(each, commands.title(each), wanted));
    return rows.length ? [el("section", {}, el("h3", {}, name), el("dl", {}, rows.map((each) => row(each, commands.title(each)))))] : [];
  });
  dialog.querySelector(".keys").replaceChildren(...shown);
  dialog.querySelector(".keys-none").textContent = shown.length ? "" : strings.keys.none;
}

/** By what it does, or by its key. */
function fits({ keys }, title, wanted) {
  return !wanted || title.toLowerCase().includes(wanted) || keys.some((each) => keyNames(each).join(" ").toLowerCase() === wanted || each.toLowerCase() === wanted);
}

function row(command, title) {
  return el("div", {}, el("dt", {}, shownKeys(command).map((each) => (each === "…" ? " … " : el("span", {}, keyNames(each).map((name) => el("kbd", {}, name)))))), el("dd", {}, title));
}
