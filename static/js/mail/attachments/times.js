/** Times of calendars: in the reader's zone, and as they are written. */

import { clip } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";

const { lang } = document.documentElement;
const locale = lang === "en" ? "en-GB" : lang;
const day = { weekday: "short", day: "numeric", month: "long", year: "numeric" };
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d(?::?\d\d)?)?)?$/;
const RULE = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|$)/i;
const DAY_MS = 86_400_000;

/** As in its own zone: the numbers that are written, read as if they were UTC. */
function numbers(text) {
  const found = ISO.exec(text ?? "");
  if (!found) return null;
  const [, year, month, date, hour = 0, minute = 0, second = 0, offset] = found;
  const time = new Date(Date.UTC(year, month - 1, date, hour, minute, second));
  return { time, offset: offset === "+00:00" || offset === "+0000" ? "Z" : offset, dated: found[4] === undefined };
}

/** {here, written, zone}: the period in the reader's zone; as written where that reads otherwise. `here` is null for what is no time. */
export function period(start, end, allDay) {
  const from = numbers(start);
  const to = numbers(end);
  if (!from) return { here: null, written: null, zone: "" };
  if (allDay || from.dated) return { here: days(from.time, to?.time), written: null, zone: "" };
  const as = (zone) => new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit", timeZone: zone });
  const told = range(as("UTC"), from.time, to?.time);
  // Without a zone it is that time wherever one is.
  if (!from.offset) return { here: told, written: null, zone: strings.calendar.floating };
  const here = range(as(undefined), new Date(start), to && new Date(to.offset ? end : `${end}Z`));
  return { here, written: `${told}, ${from.offset === "Z" ? "UTC" : `UTC${from.offset}`}`, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

function range(format, from, to) {
  return to && to > from ? format.formatRange(from, to) : format.format(from);
}

/** Whole days; the end that is written is the first day after. */
function days(from, to) {
  const format = new Intl.DateTimeFormat(locale, { ...day, timeZone: "UTC" });
  return range(format, from, to && new Date(to - DAY_MS));
}

/** The simple part of a rule in words; null for what has none. */
export function everyday(rule) {
  const found = RULE.exec(rule);
  if (!found) return null;
  const { every } = strings.calendar;
  const given = Object.fromEntries(rule.toUpperCase().split(";").map((pair) => pair.split("=")));
  const interval = Math.min(Math.max(Number.parseInt(given.INTERVAL ?? "1", 10) || 1, 1), 10_000);
  const until = numbers((given.UNTIL ?? "").replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3"))?.time;
  return [
    every[found[1].toUpperCase()](interval),
    given.BYDAY && /^[-+\dA-Z,]{2,60}$/.test(given.BYDAY) && given.BYDAY.split(",").map(weekday).join(", "),
    given.COUNT && strings.calendar.times(Number.parseInt(given.COUNT, 10) || 1),
    until && strings.calendar.until(new Intl.DateTimeFormat(locale, { ...day, timeZone: "UTC" }).format(until)),
  ].filter(Boolean).join(", ");
}

function weekday(code) {
  const at = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].indexOf(code.slice(-2));
  // 1 January 2024 was a Monday.
  return at < 0 || code.length > 2 ? clip(code, 6) : new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, 1 + at)));
}
