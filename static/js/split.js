/** The line between list and mail. */

import { recall, remember } from "./memory.js";

const LEAST = 280;
const DEFAULT = 400;
const STEP = 16;
const MAIL_LEAST = 360;

export function splitter(handle, panes) {
  let width = Number(recall("split", DEFAULT)) || DEFAULT;

  const most = () => Math.max(LEAST, panes.clientWidth - MAIL_LEAST);

  function show(wanted, { keep = false } = {}) {
    const shown = Math.round(Math.min(most(), Math.max(LEAST, wanted)));
    panes.style.setProperty("--list-width", `${shown}px`);
    handle.setAttribute("aria-valuenow", shown);
    handle.setAttribute("aria-valuemin", LEAST);
    handle.setAttribute("aria-valuemax", most());
    if (!keep) return;
    width = shown;
    remember("split", shown);
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
    if (handle.hasPointerCapture(event.pointerId)) show(event.clientX - panes.getBoundingClientRect().left, { keep: true });
  });
  handle.addEventListener("lostpointercapture", () => panes.classList.remove("dragging"));
  handle.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: LEAST, End: most() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    show(to, { keep: true });
  });
  addEventListener("resize", () => show(width));
  show(width);
}
