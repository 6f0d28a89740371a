/** What one can do with the open mail, and with the newest code, as commands. Most of it is loaded when it is first done. */

import { paths } from "../data/api.js";
import { byId, el } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";
import { strings } from "../kit/strings.js";
import { outside } from "./outside.js";

/** `page`: {api, mailbox, router, view, commands, say, attempt, reading}. */
export function mailCommands(page) {
  const { mailbox, view, commands, attempt, reading } = page;
  const shown = () => reading() && Boolean(view.message);

  const deed = (name) => () => attempt(async () => {
    const [deeds] = await Promise.all([import("./deeds.js"), stylesheet("deeds")]);
    await deeds[name](page);
  });
  const follow = (href, more) => el("a", { href, ...more }).click();
  const mine = (id, run, more = {}) => ({ id, group: "mail", when: shown, run, ...more });
  const having = (what) => () => shown() && Boolean(what());

  commands.add(
    { id: "newestCode", keys: ["c"], group: "go", run: deed("newestCode") },
    mine("copyCode", deed("copyCode"), { keys: ["y"], when: having(() => view.code) }),
    mine("mainLink", () => follow(outside(view.link.URL).href, { target: "_blank", rel: "noopener noreferrer" }), { keys: ["l"], when: having(() => view.link) }),
    mine("mailMenu", deed("mailMenu"), { keys: ["."], hidden: true }),
    mine("fold", () => view.fold(), { keys: ["h"] }),
    mine("testCode", deed("testCode")),
    mine("copyLink", deed("copyLink")),
    mine("openView", () => follow(paths.view(view.id), { target: "_blank", rel: "noopener" }), { when: having(() => view.message.HTML) }),
    mine("download", () => follow(paths.download(view.id), { download: "" })),
    mine("zip", () => follow(paths.zip(view.id), { download: "" })),
  );

  byId("mail-menu").addEventListener("click", deed("mailMenu"));
  mailbox.addEventListener("told", ({ detail: { ID: id, Read: read } }) => id === view.id && read !== undefined && nameReading(read));
  view.addEventListener("shown", () => nameReading(true));
}

function nameReading(read) {
  const node = byId("mark-unread");
  const label = strings.mail[read ? "markUnread" : "markRead"];
  node.setAttribute("aria-label", label);
  node.title = `${label} (u)`;
}
