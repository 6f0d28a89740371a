/** Light, dark, or as the system says; remembered. */

import { recall, remember } from "./memory.js";
import { strings } from "./strings.js";

const ORDER = ["system", "light", "dark"];

export function themeSwitch(button) {
  let theme = ORDER.includes(recall("theme")) ? recall("theme") : "system";

  function show() {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.querySelector("use").setAttribute("href", `#i-${theme}`);
    button.title = strings.theme[theme];
    button.setAttribute("aria-label", strings.theme[theme]);
  }

  function next() {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    remember("theme", theme);
    show();
  }

  button.addEventListener("click", next);
  show();
  return { next };
}
