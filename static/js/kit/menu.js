/** A menu of what can be done with something: opened where it stands, led by keys, gone with a click elsewhere. */

import { el, icon } from "./dom.js";

const EDGE_PX = 8;

let open = null;

/**
 * Opens the menu of `anchor`, which gets the focus back. `items`: {label, icon, run, danger}; `at` {x, y}, or below the
 * anchor. Opened again for the same, it closes.
 */
export function showMenu(anchor, items, { label, at = null } = {}) {
  const again = open?.anchor === anchor && !at;
  open?.close();
  if (again) return;
  const entries = items.map((item) => el("button", {
    type: "button", role: "menuitem", tabindex: -1, class: item.danger ? "menu-item danger" : "menu-item",
    onclick: () => { close(true); item.run(); },
  }, icon(item.icon), el("span", {}, item.label)));
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label, popover: "manual", onkeydown: key }, entries);

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

  document.body.append(menu);
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
  return { x: getComputedStyle(menu).direction === "rtl" ? right - menu.offsetWidth : left, y: bottom + 2 };
}

function place(menu, { x, y }) {
  const left = Math.max(EDGE_PX, Math.min(x, innerWidth - menu.offsetWidth - EDGE_PX));
  const top = Math.max(EDGE_PX, Math.min(y, innerHeight - menu.offsetHeight - EDGE_PX));
  menu.style.setProperty("--left", `${left}px`);
  menu.style.setProperty("--top", `${top}px`);
}
