// Runs before the first paint: a page that flashes the wrong theme cannot be repaired by a module.
try {
  const theme = localStorage.getItem("mailtrap.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system decides.
}
