"""Uploaded files (CSV, Parquet, Excel) as a data source: the database that was made of them, or a folder read on opening."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lunara.connect.amounts import SIGNS, DecimalSign
from lunara.connect.duckdb import DuckDbWarehouse, connect
from lunara.connect.ingestion import ENDINGS, IngestReport, RefusedFile, UploadedFile, ingest
from lunara.connect.warehouse import Capabilities, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput
from lunara.settings import Settings

if TYPE_CHECKING:
    import duckdb

_CHOOSE = "Say which one is meant: csv://…?decimal=comma (1.234,5) or ?decimal=point (1,234.5)."

KIND = WarehouseKind(
    name="files",
    label="Upload files",
    dialect="duckdb",
    fields=(
        Field("files", "Files", "files", help="CSV, Parquet or Excel (.xlsx); several at once. Each becomes a table."),
        Field("path", "Database of the uploaded files", "path", required=False, help="Made by the upload."),
    ),
    url_schemes=("csv",),
    capabilities=Capabilities(statement_timeout=True, declares_foreign_keys=False),
    description="Files from your computer. What was understood of each column is shown before you go on.",
)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> DuckDbWarehouse:
    """Open what `ingest` made (`path`), or read a folder of files into a temporary database (`folder`).

    Of a folder, what can be read is; `opening` says which files and sheets were not and why, and what was understood of the
    columns. A folder of which nothing can be read is an InvalidInput that names file, line and reason. Raises ConnectFailed.
    """
    folder = config.get("folder", "")
    if not folder:
        if not config.get("path"):
            raise InvalidInput("No files were uploaded yet.", "Choose one or more files.", field="files")
        return DuckDbWarehouse(*connect(config["path"]), kind=KIND)
    found = _files_in(Path(folder).expanduser())
    target = Path(tempfile.mkdtemp(prefix="lunara-files-"))
    try:
        decimal = _decimal(config.get("decimal", "auto"))
        report = ingest(found, target, most_bytes=settings.max_upload_bytes, decimal=decimal)
        if report.database is None:
            first = report.refused[0]
            raise InvalidInput(_said(first), first.hint, file=first.file, line=first.line)
        return _FolderWarehouse(*connect(str(report.database)), target, _findings(report))
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def from_url(location: str, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """`csv:///folder` (or one file) as config and secrets; `?decimal=comma` or `point` decides where a column does not.

    Raises InvalidInput for another option.
    """
    for name in options:
        if name != "decimal":
            raise InvalidInput(f"csv:// has no option {name!r}.", "It takes decimal: ?decimal=comma or ?decimal=point.")
    return {"folder": location, **({"decimal": _decimal(options["decimal"])} if options else {})}, {}


def _decimal(text: str) -> DecimalSign:
    for sign in SIGNS:
        if text == sign:
            return sign
    raise InvalidInput(f"The decimal sign cannot be {text!r}.", f"Choose one of {', '.join(SIGNS)}.", field="decimal")


def _said(file: RefusedFile) -> str:
    return f"{file.file}{f', line {file.line}' if file.line else ''}: {file.reason}"


def _findings(report: IngestReport) -> tuple[Finding, ...]:
    """What was refused, and what is to be known of each table."""
    refused = [Finding("error", f"Not read: {_said(file)}", file.hint) for file in report.refused]
    told = [
        Finding("warning", f"{table.name}: {warning}", _CHOOSE if warning in table.undecided.values() else "")
        for table in report.tables
        for warning in table.warnings
    ]
    return (*refused, *told)


def _files_in(folder: Path) -> list[UploadedFile]:
    if not folder.exists():
        raise ConnectFailed(f"There is no folder at {folder}.", "Check the path.", code="file_missing")
    paths = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    found = [UploadedFile(path.name, path) for path in paths if path.suffix.lower() in ENDINGS and path.is_file()]
    if not found:
        raise ConnectFailed(
            f"{folder} holds no CSV, Parquet or Excel files.",
            f"Known endings are {', '.join(ENDINGS)}.",
            code="no_tables",
        )
    return found


class _FolderWarehouse(DuckDbWarehouse):
    """A folder of files; its temporary database goes when it is closed."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, opening: tuple[Finding, ...]
    ) -> None:
        super().__init__(connection, path, KIND)
        self._scratch = scratch
        self.opening = opening

    def check(self) -> list[Finding]:
        """As of any DuckDB file, and what was found when the files were read."""
        return [*super().check(), *self.opening]

    def close(self) -> None:
        """Close and remove the temporary database; idempotent."""
        super().close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def __del__(self) -> None:
        shutil.rmtree(getattr(self, "_scratch", ""), ignore_errors=True)
