/** What a person would look for in a mail: codes, links, images, telephone numbers, as the server finds them. */

import { copyButton } from "../../kit/copy.js";
import { bdi, clip, el, icon, span } from "../../kit/dom.js";
import { count, strings } from "../../kit/strings.js";
import { outside, outsideLink } from "../outside.js";
import { nothing } from "./source.js";

/** As many of a kind as a page lays out without a pause. */
const MOST = 500;
const LONGEST = 300;

export async function codesPanel({ id, extracted, api }) {
  const { Codes: codes, Links: links, Images: images, Phones: phones } = extracted ?? (await api.extract(id));
  const words = strings.codes;
  const sections = [
    section(words.codes, codes, code),
    section(words.links, links, link),
    section(words.images, images, image),
    section(words.phones, phones, phone),
  ].filter(Boolean);
  return { node: sections.length ? el("div", { class: "sheet finds-all" }, sections) : nothing(words.none, words.noneHint) };
}

function section(title, entries, draw) {
  if (!entries.length) return null;
  const rest = entries.length - MOST;
  return el("section", {},
    el("h3", {}, title, " ", span("muted", count(entries.length))),
    el("ol", {}, entries.slice(0, MOST).map(draw)),
    rest > 0 ? el("p", { class: "muted" }, strings.codes.moreEntries(rest)) : null);
}

/** What it is, what is said of it, and what one can do with it. */
const entry = (main, about, acts) => el("li", { class: "find" }, el("div", { class: "find-what" }, main, el("p", { class: "muted" }, about)), span("find-acts", acts));

const code = ({ Code: text, Shown: shown, Where: where, Reason: reason }) => entry(
  bdi("find-code", clip(shown || text, LONGEST)),
  [strings.codes.where[where], " · ", bdi(null, reason)],
  [copyButton(() => text, clip(text, LONGEST))],
);

function link({ URL: url, Text: text, Where: where, Kind: kind, Main: main, Reason: reason }) {
  const found = outside(url);
  const words = strings.codes;
  const name = bdi("find-text", clip(text || url, LONGEST));
  return entry(
    [
      found ? el("a", outsideLink(url), name) : el("span", outsideLink(url), name),
      main ? span("kind main", words.main) : null,
      kind ? span("kind", words.kinds[kind] ?? kind) : null,
      where === "header" ? span("kind", words.where.header) : null,
    ],
    [found ? bdi("find-host", clip(found.place, LONGEST)) : words.closed, bdi("find-url", clip(url, LONGEST)), bdi("find-why", reason)],
    [copyButton(() => url, words.address), found ? opener(url) : null],
  );
}

const opener = (url) => el("a", { ...outsideLink(url), class: "button ghost icon-only", "aria-label": strings.codes.open }, icon("out"));

function image({ URL: url, Alt: alt, Width: width, Height: height, Tracking: tracking, Reason: reason }) {
  const words = strings.codes;
  const measures = width && height ? ` ${clip(width, 20)} × ${clip(height, 20)}` : "";
  return entry(
    [bdi(alt ? "find-text" : "find-text none", clip(alt || words.noAlt, LONGEST)), span("muted", measures), tracking ? span("kind warn", words.tracking) : null],
    [bdi("find-url", clip(url, LONGEST)), bdi("find-why", reason)],
    [copyButton(() => url, words.address)],
  );
}

const phone = ({ Number: number, Where: where, Reason: reason }) => entry(
  bdi("find-text", clip(number, LONGEST)),
  [strings.codes.where[where], " · ", bdi(null, reason)],
  [copyButton(() => number, clip(number, LONGEST))],
);
