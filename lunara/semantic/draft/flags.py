"""Columns that say yes or no, in whatever way the house writes it: booleans, Y and N, 0 and 1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.role_words import FLAGS_FIRST
from lunara.semantic.draft.vocabulary import word_set

_YES = word_set("y yes true t 1 j ja s si on x")
_NO = word_set("n no false f 0 nein off")
_PLAIN = (word_set("y n"), word_set("yes no"), word_set("true false"), word_set("ja nein"))
_PLAIN_SAID = (("Y", "YES", "TRUE"), ("N", "NO", "FALSE"))
_MARKS = frozenset(["flag", "indicator", "flg", "yn", "ind"])
_LEAD = frozenset(["is", "was", "are", "were"])
_SHORT_TEXT = re.compile(
    r"(?:char|character|varchar|varchar2|nvarchar|nchar|string|text|bpchar)?\s*\(\s*[1-5]\s*\)", re.IGNORECASE
)


@dataclass(frozen=True)
class Flag:
    """How a column says yes: `yes` are its values for it (none for a boolean); `folded` says that case must not matter."""

    yes: tuple[str | int, ...]
    confidence: float
    because: str
    folded: bool = False


def is_named(column: ColumnFacts) -> bool:
    """Whether the name says that the column is a flag: is_active, vip_flag, deleted_ind. A ship's flag state is none."""
    return (column.sense[0] in FLAGS_FIRST and len(column.sense) > 1) or (
        len(column.words) > 1 and (column.words[-1] in _MARKS or column.sense[-1] in _MARKS)
    )


def flag_of(column: ColumnFacts) -> Flag | None:
    """The flag that a text or a whole number is, by its values, or by its name and type where no values are known."""
    if column.kind == "string":
        return _text_flag(column)
    if column.kind == "integer":
        return _number_flag(column)
    return None


def _text_flag(column: ColumnFacts) -> Flag | None:
    stats, named = column.stats, is_named(column)
    if stats is not None and stats.values:
        values = {value.strip().lower(): value for value in stats.values}
        known = set(values) <= _YES | _NO and bool(set(values) & _YES) and len(values) <= 2 and len(stats.values) <= 4
        plain = len(values) == 2 and any(set(values) == pair for pair in _PLAIN)
        if not (plain or (named and known)):
            return None
        yes = tuple(value for value in stats.values if value.strip().lower() in _YES)
        return Flag(yes, 0.97, f"Its values are {' and '.join(stats.values)}: a flag.")
    if stats is not None:
        counted = stats.rows >= 10 and stats.filled == stats.yes_no > 0 and stats.distinct <= 4
        if counted and (named or stats.distinct == 2):
            because = "Each of its values says yes or no (they were counted in the warehouse, not read): a flag."
            return Flag(yes_and_no(column)[0], 0.95, because, folded=True)
    elif named and _SHORT_TEXT.search(column.column.type):
        because = "Named like a flag; its values were not read, so Y, T and 1 count as yes."
        return Flag(yes_and_no(column)[0], 0.75, because, folded=True)
    return None


def yes_and_no(column: ColumnFacts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The upper-case texts that mean yes and no in this column; T and F, 1 and 0 only where the name tells of a flag."""
    return (("Y", "YES", "TRUE", "T", "1"), ("N", "NO", "FALSE", "F", "0")) if is_named(column) else _PLAIN_SAID


def _number_flag(column: ColumnFacts) -> Flag | None:
    stats, named = column.stats, is_named(column)
    if stats is None or not stats.filled:
        return Flag((1,), 0.85, "Named like a flag: 1 means yes.") if named else None
    binary = stats.low in (0, 1) and stats.high in (0, 1) and isinstance(stats.low, int)
    if binary and named:
        return Flag((1,), 0.97, "Its values are 0 and 1: a flag.")
    if binary and stats.distinct == 2 and stats.rows >= 50:
        return Flag((1,), 0.85, "Its values are 0 and 1 only: a flag.")
    return None


def flag_words(column: ColumnFacts, table: TableFacts) -> tuple[str, ...]:
    """What a flag's label says: Planned for is_planned, VIP for vip_flag; the whole name where another column is called that."""
    words = column.words
    if len(words) > 1 and words[0] in _LEAD:
        words = words[1:]
    while len(words) > 1 and words[-1] in _MARKS:
        words = words[:-1]
    taken = any(other is not column and other.words == words for other in table.columns)
    return column.words if taken else words
