"""The people of a workspace, on every workspace there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.store import Store
from tests.contract.worlds import TOOLS, World, embedded_world, supabase_world


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        pytest.param("supabase", marks=pytest.mark.skipif(TOOLS is None, reason="needs the shared stand-ins")),
    ],
)
def world(
    request: pytest.FixtureRequest, postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home")
    with ExitStack() as stack:
        kind = embedded_world if request.param == "embedded" else supabase_world
        yield stack.enter_context(kind(postgres_server, home))


@pytest.fixture
def owner(world: World) -> Store:
    return world.newcomer()


@pytest.fixture
def other(world: World) -> Store:
    return world.newcomer("Otto Other")
