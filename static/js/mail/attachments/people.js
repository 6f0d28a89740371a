/** Address cards: who, and how to reach them. */

import { bdi, clip, el, icon } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";
import { cardOf, long } from "./card.js";
import { facts } from "./facts.js";

const MOST_CARDS = 50;
const MOST_LINES = 20;

export async function showPeople(it) {
  const { Cards: cards } = await cardOf(it, "vcard");
  const words = strings.vcard;
  return el("div", { class: "cards-shown", "data-testid": "vcard" },
    cards.length ? cards.slice(0, MOST_CARDS).map(shown) : el("p", {}, words.none),
    cards.length > MOST_CARDS ? el("p", { class: "muted" }, words.more(cards.length - MOST_CARDS)) : null);
}

function shown(card) {
  const words = strings.vcard;
  const line = (text) => text && bdi(null, clip(text, 500));
  const lines = (all) => all?.length ? el("ul", {}, all.slice(0, MOST_LINES).map((text) => el("li", {}, bdi(null, clip(text, 500))))) : null;
  return el("article", { class: "contact" },
    el("h4", {}, icon("person"), bdi(null, clip(card.Name || card.Organization || words.noName, 500))),
    facts([
      [words.organization, line(card.Organization)],
      [words.title, line(card.Title)],
      [words.emails, lines(card.Emails)],
      [words.phones, lines(card.Phones)],
      [words.addresses, lines(card.Addresses)],
      [words.urls, lines(card.URLs)],
      [words.birthday, line(card.Birthday)],
      [words.note, card.Note && long(card.Note)],
    ]));
}
