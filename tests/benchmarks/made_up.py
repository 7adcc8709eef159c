"""Schemas written from memory with what is right about them, in a small notation, and data made for them.

A line is `table rows [junction|calendar]: column; column; ...`; a column is `[*]name type role [>table.column] [~nulls]
[{values}]`: `*` marks the key, `~5` says 5 % nulls, `{A|B}` and `{1..9}` are its values. Roles: i identifier, t time, T the
table's default time, iT a reference to the day of its calendar, d dimension, s sum, a average, b balance, x kept out of sight,
? anything; several are joined by `/`, and a middle dot in a name is a space. After a measure `$` is currency, `%` a share between
0 and 1 and `%%` one between 0 and 100. ` > (a, b) table(a, b)` under a table is a reference of several columns, ` ? column
table.column` a reference that counts neither way.

The data has what real data has: identifiers that run from 1 in every table, so that any looks contained in any; nulls; some
references without a row; names that repeat; later moments of a row after its earlier ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from lunara.connect.catalog import Catalog, Column, Table

FOLDER = Path(__file__).with_name("schemas")
Join = tuple[str, tuple[str, ...], str, tuple[str, ...]]
Value = str | int | float | bool | date | datetime | None
_NAMES = """
    Ada Ben Cleo Dan Eva Finn Gita Hugo Iris Jan Kira Leo Mia Nils Olga Pia Quin Rosa Sam Tess Uma Vera Will Zoe
    Abel Boer Cruz Diaz Evans Falk Gomez Haas Ito Jansen Kern Lopez Meyer Novak Otten Price Quist Rossi Silva Tran
    Amsterdam Berlin Cairo Delhi Essen Florence Ghent Hamburg Izmir Jakarta Kyoto Lyon Madrid Nice Oslo Porto
"""
_FIRST, _LAST, _PLACES = (line.split() for line in _NAMES.strip().splitlines())


@dataclass
class MadeColumn:
    """One column of a made-up table; `roles` are the letters that are right, `shapes` the formats."""

    name: str
    type: str
    roles: frozenset[str]
    shapes: frozenset[str]
    key: bool = False
    target: tuple[str, str] | None = None
    nulls: float = 0.0
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass
class MadeTable:
    """One made-up table and what is right about it."""

    name: str
    rows: int
    tags: frozenset[str]
    columns: list[MadeColumn]
    composite: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)
    neutral: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of its key."""
        return tuple(c.name for c in self.columns if c.key)


@dataclass
class MadeSchema:
    """A made-up database."""

    name: str
    tables: dict[str, MadeTable] = field(default_factory=dict)

    def catalog(self, dialect: str = "duckdb") -> Catalog:
        """Names and types, nothing declared."""
        found = [Table("main", t.name, tuple(Column(c.name, c.type) for c in t.columns)) for t in self.tables.values()]
        return Catalog(dialect, tuple(found))

    @property
    def joins(self) -> set[Join]:
        """What refers to what."""
        found: set[Join] = set()
        for table in self.tables.values():
            found |= {(table.name, (c.name,), c.target[0], (c.target[1],)) for c in table.columns if c.target}
            found |= {(table.name, columns, parent, keys) for columns, parent, keys in table.composite}
        return found


def read_schemas(name: str) -> list[MadeSchema]:
    """The schemas of one set. Raises ValueError when a reference names nothing."""
    found: list[MadeSchema] = []
    table: MadeTable | None = None
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            found.append(MadeSchema(line.strip("[]")))
        elif line.startswith(" >") and table is not None:
            match = re.fullmatch(r" > \(([^)]*)\) ([\w·]+)\(([^)]*)\)", line)
            if match is None:
                raise ValueError(line)
            table.composite.append((_names(match[1]), _spaced(match[2]), _names(match[3])))
        elif line.startswith(" ?") and table is not None:
            column, target = line[2:].split()
            parent, _, key = target.partition(".")
            table.neutral.add((_spaced(column), _spaced(parent), _spaced(key)))
        else:
            head, _, rest = line.partition(": ")
            name_, rows, *tags = head.split()
            table = MadeTable(_spaced(name_), int(rows), frozenset(tags), [_column(part) for part in rest.split("; ")])
            found[-1].tables[table.name] = table
    for schema in found:
        for child, columns, parent, keys in schema.joins:
            known = {c.name for c in schema.tables[parent].columns}
            if not set(keys) <= known or not set(columns) <= {c.name for c in schema.tables[child].columns}:
                raise ValueError(f"{schema.name}: {child}.{columns} -> {parent}.{keys}")
    return found


def _names(text: str) -> tuple[str, ...]:
    return tuple(_spaced(part.strip()) for part in text.split(","))


def _spaced(name: str) -> str:
    return name.replace("·", " ")


def _column(text: str) -> MadeColumn:
    values = re.search(r"\{(.*)\}", text)
    words = re.sub(r"\{.*\}", "", text).split()
    name, kind, role, *more = words
    letters, shapes = set(), set()
    for part in role.split("/"):
        letters.add(part.rstrip("$%"))
        shapes.add(part[len(part.rstrip("$%")) :])
    column = MadeColumn(
        _spaced(name.lstrip("*")),
        kind.replace("INTEGER", "int").lower(),
        frozenset(letters),
        frozenset(shapes),
        name.startswith("*"),
    )
    for word in more:
        if word.startswith(">"):
            parent, _, key = word[1:].partition(".")
            column.target = (_spaced(parent), _spaced(key))
        elif word.startswith("~"):
            column.nulls = int(word[1:]) / 100
    if values is not None and ".." in values[1]:
        low, _, high = values[1].partition("..")
        column.low, column.high = float(low), float(high)
    elif values is not None:
        column.values = tuple(values[1].split("|"))
    return column


def make(schema: MadeSchema, path: Path) -> None:
    """Write the database with its data to a DuckDB file, keys not declared. The same each time."""
    chance = random.Random(schema.name)
    made: dict[str, list[dict[str, Value]]] = {}
    for table in schema.tables.values():  # identifiers first, so that tables may refer to each other in a circle
        made[table.name] = [{} for _ in range(table.rows)]
        for column in table.columns:
            if table.key == (column.name,) and column.target is None:
                for i, row in enumerate(made[table.name]):
                    row[column.name] = _identifier(column, table, i)
    waiting = list(schema.tables.values())
    while waiting:
        ready = [t for t in waiting if all(_filled(made, target) for target in _needed(schema, t))] or waiting[:1]
        for table in ready:
            _fill(table, made, chance)
            waiting.remove(table)
    with duckdb.connect(str(path)) as connection:
        for table in schema.tables.values():
            columns = ", ".join(f'"{c.name}" {"boolean" if c.type == "bit" else c.type}' for c in table.columns)
            connection.execute(f'create table "{table.name}" ({columns})')
            rows = pa.table({c.name: [row[c.name] for row in made[table.name]] for c in table.columns})
            connection.register("rows_of_it", rows)
            connection.execute(f'insert into "{table.name}" select * from rows_of_it')
            connection.unregister("rows_of_it")


def _needed(schema: MadeSchema, table: MadeTable) -> list[tuple[str, str]]:
    """Columns of other tables whose values this one takes over."""
    found = [c.target for c in table.columns if c.target is not None and c.target[0] != table.name]
    found += [(parent, key) for _, parent, keys in table.composite for key in keys]
    return found


def _filled(made: dict[str, list[dict[str, Value]]], target: tuple[str, str]) -> bool:
    rows = made[target[0]]
    return bool(rows) and target[1] in rows[0]


def _identifier(column: MadeColumn, table: MadeTable, number: int) -> Value:
    if "calendar" in table.tags and "int" in column.type:
        return int((date(2023, 1, 1) + timedelta(days=number)).strftime("%Y%m%d"))
    if "int" in column.type:
        return number + 1
    if column.type == "date":
        return date(2023, 1, 1) + timedelta(days=number)
    if len(column.values) >= table.rows:
        return column.values[number]
    size = re.search(r"\((\d+)\)", column.type)
    if size is not None and int(size[1]) <= 4:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        text = ""
        for _ in range(int(size[1])):
            text, number = letters[number % 26] + text, number // 26
        return text
    return f"{table.name[:2].lower()}_{number * 7919 % 99991:05d}{number}"


def _fill(table: MadeTable, made: dict[str, list[dict[str, Value]]], chance: random.Random) -> None:
    rows = made[table.name]
    taken = {name for names, _, _ in table.composite for name in names}
    distinct = {c.name: chance.choice((6, 40, table.rows * 2)) for c in table.columns}
    alone = table.key if len(table.key) == 1 else ()
    for number, row in enumerate(rows):
        for names, parent, keys in table.composite:
            source = _some(made[parent], chance)
            row.update({n: row.get(n, source[k]) for n, k in zip(names, keys, strict=True)})
        start = date(2023, 1, 1) + timedelta(days=chance.randrange(730))
        moment = datetime(start.year, start.month, start.day) + timedelta(seconds=chance.randrange(86_000))
        for column in table.columns:
            if column.name in row and (column.name in taken or column.name in alone):
                continue
            if chance.random() < column.nulls:
                row[column.name] = None
            elif column.target is not None:
                row[column.name] = _reference(column, table, made, number, chance, own=column.name in alone)
            elif column.type in ("date", "timestamp"):
                moment = moment + timedelta(days=chance.randrange(0, 9), seconds=chance.randrange(4000))
                row[column.name] = moment.date() if column.type == "date" else moment
                if "calendar" in table.tags:
                    row[column.name] = date(2023, 1, 1) + timedelta(days=number)
            else:
                row[column.name] = _value(column, number, distinct[column.name], chance)
    if len(table.key) > 1 or any(c.key and c.target for c in table.columns):
        made[table.name] = _different(table, rows)


def _some(rows: list[dict[str, Value]], chance: random.Random) -> dict[str, Value]:
    return rows[int(len(rows) * chance.random() ** 1.4)]


def _reference(
    column: MadeColumn,
    table: MadeTable,
    made: dict[str, list[dict[str, Value]]],
    number: int,
    chance: random.Random,
    *,
    own: bool,
) -> Value:
    """A value that the column leads to; `own`: it is the table's key, so each row has one of its own."""
    assert column.target is not None
    parent, key = column.target
    if parent == table.name:
        return made[parent][int(number * chance.random())][key] if number else None
    if own:
        return made[parent][number % len(made[parent])][key]
    if chance.random() < 0.004 and column.type in ("int", "bigint") and "calendar" not in table.tags:
        return 900_000 + number  # its row was deleted
    return _some(made[parent], chance).get(key)


def _value(column: MadeColumn, number: int, distinct: int, chance: random.Random) -> Value:
    kind = column.type
    if kind in ("boolean", "bit"):
        return chance.random() < 0.7
    if column.values:
        text = chance.choice(column.values)
        return text if "char" in kind else int(text)
    if kind == "time":
        return f"{chance.randrange(6, 22):02d}:00:00"
    low, high = column.low, column.high
    if "int" in kind:
        if low is None or high is None:
            return chance.randrange(1, 10_000) if "i" in column.roles else int(chance.lognormvariate(4, 1))
        return chance.randint(int(low), int(high))
    if "char" not in kind:
        if low is None or high is None:
            return round(min(chance.lognormvariate(4, 1), _most(kind)), 2)
        return round(low + (high - low) * chance.random(), 3)
    if "i" in column.roles:
        return f"x{chance.randrange(40 if column.key else 10_000)}"
    called = _called(column.name)
    if called:
        return " ".join([chance.choice(words) for words in called])
    return f"{column.name[:3]} {chance.randrange(distinct)}"


@cache
def _called(column: str) -> tuple[Sequence[str], ...]:
    """The words that values of a column of this name are made of; none where it holds neither names nor places."""
    words = column.lower()
    if re.search(r"first|voornaam|f_nm|namefirst|vorname", words):
        return (_FIRST,)
    if re.search(r"last|achternaam|l_nm|namelast|nachname", words):
        return (_LAST,)
    if re.search(r"city|plaats|country|place|town|region", words):
        return (_PLACES,)
    return (_FIRST, _LAST) if "name" in words or "nm" in words else ()


@cache
def _most(kind: str) -> float:
    """The largest number of a type."""
    size = re.search(r"\((\d+),(\d+)\)", kind)
    return 10.0 ** (int(size[1]) - int(size[2])) - 1 if size is not None else 1e9


def _different(table: MadeTable, rows: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """The rows with keys of their own: the last plain number of the key runs within the rest, what repeats is left out."""
    plain = [c for c in table.columns if c.key and c.target is None and "int" in c.type]
    plain = [c for c in plain if c.low is None and c.name not in {n for names, _, _ in table.composite for n in names}]
    if plain:
        running: dict[tuple[Value, ...], int] = {}
        for row in rows:
            rest = tuple(row[k] for k in table.key if k != plain[-1].name)
            running[rest] = row[plain[-1].name] = running.get(rest, 0) + 1  # type: ignore[assignment]
    seen: set[tuple[Value, ...]] = set()
    kept = []
    for row in rows:
        key = tuple(row[k] for k in table.key)
        if key not in seen and None not in key:
            seen.add(key)
            kept.append(row)
    return kept
