/** The mail as it came, byte for byte: the first megabyte, and more when it is asked for. */

import { paths } from "../../data/api.js";
import { copyButton } from "../../kit/copy.js";
import { button, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { explain } from "../../kit/notice.js";
import { strings } from "../../kit/strings.js";
import { firstBytes } from "../attachments/reading.js";
import { Lines } from "./lines.js";
import { wrapChoice } from "./source.js";

const FIRST_BYTES = 1_000_000;
/** Each step shows so many times as much. */
const STEP = 4;

/** Names of the header fields; below the empty line nothing is coloured. */
function* fields(text, { from, to }) {
  const found = text.search(/\n\n/);
  const end = found < 0 ? text.length : found;
  if (from >= end) return yield [null, text.slice(from, to)];
  const head = text.slice(from, Math.min(to, end));
  let at = 0;
  for (const { 0: name, index } of head.matchAll(/^[!-9;-~]{1,200}:/gm)) {
    yield [null, head.slice(at, index)];
    yield ["t-tag", name];
    at = index + name.length;
  }
  yield [null, head.slice(at)];
  return yield [null, text.slice(from + head.length, to)];
}

export function rawPanel({ id }) {
  const words = strings.raw;
  const lines = new Lines({ dress: fields, numbers: true, kind: "code-text" });
  const state = el("p", { class: "aside state", role: "status" }, strings.loading);
  const node = el("div", { class: "sheet flush" }, lines.node, state);
  let limit = FIRST_BYTES;
  let shown = "";

  async function load(next) {
    try {
      const { bytes, whole } = await firstBytes(paths.raw(id), next);
      limit = next;
      // A character that the limit cut in two is left out.
      shown = new TextDecoder().decode(bytes, { stream: !whole });
      lines.text = shown;
      const more = button(words.more(size(limit * STEP)), { testid: "raw-more", press: () => load(limit * STEP) });
      state.replaceChildren(...(whole ? [] : [strings.mail.cut(size(limit)), more]));
      state.hidden = whole;
    } catch (error) {
      const { title, text, act } = explain(error, true);
      state.replaceChildren(`${title}. ${text} `, error.status === 404 ? "" : button(act, { press: () => load(next) }));
    }
  }

  load(limit);
  const file = el("a", { class: "button small", href: paths.download(id), download: "", title: strings.mail.download }, icon("download"), span(null, words.download));
  return { node, tools: [wrapChoice(lines), copyButton(() => shown), file], close: () => lines.close() };
}
