"""What pieces are worth is money: a number of pieces is no answer to "the value of our stock"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.valued import WORTH, counts_pieces, values_of_pieces
from lunara.semantic.model import Measure, Table


def of_pieces(items: Sequence[Item], frame: Frame, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """Why the value of a number of pieces is not answered with that number; None where no such value is asked for."""
    numbers = [w.mention for w in (*frame.wanted, frame.rank) if w is not None]
    said = next((i for i in items if (i in frame.filler or i in numbers) and WORTH & set(i.low.split())), None)
    if said is None:
        return None
    values = {name for _, name in values_of_pieces(lexicon.tables.values())}
    for table, measure in _measures(plan, lexicon):
        if counts_pieces(measure):
            label = label_of(lexicon, Target("measure", table.name, measure.name))
            told = [m for m in table.measures if m.name in values]
            able = told or [m for m in table.measures if _price(m)]
            names = " or ".join(f"“{label_of(lexicon, Target('measure', table.name, m.name))}”" for m in able)
            at = "" if not able else f" Ask for {names}." if told else f" A measure with {names} could tell it."
            return f"“{label}” is a number of pieces and not what they are worth.{at}"
    return None


def _measures(plan: FlatPlan, lexicon: Lexicon) -> Iterator[tuple[Table, Measure]]:
    bare = {m.rpartition(".")[2] for m in plan.query.measures if isinstance(m, str)}
    for table in lexicon.tables.values():
        for measure in table.measures:
            if measure.name in bare and table.name in plan.measured:
                yield table, measure


def _price(measure: Measure) -> bool:
    return measure.aggregate == "avg" and measure.format is not None and measure.format.kind == "currency"
