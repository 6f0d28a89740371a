/** The search box: what is typed goes into the address, what the server says of it stands below. */

import { byId, clip } from "../kit/dom.js";
import { stylesheet } from "../kit/load.js";
import { strings } from "../kit/strings.js";
import { RecentSearches } from "./saved.js";

const TYPING_MS = 200;
/** Half a term is no mistake yet. */
const PATIENCE_MS = 700;
/** What finds nothing for so long is worth a reason. */
const WONDER_MS = 300;
/** A search that takes longer is said to be under way. */
const BUSY_AFTER_MS = 150;
const LONGEST_INBOX = 40;

export class SearchBox {
  #api;
  #router;
  #mailbox;
  #known;
  #saved;
  #say;
  #leave;
  #recent = new RecentSearches();
  #completion = null;
  #input = byId("query");
  #clear = byId("query-clear");
  #star = byId("query-save");
  #inbox = byId("query-inbox");
  #box = byId("search");
  #count = byId("found");
  #fault = byId("search-fault");
  #none = byId("list-none");
  #why = byId("none-why");
  #wondering = null;
  #wonder = 0;
  #typing = 0;
  #patience = 0;
  #busy = 0;
  #patient = false;
  /** What was last in the address: only another one is put into the box. */
  #sent = "";
  #keep = "";
  #answered = "";
  /** What is typed changes the address in place; what was sent off stays a step to come back to. */
  #draft = false;

  /** `leave` gives the focus to the list. */
  constructor({ api, router, mailbox, known, saved, say, leave }) {
    this.#leave = leave;
    this.#api = api;
    this.#router = router;
    this.#mailbox = mailbox;
    this.#known = known;
    this.#saved = saved;
    this.#say = say;
    this.#input.addEventListener("focus", () => this.#complete());
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("blur", () => this.#send());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#completion?.hide();
      this.#send();
    });
    for (const one of [this.#clear, byId("none-clear")]) {
      one.addEventListener("click", () => {
        this.clear(one !== this.#clear);
        this.#input.focus();
      });
    }
    this.#star.addEventListener("click", () => this.save());
    this.#inbox.addEventListener("click", () => {
      router.choose({ inbox: "" });
      this.#input.focus();
    });
    saved.addEventListener("changed", () => this.#showStar());
    mailbox.addEventListener("counts", () => this.#show());
    mailbox.addEventListener("reset", () => {
      this.#show();
      this.#answered = mailbox.filter.query;
      this.#remember();
    });
  }

  focus() {
    this.#input.focus();
    this.#input.select();
  }

  /** Empties the box; `all` lets go of the inbox, too. */
  clear(all = false) {
    this.#input.value = "";
    this.#go(all);
    this.#draft = false;
  }

  get canSave() {
    return Boolean(this.#router.filter.query);
  }

  /** Saves what is looked for, or lets go of it. */
  save() {
    const { filter } = this.#router;
    const known = this.#saved.find(filter);
    if (known) this.#saved.remove(filter);
    else this.#saved.add(filter);
    this.#say(() => strings.search[known ? "unsaved" : "isSaved"]);
  }

  /** Follows the address; what is typed and not yet there stays. */
  follow({ query, inbox }) {
    const { search } = strings;
    this.#inbox.hidden = !inbox;
    this.#inbox.firstElementChild.textContent = clip(inbox, LONGEST_INBOX);
    this.#inbox.title = search.everywhereOf(clip(inbox, LONGEST_INBOX));
    this.#inbox.setAttribute("aria-label", this.#inbox.title);
    const another = query !== this.#sent;
    this.#sent = query;
    this.#forgetWhy();
    this.#showStar();
    if (another && query !== this.#input.value.trim()) {
      clearTimeout(this.#typing);
      this.#typing = 0;
      this.#input.value = query;
      this.#draft = false;
      this.#patient = false;
    }
    this.#clear.hidden = !this.#input.value;
  }

  #showStar() {
    const { filter } = this.#router;
    const known = Boolean(this.#saved.find(filter));
    this.#star.hidden = !filter.query;
    this.#star.setAttribute("aria-pressed", String(known));
    this.#star.title = `${strings.search[known ? "unsave" : "save"]} (S)`;
  }

  /** Loaded with the first look at the box. */
  async #complete() {
    if (this.#completion) return;
    const { Completion } = await import("./complete.js").catch(() => ({}));
    if (!Completion || this.#completion) return;
    this.#completion = new Completion({
      api: this.#api, known: this.#known, saved: this.#saved, recent: this.#recent, input: this.#input, list: byId("query-options"), anchor: this.#box,
      go: ({ query, inbox = this.#router.filter.inbox }) => {
        this.#input.value = query;
        this.#router.choose({ query, inbox });
        this.#recent.add(query);
      },
    });
    // What was sent off meanwhile needs no completion.
    if (!this.#input.value || this.#typing || this.#draft) this.#completion.look();
  }

  #typed() {
    clearTimeout(this.#typing);
    this.#fault.hidden = true;
    this.#patient = true;
    this.#clear.hidden = !this.#input.value;
    this.#typing = setTimeout(() => this.#go(), TYPING_MS);
  }

  #go(all = false) {
    clearTimeout(this.#typing);
    this.#typing = 0;
    const query = this.#input.value.trim();
    this.#sent = query;
    this.#router.choose(all ? { query, inbox: "" } : { query }, { replace: this.#draft });
    this.#draft = Boolean(query);
  }

  /** What was typed is meant so. */
  #send() {
    if (this.#typing) this.#go();
    if (this.#draft) this.#keep = this.#input.value.trim();
    this.#remember();
    this.#draft = false;
    this.#patient = false;
    this.#show();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#completion?.key(event)) event.preventDefault();
    else if (event.key === "Escape") {
      event.preventDefault();
      if (this.#input.value) this.clear();
      else this.#leave();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.#leave();
    }
  }

  /** While one waits no longer than for a moment, all stays as it is. */
  #show() {
    if (this.#mailbox.behind === "busy") this.#busy ||= setTimeout(() => this.#draw(), BUSY_AFTER_MS);
    else {
      clearTimeout(this.#busy);
      this.#busy = 0;
      this.#draw();
    }
  }

  #draw() {
    const { behind, fault, filtered, found, exact, total, loaded } = this.#mailbox;
    const busy = behind === "busy";
    this.#count.textContent = filtered && loaded && !behind ? strings.search[exact ? "found" : "foundAtLeast"](found, total) : "";
    if (busy) this.#count.textContent = filtered ? strings.search.busy : strings.loading;
    byId("list-head").classList.toggle("filtered", busy || (filtered && !fault));
    byId("list").setAttribute("aria-busy", busy);
    byId("scroller").classList.toggle("stale", Boolean(behind));
    this.#none.hidden = !loaded || !filtered || Boolean(behind) || found > 0 || !total;
    if (this.#none.hidden) this.#forgetWhy();
    else if (!this.#wondering) this.#wonder ||= setTimeout(() => this.#explainNothing(), WONDER_MS);
    clearTimeout(this.#patience);
    if (fault && this.#patient) this.#patience = setTimeout(() => this.#explain(fault), PATIENCE_MS);
    else this.#explain(fault);
  }

  /** What was sent off is kept once it is answered: a search that is wrong is not worth it. */
  #remember() {
    if (!this.#keep || this.#keep !== this.#answered) return;
    this.#recent.add(this.#keep);
    this.#keep = "";
  }

  #forgetWhy() {
    clearTimeout(this.#wonder);
    this.#wonder = 0;
    this.#wondering?.abort();
    this.#wondering = null;
    this.#why.replaceChildren();
  }

  async #explainNothing() {
    const asking = this.#wondering = new AbortController();
    const { reasons } = await import("./reasons.js").catch(() => ({}));
    const nodes = await reasons?.({ api: this.#api, filter: this.#mailbox.filter, signal: asking.signal, choose: (filter) => {
      this.#router.choose(filter);
      this.#input.focus();
    } });
    if (nodes && !asking.signal.aborted) this.#why.replaceChildren(...nodes);
  }

  async #explain(fault) {
    this.#input.setAttribute("aria-invalid", String(Boolean(fault)));
    if (!fault) {
      this.#fault.hidden = true;
      return;
    }
    const [{ explained } = {}] = await Promise.all([import("./fault.js"), stylesheet("fault")]).catch(() => []);
    if (fault !== this.#mailbox.fault || this.#typing) return;
    const parts = explained?.(fault, this.#mailbox.filter.query) ?? [fault];
    // Said anew, it would be read out anew.
    if (this.#fault.textContent !== parts.map((part) => part.textContent ?? part).join("")) this.#fault.replaceChildren(...parts);
    this.#fault.hidden = false;
  }
}
