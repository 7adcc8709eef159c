"""The databases of set AC: pet boarding kennels, a wine importer's star, a group of physiotherapy clinics."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Adele Alistair Beatrice Bernard Callum Camilla Declan Dorothy Edwin Esme Fraser Freya Gareth Gwen Hamish Hazel "
    "Isaac Ivy Joel Judith Kieran Lorna Malcolm Meera Nathan Nina Owen Pippa Ravi Rowena Samuel Saskia Toby Ursula "
    "Vikram Wanda Yusuf Zara"
)
LASTS = (
    "Appleby Barnes Carver Dalton Ellison Fairfax Gibbs Harker Irving Jarvis Kendall Langley Marlow Naylor Ogden "
    "Parrish Quigley Rowley Stanton Tilley Upton Venables Whitlock Yardley Anand Bose Cowan Doyle Eriksen Flynn"
)

# -- the kennels -------------------------------------------------------------------------------------------------------

SITES = (
    ("Hollow Oak", "Harrogate", "Yorkshire", date(2011, 4, 2), 60, True, "Rosalind Peel"),
    ("Millbrook", "Wetherby", "Yorkshire", date(2014, 9, 13), 44, True, "Gavin Stott"),
    ("Fox Lane", "Buxton", "Derbyshire", date(2016, 3, 5), 38, False, None),
    ("Riverside", "Matlock", "Derbyshire", date(2019, 6, 1), 30, True, "Aoife Brennan"),
    ("Long Meadow", "Knutsford", "Cheshire", date(2017, 5, 20), 52, True, "Trevor Nash"),
    ("The Paddock", "Nantwich", "Cheshire", date(2022, 2, 12), 26, False, "Lucinda Wray"),
    ("Barn End", "Clitheroe", "Lancashire", date(2023, 10, 7), 34, True, None),
)
DOG_BREEDS = (
    ("Labrador", "Large", 25),
    ("Cockapoo", "Medium", 19),
    ("Cocker Spaniel", "Medium", 15),
    ("French Bulldog", "Small", 12),
    ("Border Collie", "Medium", 10),
    ("Dachshund", "Small", 8),
    ("Golden Retriever", "Large", 7),
    ("Jack Russell", "Small", 6),
    ("German Shepherd", "Large", 5),
    ("Whippet", "Medium", 4),
    ("Great Dane", "Giant", 2),
    ("Mixed breed", "Medium", 14),
)
CAT_BREEDS = (["Domestic shorthair", "British Shorthair", "Maine Coon", "Siamese", "Ragdoll"], [60, 16, 10, 6, 8])
PET_NAMES = (
    "Bella Milo Luna Teddy Poppy Alfie Daisy Charlie Coco Buddy Rosie Max Molly Oscar Willow Archie Ruby Barney Lola "
    "Monty Tilly Rolo Nala Ziggy Maple Biscuit Pepper Rufus Mabel Otis Hugo Skye Jasper Smudge Tigger Felix"
)
UNITS = {
    "Dog": (["Standard kennel", "Deluxe suite", "Family kennel"], [64, 22, 14]),
    "Cat": (["Cat pen", "Cat penthouse"], [76, 24]),
    "Rabbit": (["Hutch"], [1]),
}
RATES = {
    "Standard kennel": 26,
    "Deluxe suite": 41,
    "Family kennel": 48,
    "Cat pen": 17,
    "Cat penthouse": 27,
    "Hutch": 11,
}
SEASON = {1: 4, 2: 5, 3: 5, 4: 7, 5: 7, 6: 8, 7: 11, 8: 13, 9: 7, 10: 6, 11: 4, 12: 9}


def kennels() -> Made:
    """Plural snake_case tables with every key declared."""
    rng = random.Random(2801)
    sites: Rows = [(number, *site) for number, site in enumerate(SITES, 1)]
    staff: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 64), 1):
        site = (number - 1) % 7 + 1
        opened = SITES[site - 1][3]
        if number <= 7:
            role = "Kennel assistant"
        elif number <= 14:
            role = "Groomer" if SITES[site - 1][5] else "Daycare handler"
        else:
            site = rng.choices(range(1, 8), [22, 16, 12, 12, 18, 8, 12])[0]
            opened = SITES[site - 1][3]
            role = rng.choices(["Kennel assistant", "Daycare handler", "Receptionist", "Groomer"], [44, 30, 14, 12])[0]
            if role == "Groomer" and not SITES[site - 1][5]:
                role = "Kennel assistant"
        if number <= 14:
            started = max(opened - timedelta(days=21), date(2014, 1, 6))
            started += timedelta(days=number * 31 % 97 if opened.year < 2023 else number % 7)
        else:
            started = _days(rng, max(opened, date(2016, 1, 1)), date(2025, 4, 30))
        gone = None
        if number > 14 and rng.random() < 0.28:
            gone = _days(rng, max(started + timedelta(days=30), date(2023, 3, 1)), LAST_DAY)
        wage = {"Kennel assistant": 11.6, "Daycare handler": 12.1, "Receptionist": 11.9, "Groomer": 14.4}[role]
        wage += rng.choice((0, 0.2, 0.45, 0.8, 1.3))
        staff.append((number, site, first, last, role, started, gone, round(wage, 2)))
    owners: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 640), 1):
        town = SITES[rng.choices(range(7), [22, 16, 10, 11, 19, 9, 13])[0]][1]
        if rng.random() < 0.25:
            town = rng.choice(("Leeds", "Skipton", "Bakewell", "Wilmslow", "Crewe", "Burnley"))
        heard = rng.choices(
            ["Word of mouth", "Google", "Facebook", "Leaflet", "Rescue centre", None], [34, 30, 15, 6, 7, 8]
        )[0]
        mail = f"{first}.{last}@post.example".lower() if rng.random() < 0.9 else None
        joined = _days(rng, date(2019, 1, 1) if number < 330 else date(2023, 1, 1), LAST_DAY)
        owners.append((number, first, last, mail, town, heard, rng.random() < 0.31, joined))
    pets: Rows = []
    for owner in owners:
        for _ in range(rng.choices([1, 2, 3, 4, 5], [60, 27, 9, 3, 1])[0]):
            species = rng.choices(["Dog", "Cat", "Rabbit"], [70, 25, 5])[0]
            size, breed = None, None
            if species == "Dog":
                breed, size, _ = rng.choices(DOG_BREEDS, [b[2] for b in DOG_BREEDS])[0]
            elif species == "Cat":
                breed = rng.choices(*CAT_BREEDS)[0]
            born = _days(rng, date(2010, 1, 1), date(2024, 9, 30)) if rng.random() < 0.93 else None
            jab = _days(rng, date(2025, 3, 1), date(2026, 5, 31)) if rng.random() < 0.82 else None
            if jab and rng.random() < 0.16:
                jab -= timedelta(days=rng.randint(330, 700))
            sex = rng.choice(("Female", "Male"))
            neutered = rng.random() < 0.72
            pets.append(
                (
                    len(pets) + 1,
                    owner[0],
                    rng.choice(PET_NAMES.split()),
                    species,
                    breed,
                    size,
                    sex,
                    neutered,
                    born,
                    jab,
                )
            )
    joined_on = {owner[0]: owner[7] for owner in owners}
    home = {owner[0]: rng.choices(range(1, 8), [22, 16, 11, 11, 19, 8, 13])[0] for owner in owners}
    boarders = [pet for pet in pets if pet[1] % 9]

    def site_for(owner: int, day: date) -> int:
        site = home[owner] if rng.random() < 0.88 else rng.randint(1, 7)
        return site if SITES[site - 1][3] <= day else 1

    stays: Rows = []
    taken: dict[int, list[tuple[date, date]]] = {}
    for _ in range(4700):
        start = _days(rng, date(2023, 1, 5), date(2025, 11, 20))
        if rng.random() > SEASON[start.month] / 13:
            continue
        lead = rng.choices([2, 6, 14, 30, 60, 110, 170], [10, 16, 22, 22, 16, 9, 5])[0] + rng.randint(0, 6)
        made = start - timedelta(days=lead)
        if made > LAST_DAY:
            continue
        pet = rng.choice(boarders)
        nights = rng.choices([1, 2, 3, 4, 5, 7, 10, 14, 21], [7, 16, 16, 10, 9, 22, 11, 8, 1])[0]
        end = start + timedelta(days=nights)
        if joined_on[pet[1]] > made or any(a < end and start < b for a, b in taken.get(pet[0], ())):
            continue
        taken.setdefault(pet[0], []).append((start, end))
        site = site_for(pet[1], start)
        unit = rng.choices(*UNITS[pet[3]])[0]
        rate = RATES[unit] + (2 if site in (1, 5) else 0) + 1.5 * (start.year - 2023)
        extras = rng.choice((8, 12, 15, 22.5, 30)) if rng.random() < 0.24 else 0
        state = "completed" if end <= LAST_DAY else "checked in" if start <= LAST_DAY else "booked"
        if state != "checked in":
            odds = [89, 8, 3] if state == "completed" else [94, 6, 0]
            state = rng.choices([state, "cancelled", "no-show"], odds)[0]
        off = None
        if state == "cancelled":
            off = min(_days(rng, made, start), LAST_DAY)
        price = round(rate * nights + extras, 2)
        deposit = round(price * 0.25, 2) if lead > 5 else None
        stays.append((pet[0], site, made, start, end, unit, rate, extras, price, deposit, state, off))
    stays.sort(key=lambda row: (row[2], row[3], row[0]))
    stays = [(number, *row) for number, row in enumerate(stays, 1)]
    regulars = [pet for pet in pets if pet[3] == "Dog" and pet[1] % 4 < 2]
    visits: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(4400)):
        if day.weekday() > 4 or (day.weekday() == 4 and rng.random() < 0.4):
            continue
        if day.weekday() in (0, 3) and rng.random() < 0.15:
            continue
        pet = rng.choice(regulars)
        if joined_on[pet[1]] > day:
            continue
        session = rng.choices(["full day", "half day"], [71, 29])[0]
        way = rng.choices(["single", "10-day pass", "monthly plan"], [38, 40, 22])[0]
        fee = (29 if session == "full day" else 18) + 1.5 * (day.year - 2023)
        fee = round(fee * {"single": 1, "10-day pass": 0.9, "monthly plan": 0.8}[way], 2)
        visits.append((len(visits) + 1, pet[0], site_for(pet[1], day), day, session, way, fee, rng.random() < 0.065))
    grooms: Rows = []
    cuts = (["Full groom", "Bath and dry", "Nail trim", "De-shed", "Puppy groom"], [42, 24, 16, 12, 6])
    cost = {"Full groom": 48, "Bath and dry": 29, "Nail trim": 12, "De-shed": 38, "Puppy groom": 34}
    dogs = [pet for pet in pets if pet[3] == "Dog" and pet[1] % 5 != 2]
    for day in sorted(_days(rng, date(2023, 1, 4), date(2025, 7, 31)) for _ in range(1500)):
        if day.weekday() == 6 or (day > LAST_DAY and rng.random() < 0.5):
            continue
        pet = rng.choice(dogs)
        if joined_on[pet[1]] > min(day, LAST_DAY):
            continue
        able = [s for s in staff if s[4] == "Groomer" and s[5] <= day and (s[6] is None or s[6] > day)]
        near = [s for s in able if s[1] == home[pet[1]]] or able
        groomer = rng.choice(near)
        what = rng.choices(*cuts)[0]
        price = cost[what] + {"Small": 0, "Medium": 4, "Large": 9, "Giant": 18}[pet[5]] + 2 * (day.year - 2023)
        state = "booked"
        if day <= LAST_DAY:
            state = rng.choices(["done", "cancelled", "no-show"], [90, 7, 3])[0]
        tip = rng.choice((2, 3, 3, 5, 5, 7.5, 10)) if state == "done" and rng.random() < 0.34 else None
        grooms.append((len(grooms) + 1, pet[0], groomer[0], day, what, price, tip, state))
    incidents: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 9), LAST_DAY) for _ in range(340)):
        pet = rng.choice([p for p in pets[:700] if joined_on[p[1]] <= day])
        kind = rng.choices(["Bite", "Illness", "Injury", "Escape", "Damage"], [26, 30, 22, 8, 14])[0]
        how = rng.choices(["Low", "Medium", "High"], [58, 30, 12])[0]
        site = site_for(pet[1], day)
        able = [s for s in staff if s[1] == site and s[5] <= day and (s[6] is None or s[6] > day)]
        closed = day + timedelta(days=rng.choices([0, 1, 3, 7, 15, 30], [24, 26, 20, 16, 9, 5])[0])
        if how == "High":
            closed += timedelta(days=rng.randint(2, 9))
        done = closed if closed <= LAST_DAY and rng.random() < 0.94 else None
        incidents.append(
            (len(incidents) + 1, pet[0], site, rng.choice(able)[0], day, kind, how, rng.random() < 0.87, done)
        )
    return {
        "sites": (
            "site_id integer primary key, site_name varchar, town varchar, county varchar, opened_on date, "
            "capacity integer, has_grooming_salon boolean, manager_name varchar",
            sites,
        ),
        "staff_members": (
            "staff_id integer primary key, site_id integer references sites (site_id), first_name varchar, "
            "last_name varchar, role varchar, started_on date, left_on date, hourly_wage decimal(6,2)",
            staff,
        ),
        "owners": (
            "owner_id integer primary key, first_name varchar, last_name varchar, email varchar, town varchar, "
            "heard_from varchar, is_club_member boolean, joined_on date",
            owners,
        ),
        "pets": (
            "pet_id integer primary key, owner_id integer references owners (owner_id), pet_name varchar, "
            "species varchar, breed varchar, size varchar, sex varchar, is_neutered boolean, date_of_birth date, "
            "vaccinated_until date",
            pets,
        ),
        "boarding_stays": (
            "stay_id integer primary key, pet_id integer references pets (pet_id), "
            "site_id integer references sites (site_id), booked_on date, check_in date, check_out date, "
            "unit_type varchar, nightly_rate decimal(6,2), extras_amount decimal(8,2), total_price decimal(8,2), "
            "deposit_amount decimal(8,2), status varchar, cancelled_on date",
            stays,
        ),
        "daycare_visits": (
            "visit_id integer primary key, pet_id integer references pets (pet_id), "
            "site_id integer references sites (site_id), visit_date date, session varchar, payment_plan varchar, "
            "fee decimal(6,2), late_pickup boolean",
            visits,
        ),
        "grooming_appointments": (
            "appointment_id integer primary key, pet_id integer references pets (pet_id), "
            "groomer_id integer references staff_members (staff_id), appointment_date date, service varchar, "
            "price decimal(6,2), tip_amount decimal(6,2), status varchar",
            grooms,
        ),
        "incidents": (
            "incident_id integer primary key, pet_id integer references pets (pet_id), "
            "site_id integer references sites (site_id), reported_by integer references staff_members (staff_id), "
            "occurred_on date, incident_type varchar, severity varchar, owner_informed boolean, resolved_on date",
            incidents,
        ),
    }


# -- the wine importer -------------------------------------------------------------------------------------------------

PRODUCERS = (
    ("Château Belrive", "France", "Bordeaux", "N", 2009),
    ("Domaine Perrault", "France", "Burgundy", "Y", 2012),
    ("Maison Delacourt", "France", "Champagne", "N", 2008),
    ("Cave de Sablières", "France", "Rhône", "Y", 2015),
    ("Tenuta Colle Alto", "Italy", "Tuscany", "Y", 2010),
    ("Fratelli Morandi", "Italy", "Piedmont", "N", 2011),
    ("Cantina San Vito", "Italy", "Veneto", "N", 2014),
    ("Bodegas Arrieta", "Spain", "Rioja", "N", 2009),
    ("Viña Calera", "Spain", "Ribera del Duero", "Y", 2018),
    ("Celler Puig", "Spain", "Penedès", "Y", 2016),
    ("Weingut Althoff", "Germany", "Mosel", "Y", 2013),
    ("Quinta do Rosal", "Portugal", "Douro", "N", 2017),
    ("Kotare Ridge", "New Zealand", "Marlborough", "N", 2019),
    ("Valle Azul", "Argentina", "Mendoza", "N", 2016),
)
WINES = (
    ("Belrive Grand Vin", 1, "Red", "Cabernet Sauvignon", 2016, 750, 13.5, 38.0, None),
    ("Belrive Second Vin", 1, "Red", "Merlot", 2018, 750, 13.5, 17.5, None),
    ("Belrive Blanc", 1, "White", "Sauvignon Blanc", 2022, 750, 12.5, 13.0, None),
    ("Belrive Grand Vin Magnum", 1, "Red", "Cabernet Sauvignon", 2015, 1500, 13.5, 82.0, None),
    ("Perrault Bourgogne Rouge", 2, "Red", "Pinot Noir", 2021, 750, 13.0, 21.0, None),
    ("Perrault Meursault", 2, "White", "Chardonnay", 2020, 750, 13.0, 44.0, None),
    ("Perrault Aligoté", 2, "White", "Aligoté", 2022, 750, 12.5, 15.5, None),
    ("Delacourt Brut Réserve", 3, "Sparkling", "Chardonnay", None, 750, 12.0, 29.5, None),
    ("Delacourt Rosé", 3, "Sparkling", "Pinot Noir", None, 750, 12.0, 34.0, None),
    ("Delacourt Brut Magnum", 3, "Sparkling", "Chardonnay", None, 1500, 12.0, 62.0, None),
    ("Delacourt Millésime", 3, "Sparkling", "Pinot Noir", 2012, 750, 12.5, 52.0, date(2024, 6, 30)),
    ("Sablières Côtes du Rhône", 4, "Red", "Grenache", 2021, 750, 14.0, 10.5, None),
    ("Sablières Gigondas", 4, "Red", "Grenache", 2019, 750, 15.0, 22.0, None),
    ("Sablières Rosé", 4, "Rosé", "Grenache", 2023, 750, 13.0, 9.8, None),
    ("Colle Alto Chianti Classico", 5, "Red", "Sangiovese", 2020, 750, 14.0, 16.5, None),
    ("Colle Alto Brunello", 5, "Red", "Sangiovese", 2017, 750, 14.8, 41.0, None),
    ("Colle Alto Vermentino", 5, "White", "Vermentino", 2022, 750, 12.5, 11.5, None),
    ("Morandi Barolo", 6, "Red", "Nebbiolo", 2018, 750, 14.6, 36.0, None),
    ("Morandi Barbera", 6, "Red", "Barbera", 2021, 750, 14.0, 12.8, None),
    ("Morandi Moscato", 6, "Sparkling", "Moscato", None, 750, 5.5, 10.2, date(2023, 12, 31)),
    ("San Vito Prosecco", 7, "Sparkling", "Glera", None, 750, 11.0, 8.9, None),
    ("San Vito Pinot Grigio", 7, "White", "Pinot Grigio", 2023, 750, 12.0, 7.6, None),
    ("San Vito Amarone", 7, "Red", "Corvina", 2018, 750, 15.5, 33.0, None),
    ("San Vito Valpolicella", 7, "Red", "Corvina", 2021, 750, 13.0, 10.9, None),
    ("San Vito Bardolino Chiaretto", 7, "Rosé", "Corvina", 2023, 750, 12.0, 8.4, None),
    ("Arrieta Crianza", 8, "Red", "Tempranillo", 2019, 750, 13.5, 9.9, None),
    ("Arrieta Reserva", 8, "Red", "Tempranillo", 2017, 750, 14.0, 15.8, None),
    ("Arrieta Gran Reserva", 8, "Red", "Tempranillo", 2011, 750, 14.0, 27.0, None),
    ("Arrieta Blanco", 8, "White", "Viura", 2022, 750, 12.5, 8.7, None),
    ("Arrieta Rosado", 8, "Rosé", "Tempranillo", 2022, 750, 13.0, 8.2, date(2024, 9, 30)),
    ("Calera Roble", 9, "Red", "Tempranillo", 2021, 750, 14.5, 12.4, None),
    ("Calera Selección", 9, "Red", "Tempranillo", 2018, 750, 14.9, 29.0, None),
    ("Puig Cava Brut Nature", 10, "Sparkling", "Xarel·lo", None, 750, 11.5, 11.0, None),
    ("Puig Cava Gran Reserva", 10, "Sparkling", "Xarel·lo", 2016, 750, 12.0, 19.5, None),
    ("Puig Ancestral", 10, "Orange", "Xarel·lo", 2022, 750, 11.0, 14.2, None),
    ("Althoff Riesling Trocken", 11, "White", "Riesling", 2022, 750, 12.0, 12.6, None),
    ("Althoff Kabinett", 11, "White", "Riesling", 2021, 750, 8.5, 15.0, None),
    ("Althoff Spätburgunder", 11, "Red", "Pinot Noir", 2020, 750, 13.0, 18.2, None),
    ("Rosal Tinto", 12, "Red", "Touriga Nacional", 2020, 750, 14.0, 10.8, None),
    ("Rosal Ruby Port", 12, "Fortified", "Touriga Nacional", None, 750, 19.5, 12.0, None),
    ("Rosal Tawny 10 Year", 12, "Fortified", "Touriga Nacional", None, 750, 20.0, 21.5, None),
    ("Kotare Sauvignon Blanc", 13, "White", "Sauvignon Blanc", 2023, 750, 13.0, 11.9, None),
    ("Kotare Pinot Noir", 13, "Red", "Pinot Noir", 2021, 750, 13.5, 17.0, None),
    ("Valle Azul Malbec", 14, "Red", "Malbec", 2022, 750, 13.9, 9.2, None),
    ("Valle Azul Gran Malbec", 14, "Red", "Malbec", 2019, 750, 14.7, 23.5, None),
    ("Valle Azul Torrontés", 14, "White", "Torrontés", 2023, 750, 13.0, 8.9, None),
)
LISTED_LATE = {"Puig Ancestral", "Valle Azul Torrontés"}
TRADE = (
    "Osteria Lupa,The Copper Pan,Brasserie Voltaire,Sable & Thyme,The Walled Garden,Nonna Pia,La Cabra,Fig Tree,"
    "Ember Grill,The Old Boathouse,Tapas Norte,Chez Aline,Marigold,The Laughing Heron,Blackfriars Kitchen,Juniper Room,"
    "Grape & Grain,Cork Street Wines,Vintage Cellar,The Wine Pantry,Bottle Green,Hedley Vintners,Uncorked,Decanter & Co,"
    "The Grand Hotel,Royal Crescent Hotel,Harbour View Hotel,Lakeside Manor,Station Hotel,Ashdown Park,"
    "Freshmart,Goodlands,Larder Stores,winehatch.example,CaseClub Online,BottleBox"
)
REPS = (
    ("Imogen Drake", "London", date(2016, 2, 1), None),
    ("Tom Ferris", "London", date(2021, 9, 6), None),
    ("Priti Solanki", "South", date(2018, 5, 14), None),
    ("Duncan Reeve", "South", date(2014, 3, 3), date(2024, 3, 31)),
    ("Elena Marchetti", "North", date(2019, 1, 7), None),
    ("Jack Holloway", "North", date(2022, 11, 1), date(2025, 1, 31)),
    ("Sian Pugh", "West", date(2020, 8, 17), None),
    ("Aaron Tate", "South", date(2024, 4, 8), None),
)


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def wineimport() -> Made:
    """A star without declared keys: dates as numbers, facts of sales, of imports and of month-end stock."""
    rng = random.Random(2802)
    dates: Rows = []
    day = date(2023, 1, 1)
    while day <= date(2025, 12, 31):
        dates.append(
            (
                _key(day),
                day,
                day.year,
                (day.month + 2) // 3,
                day.month,
                day.strftime("%B"),
                day.strftime("%A"),
                "N" if day.weekday() > 4 else "Y",
            )
        )
        day += timedelta(days=1)
    producers: Rows = [(number, *producer) for number, producer in enumerate(PRODUCERS, 1)]
    wines: Rows = []
    for number, (name, producer, colour, grape, vintage, size, strength, price, gone) in enumerate(WINES, 1):
        sku = f"{PRODUCERS[producer - 1][1][:2].upper()}{producer:02d}-{number:03d}"
        wines.append((number, sku, name, producer, colour, grape, vintage, size, strength, price, gone))
    reps: Rows = [(number, *rep) for number, rep in enumerate(REPS, 1)]
    towns = {
        "London": ("London",),
        "South": ("Brighton", "Winchester", "Canterbury"),
        "North": ("Leeds", "Manchester", "York"),
        "West": ("Bristol", "Bath", "Exeter"),
    }
    customers: Rows = []
    for number, name in enumerate(TRADE.split(","), 1):
        channel = "Restaurant" if number <= 16 else "Wine shop" if number <= 24 else "Hotel" if number <= 30 else None
        channel = channel or ("Supermarket" if number <= 33 else "Online retailer")
        area = rng.choices(list(towns), [36, 24, 24, 16])[0]
        opened = _days(rng, date(2012, 1, 1), date(2022, 12, 31))
        if number in (12, 23, 29, 36):
            opened = _days(rng, date(2023, 3, 1), date(2024, 8, 31))
        credit = "On stop" if number in (7, 14, 22) else "Review" if number in (3, 20, 27, 34) else "Good"
        days = rng.choice((14, 30, 30, 60)) if number not in (9, 24) else None
        customers.append(
            (number, f"C{2000 + number * 3}", name, channel, rng.choice(towns[area]), area, opened, credit, days)
        )
    sales: Rows = []
    order = 40000
    heavy = {"Restaurant": 10, "Wine shop": 14, "Hotel": 11, "Supermarket": 9, "Online retailer": 15}
    packs: dict[str, tuple[int, ...]] = {
        "Restaurant": (6, 12, 12, 18, 24),
        "Wine shop": (6, 12, 18, 24, 36),
        "Hotel": (12, 24, 24, 36, 48),
        "Supermarket": (120, 180, 240, 360),
        "Online retailer": (24, 36, 60, 96),
    }
    weights = [14 + 200 / wine[9] + (wine[0] * 7) % 11 for wine in wines]
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1330)):
        if day.weekday() > 4 or (day.month in (1, 2) and rng.random() < 0.35):
            continue
        able = [c for c in customers if c[6] <= day and (c[7] != "On stop" or day < date(2024, 12, 1))]
        able = [c for c in able if c[0] not in (5, 26) or day.year < 2025]
        customer = rng.choices(able, [heavy[c[3]] + (c[0] * 5) % 7 for c in able])[0]
        crew = [r for r in reps if r[2] == customer[5] and r[3] <= day and (r[4] is None or r[4] >= day)]
        rep = rng.choice(crew)[0] if rng.random() > 0.03 else None
        order += 1
        sent = day + timedelta(days=rng.choices([1, 2, 3, 5, 12], [24, 32, 22, 14, 8])[0])
        waiting = day.year == 2025 and day.month > 3 and rng.random() < 0.06
        arrived = _key(sent) if sent <= LAST_DAY and not waiting else None
        bought: set[int] = set()
        for line in range(1, rng.choices([1, 2, 3, 4, 5], [18, 28, 26, 18, 10])[0] + 1):
            wine = rng.choices(wines, weights)[0]
            if wine[0] in bought or wine[2] in LISTED_LATE or (wine[10] and wine[10] < day):
                continue
            bought.add(wine[0])
            sample = customer[3] != "Supermarket" and rng.random() < 0.05
            bottles = rng.choice((1, 2, 3)) if sample else rng.choice(packs[customer[3]])
            if wine[7] == 1500 and not sample:
                bottles = rng.choice((2, 3, 6))
            price = 0 if sample else round(wine[9] * (1 + 0.03 * (day.year - 2023)), 2)
            rate = {"Supermarket": 0.18, "Online retailer": 0.1, "Hotel": 0.06}.get(customer[3], 0)
            rate = rate + 0.05 if rng.random() < 0.2 else rate if rng.random() < 0.8 else 0
            off = round(price * bottles * rate, 2)
            net = round(price * bottles - off, 2)
            cost = round(wine[9] * rng.uniform(0.56, 0.66) * bottles, 2)
            flag = "Y" if sample else "N"
            sales.append(
                (order, line, _key(day), arrived, customer[0], wine[0], rep, bottles, price, off, net, cost, flag)
            )
    imports: Rows = []
    ports = {
        "France": ("Dover", "Portsmouth"),
        "Germany": ("Felixstowe",),
        "Spain": ("Portsmouth", "Southampton"),
        "Portugal": ("Portsmouth",),
        "Italy": ("Felixstowe", "Dover"),
        "New Zealand": ("Tilbury",),
        "Argentina": ("Tilbury", "Southampton"),
    }
    number = 900
    for day in sorted(_days(rng, date(2023, 1, 5), LAST_DAY) for _ in range(300)):
        maker = rng.choice(producers)
        number += 1
        far = maker[2] in ("New Zealand", "Argentina")
        expected = day + timedelta(days=rng.randint(50, 75) if far else rng.randint(14, 35))
        landed = expected + timedelta(days=rng.choices([-2, 0, 1, 4, 9], [16, 38, 22, 16, 8])[0])
        arrived = _key(landed) if landed <= LAST_DAY else None
        port = rng.choice(ports[maker[2]])
        range_ = [w for w in wines if w[3] == maker[0] and (w[10] is None or w[10] > day)]
        for wine in rng.sample(range_, k=min(len(range_), rng.randint(1, 3))):
            bottles = rng.choice((120, 240, 300, 480, 600)) if wine[9] < 25 else rng.choice((36, 60, 120, 180))
            value = round(wine[9] * 0.52 * bottles, 2)
            freight = round(bottles * (0.82 if far else 0.38) * rng.uniform(0.9, 1.15), 2)
            duty = round(bottles * wine[7] / 750 * (3.9 if wine[4] == "Fortified" else 2.67), 2)
            imports.append(
                (
                    f"SH{number}",
                    _key(day),
                    _key(expected),
                    arrived,
                    wine[0],
                    port,
                    bottles,
                    value,
                    freight,
                    duty if arrived else None,
                )
            )
    stock: Rows = []
    month = date(2023, 1, 31)
    while month < LAST_DAY:
        for wine in wines:
            if wine[10] and wine[10] < month:
                continue
            for place, share in (("Barking Bond", 0.65), ("Avonmouth", 0.35)):
                if place == "Avonmouth" and wine[0] % 3 == 0:
                    continue
                held = int(rng.uniform(0.4, 1.6) * (40 + 5200 / wine[9]) * share)
                stock.append((_key(month), wine[0], place, held, round(held * wine[9] * 0.58, 2)))
        month = (month + timedelta(days=1)).replace(day=28) + timedelta(days=4)
        month -= timedelta(days=month.day)
    return {
        "dim_date": (
            "date_key integer, calendar_date date, year_no integer, quarter_no integer, month_no integer, "
            "month_name varchar, weekday_name varchar, is_working_day varchar",
            dates,
        ),
        "dim_producer": (
            "producer_key integer, producer_name varchar, country varchar, region varchar, organic_certified varchar, "
            "partner_since integer",
            producers,
        ),
        "dim_wine": (
            "wine_key integer, sku varchar, wine_name varchar, producer_key integer, colour varchar, grape varchar, "
            "vintage integer, bottle_ml integer, alcohol_pct decimal(4,1), list_price decimal(8,2), delisted_on date",
            wines,
        ),
        "dim_customer": (
            "customer_key integer, customer_no varchar, customer_name varchar, channel varchar, town varchar, "
            "sales_area varchar, account_opened date, credit_status varchar, payment_days integer",
            customers,
        ),
        "dim_sales_rep": (
            "rep_key integer, rep_name varchar, sales_area varchar, hire_date date, leave_date date",
            reps,
        ),
        "fact_sales": (
            "order_no integer, line_no integer, order_date_key integer, delivery_date_key integer, "
            "customer_key integer, wine_key integer, rep_key integer, bottles integer, unit_price decimal(8,2), "
            "discount_amount decimal(10,2), net_amount decimal(10,2), cost_amount decimal(10,2), is_sample varchar",
            sales,
        ),
        "fact_import": (
            "shipment_no varchar, order_date_key integer, expected_date_key integer, arrival_date_key integer, "
            "wine_key integer, port varchar, bottles integer, purchase_value decimal(10,2), "
            "freight_cost decimal(10,2), duty_paid decimal(10,2)",
            imports,
        ),
        "fact_stock": (
            "date_key integer, wine_key integer, warehouse varchar, bottles_on_hand integer, stock_value decimal(12,2)",
            stock,
        ),
    }


# -- the physiotherapy clinics -----------------------------------------------------------------------------------------

CLINICS = (
    ("ABE", "Abergate", "Abergate", "Coast", 5, date(2012, 9, 3), "Y"),
    ("CAS", "Castle Street", "Ludlow", "Inland", 4, date(2015, 1, 12), "N"),
    ("HAR", "Harbourside", "Penmouth", "Coast", 7, date(2017, 6, 5), "Y"),
    ("NEW", "New Road", "Hereford", "Inland", 6, date(2019, 10, 14), "Y"),
    ("PAR", "Parkfield", "Worcester", "Inland", 3, date(2022, 4, 4), "N"),
    ("SEA", "Seaview", "Penmouth", "Coast", 3, date(2023, 9, 18), "N"),
)
INSURERS = (
    ("AXM", "Axminster Health", 55, 30),
    ("BLU", "BlueArc", 62, 30),
    ("CIV", "Civic Mutual", 48, 45),
    ("PRU", "Prudence Care", 58, 30),
    ("VIT", "Vitesse", 60, 21),
)
TREATMENTS = (
    ("ASM", "Initial assessment", "Assessment", 45, 62, 24),
    ("FUP", "Follow-up session", "Manual therapy", 30, 46, 50),
    ("SPM", "Sports massage", "Massage", 45, 52, 12),
    ("DTM", "Deep tissue massage", "Massage", 60, 64, 7),
    ("ACU", "Acupuncture", "Needling", 30, 49, 9),
    ("DRY", "Dry needling", "Needling", 30, 51, 5),
    ("SHW", "Shockwave therapy", "Electrotherapy", 20, 75, 6),
    ("ULT", "Ultrasound", "Electrotherapy", 20, 40, 4),
    ("HYD", "Hydrotherapy", "Exercise", 45, 58, 5),
    ("GAI", "Gait analysis", "Assessment", 60, 95, 3),
)
AREAS = (["Lower back", "Knee", "Shoulder", "Neck", "Ankle", "Hip", "Wrist"], [30, 22, 18, 13, 8, 6, 3])


def physio() -> Made:
    """CamelCase, partly abbreviated names; keys declared for the lists and for two references, not for the rest."""
    rng = random.Random(2803)
    clinics: Rows = list(CLINICS)
    insurers: Rows = list(INSURERS)
    treatments: Rows = [row[:5] for row in TREATMENTS]
    therapists: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 31), 1):
        clinic = CLINICS[(number - 1) % 6] if number <= 12 else rng.choices(CLINICS, [18, 14, 26, 22, 11, 9])[0]
        grade = rng.choices(["Junior", "Senior", "Lead"], [36, 46, 18])[0]
        focus = rng.choices(
            ["Musculoskeletal", "Sports", "Neuro", "Women's health", "Paediatric", None], [40, 24, 12, 10, 8, 6]
        )[0]
        if number <= 12:
            hired = max(clinic[5], date(2016, 1, 4)) + timedelta(days=number * 23 % 71 - 30)
        else:
            hired = _days(rng, max(clinic[5], date(2018, 1, 1)), date(2025, 3, 31))
        gone = _days(rng, max(hired, date(2023, 6, 1)), LAST_DAY) if number > 12 and rng.random() < 0.3 else None
        rate = {"Junior": 19.5, "Senior": 25.0, "Lead": 31.0}[grade] + rng.choice((0, 0.75, 1.5, 2.25))
        therapists.append((300 + number, first, last, grade, focus, clinic[0], hired, gone, rate))
    patients: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 820), 1):
        source = rng.choices(["GP", "Self", "Consultant", "Insurer", "Sports club"], [30, 38, 12, 14, 6])[0]
        cover: str | None = rng.choices([i[0] for i in INSURERS], [26, 30, 12, 20, 12])[0]
        if source != "Insurer" and rng.random() < 0.62:
            cover = None
        sex = rng.choices(["F", "M"], [56, 44])[0]
        born = _days(rng, date(1938, 1, 1), date(2012, 12, 31))
        town = rng.choices(
            ["Abergate", "Ludlow", "Penmouth", "Hereford", "Worcester", "Leominster"], [16, 13, 27, 22, 15, 7]
        )
        joined = _days(rng, date(2022, 6, 1) if number < 190 else date(2023, 1, 1), LAST_DAY)
        mail = rng.choices(["Y", "N"], [64, 36])[0]
        patients.append((7000 + number, f"{first} {last}", sex, born, town[0], joined, source, cover, mail))
    episodes: Rows = []
    appts: Rows = []
    fees: dict[int, dict[tuple[int, int], float]] = {}
    for patient in patients[:790]:
        begin = max(patient[5], date(2023, 1, 3)) + timedelta(days=rng.randint(0, 12))
        for _ in range(rng.choices([1, 2, 3], [72, 22, 6])[0]):
            able = [t for t in therapists if t[6] <= begin and (t[7] is None or t[7] > begin + timedelta(days=60))]
            if begin > LAST_DAY or not able:
                break
            load = {"ABE": 16, "CAS": 11, "HAR": 24, "NEW": 20, "PAR": 9, "SEA": 6}
            therapist = rng.choices(able, [load[t[5]] + t[0] % 5 for t in able])[0]
            area = rng.choices(*AREAS)[0]
            number = 50001 + len(episodes)
            wanted = rng.choices([1, 2, 3, 4, 5, 6, 8, 11], [9, 14, 18, 20, 15, 12, 8, 4])[0]
            pain = rng.randint(4, 10)
            day, last = begin, begin
            for visit in range(wanted):
                if day > date(2025, 11, 20):
                    break
                while day.weekday() > 4 - (therapist[0] % 2 and day.month % 5 == 0):
                    day += timedelta(days=1)
                if visit == 0:
                    kind = TREATMENTS[0] if rng.random() < 0.92 else TREATMENTS[9]
                else:
                    kind = rng.choices(TREATMENTS[1:9], [row[5] for row in TREATMENTS[1:9]])[0]
                state = rng.choices(["Attended", "Cancelled", "DNA"], [85, 10, 5])[0] if day <= LAST_DAY else "Booked"
                why = None
                if state == "Cancelled":
                    why = rng.choices(["Illness", "Work", "Feeling better", "Cost", None], [34, 28, 16, 8, 14])[0]
                fee = kind[4] + (4 if therapist[3] == "Lead" else 0) + 2 * (day.year - 2023)
                made = min(day - timedelta(days=rng.choice((1, 3, 7, 10, 14))), LAST_DAY)
                hour = rng.choices(range(8, 19), [8, 11, 12, 10, 6, 5, 8, 9, 10, 12, 9])[0]
                seen = therapist
                if visit and rng.random() < 0.08:
                    seen = rng.choice(
                        [t for t in able if t[5] == therapist[5] and (t[7] is None or t[7] > day)] or [seen]
                    )
                appts.append(
                    (
                        number,
                        patient[0],
                        seen[0],
                        seen[5],
                        kind[0],
                        day,
                        f"{hour:02d}:{rng.choice((0, 30)):02d}",
                        made,
                        "Y" if visit == 0 else "N",
                        fee,
                        state,
                        why,
                    )
                )
                if state == "Attended":
                    bill = fees.setdefault(patient[0], {})
                    bill[day.year, day.month] = bill.get((day.year, day.month), 0) + fee
                last = day
                day += timedelta(days=rng.choices([5, 7, 10, 14, 21], [8, 40, 20, 24, 8])[0])
                if day > LAST_DAY + timedelta(days=20) and rng.random() < 0.3:
                    break
            ended = last + timedelta(days=rng.randint(0, 7))
            out = ended if ended <= LAST_DAY and rng.random() < 0.94 else None
            after = max(0, pain - rng.randint(1, 7)) if out and rng.random() < 0.9 else None
            result = rng.choices(["Resolved", "Improved", "No change", "Referred on"], [42, 38, 12, 8])[0]
            episodes.append((number, patient[0], therapist[0], area, begin, out, pain, after, result if out else None))
            begin = last + timedelta(days=rng.randint(60, 240))
    here = [t for t in therapists if t[7] is None]
    for episode in rng.sample(episodes[-500:], k=140):
        day = _days(rng, date(2025, 7, 1), date(2025, 11, 21))
        if day.weekday() > 4:
            day -= timedelta(days=2)
        seen = rng.choice(here)
        start = f"{rng.randint(9, 17):02d}:00"
        fee = 50 + (4 if seen[3] == "Lead" else 0)
        made = _days(rng, date(2025, 5, 1))
        appts.append((episode[0], episode[1], seen[0], seen[5], "FUP", day, start, made, "N", fee, "Booked", None))
    appts.sort(key=lambda row: (row[7], row[5], row[6], row[0]))
    appts = [(200001 + number, *row) for number, row in enumerate(appts)]
    bills = sorted((year, month, patient) for patient, months in fees.items() for year, month in months)
    payers = {patient[0]: patient[7] for patient in patients}
    pace = {"AXM": 24, "BLU": 31, "CIV": 52, "PRU": 28, "VIT": 17, None: 6}
    invoices: Rows = []
    for year, month, patient_no in bills:
        sent = (date(year, month, 28) + timedelta(days=6)).replace(day=2)
        if sent > LAST_DAY:
            continue
        payer = payers[patient_no]
        due = sent + timedelta(days=next((i[3] for i in INSURERS if i[0] == payer), 14))
        paid = sent + timedelta(days=max(0, round(rng.gauss(pace[payer], 5))))
        settled = paid if paid <= LAST_DAY and rng.random() < 0.96 else None
        amount = round(fees[patient_no][year, month], 2)
        invoices.append((90001 + len(invoices), patient_no, payer, sent, due, settled, amount))
    return {
        "Clinic": (
            "ClinicCd varchar primary key, ClinicNm varchar, Town varchar, Region varchar, Rooms integer, OpenDt date, "
            "PoolYN varchar",
            clinics,
        ),
        "Insurer": ("InsCd varchar primary key, InsNm varchar, MaxFee decimal(8,2), PayDays integer", insurers),
        "Therapist": (
            "ThNo integer primary key, FirstNm varchar, LastNm varchar, Grade varchar, Specialty varchar, "
            "ClinicCd varchar references Clinic (ClinicCd), HireDt date, LeaveDt date, HrRate decimal(6,2)",
            therapists,
        ),
        "Patient": (
            "PtNo integer primary key, PtNm varchar, Sex varchar, BirthDt date, Town varchar, RegDt date, "
            "RefSource varchar, InsCd varchar, EmailOk varchar",
            patients,
        ),
        "Treatment": (
            "TrtCd varchar, TrtDesc varchar, TrtCat varchar, DurMin integer, StdFee decimal(8,2)",
            treatments,
        ),
        "Episode": (
            "EpNo integer, PtNo integer references Patient (PtNo), LeadThNo integer, BodyArea varchar, StartDt date, "
            "DischDt date, PainStart integer, PainEnd integer, Outcome varchar",
            episodes,
        ),
        "Appt": (
            "ApptNo integer primary key, EpNo integer, PtNo integer, ThNo integer, ClinicCd varchar, TrtCd varchar, "
            "ApptDt date, StartTm varchar, BookDt date, FirstVisit varchar, FeeAmt decimal(8,2), ApptStat varchar, "
            "CancelReason varchar",
            appts,
        ),
        "Invoice": (
            "InvNo integer, PtNo integer, InsCd varchar, InvDt date, DueDt date, PaidDt date, InvAmt decimal(10,2)",
            invoices,
        ),
    }


MADE_AC = {"kennels": kennels, "wineimport": wineimport, "physio": physio}
