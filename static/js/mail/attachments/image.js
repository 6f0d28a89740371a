/** An image that browsers show safely: fitted, and in its real size when pressed. */

import { clip, el } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";
import { nameOf } from "../panels/attachments.js";
import { NotShown } from "./preview.js";

export async function showImage({ path, part }) {
  const words = strings.attachments;
  const image = el("img", { alt: clip(nameOf(part), 200), src: path });
  await new Promise((done, fail) => {
    image.onload = done;
    image.onerror = () => fail(new NotShown(words.noImage));
  });
  const toggle = el("button", { type: "button", class: "picture", "aria-pressed": "false", title: words.realSize, onclick: () => press() }, image);
  const press = () => toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true"));
  return el("figure", { class: "image" }, toggle, el("figcaption", { class: "muted", "data-testid": "dimensions" }, words.pixels(image.naturalWidth, image.naturalHeight)));
}
