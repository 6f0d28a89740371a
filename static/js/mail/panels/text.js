/** The text of the mail: in the lines that it has, wrapped, its links and addresses to follow, quotes dimmed. */

import { copyButton } from "../../kit/copy.js";
import { el } from "../../kit/dom.js";
import { stylesheet } from "../../kit/load.js";
import { strings } from "../../kit/strings.js";
import { Lines } from "./lines.js";
import { choice, nothing } from "./source.js";

const LINK = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]|(?<![\w.+-])(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gi;

function* linked(text, { from, to }) {
  const block = text.slice(from, to);
  let at = 0;
  for (const { 0: link, index } of block.matchAll(LINK)) {
    yield [null, block.slice(at, index)];
    yield [null, link, { href: /^(?:https?|mailto):/i.test(link) ? link : `mailto:${link}`, target: "_blank", rel: "noopener noreferrer" }];
    at = index + link.length;
  }
  yield [null, block.slice(at)];
}

const quoted = (line) => (/^\s?>/.test(line) ? "quote" : "");

/** The text as a panel, with a word above it if there is one to say. */
export async function plainPanel({ Text: text }, note = "") {
  await stylesheet("lines");
  const lines = new Lines({ dress: linked, lineKind: quoted, kind: "text" });
  lines.text = text;
  const font = choice(strings.text.fixed, { name: "text-fixed", usual: true, title: strings.text.fixedTitle, testid: "text-fixed", change: (on) => lines.node.classList.toggle("proportional", !on) });
  const node = el("div", { class: "sheet" }, note ? el("p", { class: "muted aside" }, note) : null, lines.node);
  return { node, tools: [font, copyButton(() => text)], close: () => lines.close() };
}

export function textPanel({ message }) {
  return message.Text ? plainPanel(message) : { node: nothing(strings.text.none, message.HTML && strings.text.hint) };
}
