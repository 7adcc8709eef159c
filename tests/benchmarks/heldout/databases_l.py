"""The databases of set L: a chain of gyms, a web shop as a star, a purchasing department."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days

FIRST_NAMES = (
    "Aino Bruno Celia Diego Esther Fabian Giulia Hugo Irene Jasper Kaja Leon Mira Nils Oona Pavel Quirin Rosa Jan Tilda"
)
LAST_NAMES = "Albers Bianchi Castell Dvorak Eklund Farkas Grau Hansen Ivers Jansen Kovac Lindt Moreau Novak Olsen Petit"


def _names(rng: random.Random, count: int) -> list[tuple[str, str]]:
    names = [(first, last) for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
    rng.shuffle(names)
    return names[:count]


def _moment(rng: random.Random, day: date, opens: int, closes: int) -> datetime:
    return datetime(day.year, day.month, day.day, rng.randint(opens, closes), rng.choice([0, 15, 30, 45]))


def _month_later(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, min(day.day, 28))


def gym() -> Made:
    """Plural snake_case with all keys declared; members without a class, classes not held, payments that failed."""
    rng = random.Random(1201)
    clubs: Rows = [
        (1, "City Center", "Graz", date(2014, 3, 1), 1850),
        (2, "Riverside", "Graz", date(2017, 9, 15), 1200),
        (3, "North Park", "Linz", date(2018, 5, 2), 1420),
        (4, "Station", "Linz", date(2021, 1, 11), 760),
        (5, "Lakeview", "Salzburg", date(2019, 10, 1), 2100),
        (6, "Old Town", "Salzburg", date(2025, 4, 1), 640),
    ]
    plans: Rows = [
        (1, "Basic", "monthly", 24.9),
        (2, "Plus", "monthly", 39.9),
        (3, "Premium", "yearly", 59.9),
        (4, "Student", "monthly", 19.9),
        (5, "Senior", "yearly", 29.9),
        (6, "Corporate", "yearly", 34.9),
    ]
    members: Rows = []
    for i, (first, last) in enumerate(_names(rng, 300), 1):
        members.append(
            (
                i,
                first,
                last,
                f"{first.lower()}.{last.lower()}@example.com" if rng.random() < 0.88 else None,
                rng.choices(["female", "male", "diverse", None], [50, 44, 2, 4])[0],
                date(1948 + rng.randrange(60), rng.randint(1, 12), rng.randint(1, 28)),
                rng.choices([1, 2, 3, 4, 5], [32, 18, 22, 8, 20])[0],
                _days(rng, date(2022, 6, 1), date(2025, 6, 15)),
                rng.choices(["friend", "web", "walk-in", "social media"], [30, 40, 20, 10])[0],
            )
        )
    memberships: Rows = []
    payments: Rows = []
    reasons = ["moved away", "too expensive", "no time", "injury", None]
    for member in members[:288]:
        start = member[7]
        for turn in range(2):
            plan = plans[rng.choices(range(6), [34, 28, 16, 12, 6, 4])[0]]
            end = start + timedelta(days=rng.randint(90, 800)) if rng.random() < 0.55 else None
            over = end is not None and end < TODAY
            status = "cancelled" if over else rng.choices(["active", "paused"], [93, 7])[0]
            number = len(memberships) + 1
            why = rng.choice(reasons) if over else None
            memberships.append((number, member[0], plan[0], start, end if over else None, status, why))
            due = max(start, date(2023, 1, 1) + timedelta(days=start.day % 28))
            while due < (end if over and end is not None else TODAY):
                payments.append(
                    (
                        len(payments) + 1,
                        number,
                        due,
                        round(plan[3] * rng.choice([1.0, 1.0, 1.0, 0.9]), 2),
                        rng.choices(["direct debit", "card", "cash"], [66, 28, 6])[0],
                        rng.choices(["paid", "failed", "refunded"], [94, 4, 2])[0],
                    )
                )
                due = _month_later(due)
            if not over or end is None or rng.random() < 0.7 or turn:
                break
            start = end + timedelta(days=rng.randint(20, 200))
            if start >= TODAY:
                break
    specialties = ["yoga", "strength", "cycling", "boxing", None]
    trainers: Rows = [
        (
            i,
            f"{first} {last}",
            rng.randint(1, 5),
            _days(rng, date(2018, 1, 1), date(2025, 3, 1)),
            wage,
            specialties[i % 5],
        )
        for i, ((first, last), wage) in enumerate(
            zip(_names(rng, 22), [26.0, 28.5, 31.0, 34.0, 38.0, 42.5] * 4, strict=False), 1
        )
    ]
    classes: Rows = [
        (1, "Vinyasa Yoga", "Mind & Body", 75, "beginner"),
        (2, "Power Yoga", "Mind & Body", 60, "advanced"),
        (3, "Pilates", "Mind & Body", 55, "beginner"),
        (4, "Spinning", "Cardio", 45, "intermediate"),
        (5, "HIIT", "Cardio", 30, "advanced"),
        (6, "Zumba", "Cardio", 50, "beginner"),
        (7, "Body Pump", "Strength", 60, "intermediate"),
        (8, "Kettlebell", "Strength", 45, "advanced"),
        (9, "Boxing", "Strength", 60, "intermediate"),
        (10, "Aqua Fit", "Water", 45, "beginner"),
    ]
    sessions: Rows = []
    for i in range(1, 1501):
        day = _days(rng, date(2024, 1, 1), TODAY + timedelta(days=9))
        kind = rng.choices(range(1, 10), [16, 8, 12, 18, 12, 9, 12, 5, 8])[0]
        sessions.append(
            (
                i,
                kind,
                rng.choices([1, 2, 3, 4, 5], [32, 18, 22, 8, 20])[0],
                rng.randint(1, 20),
                _moment(rng, day, 7, 20),
                rng.choice([10, 12, 15, 20, 25]),
                rng.random() < 0.05,
            )
        )
    bookings: Rows = []
    for session in sessions:
        for member in rng.sample(range(1, 261), rng.randint(0, min(9, session[5]))):
            past = session[4].date() < TODAY
            status = rng.choices(["attended", "no-show", "cancelled"], [78, 10, 12])[0] if past else "booked"
            made = session[4] - timedelta(hours=rng.randint(2, 200))
            stars = rng.choices([1, 2, 3, 4, 5], [3, 5, 14, 38, 40])[0] if status == "attended" else None
            bookings.append(
                (len(bookings) + 1, session[0], member, made, status, stars if rng.random() < 0.5 else None)
            )
    checkins: Rows = []
    for i in range(1, 6001):
        member = members[int(270 * rng.random() ** 1.6)]
        day = max(_days(rng, date(2024, 1, 1)), member[7])
        club = member[6] if rng.random() < 0.8 else rng.randint(1, 5)
        checkins.append((i, member[0], club, _moment(rng, day, 6, 21)))
    equipment: Rows = [
        (
            i,
            rng.randint(1, 6),
            rng.choices(["treadmill", "rowing machine", "bike", "bench", "cable tower"], [30, 15, 25, 20, 10])[0],
            rng.choice(["Technogym", "Life Fitness", "Matrix"]),
            _days(rng, date(2015, 1, 1), date(2025, 4, 30)),
            round(rng.uniform(350, 9200), 2) if rng.random() < 0.94 else None,
            rng.random() < 0.09,
        )
        for i in range(1, 161)
    ]
    return {
        "clubs": (
            "club_id integer primary key, club_name varchar, city varchar, opened_on date, size_sqm integer",
            clubs,
        ),
        "plans": (
            "plan_id integer primary key, plan_name varchar, billing_cycle varchar, monthly_fee decimal(8,2)",
            plans,
        ),
        "members": (
            "member_id integer primary key, first_name varchar, last_name varchar, email varchar, gender varchar, "
            "birth_date date, home_club_id integer references clubs(club_id), joined_on date, source varchar",
            members,
        ),
        "memberships": (
            "membership_id integer primary key, member_id integer references members(member_id), "
            "plan_id integer references plans(plan_id), start_date date, end_date date, status varchar, "
            "cancel_reason varchar",
            memberships,
        ),
        "payments": (
            "payment_id integer primary key, membership_id integer references memberships(membership_id), paid_on date, "
            "amount decimal(8,2), method varchar, status varchar",
            payments,
        ),
        "trainers": (
            "trainer_id integer primary key, full_name varchar, club_id integer references clubs(club_id), hired_on date, "
            "hourly_wage decimal(6,2), specialty varchar",
            trainers,
        ),
        "classes": (
            "class_id integer primary key, class_name varchar, category varchar, duration_minutes integer, "
            "difficulty varchar",
            classes,
        ),
        "class_sessions": (
            "session_id integer primary key, class_id integer references classes(class_id), "
            "club_id integer references clubs(club_id), trainer_id integer references trainers(trainer_id), "
            "starts_at timestamp, capacity integer, is_cancelled boolean",
            sessions,
        ),
        "bookings": (
            "booking_id integer primary key, session_id integer references class_sessions(session_id), "
            "member_id integer references members(member_id), booked_at timestamp, status varchar, rating integer",
            bookings,
        ),
        "checkins": (
            "checkin_id integer primary key, member_id integer references members(member_id), "
            "club_id integer references clubs(club_id), checked_in_at timestamp",
            checkins,
        ),
        "equipment": (
            "equipment_id integer primary key, club_id integer references clubs(club_id), equipment_type varchar, "
            "brand varchar, purchased_on date, purchase_price decimal(10,2), out_of_order boolean",
            equipment,
        ),
    }


def webshop() -> Made:
    """A star with fct_ and dim_ before the names, no key declared; orders without a campaign, sessions of nobody known."""
    rng = random.Random(1202)
    countries = ["Germany", "France", "Netherlands", "Spain", "Italy", "Sweden"]
    customers: Rows = [
        (
            i,
            f"{first} {last}",
            f"{first}.{last}@mail.example".lower(),
            rng.choices(countries, [40, 20, 14, 12, 9, 5])[0],
            rng.choices(["new", "regular", "vip"], [35, 52, 13])[0],
            _days(rng, date(2022, 1, 1), date(2025, 6, 10)),
            rng.choices(["google ads", "organic", "newsletter", "instagram", None], [28, 34, 14, 18, 6])[0],
        )
        for i, (first, last) in enumerate(_names(rng, 310), 1)
    ]
    shelves = {
        "Outdoor": ["Tents", "Sleeping Bags", "Backpacks"],
        "Shoes": ["Hiking Boots", "Sneakers"],
        "Clothing": ["Jackets", "Shirts", "Trousers"],
        "Electronics": ["Headlamps", "Watches"],
    }
    words = ["Alpha", "Boreal", "Cirrus", "Delta", "Ember", "Fjord", "Granite", "Horizon"]
    products: Rows = []
    for category, subcategories in shelves.items():
        for subcategory in subcategories:
            for word in rng.sample(words, 6):
                price = float(rng.choice([19, 29, 49, 79, 99, 129, 179, 249])) + 0.95
                number = len(products) + 1
                products.append(
                    (
                        number,
                        f"SKU-{7000 + number}",
                        f"{word} {subcategory}",
                        rng.choice(["Northpeak", "Trailhead", "Velora", "Bergzeit"]),
                        category,
                        subcategory,
                        round(price * rng.uniform(0.4, 0.7), 2) if rng.random() < 0.96 else None,
                        price,
                        rng.random() < 0.9,
                        _days(rng, date(2021, 1, 1), date(2025, 5, 1)),
                    )
                )
    campaigns: Rows = [
        (1, "Spring Trails 2024", "email", date(2024, 3, 1), date(2024, 4, 30), 12000.0),
        (2, "Summer Sale 2024", "social", date(2024, 6, 1), date(2024, 7, 31), 30000.0),
        (3, "Back to Nature", "search", date(2024, 9, 1), date(2024, 10, 15), 18000.0),
        (4, "Black Friday 2024", "social", date(2024, 11, 15), date(2024, 12, 1), 45000.0),
        (5, "Winter Warmers", "email", date(2024, 12, 5), date(2025, 1, 31), 9000.0),
        (6, "Spring Trails 2025", "search", date(2025, 3, 1), date(2025, 4, 30), 21000.0),
        (7, "Summer Kickoff 2025", "display", date(2025, 6, 1), date(2025, 6, 30), 26000.0),
    ]
    spend: Rows = []
    for campaign in campaigns:
        day = campaign[3]
        while day <= min(campaign[4], TODAY - timedelta(days=1)):
            shown = rng.randint(2000, 40000)
            clicks = int(shown * rng.uniform(0.004, 0.03))
            spend.append((campaign[0], day, shown, clicks, round(clicks * rng.uniform(0.3, 1.4), 2)))
            day += timedelta(days=1)
    agents: Rows = [
        (i, f"{first} {last}", team)
        for i, ((first, last), team) in enumerate(
            zip(_names(rng, 9), ["Orders", "Orders", "Returns", "Returns", "Tech"] * 2, strict=False), 1
        )
    ]
    orders: Rows = []
    items: Rows = []
    returns: Rows = []
    for i in range(1, 2601):
        day = _days(rng, date(2023, 3, 1))
        customer = customers[int(285 * rng.random() ** 1.4)]
        running = [c[0] for c in campaigns if c[3] <= day <= c[4]]
        status = rng.choices(["completed", "cancelled", "returned"], [86, 6, 8])[0]
        if status == "completed" and day > TODAY - timedelta(days=6):
            status = "shipped"
        lines: Rows = []
        for product in rng.sample(products[:57], rng.choices([1, 2, 3, 4], [48, 30, 15, 7])[0]):
            count = rng.choices([1, 2, 3], [80, 15, 5])[0]
            price = round(product[7] * rng.choice([1.0, 1.0, 0.9, 0.8]), 2)
            lines.append((len(items) + len(lines) + 1, i, product[0], count, price, round(count * price, 2)))
        items += lines
        goods = sum(line[5] for line in lines)
        fee = 0.0 if goods > 150 else 4.95
        cut = round(goods * rng.choice([0.0, 0.0, 0.0, 0.05, 0.1]), 2)
        orders.append(
            (
                i,
                customer[0],
                rng.choice(running) if running and rng.random() < 0.6 else None,
                _moment(rng, day, 0, 23),
                status,
                rng.choices(["paypal", "credit card", "invoice", "klarna"], [38, 32, 18, 12])[0],
                customer[3] if rng.random() < 0.93 else rng.choice(countries),
                fee,
                cut,
                round(goods + fee - cut, 2),
            )
        )
        for line in lines:
            if status == "returned" or (status == "completed" and rng.random() < 0.05):
                back = day + timedelta(days=rng.randint(3, 30))
                if back < TODAY:
                    why = rng.choices(
                        ["wrong size", "damaged", "not as described", "changed mind", None], [40, 15, 15, 25, 5]
                    )
                    returns.append((len(returns) + 1, line[0], back, why[0], line[3], line[5]))
    tickets: Rows = []
    for i in range(1, 901):
        opened = _moment(rng, _days(rng, date(2024, 1, 1)), 7, 22)
        closed = opened + timedelta(hours=int(rng.expovariate(1 / 30)) + 1)
        done = closed.date() < TODAY and rng.random() < 0.95
        order = orders[rng.randrange(2600)] if rng.random() < 0.7 else None
        tickets.append(
            (
                i,
                order[1] if order else rng.randint(1, 300),
                order[0] if order else None,
                rng.randint(1, 8) if rng.random() < 0.95 else None,
                opened,
                closed if done else None,
                rng.choices(["low", "medium", "high"], [30, 50, 20])[0],
                rng.choices(["delivery", "refund", "product question", "account"], [42, 26, 22, 10])[0],
                rng.choices([1, 2, 3, 4, 5], [8, 8, 14, 34, 36])[0] if done and rng.random() < 0.6 else None,
            )
        )
    visits: Rows = [
        (
            i,
            rng.randint(1, 300) if rng.random() < 0.45 else None,
            _moment(rng, _days(rng, date(2024, 7, 1)), 0, 23),
            rng.choices(["mobile", "desktop", "tablet"], [58, 34, 8])[0],
            rng.choice(["/home", "/sale", "/tents", "/shoes", "/blog"]),
            rng.randint(1, 24),
            rng.random() < 0.06,
        )
        for i in range(1, 5001)
    ]
    return {
        "dim_customers": (
            "customer_id integer, customer_name varchar, email varchar, country varchar, segment varchar, "
            "signup_date date, acquisition_channel varchar",
            customers,
        ),
        "dim_products": (
            "product_id integer, sku varchar, product_name varchar, brand varchar, category varchar, subcategory varchar, "
            "unit_cost double, list_price double, is_active boolean, launch_date date",
            products,
        ),
        "dim_campaigns": (
            "campaign_id integer, campaign_name varchar, channel varchar, start_date date, end_date date, budget double",
            campaigns,
        ),
        "dim_agents": ("agent_id integer, agent_name varchar, team varchar", agents),
        "fct_orders": (
            "order_id integer, customer_id integer, campaign_id integer, ordered_at timestamp, order_status varchar, "
            "payment_method varchar, shipping_country varchar, shipping_fee double, discount_amount double, "
            "order_total double",
            orders,
        ),
        "fct_order_items": (
            "order_item_id integer, order_id integer, product_id integer, quantity integer, unit_price double, "
            "line_total double",
            items,
        ),
        "fct_returns": (
            "return_id integer, order_item_id integer, returned_on date, return_reason varchar, "
            "quantity_returned integer, refund_amount double",
            returns,
        ),
        "fct_support_tickets": (
            "ticket_id integer, customer_id integer, order_id integer, agent_id integer, opened_at timestamp, "
            "closed_at timestamp, priority varchar, topic varchar, csat_score integer",
            tickets,
        ),
        "fct_campaign_spend": (
            "campaign_id integer, spend_date date, impressions integer, clicks integer, spend double",
            spend,
        ),
        "fct_web_sessions": (
            "session_id integer, customer_id integer, started_at timestamp, device varchar, landing_page varchar, "
            "pages_viewed integer, converted boolean",
            visits,
        ),
    }


def purchasing() -> Made:
    """CamelCase, primary keys declared and some foreign ones; late receipts, invoices not paid, items never bought."""
    rng = random.Random(1203)
    lands = {
        "Germany": ["Hamburg", "Munich", "Dresden"],
        "Poland": ["Wroclaw", "Gdansk"],
        "China": ["Shenzhen", "Ningbo"],
        "Italy": ["Turin", "Bologna"],
        "Czechia": ["Brno"],
    }
    stems = "Axion Brenner Cortec Dynaflow Elmet Ferrox Gantry Heliax Indupar Jotun Kestrel Lumex Metallo Norvik Optima"
    stems += " Polarit Quadrix Rotawerk Sintec Tribolan Unimat Vektor Westform Xylon Zentra Arcada Bolero Cantor"
    suppliers: Rows = []
    for i, stem in enumerate(stems.split(), 1):
        land = rng.choices(list(lands), [38, 20, 18, 14, 10])[0]
        suppliers.append(
            (
                i,
                f"{stem} {rng.choice(['GmbH', 'Ltd', 'S.p.A.', 'Trading', 'Industries'])}",
                land,
                rng.choice(lands[land]),
                rng.choices([14, 30, 45, 60], [20, 45, 15, 20])[0],
                rng.choices(["A", "B", "C", None], [35, 40, 17, 8])[0],
                rng.random() < 0.85,
                _days(rng, date(2016, 1, 1), date(2024, 12, 31)),
            )
        )
    groups: Rows = [
        (1, "Fasteners"),
        (2, "Bearings"),
        (3, "Electrical"),
        (4, "Hydraulics"),
        (5, "Packaging"),
        (6, "Raw Steel"),
        (7, "Lubricants"),
    ]
    nouns = {
        1: ["Hex Bolt", "Lock Nut", "Washer"],
        2: ["Ball Bearing", "Roller Bearing"],
        3: ["Cable", "Relay", "Fuse"],
        4: ["Pump", "Valve", "Hose"],
        5: ["Carton", "Stretch Film"],
        6: ["Steel Plate", "Round Bar"],
        7: ["Gear Oil"],
    }
    items: Rows = []
    for group, kinds in nouns.items():
        for noun in kinds:
            for size in rng.sample(["S", "M", "L", "XL", "40", "60", "80", "120"], 6):
                cost = round(rng.uniform(*{1: (0.05, 2), 4: (40, 900), 6: (60, 400)}.get(group, (3, 90))), 2)
                items.append(
                    (
                        len(items) + 1,
                        f"{group}{1000 + len(items)}",
                        f"{noun} {size}",
                        group,
                        cost,
                        rng.choice(["pcs", "pcs", "kg", "m"]),
                        rng.choice([20, 50, 100, 250, 500]),
                        rng.random() < 0.07,
                        rng.randint(1, 25) if rng.random() < 0.8 else None,
                    )
                )
    warehouses: Rows = [
        (1, "HAM", "Hamburg Main", "Hamburg"),
        (2, "LEJ", "Leipzig Hub", "Leipzig"),
        (3, "STR", "Stuttgart South", "Stuttgart"),
        (4, "DUI", "Duisburg Yard", "Duisburg"),
    ]
    departments = ["Purchasing", "Purchasing", "Purchasing", "Maintenance", "Production"]
    employees: Rows = [
        (i, f"{first} {last}", departments[i % 5], _days(rng, date(2010, 1, 1), date(2024, 9, 1)))
        for i, (first, last) in enumerate(_names(rng, 12), 1)
    ]
    orders: Rows = []
    lines: Rows = []
    receipts: Rows = []
    invoices: Rows = []
    moves: Rows = []
    for i in range(1, 1101):
        day = _days(rng)
        supplier = suppliers[int(25 * rng.random() ** 1.5)]
        promised = day + timedelta(days=rng.choice([7, 14, 14, 21, 30, 45]))
        cancelled = rng.random() < 0.05
        house = rng.choices([1, 2, 3, 4], [45, 30, 18, 7])[0]
        amount, came, wanted = 0.0, 0, rng.choices([1, 2, 3, 5], [35, 30, 20, 15])[0]
        for number, item in enumerate(rng.sample(items[:90], wanted), 1):
            quantity = rng.choice([10, 20, 50, 100, 200])
            price = round(item[4] * rng.uniform(0.85, 1.25), 2)
            lines.append((len(lines) + 1, i, number, item[0], quantity, price, round(quantity * price, 2)))
            amount += round(quantity * price, 2)
            arrives = promised + timedelta(days=rng.choices([-3, -1, 0, 2, 6, 15], [14, 20, 28, 18, 12, 8])[0])
            if not cancelled and arrives < TODAY and rng.random() < 0.97:
                came += 1
                refused = rng.choice([1, 2, 5]) if rng.random() < 0.08 else 0
                receipts.append((len(receipts) + 1, len(lines), house, arrives, quantity - refused, refused))
                at = _moment(rng, arrives, 6, 18)
                moves.append((len(moves) + 1, item[0], house, at, "Receipt", quantity - refused, item[4]))
        state = "Cancelled" if cancelled else "Received" if came == wanted else "Partially Received" if came else "Open"
        orders.append(
            (
                i,
                f"PO-{day.year}-{10000 + i}",
                supplier[0],
                rng.choices(range(1, 9), [25, 20, 15, 12, 10, 8, 6, 4])[0],
                house,
                day,
                promised,
                state,
                rng.choices(["EUR", "USD"], [88, 12])[0],
                round(rng.uniform(15, 420), 2) if rng.random() < 0.7 else None,
            )
        )
        billed = promised + timedelta(days=rng.randint(0, 12))
        if came and billed < TODAY:
            due = billed + timedelta(days=supplier[4])
            paid = due + timedelta(days=rng.choices([-10, -2, 0, 4, 20], [20, 30, 25, 15, 10])[0])
            net = round(amount * rng.choice([1.0, 1.0, 1.0, 1.02]), 2)
            invoices.append(
                (
                    len(invoices) + 1,
                    f"INV{50000 + i}",
                    supplier[0],
                    i if rng.random() < 0.95 else None,
                    billed,
                    due,
                    paid if paid < TODAY and rng.random() < 0.96 else None,
                    net,
                    round(net * 0.19, 2) if supplier[2] == "Germany" else 0.0,
                )
            )
    for _ in range(2200):
        kind = rng.choices(["Issue", "Transfer", "Adjustment"], [80, 14, 6])[0]
        item = items[rng.randrange(88)]
        count = -rng.randint(1, 60) if kind != "Adjustment" else rng.choice([-8, -3, 2, 5])
        moves.append(
            (len(moves) + 1, item[0], rng.randint(1, 4), _moment(rng, _days(rng), 6, 18), kind, count, item[4])
        )
    return {
        "Supplier": (
            '"SupplierID" integer primary key, "SupplierName" varchar, "Country" varchar, "City" varchar, '
            '"PaymentTermsDays" integer, "Rating" varchar, "IsApproved" boolean, "CreatedDate" date',
            suppliers,
        ),
        "ItemGroup": ('"ItemGroupID" integer primary key, "GroupName" varchar', groups),
        "Item": (
            '"ItemID" integer primary key, "ItemNo" varchar, "Description" varchar, '
            '"ItemGroupID" integer references "ItemGroup"("ItemGroupID"), "StandardCost" decimal(10,2), '
            '"UnitOfMeasure" varchar, "ReorderPoint" integer, "IsDiscontinued" boolean, "PreferredSupplierID" integer',
            items,
        ),
        "Warehouse": (
            '"WarehouseID" integer primary key, "WarehouseCode" varchar, "WarehouseName" varchar, "City" varchar',
            warehouses,
        ),
        "Employee": (
            '"EmployeeID" integer primary key, "FullName" varchar, "Department" varchar, "HireDate" date',
            employees,
        ),
        "PurchaseOrder": (
            '"PurchaseOrderID" integer primary key, "OrderNumber" varchar, '
            '"SupplierID" integer references "Supplier"("SupplierID"), '
            '"BuyerID" integer references "Employee"("EmployeeID"), "WarehouseID" integer, "OrderDate" date, '
            '"PromisedDate" date, "Status" varchar, "CurrencyCode" varchar, "Freight" decimal(10,2)',
            orders,
        ),
        "PurchaseOrderLine": (
            '"PurchaseOrderLineID" integer primary key, '
            '"PurchaseOrderID" integer references "PurchaseOrder"("PurchaseOrderID"), "LineNumber" integer, '
            '"ItemID" integer references "Item"("ItemID"), "OrderedQty" integer, "UnitPrice" decimal(10,2), '
            '"LineAmount" decimal(12,2)',
            lines,
        ),
        "GoodsReceipt": (
            '"GoodsReceiptID" integer primary key, "PurchaseOrderLineID" integer, "WarehouseID" integer, '
            '"ReceiptDate" date, "ReceivedQty" integer, "RejectedQty" integer',
            receipts,
        ),
        "SupplierInvoice": (
            '"InvoiceID" integer primary key, "InvoiceNumber" varchar, "SupplierID" integer, "PurchaseOrderID" integer, '
            '"InvoiceDate" date, "DueDate" date, "PaidDate" date, "InvoiceAmount" decimal(12,2), '
            '"TaxAmount" decimal(12,2)',
            invoices,
        ),
        "StockMovement": (
            '"MovementID" integer primary key, "ItemID" integer, "WarehouseID" integer, "MovementDate" timestamp, '
            '"MovementType" varchar, "Quantity" integer, "UnitCost" decimal(10,2)',
            moves,
        ),
    }


MADE_L = {"gym": gym, "webshop": webshop, "purchasing": purchasing}
