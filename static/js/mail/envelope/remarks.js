/** Where envelope and headers say different things, or a header is not as it ought to be: only what is certain. */

import { clip } from "../../kit/dom.js";
import { readDate } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { compareRecipients } from "../people.js";

const NAMED = 5;
const LONGEST = 100;
/** A header field of these stands at most once (RFC 5322 3.6). */
const ONCE = ["Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject"];
const APART_MS = 3_600_000;
const EIGHT_BIT = /[^\x00-\x7f]/;

/** [{kind: "warn" or "note", name, title, text}], the weightier first. `refused` are addresses in lower case. */
export function remarksOf(mail, refused = new Set()) {
  const found = [...recipients(mail, refused), ...senders(mail), ...(mail.parts ? headers(mail) : [])];
  return found.sort((one, other) => (one.kind === other.kind ? 0 : one.kind === "warn" ? -1 : 1));
}

function remark(kind, name, ...given) {
  const { title, text } = strings.remarks[name];
  const told = (made) => (typeof made === "function" ? made(...given) : made);
  return { kind, name, title: told(title), text: told(text) };
}

const short = (text) => clip(text, LONGEST);
const domain = (address) => address.slice(address.lastIndexOf("@") + 1).toLowerCase();
const same = (one, other) => one.toLowerCase() === other.toLowerCase();

function names(addresses) {
  const shown = addresses.slice(0, NAMED).map(short).join(", ");
  return addresses.length > NAMED ? `${shown} ${strings.envelope.andMore(addresses.length - NAMED)}` : shown;
}

function* recipients({ message, envelope, parts }, refused) {
  const { unseen, missing } = compareRecipients(message, envelope);
  const notSent = missing.filter((address) => !refused.has(address.toLowerCase()));
  const written = valuesOf(parts, "Bcc").filter((value) => value.trim());
  if (written.length) yield remark("warn", "bccSent", names(written));
  if (notSent.length) yield remark("warn", "missing", notSent.length, names(notSent));
  if (unseen.length) yield remark("note", "unseen", unseen.length, names(unseen));
  if (!parts) return;
  if (!valuesOf(parts, "To").length) yield remark(valuesOf(parts, "Cc").length ? "note" : "warn", "noTo");
  else if (!message.To?.length) yield remark("note", "emptyTo", short(valuesOf(parts, "To")[0]));
}

function* senders({ message, envelope, parts }) {
  const from = message.From?.Address ?? "";
  const { MailFrom: bounces } = envelope;
  if (!bounces) yield remark("note", "nullSender");
  if (!from) yield remark("warn", "noFrom", short(bounces || "<>"));
  else if (bounces && domain(from) !== domain(bounces)) yield remark("warn", "otherDomain", short(bounces), short(from), short(domain(bounces)), short(domain(from)));
  else if (bounces && !same(from, bounces)) yield remark("note", "otherSender", short(bounces), short(from));
  const sender = addressIn(valuesOf(parts, "Sender")[0]);
  if (sender && from && !same(sender, from)) yield remark("note", "sender", short(sender), short(from));
  const answers = (message.ReplyTo ?? []).map((one) => one.Address).filter((address) => address && !same(address, from));
  if (answers.length) yield remark("note", "replyTo", names(answers));
}

function* headers({ message, parts, envelope }) {
  for (const name of ONCE) {
    const count = valuesOf(parts, name).length;
    if (count > 1) yield remark("warn", "several", name, count);
  }
  const [date] = valuesOf(parts, "Date");
  const sent = readDate(message.Date);
  const apart = date && sent ? Math.abs(readDate(envelope.Received) - sent) : 0;
  if (date === undefined) yield remark("warn", "noDate");
  else if (apart > APART_MS) yield remark("note", "dateApart", hours(apart));
  if (!valuesOf(parts, "Message-ID").length) yield remark("note", "noMessageId");
  if (valuesOf(parts, "Return-Path").length) yield remark("note", "returnPath");
  // A mail that came over HTTP had no SMTP parameters.
  if (!envelope.Session) return;
  const given = envelope.MailParameters ?? {};
  const eight = [...new Set(parts.Headers.filter(({ Raw: raw }) => EIGHT_BIT.test(raw)).map(({ Name: name }) => name))];
  if (eight.length && !("SMTPUTF8" in given)) yield remark("warn", "rawHeader", names(eight));
}

const valuesOf = (parts, name) => (parts?.Headers ?? []).filter((header) => same(header.Name, name)).map((header) => header.Value);
const addressIn = (value = "") => (/<([^<>]*)>\s*$/.exec(value)?.[1] ?? value).trim();
const hours = (ms) => (ms < 48 * APART_MS ? strings.remarks.hours(Math.round(ms / APART_MS)) : strings.remarks.days(Math.round(ms / APART_MS / 24)));
