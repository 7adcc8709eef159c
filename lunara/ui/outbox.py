"""What a person saved while the workspace did not answer: kept by the process, and saved when it is back.

It is saved by the next page of the same person in the same organization, with their own sign-in, in the order in which it was
saved, and once: what replaces what was to be saved before takes its place, one page at a time sends, and each change is of a
kind that comes to the same when its answer was lost and it is sent again (see `lunara.workspace.patient`). What somebody else
changed meanwhile is not written over: it is a Conflict, as it is for whoever saves at once. What is turned away again and again
before it reaches a workspace that answers otherwise is given up, so that it holds nothing else back. It does not touch Streamlit.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from lunara.errors import Conflict, LunaraError, NotFound, Unavailable
from lunara.ui.sizes import about_bytes
from lunara.workspace.breaker import FIRST_TRY_SECONDS, LAST_TRY_SECONDS, pause
from lunara.workspace.outage import is_turned_away, trouble_of
from lunara.workspace.store import Store

KEEP_SECONDS = 86_400.0
# Of one person, of an organization, and of all: changes, and about how many bytes.
MOST_EACH, MOST_ORGANIZATION, MOST = 100, 1_000, 5_000
BYTES_EACH, BYTES_ORGANIZATION, BYTES = 20_000_000, 100_000_000, 500_000_000
# After so many tries of one change that were turned away, it is given up.
TURNED_AWAY_MOST = 3
WORDS_MOST = 20_000

_log = logging.getLogger("lunara.ui")

Owner = tuple[str, str]


@dataclass(frozen=True)
class Unchanged:
    """That a record is as this person saw it: `read` of a Store with `args` gives it, as its `part` where one is named. As saved,
    it has the values of `wanted`.
    """

    read: str
    args: tuple[Any, ...]
    record: Any
    wanted: Mapping[str, Any]
    part: str = ""


@dataclass(frozen=True)
class Change:
    """A call of a Store that waits: `what` it is of (the newer takes the place of the older), `label` for people.

    `after`: it is only made when that of this `what`, which stands before it, was. `shown`: what came of it is kept for whoever
    shows what it is of (`Outbox.take`).
    """

    what: str
    label: str
    method: str
    args: tuple[Any, ...] = field(repr=False)
    kwargs: Mapping[str, Any] = field(repr=False)
    unchanged: Unchanged | None = field(default=None, repr=False)
    after: str = ""
    shown: bool = False
    at: float = 0.0
    size: int = 0
    said_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Outcome:
    """What came of a change that waited: what the Store returned, or why it was not saved."""

    change: Change
    result: Any = None
    error: LunaraError | None = None


@dataclass
class _Box:
    waiting: OrderedDict[str, Change] = field(default_factory=OrderedDict)
    ended: OrderedDict[str, tuple[float, Outcome]] = field(default_factory=OrderedDict)
    sending: threading.Lock = field(default_factory=threading.Lock)
    tries: int = 0
    turned_away: tuple[Change | None, int] = (None, 0)
    not_before: float = 0.0


class Outbox:
    """Changes that wait, by (organization id, user id)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._boxes: dict[Owner, _Box] = {}

    def put(self, owner: Owner, change: Change) -> None:
        """Have it saved later. Raises Unavailable when too much waits already: then it is not kept."""
        with self._lock:
            box = self._box(owner)
            before = box.waiting.get(change.what)
            change = _over(before, change)
            change = replace(change, at=self._clock(), size=about_bytes((change.args, change.kwargs)))
            if (before is None or change.size > before.size) and self._is_full(owner, change):
                raise Unavailable(
                    "Too much waits to be saved already.", "Keep this page open and save when the workspace is back."
                )
            box.waiting[change.what] = change
            box.ended.pop(change.what, None)

    def _is_full(self, owner: Owner, change: Change) -> bool:
        """Whether `change` would be too much: of this person, of their organization or of all. Call with the lock held."""
        limits = ((MOST_EACH, BYTES_EACH), (MOST_ORGANIZATION, BYTES_ORGANIZATION), (MOST, BYTES))
        for most, (changes, size) in zip(limits, self._held_beside(owner, change.what), strict=True):
            if changes >= most[0] or size + change.size > most[1]:
                return True
        return False

    def _held_beside(self, owner: Owner, what: str) -> list[tuple[int, int]]:
        """How many changes wait, and of what size, beside that of `what`: of the person, of the organization, of all."""
        found = [
            (key, change.size)
            for key, box in self._boxes.items()
            for change in box.waiting.values()
            if (key, change.what) != (owner, what)
        ]
        sizes = (
            [size for key, size in found if key == owner],
            [size for key, size in found if key[0] == owner[0]],
            [size for _, size in found],
        )
        return [(len(one), sum(one)) for one in sizes]

    def close(self) -> None:
        """For the end of the process: say in the log what is lost with it."""
        with self._lock:
            lost = sum(len(box.waiting) for box in self._boxes.values())
        if lost:
            _log.warning("changes that waited for the workspace are lost with this process: %d", lost)

    def waiting(self, owner: Owner) -> tuple[Change, ...]:
        """What waits, the oldest first."""
        with self._lock:
            return tuple(self._box(owner).waiting.values())

    def find(self, owner: Owner, what: str) -> Change | None:
        """What waits to be saved of `what`, or None."""
        with self._lock:
            return self._box(owner).waiting.get(what)

    def withdraw(self, owner: Owner, what: str) -> None:
        """It is not wanted any more."""
        with self._lock:
            self._box(owner).waiting.pop(what, None)

    def take(self, owner: Owner, what: str) -> Outcome | None:
        """What came of it, told once to whoever shows it."""
        with self._lock:
            found = self._box(owner).ended.pop(what, None)
            return found[1] if found is not None else None

    def due(self, owner: Owner) -> bool:
        """Whether something waits and may be sent: after a try that failed, not at once."""
        with self._lock:
            box = self._box(owner)
            return bool(box.waiting) and self._clock() >= box.not_before

    def send(self, store: Store) -> Sequence[Outcome]:
        """Save what waits of the person whose store this is, in order, until all is saved or the workspace is away again."""
        person = store.principal
        owner = (person.organization_id, person.user_id)
        with self._lock:
            box = self._box(owner)
            if not box.waiting or self._clock() < box.not_before or not box.sending.acquire(blocking=False):
                return ()
        done: list[Outcome] = []
        try:
            for change in self.waiting(owner):
                with self._lock:
                    first = box.ended.get(change.after)
                refused = first[1].error if first is not None else None
                outcome = Outcome(change, error=refused) if refused is not None else self._send(box, store, change)
                if outcome is None:
                    self._later(box)
                    break
                box.tries = 0
                with self._lock:
                    # A newer one that came meanwhile stays.
                    if box.waiting.get(change.what) is change:
                        del box.waiting[change.what]
                    self._end(box, outcome)
                done.append(outcome)
        finally:
            box.sending.release()
        return done

    def _later(self, box: _Box) -> None:
        with self._lock:
            box.not_before = (
                self._clock() + FIRST_TRY_SECONDS / 2 + pause(box.tries, FIRST_TRY_SECONDS, LAST_TRY_SECONDS)
            )
            box.tries += 1

    def _end(self, box: _Box, outcome: Outcome) -> None:
        """Keep what came of it for whoever shows it, and for what comes after it. Call with the lock held."""
        box.ended.pop(outcome.change.what, None)
        box.ended[outcome.change.what] = (self._clock(), outcome)
        needed = {change.after for change in box.waiting.values()}
        for what, (_, one) in list(box.ended.items()):
            if not one.change.shown and what not in needed:
                del box.ended[what]
        while len(box.ended) > MOST_EACH or sum(one.change.size for _, one in box.ended.values()) > BYTES_EACH:
            box.ended.popitem(last=False)

    def _send(self, box: _Box, store: Store, change: Change) -> Outcome | None:
        try:
            if change.unchanged is not None and _is_saved(store, change, change.unchanged):
                return Outcome(change)
            return Outcome(change, getattr(store, change.method)(*change.args, **change.kwargs))
        except LunaraError as error:
            if is_turned_away(error):
                return self._turned_away(box, store, change)
            if trouble_of(error) is not None or error.code == "signed_out":
                return None
            _log.warning("what waited to be saved was refused: %s: %s", change.method, error.message)
            return Outcome(change, error=error)

    def _turned_away(self, box: _Box, store: Store, change: Change) -> Outcome | None:
        """Whether it is given up: when the workspace answers this person otherwise, and it is not the first time."""
        try:
            store.recent_projects(limit=1)
        except LunaraError as error:
            if trouble_of(error) is not None:
                return None  # it is not about this change
        before, times = box.turned_away
        times = times + 1 if before is change else 1
        box.turned_away = (change, times)
        if times < TURNED_AWAY_MOST:
            return None
        box.turned_away = (None, 0)
        _log.warning("what waited to be saved was turned away before the workspace and is given up: %s", change.method)
        return Outcome(
            change,
            error=Unavailable(
                f"Something in front of the workspace did not let it through, {TURNED_AWAY_MOST} times.",
                "A firewall or proxy may not like what stands in it, or how large it is. Change it and save it again, or ask "
                "whoever manages the workspace.",
                code="turned_away",
            ),
        )

    def _box(self, owner: Owner) -> _Box:
        """Call with the lock held."""
        box = self._boxes.get(owner)
        if box is None:
            for one in self._boxes.values():
                self._forget_old(one)
            for key in [key for key, one in self._boxes.items() if not one.waiting and not one.ended]:
                if not self._boxes[key].sending.locked():
                    del self._boxes[key]
            box = self._boxes[owner] = _Box()
        self._forget_old(box)
        return box

    def _forget_old(self, box: _Box) -> None:
        horizon = self._clock() - KEEP_SECONDS
        for what in [what for what, change in box.waiting.items() if change.at < horizon]:
            _log.warning("what waited to be saved for a day is dropped: %s", box.waiting.pop(what).method)
        for what in [what for what, (at, _) in box.ended.items() if at < horizon]:
            del box.ended[what]


def words_of(change: Change) -> str:
    """What stands in a change, for its person to copy: a line for each text or number, without ids, at most `WORDS_MOST`."""
    lines: list[str] = []
    waiting: list[tuple[str, Any]] = [*(("", one) for one in change.args), *change.kwargs.items()][::-1]
    while waiting:
        name, one = waiting.pop()
        if is_dataclass(one) and not isinstance(one, type):
            one = {each.name: getattr(one, each.name) for each in fields(one)}
        if isinstance(one, Mapping):
            waiting.extend((str(key), value) for key, value in [*one.items()][::-1])
        elif isinstance(one, list | tuple):
            waiting.extend((name, value) for value in reversed(one))
        elif isinstance(one, str | int | float | Decimal) and not isinstance(one, bool) and not _is_id(one):
            lines.append(f"{name.replace('_', ' ').capitalize()}: {one}" if name else str(one))
    return "\n".join(lines)[:WORDS_MOST]


def _is_id(value: object) -> bool:
    if value == "":
        return True
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _over(before: Change | None, change: Change) -> Change:
    """What waits when `change` comes after `before` of the same thing: of fields that are set, all that either sets."""
    same = before is not None and (before.method, before.args) == (change.method, change.args)
    if before is None or not same or before.unchanged is None or change.unchanged is None:
        return change
    wanted = {**before.unchanged.wanted, **change.unchanged.wanted}
    unchanged = replace(before.unchanged, wanted=wanted)
    return replace(change, kwargs={**before.kwargs, **change.kwargs}, unchanged=unchanged)


def _is_saved(store: Store, change: Change, unchanged: Unchanged) -> bool:
    """Whether it is saved already, its answer having been lost. Raises Conflict when somebody else changed it meanwhile."""
    try:
        now = getattr(store, unchanged.read)(*unchanged.args)
    except NotFound:
        raise Conflict(
            f"{change.label} was deleted meanwhile, so it was not saved.", "It cannot be brought back."
        ) from None
    if unchanged.part:
        now = getattr(now, unchanged.part)
    if now == unchanged.record:
        return False
    if all(getattr(now, name) == value for name, value in unchanged.wanted.items()):
        return True
    raise Conflict(
        f"{change.label} was changed by someone else meanwhile, so yours was not saved.",
        "Look at it as it is now, and make your change again.",
    )


OUTBOX = Outbox()
