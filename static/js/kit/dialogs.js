/** Dialogs: what closes them. */

export function closable(dialog) {
  dialog.addEventListener("click", ({ target }) => {
    // A click on the dialog itself is one on its backdrop: the content fills the rest.
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
  return dialog;
}
