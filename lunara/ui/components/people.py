"""The organization's people: invitations that wait for this person's answer, the members, and inviting others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from lunara.errors import InvalidInput, Unavailable
from lunara.ui import state
from lunara.ui.components.away import part
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.more_menu import more_menu
from lunara.ui.components.pager import page_of, pager
from lunara.ui.components.sign_in_activity import last_there
from lunara.ui.components.text import count, moment, plain, shorten
from lunara.ui.failure import explained
from lunara.ui.identity import has_sign_in
from lunara.ui.navigation import deep_link, query, refresh, set_query
from lunara.ui.page import PageContext
from lunara.workspace.addresses import as_meant
from lunara.workspace.records import ROLE_RANK, Invitation, LastSignIn, Member, Offer, Role

EMAIL_LENGTH = 320
PEOPLE = 25
_SEARCH = "people_search"
DAYS = (1, 3, 7, 14, 30)
MEANING: dict[Role, str] = {
    "viewer": "Viewer: asks, and sees what is published",
    "editor": "Editor: builds models, agents and dashboards",
    "admin": "Admin: also data sources and people",
    "owner": "Owner: everything",
}


@dataclass
class _Invited:
    """The invitation that was made last on this visit of the page, of so many; its link is known nowhere else."""

    address: str = ""
    link: str = ""
    made: int = 0


def draw_offers(ctx: PageContext) -> None:
    """Invitations that this person may accept or decline; nothing when there is none, or nobody to invite."""
    if not has_sign_in(ctx.settings):
        return
    word = query("invitation")
    offers = ctx.store.my_invitations(word)
    if not offers and not word:
        return
    st.subheader("Invitations for you", anchor=False)
    for offer in offers:
        _draw_offer(ctx, offer)
    if not offers:
        st.info("This invitation is not valid any more. Ask for a new one.", icon=":material/mail:")


def _draw_offer(ctx: PageContext, offer: Offer) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(offer.organization_name)}** invites you as {offer.role}.")
        by = f"From {plain(offer.invited_by_name)} · " if offer.invited_by_name else ""
        st.caption(f"{by}until {plain(moment(offer.expires_at, ctx.clock.timezone))}")
        if not offer.mine:
            st.caption("It is for another e-mail address. Sign in with that one to accept it.")
            return
        st.caption("You move there, and your own, empty organization is removed.")
        with st.container(horizontal=True):
            accepted = st.button("Accept", key=f"accept-{offer.id}", type="primary", icon=":material/check:")
            declined = st.button("Decline", key=f"decline-{offer.id}", icon=":material/close:")
    if accepted or declined:
        with explained():
            if accepted:
                ctx.store.accept_invitation(offer.id)
            else:
                ctx.store.decline_invitation(offer.id)
                state.notify("Declined.")
            set_query(invitation=None)
            refresh()


def draw_people(ctx: PageContext) -> None:
    """The members, and for admins what is needed to invite. Nothing in a local workspace: its owner is alone in it."""
    if not has_sign_in(ctx.settings):
        return
    st.subheader("People", anchor=False)
    search = str(state.widget(_SEARCH) or "").strip()
    if search or len(ctx.store.list_members(limit=PEOPLE + 1)) > PEOPLE:
        search = (st.text_input("Search people", key=_SEARCH, icon=":material/search:", width=320) or "").strip()
    shown, more = page_of(
        "people",
        lambda limit, offset: ctx.store.list_members(search=search, limit=limit, offset=offset),
        size=PEOPLE,
        search=search,
    )
    with st.container(border=True, gap="xsmall"):
        last = _last_there(ctx) if ctx.principal.may("admin") else None
        for member in shown:
            _draw_member(ctx, member, "" if last is None else last_there(last, member.user_id))
        if not shown:
            st.caption("Nobody is called that.")
    pager("people", more)
    if ctx.principal.may("admin"):
        _draw_inviting(ctx)
        with part():
            _draw_sent(ctx)


def _last_there(ctx: PageContext) -> Mapping[str, LastSignIn] | None:
    """When members were last there, or None while the workspace does not answer: who they are is known from before."""
    try:
        return ctx.store.member_sign_ins()
    except Unavailable:
        return None


def _draw_member(ctx: PageContext, member: Member, last: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
        with st.container(gap=None, key=f"address_{'below' if member.full_name else 'of'}_{member.user_id}"):
            told = " · ".join(part for part in (member.role, last) if part)
            you = " :gray[(you)]" if member.user_id == ctx.principal.user_id else ""
            if member.full_name:
                st.markdown(f"{plain(member.full_name)}{you}")
                st.text(" · ".join((member.email, told)))
            else:
                st.text(member.email)
                st.markdown(f":gray[{plain(told)}]{you}")
        mine = ctx.principal
        if member.user_id == mine.user_id or not mine.may("admin") or not mine.may(member.role):
            return
        options = {
            "role": ":material/badge: Change role",
            **({"transfer": ":material/swap_horiz: Make owner in my place"} if mine.role == "owner" else {}),
            "remove": ":material/person_remove: Remove",
        }
        chosen = more_menu(
            member.full_name or member.email,
            options,
            key=f"person_{member.user_id}",
            does="Change what {} may do, or remove them",
        )
    if chosen == "role":
        _choose_role(ctx, member)
    elif chosen == "transfer":
        _hand_over(ctx, member)
    elif chosen == "remove":
        _remove(ctx, member)


def _choose_role(ctx: PageContext, member: Member) -> None:
    who = member.full_name or member.email
    roles = [role for role in MEANING if ctx.principal.may(role)]

    @st.dialog(f"Role of {plain(shorten(who, 60))}")
    def dialog() -> None:
        with st.form("role_dialog", border=False):
            role: Role = st.radio("Role", roles, index=roles.index(member.role), format_func=MEANING.__getitem__)
            sent = st.form_submit_button("Save", type="primary")
        if sent:
            with explained():
                ctx.store.set_member_role(member.user_id, role)
                state.notify(f"{who} is {role} now.")
                refresh()

    dialog()


def _hand_over(ctx: PageContext, member: Member) -> None:
    who = member.full_name or member.email

    def hand_over() -> str:
        ctx.store.transfer_ownership(member.user_id)
        return f"{who} owns {ctx.organization.name} now."

    confirm(
        "Hand over the organization?",
        f"**{plain(who)}** becomes owner of **{plain(ctx.organization.name)}**, and you become admin. Only an owner can change "
        "that again.",
        action="Hand over",
        on_confirm=hand_over,
    )


def _remove(ctx: PageContext, member: Member) -> None:
    who = member.full_name or member.email

    def remove() -> str:
        ctx.store.remove_member(member.user_id)
        return f"{who} was removed."

    confirm(
        f"Remove {plain(shorten(who, 60))}?",
        f"**{plain(who)}** sees nothing of **{plain(ctx.organization.name)}** any more. What they made stays, and they can be "
        "invited again.",
        action="Remove",
        on_confirm=remove,
    )


def _draw_inviting(ctx: PageContext) -> None:
    most = ROLE_RANK[ctx.principal.role]
    made = state.visit_state(_Invited, ctx.organization.id)
    # Of another name, and so empty, only when the one before has been made.
    with st.form(f"invite:{made.made}", border=True):
        st.markdown("**Invite somebody**")
        email = st.text_input("E-mail address", max_chars=EMAIL_LENGTH, placeholder="name@example.com")
        role: Role = st.selectbox(
            "Role", [role for role in MEANING if ROLE_RANK[role] <= most], format_func=MEANING.__getitem__
        )
        days = st.select_slider("The invitation lasts", DAYS, value=7, format_func=lambda number: count(number, "day"))
        sent = st.form_submit_button("Invite", icon=":material/person_add:")
    if sent:
        with explained():
            address = as_meant(email or "")
            if not address:
                raise InvalidInput("The invitation has no e-mail address.", "Type one and invite again.")
            word = ctx.store.invite(address, role, days=days)
            made.address, made.link, made.made = address, deep_link("settings", invitation=word), made.made + 1
            refresh()
    if made.link and made.address.lower() in {one.email.lower() for one in ctx.store.list_invitations(limit=PEOPLE)}:
        st.success(
            f"{plain(made.address)} is invited. Send them this link, which works for them alone. "
            "It is gone when you leave this page.",
            icon=":material/mail:",
        )
        st.code(made.link, language=None, wrap_lines=True)


def _draw_sent(ctx: PageContext) -> None:
    shown, more = page_of(
        "invitations", lambda limit, offset: ctx.store.list_invitations(limit=limit, offset=offset), size=PEOPLE
    )
    if not shown:
        return
    names = ctx.store.member_names(sorted({invitation.invited_by for invitation in shown}))
    st.markdown("**Invited, not here yet**")
    with st.container(border=True, gap="xsmall"):
        for invitation in shown:
            # Who was let go while this page was drawn is not among the names; their invitations are gone too.
            _draw_invitation(ctx, invitation, names.get(invitation.invited_by, "somebody who has left"))
    pager("invitations", more)


def _draw_invitation(ctx: PageContext, invitation: Invitation, by: str) -> None:
    until = moment(invitation.expires_at, ctx.clock.timezone)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
        told = plain(f"{invitation.role}, invited by {shorten(by, 60)}, valid until {until}")
        with st.container(gap=None, key=f"address_invited_{invitation.id}"):
            st.text(invitation.email)
            st.markdown(f":gray[{told}]")
        if st.button(
            f"Withdraw the invitation of {plain(shorten(invitation.email, 60))}",
            key=f"icon_only_withdraw-{invitation.id}",
            icon=":material/undo:",
            help="Withdraw the invitation",
            type="tertiary",
        ):
            with explained():
                ctx.store.withdraw_invitation(invitation.id)
                state.notify("The invitation was withdrawn.")
                refresh()
