/** Names and addresses: always both, each isolated, so that a name cannot dress up as an address. */

import { bdi, clip, el, span } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const SHOWN = 20;
const STEP = 100;
const LONGEST = 320;

export function person({ Name: name, Address: address }, note = null) {
  return el("span", { class: "person" },
    name ? bdi("person-name", clip(name, LONGEST)) : null,
    name && address ? " " : null,
    address || !name ? el("bdi", { class: name ? "person-address" : "person-name" }, clip(address || strings.row.noSender, LONGEST)) : null,
    note ? [" ", el("span", { class: "tag", title: strings.mail.unseenTitle }, note)] : null);
}

/** The first 20 at once; the rest behind a button, in steps that a browser bears. */
export function people(nodes) {
  const list = span("people", nodes.slice(0, SHOWN));
  let shown = list.childElementCount;
  if (nodes.length === shown) return list;
  const more = el("button", { type: "button", class: "link", onclick: () => {
    const next = nodes.slice(shown, shown + STEP);
    more.before(...next);
    shown += next.length;
    more.textContent = strings.morePeople(nodes.length - shown);
    next[0].tabIndex = -1;
    next[0].focus();
    if (shown === nodes.length) more.remove();
  } }, strings.morePeople(nodes.length - shown));
  list.append(more);
  return list;
}

/** What the envelope and the headers say of the recipients, and where they differ. */
export function compareRecipients(message, envelope) {
  const key = (address) => address.toLowerCase();
  const named = [...(message.To ?? []), ...(message.Cc ?? [])].map((one) => one.Address).filter(Boolean);
  const open = new Set(named.map(key));
  const told = new Set((envelope.Recipients ?? []).map((one) => key(one.Address)));
  return {
    unseen: (envelope.Recipients ?? []).map((one) => one.Address).filter((address) => !open.has(key(address))),
    missing: [...new Set(named)].filter((address) => !told.has(key(address))),
  };
}
