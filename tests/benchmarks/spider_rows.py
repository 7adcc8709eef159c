"""Made-up rows for schemas that come without data, in which the words of the questions are found.

`fill` makes the same rows for the same schema and seed. What a gold statement compares a column with (a name, a code, a year) is
among its values, keys lead to rows that are there, a quarter of the parents has no child, children are spread unevenly, two names
are two others' too, and the smallest and the largest number of a column are there once, so that "the youngest" is one row. No
cell is null.
"""

from __future__ import annotations

import itertools
import random
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

Schema = dict[str, Any]
Words = dict[tuple[str, str], dict[str, set[str]]]
"""By lower-case table and column: the values that are compared (`is`) and the parts of texts (`has`)."""

PARENTS, CHILDREN = 40, 180
KEYS = {("flight_2", "flights"): ("Airline", "FlightNo"), ("network_1", "Friend"): ("student_id", "friend_id")}
"""Keys of two columns, of which the schemas name the first only and which are not all foreign keys."""
LED = {("flight_2", "flights", "Airline"): ("airlines", "uid")}
"""A key that the gold statements join by and the schema leaves out."""
COUNTRIES = ("USA", "France", "Italy", "Japan", "Brazil", "Kenya", "Norway", "Canada")
STATES = ("CA", "NY", "TX", "NJ", "WA", "FL", "OH", "MA")
NAMED = re.compile(r"name$|title|episode|^course$|note|song|^orchestra$|^airline$|address")
TYPES = {"number": re.compile("int|num|dec|doub|real|float|bit", re.I), "time": re.compile("date|time|year", re.I)}
NUMERIC_TEXT = re.compile(r"^age$|year|rating|tonnage|rank|^share$|viewers")


@dataclass(frozen=True)
class Column:
    """A column as it is made: what it is in DuckDB and in SQLite, and the table and column that it leads to."""

    name: str
    type: str
    leads: tuple[str, str] | None = None


@dataclass
class Table:
    """A table with its columns, rows and primary key."""

    name: str
    columns: list[Column]
    rows: list[tuple[Any, ...]]
    key: tuple[str, ...]


def words_of(schema: Schema, statements: list[str]) -> Words:
    """What the statements compare columns with; a word in double quotes that is no column is a value."""
    tables = {t["name"].lower(): {c["name"].lower() for c in t["columns"]} for t in schema["tables"]}
    everywhere = set().union(*tables.values())
    found: Words = {}
    for statement in statements:
        for node in sqlglot.parse_one(statement, read="sqlite").find_all(exp.Binary, exp.Between):
            column, select = node.this, node.find_ancestor(exp.Select)
            if not isinstance(column, exp.Column) or select is None:
                continue
            others = [node.args[a] for a in ("expression", "low", "high") if node.args.get(a) is not None]
            values = [
                o.name
                for o in others
                if isinstance(o, exp.Literal)
                or (isinstance(o, exp.Column) and not o.table and o.name.lower() not in everywhere)
            ]
            named = {t.alias_or_name.lower(): t.name.lower() for t in select.find_all(exp.Table)}
            own = named.get(column.table.lower()) or next(
                (t for t in [*named.values(), *tables] if column.name.lower() in tables[t]), None
            )
            if own is not None and values:
                kept = found.setdefault((own, column.name.lower()), {"is": set(), "has": set()})
                kept["has" if isinstance(node, exp.Like) else "is"].update(v.strip("%") for v in values)
    for key in schema["foreign_keys"]:
        source = (key["from_table"].lower(), key["from_columns"][0].lower())
        if source in found:
            target = found.setdefault(
                (key["to_table"].lower(), key["to_columns"][0].lower()), {"is": set(), "has": set()}
            )
            target["is"] |= found[source]["is"]
    return found


def _invented(rng: random.Random, parts: int = 2) -> str:
    """A word that means nothing."""
    return "".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(parts)).title() + rng.choice("nrsl")


def _texts(rng: random.Random, name: str, known: dict[str, set[str]], count: int) -> list[str]:
    """Texts of a column: all but two different for names, a few kinds otherwise."""
    low = name.lower()
    values = sorted(known["is"])
    if "date" in low:
        return [
            f"{y}-{m:02}-{d:02}"
            for y, m, d in rng.sample(list(itertools.product(range(2001, 2016), range(1, 13), range(1, 29))), count)
        ]
    if NUMERIC_TEXT.search(low) and all(v.isdigit() for v in values):
        return [str(n) for n in _numbers(rng, name, known, count)]
    if NAMED.search(low):
        texts = [f"{_invented(rng)} {_invented(rng)}" for _ in range(count)]
        for row, part in enumerate(p for p in sorted(known["has"]) for _ in range(4)):
            texts[count - 1 - row] = f"{_invented(rng)} {part} {_invented(rng)}"
        texts[: len(values)] = values
        texts[-6:-4] = texts[len(values) + 1 : len(values) + 3]
        return texts
    if low in ("is_male", "if_first_show"):
        return [rng.choice("TF") for _ in range(count)]
    if low == "sex":
        return [rng.choice("FM") for _ in range(count)]
    if "hight_definition" in low or "pay_per_view" in low:
        return [rng.choice(["yes", "no"]) for _ in range(count)]
    kinds = list(COUNTRIES) if low in ("country", "nationality") else list(STATES) if low == "state" else []
    kinds = list(dict.fromkeys([*values, *(kinds or [_invented(rng, 3) for _ in range(max(3, 7 - len(values)))])]))
    weights = [3 if k in values else 1 + i % 3 for i, k in enumerate(kinds)]
    return rng.choices(kinds, weights, k=count)


def _numbers(rng: random.Random, name: str, known: dict[str, set[str]], count: int) -> list[int]:
    """Whole numbers about those that are compared, the least and the greatest once; few of them for grades and levels."""
    low, compared = name.lower(), sorted(int(float(v)) for v in known["is"] if re.fullmatch(r"\d+(\.\d+)?", v))
    if re.search("grade|level", low) and compared:
        return rng.choices(range(compared[0], compared[-1] + 2), k=count)
    if "year" in low and not (compared and max(compared) < 1000):
        first, last = (min(compared) - 4, max(compared) + 4) if compared else (1975, 2015)
    elif compared:
        first, last = min(max(2, min(compared) // 2), max(compared)), max(compared) * 2
    elif low == "age":
        first, last = 20, 68
    else:
        first, last = 110, 900
    numbers = [
        rng.choice(compared) if compared and rng.random() < 0.4 else rng.randint(first, last) for _ in range(count)
    ]
    least, greatest = rng.sample(range(count), 2)
    numbers[least], numbers[greatest] = min(numbers) - 1, max(numbers) + 1
    return numbers


def schema_of(database: str, statements: str) -> Schema:
    """The schema that CREATE TABLE statements of SQLite make, in the form of Spider's; a key to the table's own rows is left out.

    Its keys are whole, where Spider's hold the first column alone, and one that is a day is kept as text.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(statements)
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        told = {name: connection.execute(f'pragma table_info("{name}")').fetchall() for name in names}
        keys = {n: [c[1] for c in sorted((c for c in told[n] if c[5]), key=lambda c: int(c[5]))] for n in names}
        foreign = []
        for name in names:
            columns = {c[1].lower(): c[1] for c in told[name]}
            for key in connection.execute(f'pragma foreign_key_list("{name}")').fetchall():
                to = next(n for n in names if n.lower() == key[2].lower())
                named = (c[1] for c in told[to] if c[1].lower() == (key[4] or "").lower())
                led = next(named, next(iter(keys[to]), None))
                if to != name and led is not None:
                    ends = {"from_table": name, "from_columns": [columns[key[3].lower()]]}
                    foreign.append({**ends, "to_table": to, "to_columns": [led]})
    tables = []
    for name in names:
        made = []
        for _, column, type_, *_ in told[name]:
            kind = next((kind for kind, pattern in TYPES.items() if pattern.search(type_ or "")), "text")
            made.append({"name": column, "type": "text" if kind == "time" and keys[name] == [column] else kind})
        tables.append({"name": name, "columns": made, "primary_key": keys[name], "whole_key": True})
    return {"db": database, "tables": tables, "foreign_keys": foreign}


def _codes(rng: random.Random, known: dict[str, set[str]], count: int) -> list[str]:
    """Different codes of three letters."""
    codes = sorted(known["is"])
    while len(codes) < count:
        code = "".join(rng.choice("ABCDEGHKLMNOPRSTUVY") for _ in range(3))
        if code not in codes:
            codes.append(code)
    return codes


def _children(rng: random.Random, keys: list[Any], count: int) -> list[Any]:
    """Keys of three quarters of the parents, some far more often; the first rows, where the words are, are among those."""
    head, rest = keys[:5], keys[5:]
    used = [*head, *rng.sample(rest, min(len(rest), max(2, len(keys) * 3 // 4 - len(head))))]
    often = used[:10]
    rng.shuffle(often)
    used[:10] = often
    return rng.choices(used, [1 / (1 + i) ** 0.8 for i in range(len(used))], k=count)


def fill(schema: Schema, words: Words, seed: int) -> list[Table]:
    """The tables of a schema, parents first; equal for equal arguments."""
    filling = _Filling(schema, words, seed)
    waiting = list(schema["tables"])
    while waiting:
        one = next(
            t
            for t in waiting
            if all(to in filling.made for (of, _), (to, _) in filling.leads.items() if of == t["name"])
        )
        waiting.remove(one)
        filling.make(one)
    return list(filling.made.values())


class _Filling:
    """The tables made so far of one schema."""

    def __init__(self, schema: Schema, words: Words, seed: int) -> None:
        self.database, self.words, self.made = schema["db"], words, dict[str, Table]()
        self.rng = random.Random(f"{schema['db']} {seed}")
        self.leads = {
            (k["from_table"], k["from_columns"][0]): (k["to_table"], k["to_columns"][0]) for k in schema["foreign_keys"]
        }
        self.leads |= {(t, c): to for (d, t, c), to in LED.items() if d == self.database}

    def make(self, one: dict[str, Any]) -> None:
        """One table over those that are made; its numbers of rows are no other table's."""
        name, base = one["name"], 1000 * (1 + len(self.made))
        led = [c["name"] for c in one["columns"] if (name, c["name"]) in self.leads]
        key = tuple(one.get("primary_key") or ())
        if (self.database, name) in KEYS:
            key = KEYS[self.database, name]
        elif len(led) > 1 and len(key) < 2 and not one.get("whole_key") and (not key or key[0] in led):
            key = tuple(led[:2])
        count = CHILDREN if led else PARENTS
        columns, cells = list[Column](), list[list[Any]]()
        for column in one["columns"]:
            to = self.leads.get((name, column["name"]))
            kind = {"number": "BIGINT", "time": "TIMESTAMP"}.get(column["type"], "VARCHAR")
            if to is not None:
                place = [c.name for c in self.made[to[0]].columns].index(to[1])
                kind = self.made[to[0]].columns[place].type
                cells.append(_children(self.rng, list(dict.fromkeys(r[place] for r in self.made[to[0]].rows)), count))
            else:
                known = self.words.get((name.lower(), column["name"].lower()), {"is": set(), "has": set()})
                cells.append(
                    self._cells(column["name"], kind, known, base if (column["name"],) == key else None, count)
                )
            columns.append(Column(column["name"], kind, to))
        rows = list(zip(*cells, strict=True))
        if len(key) > 1 or set(key) & set(led):
            places = [[c.name for c in columns].index(k) for k in key]
            rows = list({tuple(row[p] for p in places): row for row in rows}.values())
        self.made[name] = Table(name, columns, rows, key)

    def _cells(self, name: str, kind: str, known: dict[str, set[str]], base: int | None, count: int) -> list[Any]:
        """The cells of a column that leads nowhere; `base` is where the numbers of a key begin."""
        if base is not None and kind == "BIGINT":
            return self.rng.sample(range(base, base + 2 * count), count)
        if base is not None:
            codes = "code" in name.lower()
            return _codes(self.rng, known, count) if codes else [str(n) for n in range(base, base + count)]
        if kind == "TIMESTAMP":
            hours = self.rng.sample(range(24 * 28 * 12), count)
            return [f"2017-{1 + h // 672:02}-{1 + h // 24 % 28:02} {h % 24:02}:{h % 60:02}:07" for h in hours]
        return list((_numbers if kind == "BIGINT" else _texts)(self.rng, name, known, count))
