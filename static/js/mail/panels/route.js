/** The way of a mail by its Received fields (RFC 5321 4.4): its stations from the first to the last, and how long each took. */

import { bdi, el, span } from "../../kit/dom.js";
import { age, duration, exactTime, readDate } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";

const MOST = 50;
const LONGEST = 2000;
const CLAUSE = (word) => new RegExp(`(?:^|\\s)${word}\\s+([^\\s;()]{1,253})`, "i");
const [FROM, BY, WITH] = ["from", "by", "with"].map(CLAUSE);
const MINUTE_MS = 60_000;

/** Null without at least two stations. */
export function route(headers) {
  const words = strings.headers;
  const hops = headers.filter(({ Name: name }) => name.toLowerCase() === "received").slice(0, MOST).map(({ Value: value }) => hop(value.slice(0, LONGEST))).reverse();
  if (hops.length < 2) return null;
  const times = hops.map(({ date }) => date).filter(Boolean);
  const took = times.length > 1 ? ` · ${words.took(lapse(times.at(-1) - times[0], ""))}` : "";
  return el("details", { class: "route", "data-testid": "route" },
    el("summary", {}, words.route(hops.length), took),
    el("ol", {}, hops.map((one, at) => station(one, hops[at - 1]))));
}

function hop(value) {
  const at = value.lastIndexOf(";");
  const [from, by, with_] = [FROM, BY, WITH].map((clause) => clause.exec(value)?.[1] ?? "");
  return { from, by, with: with_, date: at < 0 ? null : readDate(value.slice(at + 1).replace(/\([^)]*\)/g, "").trim()) };
}

function station({ from, by, with: protocol, date }, before) {
  const words = strings.headers;
  const took = date && before?.date ? date - before.date : null;
  return el("li", {},
    bdi("mono", from || "?"), " ", bdi("muted", words.by(by || "?"), protocol ? ` · ${protocol}` : ""),
    span("when", date ? el("time", { datetime: date.toISOString(), title: exactTime(date) }, took === null ? exactTime(date) : lapse(took)) : words.undated));
}

/** Clocks differ: a station may be ahead of the one before. */
function lapse(ms, plus = "+") {
  const sign = ms < 0 ? "−" : plus;
  const size = Math.abs(ms);
  return sign + (size < MINUTE_MS ? duration(size) : age(new Date(0), size).text);
}
