/** What is known of a part, as a list. */

import { el } from "../../kit/dom.js";

/** Pairs of a name and what is told; pairs without are left out. */
export function facts(pairs) {
  return el("dl", { class: "peek-facts" }, pairs.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}
