"""The coworking operator of set R: status codes with their tables, flags, rows that are deleted by a time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days, _months
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Aisha Ben Chloe Daan Eva Felix Giulia Hugo Inès Joost Kaat Lucas Manon Noor Olivier Pieter Romy Sander Tess Vera "
    "Wout Yara"
)
LASTS = (
    "Aerts Bakker Claes Dubois Everts Fontaine Goossens Hendrix Jacobs Kuipers Lambert Maes Peeters Smit Visser Wouters"
)
FIRMS = (
    "Lumen Studio;Brightpath Analytics;Kiosk Media;Northbank Legal;Paperplane;Tulip Robotics;Fold Architects;Cargo Loop;"
    "Oats & Co;Pixel Foundry;Waterline Energy;Sprint Recruitment;Meridian Tax;Honeycomb Apps;Velo Insure;Atlas Travel"
)
FIELDS = ("Design", "Software", "Media", "Legal", "Software", "Hardware", "Design", "Logistics")
FIELDS += ("Food", "Software", "Energy", "Recruitment", "Finance", "Software", "Finance", "Travel")


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)


def coworking() -> Made:
    """Members and their memberships, meeting rooms by the hour, day passes, monthly invoices."""
    rng = random.Random(1803)
    sites: Rows = [
        (1, "Zuid Hub", "Amsterdam", 1450, date(2018, 3, 1), True),
        (2, "Canal House", "Amsterdam", 820, date(2020, 9, 1), True),
        (3, "Dockside", "Rotterdam", 1900, date(2019, 5, 13), True),
        (4, "Station Works", "Utrecht", 1100, date(2022, 2, 7), True),
        (5, "Zavel", "Brussels", 960, date(2023, 10, 2), True),
        (6, "Haven Loft", "Antwerp", 600, date(2019, 1, 14), False),
    ]
    plans: Rows = [
        (1, "Flex 5", "Hot desk", 95.0, 5, True),
        (2, "Flex Unlimited", "Hot desk", 195.0, None, True),
        (3, "Fixed Desk", "Dedicated desk", 295.0, None, True),
        (4, "Private Office S", "Office", 850.0, None, True),
        (5, "Private Office L", "Office", 1650.0, None, True),
        (6, "Virtual Office", "Virtual", 49.0, 0, True),
        (7, "Founders", "Hot desk", 120.0, None, False),
        (8, "Night Owl", "Hot desk", 75.0, 10, False),
    ]
    companies: Rows = []
    for number, (name, field) in enumerate(zip(FIRMS.split(";"), FIELDS, strict=True), 1):
        gone = _at(_days(rng, date(2024, 3, 1), date(2025, 4, 1)), 640) if number in (6, 13) else None
        companies.append((number, name, field, _at(_days(rng, date(2021, 1, 1), date(2023, 12, 31)), 600), gone))
    pairs = names_of(rng, FIRSTS, LASTS, 340)
    members: Rows = []
    for number in range(1, 261):
        first, last = pairs.pop()
        site = rng.choices([1, 2, 3, 4, 5, 6], [27, 16, 24, 16, 13, 4])[0]
        firm = rng.choice(companies)[0] if rng.random() < 0.38 else None
        start = max(date(2021, 6, 1), sites[site - 1][4])
        joined = _days(rng, start, date(2023, 12, 31) if site == 6 else LAST_DAY)
        members.append(
            [
                number,
                first,
                last,
                f"{first}.{last}@example.com".lower(),
                site,
                firm,
                _at(joined, rng.randrange(480, 1100)),
                rng.random() < 0.55,
                None,
            ]
        )
    statuses: Rows = [("A", "Active"), ("P", "Paused"), ("C", "Cancelled"), ("E", "Expired")]
    deals: Rows = []
    for member in members:
        if member[0] % 21 == 0:
            continue
        begin = member[6].date()
        for turn in range(rng.choices([1, 2], [82, 18])[0]):
            plan = rng.choices(plans[:7], [24, 26, 18, 7, 3, 14, 8])[0]
            end = begin + timedelta(days=rng.randint(60, 1200))
            code, until = "A", None
            if end <= LAST_DAY or member[4] == 6:
                end = min(end, date(2024, 8, 31)) if member[4] == 6 and begin < date(2024, 8, 1) else min(end, LAST_DAY)
                code, until = rng.choices(["C", "E"], [64, 36])[0], end
            elif rng.random() < 0.05:
                code = "P"
            price = round(float(plan[3]) * rng.choices([1.0, 0.9, 0.8], [74, 18, 8])[0], 2)
            deals.append([member[0], plan[0], member[4], begin, until, code, price])
            if until is None or turn or until > LAST_DAY - timedelta(days=40):
                break
            begin = until + timedelta(days=rng.randint(1, 30))
    deals = [(i, *row) for i, row in enumerate(sorted(deals, key=lambda r: (r[3], r[0])), 1)]
    live = {row[1] for row in deals if row[6] in ("A", "P")}
    for member in members:
        if member[0] not in live and rng.random() < 0.4 and any(r[1] == member[0] for r in deals):
            last = max(r[5] for r in deals if r[1] == member[0])
            gone = last + timedelta(days=rng.randint(1, 60))
            member[8] = _at(min(gone, LAST_DAY), 700)
    rooms: Rows = []
    names = [
        "Ada",
        "Grace",
        "Linus",
        "Hedy",
        "Radia",
        "Alan",
        "Tim",
        "Katherine",
        "Edsger",
        "Margaret",
        "Donald",
        "Barbara",
        "Niklaus",
        "Frances",
        "Dennis",
    ]
    for site, count in ((1, 4), (2, 2), (3, 4), (4, 3), (5, 2)):
        for _ in range(count):
            seats = rng.choice([4, 6, 8, 10, 12, 20])
            rooms.append(
                (len(rooms) + 1, site, names[len(rooms)], seats, 8.0 + seats * 1.5, rng.random() < 0.7, len(rooms) != 9)
            )
    bookings: Rows = []
    for _ in range(1350):
        room = rng.choices(rooms, [5 if r[1] in (1, 3) else 4 for r in rooms])[0]
        if not room[6]:
            continue
        near = [m for m in members if m[4] == room[1] and m[0] not in (11, 12, 13, 14)]
        member = rng.choice(near)
        first = max(date(2023, 7, 3), member[6].date(), sites[room[1] - 1][4])
        until = min(LAST_DAY + timedelta(days=18), (member[8] or datetime(2026, 1, 1)).date())
        if until < first or (day := _days(rng, first, until)).weekday() > 4:
            continue
        start = _at(day, rng.randrange(16, 35) * 30)
        hours = rng.choices([1.0, 1.5, 2.0, 3.0, 4.0, 8.0], [30, 16, 26, 14, 10, 4])[0]
        made = start - timedelta(hours=rng.randrange(2, 400))
        if made.date() > LAST_DAY:
            continue
        off = made + timedelta(hours=1) if rng.random() < 0.09 else None
        state = "cancelled" if off else rng.choices(["attended", "no_show"], [94, 6])[0]
        if day > LAST_DAY and not off:
            state = "confirmed"
        amount = round(0.0 if off else room[4] * hours, 2)
        bookings.append((room[0], member[0], made, start, start + timedelta(hours=hours), state, off, amount))
    bookings = [(i, *row) for i, row in enumerate(sorted(bookings, key=lambda r: (r[2], r[0], r[1])), 1)]
    passes: Rows = []
    for _ in range(620):
        site = rng.choices([1, 2, 3, 4, 5], [32, 24, 20, 14, 10])[0]
        day = _days(rng, max(date(2024, 1, 2), sites[site - 1][4]), LAST_DAY)
        day -= timedelta(days=max(0, day.weekday() - 4))
        free = rng.random() < 0.12
        back = not free and rng.random() < 0.08
        passes.append((day, site, 0.0 if free else (25.0 if day.year < 2025 else 28.0), free, back))
    passes = [(i, site, day, price, free, back) for i, (day, site, price, free, back) in enumerate(sorted(passes), 1)]
    bill_codes: Rows = [("OP", "Open"), ("PD", "Paid"), ("WO", "Written off"), ("CR", "Credited")]
    bills: Rows = []
    for month in [m for m in _months() if date(2024, 1, 1) <= m <= LAST_DAY]:
        for deal in deals:
            if deal[4] > month or (deal[5] is not None and deal[5] <= month) or deal[6] == "P":
                continue
            net = deal[7]
            vat = round(net * 0.21, 2)
            paid = month + timedelta(days=max(1, int(rng.gauss(13, 8))))
            code = rng.choices(["PD", "WO", "CR"], [965, 15, 20])[0]
            if paid > LAST_DAY or (month > date(2025, 2, 1) and rng.random() < 0.04):
                code = "OP"
            settled = paid if code == "PD" else None
            due = month + timedelta(days=14)
            bills.append((len(bills) + 1, deal[0], month, due, settled, code, net, vat, round(net + vat, 2)))
    return {
        "locations": (
            "id integer primary key, name varchar not null, city varchar, floor_area_sqm integer, opened_on date, "
            "is_active boolean",
            sites,
        ),
        "plans": (
            "id integer primary key, name varchar not null, plan_type varchar, monthly_fee decimal(10,2), "
            "included_days integer, is_public boolean",
            plans,
        ),
        "companies": (
            "id integer primary key, name varchar not null, industry varchar, created_at timestamp, deleted_at timestamp",
            companies,
        ),
        "members": (
            "id integer primary key, first_name varchar, last_name varchar, email varchar, "
            "home_location_id integer references locations (id), company_id integer references companies (id), "
            "joined_at timestamp, is_newsletter_subscriber boolean, deleted_at timestamp",
            [tuple(row) for row in members],
        ),
        "membership_statuses": ("code varchar primary key, label varchar", statuses),
        "memberships": (
            "id integer primary key, member_id integer references members (id), plan_id integer references plans (id), "
            "location_id integer references locations (id), started_on date, ended_on date, "
            "status_code varchar references membership_statuses (code), monthly_price decimal(10,2)",
            deals,
        ),
        "meeting_rooms": (
            "id integer primary key, location_id integer references locations (id), name varchar, capacity integer, "
            "hourly_rate decimal(8,2), has_screen boolean, is_bookable boolean",
            rooms,
        ),
        "room_bookings": (
            "id integer primary key, room_id integer references meeting_rooms (id), "
            "member_id integer references members (id), created_at timestamp, starts_at timestamp, ends_at timestamp, "
            "status varchar, cancelled_at timestamp, amount decimal(10,2)",
            bookings,
        ),
        "day_passes": (
            "id integer primary key, location_id integer references locations (id), visit_date date, price decimal(8,2), "
            "is_free_trial boolean, is_refunded boolean",
            passes,
        ),
        "invoice_statuses": ("code varchar primary key, label varchar", bill_codes),
        "invoices": (
            "id integer primary key, membership_id integer references memberships (id), issued_on date, due_on date, "
            "paid_on date, status_code varchar references invoice_statuses (code), net_amount decimal(10,2), "
            "vat_amount decimal(10,2), total_amount decimal(10,2)",
            bills,
        ),
    }
