"""`lunara check`: a model by itself, and against the live schema and its rows; its repair."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.cli.command import Command, add_format
from lunara.cli.fingerprints import fingerprints_beside, keys, read_fingerprints, record, write_fingerprints
from lunara.cli.modelling import json_text, write_whole
from lunara.cli.output import chosen_format, print_json, print_table, progress
from lunara.cli.sources import add_source, opened, read_file, read_model, record_of
from lunara.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from lunara.connect.run import Runner
    from lunara.semantic.drift import CheckFinding, Drift
    from lunara.semantic.model import SemanticModel


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser, optional=True, help="also check against the live schema and its rows")
    parser.add_argument(
        "--fingerprints",
        metavar="FILE",
        help="know renamed columns by these fingerprints (default: MODEL.fingerprints.json beside the model, where there is one)",
    )
    parser.add_argument(
        "--record", nargs="?", const="", metavar="FILE", help="take fingerprints now, for later checks, and write them"
    )
    parser.add_argument("--no-values", action="store_true", help="read no value of a text column")
    parser.add_argument(
        "--repair",
        nargs="?",
        const="sure",
        choices=("sure", "likely", "all"),
        help="repair the model: what is sure (the default), what is likely too, or also add what is new",
    )
    parser.add_argument("-o", "--output", metavar="MODEL", help="where to write the repaired model (.yaml or .json)")
    add_format(parser, "table", "json")


def _run(arguments: argparse.Namespace) -> int:
    from lunara.semantic.validate import validate_model

    wants_source = [name for name in ("repair", "record", "fingerprints") if getattr(arguments, name) is not None]
    if arguments.source is None and wants_source:
        raise InvalidInput(f"--{wants_source[0]} needs a SOURCE.", "See: lunara check --help", code="usage")
    if (arguments.repair is None) != (arguments.output is None):
        raise InvalidInput("--repair and -o belong together.", "Write: --repair -o NEW_MODEL", code="usage")
    model = read_model(arguments.model)
    problems = _placed(arguments.model, [asdict(problem) for problem in validate_model(model)])
    told: dict[str, Any] = {}
    if arguments.source is not None:
        drift, repaired = _against_source(arguments, model)
        problems += [_problem(finding) for finding in drift.findings]
        told = {"statements": drift.statements, "elapsed_ms": round(drift.elapsed_ms, 1)}
        if repaired is not None:
            told["repaired"] = repaired
    broken = any(problem["level"] == "error" for problem in problems)
    left_broken = told["repaired"]["broken"] if "repaired" in told else broken
    if chosen_format(arguments) == "json":
        print_json({"ok": not broken, "problems": problems, **told})
    else:
        _print(problems, told)
    return Refused.exit_code if left_broken else 0


def _placed(path: str, problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The problems with the line and column of what they are about, where the file can be read again."""
    from lunara.semantic.yaml import item_places

    if not problems or path == "-":
        return problems
    places = item_places(read_file(path))
    for problem in problems:
        place = places.get(problem["where"])
        if place is not None:
            problem["line"], problem["column"] = place
    return problems


def _problem(finding: CheckFinding) -> dict[str, Any]:
    told = finding.to_json()
    return {"level": told.pop("level"), "where": told.pop("item"), **told}


def _against_source(arguments: argparse.Namespace, model: SemanticModel) -> tuple[Drift, dict[str, Any] | None]:
    from lunara.connect.run import Runner
    from lunara.semantic.drift import find_drift
    from lunara.semantic.fingerprint import matching_key

    beside = fingerprints_beside(arguments.model)
    known = None
    if arguments.fingerprints is not None or beside.is_file():
        known = read_fingerprints(Path(arguments.fingerprints or beside))
    key = matching_key(known, keys())
    with opened(arguments) as warehouse:
        progress("Comparing with the live schema, its keys and its references")
        runner = Runner(warehouse, record=record_of(warehouse))

        # Without a record what the model does not have may have been left out on purpose: most of a warehouse often is.
        drafts = known is not None or arguments.repair == "all"

        def check(model: SemanticModel) -> Drift:
            return find_drift(
                model,
                runner,
                known=known,
                key=key,
                values=not arguments.no_values,
                new="drafted" if drafts else "listed",
                on_step=_on_step,
            )

        drift = check(model)
        repaired = None
        if arguments.repair is not None:
            repaired = _repair(arguments, model, drift, check)
        if arguments.record is not None:
            _record(arguments, drift, runner)
    return drift, repaired


def _on_step(what: str, done: int, total: int) -> None:
    if not done or done % 25 == 0:
        progress(f"{what}: {done:,} of {total:,}" if total else what)


def _record(arguments: argparse.Namespace, drift: Drift, runner: Runner) -> None:
    path = Path(arguments.record) if arguments.record else fingerprints_beside(arguments.model)
    progress("Taking fingerprints of columns")
    wanted = list(drift.relations.values())
    write_fingerprints(
        path, record(drift.catalog, wanted, runner, values=not arguments.no_values, orphans=drift.orphans)
    )


def _repair(
    arguments: argparse.Namespace, model: SemanticModel, drift: Drift, check: Callable[[SemanticModel], Drift]
) -> dict[str, Any]:
    """Write the repaired model; what was done, what was left to a person, and whether something is broken still."""
    from lunara.semantic.drift import LIKELY, SURE, sure_repairs
    from lunara.semantic.repairing import apply_repairs
    from lunara.semantic.validate import validate_model
    from lunara.semantic.yaml import dump_model

    least = {"sure": SURE, "likely": LIKELY, "all": 0.0}[arguments.repair]
    chosen = sure_repairs(drift.findings, least)
    left = [f.repair for f in drift.findings if f.repair is not None and f.repair not in chosen and f.level != "info"]
    done = apply_repairs(model, [repair for proposal in chosen for repair in proposal.repairs])
    text = json_text(done.model) if arguments.output.lower().endswith(".json") else dump_model(done.model)
    write_whole(Path(arguments.output), text)
    after = check(done.model)
    broken = any(p.level == "error" for p in validate_model(done.model)) or any(
        f.level == "error" for f in after.findings
    )
    return {
        "model": arguments.output,
        "done": [proposal.words for proposal in chosen],
        "removed": list(done.removed),
        "questions": list(done.questions),
        "left": [{"does": proposal.words, "confidence": proposal.confidence} for proposal in left],
        "broken": broken,
    }


def _print(problems: Sequence[dict[str, Any]], told: dict[str, Any]) -> None:
    rows = [(p["level"], p["where"], str(p.get("line", "")), _in_words(p)) for p in problems if p["level"] != "info"]
    if rows:
        print_table(["Level", "Where", "Line", "What"], rows)
    else:
        print("The model is sound.")
    for line in _news(problems):
        print(line)
    done = told.get("repaired")
    if done is not None:
        print(f"\nRepaired: {done['model']}")
        for words in done["done"]:
            print(f"  done: {words}")
        for key in done["removed"]:
            print(f"  taken out: {key.replace(':', ' ')}")
        for one in done["left"]:
            print(f"  left to you: {one['does']} ({one['confidence']:.0%} sure)")
    if told:
        print(f"\n{told['statements']:,} statements, {told['elapsed_ms'] / 1000:.1f} s")


def _in_words(problem: dict[str, Any]) -> str:
    text = f"{problem['message']} {problem['hint']}".strip()
    repair = problem.get("repair")
    return text if repair is None else f"{text} Repair: {repair['does']}"


def _news(problems: Sequence[dict[str, Any]]) -> list[str]:
    """What is new, in a line for each table."""
    columns: dict[str, list[str]] = {}
    lines = []
    for p in problems:
        if p.get("kind") == "column_added":
            columns.setdefault(p["table"], []).append(p["missing"])
        elif p["level"] == "info":
            lines.append(p["message"])
    lines += [
        f"{table} has columns that the model does not have: {', '.join(names)}." for table, names in columns.items()
    ]
    return lines


CHECK = Command("check", "validate a model; with a source, also against it", _configure, _run)
