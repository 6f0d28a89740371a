// Runs before the first paint: a page that flashes the wrong theme or density cannot be repaired by a module.
try {
  const theme = localStorage.getItem("mailtrap.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (localStorage.getItem("mailtrap.density") === "compact") {
    document.documentElement.dataset.density = "compact";
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("../../css/compact.css", document.currentScript.src);
    link.setAttribute("blocking", "render");
    document.head.append(link);
  }
} catch {
  // Storage may be forbidden; then the system decides.
}
