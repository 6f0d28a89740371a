/** The dialog with code for a test that waits for a mail like the open one. */

import { copyButton } from "../kit/copy.js";
import { closable } from "../kit/dialogs.js";
import { el } from "../kit/dom.js";
import { recall, remember } from "../kit/memory.js";
import { strings } from "../kit/strings.js";
import { Tabs } from "../kit/tabs.js";
import { snippets } from "./snippets.js";

/** `mail` is as snippets.js has it. */
export function showTestCode(mail) {
  const words = strings.testCode;
  const texts = snippets(mail);
  const block = el("pre", { class: "code-text", tabindex: "0", "data-testid": "test-code" });
  const how = el("p", {});
  const panel = el("div", { role: "tabpanel", id: "test-code" }, block, how);
  const row = el("div", { class: "tabs", role: "tablist", "aria-label": words.kinds }, Object.keys(texts).map((kind) => el("button", { type: "button", role: "tab", id: `test-${kind}`, "data-tab": kind, "data-testid": `test-${kind}`, "aria-controls": "test-code" }, words[kind])));
  const tabs = new Tabs(row);

  function show(kind) {
    block.textContent = texts[kind];
    how.textContent = words.how[kind];
    panel.setAttribute("aria-labelledby", `test-${kind}`);
  }

  tabs.addEventListener("choose", ({ detail: { name } }) => {
    remember("test", name);
    show(name);
  });
  const dialog = closable(el("dialog", { class: "dialog wide test-code", "aria-labelledby": "test-title" },
    el("h2", { id: "test-title" }, words.title), row, panel,
    el("div", { class: "dialog-actions" }, el("button", { type: "button", class: "button", "data-close": true }, strings.close), copyButton(() => block.textContent))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  tabs.choose(recall("test", "pytest"));
  dialog.showModal();
}
