/** Text and HTML as they are written: in lines that wrap, to read and to copy. */

import { paths } from "../../data/api.js";
import { copyButton } from "../../kit/copy.js";
import { el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";

/** Beyond this a text is shown plain: thousands of elements would make the page slow. */
const DRESSED = 200_000;
const SHOWN = 1_000_000;
const LINK = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g;
const TOKEN = /(<!--[\s\S]*?(?:-->|$))|(<\/?[a-zA-Z][\w:-]*)|(\/?>)|("[^"<>]*"|'[^'<>]*')|(?<![\w:-])([\w:-]{1,60})(?==)/g;

export function nothing(text, hint = "") {
  return el("div", { class: "nothing" }, el("p", {}, text), hint ? el("p", { class: "muted" }, hint) : null);
}

export function textBlock(text) {
  const block = el("pre", { class: "text", dir: "auto" });
  if (text.length > DRESSED) {
    block.textContent = text;
    return block;
  }
  let at = 0;
  for (const { 0: link, index } of text.matchAll(LINK)) {
    block.append(text.slice(at, index), el("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
    at = index + link.length;
  }
  block.append(text.slice(at));
  return block;
}

export function cut(id, shown) {
  return el("p", { class: "aside" }, strings.mail.cut(size(shown)),
    el("a", { class: "button small", href: paths.download(id), download: "" }, icon("download"), span(null, strings.mail.whole)));
}

function panel(id, text, draw) {
  const long = text.length > SHOWN;
  return { node: el("div", { class: "sheet" }, long ? cut(id, SHOWN) : null, draw(long ? text.slice(0, SHOWN) : text)), tools: [copyButton(() => text)] };
}

export function textPanel({ id, message: { Text: text, HTML: html } }) {
  return text ? panel(id, text, textBlock) : { node: nothing(strings.text.none, html && strings.text.hint) };
}

export function htmlPanel({ id, message: { Text: text, HTML: html } }) {
  return html ? panel(id, html, coloured) : { node: nothing(strings.html.none, text && strings.html.hint) };
}

function coloured(html) {
  const block = el("pre", { class: "code-text" });
  if (html.length > DRESSED) {
    block.textContent = html;
    return block;
  }
  const kinds = [null, "t-comment", "t-tag", "t-tag", "t-value", "t-name"];
  let at = 0;
  let inside = false;
  for (const match of html.matchAll(TOKEN)) {
    const kind = match.findIndex((group, index) => index > 0 && group !== undefined);
    // Quotes and names mean something between < and > only.
    if (kind >= 3 && !inside) continue;
    block.append(html.slice(at, match.index), span(kinds[kind], match[0]));
    at = match.index + match[0].length;
    if (kind > 1) inside = kind !== 3;
  }
  block.append(html.slice(at));
  return block;
}
