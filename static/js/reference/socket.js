/** The socket to try: connect, and watch its frames. */

import { el, icon, span } from "../dom.js";
import { strings } from "../strings.js";
import { asked, websocat } from "./asked.js";
import { painted } from "./json.js";
import { Trial } from "./trial.js";

/** Frames that stay in sight. */
const KEPT = 200;

export class SocketTrial extends Trial {
  #socket = null;

  constructor(form) {
    super(form, websocat);
  }

  submit() {
    if (this.#socket) this.#socket.close();
    else this.#connect();
  }

  #connect() {
    const frames = el("pre", { class: "result-body", tabindex: "0" });
    const state = span("status", strings.reference.connecting);
    const root = this.result.root;
    root.replaceChildren(el("div", { class: "result-head" }, state, span("muted", strings.reference.frames)), frames);
    root.hidden = false;

    const socket = new WebSocket(asked(this.form).url.href.replace(/^http/, "ws"));
    this.#socket = socket;
    this.#say(strings.reference.close, "close");
    socket.addEventListener("open", () => { state.textContent = strings.reference.connected; });
    socket.addEventListener("message", ({ data }) => {
      frames.prepend(...painted(data, 20_000), "\n\n");
      while (frames.childNodes.length > KEPT * 40) frames.lastChild.remove();
    });
    socket.addEventListener("close", () => {
      state.textContent = strings.reference.closed;
      state.dataset.class = "4";
      this.#socket = null;
      this.#say(strings.reference.connect, "plug");
    });
  }

  #say(text, name) {
    this.button.replaceChildren(icon(name), span("", text));
  }
}
