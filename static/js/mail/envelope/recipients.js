/** Every RCPT TO, what was answered and when; those that were refused first. */

import { bdi, clip, el, icon, span } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";

const FIRST = 20;
const STEP = 100;
const LONGEST = 320;

/** `said` is what `transactionOf` found, or null; `hidden` are the addresses that no header names. */
export function recipientTable({ envelope, said, hidden }) {
  const all = rows(envelope.Recipients ?? [], said?.recipients ?? []);
  const body = el("tbody");
  const more = el("p", { class: "cut", "data-testid": "more-recipients" });
  const words = strings.envelope;
  let drawn = 0;

  function grow(most) {
    const next = all.slice(drawn, drawn + most).map((each) => row(each, hidden, said));
    body.append(...next);
    const focus = drawn > 0 && next[0];
    drawn += next.length;
    const rest = all.length - drawn;
    more.hidden = !rest;
    more.replaceChildren(rest ? el("button", { type: "button", class: "link", onclick: () => grow(STEP) }, strings.morePeople(rest)) : "");
    if (!focus) return;
    focus.tabIndex = -1;
    focus.focus({ preventScroll: true });
  }

  grow(FIRST);
  if (!all.length) return span("muted", words.nobody);
  return el("div", {}, el("table", { class: "rcpts", "data-testid": "recipients", "aria-label": words.to },
    el("thead", {}, el("tr", {}, [words.address, words.answer, words.at].map((name) => el("th", { scope: "col" }, name)))), body), more);
}

/** The accepted ones of the envelope with what was said to each, and before them the refused ones, whom the envelope does not have. */
function rows(accepted, said) {
  const answers = new Map();
  for (const each of said) if (!each.refused) answers.set(key(each.address), [...(answers.get(key(each.address)) ?? []), each]);
  return [
    ...said.filter((each) => each.refused),
    ...accepted.map(({ Address: address, Parameters: parameters }) => ({ ...answers.get(key(address))?.shift(), address, parameters })),
  ];
}

const key = (address) => address.toLowerCase();

function row({ address, parameters, refused, reply, at }, hidden, said) {
  const words = strings.envelope;
  const unknown = said ? words.notKept : "–";
  return el("tr", { class: refused ? "refused" : null, "data-testid": "recipient" },
    el("td", {}, recipient(address, parameters, !refused && hidden.has(address)), refused ? span("tag danger", words.refused) : null),
    el("td", { class: "mono answer" }, refused ? icon("refused") : null, reply ? bdi(null, reply) : span("muted", unknown)),
    el("td", { class: "number muted" }, at === undefined ? "" : strings.sessions.ms(at)));
}

export function recipient(address, parameters, hidden = false) {
  const said = Object.entries(parameters ?? {}).slice(0, 20).map(([name, value]) => (value === true ? name : `${name}=${clip(String(value), 200)}`));
  return span("rcpt", bdi("mono", clip(address, LONGEST)),
    said.length ? [" ", bdi("mono muted", said.join(" "))] : null,
    hidden ? [" ", el("span", { class: "tag", title: strings.mail.unseenTitle }, strings.mail.unseen)] : null);
}
