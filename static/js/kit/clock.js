/** Keeps the ages right: the young ones each second, all of them each minute. */

import { age, exactTime } from "./format.js";

const YOUNG_MS = 60_000;

export function setAge(node, date, dress = ({ text }) => text) {
  node.dateTime = date.toISOString();
  node.title = exactTime(date);
  node.dressAge = dress;
  show(node, Date.now());
}

export function startClock(root = document) {
  let ticks = 0;
  return setInterval(() => {
    ticks += 1;
    if (document.hidden) return;
    const now = Date.now();
    const which = ticks % 60 === 0 ? "time[datetime]" : "time[data-young]";
    for (const node of root.querySelectorAll(which)) show(node, now);
  }, 1000);
}

function show(node, now) {
  if (!node.dressAge) return;
  const date = new Date(node.dateTime);
  const text = node.dressAge(age(date, now));
  if (node.textContent !== text) node.textContent = text;
  node.toggleAttribute("data-young", now - date.getTime() < YOUNG_MS * 1.1);
}
