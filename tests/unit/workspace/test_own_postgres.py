"""One's own Postgres: set up by its owner, used by a role that row-level security binds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.settings import Settings, load_settings
from lunara.ui import server
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.store import local_principal, open_store, principal_for_identity

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


class Own:
    """A server of one's own: an empty database `own`, and addresses of it."""

    def __init__(self, server: EmbeddedServer, home: Path, admin: psycopg.Connection[Any]) -> None:
        address = server.address()
        self.admin = admin
        self.home = home
        self.superuser = self.url(ADMIN, address.passwords[ADMIN], address.port)
        self.app = self.url("shop_app", "pässword", address.port)
        self.owner = self.url("shop_owner", "x", address.port)

    @staticmethod
    def url(user: str, password: str, port: int) -> str:
        from urllib.parse import quote

        return f"postgresql://{user}:{quote(password)}@127.0.0.1:{port}/own"

    def settings(self, url: str, owner: str = "") -> Settings:
        environ = {"LUNARA_HOME": str(self.home), "LUNARA_DATABASE_URL": url, "LUNARA_SECRET_KEY": KEY}
        return load_settings({**environ, "LUNARA_DATABASE_OWNER_URL": owner} if owner else environ)


@pytest.fixture
def own(postgres_server: EmbeddedServer, tmp_path: Path) -> Iterator[Own]:
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("create role shop_owner login createrole password 'x'")
        admin.execute("create database own owner shop_owner")
        try:
            yield Own(postgres_server, tmp_path, admin)
        finally:
            runtime.close_all()
            admin.execute("drop database own with (force)")
            admin.execute("drop role if exists shop_app")
            admin.execute("drop role shop_owner")


def test_the_first_start_sets_it_up_whether_people_can_sign_in_or_not(own: Own) -> None:
    server.make_ready(own.settings(own.app, own.superuser))
    runtime.close_all()
    assert principal_for_identity(own.settings(own.app), "https://idp", "1", "a@b.test", "Ada").role == "owner"


def test_the_owner_sets_it_up_and_the_app_works_without_the_owner(own: Own) -> None:
    with_owner = own.settings(own.app, own.superuser)
    principal = principal_for_identity(with_owner, "https://idp", "1", "a@b.test", "Ada")
    assert (principal.role, principal.full_name, principal.email) == ("owner", "Ada", "a@b.test")
    runtime.close_all()
    alone = own.settings(own.app)
    assert principal_for_identity(alone, "https://idp", "1", "a@b.test", "Ada") == principal
    store = open_store(alone, principal)
    project = store.create_project("P")
    source = store.create_data_source(project.id, "W", "duckdb", {}, {"password": "x"})
    assert store.open_connection(source.id).secrets == {"password": "x"}
    with pytest.raises(InvalidInput, match="no local owner"):
        local_principal(alone)


def test_a_database_that_is_not_set_up_is_told_so(own: Own) -> None:
    own.admin.execute("create role shop_app login noinherit password 'pässword'")
    with pytest.raises(LunaraError) as caught:
        runtime.runtime(own.settings(own.app))
    assert "LUNARA_DATABASE_OWNER_URL" in caught.value.hint


def test_a_role_that_bypasses_the_policies_is_refused(own: Own) -> None:
    principal_for_identity(own.settings(own.app, own.superuser), "i", "1", "", "A")
    runtime.close_all()
    with pytest.raises(InvalidInput, match="does not bind"):
        runtime.runtime(own.settings(own.superuser))
    own.admin.execute("alter role shop_app bypassrls")
    with pytest.raises(InvalidInput, match="does not bind"):
        runtime.runtime(own.settings(own.app))


def test_an_owner_without_superpowers_sets_it_up_too(own: Own) -> None:
    """An owner whom forced policies would bind: security is enabled, and everything still works."""
    # What Postgres grants to a role that makes these roles itself; here the session's server has made them before.
    own.admin.execute("grant authenticated, lunara_server to shop_owner with admin true, inherit false, set false")
    settings = own.settings(own.app, own.owner)
    ada = open_store(settings, principal_for_identity(settings, "i", "1", "", "Ada"))
    bob = open_store(settings, principal_for_identity(settings, "i", "2", "", "Bob"))
    project = ada.create_project("P")
    assert [s.project.id for s in ada.list_projects()] == [project.id]
    assert bob.list_projects() == []
    with pytest.raises(InvalidInput, match="does not bind"):
        runtime.runtime(own.settings(own.owner))


@pytest.mark.parametrize("url", ["postgresql://a:b@127.0.0.1:1/x", "postgresql://nobody@nowhere.invalid/x"])
def test_an_unreachable_server_is_unavailable(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unavailable, match="cannot be reached") as caught:
        runtime.runtime(load_settings({"LUNARA_HOME": str(tmp_path), "LUNARA_DATABASE_URL": url}))
    assert "a:b" not in str(caught.value)


def test_an_unreadable_address_is_invalid(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        runtime.runtime(load_settings({"LUNARA_HOME": str(tmp_path), "LUNARA_DATABASE_URL": "not a url = ="}))


def test_nothing_is_made_in_home_by_other_modes(own: Own) -> None:
    principal_for_identity(own.settings(own.app, own.superuser), "i", "1", "", "A")
    assert list(own.home.iterdir()) == []
