"""The online courses of set P: an application's schema with statuses, soft deletes and times of creation."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = "Aisha Ben Chloe Diego Emma Farah George Hugo Ines James Kofi Lena Mateo Nadia Omar Pia Rahul Sara Theo Yuki"
LASTS = (
    "Ahmed Becker Cruz Diaz Evans Fontaine Green Haddad Ito Jensen Kim Laurent Mensah Novak Okafor Patel Rossi Santos"
)


def _at(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.randint(6, 22), rng.randrange(60), rng.randrange(60)))


def courses() -> Made:
    """Plural names, keys named after their table and all declared; learners removed, enrolments expired, payments failed."""
    rng = random.Random(1602)
    names = names_of(rng, FIRSTS, LASTS, 358)
    subjects: Rows = [
        (1, "Data Science"),
        (2, "Design"),
        (3, "Languages"),
        (4, "Business"),
        (5, "Photography"),
        (6, "Web Development"),
    ]
    countries = ["Spain", "France", "Germany", "Brazil", "India", "Canada"]
    instructors: Rows = [
        (
            i,
            " ".join(names[i - 1]),
            rng.choice(countries[:4]),
            rng.choice([0.3, 0.4, 0.5]),
            _at(rng, _days(rng, date(2020, 1, 1), date(2023, 12, 31))),
        )
        for i in range(1, 19)
    ]
    topics = {
        1: [
            "Python for Analysts",
            "Statistics from Zero",
            "SQL in Practice",
            "Machine Learning Basics",
            "Dashboards that Work",
        ],
        2: ["Logo Design", "Figma Essentials", "Typography", "Colour Theory"],
        3: ["Spanish A1", "Spanish A2", "French for Travel", "Business English", "German A1"],
        4: ["Project Management", "Negotiation", "Bookkeeping", "Pitching to Investors"],
        5: ["Street Photography", "Portrait Lighting", "Photo Editing"],
        6: ["HTML and CSS", "JavaScript Start", "React in a Weekend", "APIs with Node", "Testing the Web"],
    }
    lessons: Rows = []
    catalogue: Rows = []
    for subject, titles in topics.items():
        for title in titles:
            number = len(catalogue) + 1
            made = _at(rng, _days(rng, date(2021, 1, 1), date(2024, 11, 30)))
            status = "archived" if number in (4, 17) else "draft" if number == 9 else "published"
            language = (
                "Spanish"
                if title.startswith("Spanish") and title.endswith("2")
                else rng.choices(["English", "Spanish", "German"], [66, 22, 12])[0]
            )
            catalogue.append(
                (
                    number,
                    title,
                    subject,
                    rng.randint(1, 15),
                    rng.choices(["beginner", "intermediate", "advanced"], [50, 34, 16])[0],
                    language,
                    0.0 if number in (6, 20) else rng.choice([19, 29, 39, 49, 79, 99, 129]) + 0.0,
                    status,
                    made + timedelta(days=12) if status != "draft" else None,
                    made,
                )
            )
            for position in range(1, rng.randint(6, 22)):
                lessons.append(
                    (len(lessons) + 1, number, position, f"{title} {position}", rng.randint(3, 48), rng.random() < 0.3)
                )
    learners: Rows = []
    for i, (first, last) in enumerate(names[18:], 1):
        made = _at(rng, _days(rng, date(2022, 1, 1), date(2025, 6, 14) if i > 280 else date(2024, 3, 31)))
        gone = made + timedelta(days=rng.randrange(60, 400)) if rng.random() < 0.06 else None
        learners.append(
            (
                i,
                f"{first} {last}",
                f"{first}.{last}@learn.example".lower(),
                rng.choices(countries, [24, 19, 21, 14, 12, 10])[0],
                rng.choices(["organic", "referral", "paid ads", "newsletter", None], [38, 18, 26, 12, 6])[0],
                rng.random() < 0.27,
                made,
                gone if gone and gone < datetime(2025, 6, 14) else None,
            )
        )
    coupons: Rows = [
        (1, "HELLO10", 10, date(2025, 12, 31)),
        (2, "BLACKFRIDAY40", 40, date(2024, 12, 2)),
        (3, "SUMMER25", 25, date(2024, 8, 31)),
        (4, "TEAM15", 15, date(2025, 9, 30)),
    ]
    open_ones = [row for row in catalogue if row[7] != "draft"]
    pull = [min(rng.paretovariate(1.5), 6.0) for _ in open_ones]
    keen = [min(rng.paretovariate(1.6), 7.0) if row[0] <= 305 else 0.0 for row in learners]
    taken: dict[tuple[int, int], datetime] = {}
    for _ in range(6000):
        learner, course = rng.choices(learners, keen)[0], rng.choices(open_ones, pull)[0]
        day = _at(rng, _days(rng, date(2022, 6, 1), LAST_DAY))
        if day > max(learner[6], course[8]) and (learner[7] is None or day < learner[7]):
            taken.setdefault((learner[0], course[0]), day)
    enrolments: Rows = []
    payments: Rows = []
    reviews: Rows = []
    certificates: Rows = []
    for number, ((learner_id, course_id), began) in enumerate(sorted(taken.items(), key=lambda row: row[1]), 1):
        course = catalogue[course_id - 1]
        progress = 100 if rng.random() < 0.37 else rng.choice([0, 5, 10, 20, 35, 50, 60, 75, 90])
        done = began + timedelta(days=rng.randint(4, 160), minutes=rng.randrange(600)) if progress == 100 else None
        if done and done.date() > LAST_DAY:
            progress, done = 75, None
        late = began < datetime(2024, 6, 1) and progress < 100
        status = (
            "completed"
            if done
            else "expired"
            if late and rng.random() < 0.6
            else "refunded"
            if rng.random() < 0.04
            else "active"
        )
        enrolments.append((number, learner_id, course_id, status, progress, began, done))
        valid = [row for row in coupons if row[3] >= began.date()]
        coupon = rng.choice(valid) if rng.random() < 0.22 and course[6] else None
        if course[6]:
            price = round(course[6] * (1 - coupon[2] / 100 if coupon else 1), 2)
            method = rng.choices(["card", "paypal", "bank transfer"], [61, 31, 8])[0]
            if rng.random() < 0.06:
                payments.append((0, number, None, price, method, "failed", began - timedelta(minutes=2)))
            state = "refunded" if status == "refunded" else "succeeded"
            payments.append((0, number, coupon[0] if coupon else None, price, method, state, began))
        if rng.random() < (0.5 if done else 0.1):
            stars = rng.choices([1, 2, 3, 4, 5], [4, 6, 16, 38, 36])[0]
            written = min((done or began) + timedelta(days=rng.randint(0, 12), hours=2), datetime(2025, 6, 15, 20))
            text = rng.choice(["Clear and to the point", "Too fast for me", "Loved it", None, None])
            reviews.append((len(reviews) + 1, number, stars, text, written))
        if done and rng.random() < 0.8:
            certificates.append((len(certificates) + 1, number, done.date()))
    payments = [(i, *row[1:]) for i, row in enumerate(sorted(payments, key=lambda row: row[6]), 1)]
    return {
        "subjects": ("subject_id integer primary key, subject_name varchar", subjects),
        "instructors": (
            "instructor_id integer primary key, full_name varchar, country varchar, revenue_share double, created_at timestamp",
            instructors,
        ),
        "courses": (
            "course_id integer primary key, title varchar, subject_id integer references subjects (subject_id), "
            "instructor_id integer references instructors (instructor_id), level varchar, language varchar, price double, "
            "status varchar, published_at timestamp, created_at timestamp",
            catalogue,
        ),
        "lessons": (
            "lesson_id integer primary key, course_id integer references courses (course_id), position integer, "
            "title varchar, duration_minutes integer, has_quiz boolean",
            lessons,
        ),
        "learners": (
            "learner_id integer primary key, full_name varchar, email varchar, country varchar, signup_source varchar, "
            "newsletter boolean, created_at timestamp, deleted_at timestamp",
            learners,
        ),
        "coupons": ("coupon_id integer primary key, code varchar, percent_off integer, expires_on date", coupons),
        "enrolments": (
            "enrolment_id integer primary key, learner_id integer references learners (learner_id), "
            "course_id integer references courses (course_id), status varchar, progress_percent integer, "
            "enrolled_at timestamp, completed_at timestamp",
            enrolments,
        ),
        "payments": (
            "payment_id integer primary key, enrolment_id integer references enrolments (enrolment_id), "
            "coupon_id integer references coupons (coupon_id), amount double, method varchar, status varchar, "
            "created_at timestamp",
            payments,
        ),
        "reviews": (
            "review_id integer primary key, enrolment_id integer references enrolments (enrolment_id), rating integer, "
            "comment varchar, created_at timestamp",
            reviews,
        ),
        "certificates": (
            "certificate_id integer primary key, enrolment_id integer references enrolments (enrolment_id), issued_on date",
            certificates,
        ),
    }
