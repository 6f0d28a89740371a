/** A line between two panes: by pointer or arrows it sets the width of what is before it; remembered. */

import { recall, remember } from "./memory.js";

const STEP = 16;

/** `name` of the width in what is remembered and in the styles (`--NAME-width`); `least` of it, and `rest` of what comes after, in px. */
export function splitter({ handle, panes, name, usual, least, rest }) {
  let width = Number(recall(name, usual)) || usual;

  const mirrored = () => getComputedStyle(panes).direction === "rtl";

  function from(x) {
    const { left, right } = panes.getBoundingClientRect();
    return mirrored() ? right - x : x - left;
  }

  const most = () => Math.max(least, panes.clientWidth - rest);

  function show(wanted, { keep = false } = {}) {
    const shown = Math.round(Math.min(most(), Math.max(least, wanted)));
    panes.style.setProperty(`--${name}-width`, `${shown}px`);
    handle.setAttribute("aria-valuenow", shown);
    handle.setAttribute("aria-valuemin", least);
    handle.setAttribute("aria-valuemax", most());
    if (!keep) return;
    width = shown;
    remember(name, shown);
  }

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    // Over the preview the pointer would belong to the mail.
    panes.classList.add("dragging");
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) show(from(event.clientX), { keep: true });
  });
  handle.addEventListener("lostpointercapture", () => panes.classList.remove("dragging"));
  handle.addEventListener("keydown", (event) => {
    const step = mirrored() ? -STEP : STEP;
    const to = { ArrowLeft: width - step, ArrowRight: width + step, Home: least, End: most() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    show(to, { keep: true });
  });
  addEventListener("resize", () => show(width));
  show(width);
}
