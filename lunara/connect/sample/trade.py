"""Orders and what hangs on them: items, payments, returns. Money is whole cents until it is written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lunara.connect.sample import words
from lunara.connect.sample.people import STORES, Array, Buyers, Columns, Goods, Period, pick

MONTHS = (0.84, 0.86, 0.93, 0.97, 1.0, 1.02, 0.95, 0.92, 1.0, 1.05, 1.3, 1.45)
WEEKDAYS = (0.97, 0.93, 0.94, 0.98, 1.08, 1.12, 1.05)
HOURS = (1, 0.6, 0.4, 0.3, 0.3, 0.5, 1, 2, 3.2, 4, 4.6, 5, 5.4, 5.2, 4.8, 4.6, 4.8, 5.4, 6.2, 7, 7.4, 6.6, 4.4, 2.2)
STORE, MARKETPLACE = 2, 3
ORPHAN_ORDERS, ORPHAN_ITEMS = 40, 60


@dataclass(frozen=True)
class Orders:
    """One entry an order; `day` and `second` of ordering, positions of customer and country, cancelled or not."""

    rows: Columns
    day: Array
    ordered_at: Array
    shipped_at: Array
    delivered_at: Array
    customer: Array
    country: Array
    channel: Array
    marketing: Array
    promotion: Array
    cancelled: Array


@dataclass(frozen=True)
class Items:
    """One entry an order line. `fulfilled` lines left the warehouse."""

    rows: Columns
    order: Array
    product: Array
    quantity: Array
    cents: Array
    fulfilled: Array


def demand(rng: np.random.Generator, period: Period) -> Array:
    """Relative demand of each day: growth, season, weekday, campaigns and noise."""
    day = np.arange(period.days)
    dates = period.dates(day)
    year_part = (dates - dates.astype("datetime64[Y]")).astype(int) / 365.25 * 12 - 0.5
    season = np.interp(year_part, np.arange(-1, 13), (MONTHS[-1], *MONTHS, MONTHS[0]))
    weekday = np.array(WEEKDAYS)[(dates.astype("datetime64[D]").astype(int) + 3) % 7]
    uplift = np.ones(period.days)
    for _, _, begin, end, _, lift in period.campaigns():
        uplift[begin : end + 1] *= lift
    growth = np.exp(np.log(2.2) * day / period.days)
    return np.asarray(growth * season * weekday * uplift * rng.lognormal(0, 0.07, period.days))


def orders(
    rng: np.random.Generator, period: Period, buyers: Buyers, associates: list[list[int]], *, daily: Array, count: int
) -> Orders:
    """Draw `count` orders over the days by `daily` demand; each goes to a customer who had signed up before."""
    day: Array = np.repeat(np.arange(period.days), rng.multinomial(count, daily / daily.sum()))
    hours = rng.choice(24, count, p=np.array(HOURS) / sum(HOURS))
    second = hours * 3600 + rng.integers(0, 3600, count)
    by_time = np.lexsort((second, day))
    day, second = day[by_time], second[by_time]
    midnight = period.dates(day).astype("datetime64[s]")
    ordered_at = midnight + second.astype("timedelta64[s]")

    total = np.cumsum(buyers.weight)
    known = np.maximum(np.searchsorted(buyers.signed_up, day, "left"), 1)
    customer = np.searchsorted(total, rng.random(count) * total[known - 1], "right")
    country = buyers.country[customer]

    t = (day / period.days)[:, None]
    mix = np.array([0.53, 0.16, 0.20, 0.11]) * (1 - t) + np.array([0.38, 0.35, 0.16, 0.11]) * t
    channel = (rng.random(count)[:, None] > np.cumsum(mix, axis=1)).sum(axis=1).clip(0, 3)
    store, clerk = np.zeros(count, dtype=int), np.zeros(count, dtype=int)
    in_store = np.flatnonzero(channel == STORE)
    spots = [[s for s, (_, c, _) in enumerate(STORES) if c == land] for land in range(len(words.COUNTRIES))]
    draw = rng.integers(0, 1 << 20, len(in_store)).tolist()
    for order, where, number in zip(in_store.tolist(), country[in_store].tolist(), draw, strict=True):
        open_now = [s for s in spots[where] if STORES[s][2] <= day[order]]
        if not open_now:
            channel[order] = 0
            continue
        chosen = open_now[number % len(open_now)]
        store[order] = chosen + 1
        clerk[order] = associates[chosen][(number >> 6) % len(associates[chosen])]
    offline = channel == STORE

    marketing = rng.choice(6, count, p=[share for _, _, share in words.MARKETING_CHANNELS]) + 1
    marketing[channel >= STORE] = 0
    promotion = np.zeros(count, dtype=int)
    for number, (_, _, begin, end, _, _) in enumerate(period.campaigns(), 1):
        promotion[(day >= begin) & (day <= end) & (rng.random(count) < 0.62)] = number

    cancelled = rng.random(count) < np.array([0.034, 0.03, 0.006, 0.062])[channel]
    closing = np.datetime64(period.end, "s")
    wait = (rng.gamma(2.2, 0.55, count) * 86_400 + 3_600).astype("timedelta64[s]")
    road = (rng.gamma(4.0, 0.8, count) * 86_400 + 20_000).astype("timedelta64[s]")
    shipped = np.where(offline, ordered_at, ordered_at + wait)
    delivered = np.where(offline, ordered_at, shipped + road)
    shipped[cancelled | (shipped >= closing)] = np.datetime64("NaT")
    delivered[np.isnat(shipped) | (delivered >= closing)] = np.datetime64("NaT")
    status = np.full(count, "completed", dtype=object)
    status[np.isnat(delivered)] = "shipped"
    status[np.isnat(shipped)] = "processing"
    status[cancelled] = "cancelled"

    spare = buyers.address_count[customer]
    other = 1 + rng.integers(0, 1 << 20, count) % np.maximum(spare - 1, 1)
    first = buyers.first_address[customer]
    billing = first + np.where((spare > 1) & (rng.random(count) < 0.06), other, 0) + 1
    shipping = first + np.where((spare > 1) & (rng.random(count) < 0.3), other, 0) + 1
    shipping[offline] = 0
    customer_id = customer + 1
    lost = rng.choice(count, min(ORPHAN_ORDERS, count // 20), replace=False)
    customer_id[lost] = len(buyers.weight) + 1_000 + np.arange(len(lost))
    billing[lost] = shipping[lost] = 0
    rows: Columns = {
        "order_id": np.arange(1, count + 1),
        "order_no": [f"SO-{number:07d}" for number in range(1, count + 1)],
        "customer_id": customer_id,
        "channel_id": channel + 1,
        "marketing_channel_id": marketing,
        "store_id": store,
        "staff_id": clerk,
        "promotion_id": promotion,
        "billing_address_id": billing,
        "shipping_address_id": shipping,
        "status": status,
        "ordered_at": ordered_at,
        "shipped_at": shipped,
        "delivered_at": delivered,
    }
    return Orders(
        rows, day, ordered_at, shipped, delivered, customer, country, channel, marketing, promotion, cancelled
    )


def items(rng: np.random.Generator, period: Period, buyers: Buyers, goods: Goods, made: Orders) -> Items:
    """Lines of orders: products on sale that day by popularity and season, at that day's price and discount."""
    business = buyers.business[made.customer]
    lines = 1 + rng.poisson(np.where(business, 2.2, 1.45)).clip(0, 9)
    order = np.repeat(np.arange(len(lines)), lines)
    day = made.day[order]
    product = np.zeros(len(order), dtype=int)
    seasons = np.array(list(words.SEASONS.values()))[goods.department]
    for begin, end, month in period.months():
        left, right = np.searchsorted(day, begin), np.searchsorted(day, end)
        on_sale = (goods.launched <= begin) & (goods.discontinued >= end)
        weight = goods.popularity * seasons[:, month - 1] * on_sale * np.exp(goods.drift * begin / period.days)
        ladder = np.cumsum(weight)
        product[left:right] = np.searchsorted(ladder, rng.random(right - left) * ladder[-1], "right")
    _, kept = np.unique(order * 100_000 + product, return_index=True)
    kept.sort()
    order, product, day = order[kept], product[kept], day[kept]
    size = len(order)
    business = business[order]

    at = np.searchsorted(goods.price_key, product * 100_000 + day + 1_000, "right") - 1
    price = goods.price_cents[at]
    cost = np.round(goods.base_cost[product] * (1 + 0.045 * day / 365) * 100).astype(np.int64)
    quantity = 1 + rng.poisson(np.where(business, 2.4, 0.22))
    campaign_rates = np.array([0.0, *(row[4] for row in period.campaigns())])
    rate = campaign_rates[made.promotion[order]]
    rate = np.where((rate == 0) & (rng.random(size) < 0.07), rng.choice([0.05, 0.1], size), rate)
    discount = np.round(quantity * price * rate).astype(np.int64)
    cents = quantity * price - discount
    fulfilled = ~made.cancelled[order] & (rng.random(size) >= 0.006)
    product_id = product + 1
    lost = rng.choice(size, min(ORPHAN_ITEMS, size // 50), replace=False)
    product_id[lost] = len(goods.popularity) + 900 + np.arange(len(lost)) % 7
    first = np.searchsorted(order, order, "left")
    rows: Columns = {
        "order_item_id": np.arange(1, size + 1),
        "order_id": order + 1,
        "line_no": np.arange(size) - first + 1,
        "product_id": product_id,
        "line_status": np.where(fulfilled, "fulfilled", "cancelled").astype(object),
        "quantity": quantity,
        "unit_price": price / 100,
        "unit_cost": cost / 100,
        "discount_amount": discount / 100,
        "line_total": cents / 100,
    }
    return Items(rows, order, product, quantity, cents, fulfilled)


def totals(made: Orders, lines: Items) -> Array:
    """Add shipping_fee and order_total to the order rows; returns order totals in cents."""
    goods_total = np.bincount(lines.order, weights=lines.cents, minlength=len(made.day)).round().astype(np.int64)
    fee = np.array([495, 595, 495, 595, 795, 495, 695, 795, 1295])[made.country]
    fee = np.where((goods_total >= 7_500) | (made.channel == STORE), 0, fee)
    made.rows["shipping_fee"] = fee / 100
    total: Array = goods_total + fee
    made.rows["order_total"] = total / 100
    return total


def payments(rng: np.random.Generator, made: Orders, cents: Array) -> Columns:
    """Failed tries, one or two captures that add up to the order's total, refunds of some cancelled orders; 2 % pay nothing."""
    count = len(made.day)
    unpaid = rng.random(count) < np.where(made.cancelled, 0.7, 0.02)
    paid = np.flatnonzero(~unpaid)
    failed = rng.choice(count, int(count * 0.035), replace=False)
    split = rng.random(count) < 0.07
    part = np.where(split, np.round(cents * rng.uniform(0.3, 0.7, count)).astype(np.int64), cents)
    second = np.flatnonzero(~unpaid & split)
    minutes = rng.integers(0, 40, count)
    later = rng.integers(1, 30, count) * 1_440
    order = np.concatenate([failed, paid, second])
    amount = np.concatenate([cents[failed], part[paid], (cents - part)[second]])
    status = np.concatenate([np.zeros(len(failed), int), np.ones(len(paid) + len(second), int)])
    status[(status == 1) & made.cancelled[order]] = 2
    wait = np.concatenate([np.zeros(len(failed), int), minutes[paid] + 1, (minutes + later)[second]])
    at = made.ordered_at[order] + (wait * 60).astype("timedelta64[s]")
    by_time = np.lexsort((order, at))
    kept = by_time[at[by_time] < made.ordered_at.max().astype("datetime64[D]") + np.timedelta64(1, "D")]
    return {
        "payment_id": np.arange(1, len(kept) + 1),
        "order_id": order[kept] + 1,
        "method": pick(rng, [m for m, _ in words.PAYMENT_METHODS], len(kept), [c for _, c in words.PAYMENT_METHODS]),
        "status": np.array(["failed", "captured", "refunded"], dtype=object)[status[kept]],
        "paid_at": at[kept],
        "amount": amount[kept] / 100,
    }


def returns(rng: np.random.Generator, period: Period, goods: Goods, made: Orders, lines: Items) -> Columns:
    """Lines that came back after delivery, by the category's habit; never more units than were sold."""
    arrived = made.delivered_at[lines.order]
    wait = (rng.gamma(2.5, 5.0, len(arrived)) * 86_400 + 86_400).astype("timedelta64[s]")
    back_at = arrived + wait
    back = (rng.random(len(arrived)) < goods.returned[lines.product]) & lines.fulfilled & ~np.isnat(arrived)
    back &= back_at < np.datetime64(period.end, "s")
    chosen = np.flatnonzero(back)
    chosen = chosen[np.argsort(back_at[chosen], kind="stable")]
    quantity = 1 + rng.integers(0, 1 << 20, len(chosen)) % lines.quantity[chosen]
    refund = np.round(lines.cents[chosen] * quantity / lines.quantity[chosen]).astype(np.int64)
    return {
        "return_id": np.arange(1, len(chosen) + 1),
        "order_item_id": chosen + 1,
        "returned_at": back_at[chosen],
        "reason": pick(rng, [r for r, _ in words.RETURN_REASONS], len(chosen), [c for _, c in words.RETURN_REASONS]),
        "quantity": quantity,
        "refund_amount": refund / 100,
    }
