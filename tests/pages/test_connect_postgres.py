"""Connect with a password: kept encrypted, never shown again, and a plain diagnosis when something is wrong."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.test_connect import button

PASSWORD = "open-sesame-7351"


@dataclass(frozen=True)
class Database:
    port: int
    name: str
    user: str


@pytest.fixture
def database(postgres_server: EmbeddedServer) -> Iterator[Database]:
    """A database with one table, and an account that may only read it."""
    address = postgres_server.address()
    name = "connect_me"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}")
        admin.execute(f"create role connect_reader login password '{PASSWORD}'")
        try:
            with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as owner:
                owner.execute("create table deals (id integer primary key, amount numeric)")
                owner.execute("insert into deals values (1, 10), (2, 20)")
                owner.execute("grant select on deals to connect_reader")
            yield Database(address.port, name, "connect_reader")
        finally:
            admin.execute(f"drop database {name} with (force)")
            admin.execute("drop role connect_reader")


def fill(app: AppTest, values: dict[str, str]) -> None:
    boxes = {box.label.removesuffix(" (optional)"): box for box in app.text_input}
    for label, value in values.items():
        boxes[label].set_value(value)


def form(database: Database, **changed: str) -> dict[str, str]:
    return {
        "Name of the data source": "Deals",
        "Host": "127.0.0.1",
        "Port": str(database.port),
        "Database": database.name,
        "User": database.user,
        "Password": PASSWORD,
        **changed,
    }


def open_form(open_page: OpenPage, project_id: str) -> AppTest:
    app = open_page("connect", project=project_id)
    button(app, "Connect PostgreSQL")
    return app


def everything(app: AppTest) -> str:
    return words(app) + repr([(box.label, box.value, box.placeholder) for box in app.text_input])


def test_a_password_is_kept_and_never_shown_again(open_page: OpenPage, local_store: Store, database: Database) -> None:
    project = local_store.create_project("P")
    app = open_form(open_page, project.id)
    fill(app, form(database))
    button(app, "Save")
    assert not app.error, [error.value for error in app.error]
    (source,) = local_store.list_data_sources(project.id)
    assert PASSWORD not in repr(source)
    assert PASSWORD in local_store.open_connection(source.id).secrets.values()
    app = open_page("connect", project=project.id)
    assert any(found.label.startswith("deals") for found in app.button)
    app.button(key=f"edit_{source.id}").click().run()
    assert PASSWORD not in everything(app)
    fill(app, {"Name of the data source": "Renamed"})
    button(app, "Save")
    assert not app.error
    assert local_store.get_data_source(source.id).name == "Renamed"
    assert PASSWORD in local_store.open_connection(source.id).secrets.values()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Host": "no-such-host.invalid"}, "host"),
        ({"Password": "wrong"}, "password"),
        ({"Database": "not_there"}, "not_there"),
        ({"Port": "closed"}, "refused"),
        ({"Port": "five"}, "whole number"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_saved(
    open_page: OpenPage, local_store: Store, database: Database, wrong: dict[str, str], said: str
) -> None:
    if wrong.get("Port") == "closed":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            wrong = {"Port": str(probe.getsockname()[1])}
    project = local_store.create_project("P")
    app = open_form(open_page, project.id)
    fill(app, form(database, **wrong))
    next(found for found in app.button if found.label == "Save").click()
    app.run()
    if not app.error:
        from lunara.ui import jobs

        for job in list(jobs._jobs.values()):
            job.wait(40)
        app.run()
    told = app.error[0].value.replace("\\", "")
    assert said in told.lower() and PASSWORD not in words(app) and "Traceback" not in told
    assert local_store.list_data_sources(project.id) == []


def test_a_row_changed_past_the_app_gets_no_stored_password(
    open_page: OpenPage,
    local_store: Store,
    database: Database,
    admin_connection: psycopg.Connection[tuple[object, ...]],
) -> None:
    """Whoever can write the row could name a server of theirs; the password that was given for another is not sent there."""
    project = local_store.create_project("P")
    app = open_form(open_page, project.id)
    fill(app, form(database))
    button(app, "Save")
    (source,) = local_store.list_data_sources(project.id)
    with socket.create_server(("127.0.0.1", 0)) as evil:
        evil.settimeout(0.2)
        change = f'{{"port": "{evil.getsockname()[1]}", "sslmode": "disable"}}'
        admin_connection.execute(
            "update public.data_sources set config = config || %s::jsonb where id = %s", (change, source.id)
        )
        app = open_page("connect", project=project.id)
        app.button(key=f"edit_{source.id}").click().run()
        next(found for found in app.button if found.label == "Test connection").click().run()
        assert "changed outside" in app.error[0].value
        with pytest.raises(TimeoutError):
            evil.accept()
    fill(app, form(database, Port=str(database.port)))
    button(app, "Save")
    assert not app.error, "entering it all again mends it"
    assert local_store.open_connection(source.id).config["port"] == str(database.port)
