"""Unsaved work belongs to one person, is the latest, and does not last for ever."""

from __future__ import annotations

from lunara.ui.unsaved import KEEP_SECONDS, Unsaved

ANN, BOB = ("organization", "ann"), ("organization", "bob")


def test_it_is_kept_for_its_owner_until_it_is_dropped_or_a_day_old() -> None:
    now = [0.0]
    unsaved = Unsaved(entries=2, clock=lambda: now[0])
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
    unsaved = Unsaved(entries=2)
    for what in ("a", "b", "a", "c"):
        unsaved.keep(ANN, what, what)
    assert [unsaved.kept(ANN, what) for what in "abc"] == ["a", None, "c"]
