/** An answer: status, time, headers, and the body as what it is. */

import { copyButton } from "../kit/copy.js";
import { clip, el, icon, span } from "../kit/dom.js";
import { size } from "../kit/format.js";
import { strings } from "../kit/strings.js";
import { painted } from "./json.js";

/** Characters of a body that are shown; a browser stalls on more. */
const SHOWN = 200_000;

export class Result {
  #url = "";

  constructor(root) {
    this.root = root;
  }

  async show(response, data, milliseconds) {
    const kind = response.headers.get("Content-Type") ?? "";
    const readable = /^(text\/|application\/(json|javascript)|message\/)/.test(kind);
    const text = readable ? await data.text() : "";
    this.#forget();
    this.#url = URL.createObjectURL(data);
    const status = span("status", `${response.status} ${response.statusText}`);
    status.dataset.class = String(response.status)[0];
    const keep = el("a", { class: "button small", href: this.#url, download: "" }, icon("download"), span("", strings.reference.keep));
    this.#put(
      el("div", { class: "result-head" },
        status,
        span("muted", strings.reference.took(milliseconds)),
        span("muted", size(data.size)),
        data.size ? keep : null,
        text ? copyButton(() => text) : null),
      this.#headers(response),
      this.#body(text, kind),
    );
  }

  fail(text) {
    this.#forget();
    this.#put(el("p", { class: "failed" }, text));
  }

  #put(...children) {
    this.root.replaceChildren(...children.filter(Boolean));
    this.root.hidden = false;
    this.root.scrollIntoView({ block: "nearest" });
  }

  #forget() {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = "";
  }

  #headers(response) {
    const entries = [...response.headers].flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
    return el("details", { class: "result-headers" }, el("summary", {}, strings.reference.headers(entries.length / 2)), el("dl", {}, entries));
  }

  #body(text, kind) {
    if (kind.startsWith("image/")) return el("img", { src: this.#url, alt: strings.reference.image });
    return el("pre", { class: "result-body", tabindex: "0" }, kind.startsWith("application/json") ? painted(text, SHOWN) : clip(text, SHOWN));
  }
}
