/** What came along with a mail: a line of it in the head, and a panel that shows each. */

import { bdi, clip, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { stylesheet } from "../../kit/load.js";
import { strings } from "../../kit/strings.js";

const SHOWN = 4;
const LONGEST = 120;
const MARKS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** All attachments of a mail in one order: what stands beside its text, then what stands within. */
export const allOf = ({ Attachments: beside, Inline: within }) => [...(beside ?? []), ...(within ?? []).map((part) => ({ ...part, inline: true }))];

/** Marks that turn the direction around would let "gnp.exe" be read as "exe.png": they show as what they are, no letters. */
export const legible = (name) => name.replace(MARKS, "\ufffd");

export const nameOf = (part) => legible(part.FileName || strings.mail.namelessPart(part.PartID));

/** The first few in a line, and how many more; null if there is none. `open` gets the PartID of the one that was chosen. */
export function attachmentStrip({ message }, open) {
  const all = allOf(message);
  if (!all.length) return null;
  const chip = (part, ...inside) => el("li", {}, el("button", { type: "button", class: "attachment", onclick: () => open(part.PartID) }, inside));
  const rest = all.length - SHOWN;
  return el("ul", { class: "attachments", "data-testid": "attachments", "aria-label": strings.mail.attachments },
    all.slice(0, SHOWN).map((part) => chip(part, icon("file"), bdi("attachment-name", clip(nameOf(part), LONGEST)), span("attachment-size", size(part.Size)))),
    rest > 0 ? chip(all[SHOWN], el("span", { "aria-hidden": "true" }, strings.attachments.rest(rest)), span("vh", strings.attachments.more(rest))) : null);
}

/** A panel with one thing more: `open(PartID)` shows one attachment. */
export function attachmentsPanel(mail) {
  const node = el("div", { class: "sheet attachments-sheet" });
  const tools = span("tools-late");
  const desk = Promise.all([import("../attachments/desk.js"), stylesheet("attachments"), stylesheet("peek")]).then(([{ AttachmentDesk }]) => {
    const made = new AttachmentDesk(mail, tools);
    node.append(made.node);
    return made;
  });
  desk.catch(() => node.append(el("p", {}, strings.mail.notLoaded)));
  return { node, tools: [tools], open: async (part) => (await desk).open(part) };
}
