"""What sessions share is keyed by whose it is."""

from __future__ import annotations

import threading
import time

import pytest

from lunara.ui.cache import Key, Memory


def test_a_key_names_an_organization() -> None:
    with pytest.raises(ValueError, match="organization"):
        Key("", "catalog")


def test_two_organizations_never_share_a_value() -> None:
    memory = Memory()
    mine = memory.remember(Key("a", "catalog", source_id="s"), lambda: "rows of a")
    theirs = memory.remember(Key("b", "catalog", source_id="s"), lambda: "rows of b")
    assert (mine, theirs) == ("rows of a", "rows of b")


@pytest.mark.parametrize(
    "field", ["what", "principal_id", "source_id", "source_version", "model_id", "model_version", "fingerprint"]
)
def test_every_field_of_the_key_separates(field: str) -> None:
    memory = Memory()
    base = {"organization_id": "a", "what": "rows"}
    memory.remember(Key(**base), lambda: 1)
    assert memory.remember(Key(**{**base, field: "other"}), lambda: 2) == 2


def test_a_value_is_made_once_until_it_is_too_old() -> None:
    now = [0.0]
    memory = Memory(clock=lambda: now[0])
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    key = Key("a", "x")
    assert [memory.remember(key, make, ttl=10), memory.remember(key, make, ttl=10)] == [1, 1]
    now[0] = 10.0
    assert memory.remember(key, make, ttl=10) == 2


def test_an_error_is_not_kept() -> None:
    memory = Memory()
    key = Key("a", "x")

    def fail() -> int:
        raise KeyError("no")

    with pytest.raises(KeyError):
        memory.remember(key, fail)
    assert memory.remember(key, lambda: 7) == 7


def test_the_least_recently_used_goes_first() -> None:
    memory = Memory(entries=2)
    for name in ("one", "two"):
        memory.remember(Key("a", name), lambda: "old")
    memory.remember(Key("a", "one"), lambda: "unused")
    memory.remember(Key("a", "three"), lambda: "old")
    assert memory.remember(Key("a", "one"), lambda: "new") == "old"
    assert memory.remember(Key("a", "two"), lambda: "new") == "new"


def test_forget_drops_what_matches_and_nothing_else() -> None:
    memory = Memory()
    memory.remember(Key("a", "catalog", source_id="1"), lambda: 1)
    memory.remember(Key("a", "catalog", source_id="2"), lambda: 1)
    memory.remember(Key("b", "catalog", source_id="1"), lambda: 1)
    assert memory.forget(organization_id="a", source_id="1") == 1
    assert len(memory) == 2


def test_one_maker_at_a_time() -> None:
    memory = Memory()
    made: list[int] = []

    def slow() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(memory.remember(Key("a", "x"), slow))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert got == [1] * 8


def test_what_is_too_old_is_let_go_by_the_next_use_of_any_key() -> None:
    now = [0.0]
    memory = Memory(clock=lambda: now[0])
    memory.remember(Key("a", "rows"), lambda: b"x" * 1000, ttl=10)
    memory.remember(Key("a", "other"), lambda: "kept", ttl=1000)
    assert memory.size > 1000
    now[0] = 60.0
    memory.peek(Key("a", "something else"))
    assert (len(memory), memory.size < 2000) == (1, True)
    assert memory.peek(Key("a", "other")) == "kept"


def test_bytes_are_bounded_and_the_least_recently_used_goes_first() -> None:
    memory = Memory(max_bytes=100_000)
    for number in range(10):
        memory.remember(Key("a", f"rows-{number}"), lambda: object(), size=lambda value: 20_000)
        memory.peek(Key("a", "rows-0"))
        memory.remember(Key("a", "rows-0"), lambda: object(), size=lambda value: 20_000)
    assert memory.size <= 100_000
    assert memory.peek(Key("a", "rows-0")) is not None
    assert memory.peek(Key("a", "rows-1")) is None
    assert memory.peek(Key("a", "rows-9")) is not None


def test_what_is_too_large_is_handed_out_and_not_kept() -> None:
    memory = Memory(max_bytes=100_000)
    memory.remember(Key("a", "small"), lambda: "small")
    assert memory.remember(Key("a", "large"), lambda: "x" * 50_000) == "x" * 50_000
    assert memory.peek(Key("a", "large")) is None
    assert memory.peek(Key("a", "small")) == "small"
    assert memory.size < 5_000


def test_keep_replaces_what_was_kept() -> None:
    memory = Memory()
    memory.remember(Key("a", "rows"), lambda: "old")
    memory.keep(Key("a", "rows"), "new", size=5_000)
    assert (memory.peek(Key("a", "rows")), memory.size) == ("new", 5_000)


def test_a_maker_that_failed_leaves_no_entry() -> None:
    memory = Memory()

    def fail() -> int:
        raise KeyError("no")

    with pytest.raises(KeyError):
        memory.remember(Key("a", "x"), fail)
    assert len(memory) == 0


def test_forgetting_gives_the_bytes_back() -> None:
    memory = Memory()
    memory.remember(Key("a", "rows"), lambda: "x" * 10_000)
    memory.forget(organization_id="a")
    assert memory.size == 0


def test_what_was_forgotten_while_it_was_made_is_not_kept() -> None:
    memory = Memory()

    def make() -> str:
        memory.forget(organization_id="a")
        return "of the source as it was"

    assert memory.remember(Key("a", "rows"), make)
    assert memory.peek(Key("a", "rows")) is None
