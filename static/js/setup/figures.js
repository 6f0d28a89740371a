/** What a snippet is put together from. */

import { strings } from "../kit/strings.js";
import { ini, percent } from "./quote.js";

export const FROM = "app@example.test";
export const TO = "you@example.test";

/** An empty line. */
export const GAP = Symbol("gap");

/** What is false or empty is left out. */
const lines = (all) => all.flat(Infinity).filter(Boolean).map((line) => (line === GAP ? "" : line)).join("\n");

/** `where` names a place in the words, or is a file's name. */
export const figure = (where, ...all) => ({ where: strings.setup.where[where] ?? where, text: lines(all) });
export const inShell = (...all) => figure("shell", ...all);

export const secured = ({ tls }) => tls !== "none";

/** An address of IPv6 as it stands before a port. */
export const bracketed = (host) => (host.includes(":") ? `[${host}]` : host);

export function url(way, { login = Boolean(way.user) } = {}) {
  const user = login ? `${percent(way.user)}:${percent(way.password)}@` : "";
  return `${way.tls === "implicit" ? "smtps" : "smtp"}://${user}${bracketed(way.host)}:${way.port}`;
}

/** PHP has no other place for a certificate where a framework makes the connection. */
export const phpTrust = (way) => (secured(way) ? figure("phpIni", `openssl.cafile=${ini(way.cafile)}`) : null);
