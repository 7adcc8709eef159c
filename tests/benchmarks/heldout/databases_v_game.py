"""The mobile game of set V: a dbt mart of players, sessions and purchases, whose keys are not declared."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY

COUNTRIES = ("United States", "Germany", "Japan", "Brazil", "United Kingdom", "France", "South Korea", "India")
CAMPAIGNS = (
    ("Spring Launch 2023", "Meta", date(2023, 3, 1), 42000),
    ("Dragon Teaser", "TikTok", date(2023, 6, 15), 30000),
    ("Back to School", "Google Ads", date(2023, 9, 1), 26000),
    ("Winter Quest", "Meta", date(2023, 12, 1), 48000),
    ("Lunar Festival", "Unity Ads", date(2024, 2, 1), 18000),
    ("Guild Wars Promo", "TikTok", date(2024, 5, 10), 36000),
    ("Summer Heat", "Google Ads", date(2024, 7, 1), 32000),
    ("Holiday Boost", "Meta", date(2024, 12, 1), 54000),
    ("Anniversary 2025", "Unity Ads", date(2025, 3, 1), 25000),
    ("Raid Season", "TikTok", date(2025, 7, 1), 28000),
)
ITEMS = (
    ("Pouch of Gems", "Gems", 1.99, False),
    ("Chest of Gems", "Gems", 9.99, False),
    ("Vault of Gems", "Gems", 49.99, False),
    ("Bag of Gold", "Gold", 0.99, False),
    ("Crate of Gold", "Gold", 4.99, False),
    ("Dragon Skin", "Cosmetics", 14.99, True),
    ("Pumpkin Helmet", "Cosmetics", 5.99, True),
    ("Knight Banner", "Cosmetics", 3.99, False),
    ("Season Pass", "Passes", 9.99, False),
    ("Season Pass Plus", "Passes", 19.99, False),
    ("Starter Bundle", "Bundles", 2.99, False),
    ("Anniversary Bundle", "Bundles", 24.99, True),
    ("Founder Bundle", "Bundles", 39.99, True),
)
HANDLES = "Ash Blaze Crow Drift Echo Frost Ghost Hawk Iron Jade Karma Lynx Moss Nova Onyx Pixel Quake Raven Storm Tiger"
TAILS = "Slayer Walker Knight Mage Fox Rider Hunter Queen King Wolf Bear Smith Runner Bard Monk"


def mobilegame() -> Made:
    """Players come by a campaign or without one; sessions, purchases and tickets are theirs, spend is of a campaign a day."""
    rng = random.Random(2202)
    campaigns: Rows = [(f"c{i:02d}", *campaign) for i, campaign in enumerate(CAMPAIGNS, 1)]
    items: Rows = [(f"i{i:02d}", *item) for i, item in enumerate(ITEMS, 1)]
    handles = [f"{a}{b}" for a in HANDLES.split() for b in TAILS.split()]
    rng.shuffle(handles)
    players: Rows = []
    for number, handle in enumerate(handles, 1):
        signup = _days(rng, date(2023, 2, 1), LAST_DAY)
        near = [c for c in campaigns if 0 <= (signup - c[3]).days < 90]
        paid = bool(near) and rng.random() < 0.6
        channel = "Paid" if paid else rng.choices(["Organic", "Referral", "Cross-promo"], [64, 22, 14])[0]
        country = rng.choices(COUNTRIES, [30, 14, 12, 11, 10, 8, 8, 7])[0]
        band = rng.choices(["13-17", "18-24", "25-34", "35-44", "45+"], [12, 34, 30, 16, 8])[0]
        platform = rng.choices(["iOS", "Android"], [44, 56])[0]
        players.append(
            (
                f"p{number:04d}",
                handle,
                country,
                platform,
                signup,
                channel,
                rng.choice(near)[0] if paid else None,
                band if rng.random() < 0.92 else None,
                rng.random() < 0.07,
            )
        )
    sessions: Rows = []
    purchases: Rows = []
    tickets: Rows = []
    for _ in range(3600):
        player = rng.choice(players[:276])
        alive = min((LAST_DAY - player[4]).days, rng.choice([7, 30, 90, 240, 700]))
        day = player[4] + timedelta(days=rng.randint(0, alive))
        start = datetime.combine(day, time(rng.randint(0, 23), rng.randint(0, 59)))
        phone = "iPhone" if player[3] == "iOS" else "Android phone"
        tablet = "iPad" if player[3] == "iOS" else "Android tablet"
        device = rng.choices([phone, tablet], [80, 20])[0]
        version = f"{day.year - 2022}.{(day.month - 1) // 3}"
        minutes = round(max(0.5, rng.gauss(22, 12)), 1)
        sessions.append(
            (
                f"s{len(sessions) + 1:05d}",
                player[0],
                day,
                start,
                minutes,
                max(0, int(minutes / 8 + rng.gauss(0, 1))),
                device,
                version,
                rng.random() < 0.04,
            )
        )
    payers = rng.sample(players[:276], 120)
    for _ in range(900):
        player = rng.choice(payers if rng.random() < 0.7 else payers[:40])
        item = rng.choices(items[:-1], [20, 14, 4, 18, 10, 5, 4, 5, 9, 5, 8, 2])[0]
        day = player[4] + timedelta(days=rng.randint(0, min((LAST_DAY - player[4]).days, 420)))
        when = datetime.combine(day, time(rng.randint(0, 23), rng.randint(0, 59)))
        many = rng.choices([1, 2, 3], [86, 10, 4])[0]
        gross = round(item[3] * many, 2)
        cut = round(gross * rng.choice([0.1, 0.2, 0.3]), 2) if rng.random() < 0.2 else 0.0
        state = rng.choices(["completed", "refunded", "failed"], [91, 4, 5])[0]
        store = "App Store" if player[3] == "iOS" else rng.choices(["Google Play", "Web Shop"], [84, 16])[0]
        row = (player[0], item[0], when, day, many, gross, cut, round(gross - cut, 2), store, state)
        purchases.append((f"o{len(purchases) + 1:05d}", *row))
    for opened in sorted(_days(rng, date(2023, 4, 1), LAST_DAY) for _ in range(310)):
        able = [p for p in players[:276] if p[4] <= opened]
        closed = opened + timedelta(days=int(rng.expovariate(0.3)))
        done = closed if closed <= LAST_DAY and rng.random() < 0.93 else None
        score = rng.choices([1, 2, 3, 4, 5], [8, 10, 18, 34, 30])[0] if done and rng.random() < 0.6 else None
        topic = rng.choices(["Billing", "Bug", "Lost account", "Cheating report", "Feedback"], [28, 32, 16, 14, 10])[0]
        level = rng.choices(["Low", "Normal", "High"], [28, 54, 18])[0]
        tickets.append((f"t{len(tickets) + 1:04d}", rng.choice(able)[0], opened, done, topic, level, score))
    spend: Rows = []
    for campaign in campaigns:
        for offset in range(0, 75, 3):
            day = campaign[3] + timedelta(days=offset)
            if day > LAST_DAY:
                break
            seen = rng.randint(8000, 60000)
            clicks = int(seen * rng.uniform(0.008, 0.03))
            got = int(clicks * rng.uniform(0.08, 0.25))
            spend.append((day, campaign[0], seen, clicks, got, round(campaign[4] / 25 * rng.uniform(0.7, 1.25), 2)))
    return {
        "dim_players": (
            "player_key varchar, player_name varchar, country varchar, platform varchar, signup_date date, "
            "acquisition_channel varchar, campaign_key varchar, age_band varchar, is_vip boolean",
            players,
        ),
        "dim_campaigns": (
            "campaign_key varchar, campaign_name varchar, ad_network varchar, launch_date date, budget_usd integer",
            campaigns,
        ),
        "dim_items": (
            "item_key varchar, item_name varchar, item_category varchar, list_price decimal(8,2), is_limited_edition boolean",
            items,
        ),
        "fct_sessions": (
            "session_key varchar, player_key varchar, session_date date, started_at timestamp, duration_minutes decimal(6,1), "
            "levels_completed integer, device_type varchar, app_version varchar, has_crashed boolean",
            sessions,
        ),
        "fct_purchases": (
            "purchase_key varchar, player_key varchar, item_key varchar, purchased_at timestamp, purchase_date date, "
            "quantity integer, gross_amount decimal(10,2), discount_amount decimal(10,2), net_amount decimal(10,2), "
            "store varchar, purchase_status varchar",
            purchases,
        ),
        "fct_support_tickets": (
            "ticket_key varchar, player_key varchar, opened_date date, resolved_date date, topic varchar, priority varchar, "
            "satisfaction_score integer",
            tickets,
        ),
        "fct_ad_spend_daily": (
            "spend_date date, campaign_key varchar, impressions integer, clicks integer, installs integer, "
            "spend_usd decimal(10,2)",
            spend,
        ),
    }
