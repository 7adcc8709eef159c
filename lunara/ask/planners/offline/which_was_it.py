"""What belongs to the rows that the question before shows: "and which customer was that?", "which towns are those in?"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.paths import roads_of
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.query import SemanticQuery

_OPENING = frozenset(spread("and but so then ok , for in from at to by of with"))
_BEING = frozenset(spread("is are was were"))
_POINTING = frozenset(spread("that it this those these they them"))
_ONE = frozenset(spread("that it this"))
_BEHIND = frozenset(spread("for from by in at of to with on"))
_LONGEST_NAME = 3


def shown_beside(tokens: Sequence[Token], before: object, lexicon: Lexicon) -> SemanticQuery | str | None:
    """ "Which customer was that?": the list or the ranking before with that of each of its rows beside them.

    Why it is not shown where that is not clear, as with "which customer placed it?"; None for what points at nothing before.
    """
    rest = [t for t in tokens if t.kind != "symbol"]
    while rest and rest[0].low in _OPENING:
        rest.pop(0)
    if len(rest) < len(tokens) and 2 <= len(rest) <= 1 + _LONGEST_NAME and rest[0].low in ("the", "its"):
        return _of_a_list(rest[1:], before, lexicon)
    if len(rest) > 1 and rest[-1].low in _BEHIND:
        rest.pop()
    if not rest or rest[0].low not in ("which", "what") or not 4 <= len(rest) <= 3 + _LONGEST_NAME:
        return None
    being = rest[-2].low in _BEING and rest[-1].low in _POINTING
    name = rest[1:-2]
    if not being and not (rest[-1].low in _ONE and verb_stems(rest[-2].low) and _is_name(name, lexicon)):
        return None
    if not isinstance(before, SemanticQuery):
        return "It is not known which ones are meant, as no question before it was answered. Ask the whole of it in one question."
    called = " ".join(t.text for t in name)
    unclear = f"It is not clear whose “{called}” is asked for. Ask the whole of it in one question."
    return (_with(name, before, lexicon) if being else None) or unclear


def _of_a_list(name: Sequence[Token], before: object, lexicon: Lexicon) -> SemanticQuery | None:
    """ "And the customer?" behind a list: that of each row of it, and no number of customers."""
    one = name[-1].low == name[-1].stem and any(
        m.target.kind == "table" for m in lexicon.whole(tuple(t.stem for t in name))
    )
    return _with(name, before, lexicon) if one and isinstance(before, SemanticQuery) and not before.measures else None


def _with(name: Sequence[Token], before: SemanticQuery, lexicon: Lexicon) -> SemanticQuery | None:
    """The query before with what is named beside each of its rows; None where a row has several of it, or none."""
    fields = Fields(lexicon, roads_of(lexicon.model))
    shown = [d if isinstance(d, str) else d.field for d in before.dimensions]
    rows, wanted = _rows(before, shown, fields, lexicon), _named(name, fields, lexicon)
    if rows is None or wanted is None or fields.roads.distance_up(rows, wanted.table) is None:
        return None
    if wanted.path in shown:
        return before
    return before.model_copy(update={"dimensions": (*before.dimensions, wanted.path)})


def _is_name(name: Sequence[Token], lexicon: Lexicon) -> bool:
    return any(m.target.kind in ("table", "dimension") for m in lexicon.whole(tuple(t.stem for t in name)))


def _rows(before: SemanticQuery, shown: Sequence[str], fields: Fields, lexicon: Lexicon) -> str | None:
    """The table of which each row shown is one thing: of a list the one that leads to all others, of groups the one they name."""
    if before.distinct or before.summary is not None or any(not isinstance(d, str) for d in before.dimensions):
        return None
    tables = {name.rpartition(".")[0] for name in shown}
    found = [
        t for t in tables if t in lexicon.tables and all(fields.roads.distance_up(t, o) is not None for o in tables)
    ]
    if len(found) != 1:
        return None
    names = {f"{found[0]}.{n}" for n in (fields.display(found[0]), fields.key(found[0])) if n is not None}
    return found[0] if not before.measures or names & set(shown) else None


def _named(name: Sequence[Token], fields: Fields, lexicon: Lexicon) -> Target | None:
    """The field that tells such a thing, or the one field that is called so."""
    targets = [m.target for m in lexicon.whole(tuple(t.stem for t in name))]
    things = {t.table for t in targets if t.kind == "table"}
    if len(things) == 1:
        table = things.pop()
        told = fields.display(table) or fields.key(table)
        return Target("dimension", table, told) if told is not None else None
    owned = {t for t in targets if t.kind == "dimension"}
    return owned.pop() if len(owned) == 1 and not things else None
