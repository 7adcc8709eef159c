"""The ticket agency of set O: an application's schema with statuses, soft deletes and times of creation."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Aoife Bruno Cian Daria Emil Fiona Gerard Heidi Ivo Jana Kieran Lotte Marco Niamh Oskar Paula Ruben Silke Tomas Una"
)
LASTS = (
    "Brennan Costa Doyle Engel Fischer Garcia Horvat Keane Lang Meyer Nolan Ortega Pohl Quinn Reiter Silva Toth Wagner"
)


def _at(rng: random.Random, day: date, first: int = 8, last: int = 22) -> datetime:
    return datetime.combine(day, time(rng.randint(first, last), rng.randrange(60), rng.randrange(60)))


def boxoffice() -> Made:
    """Plural names and a plain id in each table, with every key declared; orders unpaid, events and customers removed."""
    rng = random.Random(1512)
    organisers: Rows = [
        (
            i,
            name,
            country,
            f"office@{name.split()[0].lower()}.example",
            _at(rng, _days(rng, date(2019, 1, 1), date(2022, 6, 1))),
        )
        for i, (name, country) in enumerate(
            [
                ("Riverside Live", "Ireland"),
                ("Nordlicht Events", "Germany"),
                ("Big Tent Company", "Ireland"),
                ("Stagecraft Productions", "United Kingdom"),
                ("Halle Neun", "Germany"),
                ("Laughing Stock", "United Kingdom"),
                ("Open Air Partners", "Netherlands"),
                ("Kids on Stage", "Ireland"),
                ("Arena Sport Group", "Germany"),
                ("Quiet Night Concerts", "Netherlands"),
            ],
            1,
        )
    ]
    places = [
        ("Liffey Hall", "Dublin", "Ireland", 1200, False),
        ("Grand Canal Arena", "Dublin", "Ireland", 6500, False),
        ("Marina Park", "Cork", "Ireland", 9000, True),
        ("Opera Lane Theatre", "Cork", "Ireland", 640, False),
        ("Salthill Green", "Galway", "Ireland", 4000, True),
        ("Speicher 11", "Hamburg", "Germany", 1800, False),
        ("Elbufer Bühne", "Hamburg", "Germany", 7000, True),
        ("Kulturhaus Nord", "Bremen", "Germany", 520, False),
        ("Camden Cellar", "London", "United Kingdom", 350, False),
        ("Thames Theatre", "London", "United Kingdom", 2100, False),
        ("Westergas", "Amsterdam", "Netherlands", 3000, False),
    ]
    venues: Rows = [
        (i, *row, _at(rng, _days(rng, date(2019, 1, 1), date(2022, 9, 1)))) for i, row in enumerate(places, 1)
    ]
    categories: Rows = [(1, "Concert"), (2, "Comedy"), (3, "Theatre"), (4, "Festival"), (5, "Sports"), (6, "Family")]
    words = {
        1: (["Silver Harbour", "The Paper Kites", "Mila Storm", "Low Tide", "Glasshouse", "Ivy & the Kings"], "Live"),
        2: (["Dara Finn", "Two Dry Men", "Olga Unplugged", "Late Laughs"], "Stand-up"),
        3: (["The Glass Door", "Winter Garden", "A Small Mistake", "Nora"], "on Stage"),
        4: (["Seagrass", "Nordwind", "Green Fields"], "Festival"),
        5: (["City Derby", "Indoor Masters", "Boxing Gala"], "Final"),
        6: (["Pirate Pete", "The Moon Bear", "Circus Pom"], "Show"),
    }
    fits = {1: [1, 2, 6, 9, 11], 2: [4, 8, 9, 10], 3: [4, 8, 10], 4: [3, 5, 7], 5: [2, 11], 6: [1, 4, 8]}
    hosts = {1: [1, 2, 5, 10], 2: [6, 4], 3: [4, 1], 4: [3, 7], 5: [9], 6: [8]}
    events: Rows = []
    for number in range(1, 151):
        kind = rng.choices(range(1, 7), [40, 24, 22, 8, 12, 14])[0]
        day = _days(rng, date(2023, 3, 1), date(2025, 10, 31))
        venue = rng.choice(fits[kind])
        acts, suffix = words[kind]
        if number > 147:
            status, removed = "draft", None
            day = _days(rng, date(2025, 9, 1), date(2025, 11, 30))
        elif rng.random() < 0.07:
            status, removed = "cancelled", None
        else:
            status, removed = ("completed" if day < TODAY else "on_sale"), None
        created = _at(rng, min(day - timedelta(days=rng.randrange(70, 170)), LAST_DAY - timedelta(days=20)), 9, 17)
        if status == "cancelled" and rng.random() < 0.3:
            removed = created + timedelta(days=25, hours=3)
        published = None if status == "draft" else created + timedelta(days=rng.randrange(1, 9))
        title = f"{rng.choice(acts)} {suffix} {venues[venue - 1][2]} {number}"
        starts = datetime.combine(day, time(rng.choice([15, 19, 20, 20, 21]), rng.choice([0, 30])))
        events.append(
            (number, rng.choice(hosts[kind]), venue, kind, title, starts, status, published, created, removed)
        )
    ticket_types: Rows = []
    base = {1: 42, 2: 26, 3: 34, 4: 95, 5: 38, 6: 17}
    for event in events:
        price = base[event[3]] * rng.uniform(0.75, 1.4)
        seats = max(80, int(venues[event[2] - 1][4] * 0.6))
        for name, factor, part in (("Standard", 1, 0.7), ("VIP", 2.1, 0.1), ("Student", 0.7, 0.2)):
            if name == "Standard" or rng.random() < 0.6:
                ticket_types.append(
                    (len(ticket_types) + 1, event[0], name, round(price * factor * 2) / 2, int(seats * part))
                )
    names = names_of(rng, FIRSTS, LASTS, 340)
    homes = [
        ("Dublin", "Ireland"),
        ("Cork", "Ireland"),
        ("Galway", "Ireland"),
        ("Hamburg", "Germany"),
        ("Bremen", "Germany"),
    ]
    homes += [("London", "United Kingdom"), ("Amsterdam", "Netherlands")]
    customers: Rows = []
    for i, (first, last) in enumerate(names, 1):
        created = _at(rng, _days(rng, date(2022, 1, 1), LAST_DAY - timedelta(days=4) if i > 290 else date(2024, 6, 30)))
        gone = created + timedelta(days=rng.randrange(90, 300)) if rng.random() < 0.05 else None
        customers.append(
            (
                i,
                first,
                last,
                f"{first}.{last}{i}@mail.example".lower(),
                *rng.choices(homes, [30, 15, 8, 18, 7, 14, 8])[0],
                rng.random() < 0.44,
                created,
                gone if gone and gone < datetime(2025, 6, 10) else None,
            )
        )
    promo_codes: Rows = [
        (1, "WELCOME10", 10, date(2023, 1, 1), date(2025, 12, 31)),
        (2, "SUMMER15", 15, date(2024, 6, 1), date(2024, 8, 31)),
        (3, "XMAS20", 20, date(2023, 12, 1), date(2023, 12, 31)),
        (4, "STUDENT5", 5, date(2024, 1, 1), date(2025, 12, 31)),
        (5, "PARTNER25", 25, date(2025, 1, 1), date(2025, 6, 30)),
    ]
    kinds_of = {event[0]: [row for row in ticket_types if row[1] == event[0]] for event in events}
    pull = [min(rng.paretovariate(1.5), 5.0) if event[6] != "draft" else 0.0 for event in events]
    keen = [rng.paretovariate(1.6) if customer[0] <= 300 else 0.0 for customer in customers]
    drafts: list[tuple[datetime, int, int]] = []
    while len(drafts) < 2900:
        event = rng.choices(events, pull)[0]
        sold = _at(rng, event[7].date() + timedelta(days=int(rng.expovariate(1 / 35)))) if event[7] else None
        customer = rng.choices(customers, keen)[0]
        if sold and sold < event[5] and sold.date() <= LAST_DAY and customer[7] < sold:
            drafts.append((sold, event[0], customer[0]))
    orders: Rows = []
    items: Rows = []
    refunds: Rows = []
    for number, (made, event_id, customer_id) in enumerate(sorted(drafts), 1):
        net = 0.0
        for kind in rng.sample(kinds_of[event_id], min(len(kinds_of[event_id]), rng.choice([1, 1, 1, 2]))):
            units = rng.choices([1, 2, 3, 4, 6], [24, 46, 12, 14, 4])[0]
            items.append((len(items) + 1, number, kind[0], units, kind[3]))
            net += units * kind[3]
        valid = [row for row in promo_codes if row[3] <= made.date() <= row[4]]
        code = rng.choice(valid) if valid and rng.random() < 0.16 else None
        total = round(net * (1 - code[2] / 100) if code else net, 2)
        fee = round(1.5 + total * 0.04, 2)
        status = rng.choices(["paid", "cancelled", "pending"], [93, 4, 1 if made < datetime(2025, 6, 1) else 25])[0]
        if status == "paid" and (events[event_id - 1][6] == "cancelled" or rng.random() < 0.03):
            status = "refunded"
        paid = made + timedelta(minutes=rng.randint(1, 50)) if status in ("paid", "refunded") else None
        orders.append(
            (
                number,
                customer_id,
                code[0] if code else None,
                status,
                rng.choices(["web", "app", "box office"], [54, 36, 10])[0],
                total,
                fee,
                made,
                paid,
            )
        )
        if status == "refunded":
            back = made + timedelta(days=rng.randint(1, 25))
            why = (
                "event cancelled"
                if events[event_id - 1][6] == "cancelled"
                else rng.choice(["customer request", "duplicate"])
            )
            refunds.append((len(refunds) + 1, number, total, why, min(back, datetime(2025, 6, 15, 12))))
    return {
        "organisers": (
            "id integer primary key, name varchar, country varchar, email varchar, created_at timestamp",
            organisers,
        ),
        "venues": (
            "id integer primary key, name varchar, city varchar, country varchar, capacity integer, is_outdoor boolean, "
            "created_at timestamp",
            venues,
        ),
        "event_categories": ("id integer primary key, name varchar", categories),
        "events": (
            "id integer primary key, organiser_id integer references organisers (id), venue_id integer references venues (id), "
            "category_id integer references event_categories (id), title varchar, starts_at timestamp, status varchar, "
            "published_at timestamp, created_at timestamp, deleted_at timestamp",
            events,
        ),
        "ticket_types": (
            "id integer primary key, event_id integer references events (id), name varchar, price double, "
            "quantity_available integer",
            ticket_types,
        ),
        "customers": (
            "id integer primary key, first_name varchar, last_name varchar, email varchar, city varchar, country varchar, "
            "marketing_opt_in boolean, created_at timestamp, deleted_at timestamp",
            customers,
        ),
        "promo_codes": (
            "id integer primary key, code varchar, discount_percent integer, valid_from date, valid_until date",
            promo_codes,
        ),
        "orders": (
            "id integer primary key, customer_id integer references customers (id), "
            "promo_code_id integer references promo_codes (id), status varchar, channel varchar, total_amount double, "
            "booking_fee double, created_at timestamp, paid_at timestamp",
            orders,
        ),
        "order_items": (
            "id integer primary key, order_id integer references orders (id), "
            "ticket_type_id integer references ticket_types (id), quantity integer, unit_price double",
            items,
        ),
        "refunds": (
            "id integer primary key, order_id integer references orders (id), amount double, reason varchar, "
            "created_at timestamp",
            refunds,
        ),
    }
