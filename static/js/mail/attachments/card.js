/** What calendars and address cards have in common. */

import { clip, el } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";
import { NotShown } from "./preview.js";
import { answer } from "./reading.js";

const LONGEST = 4000;

/** What the server read from a part; `kind` is what it ought to be. */
export async function cardOf({ path }, kind) {
  const response = await answer(`${path}/card`).catch((fault) => {
    throw fault.status === 0 ? fault : new NotShown(strings[kind].broken);
  });
  const card = await response.json();
  if (card.Kind !== kind) throw new NotShown(strings[kind].broken);
  return card;
}

export const long = (text) => el("bdi", { class: "long" }, clip(text, LONGEST));
