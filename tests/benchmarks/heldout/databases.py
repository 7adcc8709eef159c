"""The held-out databases, made by a seed: nulls, orphans, two date roles, bridges, rates, balances, names that repeat."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

TODAY = date(2025, 6, 18)
FIRST = date(2023, 1, 1)

Rows = list[tuple[Any, ...]]
Made = dict[str, tuple[str, Rows]]


def _days(rng: random.Random, start: date = FIRST, end: date = TODAY - timedelta(days=1)) -> date:
    return start + timedelta(days=rng.randrange((end - start).days + 1))


def _months() -> list[date]:
    """Last days of the complete months."""
    ends = []
    for index in range(2023 * 12 + 1, 2025 * 12 + 6):
        ends.append(date(index // 12, index % 12 + 1, 1) - timedelta(days=1))
    return ends


def hospital() -> Made:
    """Plural snake_case names, primary keys declared, no foreign keys."""
    rng = random.Random(11)
    insurers: Rows = [
        (1, "Norden Health", "public"),
        (2, "Falck Care", "private"),
        (3, "Mercur", "private"),
        (4, "Unity Mutual", "mutual"),
    ]
    wards: Rows = [
        (i, name, floor, beds, department)
        for i, (name, floor, beds, department) in enumerate(
            [
                ("Birch", 1, 24, "Medicine"),
                ("Cedar", 1, 18, "Surgery"),
                ("Elm", 2, 30, "Medicine"),
                ("Hazel", 2, 12, "Paediatrics"),
                ("Juniper", 3, 20, "Surgery"),
                ("Larch", 3, 16, "Maternity"),
                ("Maple", 4, 22, "Oncology"),
            ],
            1,
        )
    ]
    first = ["Anna", "Björn", "Carla", "David", "Elin", "Farid", "Greta", "Henrik", "Ida", "Jonas", "Karin", "Lars"]
    last = ["Berg", "Dahl", "Ek", "Falk", "Holm", "Lind", "Nyman", "Strand", "Vik", "Öberg"]
    names = [f"{a} {b}" for a in first for b in last]
    rng.shuffle(names)
    specialties = ["Cardiology", "Oncology", "Paediatrics", "Orthopaedics", "Internal medicine"]
    doctors: Rows = [
        (
            i,
            "Anna Berg" if i in (3, 9) else f"Dr {names[i]}",
            rng.choice(specialties),
            _days(rng, date(2008, 1, 1), date(2024, 12, 31)),
            None if i <= 2 else rng.choice([1, 2]),
            rng.randint(1, 7) if i != 14 else None,
        )
        for i in range(1, 25)
    ]
    patients: Rows = [
        (
            i,
            names[i % 100] if i <= 100 else f"{names[i % 100]} {chr(65 + i // 100)}.",
            rng.choice(["F", "M"]),
            _days(rng, date(1935, 1, 1), date(2020, 12, 31)),
            rng.choice(["Uppsala", "Västerås", "Örebro", "Gävle"]) if rng.random() > 0.03 else None,
            rng.choice(["A+", "A-", "B+", "0+", "0-", "AB+"]),
            rng.choice([1, 1, 2, 3, 4]) if rng.random() > 0.1 else None,
        )
        for i in range(1, 401)
    ]
    admissions: Rows = []
    for i in range(1, 1801):
        admitted = datetime.combine(_days(rng), datetime.min.time()) + timedelta(minutes=rng.randrange(1440))
        stay = timedelta(days=rng.choice([1, 1, 2, 3, 4, 6, 9]), minutes=rng.randrange(600))
        out = admitted + stay
        admissions.append(
            (
                i,
                rng.randint(1, 370) if i % 150 else 9000 + i,
                rng.randint(1, 7),
                rng.randint(1, 23) if rng.random() > 0.02 else None,
                admitted,
                out if out < datetime(2025, 6, 17) else None,
                rng.choice(["emergency", "emergency", "elective", "transfer"]),
                round(rng.uniform(400, 30000), 2) if rng.random() > 0.04 else None,
            )
        )
    diagnoses: Rows = [
        ("J18", "Pneumonia", "Respiratory"),
        ("J45", "Asthma", "Respiratory"),
        ("I21", "Heart attack", "Circulatory"),
        ("I50", "Heart failure", "Circulatory"),
        ("S72", "Hip fracture", "Injury"),
        ("S06", "Concussion", "Injury"),
        ("C50", "Breast cancer", "Neoplasm"),
        ("O80", "Delivery", "Pregnancy"),
    ]
    bridge: Rows = []
    for i in range(1, 1801):
        codes = rng.sample([d[0] for d in diagnoses[:7]], rng.choice([0, 1, 1, 1, 2, 3]))
        bridge += [(i, code, n == 0) for n, code in enumerate(codes)]
    census: Rows = []
    day = FIRST
    while day < TODAY:
        for ward in wards:
            taken = rng.randint(ward[3] // 2, ward[3])
            census.append((day, ward[0], taken, round(taken / ward[3], 4)))
        day += timedelta(days=1)
    return {
        "insurers": ("insurer_id integer primary key, insurer_name varchar, kind varchar", insurers),
        "wards": (
            "ward_id integer primary key, ward_name varchar, floor integer, beds integer, department varchar",
            wards,
        ),
        "doctors": (
            "doctor_id integer primary key, doctor_name varchar, specialty varchar, hired_on date, "
            "supervisor_id integer, ward_id integer",
            doctors,
        ),
        "patients": (
            "patient_id integer primary key, full_name varchar, gender varchar, birth_date date, city varchar, "
            "blood_type varchar, insurer_id integer",
            patients,
        ),
        "admissions": (
            "admission_id integer primary key, patient_id integer, ward_id integer, doctor_id integer, "
            "admitted_at timestamp, discharged_at timestamp, admission_type varchar, total_cost decimal(12,2)",
            admissions,
        ),
        "diagnoses": ("diagnosis_code varchar primary key, description varchar, category varchar", diagnoses),
        "admission_diagnoses": (
            "admission_id integer, diagnosis_code varchar, is_primary boolean, primary key (admission_id, diagnosis_code)",
            bridge,
        ),
        "ward_census": (
            "census_date date, ward_id integer, occupied_beds integer, occupancy_rate double, "
            "primary key (census_date, ward_id)",
            census,
        ),
    }


def saas() -> Made:
    """Singular names, keys called id, foreign keys named after the table."""
    rng = random.Random(23)
    words = ["Acme", "Borealis", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Ivory", "Jade", "Krypton"]
    tails = ["Labs", "Group", "Systems", "Foods", "Works", "Partners", "Media", "Health"]
    companies = [f"{a} {b}" for a in words for b in tails]
    accounts: Rows = [
        (
            i,
            "Delta Labs" if i in (7, 41) else f"{companies[i % 88]}{'' if i < 88 else f' {i}'}",
            rng.choice(["Retail", "Finance", "Healthcare", "Education"]) if rng.random() > 0.05 else None,
            rng.choice(["Germany", "France", "Spain", "United States"]),
            rng.choice(["SMB", "Mid-market", "Enterprise"]),
            _days(rng, date(2021, 1, 1)),
        )
        for i in range(1, 161)
    ]
    plans: Rows = [
        (1, "Starter", "basic", 29.0, "monthly"),
        (2, "Team", "standard", 99.0, "monthly"),
        (3, "Business", "standard", 299.0, "yearly"),
        (4, "Enterprise Plus", "premium", 999.0, "yearly"),
        (5, "Legacy", "basic", 19.0, "monthly"),
    ]
    features: Rows = [(i, n) for i, n in enumerate(["SSO", "Audit log", "API access", "Webhooks", "Custom roles"], 1)]
    plan_features: Rows = [(2, 3), (3, 3), (3, 1), (4, 1), (4, 2), (4, 3), (4, 4), (2, 4)]
    subscriptions: Rows = []
    for i in range(1, 321):
        started = _days(rng)
        status = rng.choice(["active", "active", "active", "cancelled", "trial"])
        ended = min(started + timedelta(days=rng.randint(20, 500)), TODAY - timedelta(days=1))
        plan = rng.choice(plans[:4])
        seats = rng.randint(1, 120)
        subscriptions.append(
            (
                i,
                rng.randint(1, 140) if i % 80 else 5000 + i,
                plan[0],
                started,
                ended if status == "cancelled" else None,
                seats,
                round(plan[3] * seats / 10, 2),
                rng.choice([0.0, 0.0, 0.05, 0.1, 0.2]) if rng.random() > 0.05 else None,
                status,
            )
        )
    invoices: Rows = []
    for i in range(1, 2201):
        subscription = rng.choice(subscriptions)
        issued = _days(rng)
        status = rng.choice(["paid", "paid", "paid", "open", "void"])
        invoices.append(
            (
                i,
                subscription[1],
                subscription[0] if rng.random() > 0.03 else None,
                issued,
                issued + timedelta(days=30),
                issued + timedelta(days=rng.randint(1, 45)) if status == "paid" else None,
                round(rng.uniform(20, 4000), 2),
                round(rng.uniform(1, 300), 2),
                status,
            )
        )
    users: Rows = [
        (
            i,
            rng.randint(1, 150),
            f"user{i}@example.org",
            rng.choice(["admin", "editor", "viewer", "viewer"]),
            _days(rng),
            _days(rng, date(2025, 1, 1)) if rng.random() > 0.2 else None,
        )
        for i in range(1, 901)
    ]
    events: Rows = [
        (
            i,
            rng.randint(1, 850),
            datetime.combine(_days(rng), datetime.min.time()) + timedelta(seconds=rng.randrange(86400)),
            rng.choice(["login", "login", "export", "dashboard_view", "api_call"]),
            rng.randint(1, 900),
        )
        for i in range(1, 6001)
    ]
    balances: Rows = [(i, end, round(rng.uniform(-200, 5000), 2)) for end in _months() for i in range(1, 151)]
    return {
        "account": (
            "id integer primary key, name varchar, industry varchar, country varchar, segment varchar, created_on date",
            accounts,
        ),
        "plan": (
            "id integer primary key, name varchar, tier varchar, monthly_price double, billing_period varchar",
            plans,
        ),
        "feature": ("id integer primary key, name varchar", features),
        "plan_feature": ("plan_id integer, feature_id integer", plan_features),
        "subscription": (
            "id integer primary key, account_id integer, plan_id integer, started_on date, cancelled_on date, "
            "seats integer, mrr double, discount_rate double, status varchar",
            subscriptions,
        ),
        "invoice": (
            "id integer primary key, account_id integer, subscription_id integer, issued_on date, due_on date, "
            "paid_on date, amount double, tax double, status varchar",
            invoices,
        ),
        "app_user": (
            "id integer primary key, account_id integer, email varchar, role varchar, signed_up_on date, "
            "last_login_on date",
            users,
        ),
        "event": (
            "id integer primary key, app_user_id integer, occurred_at timestamp, event_type varchar, "
            "duration_seconds integer",
            events,
        ),
        "account_balance": ("account_id integer, month_end date, balance double", balances),
    }


def logistics() -> Made:
    """Prefixed camelCase names, no declared keys at all."""
    rng = random.Random(37)
    depots: Rows = [
        (i, n, city, region, capacity)
        for i, (n, city, region, capacity) in enumerate(
            [
                ("North Gate", "Leeds", "North", 800),
                ("Dockside", "Hull", "North", 1200),
                ("Midway", "Derby", "Midlands", 950),
                ("Ironbridge", "Telford", "Midlands", 400),
                ("Thames Park", "London", "South", 1500),
                ("Solent", "Southampton", "South", 700),
            ],
            1,
        )
    ]
    customers: Rows = [
        (
            i,
            f"{a} {b}",
            rng.choice(["Automotive", "Food", "Chemicals", "Retail"]),
            rng.choice(["GB", "IE", "NL"]),
            float(rng.choice([5000, 10000, 25000, 50000])) if rng.random() > 0.1 else None,
        )
        for i, (a, b) in enumerate(
            [
                (a, b)
                for a in [
                    "Ashby",
                    "Barlow",
                    "Crane",
                    "Dunmore",
                    "Ellis",
                    "Forge",
                    "Glover",
                    "Hartley",
                    "Inman",
                    "Jessop",
                ]
                for b in ["Ltd", "Trading", "Brothers", "Imports", "Stores"]
            ],
            1,
        )
    ]
    carriers: Rows = [
        (1, "SwiftLine", "road", 0.94),
        (2, "RailBridge", "rail", 0.88),
        (3, "BlueSea", "sea", 0.71),
        (4, "SkyCargo", "air", 0.97),
        (5, "OldPost", "road", None),
    ]
    vehicles: Rows = [
        (
            i,
            rng.randint(1, 6),
            f"LX{i:02d} KTR",
            rng.choice(["Van", "Rigid truck", "Articulated truck"]),
            rng.randint(2012, 2024),
            rng.randint(5000, 400000),
        )
        for i in range(1, 46)
    ]
    drivers: Rows = [
        (
            i,
            rng.choice(["Sam", "Alex", "Jo", "Chris", "Pat", "Robin"])
            + " "
            + rng.choice(["Reed", "Hill", "Moss", "Wade"]),
            rng.randint(1, 6) if rng.random() > 0.05 else None,
            _days(rng, date(2012, 1, 1), date(2025, 5, 31)),
            rng.choice(["B", "C", "CE"]),
            round(rng.uniform(12, 24), 2),
        )
        for i in range(1, 61)
    ]
    shipments: Rows = []
    for i in range(1, 2501):
        booked = _days(rng)
        delivered = booked + timedelta(days=rng.randint(1, 12))
        status = "delivered" if delivered < TODAY - timedelta(days=1) else "in transit"
        if rng.random() < 0.05:
            status = "lost"
        shipments.append(
            (
                i,
                rng.randint(1, 46) if i % 200 else 700 + i,
                rng.randint(1, 6),
                rng.randint(1, 6),
                rng.randint(1, 4) if rng.random() > 0.02 else None,
                booked,
                delivered if status == "delivered" else None,
                round(rng.uniform(5, 9000), 1),
                round(rng.uniform(30, 2500), 2),
                rng.choice(["standard", "standard", "express", "economy"]),
                status,
            )
        )
    trips: Rows = [
        (
            i,
            rng.randint(1, 45),
            rng.randint(1, 55),
            datetime.combine(_days(rng), datetime.min.time()) + timedelta(minutes=rng.randrange(1440)),
            round(rng.uniform(10, 700), 1),
            round(rng.uniform(2, 200), 1) if rng.random() > 0.03 else None,
        )
        for i in range(1, 3001)
    ]
    legs: Rows = sorted({(rng.randint(1, 2400), rng.randint(1, 3000)) for _ in range(4000)})
    stock: Rows = [(d[0], end, rng.randint(50, d[4])) for end in _months() for d in depots]
    return {
        "tblDepot": (
            "depotId integer, depotName varchar, city varchar, region varchar, capacityPallets integer",
            depots,
        ),
        "tblCustomer": (
            "customerId integer, customerName varchar, sector varchar, countryCode varchar, creditLimit double",
            customers,
        ),
        "tblCarrier": ("carrierId integer, carrierName varchar, transportMode varchar, onTimeRate double", carriers),
        "tblVehicle": (
            "vehicleId integer, depotId integer, plateNo varchar, vehicleType varchar, purchaseYear integer, "
            "odometerKm integer",
            vehicles,
        ),
        "tblDriver": (
            "driverId integer, driverName varchar, depotId integer, hireDate date, licenceClass varchar, "
            "hourlyRate double",
            drivers,
        ),
        "tblShipment": (
            "shipmentId integer, customerId integer, originDepotId integer, destinationDepotId integer, "
            "carrierId integer, bookedDate date, deliveredDate date, weightKg double, freightCost double, "
            "serviceLevel varchar, shipmentStatus varchar",
            shipments,
        ),
        "tblTrip": (
            "tripId integer, vehicleId integer, driverId integer, startTime timestamp, distanceKm double, "
            "fuelLitres double",
            trips,
        ),
        "tblShipmentTrip": ("shipmentId integer, tripId integer", legs),
        "tblStockLevel": ("depotId integer, stockDate date, palletsOnHand integer", stock),
    }


DATABASES: dict[str, Callable[[], Made]] = {"hospital": hospital, "saas": saas, "logistics": logistics}
