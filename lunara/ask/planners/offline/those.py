"""Follow-ups that count: "how many of those are on hold?" is the number of the rows before that are so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.assembly import Declined
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.followup import Lead
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.tokens import Token, stem
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery

LEAD = Lead(("only",))
_POINTING = (("those",), ("these",), ("them",), ("the", "ones"))
_BEING = frozenset(("is", "are", "was", "were", "have", "has", "had"))
_OPENING = frozenset(("and", "but", "so", ",", "then"))


def counted(tokens: Sequence[Token]) -> list[Token] | None:
    """What the rows before must be, in "how many of those are V" and "and how many have F V", which may be nothing; None for
    other words.
    """
    rest = list(tokens)
    while rest and rest[0].low in _OPENING:
        rest.pop(0)
    lows = [t.low for t in rest]
    if lows[:2] != ["how", "many"]:
        return None
    rest, lows = rest[2:], lows[2:]
    pointing = next((p for p in _POINTING if tuple(lows[: len(p) + 1]) == ("of", *p)), None)
    if pointing is not None:
        rest, lows = rest[len(pointing) + 1 :], lows[len(pointing) + 1 :]
    if pointing is not None and all(t.kind == "symbol" for t in rest):
        return rest
    being = bool(lows) and lows[0] in _BEING
    if not (pointing or being) or len([t for t in rest if t.kind != "symbol"]) < 1 + being or "there" in lows:
        return None
    if lows[0] in ("have", "has", "had"):
        been = lows[1] == "been" or lows[1:3] == ["not", "been"]
        said = replace(rest[0], text="with", low="with", stem="with")
        return [t for t in rest[1:] if t.low != "been"] if been else [said, *rest[1:]]
    return rest[1:] if being else rest


def valued(tokens: Sequence[Token], before: object, lexicon: Lexicon) -> list[Token]:
    """ "What are they worth?", "and their total value": the amount of the rows that the question before counted.

    Unchanged where it did not count rows, or where their amount is not one number.
    """
    plain = isinstance(before, SemanticQuery) and len(before.measures) == 1
    if not isinstance(before, SemanticQuery) or not plain or before.limit or before.calculations or before.compare:
        return list(tokens)
    rest = [t for t in tokens if t.kind != "symbol"]
    while rest and rest[0].low in _OPENING:
        rest.pop(0)
    name = _named(rest)
    if name is None:
        return list(tokens)
    table = counted_by(before.measures[0], Fields(lexicon, lexicon.roads), lexicon)
    if table is not None and before.measures[0] != Fields(lexicon, lexicon.roads).count(table):
        return list(tokens)  # a number of some of the rows
    amount = _amount_called(name, table, lexicon) if table is not None else None
    if amount is None:
        return list(tokens)
    lead = replace(rest[0], text="and", low="and", stem="and", kind="word")
    return [lead, *named_amount(replace(rest[0], end=rest[-1].end), amount, lexicon)]


def _named(rest: Sequence[Token]) -> tuple[str, ...] | None:
    """The words for a number of "them", () where only what they are worth is asked; None for anything else."""
    lows = [t.low for t in rest]
    while len(lows) > 1 and (lows[-1] in _IN_ALL or tuple(lows[-2:]) in _ALL_IN):
        lows = lows[:-1] if lows[-1] in _IN_ALL else lows[:-2]
    asked = next((lows[n:] for n in (3, 2) if tuple(lows[:n]) in _ASKING), None)
    if asked is not None and len(asked) > 1 and asked[0] in _THEM and asked[1:] == ["worth"]:
        return ()
    if tuple(lows) in _HOW_MUCH:
        return ()
    whose = next((lows[n:] for n in (2, 0) if tuple(lows[:n]) in {("what", "is"), ("what", "was"), ()}), [])
    whose = whose[1:] if whose and whose[0] == "the" else whose
    if whose and whose[0] in ("their", "its"):
        said = whose[1:]
    elif whose[-2:-1] == ["of"] and whose[-1] in _THEM | {"all"}:
        said = whose[:-2]
    else:
        return None
    stems = tuple(stem(w) for w in said)
    return () if stems and set(stems) <= _WORTH else stems or None


def _amount_called(name: tuple[str, ...], table: str, lexicon: Lexicon) -> Target | None:
    """The amount of rows, or the sum of theirs that is called so; None where there is no such one."""
    if not name:
        return money_rows.worth_of(table, lexicon)
    words = set(name) - {"total"}
    if not words or not words <= {"amount", "sum", "price", "charge", "cost", "revenue", "net", "gross"}:
        return None
    sums = [
        m for m in money_rows.amounts(lexicon.tables[table]) if set(words_of(m.label or m.name)) - {"total"} == words
    ]
    return Target("measure", table, sums[0].name) if len(sums) == 1 else None


_ASKING = {
    ("what", "are"),
    ("what", "is"),
    ("what", "were"),
    ("how", "much", "are"),
    ("how", "much", "is"),
    ("how", "much", "were"),
}
_HOW_MUCH = {
    ("how", "much", *rest)
    for rest in (("is", "that"), ("are", "they"), ("are", "those"), ("money", "is", "that"), ("is", "that", "worth"))
}
_THEM = frozenset(("they", "those", "these", "them", "that"))
_IN_ALL = frozenset(("altogether", "together"))
_ALL_IN = {("in", "total"), ("in", "all"), ("all", "together"), ("in", "money")}
_WORTH = frozenset(("worth", "value", "total"))


def counting(base: SemanticQuery, frame: Frame, items: Sequence[Item], lexicon: Lexicon) -> SemanticQuery:
    """The count that the question before is or, of a list, that of its rows, where the words only say which of them.

    Raises Declined where "those" are no rows that can be counted again, or where more than conditions is said.
    """
    if frame.wanted or frame.ratio or frame.rank or frame.groups or frame.top is not None or frame.calculations:
        raise Declined(_UNCLEAR)
    if not (frame.conditions or frame.times or frame.columns or frame.entities):
        raise Declined("Which of those are meant is not said. Name what they have in common.")
    fields = Fields(lexicon, lexicon.roads)
    plain = not (base.limit or base.calculations or base.compare or base.summary or base.distinct)
    if not plain or any(isinstance(f, FieldFilter) and "." not in f.field for f in base.filters):
        raise Declined(_UNCLEAR)
    table = counted_by(base.measures[0], fields, lexicon) if len(base.measures) == 1 else None
    table = table if base.measures else listed(base, lexicon)
    noun = items[0] if items and any(items[0] is one for one in frame.entities) else None
    if table is None or (noun is not None and all(m.target.table != table for m in noun.matches if m.exact)):
        raise Declined(_UNCLEAR)
    if base.measures:
        return base
    return base.model_copy(update={"measures": (fields.count(table),), "dimensions": (), "order_by": ()})


def lost(before: object) -> str | None:
    """Why those of a question that was not answered are not counted; None where it was."""
    if not isinstance(before, Refusal | Clarification):
        return None
    return "The question before was not answered, so it is not known which “those” are. Ask the whole of it in one question."


_UNCLEAR = "It is not clear what “those” are here. Ask for their number in a question of its own."


def listed(base: SemanticQuery, lexicon: Lexicon) -> str | None:
    """The table whose rows a list shows: the one from which all others that it names are reached."""
    tables = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in base.dimensions}
    found = [t for t in tables if all(lexicon.roads.distance_up(t, other) is not None for other in tables)]
    return found[0] if len(found) == 1 and found[0] in lexicon.tables else None


def counted_by(measure: str | InlineMeasure, fields: Fields, lexicon: Lexicon) -> str | None:
    """The table whose rows a measure counts; None for other measures."""
    if isinstance(measure, InlineMeasure):
        return measure.table if measure.aggregate == "count" and measure.expression is None else None
    target = fields.target_of(measure)
    found = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    counts = found is not None and found.aggregate == "count" and found.expression is None
    return (
        target.table if counts or (found is not None and target.name == lexicon.count_measure(target.table)) else None
    )
