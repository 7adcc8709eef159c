// Tells the app when the visitor's theme changes while the page is open, so that charts are drawn in the new one.
export default function ({ setTriggerValue }) {
  const app = document.querySelector("[data-testid=stApp]") ?? document.body;
  const shade = () => getComputedStyle(app).backgroundColor;
  let seen = shade();
  const look = () => {
    const now = shade();
    if (now === seen) return;
    seen = now;
    setTriggerValue("changed", now);
  };
  const watcher = new MutationObserver(() => requestAnimationFrame(look));
  watcher.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  return () => watcher.disconnect();
}
