/** The addresses that ask for their own fault, without any rule (docs/faults.md). */

import { copyButton } from "../kit/copy.js";
import { el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const ADDRESSES = { bounce: "bounce+550@any.test", enhanced: "bounce+451-4.7.1@any.test", closing: "bounce+421@any.test", slow: "slow+5s@any.test", drop: "drop+now@any.test" };

export function addresses() {
  const words = strings.faults.addresses;
  return el("section", {}, el("h3", {}, words.title), el("p", { class: "muted" }, words.about),
    el("dl", { class: "ask-for", "data-testid": "ask-for" }, Object.entries(ADDRESSES).map(([name, address]) => el("div", {},
      el("dt", {}, el("code", {}, address), copyButton(() => address, address)), el("dd", {}, words[name])))));
}
