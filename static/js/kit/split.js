/** A line between two panes: dragged, clicked or by keys it sets the width of what is before it; remembered. */

import { keyOnward, mirrored } from "./direction.js";
import { recall, remember } from "./memory.js";

const STEP = 16;
const LEAP = 80;
/** The pointer of a click is never quite still. */
const STILL_PX = 3;
/** A click leads from narrow to the usual width, to so much of it, and back. */
const WIDE = 1.6;

/**
 * `name` of the width in what is remembered and in the styles (`--NAME-width`); `least` of it, and `rest` of what comes
 * after, in px. A double click brings back the `usual` one; who cannot drag clicks.
 */
export function splitter({ handle, panes, name, usual, least, rest }) {
  let width = Number(recall(name, usual)) || usual;
  let began = null;

  function from(x) {
    const { left, right } = panes.getBoundingClientRect();
    return mirrored(panes) ? right - x : x - left;
  }

  const most = () => Math.max(least, panes.clientWidth - rest);

  function show(wanted) {
    const shown = Math.round(Math.min(most(), Math.max(least, wanted)));
    panes.style.setProperty(`--${name}-width`, `${shown}px`);
    handle.setAttribute("aria-valuenow", shown);
    handle.setAttribute("aria-valuemin", least);
    handle.setAttribute("aria-valuemax", most());
    return shown;
  }

  function keep(wanted) {
    width = show(wanted);
    remember(name, width);
  }

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    began = event.clientX;
    // Over the preview the pointer would belong to the mail.
    panes.classList.add("dragging");
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId) || (began !== null && Math.abs(event.clientX - began) <= STILL_PX)) return;
    began = null;
    width = show(from(event.clientX));
  });
  handle.addEventListener("lostpointercapture", () => {
    panes.classList.remove("dragging");
    remember(name, width);
  });
  handle.addEventListener("click", () => began !== null && keep([least, usual, Math.round(usual * WIDE)].find((each) => Math.min(each, most()) > width) ?? least));
  handle.addEventListener("dblclick", () => keep(usual));
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP, PageUp: LEAP, PageDown: -LEAP }[keyOnward(event)];
    const to = by === undefined ? { Home: least, End: most(), Enter: usual }[event.key] : Number(handle.getAttribute("aria-valuenow")) + by;
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    keep(to);
  });
  // Also when what is beside it grows or folds. On a phone there is one pane, and nothing to divide.
  new ResizeObserver(() => handle.checkVisibility() && show(width)).observe(panes);
  show(width);
}
