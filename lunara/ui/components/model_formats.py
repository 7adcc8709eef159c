"""Import and export of models on the Model page: what was read and what did not fit, before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from lunara.ui import navigation, state
from lunara.ui.components.text import count, file_size, plain
from lunara.ui.components.upload_box import upload_box
from lunara.ui.components.uploads import choose, sealed_batch
from lunara.ui.failure import explained
from lunara.ui.jobs import Job, clear_job, find_job, job_panel
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_formats import (
    ENDINGS,
    MOST_BYTES,
    Imported,
    import_key,
    lay_on_desk,
    packed,
    save_import,
    start_import,
)
from lunara.ui.page import PageContext
from lunara.ui.receiving import INBOX, Batch
from lunara.workspace.records import DataSource

if TYPE_CHECKING:
    from lunara.semantic.formats import Note

# The `model` of the URL for which the page offers to import one.
IMPORT = "import"
_BEGINNINGS = ("Draft it from the data", "Import it from another tool")
_BEGIN = "model_beginning"
_WRITTEN_UNASKED = 40
_IN_FULL = 12
_EFFECTS = {
    "lost": ("Lost", "left out"),
    "changed": ("Changed", "there, and says something else"),
    "kept": ("Kept aside", "there, where only Lunara reads it"),
}


@dataclass
class ImportState:
    """What was chosen and not read yet."""

    batch: Batch | None = None


def wants_import() -> bool:
    """Whether a new model is to come from another tool rather than from the data; drawn as the choice between both."""
    if state.widget(_BEGIN) is None or navigation.query("model") == IMPORT:
        state.set_widget(_BEGIN, _BEGINNINGS[navigation.query("model") == IMPORT])
        if navigation.query("model") == IMPORT:
            navigation.set_query(model="new")
    chosen = st.segmented_control("Begin", _BEGINNINGS, label_visibility="collapsed", key=_BEGIN, required=True)
    return str(chosen) == _BEGINNINGS[1]


def import_panel(ctx: PageContext, sources: Sequence[DataSource]) -> None:
    """Upload the files of a model, see what was read, and make it a model of the project or unsaved changes of one."""
    job = find_job(ctx, import_key(ctx))
    with st.container(border=True):
        st.subheader("Import a model", anchor=False)
        if job is None or job.status in ("failed", "cancelled"):
            if job is not None:
                job_panel(job)
            _draw_chooser(ctx, sources)
        elif job_panel(job) == "done":
            _draw_read(ctx, job)


def _draw_chooser(ctx: PageContext, sources: Sequence[DataSource]) -> None:
    from lunara.semantic.formats import formats

    readable = ", ".join(one.label for one in formats() if one.name != "lunara")
    st.markdown(
        f"Choose the file of a model, or a zip of its project’s folder. Lunara reads {plain(readable)} "
        "and its own, and says what was read and what did not fit before anything is saved."
    )
    by_id = {source.id: source for source in sources}
    wanted = navigation.query("source")
    source_id = st.selectbox(
        "Data source that it is about",
        list(by_id),
        index=list(by_id).index(wanted) if wanted in by_id else 0,
        format_func=lambda key: by_id[key].name,
        key=f"import_source_{ctx.project_id}",
        help="Its tables are looked for there, and SQL whose dialect the files do not say is taken for that of this source.",
    )
    at = state.page_state(ImportState, ctx.project_id)
    batch = at.batch = sealed_batch(ctx, at.batch, endings=ENDINGS, most=MOST_BYTES)
    upload_box(
        batch,
        key=f"import_{ctx.project_id}",
        title="Drop the model’s files here",
        limits=f"YAML, JSON, LookML or a zip of them, each up to {file_size(MOST_BYTES)}.",
        on_choice=lambda chosen: choose(ctx, batch, chosen),
    )
    files = batch.files
    if st.button(
        f"Read {count(len(files), 'file')}" if files else "Read files",
        key=f"read_model_{ctx.project_id}",
        type="primary",
        icon=":material/schema:",
        disabled=not files or batch.on_its_way,
    ):
        with explained():
            start_import(ctx, batch, by_id[source_id])
            navigation.refresh()


def _draw_read(ctx: PageContext, job: Job) -> None:
    read: Imported = job.result
    model = read.model
    size = ", ".join(
        (
            count(len(model.tables), "table"),
            count(sum(len(table.dimensions) for table in model.tables), "dimension"),
            count(sum(len(table.measures) for table in model.tables) + len(model.measures), "measure"),
            count(len(model.relationships), "relationship"),
        )
    )
    st.markdown(f"**{plain(read.tool)}** :gray[from {plain(', '.join(read.files[:3]))}]  \n{size}")
    draw_notes(read.notes)
    if read.missing:
        source = ctx.store.get_data_source(read.source_id)
        with st.expander(
            f"**{count(len(read.missing), 'thing')} of it {'is' if len(read.missing) == 1 else 'are'} not in "
            f"{plain(source.name)}**",
            icon=":material/database_off:",
            expanded=True,
        ):
            st.caption("It can be imported all the same. What is missing is listed under Check until it is mended.")
            _told(
                [(finding.message, finding.hint, "") for finding in read.missing],
                ("What", "What to do", ""),
                "What the model names and the data source does not have",
            )
    heads = ctx.store.list_semantic_models(ctx.project_id)
    names = {"": "A new model", **{head.id: f"Unsaved changes of {head.name}" for head in heads}}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        target = st.selectbox("Make it", list(names), format_func=names.__getitem__, key="import_target")
        name = "" if target else st.text_input("Name of the model", model.name, max_chars=120, key="import_name")
    with st.container(horizontal=True):
        if st.button("Import", type="primary", icon=":material/check:", key="import_save"):
            with explained():
                _save(ctx, read, target, name or "")
        st.button("Choose other files", icon=":material/upload_file:", on_click=_forget, args=(ctx,))


def _save(ctx: PageContext, read: Imported, target: str, name: str) -> None:
    if target:
        head = ctx.store.get_semantic_model(target)
        lay_on_desk(ctx, read, head)
        state.notify(f"The import is on the desk of “{head.name}”, not saved yet. Save it when you have looked.")
    else:
        head = save_import(ctx, read, name)
        state.notify(f"“{head.name}” is imported. Look at it, then publish it.")
    _forget(ctx)
    state.clear_widgets("import_")
    navigation.set_query(model=head.id, source=None)
    navigation.refresh()


def _forget(ctx: PageContext) -> None:
    """Drop what was read and not saved."""
    clear_job(ctx, import_key(ctx))
    at = state.page_state(ImportState, ctx.project_id)
    if at.batch is not None:
        INBOX.drop(at.batch)


def draw_notes(notes: Sequence[Note]) -> None:
    """What did not fit, by what became of it; what is lost is open to see."""
    if not notes:
        st.caption(":material/check: Everything fitted.")
    for effect, (heading, meaning) in _EFFECTS.items():
        its = [note for note in notes if note.effect == effect]
        if its:
            with st.expander(f"**{heading}: {len(its):,}** :gray[{meaning}]", expanded=effect == "lost"):
                _told(
                    [(note.what, note.why, note.where) for note in its],
                    ("What", "Why", "Where"),
                    f"{heading}: what did not fit, why, and where it stands",
                )


def _told(rows: Sequence[tuple[str, str, str]], heads: tuple[str, str, str], alt: str) -> None:
    """(what, why, where): in full where there are few, as a table to search where there are many."""
    if len(rows) <= _IN_FULL:
        for what, why, where in rows:
            place = f" :gray[{plain(where)}]" if where else ""
            st.markdown(f"**{plain(what)}**{place}  \n{plain(why)}")
        return
    st.dataframe(
        [{head: text for head, text in zip(heads, row, strict=True) if head} for row in rows],
        hide_index=True,
        width="stretch",
        height=420,
        alt=alt,
    )


def export_menu(desk: ModelDesk, name: str) -> None:
    """Choose a format and its version, see what does not fit, download the files."""
    from lunara.semantic.formats import export_model, format_named, formats

    with st.popover("Export", icon=":material/download:", key="export-model"):
        written = {one.name: one.label for one in formats() if one.write is not None}
        chosen = str(st.selectbox("Format", list(written), format_func=written.__getitem__, key="export_format"))
        versions = format_named(chosen).versions
        version = (
            st.selectbox("Version", versions, key=f"export_version_{chosen}")
            if len(versions) > 1
            else next(iter(versions), None)
        )
        # The menu is drawn whether it is open or not, and the files of many tables take seconds: they are asked for.
        ready, asked = f"export-ready:{desk.model_id}", (chosen, version, desk.revision)
        if len(desk.current.tables) > _WRITTEN_UNASKED and state.widget(ready) != asked:
            st.button(
                "Write the files", icon=":material/edit_document:", on_click=state.set_widget, args=(ready, asked)
            )
            return
        with explained():
            files = desk.once(f"export:{chosen}:{version}", lambda: export_model(desk.current, chosen, version))
            stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:80].strip("-") or "model"
            file, data = packed(files.files, stem)
            st.download_button(
                f"Download {file}",
                data=data,
                file_name=file,
                mime="application/zip" if file.endswith(".zip") else "application/yaml",
                icon=":material/download:",
                type="primary",
                key="export_download",
                on_click="ignore",
            )
            if desk.changed:
                st.caption("With your unsaved changes.")
            draw_notes(files.notes)
