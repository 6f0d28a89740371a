/** Sizes and times as people read them. */

import { strings } from "./strings.js";

const UNITS = ["B", "kB", "MB", "GB"];
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });
const short = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "2-digit" });

/** 812 → "812 B", 1234 → "1.2 kB", 88123 → "88 kB". */
export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)}\u202f${UNITS[unit]}`;
}

export function age(date, now = Date.now()) {
  const seconds = Math.max(0, Math.floor((now - date.getTime()) / 1000));
  if (seconds < MINUTE) return strings.age.seconds(seconds);
  if (seconds < HOUR) return strings.age.minutes(Math.floor(seconds / MINUTE));
  if (seconds < DAY) return strings.age.hours(Math.floor(seconds / HOUR));
  if (seconds < 7 * DAY) return strings.age.days(Math.floor(seconds / DAY));
  return day.format(date);
}

/** A date the server could not read arrives as an empty or odd string. */
export function readDate(text) {
  const date = new Date(text || NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

export const exactTime = (date) => exact.format(date);
export const shortTime = (date) => short.format(date);
