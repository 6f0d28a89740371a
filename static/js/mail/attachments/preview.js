/** One part, shown by its kind. Whatever it is: it is drawn by us from data, and nothing of it runs or loads anything. */

import { paths } from "../../data/api.js";
import { el } from "../../kit/dom.js";
import { stylesheet } from "../../kit/load.js";
import { explain } from "../../kit/notice.js";
import { strings } from "../../kit/strings.js";
import { kindOf } from "./kinds.js";

const styled = async (sheet, made) => (await Promise.all([made, stylesheet(sheet)]))[0];

/** Each makes a promise of a node of {id, part, path}; what it throws is told in its place. */
const SHOW = {
  image: async (it) => styled("pictures", (await import("./image.js")).showImage(it)),
  pdf: async (it) => styled("pictures", (await import("./pages.js")).showPages(it)),
  calendar: async (it) => styled("cards", (await import("./calendar.js")).showCalendar(it)),
  vcard: async (it) => styled("cards", (await import("./people.js")).showPeople(it)),
  sheet: async (it) => styled("table", (await import("./text.js")).showText(it, true)),
  text: async (it) => (await import("./text.js")).showText(it),
};

/** A sentence in place of what cannot be shown. */
export class NotShown extends Error {}

/** A node that fills itself; `ready` is settled when it has. */
export function preview(id, part) {
  const node = el("div", { class: "peek-body", "data-testid": "peek", "data-kind": kindOf(part), "aria-busy": "true" }, el("p", { class: "muted" }, strings.loading));
  const it = { id, part, path: paths.part(id, part.PartID) };
  fill(node, it).finally(() => node.removeAttribute("aria-busy"));
  return node;
}

const bytesOf = async (it) => styled("reading", (await import("./bytes.js")).bytesOf(it));

async function fill(node, it) {
  const { kind } = node.dataset;
  const words = strings.attachments;
  try {
    if (SHOW[kind]) return node.replaceChildren(await SHOW[kind](it));
    return node.replaceChildren(...(kind === "media" ? [note(words.notPlayed)] : []), await bytesOf(it));
  } catch (fault) {
    node.replaceChildren(note(told(fault)));
    if (fault.status === undefined && !(fault instanceof NotShown)) console.error(fault);
    // A part that is gone has no bytes either.
    if (fault.status === 0 || fault.status === 404) return undefined;
    return bytesOf(it).then((bytes) => node.append(bytes), () => {});
  }
}

const note = (text) => el("p", { class: "peek-note" }, text);

function told(fault) {
  if (fault instanceof NotShown) return fault.message;
  const { title, text } = explain(fault, true);
  return `${title}. ${text}`;
}
