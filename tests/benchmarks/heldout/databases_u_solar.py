"""The solar installer of set U: leads, quotes, installations and service with plain names and every key declared."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Amy Brian Celia Doug Erin Felix Gloria Howard Isaac Janet Ken Lucia Marvin Nell Oscar Phyllis Ray Sylvia Tim Wanda"
)
LASTS = (
    "Acosta Bauer Chavez Dillon Estrada Franks Garza Huff Ibarra Jacobs Kirby Lozano Mathis Norris Ochoa Parks Rubio"
)
CITIES = {
    "Phoenix": "AZ",
    "Tucson": "AZ",
    "Las Vegas": "NV",
    "Reno": "NV",
    "San Diego": "CA",
    "Fresno": "CA",
    "Denver": "CO",
}
EQUIPMENT = {
    "Panel": "SunMax 400:Helios:210;SunMax 430:Helios:245;Aurora 410:Lumen:225;Aurora 455:Lumen:280",
    "Inverter": "PowerFlow 5:Voltix:980;PowerFlow 8:Voltix:1450;MicroGrid M2:Helios:165",
    "Battery": "HomeCell 10:Voltix:5200;HomeCell 15:Voltix:7400;VaultPack:Lumen:6100",
    "Racking": "RailKit S:IronRidge:340;RailKit L:IronRidge:520",
}
CALLS = ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot")
SOURCES = ("Website", "Referral", "Door knocking", "Trade show", "Google Ads")


def solar() -> Made:
    """A lead becomes a customer, a quote an installation; service visits have a crew, and so has the installation."""
    rng = random.Random(2102)
    pairs = names_of(rng, FIRSTS, LASTS, 300)
    reps: Rows = []
    for number in range(1, 13):
        first, last = pairs.pop()
        boss = None if number == 1 else 1 if number < 4 else rng.choice([2, 3])
        hired = _days(rng, date(2016, 1, 1), date(2024, 10, 1))
        region = ["Southwest", "Mountain", "California"][number % 3]
        reps.append((number, f"{first} {last}", region, boss, hired, rng.choice([3.0, 3.5, 4.0, 5.0])))
    crews: Rows = []
    for number, city in enumerate(("Phoenix", "Las Vegas", "San Diego", "Denver", "Tucson", "Reno"), 1):
        crews.append((number, f"Crew {CALLS[number - 1]}", city, rng.randint(3, 6)))
    equipment: Rows = []
    for category, listed in EQUIPMENT.items():
        for one in listed.split(";"):
            name, maker, cost = one.split(":")
            equipment.append(
                (len(equipment) + 1, name, maker, category, float(cost), 25 if category == "Panel" else 10)
            )
    equipment.append((len(equipment) + 1, "Aurora 500", "Lumen", "Panel", 330.0, 25))
    customers: Rows = []
    leads: Rows = []
    quotes: Rows = []
    installs: Rows = []
    items: Rows = []
    invoices: Rows = []
    visits: Rows = []
    for came in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(640)):
        city = rng.choices(list(CITIES), [26, 14, 16, 6, 18, 10, 10])[0]
        lead, rep = len(leads) + 1, rng.choice(reps[1:11])[0]
        source = rng.choices(SOURCES, [30, 24, 18, 8, 20])[0]
        age = (LAST_DAY - came).days
        fate = rng.random()
        status = (
            "New"
            if age < 12
            else "Contacted"
            if age < 25
            else "Won"
            if fate < 0.34
            else "Lost"
            if fate < 0.9
            else "Quoted"
        )
        reason = rng.choice(["Price", "Roof unsuitable", "Competitor", "No response"]) if status == "Lost" else None
        client = None
        if status == "Won" and pairs:
            first, last = pairs.pop()
            kind = rng.choices(["Residential", "Commercial"], [84, 16])[0]
            mail = f"{first}.{last}@mail.example".lower() if rng.random() < 0.92 else None
            since = came + timedelta(days=rng.randint(5, 12))
            client = len(customers) + 1
            customers.append((client, f"{first} {last}", kind, mail, city, CITIES[city], since))
        leads.append((lead, source, city, CITIES[city], rep, came, status, reason, client))
        if status in ("New", "Contacted") or (status == "Lost" and rng.random() < 0.4):
            continue
        for turn in range(rng.choices([1, 2], [75, 25])[0]):
            size = round(rng.uniform(4, 14) * (5 if client and customers[-1][2] == "Commercial" else 1), 1)
            price = round(size * rng.uniform(2500, 3400), 2)
            on = min(came + timedelta(days=rng.randint(3, 10) + 7 * turn), LAST_DAY)
            outcome = "Declined" if status == "Lost" else "Sent" if status == "Quoted" else "Revised"
            quotes.append((len(quotes) + 1, lead, on, size, price, outcome))
        if client is None:
            continue
        number, _, on, size, price, _ = quotes[-1]
        quotes[-1] = (number, lead, on, size, price, "Accepted")
        planned = on + timedelta(days=rng.randint(20, 70))
        done = planned + timedelta(days=rng.choice([0, 0, 1, 2, 5, 9]))
        state = "Completed" if done <= LAST_DAY else "Scheduled"
        if rng.random() < 0.07:
            state = "Cancelled"
        job = 7000 + len(installs) + 1
        crew = rng.choices(crews[:5], [26, 20, 22, 16, 16])[0]
        permit = "Approved" if state == "Completed" else rng.choice(["Approved", "Pending", "Rejected"])
        finished = done if state == "Completed" else None
        installs.append((job, client, number, crew[0], planned, finished, size, price, permit, state))
        panel, inverter = rng.choice(equipment[:4]), rng.choice(equipment[4:7])
        parts = [
            (panel, int(size * 2.4)),
            (inverter, rng.choice([1, 1, 2])),
            (rng.choice(equipment[10:12]), int(size) + 1),
        ]
        parts += [(rng.choice(equipment[7:10]), 1)] if rng.random() < 0.3 else []
        items += [(len(items) + 1 + i, job, part[0], many, part[4]) for i, (part, many) in enumerate(parts)]
        if state == "Cancelled":
            continue
        bills = [(on + timedelta(days=3), 0.3), *([(finished + timedelta(days=2), 0.7)] if finished else [])]
        for issued, part in bills:
            if issued > LAST_DAY:
                continue
            paid = issued + timedelta(days=rng.randint(2, 50))
            paid_on = paid if paid <= LAST_DAY and rng.random() < 0.94 else None
            due = issued + timedelta(days=30)
            invoices.append((9000 + len(invoices) + 1, job, issued, due, round(price * part, 2), paid_on))
        while finished and rng.random() < 0.42:
            on = _days(rng, finished, LAST_DAY)
            trouble = rng.choice(["Inverter fault", "Roof leak", "Low output", "Monitoring offline", "Panel damage"])
            covered = rng.random() < 0.7
            fee = 0.0 if covered else round(rng.uniform(90, 600), 2)
            row = (job, rng.choice(crews)[0], on, trouble, rng.randint(30, 240), covered, fee)
            visits.append((len(visits) + 1, *row))
    return {
        "sales_reps": (
            "rep_id integer primary key, rep_name varchar, region varchar, manager_id integer references sales_reps (rep_id), "
            "hired_on date, commission_pct decimal(4,2)",
            reps,
        ),
        "crews": ("crew_id integer primary key, crew_name varchar, home_city varchar, crew_size integer", crews),
        "equipment": (
            "equipment_id integer primary key, model_name varchar, manufacturer varchar, category varchar, "
            "unit_cost decimal(10,2), warranty_years integer",
            equipment,
        ),
        "customers": (
            "customer_id integer primary key, customer_name varchar, customer_type varchar, email varchar, city varchar, "
            "state varchar, customer_since date",
            customers,
        ),
        "leads": (
            "lead_id integer primary key, source varchar, city varchar, state varchar, "
            "rep_id integer references sales_reps (rep_id), received_on date, status varchar, lost_reason varchar, "
            "customer_id integer references customers (customer_id)",
            leads,
        ),
        "quotes": (
            "quote_id integer primary key, lead_id integer references leads (lead_id), quoted_on date, "
            "system_size_kw decimal(8,1), quoted_price decimal(12,2), status varchar",
            quotes,
        ),
        "installations": (
            "installation_id integer primary key, customer_id integer references customers (customer_id), "
            "quote_id integer references quotes (quote_id), crew_id integer references crews (crew_id), scheduled_on date, "
            "completed_on date, system_size_kw decimal(8,1), contract_price decimal(12,2), permit_status varchar, status varchar",
            installs,
        ),
        "installation_items": (
            "item_id integer primary key, installation_id integer references installations (installation_id), "
            "equipment_id integer references equipment (equipment_id), quantity integer, unit_cost decimal(10,2)",
            items,
        ),
        "invoices": (
            "invoice_id integer primary key, installation_id integer references installations (installation_id), "
            "invoiced_on date, due_on date, amount decimal(12,2), paid_on date",
            invoices,
        ),
        "service_visits": (
            "visit_id integer primary key, installation_id integer references installations (installation_id), "
            "crew_id integer references crews (crew_id), visited_on date, problem varchar, minutes_on_site integer, "
            "is_warranty boolean, charge_amount decimal(10,2)",
            visits,
        ),
    }
