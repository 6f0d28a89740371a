/** A transcript: both sides line by line, what was refused, and how it ended. */

import { copyButton } from "../kit/copy.js";
import { el, icon, span } from "../kit/dom.js";
import { duration } from "../kit/format.js";
import { address } from "../app/router.js";
import { strings } from "../kit/strings.js";
import { ending, stateIcon } from "./words.js";

const REFUSAL = /^[45]\d\d/;
const CAUGHT = /^(250 .*\bcaught as )([A-Za-z0-9]{22})$/;
const KINDS = { C: "client", S: "server" };

export class Transcript {
  #lines = el("ol", { class: "lines ltr" });
  #end = el("p", { class: "ending" });
  #session = null;
  node = el("div", { class: "transcript", "data-testid": "transcript" }, this.#lines, this.#end);

  /** Adds what is new where the rest is the same, so that a selection or a place in it is kept. */
  show(session) {
    const { Lines: lines, Started: started, Ended: ended, Failed: failed } = session;
    const before = this.#session?.Lines ?? [];
    const grown = !before.length || JSON.stringify(lines[before.length - 1]) === JSON.stringify(before.at(-1));
    if (!grown) this.#lines.replaceChildren();
    this.#lines.append(...lines.slice(grown ? before.length : 0).map(lineNode));
    this.#session = session;
    const { endedAfter, stillLasts } = strings.sessions;
    this.#end.classList.toggle("failed", failed);
    this.#end.replaceChildren(stateIcon(session), span(null, ended ? endedAfter(capital(ending(session)), duration(new Date(ended) - new Date(started))) : stillLasts));
  }

  copyButton() {
    return copyButton(() => plain(this.#session));
  }
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function lineNode({ At: at, Side: side, Text: text }) {
  const { ms, sides } = strings.sessions;
  const refused = side === "S" && REFUSAL.test(text);
  return el("li", { class: `said ${KINDS[side] ?? "note"}${refused ? " refusal" : ""}`, "data-testid": "transcript-line", "data-side": side },
    span("at", ms(at)),
    el("abbr", { class: "side", title: sides[side] }, side === "-" ? "–" : side),
    el("bdi", { class: "words", dir: KINDS[side] ? "ltr" : "auto" }, refused ? icon("refused") : null, dressed(side, text)));
}

/** The reply that says under which id a mail was kept leads to it. */
function dressed(side, text) {
  const found = side === "S" && CAUGHT.exec(text);
  return found ? [found[1], el("a", { href: address.mail(found[2]) }, found[2])] : text;
}

function plain(session) {
  const { ID: id, Started: started, Client: client, Listener: listener, TLS: tls, Lines: lines } = session;
  return [
    `${strings.sessions.session} ${id}, ${started}, ${client} → ${listener}${tls && `, ${tls}`}`,
    ...lines.map(({ At: at, Side: side, Text: text }) => `${String(at).padStart(7)} ${side} ${text}`),
    ending(session),
  ].join("\n");
}
