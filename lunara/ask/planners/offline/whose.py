"""One thing through another: "supplier nation", "customer region", and bridges that are called after both of their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import groups
from lunara.semantic.graph import Graph, Road, graph_of, is_safe

WITHIN = 0.1
"""How much less likely than the best meaning of a name another one may be to count as well."""
FARTHER = 0.1
"""How much each step beyond the thing takes from a meaning: the customer's country is not that of the customer's agent."""


@dataclass(frozen=True)
class Stop:
    """A table that a road must reach, by this relationship where a key of that name was said."""

    table: str
    by: str = ""


def stops(item: Item, lexicon: Lexicon) -> list[Stop]:
    """The things that a name stands for, and those that a key of that name refers to; none for other fields."""
    best = max((m.score for m in item.matches if m.target.kind in ("table", "dimension", "role")), default=0.0)
    near = [m for m in item.matches if m.score >= best - WITHIN]
    found: list[Stop] = []
    for match in near:
        target = match.target
        if target.kind == "table":
            found.append(Stop(target.table))
        elif target.kind == "role" and target.name in lexicon.roads.by_name:
            found.append(Stop(lexicon.roads.by_name[target.name].to_table, target.name))
        elif target.kind == "dimension":
            dimension = lexicon.dimension(target.table, target.name)
            column = ((dimension.expression or dimension.name) if dimension else target.name).strip('"')
            key = lexicon.roads.foreign_key(target.table, column)
            if key is not None:
                found.append(Stop(key.to_table, key.name))
    things = [s for s in found if not s.by]
    return list(dict.fromkeys(things or found))


def reached(options: list[Match], through: Sequence[Item], lexicon: Lexicon) -> list[Match]:
    """The meanings of a group: of one that is reached over things those behind the last of them, where there are any."""
    return (beyond(options, through[-1], lexicon) if through else []) or options


def beyond(options: Sequence[Match], through: Item, lexicon: Lexicon) -> list[Match]:
    """The meanings of a name that lie at or beyond a thing, the nearer ones first; none where no road leads there."""
    found: list[Match] = []
    for match in options:
        steps = [
            len(road) for stop in stops(through, lexicon) for road in _onward(lexicon, stop.table, match.target.table)
        ]
        if steps:
            found.append(Match(match.target, match.score - FARTHER * min(steps), match.exact, match.typo))
    return sorted(found, key=lambda m: -m.score)


def road(lexicon: Lexicon, bases: Sequence[str], through: Sequence[Item], table: str) -> tuple[bool, str | None]:
    """Whether rows of each base reach a table over those things, and the relationship to name for it (None: no need)."""
    graph = graph_of(lexicon.model)
    wanted = {base: _over(graph, lexicon, base, through, table) for base in bases}
    if not bases or not all(wanted.values()):
        return False, None
    names: list[str | None] = [None]
    for roads in wanted.values():
        for one in roads:
            names += [step.relationship.name for step in reversed(one)]
    for roads in wanted.values():
        names += [".".join(step.relationship.name for step in one) for one in roads]
    for name in dict.fromkeys(names):
        via = tuple(name.split(".")) if name else ()
        taken = {b: set(graph.through(b, via, table) if via else graph.cheapest(b, table)) for b in bases}
        if all(taken[b] and taken[b] <= wanted[b] for b in bases):
            return True, name
    return False, None


def _over(graph: Graph, lexicon: Lexicon, base: str, through: Sequence[Item], table: str) -> set[Road]:
    """The roads from a table to another one that lead over the things, by the shortest way to each."""
    begun: set[tuple[str, Road]] = {(base, ())}
    for place, item in enumerate(through):
        grown: set[tuple[str, Road]] = set()
        for stop in stops(item, lexicon):
            for here, walked in begun:
                grown |= {(stop.table, (*walked, *head)) for head in _to(graph, lexicon, here, stop, first=not place)}
        begun = grown
    found = {(*walked, *tail) for here, walked in begun for tail in _onward(lexicon, here, table)}
    return {one for one in found if len({step.target for step in one} | {base}) == len(one) + 1}


def _to(graph: Graph, lexicon: Lexicon, here: str, stop: Stop, first: bool) -> Sequence[Road]:
    """The shortest ways to a thing: from the rows that are counted in any direction, from there on only upwards."""
    if not first:
        return [
            r for r in _onward(lexicon, here, stop.table) if not stop.by or (r and r[-1].relationship.name == stop.by)
        ]
    if lexicon.roads.by_chance(here, stop.table):
        return ()
    return graph.through(here, (stop.by,), stop.table) if stop.by else graph.cheapest(here, stop.table)


def _onward(lexicon: Lexicon, start: str, table: str) -> list[Road]:
    """The shortest roads from a thing to what it belongs to, over one bridge at most."""
    graph = graph_of(lexicon.model)
    return [r for r in graph.cheapest(start, table) if is_safe(r) or _over_bridge(graph, r)]


def _over_bridge(graph: Graph, found: Road) -> bool:
    return len(found) == 2 and not found[0].forward and found[1].forward and graph.is_bridge(found[0].target)


def ends_of(item: Item, lexicon: Lexicon) -> tuple[Item, Item] | None:
    """The two things after which a bridge is called ("film category"), of which the last one is meant; None for other names.

    A bridge that has a name of its own for its rows is no such name.
    """
    best = item.matches[0] if item.matches else None
    table = next((m.target.table for m in item.matches if m.target.kind == "table" and m.exact), None)
    if best is None or table is None or any(m.exact and m.target.kind == "dimension" for m in item.matches):
        return None
    if lexicon.display(table) is not None or not graph_of(lexicon.model).is_bridge(table):
        return None
    ends = list(dict.fromkeys(r.to_table for r in lexicon.roads.among([table])))
    words = words_of(item.text)
    for first in ends:
        for last in ends:
            for cut in range(1, len(words)):
                if first != last and _names(words[:cut], first, lexicon) and _names(words[cut:], last, lexicon):
                    return _thing(item, first), _thing(item, last)
    return None


def _names(said: tuple[str, ...], table: str, lexicon: Lexicon) -> bool:
    """Whether these words are a name of the table, or the end of one."""
    found = lexicon.tables[table]
    names = (found.label or found.name, found.name, *found.synonyms)
    return any(words_of(name)[-len(said) :] == said for name in names)


def one_of_them(words: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """ "Staff member", "crew member": one of the people whom the word before names, where a table is called so."""
    people = len(words) == 2 and words[1] == "member" and groups(words[0]) & groups("employee")
    return [m for m in lexicon.fields(words[:1]) if m.exact and m.target.kind == "table"] if people else []


def _thing(item: Item, table: str) -> Item:
    made = Item("mention", item.start, item.end, item.text, low=item.low, plural=item.plural)
    made.matches = [Match(Target("table", table, table), 1.0, True)]
    return made
