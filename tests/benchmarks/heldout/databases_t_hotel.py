"""The hotel chain of set T: its property management with keys declared, and figures of each house and day."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Aaron Bella Chloe Derek Elena Frank Grace Hugo Ivy Jack Kara Liam Mona Noah Oscar Paula Quentin Rosa Sean Tina"
)
LASTS = (
    "Abbott Barnes Cole Doyle Evans Flynn Grant Hayes Irwin Jarvis Keane Lowe Mercer Nash Owens Price Reid Shaw Tate"
)
EXTRAS = {"Breakfast": 19.0, "Restaurant": 46.0, "Bar": 24.0, "Spa": 85.0, "Parking": 22.0, "Minibar": 14.0}


def frontdesk() -> Made:
    """A stay has its property and by its room one too; nights, charges, payments and refunds, a guest brought by a guest."""
    rng = random.Random(2002)
    houses: Rows = [
        (1, "Harbor View", "Boston", "MA", "Full service", date(2009, 5, 1)),
        (2, "The Foundry", "Pittsburgh", "PA", "Boutique", date(2017, 9, 12)),
        (3, "Lakeshore Inn", "Chicago", "IL", "Full service", date(2012, 3, 20)),
        (4, "Pine Lodge", "Burlington", "VT", "Resort", date(2005, 12, 1)),
        (5, "Airport Express", "Newark", "NJ", "Limited service", date(2019, 6, 15)),
    ]
    kinds: Rows = [
        (1, "Standard Queen", 2, 139.0),
        (2, "Double Queen", 4, 169.0),
        (3, "King Deluxe", 2, 199.0),
        (4, "Junior Suite", 3, 269.0),
        (5, "Penthouse", 4, 620.0),
    ]
    rooms: Rows = []
    for house in houses:
        for index in range(24 if house[0] != 2 else 16):
            kind = 5 if index == 15 and house[0] < 3 else rng.choices([1, 2, 3, 4], [40, 28, 22, 10])[0]
            state = rng.choices(["Clean", "Dirty", "Out of order"], [70, 24, 6])[0]
            floor = index // 8 + 1
            rooms.append(
                (len(rooms) + 1, house[0], kind, f"{floor}{index % 8 + 1:02d}", floor, state, rng.random() < 0.5)
            )
    plans: Rows = [
        (1, "BAR", "Best Available Rate", True),
        (2, "ADV", "Advance Purchase", False),
        (3, "CORP", "Corporate", True),
        (4, "AAA", "AAA Member", True),
        (5, "GOV", "Government", True),
    ]
    channels: Rows = [
        (1, "Brand website", 0),
        (2, "Booking.com", 15),
        (3, "Expedia", 18),
        (4, "Phone", 0),
        (5, "Travel agent", 10),
        (6, "Walk-in", 0),
    ]
    guests: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 320), 1):
        land = rng.choices(["US", "CA", "GB", "DE", "MX"], [70, 12, 8, 6, 4])[0]
        tier = rng.choices(["Silver", "Gold", "Platinum", None], [30, 14, 6, 50])[0]
        mail = f"{first}.{last}@mail.example".lower() if rng.random() < 0.9 else None
        friend = rng.randint(1, number - 1) if number > 20 and rng.random() < 0.12 else None
        guests.append((number, first, last, mail, land, tier, friend, _days(rng, date(2023, 1, 1), date(2025, 5, 30))))
    stays: Rows = []
    for arrival in sorted(_days(rng, date(2023, 1, 5), LAST_DAY + timedelta(days=60)) for _ in range(900)):
        lead = max(0, int(rng.expovariate(1 / 24)))
        booked = min(arrival - timedelta(days=lead), LAST_DAY)
        house = rng.choices(houses, [30, 14, 24, 18, 14])[0]
        nights = rng.choices([1, 2, 3, 4, 7], [34, 30, 18, 12, 6])[0]
        left = arrival + timedelta(days=nights)
        kind = rng.choices([1, 2, 3, 4], [40, 28, 22, 10])[0]
        status = "Checked out" if left <= LAST_DAY else "In house" if arrival <= LAST_DAY else "Confirmed"
        fate = rng.random()
        dropped = None
        if fate < 0.13:
            status, dropped = "Cancelled", _days(rng, booked, min(arrival, LAST_DAY))
        elif fate < 0.16 and arrival <= LAST_DAY:
            status = "No-show"
        room = rng.choice([r for r in rooms if r[1] == house[0] and (r[2] == kind or rng.random() < 0.1)] or rooms[:1])
        given = room[0] if status in ("Checked out", "In house") and room[1] == house[0] else None
        rate = round(kinds[kind - 1][3] * rng.uniform(0.8, 1.3), 2)
        plan, channel = (
            rng.choices([1, 2, 3, 4], [48, 20, 22, 10])[0],
            rng.choices([1, 2, 3, 4, 5, 6], [34, 24, 16, 12, 8, 6])[0],
        )
        who = rng.choice(guests[:290])[0]
        people = (rng.choices([1, 2, 3], [38, 54, 8])[0], rng.choices([0, 1, 2], [82, 10, 8])[0])
        row = (house[0], who, kind, given, plan, channel, status, booked, arrival, left, nights, *people, rate, dropped)
        stays.append((20000 + len(stays) + 1, *row))
    charges: Rows = []
    payments: Rows = []
    reviews: Rows = []
    for stay in stays:
        if stay[7] not in ("Checked out", "In house"):
            continue
        total = 0.0
        for night in range(stay[11]):
            day = stay[9] + timedelta(days=night)
            if day > LAST_DAY:
                break
            items = [("Room", stay[14])]
            items += [(k, round(p * rng.uniform(0.7, 1.6), 2)) for k, p in EXTRAS.items() if rng.random() < 0.14]
            for kind_of, amount in items:
                void = kind_of != "Room" and rng.random() < 0.04
                charges.append((len(charges) + 1, stay[0], day, kind_of, amount, round(amount * 0.11, 2), void))
                total += 0 if void else amount * 1.11
        if stay[7] == "Checked out":
            way = rng.choices(["Credit card", "Cash", "Direct bill", "Gift card"], [78, 8, 12, 2])[0]
            day = stay[10] + timedelta(days=rng.randint(10, 40) if way == "Direct bill" else 0)
            if day <= LAST_DAY:
                payments.append((len(payments) + 1, stay[0], day, way, round(total, 2), None))
                if rng.random() < 0.03:
                    refund = (stay[0], day + timedelta(days=5), way, -round(total * 0.2, 2), "Complaint")
                    payments.append((len(payments) + 1, *refund))
            if rng.random() < 0.3:
                score = rng.choices([1, 2, 3, 4, 5], [4, 8, 18, 38, 32])[0]
                reviews.append((len(reviews) + 1, stay[0], score, stay[10] + timedelta(days=rng.randint(0, 9))))
    daily: Rows = []
    day = date(2024, 1, 1)
    while day <= LAST_DAY:
        for house in houses:
            offered = 24 if house[0] != 2 else 16
            offered -= rng.choices([0, 1, 2], [80, 14, 6])[0]
            sold = min(offered, int(offered * rng.uniform(0.35, 1.0)))
            daily.append((day, house[0], offered, sold, round(sold * rng.uniform(140, 230), 2)))
        day += timedelta(days=1)
    return {
        "properties": (
            "property_id integer primary key, property_name varchar, city varchar, state varchar, segment varchar, "
            "opened_on date",
            houses,
        ),
        "room_types": (
            "room_type_id integer primary key, room_type_name varchar, max_occupancy integer, rack_rate decimal(8,2)",
            kinds,
        ),
        "rooms": (
            "room_id integer primary key, property_id integer references properties (property_id), "
            "room_type_id integer references room_types (room_type_id), room_number varchar, floor integer, "
            "housekeeping_status varchar, has_view boolean",
            rooms,
        ),
        "rate_plans": (
            "rate_plan_id integer primary key, rate_code varchar, rate_plan_name varchar, is_refundable boolean",
            plans,
        ),
        "booking_channels": ("channel_id integer primary key, channel_name varchar, commission_pct integer", channels),
        "guests": (
            "guest_id integer primary key, first_name varchar, last_name varchar, email varchar, country_code varchar, "
            "loyalty_tier varchar, referred_by_guest_id integer references guests (guest_id), created_on date",
            guests,
        ),
        "reservations": (
            "reservation_id integer primary key, property_id integer references properties (property_id), "
            "guest_id integer references guests (guest_id), room_type_id integer references room_types (room_type_id), "
            "room_id integer references rooms (room_id), rate_plan_id integer references rate_plans (rate_plan_id), "
            "channel_id integer references booking_channels (channel_id), status varchar, booked_on date, "
            "arrival_date date, departure_date date, nights integer, adults integer, children integer, "
            "nightly_rate decimal(8,2), cancelled_on date",
            stays,
        ),
        "folio_charges": (
            "charge_id integer primary key, reservation_id integer references reservations (reservation_id), "
            "charge_date date, charge_type varchar, amount decimal(10,2), tax_amount decimal(10,2), is_voided boolean",
            charges,
        ),
        "payments": (
            "payment_id integer primary key, reservation_id integer references reservations (reservation_id), "
            "payment_date date, payment_method varchar, amount decimal(10,2), refund_reason varchar",
            payments,
        ),
        "guest_reviews": (
            "review_id integer primary key, reservation_id integer references reservations (reservation_id), "
            "rating integer, submitted_on date",
            reviews,
        ),
        "daily_occupancy": (
            "business_date date, property_id integer references properties (property_id), rooms_available integer, "
            "rooms_sold integer, room_revenue decimal(12,2)",
            daily,
        ),
    }
