"""Columns that are called like a table, with nothing that says key: `airline` of flights, `lost_in_battle`, `origin_airport`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.keys import code_stem, key_stem
from lunara.semantic.draft.people import split_name
from lunara.semantic.draft.vocabulary import word_set

_QUANTITIES = word_set("""
    order year month day date time unit point score price rating position amount quantity level stock inventory age
    page sale cost payment budget salary value total count type status rank grade balance like comment vote view
    goal season round room floor name title description code number measure result
""")
ROLE_ADJECTIVES = word_set("""
    primary main default current first last previous next original home away parent billing shipping bill ship
    to from source target origin destination dest pickup dropoff start end local foreign base quote
""")
# What people call a row by, as a column of its own.
_CALLED = word_set("""
    name title label caption description desc code abbreviation abbr symbol slug number email login username surname
""")

Index = Mapping[tuple[str, ...], Sequence[TableFacts]]


class Named(NamedTuple):
    """The table that a column is called like, how sure it is that the column holds its key, and what more speaks for it."""

    table: TableFacts
    strength: float
    because: str = ""


def bare_name(child: TableFacts, column: ColumnFacts, exact: Index, tails: Index) -> Named | None:
    """The one table whose name, or the end of whose name, the column ends in; its key must be of the column's type."""
    if (
        column.words[-1] != column.sense[-1]
        or column.sense[-1] in _QUANTITIES
        or column.kind not in ("integer", "uuid", "string")
    ):
        return None
    for start in range(len(column.sense)):
        tail, role = column.sense[start:], column.sense[:start]
        for index, strength in ((exact, 0.74), (tails, 0.62)):
            targets = [t for t in index.get(tail, ()) if t is not child and t.column(t.key[0]).kind == column.kind]
            if len(targets) == 1 and (start == 0 or index is exact):
                return _text(child, role, tail, targets[0]) if column.kind == "string" else Named(targets[0], strength)
    return None


def _text(child: TableFacts, role: tuple[str, ...], tail: tuple[str, ...], target: TableFacts) -> Named:
    """Text of a table's name is as often the name of a row as its key: without more, only values can tell."""
    key = target.column(target.key[0])
    if not role and key_stem(key) is not None and not _has_a_name(target):
        return Named(target, 0.72, f", whose rows have nothing but {key.name} to be called by")
    coded = code_stem(key) is not None and key.position <= 1
    if role and set(role) <= ROLE_ADJECTIVES and coded and tail in target.aliases:
        roles = [c for c in child.columns if c.kind == "string" and c.sense[-len(tail) :] == tail]
        if len(roles) == 2 and all(
            c.sense[: -len(tail)] and set(c.sense[: -len(tail)]) <= ROLE_ADJECTIVES for c in roles
        ):
            told = f", which is known by {key.name}; {roles[0].name} and {roles[1].name} are two of them"
            return Named(target, 0.72, told)
    return Named(target, 0.64)


def _has_a_name(table: TableFacts) -> bool:
    """Whether the rows can be called by something beside the key: `name`, `channel_name`, a person's names, the table's word."""
    if split_name(table) is not None:
        return True
    for column in table.columns:
        about = column.sense[:-1] in ((), ("full",), ("display",), ("user",), *table.aliases) or len(column.own) == 1
        called = column.own[-1] in _CALLED and about
        if column.kind == "string" and column.name not in table.key and (called or column.sense in table.aliases):
            return True
    return False
