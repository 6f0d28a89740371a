/** Sizes and times as people read them. */

import { recall } from "./memory.js";
import { strings } from "./strings.js";

/** English dates as most of the world writes them. */
const locale = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const UNITS = ["B", "kB", "MB", "GB"];
const DIGITS = [0, 1].map((digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** Undefined is that of the computer. */
export const timeZone = known(recall("zone", ""));
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: timeZone ? "long" : "medium", timeZone });
const short = once(() => new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone }));
const day = once(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "2-digit", timeZone }));

/** 812 → "812 B", 1234 → "1.2 kB", 88123 → "88 kB". */
export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${DIGITS[digits].format(value)}\u202f${UNITS[unit]}`;
}

/** 812 → "812 ms", 1234 → "1.2 s". */
export const duration = (ms) => (ms < 1000 ? strings.sessions.ms(ms) : strings.sessions.s(Math.round(ms / 100) / 10));

/** 4000 (seconds) → "1 h". */
export function lasting(seconds) {
  const words = strings.age;
  const [form, unit] = seconds < MINUTE ? [words.seconds, 1] : seconds < HOUR ? [words.minutes, MINUTE] : seconds < DAY ? [words.hours, HOUR] : [words.days, DAY];
  return form(Math.floor(seconds / unit));
}

/** The age in short; what is older than a week has its day, and `old` is true. */
export function age(date, now = Date.now()) {
  const seconds = Math.max(0, Math.floor((now - date.getTime()) / 1000));
  const old = seconds >= 7 * DAY;
  return { text: old ? day().format(date) : lasting(seconds), old };
}

/** A date the server could not read arrives as an empty or odd string. */
export function readDate(text) {
  const date = new Date(text || NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

export const exactTime = (date) => exact.format(date);
export const shortTime = (date) => short().format(date);

/** Each takes milliseconds to make. */
function once(make) {
  let made = null;
  return () => (made ??= make());
}

function known(zone) {
  try {
    return Intl.DateTimeFormat(undefined, { timeZone: zone || undefined }) && (zone || undefined);
  } catch {
    // A browser that was updated may have lost it.
    return undefined;
  }
}
