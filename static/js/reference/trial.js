/** One operation to try: the form, the command that does the same, and the answer. */

import { copyButton } from "../kit/copy.js";
import { strings } from "../kit/strings.js";
import { asked, curl } from "./asked.js";
import { Result } from "./result.js";

export class Trial {
  constructor(form, command = curl) {
    this.form = form;
    this.button = form.querySelector("[type=submit]");
    this.result = new Result(form.parentElement.querySelector(".result"));
    this.command = command;
  }

  start() {
    const text = this.form.querySelector("[data-command]");
    this.form.querySelector("figcaption").append(copyButton(() => text.textContent));
    const show = () => {
      text.textContent = this.command(asked(this.form));
      this.form.querySelector("[data-open]")?.setAttribute("href", asked(this.form).url);
      this.#label(strings.reference.send);
    };
    this.form.addEventListener("input", show);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    show();
  }

  submit() {
    if (this.#sweeping() && this.#label() !== strings.reference.really) {
      this.#label(strings.reference.really);
      return;
    }
    this.#label(strings.reference.send);
    this.#send(asked(this.form));
  }

  /** Without a body, a delete takes everything: that wants a second press. */
  #sweeping() {
    const { method, body } = asked(this.form);
    return method === "DELETE" && this.form.querySelector("[data-body]") && !body;
  }

  #label(text) {
    const label = this.button.querySelector("span");
    if (text && !("socket" in this.form.dataset) && !("stream" in this.form.dataset)) label.textContent = text;
    return label.textContent;
  }

  async #send({ url, method, body, kind }) {
    const began = performance.now();
    this.button.disabled = true;
    try {
      const options = { method, cache: "no-store" };
      if (body) Object.assign(options, { body, headers: { "Content-Type": kind } });
      const response = await fetch(url, options);
      const data = await response.blob();
      await this.result.show(response, data, performance.now() - began);
    } catch (error) {
      this.result.fail(strings.reference.noAnswer(error.message));
    } finally {
      this.button.disabled = false;
    }
  }
}
