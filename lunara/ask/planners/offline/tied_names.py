"""What things are called by the rows that tie them to others of their kind: those who have friends are students."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lunara.ask.paths import Roads
from lunara.ask.planners.offline.naming import table_words
from lunara.semantic.model import Relationship, Table


def called_by_ties(
    table: Table, tables: Mapping[str, Table], roads: Roads, role_words: Callable[[Relationship], tuple[str, ...]]
) -> list[str]:
    """Names of a table's things: "student" for high schoolers where a table of friends has a student and a friend.

    One of the two keys is called as the rows are, the other one by a word that is no table's own.
    """
    found = []
    for one in roads.neighbours(table.name):
        both = [r for r in roads.direct(one, table.name) if r.from_table == one != table.name]
        if len(both) != 2 or one not in tables:
            continue
        own = set(table_words(tables[one]))
        roles = [role_words(r) for r in both]
        named = [role for role in roles if role and set(role) <= own]
        other = next((role for role in roles if role not in named), ())
        if len(named) == 1 and other and not any(set(other) & set(table_words(t)) for t in tables.values()):
            found.append(" ".join(other))
    return list(dict.fromkeys(found))
