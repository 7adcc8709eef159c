"""Chinook and Sakila (in its Postgres edition) of set N."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, PLACES, SURNAMES, names_of, people

UPDATED = datetime(2025, 6, 15, 4, 0)


def _moment(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.randint(8, 21), rng.randrange(60), rng.randrange(60)))


def chinook() -> Made:
    """Pascal case, every key declared; customers without a company, tracks without a composer, artists without an album."""
    rng = random.Random(1402)
    kinds = "Rock,Jazz,Metal,Latin,Blues,Classical,Reggae,Soundtrack,Opera"
    genres: Rows = [(i, name) for i, name in enumerate(kinds.split(","), 1)]
    media: Rows = [
        (1, "MPEG audio file"),
        (2, "Protected AAC audio file"),
        (3, "Protected MPEG-4 video file"),
        (4, "Purchased AAC audio file"),
    ]
    bands = (
        "AC/DC,Accept,Aerosmith,Audioslave,Black Sabbath,Chico Science,Ed Motta,Faith No More,Iron Maiden,Led Zeppelin,"
        "Metallica,Milton Nascimento,Miles Davis,Os Paralamas,Pearl Jam,Queen,Santana,U2,Van Halen,Zeca Pagodinho,"
        "Azymuth,Banda Black Rio"
    )
    artists: Rows = [(i, name) for i, name in enumerate(bands.split(","), 1)]
    words = "Night River Stone Fire Mirror Garden Thunder Silence Road Winter Golden Broken Paper Electric Ocean Shadow"
    albums: Rows = []
    tracks: Rows = []
    pool = [f"{a} {b}" for a in words.split() for b in words.split() if a != b]
    rng.shuffle(pool)
    for artist in range(1, 21):
        genre = rng.choice([1, 1, 1, 2, 3, 3, 4, 4, 5, 6, 7, 8])
        for _ in range(rng.choice([1, 1, 2, 2, 3, 5])):
            albums.append((len(albums) + 1, f"{pool[len(albums)]} ({1975 + rng.randrange(45)})", artist))
            for _ in range(rng.randint(5, 14)):
                i = len(tracks) + 1
                length = rng.randint(95_000, 620_000)
                kind = rng.choices([1, 2, 3, 4], [80, 12, 5, 3])[0]
                composer = rng.choice(SURNAMES.split()) if rng.random() < 0.75 else None
                tracks.append(
                    (
                        i,
                        f"{rng.choice(words.split())} Song {i}",
                        len(albums),
                        kind,
                        genre if rng.random() < 0.9 else 1,
                        composer,
                        length,
                        length * 33,
                        1.99 if kind == 3 else 0.99,
                    )
                )
    named = [
        ("Adams", "Andrew", "General Manager", None, "Edmonton"),
        ("Edwards", "Nancy", "Sales Manager", 1, "Calgary"),
        ("Peacock", "Jane", "Sales Support Agent", 2, "Calgary"),
        ("Park", "Margaret", "Sales Support Agent", 2, "Calgary"),
        ("Johnson", "Steve", "Sales Support Agent", 2, "Calgary"),
        ("Mitchell", "Michael", "IT Manager", 1, "Calgary"),
        ("King", "Robert", "IT Staff", 6, "Lethbridge"),
        ("Callahan", "Laura", "IT Staff", 6, "Lethbridge"),
    ]
    employees: Rows = [
        (
            i,
            last,
            first,
            title,
            boss,
            _days(rng, date(1962, 1, 1), date(1990, 1, 1)),
            _days(rng, date(2015, 1, 1), date(2020, 1, 1)),
            f"{i} Jasper Ave",
            city,
            "AB",
            "Canada",
            "T5K 2N1",
            "+1 (780) 428-9482",
            None,
            f"{first.lower()}@chinookcorp.com",
        )
        for i, (last, first, title, boss, city) in enumerate(named, 1)
    ]
    customers: Rows = []
    for i, (first, last) in enumerate(people(rng, 59), 1):
        country, city, state = PLACES[rng.randrange(15)]
        company = f"{last} Ltd." if rng.random() < 0.2 else None
        customers.append(
            (
                i,
                first,
                last,
                company,
                f"{i} Station Road",
                city,
                state,
                country,
                f"{30000 + i}" if i % 12 else None,
                f"+1 555 {6000 + i}",
                None if rng.random() < 0.8 else f"+1 555 {7000 + i}",
                f"{first}.{last}@mail.com".lower(),
                rng.randint(3, 5),
            )
        )
    invoices: Rows = []
    lines: Rows = []
    for day in sorted(_days(rng, date(2021, 1, 1), LAST_DAY) for _ in range(412)):
        i = len(invoices) + 1
        who = customers[rng.randrange(56)]
        bought = rng.sample(tracks, rng.choice([1, 2, 2, 4, 6, 9, 14]))
        for track in bought:
            lines.append((len(lines) + 1, i, track[0], track[8], 1))
        total = round(sum(track[8] for track in bought), 2)
        invoices.append((i, who[0], day, *(who[n] for n in (4, 5, 6, 7, 8)), total))
    titles = [
        "Music",
        "90's Music",
        "Movies",
        "Classical",
        "Grunge",
        "Heavy Metal Classic",
        "Brazilian Music",
        "On-The-Go 1",
        "TV Shows",
    ]
    playlists: Rows = [(i, name) for i, name in enumerate(titles, 1)]
    listed: Rows = [
        (playlist, track)
        for playlist, count in zip(range(1, 8), (150, 90, 12, 40, 25, 60, 30), strict=True)
        for track in sorted(rng.sample(range(1, len(tracks) + 1), count))
    ]
    person = (
        "Address varchar, City varchar, State varchar, Country varchar, PostalCode varchar, Phone varchar, Fax varchar"
    )
    return {
        "Genre": ("GenreId integer primary key, Name varchar", genres),
        "MediaType": ("MediaTypeId integer primary key, Name varchar", media),
        "Artist": ("ArtistId integer primary key, Name varchar", artists),
        "Album": (
            'AlbumId integer primary key, Title varchar not null, ArtistId integer not null references "Artist"(ArtistId)',
            albums,
        ),
        "Track": (
            'TrackId integer primary key, Name varchar not null, AlbumId integer references "Album"(AlbumId), '
            'MediaTypeId integer not null references "MediaType"(MediaTypeId), GenreId integer references "Genre"(GenreId), '
            "Composer varchar, Milliseconds integer not null, Bytes integer, UnitPrice decimal(10, 2) not null",
            tracks,
        ),
        "Employee": (
            "EmployeeId integer primary key, LastName varchar not null, FirstName varchar not null, Title varchar, "
            'ReportsTo integer references "Employee"(EmployeeId), BirthDate timestamp, HireDate timestamp, '
            f"{person}, Email varchar",
            employees,
        ),
        "Customer": (
            f"CustomerId integer primary key, FirstName varchar not null, LastName varchar not null, Company varchar, {person}, "
            'Email varchar not null, SupportRepId integer references "Employee"(EmployeeId)',
            customers,
        ),
        "Invoice": (
            'InvoiceId integer primary key, CustomerId integer not null references "Customer"(CustomerId), '
            "InvoiceDate timestamp not null, BillingAddress varchar, BillingCity varchar, BillingState varchar, "
            "BillingCountry varchar, BillingPostalCode varchar, Total decimal(10, 2) not null",
            invoices,
        ),
        "InvoiceLine": (
            'InvoiceLineId integer primary key, InvoiceId integer not null references "Invoice"(InvoiceId), '
            'TrackId integer not null references "Track"(TrackId), UnitPrice decimal(10, 2) not null, Quantity integer not null',
            lines,
        ),
        "Playlist": ("PlaylistId integer primary key, Name varchar", playlists),
        "PlaylistTrack": (
            'PlaylistId integer references "Playlist"(PlaylistId), TrackId integer references "Track"(TrackId), '
            "primary key (PlaylistId, TrackId)",
            listed,
        ),
    }


def sakila() -> Made:
    """Singular snake_case, keys declared but for a store's manager (its table and the staff's name each other)."""
    rng = random.Random(1403)
    languages: Rows = [(1, "English"), (2, "Italian"), (3, "Japanese"), (4, "French")]
    kinds = (
        "Action Animation Children Classics Comedy Documentary Drama Family Foreign Games Horror Music Sci-Fi Sports"
    )
    categories: Rows = [(i, name, UPDATED) for i, name in enumerate([*kinds.split(), "Travel", "New"], 1)]
    lands = ["Argentina", "Brazil", "Canada", "China", "France", "India", "Japan", "Mexico", "Poland", "Spain"]
    countries: Rows = [(i, name, UPDATED) for i, name in enumerate(lands, 1)]
    towns = (
        "Quilmes,Merlo;Sorocaba,Santos;London,Oshawa;Haining,Rizhao;Brest,Le Mans;Jodhpur,Kanchrapara;Iwaki,Omiya;"
        "Cuernavaca,Celaya;Bydgoszcz,Plock;Ourense,Vigo"
    )
    cities: Rows = []
    for country, names in enumerate(towns.split(";"), 1):
        cities += [(len(cities) + n, name, country, UPDATED) for n, name in enumerate(names.split(","), 1)]
    addresses: Rows = [
        (
            i,
            f"{rng.randint(1, 1900)} {rng.choice(['Manchester', 'Idfu', 'Hanoi', 'Loja'])} Avenue",
            None if i < 5 else "",
            rng.choice(["Alberta", "Texas", "California", "Nagasaki"]),
            rng.randint(1, 20),
            f"{40000 + i}",
            f"{28303384290 + i}",
            UPDATED,
        )
        for i in range(1, 131)
    ]
    actors: Rows = [
        (i, first, last, UPDATED)
        for i, (first, last) in enumerate(
            names_of(
                rng,
                "PENELOPE NICK ED JOHNNY BETTE GRACE MATTHEW JOE",
                "GUINESS WAHLBERG CHASE DAVIS LOLLOBRIGIDA NICHOLSON",
                40,
            ),
            1,
        )
    ]
    pool = names_of(
        rng,
        "ACADEMY ACE ADAPTATION AFFAIR AFRICAN AGENT AIRPLANE ALABAMA",
        "DINOSAUR GOLDFINGER HOLES PREJUDICE EGG TRUMAN SIERRA DEVIL",
        60,
    )
    films: Rows = [
        (
            i,
            " ".join(title),
            "A fateful story of a student and a shark",
            2006,
            1 if i % 20 else 2,
            None,
            rng.randint(3, 7),
            rng.choice([0.99, 2.99, 4.99]),
            rng.randint(46, 185),
            round(9.99 + rng.randrange(21), 2),
            rng.choice(["G", "PG", "PG-13", "R", "NC-17"]),
            UPDATED,
        )
        for i, title in enumerate(pool, 1)
    ]
    cast: Rows = [(a, f, UPDATED) for a, f in sorted({(rng.randint(1, 38), rng.randint(1, 60)) for _ in range(260)})]
    filed: Rows = [(i, rng.randint(1, 15), UPDATED) for i in range(1, 61)]
    stores: Rows = [(1, 1, 1, UPDATED), (2, 2, 2, UPDATED)]
    staff: Rows = [
        (1, "Mike", "Hillyer", 3, "mike.hillyer@sakilastaff.com", 1, True, "Mike", None, UPDATED),
        (2, "Jon", "Stephens", 4, "jon.stephens@sakilastaff.com", 2, True, "Jon", None, UPDATED),
    ]
    firsts = "MARY PATRICIA LINDA BARBARA ELIZABETH JENNIFER MARIA SUSAN MARGARET DOROTHY KARL TERRY"
    customers: Rows = []
    for i, (first, last) in enumerate(
        names_of(rng, firsts, "SMITH JOHNSON WILLIAMS JONES BROWN DAVIS MILLER WILSON SEAL HUNT", 110), 1
    ):
        active = rng.random() < 0.93
        customers.append(
            (
                i,
                rng.randint(1, 2),
                first,
                last,
                f"{first}.{last}@sakilacustomer.org".lower() if i % 14 else None,
                10 + i,
                active,
                _days(rng, date(2023, 1, 1), date(2023, 12, 31)),
                UPDATED,
                int(active),
            )
        )
    inventory: Rows = [(i, rng.randint(1, 56), rng.randint(1, 2), UPDATED) for i in range(1, 221)]
    rentals: Rows = []
    payments: Rows = []
    for day in sorted(_days(rng, date(2024, 1, 1), LAST_DAY) for _ in range(1500)):
        i = len(rentals) + 1
        out = _moment(rng, day)
        copy = inventory[rng.randrange(212)]
        film = films[copy[1] - 1]
        days = rng.randint(1, 9)
        back = out + timedelta(days=days, minutes=rng.randrange(300))
        returned = back.date() <= LAST_DAY and rng.random() < 0.98
        who, clerk = rng.randint(1, 106), rng.randint(1, 2)
        rentals.append((i, out, copy[0], who, back if returned else None, clerk, UPDATED))
        if rng.random() < 0.98:
            payments.append((len(payments) + 1, who, clerk, i, round(film[7] + max(0, days - film[6]), 2), out))
    name = "first_name varchar not null, last_name varchar not null"
    updated = "last_update timestamp not null"
    return {
        "language": ("language_id integer primary key, name varchar not null", languages),
        "category": (f"category_id integer primary key, name varchar not null, {updated}", categories),
        "country": (f"country_id integer primary key, country varchar not null, {updated}", countries),
        "city": (
            f"city_id integer primary key, city varchar not null, country_id integer not null references country, {updated}",
            cities,
        ),
        "address": (
            "address_id integer primary key, address varchar not null, address2 varchar, district varchar not null, "
            f"city_id integer not null references city, postal_code varchar, phone varchar not null, {updated}",
            addresses,
        ),
        "actor": (f"actor_id integer primary key, {name}, {updated}", actors),
        "film": (
            "film_id integer primary key, title varchar not null, description varchar, release_year integer, language_id integer "
            "not null references language(language_id), original_language_id integer references language(language_id), "
            "rental_duration smallint not null, rental_rate decimal(4, 2) not null, length smallint, "
            f"replacement_cost decimal(5, 2) not null, rating varchar, {updated}",
            films,
        ),
        "film_actor": (
            f"actor_id integer references actor, film_id integer references film, {updated}, primary key (actor_id, film_id)",
            cast,
        ),
        "film_category": (
            f"film_id integer references film, category_id integer references category, {updated}, "
            "primary key (film_id, category_id)",
            filed,
        ),
        "store": (
            "store_id integer primary key, manager_staff_id integer not null, address_id integer not null references address, "
            f"{updated}",
            stores,
        ),
        "staff": (
            f"staff_id integer primary key, {name}, address_id integer not null references address, email varchar, "
            f"store_id integer not null references store, "
            f"active boolean not null, username varchar not null, password varchar, {updated}",
            staff,
        ),
        "customer": (
            f"customer_id integer primary key, store_id integer not null references store, {name}, email varchar, "
            f"address_id integer not null references address, "
            f"activebool boolean not null, create_date date not null, {updated}, active integer",
            customers,
        ),
        "inventory": (
            "inventory_id integer primary key, film_id integer not null references film, store_id integer "
            f"not null references store, {updated}",
            inventory,
        ),
        "rental": (
            "rental_id integer primary key, rental_date timestamp not null, inventory_id integer not null references "
            "inventory, customer_id integer not null references customer, "
            "return_date timestamp, staff_id integer not null references staff, "
            f"{updated}",
            rentals,
        ),
        "payment": (
            "payment_id integer primary key, customer_id integer not null references customer, staff_id integer not null "
            "references staff, rental_id integer references rental, "
            "amount decimal(5, 2) not null, payment_date timestamp not null",
            payments,
        ),
    }
