/** One part of the tree: what is known of it, what it says, and how it was sent. */

import { paths } from "../../data/api.js";
import { bdi, button, clip, el, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { explain } from "../../kit/notice.js";
import { strings } from "../../kit/strings.js";
import { facts } from "../attachments/facts.js";
import { preview } from "../attachments/preview.js";
import { showAddress } from "../attachments/text.js";
import { legible, nameOf } from "../panels/attachments.js";

let source = false;

/** `cids` are the content ids that the HTML of the mail names. */
export function detail({ id, part, cids }) {
  const words = strings.parts;
  const leaf = !part.Parts?.length;
  const path = paths.part(id, part.PartID);
  const place = el("div", { class: "part-content", "data-testid": "part-content" });
  const forms = [[words.content, false], [words.source, true]].map(([label, form]) => button(label, { pressed: source === form, testid: form ? "part-source" : "part-shown", press: () => show(form) }));
  const download = el("a", { class: "button small", href: path, download: "", "aria-label": strings.download(clip(nameOf(part), 120)) }, icon("download"), span(null, strings.attachments.download));

  function show(form) {
    source = form;
    forms.forEach((one, at) => one.setAttribute("aria-pressed", String((at === 1) === form)));
    if (form) showSource();
    else place.replaceChildren(leaf ? preview(id, part) : el("p", { class: "peek-note" }, words.holds(part.Parts.length)));
  }

  async function showSource() {
    const wait = el("p", { class: "muted" }, strings.loading);
    place.replaceChildren(wait);
    const shown = await showAddress({ path: `${path}/source`, language: "mail" }).catch((fault) => {
      const { title, text } = explain(fault, true);
      return el("p", { class: "peek-note" }, `${title}. ${text}`);
    });
    // Unless something else was chosen meanwhile.
    if (wait.isConnected) wait.replaceWith(shown);
  }

  show(source);
  return el("section", { class: "part-detail", "data-testid": "part-detail", "data-part": part.PartID, "aria-label": strings.mail.namelessPart(part.PartID) },
    el("div", { class: "part-head" },
      el("h3", {}, bdi(null, clip(part.ContentType || "?", 120)), span("muted", ` ${strings.mail.namelessPart(part.PartID)}`)),
      el("div", { class: "group", role: "group", "aria-label": words.form }, forms),
      leaf || part.ContentType?.startsWith("message/") ? download : null),
    facts(told(part, cids)),
    place);
}

function told(part, cids) {
  const words = strings.parts;
  const text = (value, most) => value && bdi("mono", clip(value, most));
  const typed = part.Headers?.find(({ Name: name }) => name.toLowerCase() === "content-type")?.Value;
  return [
    [words.type, text(typed || part.ContentType, 300)],
    [words.charset, text(part.Charset, 60)],
    [words.disposition, text(part.Disposition, 60)],
    [words.encoding, part.Encoding ? text(part.Encoding, 60) : span("muted", words.noEncoding)],
    [words.file, part.FileName && bdi(null, clip(legible(part.FileName), 300))],
    [words.cid, part.ContentID && [text(part.ContentID, 300), " ", span("muted", cids.has(part.ContentID) ? words.used : words.unused)]],
    [words.size, size(part.Size ?? 0)],
    [words.problems, part.Problems?.length && bdi("warned", part.Problems.slice(0, 5).map((one) => clip(one, 300)).join("; "))],
  ];
}
