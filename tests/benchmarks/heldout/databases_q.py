"""The databases of set Q: a chain of car workshops (conferences and subscription boxes are in modules of their own)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_q_boxes import boxes
from tests.benchmarks.heldout.databases_q_conferences import conferences

FIRSTS = "Aidan Brigid Cathal Deirdre Eoin Fiona Gavin Hannah Ivor Jean Keith Lorna Murray Niamh Owen Paula Ross Sheila"
LASTS = "Baird Cassidy Donnelly Easton Forbes Gallagher Hendry Irvine Kerr Lennox Maguire Nolan Rafferty Sinclair Tully Weir"
FIRMS = ("Harbour Taxis", "Greenline Couriers", "Kerr Plumbing", "City Flowers", "Moorland Foods", "Apex Cleaning")
FIRMS += ("Lowland Estates", "Tayside Rentals", "Brightside Care", "Forth Electrics")
CARS = {
    "Volkswagen": ("Golf", "Polo", "Transporter"),
    "Ford": ("Fiesta", "Focus", "Transit"),
    "Toyota": ("Yaris", "Corolla", "RAV4"),
    "Skoda": ("Octavia", "Fabia"),
    "Tesla": ("Model 3",),
    "Renault": ("Clio", "Zoe", "Kangoo"),
    "BMW": ("320d", "X3"),
}
VANS = ("Transporter", "Transit", "Kangoo")


def garage() -> Made:
    """An application's schema with every key declared: bookings, work orders with labour and parts, invoices."""
    rng = random.Random(1701)
    sites: Rows = [
        (1, "Leith Garage", "Edinburgh", 8, date(2011, 4, 4)),
        (2, "Gorgie Garage", "Edinburgh", 5, date(2016, 9, 1)),
        (3, "Clydeside Motors", "Glasgow", 10, date(2009, 2, 2)),
        (4, "Partick Autocentre", "Glasgow", 6, date(2019, 5, 6)),
        (5, "Granite Autos", "Aberdeen", 7, date(2014, 3, 10)),
        (6, "Tay Bridge Garage", "Dundee", 4, date(2023, 8, 21)),
    ]
    staff: Rows = []
    pairs = names_of(rng, FIRSTS, LASTS, 280)
    for number in range(1, 53):
        first, last = pairs.pop()
        role = rng.choices(["mechanic", "apprentice", "service advisor", "manager"], [58, 16, 20, 0])[0]
        site = (number - 1) % 6 + 1
        if number <= 6:
            role = "manager"
        elif number <= 18:
            role = "mechanic"
        hired = _days(rng, max(sites[site - 1][4], date(2012, 1, 1)), date(2023, 9, 1) if number < 40 else LAST_DAY)
        left = (
            _days(rng, max(hired, date(2024, 1, 1)), date(2025, 5, 31))
            if 18 < number < 40 and number % 4 == 0
            else None
        )
        pay = {"mechanic": 19.5, "apprentice": 11.8, "service advisor": 15.4, "manager": 26.0}[role]
        staff.append((number, site, first, last, role, round(pay * rng.uniform(0.92, 1.15), 2), hired, left))
    homes = ["Edinburgh", "Glasgow", "Aberdeen", "Dundee", "Perth", "Stirling"]
    customers: Rows = []
    for number in range(1, 211):
        firm = FIRMS[number // 20 - 1] if number % 20 == 0 else None
        first, last = pairs.pop()
        mail = (
            f"{first}.{last}@example.org".lower() if firm is None else f"office@{firm.split()[0].lower()}.example.org"
        )
        customers.append(
            (
                number,
                firm or f"{first} {last}",
                "company" if firm else "private",
                rng.choices(homes, [31, 29, 14, 12, 8, 6])[0],
                f"07{rng.randrange(10**8, 10**9)}",
                mail if rng.random() < 0.82 else None,
                datetime.combine(_days(rng, date(2021, 1, 1), LAST_DAY), datetime.min.time())
                + timedelta(minutes=rng.randrange(8 * 60, 18 * 60)),
            )
        )
    vehicles: Rows = []
    for customer in customers:
        if customer[0] % 23 == 0:
            continue
        for _ in range(rng.randint(3, 7) if customer[2] == "company" else rng.choices([1, 2], [76, 24])[0]):
            make = rng.choices(list(CARS), [22, 24, 17, 12, 5, 12, 8])[0]
            model = rng.choice([m for m in CARS[make] if customer[2] == "private" or m in VANS] or list(CARS[make]))
            fuel = rng.choices(["petrol", "diesel", "hybrid"], [55, 30, 15])[0]
            if model in ("Model 3", "Zoe"):
                fuel = "electric"
            elif model in VANS or model == "320d":
                fuel = "diesel"
            year = rng.randint(2008, 2024) if fuel != "electric" else rng.randint(2018, 2024)
            letters = "".join(rng.choice("ABCDEFGHJKLMNOPRSTUVWXY") for _ in range(3))
            vehicles.append(
                (
                    len(vehicles) + 1,
                    customer[0],
                    f"S{rng.choice('ABCDEFG')}{year % 100:02d} {letters}",
                    make,
                    model,
                    year,
                    fuel,
                    _days(rng, date(2025, 5, 1), date(2026, 6, 30)) if rng.random() < 0.9 else None,
                )
            )
    suppliers: Rows = [
        (1, "Caledonian Motor Factors", "United Kingdom", 1),
        (2, "Rhein Autoteile", "Germany", 4),
        (3, "Pneu Express", "France", 3),
        (4, "Borderland Batteries", "United Kingdom", 2),
        (5, "Nippon Spares", "Japan", 12),
    ]
    parts: Rows = [
        (1, "OF-110", "Oil filter", "Filters", 1, 4.2, 9.9, 84, 30),
        (2, "AF-120", "Air filter", "Filters", 1, 6.8, 15.5, 46, 20),
        (3, "CF-130", "Cabin filter", "Filters", 2, 7.5, 18.0, 12, 15),
        (4, "BP-210", "Brake pads front", "Brakes", 2, 18.5, 42.0, 38, 20),
        (5, "BP-220", "Brake pads rear", "Brakes", 2, 16.0, 37.0, 17, 20),
        (6, "BD-230", "Brake disc", "Brakes", 2, 29.0, 64.0, 26, 16),
        (7, "TY-310", "Summer tyre 205/55", "Tyres", 3, 48.0, 79.0, 64, 40),
        (8, "TY-320", "Winter tyre 205/55", "Tyres", 3, 54.0, 89.0, 31, 40),
        (9, "TY-330", "Van tyre 215/65", "Tyres", 3, 66.0, 108.0, 22, 12),
        (10, "BA-410", "Battery 60Ah", "Electrics", 4, 52.0, 99.0, 19, 8),
        (11, "BA-420", "Battery 80Ah", "Electrics", 4, 68.0, 129.0, 5, 8),
        (12, "SP-430", "Spark plug", "Electrics", 1, 3.1, 8.5, 140, 60),
        (13, "OI-510", "Engine oil 5W-30", "Fluids", 1, 5.4, 12.5, 320, 100),
        (14, "CO-520", "Coolant", "Fluids", 1, 3.9, 9.0, 75, 40),
        (15, "WB-610", "Wiper blade", "Body", 1, 5.0, 13.0, 58, 30),
        (16, "TB-620", "Timing belt kit", "Engine", 2, 74.0, 159.0, 9, 6),
        (17, "CL-630", "Clutch kit", "Engine", 2, 132.0, 269.0, 4, 4),
        (18, "RO-640", "Rotary seal set", "Engine", 5, 210.0, 390.0, 2, 1),
        (19, "HM-650", "Wing mirror", "Body", 5, 41.0, 88.0, 3, 2),
    ]
    services: Rows = [
        (1, "Annual inspection", "Inspection", 1.0),
        (2, "Oil change", "Maintenance", 0.6),
        (3, "Full service", "Maintenance", 2.5),
        (4, "Brake repair", "Repair", 2.0),
        (5, "Tyre change", "Tyres", 0.8),
        (6, "Battery replacement", "Repair", 0.5),
        (7, "Timing belt replacement", "Repair", 4.5),
        (8, "Clutch repair", "Repair", 6.0),
        (9, "Diagnostics", "Inspection", 0.8),
        (10, "Air conditioning service", "Maintenance", 1.2),
        (11, "Windscreen replacement", "Body", 2.0),
    ]
    needs = {2: [1, 13], 3: [1, 2, 3, 12, 13, 14], 4: [4, 5, 6], 5: [7, 8, 9], 6: [10, 11], 7: [16], 8: [17], 1: [15]}
    clock = datetime.min.time()
    known = {row[0]: row[6].date() for row in customers}
    bookings: Rows = []
    orders: Rows = []
    labour: Rows = []
    used: Rows = []
    invoices: Rows = []
    mechanics = {site: [row for row in staff if row[1] == site and row[4] == "mechanic"] for site in range(1, 7)}
    near = {"Edinburgh": [1, 2], "Glasgow": [3, 4], "Aberdeen": [5], "Dundee": [6], "Perth": [6, 2], "Stirling": [4, 1]}
    city = {row[0]: row[3] for row in customers}
    company = {row[0] for row in customers if row[2] == "company"}
    visits: Rows = []
    for vehicle in vehicles:
        since = max(known[vehicle[1]], date(2023, 6, 1))
        span = (date(2025, 7, 11) - since).days
        for _ in range(round(span / 365 * rng.uniform(1.0, 4.4))):
            day = _days(rng, since, date(2025, 7, 11))
            if day.weekday() < 6:
                visits.append((day, vehicle))
    visits.sort(key=lambda row: (row[0], row[1][0]))
    for day, vehicle in visits:
        site = rng.choice(near[city[vehicle[1]]])
        if day < sites[site - 1][4]:
            site = rng.choice([2, 3])
        came = datetime.combine(day, clock) + timedelta(minutes=rng.randrange(16, 34) * 30)
        walk_in = rng.random() < 0.12
        booking = None
        if not walk_in:
            made = came - timedelta(hours=rng.randrange(20, 500))
            if made.date() > LAST_DAY:
                continue
            state = "scheduled" if day > LAST_DAY else rng.choices(["completed", "cancelled", "no_show"], [88, 8, 4])[0]
            booking = len(bookings) + 1
            channel = rng.choices(["phone", "website", "in person"], [46, 42, 12])[0]
            bookings.append((booking, vehicle[0], site, made, came, channel, state))
            if state != "completed":
                continue
        if day > LAST_DAY:
            continue
        there = [m for m in mechanics[site] if m[6] <= day and (m[7] is None or m[7] > day)]
        closed = came + timedelta(hours=rng.choice([3, 4, 6, 26, 30, 50, 74]))
        status = "closed"
        if closed.date() > LAST_DAY or (day > LAST_DAY - timedelta(days=16) and rng.random() < 0.5):
            status, closed = rng.choices(["in_progress", "waiting_parts"], [62, 38])[0], None
        number = len(orders) + 1
        warranty = rng.random() < 0.06
        orders.append(
            (
                number,
                f"WO-{20000 + number}",
                site,
                vehicle[0],
                booking,
                rng.choice(there)[0] if there else None,
                came,
                closed,
                status,
                (2025 - vehicle[5]) * 12500 + rng.randrange(2000, 12000),
                warranty,
            )
        )
        net = 0.0
        rate = 72.0 if vehicle[1] not in company else 64.0
        for service in rng.sample(services, rng.choices([1, 2, 3], [52, 34, 14])[0]):
            if service[0] == 11:
                continue
            hours = round(service[3] * rng.uniform(0.8, 1.4), 1)
            amount = round(hours * rate, 2)
            labour.append((len(labour) + 1, number, service[0], hours, rate, amount))
            net += amount
            for part in needs.get(service[0], []):
                if rng.random() < 0.55:
                    quantity = {13: 5, 7: 4, 8: 4, 9: 4, 12: 4, 6: 2}.get(part, 1)
                    off = rng.choices([0, 5, 10, 20], [80, 8, 9, 3])[0]
                    used.append((len(used) + 1, number, part, quantity, parts[part - 1][6], off))
                    net += quantity * parts[part - 1][6] * (1 - off / 100)
        if closed and not warranty and net:
            issued = closed.date()
            paid = issued + timedelta(days=0 if vehicle[1] not in company else int(rng.gauss(24, 11)) + 2)
            if rng.random() < 0.05:
                paid = issued + timedelta(days=rng.randint(20, 400))
            net = round(net, 2)
            tax = round(net * 0.2, 2)
            due = issued + timedelta(days=14 if vehicle[1] not in company else 30)
            settled = max(paid, issued)
            invoices.append(
                (
                    0,
                    number,
                    issued,
                    due,
                    net,
                    tax,
                    round(net + tax, 2),
                    settled if settled <= LAST_DAY else None,
                    rng.choices(["card", "cash", "bank transfer"], [60, 12, 28])[0] if settled <= LAST_DAY else None,
                )
            )
    invoices = [(5000 + i, *row[1:]) for i, row in enumerate(sorted(invoices, key=lambda row: (row[2], row[1])), 1)]
    assert max(row[6] for row in orders).date() < TODAY
    return {
        "workshops": (
            "workshop_id integer primary key, name varchar not null, city varchar, bays integer, opened_on date",
            sites,
        ),
        "employees": (
            "employee_id integer primary key, workshop_id integer references workshops (workshop_id), first_name varchar, "
            "last_name varchar, role varchar, hourly_wage double, hired_on date, left_on date",
            staff,
        ),
        "customers": (
            "customer_id integer primary key, name varchar not null, customer_type varchar, city varchar, phone varchar, "
            "email varchar, created_at timestamp",
            customers,
        ),
        "vehicles": (
            "vehicle_id integer primary key, customer_id integer references customers (customer_id), "
            "license_plate varchar, make varchar, model varchar, model_year integer, fuel_type varchar, "
            "next_inspection_date date",
            vehicles,
        ),
        "suppliers": (
            "supplier_id integer primary key, name varchar not null, country varchar, lead_time_days integer",
            suppliers,
        ),
        "parts": (
            "part_id integer primary key, part_number varchar, name varchar, category varchar, "
            "supplier_id integer references suppliers (supplier_id), purchase_price double, sale_price double, "
            "stock_quantity integer, reorder_level integer",
            parts,
        ),
        "services": (
            "service_id integer primary key, name varchar not null, category varchar, standard_hours double",
            services,
        ),
        "bookings": (
            "booking_id integer primary key, vehicle_id integer references vehicles (vehicle_id), "
            "workshop_id integer references workshops (workshop_id), created_at timestamp, appointment_at timestamp, "
            "channel varchar, status varchar",
            bookings,
        ),
        "work_orders": (
            "work_order_id integer primary key, order_number varchar, "
            "workshop_id integer references workshops (workshop_id), vehicle_id integer references vehicles (vehicle_id), "
            "booking_id integer references bookings (booking_id), "
            "mechanic_id integer references employees (employee_id), opened_at timestamp, closed_at timestamp, "
            "status varchar, odometer_km integer, is_warranty boolean",
            orders,
        ),
        "work_order_labour": (
            "labour_id integer primary key, work_order_id integer references work_orders (work_order_id), "
            "service_id integer references services (service_id), hours double, hourly_rate double, amount double",
            labour,
        ),
        "work_order_parts": (
            "line_id integer primary key, work_order_id integer references work_orders (work_order_id), "
            "part_id integer references parts (part_id), quantity integer, unit_price double, discount_percent integer",
            used,
        ),
        "invoices": (
            "invoice_id integer primary key, work_order_id integer references work_orders (work_order_id), "
            "invoice_date date, due_date date, net_amount double, tax_amount double, total_amount double, paid_on date, "
            "payment_method varchar",
            invoices,
        ),
    }


MADE_Q = {"garage": garage, "conferences": conferences, "boxes": boxes}
