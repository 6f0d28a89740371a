/** The way that a mail takes to us: which listener, with which login; as the reader chose it, and as it is remembered. */

import { recall, remember } from "../kit/memory.js";

const URL = /^(smtp|starttls|smtps):\/\/(.*):(\d+)(?:\?.*)?$/;
const EVERYWHERE = ["0.0.0.0", "::"];
const TLS = { none: "none", offered: "starttls", required: "starttls", implicit: "implicit" };
const USUAL = { user: "user", password: "password", cafile: "mailtrap-cert.pem" };

const unwrapped = (host) => host.replace(/^\[(.*)\]$/, "$1");

/** Of a listener of `info`: what there is to connect to. One that listens everywhere is where this page comes from. */
export function placeOf({ URL: url, TLS: tls }) {
  const [, , host, port] = URL.exec(url) ?? [];
  if (!port) return { socket: url.replace(/^unix:/, ""), host: "", port: 0, tls: "none" };
  const name = unwrapped(host);
  return { socket: "", host: EVERYWHERE.includes(name) ? unwrapped(location.hostname) : name, port: Number(port), tls: TLS[tls] };
}

export class Way {
  #doors;
  #certificate;
  #user = recall("setup.user", "");
  #cafile = recall("setup.cafile", "");
  #password;
  #door;

  constructor({ SMTP: doors, Certificate: certificate }) {
    this.#doors = doors;
    this.#certificate = certificate;
    const usual = ["none", "offered"].map((tls) => doors.find((door) => door.TLS === tls && !door.URL.startsWith("unix:"))).find(Boolean);
    this.#door = doors.find(({ URL: url }) => url === recall("setup.door")) ?? usual ?? doors[0];
    // A password of which the server has a list is a secret.
    this.#password = this.named ? "" : recall("setup.password", "");
  }

  get doors() {
    return this.#doors;
  }

  get door() {
    return this.#door;
  }

  /** Whether only listed users come in, each by a password of its own. */
  get named() {
    return this.#door.Users === "listed";
  }

  /** Whether the certificate came from outside, so that an authority may stand behind it. */
  get given() {
    return Boolean(this.#certificate?.Given);
  }

  /** Whether a login would be refused here. */
  get closed() {
    return this.#door.LoginNeedsTLS && this.#door.TLS === "none";
  }

  /** What was typed: {user, password, cafile}. */
  get typed() {
    return { user: this.#user, password: this.#password, cafile: this.#cafile };
  }

  chooseDoor(url) {
    this.#door = this.#doors.find((door) => door.URL === url);
    remember("setup.door", url);
  }

  type(name, value) {
    const text = value.toWellFormed?.() ?? value;
    if (name === "user") this.#user = text;
    else if (name === "password") this.#password = text;
    else this.#cafile = text;
    if (name !== "password" || !this.named) remember(`setup.${name}`, text);
  }

  /** For the snippets. */
  get way() {
    const user = this.closed ? "" : this.#user || (this.#door.Login === "required" ? USUAL.user : "");
    return { ...placeOf(this.#door), user, password: user && (this.#password || USUAL.password), cafile: this.#cafile || USUAL.cafile, sha256: this.#certificate?.SHA256 ?? "" };
  }
}

export { USUAL };
