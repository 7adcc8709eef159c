"""How failures look: a plain sentence and what to do about it, never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lunara.errors import Cancelled, Conflict, LunaraError, NotFound, NotPermitted, Unavailable
from lunara.ui import state
from lunara.ui.components.text import plain
from lunara.ui.reaching import told_to

_log = logging.getLogger("lunara.ui")


def incident(error: BaseException) -> LunaraError:
    """Log an error that nobody expected under a short id and return the calm error that names this id."""
    number = secrets.token_hex(3)
    _log.error("incident %s", number, exc_info=error)
    return LunaraError(
        "Something went wrong on our side.",
        f"Try again. If it stays, give your administrator the code {number}: the log has the details.",
        code="incident",
        incident=number,
    )


def for_reader(error: LunaraError) -> LunaraError:
    """The error as whoever looks at this run's page may read it."""
    confirmed = state.session().confirmed
    return told_to(confirmed[1] if confirmed is not None else None, error)


def show_error(error: LunaraError) -> None:
    """Draw an error: its message, and its hint below, as the reader may know them."""
    error = for_reader(error)
    text = f"**{plain(error.message)}**" + (f"  \n{plain(error.hint)}" if error.hint else "")
    if isinstance(error, Cancelled):
        st.info(text, icon=":material/block:")
    elif isinstance(error, NotPermitted):
        st.warning(text, icon=":material/lock:")
    elif isinstance(error, NotFound):
        st.warning(text, icon=":material/search_off:")
    elif isinstance(error, Conflict):
        st.warning(text, icon=":material/sync_problem:")
    elif isinstance(error, Unavailable):
        st.error(text, icon=":material/cloud_off:")
    else:
        st.error(text, icon=":material/error:")


@contextmanager
def explained() -> Iterator[None]:
    """A block whose errors are shown where it stands, and the page goes on after it.

        with explained():
            ctx.store.create_project(name)
            notify("Project created.")

    A LunaraError is shown as it is, any other error is logged and shown with its incident code. `st.rerun`, `st.stop`
    and `st.switch_page` pass through.
    """
    try:
        yield
    except LunaraError as error:
        show_error(error)
    except Exception as error:  # noqa: BLE001 - the edge to the user: logged with an id, told calmly
        show_error(incident(error))


def on_script_error(error: Exception) -> bool:
    """For `st.App`: the last catch, also for callbacks and fragments. Returns True, so Streamlit draws nothing of its own."""
    show_error(error if isinstance(error, LunaraError) else incident(error))
    return True
