"""The container terminal of set S: short names, codes explained in tables of their own, several dates to a row."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY

SHIPS = (
    "Aurora Borealis Calypso Dorado Estrella Fortuna Galatea Helios Iris Juno Kalypso Leto Meridian Nereid Orion Pallas"
)
HAULIERS = "Brandt Trucking;Delta Haulage;Quayside Transport;Rapid Freight;Van Dam Logistics"
FIRMS = "Aldrin Foods;Belmont Tyres;Cortez Imports;Dynex Electronics;Eastgate Furniture;Fulton Chemicals;Garland Toys"


def terminal() -> Made:
    """Primary keys and references declared; planned and actual times of calls, moves of containers, trucks at the gate."""
    rng = random.Random(1903)
    lines: Rows = [
        ("NOR", "Norse Line", "Norway"),
        ("PAC", "Pacific Star", "Singapore"),
        ("HAN", "Hansa Container", "Germany"),
        ("TRA", "Transmar", "Greece"),
    ]
    statuses: Rows = [("P", "Planned"), ("A", "Alongside"), ("D", "Departed"), ("X", "Cancelled")]
    kinds: Rows = [("DV", "Dry van"), ("RF", "Reefer"), ("TK", "Tank"), ("OT", "Open top")]
    moves_of: Rows = [("DIS", "Discharge"), ("LOD", "Load")]
    customs: Rows = [("CLR", "Cleared"), ("HLD", "On hold"), ("PND", "Pending")]
    berths: Rows = [
        (i, f"Berth {i}", "North Quay" if i < 4 else "South Quay", 280 + 20 * i, 12.5 + i * 0.5) for i in range(1, 7)
    ]
    vessels: Rows = []
    for number in range(1, 49):
        name = f"{SHIPS.split()[(number - 1) % 16]} {'I' * ((number - 1) // 16 + 1)}"
        flag = rng.choices(["Panama", "Liberia", "Malta", "Norway", "Singapore"], [30, 28, 16, 10, 16])[0]
        size = rng.choice([1100, 1740, 2800, 4250, 6600, 8800]) + number
        vessels.append((number, 9200000 + 37 * number, name, lines[number % 4][0], size, rng.randint(1994, 2021), flag))
    calls: Rows = []
    for _ in range(360):
        vessel = rng.choice([v for v in vessels if v[0] % 15])
        berth = rng.choice(berths)
        eta = datetime.combine(_days(rng, date(2023, 1, 3), LAST_DAY + timedelta(days=14)), datetime.min.time())
        eta += timedelta(hours=rng.randrange(24))
        if vessel[0] % 7 == 0 and eta.year == 2025:
            continue
        etd = eta + timedelta(hours=rng.randint(14, 40))
        ata = eta + timedelta(minutes=int(rng.gauss(60, 150)))
        atd = ata + timedelta(minutes=rng.randint(12 * 60, 44 * 60))
        status = "D"
        real: tuple[datetime | None, datetime | None] = (ata, atd)
        if rng.random() < 0.05:
            status, real = "X", (None, None)
        elif ata.date() > LAST_DAY:
            status, real = "P", (None, None)
        elif atd.date() > LAST_DAY:
            status, real = "A", (ata, None)
        dues = round(vessel[4] * rng.uniform(1.6, 2.2), 2) if status in "AD" else None
        voyage = f"{vessel[3]}{eta:%y}{len(calls):03d}"
        pilot = round(rng.uniform(800, 2400), 2) if status in "AD" else None
        calls.append((len(calls) + 1, vessel[0], berth[0], voyage, status, eta, real[0], etd, real[1], pilot, dues))
    consignees: Rows = []
    for number, firm in enumerate(FIRMS.split(";"), 1):
        city, sector = rng.choice(["Antwerp", "Lille", "Cologne", "Rotterdam"]), firm.split()[1]
        consignees.append((number, firm, city, sector))
    boxes: Rows = []
    for number in range(1, 261):
        kind = rng.choices(kinds, [64, 20, 9, 7])[0][0]
        size = rng.choices([20, 40, 45], [38, 54, 8])[0]
        line = rng.choice(lines)[0]
        boxes.append((f"{line}U{300000 + number * 71}", line, size, kind, 2200 if size == 20 else 3900))
    moves: Rows = []
    visits: Rows = []
    for _ in range(1100):
        call = rng.choice([c for c in calls if c[4] in "AD"])
        box = rng.choice([b for b in boxes[:250] if b[1] == vessels[call[1] - 1][3]])
        way = rng.choices(["DIS", "LOD"], [55, 45])[0]
        day = call[6].date()
        held = rng.choices([0, 1, 2, 3, 5, 9], [20, 24, 22, 16, 12, 6])[0] if way == "DIS" else 0
        out = day + timedelta(days=held) if way == "DIS" else None
        state = rng.choices(["CLR", "HLD", "PND"], [90, 4, 6])[0]
        firm = rng.choices(consignees[:7], [20, 16, 14, 14, 12, 8, 6])[0][0]
        weight = rng.randint(4000, 29000)
        fee, handling = held * 35.0, 145.0 if box[2] == 20 else 190.0
        key = (len(moves) + 1, box[0], call[0], firm, way, day, weight, rng.random() < 0.07, out)
        moves.append((*key, held, fee, handling, state))
        if out is not None and out <= LAST_DAY:
            came = datetime.combine(out, datetime.min.time()) + timedelta(minutes=rng.randrange(6 * 60, 20 * 60))
            haulier = rng.choices(HAULIERS.split(";"), [30, 26, 20, 14, 10])[0]
            left = came + timedelta(minutes=rng.randint(12, 95))
            plate = f"{rng.randint(1, 9)}-TRK-{rng.randint(100, 999)}"
            visits.append((len(visits) + 1, box[0], plate, haulier, came, left))
    return {
        "shipping_line": ("line_cd varchar primary key, line_nm varchar, country varchar", lines),
        "call_status_ref": ("status_cd varchar primary key, status_desc varchar", statuses),
        "container_type_ref": ("type_cd varchar primary key, type_desc varchar", kinds),
        "move_type_ref": ("move_type_cd varchar primary key, move_type_desc varchar", moves_of),
        "customs_status_ref": ("customs_cd varchar primary key, customs_desc varchar", customs),
        "berth": (
            "berth_id integer primary key, berth_nm varchar, quay varchar, length_m integer, max_draft_m decimal(4,1)",
            berths,
        ),
        "vessel": (
            "vessel_id integer primary key, imo_no integer, vessel_nm varchar, "
            "line_cd varchar references shipping_line (line_cd), teu_capacity integer, built_yr integer, flag varchar",
            vessels,
        ),
        "port_call": (
            "call_id integer primary key, vessel_id integer references vessel (vessel_id), "
            "berth_id integer references berth (berth_id), voyage_no varchar, "
            "status_cd varchar references call_status_ref (status_cd), eta timestamp, ata timestamp, etd timestamp, "
            "atd timestamp, pilotage_amt decimal(10,2), port_dues_amt decimal(10,2)",
            calls,
        ),
        "consignee": (
            "consignee_id integer primary key, consignee_nm varchar, city varchar, sector varchar",
            consignees,
        ),
        "container": (
            "container_no varchar primary key, line_cd varchar references shipping_line (line_cd), size_ft integer, "
            "type_cd varchar references container_type_ref (type_cd), tare_kg integer",
            boxes,
        ),
        "container_move": (
            "move_id integer primary key, container_no varchar references container (container_no), "
            "call_id integer references port_call (call_id), consignee_id integer references consignee (consignee_id), "
            "move_type_cd varchar references move_type_ref (move_type_cd), move_dt date, gross_wt_kg integer, "
            "hazardous_ind boolean, release_dt date, storage_days integer, storage_fee_amt decimal(10,2), "
            "handling_fee_amt decimal(10,2), customs_cd varchar references customs_status_ref (customs_cd)",
            moves,
        ),
        "gate_visit": (
            "visit_id integer primary key, container_no varchar references container (container_no), truck_plate varchar, "
            "haulier varchar, gate_in_ts timestamp, gate_out_ts timestamp",
            visits,
        ),
    }
