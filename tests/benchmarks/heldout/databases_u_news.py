"""The newspaper of set U: a mart of fct_ and dim_ tables with surrogate keys, none of them declared."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = (
    "Agnes Bruno Clara Dmitri Esther Finn Greta Henry Ines Jonas Karin Leo Maud Niels Olga Piet Rita Stefan Thea Willem"
)
LASTS = (
    "Aalto Berg Claes Dekker Eklund Faber Groen Holm Iversen Janssen Koster Lund Mulder Nyberg Olsen Prins Quist Ruud"
)
SECTIONS = ("Politics", "Business", "Sports", "Culture", "Local", "Opinion")
WORDS = (
    "Council Harbour Budget Strike Derby Festival Election Housing Storm Bridge Museum School Merger Tunnel Cup Police"
)
DEEDS = "delayed again;wins support;under review;draws record crowd;divides town;explained;in numbers;comes to an end"
CITIES = {"Harborough": "North", "Kelton": "North", "Milldale": "Central", "Ashby": "Central", "Southwick": "South"}
FIRMS = "Baker Motors;City Theatre;Dunn Realty;Ferris Furniture;Green Grocer;Hallmark Bank;Ivy Travel;Kelton College"


def newspaper() -> Made:
    """A subscriber has subscriptions, payments and complaints; advertisements, and readings of each article and day."""
    rng = random.Random(2103)
    pairs = names_of(rng, FIRSTS, LASTS, 350)
    plans: Rows = [
        (1, "Print Daily", "Print", "Monthly", 36.0),
        (2, "Print Weekend", "Print", "Monthly", 19.0),
        (3, "Digital Basic", "Digital", "Monthly", 9.0),
        (4, "Digital Plus", "Digital", "Monthly", 14.0),
        (5, "Digital Annual", "Digital", "Yearly", 120.0),
        (6, "All Access", "Bundle", "Monthly", 44.0),
        (7, "Student", "Digital", "Monthly", 5.0),
        (8, "Gift Subscription", "Print", "Yearly", 180.0),
    ]
    authors: Rows = []
    for number in range(1, 19):
        first, last = pairs.pop()
        joined = _days(rng, date(2008, 1, 1), date(2024, 12, 1))
        authors.append((number, f"{first} {last}", SECTIONS[number % 6], number % 4 == 0, joined))
    carriers: Rows = []
    for number, district in enumerate(
        ("Old Town", "Riverside", "Northgate", "Milldale", "Ashby", "Southwick", "Hill"), 1
    ):
        first, last = pairs.pop()
        carriers.append((number, f"{first} {last}", district, _days(rng, date(2018, 1, 1), date(2024, 6, 1))))
    articles: Rows = []
    views: Rows = []
    titles = names_of(rng, WORDS, DEEDS.replace(" ", "_").replace(";", " "), 120)
    days = sorted(_days(rng, date(2024, 1, 1), LAST_DAY) for _ in titles)
    for (word, deed), day in zip(titles, days, strict=True):
        author = rng.choice(authors[:-2])
        section = author[2] if rng.random() < 0.85 else rng.choice(SECTIONS)
        premium = rng.random() < 0.35
        key, at = (
            len(articles) + 1,
            datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randrange(300, 1380)),
        )
        articles.append(
            (key, f"{word} {deed.replace('_', ' ')}", section, author[0], at, rng.randint(200, 2400), premium)
        )
        seen = rng.uniform(200, 5000)
        for after in range(12):
            if day + timedelta(days=after) > LAST_DAY:
                break
            many = max(1, int(seen * 0.62**after * rng.uniform(0.7, 1.3)))
            readers = max(1, int(many * rng.uniform(0.6, 0.95)))
            views.append((day + timedelta(days=after), key, many, readers, round(readers * rng.uniform(0.8, 4.2), 1)))
    people: Rows = []
    subscriptions: Rows = []
    payments: Rows = []
    complaints: Rows = []
    for number in range(1, 321):
        first, last = pairs.pop()
        city = rng.choices(list(CITIES), [30, 18, 22, 16, 14])[0]
        joined = _days(rng, date(2023, 1, 1), date(2025, 5, 31))
        source = rng.choices(["Website", "Call center", "Event", "Referral", "Social media"], [40, 20, 10, 16, 14])[0]
        born = rng.randint(1940, 2004) if rng.random() < 0.9 else None
        people.append(
            (
                number,
                f"SUB-{number:05d}",
                f"{first} {last}",
                city,
                CITIES[city],
                born,
                source,
                joined,
                rng.random() < 0.4,
            )
        )
        if number % 23 == 0:
            continue
        begin: date | None = joined
        while begin:
            plan = rng.choices(plans[:7], [18, 14, 22, 16, 10, 12, 8])[0]
            end = begin + timedelta(days=rng.randint(40, 900))
            ended = end if end <= LAST_DAY else None
            why = rng.choice(["Too expensive", "Moved away", "Delivery problems", "No time to read"]) if ended else None
            rate = plan[4] if plan[3] == "Monthly" else round(plan[4] / 12, 2)
            key = len(subscriptions) + 1
            subscriptions.append((key, number, plan[0], begin, ended, why, rate, rng.random() < 0.85))
            due = begin
            while due <= (ended or LAST_DAY):
                way = rng.choices(["Direct debit", "Credit card", "PayPal"], [56, 30, 14])[0]
                state = rng.choices(["Succeeded", "Failed", "Refunded"], [94, 4, 2])[0]
                payments.append((len(payments) + 1, key, number, due, way, state, plan[4]))
                due += timedelta(days=365 if plan[3] == "Yearly" else 30)
            if plan[2] != "Digital":
                while rng.random() < 0.4:
                    on = _days(rng, begin, ended or LAST_DAY)
                    kind = rng.choices(["Not delivered", "Late", "Wet paper", "Wrong edition"], [46, 30, 14, 10])[0]
                    solved = on + timedelta(days=rng.randint(0, 9))
                    closed = solved if solved <= LAST_DAY and rng.random() < 0.92 else None
                    credit = rng.choice([0.0, 1.5, 3.0, 5.0])
                    complaints.append(
                        (len(complaints) + 1, number, rng.choice(carriers[:6])[0], on, kind, credit, closed)
                    )
            again = ended and rng.random() < 0.35 and ended + timedelta(days=rng.randint(5, 120))
            begin = again if again and again <= LAST_DAY else None
    advertisements: Rows = []
    for day in sorted(_days(rng, date(2023, 1, 1), LAST_DAY + timedelta(days=30)) for _ in range(420)):
        shape, price = rng.choice([("Full page", 3200), ("Half page", 1800), ("Quarter page", 950), ("Banner", 400)])
        net = round(price * rng.uniform(0.7, 1.1), 2)
        state = "Cancelled" if rng.random() < 0.05 else "Booked" if day > LAST_DAY else "Run"
        advertisements.append(
            (len(advertisements) + 1, rng.choice(FIRMS.split(";")), rng.choice(SECTIONS), day, shape, net, state)
        )
    return {
        "dim_subscribers": (
            "subscriber_key integer, subscriber_id varchar, full_name varchar, city varchar, region varchar, birth_year integer, "
            "acquisition_channel varchar, first_subscribed_date date, has_newsletter_opt_in boolean",
            people,
        ),
        "dim_plans": (
            "plan_key integer, plan_name varchar, plan_type varchar, billing_period varchar, list_price decimal(8,2)",
            plans,
        ),
        "dim_authors": (
            "author_key integer, author_name varchar, desk varchar, is_freelance boolean, joined_date date",
            authors,
        ),
        "dim_articles": (
            "article_key integer, headline varchar, section varchar, author_key integer, published_at timestamp, "
            "word_count integer, is_premium boolean",
            articles,
        ),
        "dim_carriers": ("carrier_key integer, carrier_name varchar, district varchar, started_date date", carriers),
        "fct_subscriptions": (
            "subscription_key integer, subscriber_key integer, plan_key integer, started_date date, ended_date date, "
            "cancel_reason varchar, monthly_revenue decimal(8,2), is_auto_renew boolean",
            subscriptions,
        ),
        "fct_payments": (
            "payment_key integer, subscription_key integer, subscriber_key integer, payment_date date, payment_method varchar, "
            "payment_status varchar, amount decimal(10,2)",
            payments,
        ),
        "fct_article_views": (
            "view_date date, article_key integer, page_views integer, unique_readers integer, reading_minutes decimal(10,1)",
            views,
        ),
        "fct_delivery_complaints": (
            "complaint_key integer, subscriber_key integer, carrier_key integer, complaint_date date, complaint_type varchar, "
            "credit_amount decimal(8,2), resolved_date date",
            complaints,
        ),
        "fct_ad_bookings": (
            "ad_booking_key integer, advertiser_name varchar, section varchar, run_date date, ad_format varchar, "
            "net_amount decimal(10,2), booking_status varchar",
            advertisements,
        ),
    }
