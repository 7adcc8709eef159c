"""The language school of set R: German names of tables and columns, keys declared."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Anna Beate Carlos Dilek Emil Farid Greta Hasan Ilse Jonas Katrin Lena Mateo Nadja Olga Paul Radu Sofia Timo Ulla "
    "Viktor Wanda Yusuf Zofia"
)
LASTS = (
    "Albrecht Bauer Christl Demir Eder Fiedler Gruber Huber Ivanova Jansen Kovac Lorenz Mayr Novak Ortner Popescu "
    "Richter Silva Tran Ulrich Vogt Weiss Yilmaz Ziegler"
)
COURSE = {"Abendkurs": 390.0, "Intensivkurs": 820.0, "Onlinekurs": 290.0, "Firmenkurs": 640.0, "Wochenendkurs": 240.0}
LANDS = ("Deutschland", "Türkei", "Rumänien", "Spanien", "Ukraine", "Syrien", "Polen", "Brasilien", "Italien")


def sprachschule() -> Made:
    """Courses in languages at three sites, participants (some sent by firms), bookings, invoices, examinations."""
    rng = random.Random(1802)
    tongues: Rows = [
        (1, "Deutsch als Fremdsprache", "DE"),
        (2, "Englisch", "EN"),
        (3, "Spanisch", "ES"),
        (4, "Französisch", "FR"),
        (5, "Italienisch", "IT"),
        (6, "Japanisch", "JA"),
    ]
    sites: Rows = [
        (1, "Schule am Markt", "Nürnberg", "Hauptmarkt 12", 7),
        (2, "Schule Regnitz", "Erlangen", "Uferweg 3", 4),
        (3, "Schule Altstadt", "Bamberg", "Domgasse 8", 3),
    ]
    pairs = names_of(rng, FIRSTS, LASTS, 560)
    teachers: Rows = []
    for number in range(1, 25):
        first, last = pairs.pop()
        came = _days(rng, date(2015, 1, 1), date(2023, 6, 30) if number % 5 else date(2024, 12, 1))
        left = _days(rng, date(2024, 6, 1), date(2025, 4, 30)) if number in (7, 13, 19) else None
        tongue = (1, 1, 1, 2, 2, 3, 4, 5)[number % 8] if number != 24 else 6
        fixed = rng.random() < 0.4
        teachers.append((number, first, last, tongue, came, left, round(rng.uniform(26, 42) * 2) / 2, fixed))
    firms: Rows = [
        (1, "Frankenwerk Maschinenbau GmbH", "Nürnberg", "Industrie"),
        (2, "Pegnitz Versicherung AG", "Nürnberg", "Versicherung"),
        (3, "MedTec Erlangen GmbH", "Erlangen", "Medizintechnik"),
        (4, "Hotel Drei Kronen", "Bamberg", "Gastgewerbe"),
        (5, "Klinikum Regnitztal", "Erlangen", "Gesundheit"),
        (6, "Noris Logistik KG", "Nürnberg", "Logistik"),
        (7, "Brauhaus Bamberg", "Bamberg", "Gastgewerbe"),
        (8, "Softwarehaus Burgblick", "Nürnberg", "IT"),
        (9, "Stadtwerke Fürth", "Fürth", "Energie"),
    ]
    courses: Rows = []
    for _ in range(165):
        tongue = rng.choices([1, 2, 3, 4, 5], [40, 26, 16, 10, 8])[0]
        kind = rng.choices(list(COURSE), [38, 22, 18, 12, 10])[0]
        begin = _days(rng, date(2023, 1, 9), date(2025, 8, 25))
        begin -= timedelta(days=begin.weekday())
        weeks = {"Abendkurs": 12, "Intensivkurs": 4, "Onlinekurs": 8, "Firmenkurs": 16, "Wochenendkurs": 2}[kind]
        fit = [t for t in teachers if t[3] == tongue and t[4] <= begin and (t[5] is None or t[5] > begin)]
        teacher = rng.choice(fit)[0] if fit else None
        level = rng.choices(["A1", "A2", "B1", "B2", "C1"], [30, 24, 22, 16, 8])[0]
        site = None if kind == "Onlinekurs" else rng.choices([1, 2, 3], [50, 30, 20])[0]
        price = COURSE[kind] * rng.choice([0.95, 1.0, 1.0, 1.1])
        courses.append((tongue, level, kind, site, teacher, begin, begin + timedelta(days=weeks * 7 - 3), price))
    courses.sort(key=lambda row: (row[5], row[0], row[2], row[1]))
    codes = {t[0]: t[2] for t in tongues}
    courses = [
        (
            i,
            f"{codes[t]}-{level}-{begin.year % 100}{i:03d}",
            f"{tongues[t - 1][1]} {level} {kind}",
            t,
            level,
            kind,
            site,
            teacher,
            begin,
            end,
            round(price, 2),
            rng.choice([8, 10, 12, 14]),
        )
        for i, (t, level, kind, site, teacher, begin, end, price) in enumerate(courses, 1)
    ]
    pupils: Rows = []
    for number in range(1, 431):
        first, last = pairs.pop()
        firm = rng.choice(firms[:8])[0] if rng.random() < 0.17 else None
        home = rng.choices(["Nürnberg", "Erlangen", "Fürth", "Bamberg", "Forchheim"], [42, 22, 16, 14, 6])[0]
        land = rng.choices(LANDS, [34, 12, 9, 6, 11, 9, 7, 6, 6])[0]
        mail = f"{first}.{last}@beispiel.de".lower() if rng.random() < 0.9 else None
        born = _days(rng, date(1958, 1, 1), date(2007, 12, 31))
        pupils.append((number, first, last, born, home, land, mail, firm, _days(rng, date(2023, 1, 2), LAST_DAY)))
    bookings: Rows = []
    bills: Rows = []
    for course in courses:
        ready = [p for p in pupils if p[8] <= course[8] and (course[5] != "Firmenkurs" or p[7])] or pupils[:0]
        taken = 0
        for pupil in rng.sample(ready, min(len(ready), rng.randint(3, course[11] + 2))):
            day = max(pupil[8], course[8] - timedelta(days=rng.randint(3, 70)))
            if day > LAST_DAY:
                continue
            status = rng.choices(["bestätigt", "storniert"], [91, 9])[0]
            if status == "bestätigt" and taken >= course[11]:
                status = "Warteliste"
            taken += status == "bestätigt"
            off = rng.choices([0, 5, 10, 20], [74, 12, 10, 4])[0]
            bookings.append((day, pupil[0], course[0], status, off, round(course[10] * (1 - off / 100), 2)))
    bookings = [
        (i, pupil, course, day, status, off, amount)
        for i, (day, pupil, course, status, off, amount) in enumerate(sorted(bookings), 1)
    ]
    for booking in bookings:
        issued = booking[3] + timedelta(days=rng.randint(0, 6))
        if booking[4] != "bestätigt" or issued > LAST_DAY:
            continue
        due = issued + timedelta(days=14)
        paid = issued + timedelta(days=max(0, int(rng.gauss(11, 8))))
        tax = round(booking[6] * 0.19, 2)
        settled = paid if paid <= LAST_DAY and rng.random() > 0.03 else None
        bills.append((booking[0], issued, due, booking[6], tax, round(booking[6] + tax, 2), settled))
    bills = [
        (i, f"RE-{row[1].year}-{i:04d}", *row) for i, row in enumerate(sorted(bills, key=lambda r: (r[1], r[0])), 1)
    ]
    exams: Rows = []
    results: Rows = []
    day = date(2023, 3, 18)
    while day < date(2025, 7, 31):
        for name, level, tongue, fee in (
            ("Goethe-Zertifikat B1", "B1", 1, 229.0),
            ("telc Deutsch B2", "B2", 1, 199.0),
            ("Cambridge First", "B2", 2, 245.0),
            ("DELE A2", "A2", 3, 168.0),
        ):
            if name == "DELE A2" and day.month > 6:
                continue
            exams.append((len(exams) + 1, name, tongue, level, day, fee + (10.0 if day.year > 2024 else 0.0)))
            if day > LAST_DAY:
                continue
            known = [p for p in pupils if p[8] <= day and (tongue != 1 or p[5] != "Deutschland")]
            for pupil in rng.sample(known, min(len(known), rng.randint(5, 15))):
                points = max(21, min(99, int(rng.gauss(70, 14))))
                results.append((len(results) + 1, exams[-1][0], pupil[0], points, points >= 60))
        day += timedelta(days=91)
    return {
        "sprachen": ("sprache_id integer primary key, bezeichnung varchar not null, kuerzel varchar", tongues),
        "standorte": (
            "standort_id integer primary key, name varchar not null, ort varchar, strasse varchar, anzahl_raeume integer",
            sites,
        ),
        "lehrkraefte": (
            "lehrkraft_id integer primary key, vorname varchar, nachname varchar, "
            "sprache_id integer references sprachen (sprache_id), eintrittsdatum date, austrittsdatum date, "
            "stundensatz decimal(8,2), ist_festangestellt boolean",
            teachers,
        ),
        "firmen": ("firma_id integer primary key, name varchar not null, ort varchar, branche varchar", firms),
        "kurse": (
            "kurs_id integer primary key, kurs_nr varchar, titel varchar, "
            "sprache_id integer references sprachen (sprache_id), niveau varchar, kursart varchar, "
            "standort_id integer references standorte (standort_id), "
            "lehrkraft_id integer references lehrkraefte (lehrkraft_id), beginn date, ende date, preis decimal(10,2), "
            "max_teilnehmer integer",
            courses,
        ),
        "teilnehmer": (
            "teilnehmer_id integer primary key, vorname varchar, nachname varchar, geburtsdatum date, wohnort varchar, "
            "herkunftsland varchar, email varchar, firma_id integer references firmen (firma_id), angelegt_am date",
            pupils,
        ),
        "buchungen": (
            "buchung_id integer primary key, teilnehmer_id integer references teilnehmer (teilnehmer_id), "
            "kurs_id integer references kurse (kurs_id), buchungsdatum date, status varchar, rabatt_prozent integer, "
            "betrag decimal(10,2)",
            bookings,
        ),
        "rechnungen": (
            "rechnung_id integer primary key, rechnungsnummer varchar, "
            "buchung_id integer references buchungen (buchung_id), rechnungsdatum date, faellig_am date, "
            "betrag_netto decimal(10,2), mwst_betrag decimal(10,2), betrag_brutto decimal(10,2), bezahlt_am date",
            bills,
        ),
        "pruefungen": (
            "pruefung_id integer primary key, bezeichnung varchar, sprache_id integer references sprachen (sprache_id), "
            "niveau varchar, pruefungstermin date, gebuehr decimal(8,2)",
            exams,
        ),
        "pruefungsergebnisse": (
            "ergebnis_id integer primary key, pruefung_id integer references pruefungen (pruefung_id), "
            "teilnehmer_id integer references teilnehmer (teilnehmer_id), punkte integer, bestanden boolean",
            results,
        ),
    }
