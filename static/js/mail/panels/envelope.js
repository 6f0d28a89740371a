/** What SMTP said, kept beside the mail, and where the headers say something else. */

import { bdi, el, fromTemplate, icon, span } from "../../kit/dom.js";
import { exactTime, readDate, size } from "../../kit/format.js";
import { compareRecipients, people } from "../people.js";
import { strings } from "../../kit/strings.js";
import { sessionSection } from "./session.js";
import { nothing } from "./source.js";

const NAMED = 5;

export function envelopePanel({ id, message, envelope, api }) {
  const words = strings.envelope;
  if (!envelope) return { node: nothing(strings.mail.notLoaded) };
  const node = fromTemplate("envelope");
  const hidden = new Set(compareRecipients(message, envelope).unseen);
  const received = readDate(envelope.Received);
  const values = {
    from: address(envelope.MailFrom || "<>", envelope.MailParameters),
    to: people((envelope.Recipients ?? []).map((one) => address(one.Address, one.Parameters, hidden.has(one.Address)))),
    helo: mono(envelope.Helo),
    client: mono(envelope.Client),
    tls: envelope.TLS ? mono(envelope.TLS) : span("muted", words.noTls),
    user: envelope.User ? mono(envelope.User) : span("muted", words.noUser),
    received: received ? exactTime(received) : mono(envelope.Received),
    size: size(envelope.Size ?? 0),
    inbox: mono(envelope.Inbox),
  };
  for (const [slot, value] of Object.entries(values)) node.querySelector(`[data-slot=${slot}]`).append(value);
  node.querySelector(".remarks").append(...remarks(message, envelope));
  node.append(sessionSection({ id, envelope, api }));
  return { node };
}

const mono = (text) => bdi("mono", text || "–");

function address(text, parameters, hidden = false) {
  const said = Object.entries(parameters ?? {}).map(([name, value]) => (value === true ? name : `${name}=${value}`));
  return span("rcpt", mono(text),
    said.length ? [" ", bdi("mono muted", said.join(" "))] : null,
    hidden ? [" ", el("span", { class: "tag", title: strings.mail.unseenTitle }, strings.mail.unseen)] : null);
}

function remarks(message, envelope) {
  const words = strings.envelope;
  const found = [];
  const header = message.From?.Address ?? "";
  if (!envelope.MailFrom) found.push(words.nullSender);
  else if (!header) found.push(words.noSender(envelope.MailFrom));
  else if (header.toLowerCase() !== envelope.MailFrom.toLowerCase()) found.push(words.sender(envelope.MailFrom, header));
  const { unseen, missing } = compareRecipients(message, envelope);
  if (unseen.length) found.push(words.unseen(unseen.length, names(unseen)));
  if (missing.length) found.push(words.missing(missing.length, names(missing)));
  if (!found.length) return [el("li", { class: "remark same" }, icon("check"), words.same)];
  return found.map((text) => el("li", { class: "remark" }, icon("warn"), bdi(null, text)));
}

function names(addresses) {
  const rest = addresses.length - NAMED;
  return rest > 0 ? `${addresses.slice(0, NAMED).join(", ")} ${strings.envelope.andMore(rest)}` : addresses.join(", ");
}
