"""Uploaded files on their way to a data source: once arrived (lunara.ui.receiving) they are read, saved or dropped.

    LUNARA_HOME/uploads/<organization id>/<random>/tables-….duckdb

A folder that was never saved carries the mark `unsaved` and is swept away after a day.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lunara import connect
from lunara.connect.amounts import DecimalSign
from lunara.connect.ingestion import IngestProgress, IngestReport, UploadedFile, ingest
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, InvalidInput, LunaraError
from lunara.ui.jobs import Report
from lunara.ui.page import PageContext
from lunara.workspace.records import DataSource
from lunara.workspace.table_base import PAGE

SWEEP_SECONDS = 86_400.0
_UNSAVED = "unsaved"


@dataclass(frozen=True)
class Read:
    """What became of an upload: its folder and what was understood of each file."""

    folder: Path
    report: IngestReport


def uploads_of(ctx: PageContext) -> Path:
    """The organization's folder."""
    return ctx.settings.home / "uploads" / ctx.organization.id


def read_uploads(
    ctx: PageContext,
    files: Sequence[UploadedFile],
    report: Report,
    cancel: CancelToken,
    *,
    decimal: DecimalSign = "auto",
) -> Read:
    """Make tables of files that have arrived. Nothing of them stays in the new folder when it fails or is cancelled.

    `decimal` is as `ingest` takes it.
    """
    root = uploads_of(ctx)
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(root)
        folder = root / secrets.token_hex(8)
        folder.mkdir()
        (folder / _UNSAVED).touch()
    except OSError as error:
        raise ConnectFailed("Uploads cannot be saved.", f"Check the permissions and free space of {root}.") from error
    try:
        most = ctx.settings.max_upload_bytes
        taken = ingest(files, folder, lambda at: _tell(report, at), cancel, most_bytes=most, decimal=decimal)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if taken.database is None:
        shutil.rmtree(folder, ignore_errors=True)
    return Read(folder, taken)


def _tell(report: Report, at: IngestProgress) -> None:
    report(f"Reading file {at.number} of {at.total}", detail=f"{at.file}: {at.step}", fraction=at.done)


def save_upload(ctx: PageContext, read: Read, name: str, *, existing: DataSource | None = None) -> DataSource:
    """Make a data source of what was read, or give `existing` these tables instead of its own.

    When it fails nothing is saved: what was read stays to be saved or dropped, and `existing` keeps its tables and catalog.
    """
    if not name.strip():
        raise InvalidInput("The data source has no name.", "Give it a name that your team will recognise.")
    if read.report.database is None:
        raise InvalidInput("There is nothing to save: every file was refused.", "Mend the files and upload them again.")
    config = {"path": str(read.report.database)}
    warehouse = connect.open_warehouse("files", config, {}, ctx.settings)
    try:
        catalog = warehouse.catalog().to_json()
    finally:
        warehouse.close()
    # From here on the folder belongs to a data source; should the process die now, it is merely left over.
    (read.folder / _UNSAVED).unlink(missing_ok=True)
    try:
        if existing is None:
            source = ctx.store.create_data_source(ctx.project_id, name.strip(), "files", config, {}, catalog=catalog)
        else:
            source = ctx.store.update_data_source(existing.id, name=name.strip(), config=config, catalog=catalog)
    except LunaraError:
        (read.folder / _UNSAVED).touch()
        raise
    if existing is not None:
        remove_tables(ctx, existing)
    return source


def drop_upload(read: Read) -> None:
    """Delete what was read and not saved."""
    if (read.folder / _UNSAVED).exists():
        shutil.rmtree(read.folder, ignore_errors=True)


def remove_tables(ctx: PageContext, source: DataSource) -> None:
    """Delete the folder of a files source, only ever one of this organization's uploads."""
    # The row can be written past this app: what it names is resolved before it is believed ("…/<organization>/../x").
    folder = Path(source.config.get("path", "")).resolve().parent
    if folder.parent == uploads_of(ctx).resolve() and not used_by_another(ctx, source):
        shutil.rmtree(folder, ignore_errors=True)


def used_by_another(ctx: PageContext, source: DataSource) -> bool:
    """Whether the file of `source` is also that of another one, as in a project that was imported here again. True where there
    are too many to tell."""
    file = Path(source.config.get("path", "")).resolve()
    every = ctx.store.list_data_sources()
    return len(every) >= PAGE or any(
        other.id != source.id and "path" in other.config and Path(other.config["path"]).resolve() == file
        for other in every
    )


def sweep(root: Path) -> None:
    """Delete uploads that were read over a day ago and never saved."""
    horizon = time.time() - SWEEP_SECONDS
    for mark in root.glob(f"*/{_UNSAVED}"):
        if mark.stat().st_mtime < horizon:
            shutil.rmtree(mark.parent, ignore_errors=True)
