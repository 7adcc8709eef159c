"""The marketing and sales app of set T: a Postgres schema with ids, times ending in _at, states and owners."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = "Adam Bianca Cole Dina Ethan Fiona Gus Helen Ian Julia Kyle Laura Marco Nina Owen Petra Raul Sonia Troy Vera"
LASTS = (
    "Alvarez Brandt Carter Dalton Ellis Foster Gibson Hart Ingram Jensen Kramer Lang Mills Novak Ortiz Perry Quinn Ross"
)
FIRMS = "Acorn Birch Cedar Dune Ember Falcon Granite Heron Indigo Juniper Kestrel Lagoon Maple Nimbus Onyx Prairie"
STAGES = ("Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
CAMPAIGNS = (
    "Winter Newsletter;Product Launch;Spring Webinar;Summer Promo;Partner Roadshow;Fall Webinar;Customer Stories;"
    "Trial Nurture;Win-back;Industry Report;Pricing Update;Holiday Promo"
)


def _at(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randrange(7 * 60, 20 * 60))


def crm() -> Made:
    """A lead has an owner and a campaign, and so has an opportunity; campaigns have a parent, users a manager."""
    rng = random.Random(2003)
    teams: Rows = [
        (1, "Marketing", "EMEA"),
        (2, "Sales East", "US"),
        (3, "Sales West", "US"),
        (4, "Sales Europe", "EMEA"),
    ]
    pairs = names_of(rng, FIRSTS, LASTS, 360)
    users: Rows = []
    for number in range(1, 19):
        first, last = pairs.pop()
        team = 1 if number in (1, 5, 9) else number % 3 + 2
        boss = None if number == 1 else 1 if number < 5 else rng.randint(2, 4)
        role = "vp" if number == 1 else "manager" if number < 5 else "marketer" if team == 1 else "rep"
        mail = f"{first}.{last}@ourfirm.example".lower()
        since = _at(rng, _days(rng, date(2021, 1, 4), date(2024, 8, 1)))
        users.append((number, team, boss, first, last, mail, role, number not in (8, 14), since))
    reps = [u[0] for u in users if u[6] in ("rep", "manager") and u[0] != 17]
    campaigns: Rows = []
    for year in (2023, 2024, 2025):
        for index, name in enumerate(CAMPAIGNS.split(";")):
            begin = date(year, index + 1, rng.randint(1, 20))
            if begin > date(2025, 8, 31):
                continue
            channel = (
                "webinar"
                if "Webinar" in name
                else "event"
                if "Roadshow" in name
                else "social"
                if index % 5 == 3
                else "email"
            )
            end = begin + timedelta(days=rng.choice([14, 30, 45]))
            status = "completed" if end < LAST_DAY else "active" if begin <= LAST_DAY else "planned"
            if index == 10 and year == 2024:
                status = "cancelled"
            budget = rng.choice([3000, 5000, 8000, 12000, 20000])
            spent = round(budget * rng.uniform(0.6, 1.2), 2) if status in ("completed", "active") else None
            parent = rng.randint(1, 4) if year == 2024 and index % 4 == 0 else None
            row = (f"{name} {year}", channel, status, rng.choice([1, 5, 9]), parent, budget, spent, begin, end)
            campaigns.append((len(campaigns) + 1, *row))
    run = [c for c in campaigns if c[3] in ("completed", "active")]
    accounts: Rows = []
    for number in range(1, 97):
        kind = ("Labs", "Foods", "Health", "Energy", "Retail", "Media")[(number - 1) // 16]
        firm = f"{FIRMS.split()[(number - 1) % 16]} {kind}"
        industry = ("Software", "Food", "Healthcare", "Energy", "Retail", "Media")[(number - 1) // 16]
        land = rng.choices(["US", "UK", "Germany", "France"], [56, 18, 16, 10])[0]
        size = rng.choice([12, 40, 85, 150, 420, 1300]) if rng.random() < 0.9 else None
        accounts.append(
            (number, firm, industry, land, size, rng.choice(reps), _at(rng, _days(rng, date(2022, 6, 1), LAST_DAY)))
        )
    leads: Rows = []
    for _ in range(480):
        first, last = rng.choice(pairs)
        made = _at(rng, _days(rng, date(2023, 1, 3), LAST_DAY))
        source = rng.choices(["web form", "webinar", "referral", "trade show", "cold call"], [42, 20, 14, 14, 10])[0]
        fit = [c for c in run if c[8] <= made.date()]
        campaign = rng.choice(fit)[0] if fit and rng.random() < 0.7 else None
        status = rng.choices(["new", "contacted", "qualified", "converted", "disqualified"], [16, 24, 20, 24, 16])[0]
        turned = made + timedelta(days=rng.randint(3, 60)) if status == "converted" else None
        if turned and turned.date() > LAST_DAY:
            status, turned = "qualified", None
        owner = rng.choice(reps) if rng.random() < 0.93 else None
        out = made + timedelta(days=rng.randint(5, 200)) if rng.random() < 0.08 else None
        out = out if out and out.date() <= LAST_DAY else None
        mail, number, score = f"{first}.{last}@mail.example".lower(), len(leads) + 1, rng.randint(1, 100)
        where = rng.choices(["US", "UK", "Germany", "France", None], [50, 18, 14, 10, 8])[0]
        leads.append((number, first, last, mail, where, source, status, score, owner, campaign, made, turned, out))
    sends: Rows = []
    clicks: Rows = []
    for campaign in [c for c in run if c[2] == "email"]:
        for lead in leads:
            if lead[10].date() > campaign[9] or rng.random() < 0.75:
                continue
            day = max(lead[10].date(), campaign[8]) + timedelta(days=rng.randint(0, 5))
            if day > LAST_DAY:
                continue
            sent = _at(rng, day)
            status = rng.choices(["delivered", "bounced", "failed"], [93, 5, 2])[0]
            seen = (
                sent + timedelta(minutes=rng.randint(2, 4000))
                if status == "delivered" and rng.random() < 0.38
                else None
            )
            sends.append((len(sends) + 1, campaign[0], lead[0], status, sent, seen))
            for _ in range(rng.choices([0, 1, 2, 3], [65, 22, 9, 4])[0] if seen else 0):
                page, tool = (
                    rng.choice(["pricing", "demo", "blog", "webinar"]),
                    rng.choice(["desktop", "mobile", "tablet"]),
                )
                moment = (seen or sent) + timedelta(minutes=rng.randint(0, 90))
                clicks.append((len(clicks) + 1, len(sends), page, tool, moment))
    deals: Rows = []
    for _ in range(300):
        account = rng.choice(accounts[:88])
        won = [le for le in leads if le[11]]
        from_lead = rng.choice(won) if rng.random() < 0.4 else None
        made = from_lead[11] if from_lead else _at(rng, _days(rng, date(2023, 1, 10), LAST_DAY))
        stage = rng.choices(STAGES, [10, 12, 12, 8, 32, 26])[0]
        took = timedelta(days=rng.randint(10, 120))
        closed = made + took if stage.startswith("Closed") else None
        if closed and closed.date() > LAST_DAY:
            stage, closed = "Negotiation", None
        hoped = (made + took).date() + timedelta(days=rng.randint(-15, 25))
        why = rng.choice(["Price", "Competitor", "No budget", "Timing"]) if stage == "Closed Lost" else None
        amount = round(rng.lognormvariate(9.4, 0.8) / 100) * 100 if rng.random() < 0.96 else None
        owner, origin = rng.choice(reps), (from_lead[0], from_lead[9]) if from_lead else (None, None)
        chance = (10, 25, 50, 75, 100, 0)[STAGES.index(stage)]
        what = (account[0], *origin, owner, f"{account[1]} {made:%b %Y}", stage, amount, chance)
        deals.append((len(deals) + 1, *what, made, hoped, closed, why))
    tasks: Rows = []
    for _ in range(900):
        deal = rng.choice(deals[:280])
        kind = rng.choices(["call", "email", "meeting", "demo"], [44, 30, 18, 8])[0]
        moment = _at(rng, min(LAST_DAY, deal[9].date() + timedelta(days=rng.randint(0, 60))))
        length = rng.choice([10, 15, 30, 45, 60]) if kind != "email" else None
        tasks.append(
            (len(tasks) + 1, deal[0], deal[4] if rng.random() < 0.8 else rng.choice(reps), kind, length, moment)
        )
    key = "id integer primary key"
    return {
        "teams": (f"{key}, name varchar, region varchar", teams),
        "users": (
            f"{key}, team_id integer references teams (id), manager_id integer references users (id), first_name varchar, "
            "last_name varchar, email varchar, role varchar, is_active boolean, created_at timestamp",
            users,
        ),
        "campaigns": (
            f"{key}, name varchar, channel varchar, status varchar, owner_id integer references users (id), "
            "parent_campaign_id integer references campaigns (id), budget integer, actual_cost decimal(12,2), "
            "start_date date, end_date date",
            campaigns,
        ),
        "accounts": (
            f"{key}, name varchar, industry varchar, country varchar, employee_count integer, "
            "owner_id integer references users (id), created_at timestamp",
            accounts,
        ),
        "leads": (
            f"{key}, first_name varchar, last_name varchar, email varchar, country varchar, source varchar, status varchar, "
            "score integer, owner_id integer references users (id), campaign_id integer references campaigns (id), "
            "created_at timestamp, converted_at timestamp, unsubscribed_at timestamp",
            leads,
        ),
        "email_sends": (
            f"{key}, campaign_id integer references campaigns (id), lead_id integer references leads (id), status varchar, "
            "sent_at timestamp, opened_at timestamp",
            sends,
        ),
        "email_clicks": (
            f"{key}, email_send_id integer references email_sends (id), link varchar, device varchar, clicked_at timestamp",
            clicks,
        ),
        "opportunities": (
            f"{key}, account_id integer references accounts (id), lead_id integer references leads (id), "
            "campaign_id integer references campaigns (id), owner_id integer references users (id), name varchar, "
            "stage varchar, amount decimal(12,2), probability integer, created_at timestamp, expected_close_date date, "
            "closed_at timestamp, lost_reason varchar",
            deals,
        ),
        "activities": (
            f"{key}, opportunity_id integer references opportunities (id), user_id integer references users (id), "
            "type varchar, duration_minutes integer, happened_at timestamp",
            tasks,
        ),
    }
