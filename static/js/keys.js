/** Keys of the page. They rest while one types, while a dialog is open, and with a modifier held. */

const PAIR_MS = 900;
const TYPING = "input, textarea, select, [contenteditable]";
/** Where an arrow key has a meaning of its own. */
const ARROWS_ELSEWHERE = "[role=tab], [role=separator], [role=tabpanel], [role=region], pre, .mail-head";

/** `actions`: next, previous, open, remove, unread, pin, tags, tab(n), list, search, sessions, help, escape. */
export function listenForKeys(actions) {
  let pair = 0;

  function act(event) {
    const { key, target } = event;
    const arrows = !target.closest?.(ARROWS_ELSEWHERE);
    if (key === "g") {
      pair = event.timeStamp;
      return false;
    }
    const paired = event.timeStamp - pair < PAIR_MS;
    pair = 0;
    if (key === "i" && paired) return actions.list();
    if (key === "j" || (key === "ArrowDown" && arrows)) return actions.next();
    if (key === "k" || (key === "ArrowUp" && arrows)) return actions.previous();
    if (key === "Enter" && !target.closest?.("a, button, summary")) return actions.open();
    if (key === "Delete" || key === "#") return actions.remove();
    if (key === "u") return actions.unread();
    if (key === "p") return actions.pin();
    if (key === "t") return actions.tags();
    if (key === "/") return actions.search();
    if (key === "s") return actions.sessions();
    if (key === "?") return actions.help();
    if (key === "Escape") return actions.escape();
    if (/^[1-7]$/.test(key)) return actions.tab(Number(key) - 1);
    return false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.(TYPING)) return;
    if (act(event) !== false) event.preventDefault();
  });
}
