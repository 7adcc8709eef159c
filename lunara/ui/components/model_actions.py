"""The Model page's frame: which model, draft a new one, save, publish."""

from __future__ import annotations

import streamlit as st

from lunara.errors import Conflict, LunaraError
from lunara.ui import navigation, state
from lunara.ui.components.empty import empty_state
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.model_desk import ModelDesk, draft_key, open_version, save, start_draft
from lunara.ui.page import PageContext
from lunara.workspace.records import DataSource, SemanticModelHead

_NEW = "new"


def choose_model(ctx: PageContext) -> SemanticModelHead | None:
    """The project's model to show: the one in the URL, else the newest. None: there is none, or a new one is wanted."""
    heads = ctx.store.list_semantic_models(ctx.project_id)
    wanted = navigation.query("model")
    if not heads or wanted == _NEW:
        return None
    chosen = next((head for head in heads if head.id == wanted), heads[0])
    if len(heads) > 1 or ctx.principal.may("editor"):
        names = {head.id: head.name for head in heads}
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
            if len(heads) > 1:
                picked = st.selectbox(
                    "Semantic model",
                    list(names),
                    index=list(names).index(chosen.id),
                    format_func=lambda model_id: names.get(model_id, "Unknown model"),
                )
                chosen = next(head for head in heads if head.id == picked)
            if ctx.principal.may("editor") and st.button("New model", icon=":material/add:"):
                navigation.set_query(model=_NEW)
                st.rerun()
    navigation.set_query(model=chosen.id)
    return chosen


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
        status = job_panel(job)
        if status == "done":
            clear_job(ctx, draft_key(source))
            navigation.set_query(model=job.result.id, source=None)
            state.notify("The draft is ready for your review.")
            st.rerun()
        elif status != "running" and st.button("Try again", icon=":material/refresh:"):
            clear_job(ctx, draft_key(source))
            st.rerun()


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
            st.rerun()


def model_header(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Name, state, problems, and the buttons to save and publish."""
    st.title(plain(head.name), anchor=False)
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
    st.markdown(f"{' '.join(badges)} :gray[{size}]")
    problems = _problems(desk)
    if problems:
        with st.expander(f"{count(len(problems), 'problem')} to solve before publishing", icon=":material/warning:"):
            for problem in problems[:50]:
                st.markdown(plain(problem))
    if editable:
        _buttons(ctx, desk, head, blocked=bool(problems))


def _problems(desk: ModelDesk) -> list[str]:
    from lunara.semantic.validate import validate_model

    return [str(problem) for problem in validate_model(desk.current)]


def _buttons(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, blocked: bool) -> None:
    with st.container(horizontal=True):
        with st.popover("Save as new version", icon=":material/save:", disabled=not desk.changed):
            with st.form("save-version", border=False):
                note = st.text_input("What did you change?", max_chars=300)
                submitted = st.form_submit_button("Save", type="primary")
            if submitted:
                _save(ctx, desk, note)
        with st.popover(
            "Publish",
            icon=":material/publish:",
            disabled=blocked or (head.published_version == desk.based_on and not desk.changed),
        ):
            with st.form("publish", border=False):
                st.caption("People who ask will use this version from now on.")
                note = st.text_input("Note", max_chars=300)
                submitted = st.form_submit_button("Publish", type="primary")
            if submitted:
                _publish(ctx, desk, head, note)
        if desk.changed and st.button("Discard changes", icon=":material/delete_sweep:"):
            open_version(ctx, desk, head, desk.based_on)
            st.rerun()
        if head.published_version is not None:
            navigation.link("ask", "Ask a question", project=ctx.project_id)


def _save(ctx: PageContext, desk: ModelDesk, note: str) -> bool:
    try:
        number = save(ctx, desk, note.strip())
    except Conflict as error:
        show_error(error)
        st.caption(
            "Your changes are still on this page. Open the newest version under Versions, or save yours on top of it."
        )
        if st.button("Save mine on top of the newest"):
            desk.based_on = ctx.store.get_semantic_model(desk.model_id).latest_version
        return False
    except LunaraError as error:
        show_error(error)
        return False
    state.notify(f"Saved as version {number}.")
    st.rerun()
    return True


def _publish(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, note: str) -> None:
    with explained():
        number = save(ctx, desk, note.strip() or "Published") if desk.changed else desk.based_on
        ctx.store.publish_semantic_model(head.id, number, note=note.strip())
        state.notify(f"Version {number} is published.")
        st.rerun()
