/** A rule in plain words: "At RCPT, recipient *@flaky.test, 3 in 10: answers 451 4.7.1 Try again later after 2 s." */

import { el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";
import { replyLine } from "./replies.js";
import { closes, FACTS, kindOf, passes } from "./terms.js";

const PLACE = /\u0000(\d)\u0000/;
const list = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

/** What somebody wrote, set apart from the words around it. */
const quoted = (text) => el("bdi", {}, el("code", {}, String(text)));

/** A text with its places filled, where what fills one may be a node. */
function placed(form, ...given) {
  const nodes = given.map((each, at) => (each instanceof Node ? `\u0000${at}\u0000` : each));
  return form(...nodes).split(PLACE).map((part, at) => (at % 2 ? given[part] : part));
}

const joined = (parts, between) => parts.flatMap((part, at) => (at ? [between, ...[part].flat()] : part));

/** Nodes and texts. `rule` may be one that is being written: what is no number stands as it was typed. */
export function sentence({ Match: match, Choice: choice, Effect: effect }) {
  const words = strings.faults;
  const where = [[words.at[match.Phase]], ...conditions(match), often(choice)].filter((each) => each?.length);
  return [...joined(where, ", "), ": ", ...joined(effects(effect, match.Phase), ", "), "."];
}

function conditions(match) {
  const words = strings.faults.is;
  const { Header: header, MinSize: least, MaxSize: most } = match;
  const all = FACTS.filter((fact) => match[fact] !== undefined).map((fact) => (match[fact] === "" ? [words.empty[fact] ?? words.Empty(fact)] : placed(words[fact], quoted(match[fact]))));
  if (header) all.push(header.Value === undefined || header.Value === "*" ? placed(words.HasHeader, quoted(header.Name)) : placed(words.Header, quoted(header.Name), quoted(header.Value)));
  if (least !== undefined && most !== undefined) all.push([words.Between(least, most)]);
  else if (least !== undefined) all.push([words.MinSize(least)]);
  else if (most !== undefined) all.push([words.MaxSize(most)]);
  return all;
}

function often(choice) {
  const words = strings.faults.often;
  const kind = kindOf(choice);
  const n = choice?.[kind];
  if (kind === "Always") return null;
  if (kind === "Probability") return [chance(n)];
  if (kind === "Every") return [words.Every(n)];
  const per = (choice.Per ?? []).map((fact) => strings.faults.facts[fact]);
  const each = per.length ? words.each(list.format(per)) : words.together;
  return [kind === "First" ? words.First(n, each) : words.MoreThan(n, spoken(choice.Within), each)];
}

function chance(p) {
  const words = strings.faults.often;
  if (typeof p !== "number") return words.percent(String(p));
  if (p <= 0) return words.never;
  if (p >= 1) return words.surely;
  const tenths = Math.round(p * 10);
  return Math.abs(tenths / 10 - p) < 1e-9 ? words.inTen(tenths) : words.percent(Number((p * 100).toPrecision(6)));
}

function effects(effect, phase) {
  const words = strings.faults.does;
  const { Code: code, Delay: delay, Truncate: cut, Rate: rate } = effect;
  if (passes(effect)) return [[words.pass]];
  const all = [];
  const reply = code && quoted(replyLine(phase, effect));
  const late = delay && spoken(delay);
  const ends = closes(effect) || (cut ?? null) !== null;
  if (code) all.push(late ? placed(words.replyLate, reply, late) : placed(words.reply, reply));
  else if (late) all.push([ends ? words.waits(late) : words.late(late)]);
  if ((cut ?? null) !== null) all.push([(code ? words.cut : words.cutUsual)(cut)]);
  else if (ends) all.push([code ? words.closes : words.drops]);
  if (rate) all.push([words.rate(rate)]);
  return all;
}

/** 2 → "2 s", 0.25 → "250 ms"; never rounded to what it is not. */
function spoken(seconds) {
  const words = strings.faults.time;
  if (typeof seconds !== "number") return String(seconds ?? "");
  if (seconds && seconds < 1) return words.ms(Number((seconds * 1000).toPrecision(6)));
  if (seconds && seconds % 3600 === 0) return words.h(seconds / 3600);
  return seconds && seconds % 60 === 0 ? words.min(seconds / 60) : words.s(seconds);
}
