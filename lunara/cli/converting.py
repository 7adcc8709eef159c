"""`lunara convert`: a model of one tool as a model of another, with what did not fit."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.cli.command import Command, add_format
from lunara.cli.output import chosen_format, dumps, print_json
from lunara.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from lunara.semantic.formats import Note
    from lunara.semantic.formats.gather import Gathered
    from lunara.semantic.model import SemanticModel

EFFECTS = {"lost": "Lost", "changed": "Changed", "kept": "Kept where only Lunara reads it"}


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", help="a file, a folder or a zip; - is stdin")
    parser.add_argument("output", metavar="OUT", help="a file, or a folder where the format is several; - is stdout")
    parser.add_argument("--from", dest="from_", metavar="F", help="the format of IN (recognised when not given)")
    parser.add_argument("--to", metavar="F", help="the format of OUT (default: lunara)")
    parser.add_argument("--version", metavar="V", help="the version of the format to write")
    parser.add_argument("--dialect", metavar="D", help="the SQL dialect of the model, where IN does not say")
    parser.add_argument("--force", action="store_true", help="write over files in the folder OUT")
    parser.add_argument("--strict", action="store_true", help="write nothing and exit 3 if something would be lost")
    add_format(parser, "table", "json")


def _convert(arguments: argparse.Namespace) -> int:
    from lunara.semantic.formats import Documents, export_model, format_named, import_model, recognised

    gathered = _gathered(arguments)
    source = format_named(arguments.from_) if arguments.from_ else recognised(gathered.documents)
    if arguments.to is None and source.name == "lunara":
        raise InvalidInput("IN is a Lunara model already.", "Say the format to write: --to F", code="usage")
    target = format_named(arguments.to or "lunara")
    came = import_model(gathered.documents, source.name)
    model = came.model
    if model.dialect is None and arguments.dialect is not None:
        model = model.model_copy(update={"dialect": arguments.dialect})
    written = export_model(model, target.name, arguments.version)
    # What was written is read again: nothing leaves that would not be understood, and it is counted as it stands there.
    back = import_model(Documents(written.files, model.name, model.dialect), target.name).model
    notes = list(dict.fromkeys((*gathered.notes, *came.notes, *written.notes)))
    lost = any(note.effect == "lost" for note in notes)
    refused = arguments.strict and lost
    files = [] if refused else _write(arguments, written.files)
    told = {
        "from": source.name,
        "to": target.name,
        "files": files,
        "read": _counts(model),
        "written": None if refused else _counts(back),
        "notes": [asdict(note) for note in notes],
    }
    stream = sys.stderr if arguments.output == "-" else sys.stdout
    if chosen_format(arguments) == "table" or (arguments.output == "-" and arguments.format is None):
        print(_readable(told, notes, source.label, target.label), file=stream)
    elif stream is sys.stdout:
        print_json(told)
    else:
        print(dumps(told), file=stream)
    return Refused.exit_code if refused else 0


def _gathered(arguments: argparse.Namespace) -> Gathered:
    from lunara.cli.sources import read_file
    from lunara.semantic.formats import Documents
    from lunara.semantic.formats.gather import Gathered, gather
    from lunara.semantic.model import SemanticModel

    if arguments.dialect is not None:
        try:
            SemanticModel(name="model", dialect=arguments.dialect)
        except ValueError as error:
            raise InvalidInput(
                f"{arguments.dialect!r} is no SQL dialect.", "Write it like duckdb, postgres or bigquery.", code="usage"
            ) from error
    if arguments.input == "-":
        return Gathered(Documents({"model.yaml": read_file("-")}, "model", arguments.dialect))
    return gather(Path(arguments.input), arguments.dialect)


def _counts(model: SemanticModel) -> dict[str, int]:
    return {
        "tables": len(model.tables),
        "dimensions": sum(len(table.dimensions) for table in model.tables),
        "measures": sum(len(table.measures) for table in model.tables) + len(model.measures),
        "relationships": len(model.relationships),
    }


def _readable(told: Mapping[str, Any], notes: list[Note], source: str, target: str) -> str:
    def counted(counts: Mapping[str, int]) -> str:
        return ", ".join(f"{number:,} {what[:-1] if number == 1 else what}" for what, number in counts.items())

    lines = [f"Read {source}: {counted(told['read'])}."]
    if told["written"] is None:
        lines.append("Nothing was written: something would be lost.")
    else:
        where = ", ".join(told["files"][:3]) + (
            f" and {len(told['files']) - 3:,} more" if len(told["files"]) > 3 else ""
        )
        lines.append(f"Wrote {target}: {counted(told['written'])}, to {where}.")
    for effect, heading in EFFECTS.items():
        its = [note for note in notes if note.effect == effect]
        if its:
            lines += ["", f"{heading} ({len(its):,}):"]
            alike: dict[tuple[str, str], list[str]] = {}
            for note in its:
                alike.setdefault((note.what, note.why), []).append(note.where)
            for (what, why), places in alike.items():
                more = f" and {len(places) - 3:,} more" if len(places) > 3 else ""
                lines.append(f"  {', '.join(places[:3])}{more}: {what}: {why}")
    if not notes:
        lines.append("Everything fitted.")
    return "\n".join(lines)


def _write(arguments: argparse.Namespace, files: Mapping[str, str]) -> list[str]:
    """Write the files, all or none, and return where they are. Raises InvalidInput."""
    out = arguments.output
    if out == "-":
        if len(files) > 1:
            raise InvalidInput(
                f"The format is {len(files)} files, and stdout is one.", "Give a folder as OUT.", code="usage"
            )
        print(*files.values(), sep="", end="")
        return ["-"]
    path = Path(out)
    try:
        if len(files) == 1 and not path.is_dir() and not out.endswith(("/", os.sep)):
            if arguments.input != "-" and path.exists() and path.samefile(arguments.input):
                raise InvalidInput("OUT is the file that is read.", "Give another path.", code="usage")
            _put(path, *files.values())
            return [str(path)]
        return _into_folder(path, files, force=arguments.force)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}.", "Choose another path.") from error


def _into_folder(folder: Path, files: Mapping[str, str], *, force: bool) -> list[str]:
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(
            f"{folder} is a file; the format is {len(files)} files.", "Give a folder as OUT.", code="usage"
        )
    root = folder.resolve()
    targets = {folder / name: text for name, text in files.items()}
    for path in targets:
        if not (path.parent.resolve().is_relative_to(root) and path.resolve().is_relative_to(root)):
            raise InvalidInput(f"{path} would be written outside of {folder}.", "Remove the link there.")
    there = [str(path) for path in targets if path.exists()]
    if there and not force:
        raise InvalidInput(
            f"{len(there)} of the files {'is' if len(there) == 1 else 'are'} there already: {', '.join(there[:3])}.",
            "Choose another folder, or write over them with --force.",
            code="exists",
        )
    # Beside its place, on the same disk: what cannot be written whole leaves everything as it was.
    beside = root.parent
    while not beside.exists():
        beside = beside.parent
    half = Path(tempfile.mkdtemp(prefix=f".{root.name}-", dir=beside))
    try:
        for name, text in files.items():
            (half / name).parent.mkdir(parents=True, exist_ok=True)
            (half / name).write_text(text, encoding="utf-8")
        for path in targets:
            path.parent.mkdir(parents=True, exist_ok=True)
        for path, name in zip(targets, files, strict=True):
            (half / name).replace(path)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return [str(path) for path in targets]


def _put(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


CONVERT = Command("convert", "a model of another tool as Lunara's, and the other way round", _configure, _convert)
