/** How much room a row takes; the list hears of it, as it knows the height of its rows. */

import { preferences } from "../kit/preferences.js";

export function followDensity() {
  preferences.follow("density", (density) => {
    document.documentElement.dataset.density = density;
    dispatchEvent(new Event("mailtrap:density"));
  });
}
