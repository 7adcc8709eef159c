"""What two people do to one thing at the same moment: nobody gets past their role by being quick."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.contract.test_row_level_security import Admin

StoreAs = Callable[[Role], Store]


def become(connection: psycopg.Connection[Any], user: str) -> None:
    connection.execute(
        "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
        (f'{{"sub": "{user}"}}',),
    )


def wait_until_one_waits(admin: Admin) -> None:
    """Until a session of this database waits for a lock of another one; 30 seconds at most."""
    deadline = time.monotonic() + 30
    waiting = (
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        " and state = 'active'"
    )
    while admin.execute(waiting).fetchone() == (0,):
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.02)


def test_an_editor_deletes_no_project_that_gets_a_data_source_meanwhile(
    admin_connection: Admin, store: Store, store_as: StoreAs
) -> None:
    """It would go down with the project, and data sources are for admins to remove."""
    project, editor = store.create_project("P").id, store_as("editor").principal.user_id
    said: list[object] = []

    def delete() -> None:
        with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
            become(connection, editor)
            try:
                said.append(connection.execute("delete from public.projects where id = %s", (project,)).rowcount)
            except psycopg.Error as error:
                said.append(error.sqlstate)
                connection.rollback()

    thread = threading.Thread(target=delete)
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        become(connection, store.principal.user_id)
        connection.execute(
            "insert into public.data_sources (project_id, name, kind) values (%s, 'W', 'duckdb')", (project,)
        )
        thread.start()
        wait_until_one_waits(admin_connection)
        assert said == []
    thread.join(30)
    assert said == ["42501"]
    assert [source.name for source in store.list_data_sources(project)] == ["W"]


DEMOTE, REMOVE, HAND_OVER = (
    "select public.set_member_role({other}, 'viewer')",
    "select public.remove_member({other})",
    "select public.transfer_ownership({third})",
)


AT_ONCE = [
    (DEMOTE, DEMOTE), (DEMOTE, REMOVE), (REMOVE, DEMOTE), (REMOVE, REMOVE), (DEMOTE, HAND_OVER), (REMOVE, HAND_OVER),
    (HAND_OVER, DEMOTE),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), AT_ONCE)
def test_two_owners_at_once(admin_connection: Admin, store: Store, store_as: StoreAs, first: str, second: str) -> None:
    """What the first one has done holds for the second, who waits for it: nobody acts by a role that they have lost, and the
    organization keeps an owner."""
    one, two, third = store.principal.user_id, store_as("owner").principal.user_id, store_as("editor").principal.user_id
    home = store.principal.organization_id
    said: list[str] = []

    def act(connection: psycopg.Connection[Any], statement: str, other: str) -> None:
        connection.execute(statement.format(other=f"'{other}'", third=f"'{third}'").encode())

    def later() -> None:
        with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
            become(connection, two)
            try:
                act(connection, second, one)
                said.append("done")
            except psycopg.Error as error:
                said.append(error.sqlstate or "")
                connection.rollback()

    thread = threading.Thread(target=later)
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        become(connection, one)
        act(connection, first, two)
        thread.start()
        wait_until_one_waits(admin_connection)
    thread.join(30)
    assert said == (["done"] if first == HAND_OVER else ["42501"])
    owners = admin_connection.execute(
        "select id::text from public.profiles where organization_id = %s and role = 'owner'", (home,)
    ).fetchall()
    assert owners
    # And nobody who was let go finds themselves in a place of their own that is not theirs.
    assert (
        admin_connection.execute(
            "select o.id from public.organizations o where not exists"
            " (select from public.profiles p where p.organization_id = o.id and p.role = 'owner')"
        ).fetchall()
        == []
    )
