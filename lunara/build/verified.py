"""Verified questions under a newer version of their model: the same numbers, or somebody has to look again.

for one in recheck(store, head, model_at, runner, clock): ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from lunara.build.dependents import verified_dependents
from lunara.build.effects import ROWS, Effect, Number, OnStep, effects_of
from lunara.connect.plain import plain
from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.workspace.records import SemanticModelHead, VerifiedQuestion
from lunara.workspace.store import Store


def to_check(verified: Sequence[VerifiedQuestion], version: int) -> list[VerifiedQuestion]:
    """Those that nobody doubts and that are not known to hold under this version."""
    return [one for one in verified if not one.because and not one.holds_for(version)]


def recheck(
    store: Store,
    head: SemanticModelHead,
    model_at: Callable[[int], SemanticModel],
    runner: Runner,
    clock: Clock,
    *,
    cancel: CancelToken | None = None,
    on_step: OnStep | None = None,
) -> list[VerifiedQuestion]:
    """Ask each under the version it held for and under the published one, and keep what came of it.

    What compiles to the same statement is not asked. Where it is refused now, has other numbers or too many rows to compare,
    somebody has to look; where the warehouse does not answer, or a hundred were asked, it stays unchecked. Returns those
    that were settled one way or the other. Raises Cancelled, ConnectFailed, NotPermitted below editor, and what the store raises.
    """
    version = head.published_version
    if version is None:
        return []
    settled = []
    waiting = sorted(to_check(store.list_verified_questions(head.id), version), key=_checked)
    for before, group in groupby(waiting, key=_checked):
        mine = {one.id: one for one in group}
        old, new = model_at(before), model_at(version)
        effects = effects_of(
            old, new, [*verified_dependents(mine.values(), old)], runner, clock,
            measures=False, cancel=cancel, on_step=on_step,
        )  # fmt: skip
        for effect in effects:
            because = doubt(effect, version)
            if because is not None:
                settled.append(store.keep_verified_check(mine[effect.item_id].id, version, because, before=before))
    return settled


def doubt(effect: Effect, version: int) -> str | None:
    """Why somebody has to look again, empty where nobody has to, None where it is not known."""
    if effect.outcome == "refused" or (effect.outcome == "same" and effect.because):
        return f"Version {version} of the model does not answer it: {effect.because}"
    if effect.outcome == "concerned":
        return effect.because or "Its query cannot be read."
    if effect.outcome == "mended":
        return f"Its numbers before version {version} are not known: {effect.because}"
    if effect.outcome == "changed":
        return f"Version {version} of the model gives other numbers: {_numbers(effect)}"
    if effect.outcome == "same" and effect.cut:
        return f"It has more than {ROWS:,} rows, so they could not all be compared under version {version}."
    return "" if effect.outcome == "same" else None


def _numbers(effect: Effect) -> str:
    told = [_number(number) for number in effect.numbers if number.differs]
    if effect.differ and effect.rows is not None:
        told.append(f"{effect.differ:,} of {max(effect.rows):,} rows are not the same")
    elif not told and effect.rows is not None:
        told.append(f"{effect.rows[0]:,} rows before, {effect.rows[1]:,} now")
    return f"{'; '.join(told)}."


def _number(number: Number) -> str:
    return f"{number.label} was {_said(number.before)} and is {_said(number.after)}"


def _said(value: Any) -> str:
    told = plain(value)
    return "nothing" if told is None else f"{told:,}" if isinstance(told, int | float) else str(told)


def _checked(one: VerifiedQuestion) -> int:
    return one.checked_version
