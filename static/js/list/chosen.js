/** What is done to all mails that are chosen. Loaded when it first is. */

export function mark(mailbox, { all, mails }, read) {
  return all ? mailbox.setAllRead(read) : mailbox.setRead(mails.map((mail) => mail.ID), read);
}

/** Pinned are all, or, if they are already, none. */
export async function pin(mailbox, selection) {
  const mails = await selection.whole();
  const pinned = !mails.every((mail) => mail.Pinned);
  await mailbox.setPinned(mails.map((mail) => mail.ID), pinned);
}

/** One more tag for each: the server is told what those have in the end that had the same. */
export async function tag(mailbox, selection, name) {
  const groups = new Map();
  for (const { ID: id, Tags: tags = [] } of await selection.whole()) {
    if (tags.some((one) => one.toLowerCase() === name.toLowerCase())) continue;
    const key = JSON.stringify([...tags, name]);
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  for (const [tags, ids] of groups) await mailbox.setTags(ids, JSON.parse(tags));
}
