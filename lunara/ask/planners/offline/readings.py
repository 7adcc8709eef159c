"""Which of its meanings each name of a question has: chosen together, so that what belongs together is near in the model."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable

from lunara.ask.paths import Roads
from lunara.ask.planners.offline import whose
from lunara.ask.planners.offline.frame import Condition, Frame, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.reading import Reading
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Measure

MAX_COMBINATIONS = 160
KEEP_WITHIN = 0.3
_SURELY, _HALF = 0.95, 0.55
_KEYS = frozenset(("id", "ids", "key", "keys", "code", "codes", "number", "numbers"))
"""Words by which the keys of rows are asked for."""


def is_money(measure: Measure) -> bool:
    """Whether it is an amount of money, of which nobody asks how many."""
    return measure.format is not None and measure.format.kind == "currency"


class Reader:
    """Scores the combinations of meanings of a frame's names; `rows` are the tables it is of where it names none itself."""

    def __init__(self, frame: Frame, lexicon: Lexicon, roads: Roads, rows: tuple[str, ...] = ()):
        self.frame = frame
        self.rows = rows
        self.lexicon = lexicon
        self.roads = roads

    # -- which meanings fit a place ---------------------------------------------------------------------------------

    def countable(self, item: Item) -> list[Match]:
        """Meanings of a name after "how many"."""
        found = []
        for match in item.matches:
            target = match.target
            if target.kind == "table":
                found.append(match)
            elif target.kind == "measure":
                measure = self.lexicon.measure(target.table, target.name)
                if measure is None:
                    continue
                counts = measure.aggregate in ("count", "count_distinct")
                if counts and match.exact:
                    found.append(Match(target, match.score + 0.05, True, match.typo))
                elif counts and not any(m.target.kind == "table" and m.exact for m in item.matches):
                    found.append(Match(target, match.score - 0.15, False, match.typo))
                elif measure.aggregate == "sum" and (match.exact or match.score >= 0.85) and not is_money(measure):
                    found.append(Match(target, match.score - 0.1, match.exact, match.typo))
            elif target.kind == "dimension" and match.score >= 0.6 and self._nameable(target, match):
                penalty = 0.1 if match.exact else 0.22
                found.append(Match(target, match.score - penalty, match.exact, match.typo))
        # a measure that counts these things and is called like them is what their number means here
        governed = {m.target.table for m in found if m.target.kind == "measure" and m.exact}
        return [m for m in found if not (m.target.kind == "table" and m.target.table in governed)]

    def _nameable(self, target: Target, match: Match) -> bool:
        """Whether different values of a field are things one counts: cities yes, amounts and dates no."""
        dimension = self.lexicon.dimension(target.table, target.name)
        if self.lexicon.flag(target.table, target.name) is not None:
            return False  # "VIP customers": a yes or no is a condition, nothing that one counts
        return dimension is not None and (dimension.type == "string" or (self._is_key(target) and match.score >= 0.8))

    def measurable(self, item: Item, agg: str) -> list[Match]:
        """Meanings of a name that is added, averaged, compared."""
        found = []
        for match in item.matches:
            target = match.target
            if target.kind in ("measure", "derived"):
                found.append(match)
            elif target.kind == "dimension":
                dimension = self.lexicon.dimension(target.table, target.name)
                if dimension is None:
                    continue
                key = self._is_key(target)
                named = not agg and match.exact and dimension.type == "number" and bool(_KEYS & set(item.low.split()))
                if named or (dimension.type == "number" and not key):
                    found.append(Match(target, match.score - (0.02 if agg else 0.06), match.exact, match.typo))
                elif dimension.type == "time" and agg in ("min", "max"):
                    found.append(match)
            elif target.kind == "table" and not agg:
                found.append(Match(target, match.score - 0.1, match.exact, match.typo))
        return found

    def _is_key(self, target: Target) -> bool:
        table = self.lexicon.tables[target.table]
        dimension = self.lexicon.dimension(target.table, target.name)
        column = (dimension.expression or dimension.name) if dimension else target.name
        return table.primary_key == (column,) or self.roads.foreign_key(target.table, column) is not None

    def groupable(self, item: Item) -> list[Match]:
        """Meanings of a name after "by"."""
        return [m for m in item.matches if m.target.kind in ("dimension", "table")]

    @staticmethod
    def of_kind(item: Item, *kinds: str) -> list[Match]:
        """Meanings of these kinds."""
        return [m for m in item.matches if m.target.kind in kinds]

    # -- reading ----------------------------------------------------------------------------------------------------

    def readings(self) -> list[Reading]:
        """Readings, best first; empty when some name has no meaning that fits its place."""
        heads = self._heads()
        if any(not options for _, options, _ in heads):
            return []
        trimmed = [(item, self._trim(options), place) for item, options, place in heads]
        while _product(len(o) for _, o, _ in trimmed) > MAX_COMBINATIONS:
            longest = max(trimmed, key=lambda h: len(h[1]))
            if len(longest[1]) == 1:
                break
            longest[1].pop()
        found: list[Reading] = []
        for combination in itertools.product(*(options for _, options, _ in trimmed)):
            reading = Reading()
            for (item, _, _), match in zip(trimmed, combination, strict=True):
                reading.chosen[id(item)] = match
                reading.score += match.score
            reading.base = self._base(trimmed, combination)
            reading.score += self._coherence(trimmed, combination, reading.base)
            if self._rest(reading):
                found.append(reading)
        found.sort(key=lambda r: -r.score)
        return found

    def _heads(self) -> list[tuple[Item, list[Match], str]]:
        frame = self.frame
        heads: list[tuple[Item, list[Match], str]] = []

        def wanted_heads(wanted: Wanted, place: str) -> None:
            if wanted.mention is not None:
                options = (
                    self.countable(wanted.mention) if wanted.count else self.measurable(wanted.mention, wanted.agg)
                )
                if place == "rank" and not options and not wanted.count:
                    options = self._dates(wanted.mention)  # "the appointment with the latest end"
                heads.append((wanted.mention, options, place))
            if wanted.formula is not None:
                for operand in wanted.formula.operands:
                    if isinstance(operand, Item):
                        heads.append((operand, self.measurable(operand, "avg"), "operand"))
            if wanted.between is not None:
                heads.extend((i, self._dates(i), "operand") for i in wanted.between)

        for wanted in [*frame.wanted, *frame.ratio]:
            wanted_heads(wanted, "measure")
        if frame.rank is not None:
            wanted_heads(frame.rank, "rank")
        for item in frame.entities:
            heads.append((item, self._of_the_counted(item) or self._no_bridges(self.of_kind(item, "table")), "entity"))
        for item in frame.columns:
            options = [m for m in item.matches if m.target.kind in ("dimension", "table")]
            subject = self._subject_table(item.anchor)
            if subject and item.low in ("id", "ids", "name", "names"):
                named = (
                    self.lexicon.key_dimension(subject) if item.low.startswith("id") else self.lexicon.display(subject)
                )
                if named is not None:
                    options = [Match(Target("dimension", subject, named), 1.1, True)]
            options += [
                m for m in item.matches if m.target.kind in ("measure", "derived") and not self._listed(m, options)
            ]
            heads.append((item, options, "column"))
        return heads

    def _no_bridges(self, options: list[Match]) -> list[Match]:
        """ "Authors with the most books": authors, where they are called so, and no row that pairs an author with a book."""
        by = (
            [self.frame.rank]
            if self.frame.rank is not None
            else self.frame.wanted
            if self.frame.top is not None
            else []
        )
        if not any(w.count for w in by) or not any(m.exact for m in options):
            return options
        return [m for m in options if m.exact or not graph_of(self.lexicon.model).is_bridge(m.target.table)]

    def _of_the_counted(self, item: Item) -> list[Match]:
        """ "Which region has the most sales teams", where each team has a region of its own, and none of the table of regions."""
        rank = self.frame.rank
        if rank is None or not rank.count or rank.mention is None:
            return []
        counted = {m.target.table for m in rank.mention.matches if m.exact and m.target.kind == "table"}
        homes = {m.target.table for m in item.matches if m.exact and m.target.kind == "table"}
        if len(counted) != 1 or counted & homes:
            return []
        (table,) = counted
        if any(self.roads.distance_up(table, home) is not None for home in homes):
            return []
        own = [m for m in item.matches if m.exact and m.target.kind == "dimension" and m.target.table == table]
        return own if len(own) == 1 else []

    def _listed(self, match: Match, options: list[Match]) -> bool:
        """ "Names and ages of the pupils": where rows are listed their age is meant, not what is made of the ages of all."""
        frame = self.frame
        kind, name = match.target.kind, match.target.name
        measure = self.lexicon.measure(match.target.table, name) if kind == "measure" else None
        if frame.wanted or frame.groups or frame.calculations or not frame.entities or measure is None:
            return False
        if frame.rank is not None and match.target.table != self._subject_table(None):
            return False  # "the population of the country with the most lakes" is that of the country
        held = [m.target for m in options if m.exact >= match.exact and m.target.kind == "dimension"]
        fields = [self.lexicon.dimension(t.table, t.name) for t in held if t.table == match.target.table]
        columns = {(d.expression or d.name).strip('"') for d in fields if d is not None}
        return measure.expression is not None and measure.expression.strip('"') in columns

    def _subject_table(self, anchor: Item | None) -> str:
        """The table of the thing whose "id" and "name" are meant: that of which they are said, else the first that is named."""
        of = [e for e in self.frame.entities if e is anchor]
        for item in of or self.frame.entities:
            for match in item.matches:
                if match.target.kind == "table" and match.exact:
                    return match.target.table
        return ""

    def _dates(self, item: Item) -> list[Match]:
        found = []
        for match in item.matches:
            if match.target.kind == "dimension":
                dimension = self.lexicon.dimension(match.target.table, match.target.name)
                if dimension is not None and dimension.type in ("time", "number"):
                    found.append(match)
        return found

    @staticmethod
    def _trim(options: list[Match]) -> list[Match]:
        best = max(m.score for m in options)
        kept = sorted((m for m in options if m.score >= best - KEEP_WITHIN), key=lambda m: -m.score)
        return kept[:8]

    def tables_of(self, target: Target) -> tuple[str, ...]:
        """The tables whose rows a measure adds up."""
        if target.kind != "derived":
            return (target.table,)
        found: list[str] = []
        self._derived_tables(target.name, found, set())
        return tuple(dict.fromkeys(found))

    def _derived_tables(self, name: str, found: list[str], seen: set[str]) -> None:
        derived = self.lexicon.derived(name)
        if derived is None or name in seen:
            return
        seen.add(name)
        for word in re.findall(r"[A-Za-z_][\w.]*", derived.expression):
            bare = word.split(".")[-1]
            for table in self.lexicon.tables.values():
                if any(m.name == bare for m in table.measures) and word in (bare, f"{table.name}.{bare}"):
                    found.append(table.name)
            self._derived_tables(bare, found, seen)

    def _base(self, heads: list[tuple[Item, list[Match], str]], combination: Iterable[Match]) -> tuple[str, ...]:
        chosen = list(zip((h[2] for h in heads), combination, strict=True))
        tables: list[str] = []
        for places in (("measure", "operand"), ("rank",), ("entity",), ("column",)):
            for place, match in chosen:
                if place in places:
                    tables.extend(self.tables_of(match.target))
            if tables:
                break
        return tuple(dict.fromkeys(tables))

    def _coherence(
        self, heads: list[tuple[Item, list[Match], str]], combination: Iterable[Match], base: tuple[str, ...]
    ) -> float:
        total = 0.0
        for (_, _, place), match in zip(heads, combination, strict=True):
            if place == "entity" and match.target.table not in base:
                total += max((self.nearness(b, match.target.table, "entity") for b in base), default=0.0)
            elif place in ("entity",):
                total += 0.22
            elif place == "column":
                total += max((self.nearness(b, match.target.table, "column") for b in base), default=0.0)
            elif place in ("operand",):
                total += 0.15 if len(base) == 1 else -0.6
            elif place == "rank":
                total += max(
                    (self.nearness(t, b, "entity") for b in base for t in self.tables_of(match.target)), default=0.0
                )
        if len(base) > 1:
            total -= 0.08 * (len(base) - 1)
        return total + self._agreement(heads, list(combination))

    def _agreement(self, heads: list[tuple[Item, list[Match], str]], combination: list[Match]) -> float:
        """The same words mean the same; a field belongs to the thing that stands by it; what is returned was asked about."""
        total = 0.0
        chosen = {id(item): match for (item, _, _), match in zip(heads, combination, strict=True)}
        said: dict[str, Target] = {}
        entities = {m.target.table for (_, _, place), m in zip(heads, combination, strict=True) if place == "entity"}
        named = [m.target for (_, _, place), m in zip(heads, combination, strict=True) if place != "column"]
        for (item, _, place), match in zip(heads, combination, strict=True):
            before = said.setdefault(item.low, match.target)
            if before != match.target:
                total -= 0.3
            total += self._anchored(item, match, chosen)
            if place == "column":
                total += (0.35 if item.low in ("id", "ids", "name", "names") else 0.2) * (
                    match.target.table in entities
                )
                total += 0.1 if match.target in named else 0.0
        return total

    def _anchored(self, item: Item, match: Match, chosen: dict[int, Match]) -> float:
        if item.role is not None:
            return self._by_role(item.role, match)
        anchor = item.anchor
        if anchor is None:
            return 0.0
        table = chosen[id(anchor)].target.table if id(anchor) in chosen else ""
        if not table:
            table = next((m.target.table for m in anchor.matches if m.target.kind == "table"), "")
        return 0.12 if table and match.target.table == table else 0.0

    def nearness(self, base: str, table: str, place: str) -> float:
        """How well a table's field serves a query over `base` in this place of the sentence."""
        if base == table:
            return 0.22
        up = self.roads.distance_up(base, table)
        if up is not None:
            return 0.13 - 0.03 * up
        if place == "entity":
            reverse = self.roads.distance_up(table, base)
            if reverse is not None:
                return 0.05 - 0.03 * reverse
        anyhow = self.roads.distance(base, table)
        if anyhow is None:
            return -1.2
        if place == "condition":
            return -0.04 * anyhow
        return -0.45 - 0.05 * anyhow

    def _by_role(self, role: Item, match: Match) -> float:
        """ "shipping country": a field beyond the road that the word before it names."""
        for one in role.matches:
            relationship = self.roads.by_name.get(one.target.name) if one.target.kind == "role" else None
            if relationship is not None:
                steps = self.roads.distance_up(relationship.to_table, match.target.table)
                return -0.25 if steps is None else max(0.05, 0.35 - 0.15 * steps)
        return 0.0

    # -- groups, conditions, order: each for itself, given the base -----------------------------------------------------

    def _rest(self, reading: Reading) -> bool:
        base = reading.base or self.rows or tuple(self._guess_base(reading))
        for group in self.frame.groups:
            if group.of is not None:
                reading.chosen[id(group.of)] = next(m for m in group.of.matches if m.exact and m.target.kind == "table")
            if group.mention is not None and not self._choose(
                reading,
                group.mention,
                whose.reached(self.groupable(group.mention), group.through, self.lexicon),
                base,
                "group",
            ):
                return False
        for key, _ in self.frame.order:
            item = key.mention if isinstance(key, Wanted) else key
            if item is not None and id(item) not in reading.chosen:
                options = self.measurable(item, "avg") + self.groupable(item)
                if isinstance(key, Wanted) and key.count:
                    options = self.countable(item)
                options = self._called_so([m for m in options if not self._listed(m, options)])
                if not self._choose(reading, item, options, base, "order"):
                    return False
        return all(self._choose_condition(reading, condition, base) for condition in self.frame.conditions)

    @staticmethod
    def _called_so(options: list[Match]) -> list[Match]:
        """Without what a number's name only hints at, where another number is called so: revenue is no sales floor nearby."""
        named = any(m.exact and m.score >= _SURELY and m.target.kind in ("measure", "derived") for m in options)
        return [m for m in options if m.exact or m.score >= _HALF] if named else options

    def _guess_base(self, reading: Reading) -> list[str]:
        for condition in self.frame.conditions:
            for match in (condition.mention.matches if condition.mention else ())[:1]:
                return [match.target.table]
        return []

    def _choose_condition(self, reading: Reading, condition: Condition, base: tuple[str, ...]) -> bool:
        item = condition.mention
        if condition.other is not None and not self._choose(
            reading, condition.other, self._dates(condition.other), base, "condition"
        ):
            return False
        if item is None or id(item) in reading.chosen:
            return True
        kinds = {
            "value": ("value", "dimension"),
            "exists": ("table",),
            "null": ("dimension", "table"),
            "text": ("dimension", "table"),
            "number": ("dimension",),
            "positive": ("dimension", "table", "measure"),
            "event": ("dimension",),
            "columns": ("dimension",),
            "date": ("dimension",),
        }
        if condition.op == "role":
            return self._choose(reading, item, self.of_kind(item, "role"), base, "condition")
        if condition.kind == "compare":
            counted = condition.wanted is not None and condition.wanted.count
            options = self.countable(item) if counted else self.measurable(item, "avg") + self.of_kind(item, "table")
            fields = [] if counted else self.of_kind(item, "dimension")
            options += [m for m in fields if self._years(m.target) or self._number_of_key(m, item)]
        elif condition.kind == "value":
            options = self.of_kind(item, "value")
            options += [m for m in self.of_kind(item, "dimension") if self._boolean(m.target)]
        elif condition.kind in ("columns", "date", "days"):
            options = self._dates(item)
        else:
            options = self.of_kind(item, *kinds[condition.kind])
        return self._choose(reading, item, options, base, "condition")

    def _number_of_key(self, match: Match, item: Item) -> bool:
        """Whether a key of numbers is called as one: "loans with ids above 100", "loans with a member id above 100"."""
        target = match.target
        dimension = self.lexicon.dimension(target.table, target.name)
        if dimension is None or dimension.type != "number":
            return False
        if item.low in ("id", "ids"):
            return self.lexicon.key_dimension(target.table) == target.name
        return match.exact and self._is_key(target) and bool(_KEYS & set(item.low.split()))

    def _years(self, target: Target) -> bool:
        """Whether a field of texts holds years and nothing else, which come in the order of their digits."""
        dimension = self.lexicon.dimension(target.table, target.name)
        if dimension is None or dimension.type != "string" or "year" not in words_of(dimension.label or dimension.name):
            return False
        known = self.lexicon.values.of_field(target.table, target.name, limit=100_000)
        return bool(known) and all(re.fullmatch(r"\d{4}", str(value)) for value in known)

    def _boolean(self, target: Target) -> bool:
        return self.lexicon.flag(target.table, target.name) is not None

    def _choose(self, reading: Reading, item: Item, options: list[Match], base: tuple[str, ...], place: str) -> bool:
        scored = []
        if place == "group":
            options = self._things_before_keys(options)
        for match in options:
            tables = self.tables_of(match.target)
            near = min((max((self.nearness(b, t, place) for t in tables), default=0.0) for b in base), default=0.0)
            its_own = place == "group" and match.target.kind == "table" and match.target.table in base
            if its_own and not self._average_of_rows():
                near -= 0.3  # its own rows are no groups
            near += self._anchored(item, match, reading.chosen)
            near += self._said_before(item, match, reading)
            near += self._of_its_noun(item, match) if place == "condition" else 0.0
            scored.append((match.score + near, match))
        if not scored:
            return False
        scored.sort(key=lambda s: (-s[0], s[1].target.path))
        reading.chosen[id(item)] = scored[0][1]
        reading.score += scored[0][0]
        reading.rivals[id(item)] = scored[1:]
        reading.full[id(item)] = scored[0][0]
        return True

    def _of_its_noun(self, item: Item, match: Match) -> float:
        """ "Local moves", "memberships that are gold": a value beside a noun is one of the noun's own rows where they have it."""
        if match.target.kind != "value":
            return 0.0
        values = {id(c.mention) for c in self.frame.conditions if c.kind == "value"}
        noun, end = None, item.end
        for other in self.frame.mentions():
            if other.start == end and id(other) in values:
                end = other.end
            elif other.start == end or (other.end <= item.start and item.after_thing and noun is None):
                noun = other
        own = (
            {m.target.table for m in noun.matches if m.exact and m.target.kind == "table"}
            if noun is not None
            else set()
        )
        return 0.12 if own == {match.target.table} else 0.0

    def _average_of_rows(self) -> bool:
        """ "Average revenue per rental": an average over the rows of the thing, which are no groups but what it is of."""
        wanted = self.frame.wanted
        each = all(g.word in ("per", "each", "for each") for g in self.frame.groups if g.mention is not None)
        return each and bool(wanted) and all(w.agg in ("avg", "median") and not w.count for w in wanted)

    def _things_before_keys(self, options: list[Match]) -> list[Match]:
        """Where a key and the thing it points to both fit, the thing is meant: its name is shown instead of its code."""
        things = {m.target.table for m in options if m.target.kind == "table" and m.score >= 0.55}
        kept = []
        for match in options:
            if match.target.kind == "dimension":
                dimension = self.lexicon.dimension(match.target.table, match.target.name)
                column = ((dimension.expression or dimension.name) if dimension else match.target.name).strip('"')
                key = self.roads.foreign_key(match.target.table, column)
                if key is not None and key.to_table in things and not match.exact:
                    continue
            kept.append(match)
        return kept

    def _said_before(self, item: Item, match: Match, reading: Reading) -> float:
        """The same words elsewhere in the question mean the same thing; a field that was named already is meant again."""
        for other in self.frame.mentions():
            if other is not item and id(other) in reading.chosen:
                target = reading.chosen[id(other)].target
                if target == match.target:
                    return 0.1
                if other.low == item.low:
                    return -0.2
        return 0.0


def _product(numbers: Iterable[int]) -> int:
    return math.prod(numbers)
