"""A Databricks server that is wrong or hostile: it leads elsewhere, drips, breaks off, or holds what it was asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from lunara.connect import databricks, databricks_line, databricks_sign_in, deadline, open_warehouse
from lunara.connect.drivers import is_installed
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import ConnectFailed, TimedOut, WarehouseFailed
from lunara.guard import read_only
from lunara.settings import load_settings
from tests import lanes
from tests.contract.network import Network, a_network
from tests.emulators.certificates import self_signed

if TYPE_CHECKING:
    from tests.emulators.databricks import DatabricksStub

SETTINGS = load_settings({})
MANY = "select a.n as a, b.n as b from numbers a, numbers b"


@pytest.fixture
def stub(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabricksStub]:
    if not is_installed(databricks.KIND):
        lanes.not_run(lanes.lane_of("databricks"), "its driver is not installed")
    from tests.emulators.databricks import Account, DatabricksStub

    certificate = self_signed(tmp_path_factory.mktemp("tls"))
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    made = DatabricksStub({"sesame": Account("reader@shop", ("readers",))}, certificate, {"robot": "secret"})
    made.engine.connection.execute("create table numbers as select range::integer as n from range(20000)")
    yield made
    made.close()


def config(port: int, **more: str) -> dict[str, str]:
    from tests.emulators.databricks import CATALOG, PATH

    return {"host": "127.0.0.1", "port": str(port), "http_path": PATH, "catalog": CATALOG, **more}


@pytest.fixture
def network(stub: DatabricksStub) -> Iterator[Network]:
    with a_network() as made:
        yield made


@pytest.fixture
def warehouse(stub: DatabricksStub, network: Network) -> Iterator[Warehouse]:
    way = network.way_to("127.0.0.1", stub.port)
    opened = open_warehouse("databricks", config(way), {"token": "sesame"}, SETTINGS)
    yield opened
    opened.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 0.5)
    for module in (databricks_line, databricks_sign_in):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 1)


def ask(warehouse: Warehouse, sql: str, **limits: Any) -> list[Any]:
    return run(warehouse, read_only(sql, "databricks"), limits=Limits(**limits)).data.to_pylist()


@pytest.fixture
def elsewhere(stub: DatabricksStub) -> Iterator[socket.socket]:
    """A server that nobody is to come to."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.5)
    stub.leads_to = f"http://127.0.0.1:{listening.getsockname()[1]}/latest/meta-data"
    yield listening
    listening.close()


@pytest.mark.parametrize("part", ["first page", "later page", "no rows yet", "files"])
def test_a_server_that_leads_elsewhere_is_not_followed(
    warehouse: Warehouse, stub: DatabricksStub, elsewhere: socket.socket, part: str
) -> None:
    """Result files by their URL though none were asked for, and files to move: nobody comes to that address."""
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    stub.leads_in = part
    with pytest.raises(WarehouseFailed) as refused:
        list(warehouse.stream(read_only(MANY, "databricks"), timeout_seconds=20, cancel=CancelToken()))
    assert "files" in refused.value.message and refused.value.hint
    assert refused.value.code == ("warehouse_failed" if part == "files" else "results_elsewhere")
    with pytest.raises(TimeoutError):
        elsewhere.accept()
    stub.leads_in = ""
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_a_redirect_is_not_followed(warehouse: Warehouse, stub: DatabricksStub, elsewhere: socket.socket) -> None:
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    stub.leads_in = "redirect"
    for account in ({"token": "sesame"}, {"token": "secret", "client_id": "robot"}):
        more = {name: value for name, value in account.items() if name == "client_id"}
        with pytest.raises(ConnectFailed):
            open_warehouse("databricks", config(stub.port, **more), {"token": account["token"]}, SETTINGS)
    with pytest.raises(ConnectFailed) as refused:
        ask(warehouse, "select 1 as one")
    assert refused.value.code == "host_not_allowed"
    with pytest.raises(TimeoutError):
        elsewhere.accept()


def test_what_the_connector_reaches_others_by_reaches_nobody(warehouse: Any, elsewhere: socket.socket) -> None:
    """Whatever the refusal above did not know: the connector's other client goes nowhere."""
    from databricks.sql.common.http import HttpMethod

    line = warehouse._pool.take()
    with pytest.raises(ConnectFailed) as refused:
        line._connection.http_client.request(HttpMethod.GET, f"http://127.0.0.1:{elsewhere.getsockname()[1]}/")
    assert refused.value.code == "host_not_allowed"
    with pytest.raises(TimeoutError):
        elsewhere.accept()
    line.close()


def test_a_warehouse_of_another_protocol_is_said(stub: DatabricksStub) -> None:
    """The connector would go on by another road then, which is not held to anything."""
    stub.refuses_sessions = ("Thrift is not supported", "KP001")
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("databricks", config(stub.port), {"token": "sesame"}, SETTINGS)
    assert "another protocol" in refused.value.message and refused.value.hint


def test_a_line_that_breaks_within_a_page_is_said_and_not_asked_again(
    warehouse: Warehouse, network: Network, stub: DatabricksStub
) -> None:
    rows = warehouse.stream(read_only(MANY, "databricks"), timeout_seconds=20, cancel=CancelToken())
    assert next(rows).num_rows
    network.delay = 0.2
    threading.Timer(0.5, network.cut).start()
    asked = len(stub.asked)
    with pytest.raises(ConnectFailed) as lost:
        for _ in rows:
            pass
    assert lost.value.code == "connection_lost" and len(stub.asked) - asked < 5
    network.delay = 0.0
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


@pytest.mark.usefixtures("hasty")
def test_an_answer_that_drips_ends_at_the_time_limit(warehouse: Warehouse, network: Network) -> None:
    """A few bytes now and then, so that no read is ever silent for long."""
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    network.drip()
    started = time.monotonic()
    with pytest.raises(TimedOut):
        ask(warehouse, MANY, seconds=1, slots=1)
    assert time.monotonic() - started < 13
    network.heal()
    assert ask(warehouse, "select 1 as one", slots=1, seconds=5) == [{"one": 1}]


@pytest.mark.usefixtures("hasty")
def test_a_token_that_drips_is_given_up(stub: DatabricksStub, network: Network) -> None:
    way = network.way_to("127.0.0.1", stub.port)
    network.drip()
    started = time.monotonic()
    with pytest.raises(ConnectFailed) as silent:
        open_warehouse("databricks", config(way, client_id="robot"), {"token": "secret"}, SETTINGS)
    assert silent.value.code == "no_answer" and time.monotonic() - started < 13


def test_a_warehouse_that_starts_is_not_waited_for_after_the_time_limit(
    warehouse: Warehouse, stub: DatabricksStub
) -> None:
    """Nor after a cancel; the connector alone would sleep through both."""
    stub.before = lambda path: 503
    for cancelled in (False, True):
        token = CancelToken()
        if cancelled:
            threading.Timer(0.3, token.cancel).start()
        started = time.monotonic()
        with pytest.raises(Exception, match=r"was stopped|was cancelled"):
            list(warehouse.stream(read_only("select 1 as one", "databricks"), timeout_seconds=1, cancel=token))
        assert time.monotonic() - started < 13
    stub.before = lambda path: None
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_no_thread_is_left_behind(stub: DatabricksStub) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    opened = open_warehouse("databricks", config(stub.port), {"token": "sesame"}, SETTINGS)
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    opened.close()
    until = time.monotonic() + 5
    while left := [
        thread.name
        for thread in threading.enumerate()
        if thread.ident not in before and "process_request" not in thread.name and thread.name != "lunara-clock"
    ]:
        assert time.monotonic() < until, left
        time.sleep(0.05)
