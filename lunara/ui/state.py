"""Session state: the only module that touches `st.session_state`.

One typed object lives under one key. What must survive a reload belongs in the store or in the URL; what one page
remembers between reruns is a dataclass of its own, had by `page_state`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lunara.workspace.records import Principal

T = TypeVar("T")

_KEY = "lunara"
# How Streamlit sends what stands in a field or a switch; a press of a button has other names.
_FIELDS = frozenset({
    "string_value", "bool_value", "int_value", "double_value", "string_array_value", "int_array_value",
    "double_array_value", "chat_input_value",
})  # fmt: skip


@dataclass
class SessionState:
    """What one browser tab remembers, and of whom. `project_id` is the current project, `notices` are shown once as toasts.

    `confirmed` is a run and the person who was found to be there in it. `interrupted` is where `lunara.ui.interrupted` keeps
    what this tab was at. `secret_fields` are the keys of fields whose texts are to be kept nowhere else.
    """

    owner: tuple[str, ...] | None = None
    confirmed: tuple[object, Principal] | None = None
    interrupted: str = ""
    project_id: str | None = None
    organization_name: str = ""
    left: tuple[str, str] | None = None
    notices: list[tuple[str, str]] = field(default_factory=list)
    pages: dict[str, Any] = field(default_factory=dict)
    visited: str = ""
    visit: dict[str, Any] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    secret_fields: set[str] = field(default_factory=set)


def session() -> SessionState:
    """This tab's state."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = SessionState()
    found: SessionState = st.session_state[_KEY]
    return found


def this_run() -> object | None:
    """Something that is the same object all through one run of the script (callbacks, page or fragment) and another one in
    the next; None outside of a run.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.cursors


def is_part() -> bool:
    """Whether this run is of a fragment alone, without the page around it."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and bool(context.fragment_ids_this_run)


def belongs_to(owner: tuple[str, ...] | None) -> None:
    """Say whose run this is (None: a stranger). What the tab remembered of anybody else is forgotten, widgets included.

    A tab outlives a sign-in: its connection comes back with the cookie of the person who has signed in meanwhile.
    """
    found = session()
    if found.owner not in (None, owner):
        before = found
        for key in list(st.session_state):
            if key in st.session_state:  # of a widget that went the last time its name alone is left
                del st.session_state[key]
        found = session()
        if before.owner and owner and before.owner[1] == owner[1] and before.owner[0] != owner[0]:
            found.left = (before.organization_name, before.project_id or "")
    found.owner = owner


def page_state(kind: type[T], scope: str = "") -> T:
    """The `kind` object of this tab, made by `kind()` the first time; one per `scope` (for example a project's id).

    `kind` must be a dataclass of an importable module (in `lunara/ui`), not of a page file: a page file is executed anew on
    each run, so its classes are never the same twice.
    """
    pages = session().pages
    key = f"{kind.__module__}.{kind.__qualname__}:{scope}"
    if not isinstance(pages.get(key), kind):
        pages[key] = kind()
    found: T = pages[key]
    return found


def on_page(name: str) -> None:
    """Say which page this run is of: what `visit_state` holds of another one is forgotten."""
    found = session()
    if found.visited != name:
        found.visited, found.visit = name, {}


def visit_state(kind: type[T], scope: str = "") -> T:
    """As `page_state`, until the page is left."""
    visit = session().visit
    key = f"{kind.__module__}.{kind.__qualname__}:{scope}"
    if not isinstance(visit.get(key), kind):
        visit[key] = kind()
    found: T = visit[key]
    return found


def forget_page_state(kind: type[Any], scope: str = "") -> None:
    """Drop the object that `page_state` gave."""
    session().pages.pop(f"{kind.__module__}.{kind.__qualname__}:{scope}", None)


def notify(message: str, icon: str = ":material/check_circle:") -> None:
    """Show `message` as a toast on the next run, also after a rerun or a change of page. Plain text, not Markdown."""
    session().notices.append((message, icon))


def take_notices() -> list[tuple[str, str]]:
    """Notices to show now, each once."""
    found, session().notices = session().notices, []
    return found


def widget(key: str, default: Any = None) -> Any:
    """The current value of the widget with that key, for callbacks."""
    return st.session_state.get(key, default)


def set_widget(key: str, value: Any) -> None:
    """Give a widget a value before it is drawn in this run (or from a callback)."""
    st.session_state[key] = value


def clear_widgets(prefix: str) -> None:
    """Forget every widget whose key starts with `prefix`, so that it is drawn with its default again."""
    for key in [key for key in st.session_state if isinstance(key, str) and key.startswith(prefix)]:
        del st.session_state[key]


def keep_secret(key: str) -> None:
    """Say that a secret is typed into the field with that key: `typed` leaves it out. Belongs before the field is drawn."""
    session().secret_fields.add(key)


def typed() -> dict[str, Any]:
    """What stands in this tab's fields and switches that have a key: what `set_widget` can put back.

    Nothing of buttons, tables, charts and files: their values cannot be. Nothing of secrets: they are to be typed again.
    """
    keys = {one.id.split("-", maxsplit=2)[-1] for one in _fields()} - session().secret_fields - {"None"}
    return {key: st.session_state[key] for key in keys if _plain(st.session_state.get(key))}


def texts() -> list[tuple[str, str]]:
    """What stands in this tab's fields that have no key, which no secret field is without: the field's lasting name, its text."""
    return [(one.id, one.string_value) for one in _fields() if one.id.endswith("-None") and one.string_value.strip()]


def _fields() -> list[Any]:
    context = get_script_run_ctx(suppress_warning=True)
    states = context.session_state.get_widget_states() if context is not None else []
    return [one for one in states if one.WhichOneof("value") in _FIELDS]


def _plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_plain, value))
    return isinstance(value, str | bool | int | float | date | time)


def set_flag(name: str) -> None:
    """Ask the next run for something once (from a callback)."""
    session().flags.add(name)


def take_flag(name: str) -> bool:
    """Whether it was asked for; asking is used up by looking."""
    flags = session().flags
    asked = name in flags
    flags.discard(name)
    return asked
