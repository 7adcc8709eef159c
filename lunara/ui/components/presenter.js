// Presenting: the slide, the next one, notes and the time; the slides alone in a second window.
// Texts arrive as data and are set as textContent, pictures as data: addresses; nothing is read as HTML.
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

class Presenter {
  constructor(root) {
    this.root = root;
    this.at = 0;
    this.spent = 0;
    this.since = null;
    this.audience = null;
    this.slides = [];
    root.tabIndex = 0;
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", "Presenter view");
    this.key = (event) => this.onKey(event);
    root.addEventListener("keydown", this.key);
    this.ticking = setInterval(() => this.tick(), 250);
  }

  take(slides) {
    this.slides = slides;
    this.at = Math.min(this.at, Math.max(slides.length - 1, 0));
    this.draw();
  }

  button(label, action, disabled = false, name = "") {
    const made = element("button", name, label);
    made.type = "button";
    made.disabled = disabled;
    made.addEventListener("click", action);
    return made;
  }

  draw() {
    const held = this.root.contains(this.root.getRootNode().activeElement);
    const slide = this.slides[this.at];
    if (!slide) return;
    const current = element("figure", "current");
    const image = element("img");
    image.src = slide.image;
    image.alt = slide.title;
    image.addEventListener("click", () => this.go(this.at + 1));
    current.append(image, element("figcaption", "", slide.title));
    const side = element("div", "side");
    const following = this.slides[this.at + 1];
    if (following) {
      const next = element("figure", "next");
      const small = element("img");
      small.src = following.image;
      small.alt = `Next: ${following.title}`;
      next.append(element("figcaption", "", "Next"), small);
      side.append(next);
    } else {
      side.append(element("div", "end", "End of the deck"));
    }
    const notes = element("div", "notes");
    notes.setAttribute("aria-live", "polite");
    notes.append(element("strong", "", "Notes"));
    for (const line of slide.notes) notes.append(element("p", "", line));
    if (!slide.notes.length) notes.append(element("p", "", "Nothing is written for this slide."));
    side.append(notes);
    const bar = element("div", "bar");
    this.time = element("span", "clock", clock(this.elapsed()));
    this.time.setAttribute("role", "timer");
    bar.append(
      this.button("Back", () => this.go(this.at - 1), this.at === 0),
      this.button("Next", () => this.go(this.at + 1), !following, "forward"),
      element("span", "where", `Slide ${this.at + 1} of ${this.slides.length}`),
      this.button(this.audience && !this.audience.closed ? "Close the slides’ window" : "Slides in a second window", () => this.openAudience(), false, "second"),
      this.button("Full screen", () => this.full()),
      this.time,
      this.button(this.since === null ? (this.spent ? "Go on" : "Start the time") : "Pause", () => this.startOrPause()),
      this.button("Reset", () => this.reset(), !this.spent && this.since === null),
    );
    if (this.told) bar.append(element("span", "told", this.told));
    this.root.replaceChildren(bar, current, side);
    if (held) this.root.focus({ preventScroll: true });
    this.showAudience();
  }

  go(to) {
    const wanted = Math.min(Math.max(to, 0), this.slides.length - 1);
    if (wanted === this.at) return;
    this.at = wanted;
    if (this.since === null && !this.spent) this.since = Date.now();
    this.draw();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target && event.target.tagName === "BUTTON";
    const moves = {
      ArrowRight: this.at + 1, ArrowDown: this.at + 1, PageDown: this.at + 1,
      ArrowLeft: this.at - 1, ArrowUp: this.at - 1, PageUp: this.at - 1,
      Home: 0, End: this.slides.length - 1,
    };
    if (event.key === " " && !onButton) moves[" "] = this.at + 1;
    if (event.key in moves) this.go(moves[event.key]);
    else if (event.key === "f") this.full();
    else if (event.key === "t") this.startOrPause();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  openAudience() {
    if (this.audience && !this.audience.closed) {
      this.audience.close();
      this.audience = null;
      this.draw();
      return;
    }
    this.audience = window.open("", "lunara-slides", "popup,width=1280,height=720");
    this.told = this.audience ? "" : "The browser did not let a second window open: allow it for this address.";
    if (this.audience) {
      const there = this.audience.document;
      there.title = "Slides";
      there.body.replaceChildren();
      there.body.style.cssText = "margin:0;background:#000;height:100vh;overflow:hidden";
      const image = there.createElement("img");
      image.style.cssText = "width:100vw;height:100vh;object-fit:contain;display:block";
      there.body.append(image);
      there.addEventListener("keydown", this.key);
      image.addEventListener("click", () => this.go(this.at + 1));
    }
    this.draw();
  }

  showAudience() {
    if (!this.audience || this.audience.closed) return;
    const image = this.audience.document.querySelector("img");
    if (image) {
      image.src = this.slides[this.at].image;
      image.alt = this.slides[this.at].title;
    }
  }

  full() {
    const there = this.audience && !this.audience.closed ? this.audience.document : document;
    if (there.fullscreenElement) there.exitFullscreen();
    else (there === document ? this.root.querySelector(".current img") : there.documentElement).requestFullscreen().catch(() => {});
  }

  elapsed() {
    return this.spent + (this.since === null ? 0 : Date.now() - this.since);
  }

  startOrPause() {
    if (this.since === null) this.since = Date.now();
    else {
      this.spent = this.elapsed();
      this.since = null;
    }
    this.draw();
  }

  reset() {
    this.spent = 0;
    this.since = null;
    this.draw();
  }

  tick() {
    if (this.time && this.since !== null) this.time.textContent = clock(this.elapsed());
    if (this.audience && this.audience.closed) {
      this.audience = null;
      this.draw();
    }
  }

  end() {
    clearInterval(this.ticking);
    if (this.audience && !this.audience.closed) this.audience.close();
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".presenter");
  if (!root.presenter) {
    root.presenter = new Presenter(root);
    root.presenter.take(data.slides);
    root.focus({ preventScroll: true });
  } else if (JSON.stringify(root.presenter.slides) !== JSON.stringify(data.slides)) {
    root.presenter.take(data.slides);
  }
  // Run at each change of the page, too: the talk only ends with what it is shown in.
  return () =>
    setTimeout(() => {
      if (root.isConnected || !root.presenter) return;
      root.presenter.end();
      root.presenter = null;
    }, 500);
}
