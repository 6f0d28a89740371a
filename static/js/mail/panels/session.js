/** The transcript of the session that brought a mail, loaded when it is looked at. */

import { bdi, el, icon, span } from "../../kit/dom.js";
import { stylesheet } from "../../kit/load.js";
import { address } from "../../app/router.js";
import { Transcript } from "../../sessions/transcript.js";
import { strings } from "../../kit/strings.js";

/** Lines above the one that is brought into sight. */
const ABOVE_PX = 64;

/**
 * {node, reveal, settle}: `loaded` gets the session once it is there; `reveal(at)` brings a line into sight, within the
 * transcript alone unless it is to have the focus; `settle()` does so again once the node is laid out.
 */
export function sessionSection({ id, envelope, api, loaded = () => {} }) {
  stylesheet("transcript").catch(() => {});
  const words = strings.sessions;
  const place = el("div");
  const tools = span("session-tools");
  const transcript = new Transcript();
  const box = el("div", { class: "transcript-box", role: "group", tabindex: "0", "aria-label": words.transcript }, transcript.node);
  const tell = (text, ...more) => place.replaceChildren(el("p", { class: "muted" }, bdi(null, text)), ...more);
  let wanted = -1;

  async function load() {
    try {
      const session = await api.transcript(id);
      const { Listener: listener, TLS: tls, Mechanism: mechanism } = session;
      transcript.show(session);
      const here = el("a", { class: "button small", href: address.sessions("", session.ID) }, icon("session"), span(null, words.openHere));
      tools.replaceChildren(here, transcript.copyButton());
      tell([listener, tls || words.noTls, mechanism && `AUTH ${mechanism}`].filter(Boolean).join(" · "), box);
      loaded(session);
    } catch (error) {
      tell(error.status === 404 ? words.none : strings.mail.notLoaded);
      if (error.status === undefined) throw error;
    }
  }

  function reveal(at, { focus = false } = {}) {
    wanted = at;
    const line = transcript.node.querySelectorAll("[data-testid=transcript-line]")[at];
    if (!line) return;
    box.scrollTop = line.offsetTop - box.offsetTop - ABOVE_PX;
    if (!focus) return;
    box.scrollIntoView({ block: "nearest" });
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
  }

  tell(envelope.Session ? strings.loading : words.none);
  if (envelope.Session) load();
  const node = el("section", { class: "session-part", "aria-label": words.transcript }, el("div", { class: "session-head" }, el("h3", {}, words.transcript), tools), place);
  return { node, reveal, settle: () => reveal(wanted) };
}
