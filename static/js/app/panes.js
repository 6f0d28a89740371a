/** What the page shows: the side, the list, and beside it a mail, the set-up, trouble or nothing; and the way between them. */

import { byId } from "../kit/dom.js";

const NARROW = matchMedia("(max-width: 720px)");
/** Where the focus goes in the side: what is first here is meant first, wherever it stands. */
export const IN_SIDE = ["[aria-current]", ".side-item"];

export class Panes {
  #panes = byId("panes");
  #trouble = byId("trouble");
  #router;
  #act = null;
  #beside = "list";

  constructor(router) {
    this.#router = router;
    router.addEventListener("side", ({ detail }) => this.#side(detail));
    this.#trouble.querySelector(".trouble-body button").addEventListener("click", () => this.#act?.());
  }

  /** `name`: "mail", "setup", "trouble" or "idle". On a narrow page one pane is shown, `pane` says which. */
  show(name, pane) {
    for (const one of ["mail", "trouble", "idle"]) byId(one).hidden = one !== name;
    this.#beside = pane;
    if (!this.#router.sideOpen || !NARROW.matches) this.#panes.dataset.show = pane;
  }

  /** The focus does not get lost with what it was in. */
  trouble({ title, text, act }, press) {
    const head = this.#trouble.querySelector("h2");
    const held = byId("mail").contains(document.activeElement);
    head.textContent = title;
    this.#trouble.querySelector("p").textContent = text;
    this.#trouble.querySelector(".trouble-body button").textContent = act;
    this.#act = press;
    this.show("trouble", "main");
    if (held) head.focus();
  }

  #side(open) {
    if (open === (this.#panes.dataset.show === "side")) return;
    this.#panes.dataset.show = open && NARROW.matches ? "side" : this.#beside;
    if (open && NARROW.matches) enter(byId("pane-side"), IN_SIDE);
    else if (document.activeElement === document.body) byId("open-side").focus({ preventScroll: true });
  }
}

/** The focus goes to the first that is wanted and in sight; whether there was one. */
export function enter(pane, wanted) {
  const found = wanted.flatMap((one) => [...pane.querySelectorAll(one)]);
  const node = found.find((each) => each.checkVisibility({ visibilityProperty: true }));
  node?.focus();
  return Boolean(node);
}
