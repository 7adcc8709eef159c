"""Days and ranks that a question speaks of and its query has lost: they are asked of rows beside those that are meant."""

from __future__ import annotations

from itertools import pairwise

from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize
from lunara.semantic.filters import leaves_of
from lunara.semantic.graph import graph_of
from lunara.semantic.query import ExistsFilter, SemanticQuery


def day_of_rows_beside(work: Work, query: SemanticQuery) -> str | None:
    """ "Repairs finished in May" are not the repairs of customers who have a contract that ended in May.

    Rows of two tables that only belong to the same third one are not told of by a verb alone: one of the two, or what they belong
    to, must be named.
    """
    reading, lexicon = work.reading or Reading(), work.lexicon
    base = reading.base[:1]
    verbs = [c.mention or c.verb for c in work.frame.conditions if c.kind in ("event", "date")]
    days = {(t.table, i.text) for i in verbs if i is not None and (t := reading.target(i)) and t.kind == "dimension"}
    named = {t.table for i in work.items if i not in verbs and (t := reading.target(i)) is not None}
    for one in leaves_of(query.filters):
        said = next((text for table, text in days if isinstance(one, ExistsFilter) and table == one.exists), None)
        if said is None or not isinstance(one, ExistsFilter) or not base or one.exists in named:
            continue
        roads = graph_of(lexicon.model).cheapest(base[0], one.exists)
        shared = [step.target for road in roads for step, after in pairwise(road) if step.forward and not after.forward]
        if shared and not named & set(shared):
            things = label_of(lexicon, Target("table", base[0], base[0])).lower()
            whose = label_of(lexicon, Target("table", one.exists, one.exists)).lower()
            return f"Nothing here says when {things} were “{said}”: that day is of {whose}."
    return None


_OF = frozenset(("of", "for", "from"))


def kind_lost(work: Work, query: SemanticQuery) -> str | None:
    """ "Repairs of customers in Bergen" asks for repairs, and a list of those customers is none of them."""
    said = [i for i in work.items if i.kind != "punct"]
    if query.measures or len(said) < 3 or not said[0].plural or said[1].low not in _OF or work.base_query is not None:
        return None
    reading, roads = work.reading or Reading(), work.lexicon.roads
    kind, whose = reading.target(said[0]), reading.target(said[2])
    if kind is None or whose is None or kind.kind != "value" or whose.kind not in ("table", "measure"):
        return None
    shown = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions}
    if kind.table == whose.table or shown != {whose.table} or roads.distance_up(kind.table, whose.table) is None:
        return None
    rows = label_of(work.lexicon, Target("table", kind.table, kind.table)).lower()
    return f"“{said[0].text}” are {rows}, which a list of {said[2].text} does not show. Ask for the {rows} or their number."


def ranking_lost(work: Work, query: SemanticQuery) -> str | None:
    """ "Captains ranked by number of incidents" is no one number."""
    lows = [t.low for t in tokenize(work.question.text)]
    ranked = any(pair == ("ranked", "by") for pair in pairwise(lows)) or (lows[:1] == ["rank"] and "by" in lows)
    if ranked and query.measures and not query.dimensions and not query.order_by and work.base_query is None:
        return (
            "The question ranks something, but it is not clear by what the number is split. Ask for the number “by” it."
        )
    return None
