/** What a form asks for: address, method, body; and the same as a command. */

/** The page lies at api/v1/ below whatever base path there is. */
const ROOT = new URL("../../", location.href.split(/[?#]/)[0]);

const JSON_KIND = "application/json";

export function asked(form) {
  const query = new URLSearchParams();
  let path = form.dataset.path.slice(1);
  for (const field of form.querySelectorAll("[data-in]")) {
    const given = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim();
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(given));
    else if (given) query.set(field.name, given);
  }
  const url = new URL(path, ROOT);
  url.search = query;
  const field = form.querySelector("[data-body]");
  return { url, method: form.dataset.method, body: field?.value.trim() ?? "", kind: field?.dataset.body ?? "", stream: "stream" in form.dataset };
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A body on one line, if it is JSON. */
function short(body) {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

export function curl({ url, method, body, kind, stream }) {
  const pieces = ["curl"];
  if (stream) pieces.push("-N");
  if (method !== "GET") pieces.push("-X", method);
  if (body) pieces.push("-H", quoted(`Content-Type: ${kind}`), kind === JSON_KIND ? "-d" : "--data-binary", quoted(short(body)));
  return [...pieces, quoted(url.href)].join(" ");
}

export function websocat({ url }) {
  return `websocat ${quoted(url.href.replace(/^http/, "ws"))}`;
}
