"""What the grammar makes of a question before names are settled: who wants what, grouped, filtered and ordered how."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.periods import CompareTo, TimePhrase
from lunara.semantic.model import Grain
from lunara.semantic.query import DatePart, InlineMeasure

Direction = Literal["asc", "desc"]


@dataclass
class Formula:
    """Arithmetic over fields: `list price minus standard cost` is operands with the operators between them."""

    operands: list[Item | float]
    operators: list[str]


@dataclass
class Wanted:
    """A number that is asked for: a named measure, an aggregate of a field, a count of things, a duration, a formula."""

    mention: Item | None = None
    agg: str = ""
    count: bool = False
    distinct: bool = False
    formula: Formula | None = None
    between: tuple[Item, Item] | None = None
    to_today: bool = False
    """The time from the first of the two to today."""
    unit: str = "day"
    attribute: tuple[str, ...] = ()
    alias: str = ""
    of: Item | None = None
    made: InlineMeasure | None = None
    """The measure itself, once assembly has settled it."""
    beside: bool = False
    """Asked for behind an "and", beside the thing before it: "coaches and the number of clinics they hold"."""
    said: str = ""
    """How a count was asked for: "count" by "how many", "sum" by "total", else "" by the name of the things alone."""


@dataclass
class Group:
    """Something to group by: a field or thing, or a period of time."""

    mention: Item | None = None
    grain: Grain | None = None
    part: DatePart | None = None
    """A part of a date that comes round again: the day of the week, the hour of the day."""
    text: str = ""
    ranked: bool = False
    word: str = "by"
    through: tuple[Item, ...] = ()
    """The things over which it is reached, in order: the supplier of "supplier nation"."""
    of: Item | None = None
    """The thing whose field it is, where that is named only to say so: "by name of the customer"."""


ConditionKind = Literal[
    "value", "compare", "exists", "null", "columns", "positive", "text", "date", "days", "number", "event"
]


@dataclass
class Condition:
    """A restriction. `joiner` ties it to the condition before it; `wanted` is set when a count is compared."""

    kind: ConditionKind
    mention: Item | None = None
    op: str = "="
    values: list[float | int | str] = field(default_factory=list)
    negated: bool = False
    percent: bool = False
    joiner: Literal["and", "or"] = "and"
    other: Item | None = None
    wanted: Wanted | None = None
    time: TimePhrase | None = None
    more: list[TimePhrase] = field(default_factory=list)
    """Further periods of the same date: "ended in 2025 or 2024"."""
    subject: Item | None = None
    verb: Item | None = None
    own: Target | None = None
    without: bool = False
    related: bool = False
    attribute: tuple[str, ...] = ()
    alias: str = ""
    origin: bool = False
    """Said with "from": a value of the thing's own, not of what happened to it."""
    denied_at: int | None = None
    """Where the word stands that denies it."""
    contrast: bool = False
    """That word follows on "but" or "and": "a dog but no cat"."""
    again: bool = False
    """A further thing said with "or", "nor" or "both … and" of the one before: "without a fair or a gym"."""
    home: Condition | None = None
    """The existence that it narrows, where that is settled."""
    grouped: bool = False
    """A total of each group is compared, not a field of each row."""


@dataclass
class Frame:
    """The whole of a question. Lists keep the order of the words."""

    wanted: list[Wanted] = field(default_factory=list)
    entities: list[Item] = field(default_factory=list)
    columns: list[Item] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    times: list[TimePhrase] = field(default_factory=list)
    compare: CompareTo | None = None
    calculations: list[tuple[str, int | None]] = field(default_factory=list)
    top: int | None = None
    direction: Direction | None = None
    rank: Wanted | None = None
    order: list[tuple[Wanted | Item | None, Direction | None]] = field(default_factory=list)
    ranked_last: bool = False
    """How many of the best are wanted is said behind all groups: "revenue by region, top 5"."""
    ordered: bool = False
    """The direction of the ranking is said once more, as an order: "the longest rivers, from longest to shortest"."""
    elder: str = ""
    """The word by which an order is by age: "old" or "young", whichever comes first."""
    listing: bool = False
    which: bool = False
    trend: bool = False
    both: bool = False
    changes: str = ""
    versus: bool = False
    names: bool = False
    counts_all: bool = False
    aged: str = ""
    """How an order says that it goes by when rows came about: "newest first"."""
    foremost: str = ""
    """How an order says what comes first where it names neither a number nor letters: "best first", "most common first"."""
    judged: str = ""
    follow_columns: bool = False
    side_by_side: bool = False
    wherein: bool = False
    """What is asked for is where rows are: "the country where people older than 30 and younger than 20 are from"."""
    either: bool = False
    """Periods joined by "or": all of them together, none beside the other."""
    distinct: bool = False
    ratio: list[Wanted] = field(default_factory=list)
    most_common: Direction | None = None
    size: str = ""
    """The word of a superlative that is of a size: "largest", not "best"."""
    popular: str = ""
    """"Most popular": the best by a number that is not said."""
    quotient: bool = False
    """The first of two numbers is divided by the second."""
    percent: bool = False
    """A quotient that is a part of a whole."""
    totalled: bool = False
    """A "total" is said, whatever else is asked of it."""
    used: bool = False
    """How often a thing is used is asked, not how many of its kind there are."""
    through: dict[int, tuple[Item, ...]] = field(default_factory=dict)
    """For a name in "by" (the id of its item) the things right before it, through which it is reached."""
    unknown: list[Item] = field(default_factory=list)
    verbs: list[Item] = field(default_factory=list)
    filler: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: str = ""
    only: bool = False
    shared: bool = False
    """What things of two kinds have in common is asked for: "labels shared by bands founded before 2003 and after"."""
    tied: bool = False
    """The things at one end of rows that tie them are listed: "friends of Kyle"."""
    removes: bool = False
    instead: bool = False
    first_group_replaces: bool = False

    def mentions(self) -> list[Item]:
        """Every name of the model that the question uses, in order of the words."""
        found: list[Item] = []
        for wanted in [*self.wanted, *self.ratio, *([self.rank] if self.rank else [])]:
            found.extend(_of_wanted(wanted))
        found.extend(self.entities)
        found.extend(self.columns)
        found.extend(m for g in self.groups for m in (g.mention, g.of) if m is not None)
        for condition in self.conditions:
            found.extend(m for m in (condition.mention, condition.other) if m is not None)
            if condition.wanted is not None:
                found.extend(_of_wanted(condition.wanted))
        for key, _ in self.order:
            if isinstance(key, Wanted):
                found.extend(_of_wanted(key))
            elif key is not None:
                found.append(key)
        unique = {id(item): item for item in found}
        return sorted(unique.values(), key=lambda item: item.start)

    @property
    def has_head(self) -> bool:
        """Whether it says what is asked for, rather than only how an earlier question changes."""
        return bool(self.wanted or self.entities or self.ratio or self.columns or self.rank or self.most_common)


def _of_wanted(wanted: Wanted) -> list[Item]:
    found = [m for m in (wanted.mention, wanted.of) if m is not None]
    if wanted.between is not None:
        found.extend(wanted.between)
    if wanted.formula is not None:
        found.extend(o for o in wanted.formula.operands if isinstance(o, Item))
    return found


def copy_of(frame: Frame) -> Frame:
    """A frame that can be changed without the other; the items are the same."""
    return replace(
        frame,
        wanted=[replace(w) for w in frame.wanted],
        entities=list(frame.entities),
        columns=list(frame.columns),
        groups=[replace(g) for g in frame.groups],
        conditions=[replace(c) for c in frame.conditions],
        times=list(frame.times),
        calculations=list(frame.calculations),
        order=list(frame.order),
        rank=replace(frame.rank) if frame.rank is not None else None,
        notes=list(frame.notes),
    )
