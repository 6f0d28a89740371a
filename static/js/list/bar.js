/** How many mails are chosen, and what can be done with them, in place of the counts. Loaded for the first that is chosen. */

import { byId, el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

export class ChosenBar {
  #selection;
  #mailbox;
  #api;
  #bar = byId("chosen");
  #count = this.#find("count");
  #input = byId("chosen-tag");
  #timer = 0;

  constructor({ selection, mailbox, api, actions }) {
    this.#selection = selection;
    this.#mailbox = mailbox;
    this.#api = api;
    selection.addEventListener("change", () => this.#soon());
    this.#soon();
    const act = (name, run) => this.#find(name).addEventListener("click", run);
    act("all", () => selection.chooseAll());
    act("clear", () => selection.clear());
    act("delete", () => actions.remove());
    act("read", () => actions.chosen("mark", this.unread));
    act("pin", () => actions.togglePin());
    act("tag", () => this.askTag());
    this.#input.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter" && this.#input.value.trim()) actions.chosen("tag", this.#input.value.trim());
      this.#showInput(false);
      this.#find("tag").focus();
    });
    this.#input.addEventListener("blur", () => this.#showInput(false));
  }

  /** Whether any of the chosen is unread, as far as is known. */
  get unread() {
    const { all, mails } = this.#selection;
    return all ? this.#mailbox.unread > 0 : mails.some((mail) => !mail.Read);
  }

  async askTag() {
    this.#showInput(true);
    this.#input.focus();
    const tags = await this.#api.tags().catch(() => []);
    byId("chosen-tags").replaceChildren(...tags.map((value) => el("option", { value })));
  }

  #find(name) {
    return this.#bar.querySelector(`[data-chosen="${name}"]`);
  }

  #showInput(shown) {
    this.#input.hidden = !shown;
    this.#count.hidden = shown;
    this.#input.value = "";
  }

  /** Once for a burst. */
  #soon() {
    this.#timer ||= requestAnimationFrame(() => {
      this.#timer = 0;
      this.#show();
    });
  }

  #show() {
    const { size, all } = this.#selection;
    const { list } = strings;
    // Who has the focus in the bar must not lose it with the bar.
    if (!size && this.#bar.contains(document.activeElement)) byId("list").querySelector(".row[tabindex='0']")?.focus({ preventScroll: true });
    this.#bar.hidden = !size;
    byId("list-head").classList.toggle("choosing", size > 0);
    byId("list").classList.toggle("choosing", size > 0);
    if (!size) return;
    this.#count.textContent = all ? list[this.#mailbox.exact ? "chosenAll" : "chosenAllAtLeast"](size) : list.chosen(size);
    this.#find("all").hidden = all || size >= this.#mailbox.found;
    const read = list[this.unread ? "markRead" : "markUnread"];
    this.#find("read").title = read;
    this.#find("read").setAttribute("aria-label", read);
    this.#find("read").querySelector("use").setAttribute("href", this.unread ? "#i-check" : "#i-unread");
  }
}
