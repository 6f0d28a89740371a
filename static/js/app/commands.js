/** Everything one can do, in one list: its keys work, and the help and the palette are made from it. */

import { strings } from "../kit/strings.js";

const PAIR_MS = 900;
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
/** Where an arrow key has a meaning of its own. */
const ARROWS_ELSEWHERE = "[role=tab], [role=separator], [role=tabpanel], [role=region], [role=menuitem], [role=option], pre, .mail-head";
/** Keys that end what one types. */
const ENDS = ["Enter", "Escape", "Tab"];
/** Who was typing when the field was taken away goes on for so long after each key. */
const TYPES_ON_MS = 1000;
const PRESSED_BY_ENTER = "a, button, summary";
const FUNCTION_KEY = /^F\d+$/;

/** There ⌘ is what Ctrl is elsewhere. */
const mac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);

/**
 * A command: {id, keys, group, run, when, hidden}. `id` names its words (`commands.ID`), `keys` are as KeyboardEvent.key
 * says them, after "shift+" or "mod+" (Ctrl, or ⌘) where needed; two keys one after the other are "g i". `group` is
 * "move", "mail", "go" or "page". `run` gets the event, and answers false when there was nothing to do, so that the key
 * stays the browser's. `when` says whether it makes sense now; `hidden` keeps it out of the palette.
 */
export class Commands {
  all = [];
  #first = "";
  #at = 0;
  #held = null;
  #field = null;
  #typed = 0;

  add(...commands) {
    for (const each of commands) this.all.push({ keys: [], group: "page", when: () => true, hidden: false, ...each });
  }

  title({ id }) {
    return strings.commands[id];
  }

  /** Those that make sense now, for the palette. */
  possible() {
    return this.all.filter((each) => !each.hidden && each.when());
  }

  run(id, event) {
    const found = this.all.find((each) => each.id === id);
    return found?.when() ? found.run(event) : false;
  }

  /** Letters typed while something to type in is loaded are no commands: `action` gets them, to go on with. */
  async hold(action) {
    const typed = this.#held = [];
    try {
      await action(typed);
    } finally {
      this.#held = null;
    }
  }

  /** Keys rest while one types and while a dialog is open; function keys and those with a modifier do not while one types. */
  listen() {
    document.addEventListener("keydown", (event) => {
      if (document.querySelector("dialog[open]")) return undefined;
      const field = event.target.closest?.(TYPING);
      // One that went with its dialog has the focus for a moment longer.
      const typing = field?.checkVisibility();
      if (typing) this.#field = ENDS.includes(event.key) ? null : field;
      if (event.defaultPrevented || event.isComposing || event.altKey) return undefined;
      if (this.#held && event.key.length === 1 && !mod(event)) {
        this.#held.push(event.key);
        return event.preventDefault();
      }
      if (!mod(event) && !FUNCTION_KEY.test(event.key) && (typing || this.#typesOn(event))) {
        this.#typed = event.timeStamp;
        return undefined;
      }
      return this.#act(event) === false ? undefined : event.preventDefault();
    });
  }

  #typesOn({ timeStamp }) {
    return this.#field && !this.#field.checkVisibility() && timeStamp - this.#typed < TYPES_ON_MS;
  }

  #act(event) {
    const { key, target, timeStamp } = event;
    if (key.startsWith("Arrow") && target.closest?.(ARROWS_ELSEWHERE)) return false;
    if (key === "Enter" && target.closest?.(PRESSED_BY_ENTER)) return false;
    const pressed = named(event);
    const pair = timeStamp - this.#at < PAIR_MS ? `${this.#first} ${pressed}` : "";
    const found = (pair && this.#of(pair)) || this.#of(pressed);
    this.#first = pressed;
    this.#at = timeStamp;
    return found ? found.run(event) : false;
  }

  #of(pressed) {
    return this.all.find((each) => each.keys.includes(pressed) && each.when());
  }
}

const mod = ({ ctrlKey, metaKey }) => ctrlKey || metaKey;

function named(event) {
  const { key, shiftKey } = event;
  // A character that takes Shift already says so.
  const shift = shiftKey && (key.length > 1 || mod(event));
  return `${mod(event) ? "mod+" : ""}${shift ? "shift+" : ""}${key.length === 1 && mod(event) ? key.toLowerCase() : key}`;
}

/** "mod+k" as names to read: Ctrl, K. */
export const keyNames = (keys) => keys.split(/[ +]/).map((key) => (key === "mod" && mac ? "⌘" : strings.keys.names[key] ?? (keys.startsWith("mod+") ? key.toUpperCase() : key)));

/** How the keys of a command are shown; of a run of figures the ends are enough. */
export const shownKeys = ({ keys }) => (keys.length > 3 ? [keys[0], "…", keys.at(-1)] : keys);
