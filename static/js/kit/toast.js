/** A small message that floats for a while; one at a time. It stays while the pointer or the focus is on it. */

import { el } from "./dom.js";

const SHOWN_MS = 6000;
let last = null;

/** Says nothing to screen readers: what is told here the quiet voice tells them. */
export function toast(testid, ...children) {
  last?.remove();
  const node = el("div", { class: "toast", "data-testid": testid, popover: "manual" }, children);
  last = node;
  document.body.append(node);
  node.showPopover();
  let timer = 0;
  const leave = () => node.remove();
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, SHOWN_MS);
  };
  for (const each of ["pointerenter", "focusin"]) node.addEventListener(each, () => clearTimeout(timer));
  for (const each of ["pointerleave", "focusout"]) node.addEventListener(each, wait);
  node.addEventListener("click", ({ target }) => target.closest("a, button") && leave());
  wait();
  return node;
}
