"""The databases of sets G (a bike hire, a consultancy) and H (a help desk, a museum)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days


def _words(text: str, by: str = " ") -> list[str]:
    return text.split(by)


SURNAMES = _words(
    "Ames Byrd Cho Dunn Egan Frost Gray Hale Ito Jain Kerr Lowe Moss Nunn Orr Pike Quist Rowe Shaw Todd Uhl Vance Webb Young"
)
ENDINGS = _words("works path soft line peak grid flow mark base loop port ware cast node link span gate core wave dock")
AGENTS = _words(
    "Alma Ruiz|Bento Lima|Carol Nye|Dev Anand|Elsa Kahn|Fritz Lang|Gita Rao|Hank Moe|Ilse Voss|Jude Law|Kim Oh|Lia Sun|"
    "Max Orta|Nell Gay",
    "|",
)


def _at(rng: random.Random, day: date, start: int, end: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=rng.randrange(start * 60, end * 60))


def bikeshare() -> Made:
    """Plural snake_case, keys undeclared; riders without a trip, stations that only receive, trips without a member."""
    rng = random.Random(701)
    districts = ["Old Town", "Harbour", "University", "Westend"]
    places = ["Mill Bridge", "Opera", "North Quay", "Botanic Garden", "Tannery Lane", "Fish Market", "Observatory"]
    places += ["Grand Arcade", "Fairground", "Lock House", "Ropewalk", "Chapel Hill"]
    stations: Rows = [
        (i, n, districts[i % 4], 10 + 2 * (i % 7), date(2021 + i % 4, 3, 1 + i)) for i, n in enumerate(places, 1)
    ]
    first = ["Ada", "Bram", "Cleo", "Dario", "Edda", "Finn", "Gaia", "Hugo", "Inez", "Jori", "Kaya", "Luca"]
    last = ["Abel", "Brandt", "Cole", "Dietz", "Eder", "Franke", "Graf", "Horn"]
    names = [f"{a} {b}" for a in first for b in last]
    rng.shuffle(names)
    members: Rows = [
        (
            i,
            names[i - 1],
            rng.choice(["annual", "monthly", "student", "corporate"]),
            rng.choice(["Leipzig", "Halle", "Jena", "Erfurt"]),
            1960 + rng.randrange(46),
            _days(rng, date(2022, 1, 1)),
            rng.random() < 0.3,
        )
        for i in range(1, 91)
    ]
    bikes: Rows = [
        (
            i,
            rng.choice(["city", "cargo", "electric"]),
            _days(rng, date(2021, 1, 1), date(2024, 6, 1)),
            rng.choice([420.0, 890.0, 1750.0]),
            date(2025, 1, 15) if i % 17 == 0 else None,
        )
        for i in range(1, 71)
    ]
    trips: Rows = []
    for i in range(1, 4001):
        start = _at(rng, _days(rng), 5, 24)
        minutes = 3 + int(rng.expovariate(1 / 17))
        trips.append(
            (
                i,
                rng.choice(bikes)[0],
                rng.randint(1, 80) if rng.random() < 0.94 else None,
                rng.randint(1, 10),
                rng.randint(1, 12),
                start,
                start + timedelta(minutes=minutes),
                round(minutes * rng.uniform(0.12, 0.3), 2),
                round(1 + minutes * 0.15, 2),
                rng.choice(["completed", "completed", "completed", "completed", "aborted"]),
            )
        )
    repairs: Rows = [
        (
            i,
            rng.randint(1, 60),
            _days(rng),
            rng.choice(["tyre", "brake", "chain", "battery", "vandalism"]),
            round(rng.uniform(8, 160), 2),
        )
        for i in range(1, 301)
    ]
    return {
        "stations": (
            "station_id integer, station_name varchar, district varchar, docks integer, opened_on date",
            stations,
        ),
        "members": (
            "member_id integer, full_name varchar, plan varchar, city varchar, birth_year integer, joined_on date, "
            "newsletter boolean",
            members,
        ),
        "bikes": ("bike_id integer, bike_type varchar, bought_on date, purchase_price double, retired_on date", bikes),
        "trips": (
            "trip_id integer, bike_id integer, member_id integer, start_station_id integer, end_station_id integer, "
            "started_at timestamp, ended_at timestamp, distance_km double, fare double, status varchar",
            trips,
        ),
        "repairs": ("repair_id integer, bike_id integer, repaired_on date, cause varchar, cost double", repairs),
    }


def consultancy() -> Made:
    """Singular PascalCase with Id keys; clients without projects, invoices unpaid, employees who booked no time."""
    rng = random.Random(702)
    clients: Rows = [
        (i, n, industry, country, _days(rng, date(2021, 1, 1), date(2024, 12, 1)))
        for i, (n, industry, country) in enumerate(
            [
                ("Alder Foods", "Retail", "Austria"),
                ("Bexley Bank", "Finance", "United Kingdom"),
                ("Corvid Labs", "Health", "Germany"),
                ("Dorn Steel", "Industry", "Germany"),
                ("Ennis Air", "Transport", "Ireland"),
                ("Fjord Energy", "Energy", "Norway"),
                ("Gable Homes", "Retail", "Ireland"),
                ("Hexa Pharma", "Health", "Switzerland"),
                ("Iris Media", "Media", "Austria"),
                ("Juno Rail", "Transport", "Switzerland"),
                ("Kestrel Insurance", "Finance", "Germany"),
                ("Lumen Grid", "Energy", "Norway"),
                ("Mistral Ports", "Transport", "France"),
                ("Nadir Games", "Media", "France"),
            ],
            1,
        )
    ]
    employees: Rows = [
        (
            i,
            f"{rng.choice(['Ava', 'Ben', 'Cai', 'Dee', 'Eli', 'Fay', 'Gus', 'Hal'])} {n}",
            rng.choice(["Strategy", "Data", "Design", "Engineering"]),
            rng.choice(["junior", "senior", "partner"]),
            _days(rng, date(2018, 1, 1), date(2024, 10, 1)),
            float(rng.randrange(42, 140)) * 1000,
        )
        for i, n in enumerate(
            SURNAMES,
            1,
        )
    ]
    projects: Rows = [
        (
            i,
            f"{rng.choice(['Atlas', 'Beacon', 'Comet', 'Delta', 'Ember', 'Falcon'])} {i:02d}",
            rng.randint(1, 11),
            rng.randint(1, 18),
            rng.choice(["active", "active", "closed", "on hold"]),
            _days(rng, date(2022, 6, 1), date(2025, 3, 1)),
            float(rng.randrange(20, 400)) * 1000,
            rng.random() < 0.35,
        )
        for i in range(1, 41)
    ]
    entries: Rows = [
        (
            i,
            rng.randint(1, 36),
            rng.randint(1, 21),
            _days(rng),
            rng.choice([1.5, 2.0, 4.0, 6.0, 7.5, 8.0]),
            rng.random() < 0.8,
            rng.choice(["workshop", "analysis", "coding", "travel", None]),
        )
        for i in range(1, 3001)
    ]
    invoices: Rows = []
    for i in range(1, 401):
        sent = _days(rng)
        paid = sent + timedelta(days=rng.randrange(5, 90))
        invoices.append(
            (
                i,
                f"R-{2000 + i}",
                rng.randint(1, 34),
                sent,
                sent + timedelta(days=30),
                paid if rng.random() < 0.85 and paid < TODAY else None,
                round(rng.uniform(900, 42000), 2),
            )
        )
    return {
        "Client": (
            '"Id" integer, "ClientName" varchar, "Industry" varchar, "Country" varchar, "ClientSince" date',
            clients,
        ),
        "Employee": (
            '"Id" integer, "Name" varchar, "Practice" varchar, "Level" varchar, "HiredOn" date, "Salary" double',
            employees,
        ),
        "Project": (
            '"Id" integer, "ProjectName" varchar, "ClientId" integer, "ManagerId" integer, "Status" varchar, '
            '"StartedOn" date, "Budget" double, "FixedPrice" boolean',
            projects,
        ),
        "TimeEntry": (
            '"Id" integer, "ProjectId" integer, "EmployeeId" integer, "WorkDate" date, "Hours" double, "Billable" boolean, '
            '"Activity" varchar',
            entries,
        ),
        "Invoice": (
            '"Id" integer, "InvoiceNumber" varchar, "ProjectId" integer, "SentOn" date, "DueOn" date, "PaidOn" date, '
            '"Amount" double',
            invoices,
        ),
    }


def helpdesk() -> Made:
    """Plural snake_case with bare id keys; tickets without an agent, open ones, customers without tickets."""
    rng = random.Random(801)
    customers: Rows = [
        (
            i,
            f"{rng.choice(['Aero', 'Blue', 'Clear', 'Dawn', 'Ever', 'Fern', 'Gold'])}{n}",
            rng.choice(["Canada", "Mexico", "Brazil", "Chile"]),
            rng.choice(["free", "team", "enterprise"]),
            _days(rng, date(2022, 1, 1), date(2025, 5, 1)),
            rng.randrange(5, 900),
        )
        for i, n in enumerate(
            ENDINGS * 3,
            1,
        )
    ]
    teams: Rows = [
        (1, "Billing", "Toronto"),
        (2, "Technical", "Santiago"),
        (3, "Onboarding", "Toronto"),
        (4, "Security", "Recife"),
    ]
    agents: Rows = [
        (i, n, rng.randint(1, 3), _days(rng, date(2020, 1, 1), date(2024, 12, 1)), rng.random() < 0.25)
        for i, n in enumerate(
            AGENTS,
            1,
        )
    ]
    tickets: Rows = []
    for i in range(1, 2601):
        opened = _at(rng, _days(rng), 7, 20)
        minutes = 20 + int(rng.expovariate(1 / 900))
        closed = opened + timedelta(minutes=minutes)
        done = rng.random() < 0.9 and closed.date() < TODAY
        tickets.append(
            (
                i,
                rng.randint(1, 52),
                rng.randint(1, 12) if rng.random() < 0.93 else None,
                rng.choice(["email", "chat", "phone"]),
                rng.choice(["low", "normal", "normal", "high", "urgent"]),
                rng.choice(["login", "invoice", "outage", "feature request", "data export"]),
                "closed" if done else rng.choice(["open", "waiting"]),
                opened,
                closed if done else None,
                rng.randint(1, 5) if done and rng.random() < 0.6 else None,
                rng.random() < 0.08,
            )
        )
    messages: Rows = [
        (
            i,
            rng.randint(1, 2500),
            _at(rng, _days(rng), 7, 20),
            rng.choice(["customer", "agent"]),
            rng.randrange(10, 900),
        )
        for i in range(1, 5001)
    ]
    return {
        "customers": (
            "id integer, company varchar, country varchar, plan varchar, signed_up_on date, seats integer",
            customers,
        ),
        "teams": ("id integer, team_name varchar, office varchar", teams),
        "agents": ("id integer, agent_name varchar, team_id integer, hired_on date, part_time boolean", agents),
        "tickets": (
            "id integer, customer_id integer, agent_id integer, channel varchar, priority varchar, topic varchar, "
            "status varchar, opened_at timestamp, closed_at timestamp, rating integer, escalated boolean",
            tickets,
        ),
        "messages": ("id integer, ticket_id integer, sent_at timestamp, sender varchar, length integer", messages),
    }


def museum() -> Made:
    """Singular snake_case with prefixed keys; donors without gifts, exhibitions without visits, items never lent."""
    rng = random.Random(802)
    donors: Rows = [
        (i, n, kind, city)
        for i, (n, kind, city) in enumerate(
            [
                (
                    f"{a} {b}",
                    rng.choice(["person", "person", "company", "foundation"]),
                    rng.choice(["Ghent", "Bruges", "Lille", "Aachen"]),
                )
                for a in ["Anke", "Bert", "Cato", "Daan", "Elke", "Frits", "Griet"]
                for b in ["Aerts", "Bosch", "Claes", "Devos", "Elen", "Fabry"]
            ],
            1,
        )
    ]
    gifts: Rows = [
        (
            i,
            rng.randint(1, 35),
            _days(rng),
            float(rng.choice([25, 50, 100, 250, 1000, 5000])),
            rng.choice(["building", "acquisitions", "education"]),
            rng.random() < 0.2,
        )
        for i in range(1, 501)
    ]
    shows: Rows = [
        (
            i,
            n,
            curator,
            date(2023, 1, 15) + timedelta(days=70 * i),
            date(2023, 1, 15) + timedelta(days=70 * i + 100),
            price,
        )
        for i, (n, curator, price) in enumerate(
            [
                ("Ice and Fire", "Mara Quint", 12.0),
                ("Paper Cities", "Olaf Brem", 9.0),
                ("The Silent Loom", "Mara Quint", 11.0),
                ("Maps of Nowhere", "Tess Bol", 14.0),
                ("Bronze Dreams", "Olaf Brem", 12.0),
                ("Salt", "Tess Bol", 8.0),
                ("Night Gardens", "Mara Quint", 15.0),
                ("Clockwork", "Ivo Stern", 10.0),
                ("Letters Home", "Ivo Stern", 7.0),
                ("After the Flood", "Tess Bol", 13.0),
            ],
            1,
        )
    ]
    visits: Rows = [
        (
            i,
            rng.randint(1, 8),
            _days(rng),
            rng.choice(["adult", "adult", "child", "senior"]),
            rng.choice(["desk", "online"]),
            rng.randint(1, 5),
            round(rng.uniform(5, 60), 2),
            rng.random() < 0.3,
        )
        for i in range(1, 4001)
    ]
    items: Rows = [
        (
            i,
            f"{rng.choice(['Vase', 'Portrait', 'Sketch', 'Mask', 'Tapestry'])} {100 + i}",
            rng.choice(["painting", "sculpture", "textile", "drawing"]),
            rng.randrange(1500, 1990),
            float(rng.randrange(1, 400)) * 500,
            rng.random() < 0.4,
        )
        for i in range(1, 121)
    ]
    loans: Rows = [
        (
            i,
            rng.randint(1, 90),
            rng.choice(["Louvre", "Rijksmuseum", "Prado", "Uffizi"]),
            _days(rng),
            None if i % 11 == 0 else _days(rng, date(2025, 1, 1), date(2025, 12, 1)),
            float(rng.randrange(2, 90)) * 100,
        )
        for i in range(1, 201)
    ]
    return {
        "donor": ("donor_id integer, donor_name varchar, donor_type varchar, city varchar", donors),
        "donation": (
            "donation_id integer, donor_id integer, given_on date, amount double, purpose varchar, anonymous boolean",
            gifts,
        ),
        "exhibition": (
            "exhibition_id integer, title varchar, curator varchar, opens_on date, closes_on date, ticket_price double",
            shows,
        ),
        "visit": (
            "visit_id integer, exhibition_id integer, visited_on date, visitor_type varchar, sold_through varchar, "
            "party_size integer, paid double, guided boolean",
            visits,
        ),
        "item": (
            "item_id integer, item_name varchar, category varchar, made_in_year integer, insured_value double, "
            "on_display boolean",
            items,
        ),
        "loan": (
            "loan_id integer, item_id integer, borrower varchar, lent_on date, returned_on date, fee double",
            loans,
        ),
    }


MADE_G = {"bikeshare": bikeshare, "consultancy": consultancy}
MADE_H = {"helpdesk": helpdesk, "museum": museum}
FISCAL = {"consultancy": 4, "museum": 7}
