/** The view of the fault rules: their list, and the form of one. */

import { button, el, icon } from "../kit/dom.js";
import { explain } from "../kit/notice.js";
import { count, strings } from "../kit/strings.js";
import { addresses } from "./addresses.js";
import { dragging } from "./drag.js";
import { Exchange } from "./exchange.js";
import { makeRule, showRule } from "./row.js";
import { Changed, Rules } from "./rules.js";
import { TEMPLATES } from "./templates.js";
import { bare } from "./terms.js";
import { Undo } from "./undo.js";

const HERE = "#/faults";
const LONGEST_NAME = 100;

export const create = (page) => new FaultView(page);

class FaultView {
  node = el("div", { class: "page faults", "data-testid": "faults" });
  #page;
  #rules;
  #undo;
  #editors = new Map();
  #editor = null;
  #seen = false;
  #fault = el("p", { class: "faults-fault", role: "alert", hidden: true, "data-testid": "faults-trouble" });
  #list = el("ol", { class: "rules", "data-testid": "rules", "aria-label": strings.faults.list });
  #head = el("h2", { tabindex: -1 }, strings.faults.title);
  #allOff = button(strings.faults.allOff, { press: () => this.#switchAllOff(), testid: "all-off" });
  #some = el("div", { hidden: true });
  #none = el("p", { class: "faults-none", "data-testid": "no-rules", hidden: true }, strings.faults.none);
  #desk;

  constructor(page) {
    this.#page = page;
    this.#rules = new Rules(page.api);
    this.#undo = new Undo(page.say);
    const exchange = new Exchange({ rules: this.#rules, undo: this.#undo, act: (action) => this.#act(action), say: page.say });
    const words = strings.faults;
    this.#some.append(el("p", { class: "muted rules-order" }, words.order), this.#list);
    this.#desk = [
      el("header", { class: "page-head" }, this.#head,
        el("div", { class: "page-acts" },
          this.#allOff,
          el("a", { class: "button small primary", href: `${HERE}/new`, "data-testid": "new-rule" }, words.new),
          closing(() => this.back()))),
      el("p", { class: "muted" }, words.about),
      this.#fault, this.#none, this.#some, templates(), addresses(), ...exchange.sections,
    ];
    this.#rules.addEventListener("change", () => this.#draw());
    page.news.addEventListener("faults", ({ detail }) => this.#rules.hear(detail));
    page.news.addEventListener("again", () => this.#seen && this.#load());
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    dragging(this.#list, (row, before) => this.#put(row.dataset.id, before?.dataset.id));
  }

  /** "" is the list, "new" a new rule, perhaps from a template; else the id of one. */
  show({ rest = "", given }) {
    this.#seen = true;
    const left = this.#editor?.key;
    this.#editor = null;
    if (rest) return void this.#edit(rest, given?.get("template") ?? "");
    this.node.replaceChildren(...this.#desk);
    if (!this.#focusRule(left)) this.#head.focus({ preventScroll: true });
    return void this.#load();
  }

  hide() {
    this.#seen = false;
    this.#editor = null;
    this.#undo.hide();
  }

  /** From the form to the list; what was written stays until it is discarded. From there to the mails. */
  back() {
    if (this.#editor) this.#leave();
    else this.#page.router.toList();
  }

  async #load() {
    this.#trouble(null);
    try {
      await this.#rules.load();
    } catch (error) {
      const { title, text } = explain(error);
      if (!this.#rules.all) this.#trouble(`${title}. ${text} `, button(strings.again, { press: () => this.#load() }));
    }
  }

  #trouble(...said) {
    this.#fault.hidden = said[0] === null;
    this.#fault.replaceChildren(...said.filter(Boolean));
  }

  #draw() {
    const { all } = this.#rules;
    this.#trouble(null);
    this.#some.hidden = !all.length;
    this.#none.hidden = all.length > 0;
    this.#allOff.disabled = !all.some((rule) => rule.Enabled);
    const { activeElement: focused } = document;
    const old = new Map([...this.#list.children].map((row) => [row.dataset.id, row]));
    const rows = all.map((rule) => old.get(rule.ID) ?? makeRule(rule, this.#acts));
    rows.forEach((row, at) => {
      showRule(row, all[at], at, all.length);
      if (this.#list.children[at] !== row) this.#list.insertBefore(row, this.#list.children[at] ?? null);
    });
    while (this.#list.children.length > rows.length) this.#list.lastElementChild.remove();
    if (focused !== document.activeElement && this.#list.contains(focused)) this.#refocus(focused);
    this.#editor?.follow();
  }

  /** A button that cannot be pressed any longer gives the focus to the name. */
  #refocus(focused) {
    (focused.disabled ? focused.closest(".rule").querySelector("a") : focused).focus({ preventScroll: true });
  }

  #focusRule(id) {
    const link = id && this.#list.querySelector(`[data-id="${CSS.escape(id)}"] a`);
    link?.focus();
    return Boolean(link);
  }

  #acts = {
    toggle: (id) => this.#change(id, (rule) => [{ ...rule, Enabled: !rule.Enabled }]),
    copy: (id) => this.#change(id, (rule) => [rule, { ...bare(rule), Name: strings.faults.copyName(rule.Name).slice(0, LONGEST_NAME) }]),
    move: (id, step) => this.#move(id, step),
    remove: (id) => this.#remove(id),
  };

  #act(action) {
    return this.#page.attempt(async () => {
      try {
        await action();
      } catch (error) {
        if (!(error instanceof Changed)) throw error;
        this.#trouble(strings.faults.changed);
      }
    });
  }

  /** Puts what `make` gives of a rule in its place; one that is gone stays gone. */
  #change(id, make) {
    return this.#act(() => this.#rules.change((all) => all.flatMap((rule) => (rule.ID === id ? make(rule) : [rule]))));
  }

  #move(id, step) {
    const { all } = this.#rules;
    const at = all.findIndex((rule) => rule.ID === id);
    if (!all[at + step]) return undefined;
    return this.#put(id, all[step < 0 ? at - 1 : at + 2]?.ID);
  }

  /** Before another rule, or at the end. */
  #put(id, before) {
    return this.#act(async () => {
      await this.#rules.change((all) => {
        const moved = all.filter((rule) => rule.ID === id);
        const rest = all.filter((rule) => rule.ID !== id);
        const at = rest.findIndex((rule) => rule.ID === before);
        return rest.toSpliced(at < 0 ? rest.length : at, 0, ...moved);
      });
      const at = this.#rules.all.findIndex((rule) => rule.ID === id);
      if (at >= 0) this.#page.say(() => strings.faults.moved(this.#rules.get(id)?.Name ?? "", count(at + 1), count(this.#rules.all.length)));
    });
  }

  #remove(id) {
    const at = this.#rules.all.findIndex((each) => each.ID === id);
    const rule = this.#rules.all[at];
    const next = this.#rules.all[at + 1]?.ID;
    if (!rule) return undefined;
    return this.#act(async () => {
      await this.#change(id, () => []);
      if (this.#rules.get(id)) return;
      // Who went on meanwhile stays there.
      if (document.activeElement === document.body && !this.#focusRule(next ?? this.#rules.all.at(-1)?.ID)) this.#head.focus();
      this.#undo.offer(strings.faults.deleted(rule.Name), () => this.#act(async () => {
        await this.#rules.change((all) => {
          const place = all.findIndex((each) => each.ID === next);
          return all.some((each) => each.ID === id) ? all : all.toSpliced(place < 0 ? all.length : place, 0, rule);
        });
        this.#focusRule(id);
      }));
    });
  }

  #switchAllOff() {
    return this.#act(async () => {
      let on;
      await this.#rules.change((all) => {
        on = new Set(all.filter((rule) => rule.Enabled).map((rule) => rule.ID));
        return all.map((rule) => ({ ...rule, Enabled: false }));
      });
      this.#undo.offer(strings.faults.switchedOff(on.size), () => this.#act(() => this.#rules.change((all) => all.map((rule) => ({ ...rule, Enabled: rule.Enabled || on.has(rule.ID) })))));
    });
  }

  #key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.target.closest(".rule");
    if (!step || !event.altKey || !row) return;
    event.preventDefault();
    this.#move(row.dataset.id, step);
  }

  async #edit(key, template) {
    const name = `${key}?${template}`;
    const loading = el("p", { class: "muted", role: "status" }, strings.loading);
    this.node.replaceChildren(loading);
    const wanted = () => this.#seen && this.node.firstElementChild === loading;
    try {
      const [{ Editor }] = await Promise.all([import("./editor.js"), this.#rules.load()]);
      if (!wanted()) return;
      if (!this.#editors.has(name)) {
        const rule = key === "new" ? null : this.#rules.get(key);
        if (rule === undefined) return void this.node.replaceChildren(...gone());
        const editor = new Editor({ rules: this.#rules, rule, template: Object.hasOwn(TEMPLATES, template) ? template : "", leave: (id) => {
          this.#editors.delete(name);
          // Saving takes its time; who is at another rule by then stays there.
          if (this.#editor === editor) this.#leave(id);
        }, say: this.#page.say });
        this.#editors.set(name, editor);
      }
      this.#editor = this.#editors.get(name);
      this.node.replaceChildren(this.#editor.node);
      this.#editor.show();
    } catch (error) {
      if (!wanted()) return;
      const { title, text } = explain(error);
      this.node.replaceChildren(el("h2", { tabindex: -1 }, title), el("p", { class: "faults-fault", role: "alert" }, text, " ", button(strings.again, { press: () => this.#edit(key, template) })));
    }
  }

  /** To the list, the way one came if that was it; `id` is the rule that the focus goes to. */
  #leave(id) {
    if (id) this.#editor.key = id;
    this.#page.router.up(HERE);
  }
}

const closing = (press) => el("button", { type: "button", class: "button ghost icon-only", "aria-label": strings.close, title: `${strings.close} (Esc)`, onclick: press }, icon("close"));

function templates() {
  const words = strings.faults;
  return el("section", {}, el("h3", {}, words.startFrom),
    el("ul", { class: "templates" }, Object.keys(TEMPLATES).map((name) => el("li", {},
      el("a", { class: "template", href: `${HERE}/new?template=${name}`, "data-testid": `template-${name}` },
        el("strong", {}, words.templates[name].title), el("span", {}, words.templates[name].text))))));
}

const gone = () => [
  el("h2", { tabindex: -1 }, strings.faults.gone), el("p", { class: "muted", "data-testid": "rule-gone" }, strings.faults.goneText, " ", el("a", { href: HERE }, strings.faults.backToList)),
];
