"""Models of other tools on the Model page: read from uploaded files, held against the data source, saved; and written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, NotPermitted
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Reviewed
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.model_desk import content_of, desk_for
from lunara.ui.page import PageContext
from lunara.ui.receiving import INBOX, Batch
from lunara.ui.warehouses import load_catalog, refresh_catalog
from lunara.workspace.records import DataSource, SemanticModelHead

if TYPE_CHECKING:
    from lunara.semantic.formats import Note
    from lunara.semantic.schema_check import CheckFinding

ENDINGS = (".yaml", ".yml", ".json", ".lkml", ".lookml", ".zip")
MOST_BYTES = 100_000_000


@dataclass(frozen=True)
class Imported:
    """A model that was read and is not saved: the tool it is of, what did not fit, and what the data source does not have."""

    tool: str
    files: tuple[str, ...]
    source_id: str
    model: SemanticModel
    notes: tuple[Note, ...]
    missing: tuple[CheckFinding, ...]


def import_key(ctx: PageContext) -> str:
    """Key of the job that reads a model of this project."""
    return f"import-model:{ctx.project_id}"


def start_import(ctx: PageContext, batch: Batch, source: DataSource) -> Job:
    """Read what has arrived in the background; the job's result is an Imported. Raises NotPermitted for a viewer."""
    _editor(ctx)

    def work(report: Report, cancel: CancelToken) -> Imported:
        report("Reading the files")
        read = read_model_files(ctx, batch.files, source, report)
        INBOX.drop(batch)
        return read

    return start_job(ctx, import_key(ctx), work, title="Reading the model")


def read_model_files(ctx: PageContext, files: Sequence[UploadedFile], source: DataSource, report: Report) -> Imported:
    """The model of the files, with its SQL in the dialect of the source where they do not say. Raises InvalidInput."""
    from lunara.semantic.formats import import_model, recognised
    from lunara.semantic.formats.gather import gather_several
    from lunara.semantic.schema_check import compare_with_catalog

    current = source if source.catalog_at is not None else refresh_catalog(ctx, source, report)
    catalog = load_catalog(ctx, current)
    if catalog is None:
        raise InvalidInput("The tables of this data source have not been read.", "Read them on Connect first.")
    with ExitStack() as held:
        opened = [(file.name, held.enter_context(file.path.open("rb"))) for file in files]
        gathered = gather_several(opened, catalog.dialect)
    tool = recognised(gathered.documents)
    report("Reading the files", detail=tool.label)
    read = import_model(gathered.documents, tool.name)
    model = read.model if read.model.dialect is not None else read.model.model_copy(update={"dialect": catalog.dialect})
    report(f"Looking for its tables in {source.name}")
    compared = compare_with_catalog(model, catalog)
    return Imported(
        tool.label,
        tuple(file.name for file in files),
        source.id,
        model.model_copy(update={"version": None}),
        (*gathered.notes, *read.notes),
        tuple(finding for finding in compared.findings if finding.level == "error"),
    )


def save_import(ctx: PageContext, read: Imported, name: str) -> SemanticModelHead:
    """A new model of the project, as version 1, not published. Raises InvalidInput, NotPermitted."""
    _editor(ctx)
    if not name.strip():
        raise InvalidInput("The model has no name.", "Give it a name that your team will recognise.")
    note = f"Imported from {read.tool}: {', '.join(read.files)}"
    return ctx.store.create_semantic_model(
        ctx.project_id, read.source_id, name.strip(), content_of(read.model), {}, note=note[:300]
    )


def lay_on_desk(ctx: PageContext, read: Imported, head: SemanticModelHead) -> None:
    """The imported model as unsaved changes of an existing one, to be looked at there. Raises NotPermitted."""
    _editor(ctx)
    desk_for(ctx, head).change(
        lambda _, review: Reviewed(read.model, {key: dict(told) for key, told in review.items()})
    )


def packed(files: Mapping[str, str], stem: str) -> tuple[str, bytes]:
    """(name, content) of a download: the one file, or a zip of several."""
    if len(files) == 1:
        ((path, text),) = files.items()
        return path.rpartition("/")[2], text.encode("utf-8")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return f"{stem}.zip", made.getvalue()


def _editor(ctx: PageContext) -> None:
    if not ctx.principal.may("editor"):
        raise NotPermitted("Models are imported by those who build them.", "Ask an editor of your organization.")
