"""The databases of set B: a hotel chain in warehouse style, and a university in Pascal case."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from tests.benchmarks.heldout.databases import FIRST, TODAY, Made, Rows, _days, _months


def hotels() -> Made:
    """dim_, fact_ and bridge_ tables with keys called key; nothing declared."""
    rng = random.Random(51)
    cities = [
        ("Lisbon", "Portugal"),
        ("Porto", "Portugal"),
        ("Seville", "Spain"),
        ("Madrid", "Spain"),
        ("Nice", "France"),
    ]
    hotel: Rows = [
        (i, name, city, country, stars, rooms)
        for i, (name, (city, country), stars, rooms) in enumerate(
            [
                ("Casa Azul", cities[0], 4, 120),
                ("Miradouro", cities[0], 5, 80),
                ("Ribeira Inn", cities[1], 3, 60),
                ("Alameda", cities[2], 4, 150),
                ("Gran Via Suites", cities[3], 5, 200),
                ("Promenade", cities[4], 4, 90),
            ],
            1,
        )
    ]
    room_type: Rows = [(1, "Single", 1), (2, "Double", 2), (3, "Suite", 4), (4, "Dormitory", 8)]
    guest: Rows = [
        (
            i,
            rng.choice(["Ana", "Rui", "Zoe", "Max", "Lea", "Tom"])
            + " "
            + rng.choice(["Silva", "Costa", "Meyer", "Roux"]),
            rng.choice(["PT", "ES", "FR", "DE", "UK"]),
            rng.choice(["gold", "silver", "none"]),
            _days(rng),
        )
        for i in range(1, 301)
    ]
    amenity: Rows = [(i, n) for i, n in enumerate(["Pool", "Spa", "Gym", "Parking", "Rooftop bar"], 1)]
    bridge: Rows = [(1, 1), (1, 3), (2, 1), (2, 2), (2, 5), (4, 1), (4, 4), (5, 2), (5, 3), (6, 4)]
    reservation: Rows = []
    for i in range(1, 2001):
        booked = datetime.combine(_days(rng), datetime.min.time()) + timedelta(minutes=rng.randrange(1440))
        check_in = booked.date() + timedelta(days=rng.randint(0, 60))
        nights = rng.randint(1, 9)
        state = rng.choice(["confirmed", "confirmed", "confirmed", "cancelled", "no-show"])
        rate = round(rng.uniform(45, 420), 2)
        gone = booked + timedelta(days=rng.randint(0, 20)) if state == "cancelled" else None
        reservation.append(
            (
                i,
                rng.randint(1, 280) if i % 100 else 9000 + i,
                rng.randint(1, 6),
                rng.choice([1, 2, 2, 3]),
                booked,
                check_in,
                check_in + timedelta(days=nights),
                gone,
                nights,
                rate,
                round(rate * nights, 2),
                rng.choice(["website", "agency", "phone"]) if rng.random() > 0.03 else None,
                state,
            )
        )
    review: Rows = [
        (i, rng.randint(1, 1900), rng.randint(1, 10), _days(rng), rng.choice(["en", "pt", "es"])) for i in range(1, 701)
    ]
    inventory: Rows = []
    day = FIRST
    while day < TODAY:
        for one in hotel:
            inventory.append((day, one[0], rng.randint(0, one[5])))
        day += timedelta(days=1)
    return {
        "dim_hotel": (
            "hotel_key integer, hotel_name varchar, city varchar, country varchar, stars integer, room_count integer",
            hotel,
        ),
        "dim_room_type": ("room_type_key integer, room_type varchar, max_guests integer", room_type),
        "dim_guest": (
            "guest_key integer, guest_name varchar, nationality varchar, loyalty_level varchar, member_since date",
            guest,
        ),
        "dim_amenity": ("amenity_key integer, amenity_name varchar", amenity),
        "bridge_hotel_amenity": ("hotel_key integer, amenity_key integer", bridge),
        "fact_reservation": (
            "reservation_key integer, guest_key integer, hotel_key integer, room_type_key integer, booked_at timestamp, "
            "check_in_date date, check_out_date date, cancelled_at timestamp, nights integer, room_rate double, "
            "total_amount double, channel varchar, reservation_state varchar",
            reservation,
        ),
        "fact_review": (
            "review_key integer, reservation_key integer, score integer, submitted_on date, review_language varchar",
            review,
        ),
        "fact_daily_inventory": ("stay_date date, hotel_key integer, rooms_available integer", inventory),
    }


def university() -> Made:
    """PascalCase singular names with ID keys, primary keys declared where there is one column."""
    rng = random.Random(77)
    department: Rows = [
        (1, "Physics", "North Hall", 900000.0),
        (2, "History", "Old Library", 350000.0),
        (3, "Economics", "South Hall", 620000.0),
        (4, "Computing", "North Hall", 1100000.0),
        (5, "Music", "Conservatory", None),
    ]
    lecturer: Rows = [
        (
            i,
            "Jan Novak" if i in (4, 11) else f"Lecturer {chr(64 + i)}",
            rng.randint(1, 4),
            None if i < 4 else rng.randint(1, 3),
            float(rng.randint(38, 96) * 1000),
            rng.choice(["professor", "reader", "tutor"]),
        )
        for i in range(1, 27)
    ]
    student: Rows = [
        (
            i,
            f"Student {i:03d}",
            rng.choice([1, 2, 3, 4, 4]) if rng.random() > 0.04 else None,
            _days(rng),
            _days(rng, TODAY - timedelta(days=300)) if rng.random() > 0.7 else None,
            rng.choice(["Kenya", "Norway", "Chile", "Japan", "India"]),
            float(rng.choice([0, 0, 1000, 2500, 5000])),
        )
        for i in range(1, 401)
    ]
    course: Rows = [
        (
            i,
            f"{rng.choice(['Intro to', 'Advanced', 'Applied'])} Topic {i}",
            rng.randint(1, 4),
            rng.choice([5, 10, 15]),
            rng.choice(["undergraduate", "postgraduate"]),
        )
        for i in range(1, 41)
    ]
    seen = sorted({(rng.randint(1, 380), rng.randint(1, 38)) for _ in range(2400)})
    registration: Rows = []
    for person, what in seen:
        grade = rng.randint(20, 100) if rng.random() > 0.1 else None
        registration.append(
            (person, what, rng.choice(["spring", "autumn"]), _days(rng), grade, None if grade is None else grade >= 50)
        )
    taught: Rows = sorted({(rng.randint(1, 38), rng.randint(1, 24)) for _ in range(70)})
    payment: Rows = []
    for i in range(1, 1301):
        due = _days(rng)
        payment.append(
            (
                i,
                rng.randint(1, 395) if i % 90 else 7000 + i,
                due,
                due + timedelta(days=rng.randint(-20, 40)) if rng.random() > 0.15 else None,
                round(rng.uniform(100, 4000), 2),
                rng.choice(["card", "transfer", "cash"]),
            )
        )
    debt: Rows = [(i, end, round(rng.uniform(0, 3000), 2)) for end in _months() for i in range(1, 121)]
    return {
        "Department": (
            "DepartmentID integer primary key, DepartmentName varchar, Building varchar, AnnualBudget double",
            department,
        ),
        "Lecturer": (
            "LecturerID integer primary key, LecturerName varchar, DepartmentID integer, MentorID integer, Salary double, "
            "AcademicRank varchar",
            lecturer,
        ),
        "Student": (
            "StudentID integer primary key, FullName varchar, DepartmentID integer, EnrolledOn date, GraduatedOn date, "
            "HomeCountry varchar, ScholarshipAmount double",
            student,
        ),
        "Course": (
            "CourseID integer primary key, Title varchar, DepartmentID integer, Credits integer, CourseLevel varchar",
            course,
        ),
        "Registration": (
            "StudentID integer, CourseID integer, Term varchar, RegisteredOn date, Grade integer, Passed boolean",
            registration,
        ),
        "CourseLecturer": ("CourseID integer, LecturerID integer", taught),
        "Payment": (
            "PaymentID integer primary key, StudentID integer, DueOn date, PaidOn date, Amount double, Method varchar",
            payment,
        ),
        "DebtBalance": ("StudentID integer, AsOfDate date, Outstanding double", debt),
    }
