"""An organization keeps an owner, whatever its people do to one another at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest

from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.contract.test_row_level_security import Admin

StoreAs = Callable[[Role], Store]
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
    """What the first one has done holds for the second, who waits for it; so nobody acts by a role that they have lost."""
    one, two, third = store.principal.user_id, store_as("owner").principal.user_id, store_as("editor").principal.user_id
    home = store.principal.organization_id
    said: list[str] = []
    waiting = threading.Event()

    def act(connection: psycopg.Connection[dict[str, object]], statement: str, other: str) -> None:
        connection.execute(statement.format(other=f"'{other}'", third=f"'{third}'").encode())

    def later() -> None:
        with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
            connection.execute(
                "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
                (f'{{"sub": "{two}"}}',),
            )
            waiting.set()
            try:
                act(connection, second, one)  # type: ignore[arg-type]
                said.append("done")
            except psycopg.Error as error:
                said.append(error.sqlstate or "")
                connection.rollback()

    thread = threading.Thread(target=later)
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as connection:
        connection.execute(
            "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
            (f'{{"sub": "{one}"}}',),
        )
        act(connection, first, two)  # type: ignore[arg-type]
        thread.start()
        waiting.wait(10)
        thread.join(0.3)
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
