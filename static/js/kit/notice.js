/** Messages: the bar for what went wrong, the quiet voice for what only needs saying. */

import { el } from "./dom.js";
import { strings } from "./strings.js";

const SAY_MS = 1000;

/** Each browser has its own words for a script that did not come, and nothing else that tells it from a fault in one. */
const NOT_LOADED = /import.*module/i;

/** Whether the page itself is at fault, and not the server or its absence. */
export const isOwn = ({ status, message }) => status === undefined && !NOT_LOADED.test(message);

/** What an error means, as {title, text, act}. */
export function explain(error, mail = false) {
  const { trouble } = strings;
  if (isOwn(error)) return trouble.failed;
  if (!error.status) return trouble.server;
  if (error.status === 404 && mail) return trouble.gone;
  if (error.status === 401) return trouble.login;
  if (error.status === 413) return trouble.large;
  if (error.status === 421) return filled(trouble.host, location.hostname, document.body.dataset.web);
  if (error.status === 403) return trouble.origin;
  return filled(trouble.other, String(error.status), error.reason && `: ${error.reason}`);
}

export const filled = ({ text, ...rest }, ...given) => ({ ...rest, text: text(...given) });

export class Notice {
  #box;
  #text;
  #act;
  #press = null;
  #about = null;

  constructor(box) {
    this.#box = box;
    this.#text = box.querySelector(".notice-text");
    this.#act = box.querySelector(".notice-act");
    this.#act.addEventListener("click", () => {
      const press = this.#press;
      this.hide();
      press?.();
    });
    box.querySelector(".notice-close").addEventListener("click", () => this.hide());
  }

  show({ title, text, act }, { press = null, about = null } = {}) {
    this.#text.replaceChildren(el("strong", {}, `${title}. `), text);
    this.#press = press;
    this.#about = about;
    this.#act.hidden = !press;
    this.#act.textContent = act;
    this.#box.hidden = false;
  }

  hide(about = this.#about) {
    if (about !== this.#about) return;
    this.#box.hidden = true;
    this.#about = null;
  }
}

/** A polite voice for screen readers. `say(make)` asks for the text when it speaks: a burst is said once. */
export function voice(node) {
  let timer = 0;
  let make;
  return (latest) => {
    make = latest;
    timer ||= setTimeout(() => {
      timer = 0;
      node.textContent = make();
    }, SAY_MS);
  };
}
