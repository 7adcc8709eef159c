"""What can be done about drift: typed repairs, each a change of the model that says in words what it does.

`lunara.semantic.repairing` applies them. A repair keeps the names that people and figures use: a column that was renamed is read
under its new name by the same dimension.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, assert_never

from pydantic import Field, TypeAdapter

from lunara.semantic.model import Cardinality, Dimension, DimensionType, Measure, Relationship, Table


@dataclass(frozen=True)
class RenameTable:
    """What reads the relation `was` reads `source`: tables, and SQL of tables. `table` is the one that it was found at."""

    table: str
    was: str
    source: str
    kind: Literal["rename_table"] = "rename_table"


@dataclass(frozen=True)
class RenameColumn:
    """What reads the physical `column` of a table reads `to`."""

    table: str
    column: str
    to: str
    kind: Literal["rename_column"] = "rename_column"


@dataclass(frozen=True)
class ReadAs:
    """Dimensions and measures that read a column convert it to `type` (as the warehouse writes types)."""

    table: str
    column: str
    type: str
    kind: Literal["read_as"] = "read_as"


@dataclass(frozen=True)
class SetType:
    """A dimension is of another type."""

    table: str
    dimension: str
    type: DimensionType
    kind: Literal["set_type"] = "set_type"


@dataclass(frozen=True)
class PointAt:
    """A relationship leads to other columns."""

    relationship: str
    to_table: str
    to_columns: tuple[str, ...]
    kind: Literal["point_at"] = "point_at"


@dataclass(frozen=True)
class Loosen:
    """A relationship promises less. Many to many: no question goes over it, so it multiplies no rows."""

    relationship: str
    cardinality: Cardinality
    kind: Literal["loosen"] = "loosen"


@dataclass(frozen=True)
class DropKey:
    """Columns are no key of a table any more."""

    table: str
    columns: tuple[str, ...]
    kind: Literal["drop_key"] = "drop_key"


@dataclass(frozen=True)
class Remove:
    """Items go, by their keys, with everything that cannot stand without them."""

    keys: tuple[str, ...]
    kind: Literal["remove"] = "remove"


@dataclass(frozen=True)
class AddTable:
    """A new table with the relationships that join it."""

    table: Table
    relationships: tuple[Relationship, ...] = ()
    kind: Literal["add_table"] = "add_table"


@dataclass(frozen=True)
class AddFields:
    """New dimensions and measures of a table, and relationships that start at it."""

    table: str
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[Measure, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    kind: Literal["add_fields"] = "add_fields"


Repair = RenameTable | RenameColumn | ReadAs | SetType | PointAt | Loosen | DropKey | Remove | AddTable | AddFields
_JSON: TypeAdapter[tuple[Repair, ...]] = TypeAdapter(tuple[Annotated[Repair, Field(discriminator="kind")], ...])


@dataclass(frozen=True)
class Proposal:
    """Repairs that belong together. `confidence` says how sure it is that this is what happened, `because` why.

    `removes` are the keys of the items that go, and `questions` the verified questions.
    """

    repairs: tuple[Repair, ...]
    confidence: float
    because: str = ""
    removes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What it does, as a sentence."""
        text = "; ".join(map(in_words, self.repairs))
        return f"{text[:1].upper()}{text[1:]}."

    def to_json(self) -> dict[str, object]:
        """JSON values that `from_json` reads, with the words."""
        return {
            "does": self.words,
            "confidence": round(self.confidence, 2),
            "because": self.because,
            "removes": list(self.removes),
            "questions": list(self.questions),
            "repairs": repairs_to_json(self.repairs),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Proposal:
        """Read what `to_json` wrote. Raises KeyError, TypeError, pydantic's ValidationError."""
        return cls(
            repairs_from_json(data["repairs"]),
            float(data["confidence"]),
            str(data["because"]),
            tuple(map(str, data["removes"])),
            tuple(map(str, data["questions"])),
        )


def in_words(repair: Repair) -> str:
    """What a repair does, as a phrase: `read amount_net where orders reads amount`."""
    match repair:
        case RenameTable():
            return f"read {repair.source} where the model reads {repair.was}"
        case RenameColumn():
            return f"read {repair.to} where {repair.table} reads {repair.column}"
        case ReadAs():
            return f"convert {repair.table}.{repair.column} to {repair.type}"
        case SetType():
            return f"take {repair.table}.{repair.dimension} for {_TYPE_WORDS[repair.type]}"
        case PointAt():
            return f"lead {repair.relationship} to {repair.to_table} ({', '.join(repair.to_columns)})"
        case Loosen():
            if repair.cardinality == "many_to_many":
                return f"ask no question over {repair.relationship}, which would multiply rows"
            return f"make {repair.relationship} {repair.cardinality.replace('_', ' ')}"
        case DropKey():
            return f"drop the key ({', '.join(repair.columns)}) of {repair.table}"
        case Remove():
            named = ", ".join(key.replace(":", " ") for key in repair.keys[:4])
            return f"take out {named}" + (f" and {len(repair.keys) - 4:,} more" if len(repair.keys) > 4 else "")
        case AddTable():
            joined = f", joined by {', '.join(r.name for r in repair.relationships)}" if repair.relationships else ""
            return f"add the table {repair.table.name}{joined}"
        case AddFields():
            names = [d.name for d in repair.dimensions] + [m.name for m in repair.measures]
            return f"add {', '.join(names)} to {repair.table}"
        case _:
            assert_never(repair)


_TYPE_WORDS: Mapping[DimensionType, str] = {
    "time": "a date or time", "string": "text", "number": "a number", "boolean": "yes or no",
}  # fmt: skip


def repairs_to_json(repairs: Sequence[Repair]) -> list[dict[str, object]]:
    """JSON values that `repairs_from_json` reads."""
    found: list[dict[str, object]] = _JSON.dump_python(
        tuple(repairs), mode="json", by_alias=True, exclude_defaults=False
    )
    return list(found)


def repairs_from_json(data: object) -> tuple[Repair, ...]:
    """What `repairs_to_json` wrote. Raises pydantic's ValidationError."""
    return _JSON.validate_python(data)
