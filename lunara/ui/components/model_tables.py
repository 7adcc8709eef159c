"""Review tables: dimensions, measures and relationships edited in place, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import streamlit as st

from lunara.connect.catalog import Catalog
from lunara.errors import InvalidInput
from lunara.semantic.field_check import require_fit
from lunara.semantic.model import Aggregate, Cardinality, DimensionType
from lunara.semantic.review import Kind, Reviewed, ReviewItem, accept, edit, reject, restore
from lunara.ui import state
from lunara.ui.components.text import count
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_list import definition, tables_of

STATUSES = ("proposed", "accepted", "rejected")
# Letters of evidence that fit a line of its column.
_EVIDENCE_LINE = 52
_NOUNS: dict[Kind, str] = {
    "table": "table",
    "dimension": "dimension",
    "measure": "measure",
    "relationship": "relationship",
    "derived": "calculated measure",
}
_SPLIT_FIELDS = ("synonyms", "from_columns", "to_columns")

_STATUS = st.column_config.SelectboxColumn("Status", options=list(STATUSES), required=True, width=100)
_CONFIDENCE = st.column_config.ProgressColumn(
    "Sure", min_value=0.0, max_value=1.0, format="percent", width="small", help="How sure the draft is of this."
)
_BECAUSE = st.column_config.TextColumn("Evidence", width="large")


def _text(label: str, *, required: bool = False, width: Any = "medium", help: str | None = None) -> Any:
    return st.column_config.TextColumn(label, required=required, width=width, help=help)


def _columns(kind: Kind, tables: Sequence[str]) -> dict[str, Any]:
    """Editable columns of a kind, in order: field name to column configuration."""
    common = {
        "label": _text("Label", help="What people call it."),
        "description": _text("Description"),
        "synonyms": _text("Also called", help="Other words for it, separated by commas."),
        "name": _text("Name", required=True, help="How queries name it."),
    }
    if kind == "dimension":
        return {
            "label": common["label"],
            "type": st.column_config.SelectboxColumn("Type", options=list(get_args(DimensionType)), width="small"),
            "expression": _text("Expression", help="The column it reads, or SQL over this table's columns."),
            "hidden": st.column_config.CheckboxColumn("Hidden", width="small"),
            **{key: common[key] for key in ("synonyms", "description", "name")},
        }
    if kind == "measure":
        return {
            "label": common["label"],
            "aggregate": st.column_config.SelectboxColumn("Aggregate", options=list(get_args(Aggregate)), width=125),
            "expression": _text("Expression", help="SQL over this table's columns; empty: count of rows."),
            "filter": _text("Only where", help="SQL condition over this table's columns."),
            "hidden": st.column_config.CheckboxColumn("Hidden", width="small"),
            **{key: common[key] for key in ("synonyms", "description", "name")},
        }
    if kind == "derived":
        return {
            "label": common["label"],
            "expression": _text(
                "Expression", required=True, help="Arithmetic over measures, computed after adding up."
            ),
            "hidden": st.column_config.CheckboxColumn("Hidden", width="small"),
            **{key: common[key] for key in ("synonyms", "description", "name")},
        }
    return {
        "from_table": st.column_config.SelectboxColumn("From (many)", options=list(tables), required=True),
        "from_columns": _text("Columns", required=True, width=130),
        "to_table": st.column_config.SelectboxColumn("To (one)", options=list(tables), required=True),
        "to_columns": _text("Its columns", required=True, width=130),
        "cardinality": st.column_config.SelectboxColumn("How many", options=list(get_args(Cardinality)), required=True),
        "name": _text("Name", required=True),
        "label": common["label"],
    }


def _mixed_columns() -> dict[str, Any]:
    """Columns of a list of several kinds: what all have."""
    return {
        "label": _text("Label", width=170, help="What people call it."),
        "kind": _text("Kind", width=95),
        "parent": _text("Table", width=165),
        "definition": _text("Definition", width=225),
    }


_READ_ONLY = ("open", "kind", "parent", "definition", "confidence", "because")


def _rows(items: Sequence[ReviewItem], fields: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for item in items:
        row: dict[str, Any] = {"open": "Open", "status": item.status}
        for field in fields:
            row[field] = _cell(item, field)
        row["confidence"] = item.confidence
        row["because"] = item.because
        rows.append(row)
    return rows


def _cell(item: ReviewItem, field: str) -> Any:
    if field == "label":
        return item.label
    if field == "kind":
        return _NOUNS[item.kind]
    if field == "parent":
        return item.parent or " → ".join(dict.fromkeys(tables_of(item)))
    if field == "definition":
        return definition(item)
    value = getattr(item.item, field)
    if field == "expression" and value is None and item.kind == "dimension":
        value = item.item.name
    return ", ".join(value) if field in _SPLIT_FIELDS else "" if value is None else value


def review_table(
    desk: ModelDesk,
    kind: Kind | None,
    items: Sequence[ReviewItem],
    *,
    key: str,
    tables: Sequence[str] = (),
    editable: bool = True,
    with_table: bool = False,
) -> None:
    """Draw an editable table of items of one kind, or of several (None): then only what all have can be edited in it.

    Each edit goes to the desk at once; what does not fit is kept as typed and its item's editor opens with the reason beside
    the field. `with_table` says whose each item is.
    """
    import pandas as pd

    columns = _mixed_columns() if kind is None else _columns(kind, tables)
    if with_table and kind in ("dimension", "measure"):
        columns = {"label": columns["label"], "parent": _text("Table", width=165), **columns}
    fields = list(columns)
    frame = pd.DataFrame(_rows(items, fields), columns=["open", "status", *fields, "confidence", "because"])
    evidence = [name for name in ("confidence", "because") if any(row is not None and row != "" for row in frame[name])]
    widget = f"{key}:{desk.revision}"
    opened = f"open-{widget}"
    first = len(fields) if kind is None else 4 if with_table else 3
    st.data_editor(
        frame,
        key=widget,
        hide_index=True,
        width="stretch",
        height="content" if len(items) <= 12 else 520,
        row_height=_row_height(items),
        column_order=["open", "status", *fields[:first], *evidence, *fields[first:]],
        column_config={
            "open": st.column_config.ButtonColumn(
                "", width=72, type="tertiary", pinned=True, on_click=_open, args=(desk, list(items), opened), key=opened
            ),
            "status": _STATUS,
            **columns,
            "confidence": _CONFIDENCE,
            "because": _BECAUSE,
        },
        disabled=_READ_ONLY if editable else True,
        alt=_alt(kind, items),
        on_change=_edited,
        args=(desk, list(items), widget),
    )


def _open(desk: ModelDesk, items: Sequence[ReviewItem], widget: str) -> None:
    clicked = state.widget(widget)
    if clicked is not None and 0 <= int(clicked["row"]) < len(items):
        desk.open_item(items[int(clicked["row"])].key)


def _alt(kind: Kind | None, items: Sequence[ReviewItem]) -> str:
    """What the table is called by who cannot see it: its items, and whose they are where they are of one table."""
    parents = {item.parent for item in items if item.parent}
    of = f" of {next(iter(parents))}" if len(parents) == 1 else ""
    return f"{count(len(items), 'item' if kind is None else _NOUNS[kind])}{of} to review"


def _row_height(items: Sequence[ReviewItem]) -> int:
    """High enough for the longest evidence: text wraps where a row has room for more than one line."""
    longest = max((len(item.because) for item in items), default=0)
    lines = min(max(1, -(-longest // _EVIDENCE_LINE)), 4)
    return 35 if lines == 1 else 16 + 20 * lines


def _edited(desk: ModelDesk, items: Sequence[ReviewItem], widget: str) -> None:
    edits = (state.widget(widget) or {}).get("edited_rows", {})
    for position, changes in edits.items():
        item = items[int(position)]
        desk.change(_change_of(item, dict(changes), desk.catalog), said=f"the change of {item.label}")
        if desk.error is not None:
            fields = {name: _value(name, value) for name, value in changes.items() if name != "status"}
            if fields and item.status != "rejected":
                desk.typed[item.key] = {**desk.typed.get(item.key, {}), **fields}
                desk.open_item(item.key)
            return


def _change_of(
    item: ReviewItem, changes: dict[str, Any], catalog: Catalog | None = None
) -> Callable[[Any, Mapping[str, Any]], Reviewed]:
    status = changes.pop("status", None)
    fields = {name: _value(name, value) for name, value in changes.items()}

    def make(model: Any, review: Mapping[str, Any]) -> Reviewed:
        if fields and item.status == "rejected":
            raise InvalidInput(
                f"“{item.label}” is rejected, so it was not changed.", "Set its status to proposed or accepted first."
            )
        if fields:
            require_fit(model, item.key, fields, catalog)
            return edit(model, dict(review), item.key, fields)
        if status == "rejected":
            return reject(model, review, [item.key])
        if status == "accepted":
            return accept(model, review, [item.key])
        if item.status == "rejected":
            return restore(model, review, item.key)
        notes = {key: dict(note) for key, note in review.items()}
        notes.setdefault(item.key, {})["status"] = "proposed"
        return Reviewed(model, notes)

    return make


def _value(name: str, value: Any) -> Any:
    if name in _SPLIT_FIELDS:
        return [part.strip() for part in str(value or "").split(",") if part.strip()]
    if isinstance(value, str):
        value = value.strip()
    if name == "description":
        return value or ""
    # An empty cell is "as nothing was said": the column of that name, the name as the label.
    return value if value != "" else None
