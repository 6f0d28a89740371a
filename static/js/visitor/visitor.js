/** Who signed in, the way out, and what a visitor who may only look does not find. Loaded where there is a login. */

import { byId, el, icon } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const CHANGING = new Set(["unread", "pin", "delete", "deleteAll", "undo", "tag", "demo", "choose", "chooseDown", "chooseUp", "chooseAll"]);

export function visit({ api, commands, notice, attempt }) {
  const { user, readOnly } = document.body.dataset;
  const { trouble } = strings;
  // Loaded again, the page leads to the form, and from there back to this address.
  trouble.login = trouble.session401;
  if (readOnly) trouble.origin = trouble.looks;
  const state = byId("live-state");
  // A socket does not say why it was refused.
  new MutationObserver(() => state.dataset.state === "offline" && api.tags().catch((error) => error.status === 401 && notice.show(trouble.login, { about: "server", press: () => location.reload() }))).observe(state, { attributeFilter: ["data-state"] });
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
