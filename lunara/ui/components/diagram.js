// Draws the relationship diagram as SVG with pan, zoom and keyboard. All text is data and set as textContent.
const READABLE = 0.55;
// An overview is there to be seen whole.
const OVERVIEW = 0.42;
const NARROW = 500;
// On a phone it is read by moving it about: what is seen at first is as large as other text.
const READABLE_ON_A_PHONE = 0.75;
const NS = "http://www.w3.org/2000/svg";

function make(name, attributes, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

// Where each line leaves and reaches its cards: on the side that faces the other, spread so that no two share a point.
function portsOf(edges, cards) {
  const sides = new Map();
  const put = (card, side, port) => {
    const name = `${card.table}\n${side}`;
    if (!sides.has(name)) sides.set(name, { card, ports: [] });
    sides.get(name).ports.push(port);
  };
  for (const edge of edges) {
    const from = cards.get(edge.from);
    const to = cards.get(edge.to);
    if (!from || !to || from === to) continue;
    const leftFirst = from.x <= to.x;
    const ends = [leftFirst ? edge.via[0] : edge.via.at(-1), leftFirst ? edge.via.at(-1) : edge.via[0]];
    const right = to.x >= from.x + from.width;
    const left = from.x >= to.x + to.width;
    put(from, left ? "left" : "right", { edge, end: "fromY", towards: ends[0] ? ends[0][1] : to.y + to.height / 2 });
    put(to, right ? "left" : "right", { edge, end: "toY", towards: ends[1] ? ends[1][1] : from.y + from.height / 2 });
  }
  for (const { card, ports } of sides.values()) {
    ports.sort((one, other) => one.towards - other.towards);
    ports.forEach((port, index) => (port.edge[port.end] = card.y + (card.height * (index + 1)) / (ports.length + 1)));
  }
}

// Along the lanes that the layout gave it, left to right, whichever end comes first.
function routedPath(from, to, edge, lane) {
  const leftFirst = from.x <= to.x;
  const [left, right] = leftFirst ? [from, to] : [to, from];
  const points = [[left.x + left.width, leftFirst ? edge.fromY : edge.toY]];
  for (const [x, y] of edge.via) points.push([x, y], [x + lane, y]);
  points.push([right.x, leftFirst ? edge.toY : edge.fromY]);
  let path = `M${points[0]}`;
  for (let i = 1; i < points.length; i += 1) {
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    const bend = (bx - ax) / 2;
    path += i % 2 ? ` C${ax + bend},${ay} ${bx - bend},${by} ${bx},${by}` : ` L${bx},${by}`;
  }
  return path;
}

function edgePath(from, to, edge) {
  if (from === to) {
    const x = from.x + from.width;
    const y = from.y + 18;
    return `M${x},${y} c46,-26 46,46 0,26`;
  }
  const right = to.x >= from.x + from.width;
  const left = from.x >= to.x + to.width;
  const { fromY: fy, toY: ty } = edge;
  if (right || left) {
    const fx = right ? from.x + from.width : from.x;
    const tx = right ? to.x : to.x + to.width;
    const bend = Math.max(40, Math.abs(tx - fx) / 2) * (right ? 1 : -1);
    return `M${fx},${fy} C${fx + bend},${fy} ${tx - bend},${ty} ${tx},${ty}`;
  }
  const x = Math.max(from.x + from.width, to.x + to.width);
  return `M${from.x + from.width},${fy} C${x + 60},${fy} ${x + 60},${ty} ${to.x + to.width},${ty}`;
}

// How many rows meet at each end, and the columns of the many side in the middle of the line.
function signsOf(edge, line, from, to, written) {
  const whole = line.getTotalLength();
  const forward = from.x <= to.x || !edge.via.length;
  const [start, end] = forward ? edge.ends : [edge.ends[1], edge.ends[0]];
  const signs = [
    [start, Math.min(12, whole / 3), "end"],
    [end, Math.max(whole - 12, (whole * 2) / 3), "end"],
    [written ? cut(edge.label, 26) : "", whole / 2, "key"],
  ];
  return signs
    .filter(([text]) => text)
    .map(([text, distance, kind]) => {
      const { x, y } = line.getPointAtLength(distance);
      const sign = make("text", { x, y: y - 5, class: `lunara-sign lunara-sign-${kind}` }, text);
      sign.dataset.from = edge.from;
      sign.dataset.to = edge.to;
      return sign;
    });
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
  const lowest = data.edges.flatMap((edge) => edge.via.map(([, y]) => y + 12));
  const depth = Math.max(...data.cards.map((card) => card.y + card.height), ...lowest, 1);
  portsOf(data.edges, cards);
  const svg = make("svg", {
    role: "group",
    tabindex: 0,
    "aria-label": `Relationship diagram of ${data.cards.length} ${data.nouns[0]}s and ${data.edges.length} ${data.nouns[1]}s. Arrow keys move, plus and minus zoom.`,
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
    const narrow = wide < NARROW;
    const least = narrow ? READABLE_ON_A_PHONE : data.overview ? OVERVIEW : READABLE;
    if (!wide || scale >= least) return fit();
    const degree = new Map();
    for (const edge of data.edges) for (const end of [edge.from, edge.to]) degree.set(end, (degree.get(end) || 0) + 1);
    const hub = cards.get(data.focus) || data.cards.reduce((best, card) => ((degree.get(card.table) || 0) > (degree.get(best.table) || 0) ? card : best));
    const w = wide / 0.85;
    const h = high / 0.85;
    // Around it, but not beyond the edge of the diagram.
    const within = (middle, length, whole) => Math.max(Math.min(middle - length / 2, whole + 24 - length), -24);
    view = { x: within(hub.x + hub.width / 2, w, width), y: within(hub.y + hub.height / 2, h, depth), w, h };
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
  const signs = make("g", {});
  for (const edge of data.edges) {
    const from = cards.get(edge.from);
    const to = cards.get(edge.to);
    if (!from || !to) continue;
    const line = make("path", { d: edge.via.length ? routedPath(from, to, edge, data.lane) : edgePath(from, to, edge), class: `lunara-edge lunara-${edge.state}` });
    line.dataset.from = edge.from;
    line.dataset.to = edge.to;
    line.append(make("title", {}, edge.told));
    lines.append(line);
    signs.append(...signsOf(edge, line, from, to, data.written));
  }
  svg.append(lines);
  const light = (table) => {
    for (const part of [...lines.children, ...signs.children]) {
      part.classList.toggle("lunara-lit", table !== null && (part.dataset.from === table || part.dataset.to === table));
    }
  };
  for (const card of data.cards) {
    const group = make("g", { class: card.table === data.focus ? "lunara-card lunara-focus" : "lunara-card", tabindex: 0, role: "button", "aria-label": `${data.nouns[0] === "table" ? "Table" : "Group"} ${card.title}` });
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
  // Above the cards: a sign stands at the border of the card that it is about.
  svg.append(signs);

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
