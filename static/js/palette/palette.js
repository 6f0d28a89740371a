/** The command palette: what is typed finds commands, views, inboxes, tags, saved searches and mails; Enter does it. */

import { closable } from "../kit/dialogs.js";
import { bdi, clip, el, icon, span } from "../kit/dom.js";
import { KeptList } from "../kit/kept.js";
import { stylesheet } from "../kit/load.js";
import { strings } from "../kit/strings.js";
import { match } from "./fuzzy.js";
import { mails, places } from "./sources.js";

const MOST = 50;
const MOST_RECENT = 20;
const RECENT_BONUS = 8;
const ASK_AFTER_MS = 120;
const LONGEST = 120;
const GROUPS = ["recent", "commands", "saved", "inboxes", "tags", "mails"];

let palette = null;

/** Opens it; the first time it is made. `page`: {api, router, commands, known, saved}. */
export async function showPalette(page, typed = []) {
  await Promise.all(["dialogs", "palette"].map(stylesheet));
  palette ??= new Palette(page);
  palette.show(typed.join(""));
}

class Palette {
  #page;
  #recent = new KeptList("palette", (each) => typeof each === "string");
  #list = el("div", { id: "palette-list", role: "listbox", "aria-label": strings.palette.found, class: "palette-list" });
  #input = el("input", {
    id: "palette-input", "data-testid": "palette-input", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": strings.palette.label, placeholder: strings.palette.label, maxlength: 200, autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
  });
  #none = el("p", { class: "palette-none", role: "status" });
  #dialog = closable(el("dialog", { class: "dialog palette", id: "palette", "data-testid": "palette", "aria-label": strings.palette.title },
    el("div", { class: "palette-box" }, icon("search"), this.#input, el("kbd", {}, strings.keys.names.Escape)), this.#list, this.#none));
  #places = [];
  #mails = [];
  #options = [];
  #at = 0;
  #timer = 0;
  #asking = null;

  constructor(page) {
    this.#page = page;
    document.body.append(this.#dialog);
    this.#input.addEventListener("input", () => this.#typed());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("close", () => this.#forget());
    // The focus stays in the field.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.#run(Number(option.dataset.at));
    });
    page.known.addEventListener("changed", () => this.#dialog.open && this.#gather());
  }

  show(typed) {
    if (this.#dialog.open) return;
    this.#input.value = typed;
    this.#dialog.showModal();
    this.#input.focus();
    this.#gather();
    if (typed) this.#typed();
  }

  #gather() {
    this.#places = places(this.#page);
    this.#draw();
  }

  #typed() {
    this.#forget();
    this.#draw();
    const typed = this.#input.value.trim();
    if (typed) this.#timer = setTimeout(() => this.#ask(typed).catch(() => {}), ASK_AFTER_MS);
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#mails = [];
  }

  async #ask(typed) {
    this.#asking = new AbortController();
    this.#mails = await mails(this.#page, typed, this.#asking.signal);
    const { id } = this.#options[this.#at] ?? {};
    this.#draw();
    const now = this.#options.findIndex((each) => each.id === id);
    // Who has gone down the list already stays where he is.
    if (now > 0) this.#point(now);
  }

  /** The best first, each kind together, in the order of its best; without anything typed what was used last. */
  #found() {
    const typed = this.#input.value.trim();
    const last = (id) => this.#recent.all.indexOf(id);
    if (!typed) {
      const recent = this.#places.filter(({ id }) => last(id) >= 0).sort((one, other) => last(one.id) - last(other.id)).slice(0, 5).map((each) => ({ ...each, group: "recent" }));
      return [...recent, ...this.#places.filter(({ id }) => !recent.some((each) => each.id === id))];
    }
    const found = this.#places.flatMap((each) => {
      const hit = match(each.text, typed);
      return hit ? [{ ...each, hit, score: hit.score + (last(each.id) < 0 ? 0 : RECENT_BONUS / (1 + last(each.id))) }] : [];
    }).sort((one, other) => other.score - one.score).slice(0, MOST);
    const order = [...new Set(found.map(({ group }) => group))];
    return [...order.flatMap((group) => found.filter((each) => each.group === group)), ...this.#mails];
  }

  #draw() {
    const found = this.#found();
    const groups = GROUPS.filter((group) => found.some((each) => each.group === group));
    // In the order in which they stand.
    this.#options = found;
    groups.sort((one, other) => found.findIndex(({ group }) => group === one) - found.findIndex(({ group }) => group === other));
    this.#list.replaceChildren(...groups.map((group) => el("div", { role: "group", "aria-labelledby": `palette-${group}` },
      el("div", { class: "palette-group", id: `palette-${group}`, role: "presentation" }, strings.palette.groups[group]),
      ...found.flatMap((each, at) => (each.group === group ? [option(each, at)] : [])))));
    this.#list.hidden = !found.length;
    this.#none.textContent = found.length ? "" : strings.palette.none;
    this.#point(0);
  }

  #point(at) {
    this.#at = at;
    for (const one of this.#list.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(Number(one.dataset.at) === at));
    const node = this.#list.querySelector(`[data-at="${at}"]`);
    if (!node) return this.#input.removeAttribute("aria-activedescendant");
    node.scrollIntoView({ block: "nearest" });
    return this.#input.setAttribute("aria-activedescendant", node.id);
  }

  #key(event) {
    if (event.isComposing) return;
    const last = this.#options.length - 1;
    const leap = { PageDown: Math.min(last, this.#at + 8), PageUp: Math.max(0, this.#at - 8) }[event.key];
    const to = { ArrowDown: this.#at >= last ? 0 : this.#at + 1, ArrowUp: this.#at <= 0 ? last : this.#at - 1 }[event.key] ?? leap;
    if (to !== undefined) this.#point(to);
    else if (event.key === "Enter") this.#run(this.#at);
    else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) this.#dialog.close();
    else return;
    event.preventDefault();
  }

  #run(at) {
    const chosen = this.#options[at];
    if (!chosen) return;
    this.#dialog.close();
    if (chosen.group !== "mails") this.#recent.set([chosen.id, ...this.#recent.all.filter((id) => id !== chosen.id)].slice(0, MOST_RECENT));
    chosen.run();
  }
}

function option({ icon: sign, text, note = "", keys = [], hit }, at) {
  return el("div", { role: "option", class: "palette-option", id: `palette-${at}`, "data-at": at, "data-testid": "palette-option", "aria-selected": "false" },
    icon(sign), bdi("palette-text", ...marked(text, hit?.at ?? [])), note ? bdi("palette-note", clip(note, LONGEST)) : null,
    keys.length ? span("palette-keys", ...keys.map((key) => el("kbd", {}, key))) : null);
}

/** The text with the letters that match set off. */
function marked(text, at) {
  const shown = clip(text, LONGEST);
  const hits = new Set(at);
  const pieces = [];
  for (let place = 0; place < shown.length; place += 1) {
    const hit = hits.has(place);
    const same = pieces.at(-1);
    if (same?.hit === hit) same.text += shown[place];
    else pieces.push({ hit, text: shown[place] });
  }
  return pieces.map(({ hit, text: piece }) => (hit ? el("mark", {}, piece) : piece));
}
