/** Tags as coloured chips. A name has the same colour everywhere and always; theme.css has the colours. */

import { bdi, clip, el, icon, span } from "../kit/dom.js";
import { address } from "../app/router.js";
import { count, strings } from "../kit/strings.js";

const HUES = 10;
const IN_A_ROW = 3;
const LONGEST = 100;
/** So few characters are not worth an ellipsis. */
const SHORT = 7;

/** FNV-1a over what does not depend on the case, as the case of a tag does not matter. */
export function hueOf(name) {
  let hash = 0x811c9dc5;
  for (const each of name.toLowerCase()) hash = Math.imul(hash ^ each.codePointAt(0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}

/** The search that finds a tag. */
export const tagQuery = (name) => `tag:"${name.replace(/["\\]/g, "\\$&")}"`;

/** Those of a row: the first few, and how many more. Links cannot stand within the link of a row, so a click is asked for by `tagAt`. */
export function rowChips(tags) {
  if (!tags.length) return [];
  const rest = tags.length - IN_A_ROW;
  return [
    span("vh", strings.tags.of(tags.length)),
    ...tags.slice(0, rest > 0 ? IN_A_ROW : tags.length).map((name) => el("span", { class: name.length > SHORT ? "chip" : "chip short", "data-hue": hueOf(name), "data-tag": name, "data-testid": "chip", title: strings.tags.find(name) }, bdi(null, clip(name, LONGEST)))),
    rest > 0 ? el("span", { class: "chip more", title: tags.slice(IN_A_ROW).join(", "), "aria-label": strings.tags.more(rest) }, `+${count(rest)}`) : "",
  ];
}

export const tagAt = (target) => target.closest?.("[data-tag]")?.dataset.tag;

/** One of the open mail: a link to all that have it, and a button that takes it away. */
export function chip(name, inbox, remove) {
  const { tags } = strings;
  return el("li", { class: "chip", "data-hue": hueOf(name), "data-testid": "mail-chip" },
    el("a", { href: address.list({ query: tagQuery(name), inbox }), title: tags.find(name) }, bdi(null, clip(name, LONGEST))),
    el("button", { type: "button", class: "chip-remove", "aria-label": tags.remove(name), title: tags.remove(name), onclick: remove }, icon("close")));
}
