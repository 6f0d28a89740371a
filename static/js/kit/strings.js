/**
 * Every text of the page, from templates/words/LANGUAGE.json, which the server has put into it. A text with places ({0},
 * {1}) is a function of what stands there; one with forms ({"one", "other"}, or "=0" for exactly none) chooses by the
 * first, a number, as the language does.
 */

const { lang } = document.documentElement;
const number = new Intl.NumberFormat(lang);
const rules = new Intl.PluralRules(lang);
const PLACE = /\{(\d)\}/g;

const fill = (text, given) => text.replace(PLACE, (_, at) => (typeof given[at] === "number" ? number.format(given[at]) : given[at]));

function made(value) {
  if (typeof value === "string") return /\{\d\}/.test(value) ? (...given) => fill(value, given) : value;
  if (typeof value.other === "string") return (...given) => fill(value[`=${given[0]}`] ?? value[rules.select(given[0])] ?? value.other, given);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, made(each)]));
}

export const count = (n) => number.format(n);
export const strings = made(JSON.parse(document.getElementById("words").textContent));
