/** A part of the side: lines with a name, numbers and a menu, drawn in place; when there are many, the first of them and a filter. */

import { clip, el, icon, span } from "../kit/dom.js";
import { patch, setText } from "../kit/patch.js";
import { count, strings } from "../kit/strings.js";

const FEW = 12;
const LONGEST = 60;
const LONGEST_TITLE = 300;
/** What is seen of a line; what is heard says it in a sentence. */
const SEEN = [["bdi", "side-name"], ["span", "side-fresh"], ["span", "side-count"]];

export class Lines {
  #root;
  #list;
  #field;
  #more;
  #all = [];
  #whole = false;
  #press;

  /** `press` opens the menu of a line: called with it, the button and where (or null). */
  constructor(root, press) {
    this.#root = root;
    this.#list = root.querySelector("ul");
    this.#field = root.querySelector("input");
    this.#more = root.querySelector(".side-rest");
    this.#press = press;
    this.#field?.addEventListener("input", () => this.#draw());
    this.#field?.addEventListener("keydown", (event) => this.#key(event));
    this.#more?.addEventListener("click", () => this.#toggle());
    this.#list.addEventListener("contextmenu", (event) => {
      const node = event.target.closest("li");
      if (!node?.line?.menu || event.target.matches("input")) return;
      event.preventDefault();
      // From the keyboard there is no place of the pointer.
      press(node.line, node.querySelector(".side-more"), event.button === 2 ? { x: event.clientX, y: event.clientY } : null);
    });
  }

  /** `all`: {id, name, href, sign(), of, fresh, here, menu}. */
  show(all) {
    this.#all = all;
    this.#draw();
  }

  node(id) {
    return [...this.#list.children].find((child) => child.patchKey === id);
  }

  #draw() {
    const many = this.#all.length > FEW;
    const typed = many ? this.#field?.value.trim().toLowerCase() ?? "" : "";
    const fits = typed ? this.#all.filter(({ name }) => name.toLowerCase().includes(typed)) : this.#all;
    // Where one is, is shown whatever its place.
    const shown = this.#more && !this.#whole ? fits.filter(({ here }, at) => at < FEW || here) : fits;
    const rest = fits.length - shown.length;
    this.#root.hidden = !this.#all.length;
    if (this.#field) this.#field.hidden = !many;
    if (this.#more) {
      this.#more.hidden = !rest && !(this.#whole && fits.length > FEW);
      setText(this.#more, rest ? strings.side.showAll(fits.length) : strings.side.showFew);
      this.#more.setAttribute("aria-expanded", String(!rest));
    }
    patch(this.#list, shown, { key: ({ id }) => id, make: (line) => this.#make(line), update });
  }

  #make(line) {
    const more = line.menu && el("button", { type: "button", class: "side-more", "aria-haspopup": "menu", title: strings.side.actions, onclick: () => this.#press(more.parentElement.line, more, null) }, icon("more"));
    return el("li", { class: "side-line" }, el("a", { class: "side-item" }, line.sign(), SEEN.map(([tag, kind]) => el(tag, { class: kind, "aria-hidden": "true" })), span("vh")), more);
  }

  #toggle() {
    this.#whole = !this.#whole;
    this.#draw();
  }

  #key(event) {
    const { key } = event;
    if (key === "Escape" && this.#field.value) {
      this.#field.value = "";
      this.#draw();
    } else if (key === "Enter") this.#list.querySelector("a")?.click();
    else if (key === "ArrowDown") this.#list.querySelector("a")?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function update(node, line) {
  const { name, href, of = null, fresh = 0, here } = line;
  const [link, more] = node.children;
  node.line = line;
  if (link.getAttribute("href") !== href) link.setAttribute("href", href);
  // A name of white space alone could not be seen.
  const shown = name.trim() ? clip(name, LONGEST) : `“${name}”`;
  const told = fresh ? strings.side.told(of, shown, fresh) : strings.side.toldRead(of ?? 0, shown);
  setText(link.querySelector(".side-name"), shown);
  setText(link.querySelector(".side-fresh"), fresh ? count(fresh) : "");
  setText(link.querySelector(".side-count"), of === null ? "" : count(of));
  link.title = clip(name, LONGEST_TITLE) + (fresh ? `\n${strings.side.fresh(fresh)}` : "");
  setText(link.querySelector(".vh"), of === null ? shown : told);
  link.classList.toggle("unread", fresh > 0);
  more?.setAttribute("aria-label", strings.side.actionsOf(shown));
  if (here) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}
