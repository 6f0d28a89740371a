/**
 * The panels of the open mail, by tab: functions that get {id, message, parts, envelope, extracted, api} and make {node, tools}, or a
 * promise of it; `close()` in it, if any, is called when the mail goes. `parts`, `envelope` and `extracted` are null where
 * they could not be had.
 */

import { stylesheet } from "../kit/load.js";
import { strings } from "../kit/strings.js";
import { nothing } from "./panels/source.js";

/** What is rarely wanted is loaded when it first is, with `css/SHEET.css` of each of its sheets, and gets the parts and the envelope. */
const later = (load, name, ...sheets) => async (mail) => {
  const [module, rest] = await Promise.all([load(), mail.rest(), ...sheets.map(stylesheet)]);
  return module[name]({ ...mail, ...rest });
};

/** What previews HTML, once a mail had any. */
let html = null;
const loadHtml = async () => ([html] = await Promise.all([import("./panels/preview.js"), stylesheet("preview")]));

/** Without a wait where that can be: the frame of a mail is the last to be drawn. */
function previewOf(mail) {
  const { message } = mail;
  if (message.HTML) return html ? html.previewPanel(mail) : loadHtml().then(() => html.previewPanel(mail));
  if (!message.Text) return { node: nothing(strings.preview.nothing) };
  return import("./panels/text.js").then(({ plainPanel }) => plainPanel(message, strings.preview.textOnly));
}

const PANELS = {
  // These two are drawn before parts and envelope are asked for.
  preview: previewOf,
  text: async (mail) => (await import("./panels/text.js")).textPanel(mail),
  html: later(() => import("./panels/html.js"), "htmlPanel", "lines", "source"),
  headers: later(() => import("./panels/headers.js"), "headersPanel", "headers"),
  parts: later(() => import("./panels/parts.js"), "partsPanel"),
  envelope: later(() => import("./panels/envelope.js"), "envelopePanel"),
  raw: later(() => import("./panels/raw.js"), "rawPanel", "lines", "source"),
  attachments: later(() => import("./panels/attachments.js"), "attachmentsPanel"),
  codes: later(() => import("./panels/codes.js"), "codesPanel", "codes"),
};

export const makePanel = (name, mail) => PANELS[name](mail);

/** Loads what the panel of a mail will want, as far as that is worth a wait; what fails here is told when it is made. */
export const expectPanel = async (name, message) => {
  if (name === "preview" && message.HTML && !html) await loadHtml().catch(() => {});
};
