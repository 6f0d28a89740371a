{
  // Runs before the first paint: a page that flashes the wrong theme or density cannot be repaired by a module. It waits
  // for no styles, which take longer to come, for the list is asked for here.
  const { src: early, dataset: { first } } = document.currentScript;
  const sheet = (name) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`../../css/${name}.css`, early);
    link.setAttribute("blocking", "render");
    document.head.append(link);
  };
  const contrast = matchMedia("(prefers-contrast: more), (forced-colors: active)");
  if (contrast.matches) sheet("contrast");
  else contrast.addEventListener("change", () => sheet("contrast"), { once: true });
  try {
    const theme = localStorage.getItem("mailtrap.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (localStorage.getItem("mailtrap.density") === "compact") {
      document.documentElement.dataset.density = "compact";
      sheet("compact");
    }
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  // The list is on its way while the scripts come; a search, or an inbox, is for them to ask. So is all when they came first.
  if (first && window.mailtrapFirst === undefined && !/[?&](?:q|inbox)=/.test(location.hash)) {
    const answer = fetch(first, { cache: "no-store" });
    answer.catch(() => {});
    window.mailtrapFirst = { path: first, answer };
  }
}
