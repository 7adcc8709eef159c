"""Set W: a skincare brand that sells to its customers directly, as a star of dim_ and fact_ tables, no keys declared."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

NAMES = "Ava Bella Chloe Dana Elise Faith Grace Holly Ivy Jade Kira Luca Mia Noah Owen Paige Ruby Sam Tessa Zoe"
FAMILIES = "Adler Brooks Chen Diaz Evans Fischer Gupta Hayes Ito Jensen Klein Lopez Meyer Novak Patel Quinn Rossi Silva"
GOODS = (
    ("CL-01", "Gentle Oat Cleanser", "Cleanser", 150, 18, 4.2, date(2021, 3, 1), False),
    ("CL-02", "Foaming Gel Cleanser", "Cleanser", 200, 20, 4.6, date(2021, 3, 1), False),
    ("CL-03", "Micellar Water", "Cleanser", 250, 14, 2.9, date(2022, 5, 16), True),
    ("SE-01", "Vitamin C Serum", "Serum", 30, 42, 8.8, date(2021, 3, 1), False),
    ("SE-02", "Retinol Night Serum", "Serum", 30, 48, 9.7, date(2021, 9, 6), False),
    ("SE-03", "Niacinamide Drops", "Serum", 30, 29, 5.1, date(2022, 2, 14), False),
    ("SE-04", "Peptide Booster", "Serum", 15, 55, 12.4, date(2024, 2, 5), False),
    ("MO-01", "Daily Moisturizer", "Moisturizer", 50, 32, 6.3, date(2021, 3, 1), False),
    ("MO-02", "Rich Night Cream", "Moisturizer", 50, 38, 7.9, date(2021, 11, 1), False),
    ("MO-03", "Water Gel Moisturizer", "Moisturizer", 50, 34, 6.6, date(2023, 4, 17), False),
    ("SU-01", "Mineral Sunscreen SPF 30", "Sunscreen", 50, 28, 6.8, date(2022, 4, 4), False),
    ("SU-02", "Invisible Sunscreen SPF 50", "Sunscreen", 50, 33, 7.2, date(2023, 3, 6), False),
    ("MA-01", "Clay Mask", "Mask", 75, 26, 5.4, date(2021, 9, 6), False),
    ("MA-02", "Overnight Mask", "Mask", 75, 30, 6.1, date(2022, 10, 3), True),
    ("MA-03", "Enzyme Peel", "Mask", 50, 36, 8.3, date(2024, 9, 9), False),
    ("KI-01", "Starter Kit", "Kit", None, 68, 17.5, date(2021, 11, 1), False),
    ("KI-02", "Holiday Gift Set", "Kit", None, 85, 23.0, date(2022, 11, 1), False),
    ("BO-01", "Body Lotion", "Body", 250, 24, 5.0, date(2025, 6, 9), False),
)
PLACES = (("United States", 54), ("Canada", 12), ("United Kingdom", 18), ("Germany", 9), ("Australia", 7))
CODES = (
    (0, "NONE", "No promotion", 0, None, None),
    (1, "WELCOME10", "Welcome offer", 10, date(2021, 3, 1), None),
    (2, "SUMMER23", "Summer sale 2023", 20, date(2023, 7, 1), date(2023, 7, 31)),
    (3, "BF23", "Black Friday 2023", 30, date(2023, 11, 20), date(2023, 11, 28)),
    (4, "SUMMER24", "Summer sale 2024", 20, date(2024, 7, 1), date(2024, 7, 31)),
    (5, "BF24", "Black Friday 2024", 30, date(2024, 11, 25), date(2024, 12, 3)),
    (6, "SPRING25", "Spring sale 2025", 15, date(2025, 4, 7), date(2025, 4, 21)),
)
ADS = (("Meta", 1.0, 0.9), ("Google", 0.7, 1.3), ("TikTok", 0.5, 0.6), ("Influencers", 0.35, 2.0))


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def skincare() -> Made:
    """Order lines, returns, subscriptions, reviews and advertising over dimensions; dates by keys of eight digits."""
    rng = random.Random(2303)
    dates: Rows = []
    day = date(2023, 1, 1)
    while day <= date(2025, 12, 31):
        week = day.isoweekday()
        dates.append(
            (
                _key(day),
                day,
                day.year,
                (day.month + 2) // 3,
                day.month,
                day.strftime("%B"),
                day.strftime("%A"),
                "Y" if week > 5 else "N",
            )
        )
        day += timedelta(days=1)
    channels: Rows = [
        (1, "Web store", "Online"),
        (2, "Mobile app", "Online"),
        (3, "Amazon", "Marketplace"),
        (4, "Pop-up store", "Retail"),
        (5, "Instagram Shop", "Online"),
    ]
    products: Rows = [(100 + i, *good[:-1], "Y" if good[-1] else "N") for i, good in enumerate(GOODS, 1)]
    customers: Rows = []
    for first, last in names_of(rng, NAMES, FAMILIES, 340):
        country = rng.choices([p[0] for p in PLACES], [p[1] for p in PLACES])[0]
        joined = _days(rng, date(2022, 9, 1), LAST_DAY)
        skin = rng.choices(["Dry", "Oily", "Combination", "Sensitive", None], [26, 24, 28, 16, 6])[0]
        band = rng.choices(["18-24", "25-34", "35-44", "45-54", "55+"], [16, 34, 26, 15, 9])[0]
        source = rng.choices(["Paid social", "Organic search", "Referral", "Influencer", "Email"], [36, 24, 16, 16, 8])[
            0
        ]
        tier = rng.choices(["Bronze", "Silver", "Gold"], [62, 27, 11])[0]
        mail = f"{first}.{last}@inbox.example".lower()
        customers.append(
            (
                len(customers) + 1,
                f"C{10234 + 7 * len(customers)}",
                first,
                last,
                mail,
                country,
                band,
                skin,
                source,
                tier,
                joined,
            )
        )
    lines: Rows = []
    returns: Rows = []
    reviews: Rows = []
    orders = 0
    for day in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(2300)):
        if rng.random() > 0.55 + 0.15 * (day.year - 2023) + (0.25 if day.month in (11, 12) else 0):
            continue
        able = [c for c in customers[:318] if c[10] <= day]
        customer = rng.choices(able, [{"Bronze": 1, "Silver": 2, "Gold": 4}[c[9]] for c in able])[0]
        channel = rng.choices(channels, [48, 20, 18, 5, 9])[0]
        running = [c for c in CODES[2:] if c[4] <= day <= c[5]]
        code = running[0] if running and rng.random() < 0.75 else CODES[1] if rng.random() < 0.12 else CODES[0]
        state = rng.choices(["Delivered", "Cancelled"], [96, 4])[0]
        if state == "Delivered" and day > LAST_DAY - timedelta(days=6):
            state = "Shipped" if day > LAST_DAY - timedelta(days=3) else "Delivered"
        orders += 1
        order = 500000 + orders * 3
        selling = [p for p in products[:17] if p[7] <= day and not (p[8] == "Y" and day > date(2024, 8, 31))]
        if day.month not in (11, 12):
            selling = [p for p in selling if p[1] != "KI-02"]
        for number, product in enumerate(rng.sample(selling, rng.choices([1, 2, 3, 4], [44, 32, 17, 7])[0]), 1):
            count = rng.choices([1, 2, 3], [82, 14, 4])[0]
            gross = round(count * product[5], 2)
            off = round(gross * code[3] / 100, 2)
            lines.append(
                (
                    order,
                    number,
                    _key(day),
                    customer[0],
                    product[0],
                    channel[0],
                    code[0],
                    count,
                    gross,
                    off,
                    round(gross - off, 2),
                    round(count * product[6], 2),
                    state,
                )
            )
            back = day + timedelta(days=rng.randint(4, 32))
            if state == "Delivered" and back <= LAST_DAY and rng.random() < 0.06 + 0.04 * (product[3] == "Serum"):
                why = rng.choices(
                    ["Skin reaction", "Not as expected", "Damaged", "Changed mind", None], [30, 28, 14, 22, 6]
                )[0]
                returns.append(
                    (7000 + len(returns), order, _key(back), customer[0], product[0], count, round(gross - off, 2), why)
                )
            elif state == "Delivered" and back <= LAST_DAY and rng.random() < 0.22:
                stars = rng.choices([5, 4, 3, 2, 1], [50, 26, 12, 7, 5])[0]
                if product[1] == "CL-03":
                    stars = max(1, stars - 1)
                seen = rng.choices(["Y", "N"], [88, 12])[0]
                reviews.append((len(reviews) + 1, _key(back), customer[0], product[0], stars, seen))
    spend: Rows = []
    month = date(2023, 1, 1)
    while month <= LAST_DAY:
        for week in range(4):
            start = month + timedelta(days=7 * week)
            if start > LAST_DAY:
                continue
            for name, weight, cost in ADS:
                if name == "TikTok" and start < date(2023, 9, 1):
                    continue
                paid = round(140 * weight * rng.uniform(0.7, 1.4) * (1.8 if month.month in (11, 12) else 1), 2)
                clicks = round(paid / cost * rng.uniform(0.8, 1.2))
                goal = rng.choices(["Acquisition", "Retargeting"], [70, 30])[0]
                views = None if name == "Influencers" else round(clicks * rng.uniform(40, 95))
                spend.append((_key(start), name, goal, views, clicks, paid))
        month = (month + timedelta(days=32)).replace(day=1)
    plans: Rows = []
    for start in sorted(_days(rng, date(2023, 1, 5), LAST_DAY) for _ in range(260)):
        able = [c for c in customers if c[10] <= start]
        product = rng.choices([products[0], products[3], products[7], products[10], products[5]], [22, 26, 28, 14, 10])[
            0
        ]
        end = start + timedelta(days=rng.randint(30, 560)) if rng.random() < 0.72 else None
        end = end if end and end <= LAST_DAY else None
        state = "Cancelled" if end else "Paused" if rng.random() < 0.12 else "Active"
        why = rng.choices(["Too expensive", "Too much product", "Switched brand", "Skin reaction"], [36, 34, 18, 12])[0]
        plans.append(
            (
                9000 + len(plans),
                rng.choice(able)[0],
                product[0],
                _key(start),
                _key(end) if end else None,
                rng.choices([30, 60, 90], [44, 40, 16])[0],
                round(product[5] * 0.85, 2),
                state,
                why if end else None,
            )
        )
    return {
        "dim_date": (
            "date_key integer, full_date date, year integer, quarter integer, month_number integer, month_name varchar, "
            "day_name varchar, is_weekend varchar",
            dates,
        ),
        "dim_customer": (
            "customer_key integer, customer_id varchar, first_name varchar, last_name varchar, email varchar, country varchar, "
            "age_band varchar, skin_type varchar, acquisition_source varchar, loyalty_tier varchar, signup_date date",
            customers,
        ),
        "dim_product": (
            "product_key integer, sku varchar, product_name varchar, category varchar, size_ml integer, "
            "list_price decimal(8,2), unit_cost decimal(8,2), launch_date date, is_discontinued varchar",
            products,
        ),
        "dim_channel": ("channel_key integer, channel_name varchar, channel_group varchar", channels),
        "dim_promotion": (
            "promotion_key integer, promo_code varchar, promo_name varchar, discount_pct integer, start_date date, "
            "end_date date",
            list(CODES),
        ),
        "fact_order_line": (
            "order_id integer, line_number integer, order_date_key integer, customer_key integer, product_key integer, "
            "channel_key integer, promotion_key integer, quantity integer, gross_amount decimal(10,2), "
            "discount_amount decimal(10,2), net_amount decimal(10,2), cost_amount decimal(10,2), order_status varchar",
            lines,
        ),
        "fact_return": (
            "return_id integer, order_id integer, return_date_key integer, customer_key integer, product_key integer, "
            "quantity integer, refund_amount decimal(10,2), return_reason varchar",
            returns,
        ),
        "fact_subscription": (
            "subscription_id integer, customer_key integer, product_key integer, start_date_key integer, "
            "end_date_key integer, interval_days integer, price decimal(8,2), status varchar, cancel_reason varchar",
            plans,
        ),
        "fact_review": (
            "review_id integer, review_date_key integer, customer_key integer, product_key integer, stars integer, "
            "is_verified varchar",
            reviews,
        ),
        "fact_ad_spend": (
            "date_key integer, platform varchar, campaign_goal varchar, impressions integer, clicks integer, "
            "spend decimal(10,2)",
            spend,
        ),
    }
