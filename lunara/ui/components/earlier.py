"""Earlier conversations: a list that is read when it is opened, to go back to one, rename or delete it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lunara.ui import navigation, state
from lunara.ui.components.dialogs import ask_name, confirm_delete
from lunara.ui.components.pager import page_after, pager
from lunara.ui.components.text import ago, plain, shorten
from lunara.ui.conversation import Subject
from lunara.ui.later import Later, kept, save_or_keep
from lunara.ui.outbox import Change
from lunara.ui.page import PageContext
from lunara.workspace.records import AgentSession

EARLIER = "earlier"
_PAGE = 20


@dataclass
class Wanted:
    """The dialog that the list of earlier conversations asked for: "Rename" or "Delete", and of which session."""

    action: str = ""
    session_id: str = ""


def earlier_conversations(ctx: PageContext, subject: Subject, current: AgentSession | None) -> None:
    """The popover of this subject's conversations, and the dialog that it asked for."""
    earlier = st.popover("Earlier", icon=":material/history:", key=EARLIER, on_change="rerun")
    if earlier.open:
        with earlier:
            _earlier(ctx, subject, current)
    _open_wanted(ctx)


def _earlier(ctx: PageContext, subject: Subject, current: AgentSession | None) -> None:
    agent_id = subject.agent.id if subject.agent else None
    name = f"earlier:{ctx.project_id}:{agent_id or ''}"
    sessions, more = page_after(
        name,
        lambda limit, after: ctx.store.list_sessions(
            project_id=ctx.project_id, agent_id=agent_id, without_agent=agent_id is None, limit=limit, after=after
        ),
        size=_PAGE,
    )
    if not sessions:
        st.caption("Conversations are kept here.")
        return
    with st.container(gap="xxsmall", key="earlier_sessions"):
        for session in sessions:
            _earlier_one(ctx, session, here=current is not None and session.id == current.id)
    pager(name, more)


def _earlier_one(ctx: PageContext, session: AgentSession, *, here: bool) -> None:
    title = plain(shorten(session.title or "Untitled", 60))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        st.button(
            title,
            key=f"open-session:{session.id}",
            help=plain(f"Last used {ago(session.updated_at)}"),
            type="tertiary",
            disabled=here,
            on_click=_open_session,
            args=(session.id,),
            width="stretch",
        )
        for action, icon in (("Rename", ":material/edit:"), ("Delete", ":material/delete:")):
            st.button(
                f"{action} {title}",
                icon=icon,
                key=f"icon_only:{action.lower()}-session:{session.id}",
                type="tertiary",
                help=action,
                on_click=_leave_earlier,
                args=(action, session.id),
            )


def _leave_earlier(action: str, session_id: str) -> None:
    """Close the list of earlier conversations and open a dialog in the next run: one opened in the list closes with it."""
    state.set_widget(EARLIER, False)
    wanted = state.page_state(Wanted)
    wanted.action, wanted.session_id = action, session_id


def _open_wanted(ctx: PageContext) -> None:
    wanted = state.page_state(Wanted)
    action, wanted.action = wanted.action, ""
    if action:
        (_rename if action == "Rename" else _delete)(ctx, ctx.store.get_session(wanted.session_id))


def _open_session(session_id: str) -> None:
    navigation.set_query(session=session_id)


def _rename(ctx: PageContext, session: AgentSession) -> None:
    def rename(name: str, _: str) -> str:
        change = Change(
            f"session:{session.id}", "The name of the conversation", "rename_session", (session.id, name), {}
        )
        return kept(change) if isinstance(save_or_keep(ctx, change, tell=False), Later) else "Conversation renamed."

    ask_name("Rename the conversation", action="Rename", on_submit=rename, name=session.title)


def _delete(ctx: PageContext, session: AgentSession) -> None:
    def delete() -> str:
        ctx.store.delete_session(session.id)
        if navigation.query("session") == session.id:
            navigation.set_query(session=None)
        return "Conversation deleted."

    confirm_delete(
        "conversation",
        shorten(session.title or "Untitled", 40),
        goes_with_it=["its messages"],
        on_confirm=delete,
        type_name=False,
    )
