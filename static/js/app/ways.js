/** The commands that lead about: to views, from pane to pane, to searches, to the palette and the keys. */

import { address } from "./router.js";

const QUICK = { onlyUnread: "is:unread", onlyPinned: "is:pinned", onlyCodes: "has:code" };

/** `has` says which views there are; `show` are {search, help, palette, toList}. */
export function ways({ commands, router, attempt, fold, search, has, show }) {
  const go = (id, hash, keys = []) => ({ id, keys, group: "go", run: () => router.go(hash) });
  const view = (id, keys) => has(id) && go(id, address.view(id), keys);
  const pane = (id, by, keys) => ({ id, keys, group: "move", hidden: true, run: () => void attempt(async () => (await import("./stepping.js")).step(by, router)) });
  commands.add(...[
    { id: "search", keys: ["/"], group: "go", run: show.search },
    { id: "palette", keys: ["mod+k"], group: "go", hidden: true, run: show.palette },
    { id: "list", keys: ["g i"], group: "go", run: show.toList },
    ...Object.entries(QUICK).map(([id, query]) => go(id, address.list({ query }))),
    go("sessions", address.sessions(), ["s", "g s"]),
    view("faults", ["g f"]),
    go("setup", address.setup, ["g u"]),
    view("settings", [","]),
    view("about", ["g a"]),
    { id: "api", group: "go", run: () => location.assign("api/v1/") },
    { id: "allInboxes", group: "go", when: () => Boolean(router.filter.inbox), run: () => router.choose({ inbox: "" }) },
    { id: "saveSearch", keys: ["S"], group: "page", when: () => search.canSave, run: () => search.save() },
    pane("nextPane", 1, ["F6"]),
    pane("previousPane", -1, ["shift+F6"]),
    { id: "foldSide", keys: ["["], group: "page", run: () => fold.toggle() },
    { id: "help", keys: ["?"], run: show.help },
  ].filter(Boolean));
}
