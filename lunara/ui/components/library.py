"""The Build page without an artifact: what the project has, and beginning something new."""

from __future__ import annotations

import streamlit as st

from lunara.build.artifact import content_json, empty_content
from lunara.build.kinds.draft import draft_dashboard
from lunara.build.outlines.saving import free_name
from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.errors import LunaraError
from lunara.ui import navigation, state
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.dialogs import ask_name, confirm_delete
from lunara.ui.components.empty import empty_state
from lunara.ui.components.outline_view import outline_entry
from lunara.ui.components.pager import page_after, pager
from lunara.ui.components.text import ago, plain, shorten
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.later import Later, kept, save_or_keep
from lunara.ui.outbox import Change
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_model, results_key, runner_for
from lunara.workspace.records import Artifact, ArtifactType

NAMES: dict[ArtifactType, str] = {"dashboard": "Dashboard", "report": "Report", "slide": "Slides"}
ICONS: dict[ArtifactType, str] = {
    "dashboard": ":material/dashboard:",
    "report": ":material/article:",
    "slide": ":material/slideshow:",
}
_FILTERS: dict[str, ArtifactType | None] = {
    "All": None,
    "Dashboards": "dashboard",
    "Reports": "report",
    "Slides": "slide",
}
CARDS = 12
DRAFT_JOB = "draft-dashboard"


def library(ctx: PageContext) -> None:
    """List, search, create, rename, delete; draft a dashboard from the model alone."""
    editor = ctx.principal.may("editor")
    published = _published(ctx) if editor else None
    if editor:
        if outline_entry(ctx):
            return
        _create_bar(ctx, published)
        _draft_job(ctx)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input("Search", placeholder="Name", key="library-search")
        kind = st.segmented_control("Show", list(_FILTERS), default="All", key="library-kind", required=True)
    wanted = _FILTERS[kind or "All"]
    artifacts, more = page_after(
        f"artifacts:{ctx.project_id}:{kind}",
        lambda limit, after: ctx.store.list_artifacts(
            project_id=ctx.project_id, type=wanted, search=search or "", limit=limit, after=after
        ),
        size=CARDS,
        search=search or "",
    )
    if not artifacts:
        if search or wanted:
            empty_state("Nothing matches", "Change the search or the filter.", icon=":material/search_off:")
        elif editor and published is None:
            empty_state(
                "Nothing built yet",
                "Dashboards, reports and slides show answers over a published semantic model. Publish one first.",
                icon=":material/dashboard_customize:",
            )
            navigation.link("model", "Go to Model", project=ctx.project_id)
        else:
            empty_state(
                "Nothing built yet",
                "Say what it should be about, add an answer from Ask, or let Lunara draft a first dashboard from your model."
                if editor
                else "Editors of your organization publish dashboards, reports and slides here.",
                icon=":material/dashboard_customize:",
            )
        return
    grid = st.grid(3, min_column_width=280)
    for artifact in artifacts:
        with grid.cell(), st.container(border=True, height="stretch"):
            _card(ctx, artifact, editor=editor)
    pager(f"artifacts:{ctx.project_id}:{kind}", more)


def _create_bar(ctx: PageContext, published: str | None) -> None:
    with st.container(horizontal=True):
        st.button(
            "Draft a dashboard for me",
            icon=":material/auto_awesome:",
            on_click=_begin_draft,
            args=(ctx,),
            disabled=published is None,
            help=None if published else "Publish a semantic model first.",
        )
        for kind, name in NAMES.items():
            label = f"New {name.lower()}"
            if st.button(label, icon=ICONS[kind], key=f"new:{kind}"):
                _new(ctx, kind)


def _published(ctx: PageContext) -> str | None:
    heads = ctx.store.list_semantic_models(ctx.project_id)
    return next((head.id for head in heads if head.published_version is not None), None)


def _new(ctx: PageContext, kind: ArtifactType) -> None:
    def create(name: str, description: str) -> str:
        content = content_json(empty_content(kind, name))
        made = ctx.store.create_artifact(ctx.project_id, kind, name, content, description=description)
        state.page_state(BuildDesk, made.id).editing = True
        navigation.set_query(artifact=made.id)
        return f"“{name}” created."

    ask_name(
        f"New {NAMES[kind].lower()}", action="Create", on_submit=create, description="", placeholder="Sales overview"
    )


def _begin_draft(ctx: PageContext) -> None:
    model_id = _published(ctx)
    if model_id is None:
        return

    def work(report: Report, cancel: CancelToken) -> Artifact:
        report("Reading the model")
        head, model = load_model(ctx, model_id)
        source = ctx.store.get_data_source(head.data_source_id)
        report("Trying tiles in the warehouse")
        with runner_for(ctx, source, Asked("draft dashboard", f"{head.id}:{head.published_version}")) as runner:
            content = draft_dashboard(
                model,
                head.id,
                runner.warehouse,
                ctx.clock,
                limits=runner.limits,
                cache=results_key(ctx, source, f"{head.id}:{head.published_version}"),
                record=runner.record,
                cancel=cancel,
            )
        report("Saving the dashboard")
        return ctx.store.create_artifact(
            ctx.project_id,
            "dashboard",
            free_name(ctx.store, ctx.project_id, f"{head.name} overview", "dashboard"),
            content_json(content),
            description="Drafted from the semantic model.",
        )

    start_job(ctx, f"{DRAFT_JOB}:{ctx.project_id}", work, title="Drafting a dashboard", length="long")


def _draft_job(ctx: PageContext) -> None:
    key = f"{DRAFT_JOB}:{ctx.project_id}"
    job = find_job(ctx, key)
    if job is not None and job_panel(job, retry=lambda: _begin_draft(ctx)) == "done":
        made: Artifact = job.result
        clear_job(ctx, key)
        state.notify("Drafted. Change what you like, then publish it.")
        navigation.set_query(artifact=made.id)
        navigation.refresh()


def _card(ctx: PageContext, artifact: Artifact, *, editor: bool) -> None:
    badge = ":green-badge[Published]" if artifact.status == "published" else ":gray-badge[Draft]"
    st.markdown(f"{ICONS[artifact.type]} **{plain(artifact.name)}** {badge}")
    st.caption(plain(shorten(artifact.description, 140)) if artifact.description else NAMES[artifact.type])
    st.caption(plain(f"Changed {ago(artifact.updated_at)}"))
    with st.container(horizontal=True, gap="small"):
        st.button("Open", key=f"open:{artifact.id}", on_click=_open, args=(artifact.id,), icon=":material/open_in_new:")
        if not editor:
            return
        if st.button("Rename", key=f"rename:{artifact.id}", icon=":material/edit:", type="tertiary"):
            _rename(ctx, artifact)
        if st.button("Delete", key=f"delete:{artifact.id}", icon=":material/delete:", type="tertiary"):
            _delete(ctx, artifact)


def _open(artifact_id: str) -> None:
    navigation.set_query(artifact=artifact_id)


def _rename(ctx: PageContext, artifact: Artifact) -> None:
    def rename(name: str, description: str) -> str:
        said = {"based_on": artifact.version, "name": name, "description": description, "note": "Renamed"}
        label = f"The name of “{artifact.name}”"
        change = Change(f"artifact-name:{artifact.id}", label, "save_artifact", (artifact.id,), said)
        return kept(change) if isinstance(save_or_keep(ctx, change, tell=False), Later) else "Renamed."

    ask_name("Rename", action="Save", on_submit=rename, name=artifact.name, description=artifact.description)


def _delete(ctx: PageContext, artifact: Artifact) -> None:
    def delete() -> str:
        ctx.store.delete_artifact(artifact.id)
        return f"“{artifact.name}” deleted."

    try:
        versions = len(ctx.store.list_artifact_versions(artifact.id))
    except LunaraError:
        versions = artifact.version
    confirm_delete(
        NAMES[artifact.type].lower(),
        artifact.name,
        goes_with_it=[f"{versions:,} saved {'version' if versions == 1 else 'versions'}"],
        on_confirm=delete,
    )
