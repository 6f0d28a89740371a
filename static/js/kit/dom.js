/** Small makers of elements. Text goes in as text; nothing here takes HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** el("p", {class: "muted", onclick}, "text", node, …); null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** What a mail says, isolated from what stands beside it. */
export const bdi = (kind, ...children) => el("bdi", { class: kind }, ...children);
export const span = (kind, ...children) => el("span", { class: kind }, ...children);

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function button(label, { icon: name, press, pressed, title, kind = "small", testid } = {}) {
  return el("button", {
    type: "button",
    class: `button ${kind}`,
    title,
    "aria-label": kind.includes("icon-only") ? label : null,
    "aria-pressed": pressed === undefined ? null : String(pressed),
    "data-testid": testid,
    onclick: press,
  }, name ? icon(name) : null, kind.includes("icon-only") ? null : el("span", {}, label));
}

export const byId = (id) => document.getElementById(id);
export const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Cuts at a whole character, so that no half of a surrogate pair is left. */
export function clip(text, limit) {
  if (text.length <= limit) return text;
  const end = /[\uD800-\uDBFF]/.test(text[limit - 1]) ? limit - 1 : limit;
  return `${text.slice(0, end)}…`;
}
