"""Counts across rows that bring two things together: the different patients of each doctor, the products that a client bought."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.ask.planners.offline.conditions_of import conditions_of
from lunara.ask.planners.offline.fields import Fields, quoted
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.semantic.names import lowered
from lunara.semantic.query import ExistsFilter, FieldFilter, Filter, InlineMeasure, SemanticQuery


@dataclass(frozen=True)
class Apart:
    """A query that counts different things in groups of rows that refer to them, and what must be said of its numbers."""

    query: SemanticQuery
    caveats: tuple[str, ...]
    rows: tuple[str, ...] = ()
    """The tables whose rows bring the things and their groups together."""


def different_ones(query: SemanticQuery, lexicon: Lexicon, by: str | None = None) -> Apart | None:
    """The query with its counts of things taken over the rows that refer to them as well as to its groups; None where none do.

    `by`: the rows that are meant where several do.

    A thing that many such rows refer to counts once in each group, so that groups share things, and one without such rows is in
    none of them: the caveats say so.
    """
    fields = Fields(lexicon, lexicon.roads)
    shown = [d if isinstance(d, str) else d.field for d in query.dimensions]
    groups = {name.rpartition(".")[0] for name in shown} & set(lexicon.tables)
    renamed: dict[str, str] = {}
    caveats: list[str] = []
    measures: list[str | InlineMeasure] = []
    only: list[FieldFilter] = []
    for measure in query.measures:
        counted, which = _counted(measure, fields, lexicon)
        apart = counted is not None and any(lexicon.roads.distance_up(counted, g) is None for g in groups)
        made = _between(counted, groups, fields, lexicon, by) if counted is not None and apart else None
        if apart and (made is None or (which and len(query.measures) > 1)):
            return None
        if made is not None and counted is not None:
            caveats.append(_said_of(counted, made.table, fields))
            only += which
            renamed[measure if isinstance(measure, str) else measure.name] = made.name
        measures.append(made or measure)
    if not renamed or query.summary is not None:
        return None
    tables = {m.table for m in measures if isinstance(m, InlineMeasure) and m.name in renamed.values()}
    changed = query.model_copy(
        update={
            "measures": tuple(measures),
            "order_by": tuple(o.model_copy(update={"field": renamed.get(o.field, o.field)}) for o in query.order_by),
            "calculations": tuple(
                c.model_copy(update={"of": renamed.get(c.of, c.of), "by": renamed.get(c.by or "", c.by)})
                for c in query.calculations
            ),
            "filters": (*(_renamed(one, renamed) for f in query.filters for one in _opened(f, tables)), *only),
        }
    )
    return Apart(changed, tuple(dict.fromkeys(caveats)), tuple(tables))


def _said_of(counted: str, rows: str, fields: Fields) -> str:
    things, those = fields.say_table(counted), fields.say_table(rows)
    return (
        f"Groups overlap: one of the {lowered(things)} can be in several of them, so they do not add up to a total. "
        f"{things[:1].upper()}{things[1:]} without {lowered(those)} are in none of them."
    )


def _opened(one: Filter, tables: set[str]) -> tuple[Filter, ...]:
    """That there are rows of the very table which is counted over now: what these must fulfil."""
    return one.where if isinstance(one, ExistsFilter) and one.exists in tables and one.via is None else (one,)


def _renamed(one: Filter, names: dict[str, str]) -> Filter:
    if isinstance(one, FieldFilter) and one.field in names:
        return one.model_copy(update={"field": names[one.field]})
    return one


def _counted(
    measure: str | InlineMeasure, fields: Fields, lexicon: Lexicon
) -> tuple[str | None, tuple[FieldFilter, ...]]:
    """The table whose rows a measure counts, each and once, and which of them it counts; None where it does something else."""
    if isinstance(measure, InlineMeasure):
        plain = measure.aggregate == "count" and measure.expression is None and measure.filter is None
        return (measure.table if plain else None), ()
    target = fields.target_of(measure)
    found = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if found is None or found.aggregate != "count" or found.expression is not None:
        return None, ()
    which = conditions_of(found.filter, target.table, lexicon) if found.filter is not None else ()
    return (target.table, which) if which is not None else (None, ())


def several_between(query: SemanticQuery, lexicon: Lexicon) -> list[str]:
    """The kinds of rows, where several are as near, that refer to the one thing a query counts as well as to its groups."""
    fields = Fields(lexicon, lexicon.roads)
    shown = [d if isinstance(d, str) else d.field for d in query.dimensions]
    groups = {name.rpartition(".")[0] for name in shown} & set(lexicon.tables)
    counted = _counted(query.measures[0], fields, lexicon)[0] if len(query.measures) == 1 and groups else None
    near = _near(counted, groups, lexicon) if counted is not None and counted not in groups else []
    nearest = [table for steps, table, _ in near if steps == near[0][0]]
    return nearest if len(set(nearest)) == len(nearest) > 1 else []


def rows_between(counted: str, groups: set[str], lexicon: Lexicon, by: str | None = None) -> tuple[str, str] | None:
    """The nearest rows that refer to what is counted and to every group, and the column that does; None for none or several."""
    near = [one for one in _near(counted, groups, lexicon) if by in (None, one[1])]
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1], near[0][2]


def _near(counted: str, groups: set[str], lexicon: Lexicon) -> list[tuple[int, str, str]]:
    """The rows that refer to what is counted and to every group: how far that is, and the column that does; nearest first."""
    near: list[tuple[int, str, str]] = []
    for relationship in lexicon.model.relationships:
        table = relationship.from_table
        if relationship.to_table != counted or table not in lexicon.tables or len(relationship.from_columns) != 1:
            continue
        steps = [lexicon.roads.distance_up(table, group) for group in groups]
        if all(step is not None for step in steps):
            near.append((sum(step or 0 for step in steps), table, relationship.from_columns[0]))
    return sorted(near)


def _between(
    counted: str, groups: set[str], fields: Fields, lexicon: Lexicon, by: str | None = None
) -> InlineMeasure | None:
    """The count of different things over the nearest rows that refer to them and to every group."""
    found = rows_between(counted, groups, lexicon, by)
    if found is None:
        return None
    table, column = found
    things = fields.say_table(counted)
    return InlineMeasure(
        name=f"different_{counted}",
        table=table,
        aggregate="count_distinct",
        expression=_own_column(lexicon, table, column),
        label=f"Different {lowered(things)}",
    )


def _own_column(lexicon: Lexicon, table: str, column: str) -> str:
    for dimension in lexicon.tables[table].dimensions:
        if (dimension.expression or dimension.name).strip('"') == column:
            return dimension.expression or quoted(dimension.name)
    return quoted(column)
