/** How much room a row takes; the list hears of it, as it knows the height of its rows. */

import { stylesheet } from "../kit/load.js";
import { preferences } from "../kit/preferences.js";

export function followDensity() {
  preferences.follow("density", async (density) => {
    if (density === "compact") await stylesheet("compact").catch(() => {});
    if (density !== preferences.get("density")) return;
    document.documentElement.dataset.density = density;
    dispatchEvent(new Event("mailtrap:density"));
  });
}
