/** The websocket of events: reconnects by itself, asks for what it missed, and says how it stands. */

import { paths } from "./api.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const TRIES_BEFORE_OFFLINE = 2;

/** Events: "event" (detail: the frame), "state" (detail: "live" | "connecting" | "offline"), "again" (reconnected). */
export class Live extends EventTarget {
  #after;
  #socket = null;
  #tries = 0;
  #timer = 0;
  #state = "";
  #everLive = false;

  constructor(after) {
    super();
    this.#after = after;
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  get everLive() {
    return this.#everLive;
  }

  open() {
    clearTimeout(this.#timer);
    if (this.#state !== "offline") this.#tell("connecting");
    const url = new URL(paths.events(this.#after()), document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket?.close();
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.#tell("live");
      if (this.#everLive) this.dispatchEvent(new CustomEvent("again"));
      this.#everLive = true;
    });
    socket.addEventListener("message", (message) => socket === this.#socket && this.#read(message.data));
    socket.addEventListener("close", () => socket === this.#socket && this.#wait());
  }

  /** Tries at once, unless it is connected or just trying. */
  retry() {
    if (this.#socket && this.#socket.readyState > WebSocket.OPEN) this.open();
  }

  #read(text) {
    this.dispatchEvent(new CustomEvent("event", { detail: JSON.parse(text) }));
  }

  #wait() {
    this.#tries += 1;
    this.#tell(this.#tries > TRIES_BEFORE_OFFLINE ? "offline" : "connecting");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#tries - 1));
    // Jitter: many tabs must not return in the same instant.
    this.#timer = setTimeout(() => this.open(), wait * (0.7 + 0.6 * Math.random()));
  }

  #tell(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
