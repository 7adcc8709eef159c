"""Sign-ins by OpenID Connect in one's own Postgres: how long they hold, whose they are, and what ends them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lunara.errors import InvalidInput, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.workspace import runtime
from lunara.workspace.breaker import breaker_of
from lunara.workspace.outage import outage
from lunara.workspace.records import Principal, Vouched
from lunara.workspace.store import open_store, principal_vouched_for
from tests.contract.own_postgres import PASSWORD, OwnServer
from tests.contract.test_own_postgres import settings as settings_for
from tests.contract.worlds import own_world

Admin = psycopg.Connection[Any]
HOUR = 3_600.0


@pytest.fixture(scope="module")
def opened(own: OwnServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Admin]]:
    with own_world(own, tmp_path_factory.mktemp("home")) as world:
        yield world.settings, world.admin


@pytest.fixture
def settings(opened: tuple[Settings, Admin]) -> Settings:
    return opened[0]


@pytest.fixture
def admin(opened: tuple[Settings, Admin]) -> Admin:
    return opened[1]


def present(settings: Settings, vouched: Vouched) -> Principal | None:
    """Who it is, or nobody any more."""
    try:
        return principal_vouched_for(settings, vouched)
    except NotPermitted as error:
        if error.code != "signed_out":
            raise
        return None


def sign_in(subject: str, email: str = "", issuer: str = "https://a.example", ago: float = 1.0) -> Vouched:
    return Vouched(issuer, subject, email, subject.title(), time.time() - ago, secrets.token_hex(32))


def test_the_first_makes_an_organization_and_the_next_finds_it(settings: Settings) -> None:
    first = present(settings, sign_in("ada", "ada@x.test"))
    assert first is not None and (first.role, first.email, first.full_name) == ("owner", "ada@x.test", "Ada")
    assert present(settings, sign_in("ada", "ada@x.test")) == first
    other = present(settings, sign_in("ada", "other@x.test", "https://b.example"))
    assert other is not None and other.user_id != first.user_id, "the same name at another provider is somebody else"


def test_it_runs_out(settings: Settings, admin: Admin) -> None:
    hours = settings.sign_in_hours
    assert present(settings, sign_in("old", ago=hours * HOUR - 60)) is not None
    assert present(settings, sign_in("old", ago=hours * HOUR + 1)) is None
    mine = sign_in("old", ago=2.0)
    assert present(settings, mine) is not None
    admin.execute("update auth.vouched set begun_at = now() - make_interval(hours => 13) where seal = %s", (mine.seal,))
    runtime.uninstall(settings)  # another process
    assert present(settings, mine) is None
    ahead = sign_in("ahead", ago=-90)  # by a provider whose clock is
    assert present(settings, ahead) is not None


def test_a_disabled_account_is_out_at_once_and_in_again_when_it_may(settings: Settings, admin: Admin) -> None:
    mine = sign_in("dan", "dan@x.test")
    assert present(settings, mine) is not None
    admin.execute("update auth.users set banned_until = 'infinity' where email = 'dan@x.test'")
    for each in (mine, sign_in("dan", "dan@x.test")):
        with pytest.raises(NotPermitted, match="disabled") as caught:
            present(settings, each)
        assert caught.value.code == "disabled"
    admin.execute("update auth.users set banned_until = now() where email = 'dan@x.test'")
    assert present(settings, mine) is not None


def test_an_account_that_is_gone_does_not_come_back_by_itself(settings: Settings, admin: Admin) -> None:
    mine = sign_in("gus", "gus@x.test")
    before = present(settings, mine)
    admin.execute("delete from auth.users where email = 'gus@x.test'")
    assert present(settings, mine) is None
    after = present(settings, sign_in("gus", "gus@x.test"))
    assert before is not None and after is not None and after.user_id != before.user_id


def test_an_address_follows_the_provider_and_no_older_sign_in_brings_it_back(settings: Settings) -> None:
    old, new = sign_in("ida", "ida@old.test", ago=50), sign_in("ida", "ida@new.test", ago=10)
    older = sign_in("ida", "ida@older.test", ago=100)
    first = present(settings, old)
    for each, has in ((new, "ida@new.test"), (old, "ida@new.test"), (older, "ida@new.test"), (new, "ida@new.test")):
        now = present(settings, each)
        assert now is not None and first is not None and (now.user_id, now.email) == (first.user_id, has)
    unverified = present(settings, sign_in("ida", ""))
    assert unverified is not None and unverified.email == "ida@new.test"


def test_an_address_is_one_persons_and_invitations_go_with_it(settings: Settings) -> None:
    host = present(settings, sign_in("host", "host@x.test"))
    joe = present(settings, sign_in("joe", "joe@x.test"))
    assert host is not None and joe is not None
    owner = open_store(settings, host)
    owner.invite("joe@x.test", "editor")
    assert len(open_store(settings, joe).my_invitations()) == 1
    with pytest.raises(InvalidInput, match="another sign-in") as caught:
        present(settings, sign_in("thief", "JOE@x.test", "https://b.example"))
    assert caught.value.code == "duplicate"
    nobody = present(settings, sign_in("thief", "", "https://b.example"))
    assert nobody is not None and nobody.email == "" and open_store(settings, nobody).my_invitations() == []
    # who is here already and is said to have the address of another now has none
    thief = present(settings, sign_in("thief", "joe@x.test", "https://b.example"))
    assert thief is not None and thief.email == "" and open_store(settings, thief).my_invitations() == []
    # and an address that was given up is the next person's
    assert present(settings, sign_in("joe", "joseph@x.test")) is not None
    heir = present(settings, sign_in("heir", "joe@x.test"))
    assert heir is not None and len(open_store(settings, heir).my_invitations()) == 1
    assert open_store(settings, joe).my_invitations() == []


def test_with_the_workspace_away_one_waits_and_the_others_are_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, asked = runtime.runtime(settings), []

    @contextmanager
    def away(*_: object) -> Iterator[None]:
        asked.append(1)
        raise outage("away", maybe_done=False)
        yield

    with monkeypatch.context() as patch:
        patch.setattr(opened.database, "transaction", away)
        for _ in range(5):
            with pytest.raises(Unavailable):
                present(settings, sign_in("ada"))
    assert asked == [1]
    breaker_of(settings).reset()
    assert present(settings, sign_in("ada")) is not None


def test_only_the_server_asks_and_nobody_reads(own: OwnServer, settings: Settings, admin: Admin) -> None:
    row = admin.execute("select current_database()").fetchone()
    assert row is not None
    with psycopg.connect(own.url(row[0], "shop_app", PASSWORD), autocommit=True) as app:
        for role in ("authenticated", "lunara_server"):
            app.execute(f"set role {role}".encode())
            for table in ("auth.users", "auth.identities", "auth.vouched"):
                for verb in (f"select * from {table}", f"delete from {table}", f"insert into {table} default values"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        app.execute(verb.encode())
        app.execute("set role authenticated")
        for call in (
            "auth.vouched_for('s', 'i', 'x', null, '{}', now(), '1 hour')",
            "auth.sign_in_identity('i', 'x', null)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"select {call}".encode())


def test_a_workspace_of_before_gets_it_at_the_next_start_of_its_owner(
    own: OwnServer, admin: Admin, tmp_path: Path
) -> None:
    row = admin.execute("select current_database()").fetchone()
    assert row is not None
    admin.execute("drop table auth.vouched; alter table auth.users drop column banned_until")
    admin.execute("comment on schema auth is 'lunara 0123: stands in for Supabase Auth on a plain Postgres'")
    app, owner = own.url(row[0], "shop_app", PASSWORD), own.url(row[0], "shop_owner", PASSWORD)
    with pytest.raises(Exception, match="not up to date"):
        runtime.Runtime(settings_for(app))
    runtime.Runtime(settings_for(app, owner)).close()
    again = runtime.Runtime(settings_for(app))
    try:
        assert again.vouched_for(sign_in("ada")).full_name == "Ada"
    finally:
        again.close()
