"""Things tied to others of their kind: the friend of a student is a student, and the other key says whose friend it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lunara.ask.planners.offline.frame import Condition, Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.semantic.model import Relationship

_PASSED = frozenset(("the", "all", "a", "an", "any", "each", "every"))


@dataclass(frozen=True)
class Tie:
    """Rows of `table` tie one `thing` to another: `asked` leads to the one that a noun names, `owner` to the one it is of."""

    table: str
    thing: str
    asked: Relationship
    owner: Relationship
    called: bool
    """Whether the rows themselves are called by that noun: the friends of a table of friends."""


def tie_of(item: Item, lexicon: Lexicon) -> Tie | None:
    """The tie whose noun a name is; None where it is the name of something else as well, or of several ties."""
    best = item.matches[0].score if item.matches else 0.0
    roles = [m.target for m in item.matches if m.target.kind == "role" and m.exact and m.score >= best]
    tables = {m.target.table for m in item.matches if m.target.kind == "table" and m.exact}
    found = [tie for t in roles if (tie := _of_role(t.name, lexicon, tables)) is not None]
    if len(found) != 1 or any(m.target.kind == "value" and m.score >= best for m in item.matches):
        return None
    others = {m.target.table for m in item.matches if m.exact and m.target.kind in ("measure", "dimension", "table")}
    return found[0] if others <= {found[0].table} else None


def _of_role(name: str, lexicon: Lexicon, tables: set[str]) -> Tie | None:
    """The tie of whose ends this relationship leads to one: rows that are no more than the two things they tie.

    Trips with a start and an end station are things of their own, so a noun such as "starts" is said of them.
    """
    roads = lexicon.roads
    asked = roads.by_name.get(name)
    if asked is None or asked.from_table not in lexicon.tables or asked.to_table not in lexicon.tables:
        return None
    both = [r for r in lexicon.model.relationships if r.from_table == asked.from_table]
    if len(both) != 2 or any(r.to_table != asked.to_table or len(r.from_columns) != 1 for r in both):
        return None
    ends = {r.from_columns[0] for r in both}
    key = lexicon.tables[asked.from_table].primary_key
    if asked.from_table == asked.to_table or not key or not set(key) <= ends:
        return None
    owner = next(r for r in both if r is not asked)
    return Tie(asked.from_table, asked.to_table, asked, owner, asked.from_table in tables)


def tied(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items, in which each noun of a tie stands for the rows that tie: "mentees" for a table of mentorings."""
    found: list[tuple[int, Tie]] = []
    for at, item in enumerate(items):
        if item.kind == "mention" and any(m.target.kind == "role" for m in item.matches):
            _things_first(item, lexicon)
            tie = tie_of(item, lexicon)
            if tie is not None:
                found.append((at, tie))
    for at, tie in found:
        item, ends = items[at], [(n, t) for n, t in found if t.asked is tie.owner and not t.called]
        if ends and not _counted(items, at):
            continue
        if not (ends or _is_noun(items, at)) or _names_rows(items, item, tie, [items[n] for n, _ in ends]):
            continue
        item.tie = tie
        for n, _ in ends:
            items[n].matches, items[n].verb = [Match(Target("table", tie.thing, tie.thing), 1.0, True)], ()
        if not tie.called:
            item.matches, item.verb = [Match(Target("table", tie.table, tie.table), 1.0, True)], ()
        break
    return list(items)


def _counted(items: Sequence[Item], at: int) -> bool:
    """Whether a name is that of what is counted: "how many mentees", "the most mentees", "more than 3 mentees"."""
    before = items[at - 1] if at else None
    return before is not None and items[at].plural and (before.is_op("count", "super") or before.kind == "number")


def _things_first(item: Item, lexicon: Lexicon) -> None:
    """Where the things at the end of a road have its name for a name of their own, they are meant."""
    things = {m.target.table for m in item.matches if m.target.kind == "table" and m.exact}
    led = [lexicon.roads.by_name[m.target.name] for m in item.matches if m.target.kind == "role"]
    if any(r.to_table in things for r in led):
        item.matches = [m for m in item.matches if m.target.kind != "role"]


def _is_noun(items: Sequence[Item], at: int) -> bool:
    """Whether a name stands for things that are asked for or had, not for how the thing behind it is reached."""
    item, following = items[at], items[at + 1] if at + 1 < len(items) else None
    if at and items[at - 1].is_op("by") and not item.plural:
        return False
    if following is None or following.kind != "mention":
        return item.plural or (following is not None and following.low == "of")
    return item.plural and (following.matches[:1] == [] or following.matches[0].target.kind == "value")


def _names_rows(items: Sequence[Item], item: Item, tie: Tie, ends_said: Sequence[Item]) -> bool:
    """Whether another name of the question is that of the rows that tie, or of either end of them."""
    ends = {tie.asked.name, tie.owner.name}
    for other in items:
        if other is item or other.kind != "mention" or other.low == item.low or any(other is e for e in ends_said):
            continue
        exact = [m.target for m in other.matches if m.exact]
        if any(t.table == tie.table and t.kind in ("table", "measure") for t in exact):
            return True
        if any(t.kind == "role" and t.name in ends for t in exact) and not any(t.kind == "table" for t in exact):
            return True
    return False


def settle(frame: Frame, items: Sequence[Item], lexicon: Lexicon) -> None:
    """Whose they are: the other end of the rows that a noun of a tie stands for is what the rest of the question is about.

    What is asked for of "friends of Kyle" is listed over the end that the noun names.
    """
    nouns = [i for i in frame.mentions() if i.tie is not None]
    if not nouns or frame.refusal or frame.unknown:
        return
    tie = nouns[0].tie
    if tie is None or any(n.tie != tie for n in nouns):
        frame.refusal = f"“{nouns[0].text}” and “{nouns[-1].text}” are two questions here. Ask for one of them."
        return
    listed = [e for e in frame.entities if e.tie is not None]
    things = [i for i in frame.mentions() if i.tie is None]
    if not things and not tie.called:
        for wanted in frame.wanted:
            wanted.distinct = wanted.distinct or wanted.count
    of_whom = [c for c in frame.conditions if c.mention is not None and c.mention.tie is None and c.op != "role"]
    if listed and of_whom and not _lists_them(frame, items, listed[0], tie, lexicon):
        frame.refusal = f"It is not clear what is said of “{listed[0].text}” and what of those they are of."
    if not listed and any(_of_either(items, nouns[0], c, tie, lexicon) for c in of_whom):
        frame.refusal = f"It is not clear what is said of “{nouns[0].text}” and what of those they are of."
    named = any(_table(i) == tie.thing for i in things if any(m.exact and m.target.kind == "table" for m in i.matches))
    if named or frame.tied or any(_names(c, tie, lexicon) for c in of_whom):
        owner = Item("mention", nouns[0].start, nouns[0].start, tie.owner.label or tie.owner.name, low="")
        owner.matches = [Match(Target("role", tie.table, tie.owner.name), 1.0, True)]
        frame.conditions.append(Condition("value", owner, op="role"))


def _names(condition: Condition, tie: Tie, lexicon: Lexicon) -> bool:
    """Whether a condition tells one thing by its name."""
    said = condition.mention
    best = said.matches[0].target if said is not None and said.matches else None
    if said is None or best is None or condition.kind not in ("value", "text"):
        return False
    return best.table == tie.thing and (said.quoted or best.kind == "table" or best.name == lexicon.display(tie.thing))


def _of_either(items: Sequence[Item], noun: Item, condition: Condition, tie: Tie, lexicon: Lexicon) -> bool:
    """Whether a condition may be said of those whom the noun names as well as of those whose they are."""
    said = condition.mention
    best = said.matches[0].target if said is not None and said.matches else None
    if said is None or best is None or best.table != tie.thing or _names(condition, tie, lexicon):
        return False
    at, place = _at(items, noun), _at(items, said)
    if at is None or place is None:
        return True
    between = items[at + 1 : place] if at < place else items[place + 1 : at]
    return not any(i.kind == "mention" and i.tie is None and _table(i) == tie.thing for i in between) and (
        at < place or len(between) < 1
    )


def _lists_them(frame: Frame, items: Sequence[Item], noun: Item, tie: Tie, lexicon: Lexicon) -> bool:
    """Make it a list of the things at the end that the noun names; False where not all that is said is of their owners."""
    fields = [w.mention for w in frame.wanted if w.mention is not None and not (w.agg or w.count or w.formula)]
    if len(fields) < len(frame.wanted):
        return False
    free = not (frame.groups or frame.rank or frame.times or frame.order or frame.most_common)
    others = [e for e in frame.entities if e is not noun]
    if not free or len(others) > 1 or any(_table(e) != tie.thing for e in others):
        return False
    said = [c for c in frame.conditions if c.op != "role"]
    if (
        len(said) != 1
        or said[0].negated
        or said[0].mention is None
        or said[0].kind not in ("value", "text", "number", "compare")
    ):
        return False
    if not _is_owner(items, noun, said[0].mention, tie, _names(said[0], tie, lexicon)):
        return False
    frame.entities, frame.wanted = [noun], []
    frame.columns += [item for item in fields if item is not None]
    frame.tied = frame.listing = True
    return True


def _is_owner(items: Sequence[Item], noun: Item, said: Item, tie: Tie, named: bool) -> bool:
    """Whether what is said is said of those whose they are: "Kyle's friends", "friends of Kyle", "of students in grade 9"."""
    at, place = _at(items, noun), _at(items, said)
    if at is None or place is None:
        return False
    if place < at:
        return named and at - place == 1
    between = items[at + 1 : place]
    if not between or between[0].low != "of":
        return named and all(i.low in _PASSED | {"that", "who"} for i in between)
    behind = [i for i in between[1:] if i.low not in _PASSED]
    whose = [i for i in behind if i.kind == "mention" and _table(i) == tie.thing]
    return (named and all(i in whose or i.kind in ("op", "filler") for i in behind)) or behind[:1] == whose[:1] != []


def _at(items: Sequence[Item], item: Item) -> int | None:
    return next((n for n, i in enumerate(items) if i is item), None)


def _table(item: Item) -> str:
    return next((m.target.table for m in item.matches if m.target.kind == "table"), "")
