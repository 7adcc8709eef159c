"""The databases of set Z: a driving school, a linen laundry, a recycling company's star."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Abigail Callum Deborah Ewan Freya Gareth Holly Idris Jade Kieran Lydia Megan Nathan Olivia Patrick "
    "Rhys Sian Tomos Usha Will Yasmin Zach"
)
LASTS = (
    "Barlow Connolly Davies Evans Fielding Griffiths Hussain Isaac Jenkins Kaur Llewellyn Morgan Nolan "
    "Owen Price Rees Stanton Thomas Vaughan Watkins"
)


def _at(rng: random.Random, day: date, first: int = 8, last: int = 18) -> datetime:
    """A time of that day, on a half hour."""
    return datetime.combine(day, time(rng.randint(first, last), rng.choice((0, 30))))


# -- the driving school ------------------------------------------------------------------------------------------------

OFFICES = (
    ("Cardiff Central", "Cardiff", "South Wales", date(2008, 4, 7), "Glenys Harding"),
    ("Newport", "Newport", "South Wales", date(2011, 9, 5), "Martin Tew"),
    ("Swansea", "Swansea", "West Wales", date(2013, 2, 4), "Rhiannon Cole"),
    ("Bristol", "Bristol", "West of England", date(2017, 6, 12), "Neil Ashby"),
    ("Gloucester", "Gloucester", "West of England", date(2021, 3, 1), None),
)
CARS = (
    ("Ford", "Fiesta", "manual", "petrol"),
    ("Vauxhall", "Corsa", "manual", "petrol"),
    ("Renault", "Clio", "manual", "petrol"),
    ("Toyota", "Yaris", "automatic", "hybrid"),
    ("Peugeot", "e-208", "automatic", "electric"),
    ("Kia", "Picanto", "manual", "petrol"),
    ("Mini", "Electric", "automatic", "electric"),
)
BUNDLES = (
    ("Starter 5", 5, 165, True),
    ("Block 10", 10, 330, True),
    ("Block 20", 20, 640, True),
    ("Intensive week", 30, 1080, True),
    ("Automatic 10", 10, 370, True),
    ("Refresher 3", 3, 105, True),
    ("Student saver", 15, 450, False),
)
CENTRES = {1: "Cardiff Llanishen", 2: "Newport Mon", 3: "Swansea Clase", 4: "Bristol Kingswood", 5: "Gloucester"}


def drivingschool() -> Made:
    """Plural snake_case tables with every key declared."""
    rng = random.Random(2601)
    branches: Rows = [(number, *office) for number, office in enumerate(OFFICES, 1)]
    instructors: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 34), 1):
        hired = _days(rng, date(2010, 1, 1), date(2025, 2, 28))
        gone = _days(rng, max(hired, date(2024, 1, 1)), LAST_DAY) if number % 8 == 0 else None
        level = rng.choices(["A", "B", "Trainee"], [38, 46, 16])[0]
        wage = {"A": 24, "B": 21, "Trainee": 16}[level] + rng.choice((0, 0.5, 1, 1.5))
        branch = rng.choices(range(1, 6), [28, 20, 18, 24, 10])[0]
        sex = rng.choices(["F", "M"], [42, 58])[0]
        phone = f"07{rng.randint(100000000, 999999999)}"
        instructors.append((number, first, last, sex, branch, level, phone, hired, gone, wage))
    vehicles: Rows = []
    for number in range(1, 41):
        make, model, gears, fuel = rng.choices(CARS, [20, 24, 14, 14, 10, 10, 6])[0]
        bought = _days(rng, date(2016, 1, 1), date(2025, 3, 31))
        miles = (date(2025, 6, 15) - bought).days * rng.randint(18, 34)
        plate = "".join(rng.choices("ABCDEFGHKLMNPRSTVWXY", k=2)) + f"{bought.year % 100:02d} "
        plate += "".join(rng.choices("ABCDEFGHKLMNPRSTVWXY", k=3))
        branch = rng.choices(range(1, 6), [28, 20, 18, 24, 10])[0]
        vehicles.append((number, plate, make, model, gears, fuel, branch, bought, miles, bought.year > 2018))
    packages: Rows = [(number, *bundle) for number, bundle in enumerate(BUNDLES, 1)]
    students: Rows = []
    for number in range(1, 651):
        first, last = rng.choice(FIRSTS.split()), rng.choice(LASTS.split())
        joined = _days(rng, date(2022, 9, 1), LAST_DAY)
        born = _days(rng, date(1975, 1, 1), date(2000, 1, 1)) if rng.random() < 0.25 else None
        born = born or _days(rng, date(2000, 1, 1), date(2007, 12, 31))
        branch = rng.choices(range(1, 6), [30, 20, 17, 24, 9])[0]
        age = (LAST_DAY - joined).days
        state = rng.choices(
            ["active", "passed", "dropped_out", "on_hold"], [12, 58, 22, 8] if age > 270 else [78, 8, 7, 7]
        )
        heard = rng.choices(["Friend", "Google", "Instagram", "Leaflet", None], [36, 30, 18, 8, 8])[0]
        gears = rng.choices(["manual", "automatic"], [72, 28])[0]
        mail = f"{first}.{last}{number}@post.example".lower() if rng.random() < 0.83 else None
        town = (
            OFFICES[branch - 1][1] if rng.random() < 0.72 else rng.choice(("Barry", "Caerphilly", "Chepstow", "Neath"))
        )
        students.append((number, first, last, born, town, mail, branch, gears, heard, joined, state[0]))
    tests: Rows = []
    for student in students:
        if student[10] in ("on_hold", "dropped_out") and rng.random() < 0.6:
            continue
        day = student[9] + timedelta(days=rng.randint(25, 90))
        for kind, chance in (("theory", 0.62), ("practical", 0.52)):
            for attempt in range(1, 5):
                if day > LAST_DAY + timedelta(days=45) or day < date(2023, 1, 1):
                    break
                final = student[10] == "passed" and attempt == 4
                good = rng.random() < chance + (0.1 if student[6] == 3 else 0) or final
                if day > LAST_DAY:
                    result, faults = None, None
                else:
                    result = "pass" if good else "fail"
                    faults = (rng.randint(0, 11) if good else rng.randint(5, 24)) if kind == "practical" else None
                coach = rng.choice([i for i in instructors if i[4] == student[6]])[0] if kind == "practical" else None
                fee = 23 if kind == "theory" else 62
                place = CENTRES[student[6]]
                tests.append((student[0], coach, kind, place, day, attempt, result, faults, fee))
                day += timedelta(days=rng.randint(20, 70))
                if result != "fail":
                    break
            if result != "pass":
                break
    tests.sort(key=lambda row: (row[4], row[0]))
    tests = [(number, *row) for number, row in enumerate(tests, 1)]
    done = {row[1] for row in tests if row[3] == "practical" and row[7] == "pass"}
    for index, student in enumerate(students):
        state = student[10]
        if student[0] in done:
            state = "passed"
        elif state == "passed":
            state = "active" if student[9] > date(2024, 6, 30) else "dropped_out"
        students[index] = (*student[:10], state)
    lessons: Rows = []
    for _ in range(5200):
        student = rng.choice(students[:630])
        first_day = max(student[9], date(2023, 1, 2))
        last_day = LAST_DAY + timedelta(days=21) if student[10] == "active" else LAST_DAY
        day = _days(rng, first_day, min(last_day, first_day + timedelta(days=330)))
        if day.weekday() == 6:
            day -= timedelta(days=1)
        day = max(day, first_day)
        crew = [i for i in instructors if i[4] == student[6] and i[7] <= day and (i[8] is None or i[8] > day)]
        able = crew or [i for i in instructors if i[8] is None]
        cars = [v for v in vehicles if v[4] == student[7]]
        near = [v for v in cars if v[6] == student[6]] or cars
        kind = rng.choices(["Standard", "Motorway", "Mock test", "Night driving"], [74, 8, 12, 6])[0]
        length = rng.choices([60, 90, 120], [58, 18, 24])[0]
        rate = (35 if student[7] == "manual" else 38) + (day.year - 2023) * 1.5
        state = rng.choices(["completed", "cancelled", "no_show"], [87, 9, 4])[0] if day <= LAST_DAY else "scheduled"
        who = rng.choices(["student", "instructor"], [72, 28])[0] if state == "cancelled" else None
        lessons.append(
            (
                student[0],
                rng.choice(able)[0],
                rng.choice(near)[0],
                kind,
                _at(rng, day),
                length,
                state,
                who,
                rate * length / 60,
            )
        )
    lessons.sort(key=lambda row: (row[4], row[0]))
    lessons = [(number, *row) for number, row in enumerate(lessons, 1)]
    payments: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1900)):
        student = rng.choice([s for s in students if s[9] <= day])
        bundle = rng.choices([1, 2, 3, 4, 5, 6, 7, None], [12, 20, 9, 5, 12, 5, 7, 30])[0]
        amount = packages[bundle - 1][3] if bundle else rng.choice((36, 54, 72))
        way = rng.choices(["Card", "Bank transfer", "Cash", "Gift voucher"], [55, 25, 13, 7])[0]
        state = rng.choices(["paid", "refunded", "failed"], [94, 4, 2])[0]
        payments.append((len(payments) + 1, student[0], bundle, day, amount, way, state))
    costs: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(900)):
        car = rng.choice([v for v in vehicles if v[7] <= day])
        kind, low, high = rng.choices(
            [("Fuel", 35, 75), ("Service", 140, 420), ("Tyres", 90, 360), ("Repair", 80, 900), ("Insurance", 480, 760)],
            [60, 14, 9, 10, 7],
        )[0]
        if car[5] == "electric" and kind == "Fuel":
            kind, low, high = "Charging", 9, 24
        costs.append((len(costs) + 1, car[0], day, kind, round(rng.uniform(low, high), 2)))
    return {
        "branches": (
            "branch_id integer primary key, branch_name varchar, town varchar, region varchar, opened_on date, "
            "manager_name varchar",
            branches,
        ),
        "instructors": (
            "instructor_id integer primary key, first_name varchar, last_name varchar, gender varchar, "
            "branch_id integer references branches (branch_id), grade varchar, phone varchar, hired_on date, "
            "left_on date, hourly_wage decimal(6,2)",
            instructors,
        ),
        "vehicles": (
            "vehicle_id integer primary key, registration varchar, make varchar, model varchar, transmission varchar, "
            "fuel_type varchar, branch_id integer references branches (branch_id), purchased_on date, mileage integer, "
            "is_in_service boolean",
            vehicles,
        ),
        "packages": (
            "package_id integer primary key, package_name varchar, lesson_hours integer, price decimal(8,2), "
            "is_available boolean",
            packages,
        ),
        "students": (
            "student_id integer primary key, first_name varchar, last_name varchar, date_of_birth date, town varchar, "
            "email varchar, branch_id integer references branches (branch_id), transmission varchar, "
            "referral_source varchar, enrolled_on date, status varchar",
            students,
        ),
        "lessons": (
            "lesson_id integer primary key, student_id integer references students (student_id), "
            "instructor_id integer references instructors (instructor_id), "
            "vehicle_id integer references vehicles (vehicle_id), lesson_type varchar, starts_at timestamp, "
            "duration_minutes integer, status varchar, cancelled_by varchar, price decimal(8,2)",
            lessons,
        ),
        "driving_tests": (
            "test_id integer primary key, student_id integer references students (student_id), "
            "instructor_id integer references instructors (instructor_id), test_type varchar, test_centre varchar, "
            "test_date date, attempt_number integer, result varchar, fault_count integer, test_fee decimal(6,2)",
            tests,
        ),
        "payments": (
            "payment_id integer primary key, student_id integer references students (student_id), "
            "package_id integer references packages (package_id), paid_on date, amount decimal(8,2), "
            "payment_method varchar, status varchar",
            payments,
        ),
        "vehicle_expenses": (
            "expense_id integer primary key, vehicle_id integer references vehicles (vehicle_id), expense_date date, "
            "expense_type varchar, amount decimal(8,2)",
            costs,
        ),
    }


# -- the linen laundry -------------------------------------------------------------------------------------------------

PLANTS = (
    ("Leicester Plant", "Leicester", 9000, date(1998, 5, 11)),
    ("Exeter Plant", "Exeter", 5200, date(2009, 10, 5)),
    ("Preston Plant", "Preston", 7400, date(2016, 3, 14)),
)
ARTICLES = (
    ("Single sheet", "Bed linen", 480, 0.62, 9.5),
    ("Double sheet", "Bed linen", 690, 0.78, 13.2),
    ("Duvet cover", "Bed linen", 1150, 1.15, 22),
    ("Pillowcase", "Bed linen", 140, 0.24, 3.1),
    ("Bath towel", "Towels", 520, 0.48, 7.4),
    ("Hand towel", "Towels", 210, 0.26, 3.6),
    ("Bath mat", "Towels", 430, 0.39, 5.8),
    ("Pool towel", "Towels", 610, 0.55, 9),
    ("Tablecloth", "Table linen", 640, 1.35, 18.5),
    ("Napkin", "Table linen", 60, 0.18, 1.7),
    ("Chef jacket", "Workwear", 450, 1.6, 24),
    ("Apron", "Workwear", 180, 0.58, 6.2),
    ("Hi-vis jacket", "Workwear", 700, 2.1, 38),
    ("Lab coat", "Workwear", 520, 1.7, 26),
    ("Entrance mat", "Mats", 3200, 2.9, 64),
    ("Tea towel", "Table linen", 70, 0.2, 2.1),
)
SECTORS = {
    "Hotel": ("Hotel", ("Bed linen", "Towels", "Table linen")),
    "Care home": ("Care Home", ("Bed linen", "Towels")),
    "Restaurant": ("Kitchen", ("Table linen", "Workwear")),
    "Manufacturing": ("Engineering", ("Workwear", "Mats")),
    "Spa": ("Spa", ("Towels",)),
}
CITIES = (
    ("Leicester", "Midlands", 1),
    ("Nottingham", "Midlands", 1),
    ("Coventry", "Midlands", 1),
    ("Exeter", "South West", 2),
    ("Plymouth", "South West", 2),
    ("Preston", "North West", 3),
    ("Blackpool", "North West", 3),
    ("Lancaster", "North West", 3),
)
JOBS = (
    ("Driver", 12),
    ("Wash Operator", 9),
    ("Account Manager", 4),
    ("Plant Manager", 3),
    ("Ironing Operator", 8),
    ("Maintenance Engineer", 3),
)


def laundry() -> Made:
    """CamelCase singular tables with SomethingID as in SQL Server, keys declared, bit flags, ModifiedDate."""
    rng = random.Random(2602)
    plants: Rows = [(number, *plant) for number, plant in enumerate(PLANTS, 1)]
    titles = [title for title, count in JOBS for _ in range(count)]
    employees: Rows = []
    for number, ((first, last), title) in enumerate(
        zip(names_of(rng, FIRSTS, LASTS, len(titles)), titles, strict=True), 1
    ):
        hired = _days(rng, date(2006, 1, 1), date(2024, 11, 30))
        gone = _days(rng, max(hired, date(2024, 2, 1)), LAST_DAY) if number % 9 == 4 else None
        pay = {"Driver": 27, "Account Manager": 36, "Plant Manager": 52, "Maintenance Engineer": 38}.get(title, 24)
        pay = pay * 1000 + rng.randint(0, 8) * 250
        employees.append((number, first, last, title, number % 3 + 1, hired, gone, pay))
    drivers = {plant: [e[0] for e in employees if e[3] == "Driver" and e[4] == plant] for plant in (1, 2, 3)}
    managers = [e[0] for e in employees if e[3] == "Account Manager"]
    customers: Rows = []
    contracts: Rows = []
    firsts = (
        "Ashdown Belmont Carlton Dunster Elmwood Fairfield Grange Highcliff Kingsway Langley Milford Norwood Parkside"
    )
    for number, (first, second) in enumerate(names_of(rng, firsts, "Court Bridge Lodge Manor House Mill", 72), 1):
        sector = rng.choices(list(SECTORS), [34, 22, 20, 16, 8])[0]
        city, region, plant = rng.choices(CITIES, [20, 14, 8, 16, 12, 14, 10, 6])[0]
        since = _days(rng, date(2015, 1, 1), date(2025, 4, 30))
        mail = f"office@{first}{second}.example".lower() if rng.random() < 0.86 else None
        limit = rng.choice((1500, 3000, 6000, 12000)) if rng.random() < 0.8 else None
        chief = rng.choice(managers) if rng.random() < 0.94 else None
        active = rng.random() < 0.88
        name = f"{first} {second} {SECTORS[sector][0]}"
        customers.append(
            (number, name, sector, city, region, plant, chief, mail, limit, active, since, _at(rng, LAST_DAY))
        )
        begin = max(since, date(2021, 1, 4))
        for _ in range(rng.choices([0, 1, 3, 5], [6, 14, 40, 40])[0]):
            end = begin + timedelta(days=rng.choice((365, 730, 1095)))
            state = "Expired" if end < LAST_DAY else "Active" if active else "Terminated"
            fee = rng.randint(8, 90) * 5
            kind = rng.choices(["Rental", "Wash only", "Full service"], [55, 20, 25])[0]
            contracts.append((len(contracts) + 1, f"CT-{3000 + len(contracts)}", number, kind, begin, end, fee, state))
            begin = end + timedelta(days=1)
            if begin > LAST_DAY:
                break
    articles: Rows = []
    for number, (name, group, grams, price, worth) in enumerate(ARTICLES, 1):
        articles.append((number, f"ART{number:03d}", name, group, grams, price, worth, rng.randint(4, 60) * 50))
    routes: Rows = []
    for plant in (1, 2, 3):
        for letter in "ABC":
            name = f"{PLANTS[plant - 1][1]} {letter}"
            routes.append((len(routes) + 1, name, plant, rng.randint(45, 190)))
    deliveries: Rows = []
    lines: Rows = []
    served = [c for c in customers if c[0] <= 68]
    pull = [{"Hotel": 5, "Care home": 4, "Restaurant": 3, "Spa": 3}.get(c[2], 2) for c in served]
    drawn = []
    while len(drawn) < 1900:
        customer = rng.choices(served, pull)[0]
        day = _days(rng, date(2023, 1, 3), LAST_DAY + timedelta(days=10))
        if day.weekday() < 6 and day >= customer[10] and (customer[9] or day < date(2025, 1, 1)):
            drawn.append((day, customer[0]))
    for day, who in sorted(drawn):
        customer = customers[who - 1]
        number = len(deliveries) + 1
        route = rng.choice([r for r in routes if r[2] == customer[5]])
        state = rng.choices(["Delivered", "Late", "Cancelled"], [87, 8, 5])[0] if day <= LAST_DAY else "Planned"
        driver = rng.choice(drivers[customer[5]]) if day <= LAST_DAY or rng.random() < 0.5 else None
        deliveries.append((number, who, route[0], driver, day, state, state != "Planned" and rng.random() < 0.07))
        mine = [a for a in articles if a[3] in SECTORS[customer[2]][1]]
        for article in sorted(rng.sample(mine, min(len(mine), rng.randint(1, 4)))):
            count = rng.randint(2, 40) * (10 if article[4] < 300 else 5 if article[4] < 1000 else 1)
            price = round(article[5] * (1 + (day.year - 2024) * 0.04), 2)
            back = 0 if state in ("Cancelled", "Planned") else round(count * rng.uniform(0.86, 1))
            sent = 0 if state in ("Cancelled", "Planned") else count
            lines.append((len(lines) + 1, number, article[0], count, sent, back, price, round(sent * price, 2)))
    batches: Rows = []
    washers = [e for e in employees if e[3] == "Wash Operator"]
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(2400)):
        plant = rng.choices((1, 2, 3), [45, 22, 33])[0]
        group = rng.choices(["Bed linen", "Towels", "Table linen", "Workwear", "Mats"], [38, 28, 15, 13, 6])[0]
        start = _at(rng, day, 5, 20)
        mass = rng.randint(40, 210)
        machine = f"{'ABC'[plant - 1]}{rng.randint(1, 5)}"
        batches.append(
            (
                len(batches) + 1,
                plant,
                rng.choice([w for w in washers if w[4] == plant])[0] if rng.random() < 0.95 else None,
                machine,
                group,
                start,
                start + timedelta(minutes=rng.randint(38, 95)),
                mass,
                round(mass * rng.uniform(6.5, 11.5)),
                round(mass * rng.uniform(0.7, 1.3), 1),
                rng.random() < (0.09 if plant == 2 else 0.05),
            )
        )
    losses: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 9), LAST_DAY) for _ in range(420)):
        who = rng.choices(served, pull)[0]
        article = rng.choice([a for a in articles if a[3] in SECTORS[who[2]][1]])
        count = rng.randint(1, 24)
        why = rng.choices(["Lost", "Torn", "Stained", "Burnt"], [40, 27, 25, 8])[0]
        charged = round(count * article[6] * rng.choice((0, 0.5, 1, 1)), 2)
        losses.append((len(losses) + 1, who[0], article[0], day, why, count, charged))
    invoices: Rows = []
    month = date(2023, 1, 1)
    spent: dict[tuple[date, int], float] = {}
    for line in lines:
        sent = deliveries[line[1] - 1]
        spent[(sent[4].replace(day=1), sent[1])] = spent.get((sent[4].replace(day=1), sent[1]), 0) + line[7]
    for (month, who), amount in sorted(spent.items()):
        issued = (month + timedelta(days=32)).replace(day=1)
        if not amount or issued > LAST_DAY:
            continue
        due = issued + timedelta(days=rng.choice((14, 30)))
        paid = issued + timedelta(days=rng.randint(5, 60)) if rng.random() < 0.96 else None
        paid = paid if paid and paid <= LAST_DAY else None
        state = "Paid" if paid else "Overdue" if due <= LAST_DAY else "Open"
        if rng.random() < 0.02:
            paid, state = None, "Cancelled"
        net = round(amount, 2)
        tax = round(net * 0.2, 2)
        number = len(invoices) + 1
        invoices.append((number, f"INV{70000 + number}", who, issued, due, paid, net, tax, round(net + tax, 2), state))
    return {
        "Plant": (
            "PlantID integer primary key, PlantName varchar, City varchar, CapacityKgPerDay integer, OpenedDate date",
            plants,
        ),
        "Employee": (
            "EmployeeID integer primary key, FirstName varchar, LastName varchar, JobTitle varchar, "
            'PlantID integer references "Plant" (PlantID), HireDate date, TerminationDate date, AnnualSalary integer',
            employees,
        ),
        "Customer": (
            "CustomerID integer primary key, CustomerName varchar, Sector varchar, City varchar, Region varchar, "
            'PlantID integer references "Plant" (PlantID), '
            'AccountManagerID integer references "Employee" (EmployeeID), ContactEmail varchar, '
            "CreditLimit decimal(10,2), IsActive boolean, CustomerSince date, ModifiedDate timestamp",
            customers,
        ),
        "Contract": (
            "ContractID integer primary key, ContractNumber varchar, "
            'CustomerID integer references "Customer" (CustomerID), ContractType varchar, StartDate date, '
            "EndDate date, WeeklyFee decimal(8,2), ContractStatus varchar",
            contracts,
        ),
        "Article": (
            "ArticleID integer primary key, ArticleCode varchar, ArticleName varchar, ArticleGroup varchar, "
            "WeightGrams integer, RentalPrice decimal(8,2), ReplacementCost decimal(8,2), StockQuantity integer",
            articles,
        ),
        "DeliveryRoute": (
            'RouteID integer primary key, RouteName varchar, PlantID integer references "Plant" (PlantID), '
            "DistanceKm integer",
            routes,
        ),
        "Delivery": (
            'DeliveryID integer primary key, CustomerID integer references "Customer" (CustomerID), '
            'RouteID integer references "DeliveryRoute" (RouteID), '
            'DriverID integer references "Employee" (EmployeeID), DeliveryDate date, DeliveryStatus varchar, '
            "IsExpress boolean",
            deliveries,
        ),
        "DeliveryLine": (
            'DeliveryLineID integer primary key, DeliveryID integer references "Delivery" (DeliveryID), '
            'ArticleID integer references "Article" (ArticleID), QuantityOrdered integer, QuantityDelivered integer, '
            "QuantityCollected integer, UnitPrice decimal(8,2), LineAmount decimal(10,2)",
            lines,
        ),
        "WashBatch": (
            'WashBatchID integer primary key, PlantID integer references "Plant" (PlantID), '
            'OperatorID integer references "Employee" (EmployeeID), MachineCode varchar, ArticleGroup varchar, '
            "StartTime timestamp, EndTime timestamp, WeightKg integer, WaterLitres integer, EnergyKwh decimal(8,1), "
            "IsRewash boolean",
            batches,
        ),
        "LinenLoss": (
            'LinenLossID integer primary key, CustomerID integer references "Customer" (CustomerID), '
            'ArticleID integer references "Article" (ArticleID), ReportedDate date, LossReason varchar, '
            "Quantity integer, ChargedAmount decimal(10,2)",
            losses,
        ),
        "Invoice": (
            "InvoiceID integer primary key, InvoiceNumber varchar, "
            'CustomerID integer references "Customer" (CustomerID), InvoiceDate date, DueDate date, PaidDate date, '
            "NetAmount decimal(10,2), TaxAmount decimal(10,2), TotalAmount decimal(10,2), InvoiceStatus varchar",
            invoices,
        ),
    }


# -- the recycling company ---------------------------------------------------------------------------------------------

MATERIALS = (
    ("Copper bright wire", "Metal", "A", 6400),
    ("Copper mixed", "Metal", "B", 5200),
    ("Aluminium cans", "Metal", "B", 920),
    ("Aluminium profile", "Metal", "A", 1450),
    ("Heavy steel scrap", "Metal", "A", 210),
    ("Light iron", "Metal", "C", 130),
    ("Lead batteries", "Metal", "C", 640),
    ("Cardboard", "Paper", "A", 88),
    ("Mixed paper", "Paper", "C", 42),
    ("Newsprint", "Paper", "B", 74),
    ("PET bottles", "Plastic", "A", 260),
    ("HDPE", "Plastic", "A", 330),
    ("Plastic film", "Plastic", "B", 140),
    ("Mixed plastics", "Plastic", "C", 25),
    ("Clear glass", "Glass", "A", 46),
    ("Mixed glass", "Glass", "C", 18),
    ("Pallet wood", "Wood", "B", 22),
    ("Treated wood", "Wood", "C", 9),
)
YARDS = (
    ("Tilbury Yard", "Tilbury", "South East", date(2003, 5, 1)),
    ("Sheffield Yard", "Sheffield", "Yorkshire", date(1995, 9, 4)),
    ("Avonmouth Yard", "Avonmouth", "South West", date(2014, 2, 17)),
    ("Gateshead Yard", "Gateshead", "North East", date(2019, 11, 4)),
)
BUYERS = (
    ("Rotherham Steelworks", "United Kingdom", "Steel mill"),
    ("Thames Paper Mill", "United Kingdom", "Paper mill"),
    ("Glasform", "United Kingdom", "Glass works"),
    ("Severn Board", "United Kingdom", "Board maker"),
    ("Nordkupfer", "Germany", "Smelter"),
    ("Ruhr Metall", "Germany", "Smelter"),
    ("Papelera Norte", "Spain", "Paper mill"),
    ("Plastirec", "France", "Plastics processor"),
    ("Izmir Celik", "Turkey", "Steel mill"),
    ("Polymer Re Holland", "Netherlands", "Plastics processor"),
    ("Benelux Alu", "Netherlands", "Smelter"),
    ("Woodchip Energy", "United Kingdom", "Power station"),
    ("Scandi Pulp", "Sweden", "Paper mill"),
)
TAKES = {
    "Steel mill": ("Heavy steel scrap", "Light iron"),
    "Smelter": ("Copper bright wire", "Copper mixed", "Aluminium cans", "Aluminium profile", "Lead batteries"),
    "Paper mill": ("Cardboard", "Mixed paper", "Newsprint"),
    "Board maker": ("Cardboard",),
    "Glass works": ("Clear glass", "Mixed glass"),
    "Plastics processor": ("PET bottles", "HDPE", "Plastic film", "Mixed plastics"),
    "Power station": ("Pallet wood", "Treated wood"),
}
HAULIERS = ("Own fleet", "Kestrel Haulage", "Bulkline", "Harper Tippers", "Seaway Containers")


def recycling() -> Made:
    """A star without declared keys: weighbridge intake, sales, sorting and month-end stock, dates by yyyymmdd."""
    rng = random.Random(2603)
    dates: Rows = []
    day = date(2023, 1, 1)
    while day <= date(2025, 12, 31):
        key = day.year * 10000 + day.month * 100 + day.day
        label = f"{day.year}-Q{(day.month + 2) // 3}"
        dates.append(
            (
                key,
                day,
                day.strftime("%A"),
                day.isocalendar()[1],
                day.month,
                day.strftime("%B"),
                (day.month + 2) // 3,
                label,
                day.year,
                day.weekday() < 5,
            )
        )
        day += timedelta(days=1)
    keys = {row[1]: row[0] for row in dates}
    materials: Rows = []
    for number, (name, group, grade, price) in enumerate(MATERIALS, 1):
        hazard = "Y" if name in ("Lead batteries", "Treated wood") else "N"
        materials.append((number, f"M{100 + number}", name, group, grade, hazard, price))
    sites: Rows = [(number, *yard) for number, yard in enumerate(YARDS, 1)]
    suppliers: Rows = []
    ends = {
        "Council": "Council",
        "Scrap dealer": "Metals",
        "Builder": "Builders",
        "Factory": "Works",
        "Retailer": "Stores",
    }
    firsts = "Ashby Bolsover Corby Dover Ely Filey Goole Hexham Ilkley Jarrow Kendal Ludlow Malton Otley Penrith"
    for number, (first, second) in enumerate(names_of(rng, firsts, "North South Vale Moor Cross", 64), 1):
        kind = rng.choices(list(ends), [20, 28, 22, 18, 12])[0]
        region = rng.choices([y[2] for y in YARDS], [30, 32, 20, 18])[0]
        buyer = rng.choices(["Colin Marsh", "Dawn Tully", "Ravi Shah", None], [34, 30, 26, 10])[0]
        name = f"{first} {second} {ends[kind]}"
        suppliers.append((number, f"S{2000 + number}", name, kind, region, buyer, "N" if rng.random() < 0.14 else "Y"))
    buyers: Rows = [(number, *buyer) for number, buyer in enumerate(BUYERS, 1)]
    hauliers: Rows = [(number, name, number == 1) for number, name in enumerate(HAULIERS, 1)]
    home = {yard[2]: number for number, yard in enumerate(YARDS, 1)}
    favour = {
        "Council": ("Paper", "Glass", "Plastic"),
        "Scrap dealer": ("Metal",),
        "Builder": ("Wood", "Metal"),
        "Factory": ("Metal", "Plastic", "Paper"),
        "Retailer": ("Paper", "Plastic"),
    }
    pull = [{"Council": 5, "Scrap dealer": 4, "Factory": 3}.get(s[3], 2) for s in suppliers[:60]]
    intake: Rows = []
    for drawn in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(4200)):
        day = drawn - timedelta(days=1) if drawn.weekday() == 6 else drawn
        supplier = rng.choices(suppliers[:60], pull)[0]
        material = rng.choice([m for m in materials if m[3] in favour[supplier[3]]])
        site = home[supplier[4]] if rng.random() < 0.88 else rng.randint(1, 4)
        net = round(rng.uniform(0.3, 4) if material[6] > 900 else rng.uniform(1.5, 21), 2)
        tare = round(rng.uniform(3.5, 13.5), 2)
        refused = rng.random() < (0.06 if supplier[3] == "Council" else 0.025)
        pays = 0 if refused or material[6] < 30 else round(net * material[6] * rng.uniform(0.5, 0.72), 2)
        fee = round(net * rng.uniform(18, 45), 2) if material[6] < 30 and not refused else 0
        code = None
        if refused:
            code = rng.choices(["Contaminated", "Too wet", "Hazardous item", "Wrong material"], [48, 22, 12, 18])[0]
        number = len(intake) + 1
        intake.append(
            (
                number,
                f"WB{100000 + number}",
                keys[day],
                site,
                supplier[0],
                material[0],
                round(net + tare, 2),
                tare,
                net,
                pays,
                fee,
                "Rejected" if refused else "Accepted",
                code,
            )
        )
    sales: Rows = []
    for order in range(1, 1701):
        day = _days(rng, date(2023, 1, 5), LAST_DAY)
        buyer = rng.choices(buyers[:12], [18, 14, 8, 9, 10, 8, 5, 8, 7, 9, 8, 6])[0]
        material = rng.choice([m for m in materials if m[2] in TAKES[buyer[3]]])
        site = rng.choices((1, 2, 3, 4), [32, 34, 18, 16])[0]
        gone = day + timedelta(days=rng.randint(1, 12))
        tonnes = round(rng.uniform(2, 12) if material[6] > 900 else rng.uniform(15, 60), 2)
        drift = 1 + (day.year - 2024) * 0.05 + rng.uniform(-0.08, 0.08)
        price = round(material[6] * drift, 2)
        haulier = rng.choices((1, 2, 3, 4, 5), [34, 22, 18, 14, 12])[0] if buyer[2] == "United Kingdom" else 5
        freight = round(tonnes * rng.uniform(9, 16) * (1 if buyer[2] == "United Kingdom" else 2.6), 2)
        sales.append(
            (
                order,
                f"SO-{50000 + order}",
                keys[day],
                keys[gone] if gone <= LAST_DAY else None,
                site,
                buyer[0],
                material[0],
                haulier,
                tonnes,
                price,
                round(tonnes * price, 2),
                freight,
            )
        )
    sorting: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1300)):
        group = rng.choices(["Paper", "Plastic", "Glass", "Metal"], [30, 34, 14, 22])[0]
        material = rng.choice([m for m in materials if m[3] == group])
        put = round(rng.uniform(6, 38), 2)
        waste = round(put * rng.uniform(0.02, 0.19), 2)
        line = rng.choices(["Line 1", "Line 2", "Baler"], [42, 34, 24])[0]
        shift = rng.choices(["Early", "Late", "Night"], [50, 36, 14])[0]
        hours = round(put / rng.uniform(3.5, 7), 1)
        site = rng.choices((1, 2, 3, 4), [32, 34, 18, 16])[0]
        sorting.append((len(sorting) + 1, keys[day], site, material[0], line, shift, put, waste, hours))
    stock: Rows = []
    for index in range(2023 * 12 + 1, 2025 * 12 + 6):
        end = date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
        for site_row in sites:
            for material in materials:
                level = round(rng.uniform(1, 18) if material[6] > 900 else rng.uniform(10, 240), 1)
                stock.append((keys[end], site_row[0], material[0], level, round(level * material[6] * 0.62, 2)))
    return {
        "dim_date": (
            "date_key integer, full_date date, day_name varchar, week_of_year integer, month_number integer, "
            "month_name varchar, quarter_number integer, quarter_label varchar, calendar_year integer, "
            "is_working_day boolean",
            dates,
        ),
        "dim_material": (
            "material_key integer, material_code varchar, material_name varchar, material_group varchar, "
            "grade varchar, hazardous_flag varchar, list_price_per_tonne decimal(10,2)",
            materials,
        ),
        "dim_site": (
            "site_key integer, site_name varchar, city varchar, region varchar, opened_date date",
            sites,
        ),
        "dim_supplier": (
            "supplier_key integer, supplier_code varchar, supplier_name varchar, supplier_type varchar, "
            "region varchar, purchasing_agent varchar, approved_flag varchar",
            suppliers,
        ),
        "dim_buyer": ("buyer_key integer, buyer_name varchar, country varchar, industry varchar", buyers),
        "dim_haulier": ("haulier_key integer, haulier_name varchar, is_internal boolean", hauliers),
        "fact_intake": (
            "intake_key integer, ticket_number varchar, date_key integer, site_key integer, supplier_key integer, "
            "material_key integer, gross_tonnes decimal(8,2), tare_tonnes decimal(8,2), net_tonnes decimal(8,2), "
            "purchase_amount decimal(12,2), gate_fee decimal(10,2), load_status varchar, reject_reason varchar",
            intake,
        ),
        "fact_sales": (
            "sales_key integer, order_number varchar, order_date_key integer, dispatch_date_key integer, "
            "site_key integer, buyer_key integer, material_key integer, haulier_key integer, "
            "tonnes_sold decimal(8,2), price_per_tonne decimal(10,2), sales_amount decimal(12,2), "
            "freight_cost decimal(10,2)",
            sales,
        ),
        "fact_sorting": (
            "sorting_key integer, date_key integer, site_key integer, material_key integer, line_name varchar, "
            "shift varchar, input_tonnes decimal(8,2), residue_tonnes decimal(8,2), machine_hours decimal(6,1)",
            sorting,
        ),
        "fact_stock_month_end": (
            "snapshot_date_key integer, site_key integer, material_key integer, stock_tonnes decimal(8,1), "
            "stock_value decimal(12,2)",
            stock,
        ),
    }


MADE_Z = {"drivingschool": drivingschool, "laundry": laundry, "recycling": recycling}
