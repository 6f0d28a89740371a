/** The mail that is open: what is known of it at the top, and one panel a tab. */

import { paths } from "../data/api.js";
import { setAge } from "../kit/clock.js";
import { bdi, clip, el, icon, span } from "../kit/dom.js";
import { readDate, shortTime } from "../kit/format.js";
import { compareRecipients, people, person } from "./people.js";
import { showSubject } from "../list/row.js";
import { strings } from "../kit/strings.js";
import { Letter } from "./letter.js";
import { attachmentStrip } from "./panels/attachments.js";
import { Stage } from "./stage.js";

const BUSY_AFTER_MS = 150;
const LONGEST_SUBJECT = 2000;
const MOST_PROBLEMS = 5;

/** Events: "shown" (detail the id), "failed" (detail {id, error}). */
export class MailView extends EventTarget {
  #api;
  #labels;
  #mailbox;
  #root;
  #find;
  #stage;
  #loading = null;
  #mail = null;

  constructor({ root, api, labels, mailbox }) {
    super();
    this.#labels = labels;
    this.#mailbox = mailbox;
    this.#api = api;
    this.#root = root;
    this.#find = (name) => root.querySelector(name);
    this.#stage = new Stage({ row: this.#find("#tabs"), panel: this.#find("#panel"), tools: this.#find("#tools") });
  }

  get id() {
    return this.#mail?.id ?? null;
  }

  chooseTab(at) {
    this.#stage.chooseAt(at);
  }

  /** Loads and shows a mail; the one before stays until then, so that nothing flickers. */
  async open(id) {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#labels.expect(id);
    const busy = setTimeout(() => this.#root.setAttribute("aria-busy", "true"), BUSY_AFTER_MS);
    try {
      const letter = new Letter(this.#api, id, { signal: loading.signal });
      const [state] = await Promise.all([this.#state(id, loading.signal), letter.ready]);
      if (loading !== this.#loading) return;
      this.#labels.show(id, state?.Tags ?? letter.message.Tags, state?.Pinned);
      this.#show(letter);
    } catch (error) {
      if (loading !== this.#loading) return;
      this.#mail = null;
      this.dispatchEvent(new CustomEvent("failed", { detail: { id, error } }));
    } finally {
      clearTimeout(busy);
      if (loading === this.#loading) this.#root.removeAttribute("aria-busy");
    }
  }

  /** The list knows tags and pin of those that are in it, and is told of every change. */
  #state(id, signal) {
    const known = this.#mailbox.get(id);
    return known?.Pinned === undefined ? this.#api.state(id, signal).catch(() => null) : known;
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
    this.#stage.open(null);
  }

  #show(letter) {
    this.#mail = letter;
    const { id, message } = letter;
    showSubject(this.#find("#mail-subject bdi"), message.Subject, LONGEST_SUBJECT);
    this.#find("#download").href = paths.download(id);
    this.#fillStrip(attachmentStrip(letter, () => this.#stage.choose("attachments", { focus: true })));
    this.#find(".mail-head").scrollTop = 0;
    this.#fill(letter);
    this.#stage.open({ id, message, parts: null, envelope: null, api: this.#api, rest: () => letter.rest() });
    this.#mark(letter);
    this.dispatchEvent(new CustomEvent("shown", { detail: id }));
    this.#follow(letter);
  }

  /** What is not needed to begin to read. */
  async #follow(letter) {
    await Promise.all([letter.complete, letter.rest()]);
    if (letter !== this.#mail) return;
    this.#fill(letter);
    this.#mark(letter);
  }

  #fill(letter) {
    this.#find("#facts").replaceChildren(...facts(letter));
    this.#fillProblems(letter.parts?.Problems ?? []);
  }

  #fillStrip(strip) {
    const list = this.#find("#attachments");
    list.hidden = !strip;
    list.replaceChildren(...(strip?.children ?? []));
  }

  #mark({ message }) {
    this.#stage.mark("text", message.Text.length);
    this.#stage.mark("html", message.HTML.length);
    this.#stage.mark("attachments", message.Attachments.length + message.Inline.length, { counted: true });
  }

  #fillProblems(problems) {
    const box = this.#find("#problems");
    box.hidden = !problems.length;
    if (!problems.length) return box.replaceChildren();
    const list = problems.slice(0, MOST_PROBLEMS).map((problem) => clip(problem, 200)).join("; ");
    const raw = el("button", { type: "button", class: "link", onclick: () => this.#stage.choose("raw", { focus: true }) }, strings.mail.problemsRaw);
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
