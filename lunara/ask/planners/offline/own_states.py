"""What things are, by a state of their own: "tests that were passed" are those with a pass, whoever else has passed something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, is_participle
from lunara.ask.tokens import stem, verb_stems

_LINKS = BE | {"that", "which", "have", "has", "been"}


def own_states(items: Sequence[Item], lexicon: Lexicon) -> None:
    """Set right, in place, participles that are a value of other rows where the thing before has one of its own for the verb."""
    for place, item in enumerate(items):
        best = item.matches[0].target if item.matches else None
        if item.kind != "mention" or best is None or best.kind != "value" or not is_participle(item.low) or item.quoted:
            continue
        thing = next((i for i in reversed(items[:place]) if i.low not in _LINKS and not i.is_op("which")), None)
        behind = next((i for i in items[place + 1 :] if i.kind != "filler" and not _is_value(i)), None)
        if (
            behind is not None
            and behind.kind == "mention"
            and any(m.exact and m.target.kind == "table" for m in behind.matches)
        ):
            thing = behind  # "students who passed the test": the test says whether
        tables = (
            {m.target.table for m in thing.matches if m.exact and m.target.kind == "table"}
            if thing is not None
            else set()
        )
        if not tables or best.table in tables:
            continue
        found = [m for verb in verb_stems(item.low) for m in lexicon.value_matches((verb,), verb)]
        own = [m for m in found if m.exact and m.target.table in tables]
        if own and len({(m.target.table, m.target.name) for m in own}) == 1:
            item.matches = own[:1]


def _is_value(item: Item) -> bool:
    return item.kind == "mention" and bool(item.matches) and item.matches[0].target.kind == "value"


def without_their(items: Sequence[Item], lexicon: Lexicon) -> None:
    """ "Customers without a sales rep": they refer to none, though there are people who are called so by their job."""
    for place, item in enumerate(items):
        said = [i for i in items[:place] if i.kind != "filler"]
        if item.kind != "mention" or len(said) < 2 or not said[-1].is_op("without") or not item.matches:
            continue
        tables = {m.target.table for m in said[-2].matches if m.exact and m.target.kind == "table"}
        if item.matches[0].target.kind != "value" or item.matches[0].target.table in tables:
            continue
        keys = [m for m in item.matches if m.target.kind == "dimension" and _refers(m.target, tables, lexicon)]
        if len(keys) == 1:
            item.matches = [replace(keys[0], exact=True, score=1.0)]


def _refers(target: Target, tables: set[str], lexicon: Lexicon) -> bool:
    """Whether a field of one of these tables is a key by which its rows refer to others."""
    field = lexicon.dimension(target.table, target.name) if target.table in tables else None
    column = (field.expression or field.name).strip('"') if field is not None else ""
    return field is not None and lexicon.roads.foreign_key(target.table, column) is not None


def units_of_prices(items: Sequence[Item], lexicon: Lexicon) -> None:
    """ "A list price above 1000 per tonne": what it is the price of is no group, where the field that is compared says it."""
    for place, item in enumerate(items[:-1]):
        said = items[place + 1]
        if not item.is_op("by") or item.low != "per" or said.kind not in ("mention", "unit"):
            continue
        for before in items[:place]:
            target = before.matches[0].target if before.kind == "mention" and before.matches else None
            field = (
                lexicon.dimension(target.table, target.name)
                if target is not None and target.kind == "dimension"
                else None
            )
            words = words_of(field.label or field.name) if field is not None else ()
            if words[-2:] == ("per", stem(said.low)) and "per" not in before.low.split():
                for one in (item, said):
                    one.kind, one.ops, one.matches, one.verb = "filler", [], [], ()
                break
