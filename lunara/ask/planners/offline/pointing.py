"""Questions of their own that point back: "how many orders did they place?", "how many customers is that?".

What "they" and "that" are is in the question before: its conditions and its period hold for the number that is asked now. A
word that points back is never left out: where it cannot be told what it stands for, nothing is answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Planned, Refusal
from lunara.ask.planners.offline.assembly.dates import range_filters
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.followup import GOES_ON
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money import INCOME
from lunara.ask.planners.offline.periods import resolve
from lunara.ask.planners.offline.plain.things import BE, things
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.those import counted_by, listed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import ExistsFilter, FieldFilter, Filter, SemanticQuery

_THEY = frozenset(("they", "them", "those", "these"))
_IT = frozenset(("that", "this", "it", *_THEY))
_ASKING = frozenset(spread("how what which who where when"))
_DID = BE | frozenset(spread("did do does have has had can will"))
_OF = frozenset(spread("of among from between"))
_SPENT = frozenset(spread("spend spent pay paid"))
_WHO = frozenset(spread("who that which whose with without in on from of by for"))
"""What tells behind "those" which ones are meant, so that it points at nothing before."""
UNCLEAR = "It is not clear what “{}” stands for here. Ask the whole of it in one question."

PICKED = "The question before shows the first ones only, which cannot be narrowed further. Ask the whole of it in one question."


def pointer(tokens: Sequence[Token], lexicon: Lexicon) -> Token | None:
    """The word that points at the question before; None where it stands for something that this question names itself."""
    words = [t for t in tokens if t.kind == "word"]
    lows = [t.low for t in words]
    if not words or lows[0] not in _ASKING | BE:
        return None
    if lows[0] in BE and lows[1:2] and lows[1] in _IT - {"this"}:
        return words[1]
    if len(lows) > 2 and lows[-1] in _IT and lows[-2] in BE:
        return words[-1]
    for at in range(1, len(lows)):
        subject = lows[at] == "they" and lows[at - 1] in _DID
        picked = lows[at] in _THEY and lows[at - 1] in _OF and lows[at + 1 : at + 2] not in ([w] for w in _WHO)
        if not (subject or picked) or lexicon.knows(lows[at]):
            continue
        counted = 2 if lows[:2] in (["how", "many"], ["how", "much"]) else 1
        named = [t for t in things(words[:at], lexicon) if t.start >= counted]
        if len(named) <= (1 if subject else 0):
            return words[at]
    return None


def it_alone(tokens: Sequence[Token], lexicon: Lexicon) -> Token | None:
    """The "it" at the end of "how many donors gave to it" or in "how many did it have"; None where one thing is named before."""
    words = [t for t in tokens if t.kind == "word"]
    lows = [t.low for t in words]
    if not lows or lows[0] not in _ASKING:
        return None
    last = len(words) - 1
    at = last if last > 1 and lows[last] == "it" and lows[last - 1] in _TO_IT else None
    if at is None and "it" in lows and lows[-1] in _HAD and lows[lows.index("it") - 1] in ("did", "does", "do"):
        at = lows.index("it")
    if at is None or words[at].text.isupper() or lexicon.knows("it"):
        return None
    single = any(words[t.end - 1].low == words[t.end - 1].stem for t in things(words[:at], lexicon))
    return None if single or "each" in lows or "every" in lows else words[at]


_TO_IT = frozenset(spread("to for in of from on with by at about"))
_HAD = frozenset(spread("have get receive bring make raise cost sell"))


def who_spent(tokens: Sequence[Token], before: object, lexicon: Lexicon) -> str | None:
    """ "How much did customers spend last year" of "how much did they spend last year", behind a list or count of them."""
    said = pointer(tokens, lexicon)
    if said is None or said.low != "they" or not isinstance(before, SemanticQuery):
        return None
    if not any(t.low in _SPENT for t in tokens) or any(t.stem in INCOME for t in tokens):
        return None  # what those make whom we pay is not what came in
    fields = Fields(lexicon, lexicon.roads)
    table = _table(before, fields, lexicon)
    if table is None or not _are_things(before, fields, lexicon):
        return None
    label = label_of(lexicon, Target("table", table, table)).lower()
    return " ".join(label if t is said else t.text for t in tokens if t.kind != "symbol")


def of_those(planned: Planned, said: Token, before: object, lexicon: Lexicon, clock: Clock) -> Planned:
    """What was planned, of the rows that the question before was asked of."""
    unclear = UNCLEAR.format(said.text)
    if not isinstance(before, SemanticQuery):
        return replace(planned, plan=Refusal(unclear))
    if isinstance(planned.plan, SemanticQuery):
        found = _of_it(planned.plan, before, lexicon, clock) if said.low == "it" else None
        found = found or _held(planned.plan, before, lexicon, clock)
        if found is None:
            return replace(planned, plan=Refusal(unclear))
        return replace(planned, plan=found, notes=(*planned.notes, GOES_ON))
    if isinstance(planned.plan, Clarification):
        made = [
            _held(o.plan, before, lexicon, clock) if isinstance(o.plan, SemanticQuery) else None
            for o in planned.plan.options
        ]
        options = [
            Option(o.label, describe(one, lexicon.model), one)
            for o, one in zip(planned.plan.options, made, strict=True)
            if one is not None
        ]
        if len(options) < len(made):
            return replace(planned, plan=Refusal(unclear))
        return replace(planned, plan=replace(planned.plan, options=tuple(options)))
    return planned


def _of_it(asked: SemanticQuery, before: SemanticQuery, lexicon: Lexicon, clock: Clock) -> SemanticQuery | None:
    """ "How many donors gave to it" behind what was raised for one campaign: those with such rows of that campaign; else None."""
    held = before.filters[0] if len(before.filters) == 1 else None
    rows = _table(before, Fields(lexicon, lexicon.roads), lexicon)
    done = [f for f in asked.filters if isinstance(f, ExistsFilter)]
    alone = not (
        before.limit or before.calculations or before.compare or before.summary or before.dimensions or before.time
    )
    if not isinstance(held, FieldFilter) or held.op != "=" or len(held.values) != 1 or not alone or len(done) != 1:
        return None
    thing = held.field.rpartition(".")[0]
    if done[0].exists != rows or thing in ("", rows) or lexicon.roads.distance_up(rows, thing) is None:
        return None
    of_it = done[0].model_copy(update={"where": (*done[0].where, held)})
    made = asked.model_copy(update={"filters": tuple(of_it if f is done[0] else f for f in asked.filters)})
    return made if prove(made, lexicon.model, clock) is None else None


def _held(asked: SemanticQuery, before: SemanticQuery, lexicon: Lexicon, clock: Clock) -> SemanticQuery | None:
    """The query, with what the one before holds its rows to; None where that cannot be said of them."""
    if before.limit or before.calculations or before.compare or before.summary:
        return None  # the best ones cannot be picked again
    if any(not isinstance(f, FieldFilter) or "." not in f.field for f in leaves_of(before.filters)):
        return None
    if not before.filters and before.time is None:
        return asked
    fields = Fields(lexicon, lexicon.roads)
    rows = _table(before, fields, lexicon)
    mine = _table(asked, fields, lexicon)
    if rows is None or mine is None:
        return None
    up = lexicon.roads.distance_up
    filters: tuple[Filter, ...] = before.filters
    time = asked.time
    near = all(
        isinstance(f, FieldFilter) and up(mine, f.field.rpartition(".")[0]) is not None
        for f in leaves_of(before.filters)
    )
    same_day = before.time is None or (before.time.field or fields.time_of(rows)) == fields.time_of(mine)
    if near and same_day and (mine == rows or up(rows, mine) is not None):
        if time is not None and before.time is not None:
            return None
        time = time or before.time
    elif up(mine, rows) is not None and _are_things(before, fields, lexicon):
        if before.time is not None:
            return None
    elif up(rows, mine) is not None and counts_rows(asked, fields, lexicon) and _are_things(before, fields, lexicon):
        dated = _dated(before, rows, fields, clock)
        if dated is None:
            return None
        filters = (ExistsFilter(exists=rows, where=(*filters, *dated)),)
    else:
        return None
    made = asked.model_copy(update={"filters": (*asked.filters, *filters), "time": time})
    return made if prove(made, lexicon.model, clock) is None else None


def _table(query: SemanticQuery, fields: Fields, lexicon: Lexicon) -> str | None:
    """The one table that the rows of a query are of."""
    if not query.measures:
        return listed(query, lexicon)
    tables = set()
    for measure in query.measures:
        target = fields.target_of(measure) if isinstance(measure, str) else None
        tables.add(target.table if target is not None else getattr(measure, "table", ""))
    return tables.pop() if len(tables) == 1 and "" not in tables else None


def _are_things(query: SemanticQuery, fields: Fields, lexicon: Lexicon) -> bool:
    """Whether the question before shows or counts things, so that others may be told to be theirs."""
    return not query.measures or counts_rows(query, fields, lexicon)


def counts_rows(query: SemanticQuery, fields: Fields, lexicon: Lexicon) -> bool:
    """Whether the only number of a query counts rows."""
    return len(query.measures) == 1 and counted_by(query.measures[0], fields, lexicon) is not None


def _dated(before: SemanticQuery, rows: str, fields: Fields, clock: Clock) -> list[Filter] | None:
    """The period of the question before as conditions on its rows; None where it is of another table."""
    if before.time is None:
        return []
    field, span = before.time.field or fields.time_of(rows), before.time.range
    days = resolve(span, clock) if span.from_ is None and span.to is None else (span.from_, span.to)
    if field is None or days is None or before.time.via is not None or field.rpartition(".")[0] != rows:
        return None
    first, last = days
    if isinstance(first, datetime) or isinstance(last, datetime):
        return None
    return range_filters(field, (first, last))
