"""A second opinion: semantic queries computed row by row in Python, from the definition, sharing nothing with the compiler.

It knows the model and the query as plain dictionaries (their JSON) and the data as lists of dictionaries.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable
from datetime import date, timedelta
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


def start_of(day: date, grain: str) -> date:
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.isoweekday() - 1)
    if grain == "month":
        return date(day.year, day.month, 1)
    if grain == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def plus(day: date, grain: str, count: int) -> date:
    if grain in ("day", "week"):
        return day + timedelta(days=count * (7 if grain == "week" else 1))
    number = day.year * 12 + day.month - 1 + count * MONTHS[grain]
    year, month = divmod(number, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError


class World:
    """A model with its data."""

    def __init__(self, model: dict[str, Any], data: dict[str, list[Row]], today: date) -> None:
        self.model, self.data, self.today = model, data, today
        self.tables = {t["name"]: t for t in model["tables"]}
        self.relationships = {r["name"]: r for r in model["relationships"]}

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
        keys = [self.tables[r["from_table"]]["primary_key"]]
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
        roads = self.roads(start, end, via)
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
        head, _, tail = name.partition(".")
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
            values = [date.fromisoformat(v) for v in values]
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
        window: tuple[date | None, date | None] | None,
        shift: Callable[[date, str], date] | None,
        time: tuple[str, str, str | None] | None,
    ) -> list[tuple[tuple[Any, ...], Row]]:
        """(group, row) for each row of the table and each group that it belongs to."""
        plans = []
        for d in dimensions:
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
                return (low is None or value >= low) and (high is None or value < high)

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
        column = measure.get("expression")
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
        last: dict[Any, date] = {}
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


def answer(world: World, query: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of the query, in order. Raises Declined."""
    dimensions = [{"field": d} if isinstance(d, str) else d for d in query.get("dimensions", [])]
    measures = query["measures"]
    derived = {m["name"]: m for m in world.model["measures"]}
    leaves: list[Any] = []
    for m in measures:
        for leaf in derived[m]["parts"] if isinstance(m, str) and m in derived else [m]:
            if leaf not in leaves:
                leaves.append(leaf)
    filters = [f for f in query.get("filters", []) if not on_group(f)]
    having = [f for f in query.get("filters", []) if on_group(f)]
    for f in having:
        if f["field"] not in leaves and f["field"] not in derived:
            leaves.append(f["field"])
        for leaf in derived.get(f["field"], {}).get("parts", []):
            if leaf not in leaves:
                leaves.append(leaf)
    time = query.get("time")
    window = (None, None) if time is None else windows(time["range"], world.today)
    compare = query.get("compare")
    per_leaf: list[dict[tuple[Any, ...], Any]] = []
    per_leaf_before: list[dict[tuple[Any, ...], Any]] = []
    before: tuple[date | None, date | None] | None = None
    shift: Callable[[date, str], date] | None = None
    if compare is not None:
        before, shift = earlier(window, compare["to"], time["range"], [d["grain"] for d in dimensions if "grain" in d])
    for leaf in leaves:
        table, measure, _via = world.leaf(leaf)
        column: tuple[str, str, str | None] | None = None
        if time is not None:
            if time.get("field"):
                t, c, _, via = world.dimension(time["field"], None)
                column = (t, c, via)
            else:
                column = (table, world.tables[table]["default_time"], None)
        for target, span, move in [(per_leaf, window, None), (per_leaf_before, before, shift)]:
            if span is None:
                continue
            cells: dict[tuple[Any, ...], list[Row]] = {}
            for group, row in world.grouped(
                table, dimensions=dimensions, filters=filters, window=span, shift=move, time=column
            ):
                cells.setdefault(group, []).append(row)
            if not dimensions:
                cells.setdefault((), [])
            target.append({group: world.aggregate(measure, table, rows) for group, rows in cells.items()})
    groups: dict[tuple[Any, ...], None] = {}
    for cells_of in per_leaf + per_leaf_before:
        groups.update(dict.fromkeys(cells_of))
    if query.get("keep_empty"):
        groups.update(dict.fromkeys(empty_groups(world, dimensions, leaves, filters, per_leaf)))
    if query.get("fill_time"):
        at = next(i for i, d in enumerate(dimensions) if "grain" in d)
        grain = dimensions[at]["grain"]
        low, high = window
        assert low is not None
        assert high is not None
        last = min(start_of(high - timedelta(days=1), grain), start_of(world.today, grain))
        others = {(*g[:at], *g[at + 1 :]) for g in groups} if len(dimensions) > 1 else {()}
        bucket = start_of(low, grain)
        while bucket <= last:
            for other in others:
                groups[*other[:at], bucket, *other[at:]] = None
            bucket = plus(bucket, grain, 1)
    zero = bool(query.get("keep_empty") or query.get("fill_time"))

    def cell(cells_of: dict[tuple[Any, ...], Any], leaf: Any, group: tuple[Any, ...]) -> Any:
        value = cells_of.get(group)
        aggregate = world.leaf(leaf)[1]["aggregate"]
        return 0 if value is None and zero and aggregate in ("sum", "count", "count_distinct") else value

    rows = []
    for group in groups:
        now = {key(leaf): cell(c, leaf, group) for leaf, c in zip(leaves, per_leaf, strict=True)}
        then = {key(leaf): cell(c, leaf, group) for leaf, c in zip(leaves, per_leaf_before, strict=False)}
        row: list[Any] = list(group)
        values = {}
        for m in measures:
            for cells, on in ((now, True), (then, compare is not None)):
                if on:
                    value = derived[m]["py"](cells) if isinstance(m, str) and m in derived else cells[key(m)]
                    row.append(value)
                    if cells is now:
                        values[key(m)] = value
        good = True
        for f in having:
            value = derived[f["field"]]["py"](now) if f["field"] in derived else now[f["field"]]
            good = good and world.test(value, "number", f["op"], f.get("values", [])) is True
        if good:
            rows.append((row, values))
    width = len(dimensions)
    for calculation in query.get("calculations", []):
        add_calculation(rows, calculation, dimensions, query.get("order_by", []), width)
    order = query.get("order_by", [])

    def place(item: tuple[list[Any], dict[str, Any]]) -> list[Any]:
        keys: list[Any] = []
        for o in order:
            value = item[1][o["field"]] if o["field"] in item[1] else item[0][o["position"]]
            keys.append(Sortable(value, o.get("direction") == "desc"))
        return keys + [Sortable(value, False) for value in item[0][:width]]

    rows.sort(key=place)
    return [tuple(row) for row, _ in rows][: query.get("limit")]


def key(leaf: Any) -> str:
    return leaf if isinstance(leaf, str) else leaf["name"]


def on_group(f: dict[str, Any]) -> bool:
    return bool(f.get("on_group"))


class Sortable:
    """Nulls last, whichever way."""

    def __init__(self, value: Any, descending: bool) -> None:
        self.value, self.descending = value, descending

    def __lt__(self, other: Sortable) -> bool:
        if self.value is None or other.value is None:
            return self.value is not None and other.value is None
        return bool(self.value > other.value) if self.descending else bool(self.value < other.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sortable) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


def windows(span: dict[str, Any], today: date) -> tuple[date | None, date | None]:
    if "last" in span:
        here = start_of(today, span["grain"])
        end = here if span.get("complete") else plus(here, span["grain"], 1)
        return plus(end, span["grain"], -span["last"]), end
    for form in ("this", "previous"):
        if form in span:
            start = plus(start_of(today, span[form]), span[form], 0 if form == "this" else -1)
            return start, plus(start, span[form], 1)
    if "to_date" in span:
        return start_of(today, span["to_date"]), today + timedelta(days=1)
    low, high = span.get("from"), span.get("to")
    return (date.fromisoformat(low) if low else None, date.fromisoformat(high) if high else None)


def earlier(
    window: tuple[date | None, date | None], to: str, span: dict[str, Any], grains: list[str]
) -> tuple[tuple[date | None, date | None], Callable[[date, str], date] | None]:
    low, high = window
    assert low is not None
    assert high is not None
    if to == "previous_year":
        count, unit = 1, "year"
    elif "last" in span:
        count, unit = span["last"], span["grain"]
    elif "from" in span:
        count, unit = (high - low).days, "day"
        if low.day == 1 and high.day == 1:
            count, unit = (high.year - low.year) * 12 + high.month - low.month, "month"
    else:
        count, unit = 1, span.get("this") or span.get("previous") or span.get("to_date")
    start = plus(low, unit, -count)
    if unit in MONTHS and high.day != 1:
        end = plus(high - timedelta(days=1), unit, -count) + timedelta(days=1)
    else:
        end = plus(high, unit, -count)
    if not grains:
        return (start, end), None
    grain = grains[0]
    first, first_before = start_of(low, grain), start_of(start, grain)
    # position by position: the nth bucket of one beside the nth of the other
    buckets = [first]
    while plus(first, grain, len(buckets)) < high:
        buckets.append(plus(first, grain, len(buckets)))
    before = [plus(first_before, grain, n) for n in range(len(buckets))]
    end = min(end, plus(before[-1], grain, 1))
    table = dict(zip(before, buckets, strict=True))
    return (start, end), lambda day, _grain: table[day]


def empty_groups(
    world: World,
    dimensions: list[dict[str, Any]],
    leaves: list[Any],
    filters: list[dict[str, Any]],
    per_leaf: list[dict[tuple[Any, ...], Any]],
) -> list[tuple[Any, ...]]:
    """All combinations of values of the dimensions' own rows (one dimension table), with those seen for the rest."""
    base = world.leaf(leaves[0])[0]
    roads = []
    for d in dimensions:
        table, column, kind, via = world.dimension(d["field"], d.get("via"))
        roads.append((world.road(base, table, via), table, column, kind, d.get("grain")))
    names = [tuple((r["name"], f) for r, f in road) for road, *_ in roads]
    homes: list[tuple[Any, ...]] = []
    home_of: dict[int, tuple[Any, ...]] = {}
    for i in sorted(range(len(names)), key=lambda i: len(names[i])):
        if not names[i]:
            continue
        home = next(
            (h for h in homes if names[i][: len(h)] == h and world.first_many(roads[i][0][len(h) :]) is None), None
        )
        if home is None:
            home = names[i]
            homes.append(home)
        home_of[i] = home
    if not homes:
        return []
    bound = [world.bind(base, f) for f in filters]
    pools: list[tuple[list[int], list[tuple[Any, ...]]]] = []
    for home in homes:
        members = [i for i in range(len(names)) if home_of.get(i) == home]
        table = world.far(next(roads[i][0] for i in members)[len(home) - 1])
        mine = [strip_all(b, len(home)) for b in bound if begins(b, home)]
        seen: dict[tuple[Any, ...], None] = {}
        for row in world.data[table]:
            if world.all_hold(row, mine) is not True:
                continue
            values = []
            for i in members:
                road, _, column, kind, grain = roads[i]
                end = world.follow(row, road[len(home) :])
                value = None if end is None else end[column]
                values.append(start_of(value, grain) if value is not None and grain and kind == "time" else value)
            seen[tuple(values)] = None
        pools.append((members, list(seen)))
    rest = [i for i in range(len(names)) if i not in home_of]
    if rest:
        pools.append((rest, list({tuple(g[i] for i in rest): None for cells in per_leaf for g in cells})))
    found = []
    for combination in itertools.product(*(values for _, values in pools)):
        group: list[Any] = [None] * len(names)
        for (members, _), values in zip(pools, combination, strict=True):
            for i, value in zip(members, values, strict=True):
                group[i] = value
        found.append(tuple(group))
    return found


def begins(item: dict[str, Any], home: tuple[Any, ...]) -> bool:
    for word in ("and", "or"):
        if word in item:
            return all(begins(part, home) for part in item[word])
    if "not" in item:
        return begins(item["not"], home)
    road = item["exists"] if "exists" in item else item["road"]
    return tuple((r["name"], f) for r, f in road[: len(home)]) == home


def strip_all(item: dict[str, Any], count: int) -> dict[str, Any]:
    for word in ("and", "or"):
        if word in item:
            return {word: [strip_all(part, count) for part in item[word]]}
    if "not" in item:
        return {"not": strip_all(item["not"], count)}
    if "exists" in item:
        return {**item, "exists": item["exists"][count:]}
    return {**item, "road": item["road"][count:]}


def add_calculation(
    rows: list[tuple[list[Any], dict[str, Any]]],
    calculation: dict[str, Any],
    dimensions: list[dict[str, Any]],
    order: list[dict[str, Any]],
    width: int,
) -> None:
    kind, of = calculation["kind"], calculation["of"]
    at = next((i for i, d in enumerate(dimensions) if d.get("grain")), None)
    within = [i for i, d in enumerate(dimensions) if d["field"] in calculation.get("within", [])]
    along = kind not in ("share_of_total", "rank")
    if along and not calculation.get("within") and at is not None:
        within = [i for i, d in enumerate(dimensions) if not d.get("grain")]
    boxes: dict[Any, list[int]] = {}
    for number, (row, _) in enumerate(rows):
        boxes.setdefault(tuple(row[i] for i in within), []).append(number)
    results: dict[int, Any] = {}
    for members in boxes.values():
        # without a time dimension, a calculation goes along the order that the question asks for
        values = {n: rows[n][1][of] for n in members}
        known = [v for v in values.values() if v is not None]
        if kind == "share_of_total":
            total = sum(known) if known else None
            for n in members:
                results[n] = None if values[n] is None or not total else values[n] / total
            continue
        if kind == "rank":
            for n in members:
                if values[n] is None:
                    results[n] = 1 + len(known)
                else:
                    results[n] = 1 + sum(v > values[n] for v in known)
            continue
        rest = [i for i in range(width) if i != at and i not in within]
        axis = ([at] if at is not None else []) + rest
        led = [] if at is not None else order
        ordered = sorted(
            members,
            key=lambda n: (
                [Sortable(rows[n][1][o["field"]], o.get("direction") == "desc") for o in led]
                + [Sortable(rows[n][0][i], False) for i in axis]
            ),
        )
        for position, n in enumerate(ordered):
            if kind == "running_total":
                so_far = [values[m] for m in ordered[: position + 1] if values[m] is not None]
                results[n] = sum(so_far) if so_far else None
            elif kind == "moving_average":
                count = calculation.get("window", 3)
                near = [
                    values[m] for m in ordered[max(0, position - count + 1) : position + 1] if values[m] is not None
                ]
                results[n] = sum(near) / len(near) if near else None
            else:
                results[n] = None
                if position == 0 or values[n] is None or values[ordered[position - 1]] is None:
                    continue
                before = values[ordered[position - 1]]
                if at is not None:
                    here, there = rows[n][0][at], rows[ordered[position - 1]][0][at]
                    if here is None or there is None or there != plus(here, dimensions[at]["grain"], -1):
                        continue
                change = values[n] - before
                results[n] = change if kind == "difference" else (change / abs(before) if before else None)
    for number, (row, _) in enumerate(rows):
        row.append(results[number])
