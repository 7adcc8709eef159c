"""The databases of set V: a marina and a food bank (nurseries and a mobile game are in modules of their own)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_v_game import mobilegame
from tests.benchmarks.heldout.databases_v_nursery import nursery

FIRSTS = "Arthur Bridget Clive Dorothy Edmund Freya Graham Heidi Ian Judith Kevin Lydia Malcolm Nora Oscar Petra"
LASTS = "Ashdown Birch Carver Denham Ellery Fenwick Gale Hartley Inglis Keel Lockyer Merrick Norris Penrose"
BOATS = "Wanderer Seaspray Osprey Blue Skua Morning Halcyon Tern Puffin Saltwind Curlew Lodestar Petrel Zephyr Mistral Gannet"
ENDS = ("", " II", " of Fowey", " Star", " Lady", " Dawn")
TECHS = (
    ("Bernard Tull", "Engine", date(2009, 4, 1), 68),
    ("Carla Moyle", "Rigging", date(2014, 5, 12), 62),
    ("Davy Pengelly", "Electrics", date(2017, 2, 6), 64),
    ("Esme Rowe", "Hull", date(2019, 9, 2), 58),
    ("Frank Jory", "Engine", date(2022, 3, 14), 56),
    ("Gwen Trevor", "Hull", date(2025, 5, 5), 50),
)
GIVERS = (
    ("Freshways Market", "Supermarket", "Hillford"),
    ("Costless Foods", "Supermarket", "Hillford"),
    ("Greenline Stores", "Supermarket", "Ashby"),
    ("Daily Crust", "Bakery", "Hillford"),
    ("Oven & Grain", "Bakery", "Marston"),
    ("Sweet Street Bakery", "Bakery", "Ashby"),
    ("Longacre Farm", "Farm", "Marston"),
    ("Bramble Farm", "Farm", "Wexcombe"),
    ("Two Rivers Dairy", "Farm", "Wexcombe"),
    ("Bulk & Barrel", "Wholesaler", "Hillford"),
    ("Northgate Cash & Carry", "Wholesaler", "Ashby"),
    ("St Anne Parish", "Community", "Hillford"),
    ("Hillford Grammar School", "Community", "Hillford"),
    ("Rotary Club Ashby", "Community", "Ashby"),
    ("Marston Scouts", "Community", "Marston"),
)
AGENCIES = (
    ("Open Door Shelter", "Shelter", "Central", 120),
    ("Eastside Pantry", "Pantry", "East", 210),
    ("Westgate Pantry", "Pantry", "West", 165),
    ("Harbour Mission", "Soup kitchen", "Central", 90),
    ("Riverbank Soup Kitchen", "Soup kitchen", "East", 75),
    ("Hope Family Centre", "Family centre", "North", 140),
    ("Sure Steps", "Family centre", "West", 110),
    ("Northfield Primary", "School", "North", 60),
    ("Elm Road Primary", "School", "East", 48),
    ("Young Lives Hostel", "Shelter", "North", 35),
    ("Silver Lunch Club", "Soup kitchen", "South", 55),
    ("South Pantry", "Pantry", "South", None),
    ("Bridge House", "Shelter", "South", 40),
)
FOODS = ("Bread", "Fresh produce", "Dairy", "Tinned goods", "Baby food", "Frozen")


def marina() -> Made:
    """Short names and no keys: owners with boats, contracts for berths, visits, fuel sales and orders of the yard."""
    rng = random.Random(2203)
    owners: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 140), 1):
        kind = rng.choices(["Private", "Charter", "Club"], [82, 12, 6])[0]
        town = rng.choices(["Fowey", "Falmouth", "Plymouth", "Truro", "Exeter", "London"], [24, 22, 18, 12, 10, 14])[0]
        phone = f"07{rng.randint(100000000, 999999999)}" if rng.random() < 0.9 else None
        owners.append(
            (2000 + number, f"{first} {last}", kind, town, phone, _days(rng, date(2008, 1, 1), date(2025, 4, 30)))
        )
    names = [f"{boat}{end}" for boat in BOATS.split() for end in ENDS]
    rng.shuffle(names)
    boats: Rows = []
    for name in names * 2:
        kind, low, high = rng.choice(
            [("Sail", 7, 16), ("Sail", 7, 14), ("Motor", 6, 20), ("Catamaran", 10, 15), ("RIB", 5, 8)]
        )
        length = round(rng.uniform(low, high), 1)
        if len(boats) < 96 or rng.random() < 0.6:
            name = name if len(boats) < 96 else f"{name} {rng.choice('XYZ')}{len(boats)}"
            built = rng.randint(1972, 2024) if rng.random() < 0.95 else None
            boats.append(
                (500 + len(boats), rng.choice(owners[:122])[0], name, kind, length, round(length / 3.1, 1), built)
            )
    berths: Rows = []
    for pier, longest, rate in (("A", 8.0, 22), ("B", 12.0, 31), ("C", 15.0, 42), ("D", 20.0, 58)):
        for place in range(1, 27):
            state = rng.choices(["OK", "REPAIR"], [95, 5])[0]
            berths.append((f"{pier}{place:02d}", pier, longest, rate, "Y" if rng.random() < 0.8 else "N", state))
    contracts: Rows = []
    for boat in boats[:-14]:
        for year in (2023, 2024, 2025):
            if rng.random() < 0.3:
                continue
            kind = rng.choices(["Annual", "Season", "Winter"], [52, 30, 18])[0]
            start = {"Annual": date(year, 1, 1), "Season": date(year, 4, 1), "Winter": date(year, 10, 1)}[kind]
            if start > LAST_DAY:
                continue
            end = {"Annual": date(year, 12, 31), "Season": date(year, 9, 30), "Winter": date(year + 1, 3, 31)}[kind]
            berth = rng.choice([b for b in berths[:-4] if b[2] >= min(boat[4], 20.0)])
            rate = {"Annual": 410, "Season": 260, "Winter": 150}[kind] * (1 + 0.05 * (year - 2023))
            stopped = _days(rng, start, min(end, LAST_DAY)) if rng.random() < 0.06 else None
            price = round(rate * boat[4], 2)
            contracts.append((len(contracts) + 1, boat[0], berth[0], kind, start, end, price, stopped))
    visits: Rows = []
    for came in sorted(_days(rng, date(2023, 1, 5), LAST_DAY) for _ in range(1300)):
        if came.month in (11, 12, 1, 2) and rng.random() < 0.7:
            continue
        boat = rng.choice(boats)
        berth = rng.choice([b for b in berths[:-4] if b[2] >= min(boat[4], 20.0)])
        nights = rng.choices([1, 2, 3, 4, 7, 10], [36, 26, 14, 10, 10, 4])[0]
        gone = came + timedelta(days=nights)
        flag = rng.choices(["GB", "FR", "NL", "BE", "DE", "IE"], [62, 14, 9, 5, 5, 5])[0]
        fee = round(nights * berth[3] * rng.uniform(0.95, 1.2), 2)
        left = gone if gone <= LAST_DAY else None
        visits.append((len(visits) + 1, boat[0], berth[0], came, left, nights, rng.randint(1, 7), flag, fee))
    techs: Rows = [(i, *tech) for i, tech in enumerate(TECHS, 1)]
    orders: Rows = []
    for opened in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(420)):
        kind = rng.choices(
            ["Engine service", "Antifoul", "Rigging check", "Electrical", "Lift out"], [30, 24, 14, 16, 16]
        )[0]
        closed = opened + timedelta(days=rng.randint(1, 45))
        state = "X" if rng.random() < 0.05 else "C" if closed <= LAST_DAY else "O"
        hours = round(rng.uniform(1, 30), 1) if state != "X" else 0
        parts = round(rng.uniform(0, 1400), 2) if state != "X" else 0
        tech = rng.choice(techs[:5]) if rng.random() < 0.94 else None
        total = round(hours * (tech[4] if tech else 60) + parts, 2)
        who, done = (tech[0] if tech else None), (closed if state == "C" else None)
        orders.append(
            (len(orders) + 1, rng.choice(boats[:170])[0], who, kind, opened, done, hours, parts, total, state)
        )
    sales: Rows = []
    for sold in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(760)):
        kind = rng.choices(["Diesel", "Petrol"], [74, 26])[0]
        litres = round(rng.uniform(15, 320), 1)
        price = round((1.22 if kind == "Diesel" else 1.58) + 0.04 * (sold.year - 2023), 2)
        pay = rng.choices(["Card", "Account", "Cash"], [62, 28, 10])[0]
        boat = rng.choice(boats)[0] if rng.random() < 0.88 else None
        sales.append((len(sales) + 1, boat, sold, kind, litres, price, round(litres * price, 2), pay))
    return {
        "cust": (
            "cust_no integer, cust_name varchar, cust_type varchar, town varchar, phone varchar, since_dt date",
            owners,
        ),
        "boat": (
            "boat_no integer, cust_no integer, boat_name varchar, boat_type varchar, len_m decimal(5,1), beam_m decimal(4,1), "
            "build_yr integer",
            boats,
        ),
        "berth": (
            "berth_no varchar, pier varchar, max_len_m decimal(4,1), night_rate integer, shore_pwr varchar, berth_stat varchar",
            berths,
        ),
        "contract": (
            "contr_no integer, boat_no integer, berth_no varchar, contr_type varchar, start_dt date, end_dt date, "
            "contr_amt decimal(10,2), canc_dt date",
            contracts,
        ),
        "visit": (
            "visit_no integer, boat_no integer, berth_no varchar, arr_dt date, dep_dt date, nights integer, crew_cnt integer, "
            "flag_cd varchar, fee_amt decimal(10,2)",
            visits,
        ),
        "tech": ("tech_no integer, tech_name varchar, trade varchar, hire_dt date, hr_rate integer", techs),
        "work_ord": (
            "wo_no integer, boat_no integer, tech_no integer, job_type varchar, open_dt date, close_dt date, "
            "labor_hrs decimal(6,1), parts_amt decimal(10,2), tot_amt decimal(10,2), wo_stat varchar",
            orders,
        ),
        "fuel_sale": (
            "sale_no integer, boat_no integer, sale_dt date, fuel_type varchar, litres decimal(8,1), unit_price decimal(5,2), "
            "sale_amt decimal(10,2), pay_type varchar",
            sales,
        ),
    }


def foodbank() -> Made:
    """Four plain tables of a small organization: who gives food, what came in, who gets it, what went out."""
    rng = random.Random(2204)
    donors: Rows = []
    for number, (name, kind, town) in enumerate(GIVERS, 1):
        mail = f"office{number}@giver.example" if rng.random() < 0.8 else None
        donors.append((number, name, kind, town, mail))
    for first, last in names_of(rng, FIRSTS, LASTS, 45):
        town = rng.choices(["Hillford", "Ashby", "Marston", "Wexcombe"], [50, 24, 16, 10])[0]
        mail = f"{first}.{last}@home.example".lower() if rng.random() < 0.7 else None
        donors.append((len(donors) + 1, f"{first} {last}", "Individual", town, mail))
    weights = {"Supermarket": 16, "Bakery": 10, "Farm": 9, "Wholesaler": 8, "Community": 3, "Individual": 1}
    usual = {"Bakery": ("Bread",), "Farm": ("Fresh produce", "Dairy"), "Individual": ("Tinned goods", "Baby food")}
    donations: Rows = []
    givers = donors[:52]
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1100)):
        donor = rng.choices(givers, [weights[d[2]] for d in givers])[0]
        food = rng.choice(usual.get(donor[2], FOODS))
        heavy = {"Individual": 12, "Community": 60, "Bakery": 45}.get(donor[2], 180)
        weight = round(max(1.0, rng.gauss(heavy, heavy / 3)), 1)
        lasts = {"Bread": 3, "Fresh produce": 8, "Dairy": 14, "Frozen": 180}.get(food, 420)
        best = day + timedelta(days=lasts + rng.randint(0, lasts)) if rng.random() < 0.93 else None
        worth = round(weight * rng.uniform(1.4, 3.6), 2) if rng.random() < 0.95 else None
        place = rng.choices(["Main depot", "Ashby store"], [78, 22])[0]
        donations.append((len(donations) + 1, donor[0], day, food, weight, worth, best, place))
    partners: Rows = []
    for number, (name, kind, district, families) in enumerate(AGENCIES, 1):
        joined = _days(rng, date(2018, 1, 1), date(2024, 3, 31))
        partners.append((number, name, kind, district, families, joined, "no" if number in (10, 13) else "yes"))
    deliveries: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(900)):
        able = [p for p in partners[:12] if p[5] <= day and (p[6] == "yes" or day.year < 2024)]
        partner = rng.choices(able, [p[4] or 50 for p in able])[0]
        driver = rng.choices(["Pete", "Shona", "Malik", "Trish"], [36, 28, 24, 12])[0] if rng.random() < 0.96 else None
        boxes = rng.randint(2, 30)
        food = rng.choice(FOODS)
        state = "missed" if rng.random() < 0.04 else "done"
        weight = round(boxes * rng.uniform(4, 9), 1)
        deliveries.append(
            (len(deliveries) + 1, partner[0], day, food, boxes, weight, driver, round(rng.uniform(2, 28), 1), state)
        )
    return {
        "donors": ("donor_id integer, name varchar, type varchar, town varchar, email varchar", donors),
        "donations": (
            "donation_id integer, donor_id integer, received_on date, food_type varchar, weight_kg decimal(8,1), "
            "est_value decimal(10,2), best_before date, stored_at varchar",
            donations,
        ),
        "partners": (
            "partner_id integer, name varchar, kind varchar, district varchar, families_served integer, joined date, "
            "active varchar",
            partners,
        ),
        "deliveries": (
            "delivery_id integer, partner_id integer, delivered_on date, food_type varchar, boxes integer, "
            "weight_kg decimal(8,1), driver varchar, distance_km decimal(6,1), status varchar",
            deliveries,
        ),
    }


MADE_V = {"nursery": nursery, "mobilegame": mobilegame, "marina": marina, "foodbank": foodbank}
