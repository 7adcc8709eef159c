"""The file picker: chooses files, shows how far each has been sent, and lets them be removed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.ui import state
from lunara.ui.address import browser_path
from lunara.ui.identity import current_settings
from lunara.ui.receiving import Batch, Chosen
from lunara.ui.upload_route import PATH

MOST_FILES = 1000
MOST_SIZE = 2**53
NAME_LENGTH = 255

_HERE = Path(__file__).parent
_HTML = """
<div class="box">
  <div class="drop">
    <span class="words"><span class="title"></span><span class="limits" id="limits"></span></span>
    <span class="pick"><input type="file" id="files" multiple aria-describedby="limits"><label for="files"></label></span>
  </div>
  <ul></ul>
  <p class="heard" role="status"></p>
</div>
"""


@cache
def _part(ending: str) -> str:
    return (_HERE / f"upload_box.{ending}").read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("lunara_upload_box", html=_HTML, css=_part("css"), js=_part("js"))


def upload_box(batch: Batch, *, key: str, title: str, limits: str, on_choice: Callable[[list[Chosen]], None]) -> None:
    """Draw the picker over `batch`, which holds what was chosen and what of it has arrived; `title` says what it is for.

    The page runs again when files are chosen or removed and when one has arrived or failed; before that, as a callback,
    `on_choice` is given all that is chosen now.
    """
    _component()(
        key=key,
        data={
            "url": browser_path(current_settings(), PATH),
            "title": title,
            "button": "Choose files",
            "limits": limits,
            "endings": list(batch.endings),
            "files": [
                {
                    "id": one.id,
                    "name": one.name,
                    "size": one.size,
                    "status": one.status,
                    "error": one.error,
                    "final": one.final,
                    "ticket": one.ticket if one.status == "expected" else "",
                }
                for one in batch.deliveries.values()
            ],
        },
        default={"files": None},
        on_files_change=lambda: on_choice(chosen_files(state.widget(key))),
    )


def chosen_files(told: Any) -> list[Chosen]:
    """What the browser says is chosen; whatever else it says is left out."""
    said = told.get("files") if hasattr(told, "get") else None
    found = {}
    for one in said if isinstance(said, list) else []:
        id, name, size = (one.get("id"), one.get("name"), one.get("size")) if isinstance(one, dict) else (None,) * 3
        if not (isinstance(id, str) and isinstance(name, str) and isinstance(size, int | float)):
            continue
        if re.fullmatch(r"[\w-]{1,64}", id, re.ASCII) and 0 <= size < MOST_SIZE:
            text = name[-NAME_LENGTH:].encode("utf-8", "replace").decode()  # half a character cannot be shown
            found[id] = Chosen(id, text, int(size), failed=one.get("status") == "failed")
    return list(found.values())[:MOST_FILES]
