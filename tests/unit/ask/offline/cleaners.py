"""A cleaning company: jobs at sites, what was used on them, shifts worked, receipts and reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import draft_model
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2025, 6, 18))


def _table(name: str, columns: str, **refers: str) -> Table:
    """A table whose first column is its key; `refers` are its columns with the table that they refer to by its key."""
    made = tuple(Column(*c.split()) for c in columns.split(", "))
    keys = tuple(ForeignKey((c,), "main", t, (key,)) for c, (t, key) in ((c, r.split(".")) for c, r in refers.items()))
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


CLEANERS = draft_model(
    Catalog(
        "duckdb",
        (
            _table("clients", "client_id integer, client_name varchar, town varchar, created_on date"),
            _table("sites", "site_id integer, site_name varchar, town varchar"),
            _table("staff", "staff_id integer, full_name varchar, role varchar, hourly_wage double, hired_on date"),
            _table(
                "jobs",
                "job_id integer, client_id integer, site_id integer, job_kind varchar, booked_on date, job_date date, "
                "room_count integer, total_amount double, job_status varchar, cancelled_on date",
                client_id="clients.client_id",
                site_id="sites.site_id",
            ),
            _table(
                "products",
                "product_id integer, product_name varchar, range varchar, cost_per_litre double, price_per_litre double",
            ),
            _table(
                "job_products",
                "job_product_id integer, job_id integer, product_id integer, litres double",
                job_id="jobs.job_id",
                product_id="products.product_id",
            ),
            _table(
                "shifts",
                "shift_id integer, job_id integer, staff_id integer, shift_date date, hours_worked double, outcome varchar",
                job_id="jobs.job_id",
                staff_id="staff.staff_id",
            ),
            _table(
                "receipts",
                "receipt_id integer, job_id integer, receipt_date date, receipt_type varchar, way varchar, amount double",
                job_id="jobs.job_id",
            ),
            _table(
                "reviews",
                "review_id integer, job_id integer, received_on date, tidiness_score integer, manners_score integer",
                job_id="jobs.job_id",
            ),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("clients", "client_name"): ["Ada Byrne", "Northgate School"],
        ("clients", "town"): ["Leeds", "York"],
        ("sites", "town"): ["Leeds", "Hull"],
        ("sites", "site_name"): ["Mill House", "Dock Office"],
        ("staff", "role"): ["Cleaner", "Supervisor"],
        ("jobs", "job_kind"): ["Deep clean", "Office clean", "Carpet wash"],
        ("jobs", "job_status"): ["Booked", "Finished", "Cancelled"],
        ("products", "product_name"): ["Floor soap", "Glass spray"],
        ("products", "range"): ["Eco", "Standard"],
        ("shifts", "outcome"): ["Done", "Call-off"],
        ("receipts", "receipt_type"): ["Retainer", "Balance"],
        ("receipts", "way"): ["Card", "Bank transfer", "Cash"],
    }
)


def plan(text: str, *before: str) -> Plan:
    """The plan of a question that goes on from those before it."""
    history: tuple[Turn, ...] = ()
    for one in before:
        history = (*history, Turn(one, OfflinePlanner(VALUES).plan(Question(one, CLOCK, history), CLEANERS).plan))
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK, history), CLEANERS).plan


def query(text: str, *before: str) -> dict[str, Any]:
    """The query that a question is read as, which compiles."""
    found = plan(text, *before)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, CLEANERS, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)
