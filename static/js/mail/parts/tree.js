/** The MIME tree as a treegrid (ARIA): up and down move, right opens, left closes or goes to what a part is in. */

import { keyOnward } from "../../kit/direction.js";
import { bdi, button, clip, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { legible } from "../panels/attachments.js";
import { walk } from "./leaves.js";

/** Rows that are drawn at once, and added at a time. */
const STEP = 250;
const DEEPEST = 16;
const MOST_PROBLEMS = 20;
const CHOSEN_AFTER_MS = 100;

export class PartsTree {
  #entries;
  #choose;
  #chosen = null;
  #timer = 0;
  #drawn = 0;
  #rows = el("div", { class: "tree-rows", role: "rowgroup" });
  #more = el("p", { class: "cut" });
  node;

  /** `choose` gets {part, depth, parent} when one is chosen. */
  constructor(root, choose) {
    this.#entries = [...walk(root)];
    this.#choose = choose;
    const words = strings.parts;
    this.node = el("div", { class: "parts-tree" },
      el("div", { class: "tree", role: "treegrid", "aria-label": words.tree, "data-testid": "parts-tree", onkeydown: (event) => this.#key(event), onclick: (event) => this.#click(event) },
        el("div", { role: "rowgroup" }, el("div", { class: "tree-head", role: "row" }, [words.type, words.part, words.encoding, words.file, words.size].map((name) => el("span", { role: "columnheader" }, name)))),
        this.#rows),
      this.#more);
    this.#grow();
    this.#select(this.#entries.find(({ part }) => !part.Parts?.length) ?? this.#entries[0]);
  }

  #grow() {
    const next = this.#entries.slice(this.#drawn, this.#drawn + STEP);
    this.#rows.append(...next.map((entry) => this.#row(entry)));
    this.#drawn += next.length;
    this.#fold();
    const rest = this.#entries.length - this.#drawn;
    this.#more.hidden = !rest;
    this.#more.replaceChildren(rest ? button(strings.parts.more(rest), { press: () => this.#growAndFocus() }) : "");
  }

  #growAndFocus() {
    const first = this.#drawn;
    this.#grow();
    this.#focus(this.#entries[first]);
  }

  #row(entry) {
    const { part, depth, at, of } = entry;
    const branch = Boolean(part.Parts?.length);
    entry.open = branch;
    const type = el("span", { class: "tree-type", role: "gridcell" },
      branch ? span("twisty", icon("next")) : null,
      bdi("type-name", clip(part.ContentType || "?", 120)), part.Charset ? bdi("muted", clip(part.Charset, 40)) : null,
      part.Disposition ? bdi("tag quiet", clip(part.Disposition, 40)) : null);
    const name = part.FileName || (part.ContentID ? `cid:${part.ContentID}` : "");
    const problems = part.Problems ?? [];
    entry.row = el("div", {
      class: "tree-row", role: "row", tabindex: "-1", "data-testid": "part-row", "data-part": part.PartID,
      "aria-level": depth + 1, "aria-posinset": at, "aria-setsize": of, "aria-expanded": branch ? "true" : null, "aria-selected": "false",
    }, type,
    el("span", { class: "mono", role: "gridcell" }, part.PartID || strings.parts.root),
    el("span", { class: "muted", role: "gridcell" }, bdi(null, clip(part.Encoding || "–", 40))),
    el("span", { class: "tree-name", role: "gridcell" }, bdi(null, clip(legible(name), 150))),
    el("span", { class: "number", role: "gridcell" }, size(part.Size ?? 0)),
    problems.length ? el("span", { class: "tree-problems", role: "gridcell" }, problems.slice(0, MOST_PROBLEMS).map((problem) => span("warned", icon("warn"), bdi(null, clip(problem, 300))))) : null);
    entry.row.style.setProperty("--depth", Math.min(depth, DEEPEST));
    entry.row.entry = entry;
    return entry.row;
  }

  /** Hides what is within a closed branch. */
  #fold() {
    for (const entry of this.#entries) {
      if (!entry.row) break;
      entry.shown = !entry.parent || (entry.parent.shown && entry.parent.open);
      entry.row.hidden = !entry.shown;
    }
  }

  #toggle(entry, open) {
    entry.open = open;
    entry.row.setAttribute("aria-expanded", String(open));
    this.#fold();
    // What was chosen is out of sight now.
    for (let other = this.#chosen; other; other = other.parent) if (other === entry && this.#chosen !== entry && !open) this.#focus(entry);
  }

  #focus(entry) {
    if (!entry?.row) return;
    this.#select(entry);
    entry.row.focus({ preventScroll: true });
    entry.row.scrollIntoView({ block: "nearest" });
  }

  /** Who holds an arrow key down passes by without asking for each. */
  #select(entry) {
    if (entry === this.#chosen) return;
    if (this.#chosen) {
      this.#chosen.row.tabIndex = -1;
      this.#chosen.row.setAttribute("aria-selected", "false");
    }
    const first = !this.#chosen;
    this.#chosen = entry;
    if (entry.row) {
      entry.row.tabIndex = 0;
      entry.row.setAttribute("aria-selected", "true");
    }
    clearTimeout(this.#timer);
    if (first) this.#choose(entry);
    else this.#timer = setTimeout(() => this.#choose(entry), CHOSEN_AFTER_MS);
  }

  #click({ target }) {
    const row = target.closest("[data-part]");
    if (!row) return;
    if (target.closest(".twisty")) this.#toggle(row.entry, !row.entry.open);
    this.#focus(row.entry);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const entry = this.#chosen;
    const key = keyOnward(event);
    const branch = Boolean(entry.part.Parts?.length);
    const seen = () => this.#entries.filter((each) => each.row && each.shown);
    const beside = (step) => {
      const all = seen();
      return all[all.indexOf(entry) + step];
    };
    if (key === "ArrowDown") this.#focus(beside(1));
    else if (key === "ArrowUp") this.#focus(beside(-1));
    else if (key === "Home") this.#focus(seen()[0]);
    else if (key === "End") this.#focus(seen().at(-1));
    else if (key === "ArrowRight" && branch) {
      if (entry.open) this.#focus(beside(1));
      else this.#toggle(entry, true);
    } else if (key === "ArrowLeft") {
      if (branch && entry.open) this.#toggle(entry, false);
      else this.#focus(entry.parent);
    } else if (key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
  }
}
