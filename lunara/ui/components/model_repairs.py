"""Findings of a check with the repairs that can be chosen, and the bar that applies them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lunara.errors import InvalidInput
from lunara.semantic.drift import SURE
from lunara.semantic.repair import Proposal, Remove
from lunara.semantic.schema_check import CheckFinding, DriftKind
from lunara.semantic.versions import changes_between
from lunara.ui import navigation, state
from lunara.ui.components.model_changes import draw_changes
from lunara.ui.components.text import count, plain
from lunara.ui.model_checking import Checked, Choices, Preview, User, choices_for, repaired
from lunara.ui.model_desk import ModelDesk
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

_NAMES: dict[DriftKind, str] = {
    "table_added": "New table",
    "table_dropped": "Table gone",
    "table_renamed": "Table renamed",
    "column_added": "New column",
    "column_dropped": "Column gone",
    "column_renamed": "Column renamed",
    "column_retyped": "Another type",
    "expression_fails": "Does not run",
    "key_not_unique": "Key repeats",
    "key_has_nulls": "Key is empty",
    "target_not_unique": "Would multiply rows",
    "not_one_to_one": "Not one to one",
    "orphans": "Refers to nothing",
    "not_checked": "Not checked",
}
_COLORS = {"error": "red", "warning": "orange", "info": "blue"}
_NOUNS = {
    "tile": "tile", "filter": "filter", "block": "block", "slide": "slide", "question": "verified question", "agent": "agent",
}  # fmt: skip
_LISTED = 6


def _key(head: SemanticModelHead, checked: Checked, number: int) -> str:
    return f"repair:{head.id}:{checked.checked_at.timestamp()}:{number}"


def _options(finding: CheckFinding) -> list[Proposal]:
    return [proposal for proposal in (finding.repair, *finding.others) if proposal is not None]


def _ticked(finding: CheckFinding) -> bool:
    """Whether a repair is chosen before anybody has looked: it is sure, and something is wrong."""
    return finding.repair is not None and finding.repair.confidence >= SURE and finding.level != "info"


def _chosen(head: SemanticModelHead, checked: Checked, number: int) -> Proposal | None:
    finding, choices = checked.findings[number], choices_for(head, checked)
    options = _options(finding)
    if not options or not choices.on.get(number, _ticked(finding)):
        return None
    return options[choices.which.get(number, 0)]


def chosen_repairs(head: SemanticModelHead, checked: Checked, *, can: bool) -> list[Proposal]:
    """What is ticked, each once, in the findings' order."""
    if not can:
        return []
    every = [_chosen(head, checked, number) for number in range(len(checked.findings))]
    return list(dict.fromkeys(proposal for proposal in every if proposal is not None))


def apply_bar(desk: ModelDesk, proposals: Sequence[Proposal], apply: Callable[[], None], *, place: str) -> None:
    """How many repairs are chosen, what they change, and the button that makes them."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"apply-bar-{place}"):
        st.button(
            f"Apply {count(len(proposals), 'repair')}" if proposals else "Apply repairs",
            key=f"apply-repairs-{place}",
            type="primary",
            icon=":material/build:",
            disabled=not proposals,
            on_click=apply,
        )
        show = bool(proposals) and place == "top" and st.toggle("Show what changes", key="repairs-show")
        what = "They become an unsaved change among your others." if desk.changed else "They become one new version."
        st.caption(what if proposals else "Tick the repairs that fit.")
    if show:
        _preview(desk, proposals)


def _preview(desk: ModelDesk, proposals: Sequence[Proposal]) -> None:
    known = state.page_state(Preview, desk.model_id)
    wanted = (desk.revision, tuple(proposals))
    if known.of != wanted:
        try:
            known.after = repaired(desk.current, desk.review, proposals).model
        except InvalidInput as error:
            st.error(plain(f"{error.message} {error.hint}"))
            return
        known.of, known.changes = wanted, tuple(changes_between(desk.current, known.after))
    if known.after is not None:
        with st.container(border=True, key="repairs_preview"):
            draw_changes(known.changes, desk.current, known.after, key="repairs")


def draw_finding(ctx: PageContext, head: SemanticModelHead, checked: Checked, number: int, *, can: bool) -> None:
    """One finding: what happened, what it breaks, who uses that, what can be done."""
    finding = checked.findings[number]
    with st.container(border=True, gap="xsmall", key=f"finding-{number}"):
        st.markdown(f":{_COLORS[finding.level]}-badge[{_NAMES[finding.kind]}] {plain(finding.message)}")
        if finding.hint:
            st.caption(plain(finding.hint))
        if finding.level != "info":
            _breaks(finding)
            _used(ctx, checked.users[number], checked.user_counts[number], number)
        if _options(finding):
            _repair(head, checked, number, can=can)


def _breaks(finding: CheckFinding) -> None:
    if not finding.breaks:
        return
    kinds: dict[str, list[str]] = {}
    for key in finding.breaks:
        kind, _, name = key.partition(":")
        kinds.setdefault("key of" if kind == "table" and finding.code != "table_missing" else kind, []).append(name)
    told = []
    for kind, names in kinds.items():
        more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
        noun = kind if len(names) == 1 or kind == "key of" else f"{kind}s"
        told.append(f"{noun} {', '.join(names[:_LISTED])}{more}")
    st.markdown(f":small[**Breaks** {plain('; '.join(told))}]")


def _used(ctx: PageContext, users: Sequence[User], total: int, number: int) -> None:
    if not total:
        return
    kinds: dict[str, int] = {}
    for user in users:
        kinds[_NOUNS[user.kind]] = kinds.get(_NOUNS[user.kind], 0) + 1
    more = f" and {total - len(users):,} more" if total > len(users) else ""
    told = ", ".join(count(amount, noun) for noun, amount in kinds.items())
    with st.expander(f"Used by {plain(told)}{more}", icon=":material/groups:", key=f"users-{number}"):
        shown: set[str] = set()
        for user in users:
            pinned = f", which stays with version {user.pinned}" if user.pinned is not None else ""
            where = f" of {plain(user.owner)}" if user.kind not in ("agent", "question") else ""
            st.markdown(f":small[{_NOUNS[user.kind].capitalize()} **{plain(user.title)}**{where}{pinned}]")
            if user.artifact_type is not None and user.owner_id not in shown:
                shown.add(user.owner_id)
                navigation.link("build", f"Open {user.owner}", project=ctx.project_id, artifact=user.owner_id)


def _repair(head: SemanticModelHead, checked: Checked, number: int, *, can: bool) -> None:
    finding = checked.findings[number]
    options = _options(finding)
    key = _key(head, checked, number)
    if not can:
        st.markdown(f":small[**Repair** {plain(options[0].words)}]")
        return
    choices = choices_for(head, checked)
    at = choices.which.get(number, 0)
    on = st.checkbox(
        f"**{plain(options[0].words)}**" if len(options) == 1 else "**Repair it**",
        value=choices.on.get(number, _ticked(finding)),
        key=f"{key}:on",
        on_change=_tick,
        args=(choices, number, f"{key}:on"),
    )
    if len(options) > 1:
        st.radio(
            "How",
            range(len(options)),
            index=at,
            format_func=lambda one: plain(options[one].words),
            key=f"{key}:which",
            label_visibility="collapsed",
            disabled=not on,
            on_change=_pick,
            args=(choices, number, f"{key}:which"),
        )
    chosen = options[at]
    said = f"{chosen.confidence:.0%} sure. " if finding.level != "info" else ""
    st.caption(plain(f"{said}{chosen.because}"))
    named = {key for repair in chosen.repairs if isinstance(repair, Remove) for key in repair.keys}
    more = [key.partition(":")[2] for key in chosen.removes if key not in named]
    if more:
        st.caption(plain(f"{'Also takes' if named else 'Takes'} out {_listed(more)}."))
    if chosen.questions:
        st.caption(plain(f"Drops the verified questions {_listed([f'“{text}”' for text in chosen.questions])}."))


def _tick(choices: Choices, number: int, key: str) -> None:
    choices.on[number] = bool(state.widget(key))


def _pick(choices: Choices, number: int, key: str) -> None:
    choices.which[number] = int(state.widget(key) or 0)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
