// Brings a question that was just asked to the top of the screen, so that its answer is read from its first sentence on.
// It stays there while the answer is drawn below it, unless somebody scrolls or types meanwhile.
const PATIENCE = 4000;
const QUESTIONS = '[data-testid="stChatMessage"]:has([aria-label="Chat message from user"])';
const HANDS = ["wheel", "touchmove", "pointerdown", "keydown"];

export default function ({ data }) {
  const known = (window.lunaraTurns ??= {});
  const before = known[data.session];
  known[data.session] = data.asked;
  if (!data.asked || before === data.asked) return;
  const until = Date.now() + PATIENCE;
  let busy = true;
  const show = () => {
    if (busy && Date.now() < until) [...document.querySelectorAll(QUESTIONS)].at(-1)?.scrollIntoView({ block: "start" });
  };
  const leave = () => (busy = false);
  HANDS.forEach((hand) => window.addEventListener(hand, leave, { once: true, capture: true, passive: true }));
  const grown = new ResizeObserver(show);
  const page = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (page) grown.observe(page);
  const timer = setInterval(show, 100);
  const stop = () => {
    leave();
    grown.disconnect();
    clearInterval(timer);
    HANDS.forEach((hand) => window.removeEventListener(hand, leave, { capture: true }));
  };
  setTimeout(stop, PATIENCE);
  show();
  return stop;
}
