"""Every kind of warehouse with data in it, and the people of a workspace on every workspace there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lunara.connect import KINDS, open_warehouse
from lunara.connect.warehouse import Warehouse
from lunara.settings import load_settings
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.store import Store
from tests.contract.apt_postgres import PACKAGES, apt_server, binaries, or_skip
from tests.contract.own_postgres import OwnServer, own_server
from tests.contract.places import Place, Resources, place_of
from tests.contract.worlds import TOOLS, World, embedded_world, own_world, supabase_world


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        "own",
        pytest.param("supabase", marks=pytest.mark.skipif(TOOLS is None, reason="needs the shared stand-ins")),
    ],
)
def world(
    request: pytest.FixtureRequest, postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home")
    if request.param == "own":
        with own_world(request.getfixturevalue("own"), home) as opened:
            yield opened
        return
    kind = embedded_world if request.param == "embedded" else supabase_world
    with kind(postgres_server, home) as opened:
        yield opened


@pytest.fixture(scope="session")
def own() -> Iterator[OwnServer]:
    """Somebody's Postgres, as old as the system's packages have it."""
    with own_server() as server:
        yield server


@pytest.fixture
def owner(world: World) -> Store:
    return world.newcomer()


@pytest.fixture
def other(world: World) -> Store:
    return world.newcomer("Otto Other")


@pytest.fixture(scope="module", params=sorted(KINDS))
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One of each kind; the test is skipped, with the reason, for what a place cannot show."""
    resources = Resources(
        tmp_path_factory.mktemp(request.param),
        lambda: request.getfixturevalue("postgres_server"),
        lambda: request.getfixturevalue("mariadb"),
    )
    yield from place_of(request.param, resources)


@pytest.fixture(autouse=True)
def _only_what_it_can_show(request: pytest.FixtureRequest) -> None:
    if "place" in request.fixturenames:
        reason = request.getfixturevalue("place").lacks.get(request.function.__name__.removeprefix("test_"))
        if reason:
            pytest.skip(reason)


@pytest.fixture
def warehouse(place: Place) -> Iterator[Warehouse]:
    """The place, opened."""
    opened = open_warehouse(place.kind, place.config, place.secrets, load_settings({"LUNARA_REMOTE_FILES": "on"}))
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["of the system's packages", "embedded"])
def each_postgres(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """A server of the oldest Postgres that is installed, and the embedded one."""
    if request.param == "embedded":
        yield request.getfixturevalue("postgres_server")
        return
    or_skip("" if binaries() else f"no Postgres of the system's packages ({PACKAGES})")
    with apt_server() as apt:
        yield apt
