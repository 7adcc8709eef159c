"""Uploaded files (CSV, Parquet, Excel) as a data source: the database that was made of them, or a folder read on opening."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lunara.connect.duckdb import DuckDbWarehouse, connect
from lunara.connect.ingestion import ENDINGS, UploadedFile, ingest
from lunara.connect.warehouse import Capabilities, Field, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput
from lunara.settings import Settings

if TYPE_CHECKING:
    import duckdb

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

    A folder with a file that cannot be read is an InvalidInput that names file, line and reason. Raises ConnectFailed.
    """
    folder = config.get("folder", "")
    if not folder:
        if not config.get("path"):
            raise InvalidInput("No files were uploaded yet.", "Choose one or more files.", field="files")
        return DuckDbWarehouse(*connect(config["path"]), kind=KIND)
    found = _files_in(Path(folder).expanduser())
    target = Path(tempfile.mkdtemp(prefix="lunara-files-"))
    try:
        report = ingest(found, target, most_bytes=settings.max_upload_bytes)
        for file in report.refused:
            where = f", line {file.line}" if file.line else ""
            raise InvalidInput(f"{file.file}{where}: {file.reason}", file.hint, file=file.file, line=file.line)
        return _FolderWarehouse(*connect(str(report.database)), target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def from_url(location: str, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """`csv:///folder` (or one file) as config and secrets."""
    return {"folder": location}, {}


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

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path) -> None:
        super().__init__(connection, path, KIND)
        self._scratch = scratch

    def close(self) -> None:
        """Close and remove the temporary database; idempotent."""
        super().close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def __del__(self) -> None:
        shutil.rmtree(getattr(self, "_scratch", ""), ignore_errors=True)
