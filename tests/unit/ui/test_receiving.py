"""Files on their way to the server: who may send what, how much, and that nothing stays of what did not arrive."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lunara.errors import Cancelled, InvalidInput, NotPermitted, Unavailable
from lunara.settings import Settings, load_settings
from lunara.ui import receiving, upload_route
from lunara.ui.components.upload_box import chosen_files
from lunara.ui.identity import seal_of
from lunara.ui.receiving import Batch, Chosen, Delivery, Inbox, sweep_left_over
from lunara.ui.sign_in.routes import session_book
from lunara.ui.sign_in.sessions import COOKIE, Tokens
from tests.coroutines import finished
from tests.unit.ui.test_identity import AUTH, signed

MOST = 1_000_000


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(clock: Clock) -> Iterator[Inbox]:
    made = Inbox(clock)
    yield made
    made.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "uploads" / "organization"


@pytest.fixture
def batch(inbox: Inbox, root: Path) -> Batch:
    return inbox.batch("organization", "seal", root)


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and path.name != "lock"]


def offered(inbox: Inbox, batch: Batch, name: str = "sales.csv", size: int = 10, id: str = "1") -> Delivery:
    kept = [Chosen(one.id, one.name, one.size) for one in batch.deliveries.values()]
    inbox.expect(batch, [*kept, Chosen(id, name, size)], MOST)
    return batch.deliveries[id]


async def sent(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def take(inbox: Inbox, ticket: str, *chunks: bytes, seal: str = "seal") -> None:
    finished(inbox.take(ticket, seal, sent(*chunks)))


def test_a_file_arrives_under_a_name_of_ours(inbox: Inbox, batch: Batch, root: Path) -> None:
    delivery = offered(inbox, batch, "../../etc/passwd\x00\n.CSV")
    assert batch.on_its_way
    take(inbox, delivery.ticket, b"12345", b"67890")
    (file,) = batch.files
    assert not batch.on_its_way
    assert (file.name, file.path.read_bytes()) == ("../../etc/passwd\x00\n.CSV", b"1234567890")
    assert file.path.parent.parent == root / "incoming" and "passwd" not in str(file.path)
    assert (file.path.stat().st_mode | file.path.parent.stat().st_mode | root.stat().st_mode) & 0o077 == 0
    inbox.drop(batch)
    assert on_disk(root) == [] and batch.files == []


def test_a_ticket_opens_once_and_to_its_owner_alone(inbox: Inbox, batch: Batch, root: Path) -> None:
    delivery = offered(inbox, batch)
    for ticket, seal in (("", "seal"), ("guessed", "seal"), (delivery.ticket, "another"), (delivery.ticket, "")):
        with pytest.raises(NotPermitted):
            take(inbox, ticket, b"x" * 10, seal=seal)
    assert on_disk(root) == []
    take(inbox, delivery.ticket, b"x" * 10)
    with pytest.raises(NotPermitted):
        take(inbox, delivery.ticket, b"y" * 10)
    assert [path.read_bytes() for path in on_disk(root)] == [b"x" * 10]


def test_a_ticket_ends_after_an_hour(inbox: Inbox, batch: Batch, clock: Clock) -> None:
    delivery = offered(inbox, batch)
    clock.now = receiving.TICKET_SECONDS + 1
    with pytest.raises(NotPermitted):
        take(inbox, delivery.ticket, b"x" * 10)
    assert delivery.status == "failed" and "hour" in delivery.error


@pytest.mark.parametrize(
    ("chunks", "said"), [((b"x" * 8, b"x" * 8), "More came"), ((b"x" * 9,), "whole"), ((), "whole")]
)
def test_more_or_less_than_was_said_leaves_nothing(
    inbox: Inbox, batch: Batch, root: Path, chunks: tuple[bytes, ...], said: str
) -> None:
    delivery = offered(inbox, batch)
    with pytest.raises(InvalidInput, match=said):
        take(inbox, delivery.ticket, *chunks)
    assert on_disk(root) == [] and delivery.status == "failed" and said in delivery.error


def test_a_sender_that_goes_away_leaves_nothing(inbox: Inbox, batch: Batch, root: Path) -> None:
    delivery = offered(inbox, batch)

    async def cut() -> AsyncIterator[bytes]:
        yield b"12345"
        assert on_disk(root)
        raise ConnectionAbortedError

    with pytest.raises(Unavailable):
        finished(inbox.take(delivery.ticket, "seal", cut()))
    assert on_disk(root) == [] and delivery.status == "failed"


def test_a_sender_that_falls_silent_is_ended(
    inbox: Inbox, batch: Batch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "IDLE_SECONDS", 0.05)
    delivery = offered(inbox, batch)

    async def silent() -> AsyncIterator[bytes]:
        yield b"12345"
        await asyncio.sleep(30)

    with pytest.raises(Unavailable, match="Nothing came"):
        finished(inbox.take(delivery.ticket, "seal", silent()))
    assert on_disk(root) == []


def test_a_server_that_is_told_to_end_leaves_nothing(inbox: Inbox, batch: Batch, root: Path) -> None:
    delivery = offered(inbox, batch)

    async def run() -> None:
        started = asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            yield b"12345"
            started.set()
            await asyncio.sleep(30)

        task = asyncio.create_task(inbox.take(delivery.ticket, "seal", slow()))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    finished(run())
    assert on_disk(root) == []
    inbox.close()
    assert not list((root / "incoming").iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said_and_leaves_nothing(
    inbox: Inbox, batch: Batch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    delivery = offered(inbox, batch)
    really = os.open
    monkeypatch.setattr(receiving.os, "open", lambda path, flags, mode=0o777: really("/dev/full", os.O_WRONLY))
    with pytest.raises(Unavailable, match="does not fit"):
        take(inbox, delivery.ticket, b"x" * 10)
    assert delivery.status == "failed" and "disk" in delivery.error and on_disk(root) == []


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("big.csv", MOST + 1, "at most"),
        ("program.exe", 10, ".exe are not taken"),
        ("noending", 10, "ending in nothing"),
        ("empty.csv", 0, "empty"),
    ],
)
def test_what_is_not_taken_gets_no_ticket(inbox: Inbox, batch: Batch, name: str, size: int, said: str) -> None:
    delivery = offered(inbox, batch, name, size)
    assert (delivery.status, delivery.ticket, delivery.final) == ("failed", "", True) and said in delivery.error


def test_a_disk_without_room_gives_no_ticket(inbox: Inbox, batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 9}))
    refused = offered(inbox, batch)
    assert "disk" in refused.error and not refused.final


def test_an_organization_has_only_so_much_waiting(inbox: Inbox, batch: Batch, root: Path) -> None:
    for number in range(receiving.LARGEST_PENDING):
        assert offered(inbox, batch, size=MOST, id=f"big {number}").status == "expected"
    assert "wait to be read" in offered(inbox, batch, id="one more").error
    elsewhere = inbox.batch("another", "seal", root.parent / "another")
    assert offered(inbox, elsewhere).status == "expected"
    inbox.expect(batch, [], MOST)
    assert offered(inbox, batch, id="again").status == "expected"


def test_only_so_many_arrive_at_once_and_the_others_wait(
    inbox: Inbox, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "AT_ONCE", 2)
    deliveries = [offered(inbox, batch, id=str(number)) for number in range(5)]
    most = 0

    async def watched() -> AsyncIterator[bytes]:
        nonlocal most
        most = max(most, sum(one.status == "arriving" for one in deliveries))
        await asyncio.sleep(0.01)
        yield b"x" * 10

    async def run() -> None:
        await asyncio.gather(*(inbox.take(one.ticket, "seal", watched()) for one in deliveries))

    finished(run())
    assert most == 2 and len(batch.files) == 5


def test_what_is_removed_while_it_arrives_stops(inbox: Inbox, batch: Batch, root: Path) -> None:
    delivery = offered(inbox, batch)

    async def removed() -> AsyncIterator[bytes]:
        yield b"12345"
        inbox.expect(batch, [], MOST)
        yield b"67890"

    with pytest.raises(Cancelled):
        finished(inbox.take(delivery.ticket, "seal", removed()))
    assert on_disk(root) == [] and batch.deliveries == {}


def test_a_browser_that_gave_up_is_not_waited_for(inbox: Inbox, batch: Batch) -> None:
    delivery = offered(inbox, batch)
    inbox.expect(batch, [Chosen("1", "sales.csv", 10, failed=True)], MOST)
    assert not batch.on_its_way
    with pytest.raises(NotPermitted):
        take(inbox, delivery.ticket, b"x" * 10)


def test_a_browser_that_gave_up_before_the_server_noticed(inbox: Inbox, batch: Batch, root: Path) -> None:
    delivery = offered(inbox, batch)

    async def given_up() -> AsyncIterator[bytes]:
        yield b"12345"
        inbox.expect(batch, [Chosen("1", "sales.csv", 10, failed=True)], MOST)
        assert not batch.on_its_way
        yield b"67890"

    with pytest.raises(Cancelled):
        finished(inbox.take(delivery.ticket, "seal", given_up()))
    assert on_disk(root) == [] and (delivery.status, batch.files) == ("failed", [])


def test_files_go_with_the_tab_that_they_were_chosen_in(inbox: Inbox, root: Path) -> None:
    batch = inbox.batch("organization", "seal", root)
    ticket = offered(inbox, batch).ticket
    take(inbox, ticket, b"x" * 10)
    assert len(on_disk(root)) == 1
    del batch
    gc.collect()
    inbox.sweep()
    assert on_disk(root) == []


def test_files_that_nobody_reads_go_after_an_hour(inbox: Inbox, batch: Batch, root: Path, clock: Clock) -> None:
    take(inbox, offered(inbox, batch).ticket, b"x" * 10)
    clock.now = receiving.KEEP_SECONDS + 1
    inbox.sweep()
    assert on_disk(root) == [] and batch.files == []


def test_what_a_dead_server_left_goes_and_what_a_living_one_has_stays(inbox: Inbox, batch: Batch, root: Path) -> None:
    take(inbox, offered(inbox, batch).ticket, b"x" * 10)
    dead = root / "incoming" / "0123456789abcdef"
    dead.mkdir()
    (dead / "lock").touch()
    (dead / "half.csv").write_bytes(b"half")
    sweep_left_over(root.parent)
    assert not dead.exists() and len(on_disk(root)) == 1
    assert batch.files[0].path.exists()


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        {},
        {"files": 1},
        {"files": [1, None, {}, {"id": 1, "name": "a", "size": 1}, {"id": "x" * 65, "name": "a"}]},
    ],
)
def test_what_a_browser_says_is_not_believed(told: object) -> None:
    assert chosen_files(told) == []
    for size in (-1, float("inf"), float("nan"), 2**60):
        assert chosen_files({"files": [{"id": "1", "name": "a.csv", "size": size}]}) == []
    assert chosen_files({"files": [{"id": "<b>", "name": "a.csv", "size": 1}]}) == []
    (half,) = chosen_files({"files": [{"id": "1", "name": "\ud83d.csv", "size": 1.0}]})
    assert half.name == "?.csv"
    (good,) = chosen_files({"files": [{"id": "1", "name": "x" * 1000 + ".csv", "size": 7, "status": "failed"}, told]})
    assert (good.size, good.failed, len(good.name), good.name[-4:]) == (7, True, 255, ".csv")
    assert len(chosen_files({"files": [{"id": str(n), "name": "a.csv", "size": 1} for n in range(2000)]})) == 1000


# over HTTP


def settings_of(mode: str, tmp_path: Path) -> Settings:
    given = {
        "embedded": {},
        "supabase": {"SUPABASE_URL": "http://supabase.invalid", "SUPABASE_KEY": "publishable"},
        "postgres": {"LUNARA_DATABASE_URL": "postgresql://unused"},
    }[mode]
    return load_settings({**given, "LUNARA_HOME": str(tmp_path)})


def client(settings: Settings, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, cookies: dict[str, str]) -> TestClient:
    monkeypatch.setattr(upload_route, "INBOX", inbox)
    app = Starlette(routes=list(upload_route.upload_routes(settings)))
    return TestClient(app, base_url="http://lunara.test", cookies=cookies)


OWN = {"X-Lunara": "1", "Origin": "http://lunara.test", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize("mode", ["embedded", "supabase", "postgres"])
def test_a_ticket_is_good_for_the_sign_in_that_it_was_given_to(
    inbox: Inbox, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    settings = settings_of(mode, tmp_path)
    monkeypatch.setattr(st, "secrets", {"auth": AUTH})
    book = session_book(settings)
    ours, theirs = (
        {COOKIE: book.begin(Tokens("access", "refresh", 9e9))}
        if mode == "supabase"
        else {**signed(sub=name), "_streamlit_user_tokens": "changes"}
        for name in ("ana", "ben")
    )
    seal = seal_of(settings, ours)
    assert seal is not None
    batch = inbox.batch("organization", seal, root)
    delivery = offered(inbox, batch)
    ticket = {**OWN, "X-Lunara-Ticket": delivery.ticket}
    body = b"1234567890"
    if mode != "embedded":
        for cookies in ({}, {COOKIE: "guessed"}):
            answer = client(settings, inbox, monkeypatch, cookies).post("/api/upload", content=body, headers=ticket)
            assert answer.status_code == 401
        answer = client(settings, inbox, monkeypatch, theirs).post("/api/upload", content=body, headers=ticket)
        assert answer.status_code == 403
    own = client(settings, inbox, monkeypatch, ours)
    for headers in (
        {name: value for name, value in ticket.items() if name != "X-Lunara"},
        {**ticket, "Origin": "http://evil.test"},
        {**ticket, "Sec-Fetch-Site": "cross-site"},
        {**ticket, "Sec-Fetch-Site": "same-site"},
        {**OWN, "X-Lunara-Ticket": "guessed"},
        OWN,
    ):
        assert own.post("/api/upload", content=body, headers=headers).status_code == 403
    assert own.get("/api/upload").status_code == 405
    assert on_disk(root) == []
    if mode == "postgres":
        ours["_streamlit_user_tokens"] = "changed"
        own = client(settings, inbox, monkeypatch, ours)
    assert own.post("/api/upload", content=body, headers=ticket).json() == {"ok": True}
    assert own.post("/api/upload", content=body, headers=ticket).status_code == 403
    if mode == "supabase":
        book.end(ours[COOKIE])
        assert own.post("/api/upload", content=body, headers=ticket).status_code == 401


def test_a_body_that_is_too_large_is_said_so(
    inbox: Inbox, batch: Batch, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.seal = "local"
    own = client(settings_of("embedded", tmp_path), inbox, monkeypatch, {})
    ticket = {**OWN, "X-Lunara-Ticket": offered(inbox, batch).ticket}
    answer = own.post("/api/upload", content=b"x" * 5_000_000, headers=ticket)
    assert answer.status_code == 413 and "More came" in answer.json()["error"]
    assert on_disk(root) == []


def test_the_seal_of_one_deployment_is_no_other_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of("postgres", tmp_path)
    monkeypatch.setattr(st, "secrets", {"auth": AUTH})
    assert seal_of(settings, {}) is None and seal_of(settings, {"_streamlit_user": ""}) is None
    assert seal_of(settings, {"_streamlit_user_tokens": "x"}) is None
    assert seal_of(replace(settings, database_url=""), {}) == "local"
