// Tells the app when the visitor's theme changes while the page is open, so that charts are drawn in the new one. A run of the page
// closes an open dialog with what was typed in it, so it waits for that.
export default function ({ setTriggerValue }) {
  const app = document.querySelector("[data-testid=stApp]") ?? document.body;
  const shade = () => getComputedStyle(app).backgroundColor;
  let seen = shade();
  const look = () => {
    const now = shade();
    if (now === seen || document.querySelector("[data-testid=stDialog]")) return;
    seen = now;
    setTriggerValue("changed", now);
  };
  const soon = () => requestAnimationFrame(look);
  const watcher = new MutationObserver(soon);
  watcher.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  const dialogs = new MutationObserver(soon);
  dialogs.observe(document.body, { childList: true });
  return () => {
    watcher.disconnect();
    dialogs.disconnect();
  };
}
