"""How a number was computed, as a small picture: which rows, what was joined to them, what was added up, what was made of it.

The picture is a tree of boxes as data; `lineage.js` makes elements of it, whose texts are set as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.semantic.compiled import OutputColumn
from lunara.semantic.lineage import JoinStep, Lineage, Part
from lunara.semantic.names import humanize

Box = dict[str, Any]
_MEANS = {
    "join": "at most one for each",
    "exists": "asked for a row",
    "bridge": "each pair once",
}
_HERE = Path(__file__).parent


def lineage_view(lineage: Lineage | None, columns: Sequence[OutputColumn], *, key: str) -> None:
    """The picture, where there is something to tell."""
    if lineage is not None and lineage.parts:
        _component()(key=key, data=lineage_picture(lineage, columns))


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "lunara_lineage",
        html='<div class="lunara-lineage"></div>',
        css=_asset("lineage.css"),
        js=_asset("lineage.js"),
    )


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def lineage_picture(lineage: Lineage, columns: Sequence[OutputColumn]) -> Box:
    """The picture: boxes of `kind`, each with a `text`, boxes `inside`, and a `hint`, as far as it has them."""
    several = len(lineage.parts) > 1 and not lineage.written
    alone = not (several or lineage.derived or lineage.kept or lineage.adds)
    lanes = _box("lanes", inside=[_lane(part, columns) for part in lineage.parts])
    return _box("whole", inside=[lanes] if alone else [lanes, _box("arrow"), _shown(lineage, columns, several=several)])


def _box(kind: str, text: str = "", inside: Sequence[Box] = (), hint: str = "") -> Box:
    return {"kind": kind, "text": text, "inside": list(inside), "hint": hint}


def _lane(part: Part, columns: Sequence[OutputColumn]) -> Box:
    what = "What is added up" if part.measures else "What is listed"
    rows = [
        _box("title", "Rows"),
        _box("table", humanize(part.table)),
        *_tree(part, part.table, ()),
        *_conditions(part),
    ]
    made = [_box("title", what), *_made(part, columns)]
    return _box("lane", inside=[_box("card rows", inside=rows), _box("arrow"), _box("card made", inside=made)])


def _tree(part: Part, table: str, above: tuple[JoinStep, ...]) -> list[Box]:
    """The joins that leave a table, each with those that go on from it."""
    branches = []
    for join in part.joins:
        if join.from_table != table or join in above or (table == part.table and above):
            continue
        role = [_box("small", humanize(join.relationship).lower())] if join.relationship and _twice(part, join) else []
        on = ", ".join(one if one == other else f"{one} = {other}" for one, other in join.on)
        means = f"{_MEANS[join.kind]} · {on}" if on else _MEANS[join.kind]
        inside = [_box("table", humanize(join.to_table)), *role, _box("small", means)]
        inside += _tree(part, join.to_table, (*above, join))
        branches.append(_box(f"branch {join.kind}", inside=inside, hint=join.because))
    return [_box("branches", inside=branches)] if branches else []


def _twice(part: Part, join: JoinStep) -> bool:
    alike = [one for one in part.joins if (one.from_table, one.to_table) == (join.from_table, join.to_table)]
    return len(alike) > 1 or join.from_table == join.to_table


def _conditions(part: Part) -> list[Box]:
    return [_box("only", f"only where {one.text}") for one in part.conditions]


def _made(part: Part, columns: Sequence[OutputColumn]) -> list[Box]:
    boxes = [
        _box("value", inside=[_box("name", _label(one.name, one.label, columns)), _box("small", one.how)])
        for one in part.measures
    ]
    if part.grouped_by:
        names = ", ".join(_label(one.name, one.label, columns) for one in part.grouped_by)
        boxes.append(_box("by", f"by {names}" if part.measures else names))
        others = dict.fromkeys(other.words for one in part.grouped_by for other in one.others)
        boxes += [_box("small", f"not the {words}") for words in others]
    if part.name:
        boxes.append(_box("cte", part.name))
    return boxes


def _label(name: str, label: str, columns: Sequence[OutputColumn]) -> str:
    return next((column.label for column in columns if column.name == name), label)


def _shown(lineage: Lineage, columns: Sequence[OutputColumn], *, several: bool) -> Box:
    boxes = [_box("title", "What is made of it")]
    if several:
        on = ", ".join(_label(name, humanize(name), columns) for name in lineage.merged_on)
        boxes.append(_box("by", f"put side by side by {on}" if on else "put side by side"))
    for one in lineage.derived:
        name = _box("name", _label(one.name, one.label, columns))
        boxes.append(_box("value", inside=[name, _box("small", one.how)]))
    boxes += [_box("only", text) for text in lineage.adds]
    boxes += [_box("only", f"only where {text}") for text in lineage.kept]
    return _box("card shown", inside=boxes)
