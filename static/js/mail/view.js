/** The mail that is open: what is known of it at the top, and one panel a tab. */

import { paths } from "../data/api.js";
import { setAge } from "../kit/clock.js";
import { bdi, clip, el, icon, span } from "../kit/dom.js";
import { readDate, shortTime, size } from "../kit/format.js";
import { recall, remember } from "../kit/memory.js";
import { compareRecipients, people, person } from "./people.js";
import { showSubject } from "../list/row.js";
import { strings } from "../kit/strings.js";
import { Tabs } from "../kit/tabs.js";
import { envelopePanel } from "./panels/envelope.js";
import { headersPanel } from "./panels/headers.js";
import { partsPanel } from "./panels/parts.js";
import { previewPanel } from "./panels/preview.js";
import { rawPanel } from "./panels/raw.js";
import { htmlPanel, textPanel } from "./panels/source.js";

const PANELS = { preview: previewPanel, text: textPanel, html: htmlPanel, headers: headersPanel, parts: partsPanel, envelope: envelopePanel, raw: rawPanel };
const BUSY_AFTER_MS = 150;
const LONGEST_SUBJECT = 2000;
const MOST_ATTACHMENTS = 50;
const MOST_PROBLEMS = 5;

/** Events: "shown" (detail the id), "failed" (detail {id, error}). */
export class MailView extends EventTarget {
  #api;
  #labels;
  #root;
  #find;
  #tabs;
  #loading = null;
  #mail = null;
  #panels = new Map();

  constructor({ root, api, labels }) {
    super();
    this.#labels = labels;
    this.#api = api;
    this.#root = root;
    this.#find = (name) => root.querySelector(name);
    this.#tabs = new Tabs(this.#find("#tabs"));
    this.#tabs.choose(recall("tab", "preview"), { quiet: true });
    this.#tabs.addEventListener("choose", ({ detail }) => {
      remember("tab", detail.name);
      this.#showPanel();
    });
  }

  get id() {
    return this.#mail?.id ?? null;
  }

  chooseTab(at) {
    this.#tabs.choose(this.#tabs.names[at]);
  }

  /** Loads and shows a mail; the one before stays until then, so that nothing flickers. */
  async open(id) {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#labels.expect(id);
    const busy = setTimeout(() => this.#root.setAttribute("aria-busy", "true"), BUSY_AFTER_MS);
    try {
      const { signal } = loading;
      const [message, parts, envelope, state] = await Promise.all([
        this.#api.message(id, signal),
        this.#api.parts(id, signal).catch(() => null),
        this.#api.envelope(id, signal).catch(() => null),
        this.#api.state(id, signal).catch(() => null),
      ]);
      if (loading !== this.#loading) return;
      this.#labels.show(id, state?.Tags ?? message.Tags, state?.Pinned);
      this.#show({ id, message, parts, envelope });
    } catch (error) {
      if (loading !== this.#loading) return;
      this.#mail = null;
      this.dispatchEvent(new CustomEvent("failed", { detail: { id, error } }));
    } finally {
      clearTimeout(busy);
      if (loading === this.#loading) this.#root.removeAttribute("aria-busy");
    }
  }

  /** More happened than was told: is it still there, and what became of it? */
  async check() {
    const { id } = this;
    if (!id) return;
    try {
      const { Tags: tags, Pinned: pinned } = await this.#api.state(id);
      if (id === this.id) this.#labels.take(tags, pinned);
    } catch (error) {
      if (id !== this.id || error.status !== 404) return;
      this.close();
      this.dispatchEvent(new CustomEvent("failed", { detail: { id, error } }));
    }
  }

  close() {
    this.#loading?.abort();
    this.#loading = null;
    this.#mail = null;
    this.#clear();
  }

  #clear() {
    this.#panels.clear();
    this.#find("#panel").replaceChildren();
  }

  #show(mail) {
    this.#mail = mail;
    showSubject(this.#find("#mail-subject bdi"), mail.message.Subject, LONGEST_SUBJECT);
    this.#find("#download").href = paths.download(mail.id);
    this.#find("#facts").replaceChildren(...facts(mail));
    fillAttachments(this.#find("#attachments"), mail);
    this.#fillProblems(mail.parts?.Problems ?? []);
    this.#find(".mail-head").scrollTop = 0;
    this.#clear();
    this.#showPanel();
    this.dispatchEvent(new CustomEvent("shown", { detail: mail.id }));
  }

  #showPanel() {
    if (!this.#mail) return;
    const name = this.#tabs.chosen;
    const panel = this.#find("#panel");
    if (!this.#panels.has(name)) {
      const made = PANELS[name]({ ...this.#mail, api: this.#api });
      this.#panels.set(name, made);
      panel.append(made.node);
    }
    // A hidden panel stays in the page: the preview keeps its place when one comes back.
    for (const [other, { node }] of this.#panels) node.hidden = other !== name;
    panel.dataset.name = name;
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    panel.scrollTop = 0;
    this.#find("#tools").replaceChildren(...(this.#panels.get(name).tools ?? []));
  }

  #fillProblems(problems) {
    const box = this.#find("#problems");
    box.hidden = !problems.length;
    if (!problems.length) return box.replaceChildren();
    const list = problems.slice(0, MOST_PROBLEMS).map((problem) => clip(problem, 200)).join("; ");
    const raw = el("button", { type: "button", class: "link", onclick: () => this.#tabs.choose("raw", { focus: true }) }, strings.mail.problemsRaw);
    return box.replaceChildren(icon("warn"), el("p", {}, bdi(null, strings.mail.problems(list)), raw, "."));
  }
}

function facts({ message, envelope, parts }) {
  const names = strings.facts;
  const all = (persons) => (persons?.length ? [people(persons.map((one) => person(one)))] : null);
  const hidden = blind(message, envelope, parts);
  return [
    [names.from, [message.From ? person(message.From) : span("none", strings.row.noSender)]],
    [names.to, all(message.To) ?? [span("none", strings.mail.nobody)]],
    [names.cc, all(message.Cc)],
    [names.bcc, hidden.length ? [people(hidden)] : null],
    [names.replyTo, all(message.ReplyTo)],
    [names.date, dates(message, envelope)],
  ].filter(([, values]) => values).map(([name, values]) => el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, values)));
}

/** Bcc of the header, and the recipients of the envelope that no header names. */
function blind(message, envelope, parts) {
  const inHeader = (parts?.Headers ?? []).some(({ Name: name }) => name.toLowerCase() === "bcc");
  const unseen = envelope ? compareRecipients(message, envelope).unseen : [];
  const header = inHeader ? message.Bcc ?? [] : [];
  const known = new Set(header.map((one) => one.Address.toLowerCase()));
  return [
    ...header.map((one) => person(one)),
    ...unseen.filter((address) => !known.has(address.toLowerCase())).map((address) => person({ Name: "", Address: address }, strings.mail.unseen)),
  ];
}

function dates(message, envelope) {
  const sent = readDate(message.Date);
  const received = readDate(envelope?.Received);
  const nodes = [sent ? el("time", { datetime: sent.toISOString() }, shortTime(sent)) : span("none", strings.mail.dateUnread)];
  if (received) {
    const time = el("time", { class: "muted" });
    setAge(time, received, ({ text, old }) => strings.mail[old ? "received" : "receivedAgo"](text));
    nodes.push(el("span", { class: "muted", "aria-hidden": "true" }, " · "), time);
  }
  return nodes;
}

function fillAttachments(list, { id, message }) {
  const own = (message.Attachments ?? []).map((part) => [part, false]);
  const inline = (message.Inline ?? []).map((part) => [part, true]);
  const items = [...own, ...inline].slice(0, MOST_ATTACHMENTS).map(([part, inside]) => {
    const name = clip(part.FileName || strings.mail.namelessPart(part.PartID), 120);
    return el("li", {}, el("a", { class: "attachment", href: paths.part(id, part.PartID), download: "", title: `${strings.download(name)}\n${part.ContentType}` },
      icon("file"),
      bdi("attachment-name", name),
      span("attachment-type", `${clip(part.ContentType, 40)}${inside ? `, ${strings.mail.inline}` : ""}`),
      span("attachment-size", size(part.Size))));
  });
  list.hidden = !items.length;
  list.replaceChildren(...items);
}
