/** The files of a mail: as a strip in the head, and as a panel. */

import { paths } from "../../data/api.js";
import { bdi, clip, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { nothing } from "./source.js";

const IN_THE_STRIP = 50;
const MOST = 500;

function filesOf({ id, message }, most) {
  const own = message.Attachments.map((part) => [part, false]);
  const inline = message.Inline.map((part) => [part, true]);
  return [...own, ...inline].slice(0, most).map(([part, inside]) => {
    const name = clip(part.FileName || strings.mail.namelessPart(part.PartID), 120);
    return el("li", {}, el("a", { class: "attachment", href: paths.part(id, part.PartID), download: "", title: `${strings.download(name)}\n${part.ContentType}` },
      icon("file"),
      bdi("attachment-name", name),
      span("attachment-type", `${clip(part.ContentType, 40)}${inside ? `, ${strings.mail.inline}` : ""}`),
      span("attachment-size", size(part.Size))));
  });
}

export function attachmentStrip(list, mail) {
  const items = filesOf(mail, IN_THE_STRIP);
  list.hidden = !items.length;
  list.replaceChildren(...items);
}

export function attachmentsPanel(mail) {
  const items = filesOf(mail, MOST);
  return { node: items.length ? el("div", { class: "sheet" }, el("ul", { class: "attachments" }, items)) : nothing(strings.mail.noAttachments) };
}
