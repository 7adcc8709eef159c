"""Verbs between a thing and a field of its own: "services provided by all stations", "channels that are not owned by CCTV"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.standing import AT_THE_HEAD, LEADING, MAKING, STANDING
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import verb_stems
from lunara.semantic.model import Dimension, Table

_PLAIN = frozenset(("have", "has", "do", "be"))
_GIVEN = frozenset(("assign", "allocate"))
"""What is given to somebody to do, whatever it is that they do."""
_NEAR = 0.05
"""How much worse than the best match one may be to be meant as well."""


def tied_to_own(items: Sequence[Item], at: int, verbs: Sequence[str], lexicon: Lexicon) -> str | None:
    """What a verb at this place ties, in words, where both names beside it are of one table and one of them is a field or value.

    The field is called after what the verb says ("owner", "owned"), or the verb says no more than that the row has it and no
    other field is called after it. None where it says more: who leads a team is not all who are in it.
    """
    ends = _ends(items, at)
    if ends is None or set(verbs) & _PLAIN:
        return None
    one, other = ends
    tables = {m.target.table for m in _meant(one)} & {m.target.table for m in _meant(other)}
    if len(tables) != 1:
        return None
    (table,) = tables & lexicon.tables.keys() or {""}
    named = {m.target.name for i in ends for m in _meant(i) if m.target.kind in ("dimension", "value")}
    things = [i for i in ends if any(m.target.kind == "table" for m in _meant(i))]
    if not table or not named or len(things) == 2:
        return None
    telling = [
        d.name for d in lexicon.tables[table].dimensions if any(_tells(v, d, lexicon.tables[table]) for v in verbs)
    ]
    said = set(verbs)
    if telling and not named & set(telling):
        return None
    fields = [d for d in lexicon.tables[table].dimensions if d.name in named]
    made = any(_of_doer(v, d) for v in said & MAKING for d in fields)
    if not telling and not made and (not said & STANDING or said & (LEADING | MAKING)):
        return None
    if not telling and any(_does_another(Target("dimension", table, name), verbs, lexicon) for name in named):
        return None
    for end in ends:
        end.matches = [m for m in end.matches if m.target.table == table] if end not in things else end.matches
        if telling:
            end.matches = [
                m for m in end.matches if m.target.kind != "value" or m.target.name in telling
            ] or end.matches
    label = lexicon.tables[table].label or table.replace("_", " ")
    return f"what {label} have of their own"


def of_another(items: Sequence[Item], at: int, verbs: Sequence[str], lexicon: Lexicon) -> bool:
    """ "Programs owned by CCTV", where programs have an owner of their own and CCTV owns others alone: not what is said.

    So are "boats led by Nils", where Nils is their owner and nothing tells who leads them.
    """
    return _of_other_rows(items, at, verbs, lexicon) or _of_other_doer(items, at, verbs, lexicon)


def _of_other_doer(items: Sequence[Item], at: int, verbs: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether all that a value tells is who did something else; where it tells more, that alone is meant by it."""
    ends = _ends(items, at) or ()
    things = {m.target.table for i in ends for m in _meant(i) if m.target.kind != "value"}
    named = {m.target.path for i in ends for m in _meant(i) if m.target.kind == "dimension"}
    for end in ends:
        held = [m for m in _meant(end) if m.target.kind == "value" and m.target.path not in named]
        others = [m for m in held if _does_another(m.target, verbs, lexicon, own=m.target.table in things)]
        left = [m for m in held if m not in others]
        lost = any(m.target.table in things for m in others) and not any(m.target.table in things for m in left)
        if others and (not left or lost) and not set(verbs) & _PLAIN:
            return True  # nobody of the things themselves is said to have done it: not the keeper of their park either
        end.matches = [m for m in end.matches if m not in others]
    return False


def _does_another(target: Target, verbs: Sequence[str], lexicon: Lexicon, *, own: bool = True) -> bool:
    """Whether a field tells who did something, and a verb says that another thing was done.

    Of several verbs of those who have the say or who make things one is as good as the other for a field of the thing's `own`.
    """
    field = lexicon.dimension(target.table, target.name)
    if field is None or not _doer_words(field) or set(verbs) & _GIVEN:
        return False
    table, said = lexicon.tables[target.table], set(verbs)
    done = {v for w in _doer_words(field) for v in (*near_words(w).family, *verb_stems(w))}
    done |= {v for v in AT_THE_HEAD | MAKING if _of_doer(v, field)}
    if done & said or any(_tells(v, field, table) or set(near_words(v).same) & done for v in verbs):
        return False
    return not (own and any(done & kind and said & kind for kind in (AT_THE_HEAD, MAKING)))


def _doer_words(field: Dimension) -> list[str]:
    """The words of a field that say who did what: "owner", and "approved" of `approved_by`; none for other fields."""
    words = words_of(field.label or field.name)
    if field.type != "string" or not words:
        return []
    if words[-1] == "by":
        return [w for w in words[:-1] if verb_stems(w)]
    verbs = (*near_words(words[-1]).family, *STANDING, *MAKING)
    return [words[-1]] if any(words[-1] in _doers(v) for v in verbs) else []


def of_its_doer(items: Sequence[Item], at: int, verbs: Sequence[str], lexicon: Lexicon) -> bool:
    """ "Singers led by Nils", who is the `leader` of their choir: whether a value beside a verb tells who does that."""
    held = [m.target for i in _ends(items, at) or () for m in _meant(i) if m.target.kind == "value"]
    fields = [d for t in held if (d := lexicon.dimension(t.table, t.name)) is not None]
    return any(_of_doer(v, d) for d in fields for v in verbs)


def _of_other_rows(items: Sequence[Item], at: int, verbs: Sequence[str], lexicon: Lexicon) -> bool:
    before = next((i for i in reversed(items[:at]) if i.kind == "mention"), None)
    after = next((i for i in items[at + 1 :] if i.kind == "mention"), None)
    if before is None or after is None or not any(m.target.kind == "value" for m in _meant(after)):
        return False
    things = [m.target.table for m in _meant(before) if m.target.kind == "table" and m.exact]
    if len(things) != 1 or any(m.target.table == things[0] for m in _meant(after)):
        return False
    table = lexicon.tables[things[0]]
    return any(_tells(v, d, table) and _of_doer(v, d) for d in table.dimensions if d.type == "string" for v in verbs)


def of_kinds(items: Sequence[Item], at: int) -> None:
    """ "Types of policy held by two customers" are the types, where that thing has a type: its name only says of what."""
    counted = any(i.kind == "number" or i.is_op("compare", "super") for i in items[at + 1 : at + 4])
    before = [n for n, i in enumerate(items[:at]) if i.kind == "mention"]
    if not counted or len(before) < 2 or items[before[-1]].sentence != items[at].sentence:
        return
    kind, thing = items[before[-2]], items[before[-1]]
    tables = {m.target.table for m in _meant(thing) if m.target.kind == "table" and m.exact}
    fields = [m for m in kind.matches if m.target.kind == "dimension" and m.target.table in tables]
    led = [i.low for i in items[before[-2] + 1 : before[-1]]]
    if len(tables) == 1 and len(fields) == 1 and kind.low in _KINDS and led == ["of"]:
        kind.matches, kind.text, kind.low = [*fields], f"{kind.text} of {thing.text}", f"{kind.low} of {thing.low}"
        thing.kind, thing.matches = "filler", []


_KINDS = spread("type types kind kinds category categories class classes sort sorts")


def _ends(items: Sequence[Item], at: int) -> tuple[Item, Item] | None:
    """The names on both sides of a verb, else the two before it: "classrooms in which grade 4 is studying"."""
    before = [i for i in reversed(items[:at]) if i.kind == "mention" and i.sentence == items[at].sentence]
    after: list[Item] = []
    for item in items[at + 1 :]:
        if item.kind == "mention":
            after.append(item)
        if after or item.low in (".", "?", ";") or item.is_op("list"):
            break
    if before and after:
        return before[0], after[0]
    if len(before) < 2:
        return None
    between = items[items.index(before[1]) : items.index(before[0])]
    relative = any(i.low in _RELATIVE or i.is_op("which", "where") for i in between)
    pronoun = any(i.low in _PRONOUNS for i in items[at + 1 : at + 3])
    return (before[1], before[0]) if relative or pronoun else None


_RELATIVE = spread("which that where whom whose")
_PRONOUNS = spread("it them there they")


def _meant(item: Item) -> list[Match]:
    best = max((m.score for m in item.matches), default=0.0)
    return [m for m in item.matches if m.score >= best - _NEAR and m.target.kind in ("table", "dimension", "value")]


def _tells(verb: str, field: Dimension, table: Table) -> bool:
    """Whether a field is called after what a verb says, and not after the thing: the `owner` or `owned_by` of "own"."""
    words = set(words_of(field.label or field.name)) - set(table_words(table))
    return any(verb in verb_stems(w) or same_deed(w, verb) or w in _doers(verb) for w in words)


def _of_doer(verb: str, field: Dimension) -> bool:
    """Whether a field tells who did it: `owner`, `owned_by`."""
    words = words_of(field.label or field.name)
    by = words[-1:] == ("by",) and any(verb in verb_stems(w) for w in words)
    called = {*words, *(near_words(words[-1]).same if words else ())}  # a manufacturer is a maker
    return by or bool(called & {*_doers(verb)})


def _doers(verb: str) -> tuple[str, ...]:
    return f"{verb}er", f"{verb}r", f"{verb}or"
