/** Puts a text into the clipboard; the button that was pressed says so where it stands. Loaded with the first copy. */

import { byId } from "./dom.js";
import { strings } from "./strings.js";

const SHOWN_MS = 1500;

export async function copyText(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Forbidden or not a secure context: the old way is left.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Copies what a chip shows; its sign alone tells. */
export async function copyChip(node, text) {
  const done = await copyText(text);
  const use = node.querySelector("use");
  use.setAttribute("href", done ? "#i-check" : "#i-warn");
  node.classList.toggle("copied", done);
  byId("said").textContent = done ? strings.copied : strings.copyFailed;
  clearTimeout(node.copyTimer);
  node.copyTimer = setTimeout(() => {
    use.setAttribute("href", "#i-copy");
    node.classList.remove("copied");
  }, SHOWN_MS);
}

export async function copyFrom(node, text) {
  const done = await copyText(text);
  const label = node.querySelector("span");
  if (label) label.textContent = done ? strings.copied : strings.copyFailed;
  node.querySelector("use").setAttribute("href", done ? "#i-check" : "#i-warn");
  clearTimeout(node.copyTimer);
  node.copyTimer = setTimeout(() => {
    if (label) label.textContent = strings.copy;
    node.querySelector("use").setAttribute("href", "#i-copy");
  }, SHOWN_MS);
}
