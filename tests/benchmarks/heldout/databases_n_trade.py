"""Classicmodels and TPC-H of set N."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of


def classicmodels() -> Made:
    """Lower camel case, every key declared; orders not shipped, customers without a representative or an order."""
    rng = random.Random(1404)
    lines = "Classic Cars,Motorcycles,Planes,Ships,Trains,Trucks and Buses,Vintage Cars"
    product_lines: Rows = [(name, f"Our {name.lower()} are replicas.", None) for name in lines.split(",")]
    makers = (
        "Min Lin Diecast,Classic Metal Creations,Highway 66 Mini Classics,Motor City Art Classics,Gearbox Collectibles"
    )
    subjects = {
        "Classic Cars": "Alpine Renault,Ferrari Enzo,Ford Falcon,Lancia Delta,Corsair,Dodge Charger,Mercedes SL",
        "Motorcycles": "Harley Davidson,Moto Guzzi,Ducati Monster,BMW R1100",
        "Planes": "Boeing X-32A,P-51-D Mustang,F/A 18 Hornet",
        "Ships": "Titanic,Mayflower,Queen Mary,HMS Bounty",
        "Trains": "Collectable Wooden Train,Streetcar",
        "Trucks and Buses": "Diamond T620,Double Decker,Ford Pickup",
        "Vintage Cars": "Ford Phaeton,Mercedes Roadster,Lincoln Berline,Model A,Ford Coupe",
    }
    products: Rows = []
    for line, names in subjects.items():
        for subject in names.split(","):
            cost = round(rng.uniform(16, 103), 2)
            scale = rng.choice(["1:10", "1:12", "1:18", "1:24", "1:50"])
            code = f"S{scale[2:]}_{1000 + 37 * len(products)}"
            products.append(
                (
                    code,
                    f"{1903 + rng.randrange(90)} {subject}",
                    line,
                    scale,
                    rng.choice(makers.split(",")),
                    "Detailed replica.",
                    rng.randint(15, 9900),
                    cost,
                    round(cost * rng.uniform(1.25, 2.4), 2),
                )
            )
    offices: Rows = [
        ("1", "San Francisco", "+1 650 219 4782", "100 Market Street", "Suite 300", "CA", "USA", "94080", "NA"),
        ("2", "Boston", "+1 215 837 0825", "1550 Court Place", "Suite 102", "MA", "USA", "02107", "NA"),
        ("3", "NYC", "+1 212 555 3000", "523 East 53rd Street", "apt. 5A", "NY", "USA", "10022", "NA"),
        ("4", "Paris", "+33 14 723 4404", "43 Rue Jouffroy", None, None, "France", "75017", "EMEA"),
        ("5", "Tokyo", "+81 33 224 5000", "4-1 Kioicho", None, "Chiyoda-Ku", "Japan", "102-8578", "Japan"),
        ("6", "Sydney", "+61 2 9264 2451", "5-11 Wentworth Avenue", "Floor #2", None, "Australia", "NSW 2010", "APAC"),
        ("7", "London", "+44 20 7877 2041", "25 Old Broad Street", "Level 7", None, "UK", "EC2N 1HN", "EMEA"),
    ]
    named = [
        (1002, "Murphy", "Diane", "1", None, "President"),
        (1056, "Patterson", "Mary", "1", 1002, "VP Sales"),
        (1076, "Firrelli", "Jeff", "1", 1002, "VP Marketing"),
        (1088, "Patterson", "William", "6", 1056, "Sales Manager (APAC)"),
        (1102, "Bondur", "Gerard", "4", 1056, "Sale Manager (EMEA)"),
        (1143, "Bow", "Anthony", "1", 1056, "Sales Manager (NA)"),
        (1165, "Jennings", "Leslie", "1", 1143, "Sales Rep"),
        (1188, "Thompson", "Julie", "2", 1143, "Sales Rep"),
        (1286, "Tseng", "Foon Yue", "3", 1143, "Sales Rep"),
        (1337, "Vanauf", "George", "4", 1102, "Sales Rep"),
        (1370, "Hernandez", "Pamela", "4", 1102, "Sales Rep"),
        (1501, "Bott", "Larry", "7", 1102, "Sales Rep"),
        (1611, "Fixter", "Andy", "6", 1088, "Sales Rep"),
        (1621, "Nishi", "Mami", "5", 1056, "Sales Rep"),
        (1702, "Kato", "Yoshimi", "5", 1621, "Sales Rep"),
    ]
    employees: Rows = [
        (number, last, first, f"x{5800 + i}", f"{first[0]}{last}@classicmodelcars.com".lower(), office, boss, title)
        for i, (number, last, first, office, boss, title) in enumerate(named)
    ]
    places = [("USA", "NYC", "NY"), ("USA", "San Rafael", "CA"), ("France", "Nantes", None), ("France", "Lyon", None)]
    places += [("Germany", "Frankfurt", None), ("Spain", "Madrid", None), ("Australia", "Melbourne", "Victoria")]
    places += [("UK", "Liverpool", None), ("Norway", "Stavern", None), ("Singapore", "Singapore", None)]
    customers: Rows = []
    firms = "Atelier Signal Land Mini Baane Blauer Euro Volvo Danish Technics Online Toys Gift Auto Diecast Collectors"
    endings = "Gifts,Stores,Imports,Replicas,Ltd"
    for i, (firm, ending) in enumerate(names_of(rng, firms, endings.replace(",", " "), 75)):
        country, city, state = places[rng.randrange(10)]
        free = rng.random() < 0.12
        customers.append(
            (
                103 + 4 * i,
                f"{firm} {ending}",
                rng.choice(["Schmitt", "King", "Ferguson", "Lee", "Berg"]),
                rng.choice(["Carine", "Jean", "Peter", "Susan", "Jonas"]),
                f"40.32.{2000 + i}",
                f"{i} rue Royale",
                None,
                city,
                state,
                f"{44000 + i}",
                country,
                None if free else rng.choice([1165, 1188, 1286, 1337, 1370, 1501, 1611, 1621]),
                0.0 if free else round(rng.randrange(21, 140) * 1000.0 + 100 * rng.randrange(10), 2),
            )
        )
    buyers = [c for c in customers if c[11] is not None][:-3]
    orders: Rows = []
    details: Rows = []
    payments: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 1), LAST_DAY) for _ in range(326)):
        number = 10100 + len(orders)
        who = rng.choice(buyers)
        shipped = day + timedelta(days=rng.randint(1, 9))
        state = rng.choices(["Shipped", "Cancelled", "Resolved", "Disputed", "On Hold"], [92, 3, 2, 1, 2])[0]
        if shipped > LAST_DAY:
            state = "In Process"
        sent = shipped if state in ("Shipped", "Resolved", "Disputed") else None
        note = "Customer requested that the shipment is delayed." if rng.random() < 0.15 else None
        orders.append((number, day, day + timedelta(days=rng.randint(6, 12)), sent, state, note, who[0]))
        due = 0.0
        for n, product in enumerate(rng.sample(products[:-1], rng.randint(2, 9)), 1):
            quantity, price = rng.randint(20, 60), round(product[8] * rng.uniform(0.8, 1.0), 2)
            due += quantity * price
            details.append((number, product[0], quantity, price, n))
        paid = day + timedelta(days=rng.randint(3, 40))
        if paid <= LAST_DAY and state != "Cancelled" and rng.random() < 0.95:
            payments.append((who[0], f"HQ{336336 + 19 * len(payments)}", paid, round(due, 2)))
    return {
        "productlines": (
            "productLine varchar primary key, textDescription varchar, htmlDescription varchar",
            product_lines,
        ),
        "products": (
            "productCode varchar primary key, productName varchar not null, productLine varchar not null references "
            "productlines, productScale varchar not null, productVendor varchar not null, productDescription varchar not null, "
            "quantityInStock smallint not null, buyPrice decimal(10, 2) not null, MSRP decimal(10, 2) not null",
            products,
        ),
        "offices": (
            "officeCode varchar primary key, city varchar not null, phone varchar not null, addressLine1 varchar not null, "
            "addressLine2 varchar, state varchar, country varchar not null, postalCode varchar not null, "
            "territory varchar not null",
            offices,
        ),
        "employees": (
            "employeeNumber integer primary key, lastName varchar not null, firstName varchar not null, "
            "extension varchar not null, email varchar not null, "
            "officeCode varchar not null references offices, reportsTo integer references employees, "
            "jobTitle varchar not null",
            employees,
        ),
        "customers": (
            "customerNumber integer primary key, customerName varchar not null, contactLastName varchar not null, "
            "contactFirstName varchar not null, phone varchar not null, addressLine1 varchar not null, addressLine2 varchar, "
            "city varchar not null, state varchar, "
            "postalCode varchar, country varchar not null, salesRepEmployeeNumber integer references employees, "
            "creditLimit decimal(10, 2)",
            customers,
        ),
        "orders": (
            "orderNumber integer primary key, orderDate date not null, requiredDate date not null, shippedDate date, "
            "status varchar not null, comments varchar, customerNumber integer not null references customers",
            orders,
        ),
        "orderdetails": (
            "orderNumber integer references orders, productCode varchar references products, quantityOrdered integer not null, "
            "priceEach decimal(10, 2) not null, orderLineNumber smallint not null, primary key (orderNumber, productCode)",
            details,
        ),
        "payments": (
            "customerNumber integer references customers, checkNumber varchar, paymentDate date not null, amount decimal(10, 2) "
            "not null, primary key (customerNumber, checkNumber)",
            payments,
        ),
    }


def tpch() -> Made:
    """Prefixed columns, no key declared; a third of the customers never ordered, as in the original."""
    rng = random.Random(1405)
    names = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"]
    regions: Rows = [(i, name, "carefully even deposits") for i, name in enumerate(names)]
    lands = "ALGERIA:0 ARGENTINA:1 BRAZIL:1 CANADA:1 EGYPT:4 FRANCE:3 GERMANY:3 INDIA:2 IRAN:4 JAPAN:2 KENYA:0 PERU:1 CHINA:2"
    nations: Rows = [
        (i, land.split(":")[0], int(land.split(":")[1]), "final packages")
        for i, land in enumerate((lands + " RUSSIA:3 MOROCCO:0 JORDAN:4").split())
    ]

    def account() -> float:
        return round(rng.uniform(-999, 9999), 2)

    suppliers: Rows = []
    for i in range(1, 41):
        nation = rng.randrange(16)
        suppliers.append(
            (i, f"Supplier#{i:09d}", f"{i} dock", nation, f"{10 + nation}-{100 + i}", account(), "ironic requests")
        )
    segments = ["AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY"]
    customers: Rows = []
    for i in range(1, 151):
        nation = rng.randrange(16)
        customers.append(
            (
                i,
                f"Customer#{i:09d}",
                f"{i} lane",
                nation,
                f"{10 + nation}-{500 + i}",
                account(),
                rng.choice(segments),
                "even pinto",
            )
        )
    colours = ["almond", "azure", "blush", "chocolate", "coral", "forest", "goldenrod", "ivory", "lavender", "lime"]
    kinds = (["STANDARD", "SMALL", "ECONOMY", "PROMO"], ["BRUSHED", "PLATED"], ["TIN", "STEEL", "BRASS", "COPPER"])
    parts: Rows = []
    for i in range(1, 101):
        maker = rng.randint(1, 5)
        kind = " ".join(rng.choice(words) for words in kinds)
        parts.append(
            (
                i,
                f"{rng.choice(colours)} {rng.choice(colours)} {i}",
                f"Manufacturer#{maker}",
                f"Brand#{maker}{rng.randint(1, 3)}",
                kind,
                rng.randint(1, 50),
                rng.choice(["SM CASE", "LG BOX", "MED BAG", "JUMBO JAR"]),
                900.0 + i * 3.5,
                "furiously",
            )
        )
    offered: Rows = [
        (part, supplier, rng.randint(1, 9999), round(rng.uniform(1, 1000), 2), "slyly regular")
        for part in range(1, 101)
        for supplier in sorted(rng.sample(range(1, 39), 3))
    ]
    orders: Rows = []
    items: Rows = []
    for n, day in enumerate(sorted(_days(rng, date(2022, 1, 1), LAST_DAY) for _ in range(600))):
        key = (n // 8) * 32 + n % 8 + 1
        who = rng.randrange(50) * 3 + rng.choice([1, 2])
        total, states = 0.0, set()
        for line in range(1, rng.randint(1, 6) + 1):
            source = offered[rng.randrange(len(offered) - 6)]
            quantity = rng.randint(1, 50)
            price = round(quantity * parts[source[0] - 1][7], 2)
            discount, tax = rng.randint(0, 10) / 100, rng.randint(0, 8) / 100
            sent = day + timedelta(days=rng.randint(1, 121))
            received = sent + timedelta(days=rng.randint(1, 30))
            state = "F" if sent <= LAST_DAY else "O"
            states.add(state)
            total += price * (1 - discount) * (1 + tax)
            items.append(
                (
                    key,
                    source[0],
                    source[1],
                    line,
                    quantity,
                    price,
                    discount,
                    tax,
                    rng.choice("RA") if received <= LAST_DAY and rng.random() < 0.5 else "N",
                    state,
                    sent,
                    day + timedelta(days=rng.randint(30, 90)),
                    received,
                    rng.choice(["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"]),
                    rng.choice(["AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK"]),
                    "deposits",
                )
            )
        orders.append(
            (
                key,
                who,
                "P" if len(states) > 1 else states.pop(),
                round(total, 2),
                day,
                rng.choice(["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"]),
                f"Clerk#{rng.randint(1, 12):09d}",
                0,
                "x",
            )
        )
    money = "decimal(15, 2)"
    return {
        "region": ("r_regionkey integer, r_name varchar, r_comment varchar", regions),
        "nation": ("n_nationkey integer, n_name varchar, n_regionkey integer, n_comment varchar", nations),
        "supplier": (
            "s_suppkey integer, s_name varchar, s_address varchar, s_nationkey integer, s_phone varchar, "
            f"s_acctbal {money}, s_comment varchar",
            suppliers,
        ),
        "customer": (
            "c_custkey integer, c_name varchar, c_address varchar, c_nationkey integer, c_phone varchar, "
            f"c_acctbal {money}, c_mktsegment varchar, c_comment varchar",
            customers,
        ),
        "part": (
            "p_partkey integer, p_name varchar, p_mfgr varchar, p_brand varchar, p_type varchar, p_size integer, "
            f"p_container varchar, p_retailprice {money}, p_comment varchar",
            parts,
        ),
        "partsupp": (
            f"ps_partkey integer, ps_suppkey integer, ps_availqty integer, ps_supplycost {money}, ps_comment varchar",
            offered,
        ),
        "orders": (
            f"o_orderkey integer, o_custkey integer, o_orderstatus varchar, o_totalprice {money}, o_orderdate date, "
            "o_orderpriority varchar, o_clerk varchar, o_shippriority integer, o_comment varchar",
            orders,
        ),
        "lineitem": (
            f"l_orderkey integer, l_partkey integer, l_suppkey integer, l_linenumber integer, l_quantity {money}, "
            f"l_extendedprice {money}, l_discount {money}, l_tax {money}, l_returnflag varchar, l_linestatus varchar, "
            "l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct varchar, l_shipmode varchar, "
            "l_comment varchar",
            items,
        ),
    }
