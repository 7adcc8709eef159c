"""The databases of set F: a cinema chain, a veterinary clinic and a parcel carrier."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import FIRST, TODAY, Made, Rows, _days

LAST = TODAY - timedelta(days=1)


def _stamp(rng: random.Random, day: date, start: int = 0, end: int = 24) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=rng.randrange(start * 60, end * 60))


def cinema() -> Made:
    """Plural snake_case; primary keys and most foreign keys declared, none on ticket and concession sales (orphans, nulls)."""
    rng = random.Random(601)
    cinemas: Rows = [
        (1, "Roxy", "Bristol", date(1998, 5, 1), True, 240),
        (2, "Harbour Lights", "Bristol", date(2011, 3, 12), False, 0),
        (3, "Majestic", "Leeds", date(2004, 9, 30), True, 180),
        (4, "Northern Star", "Leeds", date(2017, 11, 3), True, 320),
        (5, "Plaza", "Cardiff", date(2009, 6, 19), False, None),
        (6, "Empire", "Glasgow", date(1989, 12, 8), True, 150),
        (7, "Clyde Picture House", "Glasgow", date(2020, 2, 14), False, 90),
        (8, "Riverside", "Cardiff", date(2025, 6, 5), True, 60),
    ]
    screens: Rows = []
    for one in cinemas[:7]:
        for number in range(1, rng.randint(3, 6) + 1):
            kind = rng.choice(["standard", "standard", "premium", "IMAX"])
            seats = {"standard": rng.randint(80, 190), "premium": rng.randint(30, 70), "IMAX": rng.randint(260, 420)}[
                kind
            ]
            screens.append((len(screens) + 1, one[0], number, seats, kind))
    first = ["Silent", "Golden", "Last", "Broken", "Hidden", "Electric", "Crimson", "Paper", "Midnight", "Frozen"]
    second = ["Harbour", "Empire", "Letters", "Garden", "Orbit", "Horses", "Promise", "Machine", "Winter", "Lies"]
    titles = [f"{a} {b}" for a in first for b in second]
    rng.shuffle(titles)
    films: Rows = []
    for i in range(1, 65):
        films.append(
            (
                i,
                titles[i - 1],
                rng.choice(["Drama", "Comedy", "Horror", "Action", "Animation", "Documentary"]),
                rng.choice(
                    ["Marta Keane", "Owen Pryce", "Lin Zhao", "Sofia Brandt", "Idris Cole", "Yuki Mori", "Paul Renner"]
                ),
                rng.choice(["Lantern", "Bluebird", "Northgate", "Arcadia"]),
                _days(rng, date(2022, 10, 1), date(2025, 5, 20)) if i <= 58 else date(2025, 7, i - 50),
                80 + (i * 37) % 101,
                rng.choice(["U", "PG", "12A", "15", "15", "18"]),
                round(rng.uniform(0.8, 190), 1) if rng.random() > 0.15 else None,
            )
        )
    screenings: Rows = []
    for i in range(1, 2401):
        film = rng.choice(films[:58])
        day = _days(rng, max(FIRST, film[5]), LAST)
        screenings.append(
            (
                i,
                film[0],
                rng.randint(1, len(screens)),
                datetime(
                    day.year, day.month, day.day, rng.choice([11, 14, 17, 18, 20, 21]), rng.choice([0, 15, 30, 45])
                ),
                rng.choice(["original", "original", "dubbed", "subtitled"]) if rng.random() > 0.03 else None,
                rng.random() < 0.2,
                rng.random() < 0.04,
            )
        )
    tickets: Rows = []
    base = {"adult": 12.5, "child": 7.0, "senior": 8.5, "student": 9.0}
    for i in range(1, 5001):
        show = rng.choice(screenings[:2350])
        kind = rng.choice(["adult", "adult", "adult", "child", "senior", "student"])
        many = rng.randint(1, 6)
        price = base[kind] + rng.choice([0, 0, 1.5, 3])
        off = rng.choice([1.0, 2.0, 2.5]) if rng.random() < 0.2 else None
        tickets.append(
            (
                i,
                show[0] if i % 200 else 90000 + i,
                show[3] - timedelta(minutes=rng.randrange(5, 4000)),
                kind,
                many,
                price,
                off,
                round(many * price - (off or 0), 2),
                rng.choice(["web", "web", "app", "box office"]) if rng.random() > 0.03 else None,
                rng.random() < 0.05,
            )
        )
    goods = [
        ("Popcorn", "Snacks", 5.5),
        ("Nachos", "Snacks", 6.5),
        ("Chocolate bar", "Sweets", 2.8),
        ("Gummy bears", "Sweets", 3.2),
        ("Cola", "Soft drinks", 3.9),
        ("Water", "Soft drinks", 2.5),
        ("Lager", "Alcohol", 5.8),
        ("Wine", "Alcohol", 6.9),
    ]
    concessions: Rows = []
    for i in range(1, 3501):
        item, group, price = rng.choice(goods)
        many = rng.choice([1, 1, 2, 2, 3, 4])
        concessions.append(
            (
                i,
                rng.randint(1, 7) if rng.random() > 0.02 else None,
                _stamp(rng, _days(rng), 10, 23),
                item,
                group,
                many,
                round(many * price, 2),
                rng.choice(["card", "card", "cash"]),
            )
        )
    staff: Rows = []
    for i in range(1, 121):
        hired = _days(rng, date(2018, 1, 1), LAST)
        staff.append(
            (
                i,
                rng.choice(["Amy", "Ben", "Cara", "Dev", "Ewan", "Fay"])
                + " "
                + rng.choice(["Hughes", "Khan", "Morris", "Reid", "Shaw"]),
                rng.randint(1, 7) if i % 15 else None,
                rng.choice(["usher", "usher", "cashier", "projectionist", "manager"]),
                hired,
                hired + timedelta(days=rng.randint(30, 400))
                if rng.random() < 0.25 and hired < date(2024, 4, 1)
                else None,
                round(rng.uniform(11.4, 24), 2),
            )
        )
    return {
        "cinemas": (
            "cinema_id integer primary key, cinema_name varchar, city varchar, opened_on date, "
            "has_bar boolean, parking_spaces integer",
            cinemas,
        ),
        "screens": (
            "screen_id integer primary key, cinema_id integer references cinemas(cinema_id), "
            "screen_number integer, seats integer, "
            "screen_type varchar",
            screens,
        ),
        "films": (
            "film_id integer primary key, title varchar, genre varchar, director varchar, "
            "distributor varchar, release_date date, "
            "runtime_minutes integer, age_rating varchar, budget_millions double",
            films,
        ),
        "screenings": (
            "screening_id integer primary key, film_id integer references films(film_id), screen_id integer references "
            "screens(screen_id), starts_at timestamp, language_version varchar, is_3d boolean, is_cancelled boolean",
            screenings,
        ),
        "ticket_sales": (
            "ticket_sale_id integer primary key, screening_id integer, sold_at timestamp, ticket_type varchar, quantity integer, "
            "unit_price double, discount double, amount double, channel varchar, refunded boolean",
            tickets,
        ),
        "concession_sales": (
            "concession_sale_id integer primary key, cinema_id integer, sold_at timestamp, item varchar, category varchar, "
            "quantity integer, amount double, payment_method varchar",
            concessions,
        ),
        "staff": (
            "staff_id integer primary key, full_name varchar, cinema_id integer references cinemas(cinema_id), job_role varchar, "
            "hired_on date, left_on date, hourly_wage double",
            staff,
        ),
    }


def vetclinic() -> Made:
    """Singular Pascal case, every key called Id and declared primary, references by name only; appointments run past today."""
    rng = random.Random(602)
    species: Rows = [
        (1, "Dog", False),
        (2, "Cat", False),
        (3, "Rabbit", False),
        (4, "Parrot", True),
        (5, "Tortoise", True),
        (6, "Ferret", True),
    ]
    breeds = {
        1: ["Beagle", "Labrador", "Poodle", "Boxer"],
        2: ["Siamese", "Persian", "Maine Coon"],
        3: ["Dutch", "Angora"],
    }
    towns = ["Delft", "Leiden", "Gouda", "Rotterdam", "The Hague"]
    owners: Rows = []
    for i in range(1, 351):
        name = f"{rng.choice(['Eva', 'Luuk', 'Noor', 'Sem', 'Tess', 'Daan', 'Mila', 'Bram'])} " + rng.choice(
            ["Bakker", "Visser", "Smit", "Mulder", "de Boer", "Peters", "Hendriks"]
        )
        owners.append(
            (
                i,
                name,
                rng.choice(towns),
                f"owner{i}@mail.example" if rng.random() > 0.2 else None,
                _days(rng),
                rng.choice("YYN"),
            )
        )
    animals: Rows = []
    for i in range(1, 601):
        kind = rng.choice([1, 1, 1, 2, 2, 2, 3, 4, 5])
        animals.append(
            (
                i,
                rng.choice(["Bella", "Max", "Luna", "Charlie", "Simba", "Coco", "Rocky", "Nala", "Pip", "Bruno"]),
                kind if rng.random() > 0.02 else None,
                rng.randint(1, 320) if i % 75 else 5000 + i,
                rng.choice(breeds[kind]) if kind in breeds and rng.random() > 0.15 else None,
                rng.choice(["female", "male"]),
                _days(rng, date(2010, 1, 1), date(2025, 3, 1)) if rng.random() > 0.08 else None,
                round({1: 22, 2: 4.5, 3: 2, 4: 0.6, 5: 3}[kind] * rng.uniform(0.5, 1.6), 2),
                rng.random() < 0.6,
                _days(rng, date(2024, 1, 1), LAST) if rng.random() < 0.07 else None,
            )
        )
    vets: Rows = [
        (1, "Dr. Anke Willems", "Surgery", date(2012, 4, 1), True),
        (2, "Dr. Jeroen Kok", "General practice", date(2016, 9, 15), True),
        (3, "Dr. Sanne Prins", "General practice", date(2019, 1, 7), False),
        (4, "Dr. Omar Haddad", "Dentistry", date(2021, 6, 21), False),
        (5, "Dr. Julia Roos", "Exotic animals", date(2022, 2, 1), False),
        (6, "Dr. Pieter Bos", "Surgery", date(2023, 8, 28), False),
        (7, "Dr. Fleur Jansen", "Dermatology", date(2025, 6, 2), False),
    ]
    appointments: Rows = []
    for i in range(1, 2601):
        day = _days(rng, FIRST, date(2025, 7, 31))
        state = rng.choice(["completed"] * 8 + ["cancelled", "no-show"])
        if day >= TODAY:
            state = rng.choice(["booked"] * 6 + ["cancelled"])
        appointments.append(
            (
                i,
                rng.randint(1, 560) if i % 130 else 8000 + i,
                rng.randint(1, 6) if rng.random() > 0.03 else None,
                _stamp(rng, day, 8, 18),
                rng.choice(["check-up", "check-up", "vaccination", "injury", "skin problem", "dental", "surgery"]),
                state,
                rng.choice([15, 20, 30, 45, 60]),
            )
        )
    menu = [
        ("Dental cleaning", "Dental", 120),
        ("Tooth extraction", "Dental", 180),
        ("X-ray", "Diagnostics", 95),
        ("Blood test", "Diagnostics", 60),
        ("Ultrasound", "Diagnostics", 130),
        ("Castration", "Surgery", 210),
        ("Wound stitching", "Surgery", 160),
        ("Deworming", "Medication", 25),
        ("Antibiotics", "Medication", 38),
    ]
    done = [a for a in appointments if a[5] == "completed"]
    treatments: Rows = []
    for i in range(1, 3001):
        name, group, price = rng.choice(menu)
        treatments.append(
            (
                i,
                rng.choice(done)[0] if i % 150 else 70000 + i,
                name,
                group,
                round(price * rng.uniform(0.8, 1.4), 2),
                rng.random() < 0.1,
            )
        )
    vaccinations: Rows = []
    for i in range(1, 1201):
        given = _days(rng)
        vaccinations.append(
            (
                i,
                rng.randint(1, 540),
                rng.choice(["Rabies", "Parvo", "Distemper", "Feline flu", "Myxomatosis"]),
                given,
                given + timedelta(days=rng.choice([180, 365, 730])) if rng.random() > 0.1 else None,
                rng.choice(["Zoetis", "Boehringer", "MSD"]),
            )
        )
    owner_of = {a[0]: a[3] for a in animals}
    invoices: Rows = []
    for i, visit in enumerate(sorted(done, key=lambda a: a[3])[:1900], 1):
        retail = rng.random() < 0.05
        owner = rng.randint(1, 320) if retail or visit[1] not in owner_of else owner_of[visit[1]]
        issued = visit[3].date()
        state = rng.choice(["paid"] * 8 + ["open", "void"])
        paid = issued + timedelta(days=rng.randint(0, 45))
        if state == "paid" and paid >= TODAY:
            state = "open"
        invoices.append(
            (
                i,
                owner,
                None if retail else visit[0],
                issued,
                paid if state == "paid" else None,
                round(rng.uniform(25, 640), 2),
                rng.choice(["pin", "cash", "insurance"]) if state == "paid" else None,
                state,
            )
        )
    return {
        "Species": ("Id integer primary key, Name varchar, IsExotic boolean", species),
        "Owner": (
            "Id integer primary key, FullName varchar, City varchar, Email varchar, RegisteredOn date, NewsletterOptIn varchar",
            owners,
        ),
        "Animal": (
            "Id integer primary key, Name varchar, SpeciesId integer, OwnerId integer, Breed varchar, "
            "Sex varchar, BirthDate date, "
            "WeightKg double, Neutered boolean, DeceasedOn date",
            animals,
        ),
        "Vet": ("Id integer primary key, FullName varchar, Specialty varchar, HiredOn date, IsPartner boolean", vets),
        "Appointment": (
            "Id integer primary key, AnimalId integer, VetId integer, ScheduledAt timestamp, Reason varchar, Status varchar, "
            "DurationMinutes integer",
            appointments,
        ),
        "Treatment": (
            "Id integer primary key, AppointmentId integer, TreatmentName varchar, Category varchar, "
            "Price double, IsEmergency boolean",
            treatments,
        ),
        "Vaccination": (
            "Id integer primary key, AnimalId integer, VaccineName varchar, GivenOn date, NextDueOn date, Manufacturer varchar",
            vaccinations,
        ),
        "Invoice": (
            "Id integer primary key, OwnerId integer, AppointmentId integer, IssuedOn date, PaidOn date, Amount double, "
            "PaymentMethod varchar, Status varchar",
            invoices,
        ),
    }


def parcels() -> Made:
    """Upper case with NO and CODE keys, nothing declared; a parcel has a sender and a receiver, shipped and delivered dates."""
    rng = random.Random(603)
    depots: Rows = [
        ("WAW", "Warsaw Hub", "Central", 5200),
        ("KRK", "Krakow South", "South", 2400),
        ("GDN", "Gdansk Port", "North", 1900),
        ("POZ", "Poznan West", "West", 2100),
        ("WRO", "Wroclaw Gate", "West", 2600),
        ("LUB", "Lublin East", "East", 800),
    ]
    codes = [d[0] for d in depots[:5]]
    vehicles: Rows = []
    for i in range(1, 81):
        kind = rng.choice(["van", "van", "van", "truck", "cargo bike"])
        vehicles.append(
            (
                100 + i,
                f"PL {rng.randint(10000, 99999)}",
                kind,
                "electric" if kind == "cargo bike" else rng.choice(["diesel", "diesel", "electric", "petrol"]),
                rng.choice(codes) if rng.random() > 0.04 else None,
                _days(rng, date(2016, 1, 1), date(2025, 4, 30)),
                rng.randint(500, 240000),
                0 if rng.random() < 0.15 else 1,
            )
        )
    names = [
        f"{a} {b}"
        for a in ["Adam", "Ewa", "Jan", "Kasia", "Marek", "Ola", "Piotr", "Zofia", "Tomasz", "Iga"]
        for b in ["Kowalski", "Nowak", "Lis", "Wilk", "Zajac", "Mazur", "Duda", "Sikora", "Baran", "Krol"]
    ]
    rng.shuffle(names)
    couriers: Rows = []
    for i in range(1, 91):
        hired = _days(rng, date(2017, 1, 1), LAST)
        couriers.append(
            (
                i,
                names[i - 1],
                rng.choice(codes),
                rng.choice(["employee", "employee", "freelance"]),
                hired,
                hired + timedelta(days=rng.randint(60, 500))
                if rng.random() < 0.2 and hired < date(2024, 1, 1)
                else None,
                rng.randint(101, 180) if rng.random() > 0.1 else None,
            )
        )
    routes: Rows = [
        (
            i,
            f"R{i:02d} " + rng.choice(["Centre", "Ring", "Valley", "Old Town", "Industrial"]),
            codes[i % 5],
            round(rng.uniform(12, 160), 1),
            rng.randint(15, 120),
        )
        for i in range(1, 41)
    ]
    cities = ["Warsaw", "Krakow", "Gdansk", "Poznan", "Wroclaw", "Lodz", "Katowice"]
    firms = [
        f"{a} {b}"
        for a in ["Alfa", "Baltic", "Copernic", "Delta", "Elbud", "Fenix", "Gama", "Hetman", "Iskra", "Jantar"]
        for b in ["Books", "Shoes", "Parts", "Pharma", "Toys", "Tools"]
    ]
    customers: Rows = []
    for i in range(1, 501):
        firm = i <= 60
        customers.append(
            (
                1000 + i,
                firms[i - 1] if firm else f"Client {i:03d}",
                "business" if firm else "private",
                rng.choice(cities) if rng.random() > 0.02 else None,
                _days(rng, date(2019, 1, 1), LAST),
            )
        )
    sent: Rows = []
    attempts: Rows = []
    for i in range(1, 4001):
        shipped = _days(rng)
        service = rng.choice(["standard", "standard", "economy", "express"])
        took = rng.randint(1, 2) if service == "express" else rng.randint(2, 9)
        state = rng.choice(["delivered"] * 17 + ["returned", "lost", "cancelled"])
        tries = rng.choice([1, 1, 1, 1, 2, 3])
        if state == "delivered" and shipped + timedelta(days=took) >= TODAY:
            state = "in transit"
        arrived = shipped + timedelta(days=took) if state == "delivered" else None
        weight = round(rng.uniform(0.2, 31), 2)
        sent.append(
            (
                500000 + i,
                (1000 + rng.choice([rng.randint(1, 60), rng.randint(1, 480)])) if i % 160 else 99000 + i,
                1000 + rng.randint(1, 480),
                rng.randint(1, 38) if rng.random() > 0.03 else None,
                service,
                weight,
                round(9 + weight * 0.9 + {"standard": 4, "economy": 0, "express": 14}[service] + rng.uniform(0, 3), 2),
                rng.choice("YNNN"),
                round(rng.uniform(20, 3000), 2) if rng.random() > 0.4 else None,
                shipped,
                arrived,
                state,
            )
        )
        if state in ("delivered", "returned"):
            last = arrived or min(shipped + timedelta(days=9), LAST)
            for n in range(tries):
                final = n == tries - 1 and state == "delivered"
                attempts.append(
                    (
                        len(attempts) + 1,
                        500000 + i if (len(attempts) + 1) % 450 else 990000 + i,
                        rng.randint(1, 86),
                        _stamp(rng, last - timedelta(days=0 if final else 1), 8, 20),
                        "delivered"
                        if final
                        else rng.choice(["nobody home", "nobody home", "refused", "wrong address"]),
                    )
                )
    return {
        "DEPOT": ("DEPOT_CODE varchar, DEPOT_NAME varchar, REGION varchar, DAILY_CAPACITY integer", depots),
        "VEHICLE": (
            "VEHICLE_NO integer, PLATE varchar, VEHICLE_TYPE varchar, FUEL varchar, DEPOT_CODE varchar, BOUGHT_ON date, "
            "MILEAGE_KM integer, IN_SERVICE integer",
            vehicles,
        ),
        "COURIER": (
            "COURIER_NO integer, COURIER_NAME varchar, DEPOT_CODE varchar, CONTRACT_TYPE varchar, HIRED_ON date, LEFT_ON date, "
            "VEHICLE_NO integer",
            couriers,
        ),
        "ROUTE": (
            "ROUTE_NO integer, ROUTE_NAME varchar, DEPOT_CODE varchar, DISTANCE_KM double, STOPS integer",
            routes,
        ),
        "CUSTOMER": (
            "CUST_NO integer, CUST_NAME varchar, CUST_TYPE varchar, CITY varchar, CUSTOMER_SINCE date",
            customers,
        ),
        "PARCEL": (
            "PARCEL_NO integer, SENDER_CUST_NO integer, RECEIVER_CUST_NO integer, ROUTE_NO integer, SERVICE varchar, "
            "WEIGHT_KG double, PRICE double, INSURED varchar, DECLARED_VALUE double, SHIPPED_ON date, "
            "DELIVERED_ON date, STATUS varchar",
            sent,
        ),
        "DELIVERY_ATTEMPT": (
            "ATTEMPT_NO integer, PARCEL_NO integer, COURIER_NO integer, ATTEMPTED_AT timestamp, OUTCOME varchar",
            attempts,
        ),
    }


MADE_F = {"cinema": cinema, "vetclinic": vetclinic, "parcels": parcels}
