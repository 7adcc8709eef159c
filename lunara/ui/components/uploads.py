"""Upload of CSV, Parquet and Excel files: what was understood, what was refused, saved as one data source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath

import streamlit as st

from lunara.connect.amounts import DecimalSign
from lunara.connect.ingestion import ENDINGS, IngestedTable, RefusedFile
from lunara.connect.warehouse import CancelToken
from lunara.errors import NotPermitted
from lunara.ui import navigation, state
from lunara.ui.components.text import count, file_size, plain, shorten
from lunara.ui.components.upload_box import upload_box
from lunara.ui.failure import explained
from lunara.ui.identity import current_seal
from lunara.ui.jobs import Job, Report, clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext
from lunara.ui.receiving import INBOX, Batch, Chosen
from lunara.ui.upload import Read, drop_upload, read_uploads, save_upload, uploads_of
from lunara.workspace.records import DataSource

NAME_LENGTH = 120
_DECIMAL: dict[DecimalSign, str] = {"auto": "Automatic", "point": "1,234.5", "comma": "1.234,5"}


@dataclass
class UploadState:
    """What was chosen and not saved yet, and the decimal sign that was said of it."""

    batch: Batch | None = None
    decimal: DecimalSign = "auto"


def upload_job(ctx: PageContext) -> str:
    """The key of the project's upload."""
    return f"upload:{ctx.project_id}"


def forget_upload(ctx: PageContext) -> None:
    """Drop what was read and not saved."""
    job = find_job(ctx, upload_job(ctx))
    if job is not None and isinstance(job.result, Read):
        drop_upload(job.result)
    clear_job(ctx, upload_job(ctx))
    at = state.page_state(UploadState, ctx.project_id)
    at.decimal = "auto"
    if at.batch is not None:
        INBOX.drop(at.batch)


def draw_upload(ctx: PageContext, existing: DataSource | None, *, done: Callable[[], None]) -> None:
    """The uploader of a new files source, or of `existing`, whose tables are then replaced."""
    job = find_job(ctx, upload_job(ctx))
    if job is None or job.status in ("failed", "cancelled"):
        if job is not None:
            job_panel(job)
        _draw_chooser(ctx, existing)
    elif job_panel(job) == "done":
        _draw_read(ctx, job, existing, done)


def _draw_chooser(ctx: PageContext, existing: DataSource | None) -> None:
    with st.container(border=True, width=720):
        if existing is not None:
            st.caption(
                "The new files take the place of all the old ones. Tables of the same name keep their place in models."
            )
        batch = _batch(ctx)
        upload_box(
            batch,
            key=f"upload_{ctx.project_id}",
            title="Drop CSV, Parquet or Excel files here",
            limits=f"Several at once, each up to {file_size(ctx.settings.max_upload_bytes)}. "
            "Each file, and each sheet of a workbook, becomes a table.",
            on_choice=lambda chosen: choose(ctx, batch, chosen),
        )
        files = batch.files
        if st.button(
            f"Read {count(len(files), 'file')}" if files else "Read files",
            key=f"read_{ctx.project_id}",
            type="primary",
            icon=":material/table_view:",
            disabled=not files or batch.on_its_way,
        ):
            _start_reading(ctx, batch, "auto")
            navigation.refresh()


def _batch(ctx: PageContext) -> Batch:
    """What is chosen in this tab, by whoever is signed in now."""
    at = state.page_state(UploadState, ctx.project_id)
    at.batch = sealed_batch(ctx, at.batch)
    return at.batch


def sealed_batch(
    ctx: PageContext, known: Batch | None, *, endings: tuple[str, ...] = ENDINGS, most: int | None = None
) -> Batch:
    """The batch of this tab, an empty one when there is none yet, for whoever is signed in now. Raises NotPermitted."""
    seal = current_seal(ctx.settings)
    if seal is None:
        raise NotPermitted("You are no longer signed in.", "Sign in and choose the files again.")
    batch = known or INBOX.batch(ctx.organization.id, seal, uploads_of(ctx), endings=endings, most=most)
    batch.seal = seal
    return batch


def choose(ctx: PageContext, batch: Batch, chosen: Sequence[Chosen]) -> None:
    """Give tickets for what is chosen, to who is still here."""
    ctx.present()
    INBOX.expect(batch, chosen, ctx.settings.max_upload_bytes)


def _start_reading(ctx: PageContext, batch: Batch, decimal: DecimalSign) -> None:
    state.page_state(UploadState, ctx.project_id).decimal = decimal
    start_job(
        ctx,
        upload_job(ctx),
        lambda report, cancel: _read(ctx, batch, report, cancel, decimal=decimal),
        title=f"Reading {count(len(batch.files), 'file')}",
        length="long",
    )


def _read(ctx: PageContext, batch: Batch, report: Report, cancel: CancelToken, *, decimal: DecimalSign) -> Read:
    """Read what has arrived, and let go of it when that went well: a cancelled reading can be begun again.

    It is kept where somebody has still to say, or may think again, which sign is the decimal one.
    """
    read = read_uploads(ctx, batch.files, report, cancel, decimal=decimal)
    if decimal == "auto" and not any(table.undecided for table in read.report.tables):
        INBOX.drop(batch)
    return read


def _draw_decimal(ctx: PageContext, read: Read) -> None:
    """Which sign is decimal, where the files do not say."""
    at = state.page_state(UploadState, ctx.project_id)
    columns = [column for table in read.report.tables for column in table.undecided]
    if at.batch is None or (not columns and at.decimal == "auto"):
        return
    with st.container(border=True, width=720):
        st.markdown("**Which sign is the decimal one?**")
        st.caption(
            f"{plain(', '.join(columns[:8]))}: nothing in the file says whether the sign is decimal or stands between thousands."
            " Until you choose, the values stay text and cannot be added up."
            if columns
            else "What could be read in two ways was read with this sign. Look at the examples above."
        )
        st.segmented_control(
            "Decimal sign",
            list(_DECIMAL),
            default=at.decimal,
            required=True,
            format_func=_DECIMAL.__getitem__,
            key=_decimal_key(ctx),
            label_visibility="collapsed",
            on_change=_read_again,
            args=(ctx, read, at.batch),
        )


def _decimal_key(ctx: PageContext) -> str:
    return f"upload_decimal_{ctx.project_id}"


def _read_again(ctx: PageContext, read: Read, batch: Batch) -> None:
    """Read the same files with the sign that was chosen."""
    chosen: DecimalSign = state.widget(_decimal_key(ctx), "auto")
    drop_upload(read)
    clear_job(ctx, upload_job(ctx))
    _start_reading(ctx, batch, chosen)


def _draw_read(ctx: PageContext, job: Job, existing: DataSource | None, done: Callable[[], None]) -> None:
    read: Read = job.result
    for refused in read.report.refused:
        _draw_refused(refused)
    for table in read.report.tables:
        _draw_table(table)
    _draw_decimal(ctx, read)
    with st.container(border=True, width=720):
        if read.report.tables:
            st.caption("A column that was understood wrongly is mended on Model: change its type or expression there.")
            name = st.text_input(
                "Name of the data source",
                value=existing.name if existing else suggested_name(read.report.tables, ctx.current.name),
                max_chars=NAME_LENGTH,
                key=f"upload_name_{ctx.project_id}",
                help="How your team will see it.",
            )
        with st.container(horizontal=True):
            if read.report.tables and st.button("Save data source", type="primary", icon=":material/check:"):
                with explained():
                    source = save_upload(ctx, read, name or "", existing=existing)
                    forget_upload(ctx)
                    done()
                    state.notify(f"“{source.name}” is connected: {count(len(read.report.tables), 'table')}.")
                    navigation.set_query(source=source.id)
                    navigation.refresh()
            st.button("Choose other files", icon=":material/upload_file:", on_click=forget_upload, args=(ctx,))


def _draw_refused(refused: RefusedFile) -> None:
    where = f", line {refused.line:,}" if refused.line else ""
    hint = f"  \n{plain(refused.hint)}" if refused.hint else ""
    st.error(f"**{plain(refused.file)}{where}** was refused: {plain(refused.reason)}{hint}", icon=":material/error:")


def _draw_table(table: IngestedTable) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":material/table: **{plain(table.name)}** :gray[from {plain(table.file)}]")
        st.caption(f"{count(table.rows, 'row')} · {count(len(table.columns), 'column')}")
        if table.warnings:
            told = [plain(warning) for warning in table.warnings]
            st.warning("\n".join(f"- {one}" for one in told) if len(told) > 1 else told[0], icon=":material/warning:")
        st.dataframe(
            {
                "Column": [column.name for column in table.columns],
                "Understood as": [_in_words(column.type) for column in table.columns],
                "For example": [", ".join(column.samples) for column in table.columns],
                "Type": [column.type for column in table.columns],
            },
            hide_index=True,
            height=min(38 + 35 * len(table.columns), 250),
            alt=f"Columns of {table.name} and the types found in it",
        )


def _in_words(type_text: str) -> str:
    """A DuckDB type as a person says it."""
    name = type_text.upper().partition("(")[0]
    if name.endswith("INT") or name in ("INTEGER", "TINYINT", "SMALLINT", "BIGINT", "HUGEINT"):
        return "whole number"
    known = {
        "DECIMAL": "decimal number",
        "DOUBLE": "number",
        "FLOAT": "number",
        "DATE": "date",
        "TIME": "time of day",
        "BOOLEAN": "yes or no",
        "VARCHAR": "text",
    }
    return "date and time" if name.startswith("TIMESTAMP") else known.get(name, "other")


def suggested_name(tables: Sequence[IngestedTable], project: str) -> str:
    """A name for the source: the one file's, what all their names begin with, else the project's with "files"."""
    stems = sorted({PurePosixPath(table.file.replace("\\", "/")).stem for table in tables})
    if len(stems) == 1:
        return shorten(stems[0], NAME_LENGTH)
    # Whole words only: "sales_2024" and "sales_2025" begin with "sales", "customers" and "customs" with nothing.
    words = [re.split(r"[ _.-]+", stem) for stem in stems]
    alike = list(takewhile(lambda place: len(set(place)) == 1, zip(*words, strict=False)))
    shared = " ".join(place[0] for place in alike)
    return shorten(shared if len(shared) > 1 else f"{project} files", NAME_LENGTH)
