"""The subscription boxes of set Q: a star with date keys, primary keys of the dimensions declared and nothing else."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Ada Bo Clara Dev Esther Finn Grace Hamid Isla Jack Kiran Lily Mo Nora Oscar Priya Quinn Rosa Sam Thea Una Vince"
)
LASTS = (
    "Archer Booth Carter Dixon Ellis Flynn Grant Hobbs Ingram Jarvis Knight Lowe Marsh Norris Owens Pratt Quirke Reed"
)


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def boxes() -> Made:
    """Subscriptions with a start and an end, monthly charges, shipments with what is in the box, ratings of products."""
    rng = random.Random(1703)
    calendar: Rows = []
    for offset in range((date(2025, 12, 31) - date(2023, 1, 1)).days + 1):
        day = date(2023, 1, 1) + timedelta(days=offset)
        calendar.append(
            (_key(day), day, day.year, (day.month + 2) // 3, day.month, f"{day:%B}", f"{day:%A}", day.weekday() > 4)
        )
    channels: Rows = [
        (1, "Organic search", "Unpaid"),
        (2, "Instagram ads", "Paid"),
        (3, "Google ads", "Paid"),
        (4, "Referral", "Unpaid"),
        (5, "Podcast", "Paid"),
        (6, "Email", "Unpaid"),
    ]
    places = {
        "United Kingdom": ["London", "Leeds", "Bristol", "Manchester"],
        "Ireland": ["Dublin", "Cork"],
        "Netherlands": ["Utrecht", "Rotterdam"],
        "Germany": ["Berlin", "Bremen"],
    }
    plans: Rows = [
        (1, "Coffee Classic", "Coffee", "monthly", 19.0),
        (2, "Coffee Explorer", "Coffee", "monthly", 29.0),
        (3, "Tea Time", "Tea", "monthly", 17.0),
        (4, "Snack Attack", "Snacks", "monthly", 24.0),
        (5, "Snack Family", "Snacks", "monthly", 39.0),
        (6, "Pamper Box", "Beauty", "quarterly", 45.0),
        (7, "Paws Box", "Pets", "monthly", 27.0),
        (8, "Gardener Box", "Garden", "quarterly", 35.0),
    ]
    stuff = {
        "Coffee": (
            "Ethiopia Beans",
            "Colombia Beans",
            "Decaf Blend",
            "Espresso Roast",
            "Coffee Scoop",
            "Cold Brew Bags",
        ),
        "Tea": ("Earl Grey", "Sencha Green", "Peppermint Leaves", "Chai Spice", "Tea Infuser"),
        "Snacks": (
            "Sea Salt Almonds",
            "Chili Crackers",
            "Dark Chocolate Bar",
            "Beef Jerky",
            "Mango Strips",
            "Honey Popcorn",
        ),
        "Beauty": ("Rose Hand Cream", "Clay Mask", "Lip Balm", "Bath Salts"),
        "Pets": ("Chicken Chews", "Rope Toy", "Salmon Bites", "Squeaky Duck"),
        "Garden": ("Herb Seeds", "Plant Food", "Garden Gloves"),
    }
    brands = ["Oakfield", "Little Acorn", "Marlow & Co", "Fjordline", "Casa Verde"]
    products: Rows = []
    for category, names in stuff.items():
        for name in names:
            vegan = category != "Pets" and name not in ("Beef Jerky", "Honey Popcorn", "Lip Balm")
            brand, cost = rng.choice(brands), round(rng.uniform(1.4, 7.5), 2)
            products.append((len(products) + 1, f"SKU-{1000 + len(products)}", name, category, brand, cost, vegan))
    carriers: Rows = [(1, "SwiftPost", 3.6), (2, "Parcelo", 4.4), (3, "GreenWheels", 5.1)]
    coupons: Rows = [
        (1, "WELCOME20", 20, date(2023, 6, 1), date(2025, 12, 31)),
        (2, "FRIEND15", 15, date(2023, 6, 1), date(2025, 12, 31)),
        (3, "XMAS24", 25, date(2024, 12, 1), date(2024, 12, 31)),
        (4, "SPRING10", 10, date(2025, 3, 1), date(2025, 4, 30)),
        (5, "STAFF50", 50, date(2023, 1, 1), date(2023, 5, 31)),
    ]
    customers: Rows = []
    subscriptions: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 240), 1):
        country = rng.choices(list(places), [52, 17, 16, 15])[0]
        signed = _days(rng, date(2023, 6, 1), LAST_DAY)
        customers.append(
            (
                number,
                f"{first} {last}",
                f"{first}.{last}@post.example".lower(),
                rng.choice(places[country]),
                country,
                rng.choices(["18-24", "25-34", "35-49", "50+", None], [14, 36, 29, 13, 8])[0],
                rng.random() < 0.64,
                _key(signed),
            )
        )
        if number % 17 == 0:
            continue
        for _ in range(rng.choices([1, 2, 3], [72, 22, 6])[0]):
            start = _days(rng, signed, min(signed + timedelta(days=120), LAST_DAY))
            plan = rng.choices([1, 2, 3, 4, 5, 6, 7], [22, 13, 14, 18, 9, 10, 14])[0]
            end = start + timedelta(days=int(rng.expovariate(1 / 330)) + 31)
            status, why = "active", None
            if end <= LAST_DAY:
                status = "cancelled"
                why = rng.choices(["too expensive", "too much stuff", "quality", "moving", None], [36, 24, 14, 10, 16])[
                    0
                ]
            elif rng.random() < 0.1:
                status = "paused"
            channel = rng.choices([1, 2, 3, 4, 5, 6, None], [20, 26, 17, 14, 6, 11, 6])[0]
            subscriptions.append(
                (
                    0,
                    number,
                    plan,
                    channel,
                    _key(start),
                    _key(end) if status == "cancelled" else None,
                    status,
                    why,
                    start,
                    end,
                )
            )
    subscriptions.sort(key=lambda row: (row[4], row[1], row[2]))
    subscriptions = [(i, *row[1:]) for i, row in enumerate(subscriptions, 1)]
    charges: Rows = []
    shipments: Rows = []
    items: Rows = []
    for row in subscriptions:
        plan = plans[row[2] - 1]
        step = 1 if plan[3] == "monthly" else 3
        index = 0
        while True:
            months = row[8].year * 12 + row[8].month - 1 + index * step
            day = date(months // 12, months % 12 + 1, min(row[8].day, 28))
            index += 1
            if day > LAST_DAY or (row[6] == "cancelled" and day > row[9]):
                break
            if row[6] == "paused" and day > date(2025, 4, 1):
                break
            code = None
            if index == 1:
                code = rng.choices([None, 1, 2], [45, 35, 20])[0]
            elif rng.random() < 0.25:
                code = next((c[0] for c in coupons[2:4] if c[3] <= day <= c[4]), None)
            off = round(plan[4] * coupons[code - 1][2] / 100, 2) if code else 0.0
            state = rng.choices(["paid", "failed", "refunded"], [93, 4, 3])[0]
            charges.append((0, row[0], row[1], row[2], _key(day), code, plan[4], off, round(plan[4] - off, 2), state))
            if state == "failed":
                continue
            sent = day + timedelta(days=rng.randint(1, 4))
            if sent > LAST_DAY:
                continue
            carrier = rng.choices([1, 2, 3], [48, 33, 19])[0]
            due = sent + timedelta(days=rng.choices([1, 2, 3, 4, 5, 8], [14, 34, 26, 14, 8, 4])[0] + (carrier == 2))
            there = due if due <= LAST_DAY and rng.random() < 0.985 else None
            inside = [p for p in products if p[3] == plan[2]]
            picked = rng.sample(
                [p for p in inside if p[2] != "Tea Infuser"], rng.randint(2, 4) if len(inside) > 4 else 2
            )
            grams = sum(rng.randint(120, 420) for _ in picked)
            cost = round(carriers[carrier - 1][2] * rng.uniform(0.85, 1.3), 2)
            shipments.append(
                (0, row[0], row[1], row[2], carrier, _key(sent), _key(there) if there else None, cost, grams, picked)
            )
    charges = [(i, *row[1:]) for i, row in enumerate(sorted(charges, key=lambda row: (row[4], row[1])), 1)]
    shipments = [(i, *row[1:]) for i, row in enumerate(sorted(shipments, key=lambda row: (row[5], row[1])), 1)]
    ratings: Rows = []
    taste = {p[0]: rng.uniform(-1.0, 0.8) for p in products}
    for row in shipments:
        for product in row[9]:
            count = rng.choices([1, 2, 3], [80, 15, 5])[0]
            items.append((row[0], product[0], row[5], count, round(product[5] * count, 2)))
            if row[6] and rng.random() < 0.13:
                arrived = date(row[6] // 10000, row[6] // 100 % 100, row[6] % 100)
                stars = min(5, max(1, round(rng.gauss(3.9 + taste[product[0]], 0.9))))
                rated = arrived + timedelta(days=rng.randint(0, 9))
                if rated <= LAST_DAY:
                    ratings.append((len(ratings) + 1, row[2], product[0], _key(rated), stars))
    return {
        "dim_date": (
            "date_key integer primary key, full_date date, year integer, quarter integer, month integer, "
            "month_name varchar, day_name varchar, is_weekend boolean",
            calendar,
        ),
        "dim_channel": ("channel_key integer primary key, channel_name varchar, channel_type varchar", channels),
        "dim_plan": (
            "plan_key integer primary key, plan_name varchar, theme varchar, billing_interval varchar, price double",
            plans,
        ),
        "dim_product": (
            "product_key integer primary key, sku varchar, product_name varchar, category varchar, brand varchar, "
            "unit_cost double, is_vegan boolean",
            products,
        ),
        "dim_carrier": ("carrier_key integer primary key, carrier_name varchar, base_rate double", carriers),
        "dim_coupon": (
            "coupon_key integer primary key, coupon_code varchar, percent_off integer, valid_from date, valid_to date",
            coupons,
        ),
        "dim_customer": (
            "customer_key integer primary key, customer_name varchar, email varchar, city varchar, country varchar, "
            "age_group varchar, newsletter boolean, signup_date_key integer",
            customers,
        ),
        "fact_subscription": (
            "subscription_key integer, customer_key integer, plan_key integer, channel_key integer, "
            "start_date_key integer, cancel_date_key integer, status varchar, cancel_reason varchar",
            [row[:8] for row in subscriptions],
        ),
        "fact_charge": (
            "charge_key integer, subscription_key integer, customer_key integer, plan_key integer, "
            "charge_date_key integer, coupon_key integer, gross_amount double, discount_amount double, "
            "net_amount double, charge_status varchar",
            charges,
        ),
        "fact_shipment": (
            "shipment_key integer, subscription_key integer, customer_key integer, plan_key integer, "
            "carrier_key integer, ship_date_key integer, delivery_date_key integer, shipping_cost double, weight_g integer",
            [row[:9] for row in shipments],
        ),
        "fact_box_item": (
            "shipment_key integer, product_key integer, ship_date_key integer, quantity integer, item_cost double",
            items,
        ),
        "fact_rating": (
            "rating_key integer, customer_key integer, product_key integer, rating_date_key integer, stars integer",
            ratings,
        ),
    }
