"""The databases of set S: a retailer's star schema (the other three are in modules of their own)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_s_city import opendata
from tests.benchmarks.heldout.databases_s_esign import esign
from tests.benchmarks.heldout.databases_s_port import terminal

FIRSTS = "Aaron Beth Caleb Dana Evan Faith Grant Holly Ivan Jill Kurt Leah Miles Nora Owen Paula Quinn Rosa Seth Tara"
LASTS = "Abbott Barnes Cross Dalton Ellison Frost Gates Hale Ingram Jarvis Kemp Lowell Mercer Nolan Osborne Pratt"
GOODS = {
    "Cookware": ("Kitchen", "Cast Iron Skillet;Stock Pot;Sauce Pan;Wok;Dutch Oven", 40),
    "Tableware": ("Kitchen", "Dinner Plate Set;Soup Bowl Set;Wine Glasses;Cutlery Set", 32),
    "Small Appliances": ("Kitchen", "Toaster;Kettle;Blender;Hand Mixer;Espresso Machine", 75),
    "Bedding": ("Bed & Bath", "Duvet;Pillow;Fitted Sheet;Quilt", 55),
    "Towels": ("Bed & Bath", "Bath Towel;Hand Towel;Beach Towel", 18),
    "Lighting": ("Living", "Floor Lamp;Table Lamp;Pendant Light", 68),
    "Rugs": ("Living", "Wool Rug;Jute Rug;Runner", 120),
    "Garden Furniture": ("Outdoor", "Bench;Folding Chair;Bistro Table;Parasol", 95),
}
BRANDS = "Alder & Co;Northfold;Casa Verde;Brightside;Hearthline"
CITIES = {
    "Austin": ("TX", "South"),
    "Dallas": ("TX", "South"),
    "Atlanta": ("GA", "South"),
    "Chicago": ("IL", "Midwest"),
    "Columbus": ("OH", "Midwest"),
    "Portland": ("OR", "West"),
    "San Diego": ("CA", "West"),
    "Boston": ("MA", "Northeast"),
}


def _calendar() -> Rows:
    """One row for each day of the years 2023 to 2025."""
    days: Rows = []
    day = date(2023, 1, 1)
    feasts = {(1, 1), (7, 4), (11, 27), (12, 25)}
    while day.year < 2026:
        days.append(
            (
                int(f"{day:%Y%m%d}"),
                day,
                f"{day:%A}",
                day.day,
                day.month,
                f"{day:%B}",
                (day.month + 2) // 3,
                day.year,
                day.weekday() > 4,
                (day.month, day.day) in feasts,
            )
        )
        day += timedelta(days=1)
    return days


def homestore() -> Made:
    """Facts and dimensions with surrogate keys, a calendar, kept versions of customers; no key is declared."""
    rng = random.Random(1901)
    pairs = names_of(rng, FIRSTS, LASTS, 300)
    stores: Rows = []
    for number, city in enumerate(CITIES, 1):
        first, last = pairs.pop()
        kind = ["Flagship", "Standard", "Outlet"][number % 3]
        opened = _days(rng, date(2009, 1, 1), date(2022, 12, 31))
        stores.append(
            (number, f"S{number:03d}", f"{city} {kind}", kind, city, *CITIES[city], opened, 9000 + 700 * number)
        )
        stores[-1] = (*stores[-1], f"{first} {last}")
    first, last = pairs.pop()
    stores.append(
        (9, "S999", "Web Store", "Online", "Austin", "TX", "South", date(2016, 3, 1), None, f"{first} {last}")
    )
    products: Rows = []
    for category, (department, names, price) in GOODS.items():
        for name in names.split(";"):
            number = len(products) + 1
            listed = round(price * rng.uniform(0.6, 1.7), 2)
            brand = rng.choice(BRANDS.split(";"))
            cost = round(listed * rng.uniform(0.45, 0.62), 2)
            products.append(
                (number, f"SKU-{1000 + number}", name, brand, category, department, cost, listed, number % 9 == 0)
            )
    customers: Rows = [(-1, "UNKNOWN", "Unknown customer", None, "None", None, None, None, None, None, None, True)]
    for number in range(1, 181):
        first, last = pairs.pop()
        city = rng.choice(list(CITIES))
        joined = _days(rng, date(2021, 1, 1), date(2025, 5, 20))
        tier = rng.choices(["None", "Silver", "Gold"], [55, 30, 15])[0]
        born = _days(rng, date(1950, 1, 1), date(2005, 1, 1))
        person = (f"C{number:05d}", f"{first} {last}", rng.choice("FM"))
        key = len(customers)
        if number % 12 == 0:
            moved = joined + timedelta(days=rng.randint(5, 25))
            old = rng.choice(list(CITIES))
            customers.append((key, *person, "None", old, CITIES[old][0], born, joined, joined, moved, False))
            customers.append((key + 1, *person, tier, city, CITIES[city][0], born, joined, moved, None, True))
        else:
            customers.append((key, *person, tier, city, CITIES[city][0], born, joined, joined, None, True))
    promotions: Rows = [
        (0, "No promotion", "None", 0),
        (1, "Spring Clean", "Seasonal", 10),
        (2, "Summer Sale", "Seasonal", 20),
        (3, "Black Friday", "Event", 30),
        (4, "Member Week", "Loyalty", 15),
    ]
    sales: Rows = []
    for receipt in range(1, 901):
        day = _days(rng, date(2023, 1, 2), LAST_DAY)
        store = rng.choices(stores, [10, 9, 7, 12, 6, 8, 9, 7, 20])[0]
        bought = [c for c in customers if c[0] > 0 and c[9] <= day and (c[10] is None or c[10] > day) and c[0] % 13]
        customer = -1 if rng.random() < 0.25 else rng.choice(bought)[0]
        promotion = 3 if day.month == 11 and day.day > 20 else 2 if day.month == 7 else 0
        promotion = promotion or rng.choices([0, 1, 4], [86, 6, 8])[0]
        for product in rng.sample([p for p in products if p[0] % 11], rng.choices([1, 2, 3, 4], [42, 32, 17, 9])[0]):
            quantity = rng.choices([1, 2, 3, 6], [62, 24, 9, 5])[0]
            off = round(quantity * product[7] * promotions[promotion][3] / 100, 2)
            net = round(quantity * product[7] - off, 2)
            cost = round(quantity * product[6], 2)
            keys = (int(f"{day:%Y%m%d}"), store[0], product[0], customer, promotion, f"R{receipt:06d}")
            sales.append((len(sales) + 1, *keys, quantity, product[7], off, net, cost, round(net * 0.08, 2)))
    returns: Rows = []
    for sale in rng.sample(sales, 110):
        day = date(sale[1] // 10000, sale[1] // 100 % 100, sale[1] % 100) + timedelta(days=rng.randint(1, 28))
        if day <= LAST_DAY:
            reason = rng.choices(["Damaged", "Wrong item", "Changed mind", "Defective"], [22, 14, 46, 18])[0]
            back = (sale[2], sale[3], reason, 1, round(sale[10] / sale[7], 2))
            returns.append((len(returns) + 1, int(f"{day:%Y%m%d}"), *back))
    stock: Rows = []
    for month in range(2024 * 12 + 6, 2025 * 12 + 5):
        end = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
        for store in stores:
            for product in products[::2]:
                held = (int(f"{end:%Y%m%d}"), store[0], product[0], rng.randint(0, 60), rng.choice([0, 0, 12, 24]))
                stock.append((*held, 10))
    return {
        "dim_date": (
            "date_key integer, full_date date, day_name varchar, day_of_month integer, month_number integer, "
            "month_name varchar, quarter_number integer, calendar_year integer, is_weekend boolean, is_holiday boolean",
            _calendar(),
        ),
        "dim_store": (
            "store_key integer, store_id varchar, store_name varchar, store_type varchar, city varchar, state varchar, "
            "region varchar, open_date date, square_feet integer, manager_name varchar",
            stores,
        ),
        "dim_product": (
            "product_key integer, sku varchar, product_name varchar, brand varchar, category varchar, department varchar, "
            "unit_cost decimal(10,2), list_price decimal(10,2), is_discontinued boolean",
            products,
        ),
        "dim_customer": (
            "customer_key integer, customer_id varchar, full_name varchar, gender varchar, loyalty_tier varchar, "
            "city varchar, state varchar, birth_date date, join_date date, valid_from date, valid_to date, is_current boolean",
            customers,
        ),
        "dim_promotion": (
            "promotion_key integer, promotion_name varchar, promotion_type varchar, discount_pct integer",
            promotions,
        ),
        "fact_sales": (
            "sales_key integer, date_key integer, store_key integer, product_key integer, customer_key integer, "
            "promotion_key integer, receipt_number varchar, quantity integer, unit_price decimal(10,2), "
            "discount_amount decimal(10,2), net_sales_amount decimal(12,2), cost_amount decimal(12,2), tax_amount decimal(10,2)",
            sales,
        ),
        "fact_returns": (
            "return_key integer, date_key integer, store_key integer, product_key integer, return_reason varchar, "
            "quantity_returned integer, refund_amount decimal(10,2)",
            returns,
        ),
        "fact_inventory_snapshot": (
            "date_key integer, store_key integer, product_key integer, quantity_on_hand integer, "
            "quantity_on_order integer, reorder_point integer",
            stock,
        ),
    }


MADE_S = {"homestore": homestore, "esign": esign, "terminal": terminal, "opendata": opendata}
