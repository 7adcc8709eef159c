"""A workspace that does not answer, by each way of reaching it: told in time and in words, and nothing is done twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from lunara.errors import Conflict, LunaraError, Unavailable
from lunara.settings import load_settings
from lunara.workspace import runtime
from lunara.workspace.breaker import ATTEMPTS, DOUBTFUL_IN_A_ROW, Breaker, breaker_of, within
from lunara.workspace.embedded import ADMIN, APP, EmbeddedServer
from lunara.workspace.log_writer import LogWriter
from lunara.workspace.outage import is_turned_away, maybe_done, trouble_of
from lunara.workspace.patient import READING, TWICE_IS_ONCE
from lunara.workspace.store import Store, open_store
from tests.contract.network import Network, a_network
from tests.contract.worlds import KEY, TOOLS, World, embedded_world, supabase_world
from tests.workspace_data import logged

HTML = b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1> cloudflare"


@dataclass
class Far:
    """A store by way of a network that can fail, the same by the short way, and the breaker between."""

    store: Store
    near: Store
    network: Network
    breaker: Breaker
    world: World

    def back(self) -> None:
        """It is back, and nobody knows of an outage."""
        self.network.answer(None)
        self.network.heal()
        self.breaker.reset()


@pytest.fixture(
    scope="module",
    params=["own", pytest.param("supabase", marks=pytest.mark.skipif(TOOLS is None, reason="needs the stand-ins"))],
)
def make_far(
    request: pytest.FixtureRequest, postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Network], Far]]:
    home = tmp_path_factory.mktemp("home")
    with ExitStack() as stack:
        own = request.param == "own"
        world = stack.enter_context((embedded_world if own else supabase_world)(postgres_server, home))

        def make(network: Network) -> Far:
            near = world.newcomer()
            told = {"LUNARA_HOME": str(home / "far"), "LUNARA_SECRET_KEY": KEY}
            if own:
                address = postgres_server.address()
                way = network.way_to("127.0.0.1", address.port)
                word = quote(address.passwords[APP], safe="")
                name = world.admin.info.dbname
                told["LUNARA_DATABASE_URL"] = f"postgresql://{APP}:{word}@127.0.0.1:{way}/{name}?sslmode=disable"
            else:
                port = urlsplit(world.settings.supabase_url).port
                assert port is not None
                told |= {"SUPABASE_URL": f"http://127.0.0.1:{network.way_to('127.0.0.1', port)}"}
                told |= {"SUPABASE_KEY": world.settings.supabase_key}
            settings = load_settings(told)
            if own:
                stack.callback(runtime.uninstall, settings)
            far = Far(open_store(settings, near.principal), near, network, breaker_of(settings), world)
            far.store.organization()
            return far

        yield make


@pytest.fixture
def far(make_far: Callable[[Network], Far]) -> Iterator[Far]:
    with a_network() as network:
        made = make_far(network)
        yield made
        network.heal()


def trouble(ask: Callable[[], object], seconds: float) -> LunaraError:
    """The trouble that it ends in, within so many seconds, in words for a person."""
    began = time.monotonic()
    with pytest.raises(Unavailable) as told:
        ask()
    assert time.monotonic() - began < seconds
    error = told.value
    assert trouble_of(error) is not None, error.details
    assert error.message.endswith(".") and error.hint and "Error" not in str(error) and "<" not in str(error)
    return error


def test_refused_is_told_in_time_and_known_to_all_at_once(far: Far) -> None:
    far.network.down()
    error = trouble(far.store.organization, 15)
    assert trouble_of(error) == "away" and not maybe_done(error)
    began = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(lambda _: trouble_of(trouble(far.store.organization, 10)), range(50)))
    assert found == ["away"] * 50 and time.monotonic() - began < 10
    far.network.up()
    outage = far.breaker.outage()
    assert outage is not None
    until = time.monotonic() + 25
    while far.breaker.outage() is not None and time.monotonic() < until:
        time.sleep(0.2)
        try:
            far.store.organization()
        except Unavailable:
            continue
    assert far.breaker.outage() is None
    assert far.store.organization() == far.near.organization()


def test_a_black_hole_holds_nobody_longer_than_they_wait(far: Far) -> None:
    far.network.swallow()

    def ask() -> None:
        with within(1.5):
            far.store.organization()

    # What goes out by one connection that is gone may be found out before another is made.
    error = trouble(ask, 6)
    assert trouble_of(error) in ("slow", "away")
    far.back()
    assert far.store.organization() == far.near.organization()


def test_lines_that_break_are_made_anew_without_a_word(far: Far) -> None:
    for _ in range(3):
        far.network.cut()
        assert far.store.organization() == far.near.organization()


def test_a_row_whose_answer_is_lost_is_made_once(far: Far) -> None:
    far.network.lose()
    project = far.store.create_project("Shop")
    assert [one.project.id for one in far.near.list_projects()] == [project.id]


def test_a_save_whose_answer_is_lost_is_one_version(far: Far) -> None:
    project = far.store.create_project("Shop")
    board = far.store.create_artifact(project.id, "dashboard", "Sales", {"tiles": []})
    far.network.lose()
    saved = far.store.save_artifact(board.id, based_on=1, content={"tiles": [1.0, "ä"]}, note="Mine")
    assert saved.version == 2 and saved.content == {"tiles": [1.0, "ä"]}
    assert [one.version for one in far.near.list_artifact_versions(board.id)] == [2, 1]
    source = far.near.create_data_source(project.id, "W", "duckdb", {}, {})
    model = far.near.create_semantic_model(project.id, source.id, "M", {"tables": []}, {})
    far.network.lose()
    version = far.store.save_semantic_model(model.id, {"tables": [1]}, {"a": {"b": 1}}, based_on=1, note="n")
    assert version.version == 2
    assert [one.version for one in far.near.list_semantic_model_versions(model.id)] == [2, 1]


def test_a_save_over_somebody_elses_is_a_conflict_also_then(far: Far) -> None:
    project = far.store.create_project("Shop")
    board = far.store.create_artifact(project.id, "dashboard", "Sales", {"tiles": []})
    colleague = far.world.member(far.near, "editor")
    colleague.save_artifact(board.id, based_on=1, content={"tiles": ["same"]})
    far.network.lose()
    with pytest.raises(Conflict) as stale:
        far.store.save_artifact(board.id, based_on=1, content={"tiles": ["same"]})
    assert stale.value.details["yours"]["content"] == {"tiles": ["same"]}


def test_a_turn_whose_answer_is_lost_is_said_once(far: Far) -> None:
    project = far.store.create_project("Shop")
    session = far.store.create_session(project.id)
    far.network.lose()
    turn = "8f0c"
    error = trouble(lambda: far.store.append_messages(session.id, [("user", {"text": "a"})], turn=turn), 15)
    assert maybe_done(error) and "look before" in error.hint
    again = far.store.append_messages(session.id, [("user", {"text": "a"})], turn=turn, again=True)
    assert [one.content["text"] for one in far.near.list_messages(session.id)] == ["a"]
    assert [one.id for one in again] == [one.id for one in far.near.list_messages(session.id)]


def test_a_line_of_the_query_log_whose_answer_is_lost_is_there_and_counted_once(far: Far) -> None:
    project = far.store.create_project("Shop")
    writer = LogWriter(pause=0.0)
    far.network.lose()
    for number in range(3):
        writer.put(far.store, project.id, lambda n=number: logged(project.id, sql=f"select {n}", bytes=10), 10)  # type: ignore[misc]
    assert writer.flush(10)
    assert sorted(one.sql for one in far.near.list_queries(project.id)) == ["select 0", "select 1", "select 2"]
    assert writer.lost(project.id) is None


def test_every_function_that_is_asked_again_may_be(far: Far) -> None:
    """What reads says so in the schema; what is called twice changes nothing the second time, or is told to be a conflict."""
    rows = far.world.admin.execute(
        "select p.proname, p.provolatile from pg_proc p where p.pronamespace = 'public'::regnamespace"
    ).fetchall()
    stable = {name for name, volatile in rows if volatile in ("s", "i")}
    known = {name for name, _ in rows}
    assert stable >= READING and known - stable >= TWICE_IS_ONCE


def as_http(status: str, body: bytes = b"", *headers: bytes) -> bytes:
    lines = [
        b"HTTP/1.1 " + status.encode(),
        *headers,
        b"content-length: %d" % len(body),
        b"connection: close",
        b"",
        body,
    ]
    return b"\r\n".join(lines)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (as_http("503 Service Unavailable", b"upstream"), "away"),
        (as_http("502 Bad Gateway", HTML, b"content-type: text/html"), "away"),
        (as_http("522 Origin", HTML, b"content-type: text/html"), "away"),
        (as_http("540 Paused", b"{}", b"content-type: application/json"), "away"),
        (as_http("200 OK", HTML, b"content-type: text/html"), "away"),
        (as_http("429 Too Many", b"{}", b"content-type: application/json", b"retry-after: 30"), "limited"),
        (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n[{", "away"),
        (b"\x16\x03\x01 not http at all\r\n\r\n", "away"),
    ],
)
def test_what_another_answers_is_no_answer_of_supabase(far: Far, answer: bytes, expected: str) -> None:
    if not far.near.principal.access_token:
        pytest.skip("Postgres is not asked by HTTP")
    far.network.answer(answer)
    before = far.network.taken
    error = trouble(far.store.organization, 15)
    assert trouble_of(error) == expected
    assert far.network.taken - before <= ATTEMPTS
    outage = far.breaker.outage()
    assert outage is not None
    if expected == "limited":
        assert outage.next_try > 20 and far.network.taken - before == 1
    far.back()
    assert far.store.organization() == far.near.organization()


@pytest.mark.parametrize("status", ["403 Forbidden", "413 Content Too Large"])
def test_a_page_that_refuses_what_one_person_sends_keeps_nobody_else_waiting(far: Far, status: str) -> None:
    if not far.near.principal.access_token:
        pytest.skip("Postgres is not asked by HTTP")
    far.network.answer(as_http(status, HTML, b"content-type: text/html"))
    for _ in range(DOUBTFUL_IN_A_ROW + 1):
        error = trouble(far.store.organization, 15)
        assert trouble_of(error) == "away" and is_turned_away(error)
    assert far.breaker.outage() is None
    far.back()
    assert far.store.organization() == far.near.organization()


def test_a_database_with_no_connection_left_says_so(far: Far, postgres_server: EmbeddedServer) -> None:
    if far.near.principal.access_token:
        pytest.skip("Supabase has its own")
    limit = "alter role lunara_app connection limit {}"
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(limit.format(0).encode())
        try:
            far.network.cut()
            error = trouble(far.store.organization, 25)
            assert trouble_of(error) == "full"
        finally:
            admin.execute(limit.format(-1).encode())
    far.back()
    assert far.store.organization() == far.near.organization()
