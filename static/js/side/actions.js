/** The menu of a quick choice, an inbox or a tag. */

import { showMenu } from "../kit/menu.js";
import { strings } from "../kit/strings.js";

export function showActions(act, { filter, name, inbox }, anchor, at) {
  const words = strings.side;
  return showMenu(anchor, [
    { label: words.markRead, icon: "check", run: () => act.markRead(filter) },
    { label: inbox ? words.deleteInbox : words.deleteThese, icon: "trash", danger: true, run: () => act.remove(filter) },
  ], { label: words.actionsOf(name), at });
}
