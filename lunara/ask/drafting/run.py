"""A run over a model's batches: what was asked, answered and found, kept by a ledger so that any process goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Protocol, get_args
from uuid import uuid4

from lunara.ask.drafting.asking import Asker
from lunara.ask.drafting.batches import Batch, batches_of
from lunara.ask.drafting.checking import Checks
from lunara.ask.drafting.deciding import rejected_ids
from lunara.ask.drafting.document import document_of, ids_of, sent
from lunara.ask.drafting.proposals import Dropped, Origin, Proposal
from lunara.ask.drafting.reading import read_reply
from lunara.ask.drafting.whose import Words
from lunara.ask.planners.calling import Meter, Usage
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, Conflict, InvalidInput, LunaraError, Unavailable
from lunara.semantic.model import SemanticModel

FORMAT = 1
LATE_SECONDS = 60.0
"""How long after its own limit of time a batch that nobody heard of again is asked by somebody else."""
FAILED_IN_A_ROW = 3
"""After so many batches that came to nothing, nothing more is paid for."""

MOST_DOLLARS = 1_000_000_000
"""No part of a run took as much."""

State = Literal["waiting", "asking", "answered", "done", "failed"]
# The reply is at fault and the provider is there: the next batch may do better.
_OF_ONE_BATCH = frozenset({"unreadable", "truncated", "blocked"})


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
            dollars = _sum(dollars, None if part.dollars is None else Decimal(part.dollars))
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
        parts = [
            {**asdict(part), "batch": {"keys": list(part.batch.keys), "whole": part.batch.whole}} for part in self.parts
        ]
        told = {name: getattr(self, name) for name in _PLAIN}
        return {
            "format": FORMAT, **told, "parts": parts,
            "proposals": [one.to_json() for one in self.proposals], "dropped": [asdict(one) for one in self.dropped],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Run:
        """Raises InvalidInput for what cannot be read, as of another Lunara."""
        try:
            if data["format"] != FORMAT or not all(isinstance(data[many], list) for many in _MANY):
                raise ValueError("another format")
            run = cls(
                **{name: data[name] for name in _PLAIN},
                parts=tuple(map(_part, data["parts"])),
                proposals=tuple(map(Proposal.from_json, data["proposals"])),
                dropped=tuple(map(Dropped.from_json, data["dropped"])),
            )
            texts = (run.id, run.provider, run.model, run.stopped, run.began_by)
            if type(run.values) is not bool or not all(isinstance(text, str) for text in texts):
                raise ValueError("other types")
            times = (run.started_at, *(part.until or run.started_at for part in run.parts))
            if any(datetime.fromisoformat(time).tzinfo is None for time in times):
                raise ValueError("a time without its zone")
            return run
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput("What was drafted with AI cannot be read.", "Begin again.") from error


_PLAIN = ("id", "provider", "model", "values", "started_at", "stopped", "began_by")
_MANY = ("parts", "proposals", "dropped")


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
    return part


def _is_sum(dollars: Any) -> bool:
    """Whether it is an amount of dollars as text, or None."""
    try:
        return dollars is None or (isinstance(dollars, str) and 0 <= Decimal(dollars) < MOST_DOLLARS)
    except InvalidOperation:  # no number, or one that is compared with none
        return False


class Ledger(Protocol):
    """Where a run is kept. `change` is atomic: two processes never take the same batch."""

    def read(self) -> Run | None:
        """The run, or None. Raises InvalidInput."""
        ...

    def change(self, make: Callable[[Run], Run]) -> Run:
        """Put what `make` makes of the run in its place. It is called again when somebody else has changed it meanwhile."""
        ...


def begin(
    model: SemanticModel,
    tables: Collection[str],
    asker: Asker,
    *,
    by: str = "",
    now: datetime | None = None,
) -> Run:
    """A run over these tables of which nothing was asked yet. Raises InvalidInput when there is nothing to ask about."""
    parts = tuple(Part(batch) for batch in batches_of(model, tables))
    if not parts:
        raise InvalidInput("There is nothing to draft.", "Choose a table that is not hidden.")
    started = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    return Run(uuid4().hex, asker.provider.label, asker.model, asker.values, started, parts, began_by=by)


def go_on(
    ledger: Ledger,
    model: SemanticModel,
    asker: Asker,
    checks: Checks,
    words: Words,
    *,
    on_step: Callable[[Run], None] = lambda run: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Run:
    """Ask for what is left and check it, one batch after the other; returns the run when nothing is left.

    What was paid for is in the ledger before it is checked. Raises Unavailable when the provider cannot go on, Cancelled,
    ConnectFailed and OverBudget (the warehouse), Conflict while another process is at it: the run stays, and goes on from there.
    """
    going = _Going(ledger, model, asker, checks, words, cancel or CancelToken(), clock)
    failed = 0
    while True:
        run = going.claim()
        on_step(run)
        number = going.claimed(run)
        if number is not None:
            run = going.ask(run, number)
            failed = failed + 1 if run.parts[number].state == "failed" else 0
            if failed >= FAILED_IN_A_ROW:
                raise going.given_up(run.parts[number].error)
        waiting = next((n for n, part in enumerate(run.parts) if part.state == "answered"), None)
        if waiting is not None:
            going.check(run, waiting)
        elif number is None:
            return run


@dataclass(frozen=True)
class _Going:
    """What a process works with while it goes on; `me` tells it from others."""

    ledger: Ledger
    model: SemanticModel
    asker: Asker
    checks: Checks
    words: Words
    cancel: CancelToken
    clock: Callable[[], datetime]
    me: str = field(default_factory=lambda: uuid4().hex)

    def claim(self) -> Run:
        """The run with its next batch taken by this process, unless an answer waits to be checked or nothing is left."""
        self.cancel.raise_if_cancelled()
        return self.ledger.change(self._claimed)

    def claimed(self, run: Run) -> int | None:
        """The batch that this process has taken."""
        mine = (n for n, part in enumerate(run.parts) if part.by == self.me and part.state == "asking")
        return next(mine, None)

    def _claimed(self, run: Run) -> Run:
        now = self.clock()
        if run.under_way(now) is not None:
            raise Conflict("This model is being drafted already.", "It goes on where it was begun.")
        run = replace(run, stopped="")
        if any(part.state == "answered" for part in run.parts):
            return run
        until = (now + timedelta(seconds=self.asker.seconds + LATE_SECONDS)).isoformat()
        for number, part in enumerate(run.parts):
            if part.state in ("waiting", "asking"):
                at = now.isoformat(timespec="seconds")
                asked = replace(part, at=at, provider=self.asker.provider.label, model=self.asker.model)
                return _with(run, number, replace(asked, state="asking", by=self.me, until=until))
        return run

    def ask(self, run: Run, number: int) -> Run:
        """Ask for a batch; its answer, or why there is none, is in the ledger when this returns."""
        part, meter = run.parts[number], Meter()
        batch = replace(part.batch, keys=tuple(ids_of(self.model, part.batch.keys).values()))

        def told(run: Run, **more: Any) -> Run:
            spent = meter.usage
            counted = replace(
                part,
                by="",
                until="",
                prompt_tokens=part.prompt_tokens + spent.prompt_tokens,
                reply_tokens=part.reply_tokens + spent.completion_tokens,
                estimated=part.estimated + spent.estimated,
                dollars=_sum(part.dollars, spent.dollars),
            )
            return _with(run, self._place(run, part), replace(counted, **more))

        if not batch.keys and not batch.whole:
            return self.ledger.change(lambda run: told(run, state="done"))
        # Also what was begun when they were allowed is sent without values once they are not.
        values = run.values and self.asker.values
        document = sent(document_of(self.model, batch.keys, whole=batch.whole, values=values))
        try:
            reply = self.asker.ask(document, meter, self.cancel)
        except (LunaraError, KeyboardInterrupt) as error:
            code, why = getattr(error, "code", "cancelled"), str(error)
            if code == "truncated" and len(batch.keys) > 1:
                return self.ledger.change(lambda run: _halved(told(run, state="waiting"), self._place(run, part)))
            if code in _OF_ONE_BATCH:
                return self.ledger.change(lambda run: told(run, state="failed", error=why))
            stopped = "" if code == Cancelled.code else why
            self.ledger.change(lambda run: replace(told(run, state="waiting"), stopped=stopped))
            raise
        return self.ledger.change(lambda run: told(run, state="answered", reply=dict(reply)))

    def _place(self, run: Run, part: Part) -> int:
        """Where the batch is that this process asked for. Raises Conflict where somebody else has taken it meanwhile."""
        for number, one in enumerate(run.parts):
            if one.batch == part.batch and one.by == self.me:
                return number
        raise Conflict("Another process has taken this batch over.", "It goes on there.")

    def check(self, run: Run, number: int) -> None:
        """Read and check an answer; what holds is proposed, what does not is counted."""
        part = run.parts[number]
        origin = Origin(part.provider, part.model, part.at, number + 1)
        keys = tuple(ids_of(self.model, part.batch.keys).values())
        read = read_reply(
            part.reply or {}, self.model, keys, origin, self.words, whole=part.batch.whole, earlier=run.proposals
        )
        known = {proposal.id for proposal in run.proposals} | rejected_ids(self.words.review)
        named = {(other.key, other.kind) for other in run.proposals if other.key}
        held: list[Proposal] = []
        dropped = [*read.dropped]
        for one in self.checks.held(proposal for proposal in read.proposals if proposal.id not in known):
            if isinstance(one, Dropped):
                dropped.append(one)
            elif (one.key, one.kind) not in named:
                held.append(one)
                named |= {(one.key, one.kind)} if one.key else set()

        def keep(run: Run) -> Run:
            if run.parts[number].state != "answered":
                return run
            done = _with(run, number, replace(run.parts[number], state="done", reply=None))
            return replace(done, proposals=(*run.proposals, *held), dropped=(*run.dropped, *dropped))

        self.ledger.change(keep)

    def given_up(self, why: str) -> LunaraError:
        """The error of a run that comes to nothing; it is in the ledger, too."""
        told = f"{FAILED_IN_A_ROW} batches in a row came to nothing: {why}"
        self.ledger.change(lambda run: replace(run, stopped=told))
        return Unavailable(told, "Choose another model, or try again later.", code="unreadable")


def _with(run: Run, number: int, part: Part) -> Run:
    return replace(run, parts=(*run.parts[:number], part, *run.parts[number + 1 :]))


def _halved(run: Run, number: int) -> Run:
    """The run with a batch, whose reply was too long, as two that wait; what it took stays counted with the first."""
    part = run.parts[number]
    middle = len(part.batch.keys) // 2
    first = replace(part, batch=Batch(part.batch.keys[:middle], part.batch.whole))
    second = Part(Batch(part.batch.keys[middle:]))
    return replace(run, parts=(*run.parts[:number], first, second, *run.parts[number + 1 :]))


def retried(run: Run) -> Run:
    """The run with its failed batches waiting again."""
    return replace(
        run, parts=tuple(replace(p, state="waiting", error="") if p.state == "failed" else p for p in run.parts)
    )


def _sum(before: str | None, more: Decimal | None) -> str | None:
    return before if more is None else str(Decimal(before or 0) + more)
