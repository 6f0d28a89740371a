/** The question before many mails are deleted. */

import { closable } from "../kit/dialogs.js";
import { bdi, el } from "../kit/dom.js";
import { strings } from "../kit/strings.js";

const AGAIN_MS = 250;

/**
 * Asks whether what the list is held to is to be deleted. The numbers are counted by the server, to the end, and follow
 * while the question stands; pinned mails stay.
 */
export class DeleteQuestion {
  #dialog;
  #mailbox;
  #api;
  #filter = null;
  #timer = 0;

  /** `act` deletes what its filter names. */
  constructor({ dialog, mailbox, api, act }) {
    this.#dialog = closable(dialog);
    this.#mailbox = mailbox;
    this.#api = api;
    this.#part("[data-confirm]").addEventListener("click", () => {
      dialog.close();
      act(this.#filter);
    });
    mailbox.addEventListener("counts", () => this.#soon());
    dialog.addEventListener("close", () => clearTimeout(this.#timer));
  }

  /** `{ids}`: about these mails, which are too many to be kept until one has thought better of it. */
  async ask(filter = this.#mailbox.filter) {
    this.#filter = filter;
    this.#part("h2").textContent = strings.ask.counting;
    this.#part("#ask-text").replaceChildren();
    this.#part("[data-confirm]").disabled = true;
    await this.#fill();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #part(name) {
    return this.#dialog.querySelector(name);
  }

  #soon() {
    if (!this.#dialog.open) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fill().catch(() => {}), AGAIN_MS);
  }

  async #fill() {
    const filter = this.#filter;
    const { query, inbox, ids } = filter;
    if (ids) return this.#show({ title: strings.ask.some, count: ids.length, told: [strings.ask.end] });
    const [{ Total: total }, { Total: pinned }] = await Promise.all([
      this.#api.count(filter),
      this.#api.count({ ...filter, query: query ? `is:pinned (${query})` : "is:pinned" }),
    ]);
    const words = strings.ask;
    const count = total - pinned;
    if (!total && this.#dialog.open) return this.#dialog.close();
    const title = query ? words.found : inbox || pinned ? words.some : words.all;
    const told = [inbox && words.of(inbox), query && [words.by, el("code", {}, query)], count ? pinned && words.pinned(pinned) : words.stay, count && words.end];
    return this.#show({ title, count, told });
  }

  #show({ title, count, told }) {
    const words = strings.ask;
    this.#part("h2").textContent = count ? title(count) : words.none;
    this.#part("#ask-text").replaceChildren(...told.filter(Boolean).map((text) => el("p", {}, bdi(null, ...[text].flat()))));
    const confirm = this.#part("[data-confirm]");
    confirm.hidden = !count;
    confirm.disabled = false;
    confirm.textContent = words.act(count);
    this.#part("[data-close]").textContent = count ? words.keep : strings.close;
  }
}

/** What was answered: the mails of `ids`, or all that the rest of the filter names. */
export async function removeMany({ selection, removal, mailbox, say }, { query, inbox, ids }) {
  selection.clear();
  await removal.finish();
  if (ids) {
    removal.start(ids);
    return removal.finish();
  }
  await mailbox.removeAll({ query, inbox });
  return say(() => strings.list[query || inbox ? "foundDeleted" : "allDeleted"]);
}
