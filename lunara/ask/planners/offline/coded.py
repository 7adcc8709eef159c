"""Tables that only say what a code stands for: their values name kinds of the rows that carry the code.

A "dentist" of `roles(code, description)` is a member of the staff, not a row of the roles.
"""

from __future__ import annotations

from collections.abc import Collection

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import PIECE_WORDS, spread
from lunara.semantic.model import Dimension, Table

_CODED = frozenset(spread("code number no abbreviation symbol"))


def explains_code(value: Target, lexicon: Lexicon) -> bool:
    """Whether a value is what a code stands for: the one name in a table of nothing but keys and names that others refer to."""
    table = lexicon.tables[value.table]
    relationships = lexicon.model.relationships
    if any(r.from_table == table.name for r in relationships):
        return False
    if any(m.aggregate != "count" for m in table.measures) or any(d.type == "time" for d in table.dimensions):
        return False
    if len(table.primary_key) == 1 and value.name in lexicon.key_names(table.name):
        return False
    names = [
        d.name for d in table.dimensions if d.type == "string" and (d.name == value.name or not _is_code(d, table))
    ]
    return names == [value.name] and any(r.to_table == table.name for r in relationships)


def stand_for(value: Target, others: Collection[str], lexicon: Lexicon) -> list[str]:
    """The tables whose rows a value stands for that names rows of another: "clerks" are employees of that job title.

    So it is with what people are by their work, and where more is said of them: `others` are the tables of what is said beside it
    ("black Labradors", of dogs that have a colour).
    """
    table = lexicon.tables[value.table]
    if lexicon.display(table.name) != value.name:
        return []
    found = carriers(table.name, lexicon)
    if len(found) != 1 or lexicon.time_dimension(table.name) is not None:
        return []
    field = lexicon.dimension(table.name, value.name)
    words = {*words_of(value.name), *words_of(field.label or "" if field is not None else ""), *table_words(table)}
    return found if words & _JOBS or set(others) == set(found) else []


_JOBS = frozenset(spread("position role job title rank occupation profession designation"))


def _is_code(dimension: Dimension, table: Table) -> bool:
    column = (dimension.expression or dimension.name).strip('"')
    if column in table.primary_key or any(column in key for key in table.unique_keys):
        return True
    return words_of(dimension.label or dimension.name)[-1:][0] in _CODED


def carriers(table: str, lexicon: Lexicon) -> list[str]:
    """The tables whose rows are of the kinds that this one explains; over a bridge what lies beyond it.

    None of those whose rows stand for a quantity of it: a line of three laptops is not one laptop.
    """
    found: list[str] = []
    relationships = lexicon.model.relationships
    for name in dict.fromkeys(r.from_table for r in relationships if r.to_table == table and r.from_table != table):
        if name not in lexicon.tables:
            continue
        ends = [r for r in relationships if r.from_table == name]
        bridge = {c for r in ends for c in r.from_columns} >= set(lexicon.tables[name].primary_key)
        beyond = [r.to_table for r in ends if r.to_table != table and r.to_table in lexicon.tables]
        if bridge and lexicon.tables[name].primary_key and beyond:
            found += beyond
        else:
            found.append(name)
    return [name for name in dict.fromkeys(found) if not _in_pieces(name, lexicon)]


def _in_pieces(table: str, lexicon: Lexicon) -> bool:
    return any(
        m.aggregate == "sum" and set(words_of(m.label or m.name)) & PIECE_WORDS for m in lexicon.tables[table].measures
    )
