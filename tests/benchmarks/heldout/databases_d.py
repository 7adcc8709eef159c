"""The databases of set D: an airline and a bank here; music streaming, a manufacturer and a public library beside."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_d_factory import factory
from tests.benchmarks.heldout.databases_d_more import _moment, library, music


def airline() -> Made:
    """Plural snake_case names; primary and foreign keys declared, two roads from a flight to its airports."""
    rng = random.Random(401)
    airports: Rows = [
        ("AMS", "Schiphol", "Amsterdam", "Netherlands", -3),
        ("LHR", "Heathrow", "London", "United Kingdom", 25),
        ("LGW", "Gatwick", "London", "United Kingdom", 62),
        ("CDG", "Charles de Gaulle", "Paris", "France", 119),
        ("NCE", "Cote d'Azur", "Nice", "France", 4),
        ("FCO", "Fiumicino", "Rome", "Italy", 5),
        ("MAD", "Barajas", "Madrid", "Spain", 610),
        ("OSL", "Gardermoen", "Oslo", "Norway", 208),
        ("ATH", "Eleftherios Venizelos", "Athens", "Greece", 94),
        ("KEF", "Keflavik", "Reykjavik", "Iceland", 52),
        ("TRD", "Vaernes", "Trondheim", "Norway", 17),
    ]
    aircraft: Rows = [
        (f"PH-{a}", model, maker, seats, date(year, rng.randint(1, 12), rng.randint(1, 28)))
        for a, (model, maker, seats, year) in zip(
            ["BXA", "BXB", "BXC", "EZD", "EZE", "EZF", "NXG", "NXH", "AOI", "AOJ"],
            [
                ("A320neo", "Airbus", 174, 2019),
                ("A320neo", "Airbus", 174, 2020),
                ("A321", "Airbus", 212, 2016),
                ("E190", "Embraer", 100, 2012),
                ("E190", "Embraer", 100, 2013),
                ("E195-E2", "Embraer", 132, 2022),
                ("737-800", "Boeing", 186, 2010),
                ("737-800", "Boeing", 186, 2011),
                ("737 MAX 8", "Boeing", 197, 2023),
                ("A330-300", "Airbus", 292, 2014),
            ],
            strict=True,
        )
    ]
    used = [a[0] for a in aircraft[:9]]
    hubs = ["AMS", "AMS", "AMS", "LHR", "CDG"]
    flights: Rows = []
    for i in range(1, 1601):
        day = _days(rng)
        planned = _moment(rng, day, 5, 22)
        status = rng.choices(["landed", "cancelled", "diverted"], [90, 7, 3])[0]
        delay = max(-5, int(rng.gauss(9, 16))) if status != "cancelled" else None
        origin, target = rng.choice(hubs), rng.choice([a[0] for a in airports[:10]])
        if rng.random() < 0.45:
            origin, target = target, origin
        if origin == target:
            target = "OSL" if origin != "OSL" else "AMS"
        flights.append(
            (
                i,
                f"LN{rng.randint(100, 160)}",
                origin,
                target,
                rng.choices(used, [5, 5, 3, 4, 4, 2, 6, 3, 1])[0] if rng.random() > 0.02 else None,
                planned,
                planned + timedelta(minutes=delay) if delay is not None else None,
                delay,
                max(-20, delay + rng.randint(-12, 10)) if delay is not None else None,
                rng.randint(350, 2900),
                status,
            )
        )
    names = ["Ida", "Noah", "Mila", "Lars", "Emma", "Omar", "Sofia", "Hugo"]
    lasts = ["Bakker", "Jansen", "Olsen", "Rossi", "Garcia", "Papas", "Dubois", "Smith"]
    passengers: Rows = [
        (
            i,
            f"{rng.choice(names)} {rng.choice(lasts)}",
            rng.choice(["Dutch", "British", "French", "Norwegian", "Italian", "Greek"]),
            date(rng.randint(1945, 2012), rng.randint(1, 12), rng.randint(1, 28)),
            rng.choices(["Platinum", "Gold", "Silver", None], [4, 10, 22, 64])[0],
            rng.choice(["M", "F"]),
        )
        for i in range(1, 701)
    ]
    bookings: Rows = []
    for i in range(1, 4201):
        flight = rng.choice(flights[:1550])
        cabin = rng.choices(["Economy", "Premium Economy", "Business"], [75, 15, 10])[0]
        fare = round(rng.uniform(39, 260) * {"Economy": 1, "Premium Economy": 1.7, "Business": 3.4}[cabin], 2)
        bookings.append(
            (
                i,
                rng.randint(1, 640),
                flight[0],
                flight[5].date() - timedelta(days=rng.randint(0, 120)),
                cabin,
                fare,
                rng.choices([0, 1, 2, 3], [50, 35, 12, 3])[0],
                rng.choices(["web", "mobile app", "travel agent", None], [50, 30, 18, 2])[0],
                rng.random() < 0.04,
            )
        )
    causes: Rows = []
    for flight in flights:
        if flight[7] is not None and flight[7] > 15:
            first = rng.choice(["weather", "crew", "technical", "air traffic control"])
            part = rng.randint(5, flight[7])
            causes.append((len(causes) + 1, flight[0], first, part))
            if part < flight[7]:
                causes.append((len(causes) + 1, flight[0], rng.choice(["late inbound", "baggage"]), flight[7] - part))
    return {
        "airports": (
            "airport_code varchar primary key, airport_name varchar, city varchar, country varchar, "
            "elevation_m integer",
            airports,
        ),
        "aircraft": (
            "tail_number varchar primary key, model varchar, manufacturer varchar, seats integer, "
            "in_service_since date",
            aircraft,
        ),
        "flights": (
            "flight_id integer primary key, flight_number varchar, "
            "origin_airport varchar references airports(airport_code), "
            "destination_airport varchar references airports(airport_code), "
            "tail_number varchar references aircraft(tail_number), "
            "scheduled_departure timestamp, actual_departure timestamp, departure_delay_minutes integer, "
            "arrival_delay_minutes integer, distance_km integer, flight_status varchar",
            flights,
        ),
        "passengers": (
            "passenger_id integer primary key, full_name varchar, nationality varchar, birth_date date, "
            "frequent_flyer_tier varchar, gender varchar",
            passengers,
        ),
        "bookings": (
            "booking_id integer primary key, passenger_id integer references passengers(passenger_id), "
            "flight_id integer references flights(flight_id), booked_on date, cabin_class varchar, fare double, "
            "checked_bags integer, booking_channel varchar, is_no_show boolean",
            bookings,
        ),
        "delay_causes": (
            "delay_cause_id integer primary key, flight_id integer references flights(flight_id), "
            "cause varchar, minutes integer",
            causes,
        ),
    }


def bank() -> Made:
    """tbl_ names and abbreviated columns, nothing declared; a daily balance, two roads from a loan to a branch."""
    rng = random.Random(402)
    branch: Rows = [
        (10, "Main Street", "North", date(1998, 4, 1)),
        (11, "Harbour", "North", date(2004, 9, 15)),
        (12, "Old Town", "South", date(1987, 1, 5)),
        (13, "Station Square", "South", date(2012, 6, 1)),
        (14, "Airport Road", "West", date(2019, 3, 20)),
        (15, "University", "West", date(2023, 2, 1)),
    ]
    firsts = ["Alice", "Bob", "Carla", "Deepak", "Erin", "Femi", "Grace", "Hiro"]
    lasts = ["Adams", "Brown", "Chen", "Diaz", "Evans", "Fofana", "Gupta", "Hall"]
    cust: Rows = [
        (
            1000 + i,
            f"{rng.choice(firsts)} {rng.choice(lasts)}",
            rng.choices(["Retail", "Business", "Private"], [70, 20, 10])[0],
            rng.choice(["Springfield", "Riverton", "Lakeside", "Hillview"]) if rng.random() > 0.03 else None,
            date(rng.randint(1940, 2004), rng.randint(1, 12), rng.randint(1, 28)),
            _days(rng, date(2015, 1, 1)),
            rng.choice(["Y", "N", "N", "N"]),
        )
        for i in range(1, 261)
    ]
    acct: Rows = []
    for i in range(1, 321):
        opened = _days(rng, date(2016, 1, 1), date(2025, 5, 31))
        closed = None
        if rng.random() < 0.1:
            closed = (
                _days(rng, max(opened + timedelta(days=5), date(2025, 1, 10)), date(2025, 6, 15))
                if opened < date(2025, 5, 1)
                else None
            )
        acct.append(
            (
                500000 + i,
                1000 + rng.randint(1, 230) if i % 80 else 9999,
                rng.choice([10, 10, 11, 12, 13, 14]),
                rng.choices(["CHK", "SAV", "MMK"], [55, 35, 10])[0],
                rng.choices(["USD", "EUR"], [85, 15])[0],
                opened,
                closed,
                "closed" if closed else rng.choices(["active", "dormant"], [90, 10])[0],
            )
        )
    balance: Rows = []
    for one in acct[:130]:
        amount = rng.uniform(50, 20000)
        day = max(date(2025, 1, 1), one[5])
        while day < TODAY and (one[6] is None or day <= one[6]):
            amount = max(-500.0, amount + rng.gauss(0, 180))
            balance.append((day, one[0], 0.0 if day == one[6] else round(amount, 2)))
            day += timedelta(days=1)
    txn: Rows = []
    for i in range(1, 5001):
        one = rng.choice(acct[:300])
        kind = rng.choices(["deposit", "withdrawal", "card payment", "transfer", "fee"], [20, 15, 45, 15, 5])[0]
        txn.append(
            (
                i,
                one[0],
                _moment(rng, _days(rng)),
                kind,
                round(rng.uniform(1, 30) if kind == "fee" else rng.lognormvariate(4.3, 1), 2),
                rng.choice(["branch", "atm", "online", "mobile"]) if kind != "fee" else None,
                rng.choice(["Groceries", "Fuel", "Travel", "Dining", "Electronics"])
                if kind == "card payment"
                else None,
            )
        )
    loan: Rows = []
    for i in range(1, 181):
        kind = rng.choices(["Mortgage", "Auto", "Personal", "Student"], [30, 30, 30, 10])[0]
        started = _days(rng, date(2020, 1, 1), date(2025, 5, 1))
        loan.append(
            (
                i,
                1000 + rng.randint(1, 200),
                rng.choice([10, 11, 12, 13, 14]),
                kind,
                round({"Mortgage": 9, "Auto": 1, "Personal": 0.4, "Student": 0.6}[kind] * rng.uniform(9000, 42000), 2),
                round(rng.uniform(1.9, 11.5), 2),
                rng.choice([24, 36, 60, 120]) if kind != "Mortgage" else rng.choice([180, 240, 360]),
                started,
                rng.choices(["current", "late", "paid off", "defaulted"], [65, 12, 18, 5])[0],
            )
        )
    payment: Rows = []
    for one in loan[:165]:
        due = date(max(one[7].year, 2024), one[7].month if one[7].year >= 2024 else 1, 1) + timedelta(days=31)
        due = due.replace(day=5)
        owed = round(one[4] * (1 / one[6] + one[5] / 2400), 2)
        while due < TODAY:
            late = rng.choices([0, rng.randint(1, 25), None], [80, 15, 5])[0]
            payment.append(
                (
                    len(payment) + 1,
                    one[0],
                    due,
                    due + timedelta(days=late) if late is not None else None,
                    owed,
                    owed if late is not None else 0.0,
                )
            )
            due = (due.replace(day=1) + timedelta(days=32)).replace(day=5)
    return {
        "tbl_branch": ("br_id integer, br_name varchar, region varchar, open_dt date", branch),
        "tbl_cust": (
            "cust_id integer, cust_name varchar, segment varchar, city varchar, birth_dt date, join_dt date, "
            "vip_flag varchar",
            cust,
        ),
        "tbl_acct": (
            "acct_no integer, cust_id integer, br_id integer, acct_type varchar, ccy varchar, open_dt date, "
            "close_dt date, acct_status varchar",
            acct,
        ),
        "tbl_acct_bal_daily": ("bal_dt date, acct_no integer, bal_amt double", balance),
        "tbl_txn": (
            "txn_id integer, acct_no integer, txn_ts timestamp, txn_type varchar, txn_amt double, "
            "channel varchar, merchant_cat varchar",
            txn,
        ),
        "tbl_loan": (
            "loan_id integer, cust_id integer, br_id integer, loan_type varchar, principal_amt double, "
            "int_rate double, "
            "term_months integer, start_dt date, loan_status varchar",
            loan,
        ),
        "tbl_loan_pmt": (
            "pmt_id integer, loan_id integer, due_dt date, paid_dt date, amt_due double, amt_paid double",
            payment,
        ),
    }


MADE_D = {"airline": airline, "bank": bank, "music": music, "factory": factory, "library": library}
