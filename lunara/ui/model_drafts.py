"""Unsaved changes of models, kept in the workspace by a thread a moment after they were made, so that they outlive the server.

A model of many tables is megabytes of JSON: it is not written at every click, but once the clicks have paused (`PAUSE`), and at
least every `MOST` seconds while they go on. What was kept by the process meanwhile is `lunara.ui.unsaved`'s.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from lunara.errors import LunaraError
from lunara.workspace.breaker import FIRST_TRY_SECONDS, LAST_TRY_SECONDS, pause
from lunara.workspace.outage import trouble_of
from lunara.workspace.records import Json

PAUSE = 1.5
MOST = 10.0

_log = logging.getLogger("lunara.ui")

# Organization, person, model.
DraftKey = tuple[str, str, str]


class Shelf(Protocol):
    """Where a person's drafts are kept; a Store is one."""

    def save_semantic_model_draft(
        self, semantic_model_id: str, content: Json, review: Json, *, based_on: int
    ) -> None: ...
    def drop_semantic_model_draft(self, semantic_model_id: str) -> None: ...


@dataclass
class _Waiting:
    shelf: Shelf
    based_on: int
    make: Callable[[], tuple[Json, Json]]
    first: float
    last: float
    tries: int = 0
    not_before: float = 0.0

    def due(self, pause: float, most: float) -> float:
        """When it is written."""
        return max(min(self.last + pause, self.first + most), self.not_before)


class DraftWriter:
    """Writes the latest draft by (organization, person, model); a draft that was dropped is not written any more."""

    def __init__(self, pause: float = PAUSE, most: float = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause, self._most, self._clock = pause, most, clock
        self._waiting: dict[DraftKey, _Waiting] = {}
        self._changed = threading.Condition()
        # Who writes takes out what waits while holding this: it comes before `_changed`, never after it.
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def keep(self, key: DraftKey, shelf: Shelf, based_on: int, make: Callable[[], tuple[Json, Json]]) -> None:
        """Write what `make` gives (content and review; it is called in the thread) once no newer one has come for a moment."""
        now = self._clock()
        with self._changed:
            known = self._waiting.get(key)
            self._waiting[key] = _Waiting(shelf, based_on, make, known.first if known is not None else now, now)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, daemon=True, name="lunara-model-drafts")
                self._thread.start()
            self._changed.notify()

    def drop(self, key: DraftKey, shelf: Shelf) -> None:
        """Forget a draft here and in the workspace. Raises what the workspace raises."""
        with self._writing:  # what is being written may fail and wait again
            with self._changed:
                self._waiting.pop(key, None)
            shelf.drop_semantic_model_draft(key[2])

    def flush(self) -> None:
        """Write everything that waits, now, and wait for what is being written: before the workspace is closed."""
        with self._writing:
            with self._changed:
                found, self._waiting = self._waiting, {}
            for key, waiting in found.items():
                self._put(key, waiting)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._due():
                    soonest = min(
                        (waiting.due(self._pause, self._most) for waiting in self._waiting.values()), default=None
                    )
                    self._changed.wait(None if soonest is None else max(soonest - self._clock(), 0.01))
            with self._writing:
                with self._changed:
                    taken = [(key, self._waiting.pop(key)) for key in self._due()]
                for key, waiting in taken:
                    self._put(key, waiting)

    def _due(self) -> list[DraftKey]:
        now = self._clock()
        return [key for key, waiting in self._waiting.items() if waiting.due(self._pause, self._most) <= now]

    def _put(self, key: DraftKey, waiting: _Waiting) -> None:
        content, review = waiting.make()
        try:
            waiting.shelf.save_semantic_model_draft(key[2], content, review, based_on=waiting.based_on)
        except LunaraError as error:
            # It is still kept by the process, and written again with the next change.
            _log.warning("unsaved changes of a model could not be kept in the workspace: %s", error.message)
            if trouble_of(error) is not None:
                self._again(key, waiting)

    def _again(self, key: DraftKey, waiting: _Waiting) -> None:
        """Have it written later, unless there is a newer one by now."""
        tries = waiting.tries + 1
        later = self._clock() + FIRST_TRY_SECONDS + pause(tries, FIRST_TRY_SECONDS, LAST_TRY_SECONDS)
        with self._changed:
            self._waiting.setdefault(key, replace(waiting, tries=tries, not_before=later))
            self._changed.notify()


DRAFTS = DraftWriter()
