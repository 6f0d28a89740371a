/** Comma-separated values (RFC 4180) as a table, where they are one. */

import { bdi, clip, el } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";

const MOST_ROWS = 200;
const MOST_COLUMNS = 40;
const LONGEST = 300;
const SEPARATORS = [",", ";", "\t", "|"];

/** Rows of at least two columns, nearly all of the same number; null if this is no table. A row that the limit cut is left out. */
export function rowsOf(text, whole) {
  const wanted = whole ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  for (const separator of SEPARATORS) {
    const rows = read(wanted.replace(/^\ufeff/, ""), separator);
    const width = rows[0]?.length ?? 0;
    if (width > 1 && rows.filter((row) => row.length === width).length >= rows.length * 0.9) return rows;
  }
  return null;
}

function read(text, separator) {
  const rows = [];
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator === "|" ? "\\|" : separator}\\n\\r]*)(${separator === "|" ? "\\|" : separator}|\\r\\n|\\n|\\r|$)`, "y");
  let row = [];
  while (cell.lastIndex < text.length && rows.length <= MOST_ROWS) {
    const at = cell.lastIndex;
    const [, value, end] = cell.exec(text) ?? [];
    if (value === undefined) {
      // A quote that is none: taken as it stands, to the end of its line.
      const stop = text.indexOf("\n", at);
      row.push(text.slice(at, stop < 0 ? text.length : stop));
      cell.lastIndex = stop < 0 ? text.length : stop + 1;
      rows.push(row);
      row = [];
      continue;
    }
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === separator) continue;
    rows.push(row);
    row = [];
  }
  if (row.length) rows.push(row);
  return rows;
}

export function tableOf(rows) {
  const words = strings.attachments;
  const [head, ...rest] = rows.slice(0, MOST_ROWS + 1);
  const cells = (row, kind) => row.slice(0, MOST_COLUMNS).map((text) => el(kind, kind === "th" ? { scope: "col" } : {}, bdi(null, clip(text, LONGEST))));
  const cut = rows.length > MOST_ROWS || rows.some((row) => row.length > MOST_COLUMNS);
  return el("div", { class: "sheet-table", tabindex: "0", role: "region", "aria-label": words.asTable },
    el("table", { "data-testid": "table" }, el("thead", {}, el("tr", {}, cells(head, "th"))), el("tbody", {}, rest.map((row) => el("tr", {}, cells(row, "td"))))),
    cut ? el("p", { class: "cut" }, words.tableCut(MOST_ROWS, MOST_COLUMNS)) : null);
}
