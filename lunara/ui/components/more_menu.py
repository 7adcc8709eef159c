"""The menu of a card or a row: what can be done with it, behind three dots."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lunara.ui.components.text import plain, shorten

_NAME_LENGTH = 80


def more_menu(name: str, options: Mapping[str, str], *, key: str, does: str) -> str | None:
    """Draw the menu of what is called `name`; returns the option that was chosen just now.

    `options` are labels with an icon by what is returned; `does` says in words what they do ("Rename or delete {}").
    """
    called = plain(shorten(name, _NAME_LENGTH))
    chosen: str | None = st.menu_button(
        f"More for {called}",
        list(options),
        key=f"icon_only_menu_{key}",
        icon=":material/more_horiz:",
        format_func=options.__getitem__,
        help=does.format(called),
        type="tertiary",
    )
    return chosen
