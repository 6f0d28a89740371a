/** The mail as it came, byte for byte up to the first megabyte. */

import { copyButton } from "../../kit/copy.js";
import { button, el } from "../../kit/dom.js";
import { recall, remember } from "../../kit/memory.js";
import { explain } from "../../kit/notice.js";
import { strings } from "../../kit/strings.js";
import { cut } from "./source.js";

/** As much as a browser lays out without a pause. */
const SHOWN_BYTES = 1_000_000;

export function rawPanel({ id, api }) {
  const block = el("pre", { class: "code-text" }, strings.loading);
  const node = el("div", { class: "sheet" }, block);
  let wraps = recall("wrap", "yes") === "yes";
  const wrap = button(strings.mail.wrap, { pressed: wraps, press: () => show(!wraps) });

  function show(on) {
    wraps = on;
    remember("wrap", on ? "yes" : "no");
    wrap.setAttribute("aria-pressed", String(on));
    block.classList.toggle("unwrapped", !on);
  }

  async function load() {
    try {
      const { text, whole } = await api.raw(id, SHOWN_BYTES);
      block.textContent = text;
      if (!whole) node.prepend(cut(id, SHOWN_BYTES));
    } catch (error) {
      const { title, text, act } = explain(error, true);
      block.replaceChildren(`${title}. ${text} `, error.status === 404 ? "" : button(act, { press: load }));
    }
  }

  show(wraps);
  load();
  return { node, tools: [wrap, copyButton(() => block.textContent)] };
}
