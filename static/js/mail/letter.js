/** One mail and what the server tells of it, each asked for once and not before it is needed. */

/** So long the head waits for what stands in it beside the message; what comes later is filled in, and may move the rest. */
const SOON_MS = 80;

/** And so long what is not drawn at once waits for what is. */
const LATER_MS = 100;

const orNull = (promise) => promise.catch(() => null);
const after = (ms) => new Promise((done) => setTimeout(done, ms));

export class Letter {
  id;
  message = null;
  /** Null until they are there, and if they cannot be had. */
  envelope = null;
  parts = null;
  extracted = null;
  /** Resolves to the message as soon as that is there. */
  told;
  /** Resolves when `message` is there, and with it what came soon; raises what the request raised. */
  ready;
  /** Resolves when everything for the head is there. */
  complete;
  #api;
  #signal;
  #tree = null;
  #beside;

  /** The mail stays unread. */
  constructor(api, id, signal) {
    this.id = id;
    this.#api = api;
    this.#signal = signal;
    this.told = api.message(id, { signal, peek: true });
    this.#beside = Promise.all([
      orNull(api.envelope(id, signal)).then((envelope) => (this.envelope = envelope)),
      orNull(api.extract(id, signal)).then((extracted) => (this.extracted = extracted)),
    ]);
    this.ready = this.told.then((told) => {
      this.message = told;
      return Promise.race([this.#beside, after(SOON_MS)]);
    });
    // Whoever wants to know what failed waits for `ready`.
    this.complete = orNull(Promise.all([this.ready, this.#beside]));
  }

  /** The same, asked for when there was time to draw the mail. */
  async later() {
    await after(LATER_MS);
    return this.rest();
  }

  /** What panels get that are not drawn at once. */
  async rest() {
    this.#tree ??= orNull(this.#api.parts(this.id, this.#signal)).then((parts) => (this.parts = parts));
    await Promise.all([this.#tree, this.#beside]);
    // What failed is asked for again with the next panel.
    if (!this.parts) this.#tree = null;
    return { parts: this.parts, envelope: this.envelope, extracted: this.extracted };
  }
}
