/** The seed, and all rules as JSON: to a file or the clipboard, and from there. */

import { copyButton } from "../kit/copy.js";
import { button, el, icon } from "../kit/dom.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";
import { Changed } from "./rules.js";
import { bare, signature } from "./terms.js";

const FILE = "mailtrap-faults.json";

export class Exchange {
  sections;
  #rules;
  #undo;
  #act;
  #say;
  #seed = el("input", { id: "fault-seed", class: "input", inputmode: "numeric", autocomplete: "off", "aria-describedby": "fault-seed-says", "data-testid": "seed" });
  #seedFault = el("p", { class: "field-fault", role: "alert", hidden: true });
  #text = el("textarea", { id: "fault-json", class: "input", rows: 6, spellcheck: "false", autocomplete: "off", "aria-describedby": "fault-json-fault", "data-testid": "import-text" });
  #fault = el("p", { class: "field-fault", id: "fault-json-fault", role: "alert", hidden: true, "data-testid": "import-fault" });
  #shown = null;

  /** `act` runs an action of the reader and says what fails. */
  constructor({ rules, undo, act, say }) {
    this.#rules = rules;
    this.#undo = undo;
    this.#act = act;
    this.#say = say;
    this.sections = [this.#seedSection(), this.#jsonSection()];
    rules.addEventListener("change", () => {
      if (this.#shown === rules.seed) return;
      this.#shown = rules.seed;
      this.#seed.value = String(rules.seed);
    });
  }

  #seedSection() {
    const words = strings.faults.seed;
    const form = el("form", { class: "seed", onsubmit: (event) => { event.preventDefault(); this.#setSeed(); } },
      el("label", { for: "fault-seed" }, words.label), this.#seed, el("button", { class: "button small", "data-testid": "set-seed" }, words.set));
    return el("section", {}, el("h3", {}, words.title), el("p", { class: "muted", id: "fault-seed-says" }, words.about), form, this.#seedFault);
  }

  #jsonSection() {
    const words = strings.faults.json;
    const file = el("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": words.open, "data-testid": "import-file", onchange: () => this.#read(file) });
    const save = button(words.save, { icon: "download", press: () => this.#save(), testid: "export-file" });
    const copy = copyButton(() => this.#json());
    copy.dataset.testid = "export-copy";
    return el("section", {}, el("h3", {}, words.title), el("p", { class: "muted" }, words.about),
      el("div", { class: "acts" }, save, copy),
      el("div", { class: "import" },
        el("label", { for: "fault-json" }, words.paste), this.#text, this.#fault,
        el("div", { class: "acts" }, button(words.open, { icon: "file", press: () => file.click() }), file,
          button(words.add, { press: () => this.#take((now, given) => [...now, ...given]), testid: "import-add" }),
          button(words.replace, { press: () => this.#take((now, given) => given), testid: "import-replace" }))));
  }

  #json() {
    const { seed, all } = this.#rules;
    return `${JSON.stringify({ Seed: seed, Rules: (all ?? []).map(bare) }, null, 2)}\n`;
  }

  #save() {
    const url = URL.createObjectURL(new Blob([this.#json()], { type: "application/json" }));
    el("a", { href: url, download: FILE }).click();
    setTimeout(() => URL.revokeObjectURL(url));
  }

  async #read(file) {
    const [chosen] = file.files;
    if (chosen) this.#text.value = await chosen.text();
    file.value = "";
    this.#text.focus();
  }

  async #setSeed() {
    const typed = this.#seed.value.trim();
    try {
      await this.#rules.change((all) => all, { seed: /^\d{1,16}$/.test(typed) ? Number(typed) : typed });
      this.#said(this.#seedFault, "");
      this.#say(() => strings.faults.seed.done);
    } catch (error) {
      this.#said(this.#seedFault, error.reason || explain(error).text, this.#seed);
    }
  }

  #said(node, text, field) {
    node.hidden = !text;
    node.textContent = text;
    (node === this.#fault ? this.#text : this.#seed).setAttribute("aria-invalid", String(Boolean(text)));
    field?.focus();
  }

  async #take(make) {
    const words = strings.faults.json;
    let given;
    try {
      given = JSON.parse(this.#text.value);
    } catch (error) {
      return this.#said(this.#fault, this.#text.value.trim() ? words.noJson(error.message) : words.nothing, this.#text);
    }
    const rules = Array.isArray(given) ? given : given?.Rules;
    if (!Array.isArray(rules)) return this.#said(this.#fault, words.noRules, this.#text);
    try {
      await this.#put(make, rules.map(unnumbered), given.Seed);
    } catch (error) {
      if (error instanceof Changed) return this.#said(this.#fault, words.changed);
      return this.#said(this.#fault, error.status === 413 ? words.large : error.reason || explain(error).text, this.#text);
    }
    this.#said(this.#fault, "");
    this.#text.value = "";
    return undefined;
  }

  /** Nothing that was not seen is thrown away: neither by this, nor when it is taken back. */
  async #put(make, given, wanted) {
    const { all: before, seed } = this.#rules;
    await this.#rules.change((now) => make(now, given), { seed: wanted, seen: signature(before) });
    const after = signature(this.#rules.all);
    this.#undo.offer(strings.faults.json.done(given.length), () => this.#act(() => this.#rules.change(() => before, { seed, seen: after })));
  }
}

/** Without an id: here the rule is new. What is no rule is the server's to refuse. */
function unnumbered(rule) {
  return rule && typeof rule === "object" ? Object.fromEntries(Object.entries(rule).filter(([name]) => name.toLowerCase() !== "id")) : rule;
}
