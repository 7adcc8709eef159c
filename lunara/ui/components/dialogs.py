"""Dialogs that name, rename and delete things. Deleting asks for the name and says what goes with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

import streamlit as st

from lunara.ui.components.text import plain
from lunara.ui.failure import explained
from lunara.ui.navigation import refresh
from lunara.ui.state import notify
from lunara.workspace.addresses import as_meant

NAME_LENGTH = 120
TEXT_LENGTH = 500


def ask_name(
    title: str,
    *,
    action: str,
    on_submit: Callable[[str, str], str],
    name: str = "",
    description: str | None = None,
    placeholder: str = "",
    then: Callable[[], NoReturn] = refresh,
) -> None:
    """Open a dialog for a name (and a description unless it is None); `then` leads on, to the same page unless given.

    `on_submit(name, description)` does it and returns the sentence to notify; a LunaraError of it is shown in the dialog,
    which then stays open with what was typed.
    """

    @st.dialog(title)
    def dialog() -> None:
        with st.form("name_dialog", border=False):
            chosen = st.text_input("Name", value=name, max_chars=NAME_LENGTH, placeholder=placeholder)
            told = (
                st.text_area("Description", value=description, max_chars=TEXT_LENGTH, height=90)
                if description is not None
                else ""
            )
            sent = st.form_submit_button(action, type="primary")
        if sent:
            if not (chosen or "").strip():
                st.error("Give it a name.", icon=":material/error:")
                return
            with explained():
                notify(on_submit((chosen or "").strip(), (told or "").strip()))
                then()

    dialog()


def confirm(title: str, text: str, *, action: str, on_confirm: Callable[[], str]) -> None:
    """Open a dialog that asks before it does `action`; `text` is Markdown.

    `on_confirm` does it and returns the sentence to notify; a LunaraError of it is shown in the dialog.
    """

    @st.dialog(title)
    def dialog() -> None:
        st.markdown(text)
        with st.container(horizontal=True):
            sure = st.button(action, key="danger_confirm", type="primary")
            if st.button("Cancel", key="confirm_cancel"):
                refresh()
        if sure:
            with explained():
                notify(on_confirm())
                refresh()

    dialog()


def confirm_delete(
    kind: str,
    name: str,
    *,
    goes_with_it: Sequence[str] = (),
    on_confirm: Callable[[], str],
    note: str = "",
    type_name: bool = True,
) -> None:
    """Open a dialog that deletes `name` (a `kind`, "project") once its name has been typed, or at a press (`type_name=False`).

    `goes_with_it` lists what is deleted along ("3 agents"); `on_confirm` does it and returns the sentence to notify.
    """

    @st.dialog(f"Delete this {kind}?")
    def dialog() -> None:
        if goes_with_it:
            listed = ", ".join(goes_with_it[:-1]) + (" and " if len(goes_with_it) > 1 else "") + goes_with_it[-1]
            st.markdown(f"Deleting **{plain(name)}** also deletes **{plain(listed)}**. This cannot be undone.")
        else:
            st.markdown(f"Deleting **{plain(name)}** cannot be undone.")
        if note:
            st.caption(plain(note))
        with st.form("delete_dialog", border=False):
            typed = st.text_input(f"Type {plain(name)} to confirm") if type_name else name
            with st.container(horizontal=True):
                sent = st.form_submit_button(
                    f"Delete {kind}", key="danger_delete", type="primary", icon=":material/delete:"
                )
                left = st.form_submit_button("Cancel", key="delete_cancel")
        if left:
            refresh()
        if sent:
            if " ".join(as_meant(typed or "").split()) != " ".join(as_meant(name).split()):
                st.error("The name does not match. Nothing was deleted.", icon=":material/error:")
                return
            with explained():
                notify(on_confirm(), ":material/delete:")
                refresh()

    dialog()
