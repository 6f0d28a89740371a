/** All attachments as cards, and one of them opened in their place. */

import { paths } from "../../data/api.js";
import { copyButton } from "../../kit/copy.js";
import { keyOnward } from "../../kit/direction.js";
import { bdi, button, clip, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { allOf, nameOf } from "../panels/attachments.js";
import { nothing } from "../panels/source.js";
import { cidsIn, leaves } from "../parts/leaves.js";
import { Grid } from "./grid.js";
import { facts } from "./facts.js";
import { kindOf } from "./kinds.js";
import { preview } from "./preview.js";

const LONGEST_NAME = 500;

export class AttachmentDesk {
  #id;
  #all;
  #tools;
  #grid;
  #peek = el("section", { class: "peek", "data-testid": "attachment-preview", onkeydown: (event) => this.#key(event), hidden: true });
  #at = -1;
  node = el("div", { class: "attachments-desk" });

  /** `tools` is the place for what one can do with all of them. */
  constructor({ id, message, parts }, tools) {
    this.#id = id;
    this.#tools = tools;
    const known = leaves(parts);
    const used = cidsIn(message.HTML ?? "");
    this.#all = allOf(message).map((part) => ({ ...known.get(part.PartID), ...part, usedAs: part.ContentID && used.has(part.ContentID) ? `cid:${part.ContentID}` : "" }));
    if (!this.#all.length) return void this.node.append(nothing(strings.attachments.none));
    this.#grid = new Grid({ id, all: this.#all, choose: (at) => this.#show(at) });
    this.node.append(this.#grid.node, this.#peek);
    this.#showTools();
  }

  open(partId) {
    const at = this.#all.findIndex((part) => part.PartID === partId);
    if (at >= 0) this.#show(at);
  }

  #show(at) {
    this.#at = at;
    const part = this.#all[at];
    const title = el("h3", { tabindex: "-1", class: "peek-name" }, bdi(null, clip(nameOf(part), LONGEST_NAME)));
    this.#peek.setAttribute("aria-label", clip(nameOf(part), 120));
    this.#peek.replaceChildren(this.#bar(at), title, about(part), preview(this.#id, part));
    this.#grid.node.hidden = true;
    this.#peek.hidden = false;
    title.focus({ preventScroll: true });
    this.#peek.closest(".panel")?.scrollTo(0, 0);
  }

  #bar(at) {
    const words = strings.attachments;
    const { PartID: number } = this.#all[at];
    const name = nameOf(this.#all[at]);
    const step = (label, icon_, to) => {
      const made = button(label, { icon: icon_, kind: "small icon-only", title: label, press: () => this.#show(to) });
      made.disabled = !this.#all[to];
      return made;
    };
    return el("div", { class: "peek-bar" },
      button(words.back, { icon: "back", testid: "to-grid", title: `${words.back} (Esc)`, press: () => this.#leave() }),
      span("muted", words.of(at + 1, this.#all.length)),
      step(words.previous, "previous", at - 1), step(words.next, "next", at + 1),
      el("a", { class: "button small", href: paths.part(this.#id, number), download: "", "data-testid": "download-part", "aria-label": strings.download(clip(name, 120)) }, icon("download"), span(null, words.download)));
  }

  #leave() {
    this.#peek.hidden = true;
    this.#peek.replaceChildren();
    this.#grid.node.hidden = false;
    this.#grid.focus(this.#at);
    this.#at = -1;
  }

  #key(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[keyOnward(event)];
    if (key === "Escape") this.#leave();
    else if (step && this.#all[this.#at + step] && target.closest(".peek-bar, .peek-name")) this.#show(this.#at + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #showTools() {
    const words = strings.attachments;
    this.#tools.append(el("a", { class: "button small", href: `${paths.message(this.#id)}/parts.zip`, download: "", "data-testid": "download-all", title: words.allTitle }, icon("download"), span(null, words.all)));
  }
}

function about(part) {
  const words = strings.attachments;
  const sum = part.Checksums?.SHA256;
  return facts([
    [words.type, [bdi("mono", clip(part.ContentType || "?", 120)), part.Charset ? span("muted", ` ${clip(part.Charset, 40)}`) : null, ` · ${strings.attachments.kinds[kindOf(part)]}`]],
    [words.size, words.bytes(part.Size, size(part.Size))],
    [words.part, [span("mono", part.PartID), part.inline ? [" ", span("tag quiet", strings.mail.inline)] : null]],
    [words.used, part.ContentID && (part.usedAs ? [words.inHtml, " ", bdi("mono", clip(part.usedAs, 300))] : [bdi("mono", clip(`cid:${part.ContentID}`, 300)), span("muted", ` ${words.unused}`)])],
    [words.sum, sum && span("sum", span("mono", sum), copyButton(() => sum, words.sum))],
    [words.problems, part.Problems?.length && bdi("warned", part.Problems.slice(0, 5).map((one) => clip(one, 300)).join("; "))],
  ]);
}
