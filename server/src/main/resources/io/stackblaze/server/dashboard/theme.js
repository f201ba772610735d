// Runs before the page is painted, so that a chosen theme never flashes the other one first.
(() => {
  const key = "stackblaze-theme";
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const apply = theme => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme; else delete root.dataset.theme;
    document.dispatchEvent(new CustomEvent("stackblaze:theme"));
  };
  apply(read());
  window.addEventListener("storage", event => { if (event.key === key) apply(event.newValue); });
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
    const label = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to the ${dark() ? "light" : "dark"} theme`); };
    button.hidden = false;
    label();
    system.addEventListener("change", () => { label(); document.dispatchEvent(new CustomEvent("stackblaze:theme")); });
    document.addEventListener("stackblaze:theme", label);
    button.addEventListener("click", () => {
      const next = dark() ? "light" : "dark";
      try { localStorage.setItem(key, next); } catch { /* a browser that keeps nothing still gets the theme now */ }
      apply(next);
    });
  });
})();
