"""The databases of set R: a brewery (a language school, a coworking operator and a ski hire are in modules of their own)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_r_coworking import coworking
from tests.benchmarks.heldout.databases_r_school import sprachschule
from tests.benchmarks.heldout.databases_r_skihire import skihire

FIRSTS = "Alun Bethan Carys Dylan Ellie Ffion Gareth Huw Iona Jess Kieran Lowri Megan Nia Owain Rhys Sian Tomos"
LASTS = "Beynon Cadwallader Davies Evans Griffiths Howells Jenkins Lloyd Morgan Parry Pritchard Rees Vaughan"
INNS = (
    "Red Lion;White Hart;Drovers Arms;Black Swan;Ship Inn;Old Mill;Railway Tavern;Blue Boar;Miners Rest;Harp;Royal Oak"
)
TOWNS = {
    "Brecon": "Powys",
    "Hay-on-Wye": "Powys",
    "Llandrindod": "Powys",
    "Cardiff": "South Wales",
    "Swansea": "South Wales",
    "Newport": "South Wales",
    "Hereford": "Borders",
    "Ludlow": "Borders",
    "Shrewsbury": "Borders",
    "Bristol": "West Country",
}


def brewery() -> Made:
    """A brewery with every key declared: batches and what goes into them, the trade's orders, a taproom of its own."""
    rng = random.Random(1801)
    people: Rows = []
    pairs = names_of(rng, FIRSTS, LASTS, 30)
    jobs = ["Head Brewer", "Brewer", "Brewer", "Brewer", "Sales Rep", "Sales Rep", "Sales Rep", "Sales Rep"]
    jobs += ["Driver", "Driver", "Bar Staff", "Bar Staff", "Bar Staff", "Bar Staff", "Bookkeeper"]
    for number, job in enumerate(jobs, 1):
        first, last = pairs.pop()
        people.append((number, f"{first} {last}", job, _days(rng, date(2014, 1, 1), date(2022, 12, 31))))
    beers: Rows = [
        (1, "Black Mountain Stout", "Stout", 4.8, 38, False, date(2015, 3, 2), None),
        (2, "Usk Valley Pale", "Pale Ale", 4.2, 32, False, date(2015, 3, 2), None),
        (3, "Drover's Best", "Bitter", 3.9, 28, False, date(2015, 9, 14), None),
        (4, "Red Kite IPA", "IPA", 5.6, 58, False, date(2016, 5, 2), None),
        (5, "Beacons Lager", "Lager", 4.4, 20, False, date(2018, 4, 9), None),
        (6, "Harvest Gold", "Pale Ale", 4.0, 26, True, date(2019, 8, 1), None),
        (7, "Winter Warmer", "Strong Ale", 6.8, 34, True, date(2017, 11, 1), None),
        (8, "Hay Festival Saison", "Saison", 5.2, 24, True, date(2021, 5, 1), None),
        (9, "Double Kite", "IPA", 8.1, 72, False, date(2023, 2, 6), None),
        (10, "Small Wonder", "Low Alcohol", 0.5, 18, False, date(2024, 1, 8), None),
        (11, "Coracle Porter", "Porter", 5.0, 36, False, date(2018, 10, 1), date(2024, 3, 31)),
        (12, "Elderflower Wheat", "Wheat", 4.6, 15, False, date(2025, 5, 26), None),
    ]
    tanks: Rows = [
        (1, "FV1", "fermenter", 20.0),
        (2, "FV2", "fermenter", 20.0),
        (3, "FV3", "fermenter", 40.0),
        (4, "FV4", "fermenter", 40.0),
        (5, "FV5", "fermenter", 60.0),
        (6, "CT1", "conditioning", 40.0),
        (7, "CT2", "conditioning", 60.0),
    ]
    suppliers: Rows = [
        (1, "Wye Maltings", "United Kingdom"),
        (2, "Hallertau Hopfen", "Germany"),
        (3, "Yakima Growers", "United States"),
        (4, "Ferment Labs", "Belgium"),
        (5, "Borders Honey Farm", "United Kingdom"),
    ]
    ingredients: Rows = [
        (1, "Maris Otter", "Malt", "kg", 0.92, 4200, 2000, 1),
        (2, "Crystal Malt", "Malt", "kg", 1.15, 640, 800, 1),
        (3, "Roasted Barley", "Malt", "kg", 1.28, 310, 250, 1),
        (4, "Wheat Malt", "Malt", "kg", 1.08, 180, 300, 1),
        (5, "Pilsner Malt", "Malt", "kg", 0.98, 1500, 900, 1),
        (6, "Citra", "Hops", "kg", 26.5, 42, 30, 3),
        (7, "Mosaic", "Hops", "kg", 27.9, 18, 25, 3),
        (8, "Hallertauer Tradition", "Hops", "kg", 16.4, 55, 20, 2),
        (9, "Fuggle", "Hops", "kg", 14.2, 61, 30, 1),
        (10, "Ale Yeast", "Yeast", "kg", 88.0, 9, 4, 4),
        (11, "Lager Yeast", "Yeast", "kg", 96.0, 3, 4, 4),
        (12, "Saison Yeast", "Yeast", "kg", 112.0, 2, 1, 4),
        (13, "Heather Honey", "Other", "kg", 9.8, 75, 20, 5),
        (14, "Elderflower", "Other", "kg", 22.0, 12, 10, 5),
        (15, "Orange Peel", "Other", "kg", 11.5, 6, 5, 5),
    ]
    recipes = {
        1: [1, 2, 3, 9, 10], 2: [1, 6, 10], 3: [1, 2, 9, 10], 4: [1, 6, 7, 10], 5: [5, 8, 11], 6: [1, 13, 9, 10],
        7: [1, 2, 3, 9, 10], 8: [5, 4, 8, 12], 9: [1, 6, 7, 10], 10: [1, 6, 10], 11: [1, 2, 3, 9, 10], 12: [4, 5, 14, 10],
    }  # fmt: skip
    amounts = {"Malt": (9.0, 16.0), "Hops": (0.15, 0.6), "Yeast": (0.04, 0.07), "Other": (0.2, 0.9)}
    batches: Rows = []
    inputs: Rows = []
    day = date(2023, 1, 4)
    while day <= LAST_DAY:
        months = {6: (7, 8, 9), 7: (10, 11, 12), 8: (4, 5)}
        fit = [
            b
            for b in beers
            if b[6] - timedelta(days=24) <= day and (b[7] is None or b[7] > day + timedelta(days=40))
            and (b[0] not in months or day.month in months[b[0]])
        ]  # fmt: skip
        weight = {1: 16, 2: 24, 3: 15, 4: 18, 5: 14, 6: 9, 7: 10, 8: 8, 9: 6, 10: 6, 11: 5, 12: 10}
        beer = rng.choices(fit, [weight[b[0]] for b in fit])[0]
        tank = rng.choice(tanks[:5])
        volume = round(tank[3] * rng.uniform(0.78, 0.97), 1)
        packaged = day + timedelta(days=rng.randint(15, 19) if beer[2] != "Lager" else rng.randint(32, 40))
        status = "packaged"
        if packaged > LAST_DAY:
            packaged, status = None, "fermenting" if day > LAST_DAY - timedelta(days=8) else "conditioning"
        elif rng.random() < 0.035:
            packaged, status = None, "dumped"
        number = len(batches) + 1
        start = round(1.0 + beer[3] * 0.0078 + rng.uniform(0.009, 0.013), 3)
        batches.append(
            (
                number,
                f"B{day.year % 100}-{number:03d}",
                beer[0],
                tank[0],
                rng.choices([1, 2, 3, 4], [20, 34, 26, 20])[0],
                day,
                packaged,
                volume,
                start,
                round(start - beer[3] * 0.0076, 3) if status in ("packaged", "conditioning") else None,
                status,
            )
        )
        for item in recipes[beer[0]]:
            kind = ingredients[item - 1][2]
            share = 0.15 if item in (2, 3) else 1.0
            quantity = round(volume * rng.uniform(*amounts[kind]) * share, 2)
            inputs.append(
                (number, item, quantity, round(quantity * ingredients[item - 1][4] * rng.uniform(0.9, 1.05), 2))
            )
        day += timedelta(days=rng.choice([2, 3, 5, 6, 7]))
    products: Rows = []
    for beer in beers:
        per_litre = 3.0 + beer[3] * 0.22 if beer[3] > 1 else 3.1
        for code, package, litres, extra in (
            ("K30", "Keg 30 l", 30.0, 1.0),
            ("C41", "Cask 41 l", 40.9, 0.92),
            ("B12", "Bottle case 12 x 500 ml", 6.0, 1.35),
            ("C24", "Can case 24 x 440 ml", 10.56, 1.28),
        ):
            if (code == "C41" and beer[2] in ("Lager", "Low Alcohol", "Saison")) or (
                code == "C24" and beer[0] in (1, 3, 7)
            ):
                continue
            sku = f"{''.join(w[0] for w in beer[1].split())}{beer[0]:02d}-{code}"
            products.append((len(products) + 1, beer[0], sku, package, litres, round(litres * per_litre * extra, 2)))
    customers: Rows = []
    inns = [(inn, town) for inn in INNS.split(";") for town in TOWNS]
    rng.shuffle(inns)
    others = [
        ("Castle Kitchen", "restaurant"), ("Bwyd Da", "restaurant"), ("The Larder", "restaurant"),
        ("Pen y Fan Bistro", "restaurant"), ("Harbour Grill", "restaurant"), ("Stone & Barrel", "restaurant"),
        ("Hop Stop", "bottle shop"), ("Cork & Cap", "bottle shop"), ("Bottle & Basil", "bottle shop"),
        ("Beer Cellar Direct", "bottle shop"), ("Valley Foodhalls", "supermarket"), ("Marches Co-op", "supermarket"),
        ("Freshway Stores", "supermarket"), ("Severn Drinks", "wholesaler"), ("Cambrian Cellars", "wholesaler"),
    ]  # fmt: skip
    for number in range(1, 79):
        if number % 5 == 0:
            name, kind = others[number // 5 - 1]
            town = rng.choice(list(TOWNS))
        else:
            inn, town = inns.pop()
            name, kind = f"{inn}, {town}", "pub"
        limit = {"pub": 2500, "restaurant": 1500, "bottle shop": 2000, "supermarket": 12000, "wholesaler": 20000}[kind]
        since = _days(rng, date(2016, 1, 1), date(2025, 5, 10) if number % 3 == 0 else date(2022, 12, 31))
        customers.append((number, name, kind, town, TOWNS[town], limit, since, rng.choice([5, 6, 7, 8])))
    orders: Rows = []
    lines: Rows = []
    buying = [c for c in customers if c[0] % 19 != 0]
    placed = sorted(
        (_days(rng, max(c[6], date(2023, 1, 2)), LAST_DAY), c)
        for c in buying
        for _ in range(int(max((LAST_DAY - max(c[6], date(2023, 1, 2))).days, 30) / 900 * rng.randint(8, 22)) + 1)
    )
    for day, customer in placed:
        delivery = day + timedelta(days=rng.choice([1, 2, 2, 3, 5, 7]))
        status = rng.choices(["delivered", "cancelled"], [95, 5])[0]
        if delivery > LAST_DAY:
            status = "open"
        due = delivery + timedelta(days=30)
        paid = delivery + timedelta(days=max(0, int(rng.gauss(27, 12)))) if status == "delivered" else None
        if paid and (paid > LAST_DAY or (day.year == 2025 and rng.random() < 0.04)):
            paid = None
        number = len(orders) + 1
        orders.append((number, f"SO-{4000 + number}", customer[0], day, delivery, status, due, paid))
        draught = customer[2] in ("pub", "restaurant")
        fit = [
            p
            for p in products
            if (p[3].startswith(("Keg", "Cask")) == draught or customer[2] == "wholesaler" or rng.random() < 0.12)
            and beers[p[1] - 1][6] <= day and (beers[p[1] - 1][7] is None or beers[p[1] - 1][7] > day)
            and (p[1] != 7 or day.month in (11, 12, 1)) and (p[1] != 6 or day.month in (8, 9, 10))
            and (p[1] != 8 or day.month in (5, 6, 7))
        ]  # fmt: skip
        for at, product in enumerate(
            rng.sample(fit, min(len(fit), rng.choices([1, 2, 3, 4, 5], [14, 28, 30, 18, 10])[0])), 1
        ):
            quantity = rng.randint(1, 6) * {"supermarket": 8, "wholesaler": 9, "bottle shop": 2}.get(customer[2], 1)
            off = (
                rng.choice([0, 5, 10])
                if customer[2] in ("supermarket", "wholesaler")
                else rng.choices([0, 5], [90, 10])[0]
            )
            lines.append(
                (number, at, product[0], quantity, product[5], off, round(quantity * product[5] * (1 - off / 100), 2))
            )
    sales: Rows = []
    servings = {"Pint": 5.2, "Half pint": 2.7, "Flight": 8.5, "Takeaway can": 3.6}
    for _ in range(2100):
        day = _days(rng, date(2024, 1, 4), LAST_DAY)
        if day.weekday() < 3:
            day = day + timedelta(days=3) if day + timedelta(days=3) <= LAST_DAY else date(2025, 6, 13)
        on = [b for b in beers if b[6] <= day and (b[7] is None or b[7] > day) and (not b[5] or rng.random() < 0.3)]
        serving = rng.choices(list(servings), [58, 22, 8, 12])[0]
        quantity = rng.choices([1, 2, 3, 4], [46, 34, 12, 8])[0]
        at = datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randrange(15 * 60, 23 * 60))
        price = servings[serving] + (0.6 if day.year == 2025 and serving == "Pint" else 0)
        how = rng.choices(["card", "cash", "voucher"], [80, 17, 3])[0]
        beer = rng.choices(on, [14 if b[0] in (2, 4, 5) else 7 for b in on])[0]
        sales.append((at, beer[0], rng.choice([11, 12, 13, 14]), serving, quantity, round(price * quantity, 2), how))
    sales = [(i, *row) for i, row in enumerate(sorted(sales), 1)]
    return {
        "employees": (
            "employee_id integer primary key, full_name varchar not null, job_title varchar, hired_on date",
            people,
        ),
        "beers": (
            "beer_id integer primary key, name varchar not null, style varchar, abv decimal(4,1), ibu integer, "
            "is_seasonal boolean, launched_on date, discontinued_on date",
            beers,
        ),
        "tanks": ("tank_id integer primary key, code varchar, tank_type varchar, capacity_hl decimal(6,1)", tanks),
        "suppliers": ("supplier_id integer primary key, name varchar not null, country varchar", suppliers),
        "ingredients": (
            "ingredient_id integer primary key, name varchar not null, kind varchar, unit varchar, "
            "unit_cost decimal(10,2), stock_quantity integer, minimum_stock integer, "
            "supplier_id integer references suppliers (supplier_id)",
            ingredients,
        ),
        "batches": (
            "batch_id integer primary key, batch_no varchar, beer_id integer references beers (beer_id), "
            "tank_id integer references tanks (tank_id), brewer_id integer references employees (employee_id), "
            "brewed_on date, packaged_on date, volume_hl decimal(6,1), original_gravity decimal(5,3), "
            "final_gravity decimal(5,3), status varchar",
            batches,
        ),
        "batch_ingredients": (
            "batch_id integer references batches (batch_id), ingredient_id integer references ingredients (ingredient_id), "
            "quantity decimal(10,2), cost decimal(10,2)",
            inputs,
        ),
        "products": (
            "product_id integer primary key, beer_id integer references beers (beer_id), sku varchar, package varchar, "
            "litres decimal(6,2), list_price decimal(10,2)",
            products,
        ),
        "customers": (
            "customer_id integer primary key, name varchar not null, customer_type varchar, town varchar, region varchar, "
            "credit_limit decimal(12,2), customer_since date, sales_rep_id integer references employees (employee_id)",
            customers,
        ),
        "orders": (
            "order_id integer primary key, order_no varchar, customer_id integer references customers (customer_id), "
            "ordered_on date, delivery_date date, status varchar, payment_due date, paid_on date",
            orders,
        ),
        "order_lines": (
            "order_id integer references orders (order_id), line_no integer, "
            "product_id integer references products (product_id), quantity integer, unit_price decimal(10,2), "
            "discount_percent integer, line_total decimal(12,2), primary key (order_id, line_no)",
            lines,
        ),
        "taproom_sales": (
            "sale_id integer primary key, sold_at timestamp, beer_id integer references beers (beer_id), "
            "served_by integer references employees (employee_id), serving varchar, quantity integer, "
            "amount decimal(10,2), payment_method varchar",
            sales,
        ),
    }


MADE_R = {"brewery": brewery, "sprachschule": sprachschule, "coworking": coworking, "skihire": skihire}
