"""AppTests run the real shell over a real workspace, in this process."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from lunara.settings import Settings
from lunara.ui.model_drafts import DRAFTS
from lunara.workspace.store import Store, local_principal, open_store

ROOT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _packages_read_once() -> Iterator[None]:
    """Each AppTest looks through all installed packages for components of theirs, which stay the same while the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def local_store(workspace_settings: Settings) -> Store:
    """The workspace as the local owner, who is signed in on every page."""
    return open_store(workspace_settings, local_principal(workspace_settings))


@pytest.fixture
def open_page(workspace_settings: Settings) -> Iterator[OpenPage]:
    """`open_page("connect", project=...)`: run the page at that address through the shell and return what it drew."""

    def go(page: str = "projects", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "lunara" / "ui" / "shell.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        if page != "projects":  # which is at the address without a name
            app.switch_page(f"../../pages/{page}.py")
        return app.run()

    yield go
    DRAFTS.flush()


def words(app: AppTest) -> str:
    """Everything that can be read on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "error", "warning", "info", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))
