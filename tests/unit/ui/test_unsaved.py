"""Unsaved work belongs to one person, is the latest, and does not last for ever."""

from __future__ import annotations

from lunara.ui.shares import Limits
from lunara.ui.unsaved import KEEP_SECONDS, LIMITS, Unsaved

ANN, BOB = ("organization", "ann"), ("organization", "bob")


def test_it_is_kept_for_its_owner_until_it_is_dropped_or_a_day_old() -> None:
    now = [0.0]
    unsaved = Unsaved(clock=lambda: now[0])
    unsaved.keep(ANN, "model", "first")
    unsaved.keep(ANN, "model", "second")
    assert unsaved.kept(ANN, "model") == "second"
    assert unsaved.kept(BOB, "model") is None and unsaved.kept(ANN, "other") is None
    unsaved.drop(ANN, "model")
    assert unsaved.kept(ANN, "model") is None
    unsaved.keep(ANN, "model", "third")
    now[0] = KEEP_SECONDS + 1
    assert unsaved.kept(ANN, "model") is None


def test_the_oldest_makes_room() -> None:
    unsaved = Unsaved(Limits((2, 10**6), (9, 10**6), (9, 10**6)))
    for what in ("a", "b", "a", "c"):
        unsaved.keep(ANN, what, what)
    assert [unsaved.kept(ANN, what) for what in "abc"] == ["a", None, "c"]


def test_nobody_makes_another_organizations_work_go() -> None:
    unsaved = Unsaved()
    victim = ("bank", "eva")
    unsaved.keep(victim, "model", "work")
    for person in range(20):
        for number in range(LIMITS.person[0] + 20):
            unsaved.keep(("shop", str(person)), f"artifact:{number}", "x")
    assert unsaved.kept(victim, "model") == "work"


def test_bytes_are_counted_too() -> None:
    unsaved = Unsaved(Limits((9, 3_000), (9, 5_000), (9, 8_000)))
    unsaved.keep(BOB, "small", "b")
    for number in range(5):
        unsaved.keep(ANN, str(number), ["x" * 1_000])
    assert [unsaved.kept(ANN, str(number)) is not None for number in range(5)] == [False, False, False, True, True]
    assert unsaved.kept(BOB, "small") == "b"
