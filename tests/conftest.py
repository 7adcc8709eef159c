"""A real workspace for tests: one embedded Postgres for the whole session, a fresh database for each test that asks.

`workspace_settings` also sets LUNARA_HOME, so code that calls `load_settings()` in this process (AppTest) gets the same
workspace. A child process started with that environment would make a server of its own.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from lunara.settings import SETTINGS, Settings, load_settings
from lunara.workspace import breaker, runtime
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.records import Role
from lunara.workspace.store import Store, open_store, principal_for_identity
from tests.contract.apt_postgres import without_safety
from tests.contract.mariadb import MISSING, MariaDb, is_installed, mariadb_server
from tests.in_memory import throwaway
from tests.lanes import ROOT, lanes
from tests.workspace_data import TEMPLATE, fresh_workspace, newcomer

OUTSIDE = Path(
    "/var/lib/lunara"
)  # where the server of a home goes that its account cannot reach, as root's temporary ones


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lane", help="only what this lane of tests/lanes.toml is there for")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    name = config.getoption("--lane")
    if not name:
        return
    lane = lanes()[name]
    own = {ROOT / path for path in lane.tests}

    def belongs(item: pytest.Item) -> bool:
        params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        made_for = params.get("place", params.get("engine"))
        return made_for in lane.kinds if made_for is not None else item.path in own

    config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
    items[:] = [item for item in items if belongs(item)]


def pytest_collection() -> None:
    gc.disable()  # nothing that is collected is garbage


def pytest_collection_finish() -> None:
    """The many thousand tests are not gone through again whenever garbage is looked for, which is seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 50)
    gc.enable()


class FilesAndBrowser(LoadFileScheduling):
    """A file's tests stay together, and those that drive a browser are all one worker's: two at once starve each other."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return FilesAndBrowser(config, log) if config.getoption("dist") == "loadfile" else None


class _AsItHappens:
    """Says at once which test failed, or is tried again, and why: a run that is cut off has told what it found."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome in ("failed", "rerun"):
            crash = getattr(report.longrepr, "reprcrash", None)
            said = str(crash.message if crash else report.longrepr).partition("\n")[0]
            self._terminal.write_line(f"\n{report.outcome} at {report.when}: {report.nodeid}: {said[:300]}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_AsItHappens(terminal))
    # A worker tells the first process of each test whether it is a rerun: each such word waited 40 ms for the last one's receipt.
    told = getattr(getattr(config, "failures_db", None), "sock", None)
    if told is not None:
        told.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Take away the folders that this run's servers had outside their homes, except those of a server that still runs.

    Of a run on several workers the first process does so, once they have all ended. Other runs on this machine keep theirs.
    """
    if hasattr(session.config, "workerinput") or not OUTSIDE.is_dir():
        return
    here = str(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
    for folder in OUTSIDE.iterdir():
        named = folder / "home"
        home = named.read_text(encoding="utf-8").strip() if named.exists() else ""
        of_this_run = home.startswith(f"{here}/") or (home != "" and not Path(home).exists())
        if of_this_run and not (folder / "data" / "postmaster.pid").exists():
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """A MariaDB server; the test is skipped, and says so, where none is installed (LUNARA_REQUIRE_ENGINES: it fails)."""
    if not is_installed():
        if os.environ.get("LUNARA_REQUIRE_ENGINES"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    home = throwaway("lunara-mariadb-")
    try:
        with mariadb_server(home) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedServer]:
    """The session's server, with the migrated database `template_lunara` to clone from."""
    home = throwaway("lunara-tests-")
    server = EmbeddedServer(home, os.environ.get("LUNARA_POSTGRES_BIN", ""))
    try:
        runtime.prepare(server.address(), TEMPLATE)
        without_safety(server.address())
        yield server
    finally:
        server.leave()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def workspace_settings(
    postgres_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Settings]:
    """Embedded-mode settings with a fresh LUNARA_HOME and a fresh, migrated, empty workspace behind it."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("LUNARA_HOME", str(tmp_path / "lunara-home"))
    (tmp_path / "lunara-home").mkdir()
    settings = load_settings()
    with fresh_workspace(postgres_server, settings):
        yield settings


@pytest.fixture
def admin_connection(
    workspace_settings: Settings, postgres_server: EmbeddedServer
) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The test's database as its superuser: for arranging, and for looking behind row-level security."""
    with runtime.runtime(workspace_settings).database.transaction("authenticated", {}) as connection:
        name = connection.info.dbname
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, name), autocommit=True) as admin:
        yield admin


@pytest.fixture
def store(workspace_settings: Settings) -> Store:
    """The workspace as the owner of a fresh organization."""
    return open_store(workspace_settings, newcomer(workspace_settings, "Olga Owner"))


@pytest.fixture
def other_store(workspace_settings: Settings) -> Store:
    """The workspace as the owner of another organization."""
    return open_store(workspace_settings, newcomer(workspace_settings, "Otto Other"))


@pytest.fixture
def store_as(
    workspace_settings: Settings, store: Store, admin_connection: psycopg.Connection[tuple[object, ...]]
) -> Callable[[Role], Store]:
    """`store_as("viewer")`: the workspace as a new member of `store`'s organization with this role."""

    def join(role: Role) -> Store:
        email = f"{role}-{uuid4().hex[:8]}@example.test"
        row = admin_connection.execute(
            "insert into public.invitations (organization_id, email, role, invited_by) values (%s, %s, %s, %s) returning id",
            (store.principal.organization_id, email, role, store.principal.user_id),
        ).fetchone()
        assert row is not None
        who = "test", email, email, f"{role.title()} Test"
        open_store(workspace_settings, principal_for_identity(workspace_settings, *who)).accept_invitation(str(row[0]))
        principal = principal_for_identity(workspace_settings, *who)
        assert (principal.organization_id, principal.role) == (store.principal.organization_id, role)
        return open_store(workspace_settings, principal)

    return join


@pytest.fixture(autouse=True)
def _nobody_is_away() -> Iterator[None]:
    """What one test finds out about a workspace that does not answer is no other's to know."""
    yield
    for known in breaker._breakers.values():
        known.reset()
