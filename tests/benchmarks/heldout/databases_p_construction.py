"""The builder of set P: short names, code tables, keys of which few are declared, subcontractors by a bridge."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Anton Birgit Claus Dieter Erika Frank Georg Heike Ingo Julia Kurt Lars Monika Norbert Olga Peter Renate Stefan Uwe"
)
LASTS = (
    "Albrecht Brandt Decker Ebert Franke Graf Hahn Jung Keller Lorenz Maurer Neumann Otto Peters Roth Sauer Thiel Vogt"
)


def construction() -> Made:
    """Primary keys declared and foreign ones mostly not; phases, trades and kinds of project are codes."""
    rng = random.Random(1603)
    statuses: Rows = [("PL", "Planning"), ("AC", "Active"), ("HO", "On hold"), ("CP", "Completed"), ("CN", "Cancelled")]
    kinds: Rows = [("RES", "Residential"), ("OFF", "Office"), ("IND", "Industrial"), ("PUB", "Public building")]
    trades: Rows = [
        ("CAR", "Carpenter"),
        ("ELE", "Electrician"),
        ("PLU", "Plumber"),
        ("MAS", "Mason"),
        ("SIT", "Site manager"),
        ("CRN", "Crane operator"),
    ]
    clients: Rows = []
    for word, group in [
        ("Bergmann Wohnen", "private"),
        ("Stadt Kassel", "public"),
        ("Nordhaus AG", "private"),
        ("Landkreis Fulda", "public"),
        ("Hessen Logistik", "private"),
        ("Familie Arndt", "household"),
        ("Kliniken Werra", "public"),
        ("Optima Büropark", "private"),
        ("Familie Dorn", "household"),
        ("Sonnen Immobilien", "private"),
        ("Gemeinde Lohfelden", "public"),
        ("Mehlmann Metall", "private"),
        ("Familie Voss", "household"),
        ("Grünwald Stiftung", "private"),
    ]:
        number = len(clients) + 1
        cities = ["Kassel", "Fulda", "Göttingen", "Marburg"]
        city = {"Gemeinde Lohfelden": "Kassel"}.get(word) or next((c for c in cities if c in word), rng.choice(cities))
        clients.append((number, word, group, city, _days(rng, date(2016, 1, 1), date(2025, 3, 31))))
    names = [" ".join(pair) for pair in names_of(rng, FIRSTS, LASTS, 64)]
    rates = {"CAR": 38, "ELE": 44, "PLU": 43, "MAS": 36, "SIT": 58, "CRN": 47}
    employees: Rows = []
    for number, name in enumerate(names, 1):
        trade = "SIT" if number <= 8 else rng.choices(["CAR", "ELE", "PLU", "MAS", "CRN"], [26, 17, 15, 30, 6])[0]
        hired = _days(rng, date(2010, 1, 1), date(2022, 12, 31) if number < 56 else date(2025, 4, 30))
        left = _days(rng, date(2023, 3, 1), date(2025, 5, 31)) if 10 < number < 56 and rng.random() < 0.15 else None
        employees.append((number, name, trade, hired, left, round(rates[trade] * rng.uniform(0.9, 1.2), 2)))
    words = "Lindenhof Rathaus Werft Sonnenallee Kita Lagerhalle Schule Bürohaus Parkhaus Feuerwache Reihenhaus Turnhalle Werkhof"
    projects: Rows = []
    for number in range(1, 53):
        client = rng.choices(clients[:12], [9, 8, 8, 6, 6, 3, 5, 6, 2, 6, 4, 5])[0]
        kind = {"household": "RES", "public": "PUB"}.get(client[2]) or rng.choices(["RES", "OFF", "IND"], [40, 30, 30])[
            0
        ]
        start = _days(rng, date(2022, 9, 1), date(2025, 9, 30))
        planned = start + timedelta(days=rng.randint(90, 480))
        end = planned + timedelta(days=max(-20, int(rng.gauss(18, 30))))
        if start > TODAY:
            status, end_date = "PL", None
        elif end <= LAST_DAY:
            status, end_date = "CP", end
        else:
            status, end_date = rng.choices(["AC", "HO"], [70, 30])[0], None
        if rng.random() < 0.06 and status != "CP":
            status = "CN"
        value = round(rng.lognormvariate(13.1 if kind != "RES" else 12.4, 0.6), -3)
        name = f"{rng.choice(words.split())} {client[3]} {number}"
        manager = rng.choices(range(1, 9), [8, 8, 7, 6, 6, 4, 3, 2])[0]
        projects.append(
            (
                number,
                f"P{2200 + number}",
                name,
                client[0],
                kind,
                status,
                manager,
                start,
                planned,
                end_date,
                value,
                round(value * rng.uniform(0.78, 0.93), -3),
            )
        )
    under_way = [row for row in projects if row[5] in ("AC", "CP", "HO")]
    sheets: Rows = []
    workers = [row for row in employees if row[2] != "SIT"]
    while len(sheets) < 5200:
        project = rng.choice(under_way)
        day = _days(rng, project[7], min(project[9] or LAST_DAY, LAST_DAY))
        if day.weekday() > 4:
            continue
        there = [row for row in workers if row[3] <= day and (row[4] is None or row[4] > day)]
        extra = rng.choices([0.0, 1.0, 1.5, 2.0, 3.0], [74, 10, 8, 6, 2])[0]
        sheets.append((0, rng.choice(there)[0], project[0], day, rng.choice([4.0, 6.0, 7.5, 8.0, 8.0, 8.0]), extra))
    sheets = [(i, *row[1:]) for i, row in enumerate(sorted(sheets, key=lambda row: row[3]), 1)]
    materials: Rows = [
        ("M01", "Ready-mix concrete", "Structure", "m3", 128.0),
        ("M02", "Rebar steel", "Structure", "t", 870.0),
        ("M03", "Bricks", "Structure", "pallet", 310.0),
        ("M04", "Timber beams", "Timber", "m3", 540.0),
        ("M05", "Plywood", "Timber", "sheet", 34.0),
        ("M06", "Copper pipe", "Plumbing", "m", 11.5),
        ("M07", "Cable 3x2.5", "Electrical", "m", 1.9),
        ("M08", "Insulation wool", "Insulation", "m2", 9.8),
        ("M09", "Windows", "Openings", "piece", 420.0),
        ("M10", "Fire doors", "Openings", "piece", 690.0),
    ]
    suppliers: Rows = [
        (1, "Beton Nord"),
        (2, "Holz Krämer"),
        (3, "Stahl und Rohr"),
        (4, "Elektro Sieben"),
        (5, "Baumarkt Pro"),
    ]
    sells = {
        "M01": [1],
        "M02": [3],
        "M03": [1, 5],
        "M04": [2],
        "M05": [2, 5],
        "M06": [3, 5],
        "M07": [4],
        "M08": [5],
        "M09": [2],
        "M10": [5],
    }
    amounts = {"m3": 22, "t": 4, "pallet": 9, "sheet": 40, "m": 180, "m2": 150, "piece": 6}
    deliveries: Rows = []
    for _ in range(1500):
        project, item = rng.choice(under_way), rng.choices(materials, [20, 12, 14, 10, 10, 9, 9, 8, 5, 3])[0]
        day = _days(rng, project[7], min(project[9] or LAST_DAY, LAST_DAY))
        count = max(1, int(amounts[item[3]] * rng.uniform(0.3, 1.9)))
        cost = round(count * item[4] * rng.uniform(0.93, 1.12), 2)
        deliveries.append((0, project[0], item[0], rng.choice(sells[item[0]]), day, count, cost, rng.random() < 0.05))
    deliveries = [(i, *row[1:]) for i, row in enumerate(sorted(deliveries, key=lambda row: row[4]), 1)]
    subcontractors: Rows = [
        (1, "Dach Wimmer", "Roofing"),
        (2, "Estrich Pohl", "Flooring"),
        (3, "Maler Sieg", "Painting"),
        (4, "Gerüst Hoppe", "Scaffolding"),
        (5, "Aufzug Lenz", "Lifts"),
        (6, "Erdbau Kranz", "Earthworks"),
        (7, "Glas Winter", "Glazing"),
    ]
    engaged: Rows = []
    for project in under_way:
        for sub in rng.sample(range(1, 7), rng.choices([0, 1, 2, 3], [10, 30, 40, 20])[0]):
            engaged.append((project[0], sub, round(project[10] * rng.uniform(0.02, 0.08), -2)))
    orders: Rows = []
    for _ in range(130):
        project = rng.choice(under_way)
        day = _days(rng, project[7], min(project[9] or LAST_DAY, LAST_DAY))
        orders.append(
            (
                0,
                project[0],
                day,
                rng.choices(["client request", "design error", "site conditions"], [55, 20, 25])[0],
                round(rng.lognormvariate(8.6, 0.8), 2),
                rng.choices(["Y", "N"], [78, 22])[0],
            )
        )
    orders = [(i, *row[1:]) for i, row in enumerate(sorted(orders, key=lambda row: row[2]), 1)]
    return {
        "prj_stat_cd": ("stat_cd varchar primary key, descr varchar", statuses),
        "prj_typ_cd": ("typ_cd varchar primary key, descr varchar", kinds),
        "trade_cd": ("trade_cd varchar primary key, descr varchar", trades),
        "clnt": (
            "clnt_id integer primary key, clnt_nm varchar, clnt_grp varchar, city varchar, since_dt date",
            clients,
        ),
        "emp": (
            "emp_id integer primary key, emp_nm varchar, trade_cd varchar, hire_dt date, term_dt date, hrly_rate double",
            employees,
        ),
        "prj": (
            "prj_id integer primary key, prj_no varchar, prj_nm varchar, clnt_id integer references clnt (clnt_id), "
            "typ_cd varchar, stat_cd varchar, mgr_emp_id integer, start_dt date, plan_end_dt date, act_end_dt date, "
            "contract_amt double, budget_amt double",
            projects,
        ),
        "tsht": (
            "tsht_id integer primary key, emp_id integer, prj_id integer, work_dt date, hrs double, ot_hrs double",
            sheets,
        ),
        "matl": (
            "matl_cd varchar primary key, matl_desc varchar, matl_grp varchar, uom varchar, std_price double",
            materials,
        ),
        "suppl": ("suppl_id integer primary key, suppl_nm varchar", suppliers),
        "matl_dlv": (
            "dlv_id integer primary key, prj_id integer, matl_cd varchar, suppl_id integer, dlv_dt date, qty integer, "
            "cost_amt double, rejected boolean",
            deliveries,
        ),
        "subc": ("subc_id integer primary key, subc_nm varchar, trade varchar", subcontractors),
        "prj_subc": ("prj_id integer, subc_id integer, agreed_amt double, primary key (prj_id, subc_id)", engaged),
        "chg_ord": (
            "chg_id integer primary key, prj_id integer, req_dt date, reason varchar, chg_amt double, approved varchar",
            orders,
        ),
    }
