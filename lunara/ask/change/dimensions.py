"""By what a change can be explained: the model's dimensions within reach, and which of them explains most with least.

The order is Adtributor's (Ranjita Bhagwan et al., “Adtributor: Revenue Debugging in Advertising Systems”, NSDI 2014). Each member
has an explanatory power, its part of the change, and a surprise, the Jensen-Shannon divergence between its shares of the whole
before (p) and after (q):  ½ (p ln(2p / (p + q)) + q ln(2q / (p + q))). Members are taken by surprise, largest first, as long as
each explains at least a tenth of the change, until two thirds are explained. Dimensions that come so far stand before those that
do not, as long as their members moved further apart than chance moves as many (`scatter`), and few members before many.

Of a ratio, p is a member's weight (the mean of both periods) and q its part of all that moved: a member that moved as much as it
weighs is no surprise, however large it is. (Adtributor adds up the surprises of numerator and denominator, which finds members
that grew, and not those whose rate did.)

A status tells how far a row has come, and so how old it is: young periods differ from old ones in it whatever happened. Such
dimensions are compared after all others, and stand behind them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.parts import Parts
from lunara.ask.change.scatter import Scatter, scatter_of
from lunara.ask.change.split import Amounts
from lunara.ask.tokens import stem
from lunara.ask.values import looks_personal
from lunara.errors import AmbiguousPath
from lunara.semantic.graph import Graph, graph_of, is_safe
from lunara.semantic.model import Dimension, SemanticModel, Table
from lunara.semantic.query import DimensionRef, FieldFilter

EACH_EXPLAINS = Fraction(1, 10)
TOGETHER_EXPLAIN = Fraction(67, 100)
MOST_TRIED = 14
MANY_MEMBERS = 200
UNKNOWN_MEMBERS = 1_000
_STATUS = re.compile(r"(?:\b|(?<=[a-z]))(?:status|stage|phase|progress)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A dimension within reach of all that the measure is made of. `members` is how many it has, where known."""

    dimension: str | DimensionRef
    label: str
    members: int | None = None
    steps: int = 0
    ages: bool = False
    """Whether its values change as rows grow older: a status."""
    single: bool = False
    """Whether its values are names of single things that happen to share them: the names of pets."""
    names_its_table: bool = False
    """Whether its values tell the rows of its table apart: the names of clinics."""

    @property
    def key(self) -> str:
        """What tells it from others: its field, with the road where there are several."""
        return key_of(self.dimension)


def key_of(dimension: str | DimensionRef) -> str:
    """A dimension as one text: `customers.country`, `shipping_address:addresses.country`."""
    if isinstance(dimension, str):
        return dimension
    return f"{dimension.via}:{dimension.field}" if dimension.via else dimension.field


@dataclass(frozen=True)
class Score:
    """How well a dimension explains. `explained` is the part of the change that its `chosen` members are."""

    reaches: bool
    surprise: float
    chosen: tuple[int, ...]
    explained: Fraction
    scatter: Scatter

    def order(self, noise: float) -> tuple[bool, bool, bool, float, int]:
        """Sorts the best first, where chance gives each member so much scatter as `noise`."""
        beyond = self.scatter.beyond(noise)
        stands_out = beyond > 0
        return not (stands_out and self.reaches), not stands_out, not self.reaches, -beyond, len(self.chosen)


def candidates(
    change: WhyChanged,
    tables: frozenset[str],
    model: SemanticModel,
    *,
    allowed: frozenset[str] | None = None,
    known: Mapping[str, int] | None = None,
) -> list[Candidate]:
    """Dimensions that every table of the measure reaches without multiplying rows, likely ones first.

    Each table gives one before any gives a second.

    Left out: what people do not see, dates and amounts, what tells rows or people apart, and what the question fixes to one
    value. `allowed` tables alone may be named; `known` are the numbers of members by field, as a `ValueIndex` has them.
    """
    graph = graph_of(model)
    tells = any(table.unique_keys for table in model.tables)
    fixed = {one.field for one in change.filters if isinstance(one, FieldFilter) and one.op in ("=", "is_null")}
    found: list[tuple[tuple[bool, int, int, int], Candidate]] = []
    for table in model.tables:
        if table.hidden or (allowed is not None and table.name not in allowed):
            continue
        roads = _roads(graph, tables, table.name)
        taken = [0, 0, 0, 0]
        for dimension in table.dimensions:
            path = f"{table.name}.{dimension.name}"
            if path in fixed or dimension.name in fixed or not _tells_groups(table, dimension, tables):
                continue
            members = (known or {}).get(path) or len(dimension.sample_values) or None
            unlikely = _unlikely(dimension, members, complete=known is not None)
            unique = [dimension.expression or dimension.name] in map(list, table.unique_keys)
            single = tells and not unique and _names_rows(table, dimension)
            for via, label, steps in roads:
                ref: str | DimensionRef = path
                name = dimension.label or dimension.name.replace("_", " ").capitalize()
                if via is not None:
                    name = f"{name} ({label})"
                    ref = DimensionRef(field=path, via=via, label=name)
                one = Candidate(ref, name, members, steps, _ages(dimension), single, unique)
                found.append(((single, unlikely, taken[unlikely], steps), one))
            taken[unlikely] += not single
    found.sort(key=lambda item: item[0])
    return [one for _, one in found]


def _roads(graph: Graph, tables: frozenset[str], target: str) -> list[tuple[str | None, str, int]]:
    """(relationship to name, its label, steps) of each way from all tables to the target; none where one multiplies rows."""
    found: list[tuple[str | None, str, int]] = [(None, "", 0)]
    for start in sorted(tables):
        distance = graph.distance(start, target)
        if distance is None or distance[0]:
            return []
        try:
            graph.road(start, target)
        except AmbiguousPath as error:
            options = [str(one) for one in error.details.get("options", ()) if "." not in str(one)]
            if len(tables) > 1:
                return []  # whose road it is cannot be said for several tables at once
            named = [(one, _named(graph, one), distance[1]) for one in options if _safe(graph, start, one, target)]
            return [(name, label, steps) for name, label, steps in named]
        found = [(None, "", max(found[0][2], distance[1]))]
    return found


def _safe(graph: Graph, start: str, via: str, target: str) -> bool:
    roads = graph.through(start, (via,), target)
    return len(roads) == 1 and is_safe(roads[0])


def _named(graph: Graph, name: str) -> str:
    found = graph.relationship(name)
    return found.label or name.replace("_", " ")


def _tells_groups(table: Table, dimension: Dimension, tables: frozenset[str]) -> bool:
    """Whether a field has groups that people know, and no value for each row."""
    if dimension.hidden or dimension.type not in ("string", "boolean") or looks_personal(table, dimension):
        return False
    column = dimension.expression or dimension.name
    keys = [key[0] for key in (table.primary_key, *table.unique_keys) if len(key) == 1]
    return table.name not in tables or column not in keys


def _names_rows(table: Table, dimension: Dimension) -> bool:
    """Whether a field is the name of a row of its table by what it is called: "name", or "pet name" of pets."""
    words = [
        stem(word) for word in re.findall(r"[a-z]+", (dimension.label or dimension.name.replace("_", " ")).lower())
    ]
    said = re.findall(r"[a-z]+", f"{table.name} {table.label or ''}".replace("_", " ").lower())
    return bool(words) and words[-1] == "name" and set(words[:-1]) <= {stem(word) for word in said}


def _ages(dimension: Dimension) -> bool:
    return bool(_STATUS.search(f"{dimension.name} {dimension.label or ''}".replace("_", " ")))


def _unlikely(dimension: Dimension, members: int | None, *, complete: bool) -> int:
    """0 for a handful of members, 1 for two, 2 where it is not known, 3 for one or many, which a complete index leaves out."""
    if _ages(dimension):
        return 2
    if dimension.type == "boolean" or members == 2:
        return 1
    if members is None:
        return 3 if complete else 2
    return 0 if 2 < members <= MANY_MEMBERS else 3


def score_of(parts: Parts, members: Sequence[Amounts], contributions: Sequence[Fraction]) -> Score:
    """The score of a dimension by its members and the part of the change that each is (in the same order)."""
    change = sum(contributions, Fraction(0))
    side = parts.denominator or parts.numerator
    before = _shares([abs(side.value(member.before)) for member in members])
    after = _shares([abs(side.value(member.after)) for member in members])
    weights = [(old + new) / 2 for old, new in zip(before, after, strict=True)]
    if parts.denominator is not None:
        before = weights
        after = _shares([abs(part) for part in contributions])
    surprises = [surprise(p, q) for p, q in zip(before, after, strict=True)]
    if not change:
        return Score(False, sum(surprises), (), Fraction(0), scatter_of(contributions, weights, ()))
    chosen: list[int] = []
    explained = Fraction(0)
    for place in sorted(range(len(members)), key=lambda one: (-surprises[one], one)):
        power = contributions[place] / change
        if power >= EACH_EXPLAINS:
            chosen.append(place)
            explained += power
        if explained >= TOGETHER_EXPLAIN:
            break
    reaches = explained >= TOGETHER_EXPLAIN
    scatter = scatter_of(contributions, weights, chosen)
    return Score(reaches, sum(surprises[place] for place in chosen), tuple(chosen), explained, scatter)


def surprise(p: float, q: float) -> float:
    """How much a member's share of the whole moved from `p` to `q`.

    >>> surprise(0.5, 0.5), round(surprise(0.0, 1.0), 4)
    (0.0, 0.3466)
    """
    middle = p + q
    return 0.5 * sum(share * log(2 * share / middle) for share in (p, q) if share > 0)


def _shares(amounts: Sequence[Fraction]) -> list[float]:
    whole = sum(amounts, Fraction(0))
    return [float(amount / whole) if whole else 0.0 for amount in amounts]


def candidate_of(dimension: str | DimensionRef, within: Sequence[Candidate]) -> Candidate:
    """A dimension that was named, as one of the candidates where it is one."""
    for one in within:
        if one.key == key_of(dimension) or one.dimension == dimension:
            return one
    field_ = dimension if isinstance(dimension, str) else dimension.field
    label = dimension.label if isinstance(dimension, DimensionRef) and dimension.label else None
    return Candidate(dimension, label or field_.rsplit(".", 1)[-1].replace("_", " ").capitalize())
