"""Names of people that are split over two columns, put together."""

from __future__ import annotations

from sqlglot import exp

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.words import is_foreign
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Dimension

_FIRST = frozenset([("first", "name"), ("given", "name"), ("forename",), ("fore", "name")])
_LAST = frozenset([("last", "name"), ("family", "name"), ("surname",), ("sur", "name")])
_WHOLE = frozenset([("full", "name"), ("name",), ("display", "name"), ("whole", "name")])


def split_name(table: TableFacts) -> tuple[ColumnFacts, ColumnFacts] | None:
    """The columns of the first and the last name of the person that a row is; None where one column names the row already."""

    def called(names: frozenset[tuple[str, ...]]) -> ColumnFacts | None:
        return next((c for c in table.columns if c.kind == "string" and (c.sense in names or c.own in names)), None)

    first, last, whole = called(_FIRST), called(_LAST), called(_WHOLE)
    if whole is not None and (first is None) != (last is None) and any(is_foreign(word) for word in whole.words):
        first, last, whole = first or whole, last or whole, None  # nom beside prénom, nombre beside apellidos
    if whole is not None:
        return None
    return (first, last) if first is not None and last is not None else None


def full_name(first: ColumnFacts, last: ColumnFacts, table: TableFacts, *, name: str, dialect: str) -> Dimension:
    """The dimension of the whole name: one part alone where the other is missing, null where both are."""

    def part(column: ColumnFacts) -> exp.Expression:
        this = exp.column(column_identifier(column.name, dialect))
        return exp.Coalesce(this=this, expressions=[exp.Literal.string("")])

    space = exp.DPipe(this=part(first), expression=exp.Literal.string(" "), safe=True)
    both = exp.DPipe(this=space, expression=part(last), safe=True)
    whole = exp.Nullif(this=exp.Trim(this=both), expression=exp.Literal.string(""))
    return Dimension(
        name=name,
        expression=whole.sql(dialect),
        type="string",
        label="Full name",
        description=f"{first.name} and {last.name}, with a space between.",
        synonyms=("name", *((f"{' '.join(table.entity)} name",) if table.entity else ())),
    )
