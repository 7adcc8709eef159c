"""`lunara export` and `lunara import`: a project of the workspace as a folder or a zip, and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lunara.cli.command import Command, add_format, settings
from lunara.cli.output import chosen_format, print_json, progress
from lunara.cli.sources import local_store, project_named

if TYPE_CHECKING:
    from lunara.build.project_import import Imported


def _configure_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", metavar="PROJECT", help="name or id of a project of the workspace")
    parser.add_argument("file", metavar="FILE", help="a zip where it ends in .zip, else a folder")
    parser.add_argument("--force", action="store_true", help="write over an earlier export")
    add_format(parser, "table", "json")


def _export(arguments: argparse.Namespace) -> int:
    from lunara.build.project_export import export_project
    from lunara.build.project_files import write_files

    store = local_store(settings())
    path = Path(arguments.file).expanduser().absolute()
    files = export_project(store, project_named(store, arguments.project), on_step=progress)
    write_files(files, path, force=arguments.force)
    size = sum(map(len, files.values()))
    if chosen_format(arguments) == "json":
        print_json({"file": str(path), "files": len(files), "bytes": size})
    else:
        print(f"{path}: {len(files):,} files, {size / 1_000_000:,.1f} MB. Secrets of data sources are not among them.")
    return 0


def _configure_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", metavar="PROJECT", nargs="?", help="name of the new project (default: as exported)")
    parser.add_argument("file", metavar="FILE", help="the folder or zip of an exported project")
    add_format(parser, "table", "json")


def _import(arguments: argparse.Namespace) -> int:
    from lunara.build.project_files import read_files
    from lunara.build.project_import import import_project

    files = read_files(Path(arguments.file).expanduser())
    made = import_project(local_store(settings()), files, name=arguments.project or "", on_step=progress)
    if chosen_format(arguments) == "json":
        told = {
            "project": made.project.id,
            "name": made.project.name,
            "secrets_needed": list(made.unlocked),
            "pictures_lost": list(made.lost),
        }
        print_json(told)
    else:
        print(_readable(made))
    return 0


def _readable(made: Imported) -> str:
    lines = [f"Project {made.project.name!r} is made."]
    if made.unlocked:
        lines.append(f"Give on Connect what is secret of: {', '.join(made.unlocked)}.")
    if made.lost:
        lines.append(f"Pictures of decks stay where they are: paint again those of {'; '.join(made.lost)}.")
    return "\n".join(lines)


EXPORT = Command(
    "export", "a project as a folder or zip of readable files, secrets left out", _configure_export, _export
)
IMPORT = Command("import", "a project from what `lunara export` wrote", _configure_import, _import)
