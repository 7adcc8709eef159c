"""`lunara evaluate`: a suite of questions with what is expected of each, for people and for CI."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lunara.cli.asking import PROVIDERS
from lunara.cli.batch import Request, run_batch
from lunara.cli.command import Command, add_batch, add_clock, add_format, add_limits, clock_of, limits_of, settings
from lunara.cli.evaluation_record import Record
from lunara.cli.output import chosen_format, print_json, print_table, progress
from lunara.cli.querying import batch_file, one_request
from lunara.cli.sources import add_source, opened, read_file, read_model, record_of
from lunara.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from lunara.ask.evaluated import Change, Outcome
    from lunara.ask.plan import Planner
    from lunara.ask.suite import Case, Requirement
    from lunara.ask.values import ValueIndex
    from lunara.semantic.compiled import Clock
    from lunara.semantic.model import SemanticModel

MOST_AT_ONCE = 32
_WORDS = {
    "right": "right",
    "wrong": "WRONG",
    "refused": "refused",
    "asked_back": "asked back",
    "failed": "not measured",
}


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser)
    parser.add_argument("suite", metavar="SUITE", nargs="?", help="a suite as YAML or JSON (docs/formats.md)")
    parser.add_argument(
        "--provider", choices=PROVIDERS, default="offline", help="who is asked, and nobody behind it (default: offline)"
    )
    parser.add_argument("--share-values", action="store_true", help="let the provider see values of the warehouse")
    parser.add_argument("--right", type=int, metavar="PERCENT", help="how many have to be right (default: the suite's)")
    parser.add_argument("--wrong", type=int, metavar="N", help="how many may be wrong (default: the suite's)")
    parser.add_argument("--compare", metavar="RUN.json", help="tell what changed since an earlier run's JSON")
    parser.add_argument("--at-once", type=int, metavar="N", default=4, help="so many questions at a time (default: 4)")
    parser.add_argument(
        "--record",
        metavar="FILE",
        help="write what comes of each question as it comes; called again, go on with what is left",
    )
    add_format(parser, "text", "json", "table")
    add_batch(parser)
    add_limits(parser)
    add_clock(parser)


def _run(arguments: argparse.Namespace) -> int:
    from lunara.ask.evaluate import evaluate, left_out
    from lunara.ask.evaluated import changes_between, misses_of, outcome_json, summary_json, summary_of
    from lunara.ask.suite import dated, load_suite, read_case
    from lunara.ask.values import build_value_index
    from lunara.connect.run import Runner

    model, clock = read_model(arguments.model), clock_of(arguments)
    path = batch_file(arguments, "suite")
    suite = load_suite(read_file(one_request(arguments, "suite"))) if path is None else None
    requires = _requires(arguments, suite.requires) if suite is not None else None
    before = _outcomes_in(arguments.compare) if arguments.compare is not None else None
    if not 1 <= arguments.at_once <= MOST_AT_ONCE:
        raise InvalidInput(f"--at-once goes from 1 to {MOST_AT_ONCE}.", "Write --at-once 4.", code="usage")
    with opened(arguments) as warehouse:
        runner = Runner(warehouse, record=record_of(warehouse), limits=limits_of(arguments))
        progress("Reading the warehouse's own words")
        values = build_value_index(model, runner)
        planner = _planner(arguments, values)

        def asked(left: Sequence[Case], suite: Sequence[Case] = ()) -> Iterator[Outcome]:
            return evaluate(
                left, model, runner, planner, clock, suite=suite, spans=values.spans, at_once=arguments.at_once
            )

        def one(request: Request) -> Mapping[str, Any]:
            case = read_case({**request, "id": str(request.get("id", ""))})
            (outcome,) = asked([case])
            return {key: value for key, value in outcome_json(outcome, rows=True).items() if key != "id"}

        if path is not None:
            return run_batch(path, one)
        assert suite is not None and requires is not None  # noqa: S101 - there is no batch
        given = arguments.today is not None
        cases = suite.questions if given else tuple(dated(suite))
        record = _record(arguments, cases, model, clock)
        found = dict(record.found) if record is not None else {}
        for outcome in asked([case for case in cases if case.name not in found], cases):
            found[outcome.id] = outcome
            progress(f"{len(found):,} of {len(cases):,}: {_WORDS[outcome.came]}: {outcome.question}")
            if record is not None:
                record.add(outcome)
        outcomes = [found[case.name] for case in cases]
    summary = summary_of(outcomes)
    misses = misses_of(summary, requires)
    told = {
        "suite": suite.name,
        "model": model.name,
        "planner": planner.name,
        "today": (clock.today if given or suite.today is None else suite.today).isoformat(),
        "holds": not misses,
        "misses": misses,
        "requires": requires.model_dump(),
        **summary_json(summary),
        "left_out": left_out(cases, model.verified_questions, model)[1],
        "outcomes": [outcome_json(outcome, rows=True) for outcome in outcomes],
    }
    changes = changes_between(before, told["outcomes"]) if before is not None else None
    if changes is not None:
        told["changes"] = [_change_json(one) for one in changes if one.turned != "same"]
    if chosen_format(arguments, "text") == "json":
        print_json(told)
    else:
        _print(told, outcomes, changes)
    return _code(outcomes) if misses else 0


def _code(outcomes: Sequence[Outcome]) -> int:
    """Of a run that does not hold: what was not measured is no word about the model, and ends as what it failed with."""
    failed = next((one.error for one in outcomes if one.error is not None), None)
    return Refused.exit_code if failed is None else failed.exit_code


def _planner(arguments: argparse.Namespace, values: ValueIndex) -> Planner:
    if arguments.provider == "offline":
        from lunara.ask.planners.offline import OfflinePlanner

        return OfflinePlanner(values)
    from lunara.ask.planners.llm import LlmPlanner

    return LlmPlanner(settings(), values=values if arguments.share_values else None)


def _record(arguments: argparse.Namespace, cases: Sequence[Case], model: SemanticModel, clock: Clock) -> Record | None:
    """The record of exactly this evaluation, where one was asked for. Raises InvalidInput."""
    if arguments.record is None:
        return None
    from lunara.ask.planners.providers import of_installation

    provider = of_installation(settings()) if arguments.provider != "offline" else None
    marks = [[case.name, case.mark] for case in cases]
    made_of = [marks, model.model_dump(mode="json", by_alias=True), arguments.share_values]
    about = {
        "of": sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest(),
        "planner": "offline" if provider is None else f"{provider.label}, {provider.model}",
        "today": clock.today.isoformat(),
    }
    return Record(arguments.record, about)


def _requires(arguments: argparse.Namespace, own: Requirement) -> Requirement:
    from lunara.ask.suite import Requirement

    right = own.right if arguments.right is None else arguments.right
    wrong = own.wrong if arguments.wrong is None else arguments.wrong
    if not 0 <= right <= 100 or wrong < 0:
        raise InvalidInput(
            "--right goes from 0 to 100 in a hundred, and --wrong from 0.", "Write --right 95 --wrong 0.", code="usage"
        )
    return Requirement(right=right, wrong=wrong)


def _outcomes_in(path: str) -> list[Mapping[str, Any]]:
    """The outcomes of an earlier run. Raises InvalidInput."""
    try:
        told = json.loads(read_file(path))
    except (ValueError, RecursionError):
        told = None
    found = told.get("outcomes") if isinstance(told, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InvalidInput(f"{path} is no run.", "Give what `lunara evaluate --format json` printed.")
    return found


def _change_json(change: Change) -> dict[str, Any]:
    def came(one: Mapping[str, Any] | None) -> Any:
        return one.get("outcome") if one is not None else None

    known = change.after or change.before or {}
    return {
        "id": known.get("id"), "question": change.question, "turned": change.turned, "before": came(change.before),
        "after": came(change.after),
    }  # fmt: skip


def _print(told: Mapping[str, Any], outcomes: Sequence[Outcome], changes: Sequence[Change] | None) -> None:
    rows = [(_WORDS[one.came], one.id if one.id != one.question else one.question, one.because) for one in outcomes]
    print_table(["Outcome", "Question", "Because"], rows)
    print(
        f"\n{told['right']:,} right ({told['rows_alone']:,} by their rows alone), {told['wrong']:,} wrong, "
        f"{told['refused']:,} refused, {told['asked_back']:,} asked back, {told['failed']:,} not measured; "
        f"{told['tokens']:,} tokens, {told['seconds']:.1f} s"
    )
    if told["empty"]:
        print(f"{told['empty']:,} compared empty results.")
    if told["left_out"]:
        print(
            f"{told['left_out']:,} verified questions of the model are questions of the suite, and were not shown to the planner."
        )
    for change in changes or ():
        if change.turned in ("better", "worse"):
            was, now = (_WORDS.get(str((one or {}).get("outcome")), "") for one in (change.before, change.after))
            print(f"{change.turned}: {change.question}: {was}, now {now}")
    print("It holds." if told["holds"] else f"It does not hold: {' '.join(told['misses'])}")


EVALUATE = Command(
    "evaluate", "ask a suite of questions and hold the answers against what is expected", _configure, _run
)
