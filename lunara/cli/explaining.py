"""`lunara why`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from lunara.cli.asking import asked, ended, tell_step
from lunara.cli.batch import Request, run_batch, text_of
from lunara.cli.command import Command, add_batch, add_clock, add_format, add_limits, clock_of, limits_of
from lunara.cli.output import progress
from lunara.cli.querying import batch_file, one_request
from lunara.cli.sources import add_source, naming_what_is_missing, opened, read_model, record_of
from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.ask.answer import Answer
    from lunara.ask.change.asked import WhyChanged
    from lunara.semantic.compiled import Clock


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser)
    parser.add_argument("measure", metavar="MEASURE", nargs="?", help="a measure of the model")
    parser.add_argument(
        "--period", metavar="P", help="2026, 2026-Q1, 2026-03, 2026-03-15, FROM..TO (TO excluded) or a range as JSON"
    )
    parser.add_argument(
        "--against",
        metavar="P",
        help="the period to compare with, or previous_year, previous_period, … (default: previous_period)",
    )
    parser.add_argument("--by", metavar="DIMENSION", help="explain by this one (default: the one that explains most)")
    parser.add_argument("--filters", metavar="JSON", help="conditions on both periods, as a semantic query has them")
    add_format(parser, "text", "json", "csv", "arrow", "table")
    add_batch(parser)
    add_limits(parser)
    add_clock(parser)


def _why(arguments: argparse.Namespace) -> int:
    from lunara.ask.answer import answer, answer_json
    from lunara.ask.planners.chosen import ChosenPlanner
    from lunara.ask.reach import read_spans
    from lunara.connect.run import Runner

    model, clock, limits = read_model(arguments.model), clock_of(arguments), limits_of(arguments)
    path = batch_file(arguments, "measure")
    with opened(arguments) as warehouse:
        progress("Reading how far the data reaches")
        spans = read_spans(model, Runner(warehouse, record=record_of(warehouse)))

        def one(request: Request) -> Answer:
            change = change_of(request, clock)
            with naming_what_is_missing(model, warehouse):
                return answer(
                    asked(f"Why did {change.name} change?", clock, model),
                    model,
                    warehouse,
                    ChosenPlanner(change),
                    limits=limits,
                    record=record_of(warehouse),
                    spans=spans,
                    on_step=tell_step,
                )

        if path is not None:
            return run_batch(path, lambda request: answer_json(one(request), max_rows=None))
        given = ("period", "against", "by", "filters")
        options = {name: value for name in given if (value := getattr(arguments, name)) is not None}
        done = one({"measure": one_request(arguments, "measure"), **options})
    return ended(arguments, done)


def change_of(request: Mapping[str, Any], clock: Clock) -> WhyChanged:
    """The question of a request: `measure`, `period`, and optionally `against`, `by`, `filters`. Raises InvalidInput."""
    from lunara.ask.change.asked import read_change
    from lunara.ask.change.periods import against_of, read_period
    from lunara.semantic.query import CompareTo, TimeRange

    def period(name: str) -> TimeRange:
        raw = request.get(name)
        if raw is None:
            raise InvalidInput("No period was given.", "Give --period, for example 2026-03.", code="usage")
        return read_period(raw if isinstance(raw, str) else json.dumps(raw))

    now = period("period")
    to = request.get("against", "previous_period")
    filters = request.get("filters", [])
    if isinstance(filters, str):
        try:
            filters = json.loads(filters)
        except ValueError as error:
            raise InvalidInput("--filters is no JSON.", 'Give a list: [{"field", "op", "values"}].') from error
    return read_change(
        {
            "measure": text_of(request, "measure"),
            "period": now,
            "against": against_of(now, to, clock) if to in get_args(CompareTo) else period("against"),
            "filters": filters if isinstance(filters, list) else [filters],
            "dimension": request.get("by"),
        }
    )


WHY = Command("why", "why a measure changed between two periods", _configure, _why)
