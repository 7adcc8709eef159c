"""The databases of set W: a removal company and an events caterer (a skincare brand's star is in a module of its own)."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_w_skincare import skincare

FIRSTS = (
    "Alan Beatrice Callum Deborah Elliot Fiona Gareth Hannah Imran Joanna Keith Leanne Marcus Niamh Oliver Priya "
    "Quentin Rosa Stephen Tamsin"
)
LASTS = (
    "Abbott Baxter Cartwright Dalton Eastwood Farrow Goddard Holroyd Irwin Jessop Kirkham Lomas Metcalfe Naylor "
    "Ogden Pickering Rawson Sutcliffe Thackray Whitworth"
)
BRANCHES = (
    ("Leeds", "Leeds", "North", date(2006, 3, 1), None),
    ("Manchester", "Manchester", "North", date(2009, 9, 14), None),
    ("Bristol", "Bristol", "South West", date(2013, 2, 4), None),
    ("London West", "London", "London", date(2015, 6, 8), None),
    ("London East", "London", "London", date(2018, 10, 1), None),
    ("Birmingham", "Birmingham", "Midlands", date(2020, 1, 20), None),
    ("Exeter", "Exeter", "South West", date(2017, 5, 2), date(2024, 2, 29)),
)
TOWNS = ("Leeds", "Manchester", "Bristol", "London", "Birmingham", "York", "Oxford", "Cardiff", "Brighton", "Exeter")
ABROAD = ("Paris", "Madrid", "Lisbon", "Berlin", "Amsterdam", "Dublin")
TRUCKS = (("Transit van", 400), ("Luton van", 700), ("7.5t lorry", 1200), ("18t lorry", 2000))
DAMAGED = ("Wardrobe", "Dining table", "Sofa", "Television", "Piano", "Mirror", "Crockery", "Washing machine")
VENUES = (
    ("Harwood Barn", "Barn", "Guildford", 180, True, 10),
    ("Old Mill Barn", "Barn", "Farnham", 140, False, 10),
    ("The Glasshouse", "Garden", "Guildford", 120, False, 8),
    ("Riverside Gardens", "Garden", "Richmond", 200, False, 12),
    ("City Art Museum", "Museum", "London", 400, True, 15),
    ("Maritime Museum", "Museum", "London", 350, True, 15),
    ("Grand Station Hotel", "Hotel", "London", 320, True, 12),
    ("Park View Hotel", "Hotel", "Reading", 220, True, 10),
    ("St Mark's Hall", "Hall", "Reading", 150, True, None),
    ("Corn Exchange", "Hall", "Farnham", 260, True, 6),
    ("Founders Hall", "Hall", "Guildford", 300, True, 8),
    ("Client premises", "Office", None, None, False, None),
    ("Castle Keep", "Hall", "Windsor", 90, False, 12),
)
CLIENTS = (
    ("Brightwell Partners", "Corporate"),
    ("Larkfield Bank", "Corporate"),
    ("Ostrava Software", "Corporate"),
    ("Meridian Law", "Corporate"),
    ("Copper & Finch", "Corporate"),
    ("Halden Pharma", "Corporate"),
    ("Quayside Insurance", "Corporate"),
    ("Thameslink Architects", "Corporate"),
    ("Surrey Wildlife Trust", "Charity"),
    ("Hope Street Foundation", "Charity"),
    ("Lifeboat Friends", "Charity"),
    ("Guildford Council", "Public sector"),
    ("Reading University", "Public sector"),
    ("Farnham College", "Public sector"),
)
DISHES = (
    ("Smoked salmon blini", "Canape", None, 0.85, 2.6),
    ("Wild mushroom arancini", "Canape", "Vegetarian", 0.6, 2.2),
    ("Beetroot hummus crostini", "Canape", "Vegan", 0.45, 2.0),
    ("Mini Yorkshire with beef", "Canape", None, 0.95, 2.75),
    ("Burrata and heritage tomato", "Starter", "Vegetarian", 2.4, 8.5),
    ("Cured trout", "Starter", None, 2.9, 9.25),
    ("Leek and potato soup", "Starter", "Vegan", 0.9, 6.0),
    ("Chicken liver parfait", "Starter", None, 1.8, 7.75),
    ("Braised short rib", "Main", None, 6.4, 21.5),
    ("Roast chicken supreme", "Main", None, 4.2, 18.0),
    ("Sea bass with fennel", "Main", None, 6.9, 23.0),
    ("Wild mushroom risotto", "Main", "Vegetarian", 2.8, 16.0),
    ("Roast squash and lentil", "Main", "Vegan", 2.3, 15.5),
    ("Lamb tagine", "Main", None, 5.6, 20.0),
    ("New potatoes", "Side", "Vegan", 0.5, 3.5),
    ("Green salad", "Side", "Vegan", 0.6, 3.75),
    ("Truffle mash", "Side", "Vegetarian", 0.9, 4.5),
    ("Lemon tart", "Dessert", "Vegetarian", 1.3, 7.5),
    ("Chocolate delice", "Dessert", "Vegetarian", 1.7, 8.0),
    ("Coconut panna cotta", "Dessert", "Vegan", 1.2, 7.25),
    ("Cheese board", "Dessert", "Vegetarian", 2.9, 9.5),
    ("Sticky toffee pudding", "Dessert", "Vegetarian", 1.1, 7.0),
    ("Venison loin", "Main", None, 8.1, 27.0),
    ("Prawn cocktail", "Starter", None, 2.2, 8.0),
)
# Guests from and to, pounds a head, how the food is usually served.
PARTIES = {
    "Wedding": (50, 180, 78, "Plated"),
    "Corporate lunch": (12, 90, 32, "Buffet"),
    "Conference": (60, 280, 38, "Buffet"),
    "Gala dinner": (90, 300, 92, "Plated"),
    "Birthday": (25, 110, 48, "Family style"),
    "Drinks reception": (40, 220, 29, "Canapes"),
}


def removals() -> Made:
    """Snake_case with keys: quotes of surveyors, moves with a crew and a vehicle, storage contracts, damage claims."""
    rng = random.Random(2301)
    branches: Rows = [(i, *branch) for i, branch in enumerate(BRANCHES, 1)]
    weights = [18, 17, 14, 21, 13, 12, 5]
    employees: Rows = []
    for first, last in names_of(rng, FIRSTS, LASTS, 92):
        home = rng.choices(branches, weights)[0]
        title = rng.choices(["Driver", "Porter", "Surveyor", "Move Coordinator"], [30, 46, 14, 10])[0]
        if len(employees) < 7:
            home, title = branches[len(employees)], "Surveyor"
        pay = {"Driver": 15.5, "Porter": 12.4, "Surveyor": 17.2, "Move Coordinator": 14.8}[title]
        hired = _days(rng, max(home[4], date(2012, 1, 1)), home[5] or date(2025, 4, 30))
        left = _days(rng, max(hired, date(2022, 6, 1)), LAST_DAY) if rng.random() < 0.2 else home[5]
        rate = round(pay + rng.uniform(-0.8, 2.4), 2)
        employees.append((len(employees) + 1, home[0], first, last, title, rate, hired, left))
    vehicles: Rows = []
    for branch in branches[:6]:
        for _ in range(rng.randint(4, 8)):
            kind, room = rng.choices(TRUCKS, [22, 36, 28, 14])[0]
            plate = f"{rng.choice('BDFLMRWY')}{rng.choice('ADGKNTX')}{rng.randint(14, 24)} " + "".join(
                rng.choices("ABCDEFGHJKLMNOPRSTUVWXYZ", k=3)
            )
            bought = _days(rng, date(2015, 1, 5), date(2025, 3, 31))
            tested = _days(rng, TODAY - timedelta(days=20), TODAY + timedelta(days=340))
            state = rng.choices(["available", "in repair", "sold"], [82, 9, 9])[0]
            vehicles.append((len(vehicles) + 1, branch[0], plate, kind, room, bought, tested, state))
    customers: Rows = []
    for first, last in names_of(rng, FIRSTS, LASTS, 380):
        made = datetime.combine(_days(rng, date(2022, 11, 1), LAST_DAY), time(rng.randint(8, 19), rng.randint(0, 59)))
        source = rng.choices(
            ["Google Ads", "Referral", "Comparison site", "Estate agent", "Repeat customer", None],
            [30, 20, 22, 14, 8, 6],
        )[0]
        firm = rng.random() < 0.13
        name = f"{first[0]} {last} {rng.choice(['Ltd', '& Co', 'Group', 'Interiors'])}" if firm else f"{first} {last}"
        mail = f"{first}.{last}@mail.example".lower() if rng.random() < 0.92 else None
        phone = f"07{rng.randint(100000000, 999999999)}" if rng.random() < 0.85 else None
        customers.append((len(customers) + 1, name, "business" if firm else "household", mail, phone, source, made))
    quotes: Rows = []
    moves: Rows = []
    crew: Rows = []
    claims: Rows = []
    days = sorted((_days(rng, max(c[6].date(), date(2023, 1, 3)), LAST_DAY), c[0]) for c in customers[:362] * 3)
    for quoted, customer_id in days:
        if rng.random() < 0.14:
            continue
        customer = customers[customer_id - 1]
        near = [b for b in branches if not b[5] or b[5] > quoted]
        branch = rng.choices(near, weights[: len(near)])[0]
        able = [
            e
            for e in employees
            if e[4] == "Surveyor" and e[1] == branch[0] and e[6] <= quoted and not (e[7] and e[7] < quoted)
        ]
        kind = rng.choices(["Local", "Long distance", "International", "Office"], [52, 30, 7, 11])[0]
        if customer[2] == "business" and rng.random() < 0.7:
            kind = "Office"
        volume = rng.randrange(150, 2200, 25)
        miles = {"Local": rng.randint(3, 30), "Long distance": rng.randint(60, 320), "Office": rng.randint(1, 60)}.get(
            kind, rng.randint(300, 1400)
        )
        price = round(180 + volume * 0.72 + miles * 1.9 + rng.uniform(-60, 160), 2)
        state = rng.choices(["accepted", "declined", "expired"], [56, 28, 16])[0]
        if quoted > LAST_DAY - timedelta(days=14):
            state = rng.choices(["pending", "accepted"], [70, 30])[0]
        why = rng.choice(["Price", "Price", "Date not available", "Chose competitor", "Move cancelled"])
        who = able[rng.randrange(len(able))][0] if able and rng.random() < 0.9 else None
        quotes.append(
            (
                len(quotes) + 1,
                customer_id,
                branch[0],
                who,
                quoted,
                kind,
                volume,
                price,
                state,
                why if state == "declined" else None,
            )
        )
        if state != "accepted":
            continue
        moved = quoted + timedelta(days=rng.randint(6, 60))
        status = "cancelled" if rng.random() < 0.07 else "completed" if moved <= LAST_DAY else "booked"
        start = branch[2] if rng.random() < 0.75 else rng.choice(TOWNS)
        target = {"Local": start, "International": rng.choice(ABROAD)}.get(kind, rng.choice(TOWNS))
        size = min(6, 2 + volume // 700)
        packing = rng.random() < 0.34
        final = round(price + (volume * 0.31 if packing else 0), 2)
        lorries = [v for v in vehicles if v[1] == branch[0] and v[5] <= moved and v[7] != "sold"]
        lorry = rng.choice(lorries)[0] if lorries and status == "completed" else None
        stars = rng.choices([5, 4, 3, 2, 1], [52, 27, 11, 6, 4])[0] if rng.random() < 0.58 else None
        number = len(moves) + 1
        moves.append(
            (
                number,
                len(quotes),
                customer_id,
                branch[0],
                lorry,
                moved,
                kind,
                start,
                target,
                miles,
                size,
                packing,
                final,
                status,
                stars if status == "completed" else None,
            )
        )
        if status != "completed":
            continue
        free = [
            e
            for e in employees
            if e[4] in ("Driver", "Porter") and e[1] == branch[0] and e[6] <= moved and not (e[7] and e[7] < moved)
        ]
        for place, person in enumerate(rng.sample(free, min(size, len(free)))):
            hours = round(rng.uniform(3, 11) * 2) / 2
            crew.append((number, person[0], "lead" if place == 0 else "helper", hours))
        if rng.random() < 0.2:
            told = moved + timedelta(days=rng.randint(0, 12))
            if told > LAST_DAY:
                continue
            asked = round(rng.uniform(40, 1400), 2)
            end = rng.choices(["settled", "rejected", "open"], [62, 22, 16])[0]
            if told.year < 2025 and end == "open":
                end = "settled"
            paid = round(asked * rng.uniform(0.4, 1), 2) if end == "settled" else None
            item = rng.choices(DAMAGED, [22, 18, 16, 12, 4, 12, 10, 6])[0]
            cause = rng.choices(["Scratched", "Broken", "Lost", "Water damage"], [44, 36, 13, 7])[0]
            claims.append((len(claims) + 1, number, told, item, cause, asked, paid, end))
    storage: Rows = []
    for began in sorted(_days(rng, date(2023, 1, 9), LAST_DAY) for _ in range(170)):
        customer = rng.choice(customers[:300])
        size, fee = rng.choices([(25, 62), (50, 98), (75, 134), (100, 165), (150, 228)], [24, 32, 20, 16, 8])[0]
        ends = began + timedelta(days=rng.randint(28, 640))
        fee = round(fee * (1 + 0.04 * (began.year - 2023)), 2)
        branch_id = rng.choices([1, 2, 3, 4], [30, 24, 20, 26])[0]
        storage.append((len(storage) + 1, customer[0], branch_id, size, fee, began, ends if ends <= LAST_DAY else None))
    return {
        "branches": (
            "branch_id integer primary key, branch_name varchar, city varchar, region varchar, opened_on date, closed_on date",
            branches,
        ),
        "employees": (
            "employee_id integer primary key, branch_id integer references branches (branch_id), first_name varchar, "
            "last_name varchar, job_title varchar, hourly_rate decimal(6,2), hired_on date, left_on date",
            employees,
        ),
        "vehicles": (
            "vehicle_id integer primary key, branch_id integer references branches (branch_id), registration varchar, "
            "vehicle_type varchar, capacity_cuft integer, purchased_on date, mot_due_on date, status varchar",
            vehicles,
        ),
        "customers": (
            "customer_id integer primary key, customer_name varchar, customer_type varchar, email varchar, phone varchar, "
            "lead_source varchar, created_at timestamp",
            customers,
        ),
        "quotes": (
            "quote_id integer primary key, customer_id integer references customers (customer_id), "
            "branch_id integer references branches (branch_id), surveyor_id integer references employees (employee_id), "
            "quoted_on date, move_type varchar, volume_cuft integer, quoted_price decimal(10,2), status varchar, "
            "decline_reason varchar",
            quotes,
        ),
        "moves": (
            "move_id integer primary key, quote_id integer references quotes (quote_id), "
            "customer_id integer references customers (customer_id), branch_id integer references branches (branch_id), "
            "vehicle_id integer references vehicles (vehicle_id), move_date date, move_type varchar, from_city varchar, "
            "to_city varchar, distance_miles integer, crew_size integer, packing_service boolean, price decimal(10,2), "
            "status varchar, rating integer",
            moves,
        ),
        "move_crew": (
            "move_id integer references moves (move_id), employee_id integer references employees (employee_id), "
            "crew_role varchar, hours_worked decimal(4,1), primary key (move_id, employee_id)",
            crew,
        ),
        "claims": (
            "claim_id integer primary key, move_id integer references moves (move_id), reported_on date, item varchar, "
            "damage_type varchar, amount_claimed decimal(10,2), amount_paid decimal(10,2), status varchar",
            claims,
        ),
        "storage_contracts": (
            "contract_id integer primary key, customer_id integer references customers (customer_id), "
            "branch_id integer references branches (branch_id), unit_size_sqft integer, monthly_fee decimal(8,2), "
            "started_on date, ended_on date",
            storage,
        ),
    }


def caterer() -> Made:
    """CamelCase, primary keys only: events of clients at venues, the dishes served, shifts worked, payments, feedback."""
    rng = random.Random(2302)
    clients: Rows = []
    towns = ("Guildford", "London", "Reading", "Farnham", "Richmond", "Windsor")
    for name, kind in CLIENTS:
        known = _days(rng, date(2017, 1, 9), date(2024, 6, 30))
        clients.append(
            (len(clients) + 1, name, kind, rng.choice(towns), f"events{len(clients) + 1}@client.example", known)
        )
    for first, last in names_of(rng, FIRSTS, LASTS, 150):
        mail = f"{first}.{last}@post.example".lower() if rng.random() < 0.9 else None
        known = _days(rng, date(2022, 5, 2), date(2025, 5, 31))
        town = rng.choices(towns, [28, 26, 18, 12, 10, 6])[0] if rng.random() < 0.94 else None
        clients.append((len(clients) + 1, f"{first} {last}", "Private", town, mail, known))
    venues: Rows = [(i, *venue) for i, venue in enumerate(VENUES, 1)]
    dishes: Rows = [(i, *dish, i != 24) for i, dish in enumerate(DISHES, 1)]
    staff: Rows = []
    for first, last in names_of(rng, FIRSTS, LASTS, 64):
        job = rng.choices(["Waiter", "Chef", "Bartender", "Kitchen porter", "Event manager"], [44, 18, 16, 14, 8])[0]
        if len(staff) < 4:
            job = "Event manager"
        pay = {"Waiter": 12.2, "Chef": 17.5, "Bartender": 13.1, "Kitchen porter": 11.9, "Event manager": 21.0}[job]
        hired = (
            _days(rng, date(2016, 2, 1), date(2025, 4, 30))
            if len(staff) >= 4
            else _days(rng, date(2016, 2, 1), date(2021, 1, 1))
        )
        gone = _days(rng, max(hired, date(2023, 2, 1)), LAST_DAY) if rng.random() < 0.22 and len(staff) >= 4 else None
        rate = round(pay + rng.uniform(-0.3, 2.2), 2)
        contract = rng.choices(["Casual", "Permanent"], [70, 30])[0] if job in ("Waiter", "Bartender") else "Permanent"
        staff.append((len(staff) + 1, first, last, job, contract, rate, hired, gone))
    managers = [s[0] for s in staff[:4]]
    events: Rows = []
    served: Rows = []
    shifts: Rows = []
    payments: Rows = []
    feedback: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 12), TODAY + timedelta(days=150)) for _ in range(620)):
        if day.month in (1, 2) and rng.random() < 0.5:
            continue
        kind = rng.choices(list(PARTIES), [24, 26, 14, 9, 13, 14])[0]
        low, high, price, style = PARTIES[kind]
        if kind in ("Wedding", "Birthday"):
            client = rng.choice(clients[14:])
        else:
            client = rng.choices(clients[:14], [14, 12, 10, 9, 8, 7, 6, 3, 6, 5, 4, 8, 9, 1])[0]
        places = venues[:11]
        if kind == "Corporate lunch" and rng.random() < 0.6:
            places = venues[11:12]
        elif kind == "Wedding":
            places = venues[:4] + venues[6:8]
        guests = rng.randint(low, high)
        fits = [v for v in places if not v[4] or v[4] >= guests] or [venues[4]]
        venue = rng.choice(fits)
        booked = day - timedelta(days=rng.randint(120, 420) if kind == "Wedding" else rng.randint(10, 150))
        if booked > LAST_DAY:
            continue
        status = "Cancelled" if rng.random() < 0.08 else "Completed" if day <= LAST_DAY else "Confirmed"
        if status == "Confirmed" and rng.random() < 0.3:
            status = "Tentative"
        dropped = _days(rng, booked, min(day, LAST_DAY)) if status == "Cancelled" else None
        head = round(price * rng.uniform(0.85, 1.25) * (1 + 0.04 * (day.year - 2023)), 2)
        total = round(head * guests, 2)
        deposit = round(total * 0.25, 2)
        style = style if rng.random() < 0.8 else rng.choice(["Buffet", "Plated", "Family style", "Canapes"])
        boss = rng.choices(managers, [34, 28, 22, 16])[0] if rng.random() < 0.95 else None
        number = len(events) + 1
        events.append(
            (
                number,
                client[0],
                venue[0],
                boss,
                kind,
                style,
                booked,
                day,
                guests,
                head,
                total,
                deposit,
                status,
                dropped,
            )
        )
        if status == "Tentative":
            continue
        way = rng.choices(["Bank transfer", "Card", "Cheque"], [58, 36, 6])[0]
        if rng.random() < 0.96:
            sent = min(booked + timedelta(days=rng.randint(0, 14)), LAST_DAY)
            payments.append((len(payments) + 1, number, sent, "Deposit", deposit, way))
        if status == "Cancelled":
            continue
        courses = {
            "Canapes": ("Canape", "Canape", "Canape"),
            "Buffet": ("Main", "Main", "Side", "Side", "Dessert"),
        }.get(style, ("Starter", "Main", "Main", "Side", "Dessert"))
        chosen: set[int] = set()
        for course in courses:
            able = [d for d in dishes[:22] if d[2] == course and d[0] not in chosen]
            dish = rng.choices(able, [3 + d[0] % 5 for d in able])[0]
            chosen.add(dish[0])
            share = 1.0 if courses.count(course) == 1 else rng.choice([0.4, 0.5, 0.6, 1.0])
            served.append((len(served) + 1, number, dish[0], max(4, round(guests * share))))
        if status != "Completed":
            continue
        able = [s for s in staff if s[6] <= day and not (s[7] and s[7] < day) and s[3] != "Event manager"]
        for person in rng.sample(able, min(len(able), 3 + guests // 30)):
            away = rng.random() < 0.03
            hours = 0 if away else rng.randint(8, 22) / 2
            shifts.append((len(shifts) + 1, number, person[0], day, hours, "No show" if away else "Worked"))
        settled = day + timedelta(days=rng.randint(-5, 35))
        if settled <= LAST_DAY and rng.random() < 0.96:
            payments.append((len(payments) + 1, number, settled, "Balance", total - deposit, way))
        if rng.random() < 0.55:
            food, care = (
                rng.choices([5, 4, 3, 2], [50, 33, 12, 5])[0],
                rng.choices([5, 4, 3, 2, 1], [46, 32, 13, 6, 3])[0],
            )
            note = rng.choice(
                ["Lovely evening", "Food was cold", "Great team", "Too slow at the bar", None, None, None]
            )
            feedback.append((len(feedback) + 1, number, min(day + timedelta(days=3), LAST_DAY), food, care, note))
    return {
        "Client": (
            "ClientID integer primary key, ClientName varchar, ClientType varchar, City varchar, Email varchar, "
            "CreatedDate date",
            clients,
        ),
        "Venue": (
            "VenueID integer primary key, VenueName varchar, VenueType varchar, City varchar, MaxGuests integer, "
            "HasKitchen boolean, CommissionPct integer",
            venues,
        ),
        "Employee": (
            "EmployeeID integer primary key, FirstName varchar, LastName varchar, JobTitle varchar, ContractType varchar, "
            "HourlyRate decimal(6,2), HireDate date, TerminationDate date",
            staff,
        ),
        "Event": (
            "EventID integer primary key, ClientID integer, VenueID integer, EventManagerID integer, EventType varchar, "
            "ServiceStyle varchar, BookedDate date, EventDate date, GuestCount integer, PricePerHead decimal(8,2), "
            "TotalAmount decimal(10,2), DepositAmount decimal(10,2), EventStatus varchar, CancelledDate date",
            events,
        ),
        "Dish": (
            "DishID integer primary key, DishName varchar, Course varchar, DietaryType varchar, CostPerPortion decimal(6,2), "
            "PricePerPortion decimal(6,2), IsActive boolean",
            dishes,
        ),
        "EventDish": ("EventDishID integer primary key, EventID integer, DishID integer, Portions integer", served),
        "StaffShift": (
            "ShiftID integer primary key, EventID integer, EmployeeID integer, ShiftDate date, HoursWorked decimal(4,1), "
            "ShiftStatus varchar",
            shifts,
        ),
        "Payment": (
            "PaymentID integer primary key, EventID integer, PaymentDate date, PaymentType varchar, Amount decimal(10,2), "
            "PaymentMethod varchar",
            payments,
        ),
        "Feedback": (
            "FeedbackID integer primary key, EventID integer, ReceivedDate date, FoodScore integer, ServiceScore integer, "
            "Comment varchar",
            feedback,
        ),
    }


MADE_W = {"removals": removals, "caterer": caterer, "skincare": skincare}
