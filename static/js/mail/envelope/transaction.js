/** What of a session belongs to one mail: each RCPT with its answer, and when the steps were taken. */

const GAP = /^[\d,]+ lines are not kept$/;
const RCPT = /^RCPT\s+TO:\s*(?:<((?:"(?:[^"\\]|\\.)*"|[^>"])*)>|(\S+))/i;
const ROUTE = /^@[^:]*:/;
const REFUSED = /^[45]\d\d/;

/**
 * {recipients: [{address, reply, at, refused, line}], times: {mail, rcpt, lastRcpt, data, done} in ms, gap, unseen}, or null where
 * the transcript no longer has it. `gap` when lines between are not kept, `unseen` how many refusals those had.
 */
export function transactionOf(session, id) {
  const { Lines: lines, Mails: mails, Refusals: refusals } = session;
  const done = lines.findLastIndex(({ Side: side, Text: text }) => side === "S" && text.endsWith(`caught as ${id}`));
  if (done < 0) return null;
  const before = lines.slice(0, done);
  const hole = before.findIndex(({ Side: side, Text: text }) => side === "-" && GAP.test(text));
  const other = before.findLastIndex(({ Side: side, Text: text }) => side === "S" && text.includes(" caught as "));
  const mail = before.findLastIndex(({ Side: side, Text: text }) => side === "C" && /^MAIL\b/i.test(text));
  const gap = hole > mail;
  // Of what was said before the gap nobody knows to which mail it belonged, if there were several.
  const start = Math.max(mail, other + 1, gap && mails > 1 ? hole : 0);
  const recipients = [];
  const times = { done: lines[done].At };
  for (let at = start; at < done; at += 1) {
    const { Side: side, Text: text, At: ms } = lines[at];
    if (side !== "C") continue;
    const found = RCPT.exec(text);
    if (found) recipients.push({ address: (found[1] ?? found[2]).replace(ROUTE, ""), at: ms, ...answerTo(lines, at) });
    else if (at === mail) times.mail = ms;
    else if (/^(?:DATA|BDAT)\b/i.test(text)) times.data ??= ms;
  }
  times.rcpt = recipients[0]?.at;
  times.lastRcpt = recipients.at(-1)?.at;
  const kept = lines.filter(({ Side: side, Text: text }) => side === "S" && REFUSED.test(text) && text[3] !== "-").length;
  return { recipients, times, gap, unseen: gap ? Math.max(0, refusals - kept) : 0 };
}

/** The reply to a command, and the line on which it stands; an empty one where none was kept. */
function answerTo(lines, command) {
  for (let at = command + 1; at < lines.length && lines[at].Side !== "C"; at += 1) {
    const { Side: side, Text: text } = lines[at];
    if (side === "-" && GAP.test(text)) break;
    if (side === "S" && text[3] !== "-") return { reply: text, refused: REFUSED.test(text), line: at };
  }
  return { reply: "", refused: false, line: -1 };
}
