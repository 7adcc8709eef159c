"""The nurseries of set V: an operational schema with keys and references, children of families in rooms of centers."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

CENTERS = (
    ("Maple Grove", "Leeds", "North", 96, date(2012, 9, 1), None),
    ("Little Acorns", "York", "North", 72, date(2015, 1, 5), None),
    ("Riverside", "Sheffield", "North", 84, date(2017, 9, 4), None),
    ("Sunflower House", "Derby", "Midlands", 60, date(2018, 3, 1), None),
    ("Canal Street", "Nottingham", "Midlands", 66, date(2019, 9, 2), None),
    ("The Orchard", "Bristol", "South", 78, date(2020, 8, 31), None),
    ("Harbour View", "Plymouth", "South", 48, date(2022, 1, 4), None),
    ("Mill Lane", "Bath", "South", 40, date(2016, 4, 1), date(2023, 8, 31)),
)
AGES = (("Baby", 9, 1390), ("Toddler", 16, 1240), ("Preschool", 24, 1080))
PARENTS = "Aisha Becky Claire Dan Emma Farah Gareth Helen Isla Jo Kate Liam Mohammed Nina Olly Priya Rob Sarah Tom Una"
SURNAMES = (
    "Abbott Bains Clarke Doyle Evans Farrow Gill Hussain Ingram Jones Khan Lowe Mistry Nash Osei Patel Quinn Reid"
)
KIDS = "Ada Alfie Bella Caleb Daisy Elsie Finn Grace Harry Ivy Jack Kai Luna Max Noah Olive Poppy Ruby Sam Theo Violet Zara"
CARERS = "Amy Beth Carol Dawn Ellie Fiona Gemma Holly Jade Kim Lucy Meg Nicola Paula Ross Stacey Tina Wayne"
STAFF_LASTS = "Ames Barlow Crane Dunn Elwood Frost Gray Hyde Irving Jessop Kerr Lyle"
SOURCES = ("Word of mouth", "Website", "Google", "Leaflet", "Local authority")


def nursery() -> Made:
    """A child has a family and enrollments in rooms; attendance is of an enrollment, an invoice of a family and a center."""
    rng = random.Random(2201)
    centers: Rows = [(i, *center) for i, center in enumerate(CENTERS, 1)]
    rooms: Rows = []
    for center in centers:
        for age, size, _ in AGES:
            for part in ("A", "B") if center[4] > 70 else ("A",):
                rooms.append((len(rooms) + 1, center[0], f"{age} {part}", age, size))
    staff: Rows = []
    for number, (first, last) in enumerate(names_of(rng, CARERS, STAFF_LASTS, 110), 1):
        center = rng.choice(centers)
        role = rng.choices(["Practitioner", "Room Leader", "Apprentice", "Cook", "Manager"], [56, 18, 14, 6, 6])[0]
        level = None if role == "Cook" else rng.choices(["Level 2", "Level 3", "Degree"], [30, 54, 16])[0]
        rate = {"Practitioner": 12.6, "Room Leader": 14.8, "Apprentice": 7.9, "Cook": 12.1, "Manager": 21.5}[role]
        hired = _days(rng, max(center[5], date(2014, 1, 1)), center[6] or date(2025, 5, 20))
        left = center[6] or (_days(rng, max(hired, date(2023, 1, 1)), LAST_DAY) if rng.random() < 0.22 else None)
        pay = round(rate + rng.randint(0, 24) / 10, 2)
        staff.append((number, center[0], first, last, role, level, pay, hired, left))
    families: Rows = []
    for number, (first, last) in enumerate(names_of(rng, PARENTS, SURNAMES, 230), 1):
        mail = f"{first}.{last}@mail.example".lower() if rng.random() < 0.94 else None
        source = rng.choices(SOURCES, [40, 24, 18, 8, 10])[0] if rng.random() < 0.9 else None
        town = rng.choice([c[2] for c in centers])
        made = datetime.combine(_days(rng, date(2022, 3, 1), LAST_DAY), time(rng.randint(7, 20), rng.randint(0, 59)))
        families.append((number, f"{first} {last}", mail, town, source, made))
    children: Rows = []
    for family in families[:214]:
        for _ in range(rng.choices([1, 2, 3], [66, 29, 5])[0]):
            born = _days(rng, date(2019, 6, 1), date(2024, 9, 30))
            hours = rng.choices([0, 15, 30], [44, 32, 24])[0]
            last = family[1].split()[1]
            sex = rng.choice("MF")
            children.append(
                (len(children) + 1, family[0], rng.choice(KIDS.split()), last, born, sex, rng.random() < 0.14, hours)
            )
    enrollments: Rows = []
    for child in children[:-12]:
        joined = max(families[child[1] - 1][5].date(), child[4] + timedelta(days=270), date(2022, 9, 1))
        start = joined + timedelta(days=rng.randint(10, 120))
        if start > date(2025, 8, 20):
            continue
        able = [c for c in centers if c[6] is None or start < date(2023, 3, 1)]
        center = rng.choices(able, [c[4] for c in able])[0]
        for step in range(rng.choices([1, 2], [74, 26])[0]):
            months = (start - child[4]).days // 30
            age = AGES[0 if months < 22 else 1 if months < 36 else 2]
            room = rng.choice([r for r in rooms if r[1] == center[0] and r[3] == age[0]])
            days = rng.choices([2, 3, 4, 5], [18, 34, 20, 28])[0]
            ended = start + timedelta(days=rng.randint(150, 640)) if step == 0 and rng.random() < 0.6 else None
            if center[6] is not None:
                ended = min(ended or center[6], center[6])
            ended = ended if ended is not None and ended <= LAST_DAY else None
            state = "waiting" if start > LAST_DAY else "ended" if ended else "active"
            fee = round(age[2] * days / 5 * (1.0 if start.year < 2024 else 1.06), 2)
            enrollments.append((len(enrollments) + 1, child[0], room[0], state, start, ended, days, fee))
            if ended is None or center[6] is not None:
                break
            start = ended + timedelta(days=1)
    attendance: Rows = []
    running = [e for e in enrollments if e[3] != "waiting"]
    for _ in range(2600):
        entry = rng.choice(running[:-5])
        day = (
            _days(rng, max(entry[4], date(2023, 1, 2)), entry[5] or LAST_DAY)
            if (entry[5] or LAST_DAY).year > 2022
            else None
        )
        if day is None or day.weekday() > 4:
            continue
        state = rng.choices(["present", "sick", "holiday", "no show"], [85, 8, 5, 2])[0]
        came = datetime.combine(day, time(rng.choice([7, 8, 8, 9]), rng.randint(0, 59))) if state == "present" else None
        gone = datetime.combine(day, time(rng.choice([13, 15, 16, 17]), rng.randint(0, 59))) if came else None
        attendance.append((len(attendance) + 1, entry[0], day, state, came, gone))
    invoices: Rows = []
    for entry in running:
        family, center_id = children[entry[1] - 1][1], rooms[entry[2] - 1][1]
        month = max(entry[4], date(2023, 1, 1)).replace(day=1)
        while month <= (entry[5] or LAST_DAY):
            if rng.random() < 0.5:
                due = month + timedelta(days=14)
                paid = due + timedelta(days=int(rng.gauss(-3, 8)))
                void = rng.random() < 0.02
                settled = paid if paid <= LAST_DAY and not void and rng.random() < 0.94 else None
                state = "void" if void else "paid" if settled else "overdue" if due < LAST_DAY else "open"
                amount = round(float(entry[7]) * rng.uniform(0.9, 1.1), 2)
                invoices.append((len(invoices) + 1, family, center_id, month, due, settled, amount, state))
            month = (month + timedelta(days=32)).replace(day=1)
    incidents: Rows = []
    for _ in range(240):
        entry = rng.choice(running)
        begin, end = max(entry[4], date(2023, 1, 2)), entry[5] or LAST_DAY
        if begin > end:
            continue
        when = datetime.combine(_days(rng, begin, end), time(rng.randint(8, 16), rng.randint(0, 59)))
        kind = rng.choices(["Bump", "Bite", "Fall", "Allergic reaction", "Scratch"], [36, 18, 26, 5, 15])[0]
        level = rng.choices(["minor", "moderate", "serious"], [76, 20, 4])[0]
        near = [s[0] for s in staff if s[1] == rooms[entry[2] - 1][1] and s[4] != "Cook"]
        who = rng.choice(near) if rng.random() < 0.9 else None
        incidents.append((len(incidents) + 1, entry[1], entry[2], who, when, kind, level, rng.random() < 0.92))
    key = "id integer primary key"
    return {
        "centers": (
            f"{key}, name varchar, city varchar, region varchar, capacity integer, opened_on date, closed_on date",
            centers,
        ),
        "rooms": (
            f"{key}, center_id integer references centers (id), name varchar, age_group varchar, capacity integer",
            rooms,
        ),
        "staff_members": (
            f"{key}, center_id integer references centers (id), first_name varchar, last_name varchar, role varchar, "
            "qualification varchar, hourly_rate decimal(6,2), hired_on date, left_on date",
            staff,
        ),
        "families": (
            f"{key}, primary_contact varchar, email varchar, city varchar, referral_source varchar, created_at timestamp",
            families,
        ),
        "children": (
            f"{key}, family_id integer references families (id), first_name varchar, last_name varchar, date_of_birth date, "
            "gender varchar, has_allergies boolean, funded_hours integer",
            children,
        ),
        "enrollments": (
            f"{key}, child_id integer references children (id), room_id integer references rooms (id), status varchar, "
            "start_date date, end_date date, days_per_week integer, monthly_fee decimal(8,2)",
            enrollments,
        ),
        "attendance_records": (
            f"{key}, enrollment_id integer references enrollments (id), attended_on date, status varchar, "
            "checked_in_at timestamp, checked_out_at timestamp",
            attendance,
        ),
        "invoices": (
            f"{key}, family_id integer references families (id), center_id integer references centers (id), issued_on date, "
            "due_on date, paid_on date, amount decimal(10,2), status varchar",
            invoices,
        ),
        "incidents": (
            f"{key}, child_id integer references children (id), room_id integer references rooms (id), "
            "reported_by_id integer references staff_members (id), occurred_at timestamp, kind varchar, severity varchar, "
            "parent_notified boolean",
            incidents,
        ),
    }
