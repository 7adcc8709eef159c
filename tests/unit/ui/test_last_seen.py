"""What somebody saw last is theirs alone, and is what a page has while the workspace does not answer."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from lunara.errors import NotFound, Unavailable
from lunara.settings import load_settings
from lunara.ui import identity, last_seen, patience
from lunara.ui.last_seen import ASKS, LARGE_BYTES, MOST_VALUES, READS
from lunara.workspace.outage import outage
from lunara.workspace.records import Principal
from lunara.workspace.store import Store
from tests.unit.ui.test_identity import CLAIMS, Standing, User, come, in_browser

ANA = Principal("ana", "shop", "ana@x.test", "Ana", "editor")
AWAY = outage("away", maybe_done=False)


def away(*_: Any, **__: Any) -> Any:
    raise AWAY


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(last_seen, "_answers", last_seen.Memory(entries=8_192, max_bytes=last_seen.MOST_BYTES))
    monkeypatch.setattr(last_seen, "_people", last_seen.Memory(entries=100))
    yield


def test_while_it_is_away_reading_gives_what_was_read_last() -> None:
    assert patience.ask(ANA, "list_projects", lambda **_: ["a"], (), {"limit": 3}) == ["a"]
    found = patience.ask(ANA, "list_projects", away, (), {"limit": 3})
    assert found == ["a"]
    found.append("mine")
    assert patience.ask(ANA, "list_projects", away, (), {"limit": 3}) == ["a"]
    with pytest.raises(Unavailable):
        patience.ask(ANA, "list_projects", away, (), {"limit": 4})


def test_nothing_is_an_answer_too() -> None:
    assert patience.ask(ANA, "load_semantic_model_draft", lambda _: None, ("m",), {}) is None
    assert patience.ask(ANA, "load_semantic_model_draft", away, ("m",), {}) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(ANA, user_id="bob"), replace(ANA, organization_id="bank"), replace(ANA, role="viewer"),
        Principal("eve", "bank", "e@x.test", "Eve", "owner"),
    ],
)  # fmt: skip
def test_nobody_gets_what_another_saw(other: Principal) -> None:
    patience.ask(ANA, "get_artifact", lambda _: "secret", ("1",), {})
    with pytest.raises(Unavailable):
        patience.ask(other, "get_artifact", away, ("1",), {})


def test_an_error_that_is_no_outage_is_told() -> None:
    patience.ask(ANA, "get_artifact", lambda _: "was there", ("1",), {})

    def gone(_: str) -> Any:
        raise NotFound("It does not exist.")

    def failed(_: str) -> Any:
        raise Unavailable("The disk of another thing is full.")

    for ask in (gone, failed):
        with pytest.raises((NotFound, Unavailable)):
            patience.ask(ANA, "get_artifact", ask, ("1",), {})


def test_what_changes_something_or_is_secret_is_never_kept() -> None:
    for name in ("save_artifact", "open_connection", "list_invitations", "project_budget", "list_queries"):
        patience.ask(ANA, name, lambda: "answer", (), {})
        with pytest.raises(Unavailable):
            patience.ask(ANA, name, away, (), {})


def test_every_name_is_of_a_store_and_reads() -> None:
    names = {name for name, _ in inspect.getmembers(Store) if not name.startswith("_")}
    assert names >= READS
    assert all(
        name.startswith(("get_", "list_", "load_", "recent_"))
        or name.endswith("_names")
        or name in ("organization", "provider_key", "my_feedback")
        for name in READS
    )


CHANGING = [
    "accept_",
    "add_",
    "admit_",
    "append_",
    "change_",
    "close_",
    "create_",
    "decline_",
    "delete_",
    "drop_",
    "end_",
    "give_",
    "go_on_",
    "invite",
    "keep_",
    "log_",
    "publish_",
    "purge_",
    "record_",
    "remove_",
    "rename_",
    "require_",
    "save_",
    "seal_",
    "set_",
    "settle_",
    "strike_",
    "transfer_",
    "update_",
    "verify_",
    "withdraw_",
]


def test_every_name_of_a_store_is_known_to_read_or_to_change() -> None:
    """Of what changes something people are told that it was not done."""
    names = {name for name, _ in inspect.getmembers(Store) if not name.startswith("_")} - {"principal"}
    assert names >= ASKS and not ASKS & READS
    assert {name for name in names if not name.startswith(tuple(CHANGING))} == READS | ASKS


def test_what_was_not_done_is_said_not_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience.state, "this_run", object)
    monkeypatch.setattr(patience, "run_clock", lambda: patience.RunClock())
    for maybe_done, said in ((False, "This was not done. "), (True, "It may have been done all the same")):

        def lost(*_: Any, maybe_done: bool = maybe_done) -> Any:
            raise outage("slow", "Cannot be reached.", "Check host and port.", maybe_done=maybe_done, operators=True)

        with pytest.raises(Unavailable) as told:
            patience.ask(ANA, "invite", lost, (), {})
        assert said in str(told.value) and "host" not in str(told.value) and told.value.code == "workspace_slow"


def test_what_is_large_is_counted_as_large_without_a_walk_to_its_end() -> None:
    @dataclass(frozen=True)
    class Record:
        name: str
        content: dict[str, Any]

    small = last_seen._size(Record("a", {"b": [1, 2, "x" * 1200]}))
    assert 1_200 < small < 4_000
    huge = Record("a", {"rows": [[number] for number in range(MOST_VALUES * 20)]})
    began = time.process_time()
    assert last_seen._size(huge) == LARGE_BYTES
    assert time.process_time() - began < 0.2


SETTINGS = load_settings({"LUNARA_DATABASE_URL": "postgresql://db.invalid/lunara", "LUNARA_HOME": "/tmp/nowhere"})


def test_a_sign_in_goes_on_as_who_was_found_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    in_browser(monkeypatch, "signed")
    monkeypatch.setattr(identity, "STANDING", Standing())

    def found(subject: str, answer: object) -> Principal | None:
        return come(monkeypatch, SETTINGS, User(True, {**CLAIMS, "sub": subject}), answer=answer)[0]

    assert found("1", ANA) == ANA
    assert found("1", AWAY) == ANA
    with pytest.raises(Unavailable):
        found("2", AWAY)


def test_a_supabase_session_goes_on_until_its_token_ends_or_auth_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from lunara.errors import NotPermitted
    from lunara.ui.sign_in.sessions import SessionBook, Tokens

    settings = load_settings({"SUPABASE_URL": "http://127.0.0.1:1", "SUPABASE_KEY": "k", "LUNARA_HOME": "/tmp/nowhere"})
    book = SessionBook(lambda tokens: tokens)
    monkeypatch.setattr(identity, "session_book", lambda _: book)
    stands = True
    monkeypatch.setattr(identity.supabase_auth, "still_stands", lambda *_: stands)
    word, other = (book.begin(Tokens(name, "r", time.time() + 900, "ana")) for name in ("new", "theirs"))
    found: Callable[..., Principal] = lambda *_: replace(ANA, access_token="old")  # noqa: E731

    monkeypatch.setattr(identity, "principal_for_token", lambda *given: found(*given))
    assert identity._session_principal(settings, word) == replace(ANA, access_token="new")
    found = away
    assert identity._session_principal(settings, word) == replace(ANA, access_token="new")
    with pytest.raises(Unavailable):
        identity._session_principal(settings, other)

    def ended(*_: Any) -> Principal:
        raise NotPermitted("Your sign-in has ended.", code="signed_out")

    found = ended
    assert identity._session_principal(settings, word) is None
    word, found = book.begin(Tokens("new", "r", time.time() + 900, "ana")), away
    with pytest.raises(Unavailable):
        identity._session_principal(settings, word)  # another sign-in is another's
    found = lambda *_: ANA  # noqa: E731
    assert identity._session_principal(settings, word) is not None
    found, stands = away, False
    assert identity._session_principal(settings, word) is None
    assert not book.knows(word)
