"""The open data of set S: a city's wide tables as they are downloaded, nothing declared between them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY

BOROUGHS = ("Harborside", "Northgate", "Eastfield", "Old Town", "Westbrook")
STREETS = "Ash Bridge Canal Dock Elm Foundry Grove Hill Lake Market Orchard Park River Station Water"
BUILDERS = "Apex Builders;Bolton & Sons;Crestline Construction;Dunmore Roofing;Everett Electric;Fairlane Homes;Goodwin Plumbing"
AGENCIES = {
    "Pothole": "Public Works",
    "Street Light Out": "Public Works",
    "Graffiti": "Sanitation",
    "Missed Collection": "Sanitation",
    "Illegal Dumping": "Sanitation",
    "Noise": "Police",
    "Abandoned Vehicle": "Police",
    "Rodent Sighting": "Health",
    "Fallen Tree": "Parks",
}
PLACES = "Anchor Blue Corner Daily Ember Fig Golden Harvest Iron Jade"
HOUSES = "Diner Bakery Grill Market Cafe"


def _at(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randrange(24 * 60))


def opendata() -> Made:
    """Service requests, building permits, food inspections and crashes, each a table of its own without keys."""
    rng = random.Random(1904)
    requests: Rows = []
    for number in range(1, 1301):
        made = _at(rng, _days(rng, date(2023, 1, 1), LAST_DAY))
        kind = rng.choices(list(AGENCIES), [22, 12, 11, 16, 9, 14, 6, 6, 4])[0]
        closed = made + timedelta(hours=rng.randint(4, 900))
        status = "Closed"
        if closed.date() > LAST_DAY or rng.random() < 0.03:
            closed, status = None, rng.choice(["Open", "In Progress"])
        way = rng.choices(["Phone", "Website", "Mobile App"], [46, 30, 24])[0]
        zone = rng.choice(BOROUGHS)
        where = (
            f"{rng.randint(1, 400)} {rng.choice(STREETS.split())} St",
            zone,
            f"0{2100 + BOROUGHS.index(zone) * 4 + rng.randint(0, 3)}",
        )
        spot = (round(42.3 + rng.random() / 9, 5), round(-71.1 + rng.random() / 9, 5))
        requests.append((500000 + number, made, closed, AGENCIES[kind], kind, *where, way, status, *spot))
    permits: Rows = []
    for number in range(1, 521):
        applied = _days(rng, date(2022, 10, 1), LAST_DAY)
        kind = rng.choices(
            ["New Construction", "Renovation", "Electrical", "Demolition", "Plumbing"], [14, 36, 22, 8, 20]
        )[0]
        issued = applied + timedelta(days=rng.randint(3, 95))
        status = rng.choices(["Issued", "Completed"], [45, 55])[0]
        if issued > LAST_DAY:
            issued, status = None, "In Review"
        elif rng.random() < 0.06:
            issued, status = None, "Rejected"
        cost = round(rng.lognormvariate({"New Construction": 13, "Demolition": 10.2}.get(kind, 9.6), 0.7), 0)
        use = rng.choices(["Residential", "Commercial", "Industrial"], [66, 28, 6])[0]
        ends = issued + timedelta(days=365) if issued else None
        builder = rng.choice(BUILDERS.split(";"))
        where = (f"{rng.randint(1, 400)} {rng.choice(STREETS.split())} St", rng.randint(1, 9))
        height = rng.randint(1, 6) if kind in ("New Construction", "Demolition") else None
        dates = (applied, issued, ends)
        permits.append(
            (f"BP-{number:05d}", kind, use, *dates, *where, builder, cost, round(80 + cost * 0.011, 2), height, status)
        )
    houses = [(f"{name} {house}", house) for name in PLACES.split() for house in HOUSES.split()]
    inspections: Rows = []
    for number in range(1, 431):
        name, house = rng.choice(houses)
        kind = {"Bakery": "Bakery", "Market": "Grocery Store"}.get(house, "Restaurant")
        score = rng.randint(62, 100)
        result = "Pass" if score >= 85 else "Pass With Conditions" if score >= 75 else "Fail"
        risk = rng.choices(["High", "Medium", "Low"], [40, 38, 22])[0]
        why = rng.choices(["Routine", "Complaint", "Re-inspection"], [70, 16, 14])[0]
        day = _days(rng, date(2023, 1, 2), LAST_DAY)
        inspections.append(
            (number, name, kind, risk, day, why, result, (100 - score) // 5, score, rng.choice(BOROUGHS))
        )
    crashes: Rows = []
    for number in range(1, 701):
        at = _at(rng, _days(rng, date(2023, 1, 1), LAST_DAY))
        weather = rng.choices(["Clear", "Rain", "Snow", "Fog"], [68, 20, 8, 4])[0]
        light = "Daylight" if 7 <= at.hour < 19 else rng.choice(["Dark - Lighted", "Dark - Unlighted"])
        kind = rng.choices(["Rear End", "Side Swipe", "Pedestrian", "Cyclist", "Fixed Object"], [34, 26, 10, 12, 18])[0]
        dead = 1 if rng.random() < 0.02 else 0
        hurt = rng.choices([0, 1, 2, 3], [62, 24, 10, 4])[0] + dead
        place = (f"{rng.choice(STREETS.split())} St", rng.choice(BOROUGHS), rng.choice([20, 25, 30, 35, 45]))
        crashes.append(
            (f"C{number:06d}", at, weather, light, kind, *place, rng.randint(1, 4), hurt, dead, rng.random() < 0.13)
        )
    return {
        "service_requests": (
            "request_id integer, created_date timestamp, closed_date timestamp, agency varchar, complaint_type varchar, "
            "incident_address varchar, borough varchar, zip_code varchar, submission_channel varchar, status varchar, "
            "latitude double, longitude double",
            requests,
        ),
        "building_permits": (
            "permit_number varchar, permit_type varchar, property_use varchar, application_date date, issue_date date, "
            "expiration_date date, address varchar, ward integer, contractor_name varchar, estimated_cost decimal(14,2), "
            "fee_paid decimal(10,2), stories integer, permit_status varchar",
            permits,
        ),
        "food_inspections": (
            "inspection_id integer, establishment_name varchar, facility_type varchar, risk_level varchar, "
            "inspection_date date, inspection_type varchar, result varchar, violation_count integer, score integer, "
            "borough varchar",
            inspections,
        ),
        "traffic_crashes": (
            "crash_id varchar, crash_datetime timestamp, weather_condition varchar, lighting_condition varchar, "
            "crash_type varchar, street_name varchar, borough varchar, speed_limit integer, vehicles_involved integer, "
            "injuries_total integer, injuries_fatal integer, hit_and_run boolean",
            crashes,
        ),
    }
