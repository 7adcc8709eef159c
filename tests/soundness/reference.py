"""A second opinion: semantic queries computed row by row in Python, from the definition, sharing nothing with the compiler.

It knows the model and the query as plain dictionaries (their JSON) and the data as lists of dictionaries.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

Row = dict[str, Any]
Step = tuple[dict[str, Any], bool]
Road = tuple[Step, ...]
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Declined(Exception):
    """The question has no right answer: `why` is fan_out, ambiguous or unreachable."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


SECONDS = {"second": 1, "minute": 60, "hour": 3600}
Moment = date | datetime


def whole(moment: Moment) -> datetime:
    """The moment with its time of day."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def start_of(moment: Moment, grain: str) -> Moment:
    """The start of the period: a date for a day and more, a datetime below."""
    if grain in SECONDS:
        exact = whole(moment)
        return exact - timedelta(seconds=(exact - datetime(1970, 1, 1)).total_seconds() % SECONDS[grain])
    day = moment.date() if isinstance(moment, datetime) else moment
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.isoweekday() - 1)
    if grain == "month":
        return date(day.year, day.month, 1)
    if grain == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def plus(moment: Moment, grain: str, count: int) -> Moment:
    """The moment moved by whole units; a day that the month lacks becomes its last."""
    if grain in SECONDS:
        return whole(moment) + timedelta(seconds=SECONDS[grain] * count)
    if grain in ("day", "week"):
        return moment + timedelta(days=count * (7 if grain == "week" else 1))
    number = moment.year * 12 + moment.month - 1 + count * MONTHS[grain]
    year, month = divmod(number, 12)
    for back in range(4):
        try:
            return moment.replace(year=year, month=month + 1, day=moment.day - back)
        except ValueError:
            continue
    raise AssertionError


def written(text: str) -> tuple[datetime, datetime]:
    """A written date is a whole period, a written time a moment (a period that ends with itself)."""
    if len(text) == 4:
        return datetime(int(text), 1, 1), datetime(int(text) + 1, 1, 1)
    if len(text) == 7:
        start = date(int(text[:4]), int(text[5:]), 1)
        return whole(start), whole(plus(start, "month", 1))
    moment = datetime.fromisoformat(text)
    return moment, moment + timedelta(days=1 if len(text) == 10 else 0)


class World:
    """A model with its data."""

    def __init__(self, model: dict[str, Any], data: dict[str, list[Row]], today: date) -> None:
        self.model, self.data, self.today = model, data, today
        self.tables = {t["name"]: t for t in model["tables"]}
        self.relationships = {r["name"]: r for r in model["relationships"]}
        self.prefer: str | None = None
        self.first = self.second = next(iter(self.tables), "")
        self.odd = False

    # -- roads: every walk that visits no table twice, the cheapest of them -------------------------------------------

    def steps(self, table: str) -> list[Step]:
        found = []
        for r in self.model["relationships"]:
            if r["from_table"] == table:
                found.append((r, True))
            if r["to_table"] == table:
                found.append((r, False))
        return found

    def single(self, step: Step) -> bool:
        r, forward = step
        if forward or r["cardinality"] == "one_to_one":
            return True
        its = self.tables[r["from_table"]]
        keys = [its["primary_key"], *its.get("unique_keys", [])]
        return any(key and set(key) <= set(r["from_columns"]) for key in keys)

    def far(self, step: Step) -> str:
        return step[0]["to_table"] if step[1] else step[0]["from_table"]

    def walks(self, start: str, end: str) -> Iterable[Road]:
        if start == end:
            yield ()

        def onward(here: str, seen: frozenset[str], road: Road) -> Iterable[Road]:
            for step in self.steps(here):
                there = self.far(step)
                if there in seen:
                    continue
                if there == end:
                    yield (*road, step)
                else:
                    yield from onward(there, seen | {there}, (*road, step))

        if start != end:
            yield from onward(start, frozenset({start}), ())

    def cost(self, road: Road) -> tuple[int, int]:
        return sum(not self.single(step) for step in road), len(road)

    def cheapest(self, roads: Iterable[Road]) -> list[Road]:
        unique = {tuple((r["name"], f) for r, f in road): road for road in roads}
        if not unique:
            return []
        least = min(self.cost(road) for road in unique.values())
        return [road for road in unique.values() if self.cost(road) == least]

    def roads(self, start: str, end: str, via: str | None) -> list[Road]:
        if via is None:
            return self.cheapest(self.walks(start, end))
        r = self.relationships[via]
        ways = [(r, True), (r, False)]
        near = {True: r["from_table"], False: r["to_table"]}
        heads = self.cheapest(
            (*head, step) for step in ways for head in self.cheapest(self.walks(start, near[step[1]]))
        )
        return self.cheapest(
            (*head, *tail) for head in heads for tail in self.cheapest(self.walks(self.far(head[-1]), end))
        )

    def road(self, start: str, end: str, via: str | None) -> Road:
        """The one road; the relationship that the measure prefers is walked where that multiplies no more."""
        roads = self.roads(start, end, via)
        if self.prefer is not None and via is None and start != end:
            preferred = self.roads(start, end, self.prefer)
            if preferred and roads and self.cost(preferred[0])[0] <= min(self.cost(road)[0] for road in roads):
                roads = preferred
        if not roads:
            raise Declined("unreachable")
        if len(roads) > 1:
            raise Declined("ambiguous")
        return roads[0]

    def met(self, row: Row | None, step: Step) -> list[Row]:
        if row is None:
            return []
        r, forward = step
        mine, theirs = ("from_columns", "to_columns") if forward else ("to_columns", "from_columns")
        key = [row[c] for c in r[mine]]
        if any(value is None for value in key):
            return []
        return [other for other in self.data[self.far(step)] if [other[c] for c in r[theirs]] == key]

    def follow(self, row: Row | None, road: Road) -> Row | None:
        for step in road:
            found = self.met(row, step)
            assert len(found) <= 1, "the data breaks the model's keys"
            row = found[0] if found else None
        return row

    def is_bridge(self, name: str) -> bool:
        return bool(self.tables[name].get("bridge"))

    # -- names -----------------------------------------------------------------------------------------------------

    def dimension(self, name: str, via: str | None) -> tuple[str, str, str, str | None]:
        """(table, column, type, via) of `table.field` or `relationship.field`."""
        head, _, tail = name.rpartition(".")
        if head in self.relationships:
            table, via = self.relationships[head]["to_table"], head
        else:
            table = head
        found = next(d for d in self.tables[table]["dimensions"] if d["name"] == tail)
        return table, found["name"], found["type"], via

    # -- conditions --------------------------------------------------------------------------------------------------

    def test(self, value: Any, kind: str, op: str, values: list[Any]) -> bool | None:
        if op == "is_null":
            return value is None
        if op == "is_not_null":
            return value is not None
        if value is None:
            return None
        if kind == "time":
            return self.test_time(whole(value), op, [written(v) for v in values])
        if op == "in":
            return value in values
        if op == "not_in":
            return value not in values
        if op == "between":
            return values[0] <= value <= values[1]
        one = values[0]
        table: dict[str, Callable[[], bool]] = {
            "=": lambda: value == one,
            "!=": lambda: value != one,
            "<": lambda: value < one,
            "<=": lambda: value <= one,
            ">": lambda: value > one,
            ">=": lambda: value >= one,
            "contains": lambda: one in value,
            "starts_with": lambda: value.startswith(one),
            "ends_with": lambda: value.endswith(one),
        }
        return bool(table[op]())

    def test_time(self, value: datetime, op: str, periods: list[tuple[datetime, datetime]]) -> bool:
        def inside(period: tuple[datetime, datetime]) -> bool:
            return period[0] <= value < period[1] or value == period[0] == period[1]

        low, high = periods[0]
        if op in ("=", "in"):
            return any(map(inside, periods))
        if op in ("!=", "not_in"):
            return not any(map(inside, periods))
        if op == "between":
            last = periods[1]
            return low <= value and (value < last[1] or value == last[0] == last[1])
        if op == "<":
            return value < low
        if op == ">=":
            return value >= low
        after = value > low if low == high else value >= high
        return after if op == ">" else not after

    def bind(self, base: str, condition: dict[str, Any]) -> dict[str, Any]:
        """The condition with the road to each thing it looks at."""
        if "and" in condition:
            return {"and": [self.bind(base, c) for c in condition["and"]]}
        if "or" in condition:
            return {"or": [self.bind(base, c) for c in condition["or"]]}
        if "not" in condition:
            return {"not": self.bind(base, condition["not"])}
        if "exists" in condition:
            road = self.road(base, condition["exists"], condition.get("via"))
            return {"exists": road, "where": [self.bind(condition["exists"], c) for c in condition.get("where", [])]}
        table, column, kind, via = self.dimension(condition["field"], condition.get("via"))
        values = list(condition.get("values", []))
        return {
            "road": self.road(base, table, via),
            "test": lambda row: self.test(None if row is None else row[column], kind, condition["op"], values),
        }

    def all_hold(self, row: Row | None, conditions: list[dict[str, Any]]) -> bool | None:
        """All conditions on one row; those beyond one multiplying step must hold for one and the same related row."""
        flat: list[dict[str, Any]] = []

        def open_up(items: list[dict[str, Any]]) -> None:
            for item in items:
                if "and" in item:
                    open_up(item["and"])
                else:
                    flat.append(item)

        open_up(conditions)
        truths: list[bool | None] = []
        beyond: dict[Any, list[dict[str, Any]]] = {}
        for item in flat:
            cut = self.first_many(item["road"]) if "road" in item else None
            if cut is None:
                truths.append(self.holds(row, item))
            else:
                key = tuple((r["name"], f) for r, f in item["road"][: cut + 1])
                beyond.setdefault(key, []).append(item)
        for items in beyond.values():
            cut = self.first_many(items[0]["road"])
            assert cut is not None
            near = self.follow(row, items[0]["road"][:cut])
            rest = [{**item, "road": item["road"][cut + 1 :]} for item in items]
            truths.append(any(self.all_hold(child, rest) is True for child in self.met(near, items[0]["road"][cut])))
        if False in truths:
            return False
        return None if None in truths else True

    def first_many(self, road: Road) -> int | None:
        return next((i for i, step in enumerate(road) if not self.single(step)), None)

    def holds(self, row: Row | None, item: dict[str, Any]) -> bool | None:
        if "or" in item:
            truths = [self.all_hold(row, [part]) for part in item["or"]]
            return True if True in truths else None if None in truths else False
        if "not" in item:
            truth = self.all_hold(row, [item["not"]])
            return None if truth is None else not truth
        if "exists" in item:
            ends: list[Row | None] = [row]
            for step in item["exists"]:
                ends = [other for one in ends for other in self.met(one, step)]
            if not item["exists"]:
                return self.all_hold(row, item["where"])
            return any(self.all_hold(end, item["where"]) is True for end in ends)
        return bool_or_none(item["test"](self.follow(row, item["road"])))

    # -- groups ------------------------------------------------------------------------------------------------------

    def grouped(
        self,
        base: str,
        *,
        dimensions: list[dict[str, Any]],
        filters: list[dict[str, Any]],
        window: tuple[Moment | None, Moment | None] | None,
        shift: Callable[[Moment, str], Moment] | None,
        time: tuple[str, str, str | None] | None,
    ) -> list[tuple[tuple[Any, ...], Row]]:
        """(group, row) for each row of the table and each group that it belongs to."""
        plans = []
        for d in dimensions:
            if d["field"] == "time":
                table, column, kind, via = base, self.tables[base]["default_time"], "time", None
            else:
                table, column, kind, via = self.dimension(d["field"], d.get("via"))
            roads = self.roads(base, table, via)
            if roads and not any(self.cost(r)[0] == 0 or self.over_bridge(r) for r in roads):
                raise Declined("fan_out")
            road = self.road(base, table, via)
            plans.append((road, column, kind, d.get("grain"), table))
        bound = [self.bind(base, f) for f in filters]
        if window is not None and (window[0] or window[1]):
            assert time is not None
            low, high = window
            moment = time[1]

            def inside(row: Row | None) -> bool | None:
                value = None if row is None else row[moment]
                if value is None:
                    return None
                exact = whole(value)
                return (low is None or exact >= whole(low)) and (high is None or exact < whole(high))

            bound.append({"road": self.road(base, time[0], time[2]), "test": inside})
        bridges: dict[Any, Road] = {}
        for road, *_ in plans:
            cut = self.first_many(road)
            if cut is not None:
                bridges[tuple((r["name"], f) for r, f in road[: cut + 1])] = road[: cut + 1]
        per_bridge: dict[Any, list[dict[str, Any]]] = {key: [] for key in bridges}
        plain = []
        for item in bound:
            key = next((key for key in bridges if self.wholly_beyond(item, key)), None)
            (plain if key is None else per_bridge[key]).append(item)
        found = []
        for row in self.data[base]:
            if self.all_hold(row, plain) is not True:
                continue
            choices: list[list[tuple[Any, Row | None]]] = []
            lost = False
            for key, head in bridges.items():
                pairs = self.met(self.follow(row, head[:-1]), head[-1])
                inner = [strip(item, len(head)) for item in per_bridge[key]]
                if pairs:
                    kept: list[Row | None] = [p for p in pairs if self.all_hold(p, inner) is True]
                else:
                    kept = [None] if not inner or self.all_hold(None, inner) is True else []
                lost = lost or not kept
                choices.append([(key, one) for one in kept])
            if lost:
                continue
            seen = set()
            for choice in itertools.product(*choices):
                at = dict(choice)
                group = []
                for road, column, kind, grain, table in plans:
                    cut = self.first_many(road)
                    if cut is None:
                        end = self.follow(row, road)
                    else:
                        key = tuple((r["name"], f) for r, f in road[: cut + 1])
                        end = self.follow(at[key], road[cut + 1 :])
                    value = None if end is None else end[column]
                    if value is not None and grain is not None and kind == "time":
                        value = start_of(value, grain)
                        if shift is not None and time is not None and (table, column) == time[:2]:
                            value = shift(value, grain)
                    group.append(value)
                if tuple(group) not in seen:
                    seen.add(tuple(group))
                    found.append((tuple(group), row))
        return found

    def over_bridge(self, road: Road) -> bool:
        many = [step for step in road if not self.single(step)]
        return len(many) == 1 and self.is_bridge(self.far(many[0]))

    def wholly_beyond(self, item: dict[str, Any], key: Any) -> bool:
        if "and" in item:
            return all(self.wholly_beyond(part, key) for part in item["and"])
        if "or" in item:
            return all(self.wholly_beyond(part, key) for part in item["or"])
        if "not" in item:
            return self.wholly_beyond(item["not"], key)
        if "exists" in item:
            return False
        return tuple((r["name"], f) for r, f in item["road"][: len(key)]) == key

    # -- measures ----------------------------------------------------------------------------------------------------

    def aggregate(self, measure: dict[str, Any], table: str, rows: list[Row]) -> Any:
        flt = measure.get("filter_py")
        kept = [row for row in rows if flt is None or flt(row)]
        if measure.get("additive_over", "all") not in ("all", "none"):
            kept = self.latest(measure, table, kept)
        column = measure.get("column")
        kind = measure["aggregate"]
        if column is None:
            return len(kept)
        values = [row[column] for row in kept if row[column] is not None]
        if kind == "count":
            return len(values)
        if kind == "count_distinct":
            return len(set(values))
        if not values:
            return None
        if kind == "sum":
            return sum(values)
        if kind == "avg":
            return sum(values) / len(values)
        if kind == "median":
            return statistics.median(values)
        if kind == "stddev":
            return statistics.stdev(values) if len(values) > 1 else None
        return min(values) if kind == "min" else max(values)

    def latest(self, measure: dict[str, Any], table: str, rows: list[Row]) -> list[Row]:
        its = self.tables[table]
        moment = its["default_time"]
        over = measure["additive_over"]
        if over == "not time":
            entity = [c for r in self.model["relationships"] if r["from_table"] == table for c in r["from_columns"]]
        else:
            entity = list(over)
        last: dict[Any, Moment] = {}
        for row in rows:
            if row[moment] is not None:
                key = tuple(row[c] for c in entity)
                last[key] = max(last.get(key, row[moment]), row[moment])
        return [row for row in rows if row[moment] is not None and row[moment] == last[tuple(row[c] for c in entity)]]

    def leaf(self, name: str | dict[str, Any]) -> tuple[str, dict[str, Any], str | None]:
        if isinstance(name, dict):
            return name["table"], name, name.get("via")
        table, _, bare = name.partition(".")
        return table, next(m for m in self.tables[table]["measures"] if m["name"] == bare), None


def bool_or_none(value: bool | None) -> bool | None:
    return None if value is None else bool(value)


def strip(item: dict[str, Any], count: int) -> dict[str, Any]:
    if "and" in item:
        return {"and": [strip(part, count) for part in item["and"]]}
    if "or" in item:
        return {"or": [strip(part, count) for part in item["or"]]}
    if "not" in item:
        return {"not": strip(item["not"], count)}
    return {**item, "road": item["road"][count:]}
