# ruff: noqa: E501
"""Safe SQL over the market as analysts write it, put together from habits: what is added up, how parents are reached, how
children are brought to one row, how a result is used further. Each combination is right whatever the data."""

from __future__ import annotations

from random import Random

# Each fact: (table, alias, amounts, ways to parents: (join, fields)).
CUSTOMER = "{join} customers c on c.customer_id = {a}.customer_id"
STORE = "{join} stores s on s.store_id = {a}.store_id"
PRODUCT = "{join} products p on p.product_id = {a}.product_id"
ORDER = "{join} orders o on o.order_id = {a}.order_id"
OF_ORDER = "{join} customers c on c.customer_id = o.customer_id"
FACTS = {
    "orders": ("o", ["o.amount", "o.shipping_fee", "o.amount * (1 - o.discount)"], [(CUSTOMER, "c"), (STORE, "s")]),
    "order_items": ("i", ["i.quantity", "i.quantity * i.price", "i.price - i.cost"], [(ORDER, "o"), (PRODUCT, "p")]),
    "payments": ("pay", ["pay.paid"], [(ORDER, "o")]),
    "returns": ("r", ["r.refund"], []),
    "visits": ("v", ["v.pages"], [(CUSTOMER, "c")]),
    "employees": ("e", ["e.salary"], [(STORE, "s")]),
    "targets": ("t", ["t.target"], [(STORE, "s")]),
}
FIELDS = {
    "o": ["o.status", "o.channel", "date_trunc('month', o.ordered_at)"],
    "c": ["c.country", "c.segment", "c.newsletter"],
    "s": ["s.region", "s.name"],
    "p": ["p.category", "p.brand"],
    "v": ["v.source", "cast(v.visited_at as date)"],
    "i": ["i.line"],
    "pay": ["pay.method", "extract(month from pay.paid_at)"],
    "r": ["r.reason", "date_trunc('week', r.returned_on)"],
    "e": ["e.role"],
    "t": ["t.month"],
}
# Tables that have one key column, their children (with the column that leads up), and an amount of their own.
PARENTS = {
    "orders": ("order_id", "amount", ["order_items", "payments", "returns", "order_tags"]),
    "customers": ("customer_id", "credit", ["orders", "visits"]),
    "stores": ("store_id", "area", ["orders", "targets", "employees", "inventory"]),
    "products": ("product_id", "list_price", ["order_items", "inventory"]),
}
CHILD_AMOUNT = {
    "orders": "amount",
    "order_items": "quantity",
    "payments": "paid",
    "returns": "refund",
    "visits": "pages",
    "targets": "target",
    "employees": "salary",
    "inventory": "on_hand",
    "order_tags": "1",
}
LATEST = {
    "orders": "ordered_at desc, order_id",
    "order_items": "line",
    "payments": "paid_at desc, payment_id",
    "returns": "returned_on desc, return_id",
    "visits": "visited_at, visit_id",
    "targets": "month",
    "employees": "employee_id",
    "inventory": "day desc, product_id, store_id",
    "order_tags": "tag_id",
}
PARENT_FIELD = {"orders": "channel", "customers": "segment", "stores": "region", "products": "brand"}


def safe_statements(count: int, seed: int = 1) -> list[str]:
    """Different safe statements, the same for the same seed."""
    rnd = Random(seed)
    makers = [
        by_parents,
        pre_aggregated,
        latest,
        semi_join,
        outer_count,
        deduplicated,
        share,
        two_facts,
        window,
        reused,
    ]
    found: dict[str, None] = {}
    while len(found) < count:
        found[rnd.choice(makers)(rnd)] = None
    return list(found)


def by_parents(rnd: Random) -> str:
    """A fact by fields of what each of its rows belongs to."""
    table = rnd.choice(list(FACTS))
    alias, amounts, ways = FACTS[table]
    text, homes = f"from {table} {alias}", [alias]
    for way, home in rnd.sample(ways, rnd.randint(0, len(ways))):
        text += " " + way.format(join=rnd.choice(["join", "left join"]), a=alias)
        homes.append(home)
        if home == "o" and rnd.random() < 0.5:
            text += " " + OF_ORDER.format(join=rnd.choice(["join", "left join"]))
            homes.append("c")
    offered = [field for home in homes for field in FIELDS[home]]
    by = rnd.sample(offered, rnd.randint(0, min(2, len(offered))))
    amount = rnd.choice(amounts)
    what = rnd.choice(
        [
            f"sum({amount})",
            f"avg({amount})",
            f"sum({amount}) / nullif(count(*), 0)",
            "count(*)",
            f"count({amount})",
            f"median({amount})",
            f"sum(case when {rnd.choice(by or ['1'])} is not null then {amount} else 0 end)",
            f"sum({amount}) filter (where {amount} > 3)",
            f"round(sum({amount}), 2)",
            f"sum(coalesce({amount}, 0))",
        ]
    )
    where = rnd.choice(["", "", f" where {amount} > 2", f" where {amount} between 1 and 90"])
    having = rnd.choice(["", "", f" having sum({amount}) > 10"]) if by else ""
    groups = f" group by {', '.join(by)}" if by else ""
    listed = ", ".join(f"{field} as f{n}" for n, field in enumerate(by))
    order = " order by " + ", ".join(f"f{n}" for n in range(len(by))) if by and rnd.random() < 0.3 else ""
    return f"select {listed}{', ' if by else ''}{what} as value {text}{where}{groups}{having}{order}"


def _parent(rnd: Random) -> tuple[str, str, str, list[str]]:
    table = rnd.choice(list(PARENTS))
    key, amount, children = PARENTS[table]
    return table, key, amount, children


def _one_row(rnd: Random, child: str, key: str) -> str:
    """The child's rows brought to one for each of the parent's."""
    amount, order = CHILD_AMOUNT[child], LATEST[child]
    return rnd.choice(
        [
            f"select {key}, sum({amount}) as v from {child} group by {key}",
            f"select {key}, count(*) as v from {child} group by 1",
            f"select {key}, max({amount}) as v from {child} where {key} is not null group by {key}",
            f"select {key}, v from (select {key}, {amount} as v, row_number() over (partition by {key} order by {order}) as n "
            f"from {child}) numbered where n = 1",
            f"select {key}, {amount} as v from {child} qualify row_number() over (partition by {key} order by {order}) = 1",
            f"select distinct on ({key}) {key}, {amount} as v from {child} order by {key}, {order}",
            f"select {key}, sum(v) as v from (select {key}, {amount} as v from {child} union all select {key}, 0 from {child}) u "
            f"group by {key}",
        ]
    )


def pre_aggregated(rnd: Random) -> str:
    """Children added up first, then beside their parent."""
    table, key, amount, children = _parent(rnd)
    chosen = rnd.sample(children, rnd.randint(1, min(3, len(children))))
    field = PARENT_FIELD[table]
    joins, sums = "", ""
    ctes = []
    for n, child in enumerate(chosen):
        join = rnd.choice(["left join", "join", "left join"])
        on = rnd.choice([f"on x{n}.{key} = b.{key}", f"on b.{key} = x{n}.{key}"])
        if rnd.random() < 0.5:
            ctes.append(f"x{n} as ({_one_row(rnd, child, key)})")
            joins += f" {join} x{n} {on}"
        else:
            joins += f" {join} ({_one_row(rnd, child, key)}) x{n} {on}"
        sums += f", {rnd.choice(['sum', 'avg', 'sum'])}(x{n}.v)"
    head = f"with {', '.join(ctes)} " if ctes else ""
    return f"{head}select b.{field}, sum(b.{amount}), count(*){sums} from {table} b{joins} group by b.{field}"


def latest(rnd: Random) -> str:
    """The one row of each, used by itself or beside its parent."""
    table, key, amount, children = _parent(rnd)
    child = rnd.choice([one for one in children if one != "order_tags"])
    order, value = LATEST[child], CHILD_AMOUNT[child]
    numbered = f"select {key}, {value} as v, row_number() over (partition by {key} order by {order}) as n from {child}"
    return rnd.choice(
        [
            f"select sum(v) from ({numbered}) x where n = 1",
            f"with x as ({numbered}) select b.{PARENT_FIELD[table]}, sum(b.{amount}), sum(x.v) from {table} b "
            f"left join x on x.{key} = b.{key} and x.n = 1 group by 1",
            f"with x as ({numbered}), one as (select * from x where n = {rnd.randint(1, 3)}) "
            f"select count(*), sum(b.{amount}) from {table} b join one on one.{key} = b.{key}",
            f"with x as ({numbered}) select avg(b.{amount}), avg(x.v) from {table} b join x on x.{key} = b.{key} where x.n <= 1",
        ]
    )


def semi_join(rnd: Random) -> str:
    """Rows chosen by whether related rows exist."""
    table, key, amount, children = _parent(rnd)
    child = rnd.choice(children)
    test = rnd.choice(["", f" and y.{CHILD_AMOUNT[child]} > 3" if child != "order_tags" else ""])
    condition = rnd.choice(
        [
            f"exists (select 1 from {child} y where y.{key} = b.{key}{test})",
            f"not exists (select 1 from {child} y where y.{key} = b.{key}{test})",
            f"b.{key} in (select y.{key} from {child} y)",
            f"b.{key} not in (select y.{key} from {child} y where y.{key} is not null)",
            f"(select count(*) from {child} y where y.{key} = b.{key}) > 1",
        ]
    )
    if rnd.random() < 0.2:
        return (
            f"select b.{PARENT_FIELD[table]}, count(*), sum(b.{amount}) from {table} b left join {child} y on y.{key} = b.{key} "
            f"where y.{key} is null group by 1"
        )
    return f"select b.{PARENT_FIELD[table]}, count(*), sum(b.{amount}) from {table} b where {condition} group by 1"


def outer_count(rnd: Random) -> str:
    """Each parent with what its children add up to, those without any too."""
    table, key, _amount, children = _parent(rnd)
    child = rnd.choice([one for one in children if one != "order_tags"])
    value = CHILD_AMOUNT[child]
    by = rnd.choice([f"b.{key}, b.{PARENT_FIELD[table]}", f"b.{PARENT_FIELD[table]}"])
    what = rnd.choice([f"coalesce(sum(y.{value}), 0)", f"count(y.{key})", f"max(y.{value})", f"avg(y.{value})"])
    listed = f"b.{PARENT_FIELD[table]}, {what} as v"
    return f"select {listed} from {table} b left join {child} y on y.{key} = b.{key} group by {by}"


def deduplicated(rnd: Random) -> str:
    """A parent's amount after a join with children, brought back to one of each."""
    table, key, amount, children = _parent(rnd)
    child, field = rnd.choice(children), PARENT_FIELD[table]
    text = f"from {table} b join {child} y on y.{key} = b.{key}"
    inner = rnd.choice(
        [
            f"select distinct b.{key}, b.{field}, b.{amount} as v {text}",
            f"select b.{key}, b.{field}, max(b.{amount}) as v {text} group by b.{key}, b.{field}",
            f"select b.{key}, b.{field}, b.{amount} as v {text} group by 1, 2, 3",
            f"select b.{key}, any_value(b.{field}) as {field}, min(b.{amount}) as v {text} group by b.{key}",
            f"select distinct on (b.{key}) b.{key}, b.{field}, b.{amount} as v {text}",
            f"select b.{key}, b.{field}, b.{amount} as v {text} "
            f"qualify row_number() over (partition by b.{key} order by b.{amount}) = 1",
        ]
    )
    if rnd.random() < 0.4:
        return f"with d as ({inner}) select {field}, sum(v), count(*) from d group by {field}"
    return f"select x.{field}, sum(x.v), avg(x.v) from ({inner}) x group by x.{field}"


def share(rnd: Random) -> str:
    """Groups as parts of a total."""
    table, _key, amount, _children = _parent(rnd)
    field = PARENT_FIELD[table]
    return rnd.choice(
        [
            f"select {field}, sum({amount}) * 1.0 / sum(sum({amount})) over () as share from {table} group by {field}",
            f"select b.{field}, sum(b.{amount}) / max(t.total) from {table} b cross join "
            f"(select sum({amount}) as total from {table}) t group by 1",
            f"with t as (select sum({amount}) as total from {table}) select {field}, sum({amount}) / t.total "
            f"from {table}, t group by {field}, t.total",
            f"select {field}, sum({amount}) / (select sum({amount}) from {table}) from {table} group by {field}",
            f"with g as (select {field}, sum({amount}) as v from {table} group by 1) select {field}, v, "
            f"v / sum(v) over () as share, rank() over (order by v desc, {field}) as place from g",
        ]
    )


def two_facts(rnd: Random) -> str:
    """Facts side by side, each added up before they meet."""
    table, key, _amount, children = _parent(rnd)
    one, two = (
        rnd.sample([child for child in children if child != "order_tags"], 2) if len(children) > 2 else children[:2]
    )
    a, b = CHILD_AMOUNT[one], CHILD_AMOUNT[two]
    return rnd.choice(
        [
            f"with x as (select {key}, sum({a}) as v from {one} group by 1), y as (select {key}, sum({b}) as w from {two} group by 1) "
            f"select sum(v), sum(w), count(*) from x full join y on y.{key} = x.{key}",
            f"with x as (select {key}, sum({a}) as v from {one} group by 1), y as (select {key}, sum({b}) as w from {two} group by 1) "
            f"select p.{PARENT_FIELD[table]}, sum(v), sum(w) from {table} p left join x using ({key}) left join y using ({key}) group by 1",
            f"select kind, sum(v) from (select 'a' as kind, {a} as v from {one} union all select 'b', {b} from {two}) u group by kind",
            f"select {key}, sum(v) as v, sum(w) as w from (select {key}, {a} as v, 0 as w from {one} union all "
            f"select {key}, 0, {b} from {two}) u group by {key}",
            f"select (select sum({a}) from {one}) as v, (select sum({b}) from {two}) as w",
        ]
    )


def window(rnd: Random) -> str:
    """Windows over a table or over its groups."""
    table, key, amount, _children = _parent(rnd)
    field = PARENT_FIELD[table]
    return rnd.choice(
        [
            f"select {key}, sum({amount}) over (partition by {field} order by {key}) as running from {table}",
            f"select {key}, {amount} - avg({amount}) over (partition by {field}) as off from {table}",
            f"select {field}, v, lag(v) over (order by {field}) as before from (select {field}, sum({amount}) as v from {table} group by 1) x",
            f"select avg(gap) from (select {amount} - lag({amount}) over (order by {key}) as gap from {table}) x",
            f"select place, sum({amount}) from (select {amount}, ntile(3) over (order by {amount}, {key}) as place from {table}) x group by 1",
            f"select max(share) from (select {amount} * 1.0 / nullif(sum({amount}) over (partition by {field}), 0) as share from {table}) x",
        ]
    )


def reused(rnd: Random) -> str:
    """Totals of a finer level taken further."""
    table, key, _amount, children = _parent(rnd)
    child = rnd.choice([one for one in children if one != "order_tags"])
    value = CHILD_AMOUNT[child]
    inner = f"select b.{key}, b.{PARENT_FIELD[table]} as f, sum(y.{value}) as v, count(*) as n from {table} b join {child} y on y.{key} = b.{key} group by 1, 2"
    return rnd.choice(
        [
            f"select avg(v), max(n) from ({inner}) x",
            f"with x as ({inner}) select f, sum(v), avg(n), count(*) from x group by f",
            f"with x as ({inner}), y as (select f, sum(v) as v from x group by f) select x.f, x.v / nullif(y.v, 0) from x join y on y.f = x.f",
            f"with x as ({inner}) select count(*) from x where v > (select avg(v) from x)",
            f"with x as ({inner}), t as (select sum(v) as total from x) select f, sum(x.v) / max(t.total) from x, t group by f",
            f"select bucket, count(*) from (select case when v > 20 then 'much' else 'little' end as bucket from ({inner}) x) z group by bucket",
        ]
    )
