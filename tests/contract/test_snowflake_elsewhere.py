"""Where Snowflake's results lie, and a Snowflake that is wrong or hostile: it leads elsewhere, drips, breaks off, falls short."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import certifi
import pytest

from lunara.connect import deadline, hosts, open_warehouse, snowflake, snowflake_line
from lunara.connect.hosts import Reach
from lunara.connect.run import Limits, run
from lunara.connect.snowflake_http import Wire
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import ConnectFailed, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import read_only
from lunara.settings import load_settings
from tests.contract.network import Network, a_network
from tests.contract.places.snowflake import Account, reached, start, world
from tests.emulators.certificates import self_signed
from tests.lanes import ready

SETTINGS = load_settings({})
CONFIG = {"user": "lunara", "warehouse": "bi_wh", "database": "shop", "sign_in": "password"}
MANY = "select a.n as a, b.n as b from numbers a, numbers b"
STAGE = "sfc-eu-ds1-customer-stage.s3.eu-central-1.amazonaws.com"
Names = Callable[..., None]


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    started = start(ready("snowflake").engine_python, world())
    started.execute(
        "create table numbers (n integer)",
        "insert into numbers select seq4() from table(generator(rowcount => 20000))",
    )
    with reached(started):
        yield started
    started.close()


@pytest.fixture
def network(account: Account) -> Iterator[Network]:
    with a_network() as made:
        yield made
    account.control("_set")


@pytest.fixture
def warehouse(account: Account, network: Network) -> Iterator[Warehouse]:
    way = network.way_to("127.0.0.1", account.port)
    opened = open_warehouse("snowflake", {**CONFIG, "account": f"myorg-by-{way}"}, {"password": "sesame"}, SETTINGS)
    yield opened
    opened.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 0.5)
    for module in (snowflake, snowflake_line):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 1)


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    """A server that nobody is to come to."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.5)
    yield listening
    listening.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Have every name stand for one address."""

    def stand_for(address: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
        monkeypatch.setattr(hosts.socket, "getaddrinfo", lambda *_, **__: found)

    stand_for("52.219.1.1")
    return stand_for


def wire(*allowed: str, shared: bool = False) -> Wire:
    return Wire(("acc.snowflakecomputing.com", 443, "https"), Reach(tuple(allowed), shared))


def ask(warehouse: Warehouse, sql: str, **limits: Any) -> list[Any]:
    return run(warehouse, read_only(sql, "snowflake"), limits=Limits(**limits)).data.to_pylist()


def read(warehouse: Warehouse, seconds: float = 20) -> Iterator[Any]:
    return warehouse.stream(read_only(MANY, "snowflake"), timeout_seconds=seconds, cancel=CancelToken())


# -- which hosts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "acc.snowflakecomputing.com", STAGE, "sfc-prod1.s3.amazonaws.com", "s3.us-west-2.amazonaws.com",
        "sfc-cn.s3.cn-north-1.amazonaws.com.cn", "sfcprodstage1.blob.core.windows.net", "storage.googleapis.com",
        "gcpeuropewest4-abc-stage.storage.googleapis.com", "other.snowflakecomputing.cn",
    ],
)  # fmt: skip
def test_results_are_fetched_from_stages_of_snowflakes_clouds(names: Names, host: str) -> None:
    made = wire()
    made.permit(f"https://{host}/results/part?signature=x")
    assert made.address_of(host, 443) == "52.219.1.1"


@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254/latest/meta-data",
        "http://169.254.169.254/latest/meta-data",
        f"http://{STAGE}/part",
        f"https://{STAGE}:8443/part",
        "https://evil.example/part",
        f"https://{STAGE}.evil.example/part",
        f"https://evil.example/{STAGE}",
        f"https://{STAGE}@evil.example/part",
        "https://ec2-1-2-3-4.compute.amazonaws.com/part",
        "https://s3evil.amazonaws.com/part",
        "https://blob.core.windows.net.evil.example/part",
        "file:///etc/passwd",
        "https://localhost/part",
        "https://acc.snowflakecomputing.com:8080/",
        "http://acc.snowflakecomputing.com/",
    ],
)
def test_nothing_else_is_asked(names: Names, url: str) -> None:
    with pytest.raises(ConnectFailed) as refused:
        wire().permit(url)
    assert refused.value.code == "host_not_allowed" and "SYSTEM$ALLOWLIST" in refused.value.hint


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.0.1", "0.0.0.0", "100.100.100.200"]
)
@pytest.mark.parametrize("shared", [False, True])
def test_a_stage_at_an_address_inside_is_never_followed(names: Names, address: str, shared: bool) -> None:
    """Not even by an installation of one organization, which may keep its databases there."""
    made = wire(shared=shared)
    names(address)
    with pytest.raises(ConnectFailed) as refused:
        made.permit(f"https://{STAGE}/part")
    assert refused.value.code == "host_not_allowed"


def test_the_list_of_hosts_holds_for_stages_too(names: Names) -> None:
    """A stage that is named may be a private endpoint; metadata is no stage in any case."""
    only_the_account = wire("acc.snowflakecomputing.com")
    with pytest.raises(ConnectFailed) as refused:
        only_the_account.permit(f"https://{STAGE}/part")
    assert STAGE in refused.value.message and "LUNARA_ALLOWED_HOSTS" in refused.value.hint
    both = wire("acc.snowflakecomputing.com", STAGE, "stage.inside.example")
    both.permit(f"https://{STAGE}/part")
    names("10.1.2.3")
    both.permit("https://stage.inside.example/part")
    assert both.address_of("stage.inside.example", 443) == "10.1.2.3"
    names("169.254.169.254")
    with pytest.raises(ConnectFailed):
        both.permit(f"https://{STAGE}/part")


@pytest.mark.parametrize("way", ["leads", "redirects"])
def test_a_server_that_leads_elsewhere_is_not_followed(
    account: Account, warehouse: Warehouse, elsewhere: socket.socket, way: str
) -> None:
    assert ask(warehouse, "select 1 as one") == [{"ONE": 1}]
    account.control("_set?" + urlencode({way: f"http://127.0.0.1:{elsewhere.getsockname()[1]}"}))
    with pytest.raises(ConnectFailed) as refused:
        list(read(warehouse))
    assert refused.value.code == "host_not_allowed"
    with pytest.raises(TimeoutError):
        elsewhere.accept()
    account.control("_set")
    assert ask(warehouse, "select 1 as one") == [{"ONE": 1}]


# -- parts of a result ---------------------------------------------------------------------------------------------------


def test_a_result_of_many_parts_is_whole_and_in_its_order(warehouse: Warehouse) -> None:
    sql = read_only("select a.n as a, b.n as b from numbers a join numbers b on b.n < 9", "snowflake")
    rows = run(warehouse, sql, limits=Limits(rows=10**6)).data
    assert rows.num_rows == 180_000 and len({(row["A"], row["B"]) for row in rows.to_pylist()}) == 180_000


def test_a_part_with_fewer_rows_than_promised_is_no_result(account: Account, warehouse: Warehouse) -> None:
    account.control("_set?short=1")
    with pytest.raises(WarehouseFailed) as short:
        list(read(warehouse))
    assert short.value.code == "incomplete" and short.value.hint


def test_a_stage_that_is_busy_is_asked_again(account: Account, warehouse: Warehouse) -> None:
    account.control("_set?busy=2")
    rows = read(warehouse)
    found = 0
    while found < 600_000:  # beyond the first part on the stage
        found += next(rows).num_rows
    rows.close()  # type: ignore[attr-defined]
    account.control("_set?busy=1000")
    with pytest.raises(ConnectFailed) as busy:
        list(read(warehouse))
    assert busy.value.code == "connection_lost" and "503" in busy.value.message


def test_a_line_that_breaks_within_a_part_is_said(warehouse: Warehouse, network: Network) -> None:
    rows = read(warehouse)
    network.delay = 0.3
    threading.Timer(0.6, network.cut).start()
    with pytest.raises(ConnectFailed) as lost:
        for _ in rows:
            pass
    assert lost.value.code == "connection_lost"
    network.delay = 0.0
    assert ask(warehouse, "select 1 as one") == [{"ONE": 1}]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("late", [False, True], ids=["from the first byte", "on the stage"])
def test_an_answer_that_drips_ends_at_the_time_limit(warehouse: Warehouse, network: Network, late: bool) -> None:
    """A few bytes now and then, so that no read is ever silent for long."""
    assert ask(warehouse, "select 1 as one") == [{"ONE": 1}]
    started = time.monotonic()
    rows = read(warehouse, 3 if late else 1)
    if late:
        next(rows)
    network.drip()
    with pytest.raises(TimedOut):
        for _ in rows:
            pass
    assert time.monotonic() - started < (3 if late else 1) + 12
    network.heal()
    assert ask(warehouse, "select 1 as one", slots=1, seconds=5) == [{"ONE": 1}]


@pytest.mark.usefixtures("hasty")
def test_a_sign_in_that_drips_is_given_up(account: Account, network: Network) -> None:
    way = network.way_to("127.0.0.1", account.port)
    network.drip()
    started = time.monotonic()
    with pytest.raises(ConnectFailed) as silent:
        open_warehouse("snowflake", {**CONFIG, "account": f"myorg-by-{way}"}, {"password": "sesame"}, SETTINGS)
    assert silent.value.code == "no_answer" and time.monotonic() - started < 13


def test_a_line_under_tls_is_checked_and_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The imitation speaks plain HTTP; this is the same road over TLS, to a server that answers and then is silent."""
    ready("snowflake")
    from snowflake.connector.session_manager import SessionManager

    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    served: list[ssl.SSLSocket] = []

    def serve() -> None:
        while True:
            try:
                taken = listening.accept()[0]
            except OSError:
                return  # the test is over
            with suppress(OSError):  # it does not trust us
                line = context.wrap_socket(taken, server_side=True)
                line.recv(65536)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun")
                served.append(line)

    threading.Thread(target=serve, daemon=True).start()
    port = int(listening.getsockname()[1])
    for trusted, code in ((False, "encryption"), (True, "connection_lost")):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate[0] if trusted else certifi.where())
        road = Wire(("127.0.0.1", port, "https"), Reach())
        if trusted:
            threading.Thread(target=_cut_when, args=(road, served), daemon=True).start()
        with pytest.raises(ConnectFailed) as failed:
            SessionManager(adapter_factory=road).get(f"https://127.0.0.1:{port}/", timeout=60)
        assert failed.value.code == code and bool(served) == trusted
    assert road.sockets.is_cut
    listening.close()


def test_a_line_that_is_cut_before_it_is_encrypted_is_lost() -> None:
    """Nobody answers the handshake, and the session is given up: nothing is wrong with the encryption."""
    ready("snowflake")
    from snowflake.connector.session_manager import SessionManager

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
        road = Wire(("127.0.0.1", port, "https"), Reach())
        taken: list[socket.socket] = []
        threading.Thread(target=lambda: taken.append(listening.accept()[0]), daemon=True).start()
        threading.Thread(target=_cut_when, args=(road, taken), daemon=True).start()
        with pytest.raises(ConnectFailed) as failed:
            SessionManager(adapter_factory=road).get(f"https://127.0.0.1:{port}/", timeout=60)
        assert failed.value.code == "connection_lost" and road.sockets.is_cut


def _cut_when(road: Wire, begun: Sized) -> None:
    """Cut the line half a second after the server began to talk on it."""
    given_up = time.monotonic() + 60
    while not begun and time.monotonic() < given_up:
        time.sleep(0.01)
    time.sleep(0.5)
    road.cut()


@pytest.mark.parametrize("left", ["read", "early", "cut"])
def test_no_thread_is_left_behind(account: Account, network: Network, left: str) -> None:
    """Neither heartbeats nor those that fetch ahead."""
    before = {thread.ident for thread in threading.enumerate()}
    config = {**CONFIG, "account": "myorg-test"}
    opened = open_warehouse("snowflake", config, {"password": "sesame"}, SETTINGS)
    assert ask(opened, "select 1 as one") == [{"ONE": 1}]
    if left != "read":
        rows = read(opened, 20 if left == "early" else 1)
        next(rows)
        if left == "early":
            rows.close()  # type: ignore[attr-defined]
        else:
            with pytest.raises(LunaraError):
                time.sleep(1.2)
                list(rows)
    opened.close()
    until = time.monotonic() + 5
    while names := [
        thread.name for thread in threading.enumerate() if thread.ident not in before and thread.name != "lunara-clock"
    ]:
        assert time.monotonic() < until, names
        time.sleep(0.05)
