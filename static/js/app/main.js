/** Puts the page together. Only here do the parts know of each other. */

import { api } from "../data/api.js";
import { Actions } from "./actions.js";
import { tagAt, tagQuery } from "../list/chips.js";
import { startClock } from "../kit/clock.js";
import { ABOUT_SERVER, Connection } from "./connection.js";
import { byId, clip, el } from "../kit/dom.js";
import { Failures } from "../side/failures.js";
import { Fold } from "../side/fold.js";
import { Known } from "../side/known.js";
import { Side } from "../side/side.js";
import { Views } from "./views.js";
import { ways } from "./ways.js";
import { showUnread } from "./attention.js";
import { Commands, keyNames } from "./commands.js";
import { List } from "../list/list.js";
import { mailCommands } from "../mail/actions.js";
import { Reader } from "./reader.js";
import { Mailbox } from "../data/mailbox.js";
import { stylesheet } from "../kit/load.js";
import { explain, filled, isOwn, Notice, voice } from "../kit/notice.js";
import { Panes } from "./panes.js";
import { address, Router } from "./router.js";
import { makeRow, showRow } from "../list/row.js";
import { SearchBox } from "../search/box.js";
import { SavedSearches } from "../search/saved.js";
import { Setup } from "../setup/greeting.js";
import { followDensity } from "./density.js";
import { preferences } from "../kit/preferences.js";
import { splitter } from "../kit/split.js";
import { strings } from "../kit/strings.js";
import { themeSwitch } from "../kit/theme.js";
// What views share that are loaded later: else it would come with one of them.
import "../kit/copy.js";
import "../kit/tabs.js";

/** An address may be as long as anybody likes. */
const LONGEST_ADDRESS = 60;
const NARROW = matchMedia("(max-width: 720px)");

const mailbox = new Mailbox(api);
const router = new Router(Views.has);
const panes = new Panes(router);
const notice = new Notice(byId("notice"));
const connection = new Connection({ mailbox, notice, box: byId("live-state") });
const say = voice(byId("said"));
const setup = new Setup(byId("setup"), { api, mailbox, attempt, demo: sendDemo, back });
const view = new Reader({ api, mailbox, narrow: NARROW });
const list = new List({ mailbox, rows: byId("list"), scroller: byId("scroller"), make: () => makeRow(byId("row")), show: (item, mail) => showRow(item, mail, { filter: mailbox.filter, inboxes: mailbox.inboxes && !mailbox.filter.inbox, chosen: actions.isChosen(mail.ID) }), pill: byId("pill"), foot: byId("list-foot") });
const commands = new Commands();
const theme = themeSwitch(byId("theme"));
const known = new Known({ api, mailbox });
const saved = new SavedSearches();
const fold = new Fold();
const search = new SearchBox({ api, router, mailbox, known, saved, say, leave: () => list.reveal({ focus: true }) });
const failures = new Failures({ link: byId("open-sessions"), api, news: connection.news, tell: (session) => preferences.get("notifyFailed") === "yes" && notify("failed", session) });
const views = new Views({ api, router, mailbox, commands, notice, say, attempt, news: connection.news });
const actions = new Actions({ api, mailbox, router, list, view, notice, attempt, say });
const side = new Side({ router, mailbox, known, saved, act: {
  attempt,
  markRead: (filter) => attempt(() => api.markRead(filter)),
  remove: (filter) => actions.askToRemoveFound(filter),
} });

/** Runs an action of the reader; what fails is said, never thrown away. */
async function attempt(action, mail) {
  try {
    await action();
  } catch (error) {
    const own = isOwn(error);
    if (own) console.error(error);
    notice.show(explain(error, mail), { press: remedy(error, () => attempt(action, mail)), about: own || error.status ? null : ABOUT_SERVER });
  }
}

/** What to do about it, which is more often than not to try it `again`. */
const remedy = (error, again) => (isOwn(error) || [401, 403].includes(error.status) ? () => location.reload() : again);

function showRoute({ detail: route }) {
  const { name, id, filter, before } = route;
  if (filter) choose(filter);
  side.follow();
  notice.hide("address");
  list.setOpen(name === "mail" ? id : null);
  fold.close();
  if (Views.has(name)) {
    view.close();
    setup.show(null);
    panes.show("none", "main");
    views.want(route);
    return void attempt(() => views.show());
  }
  views.hide();
  if (name === "mail") {
    setup.show(null);
    if (view.id !== id) openMail(id);
    return;
  }
  view.close();
  if (name === "list") showList();
  else {
    setup.show(mailbox.total || !mailbox.loaded ? "setup" : "empty");
    panes.show("setup", "main");
  }
  if (name === "list" && before && before !== "list") list.reveal({ focus: true });
}

function choose(filter) {
  attempt(() => mailbox.choose(filter));
  search.follow(filter);
}

function showList() {
  if (!mailbox.loaded) return panes.show("none", "list");
  if (!mailbox.total) {
    setup.show("empty");
    return panes.show("setup", "main");
  }
  setup.show(null);
  return panes.show("idle", "list");
}

function openMail(id) {
  if (byId("mail").hidden) panes.show("none", "main");
  attempt(() => view.open(id));
}

view.addEventListener("waiting", () => panes.show("mail", "main"));
view.addEventListener("shown", () => {
  panes.show("mail", "main");
  // On a narrow page the row that had the focus is gone from sight.
  if (NARROW.matches) byId("mail-subject").focus({ preventScroll: true });
});

view.addEventListener("failed", ({ detail: { id, error } }) => {
  panes.trouble(explain(error, true), error.status === 404 ? toList : remedy(error, () => openMail(id)));
});

/** What did not come is asked for once more: when the server is back, or who follows the link to it again. */
function again() {
  const { name, id } = router.route;
  if (name === "mail" && !view.id) view.open(id);
  if (setup.state && byId("setup").hidden) setup.show(setup.state);
  if (views.missing) attempt(() => views.show());
}

connection.news.addEventListener("again", again);
addEventListener("click", ({ target }) => target.closest("a")?.href === location.href && again());
router.addEventListener("route", showRoute);
router.addEventListener("unknown", ({ detail }) => notice.show(filled(strings.trouble.address, clip(detail, LONGEST_ADDRESS)), { about: "address" }));

function showCounts() {
  const { total, unread, loaded, found, filtered, fault } = mailbox;
  showUnread(unread);
  byId("counts").textContent = [strings.frame.mails(total), unread && strings.frame.unread(unread)].filter(Boolean).join(" · ");
  byId("delete-all").disabled = !found || Boolean(fault);
  nameDeleting(strings.ask.button[filtered ? "found" : "all"]);
  byId("list-empty").hidden = total > 0;
  if (loaded) greet();
}

function nameDeleting({ label, title }) {
  const node = byId("delete-all");
  node.title = title;
  node.setAttribute("aria-label", label);
  node.lastElementChild.textContent = label;
}

/** The set-up follows the first mail and the last: it greets the one, and stays until one opens it. */
function greet() {
  const { name } = router.route;
  if (name === "mail" || Views.has(name)) return;
  if (!mailbox.total) {
    if (name === "list") showList();
    else setup.show("empty");
  } else if (setup.state === "empty") {
    setup.show("arrived");
    panes.show("setup", name === "list" ? "list" : "main");
  }
}

mailbox.addEventListener("counts", showCounts);
mailbox.addEventListener("reset", () => {
  const { name, id } = router.route;
  list.setOpen(name === "mail" ? id : null);
  if (name === "list" && setup.state !== "arrived") showList();
  if (name === "mail" && !mailbox.total) router.go(address.list(router.filter), { replace: true });
  else view.check();
});
mailbox.addEventListener("removed", ({ detail: id }) => {
  if (id !== router.route.id) return;
  panes.trouble(strings.trouble.gone, toList);
  view.close();
});

mailbox.addEventListener("restored", ({ detail: ids }) => {
  if (router.route.name === "mail" && ids.includes(router.route.id)) openMail(router.route.id);
});

mailbox.addEventListener("came", ({ detail: mail }) => preferences.get("notify") !== "nothing" && notify("mail", mail));

let heard = 0;
mailbox.addEventListener("added", ({ detail: { mails: [mail] } }) => {
  heard += 1;
  say(() => {
    const many = heard > 1 ? strings.list.arrivedMany(heard) : "";
    heard = 0;
    return many || strings.list.arrived(mail.From?.Name || mail.From?.Address || strings.row.noSender, mail.Subject || strings.row.noSubject);
  });
});

function move(step) {
  if (views.shown) return views.shown.move?.(step) ?? undefined;
  return actions.move(step);
}

function goSearching() {
  const { name } = router.route;
  if (name === "list") showList();
  else if (name !== "mail" || NARROW.matches) router.go(address.list(router.filter));
  search.focus();
}

const showHelp = () => attempt(async () => (await Promise.all([import("../help/help.js"), stylesheet("dialogs")]))[0].showHelp(byId("help"), commands));
const showPalette = () => attempt(() => commands.hold(async (typed) => (await import("../palette/palette.js")).showPalette({ api, router, commands, known, saved }, typed)));

function sendDemo() {
  return attempt(async () => (await import("../setup/demo.js")).sendDemo(api, say));
}

byId("mark-unread").addEventListener("click", () => actions.markUnread());
byId("delete-one").addEventListener("click", () => actions.remove());
byId("delete-all").addEventListener("click", () => actions.askToRemoveFound());
byId("list").addEventListener("click", (event) => {
  const code = event.target.closest(".row-code");
  if (code) return void attempt(async () => (await import("../kit/clipboard.js")).copyChip(code, code.dataset.code));
  const tag = tagAt(event.target);
  if (tag === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  router.choose({ query: tagQuery(tag) });
});
byId("open-help").addEventListener("click", showHelp);
byId("open-palette").addEventListener("click", showPalette);
byId("open-palette").append(...keyNames("mod+k").map((name) => el("kbd", { "aria-hidden": "true" }, name)));
byId("open-side").addEventListener("click", () => router.openSide());
for (const one of document.querySelectorAll("[data-back]")) one.addEventListener("click", back);
for (const one of document.querySelectorAll("[data-demo]")) one.addEventListener("click", sendDemo);

let notifier;
async function notify(what, detail) {
  const { Notifier } = await import("./notifier.js").catch(() => ({}));
  notifier ??= Notifier && new Notifier({ api, router });
  notifier?.[what](detail);
}

const reading = () => router.route.name === "mail" && !byId("mail").hidden;
const listing = () => ["list", "mail"].includes(router.route.name);

commands.add(
  { id: "next", keys: ["j", "ArrowDown"], group: "move", hidden: true, run: () => move(1) },
  { id: "previous", keys: ["k", "ArrowUp"], group: "move", hidden: true, run: () => move(-1) },
  { id: "open", keys: ["Enter"], group: "move", hidden: true, run: () => (views.shown ? views.shown.open?.() : list.cursor && router.openMail(list.cursor)) },
  ...actions.commands(listing),
  { id: "tag", keys: ["t"], group: "mail", when: reading, run: () => view.focusTags() },
  { id: "tab", keys: [..."123456789"], group: "mail", hidden: true, when: reading, run: ({ key }) => view.chooseTab(Number(key) - 1) },
  { id: "demo", run: sendDemo },
  { id: "deleteAll", when: () => listing() && !byId("delete-all").disabled, run: () => actions.askToRemoveFound() },
  { id: "theme", run: theme.next },
  { id: "escape", keys: ["Escape"], hidden: true, run: back },
);
mailCommands({ api, mailbox, router, view, commands, say, attempt, reading });
ways({ commands, router, attempt, fold, search, has: Views.has, show: { search: goSearching, toList, help: showHelp, palette: showPalette } });
commands.listen();
if (document.body.dataset.user) attempt(async () => (await Promise.all([import("../visitor/visitor.js"), stylesheet("visitor")]))[0].visit({ api, commands, notice, attempt }));

/** What the view in sight makes of it; from anywhere else to the list, and from a search to all mails. */
function back() {
  if (router.sideOpen) router.closeSide();
  else if (views.shown?.back) views.shown.back();
  else if (listing() && actions.back()) return;
  else if (router.route.name === "list" && mailbox.filtered) search.clear(true);
  else toList();
}

function toList() {
  if (router.route.name === "list") showList();
  else router.toList();
  list.reveal({ focus: true });
}

splitter({ handle: byId("split-side"), panes: byId("panes"), name: "side", usual: 200, least: 160, rest: 640 });
splitter({ handle: byId("split"), panes: byId("stage"), name: "list", usual: 392, least: 280, rest: 360 });
followDensity();
startClock();
router.start();
connection.start();
