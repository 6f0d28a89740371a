/** The MIME tree, and the part of it that was chosen. */

import { el } from "../../kit/dom.js";
import { stylesheet } from "../../kit/load.js";
import { strings } from "../../kit/strings.js";
import { detail } from "../parts/detail.js";
import { cidsIn } from "../parts/leaves.js";
import { PartsTree } from "../parts/tree.js";
import { nothing } from "./source.js";

export function partsPanel({ id, message, parts }) {
  if (!parts) return { node: nothing(strings.mail.notLoaded) };
  const node = el("div", { class: "parts-sheet" });
  const cids = cidsIn(message.HTML ?? "");
  const place = el("div", { class: "part-place" });
  const tree = new PartsTree(parts, ({ part }) => place.replaceChildren(detail({ id, part, cids })));
  Promise.all([stylesheet("peek"), stylesheet("parts")]).finally(() => node.append(tree.node, place));
  return { node };
}
