/** Sends the mails that show what there is to see. */

import { strings } from "../kit/strings.js";

export async function sendDemo(api, say) {
  const buttons = document.querySelectorAll("[data-demo]");
  for (const one of buttons) one.disabled = true;
  try {
    const { Sent: sent } = await api.demo();
    say(() => strings.demo.sent(sent));
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}
