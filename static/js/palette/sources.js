/** What the palette leads to: commands, inboxes, tags, saved searches, and mails by their subject. */

import { keyNames } from "../app/commands.js";
import { address } from "../app/router.js";
import { tagQuery } from "../list/chips.js";
import { strings } from "../kit/strings.js";

const MAILS = 5;
const LONGEST_WORD = 60;
const MOST_WORDS = 8;

/** [{id, group, icon, text, keys, run}] of what is there without asking. */
export function places({ commands, router, known, saved }) {
  const lead = (group, icon, text, filter) => ({ id: `${group} ${address.list(filter)}`, group, icon, text, run: () => router.go(address.list(filter)) });
  return [
    ...commands.possible().map((each) => ({
      id: each.id, group: "commands", icon: "command", text: commands.title(each), keys: each.keys[0] ? keyNames(each.keys[0]) : [], run: () => commands.run(each.id),
    })),
    ...saved.all.map(({ name, query, inbox }) => lead("saved", "star", name, { query, inbox })),
    ...known.inboxes.map(({ Name: name }) => lead("inboxes", "inbox", name, { inbox: name })),
    ...known.tags.map(({ Name: name }) => lead("tags", "tag", name, { query: tagQuery(name) })),
  ];
}

/** The newest mails that have all of these words in their subject. */
export async function mails({ api, router }, typed, signal) {
  const words = typed.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const query = words.map((word) => `subject:"${word.slice(0, LONGEST_WORD).replace(/["\\]/g, "\\$&")}"`).join(" ");
  const found = await api.list({ query }, 0, MAILS, signal);
  return found.messages.map(({ ID: id, Subject: subject, From: from }) => ({
    id: `mail ${id}`, group: "mails", icon: "mails", text: subject || strings.row.noSubject, note: from?.Name || from?.Address || "", run: () => router.openMail(id),
  }));
}
