"""The databases of set Y: opticians, a print shop, a flower wholesaler's star, a water cooler subscription."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Amara Ben Chloe Daniel Ella Faisal Grace Harry Imogen Jonas Kate Leon Maya Noah Orla Priya Quentin "
    "Rosa Sam Tara Umar Vera"
)
LASTS = (
    "Adler Booth Carter Dunne Eastwood Farrell Greene Hobbs Ivory Jarvis Khan Lowe Mercer Newton Okafor "
    "Platt Quick Rahman Sharp"
)
OLD = date(2015, 1, 1)


def _at(rng: random.Random, day: date, first: int = 9, last: int = 17) -> datetime:
    """A time of that day, on a quarter of an hour."""
    return datetime.combine(day, time(rng.randint(first, last), rng.choice((0, 15, 30, 45))))


# -- the opticians -------------------------------------------------------------------------------------------------------

SHOPS = (
    ("High Street", "Norwich", "East", date(2009, 3, 2), None),
    ("Castle Mall", "Norwich", "East", date(2016, 9, 5), None),
    ("Market Square", "Cambridge", "East", date(2012, 5, 14), None),
    ("Station Road", "Leicester", "Midlands", date(2014, 2, 3), None),
    ("Riverside", "Derby", "Midlands", date(2018, 10, 1), None),
    ("Old Town", "Lincoln", "Midlands", date(2011, 6, 6), date(2024, 8, 31)),
    ("Harbour View", "Hull", "North", date(2020, 3, 9), None),
    ("Minster Gate", "York", "North", date(2022, 11, 7), None),
)
MAKERS = (
    ("Lumina Optics", "Italy"),
    ("Nordvision", "Denmark"),
    ("ClearView Lens Co", "UK"),
    ("Aqualens", "Ireland"),
    ("Sunmark Eyewear", "Italy"),
    ("Brightcase", "China"),
)
BRANDS = {
    "Frames": ("Vero", "Linde", "Halden", "Oakmoor", "Piccolo"),
    "Sunglasses": ("Solara", "Vero", "Maribel"),
    "Lenses": ("ClearView", "Nordvision"),
    "Contact lenses": ("Aqualens", "DayFresh"),
    "Accessories": ("Brightcase",),
}
MODELS = {
    "Frames": "Aria Bolt Cleo Dune Echo Flint",
    "Sunglasses": "Beach Drift Glare Pilot",
    "Lenses": "Single Varifocal Bifocal",
    "Contact lenses": "Daily Monthly Toric",
    "Accessories": "Case Cloth Spray Chain Screwdriver",
}
PRICES = {
    "Frames": (69, 240),
    "Sunglasses": (59, 190),
    "Lenses": (40, 260),
    "Contact lenses": (14, 45),
    "Accessories": (4, 19),
}


def optician() -> Made:
    """Plural snake_case tables with every key declared."""
    rng = random.Random(2401)
    branches: Rows = [(number, *shop) for number, shop in enumerate(SHOPS, 1)]
    staff: Rows = []
    people = names_of(rng, FIRSTS, LASTS, 54)
    for number, (first, last) in enumerate(people, 1):
        role = (
            "Optometrist",
            "Optometrist",
            "Dispensing optician",
            "Optical assistant",
            "Optical assistant",
            "Receptionist",
        )[number % 6]
        hired = _days(rng, OLD, date(2025, 3, 31))
        left = _days(rng, max(hired, date(2023, 1, 1)), LAST_DAY) if rng.random() < 0.22 else None
        staff.append((number, first, last, role, number % 8 + 1, hired, left, round(rng.uniform(22, 58)) * 1000))
    patients: Rows = []
    for number in range(1, 701):
        first, last = rng.choice(FIRSTS.split()), rng.choice(LASTS.split())
        born = _days(rng, date(1938, 1, 1), date(2018, 12, 31))
        sex = rng.choices(["F", "M", None], [51, 46, 3])[0]
        mail = f"{first}.{last}{number}@mail.example".lower() if rng.random() < 0.74 else None
        branch = rng.choices(range(1, 9), [22, 14, 18, 13, 11, 7, 9, 6])[0]
        heard = rng.choices(["Walk-in", "Recommendation", "Online", "Insurance", None], [34, 26, 24, 10, 6])[0]
        patients.append(
            (
                number,
                first,
                last,
                born,
                sex,
                branches[branch - 1][2],
                mail,
                rng.random() < 0.61,
                heard,
                branch,
                _days(rng, date(2017, 1, 1), LAST_DAY),
            )
        )
    tests: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY + timedelta(days=30)) for _ in range(2300)):
        able = [p for p in patients[:640] if p[10] <= day]
        patient = rng.choice(able)
        kind, fee = rng.choices(
            [("Eye test", 30), ("Contact lens check", 22), ("Follow-up", 0), ("Emergency", 45)], [62, 20, 12, 6]
        )[0]
        branch = patient[9] if rng.random() < 0.9 else rng.randint(1, 8)
        if branch == 6 and day > date(2024, 8, 31):
            branch = 4
        eyes = [s for s in staff if s[3] == "Optometrist" and s[4] == branch]
        eye = rng.choice(eyes)[0] if eyes and rng.random() < 0.97 else None
        state = rng.choices(["completed", "cancelled", "no_show"], [84, 9, 7])[0] if day <= LAST_DAY else "booked"
        booked = datetime.combine(
            day - timedelta(days=rng.randint(0, 28)), time(rng.randint(8, 18), rng.randint(0, 59))
        )
        tests.append(
            (
                len(tests) + 1,
                patient[0],
                branch,
                eye,
                kind,
                booked,
                _at(rng, day),
                state,
                fee + (day.year - 2023) * 2 if fee else 0,
            )
        )
    suppliers: Rows = [(number, *maker) for number, maker in enumerate(MAKERS, 1)]
    source = {"Vero": 1, "Linde": 2, "Halden": 2, "Oakmoor": 1, "Piccolo": 1, "Solara": 5, "Maribel": 5, "ClearView": 3}
    source |= {"Nordvision": 2, "Aqualens": 4, "DayFresh": 4, "Brightcase": 6}
    products: Rows = []
    for category, brands in BRANDS.items():
        for brand in brands:
            for model in MODELS[category].split():
                low, high = PRICES[category]
                price = round(rng.uniform(low, high)) - 0.01
                cost = round(price * rng.uniform(0.28, 0.55), 2)
                number = len(products) + 1
                products.append(
                    (
                        number,
                        f"{category[:2].upper()}-{1000 + number}",
                        f"{brand} {model}",
                        category,
                        brand,
                        source[brand],
                        cost,
                        price,
                        rng.randint(0, 60),
                        rng.random() < 0.12,
                    )
                )
    weights = [
        {"Frames": 9, "Sunglasses": 3, "Lenses": 30, "Contact lenses": 26, "Accessories": 14}[p[3]] for p in products
    ]
    orders: Rows = []
    items: Rows = []
    refunds: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(1800)):
        patient = rng.choice([p for p in patients[:610] if p[10] <= day])
        branch = patient[9] if not (patient[9] == 6 and day > date(2024, 8, 31)) else 4
        crew = [s for s in staff if s[4] == branch and s[3] != "Receptionist"]
        number = len(orders) + 1
        total = 0.0
        for product in rng.sample(sorted(set(rng.choices(products, weights, k=6))), rng.choice((1, 1, 2, 2, 3))):
            count = rng.choice((1, 2, 3, 4)) if product[3] == "Contact lenses" else 1
            price = round(product[7] * (0.94 if day.year == 2023 else 1), 2)
            items.append((len(items) + 1, number, product[0], count, price))
            total += count * price
        cut = round(total * rng.choice((0.05, 0.1, 0.2)), 2) if rng.random() < 0.24 else 0
        ready = day + timedelta(days=rng.randint(0, 21))
        state = (
            "cancelled" if rng.random() < 0.04 else "collected" if ready <= LAST_DAY else rng.choice(("open", "ready"))
        )
        got = ready if state == "collected" else None
        pay = rng.choices(["Card", "Cash", "Insurance", "Voucher"], [66, 12, 15, 7])[0]
        orders.append(
            (number, patient[0], branch, rng.choice(crew)[0], day, got, state, pay, cut, round(total - cut, 2))
        )
        if got and rng.random() < 0.06:
            back = got + timedelta(days=rng.randint(1, 25))
            why = rng.choices(["Wrong prescription", "Uncomfortable", "Damaged", "Changed mind"], [38, 30, 18, 14])[0]
            if back <= LAST_DAY:
                refunds.append((len(refunds) + 1, number, back, why, round((total - cut) * rng.choice((0.5, 1)), 2)))
    return {
        "branches": (
            "branch_id integer primary key, branch_name varchar, city varchar, region varchar, opened_on date, "
            "closed_on date",
            branches,
        ),
        "staff": (
            "staff_id integer primary key, first_name varchar, last_name varchar, role varchar, "
            "branch_id integer references branches (branch_id), hired_on date, left_on date, annual_salary integer",
            staff,
        ),
        "patients": (
            "patient_id integer primary key, first_name varchar, last_name varchar, birth_date date, "
            "gender varchar, city varchar, "
            "email varchar, sms_consent boolean, heard_from varchar, "
            "home_branch_id integer references branches (branch_id), "
            "registered_on date",
            patients,
        ),
        "appointments": (
            "appointment_id integer primary key, patient_id integer references patients (patient_id), "
            "branch_id integer references branches (branch_id), optometrist_id integer references staff (staff_id), "
            "appointment_type varchar, booked_at timestamp, starts_at timestamp, status varchar, fee decimal(8,2)",
            tests,
        ),
        "suppliers": ("supplier_id integer primary key, supplier_name varchar, country varchar", suppliers),
        "products": (
            "product_id integer primary key, sku varchar, product_name varchar, category varchar, brand varchar, "
            "supplier_id integer references suppliers (supplier_id), cost_price decimal(8,2), "
            "retail_price decimal(8,2), "
            "stock_quantity integer, is_discontinued boolean",
            products,
        ),
        "orders": (
            "order_id integer primary key, patient_id integer references patients (patient_id), "
            "branch_id integer references branches (branch_id), staff_id integer references staff (staff_id), "
            "ordered_on date, "
            "collected_on date, status varchar, payment_method varchar, discount_amount decimal(8,2), "
            "total_amount decimal(10,2)",
            orders,
        ),
        "order_items": (
            "order_item_id integer primary key, order_id integer references orders (order_id), "
            "product_id integer references products (product_id), quantity integer, unit_price decimal(8,2)",
            items,
        ),
        "returns": (
            "return_id integer primary key, order_id integer references orders (order_id), returned_on date, "
            "reason varchar, "
            "refund_amount decimal(10,2)",
            refunds,
        ),
    }


# -- the print shop ------------------------------------------------------------------------------------------------------

CLIENTS = (
    "Apex Beacon Cobalt Delta Ember Falcon Granite Horizon Indigo Juniper Keystone Lantern Meridian "
    "Nimbus Orchard Pinnacle"
)
KINDS = "Retail:Stores Hospitality:Inns Education:College Charity:Trust Legal:Solicitors Events:Events"
PRESSES = (
    ("Heidelberg SM52", "Offset", date(2014, 6, 2), 95),
    ("Komori L29", "Offset", date(2019, 3, 11), 110),
    ("Xerox Versant", "Digital", date(2018, 9, 17), 60),
    ("HP Indigo 7K", "Digital", date(2022, 1, 24), 75),
    ("Canon Colorado", "Large format", date(2021, 5, 3), 55),
    ("Epson SureColor", "Large format", date(2016, 11, 14), 40),
    ("Polar Guillotine", "Finishing", date(2012, 2, 6), 30),
    ("MBO Folder", "Finishing", date(2017, 8, 21), 35),
)
STOCKS = (
    ("Silk 130", "Silk", 130),
    ("Silk 170", "Silk", 170),
    ("Silk 350", "Silk", 350),
    ("Gloss 130", "Gloss", 130),
    ("Gloss 250", "Gloss", 250),
    ("Uncoated 90", "Uncoated", 90),
    ("Uncoated 120", "Uncoated", 120),
    ("Uncoated 300", "Uncoated", 300),
    ("Recycled 100", "Recycled", 100),
    ("Recycled 300", "Recycled", 300),
)
CREW = (
    ("Alison Grey", "Sales", "Account Manager"),
    ("Barry Stokes", "Sales", "Account Manager"),
    ("Carmen Diaz", "Sales", "Account Manager"),
    ("Derek Poole", "Sales", "Sales Director"),
    ("Eileen Ross", "Prepress", "Designer"),
    ("Femi Ade", "Prepress", "Designer"),
    ("Gus Lindqvist", "Press", "Press Operator"),
    ("Helen Moss", "Press", "Press Operator"),
    ("Ivan Petrov", "Press", "Press Operator"),
    ("Joan Webb", "Press", "Press Operator"),
    ("Karl Nunn", "Finishing", "Finisher"),
    ("Lily Tran", "Finishing", "Finisher"),
    ("Mick Dolan", "Dispatch", "Driver"),
    ("Nina Sood", "Finance", "Bookkeeper"),
)


def printshop() -> Made:
    """CamelCase plurals with Id and SomethingId, as Entity Framework makes them, keys declared."""
    rng = random.Random(2402)
    pairs = [tuple(kind.split(":")) for kind in KINDS.split()]
    names = [(f"{first} {end}", trade) for first in CLIENTS.split() for trade, end in pairs]
    rng.shuffle(names)
    customers: Rows = []
    for number, (name, trade) in enumerate(names[:84], 1):
        city = rng.choices(["Leeds", "Bradford", "Sheffield", "Huddersfield", "Halifax"], [38, 20, 22, 12, 8])[0]
        mail = f"orders@{name.replace(' ', '').lower()}.example" if rng.random() < 0.88 else None
        limit = rng.choice((1000, 2500, 5000, 10000)) if rng.random() < 0.85 else None
        customers.append(
            (
                number,
                name,
                trade,
                city,
                mail,
                limit,
                rng.random() < 0.86,
                _at(rng, _days(rng, date(2018, 1, 1), date(2025, 3, 31))),
            )
        )
    employees: Rows = []
    for number, (name, department, title) in enumerate(CREW, 1):
        gone = date(2024, 10, 31) if name in ("Femi Ade", "Joan Webb") else None
        employees.append((number, name, department, title, _days(rng, date(2008, 1, 1), date(2022, 12, 31)), gone))
    machines: Rows = [(number, *press, rng.random() < 0.9) for number, press in enumerate(PRESSES, 1)]
    papers: Rows = []
    for number, (name, finish, weight) in enumerate(STOCKS, 1):
        papers.append(
            (
                number,
                name,
                finish,
                weight,
                round(weight / 2400 + rng.uniform(0.01, 0.03), 4),
                rng.randint(1, 90) * 250,
                rng.randint(4, 24) * 500,
            )
        )
    jobs: Rows = []
    runs: Rows = []
    invoices: Rows = []
    complaints: Rows = []
    sold = {
        "Business cards": (250, 2000, 0.06),
        "Flyers": (500, 10000, 0.04),
        "Brochures": (100, 3000, 0.55),
        "Booklets": (50, 1500, 1.4),
        "Posters": (10, 300, 2.6),
        "Banners": (1, 12, 48),
    }
    keen = [rng.choice((1, 1, 2, 3, 5)) for _ in customers[:78]]
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1250)):
        customer = rng.choices(customers[:78], keen)[0]
        number = len(jobs) + 1
        product = rng.choices(list(sold), [26, 27, 17, 10, 12, 8])[0]
        low, high, price = sold[product]
        count = rng.randint(low, high)
        count = count if count < 100 else round(count, -1 if count < 500 else -2)
        rush = rng.random() < 0.14
        due = day + timedelta(days=rng.randint(2, 4) if rush else rng.randint(5, 15))
        given = due + timedelta(days=rng.choices([-2, -1, 0, 1, 2, 5], [14, 26, 38, 10, 8, 4])[0])
        state = (
            "Cancelled"
            if rng.random() < 0.05
            else "Delivered"
            if given <= LAST_DAY
            else rng.choice(("In production", "Proofing", "New"))
        )
        amount = round(
            (35 + count * price * rng.uniform(0.8, 1.2)) * (1.25 if rush else 1) * (1 + 0.04 * (day.year - 2023)), 2
        )
        done = state == "Delivered"
        paper = None if product == "Banners" else rng.choices(papers[:9], [18, 14, 12, 13, 9, 8, 9, 5, 12])[0][0]
        jobs.append(
            (
                number,
                f"J{23000 + number}",
                customer[0],
                rng.choices((1, 2, 3, 4), [34, 30, 26, 10])[0],
                product,
                paper,
                count,
                day,
                due,
                given if done else None,
                state,
                rush,
                amount,
            )
        )
        if done or state == "In production":
            press = rng.choice(
                {"Banners": (5, 6), "Posters": (4, 5, 6)}.get(product, (1, 2, 3, 4) if count > 400 else (3, 4))
            )
            for machine in (
                (press, rng.choice((7, 8))) if product in ("Brochures", "Booklets", "Business cards") else (press,)
            ):
                began = _at(rng, min(day + timedelta(days=1), LAST_DAY), 7, 15)
                sheets = max(4, count // rng.choice((2, 4, 8)) if count > 20 else count)
                lost = round(sheets * rng.uniform(0.01, 0.07)) + 1
                who = rng.choice((7, 8, 9)) if machine < 7 else rng.choice((11, 12))
                runs.append(
                    (
                        len(runs) + 1,
                        number,
                        machine,
                        who,
                        began,
                        began + timedelta(minutes=rng.randint(15, 260)),
                        sheets,
                        lost,
                    )
                )
        if done:
            pay_by = given + timedelta(days=30)
            paid = given + timedelta(days=rng.randint(5, 60)) if rng.random() < 0.95 else None
            paid = paid if paid and paid <= LAST_DAY else None
            invoices.append(
                (
                    len(invoices) + 1,
                    f"INV-{70000 + number}",
                    number,
                    given,
                    pay_by,
                    paid,
                    amount,
                    round(amount * 0.2, 2),
                )
            )
            if rng.random() < 0.05:
                told = min(given + timedelta(days=rng.randint(1, 14)), LAST_DAY)
                why = rng.choices(["Colour", "Wrong quantity", "Late delivery", "Cutting"], [40, 18, 24, 18])[0]
                complaints.append(
                    (len(complaints) + 1, number, told, why, round(amount * 0.3, 2) if rng.random() < 0.6 else None)
                )
    return {
        "Customers": (
            "Id integer primary key, CompanyName varchar, Industry varchar, City varchar, Email varchar, "
            "CreditLimit decimal(10,2), "
            "IsActive boolean, CreatedAt timestamp",
            customers,
        ),
        "Employees": (
            "Id integer primary key, FullName varchar, Department varchar, JobTitle varchar, HireDate date, "
            "TerminationDate date",
            employees,
        ),
        "Machines": (
            "Id integer primary key, Name varchar, MachineType varchar, PurchaseDate date, "
            "HourlyRate decimal(8,2), InService boolean",
            machines,
        ),
        "PaperStocks": (
            "Id integer primary key, Name varchar, Finish varchar, WeightGsm integer, PricePerSheet decimal(8,4), "
            "SheetsOnHand integer, ReorderLevel integer",
            papers,
        ),
        "Jobs": (
            'Id integer primary key, JobNumber varchar, CustomerId integer references "Customers" (Id), '
            'SalesPersonId integer references "Employees" (Id), ProductType varchar, '
            'PaperStockId integer references "PaperStocks" (Id), Quantity integer, OrderDate date, DueDate date, '
            "DeliveredDate date, JobStatus varchar, IsRush boolean, NetAmount decimal(10,2)",
            jobs,
        ),
        "ProductionRuns": (
            'Id integer primary key, JobId integer references "Jobs" (Id), '
            'MachineId integer references "Machines" (Id), '
            'OperatorId integer references "Employees" (Id), StartedAt timestamp, FinishedAt timestamp, '
            "SheetsPrinted integer, "
            "SheetsWasted integer",
            runs,
        ),
        "Invoices": (
            'Id integer primary key, InvoiceNumber varchar, JobId integer references "Jobs" (Id), '
            "InvoiceDate date, DueDate date, "
            "PaidDate date, NetAmount decimal(10,2), VatAmount decimal(10,2)",
            invoices,
        ),
        "Complaints": (
            'Id integer primary key, JobId integer references "Jobs" (Id), ReportedOn date, Reason varchar, '
            "CreditAmount decimal(10,2)",
            complaints,
        ),
    }


# -- the flower wholesaler -----------------------------------------------------------------------------------------------

FLOWERS = {
    "Rose": ("Red Pink White Yellow", 0.62),
    "Tulip": ("Red Yellow Purple White", 0.31),
    "Lily": ("White Pink", 0.84),
    "Chrysanthemum": ("White Yellow Purple", 0.42),
    "Carnation": ("Red Pink White", 0.27),
    "Gerbera": ("Orange Yellow Pink", 0.38),
    "Orchid": ("White Purple", 2.1),
    "Sunflower": ("Yellow", 0.95),
    "Eucalyptus": ("Green", 0.33),
}
GROWERS = (
    ("Van der Berg Kwekerij", "Netherlands", "Y"),
    ("De Lelie BV", "Netherlands", "Y"),
    ("Tulpenhof", "Netherlands", "N"),
    ("Naivasha Roses", "Kenya", "Y"),
    ("Rift Valley Blooms", "Kenya", "Y"),
    ("Andes Flora", "Colombia", "Y"),
    ("Sabana Flowers", "Colombia", "N"),
    ("Quito Roses", "Ecuador", "N"),
    ("Fenland Growers", "United Kingdom", "Y"),
    ("Isles Stem Co", "United Kingdom", "N"),
)
DEPOTS = (("Spalding", "East"), ("Bristol", "South West"), ("Glasgow", "Scotland"))
TOWNS = (
    ("Norwich", "East", 1),
    ("Peterborough", "East", 1),
    ("Nottingham", "Midlands", 1),
    ("Birmingham", "Midlands", 1),
    ("Bristol", "South West", 2),
    ("Exeter", "South West", 2),
    ("Bath", "South West", 2),
    ("Glasgow", "Scotland", 3),
    ("Edinburgh", "Scotland", 3),
)
FEASTS = {(2, 14): "Valentine's Day", (12, 25): "Christmas Day", (3, 8): "Women's Day"}


def flowers() -> Made:
    """A star without declared keys: sales, purchases and waste by stem, dates by yyyymmdd."""
    rng = random.Random(2403)
    dates: Rows = []
    day = date(2023, 1, 1)
    while day <= date(2025, 12, 31):
        key = day.year * 10000 + day.month * 100 + day.day
        dates.append(
            (
                key,
                day,
                day.year,
                (day.month + 2) // 3,
                day.month,
                day.strftime("%B"),
                day.isocalendar()[1],
                day.strftime("%A"),
                day.weekday() > 4,
                FEASTS.get((day.month, day.day)),
            )
        )
        day += timedelta(days=1)
    keys = {row[1]: row[0] for row in dates}
    customers: Rows = []
    kinds = {
        "Florist": "Flowers",
        "Event planner": "Events",
        "Garden centre": "Garden Centre",
        "Hotel": "Hotel",
        "Supermarket": "Foods",
    }
    firsts = (
        "Acorn Bluebell Clover Daisy Elder Fern Gorse Hazel Ivy Jasmine Larch Maple Nettle Olive Primrose "
        "Rowan Sorrel Thistle"
    )
    for number, (first, last) in enumerate(names_of(rng, firsts, "Lane House Hill Park", 70), 1):
        kind = rng.choices(list(kinds), [52, 16, 12, 12, 8])[0]
        town, region, _ = rng.choice(TOWNS)
        manager = rng.choices(["Gillian Frost", "Marcus Webb", "Tessa Rowland", None], [34, 32, 24, 10])[0]
        terms = rng.choices([0, 14, 30], [20, 40, 40])[0]
        customers.append(
            (number, f"C{4000 + number}", f"{first} {last} {kinds[kind]}", kind, town, region, manager, terms)
        )
    products: Rows = []
    for kind, (colours, price) in FLOWERS.items():
        for colour in colours.split():
            for length in (40, 60) if kind in ("Rose", "Tulip", "Carnation") else (50,):
                number = len(products) + 1
                products.append(
                    (
                        number,
                        f"{kind[:3].upper()}{colour[:2].upper()}{length}",
                        f"{kind} {colour} {length} cm",
                        kind,
                        colour,
                        length,
                        round(price * (1 + (length - 50) / 100), 2),
                    )
                )
    growers: Rows = [(number, *grower) for number, grower in enumerate(GROWERS, 1)]
    depots: Rows = [(number, f"{city} depot", city, region) for number, (city, region) in enumerate(DEPOTS, 1)]
    liked = [{"Rose": 14, "Tulip": 8, "Carnation": 7, "Orchid": 4}.get(p[3], 9) for p in products]
    keen = [{"Supermarket": 6, "Florist": 3, "Hotel": 2}.get(c[3], 1) for c in customers[:66]]
    home = {town: depot for town, _, depot in TOWNS}
    sales: Rows = []
    for order in range(1, 2101):
        day = _days(rng, date(2023, 1, 2), LAST_DAY)
        if rng.random() < 0.16:
            day = date(rng.choice((2023, 2024, 2025)), 2, rng.randint(8, 13))
        customer = rng.choices(customers[:66], keen)[0]
        for product in sorted(set(rng.choices(products, liked, k=rng.randint(1, 4)))):
            stems = rng.randint(2, 40) * (50 if customer[3] == "Supermarket" else 10)
            price = round(product[6] * rng.uniform(0.9, 1.2) * (1.3 if day.month == 2 else 1), 3)
            amount = round(stems * price, 2)
            cut = round(amount * rng.choice((0.05, 0.1)), 2) if rng.random() < 0.2 else 0
            sales.append(
                (
                    len(sales) + 1,
                    keys[day],
                    customer[0],
                    product[0],
                    home[customer[4]],
                    f"SO{60000 + order}",
                    stems,
                    price,
                    amount,
                    cut,
                    round(stems * product[6] * rng.uniform(0.5, 0.65), 2),
                )
            )
    buys: Rows = []
    for order in range(1, 951):
        day = _days(rng, date(2023, 1, 2), LAST_DAY)
        grower = rng.choices(growers[:9], [18, 12, 10, 16, 12, 10, 8, 6, 8])[0]
        product = rng.choices(products, liked)[0]
        there = day + timedelta(
            days=rng.randint(1, 3) if grower[2] in ("Netherlands", "United Kingdom") else rng.randint(3, 9)
        )
        stems = rng.randint(4, 60) * 50
        far = 0.03 if grower[2] == "Netherlands" else 0.01 if grower[2] == "United Kingdom" else 0.09
        buys.append(
            (
                order,
                f"PO{20000 + order}",
                keys[day],
                keys[there] if there <= LAST_DAY else None,
                grower[0],
                product[0],
                rng.choices((1, 2, 3), [55, 25, 20])[0],
                stems,
                round(stems * product[6] * rng.uniform(0.42, 0.6), 2),
                round(stems * far * rng.uniform(0.8, 1.3), 2),
            )
        )
    waste: Rows = []
    for number in range(1, 621):
        product = rng.choices(products, liked)[0]
        stems = rng.randint(5, 180)
        why = rng.choices(["Wilted", "Broken stems", "Cold damage", "Unsold"], [40, 18, 12, 30])[0]
        waste.append(
            (
                number,
                keys[_days(rng, date(2023, 1, 2), LAST_DAY)],
                product[0],
                rng.choices((1, 2, 3), [48, 30, 22])[0],
                why,
                stems,
                round(stems * product[6] * 0.55, 2),
            )
        )
    return {
        "dim_date": (
            "date_key integer, full_date date, year integer, quarter integer, month integer, month_name varchar, "
            "week_of_year integer, day_name varchar, is_weekend boolean, holiday_name varchar",
            dates,
        ),
        "dim_customer": (
            "customer_key integer, customer_code varchar, customer_name varchar, customer_type varchar, city varchar, "
            "region varchar, account_manager varchar, payment_terms_days integer",
            customers,
        ),
        "dim_product": (
            "product_key integer, sku varchar, product_name varchar, flower_type varchar, colour varchar, "
            "stem_length_cm integer, "
            "list_price decimal(8,2)",
            products,
        ),
        "dim_grower": (
            "grower_key integer, grower_name varchar, country varchar, fair_trade_certified varchar",
            growers,
        ),
        "dim_depot": ("depot_key integer, depot_name varchar, city varchar, region varchar", depots),
        "fact_sales": (
            "sales_key integer, date_key integer, customer_key integer, product_key integer, depot_key integer, "
            "order_number varchar, stems_sold integer, unit_price decimal(10,3), gross_amount decimal(12,2), "
            "discount_amount decimal(12,2), cost_amount decimal(12,2)",
            sales,
        ),
        "fact_purchases": (
            "purchase_key integer, po_number varchar, order_date_key integer, arrival_date_key integer, "
            "grower_key integer, "
            "product_key integer, depot_key integer, stems_bought integer, purchase_amount decimal(12,2), "
            "freight_amount decimal(12,2)",
            buys,
        ),
        "fact_waste": (
            "waste_key integer, date_key integer, product_key integer, depot_key integer, waste_reason varchar, "
            "stems_wasted integer, waste_cost decimal(12,2)",
            waste,
        ),
    }


# -- the water coolers ---------------------------------------------------------------------------------------------------

DRIVERS = (
    ("Adam Pike", "North", "2019-04-01"),
    ("Bella Stone", "North", "2021-09-13"),
    ("Chidi Obi", "South", "2018-01-15"),
    ("Dana Fox", "South", "2022-06-20"),
    ("Eric Holt", "East", "2020-11-02"),
    ("Fern Abbott", "East", "2024-02-05"),
    ("Gary Nash", "North", "2025-03-03"),
)
PLANS = (("Basic", 24), ("Office", 49), ("Office Plus", 89), ("Enterprise", 165))


def watercooler() -> Made:
    """Plain tables as an ELT tool loads them: id everywhere, no keys, a loading time in each."""
    rng = random.Random(2404)
    loaded = datetime(2025, 6, 17, 3, 12, 44)
    first = (
        "Alder Brook Crest Dale Elm Forge Glen Harbor Inlet Juno Kestrel Lime Mill North Oak Pine Quay Ridge Stone Tide"
    )
    customers: Rows = []
    for number, (one, two) in enumerate(
        names_of(rng, first, "Partners Studios Logistics Clinic School Legal Works Group", 130), 1
    ):
        trade = {"Clinic": "Healthcare", "School": "Education", "Logistics": "Logistics", "Works": "Manufacturing"}.get(
            two, "Offices"
        )
        city = rng.choices(["Bristol", "Bath", "Cardiff", "Swindon", "Gloucester"], [38, 16, 24, 12, 10])[0]
        born = _at(rng, _days(rng, date(2019, 1, 1), date(2025, 5, 31)), 8, 18)
        owner = rng.choices(["Rachel Kim", "Tom Idris", "Wendy Ball", None], [36, 34, 24, 6])[0]
        heard = rng.choices(["Referral", "Google", "Trade show", "Cold call", None], [30, 34, 12, 18, 6])[0]
        customers.append(
            (number, f"{one} {two}", trade, city, owner, heard, rng.choice((None, *([rng.randint(4, 400)] * 8))), born)
        )
    subs: Rows = []
    for customer in customers[:-7]:
        start = customer[7].date() + timedelta(days=rng.randint(0, 14))
        for _ in range(rng.choices((1, 2, 3), [70, 24, 6])[0]):
            start = min(start, LAST_DAY)
            plan, price = rng.choices(PLANS, [26, 40, 24, 10])[0]
            over = _days(rng, max(start, date(2023, 2, 1)), LAST_DAY) if rng.random() < 0.3 else None
            why = (
                rng.choices(
                    ["Too expensive", "Moved office", "Switched provider", "Closed business"], [34, 22, 30, 14]
                )[0]
                if over
                else None
            )
            state = "cancelled" if over else "paused" if rng.random() < 0.06 else "active"
            subs.append((9000 + len(subs), customer[0], plan, price, start, over, why, state))
            start += timedelta(days=rng.randint(60, 700))
    places: Rows = []
    for customer in customers:
        for _ in range(rng.choices((1, 2, 3, 4), [62, 22, 10, 6])[0]):
            city = customer[3] if rng.random() < 0.8 else rng.choice(("Bristol", "Cardiff", "Bath"))
            places.append(
                (
                    300 + len(places),
                    customer[0],
                    f"{rng.randint(1, 180)} {rng.choice(('King', 'Queen', 'Canal', 'Market', 'Wharf'))} Street",
                    city,
                    rng.choices(("North", "South", "East"), [4, 4, 3])[0],
                )
            )
    coolers: Rows = []
    for place in places[:-5]:
        for _ in range(rng.choices((1, 2, 3, 5), [56, 26, 12, 6])[0]):
            placed = _days(rng, date(2019, 3, 1), date(2025, 6, 10))
            gone = _days(rng, max(placed, date(2023, 1, 1)), LAST_DAY) if rng.random() < 0.13 else None
            model = rng.choices(["AquaOne", "AquaTwin", "PureTap", "Sparkle 3"], [36, 28, 24, 12])[0]
            state = "removed" if gone else "faulty" if rng.random() < 0.04 else "in use"
            coolers.append((len(coolers) + 1, f"SN{48000 + len(coolers) * 7}", place[0], model, placed, gone, state))
    drivers: Rows = [
        (number, name, depot, date.fromisoformat(hired)) for number, (name, depot, hired) in enumerate(DRIVERS, 1)
    ]
    trips: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(2600)):
        place = rng.choice(places[:-9])
        able = [d for d in drivers if d[2] == place[4] and d[3] <= day]
        state = rng.choices(["delivered", "failed", "cancelled"], [91, 5, 4])[0]
        came = day + timedelta(days=rng.choices([0, 1, 3], [88, 9, 3])[0]) if state == "delivered" else None
        full = rng.randint(2, 24) if came else 0
        trips.append(
            (
                len(trips) + 1,
                place[0],
                rng.choice(able)[0] if rng.random() < 0.97 else None,
                day,
                came,
                full,
                rng.randint(0, full) if came else 0,
                state,
            )
        )
    bills: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 5), LAST_DAY) for _ in range(1700)):
        customer = rng.choice([c for c in customers[:123] if c[7].date() <= day])
        due = day + timedelta(days=30)
        paid = day + timedelta(days=rng.randint(2, 55)) if rng.random() < 0.95 else None
        paid = paid if paid and paid <= LAST_DAY else None
        state = "void" if rng.random() < 0.03 else "paid" if paid else "overdue" if due <= LAST_DAY else "open"
        kind = rng.choices(["Rental", "Water", "Service"], [48, 42, 10])[0]
        bills.append(
            (
                len(bills) + 1,
                f"WC-{12000 + len(bills)}",
                customer[0],
                kind,
                day,
                due,
                paid if state == "paid" else None,
                round(rng.uniform(18, 420) * (1 + 0.05 * (day.year - 2023)), 2),
                state,
            )
        )
    tickets: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(520)):
        cooler = rng.choice([c for c in coolers if c[4] <= day])
        kind = rng.choices(["Leak", "Not cooling", "Noise", "Sanitisation", "Bad taste"], [26, 24, 12, 28, 10])[0]
        opened = _at(rng, day, 8, 17)
        closed = opened + timedelta(hours=rng.randint(3, 240))
        closed = closed if closed.date() <= LAST_DAY and rng.random() < 0.97 else None
        urgent = rng.choices(["low", "normal", "high"], [30, 50, 20])[0]
        tickets.append(
            (
                len(tickets) + 1,
                cooler[0],
                kind,
                urgent,
                opened,
                closed,
                round(rng.uniform(15, 240), 2) if closed and rng.random() < 0.8 else None,
                rng.choices((None, 1, 2, 3, 4, 5), [40, 3, 5, 10, 22, 20])[0],
            )
        )

    def stamped(rows: Rows) -> Rows:
        return [(*row, loaded + timedelta(seconds=index // 200)) for index, row in enumerate(rows)]

    return {
        "customers": (
            "id integer, name varchar, industry varchar, city varchar, account_owner varchar, lead_source varchar, "
            "employee_count integer, created_at timestamp, _airbyte_extracted_at timestamp",
            stamped(customers),
        ),
        "subscriptions": (
            "id integer, customer_id integer, plan_name varchar, monthly_price decimal(8,2), start_date date, "
            "cancelled_on date, "
            "cancel_reason varchar, status varchar, _airbyte_extracted_at timestamp",
            stamped(subs),
        ),
        "locations": (
            "id integer, customer_id integer, street varchar, city varchar, route varchar, "
            "_airbyte_extracted_at timestamp",
            stamped(places),
        ),
        "coolers": (
            "id integer, serial_number varchar, location_id integer, model varchar, installed_on date, "
            "removed_on date, "
            "status varchar, _airbyte_extracted_at timestamp",
            stamped(coolers),
        ),
        "drivers": (
            "id integer, name varchar, depot varchar, hired_on date, _airbyte_extracted_at timestamp",
            stamped(drivers),
        ),
        "deliveries": (
            "id integer, location_id integer, driver_id integer, scheduled_on date, delivered_on date, "
            "bottles_delivered integer, "
            "empties_collected integer, status varchar, _airbyte_extracted_at timestamp",
            stamped(trips),
        ),
        "invoices": (
            "id integer, invoice_number varchar, customer_id integer, invoice_type varchar, issued_on date, "
            "due_on date, "
            "paid_on date, amount decimal(10,2), status varchar, _airbyte_extracted_at timestamp",
            stamped(bills),
        ),
        "service_tickets": (
            "id integer, cooler_id integer, issue_type varchar, priority varchar, opened_at timestamp, "
            "closed_at timestamp, "
            "repair_cost decimal(8,2), rating integer, _airbyte_extracted_at timestamp",
            stamped(tickets),
        ),
    }


MADE_Y = {"optician": optician, "printshop": printshop, "flowers": flowers, "watercooler": watercooler}
