/** Why nothing was found: what would be found without each of the terms, and in all inboxes. */

import { bdi, clip, el } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";
import { strings } from "../kit/strings.js";
import { allOf, without } from "./terms.js";

const MOST = 6;
const LONGEST = 80;

/** What leads to mails, as nodes; `choose` takes another filter. Null if nothing does. */
export async function reasons({ api, filter, choose, signal }) {
  const { query, inbox } = filter;
  const terms = allOf(query);
  const tries = terms.length > 1 ? terms.slice(0, MOST).map(({ start, end }) => ({ what: query.slice(start, end), filter: { inbox, query: without(query, { start, end }) } })) : [];
  if (inbox) tries.push({ what: null, filter: { query, inbox: "" } });
  const counted = await Promise.all(tries.map(async (each) => ({ ...each, of: (await api.count(each.filter, signal).catch(() => ({ Total: 0 }))).Total })));
  await stylesheet("reasons").catch(() => {});
  const words = strings.search;
  const found = counted.filter(({ of }) => of > 0);
  const to = found.filter(({ what }) => what !== null);
  const says = to.length === 1 ? term(words.becauseOf, to[0].what) : to.length ? [words.togetherNothing] : tries.length > 1 && !found.length ? [words.noneAlone] : [];
  return [
    says.length ? el("p", {}, says) : null,
    ...found.map(({ what, filter: other, of }) => el("button", { type: "button", class: "button small", onclick: () => choose(other) },
      el("span", {}, what === null ? words.everywhere : term(words.without, what)), el("span", { class: "muted" }, strings.frame.mails(of)))),
  ].filter(Boolean);
}

/** A text with a term in its place. */
function term(text, what) {
  const [before, after] = text("\0").split("\0");
  return [before, bdi("term", clip(what, LONGEST)), after];
}
