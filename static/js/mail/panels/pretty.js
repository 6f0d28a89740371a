/** HTML with a line for each tag that another follows at once, set in as deep as it lies. Only to be looked at. */

/** So long at a time, in ms: the page stays quick meanwhile. */
const SLICE = 12;
const DEEPEST = 24;
const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]);
/** Their text is left as it is, up to their end. */
const KEPT = new Set(["pre", "script", "style", "textarea", "title"]);
const NAME = /<(\/?)([a-zA-Z][^\s/>]*)/y;

const pause = () => new Promise((done) => setTimeout(done));

/** Stops, with what it has, when `wanted()` is false. */
export async function pretty(html, wanted = () => true) {
  const out = [];
  let depth = 0;
  let at = 0;
  let since = performance.now();
  while (at < html.length) {
    if (performance.now() - since > SLICE) {
      await pause();
      if (!wanted()) break;
      since = performance.now();
    }
    const open = html.indexOf("<", at);
    if (open < 0) break;
    const between = html.slice(at, open);
    const tag = tagAt(html, open);
    if (tag.closes) depth -= 1;
    const breaks = out.length && !between.trim() && (at > 0 || between);
    out.push(breaks ? `\n${"  ".repeat(Math.min(DEEPEST, Math.max(0, depth)))}` : between, html.slice(open, tag.end));
    if (tag.opens) depth += 1;
    depth = Math.max(0, depth);
    at = tag.end;
  }
  out.push(html.slice(at));
  return out.join("");
}

function tagAt(html, open) {
  if (html.startsWith("<!--", open)) return { end: after(html, "-->", open) };
  NAME.lastIndex = open;
  const [, slash, name = ""] = NAME.exec(html) ?? [];
  const kind = name.toLowerCase();
  const end = after(html, ">", open);
  if (!name) return { end };
  if (slash) return { end, closes: !VOID.has(kind) };
  if (!KEPT.has(kind)) return { end, opens: !VOID.has(kind) && html[end - 2] !== "/" };
  const close = html.slice(end).search(new RegExp(`</${kind}`, "i"));
  return { end: close < 0 ? html.length : after(html, ">", end + close) };
}

function after(html, mark, from) {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}
