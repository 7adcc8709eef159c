"""Projects that leave as a zip and come from one, on Home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from lunara.build.project_files import MOST_TOGETHER, read_zip, zipped
from lunara.connect.warehouse import CancelToken
from lunara.ui import navigation, state
from lunara.ui.components.text import file_size, plain, shorten
from lunara.ui.components.upload_box import upload_box
from lunara.ui.components.uploads import choose, sealed_batch
from lunara.ui.failure import explained
from lunara.ui.identity import exact
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext
from lunara.ui.receiving import INBOX, Batch
from lunara.ui.warehouses import foreign_path
from lunara.workspace.records import Project

if TYPE_CHECKING:
    from lunara.build.project_import import Imported

_EXPORT, _IMPORT = "export-project", "import-project"
_NAME = "import_project_name"


@dataclass
class MovingState:
    """Whether the panel of an import is open, and what was chosen in it; the project whose export was asked for last."""

    importing: bool = False
    batch: Batch | None = None
    exported: Project | None = None


def offer_import(ctx: PageContext) -> None:
    """The button that opens the panel; for those who may add data sources, as a project has some."""
    if ctx.principal.may("admin"):
        # A callback: the panel stands above the button in an empty workspace, below it otherwise.
        st.button("Import project", icon=":material/upload:", on_click=_open_import)


def start_export(ctx: PageContext, project: Project) -> None:
    """Begin to gather a project's files in the background; `draw_moving` shows how far it is and offers the zip."""
    _state().exported = project
    clear_job(ctx, _EXPORT)
    store = exact(ctx.store)

    def work(report: Report, cancel: CancelToken) -> bytes:
        from lunara.build.project_export import export_project

        report("Reading the project")
        files = export_project(store, project.id, on_step=lambda what: report("Reading the project", detail=what))
        report("Packing")
        return zipped(files)

    start_job(ctx, _EXPORT, work, title=f"Exporting {project.name}")


def draw_moving(ctx: PageContext) -> None:
    """The export and the import that this person has begun."""
    _draw_export(ctx)
    _draw_import(ctx)


def _open_import() -> None:
    _state().importing = True


def _state() -> MovingState:
    return state.page_state(MovingState, "home")


def _draw_export(ctx: PageContext) -> None:
    at = _state()
    job = find_job(ctx, _EXPORT)
    if job is None or at.exported is None:
        return
    from lunara.build.project_export import slug

    project = at.exported
    with st.container(border=True, key="exporting"):
        st.subheader(f"Export of {plain(shorten(project.name, 80))}", anchor=False)
        if job_panel(job, retry=lambda: start_export(ctx, project)) == "done":
            data: bytes = job.result
            st.markdown(
                "Data sources, models with all their versions, agents, dashboards, reports and slides, as files that can be read "
                "and compared. Passwords and keys are not among them, nor anybody’s conversations."
            )
            with st.container(horizontal=True):
                st.download_button(
                    f"Download zip ({file_size(len(data))})",
                    data,
                    file_name=f"{slug(project.name, set())}.zip",
                    mime="application/zip",
                    type="primary",
                    icon=":material/download:",
                    on_click="ignore",
                )
                if st.button("Done", key="exporting_done"):
                    clear_job(ctx, _EXPORT)
                    navigation.refresh()


def _draw_import(ctx: PageContext) -> None:
    at = _state()
    job = find_job(ctx, _IMPORT)
    if not at.importing and job is None:
        return
    with st.container(border=True, key="importing"):
        st.subheader("Import a project", anchor=False)
        if job is not None and job_panel(job) == "done":
            made: Imported = job.result
            clear_job(ctx, _IMPORT)
            at.importing, at.batch = False, None
            state.session().project_id = made.project.id
            told = f" Give on Connect what is secret of {', '.join(made.unlocked)}." if made.unlocked else ""
            if made.lost:
                told += f" Pictures of decks stay where they are: paint again those of {'; '.join(made.lost)}."
            misplaced = [
                source.name
                for source in ctx.store.list_data_sources(made.project.id)
                if foreign_path(ctx, source.kind, source.config) is not None
            ]
            if misplaced:
                told += (
                    f" Files of another server are not read here: upload those of {', '.join(misplaced)} on Connect."
                )
            state.notify(f"Project “{made.project.name}” is here.{told}", ":material/move_to_inbox:")
            navigation.refresh()
        elif job is None or not job.running:
            _draw_chooser(ctx, at)


def _draw_chooser(ctx: PageContext, at: MovingState) -> None:
    st.markdown(
        "Choose the zip that **Export** of a project, or `lunara export`, has made. Nothing else is changed by it."
    )
    batch = at.batch = sealed_batch(ctx, at.batch, endings=(".zip",), most=MOST_TOGETHER)
    upload_box(
        batch,
        key="import_project",
        title="Drop the project’s zip here",
        limits=f"One zip of up to {file_size(MOST_TOGETHER)}.",
        on_choice=lambda chosen: choose(ctx, batch, chosen),
    )
    name = st.text_input("Name", key=_NAME, max_chars=200, placeholder="As it was exported", width=400)
    with st.container(horizontal=True):
        if st.button(
            "Import",
            key="import_project_go",
            type="primary",
            icon=":material/upload:",
            disabled=len(batch.files) != 1 or batch.on_its_way,
            help="Choose one zip." if len(batch.files) > 1 else None,
        ):
            with explained():
                _start_import(ctx, batch, name or "")
                navigation.refresh()
        if st.button("Cancel", key="import_project_cancel"):
            INBOX.drop(batch)
            clear_job(ctx, _IMPORT)
            at.importing, at.batch = False, None
            navigation.refresh()


def _start_import(ctx: PageContext, batch: Batch, name: str) -> None:
    (file,) = batch.files
    store = ctx.store

    def work(report: Report, cancel: CancelToken) -> Imported:
        from lunara.build.project_import import import_project

        report("Reading the zip")
        with file.path.open("rb") as opened:
            files = read_zip(opened, file.name)
        report("Making the project")
        made = import_project(store, files, name=name, on_step=lambda what: report("Making the project", detail=what))
        INBOX.drop(batch)
        return made

    start_job(ctx, _IMPORT, work, title="Importing the project", length="long")
