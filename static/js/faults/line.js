/** A rule on one line, as `--fault` takes it (docs/faults.md). */

import { closes, decimal, FACTS, kindOf, passes } from "./terms.js";

const LONGEST = 8000;

/** The line, or null for a rule that no line can say. */
export function lineOf(rule) {
  const { Name: name, Enabled: enabled, Match: match, Choice: choice, Effect: effect } = rule;
  const words = [match.Phase, name && ["name", name], enabled === false && "off", ...matchWords(match), ...choiceWords(choice), ...effectWords(effect, match.Phase)];
  if (words.includes(null)) return null;
  const line = words.filter(Boolean).map((word) => (typeof word === "string" ? word : `${word[0]}=${quoted(String(word[1]))}`)).join(" ");
  return line.length > LONGEST || line.includes("\u0000") ? null : line;
}

/** The option with the line for a POSIX shell. */
export const optionOf = (line) => `--fault '${line.replaceAll("'", "'\\''")}'`;

function matchWords(match) {
  const words = FACTS.filter((fact) => match[fact] !== undefined).map((fact) => [fact.toLowerCase(), match[fact]]);
  const { Header: header, MinSize: least, MaxSize: most } = match;
  // The server takes away what is blank around the pattern of a header.
  if (header) words.push(header.Value === header.Value?.trim() ? ["header", header.Value === undefined ? header.Name : `${header.Name}:${header.Value}`] : null);
  if (least !== undefined) words.push(["min-size", least]);
  if (most !== undefined) words.push(["max-size", most]);
  return words;
}

function choiceWords(choice) {
  const kind = kindOf(choice);
  const n = choice?.[kind];
  if (kind === "Always") return [];
  if (kind === "Probability") return [exact("p", n)];
  if (kind === "Every") return [["every", n]];
  const per = ["per", (choice.Per ?? []).join(",")];
  if (kind === "First") return [["first", n], per];
  return [exact("over", choice.Within, `${n}/`), per];
}

function effectWords(effect, phase) {
  const { Code: code, Enhanced: enhanced, Text: text, Delay: delay, Truncate: cut, Rate: rate } = effect;
  if (passes(effect)) return ["pass"];
  const words = [];
  if (code) {
    // Without an enhanced code the server would put in the usual one.
    if (enhanced === "" && !["connect", "ehlo"].includes(phase)) return [null];
    words.push(["reply", [code, enhanced, text].filter(Boolean).join(" ")]);
  }
  if (delay) words.push(exact("delay", delay));
  if (closes(effect) && code !== 421) words.push("drop");
  if ((cut ?? null) !== null) words.push(["truncate", cut]);
  if (rate) words.push(["rate", rate]);
  return words;
}

/** A number that the line can say to its last digit, else null. */
function exact(name, value, before = "") {
  const text = typeof value === "number" ? decimal(value) : String(value);
  return typeof value === "number" && Number(text) !== value ? null : [name, before + text];
}

/** In quotes where it needs them. A backslash is an ordinary character, so a text with both kinds is put together. */
function quoted(text) {
  if (!/[\s'"]/.test(text)) return text;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? text.split('"').map((part) => `"${part}"`).join("'\"'") : `'${text}'`;
}
