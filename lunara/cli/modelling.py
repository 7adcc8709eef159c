"""`lunara draft`."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.cli.command import Command, add_format
from lunara.cli.output import chosen_format, print_json, print_table, progress
from lunara.cli.sources import add_source, opened, read_file, record_of
from lunara.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from lunara.connect.catalog import Catalog
    from lunara.semantic.draft import Draft, DraftStep, ProbeCost
    from lunara.semantic.model import SemanticModel


def _configure_draft(parser: argparse.ArgumentParser) -> None:
    add_source(parser, optional=True)
    parser.add_argument(
        "--catalog", metavar="FILE", help="draft from a catalog file alone (as `lunara catalog` prints it)"
    )
    parser.add_argument("--schema", metavar="S", help="only this schema")
    parser.add_argument("--name", help="name of the model")
    parser.add_argument(
        "--no-values", action="store_true", help="read no value of the warehouse: counts and ranges only"
    )
    parser.add_argument("-o", "--output", metavar="MODEL", help="write the model to this file (.yaml or .json)")
    parser.add_argument(
        "--no-fingerprints",
        action="store_true",
        help="do not write MODEL.fingerprints.json beside the model, by which `lunara check` knows renamed columns again",
    )
    add_format(parser, "yaml", "json", "table")


def _draft(arguments: argparse.Namespace) -> int:
    from lunara.cli.fingerprints import fingerprints_beside, record, write_fingerprints
    from lunara.connect.run import Runner
    from lunara.semantic.draft import Probe, draft_model
    from lunara.semantic.yaml import dump_model

    prints = None
    if (arguments.source is None) == (arguments.catalog is None):
        raise InvalidInput("Give either SOURCE or --catalog FILE.", "See: lunara draft --help", code="usage")
    if arguments.catalog is not None:
        catalog = _with_tables(read_catalog(arguments.catalog), arguments)
        draft = draft_model(catalog, name=arguments.name or _name_of(arguments.catalog), on_step=_on_step)
    else:
        with opened(arguments) as warehouse:
            progress("Reading the catalog")
            catalog = _with_tables(warehouse.catalog(arguments.schema), arguments)
            runner = Runner(warehouse, record=record_of(warehouse))
            probe = Probe(runner, values=not arguments.no_values)
            draft = draft_model(
                catalog, name=arguments.name or _name_of(arguments.source), probe=probe, on_step=_on_step
            )
            progress(cost_text(draft.cost))
            for text in draft.cost.skipped:
                progress(f"Left out: {text}")
            if arguments.output and not arguments.no_fingerprints:
                prints = record(catalog, catalog.tables, runner, values=not arguments.no_values)
    evidence = evidence_json(draft)
    if prints is not None:
        write_fingerprints(fingerprints_beside(arguments.output), prints)
    kind = chosen_format(arguments, "yaml")
    if arguments.output:
        text = json_text(draft.model) if arguments.output.lower().endswith(".json") else dump_model(draft.model)
        write_whole(Path(arguments.output), text)
        told = {
            "model": arguments.output,
            "tables": len(draft.model.tables),
            "relationships": len(draft.model.relationships),
            "measures": sum(len(t.measures) for t in draft.model.tables) + len(draft.model.measures),
        }
        if kind == "json":
            print_json({**told, "cost": asdict(draft.cost), "evidence": evidence})
        else:
            print("{model}: {tables} tables, {relationships} relationships, {measures} measures".format(**told))
    elif kind == "json":
        print_json({**json.loads(json_text(draft.model)), "evidence": evidence})
    elif kind == "table":
        numbers = [(t.name, t.source or "", len(t.dimensions), len(t.measures)) for t in draft.model.tables]
        print_table(
            ("table", "source", "dimensions", "measures"),
            [(name, source, f"{fields:,}", f"{measures:,}") for name, source, fields, measures in numbers],
            (False, False, True, True),
        )
    else:
        print(dump_model(draft.model), end="")
    return 0


def _with_tables(catalog: Catalog, arguments: argparse.Namespace) -> Catalog:
    """The catalog. Raises Refused when there is nothing in it to draft from."""
    if not catalog.tables:
        where = f"The schema {arguments.schema} has" if arguments.schema else "There are"
        raise Refused(
            f"{where} no tables to draft a model from.",
            "Check the path or the name of the database and the schema: `lunara catalog SOURCE` shows what is there.",
            code="no_tables",
        )
    return catalog


def read_catalog(path: str) -> Catalog:
    """A catalog file. Raises InvalidInput naming what is wrong."""
    from lunara.connect.catalog import Catalog

    try:
        data = json.loads(read_file(path))
        return Catalog.from_json(data)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{path} is not a catalog ({type(error).__name__}).", "Write it as `lunara catalog` prints it."
        ) from error


def evidence_json(draft: Draft) -> list[dict[str, Any]]:
    """The evidence in the contract's shape, with what was decided and the reviewed item's key where there are any."""
    return [
        {key: value for key, value in asdict(item).items() if value != "" or key in ("subject", "because")}
        for item in draft.evidence
    ]


def json_text(model: SemanticModel) -> str:
    """A model file in JSON."""
    return model.model_dump_json(by_alias=True, exclude_defaults=True, indent=2) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Whole or not at all."""
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}.", "Choose another path.") from error
    finally:
        half.unlink(missing_ok=True)


def cost_text(cost: ProbeCost) -> str:
    """What a draft asked of the warehouse, in one line."""
    seconds = cost.elapsed_ms / 1000
    return f"Asked {cost.statements:,} statements, which look at about {cost.rows:,} rows, in {seconds:,.1f} s"


def _on_step(step: DraftStep) -> None:
    progress(step.step)


def _name_of(source: str) -> str:
    """A model's name from a path or URL, without credentials."""
    bare = source.rpartition("@")[2].split("?")[0].rstrip("/")
    name = bare.rpartition("/")[2].partition(".")[0]
    return "".join(c if c.isalnum() else "_" for c in name).strip("_").lower() or "model"


DRAFT = Command("draft", "draft a semantic model from a source or a catalog file", _configure_draft, _draft)
