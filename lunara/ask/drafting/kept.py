"""A run over a model's batches as a ledger keeps it: how it was begun, and the steps after it, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import Any, Literal, Protocol, get_args

from lunara.ask.drafting.batches import Batch
from lunara.ask.drafting.proposals import Dropped, Proposal
from lunara.ask.planners.calling import Usage
from lunara.errors import InvalidInput

FORMAT = 2
"""Of a run whose changes are kept as steps after it."""
FORMATS = (1, FORMAT)
"""Those that are read: a run of the first stands whole, and steps may follow it."""
MOST_DOLLARS = 1_000_000_000
"""No part of a run took as much."""

Json = dict[str, Any]
State = Literal["waiting", "asking", "answered", "done", "failed"]


@dataclass(frozen=True)
class Part:
    """A batch of a run. `reply` is what was answered and not checked yet; `until` is when whoever asks is given up.

    `at`, `provider` and `model` say when it was asked last, and who. `estimated` are tokens that no reply counted, `dollars` what
    the provider's price list says of the others (a decimal as text; None where it says nothing).
    """

    batch: Batch
    state: State = "waiting"
    by: str = ""
    until: str = ""
    at: str = ""
    provider: str = ""
    model: str = ""
    reply: Mapping[str, Any] | None = None
    prompt_tokens: int = 0
    reply_tokens: int = 0
    estimated: int = 0
    dollars: str | None = None
    error: str = ""


@dataclass(frozen=True)
class Run:
    """What a ledger keeps. `values`: whether values of the warehouse may be sent; `stopped` is why it does not go on."""

    id: str
    provider: str
    model: str
    values: bool
    started_at: str
    parts: tuple[Part, ...]
    proposals: tuple[Proposal, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    stopped: str = ""
    began_by: str = ""

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to ask or to check."""
        return all(part.state in ("done", "failed") for part in self.parts)

    @property
    def done(self) -> int:
        """How many batches are done with."""
        return sum(part.state in ("done", "failed") for part in self.parts)

    @property
    def usage(self) -> Usage:
        """What it took so far."""
        dollars: str | None = None
        for part in self.parts:
            dollars = added(dollars, None if part.dollars is None else Decimal(part.dollars))
        return Usage(
            sum(part.prompt_tokens for part in self.parts),
            sum(part.reply_tokens for part in self.parts),
            sum(part.estimated for part in self.parts),
            dollars=None if dollars is None else Decimal(dollars),
        )

    def left(self) -> tuple[Batch, ...]:
        """The batches that would be asked when it goes on."""
        return tuple(part.batch for part in self.parts if part.state in ("waiting", "asking"))

    def under_way(self, now: datetime) -> datetime | None:
        """Until when somebody is thought to ask for a batch right now; None where nobody is."""
        times = [datetime.fromisoformat(part.until) for part in self.parts if part.state == "asking"]
        return max((time for time in times if time > now), default=None)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        told = {name: getattr(self, name) for name in _PLAIN}
        return {
            "format": FORMAT, **told, "parts": [_part_json(part) for part in self.parts],
            "proposals": [one.to_json() for one in self.proposals], "dropped": [asdict(one) for one in self.dropped],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Run:
        """Raises InvalidInput for what cannot be read, as of another Lunara."""
        try:
            if data["format"] not in FORMATS or not all(isinstance(data[many], list) for many in _MANY):
                raise ValueError("another format")
            run = cls(
                **{name: data[name] for name in _PLAIN},
                parts=tuple(map(_part, data["parts"])),
                proposals=tuple(map(Proposal.from_json, data["proposals"])),
                dropped=tuple(map(Dropped.from_json, data["dropped"])),
            )
            _look_at(run)
            return run
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable() from error


_PLAIN = ("id", "provider", "model", "values", "started_at", "stopped", "began_by")
_MANY = ("parts", "proposals", "dropped")


def _look_at(run: Run) -> None:
    """Raises TypeError and ValueError where what is not in its parts, proposals and dropped ones is of another form."""
    texts = (run.id, run.provider, run.model, run.stopped, run.began_by)
    if type(run.values) is not bool or not all(isinstance(text, str) for text in texts):
        raise ValueError("other types")
    if datetime.fromisoformat(run.started_at).tzinfo is None:
        raise ValueError("a time without its zone")


def step_between(before: Run, after: Run) -> Json | None:
    """What turns the one into the other, as it is stored: as large as what changed; None where nothing did.

    `parts` are places, how many parts stand there, and those that come in their place.
    """
    step: Json = {name: getattr(after, name) for name in _PLAIN if getattr(after, name) != getattr(before, name)}
    if parts := _changed_parts(before.parts, after.parts):
        step["parts"] = [[at, gone, [_part_json(part) for part in fresh]] for at, gone, fresh in parts]
    if proposals := after.proposals[len(before.proposals) :]:
        step["proposals"] = [one.to_json() for one in proposals]
    if dropped := after.dropped[len(before.dropped) :]:
        step["dropped"] = [asdict(one) for one in dropped]
    return step or None


def _changed_parts(before: Sequence[Part], after: Sequence[Part]) -> list[tuple[int, int, Sequence[Part]]]:
    """Where parts are others: one by one, and in one piece where there are more or fewer of them."""
    if len(before) == len(after):
        return [
            (at, 1, (new,))
            for at, (old, new) in enumerate(zip(before, after, strict=True))
            if old is not new and old != new
        ]
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return [(first, len(before) - first - last, after[first : len(after) - last])]


def with_steps(run: Run, steps: Iterable[Any]) -> Run:
    """The run with these steps after it; they are taken one at a time. Raises InvalidInput for what cannot be read."""
    plain: Json = {}
    try:
        waiting = iter(steps)
        first = [*islice(waiting, 1)]
        if not first:
            return run
        parts, proposals, dropped = [*run.parts], [*run.proposals], [*run.dropped]
        for step in chain(first, waiting):
            if not step.keys() <= {*_PLAIN, *_MANY}:
                raise ValueError("a step of another form")
            for at, gone, fresh in step.get("parts", ()):
                if not 0 <= at <= at + gone <= len(parts):
                    raise ValueError("parts that are not there")
                parts[at : at + gone] = map(_part, fresh)
            proposals += map(Proposal.from_json, step.get("proposals", ()))
            dropped += map(Dropped.from_json, step.get("dropped", ()))
            plain |= {name: step[name] for name in _PLAIN if name in step}
        made = replace(run, **plain, parts=tuple(parts), proposals=tuple(proposals), dropped=tuple(dropped))
        _look_at(made)
        return made
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


def _unreadable() -> InvalidInput:
    return InvalidInput("What was drafted with AI cannot be read.", "Begin again.")


def _part_json(part: Part) -> Json:
    return {**vars(part), "batch": {"keys": list(part.batch.keys), "whole": part.batch.whole}}


def _part(data: Mapping[str, Any]) -> Part:
    """A part as it is stored. Raises TypeError, ValueError and KeyError for what is none."""
    keys, whole = data["batch"]["keys"], data["batch"]["whole"]
    if not isinstance(keys, list) or type(whole) is not bool:
        raise ValueError("its batch")
    part = Part(**{**data, "batch": Batch(tuple(keys), whole)})
    texts = (*keys, part.by, part.until, part.at, part.provider, part.model, part.error)
    counts = (part.prompt_tokens, part.reply_tokens, part.estimated)
    if part.state not in get_args(State) or not all(isinstance(text, str) for text in texts):
        raise ValueError("another state, or other types")
    if any(type(count) is not int or count < 0 for count in counts) or not _is_sum(part.dollars):
        raise ValueError("what it took")
    if not isinstance(part.reply, Mapping | None):
        raise ValueError("its reply")
    if part.until and datetime.fromisoformat(part.until).tzinfo is None:
        raise ValueError("a time without its zone")
    return part


def added(before: str | None, more: Decimal | None) -> str | None:
    """Dollars and more of them, as they are stored; None is none that are known."""
    return before if more is None else str(Decimal(before or 0) + more)


def _is_sum(dollars: Any) -> bool:
    """Whether it is an amount of dollars as text, or None."""
    try:
        return dollars is None or (isinstance(dollars, str) and 0 <= Decimal(dollars) < MOST_DOLLARS)
    except InvalidOperation:  # no number, or one that is compared with none
        return False


class Ledger(Protocol):
    """Where a run is kept: as it was begun, and each change of it after the one before.

    `change` is atomic: two processes never take the same batch. What it writes is as large as what changes.
    """

    def read(self) -> Run | None:
        """The run, or None. Raises InvalidInput."""
        ...

    def change(self, make: Callable[[Run], Run]) -> Run:
        """Put what `make` makes of the run in its place. It is called again when somebody else has changed it meanwhile."""
        ...
