"""The databases of set U: a bus company (a solar installer and a newspaper are in modules of their own)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_u_news import newspaper
from tests.benchmarks.heldout.databases_u_solar import solar

FIRSTS = "Alan Brenda Carl Denise Eric Faye Gavin Hazel Imran Joan Keith Lorna Mick Nadia Omar Pam"
LASTS = "Archer Boyle Cooper Dawson Egan Fisher Greaves Hobbs Ince Jarvis Kaur Lomax Moran Nolan"
ROUTES = (
    ("1", "Station - Hospital", "City"),
    ("2", "Market Square - University", "City"),
    ("3", "Docks - Northgate", "City"),
    ("4", "Ring Line", "City"),
    ("5", "Castle Hill - Stadium", "City"),
    ("20", "Eastham - Marlow", "Regional"),
    ("21", "Eastham - Penrith", "Regional"),
    ("22", "Marlow - Coast Road", "Regional"),
    ("23", "Airport Shuttle", "Express"),
    ("24", "Coast Express", "Express"),
    ("N1", "Night Owl North", "Night"),
    ("N2", "Night Owl South", "Night"),
    ("S1", "Grammar School", "School"),
    ("S2", "St Mary School", "School"),
)
FARES = {"Single": 2.4, "Day": 6.0, "Week": 22.0, "Month": 78.0}
FAULTS = "Engine;Brakes;Doors;Battery;Tyre;Gearbox"


def busline() -> Made:
    """Short names of columns and no keys at all; a trip has a route, a vehicle and a driver, fuel a vehicle and a depot."""
    rng = random.Random(2101)
    depots: Rows = [
        ("EH", "Eastham Depot", "Eastham", 60),
        ("ML", "Marlow Depot", "Marlow", 30),
        ("PR", "Penrith Depot", "Penrith", 24),
        ("CR", "Coast Road Depot", "Seaburn", 12),
    ]
    vehicles: Rows = []
    for number in range(1, 61):
        kind, seats = rng.choice([("Single Deck", 38), ("Double Deck", 72), ("Articulated", 52), ("Minibus", 16)])
        fuel = rng.choices(["Diesel", "Hybrid", "Electric"], [60, 22, 18])[0]
        bought = _days(rng, date(2010, 1, 1), date(2024, 11, 30))
        gone = _days(rng, date(2023, 6, 1), LAST_DAY) if bought.year < 2014 and rng.random() < 0.6 else None
        make = rng.choice(["Volvo", "Scania", "MAN", "Wrightbus"])
        depot = rng.choices(["EH", "ML", "PR"], [50, 28, 22])[0]
        vehicles.append((1000 + number, depot, kind, make, seats, fuel, bought, gone, rng.randint(90, 420) * 1000))
    drivers: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 75), 1):
        hired = _days(rng, date(2005, 1, 1), date(2025, 4, 1))
        left = _days(rng, max(hired, date(2024, 1, 1)), LAST_DAY) if rng.random() < 0.15 else None
        depot = rng.choices(["EH", "ML", "PR"], [50, 28, 22])[0]
        expires = _days(rng, date(2025, 5, 1), date(2029, 12, 31))
        drivers.append((number, f"{first} {last}", depot, hired, left, expires, "Y" if rng.random() < 0.7 else "N"))
    routes: Rows = []
    for number, name, kind in ROUTES:
        length = round(rng.uniform(6, 14) if kind in ("City", "School") else rng.uniform(18, 46), 1)
        routes.append((number, name, kind, length, rng.choices(["EH", "ML", "PR"], [50, 28, 22])[0]))
    trips: Rows = []
    faults: Rows = []
    day = date(2023, 7, 1)
    while day <= LAST_DAY:
        for _ in range(rng.choice([2, 3, 4])):
            route = rng.choices(routes[:-1], [9, 8, 6, 7, 5, 4, 3, 3, 5, 3, 2, 2, 3])[0]
            able = [v for v in vehicles[:-3] if v[6] <= day and (v[7] is None or v[7] > day)]
            fit = [d for d in drivers[:-4] if d[3] <= day and (d[4] is None or d[4] > day)]
            vehicle, driver = rng.choice(able), rng.choice(fit)
            fate = rng.random()
            status = "Cancelled" if fate < 0.06 else "Curtailed" if fate < 0.09 else "Operated"
            why = rng.choice(["Staff shortage", "Breakdown", "Traffic", "Weather"]) if status != "Operated" else None
            late = None if status == "Cancelled" else max(0, int(rng.gauss(4, 6)))
            people = 0 if status == "Cancelled" else min(vehicle[4] + 20, max(1, int(rng.gauss(30, 14))))
            number = 300000 + len(trips) + 1
            trips.append((number, route[0], vehicle[0], driver[0], day, route[3], late, people, status, why))
            if rng.random() < 0.05:
                cost = round(rng.uniform(80, 2400), 2)
                hours = round(rng.uniform(1, 90), 1)
                row = (
                    vehicle[0],
                    number if rng.random() < 0.8 else None,
                    day,
                    rng.choice(FAULTS.split(";")),
                    hours,
                    cost,
                )
                faults.append((len(faults) + 1, *row))
        day += timedelta(days=1)
    sales: Rows = []
    for sold in sorted(_days(rng, date(2023, 1, 1), LAST_DAY) for _ in range(1800)):
        kind = rng.choices(list(FARES), [60, 22, 10, 8])[0]
        quantity = rng.choices([1, 2, 3, 4], [66, 22, 7, 5])[0]
        way = rng.choices(["Driver", "App", "Machine", "Kiosk"], [30, 42, 20, 8])[0]
        route = rng.choice(routes[:12])[0] if rng.random() < 0.93 else None
        fare = FARES[kind] * (1.05 if sold.year == 2025 else 1.0)
        sales.append((len(sales) + 1, route, sold, kind, way, quantity, round(fare * quantity, 2)))
    fuel: Rows = []
    for filled in sorted(_days(rng, date(2023, 7, 1), LAST_DAY) for _ in range(900)):
        vehicle = rng.choice([v for v in vehicles if v[5] != "Electric"])
        place = vehicle[1] if rng.random() < 0.9 else rng.choice(depots)[0]
        litres = round(rng.uniform(40, 240), 1)
        fuel.append((len(fuel) + 1, vehicle[0], place, filled, litres, round(litres * rng.uniform(1.2, 1.6), 2)))
    complaints: Rows = []
    for came in sorted(_days(rng, date(2023, 7, 1), LAST_DAY) for _ in range(260)):
        kind = rng.choices(
            ["Late running", "Driver conduct", "Overcrowding", "Cleanliness", "Fare dispute"], [9, 5, 4, 3, 2]
        )[0]
        closed = came + timedelta(days=rng.randint(1, 40))
        done = closed if closed <= LAST_DAY and rng.random() < 0.9 else None
        who = rng.choice(drivers)[0] if rng.random() < 0.6 else None
        complaints.append((len(complaints) + 1, rng.choice(routes)[0], who, came, kind, done))
    return {
        "dpt": ("dpt_cd varchar, dpt_nm varchar, cty varchar, bay_cnt integer", depots),
        "veh": (
            "veh_no integer, dpt_cd varchar, veh_typ varchar, mk varchar, seat_cnt integer, fuel_typ varchar, purch_dt date, "
            "wdrn_dt date, purch_cst integer",
            vehicles,
        ),
        "drv": (
            "drv_id integer, drv_nm varchar, dpt_cd varchar, hire_dt date, term_dt date, lic_exp_dt date, full_tm_ind varchar",
            drivers,
        ),
        "rte": ("rte_no varchar, rte_nm varchar, rte_typ varchar, len_km decimal(6,1), dpt_cd varchar", routes),
        "trp": (
            "trp_id integer, rte_no varchar, veh_no integer, drv_id integer, svc_dt date, dist_km decimal(6,1), dly_min integer, "
            "pax_cnt integer, trp_sts varchar, canc_rsn varchar",
            trips,
        ),
        "brkdwn": (
            "bd_id integer, veh_no integer, trp_id integer, bd_dt date, flt_typ varchar, down_hrs decimal(6,1), "
            "rpr_cst decimal(10,2)",
            faults,
        ),
        "tkt_sale": (
            "tkt_sale_id integer, rte_no varchar, sale_dt date, tkt_typ varchar, sale_chnl varchar, qty integer, "
            "amt decimal(10,2)",
            sales,
        ),
        "fuel_trx": (
            "fuel_trx_id integer, veh_no integer, dpt_cd varchar, trx_dt date, ltr decimal(8,1), fuel_cst decimal(10,2)",
            fuel,
        ),
        "cmpl": (
            "cmpl_id integer, rte_no varchar, drv_id integer, rcvd_dt date, cmpl_typ varchar, clsd_dt date",
            complaints,
        ),
    }


MADE_U = {"solar": solar, "busline": busline, "newspaper": newspaper}
