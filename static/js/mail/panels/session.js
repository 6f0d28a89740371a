/** The transcript of the session that brought a mail, loaded when it is looked at. */

import { bdi, el, icon, span } from "../../kit/dom.js";
import { stylesheet } from "../../kit/load.js";
import { address } from "../../app/router.js";
import { Transcript } from "../../sessions/transcript.js";
import { strings } from "../../kit/strings.js";

export function sessionSection({ id, envelope, api }) {
  stylesheet("sessions").catch(() => {});
  const words = strings.sessions;
  const place = el("div");
  const tools = span("session-tools");
  const transcript = new Transcript();
  const tell = (text, ...more) => place.replaceChildren(el("p", { class: "muted" }, bdi(null, text)), ...more);

  async function load() {
    try {
      const session = await api.transcript(id);
      const { Listener: listener, TLS: tls, Mechanism: mechanism } = session;
      transcript.show(session);
      const here = el("a", { class: "button small", href: address.sessions(false, session.ID) }, icon("session"), span(null, words.openHere));
      tools.replaceChildren(here, transcript.copyButton());
      tell([listener, tls || words.noTls, mechanism && `AUTH ${mechanism}`].filter(Boolean).join(" · "), transcript.node);
    } catch (error) {
      tell(error.status === 404 ? words.none : strings.mail.notLoaded);
    }
  }

  tell(envelope.Session ? strings.loading : words.none);
  if (envelope.Session) load();
  return el("section", { class: "session-part", "aria-label": words.transcript }, el("div", { class: "session-head" }, el("h3", {}, words.transcript), tools), place);
}
