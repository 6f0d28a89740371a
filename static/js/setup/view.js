/** What is in the set-up: how a mail gets here, for each framework, by the listener and with the login that one chooses. */

import { copyButton } from "../kit/copy.js";
import { bdi, button, el, icon, span } from "../kit/dom.js";
import { recall, remember } from "../kit/memory.js";
import { explain } from "../kit/notice.js";
import { strings } from "../kit/strings.js";
import { Tabs } from "../kit/tabs.js";
import { figuresOf, SNIPPETS } from "./snippets.js";
import { placeOf, USUAL, Way } from "./way.js";

const DEMO = "mailtrap demo";

export const create = (root, page) => new View(root, page);

class View {
  #page;
  #way = null;
  #state = null;
  #came = null;
  #head = el("h2", { id: "setup-title", tabindex: -1 });
  #lead = el("p", { class: "lead" });
  #waiting = el("p", { class: "waiting", role: "status", "data-testid": "setup-waiting" });
  #application = el("section", { "aria-labelledby": "setup-app" });
  #facts = el("dl", { class: "doors" });
  #fields = el("div", { class: "setup-fields" });
  #trust = el("div", { class: "trust", "data-testid": "setup-trust" });
  #panel = el("div", { role: "tabpanel", id: "setup-snippet", "data-testid": "setup-snippet" });
  #chosen = null;
  #round = 0;

  constructor(root, page) {
    this.#page = page;
    const words = strings.setup;
    root.replaceChildren(el("div", { class: "setup-inner" },
      el("button", { type: "button", class: "button ghost icon-only setup-close", "aria-label": words.close, title: `${words.close} (Esc)`, onclick: page.back }, icon("close")),
      el("header", { class: "setup-head" }, this.#head, this.#lead),
      el("section", { "aria-labelledby": "setup-try" },
        el("h3", { id: "setup-try" }, words.try),
        el("div", { class: "try" },
          button(strings.demo.label, { icon: "send", kind: "primary", testid: "demo", press: page.demo }),
          span("or", words.shell),
          span("command", el("code", {}, DEMO), copyButton(() => DEMO, DEMO))),
        this.#waiting),
      this.#application));
    root.querySelector("[data-testid=demo]").dataset.demo = "";
    page.mailbox.addEventListener("came", ({ detail: mail }) => this.#arrive(mail));
  }

  /** `state`: "empty", "arrived" or "setup". */
  show(state) {
    const words = strings.setup;
    if (this.#state !== state && state !== "arrived") this.#came = null;
    this.#state = state;
    this.#head.closest(".setup").dataset.state = state;
    this.#head.replaceChildren(el("span", state === "empty" ? { "data-testid": "empty" } : {}, words[state === "setup" ? "title" : state]));
    this.#lead.textContent = words[`${state === "setup" ? "title" : state}Lead`];
    this.#wait();
    if (state === "arrived" && !this.#came) this.#page.attempt(() => this.#first());
    if (!this.#way) this.#look();
  }

  hide() {
    this.#state = null;
  }

  // The first mail

  #arrive(mail) {
    if (!this.#state || this.#came) return;
    this.#came = mail;
    this.#wait();
  }

  /** It came while we were not connected. */
  async #first() {
    const { messages: [mail] } = await this.#page.api.list({}, 0, 1);
    if (mail && this.#state === "arrived") this.#arrive(mail);
  }

  #wait() {
    const words = strings.setup;
    const mail = this.#came;
    this.#waiting.classList.toggle("came", Boolean(mail));
    if (mail) this.#waiting.replaceChildren(icon("check"), words.works, " ", el("a", { href: `#/m/${mail.ID}`, "data-testid": "setup-came" }, bdi(null, mail.Subject || strings.row.noSubject)));
    else this.#waiting.replaceChildren(span("waiting-dot"), this.#state === "setup" ? words.waitingNext : words.waiting);
  }

  // The listener and the login

  async #look() {
    try {
      const { Mailtrap: own } = await this.#page.api.info();
      this.#way ??= new Way(own);
      this.#draw();
    } catch (error) {
      if (error.status === undefined) throw error;
      const { title, text } = explain(error);
      this.#application.replaceChildren(el("p", { class: "also" }, `${title}. ${text} `, button(strings.again, { press: () => this.#page.attempt(() => this.#look()) })));
    }
  }

  #draw() {
    const words = strings.setup;
    const { doors, door } = this.#way;
    const tabs = el("div", { class: "picks", role: "tablist", "aria-labelledby": "setup-app", id: "setup-picks" },
      SNIPPETS.map(([id, name]) => el("button", { type: "button", role: "tab", id: `pick-${id}`, "data-tab": id, "aria-controls": "setup-snippet", "aria-selected": "false", tabindex: -1 }, name)));
    const choice = doors.length > 1 ? labelled("setup-door", words.door, null, el("select", { id: "setup-door", class: "input", onchange: ({ target }) => this.#choose(target.value) },
      doors.map((one) => el("option", { value: one.URL, selected: one === door }, one.TLS === "none" ? one.URL : `${one.URL.replace(/\?.*/, "")} · ${words.tls[one.TLS]}`)))) : null;
    this.#application.replaceChildren(el("h3", { id: "setup-app" }, words.application), ...[choice, this.#facts, this.#fields, this.#trust].filter(Boolean), tabs, this.#panel);
    this.#drawWay();
    const list = new Tabs(tabs);
    list.addEventListener("choose", ({ detail: { name } }) => {
      remember("setup", name);
      this.#chosen = SNIPPETS.find(([each]) => each === name);
      this.#write();
    });
    list.choose(recall("setup", SNIPPETS[0][0]));
  }

  #choose(url) {
    this.#way.chooseDoor(url);
    this.#drawWay();
    this.#write();
  }

  /** What depends on the listener; what is typed changes the snippets alone, so that the fields stay. */
  #drawWay() {
    const words = strings.setup;
    const { door, closed, named, typed } = this.#way;
    const { socket, host, port, tls } = placeOf(door);
    this.#facts.replaceChildren(...[
      ...(socket ? [[words.socket, socket]] : [[words.host, host], [words.port, port]]),
      [words.encryption, words.tls[door.TLS]],
      [words.login, closed ? words.closed : words[door.Login === "required" ? "needed" : "free"]],
    ].map(([name, value], at) => el("div", {}, el("dt", {}, name), el("dd", {}, at < (socket ? 1 : 2) ? el("code", {}, String(value)) : value))));
    const field = (name, label, hint, usual) => labelled(`setup-${name}`, label, hint, el("input", {
      id: `setup-${name}`, class: "input", value: typed[name], placeholder: usual, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      "aria-describedby": hint && `setup-${name}-hint`, oninput: ({ target }) => { this.#way.type(name, target.value); this.#write(); } }));
    const free = door.Login === "optional";
    this.#fields.replaceChildren(...(closed ? [] : [
      field("user", named ? words.user : words.inbox, named ? words.userHint : words.inboxHint, free ? words.noLogin : USUAL.user),
      field("password", words.password, named ? words.passwordHint : words.anyPassword, USUAL.password)]));
    this.#trust.hidden = tls === "none";
    this.#trust.replaceChildren(...(tls === "none" ? [] : this.#certificate(field)));
  }

  #certificate(field) {
    const words = strings.setup;
    const { sha256 } = this.#way.way;
    const address = new URL("api/v1/certificate", document.baseURI).href;
    const [before, after] = words.trustMore("\0").split("\0");
    const command = `curl -o ${USUAL.cafile} ${address}`;
    return [
      el("h4", {}, words.certificate),
      el("p", { class: "also" }, words[this.#way.given ? "trustGiven" : "trust"]),
      el("div", { class: "try" },
        el("a", { class: "button", href: address, download: USUAL.cafile, "data-testid": "setup-certificate" }, icon("download"), el("span", {}, USUAL.cafile)),
        span("or", words.shell),
        span("command", el("code", {}, command), copyButton(() => command, command))),
      el("p", { class: "also" }, words.sha256, " ", el("code", { class: "fingerprint" }, sha256)),
      el("p", { class: "also" }, before, el("code", {}, "mailtrap cert"), after),
      field("cafile", words.cafile, words.cafileHint, USUAL.cafile)];
  }

  // The snippets

  #write() {
    this.#page.attempt(() => this.#rewrite());
  }

  async #rewrite() {
    this.#round += 1;
    const round = this.#round;
    const [id, name] = this.#chosen;
    const figures = await figuresOf(this.#chosen, this.#way.way);
    if (round !== this.#round) return;
    this.#panel.setAttribute("aria-labelledby", `pick-${id}`);
    this.#panel.replaceChildren(...(figures?.map(shown)
      ?? [el("p", { class: "also" }, strings.setup.noPort(name), " ", el("code", {}, "--smtp localhost:1025"))]));
  }
}

const labelled = (id, label, hint, control) => el("div", { class: "setup-field" },
  el("label", { for: id }, label), control, hint ? el("p", { class: "also", id: `${id}-hint` }, hint) : null);

const shown = ({ where, text }) => el("figure", { class: "code" },
  el("figcaption", {}, el("span", {}, where), copyButton(() => text)),
  el("pre", { tabindex: 0 }, el("code", {}, text)));
