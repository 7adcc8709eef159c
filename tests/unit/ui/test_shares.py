"""What is kept for people: within limits, and never at the cost of an organization that has less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from lunara.ui.shares import Limits, Shares
from lunara.ui.sign_in.shelf import OwnedShelf
from lunara.ui.sizes import BYTES_A_VALUE, about_bytes

LIMITS = Limits(person=(4, 400), organization=(8, 800), all=(12, 1_200))


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 9), st.integers(1, 200)), max_size=80
    )
)
def test_no_limit_is_passed_and_who_has_less_than_a_share_loses_nothing_to_another(
    steps: list[tuple[str, str, int, int]],
) -> None:
    shares: Shares[str] = Shares(LIMITS)
    shares.put("small", ("quiet", "q"), "kept", 10)
    for organization, person, number, size in steps:
        shares.put((organization, person, number), (organization, person), "thing", size)
        held = list(shares._held.values())
        for limit, parts in ((LIMITS.person, 2), (LIMITS.organization, 1), (LIMITS.all, 0)):
            for who in {one.owner[:parts] for one in held}:
                sizes = [one.size for one in held if one.owner[:parts] == who]
                assert len(sizes) <= limit[0] and sum(sizes) <= limit[1]
        assert shares.get("small") == "kept"


def test_who_has_too_much_loses_their_own_oldest() -> None:
    shares: Shares[int] = Shares(LIMITS)
    for number in range(6):
        shares.put(number, ("a", "x"), number, 10)
    assert [shares.get(number) for number in range(6)] == [None, None, 2, 3, 4, 5]
    assert shares.pop(5) == 5 and shares.pop(5) is None


def test_one_thing_stays_whatever_its_size() -> None:
    shares: Shares[str] = Shares(LIMITS)
    shares.put("large", ("a", "x"), "large", 10_000)
    assert shares.get("large") == "large"


@dataclass(frozen=True)
class Record:
    text: str


class Model(BaseModel):
    records: list[str]


@pytest.mark.parametrize(
    "value", ["x" * 5_000, {"a": ["x" * 5_000]}, Record("x" * 5_000), Model(records=["x" * 5_000])]
)
def test_a_size_counts_what_stands_in_it(value: Any) -> None:
    assert 5_000 < about_bytes(value) < 5_000 + 8 * BYTES_A_VALUE


def test_what_is_set_aside_goes_by_its_owner_and_its_time() -> None:
    now = [0.0]
    shelf: OwnedShelf[str] = OwnedShelf(10.0, LIMITS, clock=lambda: now[0])
    hers = shelf.put("hers", ("a", "x"))
    his = [shelf.put(str(number), ("b", "y")) for number in range(20)]
    assert shelf.look(hers) == "hers" and shelf.look(his[0]) is None and shelf.look(his[-1]) == "19"
    assert shelf.put("new", ("a", "x"), hers) == hers and shelf.take(hers) == "new" and shelf.take(hers) is None
    now[0] = 10.0
    assert shelf.look(his[-1]) is None and shelf.look("") is None
