/** The MIME tree: every part with its type, coding and size, and what is wrong with it. */

import { paths } from "../../data/api.js";
import { bdi, clip, el, fromTemplate, icon, span } from "../../kit/dom.js";
import { size } from "../../kit/format.js";
import { strings } from "../../kit/strings.js";
import { nothing } from "./source.js";

const MOST = 500;
const DEEPEST = 12;

export function partsPanel({ id, parts }) {
  const words = strings.parts;
  if (!parts) return { node: nothing(strings.mail.notLoaded) };
  const flat = [...walk(parts)];
  const node = fromTemplate("parts");
  node.querySelector("tbody").append(...flat.slice(0, MOST).flatMap((entry) => rows(id, entry)));
  if (flat.length > MOST) node.append(el("p", { class: "muted aside" }, words.more(flat.length - MOST)));
  return { node };
}

/** Depth first, without recursion: a mail may nest as deep as it likes. */
function* walk(root) {
  const waiting = [{ part: root, depth: 0 }];
  while (waiting.length) {
    const entry = waiting.pop();
    yield entry;
    for (const part of [...(entry.part.Parts ?? [])].reverse()) waiting.push({ part, depth: entry.depth + 1 });
  }
}

function rows(id, { part, depth }) {
  const leaf = !part.Parts?.length;
  const name = part.FileName || (part.ContentID ? `cid:${part.ContentID}` : "");
  const label = strings.download(clip(name || strings.mail.namelessPart(part.PartID), 120));
  const branch = el("th", { scope: "row", class: depth ? "type" : "type root" }, span("branch", bdi(null, clip(part.ContentType || "?", 120)), part.Charset ? span("muted", ` ${clip(part.Charset, 40)}`) : null, part.Disposition ? span("tag", clip(part.Disposition, 40)) : null));
  branch.style.setProperty("--depth", Math.min(depth, DEEPEST));
  const row = el("tr", {}, branch,
    el("td", { class: "mono" }, part.PartID || (depth ? "" : strings.parts.root)),
    el("td", { class: "muted" }, clip(part.Encoding || "", 40)),
    el("td", { class: "name" }, bdi(null, clip(name, 150))),
    el("td", { class: "number" }, size(part.Size ?? 0)),
    el("td", { class: "act" }, leaf && part.PartID ? el("a", { class: "button ghost icon-only", href: paths.part(id, part.PartID), download: "", "aria-label": label, title: label }, icon("download")) : null));
  const problems = part.Problems ?? [];
  if (!problems.length) return [row];
  return [row, el("tr", { class: "problem" }, el("td", { colspan: 6 }, problems.slice(0, 20).map((problem) => el("p", {}, icon("warn"), bdi(null, clip(problem, 300))))))];
}
