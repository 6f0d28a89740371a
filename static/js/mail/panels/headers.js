/** The headers in their order, decoded or as they were sent. */

import { copyButton } from "../../kit/copy.js";
import { bdi, button, clip, el } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { strings } from "../../kit/strings.js";
import { nothing } from "./source.js";

const MOST = 1000;

export function headersPanel({ parts }) {
  const words = strings.headers;
  if (!parts) return { node: nothing(strings.mail.notLoaded) };
  const headers = parts.Headers.slice(0, MOST);
  if (!headers.length) return { node: nothing(words.none) };
  let raw = recall("headers", "decoded") === "raw";
  const node = el("div", { class: "sheet flush" });
  const valueOf = (header) => (raw ? unfoldedName(header) : header.Value);

  function fill() {
    node.replaceChildren(el("table", { class: "headers" },
      el("tbody", {}, headers.map((header) => el("tr", {},
        el("th", { scope: "row" }, bdi(null, header.Name)),
        el("td", { class: raw ? "as-sent" : null }, bdi(null, valueOf(header))),
        el("td", { class: "act" }, copyButton(() => valueOf(header), clip(header.Name, 80))))))));
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
  fill();
  const all = copyButton(() => headers.map((header) => `${header.Name}: ${valueOf(header)}`).join("\n"));
  return { node, tools: [el("div", { class: "group", role: "group", "aria-label": words.form }, forms), all] };
}

const unfoldedName = ({ Name: name, Raw: raw }) => {
  const head = `${name}:`;
  return (raw.toLowerCase().startsWith(head.toLowerCase()) ? raw.slice(head.length) : raw).replace(/^ /, "").replace(/\r?\n$/, "");
};
