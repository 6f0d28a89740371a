/** JSON set out for reading: indented, names and texts told apart. */

import { clip, span } from "../kit/dom.js";

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|[^"]+/g;
/** Characters above which it is shown in one colour: each token is an element. */
const PAINTED = 60_000;

export function painted(text, most) {
  let laid;
  try {
    laid = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return [clip(text, most)];
  }
  if (laid.length > PAINTED) return [clip(laid, most)];
  return [...laid.matchAll(TOKENS)].flatMap(([all, quoted, colon]) => {
    if (!quoted) return [all];
    return colon ? [span("j-key", quoted), colon] : [span("j-text", quoted)];
  });
}
