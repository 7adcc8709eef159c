"""`lunara enrich`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.cli.command import Command, add_clock, add_format, clock_of, settings
from lunara.cli.modelling import json_text, write_whole
from lunara.cli.output import chosen_format, print_json, print_table, progress
from lunara.cli.sources import add_source, opened, read_model, record_of
from lunara.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from lunara.ask.drafting.asking import Asker
    from lunara.ask.drafting.batches import Cost
    from lunara.ask.drafting.deciding import Standing
    from lunara.ask.drafting.file_ledger import FileLedger
    from lunara.ask.drafting.kept import Run
    from lunara.ask.drafting.proposals import Proposal
    from lunara.semantic.model import SemanticModel

NOT_CONFIRMED = "not_confirmed"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser, optional=True, help="what proposals are run against; without it they are compiled only")
    parser.add_argument("--table", action="append", metavar="T", help="only this table (may be given several times)")
    parser.add_argument("--estimate", action="store_true", help="tell what it would cost, and ask nothing")
    parser.add_argument("--yes", action="store_true", help="begin without asking whether it may cost that")
    parser.add_argument("--share-values", action="store_true", help="let the provider see sample values of the model")
    parser.add_argument("--state", metavar="FILE", help="where the run is kept (default: MODEL.proposals.json)")
    parser.add_argument("--again", action="store_true", help="begin anew, and ask for everything again")
    parser.add_argument("--retry", action="store_true", help="ask once more for batches that came to nothing")
    parser.add_argument(
        "--accept",
        action="append",
        metavar="WHAT",
        help="take proposals into --output: an id, a kind (label, description, synonyms, measure, filter, instruction), or "
        "safe: all that stand over nobody's words and change no number (default with --output)",
    )
    parser.add_argument("-o", "--output", metavar="MODEL", help="write the model with what is accepted to this file")
    add_format(parser, "table", "json")
    add_clock(parser)


def _enrich(arguments: argparse.Namespace) -> int:
    from lunara.ask.drafting.asking import Asker
    from lunara.ask.drafting.batches import cost_of
    from lunara.ask.drafting.file_ledger import FileLedger
    from lunara.ask.drafting.run import retried
    from lunara.ask.planners.providers import of_installation

    model = read_model(arguments.model)
    if arguments.accept and not arguments.output:
        raise InvalidInput("--accept needs --output.", "Name the file that the model is written to.", code="usage")
    if arguments.state is None and arguments.model == "-":
        raise InvalidInput("A model from stdin has no place for its proposals.", "Name one with --state.", code="usage")
    ledger = FileLedger(Path(arguments.state or f"{arguments.model}.proposals.json"))
    run = None if arguments.again else ledger.read()
    provider = of_installation(settings())
    asker = Asker(provider, values=arguments.share_values) if provider is not None else None
    kept = run is not None
    if run is not None and arguments.retry:
        run = retried(run)
    if run is None or not run.finished:
        if asker is None:
            raise InvalidInput(
                "No key for the AI provider is set.",
                "Set GEMINI_API_KEY: a model is drafted without one by `lunara draft`.",
            )
        run = run or _begun(arguments, model, asker)
        cost = cost_of(model, run.left(), asker.provider, values=run.values and asker.values)
        if arguments.estimate:
            return _print_cost(arguments, cost, asker)
        if cost.batches:
            _confirm(arguments, cost, asker)
        if not kept:
            ledger.put(run)
        elif arguments.retry:
            ledger.change(retried)
        run = _gone_on(arguments, model, ledger, asker)
    elif arguments.estimate:
        raise InvalidInput("Nothing is left to ask.", "Begin anew with --again.", code="usage")
    return _tell(arguments, model, run)


def _begun(arguments: argparse.Namespace, model: SemanticModel, asker: Asker) -> Run:
    from lunara.ask.drafting.batches import tables_to_draft
    from lunara.ask.drafting.run import begin
    from lunara.semantic.names import nearest

    names = [table.name for table in model.tables]
    for name in arguments.table or ():
        if name not in names:
            near = nearest(name, names)
            hint = f"Did you mean {' or '.join(near)}?" if near else "Name one of its tables."
            raise InvalidInput(f"The model has no table {name}.", hint, code="usage")
    return begin(model, arguments.table or tables_to_draft(model), asker)


def _confirm(arguments: argparse.Namespace, cost: Cost, asker: Asker) -> None:
    """Raises Refused unless somebody says that it may cost that."""
    if arguments.yes:
        return
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        raise Refused(
            f"{_cost_text(cost, asker)} Nothing was asked.",
            "Say --yes to begin.",
            code=NOT_CONFIRMED,
            **_cost_json(cost),
        )
    print(f"{_cost_text(cost, asker)} Begin? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("Nothing was asked.", "Say y to begin.", code=NOT_CONFIRMED, **_cost_json(cost))


def _gone_on(arguments: argparse.Namespace, model: SemanticModel, ledger: FileLedger, asker: Asker) -> Run:
    from lunara.ask.drafting.checking import Checks
    from lunara.ask.drafting.run import go_on
    from lunara.ask.drafting.whose import Words
    from lunara.connect.run import Runner

    def step(run: Run) -> None:
        progress(f"Batch {min(run.done + 1, len(run.parts)):,} of {len(run.parts):,}")

    with ExitStack() as held:
        runner = None
        if arguments.source is not None:
            warehouse = held.enter_context(opened(arguments))
            runner = Runner(warehouse, record=record_of(warehouse))
        checks = Checks(model, runner, clock=clock_of(arguments))
        return go_on(ledger, model, asker, checks, Words(), on_step=step)


def _tell(arguments: argparse.Namespace, model: SemanticModel, run: Run) -> int:
    from lunara.ask.drafting.deciding import applied, standing
    from lunara.ask.drafting.whose import Words

    found = standing(run.proposals, model, {}, Words())
    accepted: list[Proposal] = []
    if arguments.output:
        accepted = _accepted(found, arguments.accept or ["safe"])
        done = applied(model, {}, accepted)
        text = json_text(done.model) if arguments.output.lower().endswith(".json") else _yaml(done.model)
        write_whole(Path(arguments.output), text)
    told = _run_json(run, found, accepted)
    if chosen_format(arguments) == "json":
        print_json({**told, **({"model": arguments.output} if arguments.output else {})})
    else:
        _print(run, found, accepted, arguments.output)
    return 0


def _accepted(found: Sequence[Standing], wanted: Sequence[str]) -> list[Proposal]:
    """The proposals that were asked for. Raises InvalidInput for what is none."""
    from lunara.ask.drafting.deciding import together
    from lunara.ask.drafting.proposals import KINDS

    chosen: dict[str, Proposal] = {}
    for one in wanted:
        picked = [
            s.proposal
            for s in found
            if one in (s.proposal.id, s.proposal.kind) and (one not in KINDS or not s.proposal.beside)
        ]
        if one == "safe":
            picked = together(found)
        elif not picked and one not in KINDS:
            raise InvalidInput(f"There is no proposal {one}.", "Name an id, a kind, or safe.", code="usage")
        chosen |= {proposal.id: proposal for proposal in picked}
    return [*chosen.values()]


def _yaml(model: SemanticModel) -> str:
    from lunara.semantic.yaml import dump_model

    return dump_model(model)


def _run_json(run: Run, found: Sequence[Standing], accepted: Sequence[Proposal]) -> dict[str, Any]:
    used = run.usage
    taken = {proposal.id for proposal in accepted}
    return {
        "provider": run.provider,
        "batches": {"done": run.done, "of": len(run.parts)},
        "failed": [{"batch": n, "why": part.error} for n, part in enumerate(run.parts, 1) if part.state == "failed"],
        "tokens": {"prompt": used.prompt_tokens, "completion": used.completion_tokens, "estimated": used.estimated},
        "dollars": None if used.dollars is None else float(round(used.dollars, 4)),
        "proposals": [{**one.proposal.to_json(), "accepted": one.proposal.id in taken} for one in found],
        "dropped": [asdict(one) for one in run.dropped],
    }


def _cost_json(cost: Cost) -> dict[str, Any]:
    return {
        "batches": cost.batches,
        "items": cost.items,
        "tokens": {"prompt": cost.prompt_tokens, "completion": cost.reply_tokens, "most": cost.most_tokens},
        "dollars": None if cost.dollars is None else float(round(cost.dollars, 4)),
    }


def _cost_text(cost: Cost, asker: Asker) -> str:
    money = "" if cost.dollars is None else f", about {cost.dollars:,.2f} US dollars"
    return (
        f"{asker.provider.label} ({asker.model}) would be asked {cost.batches:,} times about {cost.items:,} items: about "
        f"{cost.tokens:,} tokens{money}, at most {cost.most_tokens:,} tokens."
    )


def _print_cost(arguments: argparse.Namespace, cost: Cost, asker: Asker) -> int:
    if chosen_format(arguments) == "json":
        print_json({"provider": asker.provider.label, "model": asker.model, **_cost_json(cost)})
    else:
        print(_cost_text(cost, asker))
    return 0


def _print(run: Run, found: Sequence[Standing], accepted: Sequence[Proposal], output: str | None) -> None:
    from lunara.ask.drafting.proposals import text_of

    rows = [
        (one.proposal.id, one.proposal.kind, one.proposal.key, text_of(one.proposal.value), one.proposal.checked)
        for one in found
    ]
    print_table(["Id", "Kind", "Item", "Proposed", "Checked"], rows)
    for one in run.dropped:
        print(f"Dropped: {one.kind} of {one.about}: {one.value} ({one.reason})")
    for number, part in enumerate(run.parts, 1):
        if part.state == "failed":
            print(f"Batch {number} came to nothing: {part.error}")
    print(f"\n{len(found):,} proposals, {len(run.dropped):,} dropped, {run.usage.tokens:,} tokens")
    if output:
        print(f"{output}: {len(accepted):,} accepted")


ENRICH = Command("enrich", "have an AI provider propose words and measures for a model", _configure, _enrich)
