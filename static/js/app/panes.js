/** What the page shows: the side, the list, and beside it a mail, the set-up, trouble or nothing; and the way between them. */

import { byId } from "../kit/dom.js";

const NARROW = matchMedia("(max-width: 720px)");
/** Where the focus goes in each pane: what is first here is meant first, wherever it stands. */
const IN_SIDE = ["[aria-current]", ".side-item"];
const IN_LIST = [".rows [tabindex='0']", "#query"];
const IN_MAIN = ["#tabs [aria-selected=true]", "#trouble .trouble-body button", "#setup [aria-selected=true]"];
const IN_VIEW = [".rows [tabindex='0']", "a[href], button, input, select, [tabindex='0']"];

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

  trouble({ title, text, act }, press) {
    this.#trouble.querySelector("h2").textContent = title;
    this.#trouble.querySelector("p").textContent = text;
    this.#trouble.querySelector(".trouble-body button").textContent = act;
    this.#act = press;
    this.show("trouble", "main");
  }

  #side(open) {
    if (open === (this.#panes.dataset.show === "side")) return;
    this.#panes.dataset.show = open && NARROW.matches ? "side" : this.#beside;
    if (open && NARROW.matches) this.#enter(byId("pane-side"), IN_SIDE);
    else if (document.activeElement === document.body) byId("open-side").focus({ preventScroll: true });
  }

  /** The focus goes one pane on, or back; into one that has nothing to be reached it does not go. */
  step(by) {
    const covered = !byId("view").hidden;
    const all = [[byId("pane-side"), IN_SIDE], ...(covered ? [] : [[byId("pane-list"), IN_LIST]]), covered ? [byId("view"), IN_VIEW] : [byId("pane-main"), IN_MAIN]];
    const now = all.findIndex(([pane]) => pane.contains(document.activeElement));
    for (let more = 1; more <= all.length; more += 1) {
      const to = (now < 0 && by > 0 ? more - 1 : now + by * more) + 2 * all.length;
      const [pane, wanted] = all[to % all.length];
      if (pane.id === "pane-side" && NARROW.matches) return this.#router.openSide();
      if (this.#enter(pane, wanted)) return undefined;
    }
    return undefined;
  }

  #enter(pane, wanted) {
    const found = wanted.flatMap((one) => [...pane.querySelectorAll(one)]);
    const node = found.find((each) => each.checkVisibility({ visibilityProperty: true }));
    node?.focus();
    return Boolean(node);
  }
}
