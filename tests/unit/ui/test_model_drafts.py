"""Unsaved changes of a model are written a moment after they were made: the latest, once, and not after they were dropped."""

from __future__ import annotations

import threading
from typing import Any

from lunara.errors import Unavailable
from lunara.ui.model_drafts import DraftWriter

KEY = ("organization", "person", "model")
OTHER = ("organization", "somebody", "model")
LONG = 3600.0


class Shelf:
    """Remembers what was written and dropped."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.did: list[Any] = []
        self.wrote = threading.Event()

    def save_semantic_model_draft(self, semantic_model_id: str, content: Any, review: Any, *, based_on: int) -> None:
        self.did.append((semantic_model_id, content, based_on))
        self.wrote.set()
        if self.broken:
            raise Unavailable("The workspace is away.", "Wait.", code="workspace_away")

    def drop_semantic_model_draft(self, semantic_model_id: str) -> None:
        self.did.append("dropped")


def made(number: int) -> Any:
    return lambda: ({"n": number}, {})


def test_it_is_written_by_itself() -> None:
    shelf = Shelf()
    DraftWriter(pause=0.01).keep(KEY, shelf, 1, made(1))
    assert shelf.wrote.wait(10) and shelf.did == [("model", {"n": 1}, 1)]


def test_of_many_changes_the_latest_is_written_once() -> None:
    shelf, theirs = Shelf(), Shelf()
    writer = DraftWriter(pause=LONG, most=LONG)
    for number in range(20):
        writer.keep(KEY, shelf, 3, made(number))
    writer.keep(OTHER, theirs, 1, made(7))
    writer.flush()
    writer.flush()
    assert shelf.did == [("model", {"n": 19}, 3)] and theirs.did == [("model", {"n": 7}, 1)]


def test_who_does_not_stop_clicking_is_written_all_the_same() -> None:
    now = [0.0]
    shelf = Shelf()
    writer = DraftWriter(pause=5.0, most=12.0, clock=lambda: now[0])
    for second in (1.0, 4.0, 8.0, 12.5):
        now[0] = second
        writer.keep(KEY, shelf, 1, made(int(second)))
    now[0] = 13.1
    writer.keep(OTHER, Shelf(), 1, made(0))
    assert shelf.wrote.wait(10) and shelf.did[0][1] == {"n": 12}


def test_what_was_dropped_is_not_written() -> None:
    shelf = Shelf()
    writer = DraftWriter(pause=LONG, most=LONG)
    writer.keep(KEY, shelf, 1, made(1))
    writer.drop(KEY, shelf)
    writer.flush()
    assert shelf.did == ["dropped"]


def test_a_workspace_that_is_away_does_not_end_the_writing() -> None:
    shelf = Shelf(broken=True)
    writer = DraftWriter(pause=0.01)
    writer.keep(KEY, shelf, 1, made(1))
    assert shelf.wrote.wait(10)
    shelf.wrote.clear()
    writer.keep(KEY, shelf, 1, made(2))
    assert shelf.wrote.wait(10) and [one[1]["n"] for one in shelf.did] == [1, 2]


def test_the_end_of_the_server_waits_for_what_is_being_written() -> None:
    shelf, begun, may_end = Shelf(), threading.Event(), threading.Event()

    def slowly() -> Any:
        begun.set()
        assert may_end.wait(30)
        return made(1)()

    writer = DraftWriter(pause=0.0)
    writer.keep(KEY, shelf, 1, slowly)
    assert begun.wait(30)
    ending = threading.Thread(target=writer.flush)
    ending.start()
    ending.join(0.2)
    assert ending.is_alive(), "the workspace would be closed under what is being written"
    may_end.set()
    ending.join(30)
    assert shelf.did == [("model", {"n": 1}, 1)]


def test_a_workspace_that_is_away_at_the_end_does_not_hold_the_server() -> None:
    shelf, begun, may_end = Shelf(broken=True), threading.Event(), threading.Event()

    def slowly() -> Any:
        begun.set()
        assert may_end.wait(30)
        return made(1)()

    writer = DraftWriter(pause=LONG, most=LONG)
    writer.keep(KEY, shelf, 1, slowly)
    ending = threading.Thread(target=writer.flush, daemon=True)
    ending.start()
    assert begun.wait(30)
    writer._pause = 0.0
    writer.keep(OTHER, Shelf(), 1, made(2))  # due at once, while the end is still being written
    threading.Event().wait(0.2)
    may_end.set()
    ending.join(30)
    assert not ending.is_alive()


def test_what_is_dropped_while_a_save_fails_does_not_come_back() -> None:
    shelf, begun, may_end = Shelf(broken=True), threading.Event(), threading.Event()

    def slowly() -> Any:
        begun.set()
        assert may_end.wait(30)
        return made(1)()

    writer = DraftWriter(pause=0.0)
    writer.keep(KEY, shelf, 1, slowly)
    assert begun.wait(30)
    dropping = threading.Thread(target=writer.drop, args=(KEY, shelf))
    dropping.start()
    dropping.join(0.2)
    may_end.set()
    dropping.join(30)
    writer.flush()
    assert shelf.did == [("model", {"n": 1}, 1), "dropped"]
