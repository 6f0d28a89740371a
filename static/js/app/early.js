// Runs before the first paint: a page that flashes the wrong theme or density cannot be repaired by a module.
try {
  const theme = localStorage.getItem("mailtrap.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (localStorage.getItem("mailtrap.density") === "compact") document.documentElement.dataset.density = "compact";
} catch {
  // Storage may be forbidden; then the system decides.
}
