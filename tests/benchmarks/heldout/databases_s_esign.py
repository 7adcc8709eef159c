"""The operational schema of set S: an app in which documents are signed, as its Postgres database keeps it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY, names_of

FIRSTS = "amy ben cleo dev eva finn gus hana ian joy kai lia max nia oli pia raj sam tess uma viv wes yan zoe"
LASTS = "adler bates cho diaz engel ford grant hsu iyer jonas kaur lang mori novak ortiz park quist reyes shah todd"
NAMES = "Acorn Birchwood Copperline Deltaform Evergreen Fairway Gridstone Harborlight Inkwell Juniper Kestrel Lumen"
KINDS = "Labs Partners Realty Legal Holdings Group"


def _at(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(seconds=rng.randrange(7 * 3600, 22 * 3600))


def esign() -> Made:
    """Plural names, id everywhere, foreign keys declared, timestamps ending in _at, amounts in cents, rows marked as deleted."""
    rng = random.Random(1902)
    plans: Rows = [
        (1, "starter_m", "Starter", 1900, "month", 3),
        (2, "team_m", "Team", 4900, "month", 15),
        (3, "team_y", "Team Annual", 49000, "year", 15),
        (4, "enterprise_y", "Enterprise", 240000, "year", None),
    ]
    spaces: Rows = []
    firms = [f"{name} {kind}" for name in NAMES.split() for kind in KINDS.split()]
    rng.shuffle(firms)
    for number in range(1, 61):
        made = _at(rng, _days(rng, date(2023, 1, 1), date(2025, 6, 1)))
        gone = made + timedelta(days=rng.randint(60, 200)) if number % 14 == 0 else None
        gone = gone if gone is None or gone.date() < LAST_DAY else None
        trade = rng.choices(["Real estate", "Legal", "Healthcare", "Finance", "Education"], [28, 24, 16, 20, 12])[0]
        land = rng.choices(["US", "GB", "DE", "CA", "AU"], [48, 20, 14, 12, 6])[0]
        name = firms.pop()
        spaces.append(
            (number, name, name.lower().replace(" ", "-"), trade, land, made + timedelta(days=14), made, gone)
        )
    users: Rows = []
    pairs = names_of(rng, FIRSTS, LASTS, 330)
    for space in spaces:
        for at in range(rng.randint(1, 8)):
            first, last = pairs.pop()
            made = space[6] if at == 0 else min(space[6] + timedelta(days=rng.randint(1, 120)), _at(rng, LAST_DAY))
            role = "owner" if at == 0 else rng.choices(["admin", "member", "viewer"], [18, 62, 20])[0]
            seen = _at(rng, _days(rng, made.date(), LAST_DAY)) if rng.random() < 0.85 else None
            mail = f"{first}.{last}@{space[2]}.example"
            off = _at(rng, LAST_DAY) - timedelta(days=rng.randint(0, 40)) if rng.random() < 0.06 else None
            who = (first.title(), last.title(), mail, role, rng.random() < 0.8)
            users.append((len(users) + 1, space[0], *who, seen, made, off if off and off > made else None))
    subscriptions: Rows = []
    invoices: Rows = []
    for space in spaces:
        if space[0] % 10 == 0:
            continue
        plan = rng.choices(plans, [34, 36, 16, 14])[0]
        start = space[6] + timedelta(days=14)
        status = rng.choices(["active", "past_due", "canceled"], [70, 8, 22])[0]
        if start > _at(rng, LAST_DAY):
            status = "trialing"
        end = start + timedelta(days=rng.randint(40, 400)) if status == "canceled" else None
        if end is not None and end.date() >= LAST_DAY:
            status, end = "active", None
        why = rng.choice(["Too expensive", "Missing features", "Switched to competitor", "No longer needed"])
        seats = rng.randint(1, plan[5] or 60)
        monthly = plan[3] * seats if plan[4] == "month" else plan[3] * seats // 12
        number = len(subscriptions) + 1
        subscriptions.append((number, space[0], plan[0], status, seats, monthly, start, end, why if end else None))
        day = start
        while day.date() <= LAST_DAY and (end is None or day < end) and status != "trialing":
            net = plan[3] * seats
            tax = net * 19 // 100 if space[4] == "DE" else net // 5 if space[4] == "GB" else 0
            due = day + timedelta(days=14)
            paid = day + timedelta(days=rng.randint(0, 20))
            state = rng.choices(["paid", "void", "uncollectible"], [94, 3, 3])[0]
            if paid.date() > LAST_DAY or (status == "past_due" and (LAST_DAY - day.date()).days < 60):
                state = "open"
            currency = {"GB": "GBP", "DE": "EUR"}.get(space[4], "USD")
            bill = (f"INV-{10000 + len(invoices)}", space[0], number, state, currency, net, tax, net + tax, day, due)
            invoices.append((len(invoices) + 1, *bill, paid if state == "paid" else None))
            day += timedelta(days=30 if plan[4] == "month" else 365)
    documents: Rows = []
    signers: Rows = []
    events: Rows = []
    for _ in range(620):
        user = rng.choice([u for u in users if u[1] % 9])
        made = _at(rng, _days(rng, user[8].date(), LAST_DAY))
        title = rng.choice(["NDA", "Lease", "Offer letter", "Consent form", "Purchase agreement", "Contract"])
        status = rng.choices(["draft", "sent", "completed", "declined", "expired"], [12, 10, 66, 7, 5])[0]
        sent = None if status == "draft" else made + timedelta(hours=rng.randint(0, 30))
        done = sent + timedelta(hours=rng.randint(1, 200)) if sent and status == "completed" else None
        if done and done.date() > LAST_DAY:
            status, done = "sent", None
        number = len(documents) + 1
        kind = rng.choices(["pdf", "docx", "png"], [80, 16, 4])[0]
        pages = rng.randint(1, 24)
        documents.append((number, user[1], user[0], f"{title} {number}", pages, kind, status, made, sent, done))
        for order in range(1, 1 + (rng.choices([1, 2, 3], [45, 40, 15])[0] if sent else 0)):
            signed = done - timedelta(minutes=rng.randint(0, 50)) if done else None
            state = "signed" if signed else "declined" if status == "declined" and order == 1 else "pending"
            viewed = signed - timedelta(minutes=rng.randint(1, 9)) if signed else None
            who = f"{rng.choice(FIRSTS.split())}@{rng.choice(LASTS.split())}.example"
            signers.append((len(signers) + 1, number, who, order, state, viewed, signed))
    for _ in range(1500):
        user = rng.choice(users)
        name = rng.choices(["login", "document_uploaded", "template_used", "invite_sent"], [60, 22, 12, 6])[0]
        source = rng.choices(["web", "mobile", "api"], [64, 26, 10])[0]
        events.append((_at(rng, _days(rng, user[8].date(), LAST_DAY)), user[1], user[0], name, source))
    events = [(i, space, who, name, source, at) for i, (at, space, who, name, source) in enumerate(sorted(events), 1)]
    return {
        "plans": (
            "id integer primary key, code varchar not null, name varchar not null, price_cents integer, "
            "billing_interval varchar, max_users integer",
            plans,
        ),
        "workspaces": (
            "id integer primary key, name varchar not null, slug varchar unique, industry varchar, country_code varchar, "
            "trial_ends_at timestamp, created_at timestamp, deleted_at timestamp",
            spaces,
        ),
        "users": (
            "id integer primary key, workspace_id integer references workspaces (id), first_name varchar, last_name varchar, "
            "email varchar, role varchar, is_verified boolean, last_login_at timestamp, created_at timestamp, "
            "deactivated_at timestamp",
            users,
        ),
        "subscriptions": (
            "id integer primary key, workspace_id integer references workspaces (id), "
            "plan_id integer references plans (id), status varchar, seats integer, mrr_cents integer, "
            "started_at timestamp, canceled_at timestamp, cancel_reason varchar",
            subscriptions,
        ),
        "invoices": (
            "id integer primary key, number varchar, workspace_id integer references workspaces (id), "
            "subscription_id integer references subscriptions (id), status varchar, currency varchar, "
            "subtotal_cents integer, tax_cents integer, total_cents integer, issued_at timestamp, due_at timestamp, "
            "paid_at timestamp",
            invoices,
        ),
        "documents": (
            "id integer primary key, workspace_id integer references workspaces (id), "
            "uploaded_by_id integer references users (id), title varchar, page_count integer, file_type varchar, "
            "status varchar, created_at timestamp, sent_at timestamp, completed_at timestamp",
            documents,
        ),
        "signers": (
            "id integer primary key, document_id integer references documents (id), email varchar, signing_order integer, "
            "status varchar, viewed_at timestamp, signed_at timestamp",
            signers,
        ),
        "events": (
            "id bigint primary key, workspace_id integer references workspaces (id), user_id integer references users (id), "
            "event_name varchar, source varchar, occurred_at timestamp",
            events,
        ),
    }
