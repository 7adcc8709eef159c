"""A word that may be several numbers of the same rows: where nothing else depends on which one is meant, all are shown.

"Payments by quarter" may add payments up or count them, "revenue per region" be gross or net. Each reading is an answer to the
question, and both beside each other are one whatever is meant. What a number decides (an order, a ranking, a condition) needs
to be known, so there it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification
from lunara.ask.planners.offline.meanings import is_amount
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.words import MONEY_NOUNS, MONEY_WORDS, TABLE_NOISE
from lunara.ask.planners.offline.work import Work
from lunara.errors import UnknownField
from lunara.semantic.model import Dimension, Measure, SemanticModel
from lunara.semantic.names import resolve_field
from lunara.semantic.query import InlineMeasure, SemanticQuery

MOST = 3
"""So many numbers beside each other are still read as one answer."""


def side_by_side(work: Work, asked: Clarification) -> SemanticQuery | None:
    """The answer that holds what each option would have shown; None where the choice decides more than what is shown.

    What it shows is told in the notes of `work`, and by `work.beside` for the words themselves.
    """
    model = work.lexicon.model
    queries = [o.query for o in asked.options if o.query is not None]
    if not 2 <= len(queries) == len(asked.options) <= MOST:
        return None
    first = queries[0]
    rest = [_without_numbers(q) for q in queries]
    if any(r != rest[0] for r in rest) or _decided_by_number(first):
        return None
    measures = list(dict.fromkeys(m for q in queries for m in q.measures))
    tables = {_table_of(m, model) for m in measures}
    added = [e for m in measures if (e := _added_up(m, model)) is not None]
    names = [m.name if isinstance(m, InlineMeasure) else m for m in measures]
    if len(tables) > 1 or None in tables or len(set(names)) < len(names) or len(set(added)) < len(added):
        return None  # what is averaged may mean nothing when it is added up: a person has to say so
    calculations = tuple(dict.fromkeys(c for q in queries for c in q.calculations))
    found = first.model_copy(update={"measures": tuple(measures), "calculations": calculations})
    word = asked.text.split("”")[0].removeprefix("“") if asked.text.startswith("“") else ""
    if prove(found, model, work.question.clock) is not None or not _called_so(work, word, measures):
        return None
    if len(words_of(word)) > 1 and words_of(word)[-1] == "amount" and all(_says_amount(m, model) for m in measures):
        return None  # "purchase amount" is one of its amounts, and each of them is called an amount
    differing = [m for m in measures if any(m not in q.measures for q in queries)]
    if not differing:
        return None  # they differ in what is made of the same numbers
    labels = [describe(SemanticQuery(measures=(m,)), model) for m in differing]
    listed = f"{', '.join(labels[:-1])} and {labels[-1]}"
    work.beside = (word, listed) if word else None
    said = f"“{word}” can be" if word else "The question can be about"
    work.notes = [
        f"{said} {listed}: {'both' if len(labels) == 2 else 'all'} are shown.",
        *(n for n in work.notes if not n.startswith(f"“{word}” was read as")),
    ]
    return found


def _called_so(work: Work, word: str, measures: Sequence[str | InlineMeasure]) -> bool:
    """Whether rows that are named are called so and no more ("sales" are no lost sales), and money is added up of them."""
    model, said = work.lexicon.model, set(words_of(word))
    for item in work.items:
        target = work.reading.target(item) if work.reading is not None and item.text == word else None
        if target is None or target.kind != "table":
            continue
        table = work.lexicon.tables[target.table]
        if not set(words_of(table.label or table.name)) - TABLE_NOISE <= said:
            return False
        if is_amount(word) and not all(_is_money(m, model) for m in measures if _added_up(m, model) is not None):
            return False
    return True


def _is_money(measure: str | InlineMeasure, model: SemanticModel) -> bool:
    found = measure if isinstance(measure, InlineMeasure) else resolve_field(model, measure, "measure").field
    named = set(words_of(found.label or found.name))
    currency = not isinstance(found, Dimension) and found.format is not None and found.format.kind == "currency"
    return currency or bool(named & (MONEY_WORDS | MONEY_NOUNS))


def _says_amount(measure: str | InlineMeasure, model: SemanticModel) -> bool:
    found = measure if isinstance(measure, InlineMeasure) else resolve_field(model, measure, "measure").field
    return "amount" in words_of(found.label or found.name)


def _without_numbers(query: SemanticQuery) -> str:
    """What is asked beside which number it is."""
    named = [m.name if isinstance(m, InlineMeasure) else m for m in query.measures]
    plain = query.model_copy(update={"measures": ("number",) * len(named), "calculations": ()})
    kinds = [(c.kind, c.within, c.window, c.direction, len(named)) for c in query.calculations]
    return f"{plain.model_dump_json(by_alias=True)} {kinds}"


def _decided_by_number(query: SemanticQuery) -> bool:
    """Whether a number puts the rows in order or chooses among them, so that which one it is decides what is shown."""
    shown = {d if isinstance(d, str) else d.field for d in query.dimensions} | {"time"}
    ordered = any(o.field not in shown for o in query.order_by)
    ranked = any(c.kind in ("rank", "ratio") for c in query.calculations)
    return ordered or ranked or query.limit is not None or query.summary is not None


def _table_of(measure: str | InlineMeasure, model: SemanticModel) -> str | None:
    if isinstance(measure, InlineMeasure):
        return measure.table
    try:
        return resolve_field(model, measure, "measure").table
    except UnknownField:
        return None


def _added_up(measure: str | InlineMeasure, model: SemanticModel) -> str | None:
    """What a measure puts together, added up or averaged; None for a count."""
    if isinstance(measure, InlineMeasure):
        return measure.expression
    field = resolve_field(model, measure, "measure").field
    return field.expression if isinstance(field, Measure) else None
