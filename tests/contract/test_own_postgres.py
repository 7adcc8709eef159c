"""One's own Postgres as the workspace: how it is reached, who makes the roles, a pooler in between, others' tables beside."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lunara.errors import InvalidInput, LunaraError, NotFound, Unavailable
from lunara.settings import Settings, load_settings
from lunara.workspace import runtime
from lunara.workspace.store import Store, open_store, principal_for_identity
from tests.contract.apt_postgres import or_skip
from tests.contract.own_postgres import PASSWORD, OwnServer, missing_pooler, pooler
from tests.contract.worlds import KEY, Filled, own_database
from tests.emulators.certificates import self_signed

DOCS = Path(__file__).parents[2] / "docs" / "own-postgres.md"
Admin = psycopg.Connection[Any]


@pytest.fixture
def shop(own: OwnServer) -> Iterator[tuple[str, Admin]]:
    """A database that Lunara has not been in yet."""
    with own_database(own) as (name, admin):
        try:
            yield name, admin
        finally:
            runtime.close_all()


def settings(app: str, owner: str = "") -> Settings:
    told = {"LUNARA_HOME": "/nonexistent", "LUNARA_SECRET_KEY": KEY, "LUNARA_DATABASE_URL": app}
    return load_settings({**told, "LUNARA_DATABASE_OWNER_URL": owner} if owner else told)


def person(given: Settings, name: str) -> Store:
    return open_store(given, principal_for_identity(given, "https://id.example", name, f"{name}@example.test", name))


def test_by_tls_and_by_its_socket_it_is_the_same_workspace(own: OwnServer, shop: tuple[str, Admin]) -> None:
    name, admin = shop
    app, owner = own.url(name, "shop_app", PASSWORD), own.url(name, "shop_owner", PASSWORD)
    made = Filled(person(settings(app, owner), "ada")).project
    encrypted = admin.execute(
        "select bool_and(s.ssl) from pg_stat_ssl s join pg_stat_activity a using (pid) where a.usename = 'shop_app'"
    ).fetchone()
    assert encrypted == (True,)
    runtime.close_all()
    there = person(settings(own.by_socket(name, "shop_app", PASSWORD)), "ada")
    assert there.get_project(made.id).project == made


def test_what_others_have_there_stays_as_it_was(own: OwnServer, shop: tuple[str, Admin]) -> None:
    name, admin = shop
    looks = (
        "select relowner::regrole::text, relrowsecurity, relacl::text from pg_class where relname = 'receipts'",
        "select proowner::regrole::text, proacl::text from pg_proc where proname = 'takings'",
        "select * from public.receipts order by id",
        "select public.takings()",
    )
    before = [admin.execute(look).fetchall() for look in looks]
    given = settings(own.url(name, "shop_app", PASSWORD), own.url(name, "shop_owner", PASSWORD))
    store = person(given, "ada")
    Filled(store)
    assert [admin.execute(look).fetchall() for look in looks] == before
    assert store.list_projects()[0].project.name == "Shop"
    # and nobody who was there before sees a row of Lunara's, even where rights are given to everybody by default
    admin.execute("set role tills")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        admin.execute("select * from public.projects")


@pytest.mark.parametrize(
    "theirs",
    [
        "create table public.projects (id int)",
        "create function public.update_updated_at_column() returns trigger language plpgsql as 'begin return new; end'",
        "create schema auth; create table auth.users (id int)",
        "create schema private; create function private.theirs() returns int language sql as 'select 1'",
        "create schema lunara",
    ],
)  # fmt: skip
def test_what_stands_in_lunaras_place_is_named_and_left_alone(
    own: OwnServer, shop: tuple[str, Admin], theirs: str
) -> None:
    name, admin = shop
    admin.execute(theirs)
    here = (
        "select n.nspname, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2"
    )
    functions = (
        "select proname, proacl::text from pg_proc where pronamespace::regnamespace::text !~ '^(pg_|inf)' order by 1"
    )
    before = admin.execute(here).fetchall(), admin.execute(functions).fetchall()
    with pytest.raises(InvalidInput, match=r"not Lunara's|another program's") as caught:
        runtime.runtime(settings(own.url(name, "shop_app", PASSWORD), own.url(name, "shop_owner", PASSWORD)))
    assert "database of its own" in caught.value.hint
    assert (admin.execute(here).fetchall(), admin.execute(functions).fetchall()) == before


def test_what_is_wrong_with_the_address_is_said(own: OwnServer, shop: tuple[str, Admin], tmp_path: Path) -> None:
    name, _ = shop
    app = own.url(name, "shop_app", PASSWORD)
    runtime.Runtime(settings(app, own.url(name, "shop_owner", PASSWORD))).close()
    stranger, _ = self_signed(tmp_path)
    wrong: list[tuple[str, type[LunaraError], str]] = [
        (own.url(name, "shop_app", "guess/ed"), InvalidInput, "user and password of LUNARA_DATABASE_URL"),
        (own.url(name, "nobody", PASSWORD), InvalidInput, "user and password of LUNARA_DATABASE_URL"),
        (own.url("elsewhere", "shop_app", PASSWORD), InvalidInput, "no database of the name"),
        (own.url(name, "shop_app", PASSWORD, sslrootcert=stranger), Unavailable, "not vouched for"),
        (own.url(name, "shop_app", PASSWORD, sslrootcert=str(tmp_path / "none.pem")), InvalidInput, "cannot be read"),
        (own.url(name, "shop_app", PASSWORD, sslrootcert="system"), Unavailable, "not vouched for"),
        (own.url(name, "shop_app", PASSWORD, hostaddr="127.0.0.1").replace("@127.0.0.1:", "@db.example:"), Unavailable,
         "of another host"),
        (own.url(name, "shop_app", PASSWORD, sslmode="disable"), InvalidInput, "wants encryption"),
        (own.url(name, "shop_app", PASSWORD, host=str(tmp_path), port="5432"), Unavailable, "socket is not there"),
        (own.url(name, "shop_app", PASSWORD, host="127.0.0.1", port="1"), Unavailable, "cannot be reached"),
        (f"postgresql://shop_app:{PASSWORD}@127.0.0.1/{name}", InvalidInput, "cannot be read"),
    ]  # fmt: skip
    for url, kind, said in wrong:
        with pytest.raises(LunaraError) as caught:
            runtime.runtime(settings(url))
        error = caught.value
        assert type(error) is kind and said in str(error), (url, error)
        for secret in (PASSWORD, "guess/ed", "guess%2Fed", "shop_app"):
            assert secret not in f"{error} {error.details}", url
    runtime.runtime(settings(app))


def test_an_owner_who_may_not_make_roles_is_told_and_an_admin_does_it_beforehand(
    own: OwnServer, shop: tuple[str, Admin]
) -> None:
    """The statements of docs/own-postgres.md, as they stand there."""
    name, admin = shop
    with own.superuser() as dba:
        dba.execute("create role plain_owner login password 'x'; create role plain_app login")
        dba.execute(f"alter database {name} owner to plain_owner".encode())
        # as on a server that Lunara has never been on
        held = "anon", "authenticated", "service_role", "lunara_server"
        there = [row[0] for row in dba.execute("select rolname from pg_roles where rolname = any(%s)", (list(held),))]
        for role in there:
            dba.execute(f"alter role {role} rename to was_{role}".encode())
        app, owner = own.url(name, "plain_app", "y"), own.url(name, "plain_owner", "x")
        try:
            dba.execute("drop role plain_app")
            with pytest.raises(
                InvalidInput, match="may not set up the workspace: permission denied to create role"
            ) as no:
                runtime.runtime(settings(app, owner))
            assert "docs/own-postgres.md" in no.value.hint
            assert admin.execute(
                "select to_regnamespace('auth') is null and to_regnamespace('lunara') is null"
            ).fetchone() == (True,)

            (text,) = re.findall(r"```sql\n-- as an administrator.*?```", DOCS.read_text(encoding="utf-8"), re.S)
            for told, ours in (("lunara_owner", "plain_owner"), ("lunara_app", "plain_app"), ("create database lunara ", "-- "),
                               ("database lunara", f"database {name}"), ("'a long password'", "'y'")):  # fmt: skip
                assert told in text
                text = text.replace(told, ours)
            statements = [line for line in text.splitlines()[1:-1] if not line.startswith("create role plain_owner")]
            dba.execute("\n".join(statements).encode())

            store = person(settings(app, owner), "ada")
            made = Filled(store).project
            runtime.close_all()
            assert person(settings(app), "ada").get_project(made.id).project == made
            with pytest.raises(NotFound):
                person(settings(app), "bob").get_project(made.id)
            with pytest.raises(InvalidInput, match="does not bind"):
                runtime.runtime(settings(owner))
        finally:
            runtime.close_all()
            dba.execute(f"alter database {name} owner to shop_owner".encode())
            admin.execute("drop schema public cascade; drop schema if exists private, auth, lunara cascade")
            for role in ("plain_app", *held, "plain_owner"):
                if dba.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
                    admin.execute(f"drop owned by {role}".encode())
                    dba.execute(f"drop owned by {role}; drop role {role}".encode())
            for role in there:
                dba.execute(f"alter role was_{role} rename to {role}".encode())


@pytest.mark.parametrize("way", ["bypassrls", "the owner's member", "service_role's member"])
def test_a_role_that_may_become_more_than_the_policies_allow_is_refused(
    own: OwnServer, shop: tuple[str, Admin], way: str
) -> None:
    name, admin = shop
    given = settings(own.url(name, "shop_app", PASSWORD))
    runtime.Runtime(settings(given.database_url, own.url(name, "shop_owner", PASSWORD))).close()
    to, back = {
        "bypassrls": ("alter role shop_app bypassrls", "alter role shop_app nobypassrls"),
        "the owner's member": ("grant shop_owner to shop_app", "revoke shop_owner from shop_app"),
        "service_role's member": (
            "alter role service_role bypassrls; grant service_role to shop_app", "revoke service_role from shop_app",
        ),
    }[way]  # fmt: skip
    admin.execute(to.encode())
    try:
        with pytest.raises(InvalidInput, match="does not bind"):
            runtime.runtime(given)
    finally:
        admin.execute(back.encode())
    runtime.runtime(given)


def test_two_that_start_at_once_set_it_up_once(own: OwnServer, shop: tuple[str, Admin]) -> None:
    name, admin = shop
    user = f"app_{name}"
    given = settings(own.url(name, user, "x"), own.url(name, "shop_owner", PASSWORD))
    failed: list[BaseException] = []

    def start() -> None:
        try:
            runtime.Runtime(given).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    try:
        assert failed == []
    finally:
        admin.execute(f"drop owned by {user}; drop role {user}".encode())


def test_through_a_pooler_nothing_of_one_is_left_for_the_next(own: OwnServer, shop: tuple[str, Admin]) -> None:
    """PgBouncer in transaction mode with one line to the server: whoever comes has the session that another has just had."""
    or_skip(missing_pooler())
    name, admin = shop
    direct = own.url(name, "shop_app", PASSWORD)
    runtime.Runtime(settings(direct, own.url(name, "shop_owner", PASSWORD))).close()
    with pooler(own, name, {"shop_app": PASSWORD}, lines=1) as port:
        given = settings(own.url(name, "shop_app", PASSWORD, sslmode="disable", port=str(port), host="127.0.0.1"))
        ada, bob = person(given, "ada"), person(given, "bob")
        theirs = {ada: Filled(ada), bob: Filled(bob)}
        wrong: list[object] = []

        def work(store: Store) -> None:
            mine, other = theirs[store], theirs[bob if store is ada else ada]
            try:
                for turn in range(25):
                    store.update_organization(name=f"{store.principal.full_name} {turn}")
                    if [one.project.id for one in store.list_projects()] != [mine.project.id]:
                        wrong.append("another's project")
                    if store.organization().name != f"{store.principal.full_name} {turn}":
                        wrong.append("another's organization")
                    store.get_semantic_model(mine.model.id)
                    with pytest.raises(NotFound):
                        store.get_artifact(other.artifact.id)
            except BaseException as error:
                wrong.append(error)

        threads = [threading.Thread(target=work, args=(store,)) for store in theirs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert wrong == []
        lines = admin.execute("select count(*) from pg_stat_activity where usename = 'shop_app'").fetchone()
        assert lines == (1,)
        runtime.runtime(
            settings(given.database_url + "&application_name=again")
        )  # asks whether all is well, as at a start
        with psycopg.connect(given.database_url) as next_one:
            left = next_one.execute(
                "select current_user::text, coalesce(current_setting('request.jwt.claims', true), '')"
            ).fetchone()
        assert left == ("shop_app", "")
        with psycopg.connect(given.database_url) as next_one:
            assert next_one.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)
