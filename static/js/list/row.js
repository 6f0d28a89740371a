/** One row of the list: the same template for what was loaded and for what was pushed. */

import { setAge } from "../kit/clock.js";
import { rowChips } from "./chips.js";
import { clip } from "../kit/dom.js";
import { readDate, size } from "../kit/format.js";
import { address } from "../app/router.js";
import { count, strings } from "../kit/strings.js";

const SHOWN = 300;
const PARTS = ["row", "row-from", "row-address", "row-inbox", "row-pin", "row-clip", "row-clips", "row-clip-text", "row-size", "row-age", "row-subject", "row-snippet", "row-state", "row-tags", "row-check", "row-code"];

/** A row for any mail: rows are used again. */
export function makeRow(template) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.parts = Object.fromEntries(PARTS.map((name) => [name, item.querySelector(`.${name}`)]));
  item.parts.row.tabIndex = -1;
  return item;
}

/** What a mail has, and where its row stands: `filter` of the list, for the mail opens beside what is shown; `inboxes`, whether several are; `chosen`. */
export function showRow(item, mail, { filter, inboxes, chosen }) {
  const { parts } = item;
  if (parts.row.dataset.id !== mail.ID) showMail(parts, mail);
  parts.row.href = address.mail(mail.ID, filter);
  showState(item, mail);
  const { Code: code = "", Inbox: inbox = "", Tags: tags } = mail;
  parts["row-inbox"].hidden = !(inboxes && inbox);
  if (parts["row-inbox"].textContent !== inbox) parts["row-inbox"].textContent = clip(inbox, 40);
  showCode(parts["row-code"], code);
  parts["row-check"].checked = chosen;
  item.classList.toggle("picked", chosen);
  const chips = parts["row-tags"];
  const now = JSON.stringify(tags ?? []);
  if (chips.dataset.shown === now) return;
  chips.dataset.shown = now;
  chips.replaceChildren(...rowChips(tags ?? []));
}

/** What never changes of a mail. */
function showMail(parts, mail) {
  const name = mail.From?.Name || mail.From?.Address || strings.row.noSender;
  parts.row.dataset.id = mail.ID;
  parts["row-from"].textContent = clip(name, SHOWN);
  parts["row-address"].textContent = mail.From?.Name ? clip(mail.From.Address, SHOWN) : "";
  showSubject(parts["row-subject"], mail.Subject, SHOWN);
  parts["row-snippet"].textContent = clip(mail.Snippet || "", SHOWN);
  parts["row-size"].textContent = size(mail.Size);
  const created = readDate(mail.Created);
  if (created) setAge(parts["row-age"], created);
  const clips = mail.Attachments ? strings.row.attachments(mail.Attachments) : "";
  parts["row-clip"].hidden = !clips;
  parts["row-clip"].title = clips;
  parts["row-clips"].textContent = clips && count(mail.Attachments);
  parts["row-clip-text"].textContent = clips;
  parts["row-check"].setAttribute("aria-label", strings.row.choose(parts["row-subject"].textContent));
  parts.row.title = [mail.From?.Address, mail.Subject].filter(Boolean).map((text) => clip(text, SHOWN)).join("\n");
}

function showState({ parts }, { Read: read, Pinned: pinned }) {
  parts.row.classList.toggle("unread", !read);
  parts["row-pin"].toggleAttribute("hidden", !pinned);
  const state = [!read && strings.row.unread, pinned && strings.row.pinned].filter(Boolean).map((text) => `${text} `).join("");
  if (parts["row-state"].textContent !== state) parts["row-state"].textContent = state;
}

function showCode(node, code) {
  node.hidden = !code;
  if (node.dataset.code === code) return;
  node.dataset.code = code;
  node.firstElementChild.textContent = clip(code, 24);
  node.title = strings.copyOf(code);
  node.setAttribute("aria-label", strings.row.copyCode(code));
}

export function showSubject(node, subject, longest) {
  node.textContent = clip(subject || "", longest) || strings.row.noSubject;
  node.classList.toggle("none", !subject);
}
