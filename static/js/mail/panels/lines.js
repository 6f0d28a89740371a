/**
 * A text in lines, of any length. It stands in blocks that the browser lays out only near sight (content-visibility), so it
 * can be searched and copied as a whole; colours, links and numbers are put on where one looks.
 */

import { el, span } from "../../kit/dom.js";

/** A block ends with the line in which it has so many lines or characters; a longer line goes on in the next block. */
const BLOCK_LINES = 50;
const BLOCK_CHARACTERS = 5_000;
/** So long a frame's time may be dressed in, in ms. */
const SLICE = 8;
const LINE_HEIGHT = 20;
/** Of a line, to guess how high a block is that was never seen. */
const USUAL_WIDTH = 100;

const plain = (text, { from, to }) => [[null, text.slice(from, to)]];

export class Lines {
  node;
  #text = "";
  #dress;
  #numbers;
  #blocks = [];
  #of = new WeakMap();
  #near = null;
  /** Blocks to be dressed, or undressed again. */
  #pending = new Map();
  #frame = 0;
  /** The same for those in a selection, until it is another. */
  #held = new Map();
  #sized;

  /** `dress(text, {from, to})` yields [kind, text, attributes] for all between, in order; `lineKind(line)` the class of a line. */
  constructor({ dress = plain, lineKind = () => "", numbers = false, kind = "" }) {
    this.#dress = dress;
    this.lineKind = lineKind;
    this.#numbers = numbers;
    this.node = el("pre", { class: `lines ${kind}${numbers ? " numbered" : ""}` });
    // Once it has a size it has its place in the panel that scrolls.
    this.#sized = new ResizeObserver(() => this.#watch());
    this.#sized.observe(this.node);
    document.addEventListener("selectionchange", this.#release);
  }

  get text() {
    return this.#text;
  }

  /** Where it only goes on, what stood there stays, and with it the place where one reads. */
  set text(text) {
    const before = this.#text;
    this.#text = text.replace(/\r\n?/g, "\n");
    const kept = before && this.#text.startsWith(before) ? this.#blocks.length - 1 : 0;
    const blocks = split(this.#text);
    this.#blocks = [...this.#blocks.slice(0, kept), ...blocks.slice(kept)];
    this.node.style.setProperty("--digits", String(blocks.at(-1).last).length);
    this.node.style.setProperty("--longest", Math.max(...blocks.map((block) => block.longest)));
    this.#near?.disconnect();
    this.#near = null;
    this.#pending.clear();
    this.#held.clear();
    while (this.node.children.length > kept) this.node.lastChild.remove();
    this.node.append(...blocks.slice(kept).map((block) => this.#make(block)));
    this.#watch();
  }

  wrap(on) {
    this.node.classList.toggle("unwrapped", !on);
  }

  close() {
    cancelAnimationFrame(this.#frame);
    document.removeEventListener("selectionchange", this.#release);
    this.#near?.disconnect();
    this.#sized.disconnect();
  }

  #release = () => {
    if (!this.#held.size) return;
    for (const [target, near] of this.#held) if (target.isConnected) this.#pending.set(target, near);
    this.#held.clear();
    this.#plan([]);
  };

  #make(block) {
    const node = el("span", { class: "block" }, this.#text.slice(block.from, block.to));
    node.style.setProperty("contain-intrinsic-block-size", `auto ${block.height}px`);
    this.#of.set(node, block);
    return node;
  }

  #watch() {
    const root = this.node.closest(".panel");
    if (this.#near || !root || !this.node.clientHeight) return;
    this.#near = new IntersectionObserver((seen) => this.#plan(seen), { root, rootMargin: "100% 0%" });
    for (const node of this.node.children) this.#near.observe(node);
  }

  #plan(seen) {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting === this.#of.get(target).dressed) this.#pending.delete(target);
      else this.#pending.set(target, isIntersecting);
    }
    if (this.#pending.size) this.#frame ||= requestAnimationFrame(() => this.#work());
  }

  #work() {
    this.#frame = 0;
    const until = performance.now() + SLICE;
    for (const [target, near] of this.#pending) {
      this.#pending.delete(target);
      this.#turn(target, near);
      if (performance.now() > until) break;
    }
    this.#plan([]);
  }

  #turn(target, near) {
    const block = this.#of.get(target);
    const selection = getSelection();
    // What is being selected stays the same node.
    const held = !selection.isCollapsed && selection.containsNode(target, true);
    if (held) {
      this.#held.set(target, near);
      return;
    }
    block.dressed = near;
    target.replaceChildren(...(near ? this.#lines(block) : [this.#text.slice(block.from, block.to)]));
  }

  #lines(block) {
    const lines = [];
    let line;
    let number = block.first;
    const begin = (more) => {
      // A counter does not pass the bounds of a block, and what is generated is neither selected nor copied.
      line = el("span", { class: "text-line", "data-number": this.#numbers && (more ? "↪" : String(number)) });
      if (!more) number += 1;
      lines.push(line);
    };
    begin(block.more);
    for (const [kind, text, attributes] of this.#dress(this.#text, block)) {
      text.split("\n").forEach((piece, at) => {
        if (at) {
          line.append("\n");
          begin(false);
        }
        if (piece) line.append(attributes ? el("a", attributes, piece) : kind ? span(kind, piece) : piece);
      });
    }
    for (const one of lines) one.className += ` ${this.lineKind(one.textContent)}`.trimEnd();
    // A last line without a character would have no height.
    if (!line.firstChild) line.append(el("br"));
    return lines;
  }
}

function split(text) {
  const blocks = [];
  let from = 0;
  let first = 1;
  let more = false;
  while (from <= text.length) {
    let at = from;
    let lines = 0;
    let longest = 0;
    let height = 0;
    let cut = false;
    do {
      const next = text.indexOf("\n", at);
      let end = next < 0 ? text.length : next;
      cut = end - from > BLOCK_CHARACTERS;
      if (cut && at > from) {
        cut = false;
        break;
      }
      if (cut) end = whole(text, from + BLOCK_CHARACTERS);
      longest = Math.max(longest, end - at);
      height += LINE_HEIGHT * Math.max(1, Math.ceil((end - at) / USUAL_WIDTH));
      lines += 1;
      at = end + (cut ? 0 : 1);
    } while (!cut && lines < BLOCK_LINES && at <= text.length);
    // The break between two blocks is the one between their lines.
    const to = cut ? at : at - 1;
    const last = first + lines - 1 - (more ? 1 : 0);
    blocks.push({ from, to, first, last, more, longest, height, dressed: false });
    first = last + 1;
    more = cut;
    from = at;
    if (cut && at >= text.length) break;
  }
  return blocks;
}

/** A place to cut that is not within a character. */
const whole = (text, at) => (/[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at + 1 : at);
