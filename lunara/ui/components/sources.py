"""Data sources of a project: choose one, add one, change it, see what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lunara import connect
from lunara.connect.drivers import install_command, is_installed
from lunara.connect.warehouse import CancelToken, Finding
from lunara.errors import InvalidInput
from lunara.ui import navigation, state
from lunara.ui.components.catalog_browser import draw_catalog
from lunara.ui.components.dialogs import confirm_delete
from lunara.ui.components.picker import pick
from lunara.ui.components.source_form import (
    NAME_LENGTH,
    draw_choices,
    draw_fields,
    draw_findings,
    draw_url,
    take_url,
    url_error,
)
from lunara.ui.components.text import ago, count, plain, shorten
from lunara.ui.components.uploads import draw_upload, forget_upload
from lunara.ui.connecting import (
    FILES,
    SourceDraft,
    address_of,
    checked,
    delete_source,
    offered_kinds,
    save_source,
    try_source,
)
from lunara.ui.failure import explained
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, foreign_path, load_catalog, refresh_catalog
from lunara.workspace.records import Connection, DataSource

# Of what is no server.
ICONS = {
    "duckdb": ":material/egg:",
    "sqlite": ":material/description:",
    "parquet": ":material/folder_open:",
    "files": ":material/upload_file:",
}


@dataclass
class ConnectState:
    """What Connect shows: the form of a new source of kind `adding`, the form of source `editing`, or what is there."""

    choosing: bool = False
    adding: str = ""
    editing: str = ""
    round: int = 0


def connect_state(ctx: PageContext) -> ConnectState:
    """This tab's state for the current project."""
    return state.page_state(ConnectState, ctx.project_id)


def _show(ctx_project: str, *, choosing: bool = False, adding: str = "", editing: str = "") -> None:
    at = state.page_state(ConnectState, ctx_project)
    at.choosing, at.adding, at.editing = choosing, adding, editing
    at.round += 1


def add_button(ctx: PageContext) -> None:
    """The page's primary action."""
    st.button(
        "Add data source",
        type="primary",
        icon=":material/add:",
        on_click=_show,
        args=(ctx.project_id,),
        kwargs={"choosing": True},
    )


def may_manage(ctx: PageContext) -> bool:
    """Whether this person may add, change and delete data sources."""
    return ctx.principal.may("admin")


def draw_chooser(ctx: PageContext, *, cancel: bool) -> None:
    """Every kind of data source that may be added here."""
    st.subheader("What do you want to connect?", anchor=False)
    grid = st.grid(min_column_width=260, gap="small")
    for kind in offered_kinds(ctx.settings):
        with grid.cell(), st.container(border=True, key=f"card_kind_{kind.name}", gap="xsmall", height="stretch"):
            st.markdown(f"{ICONS.get(kind.name, ':material/database:')} **{plain(kind.label)}**")
            if kind.description:
                st.caption(plain(kind.description))
            if not is_installed(kind):
                st.caption(":material/extension_off: Its driver is not installed on this server yet.")
            st.button(
                f"Connect {kind.label}" if kind.name != FILES else "Choose files",
                key=f"choose_{kind.name}",
                on_click=_show,
                args=(ctx.project_id,),
                kwargs={"adding": kind.name},
                width="stretch",
            )
    not_yet = sorted(set(connect.NOT_YET.values()))
    st.caption(f"{' and '.join(not_yet)} are not supported yet.")
    if cancel:
        st.button("Cancel", key="cancel_choosing", type="tertiary", on_click=_show, args=(ctx.project_id,))


def draw_form(ctx: PageContext, existing: DataSource | None, kind_name: str) -> None:
    """The form of a new source, or of `existing`: test, save."""
    kind = connect.kind(kind_name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Back",
            key="form_back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=_leave_form,
            args=(ctx,),
            kwargs={"choosing": existing is None},
        )
        new = kind.label if kind.name == FILES else f"Connect {kind.label}"
        title = f"Change {existing.name}" if existing is not None else new
        st.subheader(plain(title), anchor=False)
    if kind.name == FILES:
        draw_upload(ctx, existing, done=lambda: _show(ctx.project_id))
        return
    key = f"form_{existing.id if existing else kind.name}_{connect_state(ctx).round}"
    with st.container(border=True, width=720):
        if kind.description:
            st.caption(plain(kind.description))
        if not is_installed(kind):
            st.warning(
                f"{plain(kind.label)} needs its driver, which is not installed on this server."
                " Whoever runs Lunara adds it, in its folder:",
                icon=":material/extension_off:",
            )
            st.code(install_command(kind), language="shell")
        chosen = draw_choices(kind, key=key, config=existing.config if existing else None)
        with st.form(f"{key}_fields", border=False, enter_to_submit=connect.takes_url(kind.name)):
            name = st.text_input(
                "Name of the data source",
                value=existing.name if existing else "",
                max_chars=NAME_LENGTH,
                key=f"{key}_source_name",
                placeholder="Sales warehouse",
                help="How your team will see it.",
            )
            # Enter presses the first button of a form: the one that fills in.
            draw_url(kind, key)
            config, secrets = draw_fields(
                kind,
                key=key,
                config=existing.config if existing else None,
                chosen=chosen,
                stored_secrets=existing is not None,
            )
            with st.container(horizontal=True):
                saved = st.form_submit_button(
                    "Save",
                    key=f"{key}_save",
                    type="primary",
                    icon=":material/check:",
                    on_click=take_url,
                    args=(kind, key),
                )
                tested = st.form_submit_button(
                    "Test connection",
                    key=f"{key}_test",
                    icon=":material/network_check:",
                    on_click=take_url,
                    args=(kind, key),
                )
        draft = SourceDraft((name or "").strip(), kind.name, config, secrets)
        if any(field.secret for field in kind.fields):
            st.caption(":material/lock: Passwords are encrypted before they are stored and are never shown again.")
    if url_error(key) is not None:
        for job_key in _job_keys(ctx):
            clear_job(ctx, job_key)
    elif saved or tested:
        _begin(ctx, draft, existing, save=saved)
    _draw_outcome(ctx)


def _leave_form(ctx: PageContext, *, choosing: bool) -> None:
    """Back to where the form was opened: to what can be connected, or to the data source that was to be changed."""
    forget_upload(ctx)
    for key in _job_keys(ctx):
        clear_job(ctx, key)
    _show(ctx.project_id, choosing=choosing)


def _job_keys(ctx: PageContext) -> tuple[str, str]:
    return f"test-source:{ctx.project_id}", f"save-source:{ctx.project_id}"


def _begin(ctx: PageContext, draft: SourceDraft, existing: DataSource | None, *, save: bool) -> None:
    test_key, save_key = _job_keys(ctx)
    clear_job(ctx, test_key)
    clear_job(ctx, save_key)
    with explained():
        stored = _stored(ctx, draft, existing)
        named = draft if save or draft.name else SourceDraft("A test", draft.kind, draft.config, draft.secrets)
        ready = checked(ctx.settings, named, stored.secrets, stored.config if existing is not None else None)
        if save:
            start_job(
                ctx,
                save_key,
                lambda report, cancel: save_source(ctx, ready, report, cancel, existing=existing),
                title=f"Connecting {ready.name}",
                length="long",
            )
        else:
            start_job(
                ctx,
                test_key,
                lambda report, cancel: try_source(ctx.settings, ready, report, cancel),
                title="Testing the connection",
            )


def _stored(ctx: PageContext, draft: SourceDraft, existing: DataSource | None) -> Connection:
    """What was sealed for `existing`. Where that cannot be opened any more, nothing, once secrets have been typed again."""
    nothing = Connection(draft.kind, {}, {})
    if existing is None:
        return nothing
    try:
        return ctx.store.open_connection(existing.id)
    except InvalidInput:
        # Which of its secrets a kind needs depends on its choices: what is still missing is said when it is opened.
        if any(draft.secrets.values()):
            return nothing
        raise


def _draw_outcome(ctx: PageContext) -> None:
    test_key, save_key = _job_keys(ctx)
    testing = find_job(ctx, test_key)
    if testing is not None and job_panel(testing) == "done":
        findings: list[Finding] = testing.result
        draw_findings(findings)
    saving = find_job(ctx, save_key)
    if saving is not None and job_panel(saving) == "done":
        source: DataSource = saving.result
        clear_job(ctx, save_key)
        clear_job(ctx, test_key)
        _show(ctx.project_id)
        state.notify(f"“{source.name}” is connected.")
        navigation.set_query(source=source.id)
        navigation.refresh()


def draw_sources(ctx: PageContext, sources: Sequence[DataSource]) -> None:
    """The project's sources: the chosen one with its actions and its catalog."""
    chosen = chosen_source(ctx, sources)
    if len(sources) > 1:
        names = {source.id: source.name for source in sources}
        pick("Data source", names, chosen.id, key=f"source_picker_{ctx.project_id}", on_pick=_picked, width=360)
    _draw_head(ctx, chosen)
    refreshing = find_job(ctx, f"refresh:{chosen.id}")
    if refreshing is not None:
        if job_panel(refreshing, retry=lambda: _refresh(ctx, chosen)) == "done":
            clear_job(ctx, f"refresh:{chosen.id}")
            state.notify("Tables and columns were read again.", ":material/refresh:")
            navigation.refresh()
        if refreshing.running:
            return
    if not ctx.principal.may("editor"):
        st.info("Its tables are seen by those who build: editors, admins and owners.", icon=":material/visibility_off:")
        return
    problem = foreign_path(ctx, chosen.kind, chosen.config)
    if problem is not None:
        words = f"**{plain(problem.message)}** Questions over it are refused. {plain(problem.hint)}"
        st.warning(words, icon=":material/link_off:")
    catalog = load_catalog(ctx, chosen)
    if catalog is None:
        st.info("The tables of this data source have not been read yet.", icon=":material/info:")
        return
    draw_catalog(ctx, chosen, catalog)


def chosen_source(ctx: PageContext, sources: Sequence[DataSource]) -> DataSource:
    """The source that the URL names, else the one changed last."""
    wanted = navigation.query("source")
    return next((source for source in sources if source.id == wanted), sources[0])


def _picked(source_id: str) -> None:
    navigation.set_query(source=source_id)


def _draw_head(ctx: PageContext, source: DataSource) -> None:
    kind = connect.kind(source.kind)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(
                f"### {ICONS.get(kind.name, ':material/database:')} {plain(shorten(source.name, 80))}", anchors=False
            )
            read = f"tables read {ago(source.catalog_at)}" if source.catalog_at else "tables not read yet"
            called = "Uploaded files" if kind.name == FILES else kind.label
            told = [plain(called), plain(shorten(address_of(source, kind), 80)), read]
            st.caption(" · ".join(part for part in told if part))
        with st.container(horizontal=True, width="content"):
            if ctx.principal.may("editor"):
                st.button(
                    "Refresh",
                    key=f"refresh_{source.id}",
                    icon=":material/refresh:",
                    help="Read tables, columns and row counts again",
                    on_click=_refresh,
                    args=(ctx, source),
                )
            if may_manage(ctx):
                st.button(
                    "Edit",
                    key=f"edit_{source.id}",
                    icon=":material/edit:",
                    on_click=_show,
                    args=(ctx.project_id,),
                    kwargs={"editing": source.id},
                )
                if st.button("Delete", key=f"delete_{source.id}", icon=":material/delete:"):
                    _ask_delete(ctx, source)


def _refresh(ctx: PageContext, source: DataSource) -> None:
    POOL.drop(ctx.organization.id, source.id)

    def work(report: Report, cancel: CancelToken) -> DataSource:
        return refresh_catalog(ctx, source, report, cancel)

    start_job(ctx, f"refresh:{source.id}", work, title="Reading tables and columns", length="long")


def _ask_delete(ctx: PageContext, source: DataSource) -> None:
    models = [head for head in ctx.store.list_semantic_models(ctx.project_id) if head.data_source_id == source.id]

    def delete() -> str:
        delete_source(ctx, source)
        navigation.set_query(source=None)
        return f"Data source “{source.name}” deleted."

    confirm_delete(
        "data source",
        source.name,
        goes_with_it=[count(len(models), "semantic model") + " with every version"] if models else [],
        on_confirm=delete,
        note="Agents and dashboards that use its models stop working. Nothing changes in the warehouse itself.",
    )


def draw_next_step(ctx: PageContext, source_id: str) -> None:
    """The way on, as far as this source has come: draft a model, review it, ask."""
    heads = [head for head in ctx.store.list_semantic_models(ctx.project_id) if head.data_source_id == source_id]
    published = next((head for head in heads if head.published_version is not None), None)
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if published is not None:
            st.markdown("**Next: ask a question**  \n" + plain(f"“{published.name}” says what this data means."))
            navigation.link("ask", "Ask", icon=":material/arrow_forward:", project=ctx.project_id, model=published.id)
        elif heads:
            st.markdown("**Next: review what the data means**  \n" + plain(f"“{heads[0].name}” is not published yet."))
            navigation.link(
                "model", "Review", icon=":material/arrow_forward:", project=ctx.project_id, model=heads[0].id
            )
        else:
            st.markdown(
                "**Next: agree on what the data means**  \nLunara drafts tables, measures and relationships; you review."
            )
            navigation.link(
                "model",
                "Draft the semantic layer",
                icon=":material/arrow_forward:",
                project=ctx.project_id,
                source=source_id,
            )
