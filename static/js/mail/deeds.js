/** What is done with the open mail and with the newest code, loaded when somebody first does it. */

import { keyNames } from "../app/commands.js";
import { address } from "../app/router.js";
import { copyText } from "../kit/clipboard.js";
import { bdi, byId, clip, el } from "../kit/dom.js";
import { age, readDate } from "../kit/format.js";
import { showMenu } from "../kit/menu.js";
import { stylesheet } from "../kit/load.js";
import { strings } from "../kit/strings.js";
import { toast } from "../kit/toast.js";

/** The index may name mails in which no code is found after all; so many are looked at. */
const LOOKED_AT = 20;
const LONGEST = 200;

const ICONS = { copyCode: "copy", mainLink: "out", unread: "unread", pin: "pin", tag: "tag", testCode: "code", copyLink: "link", openView: "full", download: "download", zip: "file", delete: "trash" };
const GROUPS = [["copyCode", "mainLink"], ["unread", "pin", "tag"], ["testCode", "copyLink", "openView"], ["download", "zip"], ["delete"]];

/** Where this page is served, also below a path. */
const here = () => new URL(".", location.href).href.replace(/\/$/, "");

async function tell(code, mail, { say, router }) {
  const words = strings.codes;
  const copied = await copyText(code);
  const text = copied ? words.copiedCode(code) : words.notCopied(code);
  const from = mail && words.from(clip(mail.From?.Name || mail.From?.Address || strings.row.noSender, LONGEST), age(readDate(mail.Created) ?? new Date()).text);
  say(() => [text, from].filter(Boolean).join(", "));
  toast("told",
    el("p", {}, el("code", {}, code), " ", copied ? strings.copied : strings.copyFailed),
    from ? el("p", { class: "muted" }, bdi(null, from), " · ", el("a", { href: address.mail(mail.ID, router.filter) }, words.openMail)) : null);
}

/** Of what is listed now: the code of the newest mail that has one. */
export async function newestCode(page) {
  const { api, router, say } = page;
  const { query, inbox } = router.filter;
  const { messages } = await api.list({ inbox, query: query ? `has:code (${query})` : "has:code" }, 0, LOOKED_AT);
  const { highlights } = messages.length ? await api.highlights(messages.map((mail) => mail.ID)) : { highlights: [] };
  const found = highlights.find((each) => each.Code);
  if (found) return tell(found.Code, messages.find((mail) => mail.ID === found.ID), page);
  say(() => strings.codes.newestNone);
  return toast("told", el("p", {}, strings.codes.newestNone));
}

export const copyCode = (page) => tell(page.view.code.Code, null, page);

export async function copyLink({ view, say }) {
  const link = `${here()}/${address.mail(view.id)}`;
  const text = strings[(await copyText(link)) ? "copied" : "copyFailed"];
  say(() => text);
  toast("told", el("p", {}, text), el("p", { class: "muted" }, link));
}

export async function testCode({ view }) {
  const { message, envelope, code, link } = view;
  const [{ showTestCode }] = await Promise.all([import("./testcode.js"), stylesheet("dialogs")]);
  const inbox = envelope?.Inbox ?? "";
  showTestCode({
    base: here(),
    inbox: inbox === "default" ? "" : inbox,
    to: message.To[0]?.Address,
    rcpt: envelope?.Recipients[0]?.Address ?? "",
    subject: message.Subject,
    code,
    link,
  });
}

/** The commands, as entries of the menu. Those that make no sense for this mail are left out. */
export function mailMenu({ commands }) {
  const known = new Map(commands.all.map((each) => [each.id, each]));
  const entry = (id) => ({ label: strings.commands[id], icon: ICONS[id], keys: known.get(id).keys.slice(0, 1).flatMap(keyNames).join(" "), danger: id === "delete", run: () => commands.run(id) });
  const groups = GROUPS.map((ids) => ids.filter((id) => known.get(id)?.when()).map(entry)).filter((group) => group.length);
  const button = byId("mail-menu");
  return showMenu(button, groups.flatMap((group, at) => (at ? [null, ...group] : group)), { label: button.ariaLabel });
}
