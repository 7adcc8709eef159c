"""The fields of a model's item as widgets, each with what is wrong with it below; what was typed stays until it is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import streamlit as st

from lunara.errors import InvalidInput
from lunara.semantic.field_check import FieldProblem, check_edit
from lunara.semantic.model import Aggregate, Cardinality, DimensionType, Format, Table
from lunara.semantic.review import ITEM_TYPES, ReviewItem
from lunara.semantic.schema_check import columns_of
from lunara.ui.components.text import plain
from lunara.ui.model_desk import ModelDesk

FORMATS = ("", *get_args(Format.model_fields["kind"].annotation))
# What is not for a person to type: what an item is made of, and where it came from.
_LEFT_OUT = frozenset({"dimensions", "measures", "origin", "confidence"})
_LONG = 60
_ADDS_UP = {"all": "Over everything", "none": "Over nothing", "not time": "Not over time (a balance)"}
_SOME = "Over some dimensions"


@dataclass
class Drawn:
    """What the widgets say: `changes` are the item's fields, as JSON, that are not as they are in the model."""

    changes: dict[str, Any]
    problems: list[FieldProblem]


def draw_fields(desk: ModelDesk, item: ReviewItem, *, editable: bool) -> Drawn:
    """Draw every field of an item of the model, with what is wrong beside it; what differs is kept as typed."""
    form = _Form(desk, item, editable)
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


@dataclass
class _Form:
    """Widgets of one item. `stored` are the item's fields as JSON, `values` what the widgets say, `places` where to say more."""

    desk: ModelDesk
    item: ReviewItem
    editable: bool
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    unread: list[FieldProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stored: dict[str, Any] = self.item.item.model_dump(mode="json", by_alias=True)
        self.typed = self.desk.typed.get(self.item.key, {})
        self.places[""] = st.container()

    def key(self, name: str) -> str:
        """A widget's key: another one after each change of the model, so that it begins with what counts."""
        return f"item:{self.item.key}:{self.desk.revision}:{name}"

    def now(self, name: str) -> Any:
        """What the field was typed to be, else what it is."""
        return self.typed.get(name, self.stored.get(name))

    def place(self, name: str) -> None:
        self.places[name] = st.container()

    def text(self, name: str, label: str, *, code: bool = False, empty: Any = None, **options: Any) -> None:
        """A line of text, or a box where it is long; empty means `empty`."""
        before = str(self.now(name) or "")
        if len(before) > _LONG or "\n" in before or options.pop("box", False):
            key = self.key(f"code:{name}" if code else name)
            said = st.text_area(label, before, key=key, disabled=not self.editable, height=90, **options)
        else:
            options.pop("box", None)
            key = self.key(name)
            said = st.text_input(label, before, key=key, disabled=not self.editable, live="400ms", **options)
        text = (said or "").strip()
        self.values[name] = text if text else empty
        self.place(name)

    def choice(
        self, name: str, label: str, options: Sequence[str], shown: Callable[[str], str] = str, **more: Any
    ) -> None:
        """One of some values; the empty one means nothing."""
        before = self.now(name) or ""
        known = [*options] if before in options else [*options, before]
        said = st.selectbox(
            label, known, known.index(before), shown, key=self.key(name), disabled=not self.editable, **more
        )
        self.values[name] = said or None
        self.place(name)

    def columns(self, name: str, label: str, known: Sequence[str], **more: Any) -> None:
        """Columns of a table, in order; free text where its columns are not known."""
        before = [str(one) for one in self.now(name) or ()]
        said = st.multiselect(
            label,
            list(dict.fromkeys((*before, *known))),
            before,
            key=self.key(name),
            disabled=not self.editable,
            accept_new_options=not known,
            **more,
        )
        self.values[name] = list(said)
        self.place(name)

    def flag(self, name: str, label: str) -> None:
        """Yes or no."""
        self.values[name] = st.checkbox(label, bool(self.now(name)), key=self.key(name), disabled=not self.editable)

    def words(self) -> None:
        """What people read of it: description, other words, whether they see it."""
        self.text("description", "Description", empty="", box=True)
        before = ", ".join(self.now("synonyms") or ())
        said = st.text_input(
            "Also called",
            before,
            key=self.key("synonyms"),
            disabled=not self.editable,
            help="Other words for it, separated by commas.",
        )
        self.values["synonyms"] = _parts(said or "")
        if "hidden" in self.stored:
            self.flag("hidden", "Hidden from people who ask")

    def format(self) -> None:
        """How its values are written."""
        before = self.now("format") or {}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(
                "Format",
                FORMATS,
                FORMATS.index(before.get("kind", "number") if before else ""),
                format_func=lambda one: one or "As it is",
                key=self.key("format"),
                disabled=not self.editable,
            )
            currency = unit = ""
            decimals = None
            if kind == "currency":
                currency = st.text_input(
                    "Currency",
                    before.get("currency") or "",
                    key=self.key("currency"),
                    placeholder="USD",
                    live="400ms",
                    width=110,
                    disabled=not self.editable,
                )
            if kind in ("number", "duration"):
                unit = st.text_input(
                    "Unit", before.get("unit") or "", key=self.key("unit"), width=110, disabled=not self.editable
                )
            if kind in ("number", "currency", "percent"):
                decimals = st.number_input(
                    "Decimals",
                    0,
                    10,
                    before.get("decimals"),
                    key=self.key("decimals"),
                    placeholder="auto",
                    width=130,
                    disabled=not self.editable,
                )
        self.place("format")
        made = {
            "kind": kind,
            "currency": (currency or "").strip() or None,
            "decimals": decimals,
            "unit": (unit or "").strip() or None,
        }
        self.values["format"] = made if kind else None

    def rest(self) -> None:
        """The fields that have no widget of their own, as YAML: nothing that a model can say is lost or hidden."""
        import yaml

        from lunara.semantic.yaml import parse_document

        kind = ITEM_TYPES[self.item.kind]
        left = [name for name in kind.model_fields if name not in self.values and name not in _LEFT_OUT]
        if not left:
            return
        plainly = {name: kind.model_fields[name].get_default(call_default_factory=True) for name in left}
        set_ones = {name: self.now(name) for name in left if self.now(name) != _json(plainly[name])}
        before = yaml.safe_dump(set_ones, sort_keys=False, allow_unicode=True) if set_ones else ""
        with st.expander("More fields", expanded=bool(set_ones)):
            said = st.text_area(
                "As YAML",
                before,
                key=self.key("code:more"),
                disabled=not self.editable,
                height=max(90, 24 * before.count("\n") + 50),
                placeholder="\n".join(f"{name}:" for name in left),
                help=f"Any of {', '.join(left)}, as docs/semantic-model.md has them.",
            )
            self.place("more")
        for name in left:
            self.places[name] = self.places["more"]
        text = (said or "").strip()
        try:
            given = parse_document(text)[0] if text else {}
        except InvalidInput as error:
            self.unread.append(FieldProblem("more", "error", error.message, error.hint))
            return
        if given is None:
            given = {}
        if not isinstance(given, dict) or any(name not in left for name in given):
            odd = sorted(str(name) for name in given if name not in left) if isinstance(given, dict) else []
            named = f"{odd[0]} is no field of these." if odd else "This is no list of fields."
            self.unread.append(FieldProblem("more", "error", named, f"It may hold {', '.join(left)}."))
            return
        for name in left:
            self.values[name] = given.get(name, _json(plainly[name]))


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return value


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _name(form: _Form) -> None:
    with st.container(horizontal=True):
        with st.container(width="stretch", gap="xsmall"):
            form.text("label", "Label", help="What people call it.")
        with st.container(width="stretch", gap="xsmall"):
            form.text("name", "Name", empty="", help="How queries name it. What refers to it in the model follows.")


def _table(form: _Form) -> None:
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


def _dimension(form: _Form) -> None:
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


def _measure(form: _Form) -> None:
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


def _adds_up(form: _Form) -> None:
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


def _derived(form: _Form) -> None:
    _name(form)
    form.text(
        "expression",
        "Expression",
        code=True,
        empty="",
        help="Arithmetic over measures, computed after adding up: revenue / order_count.",
    )
    form.format()
    form.words()


def _relationship(form: _Form) -> None:
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


_DRAWN: Mapping[str, Callable[[_Form], None]] = {
    "table": _table,
    "dimension": _dimension,
    "measure": _measure,
    "derived": _derived,
    "relationship": _relationship,
}
