/** What this browser remembers between visits. */

const PREFIX = "mailtrap.";

export function recall(name, fallback) {
  try {
    return localStorage.getItem(PREFIX + name) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Full or forbidden: the choice then holds until the page is closed.
  }
}
