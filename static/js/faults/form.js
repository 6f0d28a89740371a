/** The fields of a rule: what is typed into them, as a rule, and a rule, as what stands in them. */

import { el, span } from "../kit/dom.js";
import { strings } from "../kit/strings.js";
import { PRESETS, usual } from "./replies.js";
import { closes, CHOICES, FACTS, kindOf, knows, passes, PHASES, seconds, time, usualPer } from "./terms.js";

/** What matches an empty text; in a field that is empty nothing is asked for. */
const EMPTY = "/^$/";
const NO_CODE = "none";
const MODES = ["reply", "usual", "pass"];
const ENDS = ["on", "close", "cut"];

const number = (text) => (/^\d+(?:\.\d+)?(?:e-?\d+)?$/.test(text) ? Number(text) : text);
const pattern = (text) => (text === EMPTY ? "" : text);
const percent = (text) => (typeof number(text.replace(/ *%$/, "")) === "number" ? Number((Number(text.replace(/ *%$/, "")) / 100).toPrecision(12)) : text);
const given = (text, read) => (text === "" ? undefined : read(text));

export class RuleForm {
  /** Sections, to be put into a form. */
  sections;
  #inputs = {};
  #words = strings.faults.form;
  #came = {};
  /** What the rule was counted by, in its own order, which is kept. */
  #order = [];

  constructor() {
    this.sections = [this.#when(), this.#often(), this.#what()];
    for (const name of ["Match.Phase", "Choice", "Effect", "Effect.Ends"]) this.#input(name).addEventListener("change", () => this.#shape());
    this.#input("Match.Phase").addEventListener("change", () => this.#offer());
    this.#input("Choice").addEventListener("change", () => this.#count(usualPer(this.#kind === "First" ? "First" : "MoreThan", this.#phase)));
    this.#input("Effect.Preset").addEventListener("change", () => this.#take());
    for (const name of ["Code", "Enhanced", "Text"]) this.#input(`Effect.${name}`).addEventListener("input", () => this.#offer());
  }

  /** The field that a fault of the server names, or null; of one that is out of sight, too. */
  field(path) {
    const input = this.#inputs[path];
    return input?.checkVisibility() ? input : null;
  }

  get #phase() {
    return this.#input("Match.Phase").value;
  }

  get #kind() {
    return this.#chosen("Choice");
  }

  #input(path) {
    return this.#inputs[path];
  }

  /** What was typed without the blanks around it; what came with the rule may have them. */
  #value(path) {
    const { value } = this.#inputs[path];
    return value === this.#came[path] ? value : value.trim();
  }

  #chosen(path) {
    return this.#inputs[path].querySelector(":checked")?.value;
  }

  #set(path, value) {
    this.#came[path] = String(value ?? "");
    this.#inputs[path].value = this.#came[path];
  }

  #choose(path, value) {
    this.#inputs[path].querySelector(`[value="${value}"]`).checked = true;
  }

  // What stands in the fields

  read() {
    const name = this.#value("Name");
    return { Name: name || undefined, Match: this.#match(), Choice: this.#choice(), Effect: this.#effect() };
  }

  #match() {
    const phase = this.#phase;
    const match = { Phase: phase };
    for (const fact of FACTS) if (knows(phase, fact)) match[fact] = given(this.#value(`Match.${fact}`), pattern);
    const [name, value] = [this.#value("Match.Header.Name"), this.#value("Match.Header.Value")];
    if (knows(phase, "Header") && (name || value)) match.Header = { Name: name, Value: given(value, pattern) };
    if (knows(phase, "Size")) for (const size of ["MinSize", "MaxSize"]) match[size] = given(this.#value(`Match.${size}`), number);
    return match;
  }

  #choice() {
    const kind = this.#kind;
    if (kind === "Always") return { Always: true };
    if (kind === "Probability") return { Probability: percent(this.#value("Choice.Probability")) };
    const choice = { [kind]: number(this.#value(`Choice.${kind}`)) };
    if (kind === "Every") return choice;
    if (kind === "MoreThan") choice.Within = seconds(this.#value("Choice.Within"));
    const per = [...this.#input("Choice.Per").querySelectorAll("input:checked")].map((each) => each.value);
    const rank = (fact) => (this.#order.includes(fact) ? this.#order.indexOf(fact) : FACTS.length);
    per.sort((one, other) => rank(one) - rank(other));
    return { ...choice, Per: per.filter((fact) => knows(this.#phase, FACTS.find((each) => each.toLowerCase() === fact))) };
  }

  #effect() {
    const mode = this.#chosen("Effect");
    if (mode === "pass") return {};
    const effect = {};
    if (mode === "reply") {
      const enhanced = this.#value("Effect.Enhanced");
      Object.assign(effect, { Code: number(this.#value("Effect.Code")), Enhanced: enhanced.toLowerCase() === NO_CODE ? "" : enhanced || undefined, Text: this.#value("Effect.Text") || undefined });
    }
    const ends = this.#value("Effect.Ends");
    effect.Delay = given(this.#value("Effect.Delay"), seconds);
    effect.Rate = given(this.#value("Effect.Rate"), number);
    if (ends === "close") effect.Drop = true;
    if (ends === "cut") effect.Truncate = number(this.#value("Effect.Truncate"));
    return effect;
  }

  // A rule into the fields

  write({ Name: name, Match: match, Choice: choice, Effect: effect }) {
    this.#set("Name", name);
    this.#set("Match.Phase", match.Phase);
    for (const fact of FACTS) this.#set(`Match.${fact}`, match[fact] === "" ? EMPTY : match[fact]);
    this.#set("Match.Header.Name", match.Header?.Name);
    this.#set("Match.Header.Value", match.Header?.Value === "" ? EMPTY : match.Header?.Value);
    for (const size of ["MinSize", "MaxSize"]) this.#set(`Match.${size}`, match[size]);
    this.#writeChoice(choice, match.Phase);
    this.#writeEffect(effect, match.Phase);
    this.#shape();
    this.#offer();
  }

  #writeChoice(choice, phase) {
    const kind = kindOf(choice);
    this.#choose("Choice", kind);
    this.#set("Choice.Probability", kind === "Probability" ? Number((choice.Probability * 100).toPrecision(12)) : 30);
    this.#set("Choice.Every", choice.Every ?? 3);
    this.#set("Choice.First", choice.First ?? 1);
    this.#set("Choice.MoreThan", choice.MoreThan ?? 10);
    this.#set("Choice.Within", time(choice.Within ?? 60));
    this.#order = choice.Per ?? [];
    this.#count(choice.Per ?? usualPer("MoreThan", phase));
  }

  #writeEffect(effect, phase) {
    const { Code: code, Enhanced: enhanced, Text: text, Delay: delay, Truncate: cut, Rate: rate } = effect;
    this.#choose("Effect", code ? "reply" : passes(effect) ? "pass" : "usual");
    this.#set("Effect.Code", code ?? 451);
    this.#set("Effect.Enhanced", enhanced === "" && usual(phase, code)[0] ? NO_CODE : enhanced);
    this.#set("Effect.Text", text);
    this.#set("Effect.Delay", delay ? time(delay) : "");
    this.#set("Effect.Rate", rate || "");
    this.#set("Effect.Ends", (cut ?? null) !== null ? "cut" : closes(effect) ? "close" : "on");
    this.#set("Effect.Truncate", cut ?? 5);
  }

  #count(per) {
    for (const each of this.#input("Choice.Per").querySelectorAll("input")) each.checked = per.includes(each.value);
  }

  /** Only what makes sense is in sight; what is not keeps what stands in it. */
  #shape() {
    const [phase, kind, mode] = [this.#phase, this.#kind, this.#chosen("Effect")];
    const now = { kind: [kind], mode: [mode], ends: [this.#value("Effect.Ends")] };
    for (const section of this.sections) {
      for (const node of section.querySelectorAll("[data-since]")) node.hidden = !knows(phase, node.dataset.since);
      for (const node of section.querySelectorAll("[data-for]")) {
        const [what, wanted] = node.dataset.for.split("=");
        node.hidden = !wanted.split(",").some((each) => now[what].includes(each));
      }
    }
  }

  /** The replies that make sense at the phase; chosen is the one that stands in the fields. */
  #offer() {
    const words = this.#words;
    const phase = this.#phase;
    const code = number(this.#value("Effect.Code"));
    const [enhanced, text] = usual(phase, code);
    this.#input("Effect.Enhanced").placeholder = enhanced;
    this.#input("Effect.Text").placeholder = text;
    const now = [code, this.#value("Effect.Enhanced") || enhanced, this.#value("Effect.Text") || text].join(" ");
    const fits = PRESETS.filter(({ at }) => at.includes(phase));
    const found = fits.find(({ reply: [each, with_, says] }) => now === [each, phase === "connect" || phase === "ehlo" ? "" : with_, says].join(" "));
    this.#input("Effect.Preset").replaceChildren(el("option", { value: "" }, words.ownReply),
      ...fits.map(({ name, reply }) => el("option", { value: name, selected: name === found?.name }, `${words.presets[name]} (${reply[0]})`)));
  }

  #take() {
    const preset = PRESETS.find(({ name }) => name === this.#value("Effect.Preset"));
    if (!preset) return;
    const [code, enhanced, text] = preset.reply;
    this.#set("Effect.Code", code);
    this.#set("Effect.Enhanced", usual(this.#phase, code)[0] ? enhanced : "");
    this.#set("Effect.Text", text);
    this.#offer();
  }

  // How the fields are made

  #when() {
    const words = this.#words;
    const phases = el("select", {}, PHASES.map((phase) => el("option", { value: phase }, words.phases[phase])));
    const patterns = FACTS.map((fact) => this.#field(`Match.${fact}`, { since: fact, mono: true }));
    return section(words.when,
      this.#field("Name", { most: 100 }),
      this.#field("Match.Phase", { input: phases }),
      el("p", { class: "hint-line" }, words.patterns),
      el("div", { class: "fields" }, patterns,
        this.#field("Match.Header.Name", { since: "Header", mono: true }), this.#field("Match.Header.Value", { since: "Header", mono: true }),
        this.#field("Match.MinSize", { since: "Size", numeric: true }), this.#field("Match.MaxSize", { since: "Size", numeric: true })));
  }

  #often() {
    const words = this.#words;
    const counted = "kind=First,MoreThan";
    const per = el("fieldset", { class: "per field", "data-for": counted }, el("legend", {}, words.per),
      el("div", { class: "checks" }, FACTS.map((fact) => el("label", { class: "check", "data-since": fact }, el("input", { type: "checkbox", value: fact.toLowerCase(), "data-testid": `per-${fact.toLowerCase()}` }), span("", strings.faults.facts[fact.toLowerCase()])))),
      el("p", { class: "setting-note" }, words.perHint), faultOf("Choice.Per"));
    this.#inputs["Choice.Per"] = per;
    return section(words.often, this.#radios("Choice", CHOICES),
      el("div", { class: "fields" },
        this.#field("Choice.Probability", { only: "kind=Probability", numeric: true }), this.#field("Choice.Every", { only: "kind=Every", numeric: true }),
        this.#field("Choice.First", { only: "kind=First", numeric: true }), this.#field("Choice.MoreThan", { only: "kind=MoreThan", numeric: true }),
        this.#field("Choice.Within", { only: "kind=MoreThan" })), per);
  }

  #what() {
    const words = this.#words;
    const reply = "mode=reply";
    const own = "mode=reply,usual";
    const ends = el("select", {}, ENDS.map((value) => el("option", { value }, words.ends[value])));
    return section(words.what, this.#radios("Effect", MODES),
      el("div", { class: "fields" },
        this.#field("Effect.Preset", { only: reply, input: el("select", {}) }), this.#field("Effect.Code", { only: reply, numeric: true }),
        this.#field("Effect.Enhanced", { only: reply, mono: true }), this.#field("Effect.Text", { only: reply, most: 400, mono: true })),
      el("div", { class: "fields", "data-for": own },
        this.#field("Effect.Delay"), this.#field("Effect.Rate", { numeric: true }),
        this.#field("Effect.Ends", { input: ends }), this.#field("Effect.Truncate", { only: "ends=cut", numeric: true })));
  }

  #field(path, { input = el("input", { type: "text" }), since, only, most = 1000, numeric = false, mono = false } = {}) {
    const id = `rule-${path.replaceAll(".", "-")}`;
    const [label, hint] = [this.#words.labels[path], this.#words.hints[path]];
    const all = { id, class: mono ? "input mono" : "input", "data-testid": id, "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-fault` };
    for (const [name, value] of Object.entries(all)) input.setAttribute(name, value);
    if (input.matches("input")) for (const [name, value] of Object.entries({ autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: most, ...(numeric && { inputmode: "decimal" }) })) input.setAttribute(name, value);
    this.#inputs[path] = input;
    return el("div", { class: "field", "data-since": since, "data-for": only }, el("label", { for: id }, label), input,
      hint ? el("p", { class: "setting-note", id: `${id}-hint` }, hint) : null, faultOf(path));
  }

  #radios(path, values) {
    const name = `rule-${path}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const node = el("fieldset", { class: "setting" }, el("legend", { class: "vh" }, this.#words[path === "Choice" ? "often" : "what"]),
      el("div", { class: "radios" }, values.map((value) => el("label", { class: "radio" }, el("input", { type: "radio", name, value, "data-testid": `${path.toLowerCase()}-${value}` }), el("span", {}, this.#words.kinds[value])))));
    this.#inputs[path] = node;
    return node;
  }
}

const section = (title, ...children) => el("section", {}, el("h3", {}, title), children);
const faultOf = (path) => el("p", { class: "field-fault", id: `rule-${path.replaceAll(".", "-")}-fault`, "data-fault": path, hidden: true });
