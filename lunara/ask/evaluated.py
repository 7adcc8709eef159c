"""What came of an evaluation: of each question, in sums, whether it holds, and what another run changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from lunara.ask.suite import Requirement
from lunara.errors import LunaraError, WarehouseFailed

Came = Literal["right", "wrong", "refused", "asked_back", "failed"]
By = Literal["", "meaning", "rows", "rows_alone", "refusal", "clarification"]
Turned = Literal["better", "worse", "other", "same", "changed", "new", "gone"]
MOST_TAKEN = 10**12
"""More tokens or seconds than one question takes."""
_GOOD: Mapping[str, int] = {"wrong": 0, "refused": 1, "asked_back": 2, "right": 3}


@dataclass(frozen=True)
class Outcome:
    """What came of one question. `asked` marks the case as it was (`Case.mark`). `by` says what made it right: its meaning, its
    rows alone, or that it was declined.

    failed: it was not measured (the warehouse or the provider did not answer, a result was cut, what is expected cannot be
    computed). `empty`: both results hold no value, so that little is known. `expected` and `got` are their first rows where
    rows were compared and differ; they are no part of what a workspace keeps. `seconds` are the question's own, `error` is what
    it failed with.
    """

    id: str
    asked: str
    question: str
    came: Came
    by: By = ""
    because: str = ""
    plan: Mapping[str, Any] | None = None
    provider: str = ""
    tokens: int = 0
    seconds: float = 0.0
    empty: bool = False
    expected: Sequence[Sequence[Any]] | None = field(default=None, repr=False)
    got: Sequence[Sequence[Any]] | None = field(default=None, repr=False)
    error: LunaraError | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Summary:
    """The sums of a run. `rows_alone` of the right ones mean something else and give the same rows; `empty` compared nothing."""

    questions: int = 0
    right: int = 0
    wrong: int = 0
    refused: int = 0
    asked_back: int = 0
    failed: int = 0
    rows_alone: int = 0
    empty: int = 0
    tokens: int = 0
    seconds: float = 0.0


def summary_of(outcomes: Sequence[Outcome]) -> Summary:
    """The sums of the outcomes."""

    def count(came: Came) -> int:
        return sum(one.came == came for one in outcomes)

    return Summary(
        questions=len(outcomes),
        right=count("right"),
        wrong=count("wrong"),
        refused=count("refused"),
        asked_back=count("asked_back"),
        failed=count("failed"),
        rows_alone=sum(one.came == "right" and one.by == "rows_alone" for one in outcomes),
        empty=sum(one.empty for one in outcomes),
        tokens=sum(one.tokens for one in outcomes),
        seconds=sum(one.seconds for one in outcomes),
    )


def misses_of(summary: Summary, requires: Requirement) -> list[str]:
    """Why it does not hold, each in words; empty where it holds. The database says the same (`private.evaluation_holds`)."""
    if summary.questions == 0:
        return ["There is no question in the suite."]
    found = []
    if summary.failed:
        found.append(f"{_these(summary.failed)} not measured.")
    if summary.wrong > requires.wrong:
        most = "none may be" if requires.wrong == 0 else f"{requires.wrong:,} may be"
        found.append(f"{_these(summary.wrong)} wrong, and {most}.")
    if summary.right * 100 < requires.right * summary.questions:
        share = f"{summary.right * 100 / summary.questions:.1f}".removesuffix(".0")
        found.append(
            f"{summary.right:,} of {summary.questions:,} are right ({share} %), and {requires.right} % have to be."
        )
    return found


def _these(number: int) -> str:
    return f"{number:,} question{' was' if number == 1 else 's were'}"


def outcome_json(outcome: Outcome, *, rows: bool = False) -> dict[str, Any]:
    """An outcome as `lunara evaluate` prints it and a workspace keeps it; `rows`: with the first ones that were compared.

    Without them it is read by people who may not see every column: what a warehouse says of a statement that failed quotes
    values, and is left out.
    """
    told: dict[str, Any] = {
        "id": outcome.id, "asked": outcome.asked, "question": outcome.question, "outcome": outcome.came, "by": outcome.by,
        "because": outcome.because if rows else _without_values(outcome),
        "plan": outcome.plan, "provider": outcome.provider, "tokens": outcome.tokens,
        "seconds": round(outcome.seconds, 3), "empty": outcome.empty,
    }  # fmt: skip
    if rows and outcome.expected is not None and outcome.got is not None:
        told["expected"], told["got"] = list(map(list, outcome.expected)), list(map(list, outcome.got))
    return told


def outcome_from_json(told: Mapping[str, Any]) -> Outcome:
    """An outcome as it was kept, of any version of Lunara, and whoever wrote it: what it cannot have come to, or have taken, was
    not measured. Raises nothing.
    """
    came, by = str(told.get("outcome")), str(told.get("by") or "")
    plan, tokens, seconds = told.get("plan"), _taken(told.get("tokens")), _taken(told.get("seconds"))
    if tokens is None or seconds is None:
        came = "failed"
    return Outcome(
        str(told.get("id", "")), str(told.get("asked", "")), str(told.get("question", "")),
        came if came in get_args(Came) else "failed", by if by in get_args(By) else "", str(told.get("because") or ""),  # type: ignore[arg-type]
        plan if isinstance(plan, Mapping) else None, str(told.get("provider") or ""), int(tokens or 0),
        float(seconds or 0.0), bool(told.get("empty")), _rows(told.get("expected")), _rows(told.get("got")),
    )  # fmt: skip


def _taken(told: Any) -> float | None:
    """Tokens or seconds as they were kept, 0 where nothing was; None for what is no such number."""
    if told is None:
        return 0
    return told if type(told) in (int, float) and 0 <= told <= MOST_TAKEN else None


def _rows(told: Any) -> list[list[Any]] | None:
    """First rows as they were kept; None for what is none."""
    return told if isinstance(told, list) and all(isinstance(row, list) for row in told) else None


def _without_values(outcome: Outcome) -> str:
    if not isinstance(outcome.error, WarehouseFailed):
        return outcome.because
    return "The data source could not run a statement of this question. Whoever builds the model sees why with `lunara evaluate`."


def summary_json(summary: Summary) -> dict[str, Any]:
    """The sums as `lunara evaluate` prints them."""
    return {**asdict(summary), "seconds": round(summary.seconds, 3)}


@dataclass(frozen=True)
class Change:
    """A question in two runs. better, worse: by what came of it (wrong, refused, asked back, right); other: it was not measured
    in one of them; changed: something else was asked or expected; new, gone: it is in one of them alone.
    """

    question: str
    turned: Turned
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changes_between(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Question by question, as outcomes are kept: worse first, then better, then the others in the order of the later run."""
    earlier = {_key(one): one for one in before}
    later = {_key(one): one for one in after}
    found = [
        Change(str(one.get("question", "")), _turned(earlier.get(key), one), earlier.get(key), one)
        for key, one in later.items()
    ]
    found += [
        Change(str(one.get("question", "")), "gone", one, None) for key, one in earlier.items() if key not in later
    ]
    order = ("worse", "better", "other", "changed", "new", "gone", "same")
    return sorted(found, key=lambda one: order.index(one.turned))


def _key(outcome: Mapping[str, Any]) -> str:
    return str(outcome.get("id") or outcome.get("question"))


def _turned(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Turned:
    if before is None:
        return "new"
    if before.get("asked") != after.get("asked"):
        return "changed"
    was, now = str(before.get("outcome")), str(after.get("outcome"))
    if was == now:
        return "same"
    if was not in _GOOD or now not in _GOOD:
        return "other"
    return "better" if _GOOD[now] > _GOOD[was] else "worse"
