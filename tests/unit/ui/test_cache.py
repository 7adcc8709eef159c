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
