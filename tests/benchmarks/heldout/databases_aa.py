"""The databases of set AA: a car-park operator, a podcast network's star, a golf club with a driving range."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Adrian Beth Colin Donna Elliot Fiona Gavin Helen Imran Joanna Keith Lorna Marcus Nadia Oliver Paula "
    "Quentin Rachel Simon Tessa Umar Vera Warren Yvonne"
)
LASTS = (
    "Abbott Blackwood Chapman Dalton Eastwood Faulkner Gibson Hargreaves Iqbal Jarvis Kendall Lomas "
    "Mercer Naylor Osborne Pickering Quinn Redfern Sharpe Tindall Underhill Whitaker"
)

WOMEN = ("Beth", "Donna", "Fiona", "Helen", "Joanna", "Lorna", "Nadia", "Paula", "Rachel", "Tessa", "Vera", "Yvonne")
MEN = ("Alan", "Barry", "Colin", "Derek", "Howard", "Ian", "Martin", "Nigel", "Philip", "Robert")

# -- the car-park operator ---------------------------------------------------------------------------------------------

CAR_PARKS = (
    ("Albion Street", "Leeds", "Yorkshire", "multi-storey", 620, 24, date(2006, 5, 15), 2.1, 3.2),
    ("Merrion Gate", "Leeds", "Yorkshire", "underground", 410, 16, date(2012, 9, 3), 2.0, 3.6),
    ("Station Approach", "York", "Yorkshire", "surface", 185, 6, date(2009, 3, 30), None, 2.9),
    ("Castle Mills", "York", "Yorkshire", "multi-storey", 340, 10, date(2015, 6, 8), 2.1, 2.8),
    ("Arundel Place", "Sheffield", "Yorkshire", "multi-storey", 480, 12, date(2010, 11, 1), 2.2, 2.4),
    ("Deansgate Central", "Manchester", "North West", "multi-storey", 760, 30, date(2004, 2, 16), 2.1, 4.1),
    ("Northern Quarter", "Manchester", "North West", "surface", 140, 4, date(2013, 7, 22), None, 3.4),
    ("Spinningfields", "Manchester", "North West", "underground", 525, 28, date(2018, 4, 9), 2.0, 4.4),
    ("Albert Dock East", "Liverpool", "North West", "multi-storey", 590, 18, date(2008, 10, 6), 2.1, 3.3),
    ("Lime Street", "Liverpool", "North West", "surface", 95, 0, date(2011, 1, 17), None, 2.7),
    ("Broad Street", "Birmingham", "Midlands", "multi-storey", 680, 22, date(2007, 8, 13), 2.1, 3.0),
    ("Jewellery Quarter", "Birmingham", "Midlands", "surface", 120, 0, date(2016, 5, 23), None, 2.2),
    ("Maid Marian Way", "Nottingham", "Midlands", "underground", 360, 14, date(2014, 3, 3), 1.9, 2.6),
    ("Highcross South", "Leicester", "Midlands", "multi-storey", 450, 0, date(2025, 5, 26), 2.2, 2.5),
)
FIRMS = (
    "Aire Legal Ltd",
    "Barton Dental Care",
    "Calder Insurance",
    "Delph Architects",
    "Ember Hotels",
    "Foss Accountants",
    "Granary Lettings",
    "Holt Recruitment",
    "Irwell Media",
    "Kirkgate Optics",
    "Lace Market Studios",
    "Mersey Freight",
)
FAULTS = {
    "Barrier": (140, 620),
    "Pay machine": (90, 480),
    "Lift": (380, 2600),
    "Camera": (110, 540),
    "Lighting": (45, 300),
    "EV charger": (160, 1250),
}


def carpark() -> Made:
    """Plural snake_case tables with every key declared."""
    rng = random.Random(2701)
    car_parks: Rows = [(number, *place) for number, place in enumerate(CAR_PARKS, 1)]
    busy = [place[4] * place[8] for place in CAR_PARKS[:13]]
    employees: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 46), 1):
        role = "Site manager" if number <= 13 else rng.choices(["Attendant", "Technician", "Cleaner"], [64, 18, 18])[0]
        base = {"Site manager": 36500, "Attendant": 24800, "Technician": 31200, "Cleaner": 23400}[role]
        base_site = number if number <= 13 else rng.randint(1, 13)
        hired = _days(rng, date(2010, 1, 4), date(2025, 2, 28))
        left = _days(rng, date(2023, 3, 1), LAST_DAY) if number > 13 and rng.random() < 0.2 else None
        left = left if left is not None and left > hired else None
        employees.append((number, first, last, role, base_site, hired, left, base + 50 * rng.randint(0, 70)))
    attendants = [person for person in employees if person[3] == "Attendant"]
    customers: Rows = []
    people = names_of(rng, FIRSTS, LASTS, 320)[-190:]
    for number, (first, last) in enumerate(people, 1):
        firm = number <= 12
        name = FIRMS[number - 1] if firm else f"{first} {last}"
        town = rng.choices(
            ["Leeds", "York", "Sheffield", "Manchester", "Liverpool", "Birmingham", "Nottingham"],
            [22, 12, 10, 24, 12, 13, 7],
        )[0]
        mail = f"{first}.{last}@mail.example".lower() if rng.random() < 0.88 else None
        opened = _days(rng, date(2021, 1, 4), date(2025, 5, 31))
        customers.append((number, name, "business" if firm else "private", town, mail, opened))
    vehicles: Rows = []
    for customer in customers:
        for _ in range(rng.randint(3, 9) if customer[2] == "business" else rng.choices([1, 2], [78, 22])[0]):
            tail = "".join(rng.choices("ABCDEFGHJKLMNOPRSTUVWXY", k=3))
            plate = f"{rng.choice('AFLMPYK')}{rng.choice('BDEGHT')}{rng.randint(14, 25)} {tail}"
            make = rng.choices(
                ["Ford", "Volkswagen", "BMW", "Tesla", "Nissan", "Kia", "Audi"], [20, 18, 14, 12, 13, 12, 11]
            )[0]
            fuel = (
                "electric"
                if make == "Tesla"
                else rng.choices(["petrol", "diesel", "hybrid", "electric"], [48, 24, 17, 11])[0]
            )
            vehicles.append((len(vehicles) + 1, customer[0], plate, make, fuel))
    permits: Rows = []
    for customer in customers[:182]:
        for _ in range(rng.randint(2, 6) if customer[2] == "business" else rng.choices([1, 2], [70, 30])[0]):
            kind = (
                "business"
                if customer[2] == "business"
                else rng.choices(["resident", "season", "night"], [46, 38, 16])[0]
            )
            start = max(customer[5], _days(rng, date(2023, 1, 1), date(2025, 5, 31)))
            months = rng.choice([3, 6, 12, 12])
            end = start + timedelta(days=30 * months + months // 2)
            site = rng.choices(car_parks[:13], busy)[0]
            fee = round({"business": 165, "resident": 62, "season": 118, "night": 45}[kind] * (0.7 + site[9] / 10), 2)
            status = "cancelled" if rng.random() < 0.07 else "expired" if end < LAST_DAY else "active"
            permits.append((len(permits) + 1, customer[0], site[0], kind, start, end, fee, status))
    sessions: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(5200)):
        site = rng.choices(car_parks[:13], busy)[0]
        entered = datetime.combine(
            day,
            time(
                rng.choices(range(6, 23), [3, 6, 9, 11, 10, 9, 9, 8, 7, 6, 5, 6, 6, 4, 3, 2, 1])[0], rng.randint(0, 59)
            ),
        )
        minutes = int(min(1400, max(12, rng.lognormvariate(4.7, 0.75))))
        usable = [p for p in permits if p[2] == site[0] and p[4] <= day <= p[5] and p[7] != "cancelled"]
        permit = rng.choice(usable) if usable and rng.random() < 0.16 else None
        still = day >= LAST_DAY and rng.random() < 0.9
        way = "Permit" if permit else rng.choices(["Card", "App", "Cash"], [46, 41, 13])[0]
        amount = (
            None if still else 0 if permit else round(site[9] * (minutes // 60 + 1) * (1 + 0.04 * (day.year - 2023)), 2)
        )
        left_at = None if still else entered + timedelta(minutes=minutes)
        who = rng.choice([v for v in vehicles if v[1] == permit[1]])[0] if permit else None
        sessions.append(
            (
                len(sessions) + 1,
                site[0],
                who,
                permit[0] if permit else None,
                entered,
                left_at,
                None if still else minutes,
                None if still else way,
                amount,
            )
        )
    notices: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 5), LAST_DAY) for _ in range(980)):
        able = [a for a in attendants if a[5] <= day and (a[6] is None or a[6] > day)]
        person = rng.choice(able)
        reason = rng.choices(
            ["No valid ticket", "Overstay", "Blue badge bay", "Outside bay markings", "Permit not displayed"],
            [38, 29, 9, 14, 10],
        )[0]
        penalty = {"Blue badge bay": 100, "Overstay": 60}.get(reason, 70)
        status = rng.choices(["paid", "unpaid", "cancelled"], [66, 24, 10])[0]
        soon = rng.random() < 0.6
        paid_on = (
            day + timedelta(days=rng.randint(1, 14) if soon else rng.randint(15, 80)) if status == "paid" else None
        )
        if paid_on is not None and paid_on > LAST_DAY:
            status, paid_on = "unpaid", None
        paid = (penalty / 2 if soon else penalty) if paid_on is not None else None
        notices.append((len(notices) + 1, person[4], person[0], day, reason, penalty, status, paid, paid_on))
    appeals: Rows = []
    for notice in notices:
        if rng.random() > (0.75 if notice[6] == "cancelled" else 0.16):
            continue
        sent = notice[3] + timedelta(days=rng.randint(2, 25))
        decided = sent + timedelta(days=rng.randint(6, 48))
        if sent > LAST_DAY:
            continue
        outcome = "accepted" if notice[6] == "cancelled" else "rejected"
        done = decided <= LAST_DAY
        appeals.append((len(appeals) + 1, notice[0], sent, decided if done else None, outcome if done else "pending"))
    charges: Rows = []
    wired = [site for site in car_parks[:13] if site[6]]
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1500)):
        site = rng.choices(wired, [s[6] for s in wired])[0]
        kwh = round(rng.uniform(5, 62), 1)
        speed = rng.choices(["7kW", "22kW", "50kW"], [48, 34, 18])[0]
        price = {"7kW": 0.39, "22kW": 0.45, "50kW": 0.62}[speed]
        began = datetime.combine(day, time(rng.randint(6, 21), rng.randint(0, 59)))
        charges.append((len(charges) + 1, site[0], began, speed, kwh, round(kwh * price, 2)))
    faults: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(460)):
        site = rng.choices(car_parks[:13], busy)[0]
        able_kinds = [
            k for k in FAULTS if not (k == "Lift" and site[4] == "surface") and not (k == "EV charger" and not site[6])
        ]
        kind = rng.choices(able_kinds, [{"Barrier": 24, "Pay machine": 28, "Lift": 12}.get(k, 11) for k in able_kinds])[
            0
        ]
        urgent = rng.choices(["low", "medium", "high"], [35, 43, 22])[0]
        fixed = day + timedelta(days=rng.randint(0, {"low": 30, "medium": 14, "high": 5}[urgent]))
        open_ = fixed > LAST_DAY or rng.random() < 0.02
        low, high = FAULTS[kind]
        cost = None if open_ else round(rng.uniform(low, high), 2)
        contractor = rng.choices(["Apex Access", "Norlift", "Brightline Electrical", None], [40, 18, 27, 15])[0]
        faults.append((len(faults) + 1, site[0], kind, urgent, day, None if open_ else fixed, contractor, cost))
    return {
        "car_parks": (
            "car_park_id integer primary key, name varchar, city varchar, region varchar, structure varchar, "
            "spaces integer, ev_bays integer, opened_on date, height_limit_m decimal(3,1), hourly_rate decimal(6,2)",
            car_parks,
        ),
        "employees": (
            "employee_id integer primary key, first_name varchar, last_name varchar, role varchar, "
            "car_park_id integer references car_parks (car_park_id), hired_on date, left_on date, salary integer",
            employees,
        ),
        "customers": (
            "customer_id integer primary key, customer_name varchar, customer_type varchar, town varchar, email varchar, "
            "created_on date",
            customers,
        ),
        "vehicles": (
            "vehicle_id integer primary key, customer_id integer references customers (customer_id), plate varchar, "
            "make varchar, fuel_type varchar",
            vehicles,
        ),
        "permits": (
            "permit_id integer primary key, customer_id integer references customers (customer_id), "
            "car_park_id integer references car_parks (car_park_id), permit_type varchar, valid_from date, valid_to date, "
            "monthly_fee decimal(8,2), status varchar",
            permits,
        ),
        "parking_sessions": (
            "session_id integer primary key, car_park_id integer references car_parks (car_park_id), "
            "vehicle_id integer references vehicles (vehicle_id), permit_id integer references permits (permit_id), "
            "entry_time timestamp, exit_time timestamp, duration_minutes integer, payment_method varchar, "
            "amount_paid decimal(8,2)",
            sessions,
        ),
        "penalty_notices": (
            "notice_id integer primary key, car_park_id integer references car_parks (car_park_id), "
            "issued_by integer references employees (employee_id), issued_on date, contravention varchar, "
            "penalty_amount decimal(8,2), status varchar, paid_amount decimal(8,2), paid_on date",
            notices,
        ),
        "appeals": (
            "appeal_id integer primary key, notice_id integer references penalty_notices (notice_id), submitted_on date, "
            "decided_on date, outcome varchar",
            appeals,
        ),
        "ev_charges": (
            "charge_id integer primary key, car_park_id integer references car_parks (car_park_id), started_at timestamp, "
            "charger_speed varchar, kwh decimal(6,1), amount decimal(8,2)",
            charges,
        ),
        "equipment_faults": (
            "fault_id integer primary key, car_park_id integer references car_parks (car_park_id), equipment varchar, "
            "priority varchar, reported_on date, fixed_on date, contractor varchar, repair_cost decimal(10,2)",
            faults,
        ),
    }


# -- the podcast network -----------------------------------------------------------------------------------------------

SHOWS = (
    ("Cold Ledger", "True Crime", "Marnie Holt", "weekly", "English", 9.0),
    ("The Missing Hour", "True Crime", "Marnie Holt", "weekly", "English", 7.2),
    ("Harbor Lights Murders", "True Crime", "Dex Okafor", "seasonal", "English", 6.1),
    ("Morning Brief", "News", "Sunita Rao", "daily", "English", 5.4),
    ("Capitol Hallways", "News", "Greg Lindqvist", "weekly", "English", 3.3),
    ("The World in Ten", "News", "Sunita Rao", "daily", "English", 4.1),
    ("Founders at Midnight", "Business", "Priya Castellano", "weekly", "English", 4.4),
    ("Margin Call", "Business", "Tom Brandt", "weekly", "English", 2.6),
    ("Dinero Claro", "Business", "Lucía Vega", "weekly", "Spanish", 1.9),
    ("Laugh Track Therapy", "Comedy", "Benji Stone", "weekly", "English", 5.8),
    ("Two Idiots and a Map", "Comedy", "Carla Muniz", "weekly", "English", 3.9),
    ("Sin Filtro", "Comedy", "Rafa Ortega", "weekly", "Spanish", 2.8),
    ("Deep Time", "Science", "Ingrid Solberg", "biweekly", "English", 2.4),
    ("Lab Rats", "Science", "Hugh Ferris", "weekly", "English", 1.7),
    ("Extra Innings", "Sports", "Darnell Wade", "weekly", "English", 3.1),
    ("Tiempo de Gol", "Sports", "Rafa Ortega", "weekly", "Spanish", 2.2),
    ("Sleep Better", "Health", "Amara Lewis", "biweekly", "English", 2.9),
    ("Run Slow", "Health", "Hugh Ferris", "weekly", "English", 1.3),
    ("Kitchen Secrets", "Lifestyle", "Nina Park", "weekly", "English", 1.6),
    ("Garage Band Stories", "Music", "Jonah Reed", "seasonal", "English", 1.1),
)
PLATFORMS = (
    ("Apple Podcasts", "App"),
    ("Spotify", "App"),
    ("YouTube Music", "App"),
    ("Overcast", "App"),
    ("Pocket Casts", "App"),
    ("Amazon Alexa", "Smart speaker"),
    ("Web Player", "Browser"),
)
COUNTRIES = (
    ("US", "United States", "North America"),
    ("CA", "Canada", "North America"),
    ("GB", "United Kingdom", "Europe"),
    ("IE", "Ireland", "Europe"),
    ("DE", "Germany", "Europe"),
    ("ES", "Spain", "Europe"),
    ("AU", "Australia", "Oceania"),
    ("MX", "Mexico", "Latin America"),
    ("AR", "Argentina", "Latin America"),
)
SPONSORS = (
    ("Nestwell Mattresses", "Home", "Blue Fork Media"),
    ("Quillbox", "Software", None),
    ("Ledgerly", "Software", "Blue Fork Media"),
    ("FreshCrate", "Food delivery", "Parallel Audio"),
    ("Vitalane", "Health", "Parallel Audio"),
    ("Kestrel Bank", "Finance", "Oakline"),
    ("Coinharbor", "Finance", None),
    ("Sagebrush Coffee", "Food & drink", None),
    ("Bramwell Insurance", "Finance", "Oakline"),
    ("MindSpace", "Health", "Parallel Audio"),
    ("Hostwise", "Software", "Blue Fork Media"),
    ("Trailhead Outfitters", "Retail", "Oakline"),
    ("Lumen Energy", "Energy", None),
    ("Tidewater Cruises", "Travel", "Oakline"),
)
WORDS_A = "Hidden Last Broken Golden Quiet Second Burning Silent Perfect Strange Long Forgotten Open Crooked"
WORDS_B = "Witness Deal Season River Promise Signal Room Goodbye Theory Road Letter Game Summer Number"


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def podcasts() -> Made:
    """A star of dim_ and fact_ tables, no keys declared."""
    rng = random.Random(2702)
    days: Rows = []
    day = date(2023, 1, 1)
    while day <= date(2025, 12, 31):
        quarter = (day.month + 2) // 3
        days.append(
            (
                _key(day),
                day,
                day.year,
                f"Q{quarter}",
                day.month,
                day.strftime("%B"),
                day.strftime("%A"),
                day.weekday() > 4,
            )
        )
        day += timedelta(days=1)
    shows: Rows = []
    for number, (title, genre, host, pace, language, _) in enumerate(SHOWS, 1):
        first = _days(rng, date(2019, 1, 7), date(2023, 9, 30))
        state = "Ended" if title in ("Margin Call", "Garage Band Stories", "Lab Rats") else "Active"
        shows.append((number, title, genre, host, pace, language, first, state))
    forms = ("The {} {}", "A {} {}", "One More {} {}", "After the {} {}", "{} {}, Part One", "{} {}, Part Two")
    titles = [form.format(a, b) for form in forms for a in WORDS_A.split() for b in WORDS_B.split()]
    rng.shuffle(titles)
    episodes: Rows = []
    for show in shows:
        step = {"daily": 9, "weekly": 17, "biweekly": 24, "seasonal": 33}[show[4]]
        out = max(show[6], date(2023, 1, 2)) + timedelta(days=rng.randint(0, 8))
        last = date(2024, 8, 31) if show[7] == "Ended" else LAST_DAY
        count = 0
        while out <= last:
            count += 1
            bonus = rng.random() < 0.07
            length = {"News": 16, "True Crime": 47, "Comedy": 68}.get(show[2], 39) * (0.4 if bonus else 1)
            minutes = max(6, round(rng.gauss(length, length / 7)))
            episodes.append(
                (
                    1000 + len(episodes) + 1,
                    show[0],
                    titles[len(episodes)],
                    out.year - 2022,
                    count,
                    "Bonus" if bonus else "Trailer" if count == 1 else "Full",
                    out,
                    minutes,
                    show[2] == "Comedy" and rng.random() < 0.6,
                )
            )
            out += timedelta(days=rng.randint(step - 4, step + 4))
    platforms: Rows = [(number, *one) for number, one in enumerate(PLATFORMS, 1)]
    countries: Rows = [(number, *one) for number, one in enumerate(COUNTRIES, 1)]
    sponsors: Rows = [(number, *one) for number, one in enumerate(SPONSORS, 1)]
    weight = {number: show[5] for number, show in enumerate(SHOWS, 1)}
    downloads: Rows = []
    for _ in range(7600):
        episode = rng.choices(episodes, [weight[e[1]] for e in episodes])[0]
        heard = episode[6] + timedelta(days=int(rng.expovariate(1 / 25)))
        if heard > LAST_DAY:
            continue
        platform = rng.choices(platforms, [34, 36, 11, 5, 4, 4, 6])[0]
        spanish = shows[episode[1] - 1][5] == "Spanish"
        country = rng.choices(countries, [14, 1, 1, 1, 1, 22, 1, 38, 21] if spanish else [52, 9, 15, 3, 5, 1, 8, 4, 3])[
            0
        ]
        fresh = 1.6 if (heard - episode[6]).days < 7 else 0.7
        loads = max(3, round(rng.gauss(110, 30) * weight[episode[1]] * fresh * (1 + 0.12 * (heard.year - 2023))))
        people = round(loads * rng.uniform(0.7, 0.95))
        ended = round(loads * rng.uniform(0.4, 0.85))
        downloads.append((_key(heard), episode[0], episode[1], platform[0], country[0], loads, people, ended))
    downloads.sort(key=lambda row: row[0])
    ads: Rows = []
    for when in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1700)):
        usable = [s for s in shows if s[6] <= when and (s[7] == "Active" or when < date(2024, 9, 1))]
        show = rng.choices(usable, [weight[s[0]] for s in usable])[0]
        sponsor = rng.choices(sponsors[:13], [14, 9, 10, 13, 9, 8, 3, 6, 7, 8, 6, 5, 2])[0]
        spot = rng.choices(["Pre-roll", "Mid-roll", "Post-roll"], [32, 54, 14])[0]
        sold = rng.choices(["Host-read", "Programmatic"], [63, 37])[0]
        seen = round(rng.gauss(5200, 1300) * weight[show[0]] / 2)
        seen = max(400, seen)
        cpm = round(
            {"Pre-roll": 18, "Mid-roll": 26, "Post-roll": 11}[spot]
            * (1 if sold == "Host-read" else 0.55)
            * rng.uniform(0.9, 1.12),
            2,
        )
        ads.append((_key(when), show[0], sponsor[0], spot, sold, seen, cpm, round(seen * cpm / 1000, 2)))
    members: Rows = []
    for number, when in enumerate(sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(1250)), 1):
        usable = [s for s in shows[:18] if s[6] <= when and (s[7] == "Active" or when < date(2024, 8, 1))]
        show = rng.choices(usable, [weight[s[0]] for s in usable])[0]
        plan = rng.choices(["Monthly", "Annual"], [71, 29])[0]
        gone = when + timedelta(days=int(rng.expovariate(1 / 260)) + 20)
        stop = _key(gone) if gone <= LAST_DAY else None
        country = rng.choices(countries, [54, 8, 14, 3, 5, 3, 7, 4, 2])[0]
        members.append(
            (50000 + number, _key(when), stop, show[0], country[0], plan, 5.99 if plan == "Monthly" else 4.49)
        )
    reviews: Rows = []
    for when in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(1400)):
        usable = [s for s in shows if s[6] <= when]
        show = rng.choices(usable, [weight[s[0]] for s in usable])[0]
        stars = rng.choices([1, 2, 3, 4, 5], [6, 5, 9, 24, 56] if show[0] % 4 else [13, 9, 15, 27, 36])[0]
        platform = rng.choices(platforms[:3], [66, 28, 6])[0]
        reviews.append((_key(when), show[0], platform[0], stars, rng.random() < 0.42))
    return {
        "dim_date": (
            "date_key integer, full_date date, year integer, quarter varchar, month integer, month_name varchar, "
            "weekday_name varchar, is_weekend boolean",
            days,
        ),
        "dim_show": (
            "show_key integer, show_title varchar, genre varchar, host_name varchar, release_cadence varchar, "
            "language varchar, launch_date date, show_status varchar",
            shows,
        ),
        "dim_episode": (
            "episode_key integer, show_key integer, episode_title varchar, season_number integer, episode_number integer, "
            "episode_type varchar, publish_date date, duration_minutes integer, is_explicit boolean",
            episodes,
        ),
        "dim_platform": ("platform_key integer, platform_name varchar, platform_type varchar", platforms),
        "dim_country": ("country_key integer, country_code varchar, country_name varchar, region varchar", countries),
        "dim_advertiser": (
            "advertiser_key integer, advertiser_name varchar, industry varchar, media_agency varchar",
            sponsors,
        ),
        "fact_downloads": (
            "date_key integer, episode_key integer, show_key integer, platform_key integer, country_key integer, "
            "downloads integer, unique_listeners integer, completed_plays integer",
            downloads,
        ),
        "fact_ad_delivery": (
            "date_key integer, show_key integer, advertiser_key integer, ad_position varchar, ad_type varchar, "
            "impressions integer, cpm_usd decimal(8,2), ad_revenue_usd decimal(12,2)",
            ads,
        ),
        "fact_memberships": (
            "member_id integer, start_date_key integer, cancel_date_key integer, show_key integer, country_key integer, "
            "plan varchar, monthly_price_usd decimal(6,2)",
            members,
        ),
        "fact_reviews": (
            "date_key integer, show_key integer, platform_key integer, star_rating integer, has_text boolean",
            reviews,
        ),
    }


# -- the golf club -----------------------------------------------------------------------------------------------------

CATEGORIES = (
    ("FULL", "Full", 1480),
    ("5DAY", "Five Day", 1120),
    ("SEN", "Senior", 990),
    ("JUN", "Junior", 190),
    ("STU", "Student", 420),
    ("SOC", "Social", 95),
    ("CORP", "Corporate", 2600),
)
COURSES = (
    ("OLD", "Old Course", 18, 71, 6412, date(1924, 6, 1)),
    ("LAKE", "Lakes Course", 18, 72, 6788, date(1998, 5, 9)),
    ("ACAD", "Academy Nine", 9, 29, 1640, date(2016, 4, 2)),
)
PROS = (
    ("Duncan Farrell", "Head Professional", date(2009, 3, 2), 62),
    ("Katie Prowse", "Teaching Professional", date(2015, 4, 13), 50),
    ("Sam Ellwood", "Assistant Professional", date(2021, 9, 6), 38),
    ("Moira Keane", "Teaching Professional", date(2018, 1, 15), 52),
    ("Jamie Stott", "Assistant Professional", date(2025, 6, 2), 36),
)
GOODS = {
    "Clubs": (("Driver", 329), ("Iron Set", 689), ("Putter", 189), ("Hybrid", 199), ("Wedge", 119)),
    "Balls": (("Tour Dozen", 42), ("Distance Dozen", 24), ("Soft Dozen", 29)),
    "Clothing": (("Polo Shirt", 45), ("Waterproof Jacket", 149), ("Trousers", 69), ("Cap", 22), ("Gilet", 79)),
    "Shoes": (("Spiked Shoes", 129), ("Spikeless Shoes", 109)),
    "Accessories": (("Glove", 15), ("Tees", 4), ("Umbrella", 32), ("Rangefinder", 219), ("Towel", 12)),
    "Bags": (("Stand Bag", 165), ("Cart Bag", 189)),
}


def golfclub() -> Made:
    """Abbreviated CamelCase tables of an old club program, only primary keys declared."""
    rng = random.Random(2703)
    cats: Rows = list(CATEGORIES)
    members: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 440), 1):
        cat = rng.choices([c[0] for c in CATEGORIES], [40, 14, 18, 9, 5, 11, 3])[0]
        age = {"JUN": (9, 17), "STU": (18, 23), "SEN": (65, 86)}.get(cat, (24, 68))
        born = date(2025 - rng.randint(*age), rng.randint(1, 12), rng.randint(1, 28))
        joined = _days(rng, date(2021, 1, 4) if cat in ("JUN", "STU") else date(1992, 1, 6), date(2025, 5, 31))
        gone = _days(rng, date(2023, 1, 31), LAST_DAY) if rng.random() < 0.15 else None
        gone = gone if gone is not None and gone > joined else None
        plays = cat != "SOC" and rng.random() < 0.9
        hcp = round(min(54.0, max(0.1, rng.gauss(17, 8))), 1) if plays else None
        town = rng.choices(["Ludlow", "Hereford", "Leominster", "Tenbury", "Bromfield"], [36, 22, 20, 12, 10])[0]
        called = rng.choice(MEN) if first in WOMEN and rng.random() < 0.45 else first
        mail = f"{called}.{last}@home.example".lower() if rng.random() < 0.83 else None
        gender = "F" if called in WOMEN else "M"
        members.append((3000 + number, called, last, gender, born, cat, hcp, town, mail, joined, gone))
    players = [m for m in members[:410] if m[5] != "SOC"]
    keen = {m[0]: rng.uniform(0.2, 3) for m in members}
    courses: Rows = list(COURSES)
    bookings: Rows = []
    for played in sorted(_days(rng, date(2023, 1, 2), date(2025, 6, 28)) for _ in range(4300)):
        if played.month in (11, 12, 1, 2) and rng.random() < 0.55:
            continue
        visitor = rng.random() < 0.27
        able = [m for m in players if m[9] <= played and (m[10] is None or m[10] > played)]
        who = None if visitor else rng.choices(able, [keen[m[0]] for m in able])[0]
        course = rng.choices(courses, [46, 38, 16])[0]
        size = rng.choices([1, 2, 3, 4], [8, 27, 22, 43])[0]
        guests = 0 if visitor or size == 1 or rng.random() < 0.72 else rng.randint(1, size - 1)
        rate = {"OLD": 55, "LAKE": 62, "ACAD": 18}[course[0]] + (8 if played.weekday() > 4 else 0)
        fee = size * rate if visitor else guests * rate * 0.6
        state = (
            "BOOKED"
            if played > LAST_DAY + timedelta(days=2)
            else rng.choices(["PLAYED", "CANC", "NOSHOW"], [88, 9, 3])[0]
        )
        fee = 0 if state == "CANC" else fee
        buggy = "Y" if rng.random() < 0.24 and course[0] != "ACAD" else "N"
        tee = time(rng.randint(7, 17), rng.choice((0, 10, 20, 30, 40, 50)))
        origin = rng.choices(["Online", "Phone", "Pro shop"], [61, 24, 15])[0]
        made = played - timedelta(days=rng.randint(0, 14))
        made = min(made, LAST_DAY)
        kind = "Visitor" if visitor else "Member"
        number = 70000 + len(bookings) + 1
        bookings.append(
            (
                number,
                course[0],
                who[0] if who else None,
                kind,
                made,
                played,
                tee,
                size,
                guests,
                buggy,
                origin,
                round(fee, 2),
                state,
            )
        )
    ranges: Rows = []
    for hit in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(2900)):
        balls = rng.choices([50, 75, 100, 150], [42, 13, 35, 10])[0]
        who = rng.choice(players) if rng.random() < 0.44 else None
        price = {50: 5.5, 75: 7.5, 100: 9.5, 150: 13.0}[balls] * (0.8 if who else 1)
        pay = rng.choices(["Card", "Cash", "Range card"], [58, 17, 25])[0]
        bay = rng.randint(1, 20)
        floor = "Upper" if bay > 12 else "Ground"
        ranges.append(
            (len(ranges) + 1, hit, rng.randint(8, 21), bay, floor, who[0] if who else None, balls, pay, round(price, 2))
        )
    pros: Rows = [(number, *pro) for number, pro in enumerate(PROS, 1)]
    lessons: Rows = []
    for taught in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(980)):
        pro = rng.choices(pros[:4], [24, 33, 21, 22])[0]
        who = rng.choice(members[:410]) if rng.random() < 0.7 else None
        minutes = rng.choices([30, 45, 60], [46, 14, 40])[0]
        topic = rng.choices(["Full swing", "Short game", "Putting", "Playing lesson"], [48, 24, 14, 14])[0]
        state = rng.choices(["DONE", "CANC", "NOSHOW"], [89, 8, 3])[0]
        fee = 0 if state == "CANC" else round(pro[4] * minutes / 60 * (1 if who else 1.15), 2)
        lessons.append((len(lessons) + 1, pro[0], who[0] if who else None, taught, minutes, topic, fee, state))
    items: Rows = []
    for group, goods in GOODS.items():
        for thing, price in goods:
            for brand in rng.sample(
                ["Callander", "Fairway One", "Ballast", "Nordgolf", "Pinnock"], 3 if price < 400 else 2
            ):
                retail = round(price * rng.uniform(0.85, 1.25), 2)
                items.append(
                    (
                        100 + len(items) + 1,
                        f"{brand} {thing}",
                        brand,
                        group,
                        round(retail * rng.uniform(0.52, 0.68), 2),
                        retail,
                        rng.choices([0, rng.randint(1, 6), rng.randint(7, 60)], [9, 36, 55])[0],
                        6 if price < 60 else 2,
                    )
                )
    liked = [rng.uniform(0.3, 2) * (4 if i[5] < 50 else 1) for i in items[:-2]]
    sales: Rows = []
    for sold in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(2100)):
        item = rng.choices(items[:-2], liked)[0]
        who = rng.choice(members[:410]) if rng.random() < 0.63 else None
        qty = rng.choices([1, 2, 3], [74, 19, 7])[0] if item[5] < 60 else 1
        off = round(item[5] * qty * 0.1, 2) if who and rng.random() < 0.5 else 0
        back = "Y" if rng.random() < 0.03 else "N"
        sales.append(
            (
                len(sales) + 1,
                sold,
                item[0],
                who[0] if who else None,
                qty,
                item[5],
                off,
                round(item[5] * qty - off, 2),
                back,
            )
        )
    comps: Rows = []
    entries: Rows = []
    for number in range(1, 53):
        held = date(2023, 3, 11) + timedelta(days=16 * (number - 1))
        if held.month in (12, 1, 2) or held > LAST_DAY:
            continue
        form = rng.choices(["Stableford", "Medal", "Texas Scramble", "Foursomes"], [44, 32, 14, 10])[0]
        name = f"{held:%B} {('Medal', 'Cup', 'Trophy', 'Shield', 'Salver')[number % 5]} {held.year}"
        links = rng.choices(["OLD", "LAKE"], [64, 36])[0]
        comps.append((len(comps) + 1, name, held, form, links, rng.choice([5, 5, 6, 8, 10])))
        able = [m for m in players if m[6] is not None and m[9] <= held and (m[10] is None or m[10] > held)]
        field = rng.sample(able, rng.randint(14, 42))
        grosses = [(round(72 + m[6] + rng.gauss(2, 4)), m) for m in field]
        order = sorted(grosses, key=lambda g: (g[0] - g[1][6], g[1][0]))
        for place, (gross, who) in enumerate(order, 1):
            out = rng.random() < 0.05 and place > 5
            entries.append(
                (
                    len(comps),
                    who[0],
                    None if out else gross,
                    None if out else round(gross - who[6], 1),
                    None if out else place,
                )
            )
    return {
        "MbrCat": ("CatCd varchar primary key, CatDesc varchar, AnnFee integer", cats),
        "Mbr": (
            "MbrNo integer primary key, FirstNm varchar, LastNm varchar, Gender varchar, BirthDt date, CatCd varchar, "
            "Hcp decimal(4,1), Town varchar, Email varchar, JoinDt date, ResignDt date",
            members,
        ),
        "Course": (
            "CourseCd varchar primary key, CourseNm varchar, Holes integer, Par integer, LenYds integer, OpenedDt date",
            courses,
        ),
        "TeeBkg": (
            "BkgNo integer primary key, CourseCd varchar, MbrNo integer, PlayerType varchar, MadeDt date, PlayDt date, "
            "TeeTm time, NumPlayers integer, NumGuests integer, BuggyYN varchar, BkgSrc varchar, GreenFee decimal(8,2), "
            "BkgStat varchar",
            bookings,
        ),
        "RangeSess": (
            "SessNo integer primary key, SessDt date, SessHr integer, BayNo integer, BayLvl varchar, MbrNo integer, "
            "Balls integer, PayMeth varchar, SessAmt decimal(8,2)",
            ranges,
        ),
        "Pro": ("ProNo integer primary key, ProNm varchar, JobTitle varchar, HireDt date, HrRate integer", pros),
        "Lesson": (
            "LsnNo integer primary key, ProNo integer, MbrNo integer, LsnDt date, Mins integer, Topic varchar, "
            "LsnFee decimal(8,2), LsnStat varchar",
            lessons,
        ),
        "ShopItem": (
            "ItemNo integer primary key, ItemNm varchar, Brand varchar, ItemGrp varchar, CostPr decimal(8,2), "
            "RetailPr decimal(8,2), QtyOnHand integer, ReordLvl integer",
            items,
        ),
        "ShopSale": (
            "SaleNo integer primary key, SaleDt date, ItemNo integer, MbrNo integer, Qty integer, UnitPr decimal(8,2), "
            "DiscAmt decimal(8,2), SaleAmt decimal(10,2), RetdYN varchar",
            sales,
        ),
        "Comp": (
            "CompNo integer primary key, CompNm varchar, CompDt date, Fmt varchar, CourseCd varchar, EntryFee integer",
            comps,
        ),
        "CompEntry": (
            "CompNo integer, MbrNo integer, GrossScore integer, NetScore decimal(5,1), FinPos integer, "
            "primary key (CompNo, MbrNo)",
            entries,
        ),
    }


MADE_AA = {"carpark": carpark, "podcasts": podcasts, "golfclub": golfclub}
