"""Plans that no row can fulfil: what is denied as a whole is asked for in part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lunara.ask.planners.offline.flatplan import FlatPlan, measure_tables
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.semantic.query import ExistsFilter, FieldFilter, InlineMeasure, NotFilter


def impossible(plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """Why the answer would be empty whatever the data holds, in words; None when it need not be.

    "Channels that have no cartoon directed by Jones", read as channels without any cartoon and with one by Jones.
    """
    query = plan.query
    empty = _compared_empty(plan)
    if empty is not None:
        found = lexicon.dimension(*empty.rsplit(".", 1))
        named = (found.label if found is not None else None) or empty
        return f"{named} would have to be empty, and is compared with another date. Ask for the one or the other."
    unled = _led_nowhere(plan, lexicon)
    if unled is not None:
        return (
            f"As it was read, rows without any {unled} would have to have one. Ask for the two conditions one by one."
        )
    denied = [f.not_ for f in query.filters if isinstance(f, NotFilter)]
    without = [f.exists for f in denied if isinstance(f, ExistsFilter) and not f.where]
    roots = [t for m in query.measures for t in measure_tables(m, lexicon)]
    roots += [d.rpartition(".")[0] for d in plan.dimensions[:1]]
    if not without or not roots:
        return None
    for table in _needed(plan):
        for none in without:
            if _through(lexicon, roots[0], none, table):
                return (
                    "As it was read, the question asks for things that have none of something and have one of them. "
                    "Ask for the two conditions one by one."
                )
    return None


def _compared_empty(plan: FlatPlan) -> str | None:
    """A field that must be empty in all rows, and by which those that are measured are compared with another one."""
    for one in plan.query.filters:
        if not isinstance(one, FieldFilter) or one.op != "is_null":
            continue
        table, _, name = one.field.rpartition(".")
        column = rf'(?:CAST\()?"?\b{re.escape(name)}\b"?(?: AS DATE\))?'
        compared = re.compile(rf"{column}\s*[<>=]|[<>=]\s*{column}")
        for measure in plan.query.measures:
            if not isinstance(measure, InlineMeasure) or measure.table != table:
                continue
            told = f"{measure.filter or ''} {measure.expression or ''}"
            if compared.search(told) and " OR " not in told:
                return one.field
    return None


def _led_nowhere(plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """What rows must lead to by a condition, though their key to it has to be empty."""
    empty = {f.field for f in plan.query.filters if isinstance(f, FieldFilter) and f.op == "is_null"}
    needed = {*_needed(plan)}
    for key in lexicon.model.relationships if empty else ():
        columns = {column.lower() for column in key.from_columns}
        fields = lexicon.tables[key.from_table].dimensions if key.from_table in lexicon.tables else ()
        held = {f"{key.from_table}.{d.name}" for d in fields if (d.expression or d.name).strip('"').lower() in columns}
        if key.to_table in needed and held & empty:
            return label_of(lexicon, Target("table", key.to_table, key.to_table)).lower()
    return None


def _needed(plan: FlatPlan) -> Iterator[str]:
    """The tables of which the things must have a row."""
    for one in plan.query.filters:
        if isinstance(one, ExistsFilter):
            yield one.exists
        elif isinstance(one, FieldFilter) and one.op != "is_null" and "." in one.field:
            yield one.field.rpartition(".")[0]


def _through(lexicon: Lexicon, root: str, between: str, table: str) -> bool:
    """Whether a row of `table` is reached from `root` by rows of `between`, which are not those of `root` itself."""
    roads = lexicon.roads
    if roads.distance_up(root, table) is not None:
        return False
    first, second, whole = roads.distance(root, between), roads.distance(between, table), roads.distance(root, table)
    return first is not None and second is not None and first + second == whole
