/** What the mail is shown on: a stage with a frame as wide as a phone, a tablet, a desk or as one likes, nearer or farther. */

import { button, el, fromTemplate } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { strings } from "../../kit/strings.js";

/** CSS pixels: [width, height]; without a height it is as high as there is room. */
const SIZES = { phone: [390, 844], tablet: [768, 1024], desktop: [1280] };
const LEAST = 240;
const MOST = 2400;
const ZOOMS = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200];
/** Around a device, and above it, where its size stands. */
const MARGIN = 16;
const HEAD = 28;

const within = (value, least, most) => Math.min(most, Math.max(least, value));

export class Device {
  frame = null;
  node;
  tools;
  #box;
  #grip;
  #size;
  #zoomed;
  #widths;
  #width = recall("width", "full");
  #free = within(Number(recall("width-free", 0)) || 600, LEAST, MOST);
  #zoom = Number(recall("zoom", 0)) || 0;
  #scale = 1;
  /** Loaded with the first width that can be changed. */
  #drag = null;
  #watch = new ResizeObserver(() => this.#lay());

  constructor() {
    const words = strings.preview;
    this.#size = el("output", { class: "device-size", "data-testid": "device-size" });
    this.#grip = el("div", { class: "grip", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": words.grip, title: words.grip, "data-testid": "grip" });
    this.#box = el("div", { class: "device" }, this.#size, this.#grip);
    this.node = el("div", { class: "stage" }, this.#box);
    this.#widths = fromTemplate("widths");
    this.#widths.addEventListener("click", ({ target }) => {
      const { width } = target.closest("button")?.dataset ?? {};
      if (width) this.#choose(width);
    });
    this.tools = [this.#widths, this.#zoomButtons()];
    this.#watch.observe(this.node);
    if (!this.#widths.querySelector(`[data-width="${CSS.escape(this.#width)}"]`)) this.#width = "full";
    this.#lay();
  }

  /** Another frame in the place of the one before. */
  show(frame) {
    this.frame?.remove();
    this.frame = frame;
    this.#box.append(frame);
    this.#lay();
  }

  close() {
    this.#watch.disconnect();
  }

  #choose(width) {
    this.#width = width;
    remember("width", width);
    this.#lay();
  }

  #setFree(width) {
    this.#free = Math.round(within(width, LEAST, MOST));
    remember("width-free", this.#free);
    this.#choose("free");
  }

  #setZoom(percent) {
    this.#zoom = percent;
    remember("zoom", percent);
    this.#lay();
  }

  #zoomButtons() {
    const words = strings.preview;
    const at = () => Math.round(this.#scale * 100);
    const nearer = button(words.nearer, { icon: "plus", kind: "ghost icon-only", title: words.nearer, testid: "zoom-in", press: () => this.#setZoom(ZOOMS.find((one) => one > at()) ?? ZOOMS.at(-1)) });
    const farther = button(words.farther, { icon: "minus", kind: "ghost icon-only", title: words.farther, testid: "zoom-out", press: () => this.#setZoom(ZOOMS.findLast((one) => one < at()) ?? ZOOMS[0]) });
    // Pressed it fits; from there the next press is the size itself.
    this.#zoomed = button("", { kind: "ghost zoomed", title: words.fit, testid: "zoom-fit", press: () => this.#setZoom(this.#zoom ? 0 : 100) });
    return el("div", { class: "group zoom", role: "group", "aria-label": words.zoom }, farther, this.#zoomed, nearer);
  }

  #lay() {
    const full = this.#width === "full";
    const [width, height] = full ? [] : SIZES[this.#width] ?? [this.#free];
    const room = this.node.clientWidth - (full ? 0 : 2 * MARGIN);
    const high = this.node.clientHeight - (full ? 0 : HEAD + MARGIN);
    this.#scale = this.#zoom / 100 || (full || room <= 0 ? 1 : within(room / width, 0.1, 1));
    const scale = this.#scale;
    if (!full) this.#drag ??= import("./grip.js").then(({ draggable }) => draggable(this.#grip, { stage: this.node, scale: () => this.#scale, set: (free) => this.#setFree(free) }), () => null);
    const shown = { width: width ?? room / scale, height: Math.min(height ?? Infinity, Math.max(0, high) / scale) };
    this.node.dataset.width = this.#width;
    for (const one of this.#widths.children) one.setAttribute("aria-pressed", String(one.dataset.width === this.#width));
    this.#box.style.setProperty("width", `${shown.width * scale}px`);
    this.#box.style.setProperty("height", `${shown.height * scale}px`);
    this.frame?.style.setProperty("width", `${shown.width}px`);
    this.frame?.style.setProperty("height", `${shown.height}px`);
    this.frame?.style.setProperty("transform", scale === 1 ? "none" : `scale(${scale})`);
    const percent = strings.preview.percent(Math.round(scale * 100));
    this.#zoomed.querySelector("span").textContent = percent;
    this.#zoomed.setAttribute("aria-pressed", String(!this.#zoom));
    this.#size.textContent = strings.preview.size(Math.round(shown.width), Math.round(shown.height));
    for (const [name, value] of [["now", Math.round(shown.width)], ["min", LEAST], ["max", MOST]]) this.#grip.setAttribute(`aria-value${name}`, value);
  }
}
