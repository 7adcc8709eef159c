"""Where the grammar stands in a question, and what it may ask about the names in it."""

from __future__ import annotations

from datetime import date

from lunara.ask.planners.offline.frame import Condition, Direction, Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.tokens import stem

SKIPPED = ("filler", "unit")


class Cursor:
    """Where reading stands: the items, what was just read, and questions about names. Used once, for one question."""

    def __init__(self, items: list[Item], lexicon: Lexicon, follow_up: bool = False, today: date | None = None):
        self.items = items
        self.today = today
        self.lexicon = lexicon
        self.follow_up = follow_up
        self.frame = Frame()
        self.at = 0
        self.agg = ""
        self.count: Item | None = None
        self.distinct = False
        self.negated = False
        self.joiner = "and"
        self.mode = "head"
        self.directed = False
        """The direction of the order was said, and the field that it is of comes next."""
        self.super: Direction | None = None
        self.last: Item | None = None
        self.last_place = ""
        self.columns_clause = False
        self.by = "by"
        self.more_aggs: list[str] = []
        self.sentence = 0
        self.thing: Item | None = None
        self.agg_said = ""
        """The words of the aggregate that was read last."""
        self.compared_agg = ""
        """The aggregate of the number that is compared: "whose average age is above"."""
        self.quotient = False
        """Two numbers follow, of which the first is divided by the second: "ratio of returns to orders"."""
        self.taken: list[Item] = []
        """Items further on that were read already."""
        self.except_from: int | None = None
        self.shown_before = 0
        """How many conditions there were before those that are left out: "except those with a fair"."""
        self.ranking = False
        """The number that follows is the one by which the best are chosen: "worst region by total revenue"."""

    def peek(self, offset: int = 0, skip: bool = True) -> Item | None:
        """The next item after the current one, filler left out; `offset` more of them on."""
        at = self.at + 1
        seen = 0
        while at < len(self.items):
            item = self.items[at]
            if not (skip and item.kind in SKIPPED):
                if seen == offset:
                    return item
                seen += 1
            at += 1
        return None

    def jump(self, item: Item) -> None:
        """Go on behind this item."""
        self.at = self.items.index(item) + 1

    def field_match(self, item: Item | None) -> Match | None:
        """The best reading of a mention as a number: a measure, or a numeric or time dimension."""
        if item is None or item.kind != "mention":
            return None
        for match in item.matches:
            target = match.target
            if target.kind in ("measure", "derived"):
                return match
            if target.kind == "dimension":
                dimension = self.lexicon.dimension(target.table, target.name)
                if dimension is not None and dimension.type == "number":
                    return match
        return None

    def date_match(self, item: Item | None) -> Match | None:
        """The best reading of a mention as a point in time."""
        if item is None or item.kind != "mention":
            return None
        for match in item.matches:
            if match.target.kind == "dimension":
                dimension = self.lexicon.dimension(match.target.table, match.target.name)
                if dimension is not None and dimension.type == "time":
                    return match
        return None

    @staticmethod
    def kind_match(item: Item | None, *kinds: str) -> Match | None:
        """The best reading of a mention as one of these kinds."""
        if item is None:
            return None
        return next((m for m in item.matches if m.target.kind in kinds), None)

    def is_value(self, item: Item) -> bool:
        """Whether a mention reads best as a value of a field."""
        value = self.kind_match(item, "value")
        if value is None:
            return item.quoted
        named = (m for m in item.matches if m.target.kind not in ("value", "role"))
        other = max((m.score for m in named if not self._less_than(m, value, item)), default=0.0)
        return value.score > other or (value.score >= other and not self.exact_name(item))

    def exact_name(self, item: Item) -> bool:
        """Whether it is a name of the model as it stands."""
        value = self.kind_match(item, "value")
        named = [m for m in item.matches if m.exact and m.target.kind not in ("value", "role")]
        return any(value is None or not self._less_than(m, value, item) for m in named)

    def _less_than(self, match: Match, value: Match, item: Item) -> bool:
        """What a date is also called is less than a value of that very word: "paid", where a status is paid."""
        target = match.target
        dimension = self.lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
        if not value.exact or dimension is None or dimension.type != "time":
            return False
        return not self.lexicon.called(target, tuple(stem(w) for w in item.low.split()))

    def is_entity(self, item: Item | None) -> bool:
        """Whether a mention reads best as a thing (a table), not as one of its fields."""
        if item is None or item.kind != "mention" or self.is_value(item):
            return False
        table = self.kind_match(item, "table")
        if table is None:
            return False
        if (
            item.plural
            and table.score >= 0.6
            and not self.exact_dimension(item)
            and not any(m.exact and self.adds_up(m) for m in item.matches)
        ):
            measures = [m.score for m in item.matches if m.target.kind in ("measure", "derived") and m.exact]
            dimensions = [m.score for m in item.matches if m.target.kind == "dimension"]
            if table.score >= max(dimensions, default=0.0) - 0.25 and table.score >= max(measures, default=0.0) - 0.02:
                return True
        if any(m.exact and m.score >= table.score and self.adds_up(m) for m in item.matches):
            return False
        other = max(
            (m.score for m in item.matches if m.target.kind in ("dimension", "measure", "derived")), default=0.0
        )
        return table.score >= other - 0.02

    def adds_up(self, match: Match) -> bool:
        """Whether a meaning is a measure of something other than the number of rows."""
        if match.target.kind == "derived":
            return True
        measure = (
            self.lexicon.measure(match.target.table, match.target.name) if match.target.kind == "measure" else None
        )
        return measure is not None and measure.aggregate not in ("count", "count_distinct")

    def is_value_strongly(self, item: Item) -> bool:
        """A value, and nothing that one could group by."""
        return self.is_value(item) and not any(
            m.target.kind in ("dimension", "table") and m.score >= 0.7 for m in item.matches
        )

    def remember(self, item: Item, place: str) -> None:
        self.last, self.last_place = item, place

    @staticmethod
    def measure_only(item: Item) -> bool:
        """A name that is fully that of a measure, and of nothing that one groups by."""
        exact = {m.target.kind for m in item.matches if m.exact}
        return bool(exact & {"measure", "derived"}) and not exact & {"table", "dimension"}

    def field_only(self, item: Item) -> bool:
        """A mention that can only be a number, so it cannot go on a list of groups."""
        best = item.matches[0] if item.matches else None
        return best is not None and best.target.kind in ("measure", "derived") and best.exact

    def condition(self, condition: Condition) -> None:
        condition.joiner = "or" if self.joiner == "or" and self.frame.conditions else "and"
        self.joiner = "and"
        self.frame.conditions.append(condition)
        if condition.joiner == "or":
            self._or_before_commas()

    def _or_before_commas(self) -> None:
        """ "Germany, Austria or Spain": the "or" stands for the commas before it."""
        said = self.frame.conditions
        for at in range(len(said) - 2, 0, -1):
            if said[at].kind == said[at + 1].kind == said[at - 1].kind == "number":
                if not said[at].mention is said[at + 1].mention is said[at - 1].mention:
                    return
                said[at].joiner = "or"  # "in grades 9, 10 or 11"
                continue
            one, before = said[at].mention, said[at - 1].mention
            if said[at].kind != "value" or said[at - 1].kind != "value" or one is None or before is None:
                return
            between = [i.low for i in self.items if before.end <= i.start < one.start and i.kind not in SKIPPED]
            if between != [","]:
                return
            said[at].joiner = "or"

    @staticmethod
    def frame_has_field_only(item: Item) -> bool:
        """Whether a name can only be a field, and is not one by its own full name."""
        return all(m.target.kind in ("dimension", "measure") and not m.exact for m in item.matches)

    def take_negation(self) -> bool:
        taken = self.negated
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        goes_on = following is not None and (following.is_op("and", "or") or following.low == ",")
        if not goes_on:
            self.negated = False
        return taken

    @staticmethod
    def counts(item: Item) -> bool:
        """Whether the model has a measure of this very name."""
        return any(m.exact and m.target.kind == "measure" for m in item.matches)

    def subject(self) -> Item | None:
        for wanted in reversed(self.frame.wanted):
            if wanted.count and wanted.mention is not None:
                return wanted.mention
        return self.frame.entities[-1] if self.frame.entities else None

    def fits(self, value: Match, item: Item) -> bool:
        """Whether a value's field is what the mention names (its field, or its table's name)."""
        best = item.matches[0].score if item.matches else 0.0
        for match in item.matches:
            if match.score < best - 0.15:
                break
            target = match.target
            if target.kind == "dimension" and (target.table, target.name) == (value.target.table, value.target.name):
                return True
            if (
                target.kind == "table"
                and target.table == value.target.table
                and self.lexicon.display(target.table) == value.target.name
            ):
                return True
        return False

    def after(self, item: Item) -> Item | None:
        at = self.items.index(item) + 1
        while at < len(self.items) and (
            (self.items[at].kind in SKIPPED and self.items[at].low in ("total", "of", "the", "in", "a"))
            or self.items[at].kind == "unit"
        ):
            at += 1
        return self.items[at] if at < len(self.items) else None

    def retract(self, item: Item) -> None:
        """Take a name back from where it was put, because it turned out to be the subject of a condition."""
        frame = self.frame
        frame.columns = [c for c in frame.columns if c is not item]
        if len(frame.wanted) > 1 or frame.entities:
            frame.wanted = [w for w in frame.wanted if w.mention is not item or w.count]
        if frame.rank is not None and frame.rank.mention is item:
            frame.rank = None
        frame.conditions = [c for c in frame.conditions if not (c.kind == "positive" and c.mention is item)]

    def number_ahead(self) -> bool:
        following = self.peek()
        return following is not None and (
            following.kind == "number" or following.is_op("compare", "between", "text", "empty")
        )

    def exact_dimension(self, item: Item) -> bool:
        return any(m.exact and m.target.kind == "dimension" for m in item.matches) and not any(
            m.exact and m.target.kind == "table" for m in item.matches
        )
