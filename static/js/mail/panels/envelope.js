/** What SMTP said, kept beside the mail: who was refused, where the headers say something else, the times, the transcript. */

import { bdi, button, clip, el, icon, span } from "../../kit/dom.js";
import { duration, exactTime, readDate, size } from "../../kit/format.js";
import { stylesheet } from "../../kit/load.js";
import { strings } from "../../kit/strings.js";
import { recipient, recipientTable } from "../envelope/recipients.js";
import { remarksOf } from "../envelope/remarks.js";
import { transactionOf } from "../envelope/transaction.js";
import { compareRecipients } from "../people.js";
import { sessionSection } from "./session.js";
import { nothing } from "./source.js";

const NAMED = 5;

export function envelopePanel(mail) {
  const { id, message, envelope, api } = mail;
  const words = strings.envelope;
  if (!envelope) return { node: nothing(strings.mail.notLoaded) };
  const node = el("div", { class: "sheet envelope-sheet" });
  const hidden = new Set(compareRecipients(message, envelope).unseen);
  const refusals = el("div", { class: "refusals", role: "status" });
  const remarks = el("ul", { class: "remarks", "data-testid": "remarks", "aria-label": words.remarks });
  const recipients = el("div");
  const times = el("div", { class: "times" });
  const session = sessionSection({ id, envelope, api, loaded: show });

  function show(transcript = null) {
    const said = transcript && transactionOf(transcript, id);
    const refused = said?.recipients.filter((each) => each.refused) ?? [];
    refusals.replaceChildren(...banner(refused, said, session));
    remarks.replaceChildren(...remarkNodes(remarksOf(mail, new Set(refused.map(({ address }) => address.toLowerCase()))), refused));
    recipients.replaceChildren(recipientTable({ envelope, said, hidden }));
    times.replaceChildren(timeTable(transcript, said));
    if (refused.length) session.reveal(refused[0].line);
  }

  const heading = (text) => el("h3", {}, text);
  show();
  const content = [refusals, remarks, factList(envelope), heading(words.to), recipients, heading(words.times), times, session.node];
  stylesheet("envelope").finally(() => {
    node.append(...content);
    session.settle();
  });
  return { node };
}

function banner(refused, said, session) {
  const words = strings.envelope;
  const rest = refused.length - NAMED;
  const made = refused.slice(0, NAMED).map(({ address, reply }) => el("li", {}, bdi("mono", clip(address, 320)), ": ", bdi("mono", reply)));
  const missed = said?.unseen ? el("p", { class: "muted" }, words.unseenRefusals(said.unseen)) : null;
  if (!refused.length) return missed ? [missed] : [];
  return [el("div", { class: "refused-box", "data-testid": "refused" }, icon("refused"), el("div", {},
    el("strong", {}, words.refusedCount(refused.length)),
    el("ul", {}, made, rest > 0 ? el("li", {}, words.andMore(rest)) : null),
    el("p", {}, words.refusedMeans), missed,
    button(words.inTranscript, { icon: "down", press: () => session.reveal(refused[0].line, { focus: true }) })))];
}

function remarkNodes(found, refused) {
  if (!found.length) return refused.length ? [] : [el("li", { class: "remark same" }, icon("check"), strings.envelope.same)];
  return found.map(({ kind, name, title, text }) => el("li", { class: `remark ${kind}`, "data-remark": name }, icon(kind === "warn" ? "warn" : "info"), el("div", {}, bdi("remark-title", title), " ", bdi(null, text))));
}

const mono = (text) => bdi("mono", clip(text || "–", 320));

function factList(envelope) {
  const words = strings.envelope;
  const received = readDate(envelope.Received);
  return el("dl", { class: "envelope" }, [
    [words.from, recipient(envelope.MailFrom || "<>", envelope.MailParameters)],
    [words.helo, mono(envelope.Helo)],
    [words.client, mono(envelope.Client)],
    [words.tls, envelope.TLS ? mono(envelope.TLS) : span("muted", words.noTls)],
    [words.user, envelope.User ? mono(envelope.User) : span("muted", words.noUser)],
    [words.received, received ? exactTime(received) : mono(envelope.Received)],
    [words.size, words.bytes(envelope.Size ?? 0, size(envelope.Size ?? 0))],
    [words.inbox, mono(envelope.Inbox)],
  ].map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

function timeTable(transcript, said) {
  const words = strings.envelope;
  if (!said) return el("p", { class: "muted" }, transcript ? words.timesNotKept : words.noTimes);
  const started = readDate(transcript.Started).getTime();
  const { mail, rcpt, lastRcpt, data, done } = said.times;
  const steps = [[words.connected, 0], ["MAIL FROM", mail], [words.rcpts(said.recipients.length), rcpt, lastRcpt], ["DATA", data], [words.kept, done]].filter(([, at]) => at !== undefined);
  const ms = (at, until) => (until > at ? `${strings.sessions.ms(at)} – ${strings.sessions.ms(until)}` : strings.sessions.ms(at));
  const row = ([name, at, until]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "number" }, ms(at, until)), el("td", { class: "number muted" }, clock.format(started + at)));
  return el("table", { class: "time-table", "data-testid": "times" },
    el("thead", { class: "vh" }, el("tr", {}, [words.step, words.at, words.clock].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, steps.map(row), mail === undefined ? null : el("tr", { class: "whole" }, el("th", { scope: "row" }, words.duration), el("td", { class: "number" }, duration(done - mail)), el("td", { class: "muted" }, words.durationMeans))));
}
