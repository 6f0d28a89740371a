/** The edge of the device: by pointer or keys it sets how wide that is. */

import { keyOnward, mirrored } from "../../kit/direction.js";

const STEP = 10;

/** `scale` tells how near the device is shown, `set` gets a width in CSS pixels; what it is and may be stands on the grip. */
export function draggable(grip, { stage, scale, set }) {
  const told = (name) => Number(grip.getAttribute(`aria-value${name}`));
  let from = null;
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.focus({ preventScroll: true });
    grip.setPointerCapture(event.pointerId);
    from = { x: event.clientX, width: told("now"), scale: scale() };
    // Over the frame the pointer would belong to the mail.
    stage.classList.add("dragging");
  });
  // The device stands in the middle, so each pixel of the pointer is two of its width.
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const sign = mirrored(stage) ? -1 : 1;
    set(from.width + (2 * sign * (event.clientX - from.x)) / from.scale);
  });
  grip.addEventListener("lostpointercapture", () => stage.classList.remove("dragging"));
  grip.addEventListener("keydown", (event) => {
    const now = told("now");
    const step = event.shiftKey ? 1 : STEP;
    const to = { ArrowLeft: now - step, ArrowRight: now + step, Home: told("min"), End: told("max") }[keyOnward(event)];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    set(to);
  });
}
