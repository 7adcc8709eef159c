"""Random semantic queries over a random world, with everything that docs/semantic-query.md lets a query say."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.soundness.reference import World
from tests.soundness.worlds import LETTERS, ODD_TEXTS

GRAINS = ["day", "week", "month", "quarter", "year"]
PREVIOUS = ["previous_period", "previous_year", "previous_quarter", "previous_month", "previous_week", "previous_day"]


def make_query(rnd: Random, world: World) -> dict[str, Any]:
    luck = rnd.random()
    if luck < 0.15:
        return make_list(rnd, world)
    if luck < 0.25:
        return make_by_time(rnd, world)
    return make_groups(rnd, world)


# -- conditions ------------------------------------------------------------------------------------------------------


def make_filter(rnd: Random, world: World, depth: int, tables: list[str]) -> dict[str, Any]:
    luck = rnd.random()
    if depth and luck < 0.12:
        return {"and": [make_filter(rnd, world, depth - 1, tables) for _ in range(2)]}
    if depth and luck < 0.26:
        return {"or": [make_filter(rnd, world, depth - 1, tables) for _ in range(rnd.randint(1, 3))]}
    if depth and luck < 0.36:
        return {"not": make_filter(rnd, world, depth - 1, tables)}
    if depth and luck < 0.5:
        table = rnd.choice(tables)
        near = [table, *(world.far(step) for step in world.steps(table))] if rnd.random() < 0.3 else [table]
        where = [make_filter(rnd, world, depth - 1, near) for _ in range(rnd.choice([0, 1, 1, 2]))]
        found: dict[str, Any] = {"exists": table, "where": where}
        into = [r["name"] for r in world.model["relationships"] if table in (r["from_table"], r["to_table"])]
        if into and rnd.random() < 0.15:
            found["via"] = rnd.choice(into)
        return found
    field = rnd.choice(fields(rnd, world, tables))
    condition = {"field": field, **make_test(rnd, world, field.rsplit(".", 1)[-1])}
    into = [r["name"] for r in world.model["relationships"] if r["to_table"] == field.rsplit(".", 1)[0]]
    if into and rnd.random() < 0.1:
        condition["via"] = rnd.choice(into)
    return condition


def make_test(rnd: Random, world: World, column: str) -> dict[str, Any]:
    if rnd.random() < 0.15:
        return {"op": rnd.choice(["is_null", "is_not_null"])}
    if column in ("s", "x"):
        op = rnd.choice(["=", "!=", "in", "not_in", "contains", "starts_with", "ends_with", "<", ">=", "between"])
        texts = [*LETTERS, *(ODD_TEXTS if rnd.random() < 0.3 else [])] if column == "s" else ["hi", "lo", "none"]
        many = {"in": rnd.randint(1, 3), "not_in": 2, "between": 2}.get(op, 1)
        values: list[Any] = sorted(rnd.sample(texts, many))
    elif column == "n":
        op = rnd.choice(["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "between"])
        many = {"in": 2, "not_in": 2, "between": 2}.get(op, 1)
        values = sorted(rnd.choice([rnd.randint(-3, 8), 0.5, 10**12]) for _ in range(many))
    elif column in ("d", "m"):
        op = rnd.choice(["=", "!=", "<", "<=", ">", ">=", "between", "in", "not_in"])
        many = {"in": 2, "between": 2, "not_in": 2}.get(op, 1)
        forms = ["%Y-%m-%d", "%Y-%m-%d", "%Y-%m", "%Y"] + (["%Y-%m-%dT12:30:00"] if column == "m" else [])
        days = sorted(date(2024, 1, 1) + timedelta(days=rnd.randint(0, 470)) for _ in range(many))
        values = [day.strftime(rnd.choice(forms)) for day in days]
    else:
        op, values = rnd.choice(["=", "!=", "in"]), [rnd.random() < 0.5]
    return {"op": op, "values": values}


def fields(rnd: Random, world: World, tables: list[str]) -> list[str]:
    found = [f"{table}.{column}" for table in tables for column in ("s", "n", "d", "f", "m", "x")]
    for relationship in world.model["relationships"]:
        if relationship["from_table"] in tables:
            found.append(f"{relationship['name']}.{rnd.choice(['s', 'n', 'd'])}")
    return found


def make_group_filter(
    rnd: Random, names: list[str], grouped: list[str], world: World, depth: int = 2
) -> dict[str, Any]:
    luck = rnd.random()
    if depth and luck < 0.3:
        word = rnd.choice(["and", "or"])
        return {word: [make_group_filter(rnd, names, grouped, world, depth - 1) for _ in range(2)]}
    if depth and luck < 0.4:
        return {"not": make_group_filter(rnd, names, grouped, world, depth - 1)}
    if grouped and depth < 2 and luck < 0.6:
        field = rnd.choice(grouped)
        return {"field": field, **make_test(rnd, world, field.rsplit(".", 1)[-1])}
    op = rnd.choice([">", "<=", "!=", "is_not_null", "is_null", "between", "in"])
    condition: dict[str, Any] = {"field": rnd.choice(names), "op": op}
    if not op.startswith("is_"):
        count = 2 if op in ("between", "in") else 1
        condition["values"] = sorted(rnd.choice([rnd.randint(-2, 6), 0.5]) for _ in range(count))
    return condition


def mentions(condition: dict[str, Any], names: list[str]) -> bool:
    for word in ("and", "or"):
        if word in condition:
            return any(mentions(one, names) for one in condition[word])
    return mentions(condition["not"], names) if "not" in condition else condition["field"] in names


# -- queries ---------------------------------------------------------------------------------------------------------


def make_measures(rnd: Random, world: World) -> list[Any]:
    low = [world.first, world.first, world.second, *world.tables]
    measures: list[Any] = []
    for _ in range(rnd.choice([1, 1, 1, 2, 2, 3])):
        luck = rnd.random()
        if luck < 0.15:
            name: Any = rnd.choice([m["name"] for m in world.model["measures"]])
        elif luck < 0.3:
            name = make_inline(rnd, world, rnd.choice(low), f"inline_{len(measures)}")
        else:
            table = rnd.choice(low)
            name = f"{table}.{rnd.choice(world.tables[table]['measures'])['name']}"
        if name not in measures:
            measures.append(name)
    return measures


def make_inline(rnd: Random, world: World, table: str, name: str) -> dict[str, Any]:
    dimensions = {d["name"]: d for d in world.tables[table]["dimensions"]}
    column = rnd.choice(["n", "n", "s"])
    aggregate = rnd.choice(
        ["sum", "avg", "count", "max", "min", "median", "stddev"] if column == "n" else ["count_distinct"]
    )
    found: dict[str, Any] = {
        "name": name,
        "table": table,
        "aggregate": aggregate,
        "expression": dimensions[column].get("expression", column),
        "column": column,
    }
    if rnd.random() < 0.4:
        limit = rnd.randint(-2, 6)
        found["filter"] = f"n > {limit} and x is not null" if rnd.random() < 0.5 else f"n > {limit} or s = 'a'"
        if "x is" in found["filter"]:
            found["filter_py"] = lambda row: row["n"] is not None and row["n"] > limit
        else:
            found["filter_py"] = lambda row: (row["n"] is not None and row["n"] > limit) or row["s"] == "a"
    roads = [r["name"] for r in world.model["relationships"] if r["from_table"] == table]
    if roads and rnd.random() < 0.25:
        found["via"] = rnd.choice(roads)
    return found


def make_groups(rnd: Random, world: World) -> dict[str, Any]:
    tables = list(world.tables)
    measures = make_measures(rnd, world)
    dimensions: list[dict[str, Any]] = []
    reach = [t for t in tables if t != world.first] + tables
    for _ in range(rnd.choice([0, 1, 1, 2, 3])):
        table = rnd.choice(reach)
        field = rnd.choice(fields(rnd, world, [table]))
        item: dict[str, Any] = {"field": field}
        if field.endswith((".d", ".m")) and rnd.random() < 0.8:
            item["grain"] = rnd.choice(GRAINS + (["hour"] if field.endswith(".m") else []))
        into = [r["name"] for r in world.model["relationships"] if r["to_table"] == table]
        if into and field.startswith(f"{table}.") and rnd.random() < 0.1:
            item["via"] = rnd.choice(into)
        if not any(d["field"] == field for d in dimensions):
            dimensions.append(item)
    query: dict[str, Any] = {"measures": measures, "dimensions": dimensions}
    query["filters"] = [make_filter(rnd, world, 2, tables) for _ in range(rnd.choice([0, 0, 1, 1, 2]))]
    grained = [d for d in dimensions if "grain" in d]
    if rnd.random() < 0.4:
        query["time"] = {"range": make_range(rnd)}
        if grained and rnd.random() < 0.7:
            query["time"]["field"] = grained[0]["field"]
            if "via" in grained[0]:
                query["time"]["via"] = grained[0]["via"]
            whole = grained[0]["field"].rsplit(".", 1)[0] in world.tables and grained[0]["grain"] != "hour"
            if rnd.random() < 0.6 and len(grained) == 1 and whole:
                query["compare"] = {"to": rnd.choice(PREVIOUS)}
        elif not grained and rnd.random() < 0.4:
            query["compare"] = {"to": rnd.choice(PREVIOUS)}
    if len(grained) == 1 and grained[0]["grain"] != "hour" and "compare" not in query and rnd.random() < 0.25:
        query["fill_time"] = True
    if rnd.random() < 0.15 and dimensions and "compare" not in query:
        query["keep_empty"] = True
    if "compare" not in query and rnd.random() < 0.2:
        return summarize(rnd, world, query)
    finish(rnd, world, query)
    return query


def summarize(rnd: Random, world: World, query: dict[str, Any]) -> dict[str, Any]:
    """Measures for each value of further dimensions, and then what these come to."""
    query.pop("fill_time", None)
    taken = {d["field"] for d in query["dimensions"]}
    fresh = [one for one in fields(rnd, world, list(world.tables)) if one not in taken]
    over: list[dict[str, Any]] = [{"field": one} for one in rnd.sample(fresh, rnd.choice([1, 1, 2]))]
    for one in over:
        if one["field"].endswith((".d", ".m")):
            one["grain"] = rnd.choice(GRAINS)
    query["summary"] = {"aggregate": rnd.choice(["avg", "avg", "min", "max", "median"]), "over": over}
    grained = [d for d in [*query["dimensions"], *over] if "grain" in d]
    if len(grained) == 1 and grained[0]["grain"] != "hour" and not query.get("keep_empty") and rnd.random() < 0.4:
        query["fill_time"] = True
    paths = [m for m in query["measures"] if isinstance(m, str)]
    if paths and rnd.random() < 0.3:
        query["filters"].append({"field": rnd.choice(paths), "op": ">", "values": [1], "on_group": "measure"})
    if paths and rnd.random() < 0.4:
        query["order_by"] = [{"field": rnd.choice(paths), "direction": rnd.choice(["asc", "desc"])}]
    if rnd.random() < 0.2:
        query["limit"] = rnd.randint(1, 4)
    return query


def finish(rnd: Random, world: World, query: dict[str, Any]) -> None:
    """Calculations, conditions on groups, order, limit."""
    measures, dimensions = query["measures"], query["dimensions"]
    grained = [d for d in dimensions if "grain" in d]
    paths = [m for m in measures if isinstance(m, str)]
    every = [*paths, "net", "ratio", f"{world.first}.avg_n"]
    filters = query.setdefault("filters", [])
    grouped = [d["field"] for d in dimensions if "grain" not in d and "via" not in d]
    if rnd.random() < 0.3 and paths and dimensions and len(grained) <= 1:
        kinds = ["share_of_total", "running_total", "rank", "difference", "percent_change", "moving_average", "ratio"]
        calculation = {"kind": rnd.choice(kinds), "of": rnd.choice(paths), "name": "calculated"}
        if calculation["kind"] == "rank" and rnd.random() < 0.4:
            calculation["direction"] = "asc"
        if calculation["kind"] == "ratio":
            calculation["by"] = rnd.choice(
                [*paths, f"{world.second}.{world.tables[world.second]['measures'][0]['name']}"]
            )
        if calculation["kind"] == "moving_average":
            calculation["window"] = rnd.randint(2, 4)
        compared = "compare" in query and calculation["kind"] in ("difference", "percent_change")
        alone = calculation["kind"] in ("share_of_total", "rank", "ratio")
        if rnd.random() < 0.4 and not grained and not compared and (len(dimensions) > 1 or alone):
            calculation["within"] = [dimensions[0]["field"]]
        query["calculations"] = [calculation]
        if rnd.random() < 0.3:
            late = make_group_filter(rnd, ["calculated", "calculated", *paths], grouped, world)
            if mentions(late, ["calculated"]):
                filters.append({**late, "on_group": "calculation"})
    if rnd.random() < 0.2:
        condition = make_group_filter(rnd, every, grouped, world)
        if mentions(condition, every):
            filters.append({**condition, "on_group": "measure"})
    offered = paths + grouped + ([every[-1]] if rnd.random() < 0.2 and "compare" not in query else [])
    if rnd.random() < 0.4 and offered:
        chosen = rnd.sample(offered, min(len(offered), rnd.randint(1, 2)))
        query["order_by"] = [{"field": one, "direction": rnd.choice(["asc", "desc"])} for one in dict.fromkeys(chosen)]
    if rnd.random() < 0.2:
        query["limit"] = rnd.randint(1, 4)


def make_by_time(rnd: Random, world: World) -> dict[str, Any]:
    """Measures by their own dates: filled, compared with or without a range, calculated along."""
    measures = make_measures(rnd, world)
    grain = rnd.choice(["month", "quarter", "year", "week", "day"])
    dimensions: list[dict[str, Any]] = [{"field": "time", "grain": grain}]
    if rnd.random() < 0.4:
        dimensions.append({"field": f"{rnd.choice(list(world.tables))}.{rnd.choice('sxf')}"})
    query: dict[str, Any] = {"measures": measures, "dimensions": dimensions, "filters": []}
    if rnd.random() < 0.5:
        query["time"] = {"range": make_range(rnd)}
        if rnd.random() < 0.4:
            query["time"]["field"] = "time"
    if rnd.random() < 0.4:
        allowed = PREVIOUS
        if "time" not in query:
            allowed = {
                "year": ["previous_period", "previous_year"],
                "quarter": ["previous_period", "previous_year", "previous_quarter"],
                "month": ["previous_period", "previous_year", "previous_quarter", "previous_month"],
                "week": ["previous_period", "previous_week"],
                "day": ["previous_period", "previous_week", "previous_day"],
            }[grain]
        query["compare"] = {"to": rnd.choice(allowed)}
    elif rnd.random() < 0.4:
        query["fill_time"] = True
    if rnd.random() < 0.3:
        query["filters"].append(make_filter(rnd, world, 1, list(world.tables)))
    finish(rnd, world, query)
    return query


def make_list(rnd: Random, world: World) -> dict[str, Any]:
    tables = list(world.tables)
    dimensions: list[dict[str, Any]] = []
    for _ in range(rnd.choice([1, 2, 2, 3])):
        field = rnd.choice(fields(rnd, world, [rnd.choice(tables)]))
        item: dict[str, Any] = {"field": field}
        if field.endswith((".d", ".m")) and rnd.random() < 0.4:
            item["grain"] = rnd.choice(GRAINS)
        if not any(d["field"] == field for d in dimensions):
            dimensions.append(item)
    query: dict[str, Any] = {"dimensions": dimensions}
    query["filters"] = [make_filter(rnd, world, 2, tables) for _ in range(rnd.choice([0, 1, 1, 2]))]
    if rnd.random() < 0.3:
        query["time"] = {"range": make_range(rnd)}
    if rnd.random() < 0.4:
        query["distinct"] = True
    if rnd.random() < 0.4:
        query["order_by"] = [{"field": rnd.choice(dimensions)["field"], "direction": rnd.choice(["asc", "desc"])}]
    if rnd.random() < 0.3:
        query["limit"] = rnd.randint(1, 4)
    return query


def make_range(rnd: Random) -> dict[str, Any]:
    form = rnd.choice(["last", "this", "previous", "to_date", "from"])
    grain = rnd.choice(GRAINS)
    if form == "last":
        return {"last": rnd.randint(1, 14), "grain": grain, "complete": rnd.random() < 0.5}
    if form == "from":
        low = date(2024, 1, 1) + timedelta(days=rnd.randint(0, 300))
        return {"from": low.isoformat(), "to": (low + timedelta(days=rnd.randint(1, 200))).isoformat()}
    return {form: grain}
