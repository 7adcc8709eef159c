"""The databases of set O: a pharmacy chain (a ticket agency is in databases_o_tickets, a dental group in databases_o_dental)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_o_dental import dental
from tests.benchmarks.heldout.databases_o_tickets import boxoffice

FIRSTS = (
    "Agnes Boris Clara Dmitri Edith Felix Gwen Hamid Irena Joost Katya Liam Mona Nils Odile Petra Quentin Rosa Stefan"
)
LASTS = "Achterberg Bianchi Corrigan Dubois Eriksson Ferreira Gallo Hoekstra Ivanova Janssen Kowalski Lindqvist Moreau Novak"


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def pharmacy() -> Made:
    """A star with every key declared: lines of receipts, prescriptions filled and the stock at each month's end."""
    rng = random.Random(1501)
    calendar: Rows = []
    for offset in range((date(2025, 12, 31) - date(2023, 1, 1)).days + 1):
        day = date(2023, 1, 1) + timedelta(days=offset)
        calendar.append(
            (
                _key(day),
                day,
                day.year,
                (day.month + 2) // 3,
                day.month,
                day.strftime("%B"),
                day.strftime("%A"),
                day.weekday() > 4,
            )
        )
    branches: Rows = [
        (1, "PH01", "Central Station", "Utrecht", "Centre", date(2009, 3, 2), 210, True),
        (2, "PH02", "Market Square", "Utrecht", "Centre", date(2011, 9, 12), 145, True),
        (3, "PH03", "Harbour", "Rotterdam", "South", date(2012, 5, 7), 180, False),
        (4, "PH04", "Old Town", "Delft", "South", date(2015, 2, 16), 95, False),
        (5, "PH05", "University Hospital", "Groningen", "North", date(2016, 11, 1), 160, True),
        (6, "PH06", "Lakeside Mall", "Zwolle", "North", date(2019, 4, 8), 130, False),
        (7, "PH07", "Airport Road", "Eindhoven", "South", date(2021, 6, 21), 120, True),
        (8, "PH08", "Westpark", "Haarlem", "Centre", date(2024, 10, 14), 110, True),
    ]
    suppliers: Rows = [
        (1, "Medivra", "Netherlands"),
        (2, "Rheinpharm", "Germany"),
        (3, "Helvegen", "Switzerland"),
        (4, "Lumiderm", "France"),
        (5, "Bayernkur", "Germany"),
        (6, "Northcare", "Denmark"),
    ]
    ranges = {
        "Pain relief": (["Doloran", "Ibufex"], ["Tablets 200mg", "Tablets 400mg", "Gel 50g", "Patches"], 7, False),
        "Cold and flu": (
            ["Rinomed", "Tussivan"],
            ["Nasal Spray", "Cough Syrup", "Lozenges", "Night Sachets"],
            8,
            False,
        ),
        "Vitamins": (
            ["Vitalux", "Sunnora"],
            ["Vitamin C", "Vitamin D3", "Multi Daily", "Magnesium", "Iron"],
            13,
            False,
        ),
        "Skin care": (["Dermelle", "Lumiderm"], ["Day Cream", "Sun Lotion 50", "Hand Balm", "Serum"], 24, False),
        "Baby": (["Nenuco"], ["Nappies", "Wipes", "Formula 800g", "Rash Cream"], 15, False),
        "Antibiotics": (["Amoxal", "Cefrin"], ["250mg", "500mg", "Suspension"], 19, True),
        "Heart and blood pressure": (["Cardipril", "Lostatin"], ["10mg", "20mg", "40mg"], 23, True),
        "Diabetes": (["Glucofine"], ["500mg", "850mg", "Pen", "Test Strips"], 38, True),
    }
    products: Rows = []
    for category, (brands, forms, price, strict) in ranges.items():
        for brand in brands:
            supplier = rng.choice([1, 2, 3, 5, 6]) if brand != "Lumiderm" else 4
            for form in forms:
                listed = round(price * rng.uniform(0.55, 1.9), 2)
                cost = round(listed * rng.uniform(0.42, 0.7), 2)
                number = len(products) + 1
                products.append(
                    (number, f"SKU{4100 + number}", f"{brand} {form}", brand, category, strict, supplier, cost, listed)
                )
    pairs = names_of(rng, FIRSTS, LASTS, 262)
    roles = ["Pharmacist", "Pharmacist", "Technician", "Cashier", "Cashier"]
    employees: Rows = []
    for branch in branches:
        for role in roles[: 5 if branch[0] in (1, 3, 5) else 4]:
            number = len(employees) + 1
            hired = _days(rng, max(branch[5], date(2012, 1, 1)), date(2025, 3, 31))
            employees.append((number, " ".join(pairs[number - 1]), role, branch[0], hired))
    towns = ["Utrecht", "Rotterdam", "Delft", "Groningen", "Zwolle", "Eindhoven", "Haarlem", "Leiden"]
    customers: Rows = []
    for number, (first, last) in enumerate(pairs[42:], 1):
        customers.append(
            (
                number,
                f"C{70000 + number}",
                f"{first} {last}",
                date(1938 + rng.randrange(68), rng.randint(1, 12), rng.randint(1, 28)),
                rng.choices(["F", "M"], [57, 43])[0],
                rng.choices(towns, [26, 20, 9, 15, 10, 11, 6, 3])[0],
                _days(rng, date(2020, 1, 1), date(2025, 5, 31)),
                rng.choices(["Bronze", "Silver", "Gold"], [60, 28, 12])[0],
            )
        )
    buyers = [row for row in customers if row[0] <= 205]
    fond = [min(rng.paretovariate(1.7), 9.0) for _ in buyers]
    methods: Rows = [(1, "Debit card"), (2, "Credit card"), (3, "Cash"), (4, "Mobile wallet")]
    shelf = [row for row in products if not row[5]]
    wanted = [min(rng.paretovariate(1.4), 6.0) for _ in shelf]
    staff = {branch[0]: [row for row in employees if row[3] == branch[0]] for branch in branches}
    visits: list[tuple[date, int]] = []
    for _ in range(3300):
        day, branch = (
            _days(rng, date(2023, 1, 1), LAST_DAY),
            rng.choices(range(1, 9), [23, 15, 17, 8, 14, 10, 9, 12])[0],
        )
        if day >= branches[branch - 1][5] and not (day.weekday() == 6 and rng.random() < 0.8):
            visits.append((day, branch))
    sales: Rows = []
    for receipt, (day, branch) in enumerate(sorted(visits), 1):
        member = rng.choices(buyers, fond)[0] if rng.random() < 0.62 else None
        if member and member[6] > day:
            member = None
        served = [row[0] for row in staff[branch] if row[4] <= day]
        method = rng.choices([1, 2, 3, 4], [52, 17, 18, 13 if day.year > 2023 else 4])[0]
        for product in {row[0]: row for row in rng.choices(shelf, wanted, k=rng.choice([1, 1, 1, 2, 2, 3]))}.values():
            units = rng.choices([1, 2, 3, 4], [66, 22, 8, 4])[0]
            gross = round(units * product[8] * 1.03 ** (day.year - 2025), 2)
            off = round(gross * rng.choice([0.05, 0.1, 0.2]), 2) if member and rng.random() < 0.36 else 0.0
            sales.append(
                (
                    len(sales) + 1,
                    f"R{500000 + receipt}",
                    _key(day),
                    branch,
                    product[0],
                    member[0] if member else None,
                    rng.choice(served) if served else None,
                    method,
                    units,
                    gross,
                    off,
                    round(gross - off, 2),
                )
            )
    strict_ones = [row for row in products if row[5]]
    filled: list[tuple[date, int]] = []
    while len(filled) < 1850:
        day, branch = _days(rng, date(2023, 1, 1), LAST_DAY), rng.choices(range(1, 9), [18, 14, 13, 9, 25, 8, 9, 8])[0]
        if day >= branches[branch - 1][5] and day.weekday() < 6:
            filled.append((day, branch))
    prescriptions: Rows = []
    for number, (day, branch) in enumerate(sorted(filled), 1):
        product = rng.choice(strict_ones)
        price = round(product[8] * rng.choice([1, 1, 2, 3]), 2)
        covered = round(price * rng.choice([0.7, 0.8, 0.9, 1.0]), 2)
        prescriptions.append(
            (
                number,
                _key(day),
                branch,
                product[0],
                rng.choices(buyers, fond)[0][0],
                product[4] != "Antibiotics" and rng.random() < 0.66,
                rng.choice([5, 7, 10]) if product[4] == "Antibiotics" else rng.choice([30, 30, 60, 90]),
                covered,
                round(price - covered, 2),
            )
        )
    stock: Rows = []
    for index in range(2024 * 12 + 1, 2025 * 12 + 6):
        end = date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
        for branch in branches:
            if branch[5] <= end < TODAY:
                for product in products:
                    units = max(0, int(rng.gauss(24, 14)))
                    stock.append((_key(end), branch[0], product[0], units, round(units * product[7], 2)))
    return {
        "dim_date": (
            "date_key integer primary key, full_date date, calendar_year integer, calendar_quarter integer, "
            "month_number integer, month_name varchar, day_name varchar, is_weekend boolean",
            calendar,
        ),
        "dim_branch": (
            "branch_key integer primary key, branch_code varchar, branch_name varchar, city varchar, region varchar, "
            "opened_date date, floor_area_sqm integer, has_consultation_room boolean",
            branches,
        ),
        "dim_supplier": ("supplier_key integer primary key, supplier_name varchar, country varchar", suppliers),
        "dim_product": (
            "product_key integer primary key, sku varchar, product_name varchar, brand varchar, category varchar, "
            "is_prescription_only boolean, supplier_key integer references dim_supplier (supplier_key), unit_cost double, "
            "list_price double",
            products,
        ),
        "dim_employee": (
            "employee_key integer primary key, employee_name varchar, role varchar, "
            "branch_key integer references dim_branch (branch_key), hired_date date",
            employees,
        ),
        "dim_customer": (
            "customer_key integer primary key, customer_no varchar, customer_name varchar, birth_date date, gender varchar, "
            "city varchar, joined_date date, loyalty_tier varchar",
            customers,
        ),
        "dim_payment_method": ("payment_method_key integer primary key, payment_method varchar", methods),
        "fact_sales": (
            "sales_line_key integer primary key, receipt_no varchar, date_key integer references dim_date (date_key), "
            "branch_key integer references dim_branch (branch_key), product_key integer references dim_product (product_key), "
            "customer_key integer references dim_customer (customer_key), "
            "employee_key integer references dim_employee (employee_key), "
            "payment_method_key integer references dim_payment_method (payment_method_key), quantity integer, "
            "gross_amount double, discount_amount double, net_amount double",
            sales,
        ),
        "fact_prescription": (
            "prescription_key integer primary key, filled_date_key integer references dim_date (date_key), "
            "branch_key integer references dim_branch (branch_key), product_key integer references dim_product (product_key), "
            "customer_key integer references dim_customer (customer_key), is_repeat boolean, days_supply integer, "
            "insurer_amount double, patient_amount double",
            prescriptions,
        ),
        "fact_stock_month_end": (
            "snapshot_date_key integer references dim_date (date_key), "
            "branch_key integer references dim_branch (branch_key), product_key integer references dim_product (product_key), "
            "units_on_hand integer, stock_value double",
            stock,
        ),
    }


MADE_O = {"pharmacy": pharmacy, "boxoffice": boxoffice, "dental": dental}
