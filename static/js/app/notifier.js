/** What the system tells while the page is out of sight. Loaded when somebody wants to be told. */

import { byId } from "../kit/dom.js";
import { preferences } from "../kit/preferences.js";
import { strings } from "../kit/strings.js";
import { address } from "./router.js";

/** Not more than one notification in so long; what comes between is told together. */
const PAUSE_MS = 2000;
/** One for all tabs: the newest takes the place of the one before. */
const TAG = "mailtrap";
const LONGEST = 200;

export class Notifier {
  #api;
  #router;
  #waiting = [];
  #timer = 0;
  #last = -PAUSE_MS;

  constructor({ api, router }) {
    this.#api = api;
    this.#router = router;
  }

  /** A mail came. */
  mail(mail) {
    const wanted = preferences.get("notify");
    if (wanted === "nothing" || !this.#may) return;
    this.#soon({ mail, wanted });
  }

  /** A session failed. */
  failed(session) {
    if (preferences.get("notifyFailed") === "yes" && this.#may) this.#soon({ session });
  }

  get #may() {
    return globalThis.Notification?.permission === "granted" && (document.hidden || !document.hasFocus());
  }

  #soon(one) {
    this.#waiting.push(one);
    this.#timer ||= setTimeout(() => this.#tell(), Math.max(0, this.#last + PAUSE_MS - performance.now()));
  }

  async #tell() {
    this.#timer = 0;
    const all = this.#waiting.splice(0);
    const told = (await Promise.all(all.slice(-LONGEST).map((each) => this.#chosen(each)))).filter(Boolean);
    if (!told.length || !this.#may) return;
    this.#last = performance.now();
    const [newest] = told.slice(-1);
    const more = all.length > LONGEST ? all.length - LONGEST : 0;
    const { title, body, hash } = told.length + more > 1 ? { ...newest, title: strings.notify.many(told.length + more) } : newest;
    const shown = new Notification(title, { body, tag: TAG, icon: byId("favicon").dataset.plain ?? byId("favicon").href });
    shown.addEventListener("click", () => {
      focus();
      this.#router.go(hash);
      shown.close();
    });
  }

  /** What it may depend on: whether the list shows a mail, and its code. A mail that a search finds is asked for. */
  async #about({ ID: id }, wanted) {
    if (wanted === "codes") return { code: (await this.#api.highlights([id])).highlights[0]?.Code };
    const { query, inbox } = this.#router.filter;
    if (!query && !inbox) return { listed: true };
    const found = await this.#api.list({ query, inbox }, 0, 100).catch(() => null);
    return { listed: Boolean(found?.messages.some((mail) => mail.ID === id)) };
  }

  async #chosen({ mail, session, wanted }) {
    if (session) return { title: strings.notify.failed, body: session.Outcome || session.Client, hash: address.sessions("1", session.ID) };
    const { listed, code } = wanted === "all" ? {} : await this.#about(mail, wanted);
    if ((wanted === "listed" && !listed) || (wanted === "codes" && !code)) return null;
    const from = mail.From?.Name || mail.From?.Address || strings.row.noSender;
    return { title: code ? strings.notify.code(code) : from, body: `${code ? `${from}: ` : ""}${mail.Subject || strings.row.noSubject}`, hash: address.mail(mail.ID, this.#router.filter) };
  }
}
