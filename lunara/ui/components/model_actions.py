"""The Model page's frame: which model, draft a new one, save, publish."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from lunara.errors import Conflict, LunaraError, NotFound, Unavailable
from lunara.ui import navigation, state
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_conflict import conflict_panel, gone_view
from lunara.ui.components.model_formats import IMPORT, export_menu, import_panel, wants_import
from lunara.ui.components.model_publish import problem_list, publish_menu, publish_panel
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.model_desk import (
    VIEW,
    ModelDesk,
    lost_work,
    open_version,
    save,
    save_later,
)
from lunara.ui.model_drafting import draft_account, draft_key, start_draft
from lunara.ui.page import PageContext, name_tab
from lunara.workspace.outage import trouble_of
from lunara.workspace.records import DataSource, SemanticModelHead

_NEW = "new"
_MODELS = 20
VIEWS = ("Review", "AI draft", "Diagram", "Try it", "Check", "Questions", "Evaluation", "Feedback", "YAML", "Versions")


def choose_model(ctx: PageContext) -> SemanticModelHead | None:
    """The project's model to show: the one in the URL, else the newest; where the URL names a data source, one of that source.

    None: there is none, or a new one is wanted.

    Where somebody deleted the model while this person was changing it, the page says so and ends there. Raises NotFound when the
    URL names a model that is not in this project.
    """
    heads = ctx.store.list_semantic_models(ctx.project_id)
    wanted = navigation.query("model")
    lost = lost_work(ctx, wanted) if wanted and all(head.id != wanted for head in heads) else None
    if lost is not None:
        gone_view(ctx, lost)
        st.stop()
    if not heads or wanted in (_NEW, IMPORT):
        return None
    known = {head.id: head for head in heads}
    if wanted and wanted not in known and ctx.store.get_semantic_model(wanted).project_id != ctx.project_id:
        raise NotFound("This model belongs to another project.", "Choose its project first.")
    source = navigation.query("source")
    if source and not wanted:
        heads = [head for head in heads if head.data_source_id == source]
        if not heads:
            return None
    chosen = known.get(wanted, heads[0])
    navigation.set_query(model=chosen.id, source=None)
    return chosen


@dataclass
class _Shown:
    """The view that was shown last."""

    view: str = VIEWS[0]


def choose_view() -> str:
    """What the page shows of the model below its head: at first what the URL says.

    A browser that never got a value which was set here (the run that set it was interrupted) sends none with the next press:
    the view stays as it was shown.
    """
    shown = state.visit_state(_Shown)
    linked = navigation.query("view")
    if linked in VIEWS:
        state.set_widget(VIEW, linked)
        navigation.set_query(view=None)
    if state.widget(VIEW) is None:
        state.set_widget(VIEW, shown.view)
    shown.view = str(st.segmented_control("View", VIEWS, label_visibility="collapsed", key=VIEW, required=True))
    return shown.view


def _switch(ctx: PageContext, head: SemanticModelHead) -> None:
    """Another model of the project, or a new one."""
    heads = ctx.store.list_semantic_models(ctx.project_id)
    editor = ctx.principal.may("editor")
    if len(heads) < 2 and not editor:
        return
    with st.popover("Models", icon=":material/schema:"):
        if len(heads) > _MODELS:
            search = st.text_input("Find a model", key="model-find", icon=":material/search:") or ""
            heads = [one for one in heads if search.casefold() in one.name.casefold()][:_MODELS]
        for other in heads:
            st.button(
                plain(other.name),
                key=f"model:{other.id}",
                type="tertiary",
                icon=":material/check:" if other.id == head.id else ":material/schema:",
                disabled=other.id == head.id,
                on_click=navigation.set_query,
                kwargs={"model": other.id},
            )
        if editor:
            st.button("Draft a new one", icon=":material/add:", on_click=navigation.set_query, kwargs={"model": _NEW})
            st.button(
                "Import one", icon=":material/upload_file:", on_click=navigation.set_query, kwargs={"model": IMPORT}
            )


def draft_panel(ctx: PageContext) -> None:
    """Choose a data source and draft a model from it, with visible steps."""
    st.title("Model", anchor=False)
    sources = ctx.store.list_data_sources(ctx.project_id)
    if not sources:
        empty_state(
            "Connect a data source first",
            "The semantic layer says what your tables and columns mean. It is drafted from a data source of this project.",
            icon=":material/database:",
        )
        navigation.link("connect", "Go to Connect", project=ctx.project_id)
        return
    if not ctx.principal.may("editor"):
        empty_state("No semantic model yet", "An editor of your organization can draft one.", icon=":material/schema:")
        return
    if wants_import():
        import_panel(ctx, sources)
        return
    by_id = {source.id: source for source in sources}
    wanted = navigation.query("source")
    with st.container(border=True):
        st.subheader("Draft the semantic layer", anchor=False)
        st.markdown(
            "Lunara reads names, types, keys and comments, checks its guesses with small queries in the warehouse, and proposes "
            "tables, dimensions, measures and relationships. Each proposal shows its evidence. Nothing counts until you publish."
        )
        source_id = st.selectbox(
            "Data source",
            list(by_id),
            index=list(by_id).index(wanted) if wanted in by_id else 0,
            format_func=lambda key: by_id[key].name,
        )
        source = by_id[source_id]
        job = find_job(ctx, draft_key(source))
        if job is None:
            _draft_form(ctx, source)
            return
        status = job_panel(job, retry=partial(clear_job, ctx, job.key))
        if status == "done":
            clear_job(ctx, draft_key(source))
            navigation.set_query(model=job.result.id, source=None)
            state.notify("The draft is ready for your review.")
            navigation.refresh()


def _draft_form(ctx: PageContext, source: DataSource) -> None:
    with st.form("draft", border=False):
        name = st.text_input("Name of the model", source.name, max_chars=120)
        look = st.checkbox(
            "Check guesses with small queries in the warehouse",
            value=True,
            help="Counts distinct values and missing matches. Off: names, types and declared keys only.",
        )
        if st.form_submit_button("Draft the semantic layer", type="primary", icon=":material/auto_awesome:"):
            if not name.strip():
                st.warning("Give the model a name.")
                return
            start_draft(ctx, source, name.strip(), look_at_values=look)
            navigation.refresh()


def model_header(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Name and state at the left, saving and publishing at the right; below, what keeps it from being published."""
    name_tab(head.name)
    blocked = any(trouble.level == "error" for trouble in desk.troubles())
    with st.container(horizontal=True, vertical_alignment="center", key="page_head_model"):
        with st.container(gap="xxsmall", width="stretch"):
            st.title(plain(head.name), anchor=False)
            st.markdown(_about(desk, head))
        deciding = desk.conflict is not None
        if editable and desk.changed and not deciding:
            _save_menu(ctx, desk)
            if st.button(
                "Discard", key="discard-model", icon=":material/delete_sweep:", help="Drop all unsaved changes"
            ):
                _ask_discard(ctx, desk, head)
        if editable and not deciding and (desk.changed or head.published_version != desk.based_on):
            publish_menu(ctx, desk, head, blocked=blocked)
        elif not deciding and head.published_version is not None:
            navigation.link("ask", "Ask a question", project=ctx.project_id)
        if editable:
            export_menu(desk, head.name)
        _switch(ctx, head)
    if desk.restored and desk.changed:
        st.caption(":material/history: Your unsaved changes of before are here again.")
    if desk.changed and desk.conflict is None and head.latest_version > desk.based_on:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":material/sync_problem: Version {head.latest_version} was saved "
                f"while you were changing version {desk.based_on}."
            )
            if st.button("Look at both", key="look-at-both", icon=":material/compare:"):
                desk.conflict = Conflict("Someone saved a newer version meanwhile.")
                navigation.refresh()
    if desk.conflict is not None:
        conflict_panel(ctx, desk, head)
    if editable:
        publish_panel(ctx, desk, head)
        problem_list(ctx, desk, head)
    _draft_account(desk)


def _ask_discard(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    def discard() -> str:
        open_version(ctx, desk, head, desk.based_on)
        return "Your unsaved changes are dropped."

    confirm(
        "Drop your changes?",
        f"What you have changed since version {desk.based_on} is lost, decisions about proposals too.",
        action="Drop changes",
        on_confirm=discard,
    )


def _about(desk: ModelDesk, head: SemanticModelHead) -> str:
    model = desk.current
    badges = [f":blue-badge[Version {desk.based_on}]"]
    if head.published_version is None:
        badges.append(":orange-badge[Not published]")
    elif head.published_version == desk.based_on:
        badges.append(":green-badge[Published]")
    else:
        badges.append(f":green-badge[Version {head.published_version} is published]")
    if desk.changed:
        badges.append(":orange-badge[Unsaved changes]")
    size = ", ".join(
        (
            count(len(model.tables), "table"),
            count(sum(len(t.dimensions) for t in model.tables), "dimension"),
            count(sum(len(t.measures) for t in model.tables) + len(model.measures), "measure"),
            count(len(model.relationships), "relationship"),
        )
    )
    return f"{' '.join(badges)} :small[:gray[{size}]]"


def _draft_account(desk: ModelDesk) -> None:
    """What the draft cost and what it considered without proposing it, as long as there is something to review."""
    told = draft_account(desk)
    if told is None or not any(item.status == "proposed" for item in desk.items()):
        return
    asked = (
        f"{count(told.statements, 'small query', 'small queries')}, {_looked_at(told.rows)}"
        f"{told.elapsed_ms / 1000:,.1f} s in the warehouse"
        if told.statements
        else "names, types and declared keys only, no query in the warehouse"
    )
    with st.expander(f"How this was drafted: {asked}", icon=":material/auto_awesome:"):
        for text in told.skipped[:20]:
            st.caption(plain(text))
        if not told.joins:
            st.caption("No other join was considered.")
            return
        st.markdown(f"**{count(len(told.joins), 'join was', 'joins were')} considered and not proposed**")
        st.dataframe(
            [{"Join": join, "Sure": sure, "Why not": because} for join, sure, because in told.joins],
            hide_index=True,
            width="stretch",
            height="content" if len(told.joins) <= 8 else 320,
            alt="Joins that were considered and not proposed",
            column_config={
                "Join": st.column_config.TextColumn(width="medium"),
                "Sure": st.column_config.NumberColumn(format="percent", width="small"),
                "Why not": st.column_config.TextColumn(width="large"),
            },
        )


def _looked_at(rows: int) -> str:
    """`about 1,200,000 rows looked at, `; nothing for models that were drafted before rows were counted."""
    return f"about {float(f'{rows:.2g}'):,.0f} rows looked at, " if rows else ""


def _save_menu(ctx: PageContext, desk: ModelDesk) -> None:
    with (
        st.popover("Save", key="save-model", icon=":material/save:", type="primary"),
        st.form("save-version", border=False),
    ):
        note = st.text_input("What did you change?", max_chars=300)
        if st.form_submit_button("Save as a new version", type="primary"):
            _save(ctx, desk, note)


def _save(ctx: PageContext, desk: ModelDesk, note: str) -> None:
    try:
        number = save(ctx, desk, note.strip())
    except Conflict as error:
        desk.conflict = error
        navigation.refresh()
    except Unavailable as error:
        if trouble_of(error) is None:
            show_error(error)
            return
        with explained():
            save_later(ctx, desk, note.strip())
            navigation.refresh()
        return
    except LunaraError as error:
        show_error(error)
        return
    state.notify(f"Saved as version {number}.")
    navigation.refresh()
