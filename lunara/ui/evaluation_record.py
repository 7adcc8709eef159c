"""A run of a suite as it is written while it goes on, and going on with one that was stopped or interrupted."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lunara.ask.evaluated import Outcome, outcome_from_json, outcome_json, summary_of
from lunara.errors import NotFound, Unavailable
from lunara.workspace.records import EvaluationPlanner, EvaluationQuestion, EvaluationRun
from lunara.workspace.store import Store

WRITE_SECONDS = 2.0
# Of the time that a run takes, at most about so much goes into writing it.
WRITE_SHARE = 0.1
# After so long without a word a run that was not ended by anybody is interrupted: no question takes longer.
QUIET_SECONDS = 300.0


def outcomes_of(run: EvaluationRun) -> list[Mapping[str, Any]]:
    """The outcomes of a run that was read whole, whatever wrote it."""
    found = run.content.get("outcomes")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


@dataclass
class RunRecord:
    """What a run has found. `about` is told with it (the day, what was left out); `asked_of` is who is asked, in words.

    With `begun`, what it has measured counts, and what is found is written to it. Deleted meanwhile, it is written as a run anew:
    what was measured was paid for, and can be deleted again.
    """

    store: Store
    model_id: str
    version: int
    planner: EvaluationPlanner
    asked_of: str
    questions: Sequence[EvaluationQuestion]
    about: Mapping[str, Any]
    begun: EvaluationRun | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._revisions = {one.id: one.revision for one in self.questions}
        self._written, self._took = time.monotonic(), 0.0
        if self.begun is not None:
            found = [outcome_from_json(one) for one in outcomes_of(self.begun)]
            self.outcomes.update({one.id: one for one in found if one.came != "failed"})

    def add(self, outcome: Outcome) -> None:
        """Take an outcome; what was found is written every few seconds. A workspace that is away keeps no question from being
        asked: the next one tries again, and the end says it."""
        self.outcomes[outcome.id] = outcome
        if time.monotonic() - self._written < max(WRITE_SECONDS, self._took / WRITE_SHARE):
            return
        try:
            self._write(stopped=True, ended=False)
        except Unavailable:
            self._written = time.monotonic()

    def end(self, *, stopped: bool) -> EvaluationRun | None:
        """The run as it is kept; None where it was stopped before anything was found."""
        return None if stopped and not self.outcomes else self._write(stopped=stopped, ended=True)

    def _write(self, *, stopped: bool, ended: bool) -> EvaluationRun:
        began = time.monotonic()
        ordered = [self.outcomes[one.id] for one in self.questions if one.id in self.outcomes]
        summary = summary_of(ordered)
        content = {
            **self.about,
            "outcomes": [{**outcome_json(one), "revision": self._revisions[one.id]} for one in ordered],
            "rows_alone": summary.rows_alone, "empty": summary.empty, "suite": self._revisions, "asked_of": self.asked_of,
            "ended": ended,
        }  # fmt: skip
        providers = ", ".join(sorted({one.provider for one in ordered if one.provider}))[:400] or self.asked_of
        tokens, seconds = summary.tokens, round(summary.seconds, 3)
        if self.begun is not None:
            try:
                self.begun = self.store.go_on_with_evaluation_run(
                    self.begun.id, content, provider=providers, tokens=tokens, seconds=seconds, stopped=stopped
                )
            except NotFound:
                self.begun = None
        if self.begun is None:
            self.begun = self.store.keep_evaluation_run(
                self.model_id, content, version=self.version, planner=self.planner, provider=providers, tokens=tokens,
                seconds=seconds, stopped=stopped,
            )  # fmt: skip
        self._written = time.monotonic()
        self._took = self._written - began
        return self.begun


def left_of(run: EvaluationRun) -> int:
    """How many questions of a run that was read whole are to be asked still."""
    suite = run.content.get("suite")
    measured = sum(one.get("outcome") != "failed" for one in outcomes_of(run))
    return max(0, len(suite) - measured) if isinstance(suite, Mapping) else 0


def under_way(run: EvaluationRun, now: datetime | None = None) -> bool:
    """Whether a run that was read whole may be going on somewhere."""
    quiet = ((now or datetime.now(UTC)) - run.updated_at).total_seconds()
    return run.stopped and not run.content.get("ended") and quiet < QUIET_SECONDS


def why_not_go_on(
    run: EvaluationRun, questions: Sequence[EvaluationQuestion], *, user_id: str, asked_of: str | None
) -> str:
    """Why nobody goes on with a run that was read whole: what it found would not be of the same suite, planner or rights."""
    if not run.stopped:
        return "It has ended."
    if run.created_by != user_id:
        return f"Only {run.created_by_name or 'who began it'} can go on with it: it was asked with their rights."
    if run.content.get("suite") != {one.id: one.revision for one in questions}:
        return "The suite was changed since: ask it anew."
    if run.content.get("asked_of") != asked_of:
        return (
            f"It was asked of {run.content.get('asked_of') or run.provider}, which is not set up any more: ask it anew."
        )
    if under_way(run):
        return "It is under way."
    return ""
