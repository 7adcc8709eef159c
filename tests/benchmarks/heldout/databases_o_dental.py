"""The dental group of set O: short names, code tables, keys of which few are declared, treatments by a bridge."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = "Alan Beth Carol Deepa Eric Frances Gavin Helen Imran Joyce Keith Leila Megan Neil Oona Priya Robert Sian Trevor Wendy"
LASTS = "Abbott Barker Chaudhry Davies Ellis Foster Gupta Hughes Iqbal Jenkins Khan Lewis Morgan Naylor Owen Price Rees Shah"


def dental() -> Made:
    """Primary keys declared and foreign ones mostly not; an appointment's status, a role and a source are codes."""
    rng = random.Random(1503)
    practices: Rows = [
        (1, "Bridge Street Dental", "Cardiff", date(2008, 4, 1), 6, "S"),
        (2, "Castle View", "Cardiff", date(2012, 9, 3), 4, "S"),
        (3, "Harbourside Smiles", "Swansea", date(2014, 1, 13), 5, "S"),
        (4, "Park Lane Dental", "Newport", date(2017, 6, 5), 3, "S"),
        (5, "Menai Dental Care", "Bangor", date(2019, 3, 18), 3, "N"),
        (6, "Wrexham Road", "Wrexham", date(2022, 2, 7), 4, "N"),
    ]
    regions: Rows = [("S", "South Wales"), ("N", "North Wales")]
    role_codes: Rows = [("DEN", "Dentist"), ("HYG", "Hygienist"), ("ORT", "Orthodontist"), ("NUR", "Dental nurse")]
    statuses: Rows = [("B", "Booked"), ("C", "Completed"), ("N", "No show"), ("X", "Cancelled")]
    sources: Rows = [("REC", "Recommendation"), ("WEB", "Website"), ("GP", "GP referral"), ("WLK", "Walk-in")]
    names = [" ".join(pair) for pair in names_of(rng, FIRSTS, LASTS, 352)]
    clinicians: Rows = []
    for practice in practices:
        for role in ["DEN", "DEN", "HYG", "NUR", "DEN", "ORT", "NUR"][: practice[4] + 1]:
            number = len(clinicians) + 1
            began = _days(rng, max(practice[3], date(2011, 1, 1)), date(2024, 12, 31))
            left = _days(rng, began + timedelta(days=80), date(2025, 5, 31)) if rng.random() < 0.12 else None
            clinicians.append((number, f"{names[number - 1]}", role, practice[0], began, left))
    patients: Rows = []
    for number, name in enumerate(names[32:], 1):
        practice = rng.choices(range(1, 7), [26, 17, 21, 13, 10, 13])[0]
        joined = _days(rng, max(practices[practice - 1][3], date(2015, 1, 1)), LAST_DAY)
        patients.append(
            (
                number,
                name,
                date(1936 + rng.randrange(84), rng.randint(1, 12), rng.randint(1, 28)),
                rng.choices(["F", "M"], [53, 47])[0],
                practices[practice - 1][2] if rng.random() < 0.8 else rng.choice(["Barry", "Neath", "Conwy"]),
                joined,
                practice,
                rng.choices(["REC", "WEB", "GP", "WLK", None], [38, 30, 10, 15, 7])[0],
                rng.choices(["NHS", "Private"], [58, 42])[0],
            )
        )
    treatments: Rows = [
        ("EXAM", "Routine examination", "Diagnostic", 35.0),
        ("XRAY", "X-ray", "Diagnostic", 22.0),
        ("SCAL", "Scale and polish", "Hygiene", 52.0),
        ("FLUO", "Fluoride varnish", "Hygiene", 18.0),
        ("FILL", "White filling", "Restorative", 110.0),
        ("CROW", "Crown", "Restorative", 520.0),
        ("ROOT", "Root canal", "Restorative", 390.0),
        ("EXTR", "Extraction", "Surgery", 135.0),
        ("IMPL", "Implant", "Surgery", 1850.0),
        ("BRAC", "Brace adjustment", "Orthodontic", 85.0),
        ("ALIG", "Clear aligners", "Orthodontic", 1400.0),
        ("WHIT", "Whitening", "Cosmetic", 260.0),
        ("VENR", "Veneer", "Cosmetic", 480.0),
    ]
    offered = {
        "DEN": (["EXAM", "XRAY", "FILL", "CROW", "ROOT", "EXTR", "IMPL", "WHIT"], [44, 22, 24, 5, 5, 8, 1, 3]),
        "HYG": (["SCAL", "FLUO", "WHIT"], [70, 22, 6]),
        "ORT": (["EXAM", "BRAC", "ALIG"], [25, 60, 9]),
    }
    able = [row for row in clinicians if row[2] != "NUR"]
    visits: list[tuple[datetime, Rows]] = []
    while len(visits) < 2600:
        patient = rng.choice(patients[:300])
        day = _days(rng, max(patient[5], date(2023, 1, 2)), date(2025, 7, 25))
        there = [c for c in able if c[3] == patient[6] and c[4] <= day and (c[5] is None or c[5] > day)]
        if day.weekday() < 6 and there and not (day > TODAY and rng.random() < 0.4):
            when = datetime.combine(day, time(rng.randint(8, 17), rng.choice([0, 15, 30, 45])))
            visits.append((when, [(patient, rng.choice(there))]))
    appointments: Rows = []
    lines: Rows = []
    invoices: Rows = []
    payments: Rows = []
    for number, (when, [(patient, clinician)]) in enumerate(sorted(visits, key=lambda row: row[0]), 1):
        if when.date() >= TODAY:
            status = "X" if rng.random() < 0.06 else "B"
        else:
            status = rng.choices("CNX", [83, 7, 10])[0]
        ahead = rng.randrange(1, 60)
        booked = min(when.date() - timedelta(days=ahead), LAST_DAY)
        minutes = rng.choices([15, 30, 45, 60, 90], [28, 38, 16, 13, 5])[0]
        appointments.append((number, patient[0], clinician[0], clinician[3], when, minutes, status, booked))
        if status != "C":
            continue
        codes, weights = offered[clinician[2]]
        total = 0.0
        for code in dict.fromkeys(rng.choices(codes, weights, k=rng.choice([1, 1, 2]))):
            fee = next(row[3] for row in treatments if row[0] == code)
            count = rng.choice([1, 1, 1, 2]) if code in ("FILL", "XRAY", "EXTR") else 1
            charged = round(
                fee
                * count
                * (0.6 if patient[8] == "NHS" else 1.0)
                * (1.04 ** (when.year - 2025))
                * rng.uniform(0.97, 1.04),
                2,
            )
            lines.append((number, code, count, charged))
            total += charged
        billed = when.date() + timedelta(days=rng.choice([0, 0, 1, 2]))
        billed = min(billed, LAST_DAY)
        due, open_amount = billed + timedelta(days=30), round(total, 2)
        invoice = f"I{30000 + len(invoices) + 1}"
        invoices.append((invoice, number, patient[0], billed, due, open_amount))
        for part in (
            [open_amount]
            if rng.random() < 0.87
            else [round(open_amount / 2, 2), open_amount - round(open_amount / 2, 2)]
        ):
            paid = billed + timedelta(days=int(rng.expovariate(1 / 14)))
            if paid <= LAST_DAY and rng.random() < 0.97:
                method = rng.choices(["card", "direct debit", "cash", "bank transfer"], [58, 22, 8, 12])[0]
                payments.append((len(payments) + 1, invoice, paid, round(part, 2), method))
    return {
        "rgn_cd": ("rgn_cd varchar primary key, descr varchar", regions),
        "role_cd": ("role_cd varchar primary key, descr varchar", role_codes),
        "appt_stat_cd": ("stat_cd varchar primary key, descr varchar", statuses),
        "ref_src_cd": ("ref_src_cd varchar primary key, descr varchar", sources),
        "practice": (
            "prac_id integer primary key, prac_nm varchar, town varchar, opened_dt date, chair_cnt integer, rgn_cd varchar",
            practices,
        ),
        "clinician": (
            "clin_id integer primary key, clin_nm varchar, role_cd varchar, prac_id integer references practice (prac_id), "
            "start_dt date, end_dt date",
            clinicians,
        ),
        "patient": (
            "pat_id integer primary key, pat_nm varchar, dob date, sex varchar, town varchar, reg_dt date, prac_id integer, "
            "ref_src_cd varchar, payer_typ varchar",
            patients,
        ),
        "trtmt": ("trt_cd varchar primary key, trt_desc varchar, trt_grp varchar, std_fee double", treatments),
        "appt": (
            "appt_id integer primary key, pat_id integer, clin_id integer, prac_id integer, appt_dttm timestamp, "
            "dur_min integer, stat_cd varchar, booked_dt date",
            appointments,
        ),
        "appt_trtmt": (
            "appt_id integer, trt_cd varchar, qty integer, fee_amt double, primary key (appt_id, trt_cd)",
            lines,
        ),
        "inv": (
            "inv_no varchar primary key, appt_id integer, pat_id integer, inv_dt date, due_dt date, inv_amt double",
            invoices,
        ),
        "pymt": (
            "pymt_id integer primary key, inv_no varchar, pymt_dt date, pymt_amt double, pymt_mthd varchar",
            payments,
        ),
    }
