/** What a session comes to, in words. */

import { el, icon, span } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

export function ending({ Ended: ended, Outcome: outcome }) {
  const words = strings.sessions;
  if (!ended) return words.lasts;
  return outcome === "QUIT" ? words.quit : outcome || "–";
}

export const stateIcon = ({ Failed: failed, Ended: ended }) => icon(failed ? "refused" : ended ? "check" : "session");

/** What is wrong stands first, with an icon. */
export function verdict(session) {
  const { Failed: failed, Refusals: refusals, Mails: mails } = session;
  const words = strings.sessions;
  const [first, ...rest] = [
    refusals && words.refused(refusals),
    // Broken off without a refusal: then how it ended is what is wrong.
    failed && !refusals && ending(session),
    (mails || !failed) && words.mails(mails),
    (refusals || !failed) && ending(session),
  ].filter(Boolean);
  return span(failed ? "verdict failed" : "verdict", stateIcon(session), el("strong", {}, first), rest.map((part) => span("muted", ` · ${part}`)));
}
