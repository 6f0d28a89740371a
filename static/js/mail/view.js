/** The mail that is open: what is known of it at the top, and one panel a tab. */

import { paths } from "../data/api.js";
import { bdi, clip, el, icon } from "../kit/dom.js";
import { showSubject } from "../list/row.js";
import { strings } from "../kit/strings.js";
import { facts, finds, Fold, gist, mainLink } from "./head.js";
import { Letters } from "./letters.js";
import { Stage } from "./stage.js";

const BUSY_AFTER_MS = 150;
const LONGEST_SUBJECT = 2000;
const MOST_PROBLEMS = 5;

/** Events: "waiting" (it takes long, what is known is shown), "shown" (detail the id), "failed" (detail {id, error}). */
export class MailView extends EventTarget {
  #api;
  #labels;
  #mailbox;
  #root;
  #find;
  #stage;
  #fold;
  #letters;
  #loading = null;
  /** What is open or on its way. */
  #id = null;
  #mail = null;

  constructor({ root, api, labels, mailbox, narrow }) {
    super();
    this.#fold = new Fold(narrow);
    this.#letters = new Letters(api, mailbox);
    this.#labels = labels;
    this.#mailbox = mailbox;
    this.#api = api;
    this.#root = root;
    this.#find = (name) => root.querySelector(name);
    this.#stage = new Stage({ row: this.#find("#tabs"), panel: this.#find("#panel"), tools: this.#find("#tools") });
  }

  get id() {
    return this.#id;
  }

  /** Of the mail that is shown: its message, and the code and main link that were found in it. */
  get message() {
    return this.#mail?.message;
  }

  get envelope() {
    return this.#mail?.envelope;
  }

  get code() {
    return this.#mail?.extracted?.Codes[0] ?? null;
  }

  get link() {
    return mainLink(this.#mail?.extracted) ?? null;
  }

  /** One is about to open a mail; most have HTML. */
  expect() {
    return this.#stage.expect({ HTML: "any" });
  }

  fold(open) {
    this.#fold.toggle(open);
  }

  chooseTab(at) {
    this.#stage.chooseAt(at);
  }

  /** Loads and shows a mail; the one before stays until then, unless it takes long, so that nothing flickers. */
  async open(id) {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#id = id;
    this.#labels.expect(id);
    const busy = setTimeout(() => this.#wait(id), BUSY_AFTER_MS);
    try {
      const letter = this.#letters.take(id, loading.signal);
      // What draws it is loaded while the rest is on its way.
      const drawn = letter.told.then((message) => Promise.all([stripOf(message), this.#stage.expect(message)]));
      const [state, [strip]] = await Promise.all([this.#state(id, loading.signal), drawn, letter.ready]);
      if (loading !== this.#loading) return;
      this.#labels.show(id, state?.Tags ?? letter.message.Tags, state?.Pinned);
      this.#show(letter, strip);
      if (!state?.Read && !document.body.dataset.readOnly) this.#mailbox.setRead(id, true).catch(() => {});
    } catch (error) {
      if (loading !== this.#loading) return;
      this.close();
      this.dispatchEvent(new CustomEvent("failed", { detail: { id, error } }));
    } finally {
      clearTimeout(busy);
      if (loading === this.#loading || !this.#loading) this.#root.removeAttribute("aria-busy");
    }
  }

  /** The subject is known from the list; the rest is drawn in outline. */
  #wait(id) {
    this.#mail = null;
    this.#stage.open(null);
    const subject = this.#find("#mail-subject bdi");
    subject.textContent = clip(this.#mailbox.get(id)?.Subject ?? "", LONGEST_SUBJECT);
    this.#root.setAttribute("aria-busy", "true");
    this.dispatchEvent(new CustomEvent("waiting"));
  }

  /** The list knows tags and pin of those that are in it, and is told of every change. */
  #state(id, signal) {
    const known = this.#mailbox.get(id);
    return known?.Pinned === undefined ? this.#api.state(id, signal).catch(() => null) : known;
  }

  /** More happened than was told: is it still there, and what became of it? */
  async check() {
    const { id } = this.#mail ?? {};
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
    this.#id = null;
    this.#mail = null;
    this.#stage.open(null);
  }

  #show(letter, strip) {
    this.#mail = letter;
    const { id, message } = letter;
    showSubject(this.#find("#mail-subject bdi"), message.Subject, LONGEST_SUBJECT);
    this.#find("#download").href = paths.download(id);
    this.#find("#attached").replaceChildren(strip?.(letter, (part) => this.#showAttachment(part)) ?? "");
    this.#find(".mail-head").scrollTop = 0;
    this.#fold.begin();
    this.#fillFacts(letter);
    this.#fillFinds(letter);
    this.#fillProblems([]);
    this.#stage.open({ id, message, parts: null, envelope: null, api: this.#api, rest: () => letter.rest() });
    this.#mark(letter);
    this.dispatchEvent(new CustomEvent("shown", { detail: id }));
    this.#letters.lookAhead(id);
    this.#follow(letter);
  }

  /** What is not needed to begin to read. What stands there already is left alone: it may have the focus. */
  async #follow(letter) {
    const { envelope, extracted } = letter;
    await Promise.all([letter.complete, letter.later()]);
    if (letter !== this.#mail) return;
    if (envelope !== letter.envelope || letter.message.Bcc.length) this.#fillFacts(letter, true);
    if (extracted !== letter.extracted) this.#fillFinds(letter);
    this.#fillProblems(letter.parts?.Problems ?? []);
    this.#mark(letter);
  }

  /** With `again`, of the same mail, what reads as before stays: it may have the focus, or show more by now. */
  #fillFacts(letter, again = false) {
    const box = this.#find("#facts");
    const old = new Map(again ? [...box.children].map((one) => [one.reading, one]) : []);
    const made = facts(letter).map((one) => old.get((one.reading = one.innerHTML)) ?? one);
    for (const one of [...box.children]) if (!made.includes(one)) one.remove();
    made.forEach((one, at) => box.children[at] === one || box.insertBefore(one, box.children[at] ?? null));
    this.#find("#gist").replaceChildren(...gist(letter));
  }

  async #showAttachment(part) {
    const panel = await this.#stage.show("attachments", { focus: true });
    panel?.open?.(part);
  }

  #fillFinds(letter) {
    const found = finds(letter, () => this.#stage.choose("codes", { focus: true }));
    const box = this.#find("#finds");
    box.hidden = !found.length;
    box.replaceChildren(...found);
  }

  #mark({ message, extracted }) {
    const { Codes: codes = [], Links: links = [] } = extracted ?? {};
    this.#stage.mark("text", { empty: !message.Text });
    this.#stage.mark("html", { empty: !message.HTML });
    this.#stage.mark("attachments", { many: message.Attachments.length + message.Inline.length });
    this.#stage.mark("codes", { many: codes.length, empty: Boolean(extracted) && !codes.length && !links.length });
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

/** What draws the attachments in the head, loaded with the first mail that has any; without it the tab is left. */
function stripOf({ Attachments: beside, Inline: within }) {
  return beside.length + within.length ? import("./panels/attachments.js").then(({ attachmentStrip }) => attachmentStrip, () => null) : null;
}
