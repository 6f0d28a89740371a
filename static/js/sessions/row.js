/** One row of the list of sessions. */

import { setAge } from "../kit/clock.js";
import { bdi, clip, el, span } from "../kit/dom.js";
import { address } from "../app/router.js";
import { strings } from "../kit/strings.js";
import { verdict } from "./words.js";

const SHOWN = 200;

export const makeSession = () => el("li", { class: "item" }, el("a", { class: "row", tabindex: -1, "data-testid": "session-row" }));

/** It may have gone on since it was drawn; `failed`, whether those alone are listed. */
export function showSession(item, session, failedOnly) {
  const { Helo: helo, User: user, Client: client, Listener: listener, Failed: failed } = session;
  const link = item.firstElementChild;
  const now = JSON.stringify([session, failedOnly]);
  if (item.shown === now) return;
  item.shown = now;
  link.dataset.id = session.ID;
  link.href = address.sessions(failedOnly, session.ID);
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
