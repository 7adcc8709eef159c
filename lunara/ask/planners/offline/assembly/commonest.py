"""What occurs most often: the values of a field, things by the rows that refer to them, kinds by how many there are of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import shapes
from lunara.ask.planners.offline.assembly.parts import Declined, measure_name
from lunara.ask.planners.offline.frame import Group
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.semantic.graph import graph_of
from lunara.semantic.query import InlineMeasure, OrderBy

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

NAMES = frozenset(("name", "names"))
_UNSAID = "The question does not say how often is counted."


def kinds_counted(a: Assembler) -> None:
    """ "Types of documents with more than 4 documents": the types, each by how many of the rows are of it.

    The things whose kinds are asked for are named beside them and no subject of their own.
    """
    frame = a.frame
    if len(frame.columns) != 1 or len(frame.entities) != 1 or frame.groups or frame.wanted or frame.most_common:
        return
    kind, thing = a.reading.target(frame.columns[0]), a.reading.target(frame.entities[0])
    counts = [c.wanted for c in frame.conditions if c.kind == "compare" and c.wanted is not None]
    counts += [frame.rank] if frame.rank is not None else []
    same = [w for w in counts if w.count and (t := a.reading.target(w.mention)) is not None and _is_of(t, thing)]
    if not same or kind is None or thing is None or thing.kind != "table" or kind.table != thing.table:
        return
    if kind.kind == "dimension" and not shapes.names_rows(a, kind):
        frame.entities = []
        if frame.rank is not None and frame.top is None and not frame.columns[0].plural:
            frame.top = 1


def _is_of(target: Target, thing: Target | None) -> bool:
    return thing is not None and target.table == thing.table


def most_common(a: Assembler) -> str:
    """The groups by how often they occur. Raises Declined where that is not said."""
    _in_place(a)
    frame = a.frame
    group = frame.groups[0] if frame.groups else None
    target = a.reading.target(group.mention) if group and group.mention else None
    if target is not None and target.kind == "table":
        return _thing(a, target)
    if target is None or target.kind != "dimension" or len(frame.groups) > 1:
        raise Declined(_UNSAID)
    own = all(_is_of(t, target) for e in frame.entities if (t := a.reading.target(e)) is not None)
    if own and not frame.used and _tells_each(a, target) and len(_users(a.lexicon, target.table)) == 1:
        frame.entities = []
        frame.columns = [*frame.columns, *(g.mention for g in frame.groups if g.mention is not None)]
        return _thing(a, Target("table", target.table, target.table))  # each of its rows is there once
    if any(a.reading.target(c) != target for c in frame.columns):
        raise Declined("The question asks for one thing by how common another one is, which cannot be asked here.")
    tables = [t.table for e in frame.entities if (t := a.reading.target(e)) is not None] or [_used_in(a, target)]
    _ordered_by(a, a.fields.count(tables[0]))
    a.bases = [tables[0]]
    return "aggregate"


def _tells_each(a: Assembler, target: Target) -> bool:
    """Whether each row of a table has another value of this field: its key, its name, or what a code of a list stands for."""
    if shapes.names_rows(a, target):
        return True
    timeless = all(d.type != "time" for d in a.lexicon.tables[target.table].dimensions)
    return timeless and a.lexicon.display(target.table) == target.name and shapes.identifies(a, target, target.table)


def _in_place(a: Assembler) -> None:
    """ "The code that is most common among products": the code is what is grouped by, of the products."""
    frame = a.frame
    if len(frame.columns) != 1:
        return
    column = a.reading.target(frame.columns[0])
    if column is None or column.kind != "dimension" or shapes.names_rows(a, column):
        return
    if not frame.groups and len(frame.entities) == 1:
        item = frame.columns.pop()
    elif len(frame.groups) == 1 and not frame.entities and frame.groups[0].mention is not None:
        said = frame.groups[0].mention
        if said.start < frame.columns[0].start or not _rows(a, a.reading.target(said)):
            return
        item, frame.entities = frame.columns.pop(), [said]
    else:
        return
    frame.groups = [Group(mention=item, text=item.text, ranked=True)]
    if frame.top is None and not item.plural:
        frame.top = 1


def _rows(a: Assembler, target: Target | None) -> bool:
    """Whether rows are named: a thing, or the field that tells each of them."""
    return target is not None and (
        target.kind == "table" or (target.kind == "dimension" and shapes.names_rows(a, target))
    )


def _used_in(a: Assembler, target: Target) -> str:
    """The table whose rows tell how often a field's values are used: the events that refer to its things, else its own."""
    if not a.frame.used:
        return target.table
    users = {r.from_table for r in a.lexicon.model.relationships if r.to_table == target.table} - {target.table}
    users &= set(a.lexicon.tables)
    events = {t for t in users if any(m.aggregate == "sum" for m in a.lexicon.tables[t].measures)} or users
    if len(events) > 1 or (events and not shapes.names_rows(a, target)):
        raise Declined(f"It is not clear in what “{label_of(a.lexicon, target)}” is used: ask for a number by it.")
    return next(iter(events), target.table)


def _thing(a: Assembler, target: Target) -> str:
    """ "Most common diagnosis": how often a thing is referred to, where one table only does so or is named."""
    frame = a.frame
    target = _end_of_bridge(a.lexicon, target) or target
    users = _users(a.lexicon, target.table)
    named = [t.table for e in frame.entities if (t := a.reading.target(e)) is not None]
    bases = named or list(dict.fromkeys(users))
    if len(bases) != 1 or users.count(bases[0]) != 1 or len(frame.groups) > 1:
        raise Declined(_UNSAID)
    base = bases[0]
    shown = [a.reading.target(c) for c in frame.columns if c.low not in NAMES or a.fields.display(target.table) is None]
    if any(t is None or t.kind != "dimension" or t.table != target.table for t in shown):
        raise Declined("The question asks for one thing by how common another one is, which cannot be asked here.")
    frame.groups.clear()
    _ordered_by(a, a.fields.count(base))
    a.bases = [base]
    a.group_by(target, ranked=True)
    for one in shown:
        name = a.dimension(target.table, one.name) if one is not None else ""
        if name and name not in a.parts.dimensions:
            a.parts.dimensions.append(name)
    return "aggregate"


def _users(lexicon: Lexicon, table: str) -> list[str]:
    """The tables whose rows refer to this one's, one for each road."""
    roads = [r.from_table for r in lexicon.model.relationships if r.to_table == table and r.from_table != table]
    return [t for t in roads if t in lexicon.tables]


def popular_by_one(lexicon: Lexicon, group: Group, numbers: Sequence[Target]) -> bool:
    """Whether the rows of one table alone tell how popular a thing is: "the most popular role", that of most users.

    Nothing else does where none of the `numbers` that could decide it adds up.
    """
    found = (lexicon.measure(t.table, t.name) for t in numbers)
    if any(m is None or m.aggregate == "sum" for m in found):
        return False
    exact = group.mention.matches if group.mention is not None else []
    named = {m.target for m in exact if m.exact and m.target.kind == "table"}
    if len(named) != 1 or any(m.exact and m.target.kind == "dimension" for m in exact):
        return False
    thing = named.pop()
    users = _users(lexicon, (_end_of_bridge(lexicon, thing) or thing).table)
    return len(users) == 1 and not (thing.table not in users and _used_beyond(lexicon, thing.table, users[0]))


def _used_beyond(lexicon: Lexicon, thing: str, pairs: str) -> bool:
    """Whether rows of their own tell how popular those are that are tied to the things: categories of films that are rented."""
    graph = graph_of(lexicon.model)
    others = {r.to_table for r in lexicon.model.relationships if r.from_table == pairs} - {thing}
    users = {user for other in others & set(lexicon.tables) for user in _users(lexicon, other)}
    return graph.is_bridge(pairs) and any(not graph.is_bridge(user) for user in users - {pairs})


def _end_of_bridge(lexicon: Lexicon, target: Target) -> Target | None:
    """ "Party form" of rows that tie parties and forms: the form, of which there are many such rows."""
    words = table_words(lexicon.tables[target.table])
    ends = {r.to_table for r in lexicon.model.relationships if r.from_table == target.table} & set(lexicon.tables)
    called = {table_words(lexicon.tables[t]): t for t in ends}
    last = called.get(words[1:]) if words[:1] in called else None
    return Target("table", last, last) if last is not None else None


def _ordered_by(a: Assembler, count: str | InlineMeasure) -> None:
    """How often they occur orders the groups, also where another number of them is asked for."""
    if count not in a.parts.measures:
        a.parts.measures.append(count)
    a.parts.order.append(OrderBy(field=measure_name(count), direction=a.frame.most_common or "desc"))
