"""The Model page's way to a published version: what stands against it, the check before it, publishing knowingly unchecked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lunara.connect.warehouse import CancelToken
from lunara.errors import Conflict, InvalidInput
from lunara.semantic.fingerprint import Fingerprints
from lunara.ui import navigation, state
from lunara.ui.components.evaluation_gate import despite_button, gate_panel
from lunara.ui.components.model_effects import draw_compared, summary_of
from lunara.ui.components.model_review import clear_filters
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained
from lunara.ui.jobs import Job, Report, clear_job, find_job, job_panel, start_job
from lunara.ui.model_desk import VIEW, ModelDesk, save
from lunara.ui.model_problems import Trouble, of_findings
from lunara.ui.model_publishing import PublishCheck, publish, publish_key, start_publish_check
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, refresh_catalog
from lunara.workspace.records import DataSource, SemanticModelHead

_SHOWN = 50


def publish_menu(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, blocked: bool) -> None:
    """The button that opens the form; disabled while something cannot work or the check is running."""
    job = find_job(ctx, publish_key(head.id))
    checking = job is not None and job.running
    with (
        st.popover(
            "Publish",
            key=f"publish-model-{desk.based_on}-{desk.attempts}",
            icon=":material/publish:",
            type="secondary" if desk.changed else "primary",
            disabled=blocked or checking,
            help="Solve the problems first." if blocked else None,
        ),
        st.form("publish", border=False),
    ):
        st.caption("It is checked against the data first. People who ask use it from then on.")
        waiting = sum(item.status == "proposed" for item in desk.items())
        sure = True
        if waiting:
            have = "has" if waiting == 1 else "have"
            st.warning(
                f"{count(waiting, 'proposal')} {have} not been reviewed. Answers will use them as they were drafted.",
                icon=":material/rate_review:",
            )
            sure = st.checkbox("Publish them unreviewed")
        note = st.text_input("Note", max_chars=250)
        if st.form_submit_button("Save and publish" if desk.changed else "Publish", type="primary"):
            if not sure:
                st.error("Review them first, or tick the box to publish them as they are.")
                return
            clear_job(ctx, publish_key(head.id))
            desk.publish_note = note.strip()
            with explained():
                head = _saved_to_be_evaluated(ctx, desk, head)
                start_publish_check(ctx, desk, head, desk.publish_note)
                # Another popover, which is closed: what comes of the check is drawn below.
                desk.attempts += 1
                navigation.refresh()


def _saved_to_be_evaluated(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> SemanticModelHead:
    """What is open is saved first where publishing needs an evaluation, which is of a version. A stale one shows its conflict."""
    if not desk.changed or ctx.store.evaluation_requirement(head.id) is None:
        return head
    try:
        save(ctx, desk, desk.publish_note or "Saved to be evaluated")
    except Conflict as error:
        desk.conflict = error
        navigation.refresh()
    return ctx.store.get_semantic_model(head.id)


def publish_panel(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """The check before publishing while it runs, then what came of it: the published version, or why there is none."""
    if state.take_flag(_unchecked(head)):
        _publish(ctx, desk, head, "", checked=False)
        return
    job = find_job(ctx, publish_key(head.id))
    if job is None:
        return
    status = job_panel(job, retry=partial(start_publish_check, ctx, desk, head, desk.publish_note))
    if status == "done":
        _decide(ctx, desk, head, job.result)
    elif status != "running":
        with st.container(horizontal=True):
            if status == "failed":
                st.button(
                    "Publish without the check",
                    icon=":material/publish:",
                    on_click=state.set_flag,
                    args=(_unchecked(head),),
                )
                st.caption("The version will say that it was not checked against the data.")
            st.button("Close", key="close-publish", on_click=clear_job, args=(ctx, job.key))


def _unchecked(head: SemanticModelHead) -> str:
    return f"publish-unchecked:{head.id}"


def _decide(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, check: PublishCheck) -> None:
    if not check.is_of(desk):
        clear_job(ctx, publish_key(head.id))
        st.info("The model was changed while it was checked, so it was not published.", icon=":material/info:")
        return
    wrong = of_findings(desk.current, check.findings)
    told = check.compared.told if check.compared is not None else ()
    if not wrong and check.standing is not None and not check.standing.holds:
        gate_panel(
            ctx,
            head,
            desk.based_on,
            check.standing,
            publish=partial(_despite, ctx, desk, head, check),
            again=partial(start_publish_check, ctx, desk, head, check.note, again=True),
            retry=partial(start_publish_check, ctx, desk, head, check.note),
            close=partial(clear_job, ctx, publish_key(head.id)),
        )
        return
    if not wrong and told:
        _confirm(ctx, desk, head, check)
        return
    if not wrong:
        unknown = sum(finding.code == "not_checked" for finding in check.findings)
        _publish(ctx, desk, head, check.note, checked=True, unknown=unknown, prints=check.prints)
        return
    with st.container(border=True, key="publish_refused"):
        st.markdown(f":material/error: **Not published: {count(len(wrong), 'thing')} cannot work with the data**")
        _lines(desk, wrong, key="refused")
        with st.container(horizontal=True):
            st.button(
                "Check again",
                key="check-publish-again",
                icon=":material/refresh:",
                on_click=start_publish_check,
                args=(ctx, desk, head, check.note),
            )
            st.button("Close", key="close-publish", on_click=clear_job, args=(ctx, publish_key(head.id)))


def _despite(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, check: PublishCheck | None, why: str) -> int:
    """Publish for an admin's reason; `check` None: nothing was checked."""
    note, prints = (check.note, check.prints) if check is not None else ("", None)
    number = publish(ctx, desk, head, note, checked=check is not None, prints=prints, despite=why)
    clear_job(ctx, publish_key(head.id))
    return number


def _confirm(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, check: PublishCheck) -> None:
    """Numbers that people look at become others: whoever publishes has seen which."""
    compared = check.compared
    assert compared is not None  # noqa: S101 - asked by the caller
    with st.container(border=True, key="publish_effects"):
        summary = summary_of(compared.told)
        st.markdown(f":material/compare_arrows: **What publishing changes{': ' + summary if summary else ''}**")
        draw_compared(ctx, compared, key="publish")
        unknown = sum(finding.code == "not_checked" for finding in check.findings)
        with st.container(horizontal=True):
            if st.button("Publish with these numbers", type="primary", icon=":material/publish:"):
                _publish(ctx, desk, head, check.note, checked=True, unknown=unknown, prints=check.prints)
            st.button("Not now", key="close-publish", on_click=clear_job, args=(ctx, publish_key(head.id)))


def _publish(
    ctx: PageContext,
    desk: ModelDesk,
    head: SemanticModelHead,
    note: str,
    *,
    checked: bool,
    unknown: int = 0,
    prints: Fingerprints | None = None,
) -> None:
    clear_job(ctx, publish_key(head.id))
    with explained():
        try:
            number = publish(ctx, desk, head, note, checked=checked, prints=prints)
        except Conflict as error:
            desk.conflict = error
            navigation.refresh()
        except InvalidInput as error:
            if error.code == "evaluation":
                despite_button(ctx, desk.based_on, partial(_despite, ctx, desk, head, None))
            raise
        told = f"Version {number} is published"
        if unknown:
            told += f"; {count(unknown, 'thing')} could not be checked"
        state.notify(f"{told}." if checked else f"{told}, not checked against the data.")
        navigation.refresh()


def problem_list(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """What keeps the model from being published, and what is worth a look, each with the way to its place."""
    found = desk.troubles()
    for level, title, icon in (
        ("error", "to solve before publishing", ":material/error:"),
        ("warning", "worth a look", ":material/info:"),
    ):
        mine = [trouble for trouble in found if trouble.level == level]
        if not mine:
            continue
        noun = "problem" if level == "error" else "thing"
        with st.expander(f"{count(len(mine), noun)} {title}", icon=icon):
            _lines(desk, mine, key=level)
            if any(trouble.stale for trouble in mine):
                _read_again(ctx, head)
    _reading(ctx, head)


def _lines(desk: ModelDesk, found: Sequence[Trouble], *, key: str) -> None:
    for number, trouble in enumerate(found[:_SHOWN]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{plain(trouble.message)} :gray[{plain(trouble.hint)}]", width="stretch")
            if trouble.group:
                st.button(
                    "Choose key columns" if trouble.keys else "Show",
                    key=f"go-{key}-{number}",
                    type="tertiary",
                    icon=":material/key:" if trouble.keys else ":material/arrow_forward:",
                    on_click=_go_to,
                    args=(desk, trouble),
                )
    if len(found) > _SHOWN:
        st.caption(f"And {len(found) - _SHOWN:,} more.")


def _go_to(desk: ModelDesk, trouble: Trouble) -> None:
    """The review at the item's place with its editor open, without a filter that would hide it."""
    desk.group = trouble.group
    known = [key for key in trouble.items if desk.item(key) is not None]
    desk.open_item(f"table:{trouble.group}" if trouble.keys else known[0] if known else "")
    state.set_widget(VIEW, "Review")
    clear_filters(desk)


def _refresh_key(source_id: str) -> str:
    return f"refresh:{source_id}"


def _read_again(ctx: PageContext, head: SemanticModelHead) -> None:
    st.button(
        "Read the tables again",
        icon=":material/refresh:",
        help="Where a table or column is new in the warehouse",
        on_click=_start_reading,
        args=(ctx, head),
    )


def _start_reading(ctx: PageContext, head: SemanticModelHead) -> None:
    source = ctx.store.get_data_source(head.data_source_id)
    POOL.drop(ctx.organization.id, source.id)

    def work(report: Report, cancel: CancelToken) -> DataSource:
        return refresh_catalog(ctx, source, report, cancel)

    start_job(ctx, _refresh_key(source.id), work, title="Reading tables and columns")


def _reading(ctx: PageContext, head: SemanticModelHead) -> None:
    job: Job | None = find_job(ctx, _refresh_key(head.data_source_id))
    if job is not None and job_panel(job, retry=partial(_start_reading, ctx, head)) == "done":
        clear_job(ctx, job.key)
        state.notify("The tables were read again.", ":material/refresh:")
        navigation.refresh()
