/** A menu of what can be done with something: opened where it stands, led by keys, gone with a click elsewhere. */

import { mirrored } from "./direction.js";
import { el, icon } from "./dom.js";
import { stylesheet } from "./load.js";

const EDGE_PX = 8;

let open = null;

/**
 * Opens the menu of `anchor`, which gets the focus back. `items`: {label, icon, run, danger, keys}, a link in place of
 * `run` ({link: {href, download, target}}), null for a line between groups; `at` {x, y}, or below the anchor. Opened again
 * for the same, it closes.
 */
export async function showMenu(anchor, items, { label, at = null } = {}) {
  await stylesheet("menu");
  const again = open?.anchor === anchor && !at;
  open?.close();
  if (again) return;
  const nodes = items.map((item) => (item ? entry(item) : el("div", { class: "menu-line", role: "separator" })));
  const entries = nodes.filter((node) => node.role === "menuitem");
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label, popover: "manual", onkeydown: key }, nodes);

  function entry({ label: text, icon: name, run, danger, keys, link }) {
    const inside = [icon(name), el("span", { class: "menu-label" }, text), keys ? el("kbd", { "aria-hidden": "true" }, keys) : null];
    const attributes = { role: "menuitem", tabindex: -1, class: danger ? "menu-item danger" : "menu-item" };
    // A link acts by itself, after this.
    if (link) return el("a", { ...attributes, ...link, onclick: () => close(true) }, inside);
    return el("button", { ...attributes, type: "button", onclick: () => { close(true); run(); } }, inside);
  }

  function close(back = false) {
    if (open?.menu !== menu) return;
    open = null;
    menu.remove();
    anchor.removeAttribute("aria-expanded");
    document.removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", gone);
    if (back) anchor.focus({ preventScroll: true });
  }
  const gone = () => close();
  const outside = ({ target }) => menu.contains(target) || anchor.contains(target) || close();

  function key(event) {
    const now = entries.indexOf(document.activeElement);
    const last = entries.length - 1;
    const to = { ArrowDown: now === last ? 0 : now + 1, ArrowUp: now <= 0 ? last : now - 1, Home: 0, End: last }[event.key];
    event.stopPropagation();
    if (to !== undefined) entries[to].focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
  }

  (anchor.closest("main, nav") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, at ?? below(anchor, menu));
  open = { menu, anchor, close };
  anchor.setAttribute("aria-expanded", "true");
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close());
  document.addEventListener("pointerdown", outside, true);
  addEventListener("resize", gone);
  entries[0].focus({ preventScroll: true });
}

function below(anchor, menu) {
  const { left, right, bottom } = anchor.getBoundingClientRect();
  return { x: mirrored(menu) ? right - menu.offsetWidth : left, y: bottom + 2 };
}

function place(menu, { x, y }) {
  const left = Math.max(EDGE_PX, Math.min(x, innerWidth - menu.offsetWidth - EDGE_PX));
  const top = Math.max(EDGE_PX, Math.min(y, innerHeight - menu.offsetHeight - EDGE_PX));
  menu.style.setProperty("--left", `${left}px`);
  menu.style.setProperty("--top", `${top}px`);
}
