"""Two people's changes of one dashboard, report or deck brought together, item by item; and what one of them changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from lunara.build.artifact import Block, Content, DashboardContent, Place, Slide, Widget, parse_content
from lunara.build.kinds.grid import settled
from lunara.build.told import title_of
from lunara.errors import InvalidInput
from lunara.semantic.three_way import Choices, Clash, Side, in_order, merged
from lunara.workspace.records import ArtifactType

# Keys of what is not an item of its own: the settings, the order of blocks and slides, and where the tiles stand.
SETTINGS, ORDER, ARRANGEMENT = "settings", "order", "arrangement"
# What an item shows is one thing: a chart of one side with the kind of the other would be neither's.
_SHOWN = ("kind", "text", "figure")
_NONE: Choices = MappingProxyType({})


@dataclass(frozen=True)
class Both:
    """Both sides' changes in one; `content` is None, and `problem` says why, where what is chosen is no whole artifact.

    Keys of clashes: `item:<id>`, `filter:<id>`, and those above.
    """

    content: Content | None
    clashes: tuple[Clash, ...] = ()
    problem: InvalidInput | None = None


@dataclass(frozen=True)
class ItemChange:
    """What became of one thing between two states; `fields` as (name, before, after)."""

    kind: Literal["added", "removed", "changed"]
    key: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


def bring_together(type: ArtifactType, base: Content, mine: Content, theirs: Content, choices: Choices = _NONE) -> Both:
    """Both sides' changes since `base`, all of one type. What only one side changed is as that side has it, field by field;
    what both changed is as `choices` say (by key), else as mine. What one side took out and the other changed stays unless it
    is chosen to go. Blocks and slides keep both sides' moves; tiles that would lie on each other move down.
    """
    clashes: list[Clash] = []
    before, ours, other = (_parts(content) for content in (base, mine, theirs))
    order, moved = in_order([*before], [*ours], [*other], choices.get(ORDER, "mine"))
    found: dict[str, dict[str, Any]] = {}
    for key in order:
        kept = merged(before.get(key), ours.get(key), other.get(key), key=key, clashes=clashes, choices=choices)
        if kept is not None:
            found[key] = kept
    if isinstance(base, DashboardContent):
        places = _places(base, mine, theirs, clashes, choices)
        found = {key: {**data, "place": places[key]} if key in places else data for key, data in found.items()}
    elif moved:
        clashes.append(Clash(ORDER, (), choices.get(ORDER, "mine")))
    try:
        content = parse_content(type, _assembled(base, found))
    except InvalidInput as problem:
        return Both(None, tuple(clashes), problem)
    if isinstance(content, DashboardContent) and isinstance(mine, DashboardContent):
        content = _apart(content, mine, theirs)
    return Both(content, tuple(clashes))


def changes_between(before: Content, after: Content) -> list[ItemChange]:
    """What `after` has otherwise than `before`, in its order; what was taken out comes last."""
    was, now = _parts(before), _parts(after)
    found: list[ItemChange] = []
    for key, data in now.items():
        if key not in was:
            found.append(ItemChange("added", key))
        elif fields := tuple(
            (name, was[key].get(name), value) for name, value in data.items() if value != was[key].get(name)
        ):
            found.append(ItemChange("changed", key, fields))
    found += [ItemChange("removed", key) for key in was if key not in now]
    common = [key for key in was if key in now]
    if isinstance(before, DashboardContent) and isinstance(after, DashboardContent):
        old, new = _place_of(before), _place_of(after)
        if any(old[key] != new[key] for key in old if key in new):
            found.append(ItemChange("changed", ARRANGEMENT))
    elif common != [key for key in now if key in was]:
        found.append(ItemChange("changed", ORDER))
    return found


def name_of(key: str, *states: Content) -> str:
    """What people call the thing of that key: its title or text as the first of `states` that has it says."""
    kind, _, id = key.partition(":")
    for content in states:
        if kind == "filter" and isinstance(content, DashboardContent):
            for asked in content.filters:
                if asked.id == id:
                    return f"Filter {asked.label or asked.field}"
        items: Sequence[Widget | Block | Slide] = content.items
        for number, item in enumerate(items, 1):
            if kind == "item" and item.id == id:
                return (
                    title_of(item)
                    or item.text.strip().partition("\n")[0][:60]
                    or f"{content.noun.capitalize()} {number}"
                )
    own = {ORDER: "The order", ARRANGEMENT: "How the tiles are arranged", SETTINGS: "Settings"}
    return own.get(kind, id)


def _parts(content: Content) -> dict[str, dict[str, Any]]:
    """Items, filters and settings by key, as JSON; tiles without their places."""
    data = content.model_dump(mode="json", by_alias=True)
    items = data.pop(_field(content))
    found: dict[str, dict[str, Any]] = {}
    for item in items:
        shown = {name: item.pop(name) for name in _SHOWN}
        item.pop("place", None)
        found[f"item:{item['id']}"] = {**item, "shows": shown}
    for one in data.pop("filters", ()):
        found[f"filter:{one['id']}"] = one
    return {SETTINGS: data, **found}


def _field(content: Content) -> str:
    if isinstance(content, DashboardContent):
        return "widgets"
    return "blocks" if content.name == "report" else "slides"


def _assembled(base: Content, found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    items, filters = [], []
    for key, data in found.items():
        if key.startswith("item:"):
            items.append({**{name: value for name, value in data.items() if name != "shows"}, **data["shows"]})
        elif key.startswith("filter:"):
            filters.append(data)
    made = {**found[SETTINGS], _field(base): items}
    return {**made, "filters": filters} if isinstance(base, DashboardContent) else made


def _place_of(content: Content) -> dict[str, Place]:
    if not isinstance(content, DashboardContent):
        return {}
    return {f"item:{widget.id}": widget.place for widget in content.widgets}


def _places(
    base: Content, mine: Content, theirs: Content, clashes: list[Clash], choices: Choices
) -> dict[str, dict[str, int]]:
    """Where tiles stand: those that both have as the side that moved any, and each side's own as it put them."""
    was, ours, other = (_place_of(content) for content in (base, mine, theirs))
    shared = ours.keys() & other.keys()
    i_moved, they_moved = (any(side[key] != was.get(key) for key in shared) for side in (ours, other))
    side: Side = "mine" if i_moved else "theirs"
    if i_moved and they_moved and any(ours[key] != other[key] for key in shared):
        side = choices.get(ARRANGEMENT, "mine")
        clashes.append(Clash(ARRANGEMENT, (), side))
    first, second = (ours, other) if side == "mine" else (other, ours)
    return {key: place.model_dump() for key, place in {**second, **first}.items()}


def _apart(content: DashboardContent, mine: Content, theirs: Content) -> DashboardContent:
    """With tiles that neither side laid on each other moved apart: those stay that stand as one side has all of them."""
    known = {
        pair for side in (mine, theirs) if isinstance(side, DashboardContent) for pair in _on_each_other(side.widgets)
    }
    if _on_each_other(content.widgets) <= known:
        return content
    ours = {key.partition(":")[2] for key in _place_of(mine)}
    return content.model_copy(update={"widgets": settled(content.widgets, ours)})


def _on_each_other(widgets: Sequence[Widget]) -> set[tuple[str, str]]:
    return {
        (one.id, other.id)
        for number, one in enumerate(widgets)
        for other in widgets[number + 1 :]
        if one.place.overlaps(other.place)
    }
