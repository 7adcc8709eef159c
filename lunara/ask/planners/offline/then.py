"""People, places and things in a period: how many were there in it, and to how many something happened in it.

The date on which they came about says neither. Who was there came before the period was over and left after it began, which the
two dates of a row tell; who was seen or came in has a row of what happened, in the period. Where the data does not single out one
of these, it is asked back or refused: the date on which they came about never stands in unsaid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Refusal
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS
from lunara.ask.planners.offline.assembly.dates import range_filters
from lunara.ask.planners.offline.assembly.parts import any_of
from lunara.ask.planners.offline.frame import copy_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.periods import resolve
from lunara.ask.planners.offline.plain.leaving import ends_of
from lunara.ask.planners.offline.plain.things import BE, says, shown
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import DATE_VERBS, spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import stem, tokenize, verb_stems
from lunara.errors import LunaraError
from lunara.semantic.filters import leaves_of
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Dimension
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, Filter, SemanticQuery, TimeFilter

Assemble = Callable[[Work, Reading], SemanticQuery | Clarification | Refusal]
Span = tuple[date | None, date | None]

_MET = frozenset(spread("see saw seen serve served treat treated visit visited"))
_LOOKED_AFTER = frozenset(
    spread(
        """carry carried transport transported ferry ferried fly flew flown move moved convey conveyed host hosted welcome
        welcomed accommodate accommodated house housed feed fed teach taught train trained coach coached help helped assist
        assisted support supported advise advised handle handled deal dealt work worked"""
    )
)
"""What is done with people and things again and again: never on the day on which they came about."""
_COME = frozenset(spread("come comes came coming"))
_ORIGIN = frozenset(spread("from through via across of out up about"))
"""Behind "came" they tell from where or how, not that something happened."""
_HAVE = frozenset(spread("have had has having"))
_DO = frozenset(spread("do did does have has had"))
_STATUS = frozenset(spread("status state outcome"))


def in_period(work: Work, assemble: Assemble) -> SemanticQuery | Clarification | Refusal | None:
    """What a count or a list of people, places or things with a period comes to; None where its own date is what is asked for."""
    lows = [t.low for t in tokenize(work.question.text) if t.kind != "symbol"]
    things = _named(work)
    if not things:
        return None
    notes, caveats = work.notes, work.caveats
    counted = _counted(work, assemble, things)
    found = _of_period(counted, lows) if counted is not None else None
    if found is None and (_happened(lows) or _were_there(lows) or _looked_after(lows)):
        found = _unsaid(work, assemble, things, lows)
    if not isinstance(found, SemanticQuery):
        work.notes, work.caveats = notes, caveats
    return found


@dataclass(frozen=True)
class _Count:
    """A count of the rows of `table`, and a period that it is asked in. `bare` is the count without it."""

    work: Work
    table: str
    bare: SemanticQuery
    span: Span
    came: Dimension | None

    @property
    def things(self) -> str:
        """What is counted, as people call it."""
        return _called(self.table, self.work.lexicon)

    def dated(self, came: Dimension) -> SemanticQuery:
        """Those that came about in the period."""
        period = {"from": self.span[0], "to": self.span[1]}
        time = TimeFilter.model_validate({"field": f"{self.table}.{came.name}", "range": period})
        return self.bare.model_copy(update={"time": time})

    def held(self, *filters: Filter) -> SemanticQuery:
        """Those for which this holds."""
        return self.bare.model_copy(update={"filters": (*self.bare.filters, *filters)})


def _of_period(count: _Count, lows: list[str]) -> SemanticQuery | Clarification | Refusal | None:
    came, work = count.came, count.work
    if came is not None and _says_when(lows, came):
        return None
    verb = _happened(lows)
    if verb and any(isinstance(one, ExistsFilter) for one in leaves_of(count.bare.filters)):
        return None  # "clients without a visit in 2024": whose rows are meant is said, and the period is theirs
    if verb:
        return _met(count, verb)
    if came is None:
        return None
    if _were_there(lows):
        return _present(count, came)
    ends = ends_of(count.table, work.lexicon)
    here = _present(count, came) if len(ends) == 1 else None
    if not isinstance(here, SemanticQuery):
        return None
    things = count.things
    options = [_option(f"{things} with {shown(came)} then", count.dated(came), work)]
    options.append(_option(f"{things} who were there then", here, work))
    return Clarification(f"Which {things} of that period are meant?", tuple(options))


def by_date_of(query: SemanticQuery, lexicon: Lexicon) -> str:
    """What the date is called that a period goes by, where it is the one on which people, places or things came about."""
    fields = [one.field for one in query.dimensions if isinstance(one, DimensionRef) and one.grain is not None]
    fields += [query.time.field] if query.time is not None and query.time.field is not None else []
    for table, _, name in (field.rpartition(".") for field in fields):
        came = masters.came_about(table, lexicon) if table in lexicon.tables else None
        if came is not None and came.name == name:
            return shown(came)
    return ""


def _happened(lows: list[str]) -> str:
    """The verb by which something happened to them; "" for none."""
    for at, low in enumerate(lows):
        before, behind = lows[:at], lows[at + 1 : at + 2]
        requested = not before or before[-1] == "to" or (low == "see" and not _DO & set(before))  # "I want to see"
        came = low in _COME and not _ORIGIN & set(behind) and before[-1:] != ["to"]  # what is "to come" did not happen
        if (low in _MET and not requested) or came:
            return low
    return ""


def _looked_after(lows: list[str]) -> bool:
    """ "Did we carry", "we have helped", "were taught": what was done with them in the period."""
    return any(
        low in _LOOKED_AFTER and bool({"we", *BE} & set(lows[max(0, at - 2) : at])) for at, low in enumerate(lows)
    )


def _were_there(lows: list[str]) -> bool:
    """ "Did we have", "had we", "were there", "existed": how many there were."""
    pairs = list(zip(lows, [*lows[1:], ""], strict=True))
    had = any((one == "we" and two in _HAVE) or (one in _HAVE and two == "we") for one, two in pairs)
    there = any({one, two} & {"there"} and {one, two} & BE for one, two in pairs)
    return had or there or "existed" in lows


def _says_when(lows: list[str], came: Dimension) -> bool:
    """Whether the question speaks of their coming about itself."""
    told = says(came)
    words = {w for low in lows for w in (low, *verb_stems(low))} - _DO
    nouns = {noun for w in words for noun in (w, *DATE_VERBS.get(w, ()))}
    return "new" in words or bool((told | masters.ONCE) & words) or bool(told & nouns)


def _named(work: Work) -> set[str]:
    """The people, places and things that the question names."""
    if work.reading is None:
        return set()
    words = {t.stem for t in tokenize(work.question.text)}
    targets = [t for i in work.frame.mentions() if (t := work.reading.target(i)) is not None]
    tables = {t.table for t in targets if t.kind in ("table", "measure")}
    return {
        t
        for t in tables
        if words & set(table_words(work.lexicon.tables.get(t)))
        and masters.named(t, work.lexicon)
        and not masters.comes_in(t, work.lexicon)
    }


def _counted(work: Work, assemble: Assemble, things: set[str]) -> _Count | None:
    """What is counted or listed of these, where that is all that the question asks in one period."""
    kept = work.frame
    phrase = kept.times[0] if len(kept.times) == 1 else None
    whole = phrase is not None and phrase.kind == "range" and not any(g.grain is not None for g in kept.groups)
    if phrase is None or phrase.range is None or not whole or work.reading is None:
        return None
    within = phrase.range
    exact = within.from_ is not None or within.to is not None
    span: Span | None = (within.from_, within.to) if exact else resolve(within, work.question.clock)
    work.frame = copy_of(kept)
    work.frame.times = []
    try:
        bare = assemble(work, work.reading)
    finally:
        work.frame = kept
    table = _table_of(bare, work.lexicon) if isinstance(bare, SemanticQuery) else None
    if span is None or table not in things or table is None or not isinstance(bare, SemanticQuery):
        return None
    if any(work.lexicon.roads.distance_up(table, home) is None for home in _homes(bare)):
        return None
    return _Count(work, table, bare, span, masters.came_about(table, work.lexicon))


def _table_of(bare: SemanticQuery, lexicon: Lexicon) -> str | None:
    """The table whose rows a query counts, all of them, or lists."""
    if bare.time is not None or bare.compare is not None or len(bare.measures) > 1:
        return None
    if not bare.measures:
        homes = {one.rpartition(".")[0] if isinstance(one, str) else "" for one in bare.dimensions}
        return homes.pop() if len(homes) == 1 else None
    measure = bare.measures[0]
    if not isinstance(measure, str):
        return None
    try:
        found = graph_of(lexicon.model).names.resolve(measure, "measure")
    except LunaraError:
        return None
    plain = getattr(found.field, "aggregate", "") == "count" and not getattr(found.field, "filter", None)
    return found.table if plain else None


def _homes(bare: SemanticQuery) -> set[str]:
    """The tables whose fields cut the rows or are conditions on them."""
    fields = [one if isinstance(one, str) else one.field for one in bare.dimensions]
    fields += [one.field for one in bare.filters if isinstance(one, FieldFilter)]
    return {field.rpartition(".")[0] for field in fields if "." in field}


def _homes_of_values(bare: SemanticQuery, lexicon: Lexicon) -> set[str]:
    """The tables that hold the values of its conditions: a town is that of owners and of clinics."""
    values = {str(v).lower() for one in bare.filters if isinstance(one, FieldFilter) for v in one.values}
    matches = [m for v in values for m in lexicon.value_matches(tuple(stem(w) for w in v.split()), v)]
    return {m.target.table for m in matches if m.exact}


def _unsaid(work: Work, assemble: Assemble, things: set[str], lows: list[str]) -> Refusal | None:
    """The refusal of a question that would go by the date on which its things came about, and does not speak of that."""
    plan = assemble(work, work.reading) if work.reading is not None else None
    if not isinstance(plan, SemanticQuery):
        return None
    dated = {plan.time.field} if plan.time is not None else set()
    dated |= {one.field for one in plan.dimensions if isinstance(one, DimensionRef) and one.grain is not None}
    for table in sorted(things):
        came = masters.came_about(table, work.lexicon)
        if came is not None and f"{table}.{came.name}" in dated and not _says_when(lows, came):
            called = _called(table, work.lexicon)
            return Refusal(
                f"{shown(came)} does not tell which {called} are meant in that time. Ask by {shown(came)} to go by it."
            )
    return None


def _met(count: _Count, verb: str) -> SemanticQuery | Clarification | Refusal:
    """Those with a row of what happened in the period; asked back where several tables tell of it."""
    work, lexicon, came, things = count.work, count.work.lexicon, count.came, count.things
    homes = _homes(count.bare) | _homes_of_values(count.bare, lexicon)
    found: list[tuple[str, Dimension, SemanticQuery]] = []
    for home, via in _events(count.table, verb, lexicon):
        own = lexicon.dimension(home, lexicon.time_dimension(home) or "")
        beside = next((there for there in sorted(homes) if _of_its_own(home, there, count.table, lexicon)), None)
        if beside is not None:
            rows, said = _called(home, lexicon), _called(beside, lexicon)
            return Refusal(
                f"It is not clear whether {said} is that of {things} or of {rows}. Ask for {things} with {rows}."
            )
        if own is not None:
            filters = tuple(range_filters(f"{home}.{own.name}", count.span))
            found.append((home, own, count.held(ExistsFilter(exists=home, where=filters, via=via))))
    if not found:
        return Refusal(
            f"Nothing here tells which {things} were meant by “{verb}” in a period: no dated rows refer to them."
        )
    if len(found) == 1 and (came is None or verb not in _COME):
        home, own, query = found[0]
        rows = _called(home, lexicon)
        work.notes.append(f"“{verb}” was read as: with {rows} in the period, by {shown(own)}.")
        status = next((d for d in lexicon.tables[home].dimensions if _STATUS & says(d) and not d.hidden), None)
        if status is not None:
            work.caveats = [*work.caveats, f"{rows} count whatever their {shown(status)} is."]
        return query
    options = [_option(f"with {_called(home, lexicon)} then", query, work) for home, _, query in found]
    if came is not None and verb in _COME:
        options.append(_option(f"with {shown(came)} then", count.dated(came), work))
    return Clarification(f"What does “{verb}” mean of {things}?", tuple(options[:MAX_OPTIONS]))


def _of_its_own(home: str, there: str, table: str, lexicon: Lexicon) -> bool:
    """Whether what happened has one of these itself, not as one of the things it happened to: the clinic of an appointment."""
    roads = lexicon.roads.up(home).get(there, [])
    return there != table and any(
        table not in [lexicon.roads.by_name[step].to_table for step in road] for road in roads
    )


def _events(table: str, verb: str, lexicon: Lexicon) -> list[tuple[str, str | None]]:
    """The tables whose dated rows are events of these things, with the relationship by which they refer to them.

    Rows that refer to them through another of these (payments of invoices) tell of nothing else. Those that the verb is a word
    for go before all others.
    """
    found: dict[str, list[str]] = {}
    vias: dict[str, str | None] = {}
    for home in lexicon.tables:
        own = lexicon.time_dimension(home)
        roads = lexicon.roads.up(home).get(table, [])
        if home == table or own is None or "." in own or not roads or not masters.lends(home, lexicon):
            continue
        found[home] = [lexicon.roads.by_name[step].to_table for step in roads[0]]
        vias[home] = roads[0][-1] if len(roads[0]) > 1 and len(roads) == 1 else None
    near = [home for home, steps in found.items() if not set(steps[:-1]) & found.keys()]
    nouns = {noun for v in (verb, *verb_stems(verb)) for noun in (v, *lexicon.events.get(v, ()))}
    meant = [home for home in near if nouns & set(table_words(lexicon.tables[home]))]
    return [(home, vias[home]) for home in meant or near]


def _present(count: _Count, came: Dimension) -> SemanticQuery | Refusal:
    """Those who came before the period was over, and left after it began where a date tells when they left."""
    things, (first, after), ends = count.things, count.span, ends_of(count.table, count.work.lexicon)
    dated = [d for d in ends if d.type == "time"]
    if first is None or after is None or len(dated) > 1 or len(ends) > len(dated):
        return Refusal(
            f"{shown(came)} alone does not tell which {things} were there in that period. Ask by {shown(came)}."
        )
    made: list[Filter] = list(range_filters(f"{count.table}.{came.name}", (None, after)))
    last = (after - timedelta(days=1)).isoformat()
    if dated:
        end = f"{count.table}.{dated[0].name}"
        stayed = FieldFilter(field=end, op=">=", values=(first.isoformat(),))
        made.append(any_of([FieldFilter(field=end, op="is_null"), stayed]))
        note = f"{shown(came)} by {last}, {shown(dated[0])} empty or from {first.isoformat()}"
        count.work.notes.append(f"{things} are counted that were there at some time of it: {note}.")
    else:
        count.work.notes.append(
            f"{things} are counted with {shown(came)} by {last}; nothing here says when one was gone."
        )
    return count.held(*made)


def _called(table: str, lexicon: Lexicon) -> str:
    return label_of(lexicon, Target("table", table, ""))


def _option(label: str, query: SemanticQuery, work: Work) -> Option:
    return Option(label, describe(query, work.lexicon.model), query)
