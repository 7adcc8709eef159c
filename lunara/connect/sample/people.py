"""Rows of the sample shop that do not depend on orders: places, goods, prices, campaigns, staff, customers, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from lunara.connect.sample import words

Array = np.ndarray[Any, Any]
Columns = dict[str, Any]
EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Period:
    """The shop's life: `days` days from `start`; the month after the last day is the current one."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    def day(self, when: date) -> int:
        """Position of a date, 0 for the first day."""
        return (when - self.start).days

    def dates(self, days: Array) -> Array:
        """Dates of positions."""
        return np.datetime64(self.start, "D") + days.astype("timedelta64[D]")

    def months(self) -> list[tuple[int, int, int]]:
        """(first day, day after the last, calendar month) of each month."""
        found, first = [], self.start
        while first < self.end:
            after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            found.append((self.day(first), min(self.day(after), self.days), first.month))
            first = after
        return found

    def campaigns(self) -> list[tuple[str, str, int, int, float, float]]:
        """(code, name, first day, last day, discount, uplift) of each campaign that begins in the period."""
        found = []
        for year in range(self.start.year, self.end.year + 1):
            for name, stem, month, first, length, discount, uplift in words.CAMPAIGNS:
                begin = self.day(date(year, month, first))
                if begin >= 0 and begin + length <= self.days:
                    code = f"{stem}{year % 100:02d}"
                    found.append((code, f"{name} {year}", begin, begin + length - 1, discount, uplift))
        return sorted(found, key=lambda row: row[2])


@dataclass(frozen=True)
class Goods:
    """What orders need to know of products; every array has one entry a product. `price_*` is the sorted price history."""

    popularity: Array
    drift: Array
    department: Array
    launched: Array
    discontinued: Array
    base_cost: Array
    returned: Array
    price_key: Array
    price_cents: Array


@dataclass(frozen=True)
class Buyers:
    """Customers in order of sign-up. `addresses` gives each one's first address and how many follow it."""

    signed_up: Array
    weight: Array
    country: Array
    business: Array
    first_address: Array
    address_count: Array
    address_country: Array


def pick(rng: np.random.Generator, values: Sequence[Any], size: int, chances: Sequence[float] | None = None) -> Array:
    """`size` of `values` by chance, as an object array (so that text and None stay what they are)."""
    pool = np.empty(len(values), dtype=object)
    pool[:] = list(values)
    return pool[rng.choice(len(values), size=size, p=None if chances is None else np.array(chances) / sum(chances))]


def channels() -> Columns:
    """Ways to order."""
    names = [name for name, _ in words.SALES_CHANNELS]
    return {"channel_id": range(1, 5), "name": names, "kind": [kind for _, kind in words.SALES_CHANNELS]}


def marketing_channels() -> Columns:
    """Where visitors come from."""
    return {
        "marketing_channel_id": range(1, len(words.MARKETING_CHANNELS) + 1),
        "name": [name for name, _, _ in words.MARKETING_CHANNELS],
        "is_paid": [paid for _, paid, _ in words.MARKETING_CHANNELS],
    }


def categories() -> list[Columns]:
    """Departments first, then their categories (a row refers to one loaded before it)."""
    departments = list(words.SEASONS)
    parents = {name: number + 1 for number, name in enumerate(departments)}
    kinds = words.KINDS_OF_GOODS
    top = {"category_id": parents.values(), "name": departments, "department": departments}
    leaves = {
        "category_id": range(len(parents) + 1, len(parents) + 1 + len(kinds)),
        "name": [kind.name for kind in kinds],
        "department": [kind.department for kind in kinds],
        "parent_category_id": [parents[kind.department] for kind in kinds],
    }
    return [top, leaves]


def suppliers(rng: np.random.Generator, count: int = 36) -> Columns:
    """Companies; four have no rating yet."""
    places = [(country.name, city) for country in words.COUNTRIES for city in country.cities]
    chosen = [places[i] for i in rng.integers(0, len(places), count)]
    rating: list[float | None] = [round(float(r), 1) for r in rng.uniform(2.6, 5.0, count)]
    rating[-4:] = [None] * 4
    return {
        "supplier_id": range(1, count + 1),
        "name": [f"{words.SERIES[i % 24]} {words.SUPPLIER_SUFFIXES[(i // 4 + i // 24) % 6]}" for i in range(count)],
        "country": [country for country, _ in chosen],
        "city": [city for _, city in chosen],
        "lead_time_days": rng.integers(4, 45, count),
        "rating": rating,
    }


def warehouses() -> Columns:
    """The fulfilment centres."""
    return {
        "warehouse_id": range(1, len(words.CENTRES) + 1),
        "name": [name for name, _ in words.CENTRES],
        "country": [country for _, country in words.CENTRES],
    }


def products(
    rng: np.random.Generator, period: Period, count: int, suppliers_count: int = 36
) -> tuple[Columns, Columns, Goods]:
    """Product rows, price history rows, and what orders need of them. About 3 % never sell; three have no supplier."""
    kinds = words.KINDS_OF_GOODS
    kind = np.arange(count) % len(kinds)
    good = (np.arange(count) // len(kinds)) % np.array([len(k.goods) for k in kinds])[kind]
    series = (np.arange(count) // len(kinds) * 7 + kind * 5) % len(words.SERIES)
    low, high = np.array([k.price for k in kinds], dtype=float)[kind].T
    base = np.exp(rng.uniform(np.log(low), np.log(high)))
    base = np.maximum(np.round(base) - 0.01, 4.99)
    cost = base * np.array([k.cost for k in kinds])[kind] * rng.uniform(0.9, 1.1, count)
    launched = np.where(
        rng.random(count) < 0.62, -rng.integers(30, 900, count), rng.integers(10, period.days - 60, count)
    )
    ended = np.where(rng.random(count) < 0.12, np.maximum(launched + 240, rng.integers(200, period.days, count)), 10**6)
    popularity = rng.lognormal(0, 0.9, count) / np.sqrt(base)
    popularity[rng.random(count) < 0.03] = 0.0
    popularity[count - 1] = 0.0

    owner, begin, end, price = [], [], [], []
    for product in range(count):
        day, value = max(int(launched[product]), -400), float(base[product])
        starts, values = [day], [value]
        while (day := day + int(rng.integers(190, 430))) < min(period.days, int(ended[product])):
            value = max(
                3.99, round(value * float(rng.choice([1.03, 1.05, 1.08, 0.94], p=[0.35, 0.35, 0.15, 0.15]))) - 0.01
            )
            if value != values[-1]:
                starts.append(day)
                values.append(value)
        owner += [product] * len(starts)
        begin += starts
        end += [*starts[1:], None]
        price += values
    owners, begins, cents = np.array(owner), np.array(begin), np.round(np.array(price) * 100).astype(np.int64)
    last = np.searchsorted(owners, np.arange(count), "right") - 1

    missing = rng.choice(count, 3, replace=False)
    supplier: list[int | None] = [int(s) for s in rng.integers(1, suppliers_count + 1, count)]
    for product in missing:
        supplier[product] = None
    rows = {
        "product_id": range(1, count + 1),
        "sku": [f"{kinds[k].name[:3].upper()}-{1000 + i}" for i, k in enumerate(kind)],
        "name": [f"{words.SERIES[s]} {kinds[k].goods[g]}" for s, k, g in zip(series, kind, good, strict=True)],
        "brand": pick(rng, words.BRANDS, count),
        "category_id": kind + len(words.SEASONS) + 1,
        "supplier_id": supplier,
        "list_price": cents[last] / 100,
        "unit_cost": np.round(cost * 1.12, 2),
        "weight_kg": np.round(rng.uniform(0.1, 9.0, count), 2),
        "launched_on": period.dates(launched),
        "discontinued_on": [period.start + timedelta(int(d)) if d < period.days else None for d in ended],
    }
    history = {
        "product_id": owners + 1,
        "valid_from": period.dates(begins),
        "valid_to": [None if d is None else period.start + timedelta(d) for d in end],
        "price": cents / 100,
    }
    departments = {name: number for number, name in enumerate(words.SEASONS)}
    goods = Goods(
        popularity=popularity,
        drift=rng.normal(0, 0.35, count),
        department=np.array([departments[kinds[k].department] for k in kind]),
        launched=launched,
        discontinued=ended,
        base_cost=cost,
        returned=np.array([kinds[k].returned for k in kind]),
        price_key=owners * 100_000 + begins + 1_000,
        price_cents=cents,
    )
    return rows, history, goods


def promotions(period: Period) -> Columns:
    """Campaign rows."""
    found = period.campaigns()
    return {
        "promotion_id": range(1, len(found) + 1),
        "code": [row[0] for row in found],
        "name": [row[1] for row in found],
        "starts_on": [period.start + timedelta(row[2]) for row in found],
        "ends_on": [period.start + timedelta(row[3]) for row in found],
        "discount_rate": [row[4] for row in found],
    }


STORES = (("New York", 0, -900), ("Chicago", 0, -500), ("Austin", 0, 210), ("London", 1, -700), ("Manchester", 1, 330),
          ("Berlin", 2, -420), ("Hamburg", 2, 480), ("Munich", 2, 650), ("Paris", 3, -300), ("Lyon", 3, 560),
          ("Toronto", 4, -250), ("Amsterdam", 5, 120), ("Madrid", 6, 700), ("Stockholm", 7, 820))  # fmt: skip


def stores(rng: np.random.Generator, period: Period) -> Columns:
    """Retail stores; several opened during the period."""
    return {
        "store_id": range(1, len(STORES) + 1),
        "name": [f"{city} {'Flagship' if opened < -600 else 'Store'}" for city, _, opened in STORES],
        "country": [words.COUNTRIES[country].name for _, country, _ in STORES],
        "city": [city for city, _, _ in STORES],
        "opened_on": [period.start + timedelta(opened) for _, _, opened in STORES],
        "floor_area_sqm": rng.integers(12, 90, len(STORES)) * 10,
    }


def names(rng: np.random.Generator, pools: Sequence[str], taken: set[str]) -> list[str]:
    """One full name for each pool, none of `taken` (which grows): grouping by name must not put two people together."""
    firsts, lasts = words.FIRST_NAMES, words.LAST_NAMES
    found = []
    for pool, (a, b, c, d) in zip(pools, rng.integers(0, 1 << 30, (len(pools), 4)).tolist(), strict=True):
        first, last = firsts[pool][a % len(firsts[pool])], lasts[pool][b % len(lasts[pool])]
        name = f"{first} {last}"
        turn = 0
        while name in taken:
            initial, second = "ABCDEFGHIJKLMNOPRSTVW"[(c + turn) % 21], lasts[pool][(d + turn // 21) % len(lasts[pool])]
            own = (
                last if turn == 0 or second == last else f"{last}-{second}" if pool != "spanish" else f"{last} {second}"
            )
            name = f"{first} {initial}. {own}"
            turn += 1
        taken.add(name)
        found.append(name)
    return found


def staff(rng: np.random.Generator, period: Period) -> tuple[list[Columns], list[list[int]]]:
    """Employees by level (director, heads, store managers, associates), and the associates of each store."""
    levels: list[list[tuple[str, int | None, int | None, str, float, int]]] = [
        [("Managing Director", None, None, "english", 210_000, -2400)],
        [
            (title, None, 1, "english", 128_000, -1500 + 90 * i)
            for i, title in enumerate(("Head of Stores", "Head of E-commerce", "Head of Supply", "Head of Finance"))
        ],
        [
            ("Store Manager", store, 2, words.COUNTRIES[country].names, 61_000, opened - 40)
            for store, (_, country, opened) in enumerate(STORES, 1)
        ],
        [],
    ]
    first_associate = 1 + 4 + len(STORES) + 1
    associates: list[list[int]] = []
    for store, (_, country, opened) in enumerate(STORES, 1):
        team = []
        for i in range(3 + (opened < 0) * 2):
            team.append(first_associate + len(levels[3]))
            pool = words.COUNTRIES[country].names
            levels[3].append(("Sales Associate", store, 5 + store, pool, 34_000, opened + 25 * i))
        associates.append(team)
    found, number = [], 1
    taken: set[str] = set()
    for level in levels:
        salary = np.array([row[4] for row in level]) * rng.uniform(0.9, 1.15, len(level))
        found.append(
            {
                "staff_id": range(number, number + len(level)),
                "full_name": names(rng, [row[3] for row in level], taken),
                "job_title": [row[0] for row in level],
                "store_id": [row[1] for row in level],
                "manager_id": [row[2] for row in level],
                "hired_on": [period.start + timedelta(min(row[5], period.days - 30)) for row in level],
                "annual_salary": np.round(salary, -2),
            }
        )
        number += len(level)
    return found, associates


def customers(rng: np.random.Generator, period: Period, count: int) -> tuple[Columns, Columns, Buyers]:
    """Customer rows, their address book, and what orders need of them. About a third never orders."""
    old = int(count * 0.33)
    growth = np.sqrt(rng.random(count - old)) * 0.5 + rng.random(count - old) * 0.5
    signed_up = np.sort(np.concatenate([-rng.integers(1, 700, old), (growth * period.days).astype(int)]))
    signed_up = np.minimum(signed_up, period.days - 1)
    t = np.clip(signed_up / period.days, 0, 1)[:, None]
    shares = np.array([c.share for c in words.COUNTRIES])
    chances = np.cumsum(shares[:, 0] * (1 - t) + shares[:, 1] * t, axis=1)
    country = (rng.random(count)[:, None] * chances[:, -1:] > chances).sum(axis=1)
    segment = rng.choice(3, count, p=[chance for _, chance in words.SEGMENTS])
    weight = rng.gamma(0.7, 1.0, count) * np.array([1.0, 1.7, 2.4])[segment] + 0.02
    weight[rng.random(count) < 0.14] = 0.0

    cities = [np.array(c.cities, dtype=object) for c in words.COUNTRIES]
    favourite = (rng.random(count) ** 1.6 * np.array([len(c) for c in cities])[country]).astype(int)
    home = np.array([cities[c][f] for c, f in zip(country.tolist(), favourite.tolist(), strict=True)], dtype=object)
    full = names(rng, [words.COUNTRIES[c].names for c in country.tolist()], set())
    birth: Array = rng.integers(1948, 2007, count).astype(object)
    birth[rng.random(count) < 0.2] = None
    city = home.copy()
    city[rng.random(count) < 0.012] = None
    # Seconds of the day, mostly in the evening.
    second = (rng.beta(3, 1.7, count) * 86_399).astype("timedelta64[s]")
    rows = {
        "customer_id": range(1, count + 1),
        "full_name": full,
        "email": [f"{_ascii(name)}.{i}@example.com" for i, name in enumerate(full, 1)],
        "segment": [words.SEGMENTS[s][0] for s in segment.tolist()],
        "country": [words.COUNTRIES[c].name for c in country.tolist()],
        "region": [words.COUNTRIES[c].region for c in country.tolist()],
        "city": city,
        "birth_year": birth,
        "signed_up_at": period.dates(signed_up).astype("datetime64[s]") + second,
        "newsletter": rng.random(count) < 0.44,
    }
    extra = rng.choice([0, 1, 2], count, p=[0.66, 0.27, 0.07])
    owner = np.repeat(np.arange(count), 1 + extra)
    first = np.concatenate([[0], np.cumsum(1 + extra)[:-1]])
    where = country[owner].copy()
    is_first = np.zeros(len(owner), dtype=bool)
    is_first[first] = True
    abroad = ~is_first & (rng.random(len(owner)) < 0.16)
    where[abroad] = rng.integers(0, len(cities), int(abroad.sum()))
    at = rng.integers(0, 1 << 20, len(owner)).tolist()
    town = np.array([cities[c][a % len(cities[c])] for c, a in zip(where.tolist(), at, strict=True)], dtype=object)
    town[is_first] = home
    numbers, digits = rng.integers(1, 190, len(owner)).tolist(), rng.integers(0, 10**9, len(owner)).tolist()
    book = {
        "address_id": range(1, len(owner) + 1),
        "customer_id": owner + 1,
        "street": [f"{n} {words.STREETS[d % len(words.STREETS)]}" for n, d in zip(numbers, digits, strict=True)],
        "postal_code": [_postal(words.COUNTRIES[c].postal, d) for c, d in zip(where.tolist(), digits, strict=True)],
        "city": town,
        "country": [words.COUNTRIES[c].name for c in where.tolist()],
    }
    buyers = Buyers(signed_up, weight, country, segment > 0, first, 1 + extra, where)
    return rows, book, buyers


_LETTERS = str.maketrans("áàâäåãçéèêëíìîïıñóòôöøúùûüýß' .", "aaaaaaceeeeiiiiinooooouuuuys---")


def _ascii(name: str) -> str:
    return ".".join(part for part in name.lower().translate(_LETTERS).split("-") if part)


def _postal(shape: str, number: int) -> str:
    text = ""
    for mark in shape:
        if mark == "#":
            text += str(number % 10)
            number = number // 10 + 7
        elif mark == "@":
            text += "ABCDEFGHJKLMNPRSTVWXYZ"[number % 22]
            number = number // 22 + 13
        else:
            text += mark
    return text
