/** The search box: what is typed goes into the address, what the server says of it stands below. */

import { byId, el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const TYPING_MS = 200;
/** Half a term is no mistake yet. */
const PATIENCE_MS = 700;
const PLACE = / at column (\d+): /;

export class SearchBox {
  #router;
  #mailbox;
  #input = byId("query");
  #clear = byId("query-clear");
  #box = byId("search");
  #count = byId("found");
  #fault = byId("search-fault");
  #none = byId("list-none");
  #typing = 0;
  #patience = 0;
  #patient = false;
  /** What is typed changes the address in place; what was sent off stays a step to come back to. */
  #draft = false;

  /** `leave` gives the focus to the list. */
  constructor({ router, mailbox, leave }) {
    this.#router = router;
    this.#mailbox = mailbox;
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("blur", () => this.#send());
    this.#input.addEventListener("keydown", (event) => this.#key(event, leave));
    this.#box.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    for (const one of [this.#clear, byId("none-clear")]) {
      one.addEventListener("click", () => {
        this.clear(one !== this.#clear);
        this.#input.focus();
      });
    }
    mailbox.addEventListener("counts", () => this.#show());
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

  /** Follows the address. */
  follow({ query }) {
    const own = query === this.#input.value.trim();
    this.#clear.hidden = !query;
    if (own) return;
    clearTimeout(this.#typing);
    this.#typing = 0;
    this.#input.value = query;
    this.#draft = false;
    this.#patient = false;
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
    this.#router.choose(all ? { query, inbox: "" } : { query }, { replace: this.#draft });
    this.#draft = Boolean(query);
  }

  /** What was typed is meant so. */
  #send() {
    if (this.#typing) this.#go();
    this.#draft = false;
    this.#patient = false;
    this.#show();
  }

  #key(event, leave) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (this.#input.value) this.clear();
      else leave();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      leave();
    }
  }

  #show() {
    const { fault, filtered, found, exact, total, loaded } = this.#mailbox;
    this.#count.textContent = filtered && loaded && !fault ? strings.search[exact ? "found" : "foundAtLeast"](found, total) : "";
    byId("list-head").classList.toggle("filtered", filtered && !fault);
    byId("scroller").classList.toggle("stale", Boolean(fault));
    this.#none.hidden = !loaded || !filtered || Boolean(fault) || found > 0 || !total;
    clearTimeout(this.#patience);
    if (fault && this.#patient) this.#patience = setTimeout(() => this.#explain(fault), PATIENCE_MS);
    else this.#explain(fault);
  }

  /** The term that is wrong is marked where it stands. */
  #explain(fault) {
    this.#input.setAttribute("aria-invalid", String(Boolean(fault)));
    if (!fault) {
      this.#fault.hidden = true;
      return;
    }
    const place = PLACE.exec(fault);
    const query = this.#mailbox.filter.query;
    const says = el("p", {}, place ? fault.slice(place.index + place[0].length) : fault);
    const parts = place ? [echo(query, Number(place[1]) - 1, fault.slice(0, place.index)), says] : [says];
    // Said anew, it would be read out anew.
    if (this.#fault.textContent !== parts.map((part) => part.textContent).join("")) this.#fault.replaceChildren(...parts);
    this.#fault.hidden = false;
  }
}

/** The search with the term marked that begins at `start`, a number of characters; `quoted` is how the server writes it. */
function echo(query, start, quoted) {
  const characters = [...query];
  const term = quoted.slice(1, -1);
  const rest = characters.slice(start).join("");
  const length = rest.startsWith(term) ? term.length : Math.max(1, rest.search(/\s|$/));
  return el("p", { class: "echo" }, el("bdi", { dir: "auto" }, characters.slice(0, start).join(""), el("mark", {}, rest.slice(0, length)), rest.slice(length)));
}
