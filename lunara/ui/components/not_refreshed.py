"""Why numbers could not be refreshed: said once for all that have the same reason, with the ways on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from lunara.build.refresh import FigureResult
from lunara.errors import LunaraError, OverBudget
from lunara.semantic.moved import MOVED
from lunara.ui import navigation, state
from lunara.ui.components.text import ago, count, plain
from lunara.ui.failure import for_reader, show_error
from lunara.ui.page import PageContext
from lunara.ui.reaching import source_of

# The flag by which the next run asks for all figures anew.
REFRESH = "refresh-figures"


def reasons_once(
    ctx: PageContext, results: Mapping[str, FigureResult], *, small: Collection[str] = ()
) -> frozenset[str]:
    """Draw each reason that is not one item's own; returns the items that need not say theirs.

    An item has a reason of its own when nothing else has it and it is about what it asks; `small` have no room for one.
    """
    groups: dict[str, list[str]] = {}
    for name, outcome in results.items():
        if (error := _error_of(outcome)) is not None:
            groups.setdefault(str(for_reader(error)), []).append(name)
    said: set[str] = set()
    for number, names in enumerate(groups.values()):
        error = _error_of(results[names[0]])
        if error is None or not (len(names) > 1 or _is_general(results[names[0]]) or names[0] in small):
            continue
        said.update(names)
        _reason(ctx, error, {name: results[name] for name in names}, key=f"reason:{number}")
    return frozenset(said)


def _error_of(outcome: FigureResult) -> LunaraError | None:
    return outcome.not_refreshed or outcome.error


def _is_general(outcome: FigureResult) -> bool:
    """Whether it is about the data source or the budget, or about numbers that are there all the same."""
    return (
        outcome.not_refreshed is not None
        or bool(source_of(outcome.error))
        or isinstance(outcome.error, OverBudget)
        or _has_moved(outcome)
    )


def _has_moved(outcome: FigureResult) -> bool:
    return outcome.error is not None and outcome.error.code == MOVED


def _reason(ctx: PageContext, error: LunaraError, concerned: Mapping[str, FigureResult], *, key: str) -> None:
    told = for_reader(error)
    kept = [one.result.fetched_at for one in concerned.values() if one.not_refreshed and one.result is not None]
    with st.container(gap="xsmall"):
        if kept:
            missing = len(concerned) - len(kept)
            without = (
                f" {count(missing, 'figure')} {'has' if missing == 1 else 'have'} no numbers yet." if missing else ""
            )
            st.warning(
                f"**Could not be refreshed:** {plain(told.message)}  \n"
                + plain(f"{told.hint} Shown are the numbers of {ago(min(kept))}.{without}".strip()),
                icon=":material/sync_problem:",
            )
        else:
            show_error(error)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Try again",
                key=key,
                icon=":material/refresh:",
                type="tertiary",
                on_click=state.set_flag,
                args=(REFRESH,),
            )
            connect_link(ctx, source_of(error))
            check_link(ctx, error.code)


def connect_link(ctx: PageContext, source_id: str) -> None:
    """The way to a data source that could not be reached, for those who see more of it there; nothing without one."""
    if source_id and ctx.principal.may("editor"):
        navigation.link("connect", "Look at Connect", project=ctx.project_id, source=source_id)


def check_link(ctx: PageContext, code: str, model_id: str | None = None) -> None:
    """The way to what changed in the warehouse since the model was published, for those who can repair it; nothing otherwise."""
    if code == MOVED and ctx.principal.may("editor"):
        navigation.link("model", "Check the model", project=ctx.project_id, model=model_id, view="Check")
