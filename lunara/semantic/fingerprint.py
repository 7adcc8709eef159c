"""What the columns of a warehouse looked like when a model was made, without a value of theirs: to know them again renamed.

    prints = take_fingerprints(catalog, tables, runner, key=key, values=True)
    likeness(prints.tables["main.orders"].columns["amount"], now, same_key=True)    # lunara.semantic.likeness

A fingerprint holds the type, the share of rows with a value, how many different values there are, the mean length of texts, and
keyed hashes (HMAC-SHA256 with a key that is kept apart from the fingerprints) of the smallest and the largest number or date, of
the sum, and of a few different values. Whoever has the fingerprints and not the key can neither read a value nor try one.
Columns that hold people's private data, and all columns where values may not be read (`values=False`), have no hashes of values
but those ends and sums.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, UnsafeSql, WarehouseFailed
from lunara.guard import read_only
from lunara.semantic.draft.facts import NUMERIC, Kind, kind_of
from lunara.semantic.draft.source import source_of
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import snake
from lunara.semantic.identifiers import column_identifier

ROWS = 20_000
SAMPLED_ROWS = 1_000
SKETCH = 24
COLUMNS_AT_ONCE = 40
FORMAT = 2
_LIMITS = Limits(rows=SAMPLED_ROWS, bytes=16_000_000, seconds=20.0)
_UNSEEN: frozenset[Kind] = frozenset(["other", "clock"])
_PRIVATE = word_set("""
    email mail phone telephone mobile fax ssn iban password passport birth birthday birthdate dob salary card secret token
    name firstname lastname surname street address
""")

_DECIMAL = re.compile(r"\s*(numeric|decimal|number|bignumeric)", re.IGNORECASE)
# Ends that say nothing of a column.
_ANYWHERE = frozenset({"-1", "0", "1", "10", "100"})

OnStep = Callable[[str, int, int], None]

_NETWORK = re.compile(r"inet|cidr|macaddr", re.IGNORECASE)  # read as text, and of no length by themselves


@dataclass(frozen=True)
class ColumnPrint:
    """One column. `filled` is a share of the rows looked at, `distinct` how many different values they had, `length` the mean
    length of texts; `ends` (the smallest and the largest), `total` (the sum of exact numbers) and `sketch` are keyed hashes. None
    and empty: not looked at. An end that any column may have, such as 0, is empty.
    """

    type: str
    filled: float | None = None
    distinct: int | None = None
    length: float | None = None
    ends: tuple[str, ...] = ()
    sketch: tuple[str, ...] = ()
    total: str = ""

    @property
    def seen(self) -> bool:
        """Whether its values were looked at, not only its name and type."""
        return self.filled is not None


@dataclass(frozen=True)
class TablePrint:
    """One table: the rows looked at (None: none), its columns in the warehouse's order."""

    rows: int | None = None
    columns: Mapping[str, ColumnPrint] = field(default_factory=dict)


@dataclass(frozen=True)
class Fingerprints:
    """All tables that a warehouse had, by `schema.name` in lower case. `key_id` tells which key the hashes were made with.

    `orphans` are the rows without a partner by relationship; `cost` the statements that were run; `skipped` what was not
    looked at, and why.
    """

    taken_at: datetime
    key_id: str
    tables: Mapping[str, TablePrint]
    orphans: Mapping[str, int] = field(default_factory=dict)
    cost: int = 0
    skipped: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """JSON values that `from_json` reads."""
        return {
            "format": FORMAT,
            "taken_at": self.taken_at.isoformat(),
            "key": self.key_id,
            "orphans": dict(self.orphans),
            "tables": {
                # A list: where this is kept, the keys of an object have no order, and columns have their places.
                name: {"rows": table.rows, "columns": [[c, *_column_json(p)] for c, p in table.columns.items()]}
                for name, table in self.tables.items()
            },
        }

    @classmethod
    def from_json(cls, data: Any) -> Fingerprints:
        """Read what `to_json` wrote. Raises InvalidInput."""
        try:
            if data["format"] != FORMAT:
                raise InvalidInput("These fingerprints are of another version of Lunara.", "Record them again.")
            tables = {
                str(name): TablePrint(
                    None if table["rows"] is None else int(table["rows"]),
                    {str(c): _column_from(p) for c, *p in table["columns"]},
                )
                for name, table in data["tables"].items()
            }
            orphans = {str(name): int(count) for name, count in data.get("orphans", {}).items()}
            return cls(datetime.fromisoformat(data["taken_at"]), str(data["key"]), tables, orphans)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidInput("These fingerprints cannot be read.", "Record them again.") from error


def relation_key(relation: Relation) -> str:
    """The name under which fingerprints keep a relation."""
    return f"{relation.schema}.{relation.name}".lower() if relation.schema else relation.name.lower()


def matching_key(known: Fingerprints | None, keys: Sequence[bytes]) -> bytes | None:
    """The key that fingerprints were made with, if it is among these; the first one where there are none yet."""
    if known is None:
        return keys[0] if keys else None
    return next((key for key in keys if key_id(key) == known.key_id), None)


def key_id(key: bytes | None) -> str:
    """What tells one key from another without telling the key; empty without one."""
    if key is None:
        return ""
    return hmac.new(key, b"lunara fingerprint key id", hashlib.sha256).hexdigest()[:16]


class Taker:
    """Takes fingerprints of relations of one warehouse: at most two statements for 40 columns of a table, over its first rows.

    Without a `key` there are no hashes. `values=False` reads no value of a text column. After `most` statements only names and
    types are kept; what was left out is in `skipped`. A statement that fails is left out too, except when the warehouse cannot be
    reached.
    """

    def __init__(
        self, runner: Runner, *, key: bytes | None, values: bool, most: int = 2_000, cancel: CancelToken | None = None
    ) -> None:
        self._runner, self._key, self._values, self._most = runner, key, values, most
        self._cancel = cancel or CancelToken()
        self.statements = 0
        self.skipped: list[str] = []

    def take(self, relation: Relation) -> TablePrint:
        """The fingerprint of a relation. Raises ConnectFailed, Cancelled."""
        self._cancel.raise_if_cancelled()
        prints = {column.name: ColumnPrint(column.type) for column in relation.columns}
        names = [c.name for c in relation.columns if kind_of(c.type) not in _UNSEEN]
        rows: int | None = None
        for start in range(0, len(names), COLUMNS_AT_ONCE):
            part = names[start : start + COLUMNS_AT_ONCE]
            counted = self._counted(relation, part, prints)
            if counted is None:
                break
            rows = counted
            if self._values and self._key is not None:
                self._sketched(relation, part, prints)
        return TablePrint(rows, prints)

    def _counted(self, relation: Relation, names: Sequence[str], prints: dict[str, ColumnPrint]) -> int | None:
        wanted: list[exp.Expr] = [exp.alias_(exp.Count(this=exp.Star()), "n")]
        for i, name in enumerate(names):
            this, kind = self._column(name), kind_of(prints[name].type)
            wanted.append(exp.alias_(exp.Count(this=this), f"f{i}"))
            wanted.append(exp.alias_(exp.Count(this=exp.Distinct(expressions=[this.copy()])), f"d{i}"))
            if kind == "string":
                written = exp.cast(this.copy(), "text") if _NETWORK.match(prints[name].type) else this.copy()
                wanted.append(exp.alias_(exp.Avg(this=exp.Length(this=written)), f"a{i}"))
            elif self._key is not None and (kind in NUMERIC or kind in ("date", "timestamp")):
                wanted.append(exp.alias_(exp.Min(this=this.copy()), f"l{i}"))
                wanted.append(exp.alias_(exp.Max(this=this.copy()), f"h{i}"))
                exact = _exact(prints[name].type, this)
                if exact is not None:
                    wanted.append(exp.alias_(exp.Sum(this=exact), f"s{i}"))
        query = exp.select(*wanted).from_(self._first(relation, names, ROWS))
        found = self._ask(query, relation)
        if not found:
            return None
        row = {key.lower(): value for key, value in found[0].items()}
        rows = int(row["n"])
        for i, name in enumerate(names):
            length = row.get(f"a{i}")
            ends = tuple(self._end(row[f"{end}{i}"]) for end in "lh" if row.get(f"{end}{i}") is not None)
            total = row.get(f"s{i}")
            prints[name] = ColumnPrint(
                prints[name].type,
                round(int(row[f"f{i}"]) / rows, 4) if rows else 0.0,
                int(row[f"d{i}"]),
                None if length is None else round(float(length), 2),
                ends,
                total="" if total is None else self._hash(total),
            )
        return rows

    def _sketched(self, relation: Relation, names: Sequence[str], prints: dict[str, ColumnPrint]) -> None:
        names = [name for name in names if not _private(name)]
        if not names:
            return
        query = exp.select(*(self._column(name) for name in names)).from_(self._source(relation)).limit(SAMPLED_ROWS)
        rows = self._ask(query, relation)
        if rows is None:
            return
        columns = list(zip(*(row.values() for row in rows), strict=True)) or [()] * len(names)
        for name, values in zip(names, columns, strict=True):
            different = set(map(_canonical, values)) - {None}
            hashes = sorted(self._hash_text(text) for text in different if text is not None)
            prints[name] = replace(prints[name], sketch=tuple(hashes[:SKETCH]))

    def _column(self, name: str) -> exp.Column:
        return exp.column(column_identifier(name, self._runner.dialect))

    def _source(self, relation: Relation) -> exp.Table:
        return exp.to_table(source_of(relation, self._runner.dialect), dialect=self._runner.dialect)

    def _first(self, relation: Relation, names: Sequence[str], rows: int) -> exp.Subquery:
        return exp.select(*map(self._column, names)).from_(self._source(relation)).limit(rows).subquery("t")

    def _end(self, value: Any) -> str:
        text = _canonical(value)
        return "" if text is None or text in _ANYWHERE else self._hash_text(text)

    def _hash(self, value: Any) -> str:
        return self._hash_text(_canonical(value) or "")

    def _hash_text(self, text: str) -> str:
        digest = hmac.new(self._key or b"", text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:6]).decode()

    def _ask(self, query: exp.Query, relation: Relation) -> list[dict[str, Any]] | None:
        if self.statements >= self._most:
            told = f"The limit of {self._most:,} statements was reached at {relation.name}."
            if not self.skipped or not self.skipped[-1].startswith("The limit of"):
                self.skipped.append(told)
            return None
        self.statements += 1
        try:
            sql = read_only(query.sql(self._runner.dialect), self._runner.dialect)
            result = self._runner.run(sql, limits=_LIMITS, cancel=self._cancel)
        except (Cancelled, ConnectFailed):
            raise
        except (WarehouseFailed, UnsafeSql) as error:
            self.skipped.append(f"{relation.name}: {error.message}")
            return None
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows()]


def take_fingerprints(
    catalog: Catalog,
    wanted: Iterable[Relation],
    runner: Runner | None,
    *,
    key: bytes | None,
    values: bool,
    orphans: Mapping[str, int] | None = None,
    known: Fingerprints | None = None,
    most: int = 2_000,
    cancel: CancelToken | None = None,
    on_step: OnStep | None = None,
) -> Fingerprints:
    """Names and types of every relation of the catalog, and fingerprints of the `wanted` ones.

    Without a `runner` names and types alone. Where some are `known`, those that are not wanted stay as they are known (without
    hashes that another key made), so that what is new stays new until it is looked at. `orphans` are the rows without a partner
    that were counted, by relationship. Raises ConnectFailed, Cancelled.
    """
    step: OnStep = on_step or (lambda what, done, total: None)
    chosen = {relation_key(relation) for relation in wanted}
    taker = None if runner is None else Taker(runner, key=key, values=values, most=most, cancel=cancel)
    tables: dict[str, TablePrint] = {}
    if known is not None:
        same = known.key_id == key_id(key)
        tables = {name: table if same else _unhashed(table) for name, table in known.tables.items()}
    done = 0
    for relation in catalog.tables:
        name = relation_key(relation)
        if taker is not None and name in chosen:
            step("Taking fingerprints of columns", done, len(chosen))
            done += 1
            tables[name] = taker.take(relation)
        elif known is None:
            tables[name] = TablePrint(None, {column.name: ColumnPrint(column.type) for column in relation.columns})
    skipped = () if taker is None else tuple(taker.skipped)
    return Fingerprints(
        datetime.now(UTC), key_id(key), tables, dict(orphans or {}), 0 if taker is None else taker.statements, skipped
    )


def acknowledged(known: Fingerprints, catalog: Catalog) -> Fingerprints:
    """The fingerprints with every table and column that the catalog has, so that none of them is new any more."""
    tables = dict(known.tables)
    for relation in catalog.tables:
        name = relation_key(relation)
        before = tables.get(name, TablePrint())
        fresh = {column.name: ColumnPrint(column.type) for column in relation.columns}
        tables[name] = replace(before, columns={**fresh, **before.columns})
    return replace(known, tables=tables)


def _unhashed(table: TablePrint) -> TablePrint:
    columns = {name: replace(print, ends=(), sketch=(), total="") for name, print in table.columns.items()}
    return TablePrint(table.rows, columns)


def _exact(type: str, column: exp.Column) -> exp.Expr | None:
    """What a sum of the column is taken of, so that it is the same whichever way it is added up; None for floating numbers."""
    if kind_of(type) == "integer":
        return exp.cast(column.copy(), "decimal(29, 0)")
    return column.copy() if _DECIMAL.match(type) else None


def _private(name: str) -> bool:
    return bool(set(snake(name).split("_")) & _PRIVATE)


def _canonical(value: Any) -> str | None:
    """One text for one value, whatever the driver makes of it: 5, 5.0 and Decimal("5.00") are the same number."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        return format(number.normalize(), "f") if number.is_finite() else str(number)
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    return str(value)


def _column_json(print: ColumnPrint) -> list[Any]:
    full = [print.type, print.filled, print.distinct, print.length, list(print.ends), list(print.sketch), print.total]
    while len(full) > 1 and full[-1] in (None, [], ""):
        full.pop()
    return full


def _column_from(data: Any) -> ColumnPrint:
    held = list(data)
    type, filled, distinct, length, ends, sketch, total = held + [None] * (7 - len(held))
    return ColumnPrint(
        str(type),
        None if filled is None else float(filled),
        None if distinct is None else int(distinct),
        None if length is None else float(length),
        tuple(map(str, ends or ())),
        tuple(map(str, sketch or ())),
        str(total or ""),
    )
