/** The pages of a PDF, each drawn by the server as a picture. */

import { keyOnward } from "../../kit/direction.js";
import { button, el, span } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";
import { NotShown } from "./preview.js";
import { answer } from "./reading.js";

export async function showPages({ path }) {
  const words = strings.attachments;
  const image = el("img", { alt: "" });
  const where = el("span", { role: "status", "data-testid": "page-of" });
  const failed = el("p", { class: "peek-note", role: "alert", hidden: true });
  const back = button(words.previousPage, { icon: "previous", kind: "small icon-only", title: words.previousPage, press: () => turn(-1) });
  const on = button(words.nextPage, { icon: "next", kind: "small icon-only", title: words.nextPage, press: () => turn(1) });
  const figure = el("figure", { class: "pages", "aria-label": words.pages, onkeydown: key }, span("pager", back, where, on), failed, image);
  let page = 1;
  let pages = 1;

  async function load(number) {
    const response = await answer(`${path}/page/${number}`);
    const picture = URL.createObjectURL(await response.blob());
    if (number !== page) return URL.revokeObjectURL(picture);
    pages = Number(response.headers.get("Mailtrap-Pages")) || 1;
    image.onload = image.onerror = () => URL.revokeObjectURL(picture);
    image.src = picture;
    return undefined;
  }

  async function turn(step) {
    page = Math.min(Math.max(page + step, 1), pages);
    show();
    try {
      await load(page);
      failed.hidden = true;
    } catch (fault) {
      failed.textContent = sentence(fault);
      failed.hidden = false;
    }
  }

  function show() {
    where.textContent = words.pageOf(page, pages);
    image.alt = words.pageOf(page, pages);
    const { activeElement: focused } = document;
    back.disabled = page === 1;
    on.disabled = page === pages;
    // A button that is off loses the focus.
    if (focused === back && back.disabled) on.focus();
    if (focused === on && on.disabled) back.focus();
  }

  function key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[keyOnward(event)];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    turn(step);
  }

  await load(1).catch((fault) => {
    throw fault.status === 0 || fault.status === 404 ? fault : new NotShown(sentence(fault));
  });
  show();
  return figure;
}

function sentence({ status, reason }) {
  const { noPages, brokenPdf } = strings.attachments;
  return status === 501 ? noPages : brokenPdf(reason || status);
}
