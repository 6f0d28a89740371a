/** A search cut into its terms as the server does it (docs/search.md): only so far that one can be completed, or left out. */

const BLANK = /[\s\0]*/y;
const OPERATOR = /(?:AND|OR|NOT)(?=[\s\0()]|$)/y;
const SIGN = /[-!](?=[^\s\0)])/y;
const PLAIN = /[^\s\0"()]+/y;
const QUOTED = /"(?:[^"\\]|\\.)*("|\\?$)/sy;
const FIELD = /^([A-Za-z][A-Za-z-]*):(.*)$/s;

function at(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text)?.[0] ?? "";
}

/** [{kind: "word" | "sign" | "(" | ")" | "AND" | "OR" | "NOT", start, end}]. A quotation mark that is open goes to the end. */
export function pieces(text) {
  const found = [];
  let signed = false;
  for (let start = at(BLANK, text, 0).length; start < text.length;) {
    const operator = !signed && at(OPERATOR, text, start);
    const sign = !signed && at(SIGN, text, start);
    const bracket = "()".includes(text[start]) && text[start];
    const end = bracket || sign ? start + 1 : operator ? start + operator.length : wordEnd(text, start);
    found.push({ kind: bracket || operator || (sign ? "sign" : "word"), start, end });
    signed = Boolean(sign);
    start = end + at(BLANK, text, end).length;
  }
  return found;
}

function wordEnd(text, start) {
  let end = start;
  let opened = 0;
  while (end < text.length) {
    const piece = at(PLAIN, text, end) || at(QUOTED, text, end);
    if (piece) end += piece.length;
    else if (text[end] === "(" || (text[end] === ")" && opened)) opened += text[end++] === "(" ? 1 : -1;
    else break;
  }
  return end;
}

/** The word in which the caret stands: {start, end, typed} and, behind a colon, {field, value}; an empty one in white space. */
export function termAt(text, caret) {
  const word = pieces(text).find(({ kind, start, end }) => kind !== "sign" && start < caret && caret <= end);
  if (!word || "()".includes(word.kind)) return { start: caret, end: caret, typed: "" };
  const typed = text.slice(word.start, caret);
  const [, field = "", value = ""] = FIELD.exec(typed) ?? [];
  return { start: word.start, end: word.end, typed, field: field.toLowerCase(), value: value.replace(/^"|"$/g, "").replace(/\\(["\\])/g, "$1") };
}

/** A value as it has to be written. */
export const quoted = (value) => (!value || /[\s\0"()]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value);

/** The places of the terms that must all hold: [{start, end}], with their NOT; none if there is an OR between them. */
export function allOf(text) {
  const found = [];
  let depth = 0;
  let start = null;
  for (const piece of pieces(text)) {
    if (depth === 0 && piece.kind === "OR") return [];
    if (piece.kind === "AND" && depth === 0) continue;
    start ??= piece.start;
    depth += { "(": 1, ")": -1 }[piece.kind] ?? 0;
    if (depth < 0) return [];
    if (depth > 0 || piece.kind === "sign" || piece.kind === "NOT") continue;
    found.push({ start, end: piece.end });
    start = null;
  }
  return start === null ? found : [];
}

/** The search without one of its terms. */
export function without(text, { start, end }) {
  const before = text.slice(0, start).replace(/(?:\s|^)AND\s*$/, "").trim();
  const after = text.slice(end).replace(before ? /^$/ : /^\s*AND(?=[\s(])/, "").trim();
  return [before, after].filter(Boolean).join(" ");
}
