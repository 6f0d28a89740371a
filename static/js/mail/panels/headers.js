/** The headers in their order, decoded or as they were sent; those that are looked for, and the way that they tell of. */

import { copyButton } from "../../kit/copy.js";
import { bdi, button, clip, el, span } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { strings } from "../../kit/strings.js";
import { route } from "./route.js";
import { nothing } from "./source.js";

const MOST = 1000;
/** Characters of a value that are shown before one asks for the rest. */
const FOLDED = 600;

export function headersPanel({ parts }) {
  const words = strings.headers;
  if (!parts) return { node: nothing(strings.mail.notLoaded) };
  const headers = parts.Headers.slice(0, MOST);
  if (!headers.length) return { node: nothing(words.none) };
  const repeated = repeats(headers);
  const opened = new Set();
  const body = el("tbody");
  const none = el("p", { class: "aside muted none-found", role: "status" });
  const filter = el("input", { type: "search", class: "header-filter", placeholder: words.filter, "aria-label": words.filter, autocomplete: "off", spellcheck: "false", maxlength: "200", "data-testid": "header-filter", oninput: fill });
  let raw = recall("headers", "decoded") === "raw";
  const valueOf = (header) => (raw ? unfoldedName(header) : header.Value);
  const found = () => headers.filter((header) => says(header.Name, filter.value) || says(valueOf(header), filter.value));

  function fill() {
    const shown = found();
    body.replaceChildren(...shown.map((header) => row(header)));
    none.textContent = !filter.value ? "" : shown.length ? words.found(shown.length) : words.notFound(filter.value);
    none.hidden = !filter.value;
  }

  function row(header) {
    const value = valueOf(header);
    return el("tr", {},
      el("th", { scope: "row" }, bdi(null, marked(header.Name, filter.value)), repeated.has(header) ? [" ", span("again", repeated.get(header))] : null),
      el("td", { class: raw ? "as-sent" : null }, valueNodes(header, value)),
      el("td", { class: "act" }, copyButton(() => value, clip(header.Name, 80))));
  }

  function valueNodes(header, value) {
    const folded = value.length > FOLDED * 1.2 && !opened.has(header) && !says(value.slice(FOLDED), filter.value, false);
    if (!folded) return bdi(null, marked(value, filter.value));
    return [bdi(null, marked(clip(value, FOLDED), filter.value)), " ", el("button", { type: "button", class: "link", "data-testid": "header-more", onclick: ({ target }) => {
      opened.add(header);
      target.closest("td").replaceChildren(valueNodes(header, value));
    } }, words.more)];
  }

  const forms = [[words.decoded, false], [words.asSent, true]].map(([label, form]) => button(label, {
    pressed: raw === form,
    press: () => {
      raw = form;
      remember("headers", form ? "raw" : "decoded");
      forms.forEach((one, at) => one.setAttribute("aria-pressed", String((at === 1) === raw)));
      fill();
    },
  }));
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !filter.value) return;
    event.stopPropagation();
    filter.value = "";
    fill();
  });
  fill();
  const all = copyButton(() => found().map((header) => `${header.Name}: ${valueOf(header)}`).join("\n"));
  all.title = words.copyAll;
  const node = el("div", { class: "sheet flush" }, route(headers), el("table", { class: "headers" }, body), none);
  return { node, tools: [filter, el("div", { class: "group", role: "group", "aria-label": words.form }, forms), all] };
}

/** Whether a text holds what is looked for; nothing looked for is in every text, or with `empty` false in none. */
const says = (text, wanted, empty = true) => (wanted ? text.toLowerCase().includes(wanted.toLowerCase()) : empty);

/** The text with what is looked for in `mark`. */
function marked(text, wanted) {
  if (!wanted) return text;
  const nodes = [];
  const lowered = text.toLowerCase();
  // Few letters are longer in lower case; then the places would not be the same.
  if (lowered.length !== text.length) return text;
  let at = 0;
  for (let found = lowered.indexOf(wanted.toLowerCase()); found >= 0; found = lowered.indexOf(wanted.toLowerCase(), at)) {
    nodes.push(text.slice(at, found), el("mark", {}, text.slice(found, found + wanted.length)));
    at = found + wanted.length;
  }
  return [...nodes, text.slice(at)];
}

/** "2 of 3" for each header that comes several times. */
function repeats(headers) {
  const by = Map.groupBy ? Map.groupBy(headers, ({ Name: name }) => name.toLowerCase()) : new Map();
  const told = new Map();
  for (const same of by.values()) if (same.length > 1) same.forEach((header, at) => told.set(header, strings.headers.again(at + 1, same.length)));
  return told;
}

const unfoldedName = ({ Name: name, Raw: raw }) => {
  const head = `${name}:`;
  return (raw.toLowerCase().startsWith(head.toLowerCase()) ? raw.slice(head.length) : raw).replace(/^ /, "").replace(/\r?\n$/, "");
};
