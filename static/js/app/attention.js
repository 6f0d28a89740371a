/** What can be seen while the page is out of sight: the number in the title and on its icon. */

import { byId } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

export function showUnread(unread) {
  document.title = unread ? strings.frame.titleUnread(unread) : strings.frame.title;
  const link = byId("favicon");
  link.dataset.plain ??= link.href;
  const icon = unread ? badged(unread) : link.dataset.plain;
  // The browser draws it anew, also when it is the same.
  if (link.getAttribute("href") !== icon) link.href = icon;
}

function badged(unread) {
  const text = unread > 99 ? "99+" : String(unread);
  const size = { 1: 20, 2: 17, 3: 13 }[text.length];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6b75"/><text x="16" y="${16 + size * 0.36}" font-family="sans-serif" font-size="${size}" font-weight="700" fill="#fff" text-anchor="middle">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
