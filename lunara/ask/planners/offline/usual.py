"""What is usually asked of the tables of a model: its main numbers by month, by the groups that it has, the best of them."""

from __future__ import annotations

from collections.abc import Iterator

from lunara.ask.describe import describe
from lunara.ask.paths import Roads, roads_of
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.words import spread
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Measure, SemanticModel, Table
from lunara.semantic.query import DimensionRef, OrderBy, SemanticQuery

_MANY = 400
"""Of a model with more tables, the first ones alone are asked about."""


def questions_about(
    model: SemanticModel, tables: list[str], n: int, clock: Clock, lexicon: Lexicon | None = None
) -> list[str]:
    """Up to `n` questions about these tables, the most central ones where none are named. Checked by the compiler only.

    `lexicon`: the words of the tables that may be asked about, where they are read already.
    """

    found: list[str] = []
    for tried, (text, query) in enumerate(queries(model, tables, lexicon)):
        if len(found) >= n or tried >= 12:
            break
        if text not in found and prove(query, model, clock) is None:
            found.append(text)
    return found


def queries(model: SemanticModel, tables: list[str], lexicon: Lexicon | None) -> Iterator[tuple[str, SemanticQuery]]:
    """Questions with their queries, those of the named tables and of the tables that most is known of first."""
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

    words = set(words_of(measure.label or measure.name)) | set(words_of(measure.name))
    points = 3 * bool(words & _MAIN) - 4 * bool(words & _ASIDE)
    points += 2 * (measure.aggregate == "sum") + (measure.format is not None and measure.format.kind == "currency")
    return points + 2 * (measure.aggregate == "count") - 2 * (measure.aggregate not in ("sum", "count"))


def _groups(table: Table, lexicon: Lexicon, roads: Roads) -> list[str]:

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
