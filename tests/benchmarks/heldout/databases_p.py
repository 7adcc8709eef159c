"""The databases of set P: a mobile operator (online courses and a builder are in modules of their own)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of
from tests.benchmarks.heldout.databases_p_construction import construction
from tests.benchmarks.heldout.databases_p_courses import courses

FIRSTS = (
    "Adam Bianca Cosmin Dora Elif Filip Greta Hana Igor Jelena Karl Luca Marta Nina Otto Pavel Rita Sven Tereza Viktor"
)
LASTS = "Andersson Bakker Carlsen Dvorak Ersoy Fabian Gruber Holm Ilic Jovanovic Krause Larsen Mazur Nagy Olsen Popescu"


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def telecom() -> Made:
    """A star with every key declared: bills with three dates, usage by month, handsets sold and number transfers."""
    rng = random.Random(1601)
    calendar: Rows = []
    for offset in range((date(2025, 12, 31) - date(2023, 1, 1)).days + 1):
        day = date(2023, 1, 1) + timedelta(days=offset)
        quarter = (day.month + 2) // 3
        calendar.append(
            (_key(day), day, day.year, f"Q{quarter}", day.month, day.strftime("%B"), f"{day:%Y-%m}", day.strftime("%A"))
        )
    regions: Rows = [(1, "Coast"), (2, "Highlands"), (3, "Capital"), (4, "Plains")]
    shops: Rows = [
        (1, "Capital Arcade", "Varna Square", 3, 12, date(2013, 5, 1)),
        (2, "Station Hall", "Varna Square", 3, 9, date(2015, 9, 1)),
        (3, "Pier One", "Seaport", 1, 8, date(2014, 3, 1)),
        (4, "Old Mill", "Hillford", 2, 5, date(2018, 6, 1)),
        (5, "Fairground", "Midfield", 4, 6, date(2016, 2, 1)),
        (6, "Beach Walk", "Sandhaven", 1, 4, date(2022, 4, 1)),
    ]
    plans: Rows = [
        (1, "Easy Prepaid", "prepaid", 9.0, 3, 200, True),
        (2, "Basic S", "postpaid", 14.9, 5, 500, True),
        (3, "Smart M", "postpaid", 24.9, 20, None, True),
        (4, "Smart L", "postpaid", 34.9, 60, None, True),
        (5, "Unlimited XL", "postpaid", 49.9, None, None, True),
        (6, "Student Flex", "postpaid", 17.9, 25, 300, True),
        (7, "Classic 2015", "postpaid", 19.9, 1, 250, False),
    ]
    handsets: Rows = [
        (1, "Nordic", "Nordic One", True, 899.0),
        (2, "Nordic", "Nordic Lite", False, 329.0),
        (3, "Pearl", "Pearl 12", True, 1099.0),
        (4, "Pearl", "Pearl 12 Mini", True, 749.0),
        (5, "Tanuki", "Tanuki X5", True, 459.0),
        (6, "Tanuki", "Tanuki A2", False, 189.0),
        (7, "Volt", "Volt Go", False, 129.0),
    ]
    subscribers: Rows = []
    for number, (first, last) in enumerate(names_of(rng, FIRSTS, LASTS, 310), 1):
        plan = rng.choices(range(1, 8), [21, 14, 25, 15, 8, 10, 7])[0]
        began = _days(
            rng, date(2019, 1, 1) if plan != 7 else date(2015, 1, 1), LAST_DAY if plan != 7 else date(2018, 12, 31)
        )
        ended = (
            _days(rng, max(began, date(2023, 2, 1)), date(2025, 6, 10))
            if rng.random() < 0.16 and began.year < 2025
            else None
        )
        subscribers.append(
            (
                number,
                f"07{rng.randrange(10**8, 10**9)}",
                f"{first} {last}",
                rng.randint(1940, 2006),
                rng.choices(["consumer", "business"], [81, 19])[0],
                rng.choices([1, 2, 3, 4], [30, 13, 41, 16])[0],
                plan,
                rng.choices([1, 2, 3, 4, 5, 6, None], [20, 14, 15, 7, 9, 6, 29])[0],
                began,
                ended,
                rng.choice(["price", "coverage", "moved abroad", "service"]) if ended else None,
            )
        )
    usage: Rows = []
    bills: Rows = []
    for subscriber in subscribers:
        plan = plans[subscriber[6] - 1]
        taste = rng.paretovariate(2.2)
        for index in range(2024 * 12, 2025 * 12 + 5):
            month = date(index // 12, index % 12 + 1, 1)
            if subscriber[8] >= month or (subscriber[9] and subscriber[9] < month + timedelta(days=31)):
                continue
            data = round(min(taste, 6) * rng.uniform(0.3, 1.4) * (plan[4] or 80) ** 0.5, 2)
            abroad = round(rng.expovariate(1 / 0.8), 2) if rng.random() < 0.12 else 0.0
            minutes, texts = int(rng.expovariate(1 / 170)), int(rng.expovariate(1 / 22))
            usage.append((_key(month), subscriber[0], plan[0], data, minutes, texts, abroad))
            if plan[2] == "prepaid":
                continue
            billed = (month + timedelta(days=32)).replace(day=1)
            extra = round(max(0.0, data - (plan[4] or 10**6)) * 0.5 + abroad * 4, 2)
            paid = billed + timedelta(days=int(rng.expovariate(1 / 11)) + 1)
            settled = paid <= LAST_DAY and rng.random() < 0.97
            bills.append(
                (
                    0,
                    subscriber[0],
                    plan[0],
                    _key(billed),
                    _key(billed + timedelta(days=14)),
                    _key(paid) if settled else None,
                    plan[3],
                    extra,
                    round(plan[3] + extra, 2),
                )
            )
    bills = [(80000 + i, *row[1:]) for i, row in enumerate(sorted(bills, key=lambda row: (row[3], row[1])), 1)]
    sales: Rows = []
    for number, day in enumerate(sorted(_days(rng, date(2023, 1, 1), LAST_DAY) for _ in range(820)), 1):
        handset = rng.choices(handsets, [14, 13, 17, 9, 21, 16, 10])[0]
        there = [row for row in subscribers if row[8] <= day and (row[9] is None or row[9] > day)]
        off = rng.choice([0, 0, 0, 20, 50, 100]) if handset[4] > 300 else 0
        sales.append(
            (
                number,
                _key(day),
                rng.choices([1, 2, 3, 4, 5, 6], [28, 17, 22, 9, 14, 10])[0],
                handset[0],
                rng.choice(there)[0] if there and rng.random() < 0.8 else None,
                rng.choices([None, 12, 24], [45, 20, 35])[0],
                off,
                handset[4] - off,
            )
        )
    transfers: Rows = []
    rivals = ["Telnova", "Bluecell", "Onda"]
    for day in sorted(_days(rng, date(2023, 1, 1), LAST_DAY) for _ in range(430)):
        way = rng.choices(["in", "out"], [58, 42])[0]
        transfers.append(
            (len(transfers) + 1, _key(day), rng.choice(subscribers)[0], way, rng.choices(rivals, [45, 35, 20])[0])
        )
    return {
        "dim_date": (
            "date_key integer primary key, calendar_date date, year integer, quarter varchar, month_no integer, "
            "month_name varchar, year_month varchar, weekday varchar",
            calendar,
        ),
        "dim_region": ("region_key integer primary key, region_name varchar", regions),
        "dim_shop": (
            "shop_key integer primary key, shop_name varchar, city varchar, "
            "region_key integer references dim_region (region_key), staff_count integer, opened_date date",
            shops,
        ),
        "dim_plan": (
            "plan_key integer primary key, plan_name varchar, plan_type varchar, monthly_fee double, "
            "data_allowance_gb integer, included_minutes integer, is_available boolean",
            plans,
        ),
        "dim_handset": (
            "handset_key integer primary key, manufacturer varchar, model varchar, supports_5g boolean, list_price double",
            handsets,
        ),
        "dim_subscriber": (
            "subscriber_key integer primary key, phone_number varchar, subscriber_name varchar, birth_year integer, "
            "segment varchar, region_key integer references dim_region (region_key), "
            "plan_key integer references dim_plan (plan_key), signup_shop_key integer references dim_shop (shop_key), "
            "activation_date date, deactivation_date date, churn_reason varchar",
            subscribers,
        ),
        "fact_usage_monthly": (
            "month_start_date_key integer references dim_date (date_key), "
            "subscriber_key integer references dim_subscriber (subscriber_key), "
            "plan_key integer references dim_plan (plan_key), data_gb double, voice_minutes integer, sms_count integer, "
            "roaming_gb double, primary key (month_start_date_key, subscriber_key)",
            usage,
        ),
        "fact_bill": (
            "bill_no integer primary key, subscriber_key integer references dim_subscriber (subscriber_key), "
            "plan_key integer references dim_plan (plan_key), bill_date_key integer references dim_date (date_key), "
            "due_date_key integer references dim_date (date_key), paid_date_key integer references dim_date (date_key), "
            "plan_charge double, extra_charge double, total_charge double",
            bills,
        ),
        "fact_handset_sale": (
            "sale_key integer primary key, date_key integer references dim_date (date_key), "
            "shop_key integer references dim_shop (shop_key), handset_key integer references dim_handset (handset_key), "
            "subscriber_key integer references dim_subscriber (subscriber_key), instalment_months integer, "
            "discount_amount double, sale_amount double",
            sales,
        ),
        "fact_number_transfer": (
            "transfer_key integer primary key, date_key integer references dim_date (date_key), "
            "subscriber_key integer references dim_subscriber (subscriber_key), direction varchar, other_operator varchar",
            transfers,
        ),
    }


MADE_P = {"telecom": telecom, "courses": courses, "construction": construction}
