/** How much a mail would load from elsewhere. */

/** Characters of HTML that are read to count; what is longer only says that there may be something. */
const COUNTED = 500_000;
const SEARCHED = 1_000_000;
const ELSEWHERE = /^\s*(?:https?:\s*)?[\\/]{2}/i;
const TAG = /<([a-z][\w:-]*)[\s/]([^<>]*)>/gi;
const ATTRIBUTE = /(?<![\w-])(src|srcset|background|poster|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const IN_STYLE = /url\(\s*(?:&quot;|["'])?([^"')&]+)|@import\s*["']([^"']+)/gi;
/** What these name is followed or refused, never loaded. */
const NOT_LOADED = new Set(["a", "area", "base", "embed", "form", "frame", "iframe", "object", "script", "use"]);
const STYLESHEET = /\brel\s*=\s*["']?[^"'>]*\bstylesheet\b/i;

/** The number of addresses; null where something may be loaded and nobody counted. */
export function heldBack(html) {
  const many = html.length > COUNTED ? 0 : addresses(html).size;
  return many || (mayBeRemote(html) ? null : 0);
}

function addresses(html) {
  const found = new Set();
  const add = (url) => ELSEWHERE.test(url ?? "") && found.add(url.trim());
  for (const [, name, attributes] of html.matchAll(TAG)) {
    const tag = name.toLowerCase();
    if (NOT_LOADED.has(tag) || (tag === "link" && !STYLESHEET.test(attributes))) continue;
    for (const [, attribute, ...values] of attributes.matchAll(ATTRIBUTE)) {
      const value = values.find((one) => one !== undefined);
      if (attribute.toLowerCase() === "srcset") value.split(",").forEach((one) => add(one.trim().split(/\s/)[0]));
      else add(value);
    }
  }
  for (const [, address, imported] of html.matchAll(IN_STYLE)) add(address ?? imported);
  return found;
}

/** Links do not count. It errs on the side of offering: what is let through, the server decides. */
function mayBeRemote(html) {
  const loading = html.slice(0, SEARCHED).replace(/<!doctype[^<>]*>|<a\s(?:(?!url\()[^<>])*>|\sxmlns[:\w]*\s*=\s*["'][^"']*/gi, "");
  return html.length > SEARCHED || /<[^<>]*(?:[\\/]{2}|&#)|url\(\s*["']?(?!data:|cid:)|@import/i.test(loading);
}
