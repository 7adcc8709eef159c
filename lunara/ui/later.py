"""Saving that does not fail because the workspace does not answer: it is done later (`lunara.ui.outbox`), and that is told."""

from __future__ import annotations

from typing import Any

from lunara.errors import Unavailable
from lunara.ui import state
from lunara.ui.outbox import OUTBOX, Change
from lunara.ui.page import PageContext
from lunara.workspace.outage import trouble_of


class Later:
    """In the place of what a Store returns: it is not saved yet."""


def save_or_keep(ctx: PageContext, change: Change, *, tell: bool = True) -> Any:
    """What the Store returns for the change, or Later when the workspace does not answer. Raises what the Store raises.

    What waits of the same thing is not overtaken: the newer takes its place. `tell` says that it waits.
    """
    if OUTBOX.find(ctx.owner_key, change.what) is None:
        try:
            return getattr(ctx.store, change.method)(*change.args, **change.kwargs)
        except Unavailable as error:
            if trouble_of(error) is None:
                raise
    OUTBOX.put(ctx.owner_key, change)
    if tell:
        state.notify(kept(change), icon=":material/cloud_off:")
    return Later()


def keep(ctx: PageContext, *changes: Change) -> None:
    """Have changes saved when the workspace is back."""
    for change in changes:
        OUTBOX.put(ctx.owner_key, change)
    state.notify(kept(changes[0]), icon=":material/cloud_off:")


def kept(change: Change) -> str:
    """That it is kept, for people."""
    return f"{change.label} is kept here and saved when the workspace is back."
