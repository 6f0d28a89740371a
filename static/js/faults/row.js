/** One rule in the list: what it does, how often it did, and what can be done with it. */

import { setAge } from "../kit/clock.js";
import { bdi, button, el, icon } from "../kit/dom.js";
import { readDate } from "../kit/format.js";
import { strings } from "../kit/strings.js";
import { sentence } from "./sentence.js";
import { bare } from "./terms.js";

const tell = (node, text) => node.textContent === text || node.replaceChildren(text);

/** `act` has toggle, move, copy and remove; each gets the id of the rule. */
export function makeRule({ ID: id }, act) {
  const words = strings.faults;
  const parts = {
    name: bdi(), says: el("p", { class: "rule-says", "data-testid": "rule-sentence" }),
    count: el("span", { "data-testid": "rule-count" }), last: el("time"), ever: el("span", {}, words.last, " "),
    bar: el("span", { class: "rule-bar", "aria-hidden": "true" }, el("span")),
    toggle: el("button", { type: "button", class: "switch", role: "switch", "data-testid": "rule-switch", onclick: () => act.toggle(id) }, el("span")),
  };
  const acts = ["up", "down", "copy", "remove"].map((name) => [name, { up: "up", down: "up", copy: "copy", remove: "trash" }[name]]).map(([name, sign]) => {
    const press = { up: () => act.move(id, -1), down: () => act.move(id, 1) }[name] ?? (() => act[name](id));
    parts[name] = button(words[name], { icon: sign, press, kind: `ghost icon-only rule-${name}`, title: words.titles[name], testid: `rule-${name}` });
    return parts[name];
  });
  parts.ever.append(parts.last);
  parts.edit = el("a", { class: "button ghost icon-only", href: `#/faults/${id}`, title: words.edit }, icon("edit"));
  const node = el("li", { class: "rule", "data-testid": "rule", "data-id": id },
    el("span", { class: "rule-grip", title: words.drag, "data-testid": "rule-grip" }, icon("menu")),
    el("div", { class: "rule-what" },
      el("h3", {}, el("a", { href: `#/faults/${id}`, "data-testid": "rule-name" }, parts.name)),
      parts.says,
      el("p", { class: "rule-counts" }, parts.bar, parts.count, parts.ever)),
    el("div", { class: "rule-acts" }, parts.toggle, parts.edit, acts));
  node.parts = parts;
  return node;
}

export function showRule(node, rule, at, all) {
  const words = strings.faults;
  const { parts } = node;
  const { Name: name, Enabled: enabled, Matched: matched, Fired: fired } = rule;
  tell(parts.name, name);
  const does = JSON.stringify(bare(rule));
  if (node.does !== does) {
    node.does = does;
    parts.says.replaceChildren(...sentence(rule));
  }
  node.classList.toggle("off", !enabled);
  parts.toggle.setAttribute("aria-checked", String(enabled));
  for (const each of ["toggle", "edit", "up", "down", "copy", "remove"]) parts[each].setAttribute("aria-label", words.of[each](name));
  parts.up.disabled = at === 0;
  parts.down.disabled = at === all - 1;
  tell(parts.count, matched ? words.fired(fired, matched) : words.never);
  parts.bar.style.setProperty("--part", `${matched ? (100 * fired) / matched : 0}%`);
  const last = readDate(rule.LastFired);
  parts.ever.hidden = !last;
  if (last && node.last !== rule.LastFired) setAge(parts.last, last, ({ text, old }) => (old ? text : words.ago(text)));
  node.last = rule.LastFired;
}
