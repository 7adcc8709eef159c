// The layout editor of a dashboard: tiles that are dragged, resized, or moved by keyboard on 12 columns.
// Text arrives as data and is set as textContent, never as HTML.
const CELL = 72;

function tileElement(tile) {
  const card = document.createElement("div");
  card.className = "lunara-tile";
  card.tabIndex = 0;
  card.setAttribute("role", "group");
  card.setAttribute(
    "aria-label",
    `${tile.title || tile.kind}, ${tile.kind}. Arrow keys move, Shift and arrow keys resize.`,
  );
  const kind = document.createElement("span");
  kind.className = "lunara-tile-kind";
  kind.textContent = tile.kind;
  const title = document.createElement("strong");
  title.textContent = tile.title || "Untitled";
  card.append(kind, title);
  if (tile.preview) {
    const preview = document.createElement("span");
    preview.className = "lunara-tile-preview";
    preview.textContent = tile.preview;
    card.append(preview);
  }
  return card;
}

// What is drawn, in words that do not depend on the order in which the tiles are told.
function drawing(tiles) {
  const known = tiles.map(({ id, title, kind, preview, x, y, w, h }) => [id, title, kind, preview, x, y, w, h]);
  return JSON.stringify(known.sort((one, other) => (one[0] < other[0] ? -1 : 1)));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".grid-stack");
  const wanted = drawing(data.tiles);
  if (root.gridstack && root.dataset.tiles === wanted) return () => {};
  if (root.gridstack) root.gridstack.destroy(false);
  root.replaceChildren();
  root.dataset.tiles = wanted;
  const grid = GridStack.init(
    { column: 12, cellHeight: CELL, margin: 6, float: false, animate: true, columnOpts: { breakpoints: [{ w: 640, c: 1 }] } },
    root,
  );
  for (const tile of data.tiles) {
    const item = document.createElement("div");
    item.className = "grid-stack-item";
    for (const name of ["x", "y", "w", "h"]) item.setAttribute(`gs-${name}`, tile[name]);
    item.setAttribute("gs-id", tile.id);
    const content = document.createElement("div");
    content.className = "grid-stack-item-content";
    content.append(tileElement(tile));
    item.append(content);
    root.append(item);
    grid.makeWidget(item);
  }
  let timer;
  const tell = () => {
    clearTimeout(timer);
    // One column is how a narrow screen shows it, not a layout that anyone chose.
    if (grid.getColumn() !== 12) return;
    timer = setTimeout(() => {
      const layout = grid.save(false).map(({ id, x, y, w, h }) => ({ id, x: x || 0, y: y || 0, w: w || 1, h: h || 1 }));
      const places = Object.fromEntries(layout.map((place) => [place.id, place]));
      root.dataset.tiles = drawing(data.tiles.map((tile) => ({ ...tile, ...places[tile.id] })));
      setTriggerValue("layout", layout);
    }, 250);
  };
  grid.on("change", tell);
  root.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const item = event.target.closest?.(".grid-stack-item");
    if (!step || !item || !item.gridstackNode || grid.getColumn() !== 12) return;
    event.preventDefault();
    const { x, y, w, h } = item.gridstackNode;
    const next = event.shiftKey
      ? { w: Math.max(1, Math.min(12 - x, w + step[0])), h: Math.max(1, h + step[1]) }
      : { x: Math.max(0, Math.min(12 - w, x + step[0])), y: Math.max(0, y + step[1]) };
    grid.update(item, next);
    item.querySelector(".lunara-tile")?.focus();
  });
  return () => clearTimeout(timer);
}
