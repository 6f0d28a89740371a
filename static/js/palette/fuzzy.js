/** How well a text has what was typed: letters in a row count more, at the beginning of a word most. */

const PER_LETTER = 1;
const IN_A_ROW = 3;
const BEGINS_WORD = 4;
const BEGINS = 6;
/** Of texts that have it alike the shorter is meant. */
const PER_LENGTH = 0.02;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** {score, at: the places that match}, or null. White space in what is typed does not count. */
export function match(text, typed) {
  const wanted = fold(typed).replace(/\s+/g, "");
  const letters = fold(text);
  const whole = letters.indexOf(fold(typed).trim());
  const at = [];
  let score = 0;
  let from = whole < 0 ? 0 : whole;
  for (const letter of wanted) {
    const found = letters.indexOf(letter, from);
    if (found < 0) return null;
    const begins = found === 0 ? BEGINS : /[\s:,/(-]/.test(letters[found - 1]) ? BEGINS_WORD : 0;
    score += PER_LETTER + begins + (found === from && at.length ? IN_A_ROW : 0);
    at.push(found);
    from = found + 1;
  }
  return { score: score - PER_LENGTH * letters.length, at: letters.length === text.length ? at : [] };
}
