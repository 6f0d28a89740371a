/** The session that is open: its facts at the top, its transcript below. */

import { bdi, el, span } from "../kit/dom.js";
import { shortTime } from "../kit/format.js";
import { strings } from "../kit/strings.js";
import { Transcript } from "./transcript.js";
import { verdict } from "./words.js";

/** Events: "shown", "failed" (detail {id, error}). */
export class SessionView extends EventTarget {
  #api;
  #find;
  #wanted = null;
  #session = null;
  #transcript = null;

  /** `find` finds its places in the view. */
  constructor({ api, find }) {
    super();
    this.#api = api;
    this.#find = find;
  }

  get id() {
    return this.#session?.ID ?? null;
  }

  get lasts() {
    return Boolean(this.#session && !this.#session.Ended);
  }

  async open(id) {
    this.#wanted = id;
    try {
      const session = await this.#api.session(id);
      if (id === this.#wanted) this.#show(session);
    } catch (error) {
      // What is shown may stay while the server is away.
      if (id !== this.#wanted || (id === this.id && error.status !== 404)) return;
      this.#session = null;
      this.dispatchEvent(new CustomEvent("failed", { detail: { id, error } }));
    }
  }

  close() {
    this.#wanted = null;
    this.#session = null;
    this.#find("#session-lines").replaceChildren();
  }

  #show(session) {
    const place = this.#find("#session-lines");
    const another = session.ID !== this.id;
    this.#session = session;
    if (another) {
      this.#transcript = new Transcript();
      place.replaceChildren(this.#transcript.node);
      this.#find("#session-tools").replaceChildren(this.#transcript.copyButton());
    }
    this.#transcript.show(session);
    this.#find("#session-title").replaceChildren(verdict(session));
    this.#find("#session-facts").replaceChildren(...facts(session));
    if (!another) return;
    this.dispatchEvent(new CustomEvent("shown"));
    // What was refused first is what one came for.
    const refusal = place.querySelector(".refusal");
    place.scrollTop = refusal?.offsetTop > place.clientHeight ? refusal.offsetTop - place.clientHeight / 2 : 0;
  }
}

function facts({ Client: client, Listener: listener, Helo: helo, TLS: tls, User: user, Mechanism: mechanism, Started: started }) {
  const { names, noTls, noUser, noHelo, by } = strings.sessions;
  const mono = (text, none) => (text ? bdi("mono", text) : span("muted", none));
  return [
    [names.client, mono(client), " → ", mono(listener)],
    [names.helo, mono(helo, noHelo)],
    [names.login, mono(user, mechanism ? "" : noUser), mechanism && span("muted", by(mechanism))],
    [names.tls, mono(tls, noTls)],
    [names.started, shortTime(new Date(started))],
  ].map(([name, ...values]) => el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, values)));
}
