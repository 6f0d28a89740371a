/** The HTML of the mail in a frame of its own: on a phone, a tablet, a desk, light or dark, with or without what is elsewhere. */

import { paths } from "../../data/api.js";
import { button, el, icon, span } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { strings } from "../../kit/strings.js";
import { Device } from "./device.js";
import { heldBack } from "./remote.js";

/** `dark` is told to the mail, which may follow or not; `forced` is done to it, as some clients do. */
const RENDERINGS = { light: "light", dark: "dark", forced: "system" };

export function previewPanel({ id, message }) {
  const device = new Device();
  const shown = { remote: false, dark: recall("rendering", "light") };
  const load = () => device.show(frame(id, shown));
  const renderings = renderingButtons(shown, (before) => {
    device.frame.dataset.rendering = shown.dark;
    // What is told to the mail takes effect where it stands.
    if ([before, shown.dark].includes("forced")) load();
  });
  load();
  const held = heldLine(message.HTML, shown, load);
  return { node: el("div", { class: "preview" }, held, device.node), tools: [...device.tools, renderings], close: () => device.close() };
}

function frame(id, { remote, dark }) {
  // A new one each time: another address in the same frame would be a step that one has to go back.
  return el("iframe", {
    class: "frame",
    title: strings.preview.frame,
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    referrerpolicy: "no-referrer",
    src: paths.view(id, { remote, dark: dark === "forced", targets: true }),
    "data-rendering": dark,
    "data-testid": "preview-frame",
  });
}

function renderingButtons(shown, changed) {
  const words = strings.preview;
  if (!(shown.dark in RENDERINGS)) shown.dark = "light";
  const buttons = Object.entries(RENDERINGS).map(([name, image]) => button(words[name], {
    icon: image,
    kind: "ghost icon-only",
    title: words[name],
    pressed: shown.dark === name,
    testid: `rendering-${name}`,
    press: () => {
      const before = shown.dark;
      shown.dark = name;
      remember("rendering", name);
      buttons.forEach((one, at) => one.setAttribute("aria-pressed", String(Object.keys(RENDERINGS)[at] === name)));
      changed(before);
    },
  }));
  return el("div", { class: "group", role: "group", "aria-label": words.rendering }, buttons);
}

/** Says that something is held back, and how much of it where that is known. */
function heldLine(html, shown, load) {
  const many = heldBack(html);
  if (many === 0) return null;
  const words = strings.preview;
  const text = span("held-text");
  const act = button("", { testid: "remote", title: words.loadTitle, press: () => {
    shown.remote = !shown.remote;
    load();
    tell();
  } });

  function tell() {
    text.textContent = shown.remote ? words.loaded : many ? words.held(many) : words.heldSome;
    act.querySelector("span").textContent = shown.remote ? words.hold : words.load;
  }

  tell();
  return el("div", { class: "held", role: "status", "data-testid": "held" }, icon("image"), text, act);
}
