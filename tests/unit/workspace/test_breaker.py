"""One workspace, many sessions: who asks it while it is away, and how soon all hear that it is back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.errors import NotFound, Unavailable
from lunara.workspace.breaker import (
    DOUBTFUL_IN_A_ROW,
    FIRST_TRY_SECONDS,
    LAST_TRY_SECONDS,
    MOST_ASKED_SECONDS,
    Breaker,
    pause,
    seconds_left,
    within,
)
from lunara.workspace.outage import Trouble, outage, trouble_of


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock=clock, draw=lambda: 1.0)


def fails(breaker: Breaker, trouble: Trouble = "away", **more: float) -> None:
    with pytest.raises(Unavailable), breaker.call():
        raise outage(trouble, maybe_done=False, retry_after=more.get("retry_after"), reason="x")


@given(
    attempt=st.integers(0, 10_000),
    base=st.floats(0.01, 10),
    cap=st.floats(0.01, 100),
    drawn=st.floats(0, 1, exclude_max=True),
)
def test_a_pause_is_drawn_from_all_up_to_a_doubling_ceiling(
    attempt: int, base: float, cap: float, drawn: float
) -> None:
    ceiling = min(cap, base * 2.0 ** min(attempt, 60))
    found = pause(attempt, base, cap, lambda: drawn)
    assert 0 <= found <= ceiling <= cap
    assert found == pytest.approx(drawn * ceiling)


def test_the_mean_pause_is_half_its_ceiling() -> None:
    drawn = [pause(3, 1.0, 100.0) for _ in range(4000)]
    assert sum(drawn) / len(drawn) == pytest.approx(4.0, abs=0.3) and min(drawn) < 0.5 and max(drawn) > 7.5


def test_while_it_is_away_nobody_asks_until_it_is_time(breaker: Breaker, clock: Clock) -> None:
    fails(breaker)
    found = breaker.outage()
    assert found is not None and found.trouble == "away" and found.next_try == pytest.approx(1.5)
    asked = []
    for _ in range(50):
        with pytest.raises(Unavailable) as told, breaker.call():
            asked.append(1)
        assert trouble_of(told.value) == "away"
    assert asked == [] and not breaker.due
    clock.now += 1.5
    assert breaker.due
    with breaker.call(), pytest.raises(Unavailable), breaker.call():  # another one, while this one tries
        asked.append(1)
    assert asked == [] and breaker.outage() is None


def test_of_fifty_that_come_when_it_is_due_one_asks(clock: Clock, breaker: Breaker) -> None:
    fails(breaker)
    clock.now += 60
    asked: list[int] = []

    def come(number: int) -> None:
        try:
            with breaker.call():
                asked.append(number)
                time.sleep(0.2)
                raise outage("away", maybe_done=False)
        except Unavailable:
            pass

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(come, range(50)))
    assert len(asked) == 1
    found = breaker.outage()
    assert found is not None and found.next_try > 0


def test_the_tries_grow_apart_up_to_a_ceiling_and_since_stays(breaker: Breaker, clock: Clock) -> None:
    fails(breaker)
    first = breaker.outage()
    assert first is not None
    waits = []
    for _ in range(8):
        found = breaker.outage()
        assert found is not None and found.since == first.since
        waits.append(found.next_try)
        clock.now += found.next_try
        fails(breaker)
    assert waits[:4] == pytest.approx([1.5, 2.5, 4.5, 8.5])
    assert waits[-1] == FIRST_TRY_SECONDS / 2 + LAST_TRY_SECONDS


@given(drawn=st.floats(0, 1), tries=st.integers(0, 40), asked=st.none() | st.floats(0, 1e9))
def test_the_next_try_is_neither_at_once_nor_never(drawn: float, tries: int, asked: float | None) -> None:
    clock = Clock()
    breaker = Breaker(clock=clock, draw=lambda: drawn)
    for _ in range(tries + 1):
        with pytest.raises(Unavailable), breaker.call():
            raise outage("limited", maybe_done=False, retry_after=asked)
        found = breaker.outage()
        assert found is not None and FIRST_TRY_SECONDS / 2 - 1e-6 <= found.next_try <= MOST_ASKED_SECONDS + 1e-6
        if asked is not None:
            assert found.next_try >= min(asked, MOST_ASKED_SECONDS) - 1e-6
        clock.now += found.next_try + 1e-3  # sums of fractions are not exact


def test_an_answer_is_an_answer_if_only_no(breaker: Breaker, clock: Clock) -> None:
    fails(breaker)
    clock.now += 5
    with pytest.raises(NotFound), breaker.call():
        raise NotFound("It does not exist.")
    assert breaker.outage() is None


def test_who_fails_while_others_are_answered_does_not_close_it_for_them(breaker: Breaker, clock: Clock) -> None:
    with pytest.raises(Unavailable), breaker.call():
        clock.now += 1
        with breaker.call():  # somebody else, meanwhile
            pass
        raise outage("away", maybe_done=True)
    assert breaker.outage() is None


def test_slow_is_away_only_several_times_in_a_row(breaker: Breaker) -> None:
    for _ in range(DOUBTFUL_IN_A_ROW - 1):
        fails(breaker, "slow")
    with breaker.call():
        pass
    for _ in range(DOUBTFUL_IN_A_ROW - 1):
        fails(breaker, "slow")
    assert breaker.outage() is None
    fails(breaker, "slow")
    found = breaker.outage()
    assert found is not None and found.trouble == "slow"


def test_a_full_disk_can_be_read(breaker: Breaker) -> None:
    fails(breaker, "full")
    assert breaker.outage() is None
    with pytest.raises(Unavailable), breaker.call():
        raise outage("full", maybe_done=False, reason="53300 too many clients")
    assert breaker.outage() is not None


def test_a_try_that_broke_off_leaves_the_next_to_try(breaker: Breaker, clock: Clock) -> None:
    fails(breaker)
    clock.now += 5
    with pytest.raises(KeyboardInterrupt), breaker.call():
        raise KeyboardInterrupt
    assert breaker.due


def test_time_within_time() -> None:
    assert seconds_left(7.0) == 7.0
    with within(5.0):
        assert 4.5 < seconds_left(60.0) <= 5.0 and seconds_left(1.0) == 1.0
        with within(50.0):
            assert seconds_left(60.0) <= 5.0
        with within(0.0):
            assert seconds_left(60.0) == 0.0
    assert seconds_left(60.0) == 60.0


def turned_away(breaker: Breaker, by: str) -> None:
    with pytest.raises(Unavailable), breaker.call(by):
        raise outage("away", maybe_done=False, turned_away=True)


def test_what_one_person_sends_closes_nothing_for_the_others(breaker: Breaker) -> None:
    for _ in range(10 * DOUBTFUL_IN_A_ROW):
        turned_away(breaker, "eve")
    assert breaker.outage() is None
    for who in range(DOUBTFUL_IN_A_ROW - 1):
        turned_away(breaker, str(who))
    found = breaker.outage()
    assert found is not None and found.trouble == "away"


def test_an_answer_to_anybody_forgets_who_was_turned_away(breaker: Breaker) -> None:
    for who in "abcdef":
        turned_away(breaker, who)
        with breaker.call("somebody"):
            pass
    assert breaker.outage() is None


def test_who_is_turned_away_as_it_is_tried_keeps_nobody_waiting(breaker: Breaker, clock: Clock) -> None:
    fails(breaker)
    for _ in range(8):
        clock.now += 60
        turned_away(breaker, "eve")
    found = breaker.outage()
    assert found is not None and found.next_try == pytest.approx(1.5)


def test_one_change_that_could_not_be_tried_again_says_little(breaker: Breaker) -> None:
    once = outage("away", "Lost.", "It may have been done.", maybe_done=True, once=True)
    for _ in range(DOUBTFUL_IN_A_ROW):
        assert breaker.outage() is None
        with pytest.raises(Unavailable), breaker.call():
            raise once
    with pytest.raises(Unavailable) as told, breaker.call():
        pass
    assert "may have been done" not in told.value.hint and told.value.hint
