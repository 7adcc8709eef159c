// Knows the field that is being typed into; when the sign-in page has taken its place, tells the app what stood there.
// It is kept in this page's memory alone. What was left with Tab, Enter or a click has reached the app already.
const KINDS = new Set(["text", "search", "email", "url", "tel", "number", "textarea"]);
const WAIT = 100;
const TRIES = 50;

function begin() {
  const watch = { at: null, stranger: false };
  document.addEventListener(
    "input",
    (event) => {
      const field = event.composedPath()[0];
      if (watch.stranger || !KINDS.has(field.type) || field.getAttribute("role") === "combobox") return;
      const key = field.closest("[class*='st-key-']")?.className.match(/(?:^|\s)st-key-(\S+)/);
      watch.at = { field, key: key ? key[1] : "" };
    },
    true,
  );
  document.addEventListener("focusout", () => setTimeout(() => watch.at?.field.isConnected && (watch.at = null)), true);
  return watch;
}

export default function ({ data, setTriggerValue }) {
  const watch = (window.lunaraTyping ??= begin());
  watch.stranger = data.stranger;
  if (!data.stranger || !watch.at) return;
  let tries = 0;
  const timer = setInterval(() => {
    tries += 1;
    if (!watch.at || tries > TRIES) return clearInterval(timer);
    const { field, key } = watch.at;
    if (field.isConnected) return;
    clearInterval(timer);
    watch.at = null;
    if (field.type !== "password" && field.value.trim()) setTriggerValue("typed", { text: field.value, key });
  }, WAIT);
  return () => clearInterval(timer);
}
