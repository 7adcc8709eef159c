"""A Postgres of one's own, from the connection form to a dashboard, with every number checked by psycopg on the side."""

from __future__ import annotations

import csv
import io
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect
from psycopg import sql

from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, ask
from tests.browser.test_home import create_project
from tests.shared_data import SHARED, needs_shared

pytestmark = needs_shared
PASSWORD = "a-long-7731-password"


@dataclass(frozen=True)
class Database:
    """A loaded database; `owner` may write, `reader` (made by whoever needs it) may not."""

    name: str
    port: int
    owner: str
    conninfo: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.conninfo) as connection:
            return connection.execute(query.encode()).fetchall()

    def run(self, statements: str) -> None:
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(statements.encode())


@contextmanager
def loaded(server: EmbeddedServer, name: str, source: Path) -> Iterator[Database]:
    """The tables of a folder of CSV files, keys and all, owned by an account of their own."""
    address = server.address()
    owner = f"{name}_owner"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create role {owner} login password '{PASSWORD}'")
        admin.execute(f"create database {name} owner {owner}")
        try:
            with psycopg.connect(address.conninfo(ADMIN, name)) as owning:
                owning.execute(f"set role {owner}")
                owning.execute((source / "schema_nofk.sql").read_bytes())
                for file in sorted((source / "data").glob("*.csv")):
                    copying = sql.SQL("copy {} from stdin (format csv, header, null '')").format(
                        sql.Identifier(file.stem)
                    )
                    with owning.cursor().copy(copying) as target:
                        target.write(file.read_bytes())
                owning.execute("reset role")
            with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as owning:
                owning.execute("analyze")
            yield Database(name, address.port, owner, address.conninfo(ADMIN, name))
        finally:
            admin.execute(f"drop database {name} with (force)")
            for role in (owner, "lunara_reader"):
                admin.execute(f"drop role if exists {role}")


@pytest.fixture
def broker(postgres_server: EmbeddedServer) -> Iterator[Database]:
    assert SHARED is not None
    with loaded(postgres_server, "broker", SHARED / "databases" / "broker") as database:
        yield database


@pytest.fixture
def adventureworks(postgres_server: EmbeddedServer) -> Iterator[Database]:
    assert SHARED is not None
    with loaded(postgres_server, "adventureworks", SHARED / "warehouse_adventureworks") as database:
        yield database


def fill_form(page: Page, database: Database, **changed: str) -> None:
    """The connection form as a person fills it, by the labels of its fields."""
    values = {
        "Name of the data source": database.name.title(),
        "Host": "127.0.0.1",
        "Port": str(database.port),
        "Database": database.name,
        "User": database.owner,
        "Password": PASSWORD,
        **changed,
    }
    for label, value in values.items():
        field = page.get_by_label(re.compile(rf"^{label}( \(optional\))?$"))
        field.fill(value)
        field.press("Tab")
    settle(page)


def press_test(page: Page) -> None:
    page.get_by_role("button", name="Test connection").click()
    settle(page)


def connect_form(page: Page, url: str, project: str) -> None:
    page.goto(url)
    settle(page)
    create_project(page, project)
    page.get_by_role("link", name="Connect", exact=True).click()
    settle(page)
    page.get_by_role("button", name="Connect PostgreSQL").click()
    settle(page)


def draft_and_publish(page: Page) -> None:
    """Model: draft, accept the sure ones, save and publish."""
    page.get_by_role("link", name=re.compile("Model")).first.click()
    settle(page)
    page.get_by_role("button", name="Draft the semantic layer").click()
    expect(page.get_by_text("Not published")).to_be_visible(timeout=LONG)
    settle(page)
    page.get_by_role("button", name=re.compile(r"Accept \d[\d,]* sure one")).click()
    settle(page)
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.get_by_role("button", name="Publish").first.click()
    settle(page)
    unreviewed = page.get_by_text("Publish them unreviewed")
    if unreviewed.count():
        unreviewed.click()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Published", exact=True).first).to_be_visible(timeout=LONG)
    settle(page)


def answered(page: Page, question: str) -> tuple[Locator, list[tuple[str, ...]]]:
    """Ask, and take the rows that the page gives to download."""
    turn = ask(page, question)
    with page.expect_download(timeout=LONG) as download:
        turn.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    return turn, [tuple(row) for row in rows[1:]]


def _cell(value: Any) -> str:
    """One spelling for one value: numbers to six digits, timestamps at midnight as days."""
    if value is None:
        return ""
    text = str(value)
    try:
        return f"{Decimal(text):.6g}"
    except InvalidOperation:
        return text.replace("T", " ").removesuffix(" 00:00:00")


def same(ours: list[tuple[str, ...]], truth: list[tuple[Any, ...]]) -> bool:
    return Counter(tuple(map(_cell, row)) for row in ours) == Counter(tuple(map(_cell, row)) for row in truth)


BROKER = {
    "How many customers are active?": "select count(*) from sbcustomer where sbcuststatus = 'active'",
    "total amount by ticker type": "select sbtickertype, sum(sbtxamount) from sbtransaction"
    " left join sbticker on sbtickerid = sbtxtickerid group by 1",
    "total commission on buy transactions": "select sum(sbtxcommission) from sbtransaction where sbtxtype = 'buy'",
    "number of transactions by type": "select sbtxtype, count(*) from sbtransaction group by 1",
    "total tax in April 2023": "select sum(sbtxtax) from sbtransaction"
    " where sbtxdatetime >= '2023-04-01' and sbtxdatetime < '2023-05-01'",
    "average close by ticker symbol": "select sbtickersymbol, avg(sbdpclose) from sbdailyprice"
    " left join sbticker on sbtickerid = sbdptickerid group by 1",
}
ADVENTUREWORKS = {
    "How many products are red?": "select count(*) from product where color = 'Red'",
    "total freight by month in 2011": "select date_trunc('month', orderdate)::date, sum(freight) from salesorderheader"
    " where orderdate >= '2011-01-01' and orderdate < '2012-01-01' group by 1",
    "number of products by color": "select color, count(*) from product group by 1",
    "top 5 products by order quantity": "select p.name, sum(d.orderqty) from salesorderdetail d"
    " join product p using (productid) group by 1 order by 2 desc limit 5",
    "How many online orders were there?": "select count(*) from salesorderheader where onlineorderflag",
}


def test_a_postgres_of_ones_own(app: App, page: Page, broker: Database, shot: Callable[..., None]) -> None:
    connect_form(page, app.url, "Brokerage")

    # what is wrong is said in words, one thing after the other
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        wrong = [
            ({"Password": "not-it"}, "password"),
            ({"Database": "not_there"}, "not_there"),
            ({"Port": str(closed.getsockname()[1])}, "refused"),
            ({"Host": "no-such-host.invalid"}, "no-such-host.invalid"),
        ]
        for changed, said in wrong:
            fill_form(page, broker, **changed)
            press_test(page)
            alert = page.get_by_role("alert").first
            expect(alert).to_contain_text(re.compile(said, re.I), timeout=LONG)
            expect(page.get_by_text("Traceback")).to_have_count(0)
    shot("own-connect-wrong")

    # the owner can write: warned, with the statement that makes a right account; the statement is taken at its word
    fill_form(page, broker)
    press_test(page)
    expect(page.get_by_text(re.compile("can write")).first).to_be_visible(timeout=LONG)
    statement = page.locator("code", has_text="CREATE ROLE lunara_reader").first.inner_text()
    shot("own-connect-owner")
    broker.run(statement.replace("'…'", f"'{PASSWORD}'"))
    fill_form(page, broker, User="lunara_reader")
    press_test(page)
    expect(page.get_by_text("The account can only read.")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is connected")).to_be_visible(timeout=LONG)
    settle(page)

    page.get_by_role("button", name=re.compile("^sbtransaction")).click()
    settle(page)
    page.get_by_role("radio", name="Preview").click()
    expect(page.get_by_text(re.compile(r"\d+ rows · read"))).to_be_visible(timeout=LONG)
    settle(page)

    draft_and_publish(page)
    shot("own-model")
    page.get_by_role("link", name="Ask a question").click()
    settle(page)
    for question, query in BROKER.items():
        turn, rows = answered(page, question)
        assert same(rows, broker.rows(query)), (question, rows, broker.rows(query))
        expect(turn).not_to_contain_text("cannot be answered")
    shot("own-ask")

    # the last answer goes on a dashboard, which is still there after a reload
    turn.get_by_role("button", name="Add to…").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_role("textbox", name="Name of the new one")
    field.fill("Prices")
    field.press("Tab")
    settle(page)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added to “Prices”.")).to_be_visible(timeout=LONG)
    settle(page)
    project = re.search(r"project=([0-9a-f-]+)", page.url).group(1)  # type: ignore[union-attr]
    page.goto(f"{app.url}/build?project={project}")
    settle(page)
    page.get_by_test_id("stMain").locator("[class*=st-key-open]").get_by_role("button", name="Open").click()
    settle(page)
    expect(page.get_by_role("heading", name="Prices")).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", name="Prices")).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    shot("own-dashboard")
    assert page.problems == []  # type: ignore[attr-defined]
    assert PASSWORD not in app.log_text()
    assert "Traceback" not in app.log_text()


def test_adventureworks_in_postgres(app: App, page: Page, adventureworks: Database) -> None:
    connect_form(page, app.url, "Bicycles")
    fill_form(page, adventureworks)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is connected")).to_be_visible(timeout=LONG)
    settle(page)
    draft_and_publish(page)
    page.get_by_role("link", name="Ask a question").click()
    settle(page)
    for question, query in ADVENTUREWORKS.items():
        _, rows = answered(page, question)
        assert same(rows, adventureworks.rows(query)), (question, rows, adventureworks.rows(query))
    assert page.problems == []  # type: ignore[attr-defined]
    assert "Traceback" not in app.log_text()
