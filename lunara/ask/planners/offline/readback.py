"""The plan read back against the question: what its words plainly ask for must show in the query, else it is not answered.

The grammar may read a sentence in a way nobody foresaw. These checks do not trust it: they look at the items of the question (a
"not", a number, a period, "by", "only") and at the finished query, and object when one has no counterpart in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import spread
from lunara.semantic.query import (
    AndFilter,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    NotFilter,
    OrFilter,
    SemanticQuery,
)

_DENIALS = spread(
    "not never no without except excluding exclude excludes none nobody neither nor cannot lack lacks lacking"
)
_COMPARING = spread("more less fewer later earlier greater higher lower under below above over exceeding than longer")
_WIDENING = spread("including incl inclusive")
_EACH = spread("each every per")


def unsaid(items: Sequence[Item], frame: Frame, reading: Reading, query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """Why this query does not say what the question asks, in words; None when nothing of it is missing."""
    seen = _Plan(query, lexicon)
    return (
        _denial(items, seen)
        or _numbers(items, seen)
        or _periods(items, seen)
        or _groups(items, frame, seen)
        or _shares(items, seen)
        or _only(items, seen)
        or _widened(items, seen)
        or _named_by_superlative(items, reading, lexicon, seen)
        or _texts(items, seen)
        or _echo(query)
        or _contradicts(query)
        or _beside_its_thing(items, reading, seen)
        or _opposite(items, reading, lexicon, seen)
        or _per_number(items, reading, lexicon, seen)
        or _verb_as_value(items, lexicon, seen)
    )


class _Plan:
    """What a query says, flat."""

    def __init__(self, query: SemanticQuery, lexicon: Lexicon):
        self.query = query
        self.filters = list(_flat(query.filters))
        self.denies = any(isinstance(f, NotFilter) for f in self.filters)
        self.exists = [f for f in self.filters if isinstance(f, ExistsFilter)]
        self.fields = [f for f in self.filters if isinstance(f, FieldFilter)]
        self.values = [v for f in self.fields for v in f.values]
        self.dimensions = [d if isinstance(d, str) else d.field for d in query.dimensions]
        self.grains = [d.grain for d in query.dimensions if isinstance(d, DimensionRef) and d.grain]
        self.governed: list[str] = []
        self.aggregates: list[str] = []
        self.percent = False
        for measure in query.measures:
            self._measure(measure, lexicon, set())

    def _measure(self, measure: str | InlineMeasure, lexicon: Lexicon, seen: set[str]) -> None:
        if isinstance(measure, InlineMeasure):
            self.aggregates.append(measure.aggregate)
            self.governed.extend(t for t in (measure.expression, measure.filter) if t)
            self.percent = self.percent or bool(measure.format and measure.format.kind == "percent")
            return
        bare = measure.rpartition(".")[2]
        if bare in seen:
            return
        seen.add(bare)
        derived = lexicon.derived(bare)
        if derived is not None:
            self.aggregates.append("derived")
            self.percent = (
                self.percent or bool(derived.format and derived.format.kind == "percent") or "/" in derived.expression
            )
            for owner in lexicon.tables.values():
                for one in owner.measures:
                    if one.name in derived.expression:
                        self._measure(f"{owner.name}.{one.name}", lexicon, seen)
            return
        table = measure.rpartition(".")[0]
        for found in lexicon.tables.values():
            if table and found.name != table:
                continue
            for one in found.measures:
                if one.name == bare:
                    self.aggregates.append(one.aggregate)
                    self.governed.extend(t for t in (one.expression, one.filter, one.description) if t)
                    self.percent = self.percent or bool(one.format and one.format.kind == "percent")

    def holds(self, target: Target) -> bool:
        """Whether the query shows or measures this."""
        names = {m if isinstance(m, str) else m.name for m in self.query.measures}
        return f"{target.table}.{target.name}" in {*self.dimensions, *names} or target.name in names

    @property
    def tables(self) -> set[str]:
        """The tables of shown fields."""
        return {d.rpartition(".")[0] for d in self.dimensions}


def _flat(filters: Sequence[Filter]) -> Iterator[Filter]:
    for one in filters:
        yield one
        if isinstance(one, AndFilter):
            yield from _flat(one.and_)
        elif isinstance(one, OrFilter):
            yield from _flat(one.or_)
        elif isinstance(one, NotFilter):
            yield from _flat((one.not_,))
        elif isinstance(one, ExistsFilter):
            yield from _flat(one.where)


def _denial(items: Sequence[Item], plan: _Plan) -> str | None:
    for at, item in enumerate(items):
        if item.kind not in ("op", "filler", "verb", "unknown") or not set(item.low.split()) & _DENIALS:
            continue
        near = {w for i in items[at : at + 3] for w in i.low.split()}
        if near & _COMPARING or item.low in ("no of", "no", "or not"):
            continue
        flipped = any(f.op in ("!=", "not_in", "is_null", "is_not_null", "<", "<=", ">", ">=") for f in plan.fields)
        falsely = any(isinstance(v, bool) or v == 0 for v in plan.values)
        governed = any(w in f" {g.lower()} " for g in plan.governed for w in ("<>", "!=", " not ", " null", "without"))
        if not (plan.denies or flipped or falsely or governed):
            return f"The “{item.text}” of the question has no place in the answer. Say what is left out in other words."
    return None


def _numbers(items: Sequence[Item], plan: _Plan) -> str | None:
    known = [float(v) for v in plan.values if isinstance(v, int | float) and not isinstance(v, bool)]
    texts = [str(v) for v in plan.values if not isinstance(v, bool | int | float)]
    query = plan.query
    known += [float(n) for n in (query.limit, *(c.window for c in query.calculations)) if n is not None]
    if query.time is not None:
        said = query.time.range.model_dump_json(exclude_defaults=True)
        texts.append(said)
    governed = " ".join(plan.governed)
    for item in items:
        if item.kind != "number" or item.number is None:
            continue
        number = float(item.number)
        near = (number, number / 100, number - 1, number + 1)
        written = f"{item.number:g}"
        if any(abs(k - n) < 1e-9 for k in known for n in near):
            continue
        if any(written in t for t in texts) or written in governed:
            continue
        if number == 1 and not plan.dimensions:
            continue
        return f"The number {item.text} of the question has no place in the answer. Say what it belongs to."
    return None


def _periods(items: Sequence[Item], plan: _Plan) -> str | None:
    asked = [i for i in items if i.kind == "time" and i.time is not None and i.time.kind == "range" and i.time.strong]
    if not asked:
        return None
    query = plan.query
    dated = any(isinstance(v, str) and v[:4].isdigit() for v in plan.values) or any(
        isinstance(v, int) and not isinstance(v, bool) and 1800 <= v <= 2200 for v in plan.values
    )
    typed = any(not isinstance(v, str | int | float | bool) for v in plan.values)
    if query.time is None and query.compare is None and not (dated or typed):
        return f"“{asked[0].text}” has no place in the answer: no date of what is asked for is known."
    return None


def _groups(items: Sequence[Item], frame: Frame, plan: _Plan) -> str | None:
    query = plan.query
    if query.dimensions or query.order_by:
        return None
    if "derived" in plan.aggregates or "avg" in plan.aggregates or "median" in plan.aggregates:
        return None
    for item in items:
        if item.is_op("by") and (item.low in ("by", "per") or set(item.low.split()) & _EACH):
            if frame.order or not query.measures:
                return None
            return f"The groups after “{item.text}” have no place in the answer. Name what to group by."
    return None


def _shares(items: Sequence[Item], plan: _Plan) -> str | None:
    if plan.query.calculations or plan.percent:
        if plan.query.limit is not None and plan.query.calculations:
            return _share_of_top(items)
        return None
    for item in items:
        if item.is_op("share") and plan.query.measures:
            return f"The answer would hold no “{item.text}”. Ask for it by group, for example by category."
    return None


def _share_of_top(items: Sequence[Item]) -> str | None:
    """ "The share of the top ten" is one number for all of them, not ten shares."""
    share = next((n for n, i in enumerate(items) if i.is_op("share")), None)
    top = next((n for n, i in enumerate(items) if i.is_op("top", "super")), None)
    if share is None or top is None or top < share or items[top - 1].low not in ("of", "the", "from", "by"):
        return None
    if not any(i.low in ("of", "from", "by", "come", "comes") for i in items[share + 1 : top]):
        return None
    return "What the top ones hold together cannot be asked for in one go. Ask for the share of each, highest first."


def _only(items: Sequence[Item], plan: _Plan) -> str | None:
    """ "Customers who ordered only lamps": that there is nothing else is a condition of its own."""
    if not plan.exists or plan.denies:
        return None
    verb = False
    for item in items:
        verb = verb or bool(item.verb) or item.kind == "verb" or item.low in ("with", "have", "has", "had")
        if verb and (item.is_op("only") or item.low in ("only", "solely", "exclusively")):
            return f"That there is “{item.low}” this and nothing else cannot be checked here. Ask without the “{item.low}”."
    return None


def _widened(items: Sequence[Item], plan: _Plan) -> str | None:
    """ "Orders including cancelled ones" wants more rows, a filter leaves fewer."""
    for at, item in enumerate(items):
        if item.low not in _WIDENING or at == 0:
            continue
        following = next((i for i in items[at + 1 :] if i.kind == "mention"), None)
        values = {str(m.target.value) for m in following.matches if m.target.kind == "value"} if following else set()
        alone = [v for f in plan.query.filters if isinstance(f, FieldFilter) for v in f.values]
        if plan.query.measures and any(str(v) in values for v in alone):
            said = f"{item.text} {following.text if following else ''}"
            return f"“{said}” asks for more than the rest; the answer would leave all else out."
    return None


def _named_by_superlative(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: _Plan) -> str | None:
    """ "The 3 cheapest products of each brand", "best rated restaurant": the things themselves must be shown."""
    for at, item in enumerate(items):
        if not (item.is_op("top", "super") or item.kind == "adjective"):
            continue
        rest = list(items[at + 1 : at + 4])
        if rest and rest[0].kind == "number":
            rest = rest[1:]
        participle = bool(rest) and rest[0].low.endswith("ed") and bool(rest[0].verb) and len(rest) > 1
        if participle:
            rest = rest[1:]
        thing = rest[0] if rest else None
        if thing is None or thing.kind != "mention":
            continue
        best = thing.matches[0].score if thing.matches else 0.0
        tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact and m.score >= best}
        chosen = reading.chosen.get(id(thing))
        if not tables or (chosen is not None and chosen.target.kind != "table" and plan.holds(chosen.target)):
            continue
        own = {f"{t}.{n}" for t in tables for n in (lexicon.display(t), lexicon.key_dimension(t)) if n is not None}
        grouped = plan.query.limit is not None and bool(plan.query.dimensions) and bool(plan.query.measures)
        if ((grouped and item.kind == "adjective") or participle) and not own & set(plan.dimensions):
            return f"The answer would not show the {thing.text} that “{item.text}” asks for. Name the number they are ranked by."
    return None


def _texts(items: Sequence[Item], plan: _Plan) -> str | None:
    """ "Whose name contains Bike": a part of a text, not a value of another field."""
    if plan.exists or any(f.op in ("contains", "starts_with", "ends_with") for f in plan.fields):
        return None
    for item in items:
        parts = [op for op in item.ops if op.name == "text" and op.arg in ("contains", "starts_with", "ends_with")]
        if parts and item.low != "like":
            return f"It is not clear which text is meant by “{item.text}”. Name the field, and put the text in quotes."
    return None


def _echo(query: SemanticQuery) -> str | None:
    """A list of one field that a filter holds to one value answers with the question's own word."""
    if query.measures or len(query.dimensions) != 1:
        return None
    shown = query.dimensions[0]
    name = shown if isinstance(shown, str) else shown.field
    for one in query.filters:
        if not isinstance(one, FieldFilter) or one.field != name:
            continue
        if one.op == "is_null":
            return "The answer would only list what is missing. Say what should be shown of it."
        if one.op == "=" and len(query.filters) > 1:
            return f"The answer would only repeat “{one.values[0]}”. Say which field of it is asked for."
    return None


def _contradicts(query: SemanticQuery) -> str | None:
    """ "Bought but never sold" where buying and selling are one table: no row can be both."""
    denied = [f.not_ for f in query.filters if isinstance(f, NotFilter)]
    if any(one in denied for one in query.filters):
        return "Two conditions of the question come out as opposites here. Name the values that tell them apart."
    return None


def _beside_its_thing(items: Sequence[Item], reading: Reading, plan: _Plan) -> str | None:
    """ "Nasdaq tickers": a value right before a thing that has this value itself is not that of another table."""
    for value, thing in pairwise(items):
        chosen = reading.chosen.get(id(value))
        if chosen is None or chosen.target.kind != "value" or thing.kind != "mention":
            continue
        tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact}
        own = [m for m in value.matches if m.target.kind == "value" and m.target.table in tables]
        same = [m for m in own if str(m.target.value).lower() == str(chosen.target.value).lower()]
        name = f"{chosen.target.table}.{chosen.target.name}"
        if same and chosen.target.table not in tables and any(f.field == name for f in plan.fields):
            return (
                f"“{value.text}” can be said of {thing.text} and of something else here. Name the field it belongs to."
            )
    return None


def _opposite(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: _Plan) -> str | None:
    """ "Inactive tickers" where tickers are active or not: the word denies their own field, whatever another table calls so."""
    tables = {t for m in plan.query.measures for t in _tables(m, lexicon)} | plan.tables
    for item in items:
        chosen = reading.chosen.get(id(item))
        if chosen is None or chosen.target.kind != "value" or chosen.target.table in tables:
            continue
        for prefix in ("in", "un", "non", "dis"):
            rest = item.low.removeprefix(prefix).strip(" -")
            if rest == item.low or len(rest) < 4:
                continue
            for table in tables & set(lexicon.tables):
                for one in lexicon.tables[table].dimensions:
                    if one.type == "boolean" and rest in lexicon.own_words(Target("dimension", table, one.name)):
                        return f"“{item.text}” can mean that “{one.label or one.name}” is no. If so, say: not {rest}."
    return None


def _per_number(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: _Plan) -> str | None:
    """ "Amount per share" is a division; a group for each number of shares would not be it."""
    for word, item in pairwise(items):
        chosen = reading.chosen.get(id(item))
        if word.low != "per" or chosen is None or chosen.target.kind != "dimension" or item.plural:
            continue
        target = chosen.target
        one = lexicon.dimension(target.table, target.name)
        if one is None or one.type != "number" or f"{target.table}.{target.name}" not in plan.dimensions:
            continue
        column = one.expression or one.name
        if any(m.aggregate == "sum" and m.expression == column for m in lexicon.tables[target.table].measures):
            return f"A ratio “{word.text} {item.text}” is only known where the model has a measure for it."
    return None


def _verb_as_value(items: Sequence[Item], lexicon: Lexicon, plan: _Plan) -> str | None:
    """ "Shares sold" where a field says buy or sell: the verb is one of its values, and must not be passed over."""
    tables = {t for m in plan.query.measures for t in _tables(m, lexicon)} | plan.tables
    for item in items:
        if item.kind not in ("verb", "filler") or not item.verb:
            continue
        for stem in dict.fromkeys((item.low, *item.verb)):
            for match in lexicon.value_matches((stem,), stem):
                target = match.target
                if target.table not in tables or str(target.value).lower() != stem:
                    continue
                if target.value not in plan.values:
                    label = label_of(lexicon, target)
                    return f"“{item.text}” may mean {label} “{target.value}”. If so, say: {label} {target.value}."
                break
    return None


def _tables(measure: str | InlineMeasure, lexicon: Lexicon) -> set[str]:
    if isinstance(measure, InlineMeasure):
        return {measure.table}
    table, _, bare = measure.rpartition(".")
    if table:
        return {table}
    return {t.name for t in lexicon.tables.values() if any(m.name == bare for m in t.measures)}
