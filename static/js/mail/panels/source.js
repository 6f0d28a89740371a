/** What panels of text share. */

import { button, el } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { strings } from "../../kit/strings.js";

export function nothing(text, hint = "") {
  return el("div", { class: "nothing" }, el("p", {}, text), hint ? el("p", { class: "muted" }, hint) : null);
}

/** A button that stays pressed or not, from mail to mail; `change` is told at once and each time. */
export function choice(label, { name, usual = false, change, title, testid }) {
  let on = recall(name, usual ? "yes" : "no") === "yes";
  const node = button(label, { pressed: on, title, testid, press: () => {
    on = !on;
    remember(name, on ? "yes" : "no");
    node.setAttribute("aria-pressed", String(on));
    change(on);
  } });
  change(on);
  return node;
}

export const wrapChoice = (lines) => choice(strings.mail.wrap, { name: "wrap", usual: true, testid: "wrap", change: (on) => lines.wrap(on) });
