"""A run over a model's proposals in the workspace: as it was begun, and the steps after it, each written once and read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound

if TYPE_CHECKING:
    from lunara.ask.drafting.kept import Run
    from lunara.workspace.store import Store

TRIES = 8
"""So often is a change put onto what another process has changed meanwhile."""


@dataclass(frozen=True)
class _Known:
    """The run as it was at a revision, which counts from the one that it was begun as."""

    begun: int
    revision: int
    run: Run


class WorkspaceLedger:
    """A model's run in the workspace. Two processes that change it at once do so one after the other.

    What was read is remembered: only steps that came since are read, a page at a time.
    """

    def __init__(self, store: Store, model_id: str) -> None:
        self.store, self.model_id = store, model_id
        self._known: _Known | None = None

    def read(self) -> Run | None:
        """The run, or None. Raises InvalidInput for one of another Lunara."""
        known = self._known = self._read(self._known)
        return None if known is None else known.run

    def begin(self, run: Run) -> None:
        """Put a run in the place of the one before. Raises Conflict when somebody else is at it."""
        at = self.store.load_semantic_model_proposals_at(self.model_id)
        with suppress(InvalidInput):  # what cannot be read any more is nobody's at work
            before = self.read()
            if before is not None and before.under_way(datetime.now(UTC)) is not None:
                raise Conflict("This model is being drafted already.", "It goes on where it was begun.")
        revision = self.store.save_semantic_model_proposals(
            self.model_id, run.to_json(), after=0 if at is None else at.revision
        )
        self._known = _Known(revision, revision, run)

    def change(self, make: Callable[[Run], Run]) -> Run:
        """Add what `make` makes of the run to it. Raises Conflict (also that of `make`), and InvalidInput when it is gone."""
        from lunara.ask.drafting.kept import step_between

        known = self._known
        for attempt in range(TRIES):
            fresh = known is None or attempt > 0
            if fresh:
                self.read()
                known = self._known
            if known is None:
                raise InvalidInput("This draft was dropped meanwhile.", "Begin again.")
            try:
                changed = make(known.run)
                step = step_between(known.run, changed)
            except LunaraError:
                if fresh or not self._moved(known):
                    raise
                continue  # it was of a run that has gone on
            if step is None:
                if fresh or not self._moved(known):
                    return changed
                continue
            try:
                revision = self.store.add_semantic_model_proposal_step(self.model_id, step, after=known.revision)
            except NotFound as error:
                raise InvalidInput("This draft was dropped meanwhile.", "Begin again.") from error
            except Conflict:
                if attempt + 1 == TRIES:
                    raise
                continue
            self._known = _Known(known.begun, revision, changed)
            return changed
        raise AssertionError("the last attempt returns or raises")

    def _moved(self, known: _Known) -> bool:
        """Whether there is more by now than is known."""
        at = self.store.load_semantic_model_proposals_at(self.model_id)
        return at is None or (at.begun, at.revision) != (known.begun, known.revision)

    def _read(self, known: _Known | None) -> _Known | None:
        from lunara.ask.drafting.kept import Run, with_steps

        at = self.store.load_semantic_model_proposals_at(self.model_id)
        if at is None:
            return None
        if known is None or known.begun != at.begun:
            found = self.store.load_semantic_model_proposals(self.model_id)
            if found is None:
                return None
            known = _Known(found.revision, found.revision, Run.from_json(found.content))
        revision, last = known.revision, at.revision

        def steps(known: _Known) -> Iterator[Any]:
            nonlocal revision
            while revision < last:
                page = self.store.list_semantic_model_proposal_steps(self.model_id, begun=known.begun, after=revision)
                for step in page:
                    if step.revision != revision + 1:
                        return  # another run was begun meanwhile, which is found when it is read again
                    revision = step.revision
                    yield step.content
                if not page:
                    return

        run = with_steps(known.run, steps(known))
        return _Known(known.begun, revision, run)
