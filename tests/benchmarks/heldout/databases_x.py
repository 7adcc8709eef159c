"""The databases of set X: a timber merchant, a security patrol company, a film equipment rental house, a loyalty mart."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = "Aled Beth Callum Delyth Ewan Fiona Gareth Hannah Iwan Jess Kieran Lorna Mairi Neil Olwen Paul Rhona Stuart Tegan Viv"
LASTS = "Abbot Baird Coyle Drummond Elliott Forsyth Gunn Hughes Irvine Jardine Kerr Lennox Moffat Nesbit Orr Parry Quinn Rees"

# -- the timber merchant -------------------------------------------------------------------------------------------------

BRANCHES = (
    ("CDF", "Cardiff", "South Wales"),
    ("NPT", "Newport", "South Wales"),
    ("BRS", "Bristol", "South West"),
    ("GLO", "Gloucester", "South West"),
    ("HFD", "Hereford", "Midlands"),
    ("WOR", "Worcester", "Midlands"),
)
REPS = (
    ("R01", "Alun Price"),
    ("R02", "Jackie Dean"),
    ("R03", "Mo Farooq"),
    ("R04", "Sian Beddoe"),
    ("R05", "Tom Hale"),
)
GROUPS = (
    ("SW", "Softwood"),
    ("HW", "Hardwood"),
    ("SHT", "Sheet materials"),
    ("DCK", "Decking"),
    ("FNC", "Fencing"),
    ("MLD", "Mouldings"),
    ("IRM", "Ironmongery"),
)
STOCKED = (
    ("SW", "C16 Carcassing 47x100", "Spruce", "LM", 1.9, 3.1),
    ("SW", "C16 Carcassing 47x150", "Spruce", "LM", 2.8, 4.5),
    ("SW", "C24 Carcassing 47x200", "Spruce", "LM", 4.1, 6.6),
    ("SW", "C24 Carcassing 75x225", "Spruce", "LM", 7.9, 12.4),
    ("SW", "CLS Studwork 38x63", "Spruce", "LM", 1.1, 1.9),
    ("SW", "Redwood PSE 19x95", "Pine", "LM", 1.6, 2.9),
    ("SW", "Redwood PSE 25x150", "Pine", "LM", 3.2, 5.4),
    ("SW", "Roofing Batten 25x50", "Pine", "LM", 0.6, 1.1),
    ("HW", "European Oak 27mm Prime", "Oak", "M3", 1650, 2380),
    ("HW", "European Oak 52mm Prime", "Oak", "M3", 1820, 2590),
    ("HW", "Oak Beam 200x200", "Oak", "LM", 48, 74),
    ("HW", "Ash 27mm", "Ash", "M3", 1180, 1690),
    ("HW", "Sapele 52mm", "Sapele", "M3", 1390, 1985),
    ("HW", "Walnut 27mm", "Walnut", "M3", 2900, 4150),
    ("SHT", "OSB3 11mm 2440x1220", None, "SHT", 11.2, 17.9),
    ("SHT", "OSB3 18mm 2440x1220", None, "SHT", 17.8, 27.5),
    ("SHT", "MDF 18mm 2440x1220", None, "SHT", 18.6, 29.9),
    ("SHT", "Birch Plywood 18mm", "Birch", "SHT", 46, 71),
    ("SHT", "Marine Plywood 12mm", "Okoume", "SHT", 52, 83),
    ("SHT", "Chipboard Flooring 22mm", None, "SHT", 9.8, 15.8),
    ("DCK", "Softwood Decking 32x125", "Pine", "LM", 2.1, 3.8),
    ("DCK", "Larch Decking 28x145", "Larch", "LM", 4.9, 8.2),
    ("DCK", "Balau Decking 25x145", "Balau", "LM", 9.5, 15.2),
    ("DCK", "Composite Decking Grey", None, "LM", 8.8, 14.9),
    ("FNC", "Fence Post 100x100 2.4m", "Pine", "EA", 9.2, 15.5),
    ("FNC", "Feather Edge Board 1.8m", "Spruce", "EA", 1.3, 2.4),
    ("FNC", "Lap Panel 6x6", "Spruce", "EA", 19, 31),
    ("FNC", "Gravel Board 3m", "Spruce", "EA", 7.4, 12.5),
    ("MLD", "Skirting Torus 168mm", "Pine", "LM", 2.9, 5.3),
    ("MLD", "Architrave Ogee 69mm", "Pine", "LM", 1.5, 2.8),
    ("MLD", "Oak Skirting 145mm", "Oak", "LM", 7.6, 12.9),
    ("MLD", "Dado Rail", "Pine", "LM", 1.8, 3.2),
    ("IRM", "Joist Hanger 47mm", None, "EA", 0.9, 1.8),
    ("IRM", "Decking Screws 200 Box", None, "EA", 6.8, 12.9),
    ("IRM", "Gate Hinge Set", None, "EA", 8.2, 15.9),
    ("IRM", "Post Base Bolt Down", None, "EA", 5.1, 9.9),
)
MILLS = (
    ("Nordskog AB", "Sweden"),
    ("Suomen Saha Oy", "Finland"),
    ("Baltwood SIA", "Latvia"),
    ("BSW Borders Sawmills", "UK"),
    ("Wye Valley Sawmill", "UK"),
    ("Scierie Morvan", "France"),
    ("Riga Ply", "Latvia"),
    ("Harcros Fixings", "UK"),
    ("Ostwald Holz GmbH", "Germany"),
)


def timber() -> Made:
    """Abbreviated legacy names and no keys: orders over the counter and delivered, stock by branch, purchases from mills."""
    rng = random.Random(2401)
    custs: Rows = []
    ends = {
        "Builder": ("Builders Ltd", "Construction", "& Sons Building"),
        "Joiner": ("Joinery", "Bespoke Kitchens", "Stairs & Joinery"),
        "Landscaper": ("Landscapes", "Fencing Services", "Garden Design"),
        "Public": ("",),
    }
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 160), 1):
        kind = rng.choices(list(ends), [46, 24, 18, 12])[0]
        name = f"{first} {last} {rng.choice(ends[kind])}".strip()
        town = rng.choices(["Cardiff", "Newport", "Bristol", "Gloucester", "Hereford", "Swansea", "Bath"])[0]
        limit = rng.choice([1000, 2500, 5000, 10000, 20000]) if kind != "Public" else None
        rep = rng.choice(REPS[:4])[0] if kind != "Public" and rng.random() < 0.93 else None
        stopped = "Y" if rng.random() < 0.06 else "N"
        opened = _days(rng, date(2005, 1, 1), date(2025, 5, 31))
        custs.append((10000 + number, name, kind, town, limit, rep, opened, stopped))
    prods: Rows = []
    for number, (group, text, species, unit, cost, price) in enumerate(STOCKED, 1):
        prods.append(
            (f"{group}{number:04d}", text, group, species, unit, cost, price, "Y" if number in (14, 32) else "N")
        )
    heads: Rows = []
    lines: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1900)):
        if day.weekday() == 6:
            continue
        cust = rng.choice([c for c in custs[:148] if c[6] <= day])
        branch = rng.choices(BRANCHES, [30, 16, 26, 12, 10, 8])[0][0]
        kind = rng.choices(["DEL", "COL"], [58, 42])[0]
        wanted = day + timedelta(days=rng.randint(1, 9) if kind == "DEL" else 0)
        sent = wanted + timedelta(days=rng.choices([0, 1, 2, 4], [76, 12, 8, 4])[0] if kind == "DEL" else 0)
        status = "CAN" if rng.random() < 0.05 else "CMP" if sent <= LAST_DAY else "OPN"
        number = 500001 + len(heads)
        total = 0.0
        for line, prod in enumerate(rng.sample(prods[:35], rng.choices([1, 2, 3, 4, 6], [24, 28, 22, 16, 10])[0]), 1):
            most = {"M3": 3, "LM": 120, "SHT": 30, "EA": 40}[prod[4]]
            qty = round(rng.uniform(0.2, most), 2) if prod[4] == "M3" else rng.randint(1, most)
            off = rng.choices([0, 5, 10, 15], [50, 24, 18, 8])[0] if cust[2] != "Public" else 0
            price = round(prod[6] * (1 + 0.04 * (day.year - 2025)), 2)
            amount = round(qty * price * (1 - off / 100), 2)
            total += amount
            lines.append((number, line, prod[0], qty, price, off, amount))
        driver = rng.choice(["Barry", "Clive", "Dai", "Steve"]) if kind == "DEL" and status == "CMP" else None
        heads.append(
            (
                number,
                cust[0],
                branch,
                day,
                wanted,
                sent if status == "CMP" else None,
                kind,
                status,
                round(total, 2),
                driver,
            )
        )
    stock: Rows = []
    for place in BRANCHES:
        for prod in prods:
            if rng.random() < 0.86:
                level = {"M3": 4, "LM": 400, "SHT": 60, "EA": 120}[prod[4]]
                qty = 0 if rng.random() < 0.07 else rng.randint(1, level * 2)
                stock.append((place[0], prod[0], qty, level // 2, _days(rng, date(2025, 1, 6), LAST_DAY)))
    mills: Rows = [(700 + i, *mill) for i, mill in enumerate(MILLS)]
    buys: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 4), LAST_DAY) for _ in range(380)):
        mill = rng.choice(mills[:8])
        due = day + timedelta(days=rng.randint(7, 28))
        came = due + timedelta(days=rng.choice([-3, -2, -1, 0, 0, 0, 1, 2, 5, 9]))
        status = "CAN" if rng.random() < 0.04 else "RCV" if came <= LAST_DAY else "OPN"
        branch = rng.choice(BRANCHES)[0]
        buys.append(
            (
                80001 + len(buys),
                mill[0],
                branch,
                day,
                due,
                came if status == "RCV" else None,
                round(rng.uniform(600, 18000), 2),
                status,
            )
        )
    return {
        "brn": ("brn_cd varchar, brn_nm varchar, area varchar", list(BRANCHES)),
        "rep": ("rep_cd varchar, rep_nm varchar", list(REPS)),
        "cust": (
            "cust_no integer, cust_nm varchar, cust_typ varchar, town varchar, cr_lmt integer, rep_cd varchar, opn_dt date, "
            "stop_flg varchar",
            custs,
        ),
        "prd_grp": ("grp_cd varchar, grp_nm varchar", list(GROUPS)),
        "prd": (
            "prd_cd varchar, prd_desc varchar, grp_cd varchar, species varchar, uom varchar, cost_prc decimal(10,2), "
            "list_prc decimal(10,2), disc_flg varchar",
            prods,
        ),
        "ord_hdr": (
            "ord_no integer, cust_no integer, brn_cd varchar, ord_dt date, req_dt date, dlv_dt date, ord_typ varchar, "
            "ord_sts varchar, ord_amt decimal(12,2), drvr varchar",
            heads,
        ),
        "ord_ln": (
            "ord_no integer, ln_no integer, prd_cd varchar, qty decimal(10,2), unit_prc decimal(10,2), disc_pct integer, "
            "ln_amt decimal(12,2)",
            lines,
        ),
        "stk": ("brn_cd varchar, prd_cd varchar, qty_oh integer, min_qty integer, cnt_dt date", stock),
        "supp": ("supp_no integer, supp_nm varchar, cntry varchar", mills),
        "po_hdr": (
            "po_no integer, supp_no integer, brn_cd varchar, po_dt date, due_dt date, rcv_dt date, po_amt decimal(12,2), "
            "po_sts varchar",
            buys,
        ),
    }


# -- the security patrol company -----------------------------------------------------------------------------------------

SECTORS = ("Retail", "Logistics", "Construction", "Education", "Healthcare", "Offices")
CLIENTS = (
    "Halden Retail Park",
    "Crestway Logistics",
    "Bowmore Construction",
    "Tallis College",
    "Rowan Hospitals Trust",
    "Pinnacle Offices",
    "Marlow Outlet Village",
    "Swiftline Depots",
    "Ironbridge Builders",
    "Fairfield Academy",
    "Lakeside Clinics",
    "Quayside Business Park",
    "Denby Superstores",
    "Northpoint Warehousing",
    "Castle Homes",
    "Ashgrove University",
    "Birchwood Care",
    "Meridian Tower",
    "Oakmall Shopping",
    "Vantage Freeport",
    "Greyfriars Development",
    "St Bede School",
)
SITE_TYPES = {
    "Retail": "Shopping centre",
    "Logistics": "Warehouse",
    "Construction": "Building site",
    "Education": "Campus",
    "Healthcare": "Hospital",
    "Offices": "Office block",
}
KINDS = ("Theft", "Trespass", "Vandalism", "Fire alarm", "Assault", "Medical", "Suspicious vehicle")


def _at(rng: random.Random, day: date, low: int = 0, high: int = 23) -> datetime:
    return datetime.combine(day, time(rng.randint(low, high), rng.randint(0, 59)))


def patrol() -> Made:
    """A snake_case schema with keys and references: clients with sites, guards on shifts, incidents, alarm callouts, invoices."""
    rng = random.Random(2402)
    clients: Rows = []
    for number, name in enumerate(CLIENTS, 1):
        manager = rng.choices(["Karen Boyd", "Luke Sharma", "Nadia Petrov"], [42, 34, 24])[0]
        left = _days(rng, date(2024, 2, 1), date(2025, 4, 30)) if number in (9, 17) else None
        city = rng.choice(["Leeds", "Sheffield", "York", "Hull"])
        clients.append(
            (
                number,
                name,
                SECTORS[(number - 1) % 6],
                city,
                manager,
                _days(rng, date(2016, 1, 1), date(2023, 6, 30)),
                left,
            )
        )
    sites: Rows = []
    for client in clients:
        for place in range(rng.choices([1, 2, 3, 4], [24, 36, 26, 14])[0]):
            name = f"{client[1]} {('Main', 'North', 'South', 'Annex')[place]}"
            city = rng.choice(["Leeds", "Leeds", "Sheffield", "York", "Hull", "Bradford"])
            risk = rng.choices(["low", "medium", "high"], [40, 40, 20])[0]
            sites.append(
                (
                    len(sites) + 1,
                    client[0],
                    name,
                    SITE_TYPES[client[2]],
                    city,
                    risk,
                    client[6] is None,
                    rng.randint(4, 24),
                )
            )
    guards: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 74), 1):
        rank = rng.choices(["Guard", "Senior guard", "Supervisor", "Dog handler"], [62, 20, 10, 8])[0]
        hired = _days(rng, date(2012, 1, 1), date(2025, 5, 1))
        left = (
            _days(rng, max(hired, date(2023, 2, 1)), LAST_DAY)
            if rng.random() < 0.2 and hired < date(2025, 1, 1)
            else None
        )
        wage = {"Guard": 12.2, "Senior guard": 13.6, "Supervisor": 16.4, "Dog handler": 15.1}[rank] + rng.randint(
            0, 12
        ) / 10
        until = _days(rng, date(2025, 5, 1), date(2028, 4, 30))
        phone = f"07{rng.randint(100000000, 999999999)}" if rng.random() < 0.94 else None
        depot = rng.choice(["Leeds", "Sheffield", "Hull"])
        guards.append(
            (number, f"G{1000 + number}", first, last, rank, round(wage, 2), depot, phone, hired, left, until)
        )
    contracts: Rows = []
    for client in clients:
        for service in rng.sample(
            ["Manned guarding", "Mobile patrol", "Alarm response", "Key holding"], rng.randint(1, 3)
        ):
            start = max(client[5], _days(rng, date(2021, 1, 1), date(2024, 12, 1)))
            end = start + timedelta(days=365 * rng.randint(1, 4)) if rng.random() < 0.85 else None
            state = "terminated" if client[6] else "expired" if end and end <= LAST_DAY else "active"
            low = {"Manned guarding": 9000, "Mobile patrol": 2400, "Alarm response": 700, "Key holding": 250}[service]
            fee = round(low * rng.uniform(0.7, 1.9) / 10) * 10
            contracts.append((len(contracts) + 1, client[0], service, fee, start, end, state))
    shifts: Rows = []
    for day in sorted(_days(rng, date(2023, 7, 1), LAST_DAY + timedelta(days=12)) for _ in range(3000)):
        site = rng.choice(sites[:-2])
        able = [g for g in guards[:70] if g[8] <= day and (g[9] is None or g[9] > day)]
        kind = rng.choices(["day", "night"], [44, 56])[0]
        hours = rng.choice([8, 10, 12])
        start = datetime.combine(day, time(7 if kind == "day" else 19))
        if day > LAST_DAY:
            state = "scheduled"
        else:
            state = rng.choices(["worked", "no_show", "cancelled"], [93, 3, 4])[0]
        who = rng.choice(able)[0] if state != "scheduled" or rng.random() < 0.8 else None
        over = rng.choices([0, 1, 2], [84, 10, 6])[0] if state == "worked" else 0
        shifts.append((len(shifts) + 1, site[0], who, kind, start, start + timedelta(hours=hours), hours, over, state))
    incidents: Rows = []
    for day in sorted(_days(rng, date(2023, 7, 2), LAST_DAY) for _ in range(620)):
        site = rng.choices(sites[:-2], [{"low": 1, "medium": 2, "high": 4}[s[5]] for s in sites[:-2]])[0]
        kind = rng.choices(KINDS, [26, 24, 16, 12, 5, 8, 9])[0]
        level = rng.choices(["minor", "moderate", "major"], [56, 33, 11])[0]
        seen = _at(rng, day)
        done = seen + timedelta(minutes=rng.randint(10, 900)) if rng.random() < 0.93 else None
        who = rng.choice(guards[:70])[0] if rng.random() < 0.95 else None
        loss = round(rng.uniform(40, 5200), 2) if kind in ("Theft", "Vandalism") and rng.random() < 0.85 else None
        police = kind == "Assault" or rng.random() < 0.18
        incidents.append((len(incidents) + 1, site[0], who, kind, level, seen, done, police, loss))
    callouts: Rows = []
    for day in sorted(_days(rng, date(2023, 7, 2), LAST_DAY) for _ in range(540)):
        site = rng.choice(sites[:-3])
        rang = _at(rng, day)
        came = rang + timedelta(minutes=rng.randint(6, 48))
        cause = rng.choices(["Intruder", "Fault", "Staff error", "Weather", "Unknown"], [14, 30, 28, 14, 14])[0]
        charge = rng.choice([45, 60, 60, 85])
        who = rng.choice(guards[:70])[0]
        callouts.append((len(callouts) + 1, site[0], who, rang, came, cause, cause != "Intruder", charge))
    invoices: Rows = []
    for index in range(2023 * 12 + 6, 2025 * 12 + 5):
        issued = date(index // 12, index % 12 + 1, 28)
        for client in clients:
            if client[6] and client[6] < issued:
                continue
            amount = round(sum(c[3] for c in contracts if c[1] == client[0]) * rng.uniform(0.9, 1.1), 2)
            due = issued + timedelta(days=30)
            paid = due + timedelta(days=rng.randint(-20, 25)) if rng.random() < 0.95 else None
            state = (
                "void"
                if rng.random() < 0.02
                else "paid"
                if paid and paid <= LAST_DAY
                else "overdue"
                if due <= LAST_DAY
                else "sent"
            )
            label = f"INV-{len(invoices) + 1:05d}"
            invoices.append(
                (len(invoices) + 1, label, client[0], issued, due, paid if state == "paid" else None, amount, state)
            )
    key = "id integer primary key"
    return {
        "clients": (
            f"{key}, name varchar, sector varchar, city varchar, account_manager varchar, signed_on date, left_on date",
            clients,
        ),
        "sites": (
            f"{key}, client_id integer references clients (id), name varchar, site_type varchar, city varchar, "
            "risk_level varchar, is_active boolean, checkpoints integer",
            sites,
        ),
        "guards": (
            f"{key}, badge_number varchar, first_name varchar, last_name varchar, rank varchar, hourly_wage decimal(6,2), "
            "depot varchar, phone varchar, hired_on date, left_on date, license_expires_on date",
            guards,
        ),
        "contracts": (
            f"{key}, client_id integer references clients (id), service_type varchar, monthly_fee decimal(10,2), "
            "starts_on date, ends_on date, status varchar",
            contracts,
        ),
        "shifts": (
            f"{key}, site_id integer references sites (id), guard_id integer references guards (id), shift_type varchar, "
            "starts_at timestamp, ends_at timestamp, hours integer, overtime_hours integer, status varchar",
            shifts,
        ),
        "incidents": (
            f"{key}, site_id integer references sites (id), guard_id integer references guards (id), incident_type varchar, "
            "severity varchar, reported_at timestamp, resolved_at timestamp, police_called boolean, loss_amount decimal(10,2)",
            incidents,
        ),
        "alarm_callouts": (
            f"{key}, site_id integer references sites (id), guard_id integer references guards (id), alarm_at timestamp, "
            "arrived_at timestamp, cause varchar, is_false_alarm boolean, charge decimal(8,2)",
            callouts,
        ),
        "invoices": (
            f"{key}, invoice_number varchar, client_id integer references clients (id), issued_on date, due_on date, "
            "paid_on date, amount decimal(12,2), status varchar",
            invoices,
        ),
    }


# -- the film equipment rental house -------------------------------------------------------------------------------------

GEAR = (
    ("Camera", "ARRI Alexa Mini LF", "ARRI", 690, 52000),
    ("Camera", "ARRI Amira", "ARRI", 360, 27000),
    ("Camera", "RED V-Raptor", "RED", 420, 24500),
    ("Camera", "Sony Venice 2", "Sony", 620, 48000),
    ("Camera", "Sony FX6", "Sony", 140, 5900),
    ("Camera", "Blackmagic Pocket 6K", "Blackmagic", 65, 2300),
    ("Lens", "Cooke S4 Set", "Cooke", 390, 64000),
    ("Lens", "Zeiss Supreme Prime Set", "Zeiss", 480, 82000),
    ("Lens", "Canon CN-E Set", "Canon", 160, 19000),
    ("Lens", "Angenieux Optimo 24-290", "Angenieux", 260, 41000),
    ("Lighting", "ARRI SkyPanel S60", "ARRI", 95, 5400),
    ("Lighting", "Aputure 600d", "Aputure", 45, 1700),
    ("Lighting", "Aputure Nova P300c", "Aputure", 40, 1500),
    ("Lighting", "Dedolight Kit", "Dedo", 55, 3200),
    ("Lighting", "ARRI M18 HMI", "ARRI", 110, 7900),
    ("Grip", "Dana Dolly", "Dana", 60, 2600),
    ("Grip", "Matthews Slider", "Matthews", 35, 1400),
    ("Grip", "O'Connor 2575 Head", "O'Connor", 75, 11000),
    ("Grip", "Easyrig Vario 5", "Easyrig", 40, 3900),
    ("Grip", "Ronin 2 Gimbal", "DJI", 130, 8400),
    ("Sound", "Sound Devices 888", "Sound Devices", 85, 7100),
    ("Sound", "Sennheiser MKH 50", "Sennheiser", 18, 1150),
    ("Sound", "Lectrosonics Wireless Kit", "Lectrosonics", 48, 3300),
    ("Monitor", "SmallHD Cine 24", "SmallHD", 70, 4300),
    ("Monitor", "Teradek Bolt 6 Kit", "Teradek", 95, 6200),
    ("Drone", "DJI Inspire 3", "DJI", 290, 14500),
)
TITLES = "Lantern Northlight Redbrick Saltmarsh Foxglove Paper Harbour Velvet Tin Copper Wild Second Low Bright"
FAULTS = ("Sensor", "Mount", "Power", "Cable", "Housing", "Fan")


def filmgear() -> Made:
    """CamelCase names with primary keys: equipment with its single assets, rentals with lines, payments, repairs."""
    rng = random.Random(2403)
    categories: Rows = [(i, name) for i, name in enumerate(dict.fromkeys(g[0] for g in GEAR), 1)]
    equipment: Rows = []
    for number, (group, name, maker, rate, worth) in enumerate(GEAR, 1):
        equipment.append(
            (number, next(c[0] for c in categories if c[1] == group), name, maker, rate, worth, number != 14)
        )
    assets: Rows = []
    for item in equipment:
        for _ in range(rng.randint(2, 4) if item[4] > 200 else rng.randint(3, 10)):
            bought = _days(rng, date(2017, 1, 1), date(2025, 3, 31))
            state = rng.choices(["Available", "Out", "In Repair", "Retired"], [62, 24, 7, 7])[0]
            shape = rng.choices(["New", "Good", "Fair", "Poor"], [14, 56, 24, 6])[0]
            serial = f"{item[3][:2].upper()}{rng.randint(10000, 99999)}"
            price = round(item[5] * rng.uniform(0.8, 1.0), 2)
            assets.append((len(assets) + 1, item[0], serial, bought, price, shape, state))
    staff: Rows = [
        (1, "Miriam", "Katz", "Manager", date(2014, 3, 3)),
        (2, "Owen", "Tate", "Bookings", date(2018, 6, 11)),
        (3, "Priya", "Nair", "Bookings", date(2020, 1, 13)),
        (4, "Rui", "Costa", "Bookings", date(2022, 9, 5)),
        (5, "Hal", "Brandt", "Technician", date(2016, 5, 2)),
        (6, "Suki", "Mori", "Technician", date(2021, 11, 1)),
        (7, "Dean", "Walsh", "Driver", date(2023, 4, 17)),
    ]
    customers: Rows = []
    starts = TITLES.split()
    ends = {
        "Production company": ("Pictures", "Films", "Productions"),
        "Broadcaster": ("TV", "Broadcasting"),
        "Agency": ("Creative", "Content"),
    }
    seen: set[str] = set()
    while len(customers) < 90:
        kind = rng.choices(
            ["Production company", "Broadcaster", "Agency", "Freelancer", "Student"], [34, 6, 18, 30, 12]
        )[0]
        if kind in ends:
            name = f"{rng.choice(starts)} {rng.choice(ends[kind])}"
        else:
            name = f"{rng.choice(FIRSTS.split())} {rng.choice(LASTS.split())}"
        if name in seen:
            continue
        seen.add(name)
        city = rng.choices(["London", "Manchester", "Bristol", "Glasgow", "Cardiff"], [44, 22, 14, 12, 8])[0]
        mail = f"hire{len(customers)}@client.example" if rng.random() < 0.9 else None
        insured = rng.random() < (0.95 if kind in ends else 0.6)
        customers.append(
            (len(customers) + 1, name, kind, city, mail, insured, _days(rng, date(2018, 1, 1), date(2025, 5, 20)))
        )
    rentals: Rows = []
    lines: Rows = []
    payments: Rows = []
    for booked in sorted(_days(rng, date(2023, 1, 3), LAST_DAY) for _ in range(1150)):
        able = [c for c in customers[:84] if c[6] <= booked]
        who = rng.choices(able, [4 if c[2] in ends else 1.5 for c in able])[0]
        pickup = booked + timedelta(days=rng.randint(0, 28))
        days = rng.choices([1, 2, 3, 5, 7, 14], [20, 22, 20, 18, 14, 6])[0]
        due = pickup + timedelta(days=days)
        back = due + timedelta(days=rng.choices([0, 1, 2, 5], [84, 9, 5, 2])[0])
        if rng.random() < 0.08:
            state = "Cancelled"
        else:
            state = "Returned" if back <= LAST_DAY else "Out" if pickup <= LAST_DAY else "Confirmed"
        number = len(rentals) + 1
        total = 0.0
        for item in rng.sample(equipment[:25], rng.choices([1, 2, 3, 5], [26, 34, 26, 14])[0]):
            amount = rng.choices([1, 2, 3], [74, 20, 6])[0] if item[4] < 200 else 1
            price = round(amount * days * item[4] * rng.choice([1, 1, 0.9, 0.8]), 2)
            total += price
            lines.append((len(lines) + 1, number, item[0], amount, days, item[4], price))
        clerk = rng.choices([2, 3, 4], [44, 34, 22])[0] if booked >= date(2022, 9, 5) else 2
        film = (
            f"{rng.choice(starts)} {rng.choice(['Road', 'Hour', 'Season', 'Letters', 'Spot', 'Promo'])}"
            if rng.random() < 0.85
            else None
        )
        way = rng.choices(["Collection", "Delivery"], [64, 36])[0]
        rentals.append(
            (
                number,
                who[0],
                clerk,
                film,
                booked,
                pickup if state != "Cancelled" or rng.random() < 0.5 else None,
                due,
                back if state == "Returned" else None,
                way,
                state,
                round(total, 2),
            )
        )
        if state != "Cancelled" and rng.random() < 0.92:
            paid = booked + timedelta(days=rng.randint(0, 40))
            if paid <= LAST_DAY:
                how = rng.choices(["Card", "Bank Transfer", "Cash"], [40, 56, 4])[0]
                payments.append((len(payments) + 1, number, paid, round(total, 2), how))
    repairs: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 9), LAST_DAY) for _ in range(230)):
        asset = rng.choice(assets)
        done = day + timedelta(days=rng.randint(1, 30))
        closed = done if done <= LAST_DAY and rng.random() < 0.97 else None
        cost = round(rng.uniform(25, 0.06 * asset[4] + 90), 2) if closed else None
        repairs.append(
            (len(repairs) + 1, asset[0], rng.choice([5, 6]), day, closed, rng.choice(FAULTS), cost, rng.random() < 0.22)
        )
    return {
        "Category": ("CategoryId integer primary key, CategoryName varchar", categories),
        "Equipment": (
            "EquipmentId integer primary key, CategoryId integer, EquipmentName varchar, Manufacturer varchar, "
            "DayRate decimal(10,2), ReplacementValue decimal(12,2), IsActive boolean",
            equipment,
        ),
        "Asset": (
            "AssetId integer primary key, EquipmentId integer, SerialNumber varchar, PurchaseDate date, "
            "PurchasePrice decimal(12,2), Condition varchar, Status varchar",
            assets,
        ),
        "Staff": (
            "StaffId integer primary key, FirstName varchar, LastName varchar, JobTitle varchar, HireDate date",
            staff,
        ),
        "Customer": (
            "CustomerId integer primary key, CustomerName varchar, CustomerType varchar, City varchar, Email varchar, "
            "HasInsurance boolean, CreatedDate date",
            customers,
        ),
        "Rental": (
            "RentalId integer primary key, CustomerId integer, StaffId integer, ProjectName varchar, BookingDate date, "
            "PickupDate date, DueDate date, ReturnDate date, HandoverMethod varchar, Status varchar, TotalAmount decimal(12,2)",
            rentals,
        ),
        "RentalLine": (
            "RentalLineId integer primary key, RentalId integer, EquipmentId integer, Quantity integer, Days integer, "
            "DayRate decimal(10,2), LineTotal decimal(12,2)",
            lines,
        ),
        "Payment": (
            "PaymentId integer primary key, RentalId integer, PaymentDate date, Amount decimal(12,2), Method varchar",
            payments,
        ),
        "Repair": (
            "RepairId integer primary key, AssetId integer, StaffId integer, ReportedDate date, CompletedDate date, "
            "Fault varchar, Cost decimal(10,2), CustomerDamage boolean",
            repairs,
        ),
    }


# -- the supermarket's loyalty mart --------------------------------------------------------------------------------------

STORES = (
    ("Harlow Central", "Superstore", "East", "Harlow", 3200),
    ("Harlow Station", "Express", "East", "Harlow", 280),
    ("Norwich Riverside", "Superstore", "East", "Norwich", 3900),
    ("Ipswich Quay", "Superstore", "East", "Ipswich", 2800),
    ("Derby Kingsway", "Hypermarket", "Midlands", "Derby", 7400),
    ("Derby Market", "Express", "Midlands", "Derby", 240),
    ("Leicester Fosse", "Superstore", "Midlands", "Leicester", 3600),
    ("Preston Docks", "Hypermarket", "North", "Preston", 6900),
    ("Preston Fishergate", "Express", "North", "Preston", 310),
    ("Carlisle Gate", "Superstore", "North", "Carlisle", 2500),
    ("Exeter Sidwell", "Express", "South", "Exeter", 260),
    ("Exeter Sowton", "Superstore", "South", "Exeter", 3100),
)
GOODS = {
    ("Fresh", "Fruit & Veg"): ("Bananas 1kg", "Gala Apples 6pk", "Baby Spinach", "Cherry Tomatoes", "Carrots 1kg"),
    ("Fresh", "Dairy"): ("Semi Skimmed Milk 2L", "Greek Yogurt", "Mature Cheddar", "Salted Butter"),
    ("Fresh", "Bakery"): ("Sourdough Loaf", "Croissants 4pk", "White Sliced Bread"),
    ("Fresh", "Meat & Fish"): ("Chicken Breast", "Beef Mince", "Salmon Fillets"),
    ("Grocery", "Pasta & Rice"): ("Penne 500g", "Basmati Rice 1kg", "Spaghetti 500g"),
    ("Grocery", "Snacks"): ("Sea Salt Crisps", "Dark Chocolate", "Mixed Nuts", "Oat Biscuits"),
    ("Grocery", "Breakfast"): ("Corn Flakes", "Porridge Oats", "Strawberry Jam"),
    ("Drinks", "Soft Drinks"): ("Cola 2L", "Orange Juice", "Sparkling Water 6pk"),
    ("Drinks", "Beer & Wine"): ("Pale Ale 4pk", "Merlot", "Sauvignon Blanc"),
    ("Drinks", "Hot Drinks"): ("Ground Coffee", "Tea Bags 80"),
    ("Household", "Cleaning"): ("Washing Up Liquid", "Laundry Capsules", "Kitchen Towel"),
    ("Household", "Pet"): ("Cat Food 12pk", "Dog Biscuits"),
}
PROMOS = (
    (0, "No promotion", "None", None, None),
    (1, "New Year Fresh Start", "Percent off", date(2024, 1, 2), date(2024, 1, 21)),
    (2, "Easter Treats", "Multibuy", date(2024, 3, 18), date(2024, 4, 1)),
    (3, "Summer BBQ", "Multibuy", date(2024, 6, 24), date(2024, 7, 21)),
    (4, "Back to School", "Percent off", date(2024, 8, 19), date(2024, 9, 8)),
    (5, "Members Week", "Member price", date(2024, 10, 7), date(2024, 10, 20)),
    (6, "Christmas Countdown", "Percent off", date(2024, 12, 2), date(2024, 12, 24)),
    (7, "Members Spring Event", "Member price", date(2025, 3, 10), date(2025, 3, 30)),
    (8, "Easter Baskets", "Multibuy", date(2025, 4, 7), date(2025, 4, 21)),
)


def loyalty() -> Made:
    """A star without declared keys: lines of baskets by day, store, product, member and promotion, and points redeemed."""
    rng = random.Random(2404)
    days: Rows = []
    day = date(2023, 7, 1)
    while day <= date(2025, 12, 31):
        key = day.year * 10000 + day.month * 100 + day.day
        holiday = (day.month, day.day) in ((1, 1), (12, 25), (12, 26))
        days.append(
            (key, day, f"{day:%A}", f"{day:%B}", day.month, (day.month + 2) // 3, day.year, day.weekday() > 4, holiday)
        )
        day += timedelta(days=1)
    stores: Rows = []
    for number, store in enumerate(STORES, 1):
        opened = date(2024, 9, 12) if number == 11 else _days(rng, date(1996, 1, 1), date(2021, 12, 31))
        stores.append((number, f"S{100 + number}", *store, opened))
    products: Rows = []
    prices: dict[int, float] = {}
    for (department, category), names in GOODS.items():
        for name in names:
            number = len(products) + 1
            own = rng.random() < 0.45
            brand = (
                "Goodbarn"
                if own
                else rng.choice(["Hillcrest", "Casa Mia", "Purely", "Bluebird", "Morello", "Oakhouse"])
            )
            prices[number] = round(rng.uniform(0.8, 9.5), 2)
            products.append((number, f"{500000 + number * 7}", name, brand, department, category, own, prices[number]))
    members: Rows = []
    for number in range(1, 641):
        joined = _days(rng, date(2019, 1, 1), date(2025, 5, 31))
        tier = rng.choices(["Bronze", "Silver", "Gold", "Platinum"], [54, 28, 14, 4])[0]
        sex = rng.choices(["F", "M", None], [54, 40, 6])[0]
        born = rng.randint(1940, 2005) if rng.random() < 0.92 else None
        channel = rng.choices(["In store", "App", "Website"], [46, 38, 16])[0]
        home = rng.choice(stores)
        state = rng.choices(["Active", "Lapsed", "Closed"], [80, 15, 5])[0]
        members.append(
            (
                number,
                f"77{10000000 + number * 13}",
                sex,
                born,
                home[5],
                tier,
                channel,
                joined,
                rng.random() < 0.58,
                state,
            )
        )
    sales: Rows = []
    redeemed: Rows = []
    weights = [14, 4, 12, 9, 20, 3, 11, 16, 4, 7, 3, 9]
    basket = 9000000
    for sold in sorted(_days(rng, date(2023, 7, 1), LAST_DAY) for _ in range(2900)):
        basket += rng.randint(1, 40)
        key = sold.year * 10000 + sold.month * 100 + sold.day
        store = rng.choices(stores, weights)[0]
        if store[7] > sold:
            continue
        member = None
        if rng.random() < 0.72:
            able = [m for m in members[:600] if m[7] <= sold and m[9] != "Closed"]
            member = rng.choices(able, [{"Bronze": 1, "Silver": 2, "Gold": 4, "Platinum": 7}[m[5]] for m in able])[0]
        offer = next((p[0] for p in PROMOS if p[3] and p[4] and p[3] <= sold <= p[4]), 0)
        for product in rng.sample(products[:-1], rng.choices([1, 2, 3, 5], [22, 30, 28, 20])[0]):
            qty = rng.choices([1, 2, 3, 4], [68, 20, 8, 4])[0]
            used = offer if offer and rng.random() < 0.4 and (member or PROMOS[offer][2] != "Member price") else 0
            gross = round(qty * prices[product[0]] * (1 + 0.03 * (sold.year - 2024)), 2)
            off = round(gross * rng.choice([0.1, 0.2, 0.25]), 2) if used else 0
            net = round(gross - off, 2)
            cost = round(gross * rng.uniform(0.58, 0.8), 2)
            points = int(net) * (2 if member[5] in ("Gold", "Platinum") else 1) if member else 0
            sales.append(
                (
                    basket,
                    key,
                    store[0],
                    product[0],
                    member[0] if member else None,
                    used,
                    qty,
                    gross,
                    off,
                    net,
                    cost,
                    points,
                )
            )
        if member and rng.random() < 0.16:
            reward = rng.choices(["Voucher", "Fuel discount", "Cinema ticket", "Charity donation"], [62, 20, 12, 6])[0]
            points = rng.choice([200, 500, 500, 1000, 1500])
            redeemed.append((len(redeemed) + 1, key, member[0], store[0], reward, points, round(points / 100, 2)))
    return {
        "dim_date": (
            "date_key integer, full_date date, day_name varchar, month_name varchar, month_number integer, "
            "quarter_number integer, year_number integer, is_weekend boolean, is_holiday boolean",
            days,
        ),
        "dim_store": (
            "store_key integer, store_code varchar, store_name varchar, store_format varchar, region varchar, city varchar, "
            "floor_area_sqm integer, opened_date date",
            stores,
        ),
        "dim_product": (
            "product_key integer, sku varchar, product_name varchar, brand varchar, department varchar, category varchar, "
            "is_own_label boolean, shelf_price decimal(8,2)",
            products,
        ),
        "dim_member": (
            "member_key integer, card_number varchar, gender varchar, birth_year integer, home_city varchar, tier varchar, "
            "join_channel varchar, join_date date, email_opt_in boolean, member_status varchar",
            members,
        ),
        "dim_promotion": (
            "promotion_key integer, promotion_name varchar, promotion_type varchar, start_date date, end_date date",
            list(PROMOS),
        ),
        "fact_sales": (
            "basket_number integer, date_key integer, store_key integer, product_key integer, member_key integer, "
            "promotion_key integer, quantity integer, gross_amount decimal(10,2), discount_amount decimal(10,2), "
            "net_amount decimal(10,2), cost_amount decimal(10,2), points_earned integer",
            sales,
        ),
        "fact_redemption": (
            "redemption_id integer, date_key integer, member_key integer, store_key integer, reward_type varchar, "
            "points_redeemed integer, reward_value decimal(8,2)",
            redeemed,
        ),
    }


MADE_X = {"timber": timber, "patrol": patrol, "filmgear": filmgear, "loyalty": loyalty}
