/** One row of the list: the same template for what was loaded and for what was pushed. */

import { setAge } from "./clock.js";
import { clip } from "./dom.js";
import { readDate, size } from "./format.js";
import { address } from "./router.js";
import { strings } from "./strings.js";

const SHOWN = 300;

export function makeRow(template, mail) {
  const item = template.content.firstElementChild.cloneNode(true);
  const find = (name) => item.querySelector(`.${name}`);
  const link = find("row");
  link.href = address.mail(mail.ID);
  link.dataset.id = mail.ID;
  link.tabIndex = -1;

  const name = mail.From?.Name || mail.From?.Address || strings.row.noSender;
  find("row-from").textContent = clip(name, SHOWN);
  find("row-address").textContent = mail.From?.Name ? clip(mail.From.Address, SHOWN) : "";
  showSubject(find("row-subject"), mail.Subject, SHOWN);
  find("row-snippet").textContent = clip(mail.Snippet || "", SHOWN);
  find("row-size").textContent = size(mail.Size);
  const created = readDate(mail.Created);
  if (created) setAge(find("row-age"), created);
  if (mail.Attachments) {
    find("row-clip").hidden = false;
    find("row-clip").title = strings.row.attachments(mail.Attachments);
    find("row-clips").textContent = strings.count(mail.Attachments);
    find("row-clip-text").textContent = strings.row.attachments(mail.Attachments);
  }
  link.title = [mail.From?.Address, mail.Subject].filter(Boolean).map((text) => clip(text, SHOWN)).join("\n");
  showRead(item, mail.Read);
  return item;
}

export function showRead(item, read) {
  item.firstElementChild.classList.toggle("unread", !read);
  item.querySelector(".row-state").textContent = read ? "" : `${strings.row.unread} `;
}

export function showSubject(node, subject, longest) {
  node.textContent = clip(subject || "", longest) || strings.row.noSubject;
  node.classList.toggle("none", !subject);
}
