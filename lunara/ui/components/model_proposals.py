"""The Model page's drafting with AI: what it would cost, how far it is, and its proposals to accept or reject one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from lunara.ask.drafting.batches import MOST_TABLES, Batch, Cost, batches_of, tables_to_draft
from lunara.ask.drafting.deciding import Standing, applied, declined, together
from lunara.ask.drafting.kept import Run
from lunara.ask.drafting.proposals import KINDS
from lunara.ask.drafting.run import retried
from lunara.ui import navigation
from lunara.ui.ai_provider import Chosen, chosen_provider
from lunara.ui.components.empty import empty_state
from lunara.ui.components.proposal_row import KIND_NAMES, decide_button, proposal_row
from lunara.ui.components.text import ago, count, moment, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.model_checking import values_allowed
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_proposing import cost_of, proposals_key, run_of, standings, start_proposing
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

PAGE = 12
_EVERYWHERE, _WHOLE = "", "(the model as a whole)"


def proposals_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Begin or go on, then decide; for those who build."""
    if not editable:
        empty_state("Editors draft with AI", "What is proposed is theirs to decide.", icon=":material/auto_awesome:")
        return
    chosen = chosen_provider(ctx)
    run: Run | None = None
    with explained():
        run = run_of(ctx, head)
    job = find_job(ctx, proposals_key(head.id))
    if job is not None and job.status in ("done", "cancelled"):
        clear_job(ctx, job.key)
        job = None
    if job is not None:
        job_panel(job)
    if job is None or not job.running:
        if run is not None:
            _summary(ctx, desk, head, run, chosen, told=job is not None)
        elif chosen is not None:
            _begin(ctx, desk, head, chosen)
        else:
            _without_provider()
    if desk.error is not None:
        show_error(desk.error)
    if run is not None:
        _decide(ctx, desk, head, run)


def _without_provider() -> None:
    empty_state(
        "An AI provider can draft words for this model",
        "It needs a key, which an owner or admin sets on Settings. The model is as Lunara drafted it, and complete without.",
        icon=":material/auto_awesome:",
    )
    navigation.link("settings", "AI provider on Settings")


def _begin(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, chosen: Chosen) -> None:
    """Which tables, what would be sent, and what it would cost: nothing is asked before the button is pressed."""
    model = desk.current
    with st.container(border=True, gap="small"):
        st.markdown("**Draft words and measures with AI**")
        st.markdown(
            f"{plain(chosen.label)} ({plain(chosen.model)}) proposes labels, descriptions, synonyms, calculated measures, "
            "conditions and instructions. Lunara checks each proposal, and runs what computes. You decide about each one; "
            "nothing is put over what a person wrote."
        )
        sent = "and sample values, as an owner has allowed" if values_allowed(ctx) else "No value of your data is"
        st.caption(
            f"Names, types and comments are sent {sent}." if values_allowed(ctx) else
            f"Names, types and comments are sent. {sent}."
        )  # fmt: skip
        labels = {table.name: table.label or table.name for table in model.tables if not table.hidden}
        usual: list[str] = desk.once("tables to draft", lambda: tables_to_draft(model))
        picked = st.multiselect(
            "Tables",
            list(labels),
            format_func=lambda name: labels.get(name, name),
            placeholder=f"All {len(usual):,}"
            if len(usual) == len(labels)
            else f"{len(usual):,} that say least of themselves",
            max_selections=MOST_TABLES,
            key=f"propose-tables:{desk.model_id}",
        )
        tables = picked or usual
        batches: tuple[Batch, ...] = desk.once(f"batches:{picked}", lambda: batches_of(model, tables))
        if not batches:
            st.caption("Every table of this model is hidden.")
            return
        cost = cost_of(ctx, desk, chosen, batches)
        st.markdown(_cost_text(cost))
        st.button(
            "Draft with AI",
            key="propose",
            type="primary",
            icon=":material/auto_awesome:",
            on_click=start_proposing,
            args=(ctx, desk, head),
            kwargs={"tables": tables},
        )


def _cost_text(cost: Cost) -> str:
    money = f", about \\${_money(cost)}" if cost.dollars is not None else ", at a price that Lunara does not know"
    about = "about " if cost.sampled else ""
    return (
        f"{count(cost.batches, 'request')} about {count(cost.items, 'item')}: **about {_about(cost.tokens)} tokens{money}** "
        f":gray[(at most {about}{_at_most(cost.most_tokens)} tokens)]"
    )


def _money(cost: Cost) -> str:
    dollars = float(cost.dollars or 0)
    return f"{dollars:,.2f}" if dollars >= 0.1 else f"{dollars:.2g}"


def _about(tokens: int) -> str:
    return f"{float(f'{tokens:.2g}'):,.0f}"


def _at_most(tokens: int) -> str:
    """Two digits of it, rounded up."""
    step = 10 ** max(len(str(tokens)) - 2, 0)
    return f"{-(-tokens // step) * step:,}"


def _summary(
    ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, run: Run, chosen: Chosen | None, *, told: bool
) -> None:
    """What a run came to, and how it goes on; `told`: why it stopped stands above it."""
    used = run.usage
    money = f", \\${used.dollars:.2g}" if used.dollars is not None else ""
    started = datetime.fromisoformat(run.started_at)
    by = f" by {plain(run.began_by)}" if run.began_by else ""
    failed = [part.error for part in run.parts if part.state == "failed"]
    under_way = run.under_way(datetime.now(UTC))
    with st.container(border=True, gap="small"):
        done = f"{run.done:,} of {count(len(run.parts), 'batch', 'batches')}"
        st.markdown(
            f"**{plain(run.provider)}** :gray[{plain(run.model)} · begun {plain(ago(started))}{by} · {done} · "
            f"{count(used.tokens, 'token')}{money}]"
        )
        if run.stopped and not told:
            st.caption(f":material/pause_circle: It stopped. {plain(run.stopped)}")
        if failed:
            (why, _), *others = Counter(failed).most_common()
            rest = " There are other reasons below." if others else ""
            nothing = count(len(failed), "batch", "batches")
            st.caption(f":material/error: {nothing} came to nothing: {plain(why)}{rest}")
        if under_way is not None:
            at = moment(under_way, ctx.clock.timezone)
            st.caption(
                ":material/progress_activity: A batch is being asked by another person, window or server. "
                f"If nothing is heard of it, it can go on here from {plain(at)} on."
            )
            st.button("Look again", key="propose-look", icon=":material/refresh:", on_click=navigation.refresh)
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if not run.finished and chosen is not None:
                cost = cost_of(ctx, desk, chosen, run.left())
                st.button(
                    "Go on",
                    key="propose-go-on",
                    type="primary",
                    icon=":material/play_arrow:",
                    on_click=start_proposing,
                    args=(ctx, desk, head),
                )
                st.markdown(_cost_text(cost) if cost.batches else "What was answered is checked; nothing more is paid.")
            elif failed and chosen is not None:
                st.button(
                    f"Ask again for {count(len(failed), 'batch', 'batches')} that came to nothing",
                    key="propose-retry",
                    icon=":material/refresh:",
                    on_click=start_proposing,
                    args=(ctx, desk, head),
                    kwargs={"retry": True},
                )
                st.markdown(_cost_text(cost_of(ctx, desk, chosen, retried(run).left())))
        if chosen is None:
            st.caption("There is no AI provider any more. What it proposed stays.")
    if chosen is not None and run.finished:
        with st.expander("Draft again", icon=":material/auto_awesome:"):
            st.caption("What is not decided yet makes room for what comes. What was rejected is not proposed again.")
            _begin(ctx, desk, head, chosen)


def _decide(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, run: Run) -> None:
    found = standings(ctx, desk, head, run)
    waiting = [one for one in found if one.decision == "open"]
    if found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="proposals_bar"):
            decided = Counter(one.decision for one in found)
            st.markdown(
                f"**{count(len(waiting), 'proposal')} to decide** :gray[{decided['accepted']:,} accepted, "
                f"{decided['rejected']:,} rejected]",
                width="stretch",
            )
            _together(desk, waiting)
            if desk.undo:
                st.button(
                    "Undo",
                    icon=":material/undo:",
                    on_click=desk.step_back,
                    key="propose-undo",
                    help=plain(f"Takes back {desk.undo[-1][0]}"),
                    shortcut="Alt+Z",
                )
        _by_table(ctx, desk, found)
    elif all(part.state == "done" for part in run.parts):
        empty_state(
            "Nothing to decide", "What was proposed is there already, or did not hold.", icon=":material/check:"
        )
    _dropped(run)


def _together(desk: ModelDesk, waiting: Sequence[Standing]) -> None:
    """Accept all of a kind: what stands over a person's words, or changes a number, is decided one by one."""
    safe = together(waiting)
    if not safe:
        return
    with st.popover("Accept together", icon=":material/done_all:"):
        if len(waiting) > len(safe):
            rest = count(len(waiting) - len(safe), "proposal")
            st.caption(
                f"{rest} would stand over a person’s words or change what is answered: decide about them one by one."
            )
        kinds = Counter(proposal.kind for proposal in safe)
        for kind in KINDS:
            if kinds[kind]:
                mine = [proposal for proposal in safe if proposal.kind == kind]
                words = count(kinds[kind], *KIND_NAMES[kind])
                decide_button(
                    desk, f"Accept {words}", mine, applied, key=f"accept-kind-{kind}", icon=":material/done_all:"
                )


def _by_table(ctx: PageContext, desk: ModelDesk, found: Sequence[Standing]) -> None:
    labels = {table.name: table.label or table.name for table in desk.current.tables}
    waiting = Counter(one.proposal.table or _WHOLE for one in found if one.decision == "open")
    every = dict.fromkeys(one.proposal.table or _WHOLE for one in found)
    names = [_EVERYWHERE, *every]
    kinds = [kind for kind in KINDS if any(one.proposal.kind == kind for one in found)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="proposals_filters"):
        table = st.selectbox(
            "Table",
            names,
            format_func=lambda name: (
                f"Everything ({sum(waiting.values()):,})" if name == _EVERYWHERE
                else f"{_WHOLE.strip('()').capitalize() if name == _WHOLE else labels.get(name, name)} ({waiting[name]:,})"
            ),
            key=f"proposals-table:{desk.model_id}",
            persist_state="page",
        )  # fmt: skip
        kind = st.selectbox(
            "Kind",
            ["", *kinds],
            format_func=lambda kind: KIND_NAMES[kind][1].capitalize() if kind else "Every kind",
            key=f"proposals-kind:{desk.model_id}",
            persist_state="page",
        )
        decided = st.toggle("Show what is decided", key=f"proposals-decided:{desk.model_id}", persist_state="page")
    shown = [
        one
        for one in found
        if table in (_EVERYWHERE, one.proposal.table or _WHOLE)
        and (not kind or one.proposal.kind == kind)
        and (decided or one.decision == "open")
    ]
    if not shown:
        st.caption("All of it is decided." if not decided else "There is none.")
        return
    if table != _EVERYWHERE or kind:
        here = [one.proposal for one in shown if one.decision == "open"]
        safe = together(shown)
        with st.container(horizontal=True, gap="small"):
            if safe:
                decide_button(
                    desk, f"Accept these {len(safe):,}", safe, applied, key="accept-here", icon=":material/done_all:"
                )
            if here:
                decide_button(
                    desk, f"Reject these {len(here):,}", here, declined, key="reject-here", icon=":material/close:"
                )
    for one in _page(desk, shown, of=f"{table}:{kind}:{decided}"):
        proposal_row(ctx, desk, one)


def _page(desk: ModelDesk, shown: Sequence[Standing], *, of: str) -> Sequence[Standing]:
    pages = -(-len(shown) // PAGE)
    if pages == 1:
        return shown
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        number = st.pagination(pages, key=f"proposals-page:{desk.model_id}:{of}:{pages}")
        first = (number - 1) * PAGE
        st.caption(f"{first + 1:,} to {min(first + PAGE, len(shown)):,} of {len(shown):,}", width="content")
    return shown[first : first + PAGE]


def _dropped(run: Run) -> None:
    """What nobody is asked about, and the batches that came to nothing."""
    failed = [(number, part.error) for number, part in enumerate(run.parts, 1) if part.state == "failed"]
    if not run.dropped and not failed:
        return
    told = [f"{count(len(run.dropped), 'proposal')} dropped by the checks"] if run.dropped else []
    if failed:
        told.append(f"{count(len(failed), 'batch', 'batches')} came to nothing")
    with st.expander(", ".join(told), icon=":material/filter_alt:"):
        for number, error in failed:
            st.caption(plain(f"Batch {number} came to nothing: {error}"))
        if run.dropped:
            st.dataframe(
                [
                    {
                        "About": one.about.partition(":")[2] or one.about,
                        "Kind": one.kind,
                        "Proposed": one.value,
                        "Why not": one.reason,
                    }
                    for one in run.dropped[:500]
                ],
                hide_index=True,
                width="stretch",
                height="content" if len(run.dropped) <= 8 else 320,
                alt="Proposals that the checks dropped, with the reason",
            )
