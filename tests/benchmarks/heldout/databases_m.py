"""The databases of set M: a ferry operator, an advertising agency (a field-service company is in databases_m_field)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_m_field import _people, fieldservice


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def ferry() -> Made:
    """Plural snake_case with every key declared; two ports of a route, sailings cancelled, passengers who never travelled."""
    rng = random.Random(1301)
    ports: Rows = [
        (1, "Ardlenny", "Mainland", 1962),
        (2, "Kilbrae", "Mainland", 1974),
        (3, "Portnamara", "Inner Isles", 1968),
        (4, "Tarsavaig", "Inner Isles", 1985),
        (5, "Balnagown", "Outer Isles", 1971),
        (6, "Stromhaven", "Outer Isles", 1990),
        (7, "Lochranish", "Outer Isles", 2019),
    ]
    vessels: Rows = [
        (1, "Isle of Skerry", "car ferry", 640, 110, 1998, "active"),
        (2, "Hebridean Star", "car ferry", 820, 140, 2007, "active"),
        (3, "Sea Otter", "catamaran", 230, None, 2015, "active"),
        (4, "Lady of the Sound", "car ferry", 410, 62, 1989, "active"),
        (5, "Swift Tern", "catamaran", 180, None, 2018, "active"),
        (6, "Northern Light", "fast ferry", 520, 85, 2012, "active"),
        (7, "Old Mariner", "car ferry", 300, 38, 1979, "laid up"),
        (8, "Atlantic Grace", "car ferry", 900, 160, 2024, "active"),
    ]
    legs = [
        (1, 3, 14.5),
        (1, 4, 22.0),
        (2, 5, 38.4),
        (2, 6, 51.2),
        (3, 4, 8.6),
        (5, 6, 17.3),
        (1, 2, 27.8),
        (6, 7, 11.9),
    ]
    routes: Rows = [
        (i, f"R{i:02d}", f"{ports[a - 1][1]} - {ports[b - 1][1]}", a, b, miles, i in (5, 7))
        for i, (a, b, miles) in enumerate(legs, 1)
    ]
    names = _people(rng, 360)
    ranks = ["Captain"] * 7 + ["First Officer"] * 9 + ["Engineer"] * 8 + ["Deckhand"] * 14 + ["Steward"] * 10
    crew: Rows = []
    for i, rank in enumerate(ranks, 1):
        hired = _days(rng, date(2009, 1, 1), date(2025, 4, 30))
        left = (
            _days(rng, hired + timedelta(days=60))
            if i > 7 and hired < date(2024, 6, 1) and rng.random() < 0.14
            else None
        )
        crew.append((i, names[i - 1], rank, hired, left, rng.choice([1, 1, 1, 2, 2, 3, 5])))
    fleet = {1: [1, 2], 2: [1, 6], 3: [2, 8], 4: [2, 6], 5: [3, 4], 6: [4, 5], 7: [3, 5]}
    sailings: Rows = []
    for _ in range(2300):
        day = _days(rng, date(2023, 1, 1))
        if rng.random() > (1.0 if day.month in (6, 7, 8) else 0.72):
            continue
        route = rng.choices(range(1, 8), [30, 20, 14, 10, 8, 11, 7])[0]
        vessel = rng.choice(fleet[route])
        if vessel == 8 and day < date(2024, 9, 1):
            vessel = 2
        leaves = datetime(
            day.year, day.month, day.day, rng.choice([6, 7, 9, 11, 13, 15, 17, 19]), rng.choice([0, 15, 30, 45])
        )
        cancelled = rng.random() < (0.11 if day.month in (11, 12, 1, 2) else 0.04)
        late = 0 if rng.random() < 0.45 else int(rng.expovariate(1 / (17 if route in (3, 4) else 11))) + 1
        captain = rng.choices(range(1, 8), [9, 8, 8, 6, 5, 4, 2])[0]
        sailings.append(
            (
                0,
                route,
                vessel,
                captain if rng.random() < 0.97 else None,
                leaves,
                None if cancelled else leaves + timedelta(minutes=late),
                None if cancelled else late,
                "cancelled" if cancelled else "completed",
            )
        )
    sailings = [(i, *row[1:]) for i, row in enumerate(sorted(sailings, key=lambda row: row[4]), 1)]
    countries = ["United Kingdom", "Germany", "Ireland", "Netherlands", "United States", "France"]
    passengers: Rows = [
        (
            i,
            name,
            rng.choices(countries, [58, 13, 10, 7, 7, 5])[0],
            date(1942 + rng.randrange(70), rng.randint(1, 12), rng.randint(1, 28)),
            f"{name.replace(' ', '.').lower()}@example.com" if rng.random() < 0.83 else None,
            _days(rng, date(2021, 1, 1), date(2022, 12, 31)),
        )
        for i, name in enumerate(names[48:], 1)
    ]
    ticket_types: Rows = [
        (1, "Adult", 1.0),
        (2, "Child", 0.5),
        (3, "Senior", 0.7),
        (4, "Student", 0.75),
        (5, "Islander", 0.4),
    ]
    travellers = list(range(1, 301))
    weights = [rng.paretovariate(1.6) for _ in travellers]
    runs = [row for row in sailings if row[7] == "completed"]
    tickets: Rows = []
    for _ in range(5200):
        sailing = runs[min(int(rng.betavariate(1.15, 1.0) * len(runs)), len(runs) - 1)]
        kind = rng.choices(range(1, 6), [52, 13, 14, 8, 13])[0]
        fare = (6 + 0.62 * legs[sailing[1] - 1][2]) * (1.06 ** (sailing[4].year - 2023)) * ticket_types[kind - 1][2]
        sold = sailing[4].date() - timedelta(days=min(int(rng.expovariate(1 / 9)), 60))
        tickets.append(
            (
                0,
                sailing[0],
                rng.choices(travellers, weights)[0],
                kind,
                sold,
                rng.choices(["website", "app", "counter", "travel agent"], [44, 27, 22, 7])[0],
                round(fare * rng.uniform(0.92, 1.1), 2),
                rng.choices(["used", "no-show", "refunded"], [92, 5, 3])[0],
            )
        )
    tickets = [(i, *row[1:]) for i, row in enumerate(sorted(tickets, key=lambda row: row[4]), 1)]
    incidents: Rows = []
    for i in range(1, 121):
        sailing = rng.choices(runs, [2 if row[2] in (1, 4) else 1 for row in runs])[0]
        day = sailing[4].date()
        solved = day + timedelta(days=rng.randrange(1, 60))
        incidents.append(
            (
                i,
                sailing[0],
                day,
                rng.choices(["mechanical", "medical", "injury", "security", "docking"], [38, 24, 14, 9, 15])[0],
                rng.choices(["low", "medium", "high"], [55, 33, 12])[0],
                solved if solved < TODAY and rng.random() < 0.92 else None,
                round(rng.lognormvariate(6.8, 1.0), 2) if rng.random() < 0.8 else None,
            )
        )
    return {
        "ports": ("port_id integer primary key, port_name varchar, region varchar, opened_year integer", ports),
        "vessels": (
            "vessel_id integer primary key, vessel_name varchar, vessel_type varchar, passenger_capacity integer, "
            "car_capacity integer, built_year integer, status varchar",
            vessels,
        ),
        "routes": (
            "route_id integer primary key, route_code varchar, route_name varchar, "
            "departure_port_id integer references ports (port_id), arrival_port_id integer references ports (port_id), "
            "distance_nm double, is_seasonal boolean",
            routes,
        ),
        "crew_members": (
            "crew_member_id integer primary key, full_name varchar, rank varchar, hired_on date, left_on date, "
            "home_port_id integer references ports (port_id)",
            crew,
        ),
        "sailings": (
            "sailing_id integer primary key, route_id integer references routes (route_id), "
            "vessel_id integer references vessels (vessel_id), captain_id integer references crew_members (crew_member_id), "
            "scheduled_departure timestamp, actual_departure timestamp, delay_minutes integer, status varchar",
            sailings,
        ),
        "passengers": (
            "passenger_id integer primary key, full_name varchar, country varchar, birth_date date, email varchar, "
            "registered_on date",
            passengers,
        ),
        "ticket_types": ("ticket_type_id integer primary key, ticket_type varchar, fare_factor double", ticket_types),
        "tickets": (
            "ticket_id integer primary key, sailing_id integer references sailings (sailing_id), "
            "passenger_id integer references passengers (passenger_id), "
            "ticket_type_id integer references ticket_types (ticket_type_id), sold_on date, channel varchar, price double, "
            "status varchar",
            tickets,
        ),
        "incidents": (
            "incident_id integer primary key, sailing_id integer references sailings (sailing_id), occurred_on date, "
            "category varchar, severity varchar, resolved_on date, cost double",
            incidents,
        ),
    }


def agency() -> Made:
    """A star with keys undeclared: daily results of ad groups, invoices with three dates, clients without a campaign."""
    rng = random.Random(1302)
    first, last = date(2023, 1, 1), date(2025, 12, 31)
    calendar: Rows = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        calendar.append(
            (_key(day), day, day.year, (day.month + 2) // 3, day.month, day.strftime("%B"), day.strftime("%A"))
        )
    staff: Rows = []
    teams = ["Performance", "Performance", "Brand", "Brand", "Performance", "Social", "Social", "Creative", "Creative"]
    for i, (name, team) in enumerate(zip(_people(rng, 9), teams, strict=True), 1):
        title = "Designer" if team == "Creative" else "Account Manager"
        staff.append((i, name, title, team, _days(rng, date(2014, 1, 1), date(2024, 3, 31))))
    firsts = (
        "Alto Bluebird Cedar Delfin Ember Fjord Granit Harbor Indigo Juniper Kestrel Lumen Maple Nimbus Opal Pioneer"
    )
    firsts += " Quarry Ridge Saffron Tundra Umbra Velvet Willow Zenith Amber Cobalt"
    industries = ["retail", "travel", "finance", "software", "food", "healthcare"]
    clients: Rows = []
    for i, word in enumerate(firsts.split(), 1):
        industry = rng.choices(industries, [30, 18, 14, 20, 12, 6])[0]
        suffix = {"retail": "Stores", "travel": "Travel", "finance": "Capital", "software": "Labs"}.get(
            industry, "Group"
        )
        signed = _days(rng, date(2018, 1, 1), date(2024, 9, 30)) if i <= 23 else _days(rng, date(2025, 3, 1))
        clients.append(
            (
                i,
                f"{word} {suffix}",
                industry,
                rng.choices(["Germany", "Austria", "Switzerland", "Netherlands", "Denmark"], [50, 16, 14, 12, 8])[0],
                rng.choices(range(1, 8), [9, 6, 5, 4, 3, 3, 1])[0],
                signed,
                _days(rng, date(2024, 10, 1)) if i <= 23 and rng.random() < 0.28 else None,
            )
        )
    channels: Rows = [
        (1, "Google Search", "search"),
        (2, "Bing Search", "search"),
        (3, "Meta", "social"),
        (4, "LinkedIn", "social"),
        (5, "TikTok", "social"),
        (6, "YouTube", "video"),
        (7, "Display Network", "display"),
    ]
    devices: Rows = [(1, "Mobile"), (2, "Desktop"), (3, "Tablet")]
    themes = ["Flash Sale", "Brand Launch", "Lead Drive", "Product Week", "Store Push", "Image Wave", "Always On"]
    campaigns: Rows = []
    taken: set[str] = set()
    while len(campaigns) < 74:
        client = clients[rng.choices(range(23), [30 - i for i in range(23)])[0]]
        start = _days(rng, max(first, client[5]), date(2025, 6, 1))
        name = f"{client[1].split()[0]} {rng.choice(themes)} {start.year}"
        if name in taken or (client[6] and start > client[6]):
            continue
        taken.add(name)
        end = start + timedelta(days=rng.randrange(20, 130)) if "Always On" not in name else None
        if client[6] and (end is None or end > client[6]):
            end = client[6]
        status = "active" if end is None or end >= TODAY else "finished"
        if status == "active" and rng.random() < 0.2:
            status = "paused"
        objective = rng.choices(["sales", "leads", "awareness"], [45, 30, 25])[0]
        budget = round(rng.lognormvariate(10.2, 0.7), -2)
        campaigns.append((len(campaigns) + 1, name, client[0], objective, start, end, budget, status))
    groups: Rows = []
    for campaign in campaigns:
        for audience in rng.sample(
            ["Generic", "Remarketing", "Lookalike", "Competitors", "Brand Terms"], rng.randint(1, 3)
        ):
            channel = rng.choices(range(1, 8), [34, 5, 25, 10, 7, 8, 11])[0]
            groups.append((len(groups) + 1, f"{audience} {channels[channel - 1][1]}", campaign[0], channel))
    traits = {1: (900, 0.052, 1.3), 2: (250, 0.041, 1.0), 3: (3200, 0.011, 0.7), 4: (700, 0.006, 4.6)}
    traits |= {5: (4100, 0.009, 0.4), 6: (2600, 0.005, 0.6), 7: (6800, 0.003, 0.45)}
    rates = {"sales": 0.034, "leads": 0.055, "awareness": 0.008}
    facts: Rows = []
    for group in groups:
        campaign = campaigns[group[2] - 1]
        day, stop = campaign[4], min(campaign[5] or TODAY, TODAY - timedelta(days=1))
        size, scale = rng.uniform(0.4, 2.2), traits[group[3]]
        while day <= stop:
            for device, weight in ((1, 0.62), (2, 0.31), (3, 0.07)):
                if rng.random() < 0.22 + weight / 2:
                    seen = int(scale[0] * size * weight * rng.uniform(0.5, 1.6) * (0.8 if day.weekday() > 4 else 1.0))
                    clicks = min(seen, int(seen * scale[1] * rng.uniform(0.5, 1.5) + rng.random()))
                    won = sum(rng.random() < rates[campaign[3]] for _ in range(clicks))
                    worth = round(won * rng.uniform(25, 140), 2) if campaign[3] == "sales" else None
                    cost = round(clicks * scale[2] * rng.uniform(0.8, 1.2), 2)
                    facts.append((_key(day), group[0], device, seen, clicks, cost, won, worth))
            day += timedelta(days=rng.choice([1, 2, 3]))
    invoices: Rows = []
    for campaign in campaigns:
        for part in range(rng.randint(1, 3)):
            billed = campaign[4] + timedelta(days=30 * (part + 1))
            if billed < TODAY:
                invoices.append((campaign[2], campaign[0], billed, campaign[6] * rng.uniform(0.15, 0.4)))
    for client in clients[:23:3]:
        for month in range(30):
            billed = date(2023 + month // 12, month % 12 + 1, 1)
            if client[5] < billed < (client[6] or TODAY):
                invoices.append((client[0], None, billed, 1500.0 + 250 * client[4]))
    numbered: Rows = []
    for i, (client_key, campaign_key, billed, net) in enumerate(sorted(invoices, key=lambda row: row[2]), 1):
        due, paid = billed + timedelta(days=30), billed + timedelta(days=rng.randrange(9, 55))
        vat = 0.19 if clients[client_key - 1][3] == "Germany" else 0.0
        settled = _key(paid) if paid < TODAY and rng.random() < 0.95 else None
        numbered.append(
            (
                f"INV-{20000 + i}",
                client_key,
                campaign_key,
                _key(billed),
                _key(due),
                settled,
                round(net, 2),
                round(net * vat, 2),
            )
        )
    return {
        "dim_date": (
            "date_key integer, full_date date, year_no integer, quarter_no integer, month_no integer, month_name varchar, "
            "weekday_name varchar",
            calendar,
        ),
        "dim_employee": (
            "employee_key integer, employee_name varchar, job_title varchar, team varchar, hired_on date",
            staff,
        ),
        "dim_client": (
            "client_key integer, client_name varchar, industry varchar, country varchar, account_manager_key integer, "
            "signed_on date, ended_on date",
            clients,
        ),
        "dim_channel": ("channel_key integer, channel_name varchar, channel_type varchar", channels),
        "dim_device": ("device_key integer, device_name varchar", devices),
        "dim_campaign": (
            "campaign_key integer, campaign_name varchar, client_key integer, objective varchar, start_date date, "
            "end_date date, budget double, status varchar",
            campaigns,
        ),
        "dim_ad_group": (
            "ad_group_key integer, ad_group_name varchar, campaign_key integer, channel_key integer",
            groups,
        ),
        "fact_ad_results": (
            "date_key integer, ad_group_key integer, device_key integer, impressions integer, clicks integer, cost double, "
            "conversions integer, conversion_value double",
            facts,
        ),
        "fact_invoice": (
            "invoice_no varchar, client_key integer, campaign_key integer, invoice_date_key integer, due_date_key integer, "
            "paid_date_key integer, net_amount double, vat_amount double",
            numbered,
        ),
    }


MADE_M = {"ferry": ferry, "agency": agency, "fieldservice": fieldservice}
