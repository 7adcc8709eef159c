"""The row of totals that closes many exported tables, which would be counted twice with the rows it adds up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lunara.connect.column_types import ColumnType, quoted

if TYPE_CHECKING:
    import duckdb

_TEXT = """
    total totals sum sums summe summen gesamt gesamtsumme gesamtergebnis gesamtbetrag insgesamt totale totaal totalt totaux
    somme suma summa som итого всего razem celkem összesen toplam 合計 总计 總計 합계
"""
_TEXT_BESIDE = "grand overall general général générale generale geral the sales revenue der and of all net gross amount"
_WORDS, _BESIDE = frozenset(_TEXT.split()), frozenset(_TEXT_BESIDE.split())
_NUMBERS = ("BIGINT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True)
class ClosingRow:
    """The last row of a loaded table, taken out of it: its number, its texts, and whether it is called a total."""

    number: int
    cells: tuple[str | None, ...]
    called: str


def take_closing_row(connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str]) -> ClosingRow | None:
    """Take the last row out of a table of texts where it may be one of totals; None where it is not, or is the only one.

    It may be where its first text is a word for a total, or where its first cell is empty and that of every other row is not.
    """
    row = connection.execute(f"select rowid, * from {table} where rowid = (select max(rowid) from {table})").fetchone()
    if row is None:
        return None
    number, *cells = row
    label = next((cell.strip() for cell in cells if cell and cell.strip()), "")
    called = label if _is_total(label) else ""
    if not called and (cells[0] or "").strip():
        return None
    first = quoted(names[0])
    above, empty = connection.execute(
        f"select count(*), count(*) filter (where coalesce(trim({first}), '') = '') from {table} where rowid < {number}"
    ).fetchone() or (0, 0)
    if not above or (empty and not called):
        return None
    connection.execute(f"delete from {table} where rowid = {number}")
    return ClosingRow(number, tuple(cells), called)


def put_back(connection: duckdb.DuckDBPyConnection, table: str, row: ClosingRow) -> None:
    """Make it the last row of the table again."""
    connection.execute(f"insert into {table} values ({', '.join('?' for _ in row.cells)})", list(row.cells))


def adds_up(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    types: Sequence[ColumnType],
    row: ClosingRow,
) -> bool:
    """Whether every number of the row is the sum of its column above, and there is one; no other cell but its name is filled.

    Where it is called a total, a number may also be the average of its column, as of prices.
    """
    sums = 0
    for place, (name, kind, cell) in enumerate(zip(names, types, row.cells, strict=True)):
        text = (cell or "").strip()
        if not text:
            continue
        if not kind.type.startswith(_NUMBERS):
            if row.called and (_is_total(text) or place == 0):
                continue
            return False
        found = connection.execute(
            f"select (select {kind.cast} from (select ? as {quoted(name)})), sum({kind.cast}), avg({kind.cast}) from {table}",
            [cell],
        ).fetchone()
        given, total, average = found or (None, None, None)
        if given is None or total is None:
            return False
        allowed = _allowed(text, float(total))
        if abs(Decimal(str(given)) - Decimal(str(total))) <= allowed:
            sums += 1
        elif not row.called or abs(Decimal(str(given)) - Decimal(str(average))) > allowed:
            return False
    return sums > 0


def _allowed(text: str, total: float) -> Decimal:
    """By how much a total may differ: half of its last place, and what adding binary fractions loses."""
    places = re.search(r"[.,](\d+)\D*$", text)
    last = len(places[1]) if places else 0
    return max(Decimal(5).scaleb(-last - 1), Decimal(abs(total) * 1e-12))


def _is_total(text: str) -> bool:
    """ "Total", "Grand total:", "Summe", "Total 2024"."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return any(word in _WORDS for word in words) and all(word in _WORDS | _BESIDE for word in words)
