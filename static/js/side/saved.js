/** The saved searches in the side: chosen, given another name, put elsewhere, thrown away. */

import { byId, el, icon } from "../kit/dom.js";
import { address } from "../app/router.js";
import { strings } from "../kit/strings.js";
import { LONGEST_NAME } from "../search/saved.js";
import { Lines } from "./lines.js";

const MIME = "application/x-mailtrap-search";

export class SavedLines {
  #saved;
  #here;
  #mark;
  #attempt;
  #root = byId("side-saved");
  #lines = new Lines(this.#root, (...given) => this.#menu(...given));

  /** `here` says whether the list is held to a filter, `mark` marks its mails read. */
  constructor({ saved, here, mark, attempt }) {
    this.#saved = saved;
    this.#here = here;
    this.#mark = mark;
    this.#attempt = attempt;
    this.#root.addEventListener("keydown", (event) => this.#key(event));
    this.#root.addEventListener("dragstart", (event) => {
      const node = event.target.closest?.("li");
      if (node) event.dataTransfer.setData(MIME, node.patchKey);
    });
    this.#root.addEventListener("dragover", (event) => event.dataTransfer.types.includes(MIME) && event.preventDefault());
    this.#root.addEventListener("drop", (event) => this.#drop(event));
  }

  draw() {
    this.#lines.show(this.#saved.all.map(({ name, query, inbox }) => ({
      id: address.list({ query, inbox }), name, filter: { query, inbox }, sign: () => icon("star"), href: address.list({ query, inbox }), here: this.#here({ query, inbox }), menu: true,
    })));
  }

  #at(line) {
    return this.#saved.all.findIndex(({ query, inbox }) => query === line.filter.query && inbox === line.filter.inbox);
  }

  /** To another place of the list. */
  #move(filter, to) {
    const from = this.#at({ filter });
    const all = [...this.#saved.all];
    if (from < 0 || to < 0 || to >= all.length || from === to) return;
    all.splice(to, 0, ...all.splice(from, 1));
    this.#saved.set(all);
  }

  /** Without a name it is called as what it looks for. */
  #setName(filter, name) {
    const now = this.#at({ filter });
    this.#saved.set(this.#saved.all.map((each, at) => (at === now ? { ...each, name: name.trim().slice(0, LONGEST_NAME) || each.query } : each)));
  }

  #menu(line, anchor, at) {
    const words = strings.side;
    const { filter, name } = line;
    const now = this.#at(line);
    this.#attempt(async () => {
      const { showMenu } = await import("../kit/menu.js");
      await showMenu(anchor, [
        { label: words.markRead, icon: "check", run: () => this.#mark(filter) },
        { label: words.rename, icon: "edit", run: () => this.#rename(line) },
        now > 0 && { label: words.moveUp, icon: "up", run: () => this.#move(filter, now - 1) },
        now < this.#saved.all.length - 1 && { label: words.moveDown, icon: "down", run: () => this.#move(filter, now + 1) },
        { label: words.forget, icon: "trash", danger: true, run: () => this.#saved.remove(filter) },
      ].filter(Boolean), { label: words.actionsOf(name), at });
    });
  }

  #key(event) {
    const line = event.target.closest("li")?.line;
    if (!line || event.target.matches("input") || event.ctrlKey || event.metaKey) return;
    const { key, altKey } = event;
    if (altKey && key === "ArrowUp") this.#move(line.filter, this.#at(line) - 1);
    else if (altKey && key === "ArrowDown") this.#move(line.filter, this.#at(line) + 1);
    else if (key === "F2") this.#rename(line);
    else if (key === "Delete") this.#saved.remove(line.filter);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #drop(event) {
    const moved = this.#saved.all.find(({ query, inbox }) => address.list({ query, inbox }) === event.dataTransfer.getData(MIME));
    const onto = event.target.closest("li")?.line;
    if (!moved || !onto) return;
    event.preventDefault();
    this.#move(moved, this.#at(onto));
  }

  #rename({ id, name, filter }) {
    const node = this.#lines.node(id);
    const field = el("input", { class: "side-field", value: name, maxlength: LONGEST_NAME, "aria-label": strings.side.nameOf(name), onkeydown: (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      done(event.key === "Enter", true);
    }, onblur: () => done(true) });
    let over = false;
    const done = (keep, back) => {
      if (over) return;
      over = true;
      field.remove();
      node.firstElementChild.hidden = false;
      if (back) node.firstElementChild.focus();
      if (keep) this.#setName(filter, field.value);
    };
    node.firstElementChild.hidden = true;
    node.append(field);
    field.select();
  }
}
