// Makes elements of a tree of boxes. All text is data and set as textContent.
const ELEMENTS = { branches: "ul", branch: "li", cte: "span", name: "strong" };

function made(box) {
  const kinds = box.kind.split(" ");
  const element = document.createElement(ELEMENTS[kinds[0]] ?? "div");
  for (const kind of kinds) element.classList.add(`lineage-${kind}`);
  if (box.text) element.textContent = box.text;
  if (box.hint) element.title = box.hint;
  if (kinds[0] === "arrow") element.setAttribute("aria-hidden", "true");
  for (const inner of box.inside) element.append(made(inner));
  return element;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".lunara-lineage");
  const picture = made(data);
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", "How this was computed");
  root.replaceChildren(picture);
}
