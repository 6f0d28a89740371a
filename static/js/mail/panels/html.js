/** The HTML of the mail as it is written: coloured, by line, or with a line for each tag where it came as one. */

import { copyButton } from "../../kit/copy.js";
import { el } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";
import { Lines } from "./lines.js";
import { pretty } from "./pretty.js";
import { choice, nothing, wrapChoice } from "./source.js";

const TOKEN = /(<!--[\s\S]*?(?:-->|$))|(<[/!?]?[a-zA-Z][\w:-]*)|([/?]?>)|("[^"<>]*"|'[^'<>]*')|(?<![\w:-])([\w:-]{1,60})(?==)/g;
const KINDS = [null, "t-comment", "t-tag", "t-tag", "t-value", "t-name"];

/** Colours of a piece anywhere in the text; what is open where it begins is seen by what stands before. */
export function* coloured(text, { from, to }) {
  const comment = text.lastIndexOf("<!--", from);
  const inComment = comment >= 0 && comment < from && comment > text.lastIndexOf("-->", from - 1);
  let at = from;
  if (inComment) {
    const end = text.indexOf("-->", from);
    at = end < 0 ? to : Math.min(to, end + 3);
    yield ["t-comment", text.slice(from, at)];
  }
  let inside = !inComment && from > 0 && text.lastIndexOf("<", from - 1) > text.lastIndexOf(">", from - 1);
  const piece = text.slice(at, to);
  at = 0;
  for (const match of piece.matchAll(TOKEN)) {
    const kind = match.findIndex((group, index) => index > 0 && group !== undefined);
    // Quotes and names mean something between < and > only.
    if (kind >= 3 && !inside) continue;
    yield [null, piece.slice(at, match.index)];
    yield [KINDS[kind], match[0]];
    at = match.index + match[0].length;
    if (kind > 1) inside = kind !== 3;
  }
  yield [null, piece.slice(at)];
}

export function htmlPanel({ message: { Text: text, HTML: html } }) {
  if (!html) return { node: nothing(strings.html.none, text && strings.html.hint) };
  const lines = new Lines({ dress: coloured, numbers: true, kind: "code-text" });
  let wanted = 0;

  async function show(broken) {
    const mine = (wanted += 1);
    const shown = broken ? await pretty(html, () => mine === wanted) : html;
    if (mine === wanted) lines.text = shown;
  }

  const tidy = choice(strings.html.pretty, { name: "pretty", title: strings.html.prettyTitle, testid: "pretty", change: show });
  return { node: el("div", { class: "sheet flush" }, lines.node), tools: [tidy, wrapChoice(lines), copyButton(() => html)], close: () => {
    wanted += 1;
    lines.close();
  } };
}
