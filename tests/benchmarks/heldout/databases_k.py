"""The databases of set K: a farm cooperative, a landlord."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days

FIRST_NAMES = (
    "Ansel Birgit Carlo Dunja Erik Frida Gustav Hella Imre Jana Kurt Lotte Milan Nora Olaf Paula Rolf Silke Theo Vera"
)
LAST_NAMES = (
    "Adler Brandl Claus Degen Ebner Fuchs Gerber Huber Iversen Jung Kranz Lorenz Meier Nagel Ortner Pohl Reuter Sauer"
)


def _names(rng: random.Random, count: int) -> list[str]:
    names = [f"{first} {last}" for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
    rng.shuffle(names)
    return names[:count]


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def farmcoop() -> Made:
    """A star with a table of dates in several roles, keys undeclared; members who left, deliveries not paid, unknown dates."""
    rng = random.Random(1101)
    first, last = date(2023, 1, 1), date(2025, 12, 31)
    calendar: Rows = [(-1, None, None, None, None, None, None)]
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        calendar.append(
            (_key(day), day, day.year, (day.month + 2) // 3, day.month, day.strftime("%B"), day.strftime("%A"))
        )
    counties = ["Altmark", "Bergland", "Havelland", "Uckermark"]
    members: Rows = []
    for i, owner in enumerate(_names(rng, 90), 1):
        joined = _days(rng, date(2005, 1, 1), date(2024, 6, 30))
        members.append(
            (
                i,
                f"M{3000 + i}",
                f"{owner.split()[1]} {rng.choice(['Farm', 'Estate', 'Fields', 'Orchard'])} {i}",
                owner,
                rng.choice(counties),
                rng.choice(["arable", "arable", "mixed", "dairy", "fruit"]),
                round(rng.uniform(12, 640), 1) if rng.random() < 0.95 else None,
                joined,
                _days(rng, date(2024, 7, 1)) if rng.random() < 0.08 else None,
                rng.random() < 0.3,
            )
        )
    products: Rows = [
        (1, "Winter Wheat", "cereals", 210.0),
        (2, "Rye", "cereals", 165.0),
        (3, "Malting Barley", "cereals", 232.0),
        (4, "Rapeseed", "oilseeds", 455.0),
        (5, "Sunflower", "oilseeds", 420.0),
        (6, "Field Peas", "legumes", 275.0),
        (7, "Lupins", "legumes", 310.0),
    ]
    depots: Rows = [
        (1, "Nordhafen", "Altmark", 12000.0),
        (2, "Muehlental", "Bergland", 8500.0),
        (3, "Westsilo", "Havelland", 15500.0),
        (4, "Seeblick", "Uckermark", 6400.0),
        (5, "Neubau", "Uckermark", 9000.0),
    ]
    grades: Rows = [("A", "Premium"), ("B", "Standard"), ("C", "Feed"), ("R", "Rejected")]
    deliveries: Rows = []
    for i in range(1, 2401):
        day = _days(rng)
        product = products[rng.randrange(6)]
        tonnes = round(rng.uniform(2, 28), 2)
        grade = rng.choices("ABCR", [30, 45, 20, 5])[0]
        price = round(product[3] * rng.uniform(0.85, 1.15) * {"A": 1.08, "B": 1.0, "C": 0.85, "R": 0.0}[grade], 2)
        gross = round(tonnes * price, 2)
        paid = day + timedelta(days=rng.randrange(7, 45))
        deliveries.append(
            (
                i,
                rng.randint(1, 84),
                product[0],
                rng.randint(1, 4),
                _key(day),
                _key(paid) if paid < TODAY and grade != "R" and rng.random() < 0.96 else None,
                tonnes,
                round(rng.uniform(9, 19), 1) if rng.random() < 0.97 else None,
                grade,
                price,
                gross,
                round(gross * rng.choice([0.0, 0.0, 0.01, 0.03, 0.05]), 2),
            )
        )
    buyers: Rows = [
        (1, "Goldkorn Mills", "Germany", "mill"),
        (2, "Brauhaus Union", "Germany", "brewery"),
        (3, "Oleum Press", "Austria", "oil press"),
        (4, "Polfeed", "Poland", "feed producer"),
        (5, "Baltic Grain Trade", "Denmark", "trader"),
        (6, "Hollander Voer", "Netherlands", "feed producer"),
        (7, "Alpenbrot", "Austria", "mill"),
    ]
    sales: Rows = []
    for i in range(1, 601):
        product = products[rng.randrange(6)]
        tonnes = round(rng.uniform(10, 120), 1)
        sales.append(
            (
                i,
                rng.randint(1, 6),
                product[0],
                rng.randint(1, 4),
                _key(_days(rng)),
                tonnes,
                round(tonnes * product[3] * rng.uniform(1.05, 1.3), 2),
            )
        )
    certificates: Rows = [(1, "EU Organic"), (2, "GlobalGAP"), (3, "Regional Seal"), (4, "Climate Farm")]
    held: Rows = [
        (member, certificate, _days(rng, date(2019, 1, 1), date(2024, 12, 31)))
        for member, certificate in sorted({(rng.randint(1, 90), rng.randint(1, 3)) for _ in range(75)})
    ]
    return {
        "dim_date": (
            "date_key integer, full_date date, calendar_year integer, quarter_no integer, month_no integer, "
            "month_name varchar, weekday_name varchar",
            calendar,
        ),
        "dim_member": (
            "member_key integer, member_no varchar, farm_name varchar, owner_name varchar, county varchar, "
            "farm_type varchar, hectares double, joined_on date, left_on date, is_organic boolean",
            members,
        ),
        "dim_product": ("product_key integer, product_name varchar, category varchar, list_price double", products),
        "dim_depot": ("depot_key integer, depot_name varchar, county varchar, capacity_tonnes double", depots),
        "dim_grade": ("grade_code varchar, grade_label varchar", grades),
        "dim_buyer": ("buyer_key integer, buyer_name varchar, country varchar, buyer_type varchar", buyers),
        "fact_delivery": (
            "delivery_id integer, member_key integer, product_key integer, depot_key integer, delivery_date_key integer, "
            "payment_date_key integer, tonnes double, moisture_pct double, grade_code varchar, price_per_tonne double, "
            "gross_amount double, deduction_amount double",
            deliveries,
        ),
        "fact_sale": (
            "sale_id integer, buyer_key integer, product_key integer, depot_key integer, sale_date_key integer, "
            "tonnes double, revenue double",
            sales,
        ),
        "dim_certificate": ("certificate_key integer, certificate_name varchar", certificates),
        "member_certificate": ("member_key integer, certificate_key integer, issued_on date", held),
    }


def landlord() -> Made:
    """Plural snake_case, primary keys declared and foreign ones not; addresses of two things, units never let, rent not paid."""
    rng = random.Random(1102)
    cities = [("Hamburg", "20095"), ("Bremen", "28195"), ("Hannover", "30159"), ("Kiel", "24103")]
    streets = ["Lindenweg", "Hafenstr.", "Am Markt", "Ringstr.", "Bachgasse", "Kirchplatz"]
    addresses: Rows = [(i, f"{rng.choice(streets)} {rng.randint(1, 90)}", *rng.choice(cities)) for i in range(1, 141)]
    owners: Rows = [
        (1, "Hanse Pension Fund", "institution"),
        (2, "Familie Ortner", "private"),
        (3, "Nordlicht Real Estate", "company"),
        (4, "Stiftung Wohnen", "institution"),
    ]
    titles = [
        "Linden Court",
        "Harbour View",
        "Market House",
        "Ring Towers",
        "Brook Yard",
        "Church Gardens",
        "Elbe Lofts",
    ]
    titles += ["North Gate", "Park Row", "Old Mill", "Sunny Side", "Canal House", "East Block", "Hill Terrace"]
    buildings: Rows = [
        (i, title, i, rng.choice([1, 1, 2, 3]), 1955 + rng.randrange(68), rng.choice(["A", "B", "C", "D", "E"]))
        for i, title in enumerate(titles, 1)
    ]
    units: Rows = []
    for i in range(1, 181):
        kind = rng.choices(["apartment", "shop", "office", "garage"], [70, 8, 10, 12])[0]
        area = round({"apartment": 65, "shop": 120, "office": 150, "garage": 14}[kind] * rng.uniform(0.6, 1.6), 1)
        rooms = max(1, min(5, int(area // 25))) if kind == "apartment" else None
        units.append(
            (
                i,
                rng.randint(1, 13),
                f"{rng.randint(0, 6)}.{i:03d}",
                kind,
                rng.randint(0, 6),
                area,
                rooms,
                round(area * 11.5, 2),
            )
        )
    tenants: Rows = [
        (
            i,
            name,
            date(1940 + rng.randrange(64), rng.randint(1, 12), rng.randint(1, 28)),
            f"t{i}@example.com" if rng.random() < 0.8 else None,
            rng.randint(15, 140),
        )
        for i, name in enumerate(_names(rng, 230), 1)
    ]
    leases: Rows = []
    payments: Rows = []
    for unit in units[:168]:
        start = _days(rng, date(2022, 1, 1), date(2023, 9, 30))
        while start < TODAY:
            end = start + timedelta(days=rng.choice([365, 540, 730, 1100])) if rng.random() < 0.75 else None
            state = "terminated" if end is not None and end < TODAY else "active"
            rent = round(unit[7] * rng.uniform(0.9, 1.25), 2)
            leases.append((len(leases) + 1, unit[0], rng.randint(1, 215), start, end, rent, round(rent * 3, 2), state))
            due = date(max(start, date(2023, 1, 1)).year, max(start, date(2023, 1, 1)).month, 1)
            while due < min(end or TODAY, TODAY):
                paid = due + timedelta(days=rng.choices([0, 1, 3, 12, 30], [50, 25, 12, 9, 4])[0])
                settled = paid < TODAY and rng.random() < 0.97
                payments.append(
                    (
                        len(payments) + 1,
                        len(leases),
                        due,
                        paid if settled else None,
                        rent,
                        rng.choice(["direct debit", "direct debit", "transfer", "cash"]) if settled else None,
                    )
                )
                due = date(due.year + due.month // 12, due.month % 12 + 1, 1)
            if end is None or rng.random() < 0.3:
                break
            start = end + timedelta(days=rng.randrange(10, 120))
    contractors: Rows = [
        (1, "Nordrohr", "plumbing", 62.0),
        (2, "Elektro Kranz", "electrical", 68.5),
        (3, "Dachdecker Pohl", "roofing", 71.0),
        (4, "Maler Jung", "painting", 48.0),
        (5, "Lift Service Nord", "elevator", 95.0),
        (6, "Gruenpflege Sauer", "gardening", 39.0),
    ]
    trades = {"plumbing": 1, "electrical": 2, "roofing": 3, "painting": 4}
    requests: Rows = []
    for i in range(1, 521):
        kind = rng.choice(["plumbing", "plumbing", "electrical", "heating", "painting", "roofing"])
        reported = _days(rng)
        closed = reported + timedelta(days=int(rng.expovariate(1 / 14)) + 1)
        done = closed < TODAY and rng.random() < 0.93
        requests.append(
            (
                i,
                rng.randint(1, 170),
                kind,
                rng.choices(["low", "normal", "urgent"], [25, 55, 20])[0],
                reported,
                closed if done else None,
                round(rng.uniform(40, 1900), 2) if done else None,
                trades.get(kind, rng.randint(1, 2)) if rng.random() < 0.9 else None,
            )
        )
    amenities: Rows = [(1, "Elevator"), (2, "Bike room"), (3, "Laundry"), (4, "Playground"), (5, "Roof terrace")]
    has: Rows = sorted({(rng.randint(1, 14), rng.randint(1, 4)) for _ in range(32)})
    return {
        "owners": ("owner_id integer primary key, owner_name varchar, owner_type varchar", owners),
        "addresses": ("address_id integer primary key, street varchar, city varchar, postcode varchar", addresses),
        "buildings": (
            "building_id integer primary key, building_name varchar, address_id integer, owner_id integer, "
            "built_year integer, energy_class varchar",
            buildings,
        ),
        "units": (
            "unit_id integer primary key, building_id integer, unit_no varchar, unit_type varchar, floor integer, "
            "area_sqm double, rooms integer, target_rent double",
            units,
        ),
        "tenants": (
            "tenant_id integer primary key, full_name varchar, birth_date date, email varchar, billing_address_id integer",
            tenants,
        ),
        "leases": (
            "lease_id integer primary key, unit_id integer, tenant_id integer, start_date date, end_date date, "
            "monthly_rent double, deposit double, status varchar",
            leases,
        ),
        "rent_payments": (
            "payment_id integer primary key, lease_id integer, due_date date, paid_date date, amount double, "
            "payment_method varchar",
            payments,
        ),
        "contractors": (
            "contractor_id integer primary key, contractor_name varchar, trade varchar, hourly_rate double",
            contractors,
        ),
        "repair_requests": (
            "request_id integer primary key, unit_id integer, category varchar, priority varchar, reported_on date, "
            "closed_on date, cost double, contractor_id integer",
            requests,
        ),
        "amenities": ("amenity_id integer primary key, amenity_name varchar", amenities),
        "building_amenities": ("building_id integer, amenity_id integer", has),
    }


MADE_K = {"farmcoop": farmcoop, "landlord": landlord}
