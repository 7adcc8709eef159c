"""What changed between two models, drawn: grouped by table, each field before and after in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lunara.semantic.model import SemanticModel
from lunara.semantic.review import review_items
from lunara.semantic.versions import Change
from lunara.ui.components.text import count, plain, shorten
from lunara.ui.model_list import definition

_OPEN_GROUPS = 4
_GROUPS = 12
_SHOWN = 25
_LONG = 400
_BADGES = {
    "added": ":green-badge[:material/add: Added]",
    "removed": ":red-badge[:material/remove: Removed]",
    "renamed": ":blue-badge[:material/edit_note: Renamed]",
    "changed": ":orange-badge[:material/edit: Changed]",
}
_NOUNS = {
    "table": "table",
    "dimension": "dimension",
    "measure": "measure",
    "relationship": "relationship",
    "question": "question",
}
_FIELDS = {
    "expression": "Computed as",
    "filter": "Only where",
    "sql": "Its SQL",
    "source": "Reads",
    "label": "Called",
    "name": "Named",
    "synonyms": "Also called",
    "description": "Description",
    "aggregate": "Aggregate",
    "additive_over": "Adds up over",
    "primary_key": "One row per",
    "unique_keys": "Also unique",
    "default_time": "Dates refer to",
    "hidden": "Hidden",
    "cardinality": "How many",
    "sample_values": "Sample values",
    "data_type": "Type in the warehouse",
    "format": "Shown as",
    "where": "Only where",
    "window": "Totals up over",
    "offset": "Taken from",
    "fill_nulls_with": "Instead of nothing",
    "origin": "Found by",
    "confidence": "Sure",
}
_THE_MODEL, _JOINS, _DERIVED = "The model", "Relationships between tables", "Calculated measures"
_QUESTIONS = "Verified questions"


def draw_changes(changes: Sequence[Change], before: SemanticModel, after: SemanticModel, *, key: str) -> None:
    """A list of changes in words, table by table; what was added or removed with what it is."""
    if not changes:
        st.caption("Nothing changed.")
        return
    counted = {kind: sum(change.kind == kind for change in changes) for kind in dict.fromkeys(c.kind for c in changes)}
    st.markdown(" ".join(f"{_BADGES[kind]} {number:,}" for kind, number in counted.items()))
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(group_of_change(change, before, after), []).append(change)
    known = _definitions(before, after, changes)
    pages = -(-len(groups) // _GROUPS)
    page = st.pagination(pages, key=f"changes-page:{key}:{pages}") if pages > 1 else 1
    for number, (name, mine) in enumerate([*groups.items()][(page - 1) * _GROUPS : page * _GROUPS]):
        title = f"**{plain(name)}** :gray[{count(len(mine), 'change')}]"
        with st.expander(title, expanded=number < _OPEN_GROUPS, key=f"changes:{key}:{number}:{name}"):
            for change in mine[:_SHOWN]:
                _draw(change, known)
            if len(mine) > _SHOWN:
                st.caption(f"And {len(mine) - _SHOWN:,} more.")
    if pages > 1:
        st.caption(f"{count(len(groups), 'table')} with changes, {_GROUPS} a page.")


def group_of_change(change: Change, before: SemanticModel, after: SemanticModel) -> str:
    """What a change is told under: its table's label, the relationships, the calculated measures, or the model."""
    kind, _, name = change.key.partition(":")
    if kind in ("relationship", "question"):
        return _JOINS if kind == "relationship" else _QUESTIONS
    if kind not in ("table", "dimension", "measure"):
        return _THE_MODEL
    home = name if kind == "table" else name.rpartition(".")[0]
    if not home:
        return _DERIVED
    table = after.table(home) or before.table(home)
    return (table.label or table.name) if table is not None else home


def _definitions(before: SemanticModel, after: SemanticModel, changes: Sequence[Change]) -> Mapping[str, str]:
    wanted = {change.key: change.kind for change in changes if change.kind in ("added", "removed")}
    if not wanted:
        return {}
    found: dict[str, str] = {}
    for model, kind in ((before, "removed"), (after, "added")):
        found |= {i.key: definition(i) for i in review_items(model, {}) if wanted.get(i.key) == kind}
    return found


def _draw(change: Change, known: Mapping[str, str]) -> None:
    noun = _NOUNS.get(change.key.partition(":")[0], "")
    st.markdown(f"{_BADGES[change.kind]} {noun} **{plain(change.label)}**")
    if change.key in known:
        st.caption(plain(shorten(known[change.key], _LONG)))
    for field, was, now in change.fields:
        st.markdown(f":small[{_field(field, was, now)}]")


def _field(name: str, was: Any, now: Any) -> str:
    """One field before and after: `Computed as: amount → amount * 2`; of a list what came and what went."""
    said = field_word(name)
    if isinstance(was, bool) or isinstance(now, bool):
        return f"{said}: {_word(was)} → **{_word(now)}**"
    if _is_list(was) and _is_list(now) and (set(was) - set(now) or set(now) - set(was)):
        gone = [_old(str(one)) for one in was if one not in now]
        came = [_new(str(one)) for one in now if one not in was]
        return f"{said}: {' '.join((*gone, *came))}"
    return f"{said}: {_old(value_word(was))} → {_new(value_word(now))}"


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str | int | float | bool) for one in value)


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, "not said")


def field_word(name: str) -> str:
    """What people call a field of an item."""
    return _FIELDS.get(name, name.replace("_", " ").capitalize())


def value_word(value: Any) -> str:
    """A field's value in words."""
    if value in (None, "", (), [], {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return ", ".join(value_word(one) for one in value)
    return str(value)


def _old(text: str) -> str:
    return f":red-background[{plain(shorten(text, _LONG))}]"


def _new(text: str) -> str:
    return f":green-background[{plain(shorten(text, _LONG))}]"
