/** From pane to pane by keys: loaded for the first of them. */

import { enter, IN_SIDE } from "./panes.js";
import { byId } from "../kit/dom.js";

const NARROW = matchMedia("(max-width: 720px)");
const IN_LIST = [".rows [tabindex='0']", "#query"];
const IN_MAIN = ["#tabs [aria-selected=true]", "#trouble .trouble-body button", "#setup [aria-selected=true]"];
const IN_VIEW = [".rows [tabindex='0']", "a[href], button, input, select, [tabindex='0']"];

/** The focus goes one pane on, or back; into one that has nothing to be reached it does not go. */
export function step(by, router) {
  const covered = !byId("view").hidden;
  const all = [[byId("pane-side"), IN_SIDE], ...(covered ? [] : [[byId("pane-list"), IN_LIST]]), covered ? [byId("view"), IN_VIEW] : [byId("pane-main"), IN_MAIN]];
  const now = all.findIndex(([pane]) => pane.contains(document.activeElement));
  for (let more = 1; more <= all.length; more += 1) {
    const to = (now < 0 && by > 0 ? more - 1 : now + by * more) + 2 * all.length;
    const [pane, wanted] = all[to % all.length];
    if (pane.id === "pane-side" && NARROW.matches) return router.openSide();
    if (enter(pane, wanted)) return undefined;
  }
  return undefined;
}
