/** One row of the list: the same template for what was loaded and for what was pushed. */

import { setAge } from "../kit/clock.js";
import { rowChips } from "./chips.js";
import { clip } from "../kit/dom.js";
import { readDate, size } from "../kit/format.js";
import { address } from "../app/router.js";
import { count, strings } from "../kit/strings.js";

const SHOWN = 300;

export function makeRow(template, mail, filter) {
  const item = template.content.firstElementChild.cloneNode(true);
  const find = (name) => item.querySelector(`.${name}`);
  const link = find("row");
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
    find("row-clips").textContent = count(mail.Attachments);
    find("row-clip-text").textContent = strings.row.attachments(mail.Attachments);
  }
  link.title = [mail.From?.Address, mail.Subject].filter(Boolean).map((text) => clip(text, SHOWN)).join("\n");
  showState(item, mail, filter);
  return item;
}

/** What may change of a mail; and `filter`, for the mail opens beside what is shown. */
export function showState(item, { ID: id, Read: read, Pinned: pinned, Tags: tags }, filter) {
  const link = item.firstElementChild;
  link.href = address.mail(id, filter);
  link.classList.toggle("unread", !read);
  item.querySelector(".row-pin").toggleAttribute("hidden", !pinned);
  item.querySelector(".row-state").textContent = [!read && strings.row.unread, pinned && strings.row.pinned].filter(Boolean).map((text) => `${text} `).join("");
  const chips = item.querySelector(".row-tags");
  const now = JSON.stringify(tags ?? []);
  if (chips.dataset.shown === now) return;
  chips.dataset.shown = now;
  chips.replaceChildren(...rowChips(tags ?? []));
}

export function showSubject(node, subject, longest) {
  node.textContent = clip(subject || "", longest) || strings.row.noSubject;
  node.classList.toggle("none", !subject);
}
