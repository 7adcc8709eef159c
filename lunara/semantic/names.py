"""Names: `table.field`, `field`, `relationship.field`, and chains of relationships; with the nearest names when unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from lunara.errors import UnknownField
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table

FieldKind = Literal["dimension", "measure"]
NEAR, NEAR_PART = 55, 80  # of a hundred
LONGEST = 2_000  # characters of a name that can mean something: a table, a field and some relationships


@dataclass(frozen=True)
class ResolvedField:
    """What a name means. `table` is empty for a derived measure; `via` are the relationships that the name itself names."""

    table: str
    field: Dimension | Measure | DerivedMeasure
    via: tuple[str, ...] = ()

    @property
    def kind(self) -> FieldKind:
        """Dimension or measure."""
        return "dimension" if isinstance(self.field, Dimension) else "measure"

    @property
    def path(self) -> str:
        """`table.field`, or the bare name of a derived measure."""
        return f"{self.table}.{self.field.name}" if self.table else self.field.name


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates that look like `name`, best first; none where none does."""
    if len(name) > LONGEST:
        return []
    choices = list(dict.fromkeys(candidates))
    bare = name.rsplit(".", 1)[-1].lower()
    scored: dict[str, float] = {}
    # Of a part of a longer name nearly all is the same: a few letters are somewhere in every long one.
    for text, score, _ in process.extract(
        name.lower(), choices, scorer=fuzz.WRatio, processor=str.lower, score_cutoff=NEAR_PART, limit=20
    ):
        scored[text] = score
    tails = {choice: choice.rsplit(".", 1)[-1].lower() for choice in choices}
    for _text, score, choice in process.extract(bare, tails, scorer=fuzz.ratio, limit=20):
        scored[choice] = max(scored.get(choice, 0.0), score)
    ranked = sorted(scored.items(), key=lambda item: (-item[1], choices.index(item[0])))
    return [text for text, score in ranked if score >= NEAR][:limit]


def humanize(name: str) -> str:
    """A label made from a name: `order_total` and `orderTotal` become "Order total"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").replace(".", " ").split()
    text = " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words)
    return text[:1].upper() + text[1:] if text else name


def lowered(label: str) -> str:
    """A label inside of a sentence: "Order total" becomes "order total", "MRR" stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


class Names:
    """The names of one model, indexed once. Holds its parts and not the model, so that both can be forgotten."""

    def __init__(self, model: SemanticModel) -> None:
        self.tables: dict[str, Table] = {table.name: table for table in model.tables}
        self._relationships = model.relationships
        self.relationships = {relationship.name: relationship for relationship in model.relationships}
        self.derived = {measure.name: measure for measure in model.measures}
        self._of_table: dict[str, dict[tuple[str, FieldKind], Dimension | Measure]] = {}
        self._bare: dict[tuple[str, FieldKind], list[ResolvedField]] = {}
        for table in model.tables:
            own: dict[tuple[str, FieldKind], Dimension | Measure] = {}
            for dimension in table.dimensions:
                own[dimension.name, "dimension"] = dimension
                self._bare.setdefault((dimension.name, "dimension"), []).append(ResolvedField(table.name, dimension))
            for measure in table.measures:
                own[measure.name, "measure"] = measure
                self._bare.setdefault((measure.name, "measure"), []).append(ResolvedField(table.name, measure))
            self._of_table[table.name] = own

    def field_of(self, table: str, name: str, kinds: tuple[FieldKind, ...]) -> ResolvedField | None:
        """The field of that exact name in that table."""
        own = self._of_table.get(table, {})
        for kind in kinds:
            found = own.get((name, kind))
            if found is not None:
                return ResolvedField(table, found)
        return None

    def has_bare(self, name: str, kind: FieldKind) -> bool:
        """Whether some table has a field of that bare name."""
        return (name, kind) in self._bare

    def every(self, kind: FieldKind | None = None) -> list[str]:
        """All names that may be written, as `table.field` and derived measures."""
        names = [
            f"{table}.{name}"
            for table, own in self._of_table.items()
            for (name, its), field in own.items()
            if kind in (None, its) and not field.hidden
        ]
        return names + ([] if kind == "dimension" else [name for name, m in self.derived.items() if not m.hidden])

    def resolve(self, name: str, kind: FieldKind | None = None) -> ResolvedField:
        """The one field that `name` means. Raises UnknownField with the nearest names, or when several are meant."""
        kinds: tuple[FieldKind, ...] = ("dimension", "measure") if kind is None else (kind,)
        if kind != "dimension" and name in self.derived:
            return ResolvedField("", self.derived[name])
        for one in kinds:
            bare = self._bare.get((name, one), [])
            if len(bare) == 1:
                return bare[0]
            if len(bare) > 1:
                options = [found.path for found in bare]
                raise UnknownField(
                    f'"{name}" is the name of {len(bare)} fields: {", ".join(options)}.',
                    "Write the table before the name.",
                    code="ambiguous_field",
                    nearest=options,
                )
        if "." in name and len(name) <= LONGEST:
            found = self._dotted(name.split("."), kinds)
            if found is not None:
                return found
        raise self.unknown(name, kind)

    def unknown(self, name: str, kind: FieldKind | None = None, among: Iterable[str] | None = None) -> UnknownField:
        """The error for a name that nothing has."""
        options = nearest(name, among if among is not None else self.every(kind))
        word = kind or "field"
        hint = f"Did you mean {' or '.join(options)}?" if options else f"The model has no {word} with a similar name."
        shown = name if len(name) <= LONGEST else f"{name[:100]}…"
        return UnknownField(f'There is no {word} "{shown}" in the model.', hint, nearest=options, name=shown)

    def _dotted(self, parts: list[str], kinds: tuple[FieldKind, ...]) -> ResolvedField | None:
        for cut in range(len(parts) - 1, 0, -1):
            table = ".".join(parts[:cut])
            if table in self.tables:
                found = self.field_of(table, ".".join(parts[cut:]), kinds)
                if found is not None:
                    return found
        chain: list[str] = []
        rest = parts
        while len(rest) > 1 and rest[0] in self.relationships:
            chain.append(rest[0])
            rest = rest[1:]
        if not chain:
            return None
        if len(rest) > 1:
            for cut in range(len(rest) - 1, 0, -1):
                found = self.field_of(".".join(rest[:cut]), ".".join(rest[cut:]), kinds)
                if found is not None:
                    return ResolvedField(found.table, found.field, tuple(chain))
            return None
        last = self.relationships[chain[-1]]
        for table in (last.to_table, last.from_table):
            found = self.field_of(table, rest[0], kinds)
            if found is not None:
                return ResolvedField(found.table, found.field, tuple(chain))
        return self._beyond(last.to_table, rest[0], kinds, tuple(chain))

    def _beyond(
        self, start: str, name: str, kinds: tuple[FieldKind, ...], chain: tuple[str, ...]
    ) -> ResolvedField | None:
        """The field of that name in the nearest table that `start` reaches along many-to-one steps."""
        seen, level = {start}, [start]
        while level:
            onward = [r.to_table for table in level for r in self._relationships if r.from_table == table]
            level = [table for table in dict.fromkeys(onward) if table not in seen]
            seen.update(level)
            found = [hit for table in level if (hit := self.field_of(table, name, kinds)) is not None]
            if len(found) == 1:
                return ResolvedField(found[0].table, found[0].field, chain)
            if found:
                options = [".".join((*chain, hit.path)) for hit in found]
                raise UnknownField(
                    f'"{name}" beyond {chain[-1]} is the name of several fields.',
                    f"Write one of {', '.join(options)}.",
                    code="ambiguous_field",
                    nearest=options,
                )
        return None


def resolve_field(model: SemanticModel, name: str, kind: FieldKind | None = None) -> ResolvedField:
    """What `table.field`, `field` or `relationship.field` means in the model.

    Raises UnknownField; `details["nearest"]` lists the nearest names.
    """
    from lunara.semantic.graph import graph_of

    return graph_of(model).names.resolve(name, kind)
