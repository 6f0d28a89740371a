/** What is watched: connect, and see the frames come. */

import { el, icon, span } from "../kit/dom.js";
import { strings } from "../kit/strings.js";
import { asked, websocat } from "./asked.js";
import { painted } from "./json.js";
import { Trial } from "./trial.js";

/** Frames that stay in sight. */
const KEPT = 200;

export class SocketTrial extends Trial {
  #open = null;

  constructor(form, command = websocat) {
    super(form, command);
  }

  submit() {
    if (this.#open) this.#open.close();
    else this.#connect();
  }

  /** Connects, and tells `opened()`, `came(text)` and, once, `closed()`; what it gives back has `close()`. */
  connect(url, { opened, came, closed }) {
    const socket = new WebSocket(url.href.replace(/^http/, "ws"));
    socket.addEventListener("open", opened);
    socket.addEventListener("message", ({ data }) => came(data));
    socket.addEventListener("close", closed);
    return socket;
  }

  #connect() {
    const frames = el("pre", { class: "result-body", tabindex: "0" });
    const state = span("status", strings.reference.connecting);
    const root = this.result.root;
    root.replaceChildren(el("div", { class: "result-head" }, state, span("muted", strings.reference.frames)), frames);
    root.hidden = false;

    this.#open = this.connect(asked(this.form).url, {
      opened: () => { state.textContent = strings.reference.connected; },
      came: (text) => {
        frames.prepend(...painted(text, 20_000), "\n\n");
        while (frames.childNodes.length > KEPT * 40) frames.lastChild.remove();
      },
      closed: () => {
        state.textContent = strings.reference.closed;
        state.dataset.class = "4";
        this.#open = null;
        this.#say(strings.reference.connect, "plug");
      },
    });
    this.#say(strings.reference.close, "close");
  }

  #say(text, name) {
    this.button.replaceChildren(icon(name), span("", text));
  }
}
