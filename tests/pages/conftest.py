"""AppTests run the real shell over a real workspace, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lunara.settings import Settings
from lunara.ui.model_drafts import DRAFTS
from lunara.workspace.store import Store, local_principal, open_store

ROOT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., AppTest]


@pytest.fixture
def local_store(workspace_settings: Settings) -> Store:
    """The workspace as the local owner, who is signed in on every page."""
    return open_store(workspace_settings, local_principal(workspace_settings))


@pytest.fixture
def open_page(workspace_settings: Settings) -> Iterator[OpenPage]:
    """`open_page("connect", project=...)`: run a page through the shell and return what it drew."""

    def go(page: str = "projects", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "lunara" / "ui" / "shell.py"), default_timeout=30)
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(f"../../pages/{page}.py")
        return app.run()

    yield go
    DRAFTS.flush()


def words(app: AppTest) -> str:
    """Everything that can be read on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "error", "warning", "info", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))
