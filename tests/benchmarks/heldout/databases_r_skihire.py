"""The ski hire of set R: shops in the Alps, no key declared."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Alice Bastien Claire David Emma Florian Gemma Henrik Isabel James Karin Lars Marta Nils Olivia Piotr Ruth Stefan"
)
LASTS = "Andersen Brown Cooper Dupont Ekström Fischer Garcia Hughes Jensen Kowalski Lefèvre Martin Nowak Petit Schmidt Taylor"
BRANDS = {
    1: ("Rossignol", "Atomic", "Head", "Salomon"),
    2: ("Burton", "Nitro", "Salomon"),
    3: ("Lange", "Salomon", "Head"),
    4: ("Burton", "Nitro"),
    5: ("Uvex", "Smith"),
    6: ("Rossignol", "Fischer"),
    7: ("Rossignol", "Head"),
    8: ("TSL", "MSR"),
}


def skihire() -> Made:
    """Rentals of skis, boards and boots over three winters, damages, the workshop's service jobs, payments."""
    rng = random.Random(1804)
    shops: Rows = [
        (1, "Sport Alpin Chamonix", "Chamonix", "France", date(2008, 12, 1), 220),
        (2, "Morzine Ski Centre", "Morzine", "France", date(2012, 11, 24), 140),
        (3, "Verbier Peak Hire", "Verbier", "Switzerland", date(2015, 12, 5), 160),
        (4, "Zermatt Glacier Sports", "Zermatt", "Switzerland", date(2010, 6, 12), 190),
        (5, "Lech Skiverleih", "Lech", "Austria", date(2018, 12, 8), 120),
    ]
    pairs = names_of(rng, FIRSTS, LASTS, 288)
    staff: Rows = []
    for number in range(1, 24):
        first, last = pairs.pop()
        role = "Shop manager" if number < 6 else rng.choices(["Ski fitter", "Technician", "Cashier"], [55, 25, 20])[0]
        staff.append(
            (number, (number - 1) % 5 + 1, f"{first} {last}", role, _days(rng, date(2012, 11, 1), date(2024, 12, 1)))
        )
    kinds: Rows = [
        (1, "Skis", 26.0),
        (2, "Snowboards", 28.0),
        (3, "Ski boots", 12.0),
        (4, "Snowboard boots", 12.0),
        (5, "Helmets", 5.0),
        (6, "Cross-country skis", 19.0),
        (7, "Kids skis", 14.0),
        (8, "Snowshoes", 11.0),
    ]
    lines = {
        1: "Vantage Redster Experience Supershape",
        2: "Custom Prime Villain",
        3: "RX X-Pro Edge",
        4: "Moto Anthem",
    }
    lines |= {5: "Rocket Vantage Primary", 6: "Delta X-Ium", 7: "Hero Joy", 8: "Symbioz Evo"}
    worth = {1: 420, 2: 390, 3: 240, 4: 190, 5: 65, 6: 260, 7: 150, 8: 130}
    things: Rows = []
    for shop in shops:
        for kind in kinds:
            for _ in range({1: 15, 2: 7, 3: 13, 4: 5, 5: 8, 6: 4, 7: 6, 8: 3}[kind[0]] - (2 if shop[0] == 5 else 0)):
                brand = rng.choice(BRANDS[kind[0]])
                sizes = {
                    1: (150, 190),
                    2: (145, 165),
                    3: (22, 31),
                    4: (23, 31),
                    5: (52, 62),
                    6: (170, 205),
                    7: (80, 140),
                }
                size = rng.randint(*sizes[kind[0]]) if kind[0] in sizes else None
                bought = _days(rng, date(2019, 10, 1), date(2024, 12, 10))
                price = round(worth[kind[0]] * rng.uniform(0.8, 1.25), 2)
                retired = (
                    _days(rng, date(2024, 4, 15), date(2024, 11, 15))
                    if bought.year < 2021 and rng.random() < 0.4
                    else None
                )
                state = "retired" if retired else rng.choices(["good", "worn", "in repair"], [74, 19, 7])[0]
                number = len(things) + 1
                things.append(
                    (
                        number,
                        f"EQ{number:04d}",
                        shop[0],
                        kind[0],
                        brand,
                        rng.choice(lines[kind[0]].split()),
                        size,
                        bought,
                        price,
                        state,
                        retired,
                    )
                )
    lands = ["United Kingdom", "France", "Germany", "Netherlands", "Sweden", "Poland", "Spain", "Denmark"]
    guests: Rows = []
    for number in range(1, 241):
        first, last = pairs.pop()
        land = rng.choices(lands, [34, 18, 16, 10, 7, 6, 5, 4])[0]
        skill = rng.choices(["Beginner", "Intermediate", "Advanced", "Expert"], [34, 38, 20, 8])[0]
        mail = f"{first}.{last}@mail.example".lower() if rng.random() < 0.88 else None
        born = _days(rng, date(1955, 1, 1), date(2009, 6, 1))
        guests.append((number, f"{first} {last}", land, born, skill, mail, rng.random() < 0.42))
    winters = [
        (date(2022, 12, 10), date(2023, 4, 16)),
        (date(2023, 12, 9), date(2024, 4, 14)),
        (date(2024, 12, 7), date(2025, 4, 21)),
    ]
    starts = sorted(
        (_days(rng, *rng.choices(winters, [24, 34, 42])[0]), rng.choice(guests)) for _ in range(880)
    )  # fmt: skip
    hires: Rows = []
    hired: Rows = []
    harms: Rows = []
    paid: Rows = []
    rates = {row[0]: row[2] for row in kinds}
    late: set[int] = set()
    for day, guest in starts:
        if guest[0] % 17 == 0:
            continue
        shop = rng.choices([1, 2, 3, 4, 5], [31, 21, 18, 17, 13])[0]
        booked = day - timedelta(days=rng.choices([0, 1, 7, 21, 50], [26, 14, 24, 22, 14])[0])
        channel = "Walk-in" if booked == day else rng.choices(["Website", "Phone", "Travel agent"], [62, 14, 24])[0]
        days = rng.choices([1, 2, 3, 5, 6, 7], [18, 14, 14, 12, 34, 8])[0]
        due = day + timedelta(days=days - 1)
        back = due + timedelta(days=rng.choices([0, 1, 2], [93, 5, 2])[0])
        status = "returned"
        if booked != day and rng.random() < 0.06:
            back, status = None, "cancelled"
        number = len(hires) + 1
        if status == "returned" and day > date(2025, 4, 1) and number % 12 == 0:
            back, status = None, "out"
            late.add(number)
        fit = [t for t in things if t[2] == shop and t[7] <= day and (t[10] is None or t[10] > day)]
        wanted = rng.choices(
            [(1, 3), (1, 3, 5), (2, 4), (2, 4, 5), (7, 5), (6,), (8,), (1,)], [30, 22, 14, 8, 9, 6, 4, 7]
        )[0]
        total = 0.0
        off = 0.9 if days >= 6 else 1.0
        seller = rng.choice([s for s in staff if s[1] == shop and s[3] != "Technician" and s[4] <= day])
        for kind in wanted:
            options = [t for t in fit if t[3] == kind]
            if not options:
                continue
            thing = rng.choice(options)
            rate = round(rates[kind] * off * (1.06 if day >= winters[2][0] else 1.0), 2)
            hired.append((len(hired) + 1, number, thing[0], rate, days, round(rate * days, 2)))
            total += round(rate * days, 2)
            if status == "returned" and kind in (1, 2, 3, 7) and rng.random() < 0.06:
                what = rng.choices(
                    ["Base scratch", "Broken binding", "Edge damage", "Lost item", "Torn liner"], [36, 14, 28, 8, 14]
                )[0]
                cost = round({"Lost item": 260, "Broken binding": 85}.get(what, 32) * rng.uniform(0.8, 1.3), 2)
                charge = round(cost * rng.choice([0, 0.5, 1.0]), 2)
                harms.append((len(harms) + 1, number, thing[0], back, what, cost, charge))
        total = round(total, 2)
        deposit = 50.0 if channel == "Website" else 100.0
        insured = rng.random() < 0.37
        hires.append(
            (
                number,
                f"R{day.year % 100}{number:05d}",
                shop,
                guest[0],
                seller[0],
                booked,
                day,
                due,
                back,
                channel,
                status,
                insured,
                deposit,
                total,
            )
        )
        if status != "cancelled":
            way = rng.choices(["Card", "Cash", "Voucher"], [78, 15, 7])[0]
            parts = [total] if rng.random() < 0.85 else [round(total * 0.3, 2), round(total - round(total * 0.3, 2), 2)]
            for at, amount in enumerate(parts):
                paid.append((len(paid) + 1, number, booked if at == 0 and len(parts) == 2 else day, way, amount))
    jobs: Rows = []
    for thing in things:
        if thing[3] in (5, 8) or thing[0] % 16 == 0:
            continue
        for _ in range(rng.randint(0, 5)):
            first = max(thing[7], date(2022, 12, 1))
            job, minutes, cost = rng.choice(
                [
                    ("Waxing", 15, 4.5),
                    ("Edge sharpening", 20, 6.0),
                    ("Binding check", 10, 2.5),
                    ("Base repair", 45, 18.0),
                ]
            )
            if thing[3] in (3, 4):
                job, minutes, cost = "Boot drying", 10, 1.5
            done = _days(rng, first, thing[10] or date(2025, 5, 10))
            who = rng.choice([s for s in staff if s[3] in ("Technician", "Ski fitter")])[0]
            jobs.append(
                (done, thing[0], who, job, minutes + rng.randint(-4, 12), round(cost * rng.uniform(0.9, 1.3), 2))
            )
    jobs = [(i, thing, who, done, *rest) for i, (done, thing, who, *rest) in enumerate(sorted(jobs), 1)]
    assert max(row[8] for row in hires if row[8]) <= LAST_DAY and late
    return {
        "shops": (
            "shop_id integer, shop_name varchar, resort varchar, country varchar, opened_on date, floor_space_sqm integer",
            shops,
        ),
        "staff": ("staff_id integer, shop_id integer, staff_name varchar, role varchar, start_date date", staff),
        "equipment_categories": ("category_id integer, category_name varchar, daily_rate decimal(8,2)", kinds),
        "equipment": (
            "item_id integer, item_code varchar, shop_id integer, category_id integer, brand varchar, model varchar, "
            "size_cm integer, purchased_on date, purchase_price decimal(10,2), item_condition varchar, retired_on date",
            things,
        ),
        "customers": (
            "customer_id integer, customer_name varchar, country varchar, birth_date date, skill_level varchar, "
            "email varchar, newsletter boolean",
            guests,
        ),
        "rentals": (
            "rental_id integer, rental_no varchar, shop_id integer, customer_id integer, staff_id integer, booked_on date, "
            "pickup_date date, due_date date, returned_on date, channel varchar, status varchar, has_insurance boolean, "
            "deposit decimal(10,2), total_amount decimal(10,2)",
            hires,
        ),
        "rental_items": (
            "rental_item_id integer, rental_id integer, item_id integer, daily_rate decimal(8,2), days integer, "
            "amount decimal(10,2)",
            hired,
        ),
        "payments": ("payment_id integer, rental_id integer, paid_on date, method varchar, amount decimal(10,2)", paid),
        "damages": (
            "damage_id integer, rental_id integer, item_id integer, reported_on date, damage_type varchar, "
            "repair_cost decimal(10,2), charged_to_customer decimal(10,2)",
            harms,
        ),
        "service_jobs": (
            "job_id integer, item_id integer, staff_id integer, done_on date, job_type varchar, minutes integer, "
            "cost decimal(10,2)",
            jobs,
        ),
    }
