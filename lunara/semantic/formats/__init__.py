"""Models in other tools' formats: one module for each, named here. `import_model` and `export_model` are the two ways in."""

from __future__ import annotations

from importlib import import_module

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Documents, ModelFormat, Note, Read, Written
from lunara.semantic.formats.own_rows import without_own_rows, without_percentiles
from lunara.semantic.model import SemanticModel
from lunara.semantic.names import nearest
from lunara.semantic.validate import validate_model

__all__ = [
    "FORMATS",
    "Documents",
    "ModelFormat",
    "Note",
    "Read",
    "Written",
    "export_model",
    "format_named",
    "formats",
    "import_model",
    "recognised",
]

# In the order in which an unknown file is tried: the first that recognises it reads it.
FORMATS: dict[str, str] = {
    "lunara": "lunara.semantic.formats.own",
    "dbt": "lunara.semantic.formats.dbt",
    "ossie": "lunara.semantic.formats.ossie",
    "cube": "lunara.semantic.formats.cube",
    "databricks": "lunara.semantic.formats.databricks",
    "snowflake": "lunara.semantic.formats.snowflake",
    "lookml": "lunara.semantic.formats.lookml",
}


def format_named(name: str) -> ModelFormat:
    """The format of that name. Raises InvalidInput with the nearest names."""
    if name not in FORMATS:
        near = nearest(name, list(FORMATS))
        raise InvalidInput(
            f"There is no model format {name!r}.",
            f"Did you mean {near[0]}?" if near else f"Formats: {', '.join(FORMATS)}.",
            format=name,
        )
    found: ModelFormat = import_module(FORMATS[name]).FORMAT
    return found


def formats() -> tuple[ModelFormat, ...]:
    """Every format, in the order that people are shown."""
    return tuple(format_named(name) for name in FORMATS)


def recognised(documents: Documents) -> ModelFormat:
    """The format of the files. Raises InvalidInput when it is none that Lunara reads."""
    for found in formats():
        if found.recognises(documents):
            return found
    raise InvalidInput(
        "This is no model in a format that Lunara reads.",
        f"Say which it is, one of: {', '.join(FORMATS)}.",
    )


def import_model(documents: Documents, name: str | None = None) -> Read:
    """Read a model of the named format, or of the one that its files show.

    The model is sound: what would make it unsound has been left out and noted. Raises InvalidInput.
    """
    if not documents.files:
        raise InvalidInput("There are no files to read a model from.", "Give a file or a folder that holds some.")
    chosen = format_named(name) if name is not None else recognised(documents)
    result = chosen.read(documents)
    broken = [problem for problem in validate_model(result.model) if problem.level == "error"]
    if broken and chosen.name != "lunara":
        first = broken[0]
        raise InvalidInput(
            f"The {chosen.label} files give a model with {len(broken)} mistakes; the first, in {first.where}: {first.message}",
            first.hint,
            problems=[{"where": problem.where, "message": problem.message} for problem in broken],
        )
    return result


def export_model(model: SemanticModel, name: str, version: str | None = None) -> Written:
    """Write a model in the named format and version (its first when None). Raises InvalidInput."""
    chosen = format_named(name)
    if chosen.write is None:
        raise InvalidInput(f"{chosen.label} is read only, not written.", "Choose another format to write.")
    if version is not None and version not in chosen.versions:
        told = ", ".join(chosen.versions) or "none"
        raise InvalidInput(f"{chosen.label} has no version {version!r}.", f"Its versions: {told}.")
    plain, unworded = (model, ()) if chosen.percentiles else without_percentiles(model, chosen.label)
    plain, notes = (plain, ()) if chosen.own_rows else without_own_rows(plain, chosen.label)
    made = chosen.write(plain, version or (chosen.versions[0] if chosen.versions else ""))
    return Written(made.files, (*unworded, *notes, *made.notes))
