"""The grammar: items of a question, left to right, into a Frame. Names are not settled here, only their parts in the sentence."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Condition, Direction, Formula, Frame, Group, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.words import COMPARATIVES, DATE_VERBS, EVENT_VERBS
from lunara.ask.tokens import verb_stems

_SKIP = ("filler", "unit")
_TIES = frozenset(["placed", "made", "located", "based", "situated", "done", "given", "total", "totaled", "grouped", "broken"])


class Grammar:
    """Reads one question. Use `read`; an instance is used once."""

    def __init__(self, items: list[Item], lexicon: Lexicon, follow_up: bool = False):
        self.items = items
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
        self.super: Direction | None = None
        self.last: Item | None = None
        self.last_place = ""
        self.columns_clause = False
        self.by = "by"
        self.more_aggs: list[str] = []
        self.sentence = 0
        self.thing: Item | None = None

    def read(self) -> Frame:
        """The frame of all items."""
        self._both()
        while self.at < len(self.items):
            item = self.items[self.at]
            before = self.at
            self.step(item)
            if self.at == before:
                self.at += 1
        if self.agg:
            self._late_aggregate(self.agg)
        if self.super is not None and self.frame.rank is None and self.frame.direction is None:
            self.frame.direction = self.super
        self._counts_nothing()
        if self.more_aggs and not self.frame.refusal:
            self.frame.refusal = "The question asks for an aggregate, but it does not say of what."
        return self.frame

    # -- looking around -----------------------------------------------------------------------------------------------

    def peek(self, offset: int = 0, skip: bool = True) -> Item | None:
        """The next item after the current one, filler left out; `offset` more of them on."""
        at = self.at + 1
        seen = 0
        while at < len(self.items):
            item = self.items[at]
            if not (skip and item.kind in _SKIP):
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
        other = max((m.score for m in item.matches if m.target.kind not in ("value", "role")), default=0.0)
        return value.score > other or (value.score >= other and not self._exact_name(item))

    def _exact_name(self, item: Item) -> bool:
        return any(m.exact for m in item.matches if m.target.kind not in ("value", "role"))

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
            and not self._exact_dimension(item)
            and not any(m.exact and self._adds_up(m) for m in item.matches)
        ):
            measures = [m.score for m in item.matches if m.target.kind in ("measure", "derived") and m.exact]
            dimensions = [m.score for m in item.matches if m.target.kind == "dimension"]
            if table.score >= max(dimensions, default=0.0) - 0.25 and table.score >= max(measures, default=0.0) - 0.02:
                return True
        if any(m.exact and m.score >= table.score and self._adds_up(m) for m in item.matches):
            return False
        other = max(
            (m.score for m in item.matches if m.target.kind in ("dimension", "measure", "derived")), default=0.0
        )
        return table.score >= other - 0.02

    def _adds_up(self, match: Match) -> bool:
        """Whether a meaning is a measure of something other than the number of rows."""
        if match.target.kind == "derived":
            return True
        measure = (
            self.lexicon.measure(match.target.table, match.target.name) if match.target.kind == "measure" else None
        )
        return measure is not None and measure.aggregate not in ("count", "count_distinct")

    # -- one item -----------------------------------------------------------------------------------------------------

    def step(self, item: Item) -> None:
        if item.kind == "mention":
            self.mention(item)
        elif item.kind == "op":
            self.operator(item)
        elif item.kind == "time":
            self.time(item)
        elif item.kind == "number":
            self.number(item)
        elif item.kind == "adjective":
            self.adjective(item)
        elif item.kind == "verb":
            self.verb(item)
        elif item.kind == "punct":
            self.punctuation(item)
        elif item.kind in _SKIP:
            self.frame.filler.append(item)
        else:
            self.unknown(item)

    def unknown(self, item: Item) -> None:
        """A word that means nothing here: kept, unless a bracket behind it says what it is."""
        if self._names_value(item) or self._does_what_it_is_called(item):
            return
        following = self.peek()
        if item.low in ("vs", "versus", "against") and following is not None and following.kind in ("time", "mention"):
            return
        periods = [
            i for i in self.items if i.kind == "time" and i.time is not None and i.time.kind in ("range", "compare")
        ]
        if item.low in ("compare", "comparing") and (
            len(periods) > 1 or any(i.time.kind == "compare" for i in periods if i.time)
        ):
            return
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is not None and following.low == "(" and self._definition(self.at + 1) is not None:
            wanted = self._define(self.at + 1, item.text)
            if wanted is not None:
                return
        self.frame.unknown.append(item)

    def _does_what_it_is_called(self, item: Item) -> bool:
        """ "teachers who teach", "conductors that conducted": the verb is in the name of a thing in the question."""
        stems = [v for v in (*verb_stems(item.low), item.low) if len(v) >= 4]
        things = [i for i in self.items if i.kind == "mention" and self.is_entity(i)]
        if any(w.startswith(v) and w != v for i in things for w in i.low.split() for v in stems):
            self.frame.verbs.append(item)
            return True
        return False

    def _names_value(self, item: Item) -> bool:
        """ "first name John": a name right behind a text field is its value, though no index holds it."""
        before = self.items[self.at - 1] if self.at > 0 else None
        if before is None or before is not self.last or self.last_place not in ("column", "with", "subject"):
            return False
        best = before.matches[0] if before.matches else None
        if (
            best is None
            or best.target.kind != "dimension"
            or not best.exact
            or not (item.text[:1].isupper() or item.text[:1].isdigit())
        ):
            return False
        dimension = self.lexicon.dimension(best.target.table, best.target.name)
        if dimension is None or dimension.type != "string":
            return False
        text = [item.text]
        while (
            self.at + 1 < len(self.items)
            and self.items[self.at + 1].kind == "unknown"
            and self.items[self.at + 1].text[:1].isupper()
        ):
            self.at += 1
            text.append(self.items[self.at].text)
        self._retract(before)
        self._condition(Condition("text", before, op="=", values=[" ".join(text)], negated=self._take_negation()))
        self._remember(before, "condition")
        self.at += 1
        return True

    def punctuation(self, item: Item) -> None:
        if item.low in (".", "?", ";", "!", ":"):
            self._sentence_end()
        elif item.low == "(":
            if self._define(self.at, "") is None:
                self.at += 1
        elif item.low == "," and self.mode == "order":
            self.mode = "head"

    def _counts_nothing(self) -> None:
        """ "How many are there?": of what the question before listed; without one, of nothing."""
        if self.count is not None and not self.frame.has_head:
            if self.follow_up:
                self.frame.counts_all = True
            else:
                self.frame.refusal = "The question does not say what to count."

    def _sentence_end(self) -> None:
        self._counts_nothing()
        self.sentence += 1
        if self.agg:
            self._late_aggregate(self.agg)
        self.agg, self.count, self.distinct, self.negated = "", None, False, False
        self.mode, self.joiner = "head", "and"

    # -- names ----------------------------------------------------------------------------------------------------------

    def mention(self, item: Item) -> None:
        item.sentence = self.sentence
        item.after_and = self.at > 0 and (self.items[self.at - 1].is_op("and") or self._and_before())
        before = self.items[self.at - 1] if self.at > 0 else None
        item.after_verb = self._after_verb()
        item.all_of = before is not None and before.low in ("all", "these", "those", "total")
        if before is not None and before.low in ("that", "those", "these", "this", "its") and self._anaphora(item):
            return
        self._anchor(item)
        if self.is_entity(item):
            self.thing = item
        if self._compares_ahead(item):
            return
        if self._is_role(item):
            self._role(item)
            return
        if self._event(item):
            return
        if self.mode == "order":
            self.frame.order.append((self._as_key(item), None))
            self._remember(item, "order")
            return
        if self.count is not None:
            self._counted(item)
            return
        if self.agg:
            self._aggregated(item)
            return
        if self.mode == "group" and not self.is_value_strongly(item):
            self._grouped(item)
            return
        if self.is_value(item):
            self._value(item)
            return
        if self.super is not None:
            self._superlative(item)
            return
        self._plain(item)

    def _and_before(self) -> bool:
        """Whether "and the" or "and their" stands before this name."""
        at = self.at - 1
        while at > 0 and self.items[at].low in ("the", "their", "its", "all", "a", "an"):
            at -= 1
        return self.items[at].is_op("and") or self.items[at].low == ","

    def _after_verb(self) -> bool:
        """Whether a verb ties this name to what stands before: "publications presented at conferences"."""
        at = self.at - 1
        while at >= 0 and (self.items[at].kind == "filler" and self.items[at].low not in ("and", "or")):
            at -= 1
        return at >= 0 and self.items[at].kind == "verb"

    def _anaphora(self, item: Item) -> bool:
        """ "that state", "that year": what was named before, named again."""
        words = set(item.low.split())
        earlier = [i for i in self.items[: self.at] if i.kind in ("mention", "time") and i is not item]
        return any(words & {w.rstrip("s") for w in i.low.split()} | words & set(i.low.split()) for i in earlier)

    def _anchor(self, item: Item) -> None:
        """Note the thing whose field a name is: "customers whose name", "name of the customers"."""
        rest = self.items[self.at + 1 : self.at + 5]
        if rest and rest[0].low == "of":
            following = next((i for i in rest[1:] if i.kind not in _SKIP), None)
            if following is not None and self.is_entity(following):
                item.anchor = following
                return
        before = [i.low for i in self.items[max(0, self.at - 3) : self.at]]
        if self.thing is not None and any(
            w in ("whose", "with", "have", "has", "having", "their", "that have", "who have", "its") for w in before
        ):
            item.anchor = self.thing

    def is_value_strongly(self, item: Item) -> bool:
        """A value, and nothing that one could group by."""
        return self.is_value(item) and not any(
            m.target.kind in ("dimension", "table") and m.score >= 0.7 for m in item.matches
        )

    def _remember(self, item: Item, place: str) -> None:
        self.last, self.last_place = item, place

    def _is_role(self, item: Item) -> bool:
        """ "ship-to" before "state": a road, not a thing."""
        role = self.kind_match(item, "role")
        if role is None or item.matches[0].score > role.score:
            return False
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is not None and following.low == "-":
            following = self.peek(1)
        return following is not None and following.kind == "mention"

    def _role(self, item: Item) -> None:
        following = self.peek()
        if following is not None and following.low == "-":
            following = self.peek(1)
        if following is not None:
            following.role = item
        self.frame.conditions.append(Condition("value", item, op="role"))

    def _counted(self, item: Item) -> None:
        counted = self.count
        assert counted is not None
        if self.is_value(item) and not item.quoted:
            following = self.peek()
            if following is not None and following.kind in ("mention", "verb"):
                self._value(item)
                return
        if self._flag_before_entity(item) or self._participle(item):
            return
        if self.agg in ("avg", "max", "min", "median") and not any(
            m.target.kind == "derived" and m.exact for m in item.matches
        ):
            self.frame.refusal = (
                "An average, highest or lowest of counts cannot be asked for in one go. Ask for the counts by group."
            )
        if self.agg and any(m.target.kind == "derived" and m.exact for m in item.matches):
            self.agg, self.count = "", None
            self.frame.wanted.append(Wanted(mention=item))
            self._remember(item, "wanted")
            return
        wanted = Wanted(mention=item, count=True, distinct=self.distinct)
        self.count, self.distinct = None, False
        if self.super is not None:
            self._rank(wanted, self.super)
        elif not self._repeats(wanted):
            self.frame.wanted.append(wanted)
        self._remember(item, "wanted")
        self.mode = "head"

    def _flag_before_entity(self, item: Item) -> bool:
        """ "online orders": a yes/no field right before the thing it describes is a filter."""
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is None or following.kind != "mention" or not self.is_entity(following):
            return False
        for match in item.matches:
            if match.target.kind == "dimension":
                dimension = self.lexicon.dimension(match.target.table, match.target.name)
                if dimension is not None and dimension.type == "boolean":
                    self._condition(Condition("value", item, negated=self._take_negation()))
                    return True
            if match.target.kind in ("table", "measure", "derived"):
                return False
        return False

    def _aggregated(self, item: Item) -> None:
        if self.is_value(item) and not item.quoted:
            self._value(item)
            return
        if self.is_entity(item) and not self.field_match(item):
            following = self.peek()
            if following is not None and following.kind == "mention" and self.field_match(following):
                self._plain(item)  # "average order subtotal": the thing, then its field
                return
            if following is not None and following.is_op("of") is False and self.agg == "sum":
                self.frame.wanted.append(Wanted(mention=item, count=True))
                self.agg = ""
                self._remember(item, "wanted")
                return
        if not (self.field_match(item) or self.date_match(item)) and not self.is_entity(item):
            self._plain(item)
            return
        if self._modifies(item):
            return
        for agg in self.more_aggs:
            self.frame.wanted.append(Wanted(mention=item, agg=agg))
        self.more_aggs.clear()
        wanted = Wanted(mention=item, agg=self.agg, distinct=self.distinct)
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        self.frame.wanted.append(wanted)
        self._remember(item, "wanted")
        if following is None or not following.is_op("and"):
            self.agg = ""
        else:
            after = self.peek(1)
            if after is None or after.kind != "mention" or not self.field_match(after) or self.is_entity(after):
                self.agg = ""
        self.distinct = False

    def _event(self, item: Item) -> bool:
        """A participle that is a date's name: "never ordered", "orders delivered" (with a period behind it, its date)."""
        words = item.low.split()
        participle = (
            bool(verb_stems(words[0]))
            and len(words) <= 2
            and (len(words) == 1 or words[1] in ("up", "on", "in", "out"))
        )
        if not participle or not words[0].endswith(("ed", "id", "nt")) or not item.matches:
            return False
        best = item.matches[0]
        if best.target.kind != "dimension" or self.date_match(item) is None or self.date_match(item) is not best:
            return False
        following = self.peek()
        if following is not None and (following.is_op("compare") or following.low in ("between", "and", "on")):
            return False
        negated = self._take_negation() or self.mode == "without"
        if self.mode == "without":
            self.mode = "head"
        if (
            following is not None
            and following.kind == "time"
            and following.time is not None
            and following.time.kind == "range"
        ):
            self._condition(Condition("date", item, time=following.time, negated=negated))
            if following.time.note:
                self.frame.notes.append(following.time.note)
            self.jump(following)
            return True
        if self.mode == "group" or self.agg or self.super is not None:
            return False
        item.verb = item.verb or verb_stems(words[0])
        self._condition(Condition("event", item, negated=negated, verb=item, subject=self._subject()))
        self._remember(item, "condition")
        return True

    def _grouped(self, item: Item) -> None:
        if self.follow_up and not self.frame.has_head and not self.frame.groups and self._measure_only(item):
            self.frame.wanted.append(Wanted(mention=item))  # "by units sold", said of a ranking
            self._remember(item, "wanted")
            self.mode = "head"
            return
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is not None and following.kind == "mention" and not self.is_value(following):
            # two names side by side: the first only tells which of the second is meant
            mine = {m.target.table for m in item.matches if m.target.kind in ("table", "dimension")}
            if mine & {m.target.table for m in following.matches}:
                self.frame.context.append((item, following))
            else:
                self.frame.unknown.append(item)
            return
        if self.is_entity(item) and self.by.startswith(("for", "of", "each", "every")) and not self.frame.wanted:
            if self.frame.columns and not self.frame.direction:
                self.frame.entities.append(item)  # "the name and age of each teacher"
                self.thing = item
                self._remember(item, "entity")
                self.mode = "head"
                return
        ranked = any(kind == "rank" for kind, _ in self.frame.calculations)
        rank = (
            self.frame.direction is not None or self.super is not None or self.frame.most_common is not None or ranked
        )
        if rank and not self.frame.wanted and (self.frame.entities or self.frame.columns) and self.frame.rank is None:
            if self.field_match(item) and not (self.is_entity(item)):
                self.frame.rank = Wanted(mention=item)
                self.frame.direction = self.frame.direction or self.super
                self.super = None
                self._remember(item, "rank")
                self.mode = "head"
                return
        self.frame.groups.append(Group(mention=item, text=item.text, word=self.by))
        self._remember(item, "group")
        self._group_goes_on()

    @staticmethod
    def _measure_only(item: Item) -> bool:
        """A name that is fully that of a measure, and of nothing that one groups by."""
        exact = {m.target.kind for m in item.matches if m.exact}
        return bool(exact & {"measure", "derived"}) and not exact & {"table", "dimension"}

    def _group_goes_on(self) -> None:
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        after = self.peek(1)
        joined = following is not None and (following.is_op("and") or following.low == ",")
        if joined and after is not None:
            named = after.kind == "mention" and not self.is_value_strongly(after) and not self.field_only(after)
            if named or (after.kind == "time" and after.time is not None and after.time.kind == "grain"):
                return
            if after.is_op("by"):
                return
        self.mode = "head"

    def field_only(self, item: Item) -> bool:
        """A mention that can only be a number, so it cannot go on a list of groups."""
        best = item.matches[0] if item.matches else None
        return best is not None and best.target.kind in ("measure", "derived") and best.exact

    def _value(self, item: Item) -> None:
        last = self.frame.conditions[-1] if self.frame.conditions else None
        joined = self.items[self.at - 1].is_op("or", "and") or self.items[self.at - 1].low == "," if self.at else False
        if item.quoted and not item.matches:
            if last is not None and last.kind == "text" and last.op == "=" and joined and last.mention is self.last:
                last.values.append(item.text)  # 'whose format is "CD" or "DVD"'
                return
            self.frame.unknown.append(item)
            return
        condition = Condition("value", item, negated=self._take_negation())
        if self.mode == "without":
            condition.negated = True
        self._condition(condition)
        self._remember(item, "value")

    def _condition(self, condition: Condition) -> None:
        condition.joiner = "or" if self.joiner == "or" and self.frame.conditions else "and"
        self.joiner = "and"
        self.frame.conditions.append(condition)

    def _participle(self, item: Item) -> bool:
        """ "discounted lines": a field's participle right before the thing it describes."""
        if not item.verb or not item.low.endswith("ed") or not self.frame_has_field_only(item):
            return False
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is None or following.kind != "mention":
            return False
        if not self.is_entity(following):
            mine = {m.target.table for m in item.matches}
            things = [
                m for m in following.matches if m.target.kind == "table" and m.target.table in mine and m.score >= 0.6
            ]
            if not things:
                return False
            following.matches = things
        self._condition(Condition("positive", item, negated=self._take_negation()))
        self._remember(item, "condition")
        return True

    @staticmethod
    def frame_has_field_only(item: Item) -> bool:
        """Whether a name can only be a field, and is not one by its own full name."""
        return all(m.target.kind in ("dimension", "measure") and not m.exact for m in item.matches)

    def _take_negation(self) -> bool:
        taken = self.negated
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        goes_on = following is not None and (following.is_op("and", "or") or following.low == ",")
        if not goes_on:
            self.negated = False
        return taken

    def _superlative(self, item: Item) -> None:
        direction = self.super
        assert direction is not None
        frame = self.frame
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        named_before = bool(frame.entities or frame.groups or frame.columns)
        if self._flag_before_entity(item):
            return
        if (
            following is not None
            and following.kind == "mention"
            and self.field_match(item)
            and self.is_entity(following)
        ):
            pass  # "highest revenue product"
        if self.is_entity(item) and not named_before:
            frame.entities.append(item)
            frame.direction = direction
            if frame.top is None and not item.plural:
                frame.top = 1
            self.super = None
            self._remember(item, "entity")
            return
        if not named_before and not frame.which and not self._ranks_later():
            if self.field_match(item) or self.date_match(item):
                frame.wanted.append(Wanted(mention=item, agg="max" if direction == "desc" else "min"))
                self.super = None
                self._remember(item, "wanted")
                return
        wanted = Wanted(mention=item, count=self.is_entity(item) and not self.field_match(item))
        if self.is_entity(item):
            wanted.count = True
        self._rank(wanted, direction)
        self._remember(item, "rank")

    def _rank(self, wanted: Wanted, direction: Direction) -> None:
        """The number by which the best are chosen. One thing is asked for unless it is named in the plural."""
        frame = self.frame
        frame.rank, frame.direction = wanted, direction
        self.super = None
        if frame.top is None:
            heads = [*frame.entities, *frame.columns, *(g.mention for g in frame.groups if g.mention is not None)]
            if not heads or not heads[0].plural:
                frame.top = 1

    def _repeats(self, wanted: Wanted) -> bool:
        """ "… the most publications, and how many publications": the number that ranks is asked for again."""
        same = [self.frame.rank] if self.frame.rank is not None else []
        for other in [*self.frame.wanted, *same]:
            if other.count == wanted.count and other.mention is not None and wanted.mention is not None:
                if other.mention.matches[:1] == wanted.mention.matches[:1] and other.agg == wanted.agg:
                    return True
        return False

    def _ranks_later(self) -> bool:
        return False

    def _plain(self, item: Item) -> None:
        """A name with no operator before it."""
        frame = self.frame
        if self.mode in ("with", "without"):
            self._possessed(item)
            return
        if self._flag_before_entity(item) or self._participle(item):
            return
        if self._joins_value(item):
            return
        if self._modifies(item):
            return
        if self._predicate(item):
            return
        if item.verb and item.low.endswith("ed") and self.frame_has_field_only(item) and not self.negated:
            frame.unknown.append(item)  # "are liked": said of something, and not the name of a field
            return
        if self.negated:
            if self.is_entity(item):
                self._condition(Condition("exists", item, negated=True, subject=self._subject()))
                self.negated = False
                self._remember(item, "condition")
                return
            condition = Condition("positive", item, negated=True)
            self._condition(condition)
            self.negated = False
            self._remember(item, "condition")
            return
        before = self.items[self.at - 1] if self.at > 0 else None
        joined = before is not None and (before.is_op("and") or before.low in (",", "vs", "versus"))
        if joined and self.last_place == "wanted" and frame.wanted and frame.wanted[-1].count and frame.wanted[-1].distinct:
            frame.wanted.append(Wanted(mention=item, count=True, distinct=True))
            self._remember(item, "wanted")
            return
        if self.is_entity(item) and joined and frame.wanted and self._counts(item):
            frame.wanted.append(Wanted(mention=item, count=True))  # "visits and orders by month"
            self._remember(item, "wanted")
            return
        if self.is_entity(item):
            frame.entities.append(item)
            self._remember(item, "entity")
            return
        field = self.field_match(item)
        best = item.matches[0] if item.matches else None
        numeric = field is not None and best is not None and field.score >= best.score - 0.05
        measure = numeric and field is not None and field.target.kind in ("measure", "derived")
        if frame.listing and measure and (frame.columns or frame.entities or item.anchor is not None) and not self._ranked_list():
            row = any(m.target.kind == "dimension" and best is not None and m.score >= best.score - 0.1 for m in item.matches)
            measure = not row
        if self.columns_clause or (frame.listing and not measure):
            frame.columns.append(item)
            self._remember(item, "column")
        elif numeric and not (frame.which and frame.entities):
            frame.wanted.append(Wanted(mention=item))
            self._remember(item, "wanted")
        else:
            frame.columns.append(item)
            self._remember(item, "column")

    def _predicate(self, item: Item) -> bool:
        """ "products that are discontinued": a yes/no field said of what stands before it."""
        best = item.matches[0]
        if any(m.exact and m.score >= best.score and m.target.kind in ("measure", "derived") for m in item.matches):
            return False
        dimension = (
            self.lexicon.dimension(best.target.table, best.target.name) if best.target.kind == "dimension" else None
        )
        if dimension is None or dimension.type != "boolean" or self.columns_clause or self.frame.follow_columns:
            return False
        self._condition(Condition("value", item, negated=self._take_negation()))
        self._remember(item, "condition")
        return True

    def _both(self) -> None:
        self.frame.both = any(i.low == "both" for i in self.items)
        self.frame.names = any(w in ("name", "names") for i in self.items for w in i.low.split())

    def _ranked_list(self) -> bool:
        """Whether the question groups or ranks, so that a number in it is a total."""
        return any(i.is_op("by") for i in self.items[self.at :]) or bool(self.frame.groups or self.frame.wanted)

    @staticmethod
    def _counts(item: Item) -> bool:
        """Whether the model has a measure of this very name."""
        return any(m.exact and m.target.kind == "measure" for m in item.matches)

    def _subject(self) -> Item | None:
        for wanted in reversed(self.frame.wanted):
            if wanted.count and wanted.mention is not None:
                return wanted.mention
        return self.frame.entities[-1] if self.frame.entities else None

    def _joins_value(self, item: Item) -> bool:
        """ "Italian food", "in the city of Paris", "status shipped": the field of a value that stands beside it."""
        before = self.items[self.at - 1] if self.at > 0 else None
        if before is not None and self.last is before and self.last_place == "value":
            tables = {(m.target.table, m.target.name) for m in before.matches if m.target.kind == "value"}
            for match in item.matches:
                thing = match.target.kind == "table" and any(
                    t == match.target.table and self.lexicon.display(t) == n for t, n in tables
                )
                named = match.target.kind == "dimension" and (match.target.table, match.target.name) in tables
                if thing or named:
                    before.matches = [
                        m for m in before.matches if m.target.kind == "value" and self._fits(m, item)
                    ] or before.matches
                    self._remember(before, "value")
                    return True
        following = self.peek()
        denied = following is not None and following.is_op("not") and following.low in ("is not", "are not", "not", "was not", "were not")
        if denied and following is not None:
            quoted = self.peek(1)
            if quoted is not None and quoted.kind == "mention" and quoted.quoted and not self.is_entity(item):
                values = [str(m.target.value) for m in quoted.matches if self._fits(m, item)][:1] or [quoted.text]
                self._condition(Condition("text", item, op="=", values=list(values), negated=True))
                self.jump(quoted)
                self._remember(item, "condition")
                return True
        beside = following is not None and following is self.items[min(self.at + 1, len(self.items) - 1)]
        if (
            following is not None
            and following.kind == "mention"
            and (following.quoted or self.is_value(following) or (beside and self.kind_match(following, "value")))
        ):
            fits = [m for m in following.matches if m.target.kind == "value" and self._fits(m, item)]
            if fits and not self.is_entity(item):
                following.matches = fits
                following.verb = ()
                return True
            if fits and self.is_entity(item) and not self._between_breaks(following):
                following.matches = fits
                if self._subject() is None and not self.frame.wanted:
                    return False
                return True
            between = self.items[self.at + 1 : self.items.index(following)]
            tied = all(i.low in ("is", "are", "was", "were", "of", "the", "=", "equals", ":", "a") for i in between)
            if following.quoted and not following.matches and not self.is_entity(item) and tied:
                self._condition(Condition("text", item, op="=", values=[following.text], negated=self._take_negation()))
                self.jump(following)
                self._remember(item, "condition")
                return True
        return False

    def _between_breaks(self, following: Item) -> bool:
        at, end = self.at + 1, self.items.index(following)
        return any(i.low in ("in", "with", "for", "from", "of") for i in self.items[at:end])

    def _fits(self, value: Match, item: Item) -> bool:
        """Whether a value's field is what the mention names (its field, or its table's name)."""
        best = item.matches[0].score if item.matches else 0.0
        for match in item.matches:
            if match.score < best - 0.15:
                break
            target = match.target
            if target.kind == "dimension" and (target.table, target.name) == (value.target.table, value.target.name):
                return True
            if target.kind == "table" and target.table == value.target.table:
                if self.lexicon.display(target.table) == value.target.name:
                    return True
        return False

    # -- operators ------------------------------------------------------------------------------------------------------

    def operator(self, item: Item) -> None:
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if item.is_op("top", "super") and self._top(item, following):
            return
        for op in item.ops:
            handler = getattr(self, f"op_{op.name}", None)
            if handler is not None and handler(item, op.arg):
                return
        if item.is_op(
            "of", "in", "is", "what", "which", "and", "or", "list", "also", "instead", "trend", "where", "distinct"
        ):
            return
        if all(not c.isalpha() for c in item.low) or item.low in ("total", "the best", "each", "every", "all", "with"):
            return
        self.frame.unknown.append(item)

    def _top(self, item: Item, following: Item | None) -> bool:
        op = item.op("top") or item.op("super")
        assert op is not None
        if item.low.split()[-1] in ("best", "worst"):
            self.frame.judged = item.text
        if op.arg not in ("asc", "desc"):
            return False
        direction: Direction = "desc" if op.arg == "desc" else "asc"
        if following is not None and following.kind == "number" and isinstance(following.number, int):
            self.frame.top, self.frame.direction = max(1, following.number), direction
            self.jump(following)
            return True
        if item.low in ("first",):
            return False
        if following is not None and following.low == "-" and item.low in ("top", "bottom"):
            number = self.peek(1)
            if number is not None and number.kind == "number" and isinstance(number.number, int):
                self.frame.top, self.frame.direction = max(1, number.number), direction
                self.jump(number)
                return True
        if item.low in ("top", "the top", "bottom", "the bottom", "leading") and following is not None:
            if following.kind == "mention" and self.frame.top is None:
                self.frame.top = 10 if following.plural else 1
                if following.plural:
                    self.frame.notes.append(f"“{item.text}” without a number was taken as {item.text.lower()} 10.")
                self.frame.direction = direction
                return True
        if "number" in item.low or "count" in item.low:
            self.super, self.count = direction, item
            return True
        self.super = direction
        return True

    def op_count(self, item: Item, arg: str) -> bool:
        following = self.peek()
        if item.low == "count" and (following is None or following.kind not in ("mention", "op")):
            return self._trailing_count()
        if following is not None and following.kind == "time" and following.time and following.time.kind == "grain":
            if self._duration(following):
                return True
        self.count = item
        self.mode = "head"
        return True

    def _trailing_count(self) -> bool:
        if self.last is not None and self.last_place == "entity":
            self.frame.entities.remove(self.last)
            self.frame.wanted.append(Wanted(mention=self.last, count=True))
            return True
        return False

    def op_agg(self, item: Item, arg: str) -> bool:
        following = self.peek()
        after = self.peek(1)
        if following is not None and (following.is_op("and") or following.low == ",") and after is not None:
            later = after if not after.is_op("and") else self.peek(2)
            if later is not None and later.is_op("agg"):
                self.more_aggs.append(arg)  # "average and maximum age": each of them, of what follows
                return True
        if item.low == "how much" or item.low.startswith("how much"):
            self.agg = "sum"
            return True
        if following is not None and following.is_op("count"):
            if arg == "sum":
                return True  # "total number of"
        if following is not None and following.kind == "number" and arg in ("max", "min"):
            return False
        if following is None or (following.kind == "punct" and following.low != "("):
            return self._late_aggregate(arg)
        if following.kind == "time" and following.time is not None and following.time.kind == "grain":
            if self._duration(following, arg):
                return True
        self.agg = arg
        self.mode = "head"
        return True

    def _late_aggregate(self, arg: str) -> bool:
        """ "Days between A and B, average": the aggregate comes last."""
        if self.frame.wanted and not self.frame.wanted[-1].agg and not self.frame.wanted[-1].count:
            self.frame.wanted[-1].agg = arg
            self.agg = ""
            return True
        if self.frame.columns and not self.frame.wanted and self.field_match(self.frame.columns[-1]):
            self.frame.wanted.append(Wanted(mention=self.frame.columns.pop(), agg=arg))
            self.agg = ""
            return True
        self.agg = ""
        if arg == "sum":
            return True
        self.frame.refusal = "The question asks for an aggregate, but it does not say of what."
        return True

    def op_distinct(self, item: Item, arg: str) -> bool:
        self.distinct = self.frame.distinct = True
        following = self.peek()
        if self.count is None and not self.frame.has_head and not self.frame.listing and not self.frame.which:
            if following is not None and following.kind == "mention" and item.low in ("distinct", "unique"):
                self.count = item
        return True

    def op_by(self, item: Item, arg: str) -> bool:
        following = self.peek()
        if following is None:
            return True
        before = self.items[self.at - 1] if self.at > 0 else None
        if item.low == "by" and before is not None and before.kind == "verb" and following.kind == "mention":
            if self.is_entity(following) and following.plural and all(w.count for w in self.frame.wanted):
                return True  # "publications written by authors": who did it, not a group
        if item.low in ("each", "every") and self.last is None and following.kind == "mention":
            self.mode = "group"
            return True
        if following.kind in ("number", "punct") or following.is_op("compare"):
            return False
        self.mode = "group"
        self.by = item.low
        return True

    def op_order_by(self, item: Item, arg: str) -> bool:
        self.mode = "order"
        return True

    def op_direction(self, item: Item, arg: str) -> bool:
        direction: Direction = "desc" if arg == "desc" else "asc"
        if "alphabet" in item.low or item.low == "a to z":
            self.frame.order.append((None, direction))
            self.frame.notes.append("alphabetical")
            return True
        if self.frame.order and self.frame.order[-1][1] is None:
            self.frame.order[-1] = (self.frame.order[-1][0], direction)
        elif self.frame.direction is not None and self.frame.rank is not None:
            self.frame.direction = direction
        else:
            self.frame.order.append((None, direction))
        if self.mode == "order":
            self.mode = "head"
        return True

    def op_most_common(self, item: Item, arg: str) -> bool:
        self.frame.most_common = "desc" if arg == "desc" else "asc"
        following = self.peek()
        if following is not None and following.kind == "mention":
            self.frame.groups.append(Group(mention=following, text=following.text, ranked=True))
            if self.frame.top is None and not following.plural:
                self.frame.top = 1
            self._remember(following, "group")
            self.jump(following)
        return True

    def op_between(self, item: Item, arg: str) -> bool:
        first, joiner, second = self.peek(), self.peek(1), self.peek(2)
        if first is not None and first.kind == "number" and joiner is not None and second is not None:
            if (joiner.is_op("and") or joiner.low in ("to", "-")) and second.kind == "number":
                values = [first.number or 0, second.number or 0]
                return self._number_condition("between", values, second, first.percent)
        if item.low == "between" and first is not None and first.kind == "mention" and second is not None:
            if self.date_match(first) and self.date_match(second):
                self.frame.wanted.append(Wanted(between=(first, second), agg=self.agg or "avg"))
                self.agg = ""
                self.jump(second)
                return True
        return False

    def op_compare(self, item: Item, arg: str) -> bool:
        following = self.peek()
        if following is None:
            return False
        if following.kind == "number":
            values = [following.number or 0]
            op = arg
            after = self.items[self.items.index(following) + 1 : self.items.index(following) + 3]
            lows = [i.low for i in after]
            end = following
            if lows[:2] in (["or", "more"], ["or", "higher"], ["or", "greater"]):
                op, end = ">=", after[1]
            return self._number_condition(op, values, end, following.percent)
        if following.kind == "mention" and self.field_match(following) and not self.is_entity(following):
            number = self.items[self.items.index(following) + 1 : self.items.index(following) + 2]
            if number and number[0].kind == "number":  # "above age 20"
                values = [number[0].number or 0]
                self._condition(
                    Condition("compare", following, op=arg, values=list(values), percent=number[0].percent, negated=self._take_negation())
                )
                self.jump(number[0])
                self._remember(following, "condition")
                return True
        if following.kind == "mention" and (self.field_match(following) or self.date_match(following)):
            return self._column_condition(arg, following)
        if arg in ("=", "!=") and following.kind == "mention":
            if arg == "!=":
                self.negated = True
            return True
        return False

    def op_not(self, item: Item, arg: str) -> bool:
        self.negated = True
        return True

    def op_without(self, item: Item, arg: str) -> bool:
        following = self.peek()
        if following is None or following.kind not in ("mention", "op", "verb"):
            return False
        if following.kind == "verb":
            self.negated = True
            return True
        if following.kind == "op" and not following.is_op("distinct"):
            return item.low in ("no", "missing") and False
        self.mode = "without"
        return True

    def op_with(self, item: Item, arg: str) -> bool:
        following = self.peek()
        if following is None:
            return True
        if following.is_op("by"):
            return True
        if following.kind == "mention":
            self.mode = "with"
        return True

    def op_share(self, item: Item, arg: str) -> bool:
        following = self.peek()
        if item.low in ("share", "percentage", "proportion") and (following is None or following.kind != "mention"):
            if following is not None and not following.is_op("by", "of"):
                return False
        self.frame.calculations.append(("share_of_total", None))
        return True

    def op_running(self, item: Item, arg: str) -> bool:
        self.frame.calculations.append(("running_total", None))
        return True

    def op_moving(self, item: Item, arg: str) -> bool:
        window = None
        before = self.items[max(0, self.at - 4) : self.at]
        for earlier in reversed(before):
            if earlier.kind == "number" and isinstance(earlier.number, int):
                window = earlier.number
                if earlier in self.frame.unknown:
                    self.frame.unknown.remove(earlier)
                break
        self.frame.calculations.append(("moving_average", window or 3))
        if window is None:
            self.frame.notes.append("The moving average is over 3 periods.")
        return True

    def op_growth(self, item: Item, arg: str) -> bool:
        self.frame.calculations.append(("percent_change", None))
        return True

    def op_difference(self, item: Item, arg: str) -> bool:
        self.frame.calculations.append(("difference", None))
        return True

    def op_rank(self, item: Item, arg: str) -> bool:
        self.frame.calculations.append(("rank", None))
        return True

    def op_ratio(self, item: Item, arg: str) -> bool:
        self.frame.refusal = self.frame.refusal or ""
        self.frame.notes.append("ratio")
        return True

    def op_list(self, item: Item, arg: str) -> bool:
        if self.frame.has_head and not self.follow_up:
            self.columns_clause = True
        self.frame.listing = True
        return True

    def op_which(self, item: Item, arg: str) -> bool:
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        named = following is not None and following.kind in ("mention", "number", "adjective", "time")
        if not self.frame.has_head and item.low != "whose":
            self.frame.which = item.low in ("which", "who") or (item.low == "what" and named)
        return True

    def op_and(self, item: Item, arg: str) -> bool:
        return True

    def _modifies(self, item: Item) -> bool:
        """A field's name right before another field's: "tax revenue" is neither, so nothing is guessed."""
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is None or following.kind != "mention" or self.is_value(following) or self.is_entity(following):
            return False
        if self.is_entity(item) or self.is_value(item):
            return False
        self.frame.refusal = (
            f"“{item.text} {following.text}” is not one field here; ask for “{item.text}” or “{following.text}”."
        )
        return True

    def op_or(self, item: Item, arg: str) -> bool:
        self.joiner = "or"
        return True

    def op_empty(self, item: Item, arg: str) -> bool:
        if self.last is None:
            return False
        self._retract(self.last)
        self._condition(Condition("null", self.last, negated=arg == "not"))
        self._remember(self.last, "condition")
        return True

    def op_text(self, item: Item, arg: str) -> bool:
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is not None and following.kind == "filler" and len(following.low) > 1:
            following = self.peek()
        if self.last is None or following is None or following.kind not in ("mention", "unknown", "filler", "verb"):
            return False
        if arg == "=":
            if not (self.is_entity(self.last) and (following.quoted or following.text[:1].isupper())):
                return False
            self._condition(Condition("text", self.last, op="=", values=[following.text], negated=self._take_negation()))
            self.jump(following)
            return True
        if (
            following.kind == "mention"
            and not following.quoted
            and self.is_value(following)
            and "letter" not in item.low
        ):
            return True  # "orders containing Lighting": a verb, and a value of its own
        values = [following.text]
        self.jump(following)
        place = self.last
        self._retract(place)
        condition = Condition("text", place, op=arg, values=list(values), negated=self._take_negation())
        self._condition(condition)
        self._remember(place, "condition")
        return True

    def op_only(self, item: Item, arg: str) -> bool:
        self.frame.only = True
        return True

    def op_remove(self, item: Item, arg: str) -> bool:
        if not self.follow_up:
            return False
        self.frame.removes = True
        return True

    def op_instead(self, item: Item, arg: str) -> bool:
        self.frame.instead = True
        return True

    def op_trend(self, item: Item, arg: str) -> bool:
        self.frame.trend = True
        return True

    def op_where(self, item: Item, arg: str) -> bool:
        self.mode = "head" if self.mode != "group" else self.mode
        return True

    # -- numbers, comparisons -------------------------------------------------------------------------------------------

    def _compares_ahead(self, item: Item) -> bool:
        """A name with its comparison behind it: "list price above 3000", "rating > 4", "total due between 1 and 2"."""
        if not (self.field_match(item) or self.date_match(item)) or self.is_entity(item):
            return False
        at = self.at + 1
        while at < len(self.items) and self.items[at].kind in _SKIP and self.items[at].low not in ("than",):
            at += 1
        if at >= len(self.items):
            return False
        op = self.items[at]
        numeric = op.op("compare") or op.op("between")
        after = next((i for i in self.items[at + 1 :] if i.kind not in _SKIP), None)
        if numeric is None or after is None or after.kind != "number":
            return False
        if numeric.name == "between":
            return self._keep_for_between(item)
        if self._number_belongs_after(after):
            return False
        self.last, self.last_place = item, "subject"
        self.agg = "" if self.count is None else self.agg
        return True

    def _keep_for_between(self, item: Item) -> bool:
        self.last, self.last_place = item, "subject"
        return True

    def _number_belongs_after(self, number: Item) -> bool:
        """ "more than 20 products": the counted thing follows the number."""
        at = self.items.index(number) + 1
        while at < len(self.items) and self.items[at].kind in _SKIP:
            at += 1
        following = self.items[at] if at < len(self.items) else None
        gap = at - self.items.index(number) - 1
        return following is not None and following.kind == "mention" and self.is_entity(following) and gap == 0

    def _number_condition(self, op: str, values: list[float | int], end: Item, percent: bool) -> bool:
        target: Item | None = None
        following = self._after(end)
        if following is not None and following.is_op("agg"):
            inner = self._after(following)
            if inner is not None and inner.kind == "mention" and not self.is_value(inner):
                following = inner
        direct = following is not None and following.kind == "mention" and not self.is_value(following)
        subject_waits = self.last is not None and self.last_place in ("subject", "with")
        listed: list[float | int | str] = list(values)
        word = self.items[self.at].low
        comparative = COMPARATIVES.get(word)
        if direct and following is not None and not subject_waits:
            target = following
            counted = self.is_entity(target) and not self._field_better(target)
            wanted = Wanted(mention=target, count=counted)
            condition = Condition(
                "compare", target, op=op, values=listed, percent=percent, wanted=wanted, negated=self._take_negation()
            )
            self._condition(condition)
            self.jump(target)
            self._remember(target, "condition")
            self.super = None
            self.mode = "head"
            return True
        if self.last is not None and self.last_place in (
            "subject",
            "with",
            "wanted",
            "column",
            "rank",
            "condition",
            "entity",
            "group",
        ):
            target = self.last
            if self.last_place == "entity" and comparative is not None:
                self._condition(
                    Condition("compare", op=comparative[0], values=list(values), attribute=comparative[1], alias=word)
                )
                self.jump(end)
                return True
            if self.last_place == "entity":
                self.frame.refusal = f"It is not clear what of “{target.text}” is compared with {end.text}."
                return False
            if self.last_place == "wanted" and (not self.frame.wanted or self.frame.wanted[-1].count):
                return False
            wanted_now = None
            if self.last_place == "wanted":
                wanted_now = self.frame.wanted[-1]
                if not wanted_now.agg or self.frame.entities or len(self.frame.wanted) > 1:
                    if len(self.frame.wanted) > 1 or self.frame.entities or self.frame.groups:
                        self.frame.wanted.pop()
            elif self.last_place in ("column", "rank"):
                self._retract(target)
            condition = Condition(
                "compare",
                target,
                op=op,
                values=listed,
                percent=percent,
                wanted=wanted_now,
                negated=self._take_negation(),
            )
            self._condition(condition)
            self.jump(end)
            self._remember(target, "condition")
            self.mode = "head"
            return True
        return False

    def _field_better(self, item: Item) -> bool:
        field = self.field_match(item)
        table = self.kind_match(item, "table")
        return field is not None and field.target.kind != "measure" and (table is None or field.score > table.score)

    def _after(self, item: Item) -> Item | None:
        at = self.items.index(item) + 1
        while at < len(self.items) and (
            self.items[at].kind in _SKIP
            and self.items[at].low in ("total", "of", "the", "in", "a")
            or self.items[at].kind == "unit"
        ):
            at += 1
        return self.items[at] if at < len(self.items) else None

    def _column_condition(self, op: str, other: Item) -> bool:
        subject = self.last
        if subject is None or not (self.field_match(subject) or self.date_match(subject)) or self.is_entity(subject):
            return False
        if self.is_entity(other):
            return False
        self._retract(subject)
        self._condition(Condition("columns", subject, op=op, other=other))
        self.jump(other)
        self._remember(other, "condition")
        return True

    def _retract(self, item: Item) -> None:
        """Take a name back from where it was put, because it turned out to be the subject of a condition."""
        frame = self.frame
        frame.columns = [c for c in frame.columns if c is not item]
        if len(frame.wanted) > 1 or frame.entities:
            frame.wanted = [w for w in frame.wanted if w.mention is not item or w.count]
        if frame.rank is not None and frame.rank.mention is item:
            frame.rank = None
        frame.conditions = [c for c in frame.conditions if not (c.kind == "positive" and c.mention is item)]

    def number(self, item: Item) -> None:
        """A number that no operator asked for."""
        following = self.peek()
        if following is not None and following.is_op("super", "top") and isinstance(item.number, int):
            op = following.op("super") or following.op("top")
            self.frame.top = max(1, item.number)
            self.frame.direction = "desc" if op is not None and op.arg == "desc" else "asc"
            self.jump(following)
            return
        if following is not None and (following.kind == "adjective" or following.is_op("most_common")):
            self.frame.top = max(1, int(item.number or 1))
            return
        if following is not None and following.low == "-":
            after = self.peek(1)
            if after is not None and after.kind == "time":
                follow = self.peek(2)
                if follow is not None and follow.is_op("moving"):
                    self.jump(after)
                    return
        if (
            following is not None
            and following.kind == "time"
            and self.peek(1) is not None
            and self.peek(1).is_op("moving")
        ):  # type: ignore[union-attr]
            self.jump(following)
            return
        if self.last is not None and self.last_place in (
            "column",
            "wanted",
            "subject",
            "with",
            "entity",
            "group",
            "condition",
        ):
            if (
                self.frame.which
                and following is not None
                and following.kind == "mention"
                and self.last_place == "entity"
            ):
                pass
            if (
                isinstance(item.number, int)
                and following is not None
                and following.kind == "mention"
                and self.is_entity(following)
            ):
                if self.frame.which or self.frame.listing:
                    self.frame.top = item.number
                    return
            target = self.last
            self._retract(target)
            if self.last_place == "wanted" and self.frame.wanted and self.frame.wanted[-1].mention is target:
                self.frame.unknown.append(item)
                return
            self._condition(
                Condition("number", target, op="=", values=[item.number or 0], negated=self._take_negation())
            )
            return
        if (self.frame.which or self.frame.listing or not self.frame.has_head) and isinstance(item.number, int):
            if following is not None and following.kind in ("mention",) and 0 < item.number <= 10_000:
                self.frame.top = item.number
                return
            if following is not None and following.is_op("distinct"):
                self.frame.top = item.number
                return
        self.frame.unknown.append(item)

    # -- adjectives, verbs, time, possession ------------------------------------------------------------------------------

    def adjective(self, item: Item) -> None:
        assert item.adjective is not None
        if self.frame.order or self.mode == "order":
            self.frame.unknown.append(item)  # an order that says its own ends is not a superlative
            return
        direction, words = item.adjective
        following = self.peek()
        if following is not None and following.kind == "mention" and self.date_match(following) and "date" in words:
            if not self.is_entity(following) and not self.frame.entities:
                self.frame.wanted.append(Wanted(mention=following, agg="max" if direction == "desc" else "min"))
                self.jump(following)
                self._remember(following, "wanted")
                return
        self.frame.direction = "desc" if direction == "desc" else "asc"
        self.frame.rank = Wanted(attribute=words, alias=item.text)
        if (
            following is not None
            and following.kind == "mention"
            and self.field_match(following)
            and not self.is_entity(following)
        ):
            # "longest length": the attribute is named as well
            named = self.field_match(following)
            if named is not None and self.lexicon.fields(words[:1]):
                self.frame.rank = Wanted(mention=following)
                self.jump(following)
                self._remember(following, "rank")
        if self.frame.top is None:
            entity = following if following is not None and following.kind == "mention" else None
            named_entity = entity or (self.frame.entities[-1] if self.frame.entities else None)
            if named_entity is None or not named_entity.plural:
                self.frame.top = 1

    def verb(self, item: Item) -> None:
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if following is not None and following.low in ("up", "on", "in", "out") and following.kind == "filler":
            following = self.peek()
        nxt = self.peek()
        if nxt is not None and nxt.kind == "time" and nxt.time is not None and nxt.time.kind == "range":
            if any(v in DATE_VERBS for v in item.verb):
                self._condition(Condition("date", None, verb=item, time=nxt.time, negated=False))
                self.jump(nxt)
                return
        if item.low in ("ordered", "sorted") and nxt is not None and nxt.is_op("direction"):
            return
        comparing = nxt is not None and (
            nxt.is_op("compare") or nxt.low in ("after", "before", "later than", "earlier than")
        )
        if comparing or (following is not None and following.low in ("after", "before", "later", "earlier")):
            if self._verb_compares_date(item):
                return
        if any(v in EVENT_VERBS for v in item.verb):
            self.frame.conditions.append(
                Condition(
                    "exists", None, verb=item, negated=self.negated or self.mode == "without", subject=self._subject()
                )
            )
            self.negated = False
            if self.mode == "without":
                self.mode = "head"
            return
        if self._says_more(item):
            self.frame.unknown.append(item)
            return
        self.frame.verbs.append(item)

    def _says_more(self, item: Item) -> bool:
        """Whether a participle would be a condition of its own: "processed orders", "promotions used"."""
        if item.low in _TIES or not item.low.endswith(("ed", "en")):
            return False
        before = next((i for i in reversed(self.items[: self.at]) if i.kind not in _SKIP), None)
        following = self.peek()
        tied = before is not None and before.kind in ("mention", "op", "verb", "time")
        leads_on = following is not None and following.kind in ("mention", "op", "time", "verb")
        return not (tied and leads_on and before is not None and before.kind == "mention")

    def _verb_compares_date(self, item: Item) -> bool:
        """ "shipped after the due date": the verb's own date against another."""
        at = self.at + 1
        if at >= len(self.items) or self.items[at].low not in (
            "after",
            "before",
            "later",
            "earlier",
            "later than",
            "earlier than",
        ):
            return False
        op = ">" if self.items[at].low.startswith(("after", "later")) else "<"
        other = next((i for i in self.items[at + 1 :] if i.kind not in _SKIP), None)
        if other is None or other.kind != "mention" or not self.date_match(other):
            return False
        self._condition(Condition("columns", None, op=op, other=other, verb=item))
        self.jump(other)
        self._remember(other, "condition")
        return True

    def time(self, item: Item) -> None:
        phrase = item.time
        assert phrase is not None
        frame = self.frame
        if phrase.kind == "compare":
            frame.compare = phrase.compare
            return
        if self.items[self.at - 1].low in ("vs", "versus", "against") or any(
            i.low in ("compare", "comparing") for i in self.items[: self.at]
        ):
            frame.side_by_side = True
        if phrase.kind == "grain":
            self._grain(item)
            return
        if phrase.note:
            frame.notes.append(phrase.note)
        if self.last is not None and self.last_place in ("column", "subject", "with") and self.date_match(self.last):
            self._retract(self.last)
            self._condition(Condition("date", self.last, time=phrase, negated=self._take_negation()))
            return
        if self.negated:
            self._condition(Condition("date", None, time=phrase, negated=self._take_negation()))
            return
        frame.times.append(phrase)

    def _grain(self, item: Item) -> None:
        frame = self.frame
        phrase = item.time
        assert phrase is not None and phrase.grain is not None
        adverb = item.low in (
            "daily",
            "weekly",
            "monthly",
            "quarterly",
            "yearly",
            "annual",
            "annually",
            "hourly",
            "over time",
        )
        if self._duration(item):
            return
        over = item.low.startswith("over ") or " by " in item.low
        before = frame.groups[-1] if frame.groups else None
        if (
            before is not None
            and before.mention is not None
            and before.mention is self.last
            and self.date_match(before.mention)
        ):
            if self.items[self.at - 1] is before.mention or self.mode == "group":
                before.grain = phrase.grain  # "by sign-up year"
                self.mode = "head"
                return
        if self.mode == "group" or adverb or over or (frame.which and not frame.has_head) or self.super is not None:
            frame.groups.append(Group(grain=phrase.grain, text=item.text))
            self._remember(item, "grain")
            of = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
            named = self.peek()
            if (
                of is not None
                and of.low == "of"
                and named is not None
                and self.date_match(named)
                and not self.is_entity(named)
            ):
                frame.groups[-1].mention = named  # "by month of ship date"
                self.jump(named)
            if frame.which and not frame.has_head and not item.plural and frame.top is None and self.mode != "group":
                frame.top = 1
            if self.super is not None:
                frame.direction, self.super = self.super, None
                frame.top = frame.top or 1
            if self.mode == "group":
                self._group_goes_on()
            return
        if frame.top is not None and frame.direction is not None:
            frame.groups.append(Group(grain=phrase.grain, text=item.text))
            return
        if self.follow_up and not frame.has_head:
            frame.groups.append(Group(grain=phrase.grain, text=item.text))
            return
        frame.unknown.append(item)

    def _duration(self, item: Item, agg: str = "") -> bool:
        """ "days between A and B", "days from A to B": a time between two dates."""
        unit = item.time.grain if item.time is not None else None
        at = self.items.index(item) + 1
        rest = [i for i in self.items[at:] if i.kind not in _SKIP or i.low in ("from", "to")]
        if unit is None or len(rest) < 4 or rest[0].low not in ("between", "from"):
            return False
        first, joiner, second = rest[1], rest[2], rest[3]
        joined = joiner.is_op("and") if rest[0].low == "between" else joiner.low in ("to", "until")
        if not (joined and self.date_match(first) and self.date_match(second)):
            return False
        self.frame.wanted.append(Wanted(between=(first, second), agg=agg or self.agg, unit=unit))
        self.agg, self.count = "", None
        self.jump(second)
        self._remember(second, "wanted")
        return True

    def _possessed(self, item: Item) -> None:
        """What comes after "with" and "without"."""
        without = self.mode == "without"
        self.mode = "head"
        if not without and self._joins_value(item):
            return
        before = self.items[self.at - 1].low
        listed = self.frame.listing and before not in ("a", "an", "with a", "with an", "no")
        if not without and not self.is_entity(item) and (before in ("their", "its", "the", "his", "her") or listed):
            if self.kind_match(item, "dimension") and not self._number_ahead():
                self.frame.columns.append(item)
                self.columns_clause = True
                self._remember(item, "column")
                return
        if self.is_entity(item) and not self._exact_dimension(item):
            self._condition(Condition("exists", item, negated=without, without=without, subject=self._subject()))
            self._remember(item, "condition")
            return
        condition = Condition("positive", item, negated=without)
        self._condition(condition)
        self._remember(item, "with" if not without else "condition")

    def _number_ahead(self) -> bool:
        following = self.peek()
        return following is not None and (
            following.kind == "number" or following.is_op("compare", "between", "text", "empty")
        )

    def _exact_dimension(self, item: Item) -> bool:
        return any(m.exact and m.target.kind == "dimension" for m in item.matches) and not any(
            m.exact and m.target.kind == "table" for m in item.matches
        )

    def _as_key(self, item: Item) -> Wanted | Item:
        if self.agg or self.count is not None:
            wanted = Wanted(mention=item, agg=self.agg, count=self.count is not None)
            self.agg, self.count = "", None
            return wanted
        return item

    # -- brackets ---------------------------------------------------------------------------------------------------------

    def _definition(self, at: int) -> tuple[list[Item], int] | None:
        """The items inside a bracket that opens at `at`, and the place of its end, when they define a number."""
        end = next((i for i in range(at + 1, len(self.items)) if self.items[i].low == ")"), None)
        if end is None or end - at < 2:
            return None
        inside = [i for i in self.items[at + 1 : end] if i.kind not in _SKIP]
        if not inside or inside[0].kind != "mention" or not (self.field_match(inside[0]) or self.date_match(inside[0])):
            return None
        for position, item in enumerate(inside):
            if position % 2 == 0 and item.kind not in ("mention", "number"):
                return None
            if position % 2 == 1 and not item.is_op("minus", "plus", "times", "divided", "and"):
                return None
        return (inside, end) if len(inside) % 2 == 1 else None

    def _define(self, at: int, alias: str) -> Wanted | None:
        found = self._definition(at)
        if found is None:
            return None
        inside, end = found
        operators = [_symbol(i) for i in inside[1::2]]
        operands: list[Item | float] = [i if i.kind == "mention" else float(i.number or 0) for i in inside[0::2]]
        if alias == "" and self.last is not None and self.last_place in ("wanted", "column"):
            alias = self.last.text
            previous = next((w for w in self.frame.wanted if w.mention is self.last), None)
            if previous is not None:
                self.frame.wanted.remove(previous)
                self.agg = self.agg or previous.agg
            self.frame.columns = [c for c in self.frame.columns if c is not self.last]
        elif alias == "" and self.last is not None and self.last_place == "entity":
            alias = self.last.text
            self.frame.entities = [e for e in self.frame.entities if e is not self.last]
        wanted = Wanted(agg=self.agg, alias=alias)
        if len(operands) == 1 and isinstance(operands[0], Item):
            wanted.mention = operands[0]
        else:
            wanted.formula = Formula(operands, operators)
        self.agg = ""
        self.count = None
        self.frame.wanted.append(wanted)
        self._remember(inside[0], "wanted")
        self.at = end + 1
        return wanted


def _symbol(item: Item) -> str:
    for name, symbol in (("minus", "-"), ("plus", "+"), ("times", "*"), ("divided", "/")):
        if item.is_op(name):
            return symbol
    return "+"
