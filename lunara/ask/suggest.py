"""Starter questions: made from the model, and kept only when the offline planner itself answers them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lunara.ask.describe import describe
from lunara.ask.planners.offline.words import spread
from lunara.ask.question import Question
from lunara.errors import LunaraError
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Measure, SemanticModel, Table
from lunara.semantic.query import DimensionRef, OrderBy, SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.planners.offline.lexicon import Lexicon

_TRIED = 40
_MANY = 400
"""Of a model with more tables, the first ones alone are asked about."""


def suggest_questions(model: SemanticModel, n: int = 6, clock: Clock | None = None) -> list[str]:
    """Up to `n` questions over different parts of the model, each verified by planning it offline."""
    clock = clock or Clock.now()
    from lunara.ask.planners.offline import OfflinePlanner

    planner = OfflinePlanner()
    found: list[str] = []
    for tried, text in enumerate(_candidates(model, [])):
        if tried >= _TRIED or len(found) >= n:
            break
        if text in found:
            continue
        try:
            planned = planner.plan(Question(text, clock), model)
        except LunaraError:
            continue
        if isinstance(planned.plan, SemanticQuery):
            found.append(text)
    return found


def questions_about(
    model: SemanticModel, tables: list[str], n: int, clock: Clock, lexicon: Lexicon | None = None
) -> list[str]:
    """Up to `n` questions about these tables, the most central ones where none are named. Checked by the compiler only.

    `lexicon`: the words of the tables that may be asked about, where they are read already.
    """
    from lunara.ask.planners.offline.proof import prove

    found: list[str] = []
    for tried, (text, query) in enumerate(_queries(model, tables, lexicon)):
        if len(found) >= n or tried >= 12:
            break
        if text not in found and prove(query, model, clock) is None:
            found.append(text)
    return found


def _candidates(model: SemanticModel, tables: list[str]) -> Iterator[str]:
    for verified in model.verified_questions:
        yield verified.question
    for text, _ in _queries(model, tables, None):
        yield text


def _queries(model: SemanticModel, tables: list[str], lexicon: Lexicon | None) -> Iterator[tuple[str, SemanticQuery]]:
    from lunara.ask.planners.offline.fields import Fields
    from lunara.ask.planners.offline.kept import lexicon_for
    from lunara.ask.planners.offline.lexicon import Target
    from lunara.ask.planners.offline.paths import roads_of

    if lexicon is None:
        many = len(model.tables) > _MANY
        lexicon = lexicon_for(model, None, frozenset([*tables, *(t.name for t in model.tables[:40])]) if many else None)
    roads = roads_of(model)
    fields = Fields(lexicon, roads)

    def weight(table: Table) -> tuple[int, int, str]:
        near = 0 if table.name in tables else 1
        best = max((worth_of(m) for m in table.measures if not m.hidden), default=0)
        return (near, -roads.degree.get(table.name, 0) - 2 * bool(table.default_time) - best, table.name)

    ranked = sorted((t for t in lexicon.tables.values() if t.measures), key=weight)
    shapes: list[list[SemanticQuery]] = [[], [], []]
    for table in ranked[:8]:
        measures = [m for m in table.measures if not m.hidden]
        if not measures:
            continue
        main = _main(measures)
        name = fields.name_of(Target("measure", table.name, main.name))
        time = fields.time_of(table.name)
        groups = _groups(table, lexicon, roads)
        if time is not None:
            shapes[0].append(SemanticQuery(measures=(name,), dimensions=(DimensionRef(field=time, grain="month"),)))
        if groups:
            shapes[1].append(SemanticQuery(measures=(name,), dimensions=(groups[0],)))
        if len(groups) > 1:
            order = (OrderBy(field=name, direction="desc"),)
            shapes[2].append(SemanticQuery(measures=(name,), dimensions=(groups[1],), order_by=order, limit=5))
        if not groups and time is None:
            shapes[1].append(SemanticQuery(measures=(name,)))
    longest = max((len(s) for s in shapes), default=0)
    for position in range(longest):
        for shape in shapes:
            if position < len(shape):
                yield describe(shape[position], model), shape[position]


_MAIN = spread("revenue sale subtotal net turnover income amount total value spend visit stock")
_ASIDE = spread("tax freight shipping discount fee cost refund received commission gross")


def _main(measures: list[Measure]) -> Measure:
    """The measure that a table is looked at for: its money or quantity before its fees and taxes."""
    return max(measures, key=worth_of)


def worth_of(measure: Measure) -> int:
    """How likely a measure is what a table is looked at for; higher is likelier."""
    from lunara.ask.planners.offline.naming import words_of

    words = set(words_of(measure.label or measure.name)) | set(words_of(measure.name))
    points = 3 * bool(words & _MAIN) - 4 * bool(words & _ASIDE)
    points += 2 * (measure.aggregate == "sum") + (measure.format is not None and measure.format.kind == "currency")
    return points + 2 * (measure.aggregate == "count") - 2 * (measure.aggregate not in ("sum", "count"))


def _groups(table: Table, lexicon, roads) -> list[str]:  # type: ignore[no-untyped-def]
    from lunara.ask.planners.offline.naming import words_of

    found: list[tuple[int, int, str]] = []
    for there, walked in roads.up(table.name).items():
        if there not in lexicon.tables or len(walked) > 1:
            continue
        shown = lexicon.display(there)
        for position, dimension in enumerate(lexicon.tables[there].dimensions):
            if dimension.hidden or dimension.type not in ("string", "boolean"):
                continue
            if set(words_of(dimension.label or dimension.name)) & {
                "id",
                "number",
                "no",
                "code",
                "key",
                "line",
                "address",
                "email",
                "phone",
                "title",
            }:
                continue
            if dimension.name == shown and there != table.name:
                found.append((len(walked[0]), position, f"{there}.{dimension.name}"))
            elif dimension.sample_values and there == table.name:
                found.append((0, position, f"{there}.{dimension.name}"))
    found.sort()
    return [name for _, _, name in found]
