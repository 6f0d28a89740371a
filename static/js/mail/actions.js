/** What one can do with the open mail, and with the newest code; as commands, and as the menu of the mail. */

import { keyNames } from "../app/commands.js";
import { address } from "../app/router.js";
import { paths } from "../data/api.js";
import { copyText } from "../kit/copy.js";
import { bdi, byId, clip, el } from "../kit/dom.js";
import { age, readDate } from "../kit/format.js";
import { showMenu } from "../kit/menu.js";
import { strings } from "../kit/strings.js";
import { toast } from "../kit/toast.js";
import { outside } from "./outside.js";

/** The index may name mails in which no code is found after all; so many are looked at. */
const LOOKED_AT = 20;
const LONGEST = 200;

export function mailCommands({ api, mailbox, router, view, commands, say, attempt, reading }) {
  const here = () => new URL(".", location.href).href.replace(/\/$/, "");
  const shown = () => reading() && Boolean(view.message);

  async function tell(code, mail) {
    const words = strings.codes;
    const copied = await copyText(code);
    const text = copied ? words.copiedCode(code) : words.notCopied(code);
    const from = mail && words.from(clip(mail.From?.Name || mail.From?.Address || strings.row.noSender, LONGEST), age(readDate(mail.Created) ?? new Date()).text);
    say(() => [text, from].filter(Boolean).join(", "));
    toast("toast",
      el("p", {}, el("code", {}, code), " ", el("span", { class: "vh" }, text), el("span", { "aria-hidden": "true" }, copied ? strings.copied : strings.copyFailed)),
      from ? el("p", { class: "muted" }, bdi(null, from), " · ", el("a", { href: address.mail(mail.ID, router.filter) }, words.openMail)) : null);
  }

  /** Of what is listed now: the code of the newest mail that has one. */
  async function newestCode() {
    const { query, inbox } = router.filter;
    const { messages } = await api.list({ inbox, query: query ? `has:code (${query})` : "has:code" }, 0, LOOKED_AT);
    const found = messages.length ? (await api.highlights(messages.map((mail) => mail.ID))).find((each) => each.Code) : null;
    if (found) return tell(found.Code, messages.find((mail) => mail.ID === found.ID));
    say(() => strings.codes.newestNone);
    return toast("toast", el("p", {}, strings.codes.newestNone));
  }

  async function copyLink() {
    const link = `${here()}/${address.mail(view.id)}`;
    const text = strings[(await copyText(link)) ? "copied" : "copyFailed"];
    say(() => text);
    toast("toast", el("p", {}, text), el("p", { class: "muted" }, link));
  }

  async function testCode() {
    const { message, envelope, code, link } = view;
    const { showTestCode } = await import("./testcode.js");
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

  const follow = (href, more) => el("a", { href, ...more }).click();
  const mine = (id, run, more = {}) => ({ id, group: "mail", when: shown, run, ...more });

  commands.add(
    { id: "newestCode", keys: ["c"], group: "go", run: () => attempt(newestCode) },
    mine("copyCode", () => tell(view.code.Code), { keys: ["y"], when: () => shown() && Boolean(view.code) }),
    mine("mainLink", () => follow(outside(view.link.URL).href, { target: "_blank", rel: "noopener noreferrer" }), { keys: ["l"], when: () => shown() && Boolean(view.link) }),
    mine("mailMenu", open, { keys: ["."], hidden: true }),
    mine("fold", () => view.fold(), { keys: ["h"] }),
    mine("testCode", () => attempt(testCode)),
    mine("copyLink", () => attempt(copyLink)),
    mine("openView", () => follow(paths.view(view.id), { target: "_blank", rel: "noopener" }), { when: () => shown() && Boolean(view.message.HTML) }),
    mine("download", () => follow(paths.download(view.id), { download: "" })),
    mine("zip", () => follow(paths.zip(view.id), { download: "" })),
  );

  /** The commands, as entries of the menu. Those that make no sense for this mail are left out. */
  function entries() {
    const icons = { copyCode: "copy", mainLink: "out", unread: "unread", pin: "pin", tag: "tag", testCode: "test", copyLink: "link", openView: "full", download: "download", zip: "file", delete: "trash" };
    const groups = [["copyCode", "mainLink"], ["unread", "pin", "tag"], ["testCode", "copyLink", "openView"], ["download", "zip"], ["delete"]];
    const known = new Map(commands.all.map((each) => [each.id, each]));
    const entry = (id) => ({ label: strings.commands[id], icon: icons[id], keys: known.get(id).keys.slice(0, 1).flatMap(keyNames).join(" "), danger: id === "delete", run: () => commands.run(id) });
    return groups.map((ids) => ids.filter((id) => known.get(id)?.when()).map(entry)).filter((group) => group.length)
      .flatMap((group, at) => (at ? [null, ...group] : group));
  }

  function open() {
    const button = byId("mail-menu");
    showMenu(button, entries(), { label: button.ariaLabel });
  }

  byId("mail-menu").addEventListener("click", open);
  mailbox.addEventListener("told", ({ detail: { ID: id, Read: read } }) => id === view.id && read !== undefined && nameReading(read));
  view.addEventListener("shown", () => nameReading(true));
}

function nameReading(read) {
  const node = byId("mark-unread");
  const label = strings.mail[read ? "markUnread" : "markRead"];
  node.setAttribute("aria-label", label);
  node.title = `${label} (u)`;
}
