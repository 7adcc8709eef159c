"""The relation that one SELECT gives: its keys, and which of its columns are repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sqlglot import exp

from lunara.semantic.proof_relations import SINGLE, Identity, Key, Relation, Source
from lunara.semantic.proof_trees import (
    aggregates_of,
    comparable,
    conjuncts,
    is_steady,
    is_windowed,
    own_nodes,
    spread_column,
    spreads,
    tables_of,
)
from lunara.semantic.proof_unions import describe, kept_apart, united
from lunara.semantic.proof_values import (
    NUMBERING,
    ON_EACH_ROW,
    aggregate_pins,
    once_each,
    overlap,
    pins_of,
    repeated,
    rows_fault,
    rows_pins,
)

SUBTOTALS = "the grouping adds subtotal rows"
SPREAD = "a function in the SELECT list makes several rows of one"
MOST_KEYS = 24
MOST_IDENTITIES = 96


def plain(tree: exp.Select, source: Source) -> Relation:
    """The relation of a SELECT without groups."""
    listed = [(item.alias_or_name, item.unalias()) for item in tree.expressions]
    items = dict(listed)
    twice = {name for name, _ in listed if [other for other, _ in listed].count(name) > 1}
    names = {key: name for key, name in _named(items, source).items() if name not in twice}
    apart, rows_apart = kept_apart(items, source)
    source.told |= {key for key in names if key[1] in _tags(source, key[0])}
    faults = {name: repeated(value, source) for name, value in items.items()}
    rows = rows_fault(source)
    relation = Relation(
        {name: None if fault is None else fault.why for name, fault in faults.items()},
        rows_bad=None if rows is None else rows.why,
        overlapping=_overlapping(items, source),
        solid=frozenset(
            name
            for (alias, column), name in names.items()
            if alias in source.firm() and column in source.relations[alias].solid
        ),
        pins={name: pins for name, value in items.items() if (pins := pins_of(value, source))},
        daily=frozenset(name for (alias, column), name in names.items() if column in _daily(source, alias)),
        rows_pin=rows_pins(source),
        apart=apart,
        rows_apart=rows_apart,
    )
    describe(relation, items, tree, source)
    for name, value in listed:
        fault = repeated(value, source) if name in twice else None
        relation.columns[name] = relation.columns[name] or (None if fault is None else fault.why)
    relation.identities = _identities(items, names, source) if not twice else ()
    _keys_of_rows(relation, names, source)
    _numbered(relation, {name: value for name, value in items.items() if name not in twice}, source)
    for by in _chosen_once(tree, items) if not twice else ():
        _made_distinct(relation, items, by, source)
    if not source.relations:
        relation.keys.append(SINGLE)
    if spreads(items.values()):
        return _spread(relation, items, source)
    return _limited(tree, relation)


def _daily(source: Source, alias: str) -> Key:
    relation = source.relations.get(alias)
    return frozenset() if relation is None else relation.daily


def _tags(source: Source, alias: str) -> set[str | None]:
    relation = source.relations.get(alias)
    return set() if relation is None else {*relation.apart.values(), relation.rows_apart}


def _named(items: Mapping[str, exp.Expr], source: Source) -> dict[tuple[str, str], str]:
    """The outputs that are columns; also the day of a column whose values lie a day or more apart."""
    found: dict[tuple[str, str], str] = {}
    for name, value in items.items():
        inner = value.this if is_day(value) else value
        relation = source.relations.get(inner.table) if isinstance(inner, exp.Column) else None
        if isinstance(inner, exp.Column) and (inner is value or (relation and inner.name in relation.daily)):
            found.setdefault((inner.table, inner.name), name)
    return found


def is_day(value: exp.Expr) -> bool:
    """Whether the value is the day of something."""
    return isinstance(value, exp.Cast) and value.to.this in (exp.DataType.Type.DATE, exp.DataType.Type.DATE32)


def is_daily(value: exp.Expr) -> bool:
    """Whether the values of a series lie a day or more apart."""
    series = next(iter(value.find_all(exp.GenerateSeries, exp.ExplodingGenerateSeries, exp.GenerateDateArray)), None)
    step = series.args.get("step") if series is not None else None
    unit = step.args.get("unit") if isinstance(step, exp.Interval) else None
    if isinstance(step, exp.Interval) and unit is None:
        unit = exp.var(step.this.name.split(" ")[-1])
    amount = step.this.name.split(" ") if isinstance(step, exp.Interval) else []
    whole = bool(amount) and amount[0].isdecimal() and len(amount) <= 2
    return whole and unit is not None and unit.name.upper().rstrip("S") in ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")


def _overlapping(items: Mapping[str, exp.Expr], source: Source) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in items.items():
        fault = repeated(value, source, summed=True)
        if fault is not None and repeated(value, source) is None:
            found[name] = fault.why
    return found


def _identities(
    items: Mapping[str, exp.Expr], names: Mapping[tuple[str, str], str], source: Source
) -> tuple[Identity, ...]:
    found: list[Identity] = []
    for alias, relation in source.relations.items():
        dependents = frozenset(
            name
            for name, value in items.items()
            if is_steady(value) and tables_of(value, source.relations) <= source.determined[alias]
        )
        own = {
            name
            for name, value in items.items()
            if tables_of(value, source.relations) == {alias}
            and not any(relation.columns.get(c.name) for c in value.find_all(exp.Column))
        }
        for key in relation.keys:
            if key not in relation.loose and all((alias, column) in names for column in key):
                named = frozenset(names[alias, column] for column in key)
                found.append(Identity(named, dependents, dependents & own))
        for identity in relation.identities:
            if all((alias, column) in names for column in identity.key):
                kept = {names[alias, c] for c in identity.dependents if (alias, c) in names}
                cleared = {names[alias, c] for c in identity.cleared if (alias, c) in names}
                named = frozenset(names[alias, c] for c in identity.key)
                found.append(Identity(named, frozenset(kept), frozenset(cleared)))
    return tuple(dict.fromkeys(found))[:MOST_IDENTITIES]


def _keys_of_rows(relation: Relation, names: Mapping[tuple[str, str], str], source: Source) -> None:
    """Keys of the relations whose rows stand for the rows of the SELECT, without what the WHERE fixes."""
    starts = [alias for alias in source.relations if source.whole(alias) and alias not in source.absent]
    groups: list[tuple[str, ...]] = [(alias,) for alias in starts]
    groups = groups or [_together(source)]
    loose: set[Key] = set(relation.loose)
    for group in groups:
        choices: list[tuple[Key, bool]] = [(frozenset(), False)]
        for alias in group:
            its = source.relations[alias]
            if its.depends & source.relations.keys():
                choices = []
                break
            fixed = source.fixed_once(alias)
            own: list[tuple[Key, bool]] = []
            for key in its.keys:
                rest = key - fixed
                if all((alias, column) in names for column in rest):
                    named = frozenset(names[alias, column] for column in rest)
                    own.append((named, alias in source.nullable or (key in its.loose and not key <= fixed)))
            choices = [(one | other, bad or worse) for one, bad in choices for other, worse in own][:MOST_KEYS]
        for key, bad in choices:
            relation.keys.append(key)
            if bad:
                loose.add(key)
    relation.keys = list(dict.fromkeys(relation.keys))[: 4 * MOST_KEYS]
    relation.loose = frozenset(loose)


def _together(source: Source) -> tuple[str, ...]:
    """Relations that, together, each row of the SELECT has one combination of; as few as can be left out."""
    kept = [alias for alias in source.relations if alias not in source.absent]
    for alias in list(kept):
        rest = [one for one in kept if one != alias]
        if rest and source.closure(rest) >= source.relations.keys():
            kept = rest
    return tuple(kept)


def _numbered(relation: Relation, items: Mapping[str, exp.Expr], source: Source) -> None:
    """ROW_NUMBER() is unique with what it is partitioned by."""
    for name, value in items.items():
        named = isinstance(value, exp.Window) and value.args.get("alias") is not None
        if not isinstance(value, exp.Window) or not isinstance(value.this, exp.RowNumber) or named:
            continue
        by = [one.unnest() for one in value.args.get("partition_by") or []]
        outputs = _outputs(by, items)
        if outputs is not None:
            relation.keys.append(outputs | {name})
        if outputs is not None or by:
            relation.firsts[name] = frozenset(
                other for other, its in items.items() if other != name and once_each([its], by, source)
            )


def _outputs(by: Iterable[exp.Expr], items: Mapping[str, exp.Expr]) -> Key | None:
    """The names under which all of these come out."""
    found: set[str] = set()
    for one in by:
        name = next((name for name, value in items.items() if value == one), None)
        if name is None and isinstance(one, exp.Column) and not one.table and one.name in items:
            name = one.name
        if name is None:
            return None
        found.add(name)
    return frozenset(found)


def _chosen_once(tree: exp.Select, items: Mapping[str, exp.Expr]) -> list[list[exp.Expr]]:
    """What rows are kept once for each of: DISTINCT, DISTINCT ON, QUALIFY ROW_NUMBER() = 1."""
    found: list[list[exp.Expr]] = []
    distinct = tree.args.get("distinct")
    if distinct is not None:
        on = distinct.args.get("on")
        by = list(items.values()) if on is None else [*(on.expressions if isinstance(on, exp.Tuple) else [on])]
        found.append(
            [
                items[one.name] if isinstance(one, exp.Column) and not one.table and one.name in items else one
                for one in by
            ]
        )
    qualify = tree.args.get("qualify")
    if qualify is not None:
        for part in conjuncts(qualify.this):
            window = _first_row(part, items)
            if window is not None:
                found.append([one.unnest() for one in window.args.get("partition_by") or []])
    return found


def _first_row(condition: exp.Expr, items: Mapping[str, exp.Expr]) -> exp.Window | None:
    if not isinstance(condition, exp.EQ | exp.LTE):
        return None
    value, number = condition.this.unnest(), condition.expression.unnest()
    if isinstance(condition, exp.EQ) and isinstance(value, exp.Literal):
        value, number = number, value
    if isinstance(value, exp.Column) and not value.table:
        value = items.get(value.name, value)
    if not (isinstance(number, exp.Literal) and not number.is_string and number.this == "1"):
        return None
    good = isinstance(value, exp.Window) and isinstance(value.this, exp.RowNumber) and not value.args.get("alias")
    return value if good and isinstance(value, exp.Window) else None


def _made_distinct(relation: Relation, items: Mapping[str, exp.Expr], by: list[exp.Expr], source: Source) -> None:
    for name, value in items.items():
        if relation.columns[name] and once_each([value], by, source):
            relation.columns[name] = None
    outputs = _outputs(by, items)
    if outputs is not None:
        relation.keys.append(outputs)
    relation.rows_bad = None


def _spread(relation: Relation, items: Mapping[str, exp.Expr], source: Source) -> Relation:
    """Each row becomes several: of what was there nothing is whole any more."""
    only = len(items) == 1 and not source.relations
    name, value = next(iter(items.items()))
    if is_day(value) and is_daily(value):
        value = value.this
    series = only and isinstance(value, exp.Explode | exp.Unnest | exp.ExplodingGenerateSeries) and is_series(value)
    keys = [frozenset(items)] if series else []
    marks: dict[str, str | None] = dict.fromkeys(items, None if only else SPREAD)
    rows = SPREAD if source.relations else None
    made = [one for one, its in items.items() if spreads([its])]
    if source.relations and len(made) == 1 and spread_column(items[made[0]]) is not None:
        marks[made[0]] = relation.columns[made[0]] or relation.overlapping.get(made[0])
        rows = relation.rows_bad or marks[made[0]]
        if made[0] in relation.apart or relation.rows_apart:
            marks[made[0]] = rows = SPREAD
    daily = frozenset({name}) if series and is_daily(value) else frozenset[str]()
    of_rows = relation if source.relations else Relation({})
    return Relation(
        marks,
        keys,
        rows,
        daily=daily,
        bases=of_rows.bases,
        tables=of_rows.tables,
        limits=of_rows.limits,
        parts=of_rows.parts,
    )


def is_series(value: exp.Expr) -> bool:
    """Whether the values that are spread are all different."""
    if isinstance(value, exp.GenerateSeries | exp.GenerateDateArray | exp.GenerateTimestampArray):
        return True
    if isinstance(value, exp.Explode):
        return is_series(value.this) and not value.expressions
    if isinstance(value, exp.Unnest):
        return len(value.expressions) == 1 and not value.args.get("offset") and is_series(value.expressions[0])
    return isinstance(value, exp.Array) and all_different(value.expressions)


def all_different(values: Iterable[exp.Expr]) -> bool:
    """Whether these are constants of one kind, no two of them the same."""
    cells = [value.unnest() for value in values]
    literals = [cell for cell in cells if isinstance(cell, exp.Literal)]
    if len(literals) < len(cells) or len({cell.is_string for cell in literals}) > 1:
        return False
    return len({comparable(cell.this) if cell.is_string else float(cell.this) for cell in literals}) == len(cells)


def _limited(tree: exp.Expr, relation: Relation) -> Relation:
    limit = tree.args.get("limit")
    count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression if limit is not None else None
    options = limit.args.get("limit_options") if limit is not None else None
    several = options is not None and (options.args.get("with_ties") or options.args.get("percent"))
    several = several or (limit is not None and bool(limit.args.get("expressions")))  # LIMIT 1 BY …
    if isinstance(count, exp.Literal) and count.this == "1" and not several:
        relation.keys.append(SINGLE)
    return relation


def grouped(tree: exp.Select, source: Source, group: exp.Expr | None) -> Relation:
    """The relation of a SELECT with groups (or one total)."""
    by, subtotals = grouped_by(tree, group)
    columns: dict[str, str | None] = {}
    overlapping: dict[str, str] = {}
    pins: dict[str, Key] = {}
    names: dict[int, str] = {}
    for item in tree.expressions:
        name, value = item.alias_or_name, item.unalias()
        twice = columns.get(name)
        once = [other.alias_or_name for other in tree.expressions].count(name) == 1
        at = next((number for number, one in enumerate(by) if one == value), None)
        if at is not None and once:
            names.setdefault(at, name)
        aggregates = [one for one in _aggregates_in(value) if not is_windowed(one)]
        if subtotals:
            columns[name] = SUBTOTALS
        elif aggregates:
            why = [overlap(one, by, source) for one in aggregates]
            columns[name] = None
            if all(why):
                overlapping[name] = str(why[0])
            pins[name] = aggregate_pins(aggregates, source)
        elif any(not isinstance(one.this, NUMBERING) for one in own_nodes(value, exp.Window)):
            columns[name] = ON_EACH_ROW
        else:
            fault = repeated(value, source)
            columns[name] = None if fault is None or once_each([value], by, source) else fault.why
            pins[name] = pins_of(value, source)
        columns[name] = columns[name] or twice
    relation = Relation(
        columns,
        rows_bad=SUBTOTALS if subtotals else None,
        overlapping=overlapping,
        pins={name: its for name, its in pins.items() if its},
        rows_pin=rows_pins(source),
    )
    describe(relation, {item.alias_or_name: item.unalias() for item in tree.expressions}, tree, source)
    if not subtotals:
        relation.keys = _keys_of_groups(by, names, source)
        distinct = tree.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is None:
            relation.keys.append(frozenset(columns))
    if spreads(item.unalias() for item in tree.expressions):
        return Relation(dict.fromkeys(columns, SPREAD), [], SPREAD)
    return _limited(tree, relation)


def _aggregates_in(value: exp.Expr) -> list[exp.Expr]:
    """Aggregates in a value, those inside windows left out."""
    holder = exp.Select(expressions=[value.copy()])
    return [
        one
        for one in aggregates_of(holder)
        if not isinstance(one, exp.Window) and one.find_ancestor(exp.Window) is None
    ]


def grouped_by(tree: exp.Select, group: exp.Expr | None) -> tuple[list[exp.Expr], bool]:
    """What is grouped by, and whether subtotals are made."""
    if group is None:
        return [], False
    subtotals = group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is not None or bool(group.args.get("totals"))
    if group.args.get("all"):
        return [item.unalias() for item in tree.expressions if not _aggregates_in(item.unalias())], subtotals
    return [one.unalias() for one in group.expressions], subtotals


def _keys_of_groups(by: list[exp.Expr], names: Mapping[int, str], source: Source) -> list[Key]:
    """The groups are unique by what they are grouped by: less what is fixed, or by a key that determines the rest."""
    keys: list[Key] = []
    constant = _constants(source)
    needed = [number for number, one in enumerate(by) if not constant(one)]
    if all(number in names for number in needed):
        keys.append(frozenset(names[number] for number in needed))
    for alias, relation in source.relations.items():
        if not by or not all(
            tables_of(one, source.relations) <= source.determined[alias] and is_steady(one) for one in by
        ):
            continue
        at_name = {
            column.name: name
            for number, name in names.items()
            if isinstance(column := by[number], exp.Column) and column.table == alias
        }
        for key in relation.keys:
            if key <= set(at_name) and key not in relation.loose:
                keys.append(frozenset(at_name[column] for column in key))
    return list(dict.fromkeys(keys))


def _constants(source: Source) -> Callable[[exp.Expr], bool]:
    fixed = {alias: source.fixed_once(alias) for alias in source.firm()}

    def constant(value: exp.Expr) -> bool:
        if isinstance(value, exp.Literal):
            return True
        return isinstance(value, exp.Column) and value.name in fixed.get(value.table, ())

    return constant


def combined(tree: exp.SetOperation, left: Relation, right: Relation) -> Relation:
    """The relation of a UNION, INTERSECT or EXCEPT."""
    others = list(right.columns)
    columns: dict[str, str | None] = {}
    overlapping: dict[str, str] = {}
    for number, (name, bad) in enumerate(left.columns.items()):
        other = others[number] if number < len(others) else name
        columns[name] = bad or right.columns.get(other)
        why = left.overlapping.get(name) or right.overlapping.get(other)
        if why:
            overlapping[name] = why
    distinct = [frozenset(columns)] if tree.args.get("distinct") else []
    if isinstance(tree, exp.Union):
        relation = Relation(columns, distinct, left.rows_bad or right.rows_bad, overlapping=overlapping)
        return _limited(tree, relation if distinct else united(left, right, relation))
    # rows of the left side alone; what the right side says of its own values does not matter
    kept = replace(left, keys=[*left.keys, *distinct], firsts={}, overlapping=dict(left.overlapping))
    return _limited(tree, kept)
