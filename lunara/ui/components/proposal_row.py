"""One proposal of a draft with AI: what it says, beside what stands there, and the presses that decide about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import streamlit as st

from lunara.ask.drafting.deciding import Standing, applied, declined, reopened
from lunara.ask.drafting.proposals import Kind, Proposal, text_of
from lunara.semantic.review import Reviewed
from lunara.ui.components.text import count, moment, plain
from lunara.ui.model_desk import ModelDesk
from lunara.ui.page import PageContext

KIND_NAMES: Mapping[Kind, tuple[str, str]] = {
    "label": ("label", "labels"),
    "description": ("description", "descriptions"),
    "synonyms": ("set of synonyms", "sets of synonyms"),
    "measure": ("calculated measure", "calculated measures"),
    "filter": ("condition", "conditions"),
    "instruction": ("instruction", "instructions"),
}
_BADGES: Mapping[Kind, str] = {"synonyms": "synonyms", "measure": "measure"}
_COLORS: Mapping[Kind, str] = {
    "label": "blue", "description": "gray", "synonyms": "violet", "measure": "green", "filter": "orange", "instruction": "orange",
}  # fmt: skip


def decide_button(
    desk: ModelDesk,
    label: str,
    proposals: Sequence[Proposal],
    act: Callable[..., Reviewed],
    *,
    key: str,
    icon: str,
    alone: bool = False,
) -> None:
    """Decide about proposals with one press, which one press takes back."""
    doing = {applied: "accepting", declined: "rejecting"}.get(act, "taking back")
    st.button(
        plain(label),
        key=key,
        icon=icon,
        type="tertiary" if alone else "secondary",
        on_click=desk.change,
        args=(lambda model, review: act(model, review, proposals),),
        kwargs={"said": f"{doing} {count(len(proposals), 'proposal')}"},
    )


def proposal_row(ctx: PageContext, desk: ModelDesk, one: Standing) -> None:
    """One proposal: what it is about, what stands there, what is proposed, why, and what the check found."""
    proposal = one.proposal
    with st.container(border=True, gap="xsmall", key=f"proposal-{proposal.id}"):
        about = proposal.key.partition(":")[2] or "The model"
        mark = {"accepted": " :green-badge[Accepted]", "rejected": " :gray-badge[Rejected]"}.get(one.decision, "")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badge = _BADGES.get(proposal.kind, KIND_NAMES[proposal.kind][0]).capitalize()
            st.markdown(
                f":{_COLORS[proposal.kind]}-badge[{badge}] **{plain(_label(desk, proposal))}** "
                f":small[:gray[{plain(about)}]]{mark}",
                width="stretch",
            )
            if one.decision == "open":
                with st.container(horizontal=True, gap="small", width="content"):
                    only, accept, reject = [proposal], f"accept-{proposal.id}", f"reject-{proposal.id}"
                    decide_button(desk, "Accept", only, applied, key=accept, icon=":material/check:", alone=True)
                    decide_button(desk, "Reject", only, declined, key=reject, icon=":material/close:", alone=True)
            elif one.decision == "rejected":
                back = f"reopen-{proposal.id}"
                decide_button(desk, "Decide again", [proposal], reopened, key=back, icon=":material/undo:", alone=True)
        _difference(proposal)
        told = [proposal.because, proposal.checked]
        if one.decision == "open" and proposal.beside:
            told.append(_beside(proposal))
        origin = proposal.origin
        at = moment(datetime.fromisoformat(origin.at), ctx.clock.timezone)
        told.append(f"{origin.provider} ({origin.model}), batch {origin.batch}, {at}")
        st.caption(plain(" · ".join(text.rstrip(".") for text in told if text)))


def _beside(proposal: Proposal) -> str:
    if proposal.kind == "filter":
        return "It changes the numbers of this measure"
    if proposal.kind == "instruction":
        return "It changes how questions are read"
    return "A person’s words stand there"


def _difference(proposal: Proposal) -> None:
    value = proposal.value
    if isinstance(value, dict):
        st.markdown(f":green[{plain(value.get('label', value['name']))}] = `{_code(value['expression'])}`")
        if value.get("description"):
            st.markdown(plain(value["description"]))
    elif proposal.kind == "filter":
        st.markdown(f":green[where] `{_code(str(value))}`")
    elif proposal.kind == "synonyms":
        before = f":gray[{plain(text_of(proposal.before))}] " if proposal.before else ""
        st.markdown(f"{before}:green[\\+ {plain(text_of(value))}]")
    else:
        before = f":red[~~{plain(text_of(proposal.before))}~~] → " if proposal.before else ""
        st.markdown(f"{before}:green[{plain(text_of(value))}]")


def _code(text: str) -> str:
    """SQL inside backticks: it has none of its own."""
    return " ".join(text.replace("`", "'").split())


def _label(desk: ModelDesk, proposal: Proposal) -> str:
    if not proposal.key:
        return "Instructions"
    item = desk.item(proposal.key)
    if item is not None:
        return item.label
    value = proposal.value
    return str(value.get("label", value["name"])) if isinstance(value, dict) else proposal.key.partition(":")[2]
