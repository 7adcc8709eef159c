"""`lunara ask` and `lunara context`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from lunara.cli.batch import Request, run_batch, text_of
from lunara.cli.command import Command, add_batch, add_clock, add_format, add_limits, clock_of, limits_of, settings
from lunara.cli.output import chosen_format, print_json, print_result, progress
from lunara.cli.querying import batch_file, one_request
from lunara.cli.sources import add_source, naming_what_is_missing, opened, read_model, read_query, record_of
from lunara.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from lunara.ask.answer import Answer, Checked, Step
    from lunara.ask.plan import Plan, Planner
    from lunara.ask.question import Question, Turn
    from lunara.ask.values import ValueIndex
    from lunara.semantic.compiled import Clock
    from lunara.semantic.model import SemanticModel

PROVIDERS = ("offline", "gemini")


def _configure_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser)
    parser.add_argument("question", metavar="QUESTION", nargs="?")
    parser.add_argument(
        "--provider", choices=PROVIDERS, default="offline", help="who plans the query (default: offline)"
    )
    parser.add_argument(
        "--share-values",
        action="store_true",
        help="let the provider see values of the warehouse (never needed by offline)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="plan each question a second time, by the offline planner, and say whether both come to the same",
    )
    add_format(parser, "text", "json", "csv", "arrow", "table")
    add_batch(parser)
    add_limits(parser)
    add_clock(parser)


def _ask(arguments: argparse.Namespace) -> int:
    from lunara.ask.answer import answer, answer_json
    from lunara.ask.planners.offline import OfflinePlanner
    from lunara.ask.twice import answer_twice
    from lunara.ask.values import build_value_index
    from lunara.connect.run import Runner

    model, clock, limits = read_model(arguments.model), clock_of(arguments), limits_of(arguments)
    path = batch_file(arguments, "question")
    if arguments.check and arguments.provider == "offline":
        raise InvalidInput(
            "--check compares a provider with the offline planner.", "Name a provider: --provider gemini.", code="usage"
        )
    with opened(arguments) as warehouse:
        progress("Reading the warehouse's own words")
        values = build_value_index(model, Runner(warehouse, record=record_of(warehouse)))
        planner = planner_of(arguments, values)
        made = partial(answer_twice, second=OfflinePlanner(values)) if arguments.check else answer

        def ask(text: str, history: tuple[Turn, ...]) -> Answer:
            question = asked(text, clock, model, history)
            with naming_what_is_missing(model, warehouse):
                return made(
                    question,
                    model,
                    warehouse,
                    planner,
                    limits=limits,
                    record=record_of(warehouse),
                    spans=values.spans,
                    members=values.fields,
                    on_step=tell_step,
                )

        def one(request: Request) -> Mapping[str, Any]:
            history = history_of(request.get("history"), clock, model, planner)
            return answer_json(ask(text_of(request, "question"), history), max_rows=None)

        if path is not None:
            return run_batch(path, one)
        done = ask(one_request(arguments, "question"), ())
    return ended(arguments, done)


def ended(arguments: argparse.Namespace, done: Answer) -> int:
    """Print an answer in the format that was asked for; the exit code."""
    from lunara.ask.answer import answer_json
    from lunara.ask.plan import Refusal

    kind = chosen_format(arguments, "text")
    if kind == "json":
        print_json(answer_json(done, max_rows=None))
    elif kind == "text" or done.result is None or done.compiled is None:
        print_answer(done)
    else:
        print_result(kind, {}, done.result, done.compiled.columns)
    return Refused.exit_code if isinstance(done.planned.plan, Refusal) else 0


def tell_step(step: Step) -> None:
    """Say on standard error what is being done."""
    progress(f"{step.name}: {step.detail}" if step.detail else step.name)


def planner_of(arguments: argparse.Namespace, values: ValueIndex) -> Planner:
    """The planner that was asked for; a provider has the offline planner behind it, and an answer says who gave it."""
    from lunara.ask.planners.offline import OfflinePlanner

    offline = OfflinePlanner(values)
    if arguments.provider == "offline":
        return offline
    from lunara.ask.planners.llm import FallbackPlanner, LlmPlanner

    def say(step: str, detail: str) -> None:
        progress(f"{step}: {detail}" if detail else step)

    shown = values if arguments.share_values else None
    return FallbackPlanner([LlmPlanner(settings(), values=shown, on_step=say), offline], on_step=say)


def asked(text: str, clock: Clock, model: SemanticModel, history: tuple[Turn, ...] = ()) -> Question:
    """A question as the planner takes it."""
    from lunara.ask.question import Question

    return Question(text=text, clock=clock, history=history, instructions=model.instructions)


def history_of(raw: Any, clock: Clock, model: SemanticModel, planner: Planner) -> tuple[Turn, ...]:
    """Earlier turns of a batch line, oldest first: questions as texts, or objects with `question` and optional `plan`.

    A turn without a plan is planned again, so that a follow-up has something to follow. Raises InvalidInput.
    """
    from lunara.ask.question import Turn

    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise InvalidInput('"history" is not a list.', 'Give it as "history": ["first question", …].')
    turns: list[Turn] = []
    for item in raw:
        if isinstance(item, str):
            turns.append(Turn(item, planner.plan(asked(item, clock, model, tuple(turns)), model).plan))
        elif isinstance(item, Mapping) and isinstance(item.get("question"), str):
            text = str(item["question"])
            given = item.get("plan", item.get("query"))
            if given is None and "plan" not in item:
                plan: Plan | None = planner.plan(asked(text, clock, model, tuple(turns)), model).plan
            else:
                plan = _plan(given)
            turns.append(Turn(text, plan))
        else:
            raise InvalidInput(
                "A turn of the history is neither a text nor an object with a question.", "Leave it out."
            )
    return tuple(turns)


def _plan(raw: Any) -> Plan | None:
    from lunara.ask.plan import ModelSql

    if raw is None:
        return None
    if isinstance(raw, Mapping) and isinstance(raw.get("sql"), str):
        return ModelSql(raw["sql"])
    if isinstance(raw, Mapping) and "change" in raw:
        from lunara.ask.change.asked import read_change

        return read_change(raw["change"])
    return read_query(raw)


def print_answer(done: Answer) -> None:
    """An answer for a reader: what it says, its rows, how it was understood."""
    from lunara.ask.plan import Clarification, Refusal
    from lunara.charts.ranked import ranked
    from lunara.cli.output import print_rows

    plan = done.planned.plan
    if isinstance(plan, Clarification):
        print(plan.text)
        for option in plan.options:
            print(f"  · {option.label}: {option.question}")
    elif isinstance(plan, Refusal):
        print(plan.reason)
        for question in plan.nearest:
            print(f"  · Try: {question}")
    if done.narrative is not None:
        print("\n".join((done.narrative.headline, *done.narrative.details, *done.narrative.caveats)))
    if done.result is not None and done.compiled is not None:
        print()
        print_rows(ranked(plan, done.compiled.columns, done.result), done.compiled.columns)
        print()
    if done.planned.understood:
        print("Understood: " + "; ".join(f"“{piece.text}” as {piece.as_}" for piece in done.planned.understood))
    if done.planned.ignored:
        print("Not used: " + ", ".join(done.planned.ignored))
    for line in dict.fromkeys((*done.warnings, *done.planned.instead, *done.planned.notes)):
        print(f"Note: {line}")
    if done.checked is not None:
        _print_check(done.checked)


def _print_check(checked: Checked) -> None:
    """How a second planner read it, with both answers where they differ."""
    from lunara.ask.plan import who

    if not checked.sides:
        print(f"Check: {checked.text}")
    for line in checked.differences:
        print(f"  · {line}")
    for side in checked.sides:
        print(f"\n— {who(side.planned.provider)} —")
        print_answer(side)


def _configure_context(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("question", metavar="QUESTION", nargs="?")
    parser.add_argument("--tables", type=int, metavar="N", help="at most N tables")
    parser.add_argument(
        "--source", metavar="SOURCE", help="find values by the warehouse's own words (default: the model's samples)"
    )
    parser.add_argument(
        "--project", metavar="P", help="SOURCE is the name of a data source of this project of the workspace"
    )
    add_format(parser, "table", "json")
    add_batch(parser)
    add_clock(parser)


def _context(arguments: argparse.Namespace) -> int:
    model, clock = read_model(arguments.model), clock_of(arguments)
    if arguments.tables is not None and arguments.tables < 1:
        raise InvalidInput("--tables must be above zero.", "Give a positive number.", code="usage")

    values = _words_of(arguments, model) if arguments.source is not None else None

    def answer(request: Request) -> Mapping[str, Any]:
        return context_json(asked(text_of(request, "question"), clock, model), model, arguments.tables, values)

    path = batch_file(arguments, "question")
    if path is not None:
        return run_batch(path, answer)
    told = answer({"question": one_request(arguments, "question")})
    if chosen_format(arguments) == "json":
        print_json(told)
        return 0
    print("Tables: " + ", ".join(told["tables"]))
    print("Fields: " + ", ".join(told["fields"]))
    print("Values: " + ", ".join(f"{hit['field']} = {hit['value']}" for hit in told["values"]))
    print(f"Tokens: {told['tokens']:,}")
    return 0


def _words_of(arguments: argparse.Namespace, model: SemanticModel) -> ValueIndex:
    """The words of the warehouse behind --source."""
    from lunara.ask.values import build_value_index
    from lunara.connect.run import Runner

    with opened(arguments) as warehouse:
        progress("Reading the warehouse's own words")
        return build_value_index(model, Runner(warehouse, record=record_of(warehouse)))


def context_json(
    question: Question, model: SemanticModel, tables: int | None, values: ValueIndex | None = None
) -> dict[str, Any]:
    """What a planner would be shown, in the contract's shape."""
    from lunara.ask.context import context_for
    from lunara.connect.plain import plain

    found = context_for(question, model, values, max_tables=tables)
    return {
        "tables": list(found.tables),
        "fields": list(found.fields),
        "values": [{"field": hit.field, "value": plain(hit.value)} for hit in found.values],
        "tokens": found.tokens,
    }


ASK = Command("ask", "answer a question", _configure_ask, _ask)
CONTEXT = Command("context", "what a planner would be shown for a question", _configure_context, _context)
