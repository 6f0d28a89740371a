/** The MIME tree, flat: without recursion, for a mail may nest as deep as it likes. */

const CID = /cid:([^"'\s)<>]{1,1000})/gi;

/** {part, depth, at, of, parent} of each part, in the order of the mail; `parent` is such an entry too. */
export function* walk(root) {
  const waiting = [{ part: root, depth: 0, at: 1, of: 1, parent: null }];
  while (waiting.length) {
    const entry = waiting.pop();
    yield entry;
    const inside = entry.part.Parts ?? [];
    for (let at = inside.length; at > 0; at -= 1) waiting.push({ part: inside[at - 1], depth: entry.depth + 1, at, of: inside.length, parent: entry });
  }
}

/** All parts by their number. */
export const leaves = (root) => new Map(root ? [...walk(root)].map(({ part }) => [part.PartID, part]) : []);

/** The content ids that an HTML names. */
export function cidsIn(html) {
  const found = new Set();
  for (const [, cid] of html.matchAll(CID)) {
    const plain = cid.replaceAll("&amp;", "&");
    found.add(plain);
    try {
      found.add(decodeURIComponent(plain));
    } catch {
      // As it stands.
    }
  }
  return found;
}
