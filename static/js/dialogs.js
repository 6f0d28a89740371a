/** Dialogs: what closes them, and the question before all is deleted. */

import { strings } from "./strings.js";

export function closable(dialog) {
  dialog.addEventListener("click", ({ target }) => {
    // A click on the dialog itself is one on its backdrop: the content fills the rest.
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
  return dialog;
}

/** Returns what asks; the number in the question follows while it stands. */
export function question(dialog, mailbox, act) {
  function fill() {
    const { total } = mailbox;
    if (!total) dialog.close();
    dialog.querySelector("h2").textContent = total === 1 ? strings.askOne : strings.ask(total);
  }

  closable(dialog).querySelector("[data-confirm]").addEventListener("click", () => {
    dialog.close();
    act();
  });
  mailbox.addEventListener("counts", () => dialog.open && fill());
  return () => {
    fill();
    dialog.showModal();
  };
}
