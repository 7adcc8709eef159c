"""SQL over rows that know where they come from: random statements, and what each of their aggregates goes over.

A statement is built as a small tree, written as SQL, and evaluated here row by row: every value carries the rows of base tables
that it stands for. An aggregate is at fault where one row is behind two of the values that it adds up. Nothing is shared with the
proof that is tested: it reads keys and conditions, this reads data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any

from tests.soundness.reference import World

Behind = frozenset[tuple[str, int]]
NOTHING: Behind = frozenset()
MOST_LINES = 3000


@dataclass(frozen=True)
class Value:
    """`behind`: the rows it stands for. `soft`: of a group (a maximum, a distinct count), so that only sums look at them.
    `merged`: rows that a join had repeated were made one with others, so that nobody can tell how often it counts."""

    value: Any
    behind: Behind = NOTHING
    soft: bool = False
    merged: bool = False


@dataclass
class Line:
    """A row: its cells by column, and what it is a row of (one for each relation it was joined from)."""

    cells: dict[str, Value]
    of: dict[str, Behind | None]
    side: str = ""


@dataclass
class Column:
    """`domain`: the table whose key its values are; `number`: whether it can be added up; `made`: it is a subquery."""

    name: str
    domain: str = ""
    number: bool = False
    made: bool = False


@dataclass
class Node:
    """A relation: its SQL, its columns, its rows."""

    sql: str
    columns: list[Column]
    lines: list[Line]
    faults: list[str] = field(default_factory=list)
    table: str = ""


class TooLarge(Exception):
    """The statement goes over more rows than are worth computing."""


def disjoint(sets: list[Behind]) -> bool:
    seen: set[tuple[str, int]] = set()
    for one in sets:
        if seen & one:
            return False
        seen |= one
    return True


class Maker:
    """Makes random statements over a world."""

    def __init__(self, rnd: Random, world: World) -> None:
        self.rnd, self.world = rnd, world
        self.number = 0
        self.numeric = True  # whether the aggregate made last can be added up
        self.ctes: list[str] = []

    def fresh(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def statement(self) -> Node:
        """One statement; with its CTEs written first."""
        node = self.grouped(2) if self.rnd.random() < 0.8 else self.windowed(2)
        if self.ctes:
            node.sql = f"with {', '.join(self.ctes)} {node.sql}"
        return node

    # -- relations ---------------------------------------------------------------------------------------------------

    def base(self) -> Node:
        names = [name for name in self.world.tables if len(self.world.tables[name]["primary_key"]) == 1]
        name = self.rnd.choice(names)
        columns = [Column("id", name), Column("s"), Column("n", number=True), Column("d")]
        for r in self.world.model["relationships"]:
            if r["from_table"] == name and len(r["from_columns"]) == 1:
                columns.append(Column(r["from_columns"][0], r["to_table"]))
        lines = []
        for n, row in enumerate(self.world.data[name]):
            behind = frozenset({(name, n)})
            cells = {c.name: Value(row[c.name], behind) for c in columns}
            lines.append(Line(cells, {"": behind}))
        return Node(name, columns, lines, table=name)

    def relation(self, depth: int) -> Node:
        luck = self.rnd.random()
        if depth == 0 or luck < 0.45:
            return self.base()
        makers = [
            self.plain,
            self.plain,
            self.grouped,
            self.grouped,
            self.distinct,
            self.numbered,
            self.union,
            self.one,
        ]
        node = self.rnd.choice(makers)(depth - 1)
        if self.rnd.random() < 0.5:
            name = self.fresh("q")
            self.ctes.append(f"{name} as ({node.sql})")
            return Node(name, node.columns, node.lines, node.faults, table=name)
        return Node(f"({node.sql})", node.columns, node.lines, node.faults)

    def joined(self, depth: int, most: int = 3) -> tuple[Node, str]:
        """Relations joined: columns named `alias.column`, and the text from FROM on."""
        rnd = self.rnd
        first, alias = self.relation(depth), self.fresh("a")
        text = f"from {first.sql} as {alias}"
        faults = list(first.faults)
        columns = [Column(f"{alias}.{c.name}", c.domain, c.number) for c in first.columns]
        lines = [prefixed(line, alias) for line in first.lines]
        for _ in range(rnd.choice([0, 1, 1, 2, most - 1])):
            for _ in range(4):
                other, name = self.relation(depth), self.fresh("a")
                theirs = [Column(f"{name}.{c.name}", c.domain, c.number) for c in other.columns]
                pairs = [(a, b) for a in columns for b in theirs if a.domain and a.domain == b.domain]
                if pairs:
                    break
            faults += other.faults
            kind = rnd.choice(
                ["join"] * 5 + ["left join"] * 5 + ["right join"] * 2 + ["full join"] * 2 + ["cross join"]
            )
            on: list[Any] = []
            if kind == "cross join" or not pairs:
                kind = "cross join"
            else:
                on = [("=", *rnd.choice(pairs))]
                if rnd.random() < 0.2:
                    extra = rnd.choice([c for c in [*theirs, *columns] if c.number or c.domain])
                    on.append(("const", extra, rnd.randint(0, 4)))
            told = [f"{one[1].name} = {one[2].name if one[0] == '=' else one[2]}" for one in on]
            text += f" {kind} {other.sql} as {name}" + (f" on {' and '.join(told)}" if on else "")
            rows = [prefixed(line, name) for line in other.lines]
            lines = join(lines, rows, columns, theirs, kind=kind, on=on)
            if len(lines) > MOST_LINES:
                raise TooLarge
            columns += theirs
        if rnd.random() < 0.2:
            text += self.lateral(columns, lines)
        named = list(columns)
        if rnd.random() < 0.25:
            self.scalar(columns, lines)
        conditions: list[str] = []
        for _ in range(rnd.choice([0, 0, 1])):
            c = rnd.choice(named)
            form = rnd.choice(
                ["= 1", "is null", "is not null", "> 1"] if c.number or c.domain else ["is null", "is not null"]
            )
            conditions.append(f"{c.name} {form}")
            lines = [line for line in lines if holds(line.cells[c.name].value, form)]
        if conditions:
            text += f" where {' and '.join(conditions)}"
        return Node("", columns, lines, faults), text

    def related(self, columns: list[Column]) -> tuple[Node, str, Column, Column | None]:
        """A table, an alias for it, its column that some column here refers to, and that column (None: unrelated)."""
        base, alias = self.base(), self.fresh("y")
        pairs = [(b, c) for b in base.columns for c in columns if b.domain and b.domain == c.domain and not c.made]
        if not pairs or self.rnd.random() < 0.1:
            return base, alias, base.columns[0], None
        own, outer = self.rnd.choice(pairs)
        return base, alias, own, outer

    def scalar(self, columns: list[Column], lines: list[Line]) -> None:
        """A subquery in the place of a value, as a column more."""
        base, alias, own, outer = self.related(columns)
        function = self.rnd.choice(["sum", "sum", "max", "avg", "count"])
        inner = f"{alias}.n"
        looked_up = outer is not None and own.name == "id" and self.rnd.random() < 0.5
        where = "" if outer is None else f" where {alias}.{own.name} = {outer.name}"
        sql = f"(select {inner if looked_up else f'{function}({inner})'} from {base.sql} as {alias}{where})"
        for line in lines:
            met = self.met(base, own, outer, line)
            cells = [one.cells["n"] for one in met if one.cells["n"].value is not None]
            behind = frozenset[tuple[str, int]]().union(*(cell.behind for cell in cells))
            its = [cell.value for cell in cells]
            value = (its[0] if its else None) if looked_up else computed(function, its)
            line.cells[sql] = Value(value, behind, function == "max" and not looked_up)
        columns.append(Column(sql, number=True, made=True))

    def lateral(self, columns: list[Column], lines: list[Line]) -> str:
        """A subquery that is joined for each row: a total, the first row, or all rows."""
        base, alias, own, outer = self.related(columns)
        if outer is None:
            return ""
        name, form = self.fresh("a"), self.rnd.choice(["total", "total", "first", "all"])
        where = f"where {alias}.{own.name} = {outer.name}"
        function = self.rnd.choice(["sum", "max", "count"])
        inner = {
            "total": f"select {function}({alias}.n) as v from {base.sql} as {alias} {where}",
            "first": f"select {alias}.n as v from {base.sql} as {alias} {where} order by {alias}.id limit 1",
            "all": f"select {alias}.n as v from {base.sql} as {alias} {where}",
        }[form]
        grown: list[Line] = []
        for number, line in enumerate(lines):
            met = self.met(base, own, outer, line)
            row = frozenset({(name, number)})
            if form == "total":
                cells = [one.cells["n"] for one in met if one.cells["n"].value is not None]
                behind = frozenset[tuple[str, int]]().union(*(cell.behind for cell in cells))
                value = Value(computed(function, [cell.value for cell in cells]), behind, function == "max")
                grown.append(Line({**line.cells, f"{name}.v": value}, {**line.of, name: row}))
                continue
            if form == "first":
                met = sorted(met, key=lambda one: one.cells["id"].value)[:1]
            for one in met:
                grown.append(Line({**line.cells, f"{name}.v": one.cells["n"]}, {**line.of, name: one.of[""]}))
            if not met and form == "first":
                grown.append(Line({**line.cells, f"{name}.v": Value(None)}, dict(line.of)))
        if len(grown) > MOST_LINES:
            raise TooLarge
        lines[:] = grown
        columns.append(Column(f"{name}.v", number=True))
        kind, on = ("left join", " on true") if form == "first" else ("cross join", "")
        return f" {kind} lateral ({inner}) as {name}{on}"

    def met(self, base: Node, own: Column, outer: Column | None, line: Line) -> list[Line]:
        """The rows of the table that a row refers to (all, where nothing does)."""
        if outer is None:
            return base.lines
        value = line.cells[outer.name].value
        return [] if value is None else [one for one in base.lines if one.cells[own.name].value == value]

    def shown(self, columns: list[Column], most: int, made: bool = True) -> list[tuple[str, Column]]:
        columns = [column for column in columns if made or not column.made]
        chosen = self.rnd.sample(columns, min(len(columns), self.rnd.randint(1, most)))
        return [(self.fresh("c"), column) for column in chosen]

    def plain(self, depth: int) -> Node:
        """SELECT columns."""
        source, text = self.joined(depth)
        items = self.shown(source.columns, 5)
        listed = ", ".join(f"{c.name} as {name}" for name, c in items)
        lines = [Line({name: line.cells[c.name] for name, c in items}, line.of, line.side) for line in source.lines]
        columns = [Column(name, c.domain, c.number) for name, c in items]
        return Node(f"select {listed} {text}", columns, lines, source.faults)

    def one(self, depth: int) -> Node:
        """A total: one row."""
        source, text = self.joined(depth, 2)
        name = self.fresh("c")
        sql, values, faults = self.aggregate(source, [source.lines])
        lines = [Line({name: values[0]}, {"": frozenset({(name, 0)})})]
        return Node(
            f"select {sql} as {name} {text}", [Column(name, number=self.numeric)], lines, source.faults + faults
        )

    def distinct(self, depth: int) -> Node:
        """SELECT DISTINCT columns."""
        node = self.plain(depth)
        groups: dict[Any, list[Line]] = {}
        for line in node.lines:
            groups.setdefault(tuple(line.cells[c.name].value for c in node.columns), []).append(line)
        repeated = {c.name: not disjoint([line.cells[c.name].behind for line in node.lines]) for c in node.columns}
        lines = []
        for n, same in enumerate(groups.values()):
            cells = {c.name: united([line.cells[c.name] for line in same], repeated[c.name]) for c in node.columns}
            lines.append(Line(cells, {"": frozenset({(node.columns[0].name, n)})}))
        return Node(node.sql.replace("select ", "select distinct ", 1), node.columns, lines, node.faults)

    def numbered(self, depth: int) -> Node:
        """The first row of each, by ROW_NUMBER in a subquery or by QUALIFY."""
        node = self.plain(depth)
        by = self.rnd.sample(node.columns, min(len(node.columns), self.rnd.randint(1, 2)))
        limit = self.rnd.choice(["= 1", "= 1", "= 1", "<= 2", "= 2"])
        n, x = self.fresh("n"), self.fresh("x")
        order = ", ".join(f"{c.name} nulls last" for c in node.columns)
        groups: dict[Any, list[Line]] = {}
        for line in node.lines:
            groups.setdefault(tuple(line.cells[c.name].value for c in by), []).append(line)
        lines = []
        repeated = {c.name: not disjoint([line.cells[c.name].behind for line in node.lines]) for c in node.columns}
        for same in groups.values():
            same.sort(key=lambda line: [last(line.cells[c.name].value) for c in node.columns])
            kept = {"= 1": same[:1], "<= 2": same[:2], "= 2": same[1:2]}[limit]
            for position, line in enumerate(kept):
                # of rows that are alike any may have been taken
                alike = [
                    o for o in same if all(o.cells[c.name].value == line.cells[c.name].value for c in node.columns)
                ]
                cells = dict(line.cells)
                if len(alike) > 1 and limit != "<= 2":
                    cells = {c.name: united([o.cells[c.name] for o in alike], repeated[c.name]) for c in node.columns}
                number = frozenset({(n, len(lines) + position)})
                lines.append(Line(cells, {**line.of, "": number} if limit != "<= 2" else line.of, line.side))
        window = f"row_number() over (partition by {', '.join(c.name for c in by)} order by {order})"
        listed = ", ".join(c.name for c in node.columns)
        sql = f"select {listed} from (select {listed}, {window} as {n} from ({node.sql}) as {x}) as {x}y where {n} {limit}"
        if self.rnd.random() < 0.4:
            sql = f"select {listed} from ({node.sql}) as {x} qualify {window} {limit}"
        return Node(sql, node.columns, lines, node.faults)

    def union(self, depth: int) -> Node:
        """Two under each other."""
        one, two = self.plain(depth), self.plain(depth)
        if [c.number or bool(c.domain) for c in one.columns] != [c.number or bool(c.domain) for c in two.columns]:
            one, two = self.base_list(), self.base_list()
        lines = [Line(dict(line.cells), line.of, f"1{line.side}") for line in one.lines]
        for line in two.lines:
            cells = {a.name: line.cells[b.name] for a, b in zip(one.columns, two.columns, strict=True)}
            lines.append(Line(cells, line.of, f"2{line.side}"))
        columns = [
            Column(a.name, a.domain if a.domain == b.domain else "", a.number and b.number)
            for a, b in zip(one.columns, two.columns, strict=True)
        ]
        return Node(f"{one.sql} union all {two.sql}", columns, lines, one.faults + two.faults)

    def base_list(self) -> Node:
        base, alias = self.base(), self.fresh("a")
        items = [(self.fresh("c"), base.columns[0]), (self.fresh("c"), base.columns[2])]
        lines = [Line({name: line.cells[c.name] for name, c in items}, {alias: line.of[""]}) for line in base.lines]
        listed = ", ".join(f"{alias}.{c.name} as {name}" for name, c in items)
        return Node(
            f"select {listed} from {base.sql} as {alias}", [Column(n, c.domain, c.number) for n, c in items], lines
        )

    def grouped(self, depth: int) -> Node:
        """GROUP BY with aggregates."""
        source, text = self.joined(depth)
        by = self.shown(source.columns, 2, made=False)
        cells: dict[Any, list[Line]] = {}
        for line in source.lines:
            cells.setdefault(tuple(line.cells[c.name].value for _, c in by), []).append(line)
        groups = list(cells.values())
        faults = list(source.faults)
        columns = [Column(name, c.domain, c.number) for name, c in by]
        lines = [Line({}, {"": frozenset({(by[0][0], n)})}) for n in range(len(groups))]
        for name, c in by:
            repeated = not disjoint([line.cells[c.name].behind for line in source.lines])
            for line, group in zip(lines, groups, strict=True):
                line.cells[name] = united([one.cells[c.name] for one in group], repeated)
        listed = [f"{c.name} as {name}" for name, c in by]
        for _ in range(self.rnd.choice([1, 1, 2])):
            name = self.fresh("c")
            sql, values, wrong = self.aggregate(source, groups)
            faults += wrong
            listed.append(f"{sql} as {name}")
            columns.append(Column(name, number=self.numeric))
            for line, value in zip(lines, values, strict=True):
                line.cells[name] = value
        grouping = ", ".join(c.name for _, c in by)
        return Node(f"select {', '.join(listed)} {text} group by {grouping}", columns, lines, faults)

    def windowed(self, depth: int) -> Node:
        """A window's total beside each row."""
        source, text = self.joined(depth)
        items = self.shown(source.columns, 3)
        by = self.rnd.choice([column for column in source.columns if not column.made])
        groups: dict[Any, list[Line]] = {}
        for line in source.lines:
            groups.setdefault(line.cells[by.name].value, []).append(line)
        sql, values, faults = self.aggregate(source, list(groups.values()), window=True)
        name = self.fresh("c")
        lines = []
        for group, value in zip(groups.values(), values, strict=True):
            lines += [Line({**{n: x.cells[c.name] for n, c in items}, name: value}, x.of, x.side) for x in group]
        listed = ", ".join(f"{c.name} as {n}" for n, c in items)
        text = f"select {listed}, {sql} over (partition by {by.name}) as {name} {text}"
        columns = [*(Column(n, c.domain, c.number) for n, c in items), Column(name, number=self.numeric)]
        return Node(text, columns, lines, source.faults + faults)

    # -- aggregates --------------------------------------------------------------------------------------------------

    def aggregate(
        self, source: Node, groups: list[list[Line]], window: bool = False
    ) -> tuple[str, list[Value], list[str]]:
        """Its SQL, its value in each group, and what is wrong with it."""
        rnd = self.rnd
        numbers = [c for c in source.columns if c.number] or [c for c in source.columns if c.domain] or source.columns
        self.numeric = True
        function = rnd.choice(["sum", "sum", "sum", "avg", "count", "count(*)", "max", "min", "count distinct"])
        if function == "count(*)":
            found = [Value(len(group), *self.of_rows(group)) for group in groups]
            wrong = [f"{function}: rows are not those of one relation" for group in groups if not self.rows_fit(group)]
            return function, found, wrong[:1]
        one, two = rnd.choice(numbers), rnd.choice(numbers)
        form = (
            "one" if function not in ("sum", "avg") or window else rnd.choice(["one", "one", "one", "product", "added"])
        )
        if not (one.number and two.number):
            form, function = "one", "count" if function in ("sum", "avg") else function
        self.numeric = one.number or function not in ("max", "min")
        inner = {"one": one.name, "product": f"{one.name} * {two.name}", "added": f"{one.name} + {two.name}"}[form]
        sql = f"count(distinct {inner})" if function == "count distinct" else f"{function}({inner})"
        values, faults = [], []
        for group in groups:
            lines = [
                line
                for line in group
                if line.cells[one.name].value is not None and (form == "one" or line.cells[two.name].value is not None)
            ]
            parts = {"one": [[one]], "product": [[one, two]], "added": [[one], [two]]}[form]
            fine = all(any(self.fits(lines, c, function) for c in part) for part in parts)
            if function in ("sum", "avg", "count") and not fine:
                faults.append(f"{sql}: a row counts twice")
            its = [line.cells[one.name].value for line in lines]
            if form == "product":
                its = [a * line.cells[two.name].value for a, line in zip(its, lines, strict=True)]
            if form == "added":
                its = [a + line.cells[two.name].value for a, line in zip(its, lines, strict=True)]
            behind = frozenset[tuple[str, int]]().union(*(line.cells[one.name].behind for line in lines))
            soft = function in ("max", "min", "count distinct")
            values.append(Value(computed(function, its), behind, soft))
        return sql, values, faults[:1]

    def fits(self, lines: list[Line], column: Column, function: str) -> bool:
        cells = [line.cells[column.name] for line in lines]
        if all(cell.soft for cell in cells) and function != "sum":
            return True
        if function == "count":  # distinct values are counted as a set
            return disjoint([cell.behind for cell in cells])
        return not any(cell.merged for cell in cells) and disjoint([cell.behind for cell in cells])

    def rows_fit(self, group: list[Line]) -> bool:
        """Whether some relation has one row for each row of the group."""
        for side in {line.side for line in group}:
            rows = [line for line in group if line.side == side]
            names = {name for line in rows for name in line.of}
            good = any(
                all(line.of.get(name) for line in rows) and disjoint([line.of[name] or NOTHING for line in rows])
                for name in names
            )
            whole = all(disjoint([line.of[n] or NOTHING for line in rows if line.of.get(n)]) for n in names)
            if not good and not whole:
                return False
        return True

    def of_rows(self, group: list[Line]) -> tuple[Behind]:
        return (frozenset[tuple[str, int]]().union(*(b for line in group for b in line.of.values() if b)),)


def computed(function: str, values: list[Any]) -> Any:
    if function == "count":
        return len(values)
    if function == "count distinct":
        return len(set(values))
    if not values:
        return None
    return {
        "sum": lambda: sum(values),
        "avg": lambda: sum(values) / len(values),
        "max": lambda: max(values),
        "min": lambda: min(values),
    }[function]()


def prefixed(line: Line, alias: str) -> Line:
    return Line(
        {f"{alias}.{name}": value for name, value in line.cells.items()},
        {f"{alias}.{line.side}{name}": behind for name, behind in line.of.items()},
    )


def join(
    left: list[Line], right: list[Line], mine: list[Column], theirs: list[Column], *, kind: str, on: list[Any]
) -> list[Line]:
    def met(a: Line, b: Line) -> bool:
        cells = {**a.cells, **b.cells}
        for condition in on:
            one = cells[condition[1].name].value
            other = cells[condition[2].name].value if condition[0] == "=" else condition[2]
            if one is None or other is None or one != other:
                return False
        return True

    found: list[Line] = []
    seen: set[int] = set()
    for a in left:
        matches = [(n, b) for n, b in enumerate(right) if met(a, b)]
        seen |= {n for n, _ in matches}
        found += [Line({**a.cells, **b.cells}, {**a.of, **b.of}) for _, b in matches]
        if not matches and kind in ("left join", "full join"):
            found.append(Line({**a.cells, **{c.name: Value(None) for c in theirs}}, dict(a.of)))
    if kind in ("right join", "full join"):
        for n, b in enumerate(right):
            if n not in seen:
                found.append(Line({**{c.name: Value(None) for c in mine}, **b.cells}, dict(b.of)))
    return found


def united(values: list[Value], repeated: bool) -> Value:
    """Equal values made one."""
    behind = frozenset[tuple[str, int]]().union(*(value.behind for value in values))
    several = any(a.behind != b.behind for a, b in combinations(values, 2))
    return Value(
        values[0].value,
        behind,
        all(value.soft for value in values),
        any(value.merged for value in values) or (repeated and several),
    )


def holds(value: Any, form: str) -> bool:
    if form == "is null":
        return value is None
    if form == "is not null":
        return value is not None
    return value is not None and (value == 1 if form == "= 1" else value > 1)


def last(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else value)
