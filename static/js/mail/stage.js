/** Below the head: a tab for each panel, and the panel that is chosen; made when it first is, kept until another mail comes. */

import { button, el, span } from "../kit/dom.js";
import { recall, remember } from "../kit/memory.js";
import { explain } from "../kit/notice.js";
import { count, strings } from "../kit/strings.js";
import { Tabs } from "../kit/tabs.js";
import { expectPanel, makePanel } from "./panels.js";

const BUSY_AFTER_MS = 150;

export class Stage {
  #tabs;
  #row;
  #panel;
  #tools;
  #mail = null;
  #shown = null;
  /** By name: {node, tools, close, top}, `top` being how far it was scrolled. */
  #panels = new Map();

  constructor({ row, panel, tools }) {
    this.#row = row;
    this.#panel = panel;
    this.#tools = tools;
    this.#tabs = new Tabs(row);
    this.#tabs.choose(recall("tab", "preview"), { quiet: true });
    this.#tabs.addEventListener("choose", ({ detail }) => {
      remember("tab", detail.name);
      this.#show();
    });
    row.addEventListener("scroll", () => this.#hint(), { passive: true });
    new ResizeObserver(() => {
      this.#tabs.choose(this.#tabs.chosen, { quiet: true });
      this.#hint();
    }).observe(row);
  }

  choose(name, options) {
    this.#tabs.choose(name, options);
  }

  chooseAt(at) {
    this.#tabs.choose(this.#tabs.names[at]);
  }

  /** Chooses a panel; what it is, when it is there. */
  async show(name, options) {
    this.#tabs.choose(name, options);
    const panel = this.#panels.get(name);
    return panel?.coming ?? panel;
  }

  /** `mail` is what panels get, see panels.js; none empties the stage. */
  open(mail) {
    for (const { close } of this.#panels.values()) close?.();
    this.#panels.clear();
    this.#panel.replaceChildren();
    this.#tools.replaceChildren();
    this.#shown = null;
    this.#mail = mail;
    if (mail) this.#show();
  }

  /** Loads what a mail with this message will be shown by. */
  expect(message) {
    return expectPanel(this.#tabs.chosen, message);
  }

  /** Says of a tab how many there are, or that there is nothing. */
  mark(name, { many = 0, empty = !many }) {
    const tab = this.#row.querySelector(`[data-tab=${name}]`);
    tab.toggleAttribute("data-empty", empty);
    tab.querySelector(".tab-count")?.remove();
    if (many) tab.append(span("tab-count", ` ${count(many)}`));
  }

  #show() {
    if (!this.#mail) return;
    const before = this.#panels.get(this.#shown);
    if (before) before.top = this.#panel.scrollTop;
    this.#shown = this.#tabs.chosen;
    if (this.#panels.has(this.#shown)) this.#arrange();
    else this.#make(this.#shown);
  }

  /** A panel that is under way shows that only when it takes long. */
  #make(name) {
    const mail = this.#mail;
    const made = attempt(() => makePanel(name, mail), () => this.#put(name, null));
    if (!(made instanceof Promise)) return void this.#put(name, made);
    const waiting = el("div", { class: "nothing muted" });
    const timer = setTimeout(() => waiting.append(strings.loading), BUSY_AFTER_MS);
    const coming = made.then((panel) => {
      clearTimeout(timer);
      if (mail === this.#mail) this.#put(name, panel);
      else panel.close?.();
      return panel;
    });
    return void this.#put(name, { node: waiting, coming });
  }

  /** In the place of what stood there; without a panel it is made once more. */
  #put(name, panel) {
    this.#panels.get(name)?.node.remove();
    this.#panels.delete(name);
    if (!panel) {
      if (this.#shown === name) this.#make(name);
      return;
    }
    this.#panels.set(name, panel);
    this.#panel.append(panel.node);
    if (this.#shown === name) this.#arrange();
    else panel.node.hidden = true;
  }

  #arrange() {
    const name = this.#shown;
    const { tools = [], top = 0 } = this.#panels.get(name);
    // A hidden panel stays in the page: the preview keeps its place when one comes back.
    for (const [other, { node }] of this.#panels) node.hidden = other !== name;
    this.#panel.dataset.name = name;
    this.#panel.setAttribute("aria-labelledby", `tab-${name}`);
    this.#panel.scrollTop = top;
    this.#tools.replaceChildren(...tools);
  }

  /** Where the row goes on, it fades. */
  #hint() {
    const { scrollLeft, scrollWidth, clientWidth } = this.#row;
    // From right to left it counts below zero.
    const gone = Math.abs(scrollLeft);
    this.#row.toggleAttribute("data-before", gone > 1);
    this.#row.toggleAttribute("data-after", scrollWidth - clientWidth - gone > 1);
  }
}

/** What `make` makes; when it fails, a panel that says why. */
function attempt(make, again) {
  const failed = (error) => {
    if (error.status === undefined) console.error(error);
    const { title, text } = explain(error, true);
    const act = error.status === 404 ? null : button(strings.again, { press: again });
    return { node: el("div", { class: "nothing" }, el("p", {}, `${title}.`), el("p", { class: "muted" }, text), act) };
  };
  try {
    const made = make();
    return made instanceof Promise ? made.catch(failed) : made;
  } catch (error) {
    return failed(error);
  }
}
