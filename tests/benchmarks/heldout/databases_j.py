"""The databases of set J: a car rental, a charity, a laboratory."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days

FIRST_NAMES = "Aiko Bela Cyrus Delia Emre Flora Goran Hana Ivo Jutta Kofi Lene Mira Nils Oona Petr Rosa Sami Tove Uma"
LAST_NAMES = "Albers Bianchi Carver Duarte Eklund Ferrer Grimm Hollis Ivanov Jansen Keller Larsen Moretti Novak Okafor"


def _people(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Names that do not repeat, up to 300."""
    names = [(first, last) for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
    rng.shuffle(names)
    return names[:count]


def _hour(rng: random.Random, day: date, start: int, end: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=rng.randrange(start * 60, end * 60))


def carrental() -> Made:
    """Abbreviations, keys undeclared; branches in two roles, codes with and without a table, rentals not yet returned."""
    rng = random.Random(1001)
    branches: Rows = [
        (1, "Lisbon Airport", "AP", "PT", "Lisbon"),
        (2, "Porto Centre", "DT", "PT", "Porto"),
        (3, "Faro Airport", "AP", "PT", "Faro"),
        (4, "Madrid Airport", "AP", "ES", "Madrid"),
        (5, "Seville Station", "DT", "ES", "Seville"),
        (6, "Barcelona Airport", "AP", "ES", "Barcelona"),
        (7, "Marseille Airport", "AP", "FR", "Marseille"),
        (8, "Lyon Centre", "DT", "FR", "Lyon"),
        (9, "Nice Centre", "DT", "FR", "Nice"),
    ]
    classes: Rows = [
        ("ECO", "Economy", 29.0),
        ("CMP", "Compact", 37.0),
        ("MID", "Midsize", 49.0),
        ("SUV", "SUV", 72.0),
        ("VAN", "Passenger Van", 95.0),
        ("LUX", "Luxury", 160.0),
    ]
    rates = {code: rate for code, _, rate in classes}
    models = {
        "ECO": [("Fiat", "Panda"), ("Kia", "Picanto")],
        "CMP": [("Seat", "Ibiza"), ("Renault", "Clio")],
        "MID": [("Volkswagen", "Passat"), ("Skoda", "Octavia")],
        "SUV": [("Nissan", "Qashqai"), ("Volvo", "XC60")],
        "VAN": [("Volkswagen", "Caravelle")],
        "LUX": [("Volvo", "S90"), ("BMW", "740i")],
    }
    vehicles: Rows = []
    for i in range(1, 121):
        code = rng.choice(["ECO", "ECO", "CMP", "CMP", "MID", "MID", "SUV", "SUV", "VAN", "LUX"])
        make, model = rng.choice(models[code])
        vehicles.append(
            (
                i,
                f"{rng.choice('ABCDEF')}{rng.choice('XYZ')}-{1000 + 37 * i}",
                make,
                model,
                code,
                rng.randint(1, 9),
                _days(rng, date(2021, 1, 1), date(2024, 12, 31)),
                round(rates[code] * rng.uniform(330, 420), 2),
                rng.choice(["P", "P", "D", "H", "E"]),
                rng.randrange(4000, 120000),
                rng.random() < 0.9,
            )
        )
    accounts: Rows = [
        (1, "Atlas Pharma", 12.5),
        (2, "Brisa Telecom", 10.0),
        (3, "Cobalt Mining", 15.0),
        (4, "Delta Consulting", 8.0),
        (5, "Estrela Foods", 10.0),
        (6, "Fontaine Media", None),
    ]
    customers: Rows = [
        (
            i,
            first,
            last,
            rng.choice(["PT", "ES", "FR", "DE", "GB", "US"]),
            date(1950 + rng.randrange(54), rng.randint(1, 12), rng.randint(1, 28)) if rng.random() < 0.93 else None,
            rng.choice(["GOLD", "SILV", "BRNZ", None]),
            _days(rng, date(2022, 1, 1)),
            rng.randint(1, 5) if rng.random() < 0.25 else None,
        )
        for i, (first, last) in enumerate(_people(rng, 180), 1)
    ]
    rentals: Rows = []
    for i in range(1, 1801):
        reserved = _days(rng)
        picked = reserved + timedelta(days=rng.randrange(0, 30))
        days = rng.choice([1, 2, 2, 3, 3, 4, 5, 7, 7, 10, 14])
        vehicle = vehicles[rng.randrange(112)]
        branch = rng.randint(1, 9)
        base = round(days * rates[vehicle[4]] * rng.uniform(0.85, 1.2), 2)
        state = rng.choices("CXN", [88, 9, 3])[0]
        if state == "C" and picked + timedelta(days=days) >= TODAY:
            state = "O"
        gone = state in "XN"
        rentals.append(
            (
                i,
                reserved,
                picked,
                picked + timedelta(days=days) if state == "C" else None,
                rng.randint(1, 165),
                vehicle[0],
                branch,
                branch if rng.random() < 0.8 else rng.randint(1, 9),
                state,
                rng.choice(["WEB", "WEB", "APP", "DESK", "AGCY"]),
                days,
                base,
                0.0 if gone else base,
            )
        )
    extras: Rows = [
        ("GPS", "Navigation"),
        ("CHS", "Child Seat"),
        ("DRV", "Additional Driver"),
        ("CDW", "Collision Waiver"),
        ("SKI", "Ski Rack"),
    ]
    prices = {"GPS": 6.0, "CHS": 5.0, "DRV": 9.0, "CDW": 14.0}
    taken: Rows = []
    for number, rental in enumerate(rentals):
        if rental[8] in "XN" or rng.random() < 0.45:
            continue
        total = rental[12]
        for code in rng.sample(list(prices), rng.choice([1, 1, 2, 3])):
            amount = round(prices[code] * rental[10], 2)
            taken.append((rental[0], code, 1 if code != "CHS" else rng.randint(1, 2), amount))
            total = round(total + amount, 2)
        rentals[number] = (*rental[:12], total)
    damages: Rows = [
        (
            i,
            rental[0],
            rental[3] + timedelta(days=rng.randrange(3)),
            rng.choice(["MIN", "MIN", "MOD", "SEV"]),
            round(rng.uniform(60, 2600), 2) if rng.random() < 0.9 else None,
            rng.random() < 0.6,
        )
        for i, rental in enumerate(rng.sample([r for r in rentals if r[8] == "C" and r[3] < date(2025, 6, 10)], 140), 1)
    ]
    maintenance: Rows = [
        (
            i,
            rng.randint(1, 100),
            _days(rng),
            rng.choice(["Oil change", "Tyres", "Brakes", "Inspection", "Bodywork"]),
            round(rng.uniform(45, 900), 2),
            rng.randrange(3000, 115000),
        )
        for i in range(1, 361)
    ]
    return {
        "BRANCH": ("BR_ID integer, BR_NM varchar, BR_TYP_CD varchar, CTRY_CD varchar, CITY varchar", branches),
        "VEH_CLS": ("CLS_CD varchar, CLS_NM varchar, DAILY_RT double", classes),
        "VEH": (
            "VEH_ID integer, PLATE_NO varchar, MAKE varchar, MODEL varchar, CLS_CD varchar, HOME_BR_ID integer, "
            "PURCH_DT date, PURCH_AMT double, FUEL_CD varchar, ODO_KM integer, ACT_FLG boolean",
            vehicles,
        ),
        "CORP_ACCT": ("ACCT_ID integer, ACCT_NM varchar, DISC_PCT double", accounts),
        "CUST": (
            "CUST_ID integer, FST_NM varchar, LST_NM varchar, CTRY_CD varchar, BRTH_DT date, LYLTY_TIER_CD varchar, "
            "SGNUP_DT date, CORP_ACCT_ID integer",
            customers,
        ),
        "RNTL": (
            "RNTL_ID integer, RES_DT date, PU_DT date, RTN_DT date, CUST_ID integer, VEH_ID integer, PU_BR_ID integer, "
            "RTN_BR_ID integer, STAT_CD varchar, CHNL_CD varchar, DAYS integer, BASE_AMT double, TTL_AMT double",
            rentals,
        ),
        "RNTL_XTRA": ("RNTL_ID integer, XTRA_CD varchar, QTY integer, AMT double", taken),
        "XTRA": ("XTRA_CD varchar, XTRA_NM varchar", extras),
        "RNTL_STAT": (
            "STAT_CD varchar, STAT_NM varchar",
            [("O", "Open"), ("C", "Closed"), ("X", "Cancelled"), ("N", "No-show")],
        ),
        "DMG": (
            "DMG_ID integer, RNTL_ID integer, RPT_DT date, SEV_CD varchar, RPR_CST double, CHG_CUST_FLG boolean",
            damages,
        ),
        "MAINT": (
            "MAINT_ID integer, VEH_ID integer, SVC_DT date, SVC_TYP varchar, CST double, KM integer",
            maintenance,
        ),
    }


def charity() -> Made:
    """Plural snake_case, keys undeclared; gifts without a campaign or a known donor, a bridge of tags, open projects."""
    rng = random.Random(1002)
    donors: Rows = [
        (
            i,
            f"{first} {last}",
            "individual",
            rng.choice(["United Kingdom", "Ireland", "Netherlands", "Germany", "Canada"]),
            f"{first}.{last}@example.org".lower() if rng.random() < 0.85 else None,
            _days(rng, date(2020, 1, 1)),
            rng.random() < 0.6,
        )
        for i, (first, last) in enumerate(_people(rng, 160), 1)
    ]
    bodies = ["Harrow Foundation", "Lindqvist Trust", "Ocean Fund", "Meridian Bank", "Tesla Bakery", "Polder Logistics"]
    bodies += ["Quill Publishing", "Rowan Trust", "Saxon Foundation", "Tern Software"]
    for i, name in enumerate(bodies, 161):
        kind = "foundation" if name.split()[-1] in ("Foundation", "Trust", "Fund") else "company"
        donors.append((i, name, kind, rng.choice(["United Kingdom", "Netherlands"]), None, _days(rng), False))
    campaigns: Rows = [
        (1, "Winter Appeal 2023", "mail", date(2023, 11, 15), date(2024, 1, 15), 60000.0),
        (2, "Run for Water", "event", date(2024, 4, 1), date(2024, 5, 31), 35000.0),
        (3, "School Start", "email", date(2024, 8, 1), date(2024, 9, 30), 25000.0),
        (4, "Winter Appeal 2024", "mail", date(2024, 11, 15), date(2025, 1, 15), 70000.0),
        (5, "Flood Emergency", "social media", date(2025, 2, 10), date(2025, 3, 31), 50000.0),
        (6, "Legacy Week", "phone", date(2025, 6, 2), None, None),
    ]
    donations: Rows = []
    for i in range(1, 2201):
        day = _days(rng)
        running = [c for c in campaigns if c[3] <= day <= (c[4] or TODAY)]
        donor = rng.choices([rng.randint(1, 150), rng.randint(161, 169), None], [88, 5, 7])[0]
        large = donor is not None and donor > 160
        donations.append(
            (
                i,
                donor,
                running[0][0] if running and rng.random() < 0.7 else None,
                day,
                round(rng.uniform(1500, 12000), 2)
                if large
                else rng.choice([10.0, 15.0, 20.0, 25.0, 50.0, 100.0, 250.0]),
                rng.choice(["card", "card", "bank transfer", "direct debit", "cash"]),
                not large and rng.random() < 0.4,
                _days(rng, day, min(day + timedelta(days=30), TODAY)) if rng.random() < 0.015 else None,
            )
        )
    regions: Rows = [
        (1, "East Africa", "Africa"),
        (2, "Sahel", "Africa"),
        (3, "Andes", "South America"),
        (4, "South Asia", "Asia"),
        (5, "Western Balkans", "Europe"),
    ]
    places = [
        "Turkana",
        "Moroto",
        "Gao",
        "Zinder",
        "Cusco",
        "Potosi",
        "Sylhet",
        "Bihar",
        "Kandy",
        "Peja",
        "Tuzla",
        "Arusha",
    ]
    sectors = ["water", "education", "health", "livelihoods"]
    projects: Rows = []
    for i in range(1, 25):
        started = _days(rng, date(2022, 3, 1), date(2025, 3, 1))
        state = rng.choice(["active", "active", "completed", "suspended"])
        projects.append(
            (
                i,
                f"{places[(i * 5) % 12]} {sectors[i % 4].title()}" + (" II" if i > 12 else ""),
                rng.randint(1, 4),
                sectors[i % 4],
                state,
                rng.randrange(20, 190) * 1000.0,
                started,
                started + timedelta(days=rng.randrange(60, 100)) if state == "completed" else None,
            )
        )
    partners: Rows = [
        (1, "Maji Safi", "Kenya", "local NGO"),
        (2, "Sahel Vert", "Niger", "local NGO"),
        (3, "Manos Andinas", "Peru", "local NGO"),
        (4, "Delta Health Board", "Bangladesh", "government"),
        (5, "University of Tuzla", "Bosnia and Herzegovina", "university"),
        (6, "Lanka Schools", "Sri Lanka", "local NGO"),
        (7, "Nordic Relief", "Norway", "international NGO"),
    ]
    grants: Rows = []
    for i in range(1, 131):
        approved = _days(rng, date(2022, 6, 1))
        paid = approved + timedelta(days=rng.randrange(5, 60))
        grants.append(
            (
                i,
                rng.randint(1, 22),
                rng.randint(1, 6),
                approved,
                rng.randrange(2, 40) * 500.0,
                paid if paid < TODAY and rng.random() < 0.9 else None,
            )
        )
    categories = ["salaries", "materials", "transport", "training", "administration"]
    expenses: Rows = [
        (i, rng.randint(1, 23), rng.choice(categories), _days(rng), round(rng.uniform(40, 3200), 2))
        for i in range(1, 1301)
    ]
    volunteers: Rows = [
        (
            i,
            f"{first} {last}",
            rng.choice(["Leeds", "Bristol", "Cork", "Utrecht", "Hamburg"]),
            (joined := _days(rng, date(2021, 1, 1))),
            _days(rng, joined) if rng.random() < 0.2 else None,
            rng.random() < 0.5,
        )
        for i, (first, last) in enumerate(_people(rng, 90), 1)
    ]
    shifts: Rows = [
        (
            i,
            rng.randint(1, 80),
            rng.randint(1, 6) if rng.random() < 0.8 else None,
            _days(rng),
            rng.choice([2.0, 3.0, 4.0, 4.5, 6.0, 8.0]),
        )
        for i in range(1, 901)
    ]
    tags: Rows = [(1, "climate"), (2, "women and girls"), (3, "emergency"), (4, "youth"), (5, "pilot")]
    tagged: Rows = sorted({(rng.randint(1, 24), rng.randint(1, 4)) for _ in range(45)})
    return {
        "donors": (
            "id integer, name varchar, donor_type varchar, country varchar, email varchar, first_contact_on date, "
            "newsletter_opt_in boolean",
            donors,
        ),
        "campaigns": (
            "id integer, title varchar, channel varchar, starts_on date, ends_on date, goal_amount double",
            campaigns,
        ),
        "donations": (
            "id integer, donor_id integer, campaign_id integer, received_on date, amount double, payment_method varchar, "
            "is_recurring boolean, refunded_on date",
            donations,
        ),
        "regions": ("id integer, name varchar, continent varchar", regions),
        "projects": (
            "id integer, name varchar, region_id integer, sector varchar, status varchar, budget double, started_on date, "
            "closed_on date",
            projects,
        ),
        "partners": ("id integer, name varchar, country varchar, kind varchar", partners),
        "grants": (
            "id integer, project_id integer, partner_id integer, approved_on date, amount double, paid_on date",
            grants,
        ),
        "expenses": ("id integer, project_id integer, category varchar, spent_on date, amount double", expenses),
        "volunteers": (
            "id integer, full_name varchar, city varchar, joined_on date, left_on date, background_checked boolean",
            volunteers,
        ),
        "volunteer_shifts": (
            "id integer, volunteer_id integer, campaign_id integer, worked_on date, hours double",
            shifts,
        ),
        "tags": ("id integer, label varchar", tags),
        "project_tags": ("project_id integer, tag_id integer", tagged),
    }


def laboratory() -> Made:
    """Singular names, keys declared; physicians in two roles, results without a value, clinics that order nothing."""
    rng = random.Random(1003)
    clinics: Rows = [
        ("STM", "St Martin Clinic", "Graz", "framework"),
        ("LKH", "Lakeside Hospital", "Villach", "framework"),
        ("ORT", "Ortho Centre", "Graz", "spot"),
        ("KID", "Children's Practice", "Linz", "spot"),
        ("DIA", "Diabetes Centre", "Linz", "framework"),
        ("GYN", "Women's Health", "Salzburg", "spot"),
        ("REH", "Alpine Rehab", "Villach", "spot"),
    ]
    specialties = ["general medicine", "internal medicine", "endocrinology", "paediatrics", "surgery"]
    physicians: Rows = [
        (i, f"Dr {first} {last}", rng.choice(specialties), clinics[rng.randrange(6)][0])
        for i, (first, last) in enumerate(_people(rng, 32), 1)
    ]
    patients: Rows = [
        (
            i,
            rng.choice(["F", "M", "F", "M", None]) if rng.random() < 0.2 else rng.choice(["F", "M"]),
            date(1935 + rng.randrange(88), rng.randint(1, 12), rng.randint(1, 28)),
            rng.choice(["8010", "8020", "4020", "5020", "9500"]),
            _days(rng, date(2022, 1, 1)),
        )
        for i in range(1, 421)
    ]
    tests: Rows = [
        ("HBA1C", "Haemoglobin A1c", "Diabetes", "%", 12.4, 24, 4.0, 5.6),
        ("GLU", "Glucose", "Diabetes", "mg/dL", 3.2, 6, 70.0, 99.0),
        ("CRP", "C-reactive protein", "Inflammation", "mg/L", 6.5, 6, 0.0, 5.0),
        ("FERR", "Ferritin", "Iron", "ng/mL", 9.8, 24, 30.0, 300.0),
        ("TSH", "Thyrotropin", "Thyroid", "mIU/L", 8.9, 24, 0.4, 4.0),
        ("FT4", "Free thyroxine", "Thyroid", "ng/dL", 9.1, 24, 0.8, 1.8),
        ("LDL", "LDL cholesterol", "Lipids", "mg/dL", 4.6, 12, 0.0, 116.0),
        ("HDL", "HDL cholesterol", "Lipids", "mg/dL", 4.6, 12, 40.0, 100.0),
        ("CREA", "Creatinine", "Kidney", "mg/dL", 2.9, 6, 0.6, 1.2),
        ("VITD", "Vitamin D", "Vitamins", "ng/mL", 19.5, 48, 30.0, 80.0),
    ]
    specimens: Rows = [("SER", "Serum"), ("EDT", "EDTA blood"), ("URI", "Urine"), ("SWB", "Swab")]
    analyzers: Rows = [
        (1, "Alpha-1", "Cobas 8000", "Roche", date(2019, 5, 2), "Graz"),
        (2, "Alpha-2", "Cobas 8000", "Roche", date(2021, 9, 14), "Graz"),
        (3, "Beta-1", "Atellica", "Siemens", date(2020, 2, 20), "Linz"),
        (4, "Gamma-1", "Architect", "Abbott", date(2017, 11, 6), "Linz"),
        (5, "Gamma-2", "Alinity", "Abbott", date(2025, 5, 30), "Graz"),
    ]
    orders: Rows = []
    results: Rows = []
    samples: Rows = []
    for i in range(1, 1301):
        ordered = _hour(rng, _days(rng), 7, 18)
        state = rng.choices(["completed", "cancelled", "in progress"], [90, 6, 4])[0]
        orders.append(
            (
                i,
                rng.randint(1, 400),
                rng.randint(1, 30),
                rng.randint(1, 32) if state == "completed" and rng.random() < 0.9 else None,
                ordered,
                rng.choice(["routine", "routine", "routine", "urgent", "stat"]),
                state,
            )
        )
        if state == "cancelled":
            continue
        received = ordered + timedelta(minutes=rng.randrange(20, 600))
        for part in range(rng.choice([1, 1, 2])):
            bad = rng.random() < 0.05
            samples.append(
                (
                    f"S{i:05d}{part}",
                    i,
                    rng.choice(["SER", "SER", "EDT", "URI"]),
                    received,
                    bad,
                    rng.choice(["haemolysed", "clotted", "mislabelled", "insufficient volume"]) if bad else None,
                )
            )
        for test in rng.sample(tests[:9], rng.choice([1, 2, 3, 4])):
            low, high = test[6], test[7]
            value = round(rng.uniform(low * 0.7, high * 1.4), 2) if state == "completed" else None
            flag = None if value is None else "L" if value < low else "H" if value > high else "N"
            done = (
                received + timedelta(minutes=int(test[5] * 60 * rng.uniform(0.3, 1.3))) if value is not None else None
            )
            machine = rng.randint(1, 4) if value is not None and rng.random() < 0.97 else None
            results.append((len(results) + 1, i, test[0], machine, value, flag, done, rng.random() < 0.04))
    controls: Rows = [(i, rng.randint(1, 4), _days(rng), rng.random() < 0.94) for i in range(1, 701)]
    invoices: Rows = []
    for i in range(1, 171):
        issued = _days(rng)
        paid = issued + timedelta(days=rng.randrange(5, 75))
        invoices.append(
            (
                f"INV-{2000 + i}",
                clinics[rng.randrange(6)][0],
                issued,
                issued + timedelta(days=30),
                paid if paid < TODAY and rng.random() < 0.9 else None,
                round(rng.uniform(120, 4200), 2),
            )
        )
    return {
        "clinic": (
            "clinic_code varchar primary key, clinic_name varchar, city varchar, contract_type varchar",
            clinics,
        ),
        "physician": (
            "physician_id integer primary key, full_name varchar, specialty varchar, "
            "clinic_code varchar references clinic (clinic_code)",
            physicians,
        ),
        "patient": (
            "patient_id integer primary key, sex varchar, birth_date date, postcode varchar, registered_on date",
            patients,
        ),
        "test": (
            "test_code varchar primary key, test_name varchar, panel varchar, unit varchar, price double, "
            "turnaround_hours integer, reference_low double, reference_high double",
            tests,
        ),
        "specimen_type": ("specimen_code varchar primary key, specimen_name varchar", specimens),
        "analyzer": (
            "analyzer_id integer primary key, analyzer_name varchar, model varchar, vendor varchar, installed_on date, "
            "site varchar",
            analyzers,
        ),
        "lab_order": (
            "order_id integer primary key, patient_id integer references patient (patient_id), "
            "ordering_physician_id integer references physician (physician_id), "
            "reviewing_physician_id integer references physician (physician_id), ordered_at timestamp, "
            "priority varchar, status varchar",
            orders,
        ),
        "sample": (
            "barcode varchar primary key, order_id integer references lab_order (order_id), "
            "specimen_code varchar references specimen_type (specimen_code), received_at timestamp, rejected boolean, "
            "reject_reason varchar",
            samples,
        ),
        "result": (
            "result_id integer primary key, order_id integer references lab_order (order_id), "
            "test_code varchar references test (test_code), analyzer_id integer references analyzer (analyzer_id), "
            "result_value double, flag varchar, resulted_at timestamp, is_repeat boolean",
            results,
        ),
        "qc_run": (
            "run_id integer primary key, analyzer_id integer references analyzer (analyzer_id), run_on date, passed boolean",
            controls,
        ),
        "invoice": (
            "invoice_no varchar primary key, clinic_code varchar references clinic (clinic_code), issued_on date, "
            "due_on date, paid_on date, amount double",
            invoices,
        ),
    }


MADE_J = {"carrental": carrental, "charity": charity, "laboratory": laboratory}
