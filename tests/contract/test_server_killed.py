"""A Postgres server that is killed with SIGKILL while a query runs, and started again: an error in words, and then answers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from lunara.connect import open_warehouse
from lunara.connect.run import Limits, QueryRecord, run
from lunara.connect.warehouse import Warehouse
from lunara.errors import ConnectFailed, LunaraError
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.in_memory import throwaway
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
LIMITS = Limits(rows=1000, seconds=60)
LONG = ReadOnlySql("select count(*) from generate_series(1, 2000000000) a", "postgres", (), ())
SHORT = read_only("select 1 as one", "postgres")


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    home = throwaway("lunara-server-")
    made = EmbeddedServer(home, os.environ.get("LUNARA_POSTGRES_BIN", ""))
    made.address()
    yield made
    made.leave()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def warehouse(server: EmbeddedServer) -> Iterator[Warehouse]:
    address = server.address()
    config = {
        "host": "127.0.0.1",
        "port": str(address.port),
        "database": "postgres",
        "user": ADMIN,
        "sslmode": "disable",
    }
    opened = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    yield opened
    opened.close()


def _kill(server: EmbeddedServer) -> None:
    """The server and every process that it has made, all at once and without a word."""
    pid = server._running_pid()
    assert pid is not None
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    for one in (pid, *map(int, children)):
        os.kill(one, signal.SIGKILL)
    until(lambda: server._running_pid() is None)


def test_a_server_that_is_killed_mid_query_and_started_again(server: EmbeddedServer, warehouse: Warehouse) -> None:
    address = server.address()
    assert run(warehouse, SHORT, limits=LIMITS).rows() == [(1,)]
    said: list[LunaraError] = []
    records: list[QueryRecord] = []

    def ask() -> None:
        try:
            run(warehouse, LONG, limits=LIMITS, record=records.append)
        except LunaraError as error:
            said.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as beside:
        until(
            lambda: bool(
                beside.execute(
                    "select 1 from pg_stat_activity where query like '%2000000000%' and state = 'active'"
                    " and pid <> pg_backend_pid()"
                ).fetchall()
            )
        )
        began = time.monotonic()
        _kill(server)
    asking.join(30)
    assert not asking.is_alive() and time.monotonic() - began < 20, (
        "whoever asked is told, and does not wait for the time limit"
    )
    assert len(said) == 1 and "\n" not in said[0].message and said[0].hint
    assert [record.outcome for record in records] == ["failed"]

    with pytest.raises(ConnectFailed) as away:
        run(warehouse, SHORT, limits=LIMITS)
    assert away.value.hint and "Traceback" not in str(away.value)

    assert server.address().port == address.port
    assert run(warehouse, SHORT, limits=LIMITS).rows() == [(1,)], "the same source answers again"
    assert run(warehouse, SHORT, limits=LIMITS).rows() == [(1,)]


def test_a_server_that_is_restarted_between_queries(server: EmbeddedServer, warehouse: Warehouse) -> None:
    assert run(warehouse, SHORT, limits=LIMITS).rows() == [(1,)]
    _kill(server)
    assert server.address().port
    assert run(warehouse, SHORT, limits=LIMITS).rows() == [(1,)], (
        "the line that the pool kept is dead, and nobody notices"
    )
