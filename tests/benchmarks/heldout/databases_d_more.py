"""Of set D: music streaming and a public library."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days


def _moment(rng: random.Random, day: date, first: int = 0, last: int = 23) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(
        hours=rng.randint(first, last), minutes=rng.randrange(60)
    )


def music() -> Made:
    """Singular snake_case names after Chinook, primary keys declared, no foreign keys; a bridge and a self-reference."""
    rng = random.Random(403)
    genre: Rows = [
        (i, n)
        for i, n in enumerate(["Rock", "Jazz", "Metal", "Classical", "Hip Hop", "Electronic", "Folk", "Opera"], 1)
    ]
    media: Rows = [(1, "MPEG audio file"), (2, "AAC audio file"), (3, "Lossless audio file")]
    heads = ["Velvet", "Crimson", "Silent", "Golden", "Electric", "Paper", "Northern", "Broken"]
    tails = ["Foxes", "Harbor", "Machines", "Lanterns", "Choir", "Rivers"]
    pairs = [f"{h} {t}" for h in heads for t in tails]
    rng.shuffle(pairs)
    artist: Rows = [(i, n) for i, n in enumerate(pairs[:44], 1)]
    words = [
        "Night",
        "River",
        "Glass",
        "Summer",
        "Dust",
        "Signal",
        "Mirror",
        "Ghost",
        "Ocean",
        "Fire",
        "Letters",
        "Home",
    ]
    album: Rows = [
        (
            i,
            f"{rng.choice(words)} {rng.choice(['Songs', 'Sessions', 'Tapes', 'Stories', 'Live'])} {i}",
            rng.randint(1, 40),
            rng.randint(1975, 2024),
        )
        for i in range(1, 111)
    ]
    track: Rows = []
    for one in album[:106]:
        kind = rng.choices(range(1, 8), [30, 12, 15, 10, 14, 12, 7])[0]
        for _ in range(rng.randint(5, 13)):
            track.append(
                (
                    len(track) + 1,
                    f"{rng.choice(words)} of {rng.choice(words)}",
                    one[0],
                    rng.choices([1, 2, 3], [6, 3, 1])[0],
                    kind if rng.random() > 0.015 else None,
                    rng.choice(["A. Stone", "B. Lund", "C. Okafor", "D. Reyes"]) if rng.random() > 0.35 else None,
                    rng.randint(95000, 560000),
                    rng.randint(2_000_000, 18_000_000),
                    rng.choice([0.99, 0.99, 0.99, 1.29, 1.99]),
                )
            )
    playlist: Rows = [
        (i, n)
        for i, n in enumerate(
            ["Morning Coffee", "Workout", "Deep Focus", "Road Trip", "Party", "Sleep", "New Releases"], 1
        )
    ]
    bridge: Rows = sorted({(rng.randint(1, 6), rng.choice(track)[0]) for _ in range(420)})
    employee: Rows = [
        (1, "Moreau", "Claire", "General Manager", None, date(2014, 3, 1), "Dublin"),
        (2, "Kowalski", "Jan", "Sales Manager", 1, date(2015, 5, 1), "Dublin"),
        (3, "Peacock", "Jane", "Sales Support Agent", 2, date(2017, 4, 1), "Cork"),
        (4, "Park", "Minho", "Sales Support Agent", 2, date(2018, 10, 17), "Cork"),
        (5, "Johnson", "Steve", "Sales Support Agent", 2, date(2021, 1, 2), "Galway"),
        (6, "Mitchell", "Ana", "IT Manager", 1, date(2016, 10, 17), "Dublin"),
        (7, "King", "Robert", "IT Staff", 6, date(2019, 1, 2), "Dublin"),
        (8, "Callahan", "Laura", "IT Staff", 6, date(2022, 3, 4), "Galway"),
        (9, "Tran", "Kim", "Sales Support Agent", 2, date(2025, 2, 3), "Cork"),
    ]
    places = [
        ("Berlin", "Germany"),
        ("Hamburg", "Germany"),
        ("Toronto", "Canada"),
        ("Paris", "France"),
        ("Lyon", "France"),
        ("Austin", "USA"),
        ("Boston", "USA"),
        ("Sao Paulo", "Brazil"),
        ("Prague", "Czech Republic"),
        ("Delhi", "India"),
    ]
    firsts = [
        "Luis",
        "Leonie",
        "Francois",
        "Bjorn",
        "Helena",
        "Astrid",
        "Daan",
        "Kara",
        "Eduardo",
        "Mark",
        "Jennifer",
        "Frank",
        "Julia",
        "Tim",
    ]
    lasts = [
        "Goncalves",
        "Kohler",
        "Tremblay",
        "Hansen",
        "Holy",
        "Gruber",
        "Peeters",
        "Nielsen",
        "Martins",
        "Taylor",
        "Peterson",
        "Harris",
        "Barnett",
    ]
    customer: Rows = []
    for i in range(1, 161):
        city, country = rng.choice(places)
        first, last = rng.choice(firsts), rng.choice(lasts)
        customer.append(
            (
                i,
                first,
                last,
                rng.choice(["Apple Inc.", "JetBrains", "Telus"]) if rng.random() < 0.15 else None,
                city,
                country,
                f"{first.lower()}.{last.lower()}{i}@mail.example",
                rng.choice([3, 3, 4, 5]) if rng.random() > 0.04 else None,
            )
        )
    invoice: Rows = []
    line: Rows = []
    for i in range(1, 1101):
        buyer = rng.choice(customer[:140])
        total = 0.0
        for _ in range(rng.choice([1, 1, 2, 3, 4, 6, 9])):
            song = rng.choice(track[:-60])
            count = rng.choices([1, 2], [9, 1])[0]
            line.append((len(line) + 1, i, song[0], song[8], count))
            total += song[8] * count
        city, country = (buyer[4], buyer[5]) if rng.random() > 0.08 else rng.choice(places)
        invoice.append((i, buyer[0], datetime.combine(_days(rng), datetime.min.time()), city, country, round(total, 2)))
    plays: Rows = []
    for i in range(1, 6001):
        song = rng.choice(track) if rng.random() > 0.3 else track[int(rng.triangular(0, 80, 10))]
        length = song[6] // 1000
        plays.append(
            (
                i,
                rng.randint(1, 150) if rng.random() > 0.01 else 900 + i % 50,
                song[0],
                _moment(rng, _days(rng, date(2024, 1, 1))),
                length if rng.random() > 0.3 else rng.randint(3, length),
                rng.choices(["phone", "desktop", "smart speaker", "tv"], [55, 25, 15, 5])[0],
                rng.random() < 0.2,
            )
        )
    return {
        "genre": ("genre_id integer primary key, name varchar", genre),
        "media_type": ("media_type_id integer primary key, name varchar", media),
        "artist": ("artist_id integer primary key, name varchar", artist),
        "album": ("album_id integer primary key, title varchar, artist_id integer, release_year integer", album),
        "track": (
            "track_id integer primary key, name varchar, album_id integer, media_type_id integer, "
            "genre_id integer, composer varchar, "
            "milliseconds integer, bytes integer, unit_price decimal(10,2)",
            track,
        ),
        "playlist": ("playlist_id integer primary key, name varchar", playlist),
        "playlist_track": ("playlist_id integer, track_id integer, primary key (playlist_id, track_id)", bridge),
        "employee": (
            "employee_id integer primary key, last_name varchar, first_name varchar, title varchar, "
            "reports_to integer, hire_date date, city varchar",
            employee,
        ),
        "customer": (
            "customer_id integer primary key, first_name varchar, last_name varchar, company varchar, "
            "city varchar, country varchar, email varchar, support_rep_id integer",
            customer,
        ),
        "invoice": (
            "invoice_id integer primary key, customer_id integer, invoice_date timestamp, "
            "billing_city varchar, billing_country varchar, total decimal(10,2)",
            invoice,
        ),
        "invoice_line": (
            "invoice_line_id integer primary key, invoice_id integer, track_id integer, "
            "unit_price decimal(10,2), quantity integer",
            line,
        ),
        "play": (
            "play_id integer primary key, customer_id integer, track_id integer, played_at timestamp, "
            "seconds_played integer, device varchar, offline_mode boolean",
            plays,
        ),
    }


def library() -> Made:
    """dim_ and fact_ tables keyed by _sk, primary keys of the dimensions declared; three roads to a branch."""
    rng = random.Random(405)
    branch: Rows = [
        (1, "Central Library", "Downtown", 3200, date(1931, 5, 1)),
        (2, "Eastside", "East", 640, date(1978, 9, 1)),
        (3, "Riverside", "East", 820, date(1990, 2, 1)),
        (4, "Hillcrest", "North", 510, date(2003, 6, 1)),
        (5, "Bookmobile", None, 30, date(2016, 4, 1)),
        (6, "Westgate", "West", 900, date(2025, 3, 1)),
    ]
    patron: Rows = []
    for i in range(1, 421):
        kind = rng.choices(["adult", "child", "student", "senior"], [50, 22, 16, 12])[0]
        patron.append(
            (
                i,
                f"{rng.choice(['Amy', 'Ben', 'Chloe', 'Dan', 'Ella', 'Finn', 'Gail', 'Henry'])} "
                f"{rng.choice(['Archer', 'Boyd', 'Cole', 'Dunn', 'Ellis', 'Frost', 'Grant'])}",
                kind,
                rng.choice([1, 1, 1, 2, 3, 4]),
                _days(rng, date(2018, 1, 1)),
                f"{rng.choice([97201, 97202, 97210, 97214])}",
                rng.random() > 0.12,
            )
        )
    heads = ["The Lost", "A Brief", "My Secret", "The Last", "Beyond the", "Under the", "A Quiet", "The Hidden"]
    tails = [
        "Garden",
        "History of Tea",
        "Winter",
        "Mountain",
        "Code",
        "Island",
        "Orchard",
        "Machine",
        "Kingdom",
        "Road",
    ]
    titles = [f"{h} {t}" for h in heads for t in tails]
    rng.shuffle(titles)
    writers = [
        "N. Achebe",
        "P. Lindqvist",
        "R. Mendez",
        "S. Ito",
        "T. Whitfield",
        "U. Kaya",
        "V. Roth",
        "W. Osei",
        "X. Liang",
        "Y. Barton",
    ]
    book: Rows = [
        (
            i,
            t,
            rng.choice(writers),
            rng.choices(["Fiction", "Science", "History", "Children", "Biography"], [40, 12, 16, 22, 10])[0],
            rng.randint(1950, 2024),
            rng.choice(["English", "English", "English", "Spanish", "Vietnamese"]),
            rng.randint(60, 720),
        )
        for i, t in enumerate(titles, 1)
    ]
    copy: Rows = [
        (
            i,
            rng.randint(1, 76),
            rng.choice([1, 1, 1, 2, 3, 4, 5]),
            rng.choices(["good", "worn", "lost"], [75, 20, 5])[0],
            _days(rng, date(2015, 1, 1), date(2025, 5, 1)),
            round(rng.uniform(6, 48), 2) if rng.random() > 0.04 else None,
        )
        for i in range(1, 301)
    ]
    loan: Rows = []
    fine: Rows = []
    for i in range(1, 3001):
        out = _days(rng)
        due = out + timedelta(days=21)
        back = out + timedelta(days=rng.choices([rng.randint(1, 21), rng.randint(22, 70)], [82, 18])[0])
        returned = back if back < TODAY and rng.random() > 0.01 else None
        loan.append(
            (
                i,
                rng.randint(1, 285),
                rng.randint(1, 390) if i % 125 else 7000 + i,
                rng.choice([1, 1, 1, 1, 2, 2, 3, 4, 5]),
                out,
                due,
                returned,
                rng.choices([0, 1, 2, 3], [70, 18, 9, 3])[0],
                rng.choice(["desk", "self-service", "self-service"]),
            )
        )
        if returned is not None and returned > due and rng.random() < 0.8:
            paid = returned + timedelta(days=rng.randint(0, 30))
            fine.append(
                (
                    len(fine) + 1,
                    i,
                    "late return",
                    round(0.25 * (returned - due).days, 2),
                    returned,
                    paid if paid < TODAY and rng.random() > 0.3 else None,
                )
            )
        if rng.random() < 0.02:
            day = min(due, TODAY - timedelta(days=1))
            fine.append(
                (
                    len(fine) + 1,
                    i,
                    rng.choice(["damage", "lost item"]),
                    round(rng.uniform(5, 45), 2),
                    day,
                    None if rng.random() < 0.5 else day,
                )
            )
    reservation: Rows = [
        (
            i,
            rng.randint(1, 80),
            rng.randint(1, 400),
            rng.choice([1, 1, 2, 3, 4]),
            _days(rng),
            rng.choices(["picked up", "waiting", "expired", "cancelled"], [65, 12, 13, 10])[0],
        )
        for i in range(1, 701)
    ]
    return {
        "dim_branch": (
            "branch_sk integer primary key, branch_name varchar, district varchar, floor_area_sqm integer, "
            "opened_on date",
            branch,
        ),
        "dim_patron": (
            "patron_sk integer primary key, patron_name varchar, patron_type varchar, home_branch_sk integer, "
            "registered_on date, zip_code varchar, email_opt_in boolean",
            patron,
        ),
        "dim_book": (
            "book_sk integer primary key, title varchar, author varchar, category varchar, "
            "publication_year integer, language varchar, page_count integer",
            book,
        ),
        "dim_copy": (
            "copy_sk integer primary key, book_sk integer, owning_branch_sk integer, copy_condition varchar, "
            "acquired_on date, purchase_price double",
            copy,
        ),
        "fact_loan": (
            "loan_sk integer, copy_sk integer, patron_sk integer, checkout_branch_sk integer, "
            "checkout_date date, due_date date, return_date date, renewal_count integer, "
            "checkout_method varchar",
            loan,
        ),
        "fact_fine": (
            "fine_sk integer, loan_sk integer, fine_reason varchar, fine_amount double, assessed_on date, paid_on date",
            fine,
        ),
        "fact_reservation": (
            "reservation_sk integer, book_sk integer, patron_sk integer, pickup_branch_sk integer, "
            "reserved_on date, reservation_status varchar",
            reservation,
        ),
    }
