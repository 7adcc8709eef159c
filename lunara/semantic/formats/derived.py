"""Measures over measures with each name as short as it may be, to see whether two texts say the same."""

from __future__ import annotations

from sqlglot import exp

from lunara.semantic.expressions import parse_fragment
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.names import Names


def shortest(names: Names, text: str, dialect: str | None) -> str:
    """The expression with the measures in it named as they are read from other tools. Raises InvalidInput, UnknownField."""
    holder = exp.Paren(this=parse_fragment(text, dialect, "the measure"))
    for column in list(holder.find_all(exp.Column)):
        its = names.resolve(".".join(part.name for part in column.parts), "measure")
        name = its.field.name
        same = [table for table in names.tables if names.field_of(table, name, ("measure",)) is not None]
        qualified = its.table and (len(same) > 1 or name in names.derived)
        column.replace(
            exp.Column(
                this=column_identifier(name, dialect or ""),
                table=column_identifier(its.table, dialect or "") if qualified else None,
            )
        )
    return str(holder.this.sql(dialect=dialect, comments=False))
