"""The fields of a model's item as widgets, each with what is wrong with it below; what was typed stays until it is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import streamlit as st

from lunara.semantic.field_check import FieldProblem, check_edit
from lunara.semantic.model import Aggregate, Cardinality, DimensionType, Grain, Table
from lunara.semantic.review import ReviewItem
from lunara.semantic.schema_check import columns_of
from lunara.ui.components.model_form import Form
from lunara.ui.components.text import plain
from lunara.ui.model_desk import ModelDesk

_ADDS_UP = {"all": "Over everything", "none": "Over nothing", "not time": "Not over time (a balance)"}
_SOME = "Over some dimensions"
_WINDOWS = {
    "": "Each period alone",
    "last": "The last periods together",
    "to_date": "Since the start of",
    "all": "All until then",
}
_OFFSETS = {"": "The period itself", "count": "Periods before", "to_start_of": "The first step of"}


@dataclass
class Drawn:
    """What the widgets say: `changes` are the item's fields, as JSON, that are not as they are in the model."""

    changes: dict[str, Any]
    problems: list[FieldProblem]


def draw_fields(desk: ModelDesk, item: ReviewItem, *, editable: bool) -> Drawn:
    """Draw every field of an item of the model, with what is wrong beside it; what differs is kept as typed."""
    form = Form(desk, item, editable)
    _DRAWN[item.kind](form)
    form.rest()
    changes = {name: value for name, value in form.values.items() if value != form.stored.get(name)}
    if not editable:
        return Drawn({}, [])
    if changes:
        desk.typed[item.key] = changes
    else:
        desk.typed.pop(item.key, None)
    problems = form.unread + check_edit(desk.current, item.key, changes, desk.catalog)
    for problem in problems:
        place = form.places.get(problem.field, form.places[""])
        colour, icon = ("red", "error") if problem.level == "error" else ("orange", "warning")
        place.markdown(f":small[:{colour}[:material/{icon}: {plain(problem.message)}] :gray[{plain(problem.hint)}]]")
    return Drawn(changes, problems)


def _name(form: Form) -> None:
    with st.container(horizontal=True):
        with st.container(width="stretch", gap="xsmall"):
            form.text("label", "Label", help="What people call it.")
        with st.container(width="stretch", gap="xsmall"):
            form.text("name", "Name", empty="", help="How queries name it. What refers to it in the model follows.")


def _table(form: Form) -> None:
    table = form.item.item
    assert isinstance(table, Table)  # noqa: S101 - chosen by its kind
    _name(form)
    if table.sql is not None or form.typed.get("sql"):
        form.text("sql", "Its own SQL", code=True, box=True)
    form.text("source", "Source", help="The relation in the warehouse, such as main.orders.")
    known = columns_of(table, form.desk.current, form.desk.catalog)
    form.columns(
        "primary_key",
        "One row per (key columns)",
        known,
        placeholder="No key: its rows are counted one by one",
        help="The columns that tell its rows apart, together. Whether they do is counted before publishing.",
    )
    times = [d.name for d in table.dimensions if d.type == "time"]
    labels = {d.name: d.label or d.name.replace("_", " ") for d in table.dimensions}
    form.choice("default_time", "Dates refer to", ["", *times], lambda name: labels.get(name, name) or "Nothing")
    form.words()


def _dimension(form: Form) -> None:
    _name(form)
    form.text(
        "expression",
        "Expression",
        code=True,
        placeholder=form.item.item.name,
        help="SQL over this table's columns; empty: the column of its name.",
    )
    form.choice("type", "Type", get_args(DimensionType))
    form.format()
    form.words()


def _measure(form: Form) -> None:
    _name(form)
    with st.container(horizontal=True):
        with st.container(width=170, gap="xsmall"):
            form.choice("aggregate", "Aggregate", get_args(Aggregate))
        with st.container(width="stretch", gap="xsmall"):
            form.text(
                "expression",
                "Expression",
                code=True,
                placeholder="Count of rows",
                help="SQL over this table's columns; empty: count of rows.",
            )
    form.text(
        "filter", "Only where", code=True, placeholder="All rows", help="SQL condition over this table's columns."
    )
    form.format()
    _adds_up(form)
    form.words()


def _adds_up(form: Form) -> None:
    before = form.now("additive_over")
    options = [*_ADDS_UP, _SOME]
    said = st.selectbox(
        "Adds up",
        options,
        options.index(_SOME if isinstance(before, list) else before),
        format_func=lambda one: _ADDS_UP.get(one, one),
        key=form.key("additive_over"),
        disabled=not form.editable,
    )
    value: Any = said
    if said == _SOME:
        table = form.desk.current.table(form.item.parent)
        known = [d.name for d in table.dimensions] if table is not None else []
        chosen = before if isinstance(before, list) else []
        value = list(
            st.multiselect(
                "It adds up over",
                list(dict.fromkeys((*chosen, *known))),
                chosen,
                key=form.key("additive_list"),
                disabled=not form.editable,
            )
        )
    form.values["additive_over"] = value
    form.place("additive_over")


def _derived(form: Form) -> None:
    _name(form)
    form.text(
        "expression",
        "Expression",
        code=True,
        empty="",
        help="Arithmetic over measures, computed after adding up: revenue / order_count.",
    )
    if "window" in form.stored:
        _window(form)
        _offset(form)
    form.format()
    form.words()


def _window(form: Form) -> None:
    """Which periods are added up into one."""
    before = form.now("window") or {}
    kind = next((name for name in ("last", "to_date", "all") if before.get(name)), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = form.pick("window-kind", "Adds up", list(_WINDOWS), kind, _WINDOWS.__getitem__)
        made: dict[str, Any] | None = None
        if said == "last":
            count = form.whole("window-last", "How many", before.get("last") or 3)
            made = {
                "last": count,
                "grain": form.pick("window-grain", "of", get_args(Grain), before.get("grain") or "month"),
            }
        elif said == "to_date":
            made = {"to_date": form.pick("window-to", "this", get_args(Grain), before.get("to_date") or "year")}
        elif said == "all":
            made = {"all": True}
    form.put("window", made, keep=("period_agg",) if made else ())


def _offset(form: Form) -> None:
    """Which period's value is shown."""
    before = form.now("offset") or {}
    kind = next((name for name in ("count", "to_start_of") if before.get(name)), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = form.pick("offset-kind", "Shows the value of", list(_OFFSETS), kind, _OFFSETS.__getitem__)
        made: dict[str, Any] | None = None
        if said == "count":
            count = form.whole("offset-count", "How many", before.get("count") or 1)
            made = {
                "count": count,
                "grain": form.pick("offset-grain", "of", get_args(Grain), before.get("grain") or "year"),
            }
        elif said == "to_start_of":
            made = {
                "to_start_of": form.pick("offset-to", "this", get_args(Grain), before.get("to_start_of") or "month")
            }
    form.put("offset", made)


def _relationship(form: Form) -> None:
    tables = [table.name for table in form.desk.current.tables]
    for side, said in (("from", "From (many)"), ("to", "To (one)")):
        with st.container(horizontal=True):
            with st.container(width="stretch", gap="xsmall"):
                form.choice(f"{side}_table", said, tables)
            with st.container(width="stretch", gap="xsmall"):
                table = form.desk.current.table(form.values[f"{side}_table"] or "")
                known = columns_of(table, form.desk.current, form.desk.catalog) if table is not None else ()
                form.columns(f"{side}_columns", "Columns" if side == "from" else "Its columns", known)
    form.choice("cardinality", "How many", get_args(Cardinality), lambda one: one.replace("_", " "))
    _name(form)
    form.words()


_DRAWN: Mapping[str, Callable[[Form], None]] = {
    "table": _table,
    "dimension": _dimension,
    "measure": _measure,
    "derived": _derived,
    "relationship": _relationship,
}
