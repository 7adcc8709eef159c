"""Idle connections: kept, thrown away when old or dead, never given out after the end."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lunara.connect.pool import Pool
from lunara.errors import ConnectFailed


@dataclass
class Line:
    open: bool = True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def made() -> list[Line]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(made: list[Line], clock: Clock) -> Pool[Line]:
    def connect() -> Line:
        made.append(Line())
        return made[-1]

    def hang_up(line: Line) -> None:
        line.open = False

    return Pool(connect, hang_up, lambda line: line.open, most=2, seconds=100, clock=clock)


def test_a_healthy_one_is_used_again(pool: Pool[Line], made: list[Line]) -> None:
    first = pool.take()
    pool.give_back(first)
    assert pool.take() is first and len(made) == 1


def test_old_and_dead_ones_are_not(pool: Pool[Line], made: list[Line], clock: Clock) -> None:
    old = pool.take()
    pool.give_back(old)
    clock.now = 101
    dead = pool.take()
    assert dead is not old and not old.open
    pool.give_back(dead)
    dead.open = False
    assert pool.take() is not dead and len(made) == 3


def test_no_more_are_kept_than_wanted(pool: Pool[Line], made: list[Line]) -> None:
    for line in [pool.take() for _ in range(5)]:
        pool.give_back(line)
    assert [line.open for line in made] == [True, True, False, False, False]
    pool.forget_idle()
    assert not any(line.open for line in made)


def test_nothing_is_given_out_after_the_end(pool: Pool[Line], made: list[Line]) -> None:
    idle, used = pool.take(), pool.take()
    pool.give_back(idle)
    pool.close()
    pool.close()
    assert not idle.open
    pool.give_back(used)
    assert not used.open
    with pytest.raises(ConnectFailed) as closed:
        pool.take()
    assert closed.value.code == "closed"
