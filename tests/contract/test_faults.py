"""What goes wrong between us and a server, for every kind that has one: it ends in words, in time, and the source can be used."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from lunara import connect
from lunara.connect import KINDS, deadline, flight, open_warehouse
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from tests.contract.endless import a_harmful_server
from tests.contract.network import Network, a_network
from tests.contract.places import Form, Place
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = load_settings({"LUNARA_REMOTE_FILES": "on"})
BUSY = 10.0  # a machine that has other work; without what is tested none of it ends
NUMBERS = "select n from numbers"
ONE = "select 1 as one"


@pytest.fixture
def network(place: Place) -> Iterator[Network]:
    with a_network() as made:
        yield made


@pytest.fixture
def form(place: Place, network: Network) -> Form:
    """The form that reaches the place by way of the network."""
    made = place.through(network)
    if made is None:
        pytest.skip("a file has no server, or the driver takes no address of ours")
    return made


@pytest.fixture
def far(place: Place, form: Form) -> Iterator[Warehouse]:
    """The warehouse by way of the network."""
    opened = open_warehouse(place.kind, *form, SETTINGS)
    yield opened
    opened.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    """Patience of one or two seconds where it is five or ten, in each file of the kind."""
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 1.0)
    name = import_module(KINDS[place.kind]).__name__
    beside = [f"lunara.connect.{found.name}" for found in iter_modules(connect.__path__)]
    for module in [import_module(of) for of in beside if of == name or of.startswith(f"{name}_")]:
        monkeypatch.setattr(module, "CONNECT_SECONDS", 2, raising=False)


def ask(warehouse: Warehouse, sql: str, **options: Any) -> list[Any]:
    return run(warehouse, read_only(sql, warehouse.dialect), **options).data.to_pylist()


def begun(warehouse: Warehouse, sql: str, seconds: float = 30.0, cancel: CancelToken | None = None) -> Iterator[Any]:
    """The rest of a result of which the first rows have come."""
    stream = warehouse.stream(
        read_only(sql, warehouse.dialect), timeout_seconds=seconds, cancel=cancel or CancelToken()
    )
    first = 0
    while not first:
        first = next(stream).num_rows
    return stream


def works_again(warehouse: Warehouse) -> None:
    """Whatever happened to its connections."""
    assert [list(row.values()) for row in ask(warehouse, ONE)] == [[1]]
    assert len(ask(warehouse, NUMBERS)) == 60_000


def nobody_waits() -> bool:
    """Whether no thread waits for an engine, so that each turn was given back."""
    return not any(thread.name == "lunara-query" for thread in threading.enumerate())


def test_a_server_that_restarts_is_waited_for(far: Warehouse, network: Network) -> None:
    """Idle connections are dead and the server refuses new ones for half a second: the next question is answered all the same."""
    works_again(far)
    network.down()
    threading.Timer(0.4, network.up).start()
    works_again(far)


def test_a_server_that_stays_away_is_said(far: Warehouse, network: Network) -> None:
    works_again(far)
    network.down()
    started = time.monotonic()
    with pytest.raises(ConnectFailed) as away:
        ask(far, ONE)
    assert away.value.code in ("refused", "connection_lost") and time.monotonic() - started < 5 + BUSY
    network.up()
    works_again(far)


def test_a_line_that_breaks_before_the_first_row_is_said(
    far: Warehouse, network: Network, place: Place, warehouse: Warehouse
) -> None:
    if place.running is None:
        pytest.skip("it cannot be seen from outside when it works")
    if place.polls:
        pytest.skip("it is no loss")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(
            lambda: list(far.stream(read_only(place.slow, far.dialect), timeout_seconds=30, cancel=CancelToken()))
        )
        until(lambda: place.running is not None and place.running() > 0)
        network.cut()
        with pytest.raises(ConnectFailed) as lost:
            answer.result(10)
    assert lost.value.code == "connection_lost"
    works_again(far)
    if place.drop_connections is not None:
        place.drop_connections()


def test_a_line_that_breaks_in_the_middle_of_a_result_is_said_and_not_tried_again(
    far: Warehouse, network: Network, place: Place
) -> None:
    rest = begun(far, place.pairs)
    if place.polls and place.drop_connections is not None:
        place.drop_connections()
    network.cut()
    with pytest.raises(ConnectFailed) as lost:
        for _ in rest:
            pass
    assert lost.value.code == "connection_lost"
    works_again(far)


def test_a_server_that_goes_away_in_the_middle_of_a_result_is_said(
    far: Warehouse, network: Network, place: Place
) -> None:
    """A driver that takes up a stream where it broke does not do so for ever."""
    rest = begun(far, place.pairs)
    network.down()
    started = time.monotonic()
    with pytest.raises(ConnectFailed) as lost:
        for _ in rest:
            pass
    assert lost.value.code in ("refused", "connection_lost") and time.monotonic() - started < 10 + BUSY
    network.up()
    works_again(far)


def test_a_line_that_breaks_between_two_requests_loses_no_row(far: Warehouse, network: Network, place: Place) -> None:
    if not place.polls:
        pytest.skip("a result comes over one line")
    rows: list[int] = []
    pieces = 0
    for batch in far.stream(read_only(NUMBERS, far.dialect), timeout_seconds=30, cancel=CancelToken()):
        rows += batch.column(0).to_pylist()
        network.cut()
        pieces += 1
    assert pieces > 1, "the line breaks in the middle of it"
    assert len(rows) == 60_000 and set(rows) == set(range(60_000))


@pytest.mark.usefixtures("hasty")
def test_a_server_that_never_answers_a_connection_is_said(place: Place, form: Form, network: Network) -> None:
    network.swallow()
    started = time.monotonic()
    with pytest.raises(ConnectFailed) as silent:
        open_warehouse(place.kind, *form, SETTINGS)
    assert silent.value.code == "no_answer" and time.monotonic() - started < 6 + BUSY


@pytest.mark.usefixtures("hasty")
def test_a_server_that_says_a_byte_at_a_time_is_not_connected_to_for_ever(
    place: Place, form: Form, network: Network
) -> None:
    """No single wait is long; all of them together would be minutes, and a turn of its organization would be gone with them."""
    network.drip()
    started = time.monotonic()
    with pytest.raises(ConnectFailed) as slow:
        open_warehouse(place.kind, *form, SETTINGS)
    assert slow.value.code == "no_answer" and time.monotonic() - started < 6 + BUSY


@pytest.mark.usefixtures("hasty")
def test_a_network_that_swallows_a_question_ends_at_the_time_limit(far: Warehouse, network: Network) -> None:
    """The engine hears neither the question nor that it should stop; the line is cut, and the turn is free again."""
    works_again(far)
    network.swallow()
    started = time.monotonic()
    with pytest.raises(TimedOut) as slow:
        ask(far, ONE, limits=Limits(seconds=1, slots=1))
    assert 0.9 < time.monotonic() - started < 1 + flight.GRACE_SECONDS + BUSY and slow.value.code == "timed_out"
    until(nobody_waits, flight.GRACE_SECONDS + BUSY)
    network.heal()
    assert ask(far, ONE, limits=Limits(slots=1, seconds=5)), "the turn of the one that was given up is free"
    works_again(far)


@pytest.mark.usefixtures("hasty")
def test_a_network_that_swallows_the_rest_of_a_result_ends_at_the_time_limit(
    far: Warehouse, network: Network, place: Place
) -> None:
    threads = threading.active_count()
    rest = begun(far, place.pairs, seconds=5)
    network.swallow()
    started = time.monotonic()
    with pytest.raises(TimedOut):
        for _ in rest:
            pass
    assert time.monotonic() - started < 5 + flight.GRACE_SECONDS + BUSY
    network.heal()
    works_again(far)
    network.cut()
    until(lambda: threading.active_count() <= threads + 1, 20)


@pytest.mark.usefixtures("hasty")
def test_a_server_that_sends_a_byte_now_and_then_ends_at_the_time_limit(far: Warehouse, network: Network) -> None:
    """Each byte comes in good time: a patience that counts anew from every one has no end."""
    works_again(far)
    network.drip()
    started = time.monotonic()
    with pytest.raises(TimedOut):
        ask(far, ONE, limits=Limits(seconds=1, slots=1))
    assert time.monotonic() - started < 1 + flight.GRACE_SECONDS + BUSY
    network.heal()
    assert ask(far, ONE, limits=Limits(slots=1, seconds=5)), "the turn of the one that was given up is free"
    works_again(far)


@pytest.mark.usefixtures("hasty")
def test_a_cancel_over_a_network_that_swallows_everything_is_a_cancel(far: Warehouse, network: Network) -> None:
    works_again(far)
    network.swallow()
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        ask(far, ONE, cancel=token)
    assert time.monotonic() - started < 0.3 + flight.GRACE_SECONDS + BUSY
    network.heal()
    works_again(far)


@pytest.mark.usefixtures("hasty")
def test_cancel_while_connecting(far: Warehouse, network: Network, place: Place) -> None:
    if place.drop_connections is not None:
        place.drop_connections()
    network.cut()
    network.swallow()
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        ask(far, ONE, cancel=token)
    assert time.monotonic() - started < 0.3 + flight.GRACE_SECONDS + BUSY
    network.heal()
    works_again(far)


def test_cancel_in_the_middle_of_a_result(warehouse: Warehouse, place: Place) -> None:
    token = CancelToken()
    rest = begun(warehouse, place.pairs, cancel=token)
    token.cancel()
    with pytest.raises(Cancelled):
        for _ in rest:
            pass
    if place.running is not None:
        until(lambda: place.running is not None and place.running() == 0)
    works_again(warehouse)


def test_cancel_after_the_last_row_changes_nothing(warehouse: Warehouse) -> None:
    token = CancelToken()
    assert len(ask(warehouse, NUMBERS, cancel=token)) == 60_000
    token.cancel()
    works_again(warehouse)


def test_the_engine_stops_when_the_rows_are_cut(warehouse: Warehouse, place: Place) -> None:
    """Three and a half thousand million rows, of which a thousand are read."""
    started = time.monotonic()
    result = run(warehouse, read_only(place.pairs, warehouse.dialect), limits=Limits(rows=1000))
    assert result.row_count == 1000 and result.truncated and time.monotonic() - started < 20
    if place.running is not None:
        until(lambda: place.running is not None and place.running() == 0)
    works_again(warehouse)


def test_a_changed_password_stops_new_connections_in_words_and_open_ones_go_on(place: Place) -> None:
    if place.change_password is None:
        pytest.skip("it has no password that could be changed")
    opened = open_warehouse(place.kind, place.config, place.secrets, SETTINGS)
    try:
        works_again(opened)
        place.change_password("another")
        if place.polls:
            with pytest.raises(ConnectFailed) as gone:
                ask(opened, ONE)
            assert gone.value.code == "password_wrong"
        else:
            works_again(opened)
        with pytest.raises(ConnectFailed) as wrong:
            open_warehouse(place.kind, place.config, place.secrets, SETTINGS)
        assert wrong.value.code == "password_wrong"
        assert place.drop_connections is not None
        place.drop_connections()
        with pytest.raises(ConnectFailed) as gone:
            ask(opened, ONE)
        assert gone.value.code == "password_wrong" and "sesame" not in str(gone.value)
        place.change_password(place.secrets["password"])
        works_again(opened)
    finally:
        place.change_password(place.secrets["password"])
        opened.close()


CHILD = """
import sys
# Spark's package takes a program that is in no file for a test of its own, and ends it.
sys.modules["__main__"].__file__ = "child.py"
from lunara.connect import open_warehouse
from lunara.connect.run import Limits, run
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024

{first}
warehouse = open_warehouse({kind!r}, {config!r}, {secrets!r}, load_settings({{"LUNARA_REMOTE_FILES": "on"}}))
"""


def child(place: Place, code: str) -> subprocess.Popen[str]:
    """A process that does `code` with the warehouse open."""
    if not place.reached_by_others:
        pytest.skip("only the process that made the engine's stand-in reaches it")
    made = (
        CHILD.format(
            first=place.first_in_a_child, kind=place.kind, config=dict(place.config), secrets=dict(place.secrets)
        )
        + code
    )
    return subprocess.Popen(
        [sys.executable, "-c", made], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def at_work(process: subprocess.Popen[str], running: Callable[[], int]) -> None:
    """Wait until the engine works on its statement, and not on what is said before it."""
    seen = 0
    until_then = time.monotonic() + 30
    while seen < 5:
        assert process.poll() is None, process.communicate()[1][-2000:]
        assert time.monotonic() < until_then, "it never began"
        seen = seen + 1 if running() > 0 else 0
        time.sleep(0.05)


def said_by(process: subprocess.Popen[str]) -> list[str]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err[-3000:]
    return out.split()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_what_a_killed_app_was_asking_ends_in_the_engine(place: Place) -> None:
    """At its time limit at the latest; nobody is left to say that it should stop."""
    if place.running is None:
        pytest.skip("the engine is in the process that dies")
    running = place.running
    killed = child(place, f"run(warehouse, read_only({place.slow!r}, warehouse.dialect), limits=Limits(seconds=8))")
    try:
        at_work(killed, running)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    until(lambda: running() == 0, 20)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_what_a_killed_app_was_asking_ends_soon_where_the_engine_looks_for_us(place: Place) -> None:
    """Long before its time limit."""
    if place.looks_for_us is None or place.running is None:
        pytest.skip("the engine finds out when it has rows to send, or at the time limit")
    running = place.running
    killed = child(place, f"run(warehouse, read_only({place.slow!r}, warehouse.dialect), limits=Limits(seconds=100))")
    try:
        at_work(killed, running)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    until(lambda: running() == 0, place.looks_for_us + 10)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_result_of_millions_of_rows_is_cut_in_bounded_memory(place: Place) -> None:
    """3,600 million rows, of which 100,000 are kept: they and a few batches are all that is ever held."""
    before, after, rows, bytes_ = map(
        int,
        said_by(
            child(
                place,
                f"""
run(warehouse, read_only({NUMBERS!r}, warehouse.dialect), limits=Limits(rows=100))
before = peak()
result = run(warehouse, read_only({place.pairs!r}, warehouse.dialect), limits=Limits(rows=100_000))
assert result.truncated
print(before, peak(), result.row_count, result.data.nbytes)
""",
            )
        ),
    )
    assert rows == 100_000
    assert after - before < 5 * bytes_ + 100_000_000, f"{(after - before) / 1e6:.0f} MB for {bytes_ / 1e6:.1f} MB"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_rows_of_long_texts_are_cut_by_bytes_in_bounded_memory(place: Place) -> None:
    """40,000 texts of 50 kB are two thousand megabytes; 20 are kept. A few thousand rows in an engine's hands are some more."""
    sql = f"select n, {place.cell_of(50_000)} as cell from {place.in_slices} where n < 40000"
    before, after, rows, bytes_, cell = map(
        int,
        said_by(
            child(
                place,
                f"""
run(warehouse, read_only({NUMBERS!r}, warehouse.dialect), limits=Limits(rows=100))
before = peak()
result = run(warehouse, ReadOnlySql({sql!r}, warehouse.dialect, (), ()), limits=Limits(bytes=20_000_000))
assert result.truncated
print(before, peak(), result.row_count, result.data.nbytes, len(result.data.column(1)[0].as_py()))
""",
            )
        ),
    )
    assert cell == 50_000 and 1 <= rows <= 400 and bytes_ <= 20_000_000
    assert after - before < 700_000_000, f"{(after - before) / 1e6:.0f} MB for {bytes_ / 1e6:.0f} MB"


def test_a_cell_of_fifty_megabytes(warehouse: Warehouse, place: Place) -> None:
    """It is there whole, or the engine says that it cannot be had; it is never a null or a part of it."""
    sql = ReadOnlySql(f"select {place.cell_of(50_000_000)} as cell", warehouse.dialect, (), ())
    try:
        result = run(warehouse, sql)
    except WarehouseFailed as error:
        assert error.message and error.hint
    else:
        assert result.row_count == 1 and len(result.data.column(0)[0].as_py()) == 50_000_000
        assert run(warehouse, sql, limits=Limits(bytes=10_000_000)).truncated
    works_again(warehouse)


def test_errors_at_every_stage_are_errors_of_ours(far: Warehouse, network: Network) -> None:
    """Breaks after so many bytes, in every part of what is said: signing in, settings, the question, the rows."""
    works_again(far)
    for after in (0, 1, 50, 200, 1000, 5_000, 50_000):
        network.cut()
        before = network.passed
        breaks = threading.Thread(target=_cut_after, args=(network, before + after), daemon=True)
        breaks.start()
        try:
            ask(far, NUMBERS, limits=Limits(seconds=10))
        except LunaraError as error:
            assert error.code in ("connection_lost", "no_answer", "connect_failed"), error.message
        breaks.join(15)
    works_again(far)


def _cut_after(network: Network, passed: int) -> None:
    stop = time.monotonic() + 1
    while network.passed < passed and time.monotonic() < stop:
        time.sleep(0.0005)
    network.cut()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", ["endless", "packed", "headers"])
def test_a_server_that_means_harm_while_it_is_connected_to_takes_no_memory(
    place: Place, how: str, tmp_path: Path
) -> None:
    """An answer without end, one that unpacks to 1,500 MB, headers without end: they end in words and do not fill the process."""
    if not place.speaks or (how != "endless" and not place.speaks.startswith("http")):
        pytest.skip("it has no server, or one whose protocol has no such thing")
    with a_harmful_server(place.speaks, how, tmp_path) as harm:
        form = place.through(harm)
        assert form is not None
        said = said_by(
            child(
                place,
                f"""
import os, resource
os.environ["SSL_CERT_FILE"] = {harm.certificate!r}
from lunara.errors import LunaraError
# Nor may it be the machine's end where this fails.
resource.setrlimit(resource.RLIMIT_AS, (5_000_000_000, 5_000_000_000))
before = peak()
settings = load_settings({{"LUNARA_REMOTE_FILES": "on"}})
try:
    open_warehouse({place.kind!r}, {dict(form[0])!r}, {dict(form[1])!r}, settings)
except LunaraError as error:
    print(type(error).__name__, peak() - before, error.code, error.message)
""",
            )
        )
    kind, grew, code, *words = said
    assert kind == "ConnectFailed" and code not in ("no_answer", "encryption"), " ".join(words)
    assert int(grew) < 300_000_000, f"{int(grew) / 1e6:.0f} MB: {' '.join(words)}"
