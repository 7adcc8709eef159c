"""Rows in the order in which a ranking tells of them, where the question asked for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.query import SemanticQuery


def ranked(plan: object, columns: Sequence[OutputColumn], result: ResultTable) -> ResultTable:
    """A table of named groups from the largest of its first measure on, groups without a value last.

    The result as it came where the plan has an order of its own or cut its rows, where groups are dates or numbers in a row
    (ages, years) and where not all rows were fetched.
    """
    if not isinstance(plan, SemanticQuery) or plan.order_by or plan.limit is not None or result.truncated:
        return result
    groups = [column for column in columns if column.role == "dimension"]
    main = next((place for place, column in enumerate(columns) if column.role == "measure"), None)
    if main is None or not groups or columns[main].type != "number" or groups[0].type != "string":
        return result
    if any(column.type == "time" or column.part is not None for column in groups):
        return result
    values = result.data.column(main).to_pylist()
    places = sorted(range(len(values)), key=lambda row: (values[row] is None, -(values[row] or 0)))
    return replace(result, data=result.data.take(places))
