/** Who signed in, the way out, and what a visitor who may only look does not find. Loaded where there is a login. */

import { byId, el, icon } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const CHANGING = new Set(["unread", "pin", "delete", "deleteAll", "undo", "tag", "demo", "choose", "chooseDown", "chooseUp", "chooseAll"]);

export function visit({ commands, attempt }) {
  const { user, readOnly } = document.body.dataset;
  const words = strings.visitor;
  const leave = () => attempt(signOut);
  commands.add({ id: "signOut", run: leave });
  if (readOnly) for (const each of commands.all) if (CHANGING.has(each.id)) each.when = () => false;
  const out = el("button", { type: "button", class: "button ghost icon-only", "aria-label": strings.commands.signOut, title: strings.commands.signOut, "data-testid": "sign-out", onclick: leave }, icon("leave"));
  const who = el("span", {}, el("bdi", {}, user), readOnly && el("span", { class: "muted", title: words.looksText }, words.looks));
  byId("pane-side").querySelector(".side-tools").before(el("p", { class: "side-who", "data-testid": "visitor" }, who, out));
}

async function signOut() {
  await fetch("signout", { method: "POST", redirect: "manual" });
  location.assign("signin");
}
