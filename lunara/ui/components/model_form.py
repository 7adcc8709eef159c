"""Widgets for the fields of a model's item: what each says, and where to say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import streamlit as st

from lunara.errors import InvalidInput
from lunara.semantic.field_check import FieldProblem
from lunara.semantic.model import Format
from lunara.semantic.review import ITEM_TYPES, ReviewItem
from lunara.ui.model_desk import ModelDesk

FORMATS = ("", *get_args(Format.model_fields["kind"].annotation))
# What is not for a person to type: what an item is made of, and where it came from.
_LEFT_OUT = frozenset({"dimensions", "measures", "origin", "confidence"})
_LONG = 60


@dataclass
class Form:
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
        boxed = bool(options.pop("box", False))
        if boxed or len(before) > _LONG or "\n" in before:
            key = self.key(f"code:{name}" if code else name)
            said = st.text_area(label, before, key=key, disabled=not self.editable, height=90, **options)
        else:
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

    def pick(
        self, name: str, label: str, options: Sequence[str], before: str, shown: Callable[[str], str] = str
    ) -> str:
        """One of some values, for a part of a field."""
        at = list(options).index(before)
        said = st.selectbox(label, options, at, shown, key=self.key(name), disabled=not self.editable)
        return str(said)

    def whole(self, name: str, label: str, before: int) -> int:
        """A number from 1, for a part of a field."""
        return int(st.number_input(label, 1, 10_000, before, key=self.key(name), width=130, disabled=not self.editable))

    def put(self, name: str, made: dict[str, Any] | None, *, keep: Sequence[str] = ()) -> None:
        """What parts of a field say together, in the shape that the field is stored in; `keep` are parts without a widget."""
        before = self.now(name) or {}
        stored = self.stored.get(name) or {}
        if made is not None:
            made = dict.fromkeys(stored) | {part: before[part] for part in keep if part in before} | made
            if "all" in stored:
                made.setdefault("all", False)
                made["all"] = bool(made["all"])
        self.values[name] = made
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
