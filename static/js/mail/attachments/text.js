/** Text of any kind with its lines numbered; what is a table can be seen as one. */

import { button, el, icon, span } from "../../kit/dom.js";
import { copyButton } from "../../kit/copy.js";
import { size } from "../../kit/format.js";
import { stylesheet } from "../../kit/load.js";
import { strings } from "../../kit/strings.js";
import { endingOf } from "./kinds.js";
import { firstBytes, isText, textOf } from "./reading.js";
import { NotShown } from "./preview.js";

/** Bytes that are shown, and that are added at a time up to what a browser lays out without a pause. */
export const FIRST = 200_000;
const MOST = 1_000_000;

export async function showText({ path, part }, sheet = false) {
  const [{ bytes, whole }] = await begin(path);
  if (!isText(bytes) && !/^utf-?(?:16|32)/i.test(part.Charset ?? "")) throw new NotShown(strings.attachments.noText);
  return growing({ path, charset: part.Charset, size: part.Size, colours: await coloursOf(languageOf(part)), table: sheet && (await import("./table.js")) }, bytes, whole);
}

/** The text at an address, of which more can be had. */
export async function showAddress({ path, language, size: total }) {
  const [{ bytes, whole }] = await begin(path);
  return growing({ path, size: total, colours: await coloursOf(language) }, bytes, whole);
}

const begin = (path) => Promise.all([firstBytes(path, FIRST), stylesheet("reading")]);

/** What makes pieces of a text, with colours if there are any for its language. */
async function coloursOf(language) {
  if (!language) return (text) => [text];
  const { coloured } = await import("./colour.js");
  return (text) => coloured(text, language);
}

function growing({ path, charset, size: total, colours, table }, first, all) {
  const words = strings.attachments;
  const node = el("div", { class: "reading" });
  let text = "";

  function show(bytes, whole) {
    text = textOf(bytes, charset);
    if (!text) return node.replaceChildren(el("p", { class: "peek-note" }, words.empty));
    const rows = table ? table.rowsOf(text, whole) : null;
    const body = el("div", {}, rows ? table.tableOf(rows) : numbered(text, colours));
    const forms = rows && switcher(body, () => table.tableOf(rows), () => numbered(text, colours));
    return node.replaceChildren(el("div", { class: "reading-tools" }, forms, copyButton(() => text)), body, whole ? "" : rest(bytes.length));
  }

  function rest(shown) {
    const told = total > shown ? words.cutOf(size(shown), size(total)) : words.cut(size(shown));
    const more = shown < MOST ? button(words.showMore(size(MOST)), { press: grow }) : null;
    return el("p", { class: "cut", "data-testid": "cut" }, told, more ?? el("a", { class: "button small", href: path, download: "" }, icon("download"), span(null, words.download)));
  }

  async function grow() {
    const { bytes, whole } = await firstBytes(path, MOST).catch(() => ({}));
    if (!bytes) return;
    show(bytes, whole);
    const lines = node.querySelector(".code-lines");
    if (document.activeElement === document.body) lines?.focus({ preventScroll: true });
  }

  show(first, all);
  return node;
}

function switcher(body, table, plain) {
  const words = strings.attachments;
  const made = [[words.asTable, table], [words.asText, plain]].map(([label, draw], at) => button(label, { pressed: at === 0, press: () => {
    made.forEach((one, other) => one.setAttribute("aria-pressed", String(other === at)));
    body.replaceChildren(draw());
  } }));
  return el("div", { class: "group", role: "group", "aria-label": words.form }, made);
}

/** The numbers stand beside the text in one piece each: thousands of elements would make it slow. */
function numbered(text, colours) {
  const shown = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const lines = shown.split("\n").length;
  const numbers = Array.from({ length: lines }, (_, at) => at + 1).join("\n");
  return el("div", { class: "code-lines", tabindex: "0", role: "region", "aria-label": strings.attachments.lines(lines), dir: "ltr" },
    el("pre", { class: "line-numbers", "aria-hidden": "true" }, numbers), el("pre", { class: "line-text", "data-testid": "lines" }, colours(shown)));
}

const LANGUAGES = { json: "json", xml: "markup", html: "markup", htm: "markup", xhtml: "markup", svg: "markup", eml: "mail", txt: "", log: "", md: "", csv: "", tsv: "" };

function languageOf({ ContentType: type = "", FileName: name = "" }) {
  const ending = endingOf(name);
  if (ending in LANGUAGES) return LANGUAGES[ending];
  if (/json/i.test(type)) return "json";
  if (/xml|html|svg/i.test(type)) return "markup";
  if (/^message\//i.test(type)) return "mail";
  return ending && !/^text\/(?:plain|calendar|vcard)$/i.test(type) ? "code" : "";
}
