/** The form of one rule: says while one types what the rule will do, and keeps what was typed until it is saved. */

import { copyButton } from "../kit/copy.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";
import { RuleForm } from "./form.js";
import { lineOf, optionOf } from "./line.js";
import { replyLine } from "./replies.js";
import { Changed } from "./rules.js";
import { sentence } from "./sentence.js";
import { fresh } from "./templates.js";
import { bare, closes, sameRule } from "./terms.js";

/** How the server names a field: its rule by number and name, the field, what is wrong. */
const FAULT = /^rule (\d+)(?: \(.*?\))?: ([A-Z][A-Za-z.]*)(?: [a-z]+)?: (.*)$/s;

export class Editor {
  node;
  /** The rule that the list shows after this. */
  key;
  #form = new RuleForm();
  #rules;
  #base;
  #template;
  #leave;
  #say;
  #clean = "";
  #saving = false;
  #head = el("h2", { tabindex: -1 });
  #fault = el("p", { class: "faults-fault", role: "alert", hidden: true, "data-testid": "save-fault" });
  #other = el("div", { class: "conflict", role: "alert", hidden: true, "data-testid": "conflict" });
  #says = el("p", { class: "rule-says", "data-testid": "preview-sentence" });
  #reply = el("p", { class: "preview-reply", "data-testid": "preview-reply" });
  #line = el("p", { class: "preview-line", "data-testid": "preview-line" });
  #save = el("button", { class: "button primary", "data-testid": "save-rule" }, strings.faults.form.save);

  /** `rule` is null for a new one; `leave` gets the id of what was saved, or nothing. */
  constructor({ rules, rule, template, leave, say }) {
    const words = strings.faults.form;
    this.#rules = rules;
    this.#base = rule;
    this.#template = template;
    this.#leave = leave;
    this.#say = say;
    this.key = rule?.ID;
    const copy = copyButton(() => this.#line.textContent);
    copy.dataset.testid = "copy-line";
    this.node = el("form", { class: "editor", novalidate: true, "data-testid": "rule-form", onsubmit: (event) => { event.preventDefault(); this.#store(); }, oninput: () => this.#preview(), onchange: () => this.#preview() },
      el("header", { class: "page-head" }, this.#head), this.#other, this.#form.sections,
      el("section", {}, el("h3", {}, words.line), el("p", { class: "muted" }, words.lineHint), el("div", { class: "line-row" }, this.#line, copy)),
      el("div", { class: "editor-foot", role: "group", "aria-label": words.preview }, this.#says, this.#reply, this.#fault,
        el("div", { class: "acts" }, this.#save, button(words.discard, { press: () => this.#leave(), kind: "", testid: "discard" }))));
    this.#write(rule ?? fresh(template, template ? strings.faults.templates[template].title : ""));
  }

  show() {
    this.follow();
    this.#head.focus({ preventScroll: true });
  }

  /** The rules are others, or tell other counts: was this one changed by somebody else? */
  follow() {
    if (!this.#base || this.#saving) return;
    const now = this.#rules.get(this.#base.ID);
    if (now && sameRule(now, this.#base)) this.#other.hidden = true;
    else if (now && !this.#dirty) this.#adopt(now);
    else this.#ask(now);
  }

  get #dirty() {
    return JSON.stringify(this.#form.read()) !== this.#clean;
  }

  #write(rule) {
    const words = strings.faults.form;
    this.#form.write(rule);
    this.#clean = JSON.stringify(this.#form.read());
    this.#head.replaceChildren(...(this.#base ? [words.edit, " ", el("bdi", {}, rule.Name)] : [words.new]));
    this.#preview();
  }

  #adopt(rule) {
    this.#base = rule;
    this.#other.hidden = true;
    this.#write(rule);
  }

  /** Neither way on loses anything that one has not seen. */
  #ask(now) {
    const words = strings.faults.conflict;
    const told = JSON.stringify(now ? bare(now) : null);
    if (!this.#other.hidden && this.#other.told === told) return;
    this.#other.told = told;
    const keep = () => {
      this.#base = now ?? null;
      this.#other.hidden = true;
      this.#save.focus();
    };
    this.#other.replaceChildren(...(now
      ? [el("p", {}, el("strong", {}, words.changed)), el("p", { class: "rule-says" }, el("bdi", {}, now.Name), ": ", ...sentence(now)),
        el("div", { class: "acts" }, button(words.keep, { press: keep, testid: "keep-mine" }), button(words.take, { press: () => this.#adopt(now), testid: "take-theirs" }))]
      : [el("p", {}, el("strong", {}, words.deleted)),
        el("div", { class: "acts" }, button(words.anew, { press: keep, testid: "keep-mine" }), button(words.letGo, { press: () => this.#leave(), testid: "take-theirs" }))]));
    this.#other.hidden = false;
  }

  #preview() {
    const words = strings.faults.form;
    const rule = this.#form.read();
    const { Effect: effect, Match: { Phase: phase } } = rule;
    this.#says.replaceChildren(...sentence(rule));
    const whole = effect.Code ? replyLine(phase, effect) : "";
    const cut = typeof effect.Truncate === "number";
    const nothing = !whole && closes(effect) && !cut;
    this.#reply.replaceChildren(el("span", { class: "muted" }, words.client, " "), nothing || !whole ? words[nothing ? "silence" : cut ? "cutReply" : "usualReply"] : el("code", {}, cut ? whole.slice(0, effect.Truncate) : whole));
    const line = lineOf({ ...rule, Enabled: this.#base?.Enabled ?? true });
    this.#line.replaceChildren(line === null ? words.noLine : el("code", {}, optionOf(line)));
    this.#line.nextElementSibling.hidden = line === null;
  }

  async #store() {
    if (this.#saving) return;
    this.#saving = true;
    this.#blame(null);
    let at = 0;
    try {
      await this.#rules.change((all) => {
        const rule = this.#form.read();
        at = this.#base ? all.findIndex(({ ID: id }) => id === this.#base.ID) : all.length;
        if (this.#base && !(at >= 0 && sameRule(all[at], this.#base))) throw new Changed();
        return this.#base ? all.with(at, { ...rule, ID: this.#base.ID, Enabled: all[at].Enabled }) : [...all, rule];
      });
      const saved = this.#rules.all[at];
      this.#say(() => strings.faults.form.saved(saved?.Name ?? ""));
      this.#leave(saved?.ID);
    } catch (error) {
      this.#saving = false;
      if (error instanceof Changed) return this.follow();
      return this.#blame(error, at + 1);
    }
    return undefined;
  }

  /** What the server refuses is said at its field, and what was typed stays. */
  #blame(error, number) {
    for (const node of this.node.querySelectorAll("[data-fault]")) node.hidden = true;
    for (const node of this.node.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
    this.#fault.hidden = true;
    if (!error) return;
    if (error.status === undefined) console.error(error);
    const [, rule, path, says] = FAULT.exec(error.reason ?? "") ?? [];
    const field = Number(rule) === number && this.#form.field(path);
    if (!field) {
      const { title, text } = explain(error);
      this.#fault.textContent = error.status === 413 ? strings.faults.json.large : error.status === 400 ? error.reason : `${title}. ${text}`;
      this.#fault.hidden = false;
      return;
    }
    const node = this.node.querySelector(`[data-fault="${path}"]`);
    node.textContent = path === "Choice.Probability" ? strings.faults.form.probability : says;
    node.hidden = false;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}
