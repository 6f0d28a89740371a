/** What runs here: version, store, how much there is, bounds, and where it listens. Looked at again while it is open. */

import { copyButton } from "../kit/copy.js";
import { bdi, button, el, icon } from "../kit/dom.js";
import { exactTime, lasting, readDate, size } from "../kit/format.js";
import { explain } from "../kit/notice.js";
import { count, strings } from "../kit/strings.js";

const AGAIN_MS = 5000;

export const create = ({ api, router }) => new About(api, router);

class About {
  node;
  #api;
  #body = el("div", { "data-testid": "about-facts" });
  #timer = 0;
  #info = null;
  #round = 0;

  constructor(api, router) {
    const words = strings.about;
    this.#api = api;
    this.node = el("div", { class: "page", "data-testid": "about" },
      el("header", { class: "page-head" },
        el("h2", { tabindex: -1 }, words.title),
        el("div", { class: "page-acts" },
          copyButton(() => plain(this.#info)),
          el("button", { type: "button", class: "button ghost icon-only", "aria-label": strings.close, title: `${strings.close} (Esc)`, onclick: () => router.toList() }, icon("close")))),
      this.#body);
  }

  show() {
    this.node.querySelector("h2").focus({ preventScroll: true });
    this.#look();
  }

  hide() {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  async #look() {
    clearTimeout(this.#timer);
    this.#round += 1;
    const round = this.#round;
    try {
      const info = await this.#api.info();
      if (round !== this.#round) return;
      this.#info = info;
      this.#draw();
    } catch (error) {
      if (round !== this.#round) return;
      const { title, text } = explain(error);
      if (!this.#info) this.#body.replaceChildren(el("p", { class: "muted" }, `${title}. ${text} `, button(strings.again, { press: () => this.#look() })));
    }
    this.#timer = setTimeout(() => (document.hidden ? this.#later() : this.#look()), AGAIN_MS);
  }

  #later() {
    document.addEventListener("visibilitychange", () => this.node.isConnected && this.#look(), { once: true });
  }

  #draw() {
    const sections = sectionsOf(this.#info).map(([title, facts]) => el("section", {}, el("h3", {}, title),
      el("dl", { class: "about" }, facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, bdi(null, value)))))));
    const old = [...this.#body.querySelectorAll("dd")];
    const fresh = sections.flatMap((section) => [...section.querySelectorAll("dd")]);
    // Of the same facts only the values change, so that one can select them.
    if (old.length !== fresh.length) return this.#body.replaceChildren(...sections);
    return fresh.forEach((node, at) => node.textContent === old[at].textContent || old[at].replaceChildren(...node.childNodes));
  }
}

const bound = (value, form = count) => (value ? form(value) : strings.about.unbounded);

function sectionsOf({ Version: version, RuntimeStats: since, Mailtrap: own }) {
  const words = strings.about;
  const { Store: store, Totals: totals, Retention: kept, Limits: limits, SMTP: doors, Web: web } = own;
  const started = readDate(own.Started);
  const names = words.facts;
  const of = (...pairs) => pairs.map(([name, value]) => [names[name], value]);
  return [
    [words.program, of(
      ["version", version], ["python", own.Python], ["sqlite", own.SQLite], ["system", own.System],
      ["libraries", Object.entries(own.Libraries).map(([name, each]) => `${name} ${each}`).join(", ")],
      ["started", started ? `${exactTime(started)} (${lasting(since.Uptime)})` : own.Started],
      ["memory", own.Memory ? size(own.Memory) : "–"])],
    [words.store, of(
      ["file", store.Ephemeral ? words.ephemeral : store.File], ["size", size(store.Size)], ["free", size(store.Free)],
      ["mails", `${count(totals.Mails)} (${size(totals.Size)})`], ["unread", count(totals.Unread)], ["pinned", count(totals.Pinned)],
      ["inboxes", count(totals.Inboxes)], ["tags", count(totals.Tags)], ["sessions", `${count(totals.Sessions)} (${strings.sessions.failed(totals.SessionsFailed)})`])],
    [words.since, of(
      ["accepted", `${count(since.SMTPAccepted)} (${size(since.SMTPAcceptedSize)})`], ["rejected", count(since.SMTPRejected)], ["deleted", count(since.MessagesDeleted)],
      ["connections", count(totals.Connections)], ["watchers", count(totals.Watchers)])],
    [words.keep, of(["keepMails", bound(kept.Count)], ["keepAge", bound(kept.Age, lasting)], ["keepSize", bound(kept.Size, size)])],
    [words.limits, of(
      ["messageSize", bound(limits.MessageSize, size)], ["lineSize", bound(limits.LineSize, size)], ["recipients", bound(limits.Recipients)],
      ["atOnce", bound(limits.Connections)], ["perClient", bound(limits.ConnectionsPerClient)], ["commandSize", bound(limits.CommandSize, size)],
      ["commands", bound(limits.Commands)], ["errors", bound(limits.Errors)], ["keptSessions", bound(limits.Sessions)])],
    [words.doors, [
      ...doors.map((door) => [door.URL, [words.tls[door.TLS], words.login[door.Login], words.users[door.Users], door.LoginNeedsTLS && words.loginNeedsTls].filter(Boolean).join(", ")]),
      [web.URL, [words.web, web.Facades.length && words.facades(web.Facades.join(", "))].filter(Boolean).join(", ")]]],
  ];
}

/** For a report. */
function plain(info) {
  if (!info) return "";
  return sectionsOf(info).map(([title, facts]) => [title, ...facts.map(([name, value]) => `  ${name}: ${value}`)].join("\n")).join("\n");
}
