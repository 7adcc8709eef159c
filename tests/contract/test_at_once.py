"""What two people do to one thing at the same moment: nobody gets past their role by being quick."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

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


def later_as(
    admin: Admin, user: str, said: list[str], *statements: str, isolation: str = "read committed"
) -> threading.Thread:
    """Statements of `user` in a transaction of another thread; `said` is told `done` or why not."""

    def run() -> None:
        with psycopg.connect(admin.info.dsn, password=admin.info.password) as connection:
            connection.execute(f"set transaction isolation level {isolation}".encode())
            become(connection, user)
            try:
                for statement in statements:
                    connection.execute(statement.encode())
                connection.commit()
                said.append("done")
            except psycopg.Error as error:
                said.append(error.sqlstate or "")
                connection.rollback()

    return threading.Thread(target=run)


def owners(admin: Admin, home: str) -> list[str]:
    found = admin.execute(
        "select id::text from public.profiles where organization_id = %s and role = 'owner' order by id", (home,)
    )
    return [row[0] for row in found.fetchall()]


@pytest.mark.parametrize(("first", "second"), AT_ONCE)
def test_two_owners_at_once_who_see_what_was_there_at_the_beginning(
    admin_connection: Admin, store: Store, store_as: StoreAs, first: str, second: str
) -> None:
    """In repeatable read the roles that are gone are still seen: the second one fails, and may try again."""
    one, two, third = store.principal.user_id, store_as("owner").principal.user_id, store_as("editor").principal.user_id
    said: list[str] = []
    changed = "select updated_at from public.organizations where id = %s"
    before = admin_connection.execute(changed, (store.principal.organization_id,)).fetchone()
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        connection.execute("set transaction isolation level repeatable read")
        become(connection, one)
        connection.execute(first.format(other=f"'{two}'", third=f"'{third}'").encode())
        statement = second.format(other=f"'{one}'", third=f"'{third}'")
        thread = later_as(admin_connection, two, said, statement, isolation="repeatable read")
        thread.start()
        wait_until_one_waits(admin_connection)
    thread.join(30)
    assert said == ["40001"]
    assert owners(admin_connection, store.principal.organization_id)
    assert admin_connection.execute(changed, (store.principal.organization_id,)).fetchone() == before


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_an_invitation_is_not_accepted_while_its_inviter_is_let_go(
    admin_connection: Admin, store: Store, store_as: StoreAs, other_store: Store, isolation: str
) -> None:
    inviter = store_as("admin")
    inviter.invite(other_store.principal.email, "admin")
    (offer,) = other_store.my_invitations()
    said: list[str] = []
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        become(connection, store.principal.user_id)
        connection.execute("select public.remove_member(%s)", (inviter.principal.user_id,))
        accept = f"select public.accept_invitation('{offer.id}')"
        thread = later_as(admin_connection, other_store.principal.user_id, said, accept, isolation=isolation)
        thread.start()
        wait_until_one_waits(admin_connection)
    thread.join(30)
    assert said == ["LU001" if isolation == "read committed" else "40001"]
    assert [one.user_id for one in store.list_members()] == [store.principal.user_id]


def test_who_invites_again_waits_for_who_accepts(admin_connection: Admin, store: Store, other_store: Store) -> None:
    """And the other way round: neither is refused for having been there at the same moment."""
    store.invite(other_store.principal.email, "viewer")
    (offer,) = other_store.my_invitations()
    said: list[str] = []
    again = f"select public.invite_member('{uuid4()}', '{other_store.principal.email}', 'editor', repeat('c', 64))"
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        become(connection, other_store.principal.user_id)
        connection.execute("select public.accept_invitation(%s)", (offer.id,))
        thread = later_as(admin_connection, store.principal.user_id, said, again)
        thread.start()
        wait_until_one_waits(admin_connection)
    thread.join(30)
    assert said == ["LU002"] and len(store.list_members()) == 2


def test_two_who_accept_one_another_s_invitation(admin_connection: Admin, store: Store, other_store: Store) -> None:
    """Both organizations are locked in one order: one of the two joins, the other has company then."""
    one, two = store.principal, other_store.principal
    store.invite(two.email, "viewer")
    other_store.invite(one.email, "viewer")
    said: list[str] = []
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        become(connection, one.user_id)
        connection.execute("select public.accept_invitation(%s)", (store.my_invitations()[0].id,))
        accept = f"select public.accept_invitation('{other_store.my_invitations()[0].id}')"
        thread = later_as(admin_connection, two.user_id, said, accept)
        thread.start()
        wait_until_one_waits(admin_connection)
    thread.join(30)
    assert said == ["LU001"], "the organization that invited them is gone"
    assert owners(admin_connection, two.organization_id) == [two.user_id]


def test_an_invitation_of_who_loses_their_role_at_that_moment_is_none(
    admin_connection: Admin, store: Store, store_as: StoreAs
) -> None:
    admin, home = store_as("admin").principal.user_id, store.principal.organization_id
    insert = f"insert into public.invitations (organization_id, email, role) values ('{home}', 'n@x.test', 'admin')"
    for number, statement in enumerate(
        (insert, f"select public.invite_member('{uuid4()}', 'n@x.test', 'admin', repeat('c', 64))")
    ):
        said: list[str] = []
        store.set_member_role(admin, "admin")
        with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
            become(connection, store.principal.user_id)
            connection.execute("select public.set_member_role(%s, 'viewer')", (admin,))
            thread = later_as(admin_connection, admin, said, statement)
            thread.start()
            wait_until_one_waits(admin_connection)
        thread.join(30)
        assert (number, said) == (number, ["42501"])
    assert store.list_invitations() == []


def test_the_owner_s_account_is_deleted_while_they_act_on_the_heir(
    admin_connection: Admin, store: Store, store_as: StoreAs
) -> None:
    admin, editor = store_as("admin").principal.user_id, store_as("editor").principal.user_id
    home, said = store.principal.organization_id, list[str]()
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        connection.execute("delete from auth.users where id = %s", (store.principal.user_id,))
        remove = f"select public.remove_member('{admin}')"
        thread = later_as(admin_connection, store.principal.user_id, said, remove)
        thread.start()
        wait_until_one_waits(admin_connection)
    thread.join(30)
    assert said == ["42501"] and owners(admin_connection, home) == [admin]
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        become(connection, admin)
        connection.execute("select public.set_member_role(%s, 'viewer')", (editor,))
        deleting = threading.Thread(
            target=lambda: admin_connection.execute("delete from auth.users where id = %s", (admin,))
        )
        with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as watching:
            watching.autocommit = True
            deleting.start()
            wait_until_one_waits(watching)
    deleting.join(30)
    assert owners(admin_connection, home) == [editor]
