/** Light, dark, or as the system says. */

import { CHOICES, preferences } from "./preferences.js";
import { strings } from "./strings.js";

const { theme: ORDER } = CHOICES;

/** `button` changes the theme and shows it. */
export function themeSwitch(button) {
  const next = () => preferences.set("theme", ORDER[(ORDER.indexOf(preferences.get("theme")) + 1) % ORDER.length]);
  button.addEventListener("click", next);
  preferences.follow("theme", (theme) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.querySelector("use").setAttribute("href", `#i-${theme}`);
    button.title = strings.theme[theme];
    button.setAttribute("aria-label", strings.theme[theme]);
  });
  return { next };
}
