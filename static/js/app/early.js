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
// The list is on its way while the scripts come; a search, or an inbox, is for them to ask.
if (document.currentScript.dataset.first && !/[?&](?:q|inbox)=/.test(location.hash)) {
  const path = document.currentScript.dataset.first;
  const answer = fetch(path, { cache: "no-store" });
  answer.catch(() => {});
  window.mailtrapFirst = { path, answer };
}
