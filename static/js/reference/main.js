/** Puts the page of the API together: contents, theme, and a trial for each form. */

import { byId } from "../kit/dom.js";
import { themeSwitch } from "../kit/theme.js";
import { Contents } from "./contents.js";
import { SocketTrial } from "./socket.js";
import { StreamTrial } from "./stream.js";
import { Trial } from "./trial.js";

themeSwitch(byId("theme"));

const contents = new Contents();
for (const form of document.querySelectorAll(".trial")) {
  const Kind = "socket" in form.dataset ? SocketTrial : "stream" in form.dataset ? StreamTrial : Trial;
  const trial = new Kind(form);
  trial.start();
}
contents.start();
