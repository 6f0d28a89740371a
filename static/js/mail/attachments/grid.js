/** The cards: one can be reached by Tab, arrows lead to the others. Pictures are asked for when they come into sight. */

import { paths } from "../../data/api.js";
import { keyOnward } from "../../kit/direction.js";
import { bdi, button, clip, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { nameOf } from "../panels/attachments.js";
import { iconOf, kindOf } from "./kinds.js";

const STEP = 200;
const LONGEST = 160;
/** Bytes of an image that may stand for its own small picture, where the server makes none. */
const SMALL = 300_000;

export class Grid {
  #id;
  #all;
  #choose;
  #list = el("ul", { class: "cards", "data-roving": true, "data-testid": "attachment-grid", onkeydown: (event) => this.#key(event) });
  #more = el("p", { class: "cut" });
  node = el("div", {}, this.#list, this.#more);

  constructor({ id, all, choose }) {
    this.#id = id;
    this.#all = all;
    this.#choose = choose;
    this.#grow();
    this.#mark(0);
  }

  focus(at) {
    while (at >= this.#list.children.length && this.#list.children.length < this.#all.length) this.#grow();
    this.#mark(at);
    const card = this.#cards()[at];
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  }

  #cards() {
    return this.#list.getElementsByClassName("card");
  }

  #grow() {
    const from = this.#list.children.length;
    this.#list.append(...this.#all.slice(from, from + STEP).map((part, index) => this.#card(part, from + index)));
    const rest = this.#all.length - this.#list.children.length;
    this.#more.hidden = !rest;
    this.#more.replaceChildren(rest ? button(strings.attachments.more(rest), { press: () => {
      this.#grow();
      this.focus(this.#all.length - rest);
    } }) : "");
  }

  #card(part, at) {
    const words = strings.attachments;
    const kind = kindOf(part);
    const name = clip(nameOf(part), LONGEST);
    return el("li", {},
      el("button", { type: "button", class: "card", tabindex: "-1", "data-testid": "attachment-card", "data-part": part.PartID, onclick: () => this.#choose(at) },
        this.#picture(part, kind),
        bdi("card-name", name),
        span("card-about", kind === "file" ? bdi(null, clip(part.ContentType || "?", 60)) : words.kinds[kind], ` · ${size(part.Size)}`),
        part.inline ? span("card-used", part.usedAs ? [words.inHtml, " ", bdi("mono", clip(part.usedAs, 60))] : strings.mail.inline) : null),
      el("a", { class: "button ghost icon-only", tabindex: "-1", href: paths.part(this.#id, part.PartID), download: "", "aria-label": strings.download(name) }, icon("download")));
  }

  #picture(part, kind) {
    const box = span("card-picture", icon(iconOf(kind)));
    if (kind !== "image") return box;
    const path = paths.part(this.#id, part.PartID);
    const image = el("img", { alt: "", loading: "lazy", decoding: "async", width: "180", height: "120", src: `${path}/thumb` });
    image.onload = () => box.classList.add("seen");
    image.onerror = () => {
      if (part.Size > SMALL || !image.src.endsWith("/thumb")) return image.remove();
      image.src = path;
      return undefined;
    };
    box.append(image);
    return box;
  }

  #mark(at) {
    [...this.#cards()].forEach((card, index) => {
      card.tabIndex = index === at ? 0 : -1;
      card.nextElementSibling?.setAttribute("tabindex", index === at ? "0" : "-1");
    });
  }

  #key(event) {
    const cards = [...this.#cards()];
    const at = cards.findIndex((card) => card.parentElement.contains(event.target));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const across = cards.filter((card) => card.parentElement.offsetTop === cards[0].parentElement.offsetTop).length;
    const last = cards.length - 1;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across, Home: 0, End: last }[keyOnward(event)];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to >= 0 && to <= last) this.focus(to);
  }
}
