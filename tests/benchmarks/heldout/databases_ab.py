"""The databases of set AB: a chain of escape rooms, a blood donation service's star, a fish auction."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Aaron Bethany Carlos Daphne Elliot Fatima George Hannah Imran Josie Kofi Leona Marcus Nadia Oliver "
    "Priya Quentin Rosa Stefan Tara Umar Violet Wesley Zoe"
)
LASTS = (
    "Abbott Bellamy Chaudhry Dawson Everett Finch Goodwin Hobbs Ingram Jacobs Knight Lowe Mercer Neville "
    "Osborne Pritchard Quinn Radcliffe Sawyer Thorne Underhill Vickers Winslow Yates"
)

# -- the escape rooms --------------------------------------------------------------------------------------------------

VENUES = (
    ("Manchester Deansgate", "Manchester", "North", date(2016, 5, 14), "Sally Orme"),
    ("Leeds Dock", "Leeds", "North", date(2018, 3, 2), "Dev Anand"),
    ("Birmingham Digbeth", "Birmingham", "Midlands", date(2017, 10, 20), "Kerry Bolt"),
    ("Nottingham Lace Market", "Nottingham", "Midlands", date(2021, 9, 10), None),
    ("London Shoreditch", "London", "South", date(2015, 11, 6), "Rafe Lindqvist"),
    ("Brighton Lanes", "Brighton", "South", date(2023, 2, 17), "Mina Torres"),
)
ROOMS = (
    (1, "The Alchemist's Study", "Mystery", "Medium", 6, 60, date(2019, 4, 1), None),
    (1, "Prison Break", "Crime", "Hard", 6, 60, date(2016, 5, 14), None),
    (1, "Submarine 47", "Adventure", "Medium", 8, 75, date(2022, 9, 2), None),
    (1, "Toy Factory", "Family", "Easy", 6, 60, date(2017, 1, 14), date(2024, 3, 31)),
    (2, "Asylum", "Horror", "Hard", 5, 60, date(2018, 3, 2), None),
    (2, "The Great Train Heist", "Crime", "Medium", 6, 60, date(2020, 8, 7), None),
    (2, "Pirate Cove", "Family", "Easy", 6, 60, date(2018, 3, 2), None),
    (3, "Peaky Vault", "Crime", "Hard", 6, 60, date(2017, 10, 20), None),
    (3, "Mission to Mars", "Sci-fi", "Medium", 8, 75, date(2021, 2, 5), None),
    (3, "Wizard School", "Family", "Easy", 6, 60, date(2023, 6, 9), None),
    (4, "Sherwood Secrets", "Adventure", "Easy", 6, 60, date(2021, 9, 10), None),
    (4, "The Cellar", "Horror", "Hard", 5, 60, date(2021, 9, 10), None),
    (4, "Lost Temple", "Adventure", "Medium", 6, 60, date(2024, 10, 11), None),
    (5, "Bank Job", "Crime", "Hard", 6, 60, date(2015, 11, 6), None),
    (5, "221B", "Mystery", "Medium", 6, 60, date(2016, 7, 1), None),
    (5, "Zombie Lab", "Horror", "Hard", 6, 60, date(2017, 10, 13), date(2024, 11, 30)),
    (5, "Time Machine", "Sci-fi", "Medium", 8, 75, date(2022, 1, 21), None),
    (5, "Jungle Run", "Family", "Easy", 8, 60, date(2023, 11, 3), None),
    (6, "Ghost Pier", "Horror", "Medium", 6, 60, date(2023, 2, 17), None),
    (6, "The Smuggler's Inn", "Mystery", "Easy", 6, 60, date(2023, 2, 17), None),
    (6, "Deep Space Nine-Nine", "Sci-fi", "Hard", 5, 60, date(2024, 5, 24), None),
)


def escaperooms() -> Made:
    """Plural snake_case tables with every key declared."""
    rng = random.Random(2701)
    venues: Rows = [(number, *venue) for number, venue in enumerate(VENUES, 1)]
    rooms: Rows = [(number, *room) for number, room in enumerate(ROOMS, 1)]
    masters: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 46), 1):
        venue = number % 6 + 1 if number <= 12 else rng.choices(range(1, 7), [20, 15, 17, 12, 24, 12])[0]
        hired = _days(rng, max(VENUES[venue - 1][3], date(2019, 1, 1)), date(2025, 4, 30))
        if number <= 12:
            hired = max(VENUES[venue - 1][3], date(2018, 2, 1)) + timedelta(days=-number)
        gone = _days(rng, max(hired, date(2023, 9, 1)), LAST_DAY) if number > 12 and rng.random() < 0.25 else None
        grade = rng.choices(["Trainee", "Game master", "Senior game master"], [20, 56, 24])[0]
        wage = {"Trainee": 11.5, "Game master": 12.6, "Senior game master": 14.2}[grade] + rng.choice((0, 0.25, 0.5))
        masters.append((number, venue, first, last, grade, hired, gone, wage))
    customers: Rows = []
    for number in range(1, 1401):
        first, last = rng.choice(FIRSTS.split()), rng.choice(LASTS.split())
        kind = rng.choices(["private", "corporate", "school"], [84, 12, 4])[0]
        venue = rng.choices(range(6), [20, 15, 17, 12, 26, 10])[0]
        city = VENUES[venue][1] if rng.random() < 0.7 else rng.choice(("York", "Derby", "Reading", "Oxford", "Bolton"))
        mail = f"{first}.{last}{number}@mail.example".lower() if rng.random() < 0.93 else None
        opted = rng.random() < 0.42
        customers.append((number, first, last, mail, city, kind, opted, _days(rng, date(2022, 10, 1), LAST_DAY)))
    bookings: Rows = []
    spread = [8, 8, 8, 8, 9, 10, 11, 13, 15, 12, 9]
    for _ in range(4600):
        day = _days(rng, date(2023, 1, 3), LAST_DAY + timedelta(days=30))
        if day.weekday() < 4 and rng.random() < 0.45:
            day += timedelta(days=5 - day.weekday())
        open_rooms = [r for r in rooms if r[7] <= day and (r[8] is None or r[8] >= day)]
        room = rng.choices(open_rooms, [(14 if r[1] in (1, 5) else 9) + r[0] % 4 for r in open_rooms])[0]
        lead = rng.choices([0, 1, 3, 7, 14, 30, 45], [8, 14, 22, 24, 18, 10, 4])[0]
        made = min(day - timedelta(days=lead), LAST_DAY + timedelta(days=2))
        known = [c for c in customers[:1320] if c[7] <= made]
        if day > LAST_DAY and rng.random() < 0.55:
            continue
        if not known:
            continue
        customer = rng.choice(known)
        players = rng.choices(range(2, room[5] + 1), [24, 20, 26, 16, 10, 4, 4][: room[5] - 1])[0]
        peak = day.weekday() >= 4
        each = (29 if peak else 24) + (2 if room[1] == 5 else 0) + (day.year - 2023)
        price = each * players
        cut = round(price * rng.choice((0.1, 0.15, 0.2)), 2) if rng.random() < 0.14 else 0
        source = rng.choices(["website", "phone", "walk-in", "Groupon", "Tripadvisor"], [62, 10, 7, 12, 9])[0]
        why = "team building" if customer[5] == "corporate" and rng.random() < 0.8 else None
        why = why or rng.choices(["birthday", "stag/hen", "date night", None], [22, 9, 13, 56])[0]
        state = (
            rng.choices(["completed", "cancelled", "no_show"], [88, 8.5, 3.5])[0] if day <= LAST_DAY else "confirmed"
        )
        start = datetime.combine(day, time(rng.choices(range(10, 21), spread)[0], rng.choice((0, 30))))
        placed = datetime.combine(made, time(rng.randint(7, 9), rng.randint(0, 59)))
        bookings.append((customer[0], room[0], placed, start, players, price, cut, source, why, state))
    bookings.sort(key=lambda row: (row[2], row[3], row[0]))
    bookings = [(number, *row) for number, row in enumerate(bookings, 1)]
    games: Rows = []
    odds = {"Easy": 0.76, "Medium": 0.55, "Hard": 0.36}
    for booking in bookings:
        if booking[10] != "completed":
            continue
        room, day = rooms[booking[2] - 1], booking[4].date()
        able = [m for m in masters if m[1] == room[1] and m[5] <= day and (m[6] is None or m[6] > day)]
        out = rng.random() < odds[room[4]] + (0.03 if booking[5] > 3 else 0)
        took = rng.randint(int(room[6] * 0.6), room[6] - 1) if out else room[6]
        stars = rng.choices([1, 2, 3, 4, 5], [2, 3, 10, 32, 53] if out else [4, 7, 19, 38, 32])[0]
        games.append(
            (
                len(games) + 1,
                booking[0],
                rng.choice(able)[0],
                out,
                took,
                rng.choices(range(8), [10, 16, 22, 20, 14, 9, 6, 3])[0],
                stars if rng.random() < 0.63 else None,
            )
        )
    vouchers: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(620)):
        if day.month not in (11, 12) and rng.random() < 0.25:
            continue
        able = [c for c in customers if c[7] <= day]
        worth = rng.choices([50, 75, 100, 150], [34, 22, 32, 12])[0]
        used = day + timedelta(days=rng.randint(8, 350))
        code = "GV" + "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=7))
        redeemed = used if used <= LAST_DAY and rng.random() < 0.78 else None
        vouchers.append((len(vouchers) + 1, code, rng.choice(able)[0], worth, day, day + timedelta(days=365), redeemed))
    faults: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(430)):
        room = rng.choice([r for r in rooms if r[7] <= day and (r[8] is None or r[8] >= day)])
        item = rng.choices(
            ["Lock", "Magnet", "Screen", "Sound", "Lighting", "Prop", "Door"], [24, 16, 12, 10, 12, 18, 8]
        )[0]
        how = rng.choices(["minor", "major", "room closed"], [62, 30, 8])[0]
        fixed = day + timedelta(days=rng.choices([0, 1, 2, 4, 9, 20], [22, 28, 20, 16, 10, 4])[0])
        done = fixed if fixed <= LAST_DAY and rng.random() < 0.97 else None
        cost = round(rng.uniform(5, 90) * (3 if how == "room closed" else 1), 2) if done else None
        faults.append((len(faults) + 1, room[0], day, item, how, done, cost))
    return {
        "venues": (
            "venue_id integer primary key, venue_name varchar, city varchar, region varchar, opened_on date, "
            "manager_name varchar",
            venues,
        ),
        "rooms": (
            "room_id integer primary key, venue_id integer references venues (venue_id), room_name varchar, "
            "theme varchar, difficulty varchar, max_players integer, time_limit_minutes integer, launched_on date, "
            "retired_on date",
            rooms,
        ),
        "game_masters": (
            "game_master_id integer primary key, venue_id integer references venues (venue_id), first_name varchar, "
            "last_name varchar, grade varchar, hired_on date, left_on date, hourly_rate decimal(6,2)",
            masters,
        ),
        "customers": (
            "customer_id integer primary key, first_name varchar, last_name varchar, email varchar, city varchar, "
            "customer_type varchar, marketing_opt_in boolean, created_on date",
            customers,
        ),
        "bookings": (
            "booking_id integer primary key, customer_id integer references customers (customer_id), "
            "room_id integer references rooms (room_id), booked_at timestamp, slot_start timestamp, players integer, "
            "price decimal(8,2), discount_amount decimal(8,2), booking_source varchar, occasion varchar, status varchar",
            bookings,
        ),
        "game_sessions": (
            "session_id integer primary key, booking_id integer references bookings (booking_id), "
            "game_master_id integer references game_masters (game_master_id), escaped boolean, minutes_taken integer, "
            "hints_used integer, rating integer",
            games,
        ),
        "gift_vouchers": (
            "voucher_id integer primary key, voucher_code varchar, "
            "customer_id integer references customers (customer_id), face_value decimal(8,2), sold_on date, "
            "expires_on date, redeemed_on date",
            vouchers,
        ),
        "maintenance_tickets": (
            "ticket_id integer primary key, room_id integer references rooms (room_id), reported_on date, "
            "item varchar, severity varchar, fixed_on date, repair_cost decimal(8,2)",
            faults,
        ),
    }


# -- the blood donation service ----------------------------------------------------------------------------------------

SITES = (
    ("Northbridge Donor Centre", "Donor centre", "Northbridge", "North", 14),
    ("Harrow Street Donor Centre", "Donor centre", "Calverton", "Central", 18),
    ("Southmere Donor Centre", "Donor centre", "Southmere", "South", 12),
    ("Mobile Unit 1", "Mobile unit", "Northbridge", "North", 6),
    ("Mobile Unit 2", "Mobile unit", "Calverton", "Central", 6),
    ("Mobile Unit 3", "Mobile unit", "Southmere", "South", 8),
    ("Calverton Town Hall", "Community hall", "Calverton", "Central", 9),
    ("St Jude's Church Hall", "Community hall", "Fenwick", "North", 7),
    ("Westlake Leisure Centre", "Community hall", "Westlake", "South", 10),
    ("Calverton University", "University", "Calverton", "Central", 10),
    ("Delmar Motors Plant", "Workplace", "Westlake", "South", 5),
)
WARDS = (
    ("Calverton General", "Public", "Calverton", "Central"),
    ("Royal Northbridge Infirmary", "Teaching", "Northbridge", "North"),
    ("Southmere Hospital", "Public", "Southmere", "South"),
    ("Calverton University Hospital", "Teaching", "Calverton", "Central"),
    ("Fenwick Cottage Hospital", "Public", "Fenwick", "North"),
    ("Westlake Private Clinic", "Private", "Westlake", "South"),
    ("St Brigid's Children's Hospital", "Public", "Calverton", "Central"),
    ("Parkside Clinic", "Private", "Calverton", "Central"),
)
COMPONENTS = (
    ("Red cells", "RBC", 35, 132.5),
    ("Platelets", "PLT", 7, 214.0),
    ("Fresh frozen plasma", "FFP", 1095, 41.75),
    ("Cryoprecipitate", "CRYO", 1095, 96.0),
    ("Whole blood", "WB", 21, 158.0),
)
GROUPS = (["O+", "A+", "B+", "AB+", "O-", "A-", "B-", "AB-"], [36, 30, 8, 3, 13, 7, 2, 1])
CAUSES = (
    ["Low haemoglobin", "Travel", "Recent illness", "Medication", "Tattoo or piercing", "Blood pressure"],
    [34, 18, 16, 14, 10, 8],
)


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def blooddonation() -> Made:
    """A star without declared keys: dates as numbers, a fact of donations, one of issues and one of discards."""
    rng = random.Random(2702)
    dates: Rows = []
    day = date(2023, 1, 1)
    while day <= date(2025, 12, 31):
        quarter = f"Q{(day.month + 2) // 3}"
        dates.append(
            (_key(day), day, day.year, quarter, day.month, day.strftime("%B"), day.strftime("%A"), day.weekday() > 4)
        )
        day += timedelta(days=1)
    sites: Rows = [(number, *site) for number, site in enumerate(SITES, 1)]
    hospitals: Rows = [(number, *ward) for number, ward in enumerate(WARDS, 1)]
    components: Rows = [(number, *component) for number, component in enumerate(COMPONENTS, 1)]
    donors: Rows = []
    for number in range(1, 1301):
        sex = rng.choices(["F", "M"], [54, 46])[0]
        born = _days(rng, date(1957, 1, 1), date(2007, 12, 31))
        joined = _days(rng, max(date(2012, 1, 1), date(born.year + 17, 12, 31)), date(2025, 6, 1))
        town = rng.choices(
            ["Calverton", "Northbridge", "Southmere", "Westlake", "Fenwick", "Oakham"], [38, 20, 18, 12, 8, 4]
        )[0]
        group = rng.choices(*GROUPS)[0]
        state = rng.choices(["Active", "Lapsed", "Withdrawn"], [70, 25, 5])[0]
        name = f"{rng.choice(FIRSTS.split())} {rng.choice(LASTS.split())}"
        source = rng.choices(
            ["Friend or family", "Social media", "School talk", "Employer", None], [38, 26, 14, 12, 10]
        )
        donors.append(
            (
                number,
                f"D{100000 + number * 7}",
                name,
                sex,
                born,
                group,
                town,
                joined,
                state,
                source[0],
                rng.random() < 0.6,
            )
        )
    donations: Rows = []
    givers = donors[:1240]
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(5200)):
        if day.weekday() == 6:
            continue
        donor = rng.choice(givers)
        while donor[7] > day or (donor[8] != "Active" and day > date(2024, 9, 30)):
            donor = rng.choice(givers)
        near = [s for s in sites if s[3] == donor[6]] or sites
        site = rng.choices(near if rng.random() < 0.6 else sites)[0]
        kind = "Whole blood"
        if site[2] == "Donor centre":
            kind = rng.choices(["Whole blood", "Platelets", "Plasma"], [66, 18, 16])[0]
        iron = round(rng.gauss(13.6 if donor[3] == "F" else 15.0, 1.1), 1)
        result = rng.choices(["Successful", "Deferred", "Incomplete"], [88, 9, 3])[0]
        cause = rng.choices(*CAUSES)[0] if result == "Deferred" else None
        if cause == "Low haemoglobin":
            iron = round(rng.uniform(10.1, 12.3), 1)
        usual = {"Whole blood": 470, "Platelets": 250, "Plasma": 600}[kind]
        volume = usual if result == "Successful" else rng.randint(60, 200) if result == "Incomplete" else 0
        minutes = {"Whole blood": 10, "Platelets": 75, "Plasma": 45}[kind] + rng.randint(-3, 9)
        donations.append(
            (
                500000 + len(donations),
                _key(day),
                donor[0],
                site[0],
                kind,
                result,
                cause,
                volume,
                iron,
                minutes if result != "Deferred" else None,
                rng.random() < 0.024 if result != "Deferred" else False,
            )
        )
    issues: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(3600)):
        hospital = rng.choices(hospitals, [24, 20, 15, 18, 5, 6, 9, 3])[0]
        component = rng.choices(components, [58, 18, 16, 5, 3])[0]
        urgency = rng.choices(["Routine", "Urgent", "Emergency"], [74, 18, 8])[0]
        units = rng.choices([1, 2, 3, 4, 6, 10, 14], [10, 20, 16, 20, 18, 11, 5])[0]
        price = round(component[4] * (1 + 0.03 * (day.year - 2023)), 2)
        group = rng.choices(*GROUPS)[0]
        back = rng.randint(1, units) if rng.random() < 0.05 else 0
        issues.append(
            (
                len(issues) + 1,
                _key(day),
                hospital[0],
                component[0],
                group,
                urgency,
                units,
                back,
                round(units * price, 2),
            )
        )
    discards: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(640)):
        component = rng.choices(components, [40, 36, 12, 7, 5])[0]
        why = rng.choices(["Expired", "Failed test", "Damaged bag", "Storage failure"], [56, 22, 14, 8])[0]
        discards.append(
            (len(discards) + 1, _key(day), component[0], rng.choices(*GROUPS)[0], why, rng.choice((1, 1, 2, 2, 3, 5)))
        )
    return {
        "dim_date": (
            "date_key integer, full_date date, calendar_year integer, calendar_quarter varchar, month_number integer, "
            "month_name varchar, day_name varchar, is_weekend boolean",
            dates,
        ),
        "dim_donor": (
            "donor_key integer, donor_number varchar, donor_name varchar, gender varchar, birth_date date, "
            "blood_group varchar, town varchar, registered_date date, donor_status varchar, recruitment_source varchar, "
            "email_consent boolean",
            donors,
        ),
        "dim_site": (
            "site_key integer, site_name varchar, site_type varchar, city varchar, region varchar, beds integer",
            sites,
        ),
        "dim_hospital": (
            "hospital_key integer, hospital_name varchar, hospital_type varchar, city varchar, region varchar",
            hospitals,
        ),
        "dim_component": (
            "component_key integer, component_name varchar, component_code varchar, shelf_life_days integer, "
            "list_price decimal(8,2)",
            components,
        ),
        "fact_donation": (
            "donation_id integer, date_key integer, donor_key integer, site_key integer, donation_type varchar, "
            "outcome varchar, deferral_reason varchar, volume_ml integer, haemoglobin_g_dl decimal(4,1), "
            "duration_min integer, adverse_reaction boolean",
            donations,
        ),
        "fact_issue": (
            "issue_id integer, date_key integer, hospital_key integer, component_key integer, blood_group varchar, "
            "urgency varchar, units_issued integer, units_returned integer, amount decimal(10,2)",
            issues,
        ),
        "fact_discard": (
            "discard_id integer, date_key integer, component_key integer, blood_group varchar, discard_reason varchar, "
            "units_discarded integer",
            discards,
        ),
    }


# -- the fish auction --------------------------------------------------------------------------------------------------

FISH = (
    ("Cod", "Gadus morhua", "Whitefish", 4.6, 35),
    ("Haddock", "Melanogrammus aeglefinus", "Whitefish", 3.1, 30),
    ("Whiting", "Merlangius merlangus", "Whitefish", 1.9, 27),
    ("Hake", "Merluccius merluccius", "Whitefish", 4.1, 27),
    ("Monkfish", "Lophius piscatorius", "Whitefish", 6.8, None),
    ("Plaice", "Pleuronectes platessa", "Flatfish", 3.4, 27),
    ("Lemon sole", "Microstomus kitt", "Flatfish", 7.2, 25),
    ("Turbot", "Scophthalmus maximus", "Flatfish", 13.5, 30),
    ("Mackerel", "Scomber scombrus", "Pelagic", 1.7, 20),
    ("Herring", "Clupea harengus", "Pelagic", 1.1, 20),
    ("Brown crab", "Cancer pagurus", "Shellfish", 3.6, None),
    ("Lobster", "Homarus gammarus", "Shellfish", 16.5, None),
    ("Langoustine", "Nephrops norvegicus", "Shellfish", 9.4, None),
    ("King scallop", "Pecten maximus", "Shellfish", 5.5, None),
    ("Squid", "Loligo forbesii", "Cephalopod", 6.1, None),
)
CATCH = {
    "Trawl": (0, 1, 2, 3, 4, 5, 6, 7, 12, 14),
    "Pots": (10, 11),
    "Gill net": (0, 3, 4, 7),
    "Handline": (8, 0),
    "Dredge": (13,),
    "Purse seine": (8, 9),
}
HULLS = (
    "Ocean Harvest,Boy Andrew,Silver Darling,Guiding Light,Fruitful Bough,Provider,Our Lass,Girl Debra,Endeavour,"
    "Northern Dawn,Harvester,Bountiful,Three Sisters,Sea Venture,Kestrel,Lady Jean,Resolute,Good Hope,Copious,Amity,"
    "Castle Rock,Margaret Ann,Crystal Sea,Golden Fleece,Just Reward,Venturous,Ebb Tide,Rosebud,Speedwell,Celtic Spirit,"
    "Auld Reekie,Mary Kate,Stormdrift,Tranquility,Emma Louise,Steadfast"
)
BUYERS = (
    ("Petrie & Sons", "Processor", "UK", 60000),
    ("Harbour Fillets Ltd", "Processor", "UK", 45000),
    ("Atlantic Seafoods", "Processor", "UK", 80000),
    ("Mareblu SpA", "Exporter", "Italy", 50000),
    ("Pescados Ortega", "Exporter", "Spain", 70000),
    ("Criee Bretonne", "Exporter", "France", 65000),
    ("Nordsee Handel", "Exporter", "Germany", 40000),
    ("Vishal Urk BV", "Exporter", "Netherlands", 55000),
    ("Billing Fish Wholesale", "Wholesaler", "UK", 35000),
    ("Coastline Wholesale", "Wholesaler", "UK", 30000),
    ("Leith Catch Co", "Wholesaler", "UK", 28000),
    ("The Fish Plaice", "Fishmonger", "UK", 4000),
    ("Donald's Wet Fish", "Fishmonger", "UK", 3500),
    ("Shoreline Fishmongers", "Fishmonger", "UK", 5000),
    ("Mackay Fish Van", "Fishmonger", "UK", None),
    ("Seagrass Restaurant", "Restaurant", "UK", 3000),
    ("The Creel", "Restaurant", "UK", 2500),
    ("Ortzi Madrid", "Restaurant", "Spain", 2000),
    ("Golden Fry Group", "Restaurant", "UK", 12000),
    ("Blue Marlin Trading", "Wholesaler", "Ireland", 20000),
)


def fishauction() -> Made:
    """CamelCase tables, only the primary keys declared."""
    rng = random.Random(2703)
    species: Rows = [(number, name, latin, group, size) for number, (name, latin, group, _, size) in enumerate(FISH, 1)]
    vessels: Rows = []
    skippers = names_of(rng, FIRSTS, LASTS, 40)
    for number, hull in enumerate(HULLS.split(","), 1):
        gear = rng.choices(list(CATCH), [44, 22, 12, 8, 6, 8])[0]
        port, letters = rng.choices(
            [("Peterhead", "PD"), ("Fraserburgh", "FR"), ("Buckie", "BCK"), ("Kirkwall", "K"), ("Lerwick", "LK")],
            [34, 24, 16, 12, 14],
        )[0]
        low, high = {"Pots": (8, 13), "Handline": (7, 10), "Dredge": (12, 18)}.get(gear, (14, 30))
        length = round(rng.uniform(low, high), 1)
        first, last = skippers[number]
        built = rng.randint(1978, 2022) if rng.random() < 0.92 else None
        active = number not in (7, 18, 29)
        vessels.append(
            (number, hull, f"{letters}{100 + number * 13}", port, gear, length, built, f"{first} {last}", active)
        )
    buyers: Rows = []
    for number, (name, kind, country, limit) in enumerate(BUYERS, 1):
        mail = f"sales{number}@buyer.example" if rng.random() < 0.85 else None
        joined = (
            _days(rng, date(2012, 1, 1), date(2022, 12, 31))
            if number < 18
            else _days(rng, date(2023, 2, 1), date(2024, 6, 1))
        )
        state = "Suspended" if number in (10, 15) else "Active"
        buyers.append((number, name, kind, country, mail, limit, joined, state))
    landings: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1150)):
        if day.weekday() == 6 or (day.month in (1, 2) and rng.random() < 0.3):
            continue
        vessel = rng.choices([v for v in vessels[:35] if v[8] or day < date(2024, 2, 1)])[0]
        ground = rng.choices(
            ["North Sea", "West of Scotland", "Moray Firth", "Shetland Grounds", None], [40, 20, 18, 18, 4]
        )
        days_out = 1 if vessel[4] in ("Pots", "Handline", "Dredge") else rng.randint(2, 9)
        landings.append(
            (len(landings) + 1, vessel[0], day, ground[0], days_out, round(days_out * rng.uniform(12, 30), 1))
        )
    lots: Rows = []
    sales: Rows = []
    checks: Rows = []
    fond = {"Processor": 26, "Exporter": 24, "Wholesaler": 16, "Fishmonger": 6, "Restaurant": 3}
    for landing in landings:
        vessel = vessels[landing[1] - 1]
        pick = CATCH[vessel[4]]
        for index in sorted(rng.sample(pick, k=min(len(pick), rng.randint(1, 4)))):
            name, _, group, base, _ = FISH[index]
            grade = rng.choices(["A", "B", "E"], [58, 30, 12])[0]
            boxes = rng.randint(1, 8) if group in ("Shellfish", "Cephalopod") else rng.randint(2, 40)
            weight = round(boxes * rng.uniform(22, 40), 1)
            how = "Live" if name in ("Brown crab", "Lobster") else rng.choices(["Gutted", "Whole"], [68, 32])[0]
            season = 1 + 0.12 * (landing[2].month in (12, 1, 2)) + 0.05 * (landing[2].year - 2023)
            worth = base * season * {"E": 1.18, "A": 1, "B": 0.82}[grade]
            reserve = round(worth * 0.75, 2) if rng.random() < 0.8 else None
            state = rng.choices(["Sold", "Unsold", "Withdrawn"], [93, 5, 2])[0]
            number = len(lots) + 1
            sold = landing[2] + timedelta(days=rng.choice((0, 1, 1)))
            if sold.weekday() == 6:
                sold += timedelta(days=1)
            if sold > LAST_DAY:
                state = "Waiting"
            lots.append((number, landing[0], index + 1, grade, how, boxes, weight, reserve, state))
            if state == "Sold":
                able = [b for b in buyers[:19] if b[6] <= sold and (b[7] == "Active" or sold < date(2024, 9, 1))]
                buyer = rng.choices(able, [fond[b[2]] + b[0] % 3 for b in able])[0]
                price = round(worth * rng.uniform(0.8, 1.3), 2)
                amount = round(price * weight, 2)
                way = rng.choices(["Clock", "Online", "Private treaty"], [58, 36, 6])[0]
                sales.append((number, buyer[0], sold, way, price, amount, round(amount * 0.045, 2)))
            if rng.random() < 0.32:
                heat = round(rng.gauss(1.6, 1.1), 1)
                who = rng.choice(("L. Munro", "P. Gauld", "H. Isbister"))
                checks.append((number, landing[2], who, heat, "Fail" if heat > 4 or rng.random() < 0.03 else "Pass"))
    sales.sort(key=lambda row: (row[2], row[0]))
    sales = [(number, *row) for number, row in enumerate(sales, 1)]
    checks = [(number, *row) for number, row in enumerate(checks, 1)]
    owed: dict[tuple[int, date], float] = {}
    for sale in sales:
        monday = sale[3] - timedelta(days=sale[3].weekday())
        owed[sale[2], monday] = owed.get((sale[2], monday), 0) + sale[6]
    invoices: Rows = []
    for (buyer_id, monday), total in sorted(owed.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        sent = monday + timedelta(days=7)
        if sent > LAST_DAY:
            continue
        due = sent + timedelta(days=14)
        paid = sent + timedelta(days=rng.choices([6, 12, 14, 20, 35], [24, 34, 24, 12, 6])[0])
        settled = paid if paid <= LAST_DAY and rng.random() < 0.985 else None
        invoices.append((7000 + len(invoices), buyer_id, sent, due, round(total, 2), settled))
    return {
        "Vessel": (
            "VesselID integer primary key, VesselName varchar, RegistrationNo varchar, HomePort varchar, GearType varchar, "
            "LengthM decimal(5,1), YearBuilt integer, SkipperName varchar, IsActive boolean",
            vessels,
        ),
        "Species": (
            "SpeciesID integer primary key, CommonName varchar, LatinName varchar, SpeciesGroup varchar, MinSizeCm integer",
            species,
        ),
        "Buyer": (
            "BuyerID integer primary key, CompanyName varchar, BuyerType varchar, Country varchar, Email varchar, "
            "CreditLimit decimal(10,2), RegisteredOn date, AccountStatus varchar",
            buyers,
        ),
        "Landing": (
            "LandingID integer primary key, VesselID integer, LandingDate date, FishingGround varchar, DaysAtSea integer, "
            "IceTubs decimal(6,1)",
            landings,
        ),
        "Lot": (
            "LotID integer primary key, LandingID integer, SpeciesID integer, Grade varchar, Presentation varchar, "
            "Boxes integer, WeightKg decimal(8,1), ReservePriceKg decimal(8,2), LotStatus varchar",
            lots,
        ),
        "AuctionSale": (
            "SaleID integer primary key, LotID integer, BuyerID integer, SaleDate date, SaleMethod varchar, "
            "PricePerKg decimal(8,2), SaleAmount decimal(12,2), Commission decimal(10,2)",
            sales,
        ),
        "QualityCheck": (
            "CheckID integer primary key, LotID integer, CheckDate date, Inspector varchar, CoreTempC decimal(4,1), "
            "Result varchar",
            checks,
        ),
        "BuyerInvoice": (
            "InvoiceNo integer primary key, BuyerID integer, InvoiceDate date, DueDate date, TotalAmount decimal(12,2), "
            "PaidDate date",
            invoices,
        ),
    }


MADE_AB = {"escaperooms": escaperooms, "blooddonation": blooddonation, "fishauction": fishauction}
