/** The head of the open mail: who, when and where, in full or in one line, and what the mail was sent for. */

import { setAge } from "../kit/clock.js";
import { copyFrom } from "../kit/copy.js";
import { bdi, byId, clip, el, icon, span } from "../kit/dom.js";
import { readDate, shortTime, size } from "../kit/format.js";
import { recall, remember } from "../kit/memory.js";
import { strings } from "../kit/strings.js";
import { address } from "../app/router.js";
import { outside, outsideLink } from "./outside.js";
import { compareRecipients, people, person } from "./people.js";

const LONGEST_TEXT = 80;
const LONGEST_CODE = 40;

/** Folds the head to one line. It stays so, but on a narrow page each mail begins folded. */
export class Fold {
  #button = byId("fold");
  #about = byId("mail-about");
  #narrow;
  #open = recall("head", "open") === "open";

  constructor(narrow) {
    this.#narrow = narrow;
    this.#button.addEventListener("click", () => this.toggle());
    this.begin();
  }

  begin() {
    this.#show(this.#open && !this.#narrow.matches);
  }

  toggle(open = this.#button.getAttribute("aria-expanded") !== "true") {
    this.#show(open);
    if (this.#narrow.matches) return;
    this.#open = open;
    remember("head", open ? "open" : "folded");
  }

  #show(open) {
    this.#button.setAttribute("aria-expanded", String(open));
    this.#button.title = strings.mail[open ? "fold" : "unfold"];
    this.#about.toggleAttribute("data-folded", !open);
  }
}

/** All that is known, as rows of a list. */
export function facts({ message, envelope, parts }) {
  const names = strings.facts;
  const all = (persons) => (persons?.length ? [people(persons.map((one) => person(one)))] : null);
  const hidden = blind(message, envelope, parts);
  return [
    [names.from, [message.From?.Address || message.From?.Name ? person(message.From) : span("none", strings.row.noSender)]],
    [names.to, all(message.To) ?? [span("none", strings.mail.nobody)]],
    [names.cc, all(message.Cc)],
    [names.bcc, hidden.length ? [people(hidden)] : null],
    [names.replyTo, all(message.ReplyTo)],
    [names.date, dates(message, envelope)],
    [names.inbox, envelope ? place(message, envelope) : null],
  ].filter(([, values]) => values).map(([name, values]) => el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, values)));
}

/** The same in one line: from whom, to whom, how long ago. */
export function gist({ message, envelope }) {
  const { From: from, To: to } = message;
  const [first, ...rest] = to ?? [];
  const unseen = envelope ? compareRecipients(message, envelope).unseen.length : 0;
  const received = readDate(envelope?.Received) ?? readDate(message.Date);
  const time = el("time", { class: "muted" });
  if (received) setAge(time, received);
  return [
    span("gist-people",
      from?.Address || from?.Name ? person(from) : span("none", strings.row.noSender),
      span("vh", ` ${strings.facts.to} `), el("span", { class: "muted", "aria-hidden": "true" }, " → "),
      first ? bdi("person-name", clip(first.Address || first.Name, LONGEST_TEXT)) : span("none", strings.mail.nobody),
      rest.length ? span("muted", ` ${strings.mail.others(rest.length)}`) : null,
      unseen ? [" ", el("span", { class: "tag", title: strings.mail.unseenTitle }, strings.mail.unseenMany(unseen))] : null),
    received ? time : null,
  ].filter(Boolean);
}

/** The likeliest code and the main link; nothing when there is neither. `more` shows all of them. */
export function finds({ extracted }, more) {
  const words = strings.codes;
  const [code] = extracted?.Codes ?? [];
  const link = mainLink(extracted);
  return [
    code ? codeButton(code) : null,
    extracted?.Codes.length > 1 ? el("button", { type: "button", class: "link", onclick: more }, words.more(extracted.Codes.length - 1)) : null,
    link ? span("way", el("a", { ...outsideLink(link.URL), class: "button main-link", "data-testid": "main-link" }, bdi(null, clip(link.Text || words.open, LONGEST_TEXT)), icon("out")),
      bdi("way-host", outside(link.URL).place)) : null,
  ].filter(Boolean);
}

/** What the mail was sent for, unless it leads to where a page should not lead. */
export const mainLink = (extracted) => extracted?.Links.find((each) => each.Main && outside(each.URL));

function codeButton({ Code: code, Shown: shown }) {
  const node = el("button", { type: "button", class: "button mail-code", "data-testid": "code", title: strings.codes.copyTitle, "aria-label": strings.codes.copyCode(clip(shown || code, LONGEST_CODE)) },
    bdi("code-figures", clip(shown || code, LONGEST_CODE)), icon("copy"));
  node.addEventListener("click", () => copyFrom(node, code));
  return node;
}

/** Bcc of the header, and the recipients of the envelope that no header names. */
function blind(message, envelope, parts) {
  const inHeader = (parts?.Headers ?? []).some(({ Name: name }) => name.toLowerCase() === "bcc");
  const unseen = envelope ? compareRecipients(message, envelope).unseen : [];
  const header = inHeader ? message.Bcc ?? [] : [];
  const known = new Set(header.map((one) => one.Address.toLowerCase()));
  return [
    ...header.map((one) => person(one)),
    ...unseen.filter((each) => !known.has(each.toLowerCase())).map((each) => person({ Name: "", Address: each }, strings.mail.unseen)),
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

function place(message, { Inbox: inbox }) {
  return [
    el("a", { class: "plain", href: address.list({ inbox }) }, bdi(null, clip(inbox, LONGEST_TEXT))),
    el("span", { class: "muted", "aria-hidden": "true" }, " · "),
    span("muted", size(message.Size)),
  ];
}
