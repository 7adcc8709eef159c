"""Whole queries over the row-by-row reference: facts side by side, lists, comparisons, filled periods, calculations, order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from tests.soundness.reference import MONTHS, SECONDS, Declined, Moment, Row, World, plus, start_of, whole

Group = tuple[Any, ...]
Cells = dict[Group, Any]
Window = tuple[Moment | None, Moment | None]


def answer(world: World, query: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of the query, in order. Raises Declined."""
    world.prefer = None
    if not query.get("measures"):
        return answer_list(world, query)
    return Answer(world, query).rows()


class Answer:
    """One query with measures."""

    def __init__(self, world: World, query: dict[str, Any]) -> None:
        self.world, self.query = world, query
        self.dimensions = [{"field": d} if isinstance(d, str) else d for d in query.get("dimensions", [])]
        self.shown = len(self.dimensions)
        self.dimensions += (query.get("summary") or {}).get("over", [])
        self.derived = {m["name"]: m for m in world.model["measures"]}
        self.leaves: list[Any] = []
        for m in query["measures"]:
            self.need(m)
        for c in query.get("calculations", []):
            self.need(c["of"])
            if "by" in c:
                self.need(c["by"])
        for o in query.get("order_by", []):
            self.need(o["field"])
        self.row_filters = [f for f in query.get("filters", []) if not f.get("on_group")]
        self.group_filters = [f for f in query.get("filters", []) if f.get("on_group") == "measure"]
        self.late_filters = [f for f in query.get("filters", []) if f.get("on_group") == "calculation"]
        for f in self.group_filters + self.late_filters:
            for name in fields_of(f):
                self.need(name)
        self.time = query.get("time")
        self.window: Window = (None, None) if self.time is None else windows(self.time["range"], world.today)
        self.before: Window | None = None
        self.shift: Callable[[Moment, str], Moment] | None = None
        if query.get("compare") is not None:
            self.plan_comparison()

    def need(self, name: Any) -> None:
        """The leaves that a measure is made of are computed; other names mean something else."""
        if isinstance(name, dict) or self.is_leaf(name):
            if name not in self.leaves and key(name) not in [key(leaf) for leaf in self.leaves]:
                self.leaves.append(name)
        elif name in self.derived:
            for part in self.derived[name]["parts"]:
                self.need(part)

    def is_leaf(self, name: str) -> bool:
        table, _, bare = name.rpartition(".")
        return table in self.world.tables and any(m["name"] == bare for m in self.world.tables[table]["measures"])

    # -- time --------------------------------------------------------------------------------------------------------

    def column(self, table: str) -> tuple[str, str, str | None]:
        if self.time is not None and self.time.get("field") not in (None, "time"):
            t, c, _, via = self.world.dimension(self.time["field"], self.time.get("via"))
            return t, c, via
        return table, self.world.tables[table]["default_time"], None

    def aligned(self, leaf: Any) -> list[int]:
        """Positions of the dimensions that are the date which the leaf goes by, at a grain."""
        table, _, self.world.prefer = self.world.leaf(leaf)
        t, c, via = self.column(table)
        road = self.world.road(table, t, via)
        found = []
        for n, d in enumerate(self.dimensions):
            if "grain" not in d:
                continue
            if d["field"] == "time":
                if (t, c, via) == (table, self.world.tables[table]["default_time"], None):
                    found.append(n)
                continue
            there, column, _, its_via = self.world.dimension(d["field"], d.get("via"))
            if (there, column) == (t, c) and names(self.world.road(table, there, its_via)) == names(road):
                found.append(n)
        self.world.prefer = None
        return found

    def plan_comparison(self) -> None:
        to = self.query["compare"]["to"]
        self.window = without_days_to_come(self.window, self.world.today)
        positions = self.aligned(self.leaves[0])
        grains = [self.dimensions[n]["grain"] for n in positions]
        if self.time is None:
            grain = grains[0]
            count = 1
            if to != "previous_period":
                unit = to.removeprefix("previous_")
                lengths = MONTHS if unit in MONTHS else {"day": 1, "week": 7}
                count = lengths[unit] // lengths[grain]
            self.before, self.shift = (None, None), lambda moment, _grain: plus(moment, grain, count)
            return
        self.before, self.shift = earlier(self.window, to, self.time["range"], grains)

    # -- cells -------------------------------------------------------------------------------------------------------

    def cells(self, leaf: Any, span: Window, move: Callable[[Moment, str], Moment] | None) -> Cells:
        table, measure, via = self.world.leaf(leaf)
        self.world.prefer = via
        found: dict[Group, list[Row]] = {}
        pairs = self.world.grouped(
            table,
            dimensions=self.dimensions,
            filters=self.row_filters,
            window=span,
            shift=move,
            time=self.column(table),
        )
        self.world.prefer = None
        for group, row in pairs:
            found.setdefault(group, []).append(row)
        if not self.dimensions:
            found.setdefault((), [])
        return {group: self.world.aggregate(measure, table, rows) for group, rows in found.items()}

    def rows(self) -> list[tuple[Any, ...]]:
        world, query, leaves = self.world, self.query, self.leaves
        now = [self.cells(leaf, self.window, None) for leaf in leaves]
        then: list[Cells] = []
        if self.before is not None:
            then = [self.cells(leaf, self.before, self.shift) for leaf in leaves]
            if self.time is None:
                then = [self.capped(one, other) for one, other in zip(now, then, strict=True)]
        groups: dict[Group, None] = {}
        for cells in now + then:
            groups.update(dict.fromkeys(cells))
        if query.get("keep_empty"):
            groups.update(dict.fromkeys(empty_groups(world, self.dimensions, leaves, self.row_filters, now)))
        if query.get("fill_time"):
            groups.update(dict.fromkeys(self.filled(list(groups))))
        zero = bool(query.get("keep_empty") or query.get("fill_time"))

        def cell(cells: Cells, leaf: Any, group: Group) -> Any:
            value = cells.get(group)
            aggregate = world.leaf(leaf)[1]["aggregate"]
            return 0 if value is None and zero and aggregate in ("sum", "count", "count_distinct") else value

        rows: list[tuple[list[Any], dict[str, Any]]] = []
        for group in groups:
            current = {key(leaf): cell(c, leaf, group) for leaf, c in zip(leaves, now, strict=True)}
            previous = {key(leaf): cell(c, leaf, group) for leaf, c in zip(leaves, then, strict=False)}
            row: list[Any] = list(group)
            values = {d["field"]: value for d, value in zip(self.dimensions, group, strict=True) if "grain" not in d}
            for m in query["measures"]:
                row.append(self.measure(m, current))
                if self.before is not None:
                    row.append(self.measure(m, previous))
            for name in [*map(key, leaves), *self.derived]:
                if name in current or all(part in current for part in self.derived[name]["parts"]):
                    values[name] = self.measure(name, current)
                    if self.before is not None:
                        values[f"{name} before"] = self.measure(name, previous)
            if all(self.holds(values, f) is True for f in self.group_filters):
                rows.append((row, values))
        width = len(self.dimensions)
        for calculation in query.get("calculations", []):
            compared = self.before is not None and calculation["kind"] in ("difference", "percent_change")
            if compared:
                add_change(rows, calculation)
            else:
                add_calculation(rows, calculation, self.dimensions, query.get("order_by", []), width)
        rows = [one for one in rows if all(self.holds(one[1], f) is True for f in self.late_filters)]
        if query.get("summary"):
            return ordered(self.summarized(rows), query, self.dimensions[: self.shown])
        return ordered(rows, query, self.dimensions)

    def summarized(self, rows: list[tuple[list[Any], dict[str, Any]]]) -> list[tuple[list[Any], dict[str, Any]]]:
        """The rows of the groups of `over`, put together for each group that is shown."""
        kind = self.query["summary"]["aggregate"]
        groups: dict[Group, list[tuple[list[Any], dict[str, Any]]]] = {} if self.shown else {(): []}
        for one in rows:
            groups.setdefault(tuple(one[0][: self.shown]), []).append(one)
        found = []
        for group, members in groups.items():
            columns = range(len(self.dimensions), len(self.dimensions) + len(self.query["measures"]))
            cells = [together(kind, [row[n] for row, _ in members]) for n in columns]
            names = [*map(key, self.leaves), *self.derived]
            values = {name: together(kind, [v.get(name) for _, v in members]) for name in names}
            found.append(([*group, *cells], values))
        return found

    def measure(self, m: Any, cells: dict[str, Any]) -> Any:
        return self.derived[m]["py"](cells) if isinstance(m, str) and m in self.derived else cells[key(m)]

    def holds(self, values: dict[str, Any], f: dict[str, Any]) -> bool | None:
        if "and" in f:
            truths = [self.holds(values, one) for one in f["and"]]
            return False if False in truths else None if None in truths else True
        if "or" in f:
            truths = [self.holds(values, one) for one in f["or"]]
            return True if True in truths else None if None in truths else False
        if "not" in f:
            truth = self.holds(values, f["not"])
            return None if truth is None else not truth
        kind = "number"
        if f["field"] in [d["field"] for d in self.dimensions]:
            kind = self.world.dimension(f["field"], None)[2]
        return self.world.test(values[f["field"]], kind, f["op"], f.get("values", []))

    def capped(self, now: Cells, then: Cells) -> Cells:
        """Without a range, compared groups after the last current one are not shown."""
        at = next(n for n, d in enumerate(self.dimensions) if "grain" in d)
        known = [group[at] for group in now if group[at] is not None]
        return {
            group: value for group, value in then.items() if known and group[at] is not None and group[at] <= max(known)
        }

    def filled(self, groups: list[Group]) -> list[Group]:
        at = next(i for i, d in enumerate(self.dimensions) if "grain" in d)
        grain = self.dimensions[at]["grain"]
        low, high = self.window
        bounded = all(at in self.aligned(leaf) for leaf in self.leaves)
        seen = [group[at] for group in groups if group[at] is not None]
        first = start_of(low, grain) if bounded and low is not None else min(seen, default=None)
        last = max(seen, default=None)
        if bounded and high is not None:
            final = start_of(whole(high) - timedelta(microseconds=1), grain)
            day = (
                datetime.combine(self.world.today + timedelta(days=1), time()) if grain in SECONDS else self.world.today
            )
            current = start_of(day, grain)
            begun = low is None or whole(current) >= whole(start_of(low, grain))
            last = current if begun and whole(current) < whole(final) else final
        others = {(*g[:at], *g[at + 1 :]) for g in groups} if len(self.dimensions) > 1 else {()}
        found: list[Group] = []
        bucket = first
        while bucket is not None and last is not None and whole(bucket) <= whole(last):
            found.extend((*other[:at], bucket, *other[at:]) for other in others)
            bucket = plus(bucket, grain, 1)
        return found


def together(kind: str, values: list[Any]) -> Any:
    """The average, median, lowest or highest of what is known; nothing of texts, which no summary is asked of."""
    known = [v for v in values if v is not None]
    if not known or isinstance(known[0], str | date | bool):
        return None
    if kind in ("min", "max"):
        return min(known) if kind == "min" else max(known)
    return median(known) if kind == "median" else sum(known) / len(known)


def fields_of(f: dict[str, Any]) -> list[str]:
    for word in ("and", "or"):
        if word in f:
            return [name for one in f[word] for name in fields_of(one)]
    return fields_of(f["not"]) if "not" in f else [f["field"]]


def names(road: Any) -> tuple[tuple[str, bool], ...]:
    return tuple((r["name"], forward) for r, forward in road)


def ordered(
    rows: list[tuple[list[Any], dict[str, Any]]], query: dict[str, Any], dimensions: list[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    """Ordered as asked, then by the dimensions; limited."""

    def place(item: tuple[list[Any], dict[str, Any]]) -> list[Any]:
        keys: list[Any] = []
        for o in query.get("order_by", []):
            at = next((n for n, d in enumerate(dimensions) if d["field"] == o["field"]), None)
            value = item[0][at] if at is not None else item[1][o["field"]]
            keys.append(Sortable(value, o.get("direction") == "desc"))
        return keys + [Sortable(value, False) for value in item[0][: len(dimensions)]]

    rows.sort(key=place)
    return [tuple(row) for row, _ in rows][: query.get("limit")]


def answer_list(world: World, query: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of the one table that leads to everything listed, without repetition of any."""
    dimensions = [{"field": d} if isinstance(d, str) else d for d in query["dimensions"]]
    wanted = [world.dimension(d["field"], d.get("via")) for d in dimensions if d["field"] != "time"]
    starts = dict.fromkeys(world.relationships[via]["from_table"] if via else table for table, _, _, via in wanted)
    base = next(
        (
            start
            for start in starts
            if all(any(world.cost(r)[0] == 0 for r in world.roads(start, table, via)) for table, _, _, via in wanted)
        ),
        None,
    )
    if base is None:
        raise Declined("fan_out")
    span = query.get("time")
    window = (None, None) if span is None else windows(span["range"], world.today)
    column: tuple[str, str, str | None] = (base, world.tables[base]["default_time"], None)
    if span is not None and span.get("field"):
        t, c, _, via = world.dimension(span["field"], span.get("via"))
        column = (t, c, via)
    pairs = world.grouped(
        base, dimensions=dimensions, filters=query.get("filters", []), window=window, shift=None, time=column
    )
    groups = [group for group, _ in pairs]
    if query.get("distinct"):
        groups = list(dict.fromkeys(groups))
    return ordered([(list(group), {}) for group in groups], query, dimensions)


def key(leaf: Any) -> str:
    return leaf if isinstance(leaf, str) else leaf["name"]


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


def windows(span: dict[str, Any], today: date) -> Window:
    if "last" in span:
        if span["grain"] in SECONDS:
            last: Moment = datetime.combine(today + timedelta(days=0 if span.get("complete") else 1), time())
            return plus(last, span["grain"], -span["last"]), last
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
    return (moment(low) if low else None, moment(high) if high else None)


def moment(text: str) -> Moment:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def without_days_to_come(window: Window, today: date) -> Window:
    """A period that today lies in is compared by its days up to today."""
    low, high = window
    tomorrow = today + timedelta(days=1)
    if high is not None and low is not None and whole(low) <= whole(today) and whole(high) > whole(tomorrow):
        return low, tomorrow
    return window


def earlier(
    window: Window, to: str, span: dict[str, Any], grains: list[str]
) -> tuple[Window, Callable[[Moment, str], Moment] | None]:
    low, high = window
    assert low is not None
    assert high is not None
    if to != "previous_period":
        count, unit = 1, to.removeprefix("previous_")
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
    while whole(plus(first, grain, len(buckets))) < whole(high):
        buckets.append(plus(first, grain, len(buckets)))
    before = [plus(first_before, grain, n) for n in range(len(buckets))]
    end = min(end, plus(before[-1], grain, 1), key=whole)
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
    base, _, world.prefer = world.leaf(leaves[0])
    roads = []
    for d in dimensions:
        if d["field"] == "time":
            roads.append(((), base, world.tables[base]["default_time"], "time", d.get("grain")))
            continue
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
    world.prefer = None
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


def add_change(rows: list[tuple[list[Any], dict[str, Any]]], calculation: dict[str, Any]) -> None:
    """The change from the compared period."""
    for row, values in rows:
        now, then = values[calculation["of"]], values[f"{calculation['of']} before"]
        change = None if now is None or then is None else now - then
        if change is not None and calculation["kind"] == "percent_change":
            change = change / abs(then) if then else None
        row.append(change)
        values[calculation.get("name", "")] = change


def add_calculation(
    rows: list[tuple[list[Any], dict[str, Any]]],
    calculation: dict[str, Any],
    dimensions: list[dict[str, Any]],
    order: list[dict[str, Any]],
    width: int,
) -> None:
    kind, of = calculation["kind"], calculation["of"]
    if kind == "ratio":
        for row, values in rows:
            part, whole_ = values[of], values[calculation["by"]]
            values[calculation["name"]] = None if part is None or not whole_ else part / whole_
            row.append(values[calculation["name"]])
        return
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
        its = {n: rows[n][1][of] for n in members}
        known = [v for v in its.values() if v is not None]
        if kind == "share_of_total":
            total = sum(known) if known else None
            for n in members:
                results[n] = None if its[n] is None or not total else its[n] / total
            continue
        if kind == "rank":
            for n in members:
                if its[n] is None:
                    results[n] = 1 + len(known)
                else:
                    low = calculation.get("direction") == "asc"
                    results[n] = 1 + sum(v < its[n] if low else v > its[n] for v in known)
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
                so_far = [its[m] for m in ordered[: position + 1] if its[m] is not None]
                results[n] = sum(so_far) if so_far else None
            elif kind == "moving_average":
                count = calculation.get("window", 3)
                near = [its[m] for m in ordered[max(0, position - count + 1) : position + 1] if its[m] is not None]
                results[n] = sum(near) / len(near) if near else None
            else:
                results[n] = None
                if position == 0 or its[n] is None or its[ordered[position - 1]] is None:
                    continue
                before = its[ordered[position - 1]]
                if at is not None:
                    here, there = rows[n][0][at], rows[ordered[position - 1]][0][at]
                    if here is None or there is None or there != plus(here, dimensions[at]["grain"], -1):
                        continue
                change = its[n] - before
                results[n] = change if kind == "difference" else (change / abs(before) if before else None)
    for number, (row, values) in enumerate(rows):
        row.append(results[number])
        values[calculation.get("name", "")] = results[number]
