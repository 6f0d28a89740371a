/** One row of the list of sessions. */

import { setAge } from "../kit/clock.js";
import { bdi, clip, el, span } from "../kit/dom.js";
import { address } from "../app/router.js";
import { strings } from "../kit/strings.js";
import { verdict } from "./words.js";

const SHOWN = 200;

export function makeSession(session, failed) {
  const item = el("li", { class: "item" }, el("a", { class: "row", href: address.sessions(failed, session.ID), tabindex: -1, "data-id": session.ID, "data-testid": "session-row" }));
  showSession(item, session);
  return item;
}

/** It may have gone on since it was drawn. */
export function showSession(item, session) {
  const { Helo: helo, User: user, Client: client, Listener: listener, Failed: failed } = session;
  const link = item.firstElementChild;
  const now = JSON.stringify(session);
  if (item.shown === now) return;
  item.shown = now;
  link.dataset.failed = failed;
  const time = el("time", { class: "row-age" });
  setAge(time, new Date(session.Started));
  link.replaceChildren(
    span("line",
      bdi(helo ? "row-from" : "row-from none", clip(helo, SHOWN) || strings.sessions.noHelo),
      user ? bdi("tag", clip(user, 60)) : "",
      bdi("row-address", client), time),
    span("line", verdict(session), bdi("row-size", listener)));
}
