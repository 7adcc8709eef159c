"""A run over a model's batches: what was asked, answered and found, kept by a ledger so that any process goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from lunara.ask.drafting.asking import Asker
from lunara.ask.drafting.batches import Batch, batches_of
from lunara.ask.drafting.checking import Checks
from lunara.ask.drafting.deciding import rejected_ids
from lunara.ask.drafting.document import document_of, ids_of, sent
from lunara.ask.drafting.kept import Ledger, Part, Run, added
from lunara.ask.drafting.proposals import Dropped, Origin, Proposal
from lunara.ask.drafting.reading import Taken, read_reply
from lunara.ask.drafting.whose import Words
from lunara.ask.planners.calling import Meter
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, Conflict, InvalidInput, LunaraError, Unavailable
from lunara.semantic.model import SemanticModel

LATE_SECONDS = 60.0
"""How long after its own limit of time a batch that nobody heard of again is asked by somebody else."""
FAILED_IN_A_ROW = 3
"""After so many batches that came to nothing, nothing more is paid for."""

# The reply is at fault and the provider is there: the next batch may do better.
_OF_ONE_BATCH = frozenset({"unreadable", "truncated", "blocked"})


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
    known: _Known = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", _Known(self.model, self.words))

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
                dollars=added(part.dollars, spent.dollars),
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
            code, why = getattr(error, "code", "cancelled"), getattr(error, "message", "")
            if code == "truncated" and len(batch.keys) > 1:
                return self.ledger.change(lambda run: _halved(told(run, state="waiting"), self._place(run, part)))
            if code in _OF_ONE_BATCH:
                return self.ledger.change(lambda run: told(run, state="failed", error=why))
            stopped = "" if code == Cancelled.code else str(error)
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
        known = self.known
        known.learn(run)
        read = read_reply(
            part.reply or {}, self.model, keys, origin, self.words, whole=part.batch.whole, taken=known.taken
        )
        named: set[tuple[str, str]] = set()
        held: list[Proposal] = []
        dropped = [*read.dropped]
        for one in self.checks.held(proposal for proposal in read.proposals if proposal.id not in known.ids):
            if isinstance(one, Dropped):
                dropped.append(one)
            elif (one.key, one.kind) not in named and (one.key, one.kind) not in known.named:
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


class _Known:
    """What a run has proposed so far, learnt once of each proposal."""

    def __init__(self, model: SemanticModel, words: Words) -> None:
        self._model, self._words = model, words
        self._of = ""
        self._forget()

    def _forget(self) -> None:
        self.taken = Taken(self._model)
        self.ids: set[str] = {*rejected_ids(self._words.review)}
        self.named: set[tuple[str, str]] = set()
        self._learnt = 0

    def learn(self, run: Run) -> None:
        """Take note of what was proposed since; another run, which was begun in its place, knows nothing of it."""
        if self._of != run.id:
            if self._learnt:
                self._forget()
            self._of = run.id
        for proposal in run.proposals[self._learnt :]:
            self.taken.take(proposal)
            self.ids.add(proposal.id)
            if proposal.key:
                self.named.add((proposal.key, proposal.kind))
        self._learnt = len(run.proposals)


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
