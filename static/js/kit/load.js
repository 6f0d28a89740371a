/** What is loaded when it is needed. */

import { el } from "./dom.js";

const loading = new Map();

/** The styles of `static/css/NAME.css`; resolves once they hold. Without an answer it fails as the API does. */
export function stylesheet(name) {
  if (!loading.has(name)) {
    loading.set(name, new Promise((done, fail) => {
      const link = el("link", { rel: "stylesheet", href: new URL(`../../css/${name}.css`, import.meta.url), onload: done, onerror: () => {
        loading.delete(name);
        link.remove();
        fail(Object.assign(new Error(`no styles for ${name}`), { status: 0 }));
      } });
      document.head.append(link);
    }));
  }
  return loading.get(name);
}
