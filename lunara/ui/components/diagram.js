// Draws the relationship diagram as SVG with pan, zoom and keyboard. All text is data and set as textContent.
const READABLE = 0.55;
const NS = "http://www.w3.org/2000/svg";

function make(name, attributes, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

// Along the lanes that the layout gave it, left to right, whichever end comes first.
function routedPath(from, to, via, lane) {
  const [left, right] = from.x <= to.x ? [from, to] : [to, from];
  const points = [[left.x + left.width, left.y + left.height / 2]];
  for (const [x, y] of via) points.push([x, y], [x + lane, y]);
  points.push([right.x, right.y + right.height / 2]);
  let path = `M${points[0]}`;
  for (let i = 1; i < points.length; i += 1) {
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    const bend = (bx - ax) / 2;
    path += i % 2 ? ` C${ax + bend},${ay} ${bx - bend},${by} ${bx},${by}` : ` L${bx},${by}`;
  }
  return path;
}

function edgePath(from, to) {
  if (from === to) {
    const x = from.x + from.width;
    const y = from.y + 18;
    return `M${x},${y} c46,-26 46,46 0,26`;
  }
  const right = to.x >= from.x + from.width;
  const left = from.x >= to.x + to.width;
  const fy = from.y + from.height / 2;
  const ty = to.y + to.height / 2;
  if (right || left) {
    const fx = right ? from.x + from.width : from.x;
    const tx = right ? to.x : to.x + to.width;
    const bend = Math.max(40, Math.abs(tx - fx) / 2) * (right ? 1 : -1);
    return `M${fx},${fy} C${fx + bend},${fy} ${tx - bend},${ty} ${tx},${ty}`;
  }
  const x = Math.max(from.x + from.width, to.x + to.width);
  return `M${from.x + from.width},${fy} C${x + 60},${fy} ${x + 60},${ty} ${to.x + to.width},${ty}`;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lunara-diagram");
  const signature = JSON.stringify(data);
  if (root.dataset.signature === signature) return () => {};
  root.dataset.signature = signature;
  root.replaceChildren();
  root.style.height = `min(${data.height}px, 65vh)`;

  const cards = new Map(data.cards.map((card) => [card.table, card]));
  const width = Math.max(...data.cards.map((card) => card.x + card.width), 1);
  const depth = Math.max(...data.cards.map((card) => card.y + card.height), 1);
  const svg = make("svg", {
    role: "img",
    tabindex: 0,
    "aria-label": `Relationship diagram of ${data.cards.length} tables and ${data.edges.length} relationships. Arrow keys move, plus and minus zoom.`,
  });
  let view = { x: -24, y: -24, w: width + 48, h: depth + 48 };
  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  const fit = () => ((view = { x: -24, y: -24, w: width + 48, h: depth + 48 }), show());
  const zoom = (factor, cx = view.x + view.w / 2, cy = view.y + view.h / 2) => {
    const w = Math.min(Math.max(view.w * factor, 240), (width + 48) * 3);
    const scale = w / view.w;
    view = { x: cx - (cx - view.x) * scale, y: cy - (cy - view.y) * scale, w, h: view.h * scale };
    show();
  };
  // Where all of it would be too small to read, begin at the table with the most relationships, at its own size.
  const begin = () => {
    const wide = root.clientWidth;
    const high = root.clientHeight;
    const scale = Math.min(wide / (width + 48), high / (depth + 48));
    if (!wide || scale >= READABLE) return fit();
    const degree = new Map();
    for (const edge of data.edges) for (const end of [edge.from, edge.to]) degree.set(end, (degree.get(end) || 0) + 1);
    const hub = data.cards.reduce((best, card) => ((degree.get(card.table) || 0) > (degree.get(best.table) || 0) ? card : best));
    const w = wide / 0.85;
    const h = high / 0.85;
    view = { x: hub.x + hub.width / 2 - w / 2, y: hub.y + hub.height / 2 - h / 2, w, h };
    show();
  };
  if (root.clientWidth) begin();
  else {
    fit();
    const seen = new ResizeObserver(() => root.clientWidth && (seen.disconnect(), begin()));
    seen.observe(root);
  }

  let dragged = false;
  const lines = make("g", {});
  for (const edge of data.edges) {
    const from = cards.get(edge.from);
    const to = cards.get(edge.to);
    if (!from || !to) continue;
    const line = make("path", { d: edge.via.length ? routedPath(from, to, edge.via, data.lane) : edgePath(from, to), class: `lunara-edge lunara-${edge.state}` });
    line.dataset.from = edge.from;
    line.dataset.to = edge.to;
    line.append(make("title", {}, `${edge.name}: ${edge.text} (${edge.cardinality.replaceAll("_", " ")}, ${edge.state})`));
    lines.append(line);
  }
  svg.append(lines);
  const light = (table) => {
    for (const line of lines.children) {
      line.classList.toggle("lunara-lit", table !== null && (line.dataset.from === table || line.dataset.to === table));
    }
  };
  for (const card of data.cards) {
    const group = make("g", { class: "lunara-card", tabindex: 0, role: "button", "aria-label": `Table ${card.title}` });
    group.append(make("rect", { x: card.x, y: card.y, width: card.width, height: card.height, rx: 10 }));
    group.append(make("text", { x: card.x + 14, y: card.y + 23, class: "lunara-card-title" }, cut(card.title, 26)));
    card.rows.forEach((row, index) =>
      group.append(make("text", { x: card.x + 14, y: card.y + 48 + index * 20, class: "lunara-card-row" }, cut(row, 30))),
    );
    group.append(make("title", {}, card.title));
    const choose = () => dragged || setTriggerValue("table", card.table);
    group.addEventListener("click", choose);
    group.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), choose()));
    group.addEventListener("pointerenter", () => light(card.table));
    group.addEventListener("pointerleave", () => light(null));
    group.addEventListener("focus", () => light(card.table));
    svg.append(group);
  }

  // A drag may begin on a card: it is a click as long as the pointer stays.
  let drag = null;
  svg.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY };
    dragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!dragged) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5) return;
      dragged = true;
      svg.setPointerCapture(event.pointerId);
    }
    const box = svg.getBoundingClientRect();
    const scale = Math.max(view.w / box.width, view.h / box.height);
    view.x -= (event.clientX - drag.x) * scale;
    view.y -= (event.clientY - drag.y) * scale;
    drag = { x: event.clientX, y: event.clientY };
    show();
  });
  svg.addEventListener("pointerup", () => (drag = null));
  svg.addEventListener("pointercancel", () => (drag = null));
  svg.addEventListener(
    "wheel",
    (event) => {
      // Only with Ctrl (or a pinch): a plain wheel scrolls the page.
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.12 : 1 / 1.12);
    },
    { passive: false },
  );
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      event.preventDefault();
      view.x += (step[0] * view.w) / 10;
      view.y += (step[1] * view.h) / 10;
      show();
    } else if (event.key === "+" || event.key === "=") zoom(1 / 1.2);
    else if (event.key === "-") zoom(1.2);
  });

  const bar = document.createElement("div");
  bar.className = "lunara-diagram-bar";
  for (const [label, sign, act] of [
    ["Zoom in", "+", () => zoom(1 / 1.25)],
    ["Zoom out", "−", () => zoom(1.25)],
    ["Fit to view", "Fit", fit],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    bar.append(button);
  }
  root.append(svg, bar);
  return () => {};
}
