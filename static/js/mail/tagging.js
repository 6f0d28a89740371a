/** Tags are put on the open mail and taken off. */

import { byId } from "../kit/dom.js";
import { Suggestions } from "../kit/suggestions.js";

export class Tagging {
  #api;
  #mailbox;
  #labels;
  #list;
  #input;
  #suggestions;

  /** `labels` shows them and says what fails, `list` has their chips, `input` takes a new one. */
  constructor({ api, mailbox, labels, list, input }) {
    this.#api = api;
    this.#mailbox = mailbox;
    this.#labels = labels;
    this.#list = list;
    this.#input = input;
    this.#suggestions = new Suggestions({ input, list: byId("tags-known"), choose: (name) => this.#add(name) });
  }

  /** Those that are known and not on it. */
  async offer() {
    const all = await this.#api.tags().catch(() => []);
    const has = new Set(this.#labels.tags.map((name) => name.toLowerCase()));
    this.#suggestions.offer(all.filter((name) => !has.has(name.toLowerCase())));
  }

  key(event) {
    if (this.#suggestions.key(event)) event.preventDefault();
    else if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.#add(this.#input.value.trim());
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (this.#input.value) this.#input.value = "";
      else byId("mail-subject").focus({ preventScroll: true });
      this.#labels.say("");
    }
  }

  /** Its chip goes at once, and the focus from it to the next: when the server has answered one may be elsewhere. */
  async remove(name) {
    const { tags } = this.#labels;
    const at = tags.indexOf(name);
    const done = this.#put(tags.filter((tag) => tag !== name));
    const left = this.#list.querySelectorAll(".chip-remove");
    if (document.activeElement === document.body) (left[Math.min(at, left.length - 1)] ?? this.#input).focus();
    await done;
  }

  async #add(name) {
    if (!name) return;
    const { tags } = this.#labels;
    this.#suggestions.hide();
    const known = tags.some((tag) => tag.toLowerCase() === name.toLowerCase());
    this.#input.value = "";
    if (!known) await this.#put([...tags, name], name);
    this.offer();
  }

  async #put(tags, typed = "") {
    const { id, tags: before } = this.#labels;
    await this.#labels.attempt(() => this.#mailbox.setTags(id, tags), () => {
      if (id !== this.#labels.id) return;
      this.#labels.take(before);
      this.#input.value ||= typed;
    });
  }
}
