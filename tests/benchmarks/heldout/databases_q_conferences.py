"""The conference organiser of set Q: names as several hands gave them, no key declared, statuses as short codes."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Alice Bruno Chiara Daniel Elsa Farid Gina Hugo Ines Jonas Katja Leo Marion Noah Oksana Paolo Ruth Simon Tara Yusuf"
)
LASTS = (
    "Aubert Bianchi Colin Dekker Egger Ferrari Garnier Huber Imhof Janssen Keller Lambert Meier Novak Ott Peeters Rossi"
)
FIRMS = (
    "Alpina Bank",
    "Bluestone",
    "Cargonaut",
    "Datavine",
    "Evergrid",
    "Fonds Lemanique",
    "Globex Pharma",
    "Helio Labs",
)
FIRMS += ("Inkwell Media", "Jura Watches", "Kite Mobility", "Lumen Health")


def conferences() -> Made:
    """Events with sessions and speakers, registrations by ticket type, sponsors' deals, expenses, feedback."""
    rng = random.Random(1702)
    venues: Rows = [
        (1, "Palais Lumière", "Geneva", "Switzerland", 900, 6200.0),
        (2, "Kongresshaus Limmat", "Zurich", "Switzerland", 1200, 8800.0),
        (3, "Docks Forum", "Antwerp", "Belgium", 500, 3100.0),
        (4, "Halle Nord", "Hamburg", "Germany", 700, 4300.0),
        (5, "Isar Lofts", "Munich", "Germany", 250, 2900.0),
        (6, "Le Hangar", "Lyon", "France", 400, 2600.0),
        (7, "Villa Serena", "Milan", "Italy", 180, 2200.0),
    ]
    series = {
        "FinTech Summit": ("Conference", "Finance", 160),
        "Data Days": ("Conference", "Technology", 190),
        "Green Energy Forum": ("Conference", "Energy", 120),
        "HR Leaders Meeting": ("Seminar", "Human Resources", 60),
        "Medical Devices Congress": ("Conference", "Healthcare", 140),
        "Startup Night": ("Networking", "Technology", 80),
        "Logistics Roundtable": ("Seminar", "Logistics", 45),
        "Retail Expo": ("Exhibition", "Retail", 200),
    }
    events: Rows = []
    for year in (2023, 2024, 2025):
        for name, (kind, topic, size) in series.items():
            half = rng.choice([(2, 5), (9, 11)]) if year != 2023 else (7, 11)
            for month in [rng.randint(*half)] if rng.random() < 0.55 else [rng.randint(2, 6), rng.randint(9, 11)]:
                start = date(year, month, rng.randint(1, 25))
                if start < date(2023, 6, 20):
                    continue
                days = {"Networking": 1, "Seminar": 1}.get(kind, rng.choice([2, 2, 3]))
                place = rng.choices(venues, [18, 22, 14, 17, 10, 12, 0])[0]
                end = start + timedelta(days=days - 1)
                state = "held" if end <= LAST_DAY else rng.choice(["planned", "confirmed", "confirmed"])
                season = "Spring" if month < 7 else "Autumn"
                events.append(
                    (
                        0,
                        f"{name} {season} {year}",
                        kind,
                        topic,
                        place[0],
                        start,
                        end,
                        state if rng.random() > 0.11 else "cancelled",
                        min(int(size * rng.uniform(0.9, 1.3)), place[4]),
                        round(size * rng.uniform(210, 320), -2),
                    )
                )
    events = [(100 + i, *row[1:]) for i, row in enumerate(sorted(events, key=lambda row: row[5]), 1)]
    happened = [row for row in events if row[7] == "held"]
    speakers: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 70), 1):
        speakers.append(
            (
                number,
                f"{first} {last}",
                rng.choice(FIRMS) if rng.random() < 0.85 else None,
                rng.choices(["Switzerland", "Germany", "France", "Belgium", "Italy", "USA"], [28, 24, 18, 11, 9, 10])[
                    0
                ],
                rng.choice([0, 0, 500, 800, 1200, 2500, 4000]),
            )
        )
    sessions: Rows = []
    talks: Rows = []
    kinds = ["Keynote", "Talk", "Panel", "Hands-on workshop"]
    for event in events:
        if event[7] == "cancelled" or event[7] == "planned":
            continue
        for _ in range(rng.randint(4, 9) if event[2] in ("Conference", "Exhibition") else rng.randint(2, 3)):
            kind = rng.choices(kinds, [16, 50, 20, 14])[0]
            day = event[5] + timedelta(days=rng.randrange((event[6] - event[5]).days + 1))
            number = len(sessions) + 1
            subject = rng.choice(["Trends", "Strategy", "Regulation", "Automation", "Case study", "Outlook", "Funding"])
            sessions.append(
                (
                    number,
                    event[0],
                    f"{event[3]}: {subject} {number}",
                    kind,
                    datetime(day.year, day.month, day.day, rng.choice([9, 10, 11, 13, 14, 15, 16])),
                    {"Keynote": 60, "Talk": 45, "Panel": 75, "Hands-on workshop": 120}[kind],
                )
            )
            for speaker in rng.sample(speakers[:61], rng.randint(2, 4) if kind == "Panel" else 1):
                talks.append((number, speaker[0]))
    attendees: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 330), 1):
        attendees.append(
            (
                5000 + number,
                first,
                last,
                f"{first}.{last}@mail.example".lower(),
                rng.choice(FIRMS) if rng.random() < 0.78 else None,
                rng.choices(["Manager", "Engineer", "Founder", "Analyst", "Student", None], [28, 25, 12, 18, 9, 8])[0],
                rng.choices(["Switzerland", "Germany", "France", "Belgium", "Italy"], [36, 28, 18, 11, 7])[0],
                rng.random() < 0.58,
            )
        )
    tickets: Rows = [
        (1, "Early Bird", 290.0),
        (2, "Standard", 390.0),
        (3, "VIP", 790.0),
        (4, "Student", 90.0),
        (5, "Group", 310.0),
    ]
    regs: Rows = []
    for event in events:
        if event[7] == "planned":
            continue
        chosen = rng.sample(attendees[:318], min(int(event[8] * rng.uniform(0.5, 0.95)), 250))
        scale = {"Conference": 1.0, "Exhibition": 0.6, "Seminar": 0.8, "Networking": 0.25}[event[2]]
        for person in chosen:
            booked = event[5] - timedelta(days=int(rng.triangular(1, 120, 25)))
            if booked > LAST_DAY:
                continue
            ticket = 4 if person[5] == "Student" else rng.choices([1, 2, 3, 5], [33, 42, 9, 16])[0]
            code = rng.choices([None, "PARTNER10", "ALUMNI20", "PRESS100"], [80, 11, 7, 2])[0]
            off = {None: 0.0, "PARTNER10": 0.1, "ALUMNI20": 0.2, "PRESS100": 1.0}[code]
            state = rng.choices(["CONF", "CANC", "WAIT"], [88, 8, 4])[0] if event[7] != "cancelled" else "CANC"
            came = None
            if event[7] == "held" and state == "CONF" and rng.random() < 0.86:
                came = datetime(event[5].year, event[5].month, event[5].day, 8) + timedelta(minutes=rng.randrange(150))
            regs.append(
                (
                    0,
                    event[0],
                    person[0],
                    ticket,
                    booked,
                    state,
                    round(tickets[ticket - 1][2] * scale * (1 - off), 2) if state == "CONF" else 0.0,
                    code,
                    came,
                )
            )
    regs = [(30000 + i, *row[1:]) for i, row in enumerate(sorted(regs, key=lambda row: (row[4], row[1], row[2])), 1)]
    sponsors: Rows = [
        (1, "Alpina Bank", "Banking"),
        (2, "Datavine", "Software"),
        (3, "Evergrid", "Energy"),
        (4, "Globex Pharma", "Pharma"),
        (5, "Kite Mobility", "Transport"),
        (6, "Helio Labs", "Software"),
        (7, "Fonds Lemanique", "Banking"),
        (8, "Lumen Health", "Pharma"),
        (9, "Cargonaut", "Transport"),
        (10, "Jura Watches", "Luxury"),
    ]
    deals: Rows = []
    prices = {"Gold": 18000, "Silver": 9000, "Bronze": 4000}
    for event in events:
        if event[7] == "cancelled":
            continue
        for sponsor in rng.sample(sponsors[:9], rng.choices([0, 1, 2, 3], [6, 24, 40, 30])[0]):
            package = rng.choices(list(prices), [20, 34, 46])[0]
            signed = event[5] - timedelta(days=rng.randint(30, 200))
            if signed > LAST_DAY:
                continue
            scale = 1.0 if event[2] in ("Conference", "Exhibition") else 0.5
            deals.append(
                (
                    len(deals) + 1,
                    event[0],
                    sponsor[0],
                    package,
                    round(prices[package] * scale * rng.uniform(0.8, 1.2), -1),
                    signed,
                    "Y" if signed < date(2025, 4, 1) and rng.random() < 0.9 else "N",
                )
            )
    costs: Rows = []
    for event in events:
        if event[7] in ("cancelled", "planned"):
            continue
        rent = venues[event[4] - 1][5] * ((event[6] - event[5]).days + 1)
        for what, amount in [
            ("Venue", rent),
            ("Catering", event[8] * rng.uniform(35, 60)),
            ("Audio and video", rng.uniform(1500, 6000)),
            ("Marketing", rng.uniform(1000, 9000)),
            ("Travel", rng.uniform(400, 5000)),
            ("Staff", rng.uniform(900, 4000)),
        ]:
            if what in ("Travel", "Staff") and rng.random() < 0.35:
                continue
            spent = event[5] - timedelta(days=rng.randint(-20, 60))
            if spent <= LAST_DAY:
                costs.append((0, event[0], what, round(amount, 2), spent))
    costs = [(i, *row[1:]) for i, row in enumerate(sorted(costs, key=lambda row: (row[4], row[1])), 1)]
    feedback: Rows = []
    ends = {row[0]: row[6] for row in happened}
    love = {row[0]: rng.choice([0, 0, 1, 2, 3]) for row in happened}
    for reg in regs:
        if reg[8] is None or rng.random() > 0.36:
            continue
        mood = love[reg[1]]
        score = rng.choices([1, 2, 3, 4, 5], [4, 7, 18, 38 + mood * 5, 26 + mood * 9])[0]
        word = rng.choices([None, "Great speakers", "Too crowded", "Good food", "Room was cold"], [66, 12, 8, 9, 5])[0]
        feedback.append((len(feedback) + 1, reg[0], score, word, ends[reg[1]] + timedelta(days=rng.randint(0, 2))))
    assert max(row[4] for row in regs) < TODAY
    return {
        "Venue": (
            "VenueID integer, VenueName varchar, City varchar, Country varchar, Capacity integer, DailyRent double",
            venues,
        ),
        "Events": (
            "EventID integer, Title varchar, EventType varchar, Topic varchar, VenueID integer, StartDate date, "
            "EndDate date, EventStatus varchar, MaxAttendees integer, Budget double",
            events,
        ),
        "event_sessions": (
            "session_id integer, event_id integer, session_title varchar, format varchar, starts_at timestamp, "
            "duration_min integer",
            sessions,
        ),
        "tblSpeaker": ("SpeakerID integer, FullName varchar, Company varchar, Country varchar, Fee integer", speakers),
        "SessionSpeaker": ("SessionID integer, SpeakerID integer", talks),
        "attendees": (
            "attendee_id integer, first_name varchar, last_name varchar, email varchar, company varchar, "
            "job_title varchar, country varchar, newsletter boolean",
            attendees,
        ),
        "TicketType": ("TicketTypeID integer, TypeName varchar, ListPrice double", tickets),
        "registrations": (
            "reg_id integer, event_id integer, attendee_id integer, ticket_type_id integer, reg_date date, "
            "reg_status varchar, amount_paid double, promo_code varchar, checked_in_at timestamp",
            regs,
        ),
        "Sponsors": ("SponsorID integer, SponsorName varchar, Industry varchar", sponsors),
        "sponsor_deals": (
            "deal_id integer, event_id integer, sponsor_id integer, package varchar, deal_amount double, "
            "signed_date date, is_paid varchar",
            deals,
        ),
        "tblEventCost": ("CostID integer, EventID integer, CostCategory varchar, Amount double, CostDate date", costs),
        "Feedback": ("FeedbackID integer, RegID integer, Rating integer, Comment varchar, SubmittedOn date", feedback),
    }
