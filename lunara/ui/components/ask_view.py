"""The Ask page: choose what to talk to, the conversation, its history, and saving it as an agent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import ModelSql
from lunara.ask.question import check_length
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.query import SemanticQuery
from lunara.ui import navigation, state
from lunara.ui.ai_provider import chosen_provider
from lunara.ui.asked_last import show_asked_last
from lunara.ui.components.add_to import open_add_to
from lunara.ui.components.agent_form import open_agent_form
from lunara.ui.components.answer_feedback import feedback_bar, feedback_of
from lunara.ui.components.answer_view import AskAgain, answer_view
from lunara.ui.components.earlier import earlier_conversations
from lunara.ui.components.empty import empty_state
from lunara.ui.components.text import plain, shorten
from lunara.ui.conversation import (
    Live,
    Subject,
    ask_key,
    messages_of,
    start_answer,
    starter_questions,
    subject_of,
)
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import Job, clear_job, find_job, job_panel
from lunara.ui.page import PageContext, name_tab, still_here
from lunara.ui.patience import run_clock
from lunara.ui.stored_answer import headline_of, shown_of
from lunara.workspace.breaker import breaker_of
from lunara.workspace.outage import trouble_of
from lunara.workspace.records import Agent, AgentSession, Message

FULL_ANSWERS = 3
# A question waits this long for its answer before it shows the steps instead.
PATIENCE_SECONDS = 1.5


def choose_subject(ctx: PageContext) -> Subject | None:
    """What this conversation is over: the agent of the URL, else a published model of the project."""
    agent_id = navigation.query("agent")
    if agent_id:
        agent = ctx.store.get_agent(agent_id)
        heads = ctx.store.list_semantic_models(agent.project_id)
        wanted = agent.config.get("semantic_model_id")
        head = next((one for one in heads if one.id == wanted), None)
        if head is None:
            empty_state(
                "This agent's semantic model is gone",
                "Edit the agent to give it another one.",
                icon=":material/schema:",
            )
            _agent_actions(ctx, agent)
            return None
        return subject_of(ctx, head, agent)
    heads = [head for head in ctx.store.list_semantic_models(ctx.project_id) if head.published_version is not None]
    if not heads:
        empty_state(
            "Nothing to ask yet",
            "Questions are answered over a published semantic model. Draft one from your data source and publish it.",
            icon=":material/forum:",
        )
        navigation.link("model", "Go to Model", project=ctx.project_id)
        return None
    wanted_model = navigation.query("model")
    chosen = next((head for head in heads if head.id == wanted_model), heads[0])
    if len(heads) > 1:
        names = {head.id: head.name for head in heads}
        picked = st.selectbox(
            "Semantic model",
            list(names),
            index=list(names).index(chosen.id),
            format_func=lambda model_id: names.get(model_id, "Unknown model"),
        )
        if picked != chosen.id:
            navigation.set_query(model=picked, session=None)
            chosen = next(head for head in heads if head.id == picked)
    return subject_of(ctx, chosen, None)


def current_session(ctx: PageContext) -> AgentSession | None:
    """The session of the URL, or None for a conversation that has not begun."""
    session_id = navigation.query("session")
    return ctx.store.get_session(session_id) if session_id else None


def ask_header(ctx: PageContext, subject: Subject, session: AgentSession | None) -> None:
    """Title and what answers at the left; new conversation, earlier ones and the agent at the right."""
    agent = subject.agent
    chosen = None if subject.config.get("planner") == "offline" else chosen_provider(ctx)
    if session is not None and session.title:
        name_tab(session.title)
    elif agent is not None:
        name_tab(agent.name)
    planner = (
        f"answers come from {chosen.label}, or from Lunara’s own planner"
        if chosen is not None
        else "answers come from Lunara’s own planner (no AI)"
    )
    about = [
        agent.description if agent and agent.description else f"Over {subject.head.name}",
        f"version {subject.version}",
        planner,
    ]
    with st.container(horizontal=True, vertical_alignment="center", key="page_head_ask"):
        with st.container(gap="xxsmall", width="stretch"):
            st.title(plain(agent.name) if agent else "Ask", anchor=False)
            st.caption(plain(" · ".join(about)))
        if session is not None:
            st.button("New conversation", icon=":material/add_comment:", on_click=_new_conversation)
        earlier_conversations(ctx, subject, session)
        if ctx.principal.may("editor"):
            label, icon = (
                ("Save as agent", ":material/smart_toy:") if agent is None else ("Edit agent", ":material/tune:")
            )
            if st.button(label, icon=icon):
                open_agent_form(ctx, subject)


def _agent_actions(ctx: PageContext, agent: Agent) -> None:
    if ctx.principal.may("editor") and st.button("Edit agent", icon=":material/tune:"):
        open_agent_form(ctx, None, agent)


def _new_conversation() -> None:
    navigation.set_query(session=None)


def conversation_view(ctx: PageContext, subject: Subject, session: AgentSession | None) -> None:
    """The turns, the answer under way, starter questions where there is nothing yet, and the box to type in."""
    live = state.page_state(Live, session.id if session else "")

    def ask(text: str, chosen: SemanticQuery | ModelSql | WhyChanged | None = None) -> bool:
        return _begin(ctx, subject, session, text, chosen, live=live)

    job = _job_of(ctx, session, live)
    messages = messages_of(ctx, session) if session else []
    if session is not None:
        _draw_turns(ctx, subject, session, messages, live, coming=job is not None)
        if job is not None:
            _draw_coming(ctx, subject, session, live, job, drawn=messages)
        asked = sum(message.role == "user" for message in messages) + (job is not None)
        show_asked_last(session.id, asked)
    if not messages and (job is None or job.status == "cancelled"):
        _starters(ctx, subject, ask)
    if _is_over(ctx, live):
        live.problem = None
    if live.problem is not None:
        with st.bottom:
            show_error(live.problem)
    box = f"chat:{session.id if session else 'new'}"
    # A question is taken up before the page is drawn, so that one run shows it with its answer.
    st.chat_input(
        "Ask about your data, for example: revenue by month this year",
        disabled=job is not None and job.running,
        key=box,
        on_submit=lambda: _typed(box, live, ask),
    )


def _is_over(ctx: PageContext, live: Live) -> bool:
    """Whether the text in the box was not asked because the workspace did not answer, and it has answered a later run."""
    away = trouble_of(live.problem) is not None and live.problem_of is not state.this_run()
    return away and breaker_of(ctx.settings).outage() is None and not run_clock().met


def _typed(box: str, live: Live, ask: Callable[[str], bool]) -> None:
    """Ask what was typed. A text that is not asked stays in the box, with what is wrong above it."""
    text = str(state.widget(box) or "").strip()
    live.problem = None
    try:
        check_length(text)
    except InvalidInput as error:
        live.problem = error
        state.set_widget(box, text)
        return
    if text and not ask(text):
        state.set_widget(box, text)


def _job_of(ctx: PageContext, session: AgentSession | None, live: Live) -> Job | None:
    """The session's job, unless what came of it is stored among the turns."""
    job = find_job(ctx, ask_key(session.id)) if session else None
    if job is None or session is None or not _stored(job):
        return job
    if job.status == "done":
        message, done = job.result
        live.keep(message.id, done)
    clear_job(ctx, ask_key(session.id))
    return None


def _stored(job: Job) -> bool:
    """Whether the answer, or what went wrong, is among the stored turns."""
    return job.status == "done" or (job.status == "failed" and job.error is not None and job.error.code != "incident")


def _draw_coming(
    ctx: PageContext, subject: Subject, session: AgentSession, live: Live, job: Job, *, drawn: list[Message]
) -> None:
    """The question under way: wait a little and draw its answer, or its steps where it takes longer."""
    _draw_question(job.title)
    place = st.empty()
    if job.running:
        with place.chat_message("assistant", avatar=":material/dark_mode:"):
            st.caption("Reading the question…")
        job.wait(max(0.0, PATIENCE_SECONDS - (time.monotonic() - job.started)))
    if job.running:
        with place.chat_message("assistant", avatar=":material/dark_mode:"):
            job_panel(job)
    elif _stored(job):
        _job_of(ctx, session, live)
        known = {message.id for message in drawn}
        fresh = [message for message in messages_of(ctx, session) if message.id not in known]
        if len(fresh) != 2:
            # Stored while the turns were read, or asked from another tab too: draw all of them in their order.
            navigation.refresh()
        _draw_answer(_Turn(ctx, subject, session, fresh[1], job.title), live, place)
    elif job.status == "failed" and job.error is not None:
        with place.container():
            show_error(job.error)
    else:
        with place.container():
            st.info("Stopped. Nothing was saved; ask again whenever you like.", icon=":material/block:")


def _begin(
    ctx: PageContext,
    subject: Subject,
    session: AgentSession | None,
    text: str,
    chosen: SemanticQuery | ModelSql | WhyChanged | None,
    *,
    live: Live,
) -> bool:
    """Have it asked; whether it is. What is wrong is the page's to show: a click's own place is gone when it is drawn."""
    live.problem = None
    try:
        opened = session or ctx.store.create_session(
            ctx.project_id,
            agent_id=subject.agent.id if subject.agent else None,
            semantic_model_id=subject.head.id,
            title=shorten(text, 80),
        )
        clear_job(ctx, ask_key(opened.id))
        start_answer(ctx, subject, opened, text, chosen=chosen)
        navigation.set_query(session=opened.id)
    except LunaraError as error:
        live.problem, live.problem_of = error, state.this_run()
        return False
    return True


def _draw_turns(
    ctx: PageContext, subject: Subject, session: AgentSession, messages: list[Message], live: Live, *, coming: bool
) -> None:
    full = FULL_ANSWERS - 1 if coming else FULL_ANSWERS
    recent = {message.id for message in messages[-2 * full :]}
    asked = ""
    live.said = feedback_of(ctx, messages)
    for message in messages:
        if message.role == "user":
            asked = str(message.content.get("text", ""))
            _draw_question(asked)
            continue
        _draw_answer(_Turn(ctx, subject, session, message, asked), live, folded=message.id not in recent)


def _draw_question(text: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(text))


def _draw_answer(turn: _Turn, live: Live, place: DeltaGenerator | None = None, *, folded: bool = False) -> None:
    """One answer, in `place` where that is given (which then is as if it had been drawn there at once)."""
    with (place or st).chat_message("assistant", avatar=":material/dark_mode:"), explained():
        if not folded:
            _turn(turn, live)
            return
        title = plain(shorten(headline_of(turn.message), 140))
        with st.expander(title, on_change="rerun", key=f"older:{turn.message.id}") as box:
            if box.open:
                _turn(turn, live)


@dataclass(frozen=True)
class _Turn:
    ctx: PageContext
    subject: Subject
    session: AgentSession
    message: Message
    asked: str


@st.fragment
def _turn(turn: _Turn, live: Live) -> None:
    """One answer. It reruns by itself when its view changes; a question asked from it reruns the page."""
    still_here(turn.ctx)
    if live.pending:
        live.pending = False
        st.rerun(scope="app")

    def ask(text: str, chosen: SemanticQuery | ModelSql | WhyChanged | None = None) -> None:
        _begin(turn.ctx, turn.subject, turn.session, text, chosen, live=live)
        live.pending = True

    message = turn.message
    with explained():
        answer_view(
            turn.ctx,
            turn.subject,
            shown_of(turn.ctx, turn.subject, message, live.answers.get(message.id), turn.asked),
            key=f"answer:{message.id}",
            ask=ask,
            add=(lambda figured: open_add_to(turn.ctx, turn.subject, figured))
            if turn.ctx.principal.may("editor")
            else None,
        )
        feedback_bar(turn.ctx, turn.subject, message, turn.asked, live)


def _starters(ctx: PageContext, subject: Subject, ask: AskAgain) -> None:
    questions = starter_questions(ctx, subject)
    if not questions:
        return
    st.markdown("##### Start with", anchors=False)
    with st.container(horizontal=True):
        for number, question in enumerate(questions):
            st.button(
                plain(question),
                key=f"starter:{number}",
                on_click=ask,
                args=(question,),
                icon=":material/lightbulb:",
                wrap=True,
            )
