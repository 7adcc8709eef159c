"""The sample warehouse: an online shop over three years in one DuckDB file, made by code from a seed.

It holds on purpose what makes numbers go wrong: order amounts beside order lines (fan-out), payments and returns beside
items (chasm), daily stock (a balance), two date roles and two address roles, ratios, orphans and nulls.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput

if TYPE_CHECKING:
    import duckdb

SEED = 20_240
ORDERS, CUSTOMERS, PRODUCTS = 116_000, 21_000, 242


def make_sample(
    path: Path,
    *,
    seed: int = SEED,
    today: date | None = None,
    scale: float = 1.0,
    on_step: Callable[[str], None] | None = None,
) -> Path:
    """Write the sample shop to `path` (replaced whole, never half) and return it.

    The shop's 36 months end with the last complete month before `today` (default: the machine's date). The same seed, month
    and scale give the same rows. `scale` shrinks customers, orders and products, for tests. `on_step` hears what is being done.
    Raises InvalidInput when the folder cannot be written or `scale` is not in (0, 10].
    """
    if not 0 < scale <= 10:
        raise InvalidInput(f"The sample's scale is {scale}.", "Give a number above 0 and up to 10.")
    import duckdb

    from lunara.connect.sample.schema import statements

    say = on_step or (lambda _: None)
    target = Path(path)
    half = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(half))
        try:
            tables = {name: (create, comments) for name, create, comments in statements()}
            for name, rows in _tables(seed, today or date.today(), scale, say):
                if name in tables:
                    create, comments = tables.pop(name)
                    for statement in (create, *comments):
                        connection.execute(statement)
                _insert(connection, name, rows)
        finally:
            connection.close()
        half.replace(target)
    except (OSError, duckdb.IOException) as error:
        raise InvalidInput(
            f"The sample cannot be written to {target}: {str(error).splitlines()[0]}",
            "Choose a folder you may write to.",
        ) from error
    finally:
        for left in target.parent.glob(f"{half.name}*") if target.parent.is_dir() else ():
            left.unlink(missing_ok=True)
    say("The sample warehouse is ready")
    return target


def sample_period(today: date) -> tuple[date, date]:
    """First day and the day after the last of the 36 months that end before the month of `today`."""
    return date(today.year - 3, today.month, 1), date(today.year, today.month, 1)


def _tables(
    seed: int, today: date, scale: float, say: Callable[[str], None]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    import numpy as np

    from lunara.connect.sample import people, trade, traffic

    period = people.Period(*sample_period(today))
    # One stream of chance per part, so that a change in one part leaves the others as they were.
    streams = iter(np.random.default_rng(seed).spawn(12))
    say("Filling the shelves: products, suppliers, prices")
    yield "channels", people.channels()
    yield "marketing_channels", people.marketing_channels()
    for level in people.categories():
        yield "categories", level
    yield "suppliers", people.suppliers(next(streams))
    yield "warehouses", people.warehouses()
    count = max(44, int(PRODUCTS * min(1.0, scale**0.5)))
    product_rows, history, goods = people.products(next(streams), period, count)
    yield "products", product_rows
    yield "product_prices", history
    yield "promotions", people.promotions(period)
    say("Opening stores and signing up customers")
    yield "stores", people.stores(next(streams), period)
    levels, associates = people.staff(next(streams), period)
    for level in levels:
        yield "staff", level
    customer_rows, book, buyers = people.customers(next(streams), period, max(60, int(CUSTOMERS * scale)))
    yield "customers", customer_rows
    yield "addresses", book
    say("Taking three years of orders")
    daily = trade.demand(next(streams), period)
    made = trade.orders(next(streams), period, buyers, associates, daily=daily, count=max(300, int(ORDERS * scale)))
    lines = trade.items(next(streams), period, buyers, goods, made)
    cents = trade.totals(made, lines)
    yield "orders", made.rows
    yield "order_items", lines.rows
    say("Collecting payments and returns")
    rng = next(streams)
    yield "payments", trade.payments(rng, made, cents)
    yield "returns", trade.returns(rng, period, goods, made, lines)
    say("Counting visits, marketing and stock")
    rng = next(streams)
    yield "web_visits", traffic.web_visits(rng, period, made, scale)
    yield "marketing_spend", traffic.marketing_spend(rng, period, daily, scale)
    yield "inventory", traffic.inventory(next(streams), period, goods, made, lines)


_ZERO_IS_NULL = frozenset(
    {
        "orders.marketing_channel_id",
        "orders.store_id",
        "orders.staff_id",
        "orders.promotion_id",
        "orders.billing_address_id",
        "orders.shipping_address_id",
    }
)


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Mapping[str, Any]) -> None:
    import pyarrow as pa

    columns = {
        column: pa.array(list(v) if isinstance(v, range) or not hasattr(v, "__len__") else v)
        for column, v in rows.items()
    }
    connection.register("made_rows", pa.table(columns))
    picked = [
        f"nullif({column}, 0) AS {column}" if f"{name}.{column}" in _ZERO_IS_NULL else column for column in columns
    ]
    connection.execute(f"INSERT INTO {name} BY NAME SELECT {', '.join(picked)} FROM made_rows")
    connection.unregister("made_rows")
