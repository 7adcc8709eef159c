"""All that an organization has: taken along as a zip, or deleted."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator

import streamlit as st

from lunara.connect.warehouse import CancelToken
from lunara.ui import cache, state
from lunara.ui.components.dialogs import confirm_delete
from lunara.ui.components.text import file_size, plain
from lunara.ui.identity import has_sign_in
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL
from lunara.workspace.records import ProjectSummary
from lunara.workspace.store import Store

_JOB = "export-organization"
_AT_ONCE = 200


def draw_organization_data(ctx: PageContext) -> None:
    """For admins the export of every project; for owners, where people sign in, the end of the organization."""
    if not ctx.principal.may("admin"):
        return
    st.subheader("Data of the organization", anchor=False)
    with st.container(border=True):
        st.markdown(
            "Every project with its models and their versions, agents, dashboards, reports and slides, a folder of readable "
            "files each. Passwords and keys of data sources and of the AI provider are not among them, nor conversations."
        )
        job = find_job(ctx, _JOB)
        if job is None and next(_projects(ctx.store), None) is None:
            st.caption("There is no project yet: nothing to take along.")
        elif job is None or job.status in ("failed", "cancelled"):
            if job is not None:
                job_panel(job)
            st.button("Export everything", icon=":material/download:", on_click=_start, args=(ctx,))
        elif job_panel(job) == "done":
            data: bytes = job.result
            with st.container(horizontal=True):
                st.download_button(
                    f"Download zip ({file_size(len(data))})",
                    data,
                    file_name="lunara-projects.zip",
                    mime="application/zip",
                    type="primary",
                    icon=":material/download:",
                    on_click="ignore",
                )
                st.button("Done", key="export_organization_done", on_click=clear_job, args=(ctx, _JOB))
    if ctx.principal.may("owner") and has_sign_in(ctx.settings):
        with st.container(border=True):
            st.markdown(
                f"Deleting **{plain(ctx.organization.name)}** deletes its projects with everything in them, for all its people. "
                "They keep their sign-in, each with an empty organization of their own."
            )
            if st.button("Delete organization", key="danger_organization", icon=":material/delete:"):
                _confirm(ctx)


def _confirm(ctx: PageContext) -> None:
    def delete() -> str:
        sources = ctx.store.list_data_sources()
        ctx.store.delete_organization(ctx.organization.name)
        for source in sources:
            POOL.drop(ctx.organization.id, source.id)
        cache.forget(organization_id=ctx.organization.id)
        for folder in ("uploads", "samples"):
            shutil.rmtree(ctx.settings.home / folder / ctx.organization.id, ignore_errors=True)
        state.session().project_id = None
        return f"{ctx.organization.name} was deleted."

    members = len(ctx.store.list_members())
    confirm_delete(
        "organization",
        ctx.organization.name,
        goes_with_it=("all of its projects", "their data sources, models, agents, dashboards, reports and slides"),
        note=f"{members} people lose what they share here." if members > 1 else "",
        on_confirm=delete,
    )


def _start(ctx: PageContext) -> None:
    store = ctx.store

    def work(report: Report, cancel: CancelToken) -> bytes:
        from lunara.build.project_export import export_project, slug
        from lunara.build.project_files import zipped

        files: dict[str, bytes] = {}
        taken: set[str] = set()
        for summary in _projects(store):

            def on_step(what: str, name: str = summary.project.name) -> None:
                report("Reading the projects", detail=f"{name}: {what}")

            folder = slug(summary.project.name, taken)
            found = export_project(store, summary.project.id, on_step=on_step)
            files |= {f"{folder}/{path}": data for path, data in found.items()}
        report("Packing")
        return zipped(files)

    start_job(ctx, _JOB, work, title="Exporting the projects", length="long")


def _projects(store: Store) -> Iterator[ProjectSummary]:
    for archived in (False, True):
        for offset in itertools.count(0, _AT_ONCE):
            found = store.list_projects(archived=archived, limit=_AT_ONCE, offset=offset)
            yield from found
            if len(found) < _AT_ONCE:
                break
