"""The databases of set N: the sample schemas that every BI tool is tried on; names and keys of the originals, rows made."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, PLACES, people
from tests.benchmarks.heldout.databases_n_media import chinook, sakila
from tests.benchmarks.heldout.databases_n_trade import classicmodels, tpch


def northwind() -> Made:
    """As in the Postgres edition: snake_case, every key declared; orders not shipped, customers and products never ordered."""
    rng = random.Random(1401)
    categories: Rows = [
        (1, "Beverages", "Soft drinks, coffees, teas, beers, and ales"),
        (2, "Condiments", "Sweet and savory sauces, relishes, spreads, and seasonings"),
        (3, "Confections", "Desserts, candies, and sweet breads"),
        (4, "Dairy Products", "Cheeses"),
        (5, "Grains/Cereals", "Breads, crackers, pasta, and cereal"),
        (6, "Meat/Poultry", "Prepared meats"),
        (7, "Produce", "Dried fruit and bean curd"),
        (8, "Seafood", "Seaweed and fish"),
    ]
    titles = ["Owner", "Sales Representative", "Marketing Manager", "Sales Manager", "Accounting Manager"]
    contacts = people(rng, 84)
    firms = ["Exotic", "Nordic", "Golden", "Royal", "Green", "Coastal", "Alpine", "Island", "Pacific", "Central"]
    suppliers: Rows = []
    for i, firm in enumerate([*firms, "Bay", "Summit"], 1):
        country, city, region = PLACES[(i * 5) % len(PLACES)]
        suppliers.append(
            (
                i,
                f"{firm} Supply",
                " ".join(contacts[i]),
                titles[i % 5],
                f"{i} Dock Road",
                city,
                region,
                f"{10000 + i}",
                country,
                f"555-{1000 + i}",
                None if i % 3 else f"555-{2000 + i}",
                None,
            )
        )
    shops = ["Delikatessen", "Market", "Restaurante", "Groceries", "Comidas", "Bistro"]
    customers: Rows = []
    for i in range(60):
        country, city, region = PLACES[rng.randrange(len(PLACES))]
        contact = contacts[20 + i]
        shop = f"{contact[1]} {shops[i % 6]} {i + 1}"
        customers.append(
            (
                f"{contact[1][:3].upper()}{chr(65 + i // 26)}{chr(65 + i % 26)}",
                shop,
                " ".join(contact),
                titles[rng.randrange(5)],
                f"{i + 3} Main Street",
                city,
                region,
                f"{20000 + i}" if i % 17 else None,
                country,
                f"555-{3000 + i}",
                f"555-{4000 + i}" if rng.random() < 0.7 else None,
            )
        )
    goods = (
        "Chai Chang;Aniseed Syrup,Cajun Seasoning,Cranberry Sauce;Teatime Biscuits,Marmalade,Scones,Nougat Creme;"
        "Queso Cabrales,Gorgonzola,Camembert;Crispbread,Ravioli,Gnocchi;Mishi Niku,Tourtière,Bratwurst;"
        "Dried Pears,Tofu,Manjimup Apples;Ikura,Konbu,Smoked Salmon,Boston Crab Meat"
    )
    products: Rows = []
    for category, names in enumerate(goods.replace("Chai Chang", "Chai,Chang,Guaraná,Steeleye Stout").split(";"), 1):
        for name in names.split(","):
            i = len(products) + 1
            out = rng.random() < 0.15
            products.append(
                (
                    i,
                    name,
                    rng.randint(1, 11),
                    category,
                    f"{rng.choice([6, 10, 12, 24])} boxes",
                    round(rng.uniform(4, 98), 2),
                    0 if out and i % 2 else rng.randint(0, 125),
                    rng.choice([0, 0, 0, 20, 40, 70]),
                    rng.choice([0, 5, 10, 15, 25, 30]),
                    int(out),
                )
            )
    staff = [
        (2, "Fuller", "Andrew", "Vice President, Sales", None, "Tacoma", "USA"),
        (1, "Davolio", "Nancy", "Sales Representative", 2, "Seattle", "USA"),
        (3, "Leverling", "Janet", "Sales Representative", 2, "Kirkland", "USA"),
        (4, "Peacock", "Margaret", "Sales Representative", 2, "Redmond", "USA"),
        (5, "Buchanan", "Steven", "Sales Manager", 2, "London", "UK"),
        (6, "Suyama", "Michael", "Sales Representative", 5, "London", "UK"),
        (7, "King", "Robert", "Sales Representative", 5, "London", "UK"),
        (8, "Callahan", "Laura", "Inside Sales Coordinator", 2, "Seattle", "USA"),
        (9, "Dodsworth", "Anne", "Sales Representative", 5, "London", "UK"),
    ]
    employees: Rows = [
        (
            i,
            last,
            first,
            title,
            "Ms." if first in ("Nancy", "Janet", "Margaret", "Laura", "Anne") else "Mr.",
            _days(rng, date(1960, 1, 1), date(1995, 12, 31)),
            _days(rng, date(2012, 1, 1), date(2022, 6, 30)),
            f"{i} Hill Street",
            city,
            "WA" if country == "USA" else None,
            f"{98100 + i}",
            country,
            f"555-{5000 + i}",
            f"{300 + i}",
            "Joined the company as a sales representative.",
            boss,
        )
        for i, last, first, title, boss, city, country in staff
    ]
    regions: Rows = [(1, "Eastern"), (2, "Western"), (3, "Northern"), (4, "Southern")]
    places = (
        "Boston,Cary,Atlanta,Bedford;Seattle,Bellevue,Denver,Phoenix;Minneapolis,Roseville,Troy;Dallas,Austin,Tampa"
    )
    territories: Rows = [
        (f"{10000 * region + 37 * n:05d}", name, region)
        for region, names in enumerate(places.split(";"), 1)
        for n, name in enumerate(names.split(","), 1)
    ]
    covered: Rows = [(1 + i % 9, t[0]) for i, t in enumerate(territories[:13])] + [(2, territories[0][0])]
    shippers: Rows = [
        (1, "Speedy Express", "555-9831"),
        (2, "United Package", "555-3199"),
        (3, "Federal Shipping", "555-9931"),
    ]
    orders: Rows = []
    details: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 1), LAST_DAY) for _ in range(700)):
        i = 10248 + len(orders)
        who = customers[min(rng.randrange(57), rng.randrange(57))]
        shipped = day + timedelta(days=rng.randint(2, 36))
        sent = shipped <= LAST_DAY and rng.random() < 0.97
        orders.append(
            (
                i,
                who[0],
                rng.choice([1, 2, 3, 4, 4, 5, 6, 7, 8, 9]),
                day,
                day + timedelta(days=28),
                shipped if sent else None,
                rng.choice([1, 2, 2, 3]),
                round(rng.expovariate(1 / 70) + 0.1, 2),
                *(who[n] for n in (1, 4, 5, 6, 7, 8)),
            )
        )
        for product in rng.sample(products[:-1], rng.randint(1, 4)):
            price = round(product[5] * (0.8 if day.year == 2023 else 1.0), 2)
            details.append(
                (i, product[0], price, rng.randint(1, 60), rng.choice([0, 0, 0, 0.05, 0.1, 0.15, 0.2, 0.25]))
            )
    address = "address varchar, city varchar, region varchar, postal_code varchar, country varchar"
    contact = "company_name varchar not null, contact_name varchar, contact_title varchar"
    return {
        "categories": (
            "category_id integer primary key, category_name varchar not null, description varchar",
            categories,
        ),
        "suppliers": (
            f"supplier_id integer primary key, {contact}, {address}, phone varchar, fax varchar, homepage varchar",
            suppliers,
        ),
        "customers": (f"customer_id varchar primary key, {contact}, {address}, phone varchar, fax varchar", customers),
        "products": (
            "product_id integer primary key, product_name varchar not null, supplier_id integer references suppliers, "
            "category_id integer references categories, quantity_per_unit varchar, unit_price double, units_in_stock smallint, "
            "units_on_order smallint, reorder_level smallint, discontinued integer not null",
            products,
        ),
        "employees": (
            "employee_id integer primary key, last_name varchar not null, first_name varchar not null, title varchar, "
            f"title_of_courtesy varchar, birth_date date, hire_date date, {address}, home_phone varchar, extension varchar, "
            "notes varchar, reports_to integer references employees",
            employees,
        ),
        "region": ("region_id integer primary key, region_description varchar not null", regions),
        "territories": (
            "territory_id varchar primary key, territory_description varchar not null, "
            "region_id integer not null references region",
            territories,
        ),
        "employee_territories": (
            "employee_id integer references employees, territory_id varchar references territories, "
            "primary key (employee_id, territory_id)",
            covered,
        ),
        "shippers": ("shipper_id integer primary key, company_name varchar not null, phone varchar", shippers),
        "orders": (
            "order_id integer primary key, customer_id varchar references customers, employee_id integer references employees, "
            "order_date date, required_date date, shipped_date date, ship_via integer references shippers, freight double, "
            "ship_name varchar, ship_address varchar, ship_city varchar, ship_region varchar, ship_postal_code varchar, "
            "ship_country varchar",
            orders,
        ),
        "order_details": (
            "order_id integer references orders, product_id integer references products, unit_price double not null, "
            "quantity smallint not null, discount double not null, primary key (order_id, product_id)",
            details,
        ),
    }


MADE_N = {
    "northwind": northwind,
    "chinook": chinook,
    "sakila": sakila,
    "classicmodels": classicmodels,
    "tpch": tpch,
}
