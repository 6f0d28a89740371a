/** Copy buttons: say what they did where they stand. */

import { button } from "./dom.js";
import { strings } from "./strings.js";

/** With `what` an icon alone, named so; without it the word. */
export function copyButton(getText, what) {
  const node = button(what ? strings.copyOf(what) : strings.copy, { icon: "copy", title: what && strings.copy, kind: what ? "ghost icon-only" : "small" });
  node.addEventListener("click", () => copyFrom(node, getText()));
  return node;
}

/** What does it is loaded for the first copy. */
export async function copyFrom(node, text) {
  try {
    await (await import("./clipboard.js")).copyFrom(node, text);
  } catch {
    node.title = strings.copyFailed;
    node.querySelector("use").setAttribute("href", "#i-warn");
  }
}
