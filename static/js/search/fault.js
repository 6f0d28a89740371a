/** What the server has against a search, as it is shown below the box. Loaded for the first search that is wrong. */

import { el } from "../kit/dom.js";

const PLACE = / at column (\d+): /;

/** The term that is wrong is marked where it stands. */
export function explained(fault, query) {
  const place = PLACE.exec(fault);
  if (!place) return [el("p", {}, fault)];
  return [echo(query, Number(place[1]) - 1, fault.slice(0, place.index)), el("p", {}, fault.slice(place.index + place[0].length))];
}

/** The search with the term marked that begins at `start`, a number of characters; `quoted` is how the server writes it. */
function echo(query, start, quoted) {
  const characters = [...query];
  const term = quoted.slice(1, -1);
  const rest = characters.slice(start).join("");
  const length = rest.startsWith(term) ? term.length : Math.max(1, rest.search(/\s|$/));
  return el("p", { class: "echo" }, el("bdi", { dir: "auto" }, characters.slice(0, start).join(""), el("mark", {}, rest.slice(0, length)), rest.slice(length)));
}
