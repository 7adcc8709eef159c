"""The third database of set M, a field-service company, and the names of people that the set shares."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days

GIVEN = (
    "Aileen Bruno Catriona Duncan Eilidh Fergus Greta Hamish Isla Jonas Kirsty "
    "Lewis Morag Niall Orla Petra Quentin Rhona Stuart Tamsin"
)
FAMILY = (
    "Abbott Baird Cowan Drummond Elder Forsyth Galbraith Hendry "
    "Innes Jarvis Keith Lennox Munro Nairn Ogilvie Pringle Rennie Sinclair"
)


def _people(rng: random.Random, count: int) -> list[str]:
    names = [f"{given} {family}" for given in GIVEN.split() for family in FAMILY.split()]
    rng.shuffle(names)
    return names[:count]


def fieldservice() -> Made:
    """Names in capitals and small letters, primary keys declared and foreign ones not; jobs nobody has, invoices not paid."""
    rng = random.Random(1303)
    cities = ["Leeds", "Sheffield", "York", "Bradford", "Hull", "Doncaster"]
    shares = [34, 22, 14, 13, 10, 7]
    names = _people(rng, 180)
    kinds = ["private", "business", "housing association", "public sector"]
    customers: Rows = []
    for i in range(1, 151):
        kind = rng.choices(kinds, [50, 34, 8, 8])[0]
        family = names[i].split()[1]
        title = {
            "private": names[i],
            "business": f"{family} {rng.choice(['Foods', 'Offices', 'Retail', 'Dental', 'Print'])} {i} Ltd",
            "housing association": f"{family} Homes {i}",
            "public sector": f"{family} School {i}",
        }[kind]
        email = f"contact{i}@example.com" if rng.random() < 0.86 else None
        customers.append(
            (i, title, kind, rng.choices(cities, shares)[0], email, _days(rng, date(2014, 1, 1), date(2024, 12, 31)))
        )
    streets = ["Mill Lane", "Station Road", "Park Street", "Victoria Road", "Church Lane", "Canal Row"]
    buildings = ["house", "apartment block", "office", "shop", "school"]
    sites: Rows = []
    for customer in customers[:143]:
        most = {"private": 1, "business": 3, "housing association": 7, "public sector": 2}[customer[2]]
        for _ in range(rng.randint(1, most)):
            building = {"private": "house", "public sector": "school", "housing association": "apartment block"}.get(
                customer[2]
            )
            city = customer[3] if rng.random() < 0.8 else rng.choices(cities, shares)[0]
            street = f"{rng.randint(1, 120)} {rng.choice(streets)}"
            sites.append((len(sites) + 1, customer[0], street, city, building or rng.choice(buildings[2:4])))
    technicians: Rows = []
    trades = [
        "heating",
        "heating",
        "heating",
        "plumbing",
        "plumbing",
        "plumbing",
        "electrical",
        "electrical",
        "electrical",
    ]
    trades += ["roofing", "general", "general", "general", "heating", "electrical"]
    rates = [46.0, 44.5, 42.0, 43.0, 41.0, 39.5, 47.0, 45.5, 49.5, 52.0, 33.0, 34.5, 31.0, 40.0, 38.0]
    for i, (trade, rate) in enumerate(zip(trades, rates, strict=True), 1):
        hired = _days(rng, date(2012, 1, 1), date(2022, 10, 31)) if i < 14 else _days(rng, date(2025, 5, 1))
        technicians.append((i, names[160 + i], trade, rate, hired, date(2024, 8, 31) if i == 6 else None))
    services: Rows = [
        (1, "Boiler Service", "Heating"),
        (2, "Boiler Repair", "Heating"),
        (3, "Leak Repair", "Plumbing"),
        (4, "Drain Cleaning", "Plumbing"),
        (5, "Bathroom Fitting", "Plumbing"),
        (6, "Electrical Inspection", "Electrical"),
        (7, "Rewiring", "Electrical"),
        (8, "Gutter Repair", "Roofing"),
        (9, "Tile Replacement", "Roofing"),
        (10, "Handyman Visit", "General"),
    ]
    stock = [
        ("Boiler Valve", "Heating", 48.0),
        ("Thermostat", "Heating", 35.0),
        ("Circulation Pump", "Heating", 120.0),
        ("Copper Pipe", "Plumbing", 9.0),
        ("Mixer Tap", "Plumbing", 27.0),
        ("Washer Kit", "Plumbing", 4.0),
        ("Siphon", "Plumbing", 12.0),
        ("Fuse Box", "Electrical", 88.0),
        ("Cable Reel", "Electrical", 31.0),
        ("Wall Socket", "Electrical", 6.0),
        ("Light Switch", "Electrical", 5.0),
        ("Roof Tile", "Roofing", 3.0),
        ("Gutter Section", "Roofing", 14.0),
        ("Sealant", "General", 7.0),
        ("Screw Box", "General", 8.0),
        ("Smoke Alarm", "Electrical", 22.0),
    ]
    parts: Rows = []
    for name, category, cost in stock:
        level = rng.choice([5, 10, 20])
        parts.append((len(parts) + 1, name, category, cost, max(0, int(rng.gauss(level * 1.8, level))), level))
    able = {
        "Heating": [1, 2, 3],
        "Plumbing": [4, 5, 6],
        "Electrical": [7, 8, 9],
        "Roofing": [10],
        "General": [11, 12, 13],
    }
    busy = [rng.paretovariate(1.5) for _ in sites]
    orders: Rows = []
    for _ in range(1500):
        asked = _days(rng, date(2023, 1, 1))
        service = services[rng.choices(range(10), [22, 13, 15, 9, 4, 11, 4, 6, 4, 12])[0]]
        priority = rng.choices(["low", "normal", "urgent", "emergency"], [16, 56, 20, 8])[0]
        technician = rng.choice(able[service[2]])
        if technician == 6 and asked > date(2024, 7, 31):
            technician = 4
        wait = {"low": 21, "normal": 11, "urgent": 3, "emergency": 0}[priority]
        planned = asked + timedelta(days=rng.randint(0, wait) + (1 if priority != "emergency" else 0))
        done = planned + timedelta(days=rng.choices([0, 1, 2, 6], [82, 10, 5, 3])[0])
        hours = round(max(0.5, rng.lognormvariate(0.8, 0.55)) * 4) / 4
        state = "cancelled" if rng.random() < 0.05 else "completed"
        if state == "completed" and done >= TODAY:
            state = "scheduled" if planned >= TODAY else "in progress"
        if state == "completed" and asked > date(2025, 5, 10) and rng.random() < 0.25:
            state = "open"
        nobody = state == "open" or (state == "cancelled" and rng.random() < 0.5)
        orders.append(
            (
                asked,
                rng.choices(range(1, len(sites) + 1), busy)[0],
                service[0],
                None if nobody else technician,
                priority,
                state,
                None if nobody else planned,
                done if state == "completed" else None,
                hours if state == "completed" else None,
            )
        )
    orders = [
        (i, *row[1:5], row[5], row[0], *row[6:]) for i, row in enumerate(sorted(orders, key=lambda row: row[0]), 1)
    ]
    used: Rows = []
    invoices: Rows = []
    ratings: Rows = []
    for order in orders:
        if order[5] != "completed":
            continue
        category = services[order[2] - 1][2]
        fitting = [part for part in parts[:15] if part[2] in (category, "General")]
        material = 0.0
        for part in rng.sample(fitting, rng.choices([0, 1, 2], [35, 45, 20])[0]):
            quantity = rng.choices([1, 2, 4, 10], [60, 22, 12, 6])[0]
            price = round(part[3] * rng.uniform(1.25, 1.5), 2)
            used.append((order[0], part[0], quantity, price))
            material += quantity * price
        labour = order[9] * technicians[order[3] - 1][3] * (2.2 if order[4] == "emergency" else 1.6)
        billed = order[8] + timedelta(days=rng.randrange(1, 12))
        if billed < TODAY and rng.random() < 0.97:
            paid = billed + timedelta(days=rng.randrange(3, 50))
            settled = paid if paid < TODAY and rng.random() < 0.95 else None
            row = (
                len(invoices) + 1,
                order[0],
                billed,
                billed + timedelta(days=30),
                settled,
                round(labour + material, 2),
            )
            invoices.append(row)
        if rng.random() < 0.42:
            rated = min(order[8] + timedelta(days=rng.randrange(0, 9)), TODAY - timedelta(days=1))
            stars = rng.choices([1, 2, 3, 4, 5], [5, 7, 14, 34, 40] if order[3] % 3 else [2, 4, 9, 30, 55])[0]
            comment = (
                rng.choice(["Quick and tidy", "Came late", "Friendly", "Had to come twice"])
                if rng.random() < 0.4
                else None
            )
            ratings.append((len(ratings) + 1, order[0], stars, comment, rated))
    contracts: Rows = []
    for customer in customers:
        if rng.random() < (0.2 if customer[2] == "private" else 0.6):
            plan, fee = rng.choices([("Basic", 25.0), ("Plus", 60.0), ("Premium", 140.0)], [50, 34, 16])[0]
            start = _days(rng, max(customer[5], date(2021, 1, 1)), date(2025, 3, 31))
            end = start + timedelta(days=rng.choice([365, 730])) if rng.random() < 0.5 else None
            contracts.append((len(contracts) + 1, customer[0], plan, start, end, fee))
    return {
        "Customers": (
            "CustomerID integer primary key, CustomerName varchar, CustomerType varchar, City varchar, Email varchar, "
            "CustomerSince date",
            customers,
        ),
        "Sites": (
            "SiteID integer primary key, CustomerID integer, Address varchar, City varchar, BuildingType varchar",
            sites,
        ),
        "Technicians": (
            "TechnicianID integer primary key, TechnicianName varchar, Trade varchar, HourlyRate double, HiredOn date, "
            "LeftOn date",
            technicians,
        ),
        "ServiceTypes": ("ServiceTypeID integer primary key, ServiceName varchar, ServiceCategory varchar", services),
        "Parts": (
            "PartID integer primary key, PartName varchar, PartCategory varchar, UnitCost double, StockQuantity integer, "
            "ReorderLevel integer",
            parts,
        ),
        "WorkOrders": (
            "WorkOrderID integer primary key, SiteID integer, ServiceTypeID integer, TechnicianID integer, Priority varchar, "
            "Status varchar, RequestedOn date, ScheduledOn date, CompletedOn date, LaborHours double",
            orders,
        ),
        "WorkOrderParts": (
            "WorkOrderID integer, PartID integer, Quantity integer, UnitPrice double, primary key (WorkOrderID, PartID)",
            used,
        ),
        "Invoices": (
            "InvoiceID integer primary key, WorkOrderID integer, InvoiceDate date, DueDate date, PaidOn date, Amount double",
            invoices,
        ),
        "Ratings": (
            "RatingID integer primary key, WorkOrderID integer, Stars integer, Comment varchar, RatedOn date",
            ratings,
        ),
        "ServiceContracts": (
            "ContractID integer primary key, CustomerID integer, PlanName varchar, StartDate date, EndDate date, "
            "MonthlyFee double",
            contracts,
        ),
    }
