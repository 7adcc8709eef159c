"""Rows by day: web visits and marketing spend that fit the orders, and the stock that the orders drew down."""

from __future__ import annotations

import numpy as np

from lunara.connect.sample import words
from lunara.connect.sample.people import Array, Columns, Goods, Period
from lunara.connect.sample.trade import STORE, Items, Orders

# Orders per visit by marketing channel at the start; it grows by a fifth over the period.
CONVERSION = np.array([0.034, 0.026, 0.028, 0.011, 0.041, 0.021])


def _text(values: list[str], index: Array) -> Array:
    pool = np.empty(len(values), dtype=object)
    pool[:] = values
    return pool[index]


def web_visits(rng: np.random.Generator, period: Period, made: Orders, scale: float) -> Columns:
    """Visits for which the orders of the day are a plausible harvest."""
    lands, sources, devices = len(words.COUNTRIES), len(words.MARKETING_CHANNELS), len(words.DEVICES)
    online = made.marketing > 0
    cell = made.day[online] // 7 * lands + made.country[online]
    weeks = period.days // 7 + 1
    weekly = np.bincount(cell, minlength=weeks * lands).reshape(weeks, lands) / 7.0
    by_day = np.repeat(weekly, 7, axis=0)[: period.days]
    shares = np.array([share for _, _, share in words.MARKETING_CHANNELS])
    mobile = np.array([share for _, share in words.DEVICES])
    t = np.arange(period.days) / period.days
    conversion = CONVERSION[None, :] * (1 + 0.2 * t[:, None])
    expected = by_day[:, None, :, None] * (shares / conversion)[:, :, None, None] * mobile[None, None, None, :]
    expected = expected * rng.lognormal(0, 0.12, expected.shape) + 0.4 * min(scale, 1.0)
    visits = rng.poisson(expected).ravel()
    day, source, land, device = (grid.ravel() for grid in np.indices((period.days, sources, lands, devices)))
    seen = visits > 0
    visits, day, source, land, device = visits[seen], day[seen], source[seen], land[seen], device[seen]
    bounces = rng.binomial(visits, np.array([0.36, 0.42, 0.47, 0.58, 0.33, 0.5])[source])
    return {
        "visit_date": period.dates(day),
        "marketing_channel_id": source + 1,
        "country": _text([c.name for c in words.COUNTRIES], land),
        "device": _text([name for name, _ in words.DEVICES], device),
        "visits": visits,
        "bounces": bounces,
        "page_views": bounces + (visits - bounces) * 4 + rng.poisson((visits - bounces) * 1.3),
        "carts": rng.binomial(visits - bounces, 0.14),
    }


def marketing_spend(rng: np.random.Generator, period: Period, daily: Array, scale: float) -> Columns:
    """Spend on the paid channels by day and country, following demand; the newest countries start late."""
    paid = np.array([number for number, (_, is_paid, _) in enumerate(words.MARKETING_CHANNELS) if is_paid])
    budget = np.array([1.0, 0.8, 0.1, 0.25]) * 620 * scale
    t = np.arange(period.days) / period.days
    shares = np.array([c.share for c in words.COUNTRIES])
    land_share = shares[:, 0] * (1 - t[:, None]) + shares[:, 1] * t[:, None]
    amount = (daily / daily.mean())[:, None, None] * budget[None, :, None] * land_share[:, None, :]
    amount = amount * rng.lognormal(0, 0.18, amount.shape)
    day, channel, land = (grid.ravel() for grid in np.indices(amount.shape))
    cents = np.round(amount.ravel() * 100).astype(np.int64)
    kept = (cents > 0) & ~((land >= 6) & (day < 200))
    cents, day, channel, land = cents[kept], day[kept], channel[kept], land[kept]
    clicks = rng.poisson(cents / np.array([95.0, 60.0, 14.0, 75.0])[channel])
    return {
        "spend_date": period.dates(day),
        "marketing_channel_id": paid[channel] + 1,
        "country": _text([c.name for c in words.COUNTRIES], land),
        "amount": cents / 100,
        "impressions": clicks * 28 + rng.poisson(clicks * 12.0),
        "clicks": clicks,
    }


def inventory(rng: np.random.Generator, period: Period, goods: Goods, made: Orders, lines: Items) -> Columns:
    """End-of-day stock of each product in each centre: what was sold leaves, deliveries of 3 to 5 weeks' demand arrive."""
    centres, count = len(words.CENTRES), len(goods.popularity)
    centre_of = np.array([country.centre - 1 for country in words.COUNTRIES])
    gone = lines.fulfilled & (made.channel[lines.order] != STORE)
    day, product = made.day[lines.order[gone]], lines.product[gone]
    centre = centre_of[made.country[lines.order[gone]]]
    cell = (day * centres + centre) * count + product
    shape = (period.days, centres, count)
    sold = (
        np.bincount(cell, weights=lines.quantity[gone], minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)
    )
    rate = np.cumsum(sold, axis=0)
    stock = rng.integers(25, 160, (centres, count))
    on_hand, received = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    arriving = np.zeros((period.days + 40, centres, count), np.int64)
    waiting = np.zeros((centres, count), np.int64)
    for today in range(period.days):
        recent = (rate[today] - rate[max(today - 28, 0)]) / 28 if today else sold[0] * 1.0
        here = arriving[today] + np.maximum(sold[today] - stock - arriving[today], 0)
        stock = stock + here - sold[today]
        waiting = np.maximum(waiting - arriving[today], 0)
        low = (stock + waiting < recent * 21 + 8) & (goods.discontinued > today)
        ordered = np.where(low, np.ceil(recent * rng.uniform(21, 35) / 5).astype(np.int64) * 5 + 15, 0)
        arriving[today + int(rng.integers(5, 16))] += ordered
        waiting = waiting + ordered
        on_hand[today], received[today] = stock, here
    day, centre, product = (grid.ravel() for grid in np.indices(shape))
    # What is no longer sold keeps its rows: dead stock is stock, and a balance must not end without reaching its end.
    kept = goods.launched[product] <= day
    return {
        "snapshot_date": period.dates(day[kept]),
        "warehouse_id": centre[kept] + 1,
        "product_id": product[kept] + 1,
        "units_on_hand": on_hand.ravel()[kept],
        "units_received": received.ravel()[kept],
    }
