"""The databases of set E: a restaurant chain, an insurer, an energy retailer and a recruiting department."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import FIRST, TODAY, Made, Rows, _days, _months

LAST = TODAY - timedelta(days=1)


def _stamp(rng: random.Random, day: date, start: int = 0, end: int = 24) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=rng.randrange(start * 60, end * 60))


def bistro() -> Made:
    """Camel case, primary keys declared on some tables, no foreign keys; void and refunded orders, Y/N, 0/1 and boolean flags."""
    rng = random.Random(101)
    restaurants: Rows = [
        (i, name, city, opened, seats, drive)
        for i, (name, city, opened, seats, drive) in enumerate(
            [
                ("Old Port Grill", "Marseille", date(2012, 4, 2), 95, False),
                ("Canebiere Corner", "Marseille", date(2019, 9, 14), 60, False),
                ("Bellecour", "Lyon", date(2015, 3, 20), 110, False),
                ("Confluence", "Lyon", date(2021, 6, 1), 74, True),
                ("Capitole", "Toulouse", date(2010, 1, 11), 130, False),
                ("Airport Road", "Toulouse", date(2018, 5, 5), 48, True),
                ("Grand Place", "Lille", date(2016, 10, 30), 88, False),
                ("Ring South", "Lille", date(2022, 2, 17), 52, True),
                ("Quai Ouest", "Nantes", date(2025, 6, 10), 70, False),
            ],
            1,
        )
    ]
    dishes = {
        "Starter": ["Onion Soup", "Goat Cheese Salad", "Lentil Salad", "Pumpkin Soup", "Smoked Salmon", "Hummus Plate"],
        "Main": [
            "Steak Frites",
            "Duck Confit",
            "Ratatouille",
            "Mushroom Risotto",
            "Sea Bass",
            "Beef Burger",
            "Veggie Burger",
            "Chicken Curry",
            "Lasagne",
            "Tofu Bowl",
        ],
        "Dessert": ["Creme Brulee", "Chocolate Mousse", "Lemon Tart", "Fruit Sorbet", "Cheesecake"],
        "Drink": ["House Red", "House White", "Draft Beer", "Espresso", "Orange Juice", "Sparkling Water", "Lemonade"],
        "Side": ["Fries", "Green Beans", "Bread Basket", "Mashed Potatoes"],
    }
    base = {"Starter": 8, "Main": 18, "Dessert": 7, "Drink": 5, "Side": 4}
    vegan = {
        "Lentil Salad",
        "Pumpkin Soup",
        "Hummus Plate",
        "Ratatouille",
        "Tofu Bowl",
        "Fruit Sorbet",
        "Espresso",
        "Orange Juice",
        "Sparkling Water",
        "Lemonade",
        "Fries",
        "Green Beans",
    }
    menu: Rows = []
    for category, names in dishes.items():
        for name in names:
            price = round(base[category] * rng.uniform(0.75, 1.4), 2)
            cost = round(price * rng.uniform(0.2, 0.45), 2) if rng.random() > 0.1 else None
            menu.append((len(menu) + 1, name, category, price, cost, "Y" if name in vegan else "N"))
    sold = [m for m in menu if m[1] not in ("Lasagne", "Lemonade", "Cheesecake")]
    roles = {"server": 12.5, "cook": 15.0, "manager": 22.0, "dishwasher": 11.8}
    names = ["Lea", "Hugo", "Emma", "Louis", "Jade", "Adam", "Nina", "Paul", "Chloe", "Marc"]
    families = ["Martin", "Bernard", "Petit", "Durand", "Leroy", "Moreau"]
    people = [f"{a} {b}" for b in families for a in names]
    rng.shuffle(people)
    staff: Rows = []
    for i in range(1, 57):
        role = rng.choice(["server", "server", "server", "cook", "cook", "dishwasher"]) if i % 8 else "manager"
        staff.append(
            (
                i,
                people[3] if i == 41 else people[i],
                role,
                round(roles[role] * rng.uniform(0.9, 1.25), 2),
                rng.randint(1, 8),
                _days(rng, date(2019, 1, 1), date(2025, 5, 1)),
            )
        )
    servers = [s for s in staff if s[2] == "server"]
    shifts: Rows = []
    for i in range(1, 1601):
        who = rng.choice(staff)
        planned = float(rng.choice([4, 6, 8, 8]))
        missed = rng.random() < 0.05
        shifts.append(
            (
                i,
                who[0],
                who[4],
                _days(rng),
                planned,
                None if missed else planned + rng.choice([-1, 0, 0, 0, 0.5, 1]),
                1 if missed else 0,
            )
        )
    orders: Rows = []
    lines: Rows = []
    for i in range(1, 2601):
        place = rng.choices(range(1, 9), [9, 5, 8, 6, 10, 3, 7, 4])[0]
        opened = _stamp(rng, _days(rng), 11, 23)
        kind = rng.choice(["dine-in", "dine-in", "dine-in", "takeaway", "delivery"])
        status = rng.choice(["paid"] * 17 + ["void", "refunded"])
        if opened.date() >= LAST - timedelta(days=1) and rng.random() > 0.5:
            status = "open"
        total = 0.0
        if i % 120:
            for number, item in enumerate(rng.sample(sold, rng.randint(1, 4)), 1):
                quantity = rng.choice([1, 1, 2, 2, 3, 4])
                discount = rng.choice([0, 0, 0, 0, 10, 20])
                amount = round(item[3] * quantity * (1 - discount / 100), 2)
                total += amount
                lines.append((i, number, item[0] if rng.random() > 0.004 else 999, quantity, item[3], discount, amount))
        orders.append(
            (
                i,
                place if i % 400 else 77,
                rng.choice(servers)[0] if kind == "dine-in" else None,
                opened,
                None if status == "open" else opened + timedelta(minutes=rng.randint(8, 150)),
                kind,
                rng.choice([1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 8, 10]) if kind == "dine-in" else None,
                status,
                None if status in ("void", "open") else rng.choice(["card", "card", "card", "cash", "voucher"]),
                round(total, 2),
                round(total * rng.choice([0, 0, 0.05, 0.1, 0.12]), 2) if kind != "takeaway" else 0.0,
            )
        )
    reservations: Rows = []
    for i in range(1, 1201):
        created = _stamp(rng, _days(rng), 8, 23)
        wanted = _stamp(rng, created.date() + timedelta(days=rng.randint(0, 30)), 18, 22)
        status = rng.choice(["seated"] * 7 + ["cancelled", "cancelled", "no-show"])
        if wanted.date() >= TODAY:
            status = rng.choice(["booked", "booked", "booked", "cancelled"])
        reservations.append(
            (
                i,
                rng.randint(1, 8),
                f"{rng.choice(names)} {rng.choice(families)}",
                rng.randint(1, 12),
                created,
                wanted,
                status,
                rng.choice(["phone", "website", "app"]) if rng.random() > 0.03 else None,
            )
        )
    return {
        "restaurants": (
            "restaurantId integer primary key, restaurantName varchar, city varchar, openedOn date, seats integer, "
            "hasDriveThru boolean",
            restaurants,
        ),
        "menuItems": (
            "menuItemId integer primary key, itemName varchar, category varchar, menuPrice double, ingredientCost double, "
            "isVegan varchar",
            menu,
        ),
        "staff": (
            "staffId integer primary key, fullName varchar, role varchar, hourlyWage double, restaurantId integer, hiredOn date",
            staff,
        ),
        "staffShifts": (
            "shiftId integer, staffId integer, restaurantId integer, shiftDate date, plannedHours double, workedHours double, "
            "noShow integer",
            shifts,
        ),
        "orders": (
            "orderId integer primary key, restaurantId integer, serverId integer, openedAt timestamp, closedAt timestamp, "
            "orderType varchar, guestCount integer, orderStatus varchar, paymentMethod varchar, "
            "netTotal double, tipAmount double",
            orders,
        ),
        "orderItems": (
            "orderId integer, lineNo integer, menuItemId integer, quantity integer, soldPrice double, discountPct integer, "
            "lineTotal double",
            lines,
        ),
        "reservations": (
            "reservationId integer primary key, restaurantId integer, guestName varchar, partySize integer, createdAt timestamp, "
            "reservedFor timestamp, reservationStatus varchar, source varchar",
            reservations,
        ),
    }


def insurance() -> Made:
    """tbl_ prefixes, primary and foreign keys declared; claims have three dates, amounts are null until approved."""
    rng = random.Random(202)
    regions = ["North", "South", "East", "West"]
    first = ["Alice", "Bruno", "Carla", "David", "Elena", "Frank", "Grace", "Henry", "Irene", "Jack"]
    last = ["Archer", "Boone", "Castillo", "Drake", "Ellis", "Foster", "Greer", "Holt", "Irwin", "Joyce"]
    agents: Rows = [
        (
            i,
            f"{first[(i * 3) % 10]} {last[(i * 7 + i // 10) % 10]}",
            regions[i % 4],
            _days(rng, date(2014, 1, 1), date(2024, 12, 1)),
            rng.choice([0.05, 0.075, 0.1]),
        )
        for i in range(1, 23)
    ]
    holders: Rows = [
        (
            i,
            f"{rng.choice(first)} {rng.choice('ABCDEFGHKLMPRST')}. {rng.choice(last)}",
            _days(rng, date(1945, 1, 1), date(2004, 12, 31)),
            rng.choice(["Texas", "Ohio", "Nevada", "Georgia", "Oregon", "Maine"]),
            rng.choice("MF"),
            "Y" if rng.random() < 0.17 else "N",
            rng.randint(480, 840) if rng.random() > 0.08 else None,
        )
        for i in range(1, 701)
    ]
    policies: Rows = []
    for i in range(1, 1201):
        product = rng.choice(["auto", "auto", "auto", "home", "home", "life", "travel"])
        start = _days(rng, date(2022, 1, 1), LAST)
        end = start + timedelta(days=365)
        if end < TODAY:
            status = rng.choice(["expired", "expired", "lapsed", "cancelled"])
        else:
            status = rng.choice(["active"] * 8 + ["cancelled"])
        rate = {"auto": 900, "home": 1300, "life": 600, "travel": 140}[product]
        cover = {"auto": 30000, "home": 320000, "life": 150000, "travel": 10000}[product]
        policies.append(
            (
                i,
                f"{product[:2].upper()}-{10000 + i}",
                rng.randint(1, 640),
                rng.randint(1, 20) if rng.random() > 0.12 else None,
                product,
                start,
                end,
                round(rate * rng.uniform(0.6, 1.8), 2),
                float(round(cover * rng.uniform(0.5, 1.6), -2)),
                status,
                rng.random() < 0.55,
            )
        )
    autos = [p[0] for p in policies if p[4] == "auto"]
    vehicles: Rows = []
    makes = {
        "Toyota": ["Corolla", "RAV4"],
        "Ford": ["Focus", "F-150"],
        "Honda": ["Civic", "CR-V"],
        "Tesla": ["Model 3"],
        "Volvo": ["XC60", "V40"],
        "Kia": ["Rio"],
    }
    for policy in autos:
        for _ in range(rng.choice([1, 1, 1, 2])):
            make = rng.choice(["Toyota", "Toyota", "Ford", "Ford", "Honda", "Tesla", "Volvo", "Kia"])
            vehicles.append(
                (
                    len(vehicles) + 1,
                    policy,
                    make,
                    rng.choice(makes[make]),
                    rng.randint(2004, 2025),
                    float(rng.randint(25, 700) * 100) if rng.random() > 0.04 else None,
                )
            )
    kinds = {
        "auto": ["collision", "collision", "theft", "injury"],
        "home": ["fire", "water", "theft"],
        "life": ["death"],
        "travel": ["injury", "theft"],
    }
    claims: Rows = []
    payments: Rows = []
    for i in range(1, 1401):
        policy = policies[rng.randrange(1150)]
        loss = max(FIRST, policy[5]) + timedelta(days=rng.randint(0, 330))
        if loss > LAST - timedelta(days=2):
            loss = _days(rng, date(2024, 7, 1), LAST - timedelta(days=2))
        reported = min(loss + timedelta(days=rng.choice([0, 1, 2, 3, 5, 9, 20, 41])), LAST)
        claimed = round(rng.uniform(0.01, 0.35) * policy[8], 2)
        status = rng.choice(["paid"] * 5 + ["approved", "denied", "denied", "withdrawn"])
        if reported > TODAY - timedelta(days=90) and rng.random() > 0.4:
            status = "open"
        approved = round(claimed * rng.uniform(0.5, 1), 2) if status in ("paid", "approved") else None
        closed = None
        if status in ("paid", "denied", "withdrawn"):
            closed = min(reported + timedelta(days=rng.randint(5, 120)), LAST)
        claims.append((i, policy[0], loss, reported, closed, rng.choice(kinds[policy[4]]), status, claimed, approved))
        if status == "paid" and approved is not None:
            parts = rng.choice([1, 1, 2, 3])
            for _ in range(parts):
                payments.append(
                    (
                        len(payments) + 1,
                        i,
                        min(reported + timedelta(days=rng.randint(5, 120)), LAST),
                        round(approved / parts, 2),
                        rng.choice(["check", "wire", "wire", "ach"]),
                    )
                )
    return {
        "tbl_agent": (
            "agent_id integer primary key, agent_name varchar, region varchar, hired_on date, commission_rate double",
            agents,
        ),
        "tbl_policyholder": (
            "holder_id integer primary key, holder_name varchar, birth_date date, state varchar, gender varchar, "
            "smoker_flag varchar, credit_score integer",
            holders,
        ),
        "tbl_policy": (
            "policy_id integer primary key, policy_no varchar, holder_id integer references tbl_policyholder(holder_id), "
            "agent_id integer references tbl_agent(agent_id), product varchar, start_date date, end_date date, "
            "annual_premium double, sum_insured double, policy_status varchar, auto_renew boolean",
            policies,
        ),
        "tbl_vehicle": (
            "vehicle_id integer primary key, policy_id integer references tbl_policy(policy_id), make varchar, model varchar, "
            "model_year integer, vehicle_value double",
            vehicles,
        ),
        "tbl_claim": (
            "claim_id integer primary key, policy_id integer references tbl_policy(policy_id), loss_date date, "
            "reported_date date, closed_date date, claim_type varchar, claim_status varchar, claimed_amount double, "
            "approved_amount double",
            claims,
        ),
        "tbl_payment": (
            "payment_id integer primary key, claim_id integer references tbl_claim(claim_id), paid_on date, paid_amount double, "
            "pay_method varchar",
            payments,
        ),
    }


def energy() -> Made:
    """Abbreviated names, nothing declared; meter readings are cumulative; invoices and visits of customers that are gone."""
    rng = random.Random(303)
    cities = ["Bergen", "Oslo", "Oslo", "Trondheim", "Stavanger", "Tromso"]
    names = ["Berg", "Dahl", "Hansen", "Lund", "Moen", "Nilsen", "Olsen", "Solberg", "Strand", "Vik"]
    cust: Rows = [
        (
            i,
            f"{rng.choice(names)} {rng.choice(['Bakery', 'Foods', 'Steel', 'Hotel', 'Optics'])} {i}"
            if i % 5 == 0
            else f"{rng.choice(['Kari', 'Ola', 'Nora', 'Jon', 'Liv', 'Per'])} {rng.choice(names)}",
            rng.choice(["commercial", "commercial", "industrial"]) if i % 5 == 0 else "residential",
            rng.choice(cities),
            _days(rng, date(2018, 1, 1), LAST),
            f"c{i}@mail.example" if rng.random() > 0.12 else None,
            1 if rng.random() > 0.2 else 0,
        )
        for i in range(1, 361)
    ]
    meters: Rows = []
    readings: Rows = []
    for i in range(1, 281):
        owner = rng.randint(1, 330)
        kind = rng.choice(["electric", "electric", "gas", "heat"])
        installed = (
            _days(rng, date(2019, 1, 1), date(2025, 4, 30))
            if i % 3
            else _days(rng, date(2024, 1, 1), date(2024, 12, 31))
        )
        meters.append((i, f"SN{70000 + i * 13}", owner, kind, installed))
        value = float(rng.randint(500, 9000)) if installed < FIRST else 0.0
        for end in _months():
            if end >= installed:
                value += rng.randint(20, 900)
                readings.append((i, end, value, "Y" if rng.random() < 0.15 else "N"))
    trf: Rows = [
        (1, "Basic", 0.24, 5.0, 0),
        (2, "Fixed 12", 0.29, 7.5, 0),
        (3, "Fixed 24", 0.27, 7.0, 0),
        (4, "Green Home", 0.33, 6.0, 1),
        (5, "Green Business", 0.31, 14.0, 1),
        (6, "Night Saver", 0.21, 8.0, 0),
        (7, "Spot", 0.35, 4.5, 0),
    ]
    ctr: Rows = []
    for i in range(1, 521):
        start = _days(rng)
        state = rng.choice(["active", "active", "active", "ended", "cancelled"])
        ctr.append(
            (
                i,
                rng.randint(1, 350) if i % 75 else 5000 + i,
                rng.choices(range(1, 7), [20, 14, 9, 16, 7, 11])[0],
                start,
                None if state == "active" else min(start + timedelta(days=rng.randint(20, 500)), LAST),
                state,
            )
        )
    inv: Rows = []
    for i in range(1, 2401):
        issued = _days(rng)
        due = issued + timedelta(days=21)
        net = round(rng.uniform(20, 900) * (4 if i % 9 == 0 else 1), 2)
        state = rng.choice(["paid"] * 9 + ["cancelled"])
        if state == "paid" and (rng.random() < 0.08 or issued > TODAY - timedelta(days=10)):
            state = "overdue" if due < TODAY else "open"
        paid = min(issued + timedelta(days=rng.randint(1, 45)), LAST) if state == "paid" else None
        tax = round(net * 0.25, 2)
        inv.append(
            (i, rng.randint(1, 345) if i % 200 else 8000 + i, issued, due, paid, net, tax, round(net + tax, 2), state)
        )
    tech: Rows = [
        (i, f"{a} {b}", depot, _days(rng, date(2015, 1, 1), date(2024, 6, 1)))
        for i, (a, b, depot) in enumerate(
            [
                ("Arne", "Berg", "Harbour"),
                ("Bente", "Dahl", "Harbour"),
                ("Cato", "Lund", "Hillside"),
                ("Dina", "Moen", "Hillside"),
                ("Egil", "Vik", "Hillside"),
                ("Frida", "Olsen", "Airport"),
                ("Geir", "Strand", "Airport"),
                ("Hilde", "Nilsen", "Airport"),
                ("Ivar", "Solberg", "Harbour"),
            ],
            1,
        )
    ]
    visits: Rows = []
    for i in range(1, 1101):
        planned = _days(rng, FIRST, TODAY + timedelta(days=25))
        state = rng.choice(["completed"] * 7 + ["cancelled"]) if planned < LAST - timedelta(days=6) else "scheduled"
        done = planned + timedelta(days=rng.choice([0, 0, 0, 0, 1, 2, 6])) if state == "completed" else None
        visits.append(
            (
                i,
                rng.choices(range(1, 9), [5, 9, 7, 4, 8, 3, 6, 10])[0],
                rng.randint(1, 340) if i % 150 else 9900,
                planned,
                done,
                rng.choice(["installation", "repair", "repair", "inspection"]),
                state,
                rng.randint(15, 240) if done else None,
                rng.randint(1, 5) if done and rng.random() > 0.4 else None,
            )
        )
    return {
        "cust": (
            "cust_id integer, cust_nm varchar, cust_typ varchar, city varchar, signup_dt date, email varchar, actv_flg integer",
            cust,
        ),
        "mtr": ("mtr_id integer, serial_no varchar, cust_id integer, mtr_typ varchar, instl_dt date", meters),
        "mtr_rdg": ("mtr_id integer, rdg_dt date, rdg_val double, est_flg varchar", readings),
        "trf": ("trf_id integer, trf_nm varchar, unit_price double, standing_chg double, green_flg integer", trf),
        "ctr": ("ctr_id integer, cust_id integer, trf_id integer, start_dt date, end_dt date, ctr_stat varchar", ctr),
        "inv": (
            "inv_id integer, cust_id integer, inv_dt date, due_dt date, paid_dt date, net_amt double, tax_amt double, "
            "tot_amt double, inv_stat varchar",
            inv,
        ),
        "tech": ("tech_id integer, tech_nm varchar, depot varchar, hire_dt date", tech),
        "svc_visit": (
            "visit_id integer, tech_id integer, cust_id integer, sched_dt date, compl_dt date, visit_typ varchar, "
            "visit_stat varchar, dur_min integer, cust_rating integer",
            visits,
        ),
    }


def recruiting() -> Made:
    """snake_case with primary keys and few foreign keys; managers, salary history, applications of jobs that are gone."""
    rng = random.Random(404)
    departments: Rows = [
        (1, "Engineering", "Berlin", 4200000.0),
        (2, "Sales", "Madrid", 2100000.0),
        (3, "Marketing", "Madrid", 950000.0),
        (4, "Finance", "Berlin", 1250000.0),
        (5, "Support", "Krakow", 780000.0),
        (6, "Legal", "Berlin", None),
        (7, "Research", "Krakow", 1600000.0),
    ]
    first = ["Anna", "Ben", "Cora", "Dario", "Eva", "Felix", "Gina", "Hans", "Ines", "Jonas", "Klara", "Leon"]
    last = [
        "Adler",
        "Bauer",
        "Conti",
        "Diaz",
        "Engel",
        "Fischer",
        "Garcia",
        "Hoff",
        "Ivanov",
        "Jansen",
        "Kowal",
        "Lopez",
    ]
    roles = {
        1: ["Software Engineer", "Data Engineer", "QA Analyst"],
        2: ["Account Executive", "Sales Manager"],
        3: ["Content Writer", "Brand Manager"],
        4: ["Accountant", "Controller"],
        5: ["Support Agent"],
        6: ["Counsel"],
        7: ["Research Scientist", "Data Scientist"],
    }
    employees: Rows = []
    pay: Rows = []
    names = [(a, b) for a in first for b in last]
    rng.shuffle(names)
    for i in range(1, 141):
        home = i if i <= 7 else rng.choices([1, 2, 3, 4, 5, 7], [9, 6, 3, 3, 5, 3])[0]
        hired = _days(rng, date(2016, 1, 1), date(2019, 12, 31)) if i <= 20 else _days(rng, date(2018, 1, 1), LAST)
        left = None
        if i > 20 and hired < date(2024, 12, 1) and rng.random() < 0.24:
            left = _days(rng, max(hired + timedelta(days=60), FIRST), LAST)
        boss = None if i == 1 else 1 if i <= 7 else home if i <= 24 else rng.choice([home, home, rng.randint(8, 24)])
        given, family = names[i]
        employees.append(
            (
                i,
                given,
                family,
                home if i not in (60, 90) else None,
                boss,
                "Head of " + departments[i - 1][1] if i <= 7 else rng.choice(roles[home]),
                hired,
                left,
                rng.random() < 0.35,
                rng.choice(["female", "male"]),
            )
        )
        start, amount = hired, float(rng.randint(34, 95) * 1000) * (1.8 if i <= 7 else 1)
        for _ in range(rng.choice([0, 1, 1, 2])):
            end = start + timedelta(days=rng.randint(300, 600))
            if end >= (left or LAST):
                break
            pay.append((i, start, end - timedelta(days=1), amount))
            start, amount = end, float(round(amount * rng.uniform(1.02, 1.15), -1))
        pay.append((i, start, left, amount))
    jobs: Rows = []
    for i in range(1, 101):
        home = rng.choices(range(1, 8), [9, 6, 3, 3, 5, 1, 3])[0]
        low = float(rng.randint(34, 80) * 1000)
        posted = _days(rng, FIRST, date(2025, 6, 10))
        state = (
            rng.choice(["filled", "filled", "filled", "cancelled"])
            if posted < date(2025, 2, 1)
            else rng.choice(["open", "open", "open", "on hold"])
        )
        jobs.append(
            (
                i,
                rng.choice(roles[home]),
                home,
                posted,
                min(posted + timedelta(days=rng.randint(20, 120)), LAST) if state in ("filled", "cancelled") else None,
                rng.choice(["full-time", "full-time", "full-time", "part-time", "contract", "internship"]),
                low,
                low + rng.randint(5, 25) * 1000 if rng.random() > 0.1 else None,
                state,
            )
        )
    candidates: Rows = [
        (
            i,
            f"{rng.choice(first)} {rng.choice(last)}",
            rng.choice(["Germany", "Germany", "Spain", "Poland", "Italy", "Brazil", "India"]),
            rng.randint(0, 22) if rng.random() > 0.07 else None,
            rng.choice(["LinkedIn", "LinkedIn", "referral", "agency", "career site"]),
            _stamp(rng, _days(rng), 6, 23),
        )
        for i in range(1, 1001)
    ]
    applications: Rows = []
    interviews: Rows = []
    for i in range(1, 2001):
        job = jobs[min(int(rng.random() ** 1.6 * 96), 95)]
        applied = job[3] + timedelta(days=rng.randint(0, max(0, min(90, (LAST - job[3]).days))))
        stage = rng.choices(
            ["applied", "screening", "interview", "offer", "hired", "rejected", "withdrawn"], [4, 6, 7, 2, 4, 30, 5]
        )[0]
        decided = None
        if stage in ("hired", "rejected", "withdrawn"):
            decided = min(applied + timedelta(days=rng.randint(2, 75)), LAST)
        applications.append(
            (
                i,
                job[0] if i % 250 else 600 + i // 250,
                rng.randint(1, 880),
                applied,
                stage,
                float(rng.randint(32, 110) * 1000) if rng.random() > 0.2 else None,
                decided,
            )
        )
        if stage in ("interview", "offer", "hired") or (stage == "rejected" and rng.random() < 0.4):
            for _ in range(rng.choice([1, 1, 2, 3])):
                when = _stamp(rng, min(applied + timedelta(days=rng.randint(1, 40)), TODAY + timedelta(days=12)), 8, 18)
                held = when.date() < TODAY and rng.random() > 0.06
                interviews.append(
                    (
                        len(interviews) + 1,
                        i,
                        rng.randint(1, 60),
                        when,
                        rng.choice([30, 45, 60, 60, 90]),
                        rng.randint(1, 10) if held else None,
                        rng.choice(["pass", "pass", "fail"]) if held else ("no-show" if when.date() < TODAY else None),
                    )
                )
    return {
        "departments": (
            "dept_id integer primary key, dept_name varchar, location varchar, annual_budget double",
            departments,
        ),
        "employees": (
            "emp_id integer primary key, first_name varchar, last_name varchar, dept_id integer references departments(dept_id), "
            "manager_id integer, job_title varchar, hire_date date, termination_date date, is_remote boolean, gender varchar",
            employees,
        ),
        "salary_history": ("emp_id integer, effective_from date, effective_to date, base_salary double", pay),
        "jobs": (
            "job_id integer primary key, title varchar, dept_id integer references departments(dept_id), posted_on date, "
            "closed_on date, employment_type varchar, salary_min double, salary_max double, job_status varchar",
            jobs,
        ),
        "candidates": (
            "candidate_id integer primary key, full_name varchar, country varchar, years_experience integer, source varchar, "
            "created_at timestamp",
            candidates,
        ),
        "applications": (
            "application_id integer primary key, job_id integer, candidate_id integer, applied_on date, stage varchar, "
            "expected_salary double, decided_on date",
            applications,
        ),
        "interviews": (
            "interview_id integer, application_id integer, interviewer_id integer, scheduled_at timestamp, duration_min integer, "
            "score integer, outcome varchar",
            interviews,
        ),
    }


MADE_E = {"bistro": bistro, "insurance": insurance, "energy": energy, "recruiting": recruiting}
