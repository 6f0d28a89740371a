/** The first bytes of what cannot be shown otherwise, as a hex dump. */

import { el } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { firstBytes } from "./reading.js";

const SHOWN = 256;
const ROW = 16;

export async function bytesOf({ path, part }) {
  const { bytes, whole } = await firstBytes(path, SHOWN);
  const words = strings.attachments;
  if (!bytes.length) return el("p", { class: "peek-note" }, words.empty);
  return el("figure", { class: "hex" },
    el("figcaption", { class: "muted" }, whole ? words.allBytes(bytes.length) : words.firstBytes(bytes.length, size(part.Size))),
    el("pre", { "data-testid": "hex", dir: "ltr", tabindex: "0", "aria-label": words.hex }, dump(bytes)));
}

function dump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = [...bytes.subarray(at, at + ROW)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(ROW * 3 - 1)}  ${text}`);
  }
  return lines.join("\n");
}
