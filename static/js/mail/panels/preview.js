/** The HTML of the mail in a frame of its own, as wide as a phone, a tablet or the page. */

import { paths } from "../../data/api.js";
import { button, el, fromTemplate, icon, span } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { strings } from "../../kit/strings.js";
import { nothing, textBlock } from "./source.js";

/** Longer HTML is not searched: then the button is offered in any case. */
const SEARCHED = 1_000_000;

export function previewPanel({ id, message }) {
  const words = strings.preview;
  if (!message.HTML) {
    if (!message.Text) return { node: nothing(words.nothing) };
    return { node: el("div", { class: "sheet" }, el("p", { class: "muted aside" }, words.textOnly), textBlock(message.Text.slice(0, SEARCHED))) };
  }
  const frame = el("iframe", {
    class: "frame",
    title: words.frame,
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    referrerpolicy: "no-referrer",
    src: paths.view(id, false),
    "data-testid": "preview-frame",
  });
  const node = el("div", { class: "stage" }, frame);
  return { node, tools: [remoteButton(id, message.HTML, frame), widthButtons(node)].filter(Boolean) };
}

function widthButtons(stage) {
  const group = fromTemplate("widths");

  function choose(width) {
    stage.dataset.width = width;
    for (const one of group.children) one.setAttribute("aria-pressed", String(one.dataset.width === width));
  }

  group.addEventListener("click", ({ target }) => {
    const { width } = target.closest("button")?.dataset ?? {};
    if (!width) return;
    remember("width", width);
    choose(width);
  });
  choose(recall("width", "full"));
  return group;
}

function remoteButton(id, html, frame) {
  if (!mayBeRemote(html)) return null;
  const words = strings.preview;
  const load = button(words.load, { icon: "image", title: words.loadTitle, testid: "remote" });
  load.addEventListener("click", () => {
    frame.src = paths.view(id, true);
    load.replaceChildren(icon("check"), span(null, words.loaded));
    load.disabled = true;
  });
  return load;
}

/** Links do not count. It errs on the side of offering: what is let through, the server decides. */
function mayBeRemote(html) {
  const loading = html.slice(0, SEARCHED).replace(/<!doctype[^<>]*>|<a\s(?:(?!url\()[^<>])*>|\sxmlns[:\w]*\s*=\s*["'][^"']*/gi, "");
  return html.length > SEARCHED || /<[^<>]*(?:[\\/]{2}|&#)|url\(\s*["']?(?!data:|cid:)|@import/i.test(loading);
}
