"""One dimension of each column: its name, type, SQL, label and synonyms."""

from __future__ import annotations

import re

from lunara.semantic.draft import keys, measures
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.flags import flag_words
from lunara.semantic.draft.measures import column_sql
from lunara.semantic.draft.roles import Role
from lunara.semantic.draft.synonyms import time_synonyms
from lunara.semantic.draft.times import text_as_time
from lunara.semantic.draft.words import singular, snake
from lunara.semantic.model import Dimension, DimensionType, Format

# Postgres can neither group nor order by these; as text it can.
_WITHOUT_ORDER = re.compile(r"(json|xml|point|line|lseg|box|path|polygon|circle)(\[\])*", re.IGNORECASE)


def logical_name(column: ColumnFacts) -> str:
    """The name of a column in the model: as it is where it is plain, else made plain; that of an amount in cents without them."""
    name = column.bare
    plain = name.lower()
    if (
        plain.isascii()
        and plain.replace("_", "a").isalnum()
        and plain[:1].isalpha()
        and len(plain) <= 60
        and name in (plain, name.upper())
    ):
        return plain
    return snake(name)


_TYPES: dict[str, DimensionType] = {
    "integer": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "time",
    "timestamp": "time",
}


def dimension(
    column: ColumnFacts, role: Role, table: TableFacts, *, name: str, dialect: str, linked: set[str], pointed: set[str]
) -> Dimension:
    """The dimension of one column; hidden when it is a reference (`linked`), a key (`pointed` at), or of no interest.

    A name by which tables refer to each other (the state of a lake) is seen on both sides: people ask by it.
    """
    type_: DimensionType = "time" if role.kind == "time" else _TYPES.get(column.kind, "string")
    expression = None if name == column.name else column_sql(column.name, dialect)
    if role.text_date:
        type_ = "time"
        expression = text_as_time(column.name, dialect) or expression
    elif column.hundredths:
        expression = measures.in_whole(column, dialect).sql(dialect)
    elif role.flag is not None:
        type_, expression = "boolean", measures.flag_sql(column, role.flag, dialect)
    elif dialect == "postgres" and _WITHOUT_ORDER.fullmatch(column.column.type):
        expression = f"CAST({column_sql(column.name, dialect)} AS TEXT)"
    told = column.kind == "string" and not {column.sense[-1]} & (keys.KEY_WORDS | keys.CODE_WORDS)
    named = told and column.sense[-1] == "name"
    told = told or (column.kind == "string" and column.sense[-1] == "code" and table.key == (column.name,))
    hidden = role.kind == "ignore" or (column.name in linked and not named) or (column.name in pointed and not told)
    hidden = hidden or (column.name in table.key and role.kind != "time" and column.kind != "string")
    hidden = hidden or (role.kind == "identifier" and column.sense[-1] in keys.KEY_WORDS)
    values = column.stats.values if column.stats is not None and role.kind == "dimension" and role.flag is None else ()
    shape = role.format if role.kind == "measure" else Format(kind="text") if type_ == "number" else None
    label = measures.spoken_label(flag_words(column, table) if type_ == "boolean" else column.words, role)
    return Dimension(
        name=name,
        expression=expression,
        type=type_,
        data_type=column.column.type if type_ == "time" and not role.text_date else None,
        label=label,
        description=column.column.description,
        synonyms=time_synonyms(column, table, label) if type_ == "time" else _synonyms(column, label),
        sample_values=values,
        format=shape,
        hidden=hidden,
    )


_AREAS = frozenset(("state", "province", "county", "region", "territory"))


def _synonyms(column: ColumnFacts, label: str) -> tuple[str, ...]:
    written, whole = column.bare.replace("_", " ").strip().lower(), " ".join(column.words)
    found = [written] if written != label.lower() and (" " in written or column.hundredths) else []
    if whole.startswith(("is ", "was ")) or label.lower() + " " == whole[: len(label) + 1]:
        found.append(whole)
    if not {singular(word) for word in column.words} & set(column.sense):
        found.append(" ".join(column.sense))  # another language: what it means in English
    if column.own != column.sense and column.own and column.own not in (("id",),):
        found.append(" ".join(column.own))
    if len(column.words) > 1 and set(column.words) <= _AREAS:
        found.extend(column.words)  # a state, a province or a county, whichever the country has
    told = (s for s in found if any(c.isalpha() for c in s))  # nobody calls the second line of an address "2"
    return tuple(dict.fromkeys(s for s in told if s != label.lower()))
