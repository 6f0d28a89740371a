/** Links of mails: they lead out of here, in a tab that learns nothing of ours, and say where to. */

const WAYS = new Set(["http:", "https:", "mailto:", "tel:", "sms:"]);

/** {href, place} of an address that a page may lead to, else null. `place` is the host in ASCII, so that no letter passes for another. */
export function outside(text) {
  if (!URL.canParse(text)) return null;
  const { href, protocol, host, pathname } = new URL(text);
  return WAYS.has(protocol) ? { href, place: host || pathname } : null;
}

/** The attributes of such a link, or of none. */
export function outsideLink(text) {
  const found = outside(text);
  return found ? { href: found.href, target: "_blank", rel: "noopener noreferrer", title: found.href } : { title: text };
}
