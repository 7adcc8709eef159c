"""The market of market.yaml in DuckDB with random rows (orphans, nulls, empty groups), and its two corpora of SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock
from lunara.semantic.yaml import load_model

HERE = Path(__file__).parent
MODEL = load_model((HERE / "market.yaml").read_text(encoding="utf-8"))
CLOCK = Clock(date(2025, 6, 15))
COLUMNS = {
    "customers": "customer_id integer, email varchar, name varchar, country varchar, segment varchar, signed_up date, "
    "newsletter boolean, referred_by integer, credit integer",
    "profiles": "customer_id integer, tier varchar, points integer",
    "stores": "store_id integer, name varchar, region varchar, area integer",
    "products": "product_id integer, sku varchar, name varchar, category varchar, brand varchar, list_price integer",
    "orders": "order_id integer, order_no varchar, customer_id integer, store_id integer, ordered_at timestamp, "
    "status varchar, channel varchar, discount double, amount integer, shipping_fee integer",
    "order_items": "order_id integer, line integer, product_id integer, price integer, cost integer, quantity integer",
    "returns": "return_id integer, order_id integer, line integer, returned_on date, reason varchar, refund integer",
    "payments": "payment_id integer, order_id integer, paid_at timestamp, method varchar, paid integer",
    "targets": "store_id integer, month date, target integer",
    "employees": "employee_id integer, manager_id integer, store_id integer, name varchar, role varchar, salary integer",
    "inventory": "day date, store_id integer, product_id integer, on_hand integer",
    "visits": "visit_id integer, customer_id integer, visited_at timestamp, source varchar, pages integer",
    "tags": "tag_id integer, tag varchar",
    "order_tags": "order_id integer, tag_id integer",
}


def rows(rnd: Random) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every table that keep the model's keys."""

    def some(*values: Any) -> Any:
        return rnd.choice(values)

    def moment() -> datetime:
        return datetime(2024, 11, 1) + timedelta(minutes=rnd.randint(0, 200_000))

    def day() -> date:
        return moment().date()

    orders = [
        (
            n,
            f"A{n}",
            some(None, 99, *range(1, 9)),
            some(None, *range(1, 5)),
            moment(),
            some("paid", "paid", "open", "cancelled", None),
            some("web", "shop", "phone"),
            some(0, 0.1, 0.25),
            some(None, *range(5, 200, 7)),
            some(None, 0, 5),
        )
        for n in range(1, 41)
    ]
    items = [
        (
            order[0] if rnd.random() < 0.95 else 900 + order[0],
            line,
            some(None, *range(1, 8)),
            *(rnd.randint(1, 60) for _ in "abc"),
        )
        for order in orders
        for line in range(1, rnd.randint(1, 5))
    ]
    months = [date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    return {
        "customers": [
            (
                n,
                f"c{n}@x.org",
                some("Ann", "Bob", "Cy"),
                some("US", "DE", None),
                some("business", "home"),
                day(),
                some(True, False, None),
                some(None, 1, 2, 3),
                rnd.randint(0, 50),
            )
            for n in range(1, 13)
        ],
        "profiles": [(n, some("gold", "basic"), rnd.randint(0, 9)) for n in (1, 2, 3, 5, 8, 20)],
        "stores": [(n, f"S{n}", some("north", "south"), rnd.randint(50, 90)) for n in range(1, 6)],
        "products": [
            (n, f"sku{n}", some("Road", "Box"), some("Bikes", "Parts", None), some("A", "B"), rnd.randint(5, 70))
            for n in range(1, 10)
        ],
        "orders": orders,
        "order_items": items,
        "returns": [
            (n, *rnd.choice(items)[:2], day(), some("late", "broken", None), rnd.randint(1, 40)) for n in range(1, 15)
        ],
        "payments": [
            (n, some(77, *range(1, 41)), moment(), some("card", "cash"), rnd.randint(1, 90)) for n in range(1, 50)
        ],
        "targets": [(store, month, rnd.randint(50, 500)) for store in range(1, 6) for month in months],
        "employees": [
            (
                n,
                some(None, *range(1, n)) if n > 1 else None,
                some(None, *range(1, 6)),
                f"E{n}",
                some("clerk", "lead"),
                rnd.randint(20, 60),
            )
            for n in range(1, 15)
        ],
        "inventory": [
            (date(2025, 1, 29) + timedelta(days=d), store, product, rnd.randint(0, 30))
            for d in range(3)
            for store in (1, 2, 3)
            for product in (1, 2, 3, 4)
            if rnd.random() < 0.85
        ],
        "visits": [
            (n, some(None, *range(1, 13)), moment(), some("ads", "mail", "direct"), rnd.randint(1, 12))
            for n in range(1, 70)
        ],
        "tags": [(n, some("gift", "rush")) for n in range(1, 5)],
        "order_tags": [pair for pair in ((o, t) for o in range(1, 41) for t in range(1, 6)) if rnd.random() < 0.2],
    }


class Market:
    """Asks the market."""

    def __init__(self, seed: int) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        for name, its in rows(Random(seed)).items():
            self.connection.execute(f"create table {name} ({COLUMNS[name]})")
            marks = ", ".join("?" for _ in its[0])
            self.connection.executemany(f"insert into {name} values ({marks})", [list(row) for row in its])

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        """Rows of SQL over the model."""
        return self.raw(compile_plan(text, MODEL, "duckdb", CLOCK).sql.text)

    def raw(self, text: str) -> list[tuple[Any, ...]]:
        """Rows of SQL over the data itself."""
        return self.connection.execute(text).fetchall()


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    found = Market(7)
    yield found
    found.connection.close()


def corpus(name: str) -> dict[str, str]:
    """The statements of a corpus by what is said of them."""
    found: dict[str, str] = {}
    for block in (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8").split("\n\n"):
        lines = block.strip().split("\n")
        said = " ".join(line[2:].strip() for line in lines if line.startswith("--"))
        text = " ".join(line for line in lines if not line.startswith("--"))
        if text:
            assert said, text
            assert said not in found, f"twice: {said}"
            found[said] = text
    return found
