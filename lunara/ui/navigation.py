"""The pages of the app: one file each in `pages/`, in the order of the journey. A page is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn
from urllib.parse import urlencode

import streamlit as st

from lunara.ui import state

ROOT = Path(__file__).resolve().parents[2]

PageName = Literal["home", "connect", "model", "ask", "build", "queries", "settings"]


@dataclass(frozen=True)
class PageEntry:
    """A page: its file in `pages/`, its place in the URL (empty: the default page), and how the sidebar shows it."""

    name: PageName
    file: str
    title: str
    icon: str
    url: str
    in_project: bool = True

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return ROOT / "pages" / self.file


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "projects.py", "Home", ":material/home:", "", in_project=False),
    PageEntry("connect", "connect.py", "Connect", ":material/database:", "connect"),
    PageEntry("model", "model.py", "Model", ":material/schema:", "model"),
    PageEntry("ask", "ask.py", "Ask", ":material/forum:", "ask"),
    PageEntry("build", "build.py", "Build", ":material/dashboard_customize:", "build"),
    PageEntry("queries", "queries.py", "Queries", ":material/receipt_long:", "queries"),
    PageEntry("settings", "settings.py", "Settings", ":material/settings:", "settings", in_project=False),
)


def offered() -> tuple[PageEntry, ...]:
    """The pages whose file is there."""
    return tuple(entry for entry in PAGES if _exists(entry.path))


@cache
def _exists(path: Path) -> bool:
    return path.is_file()


def entry(name: PageName) -> PageEntry:
    """The page of that name."""
    return next(page for page in PAGES if page.name == name)


def is_there(name: PageName) -> bool:
    """Whether that page's file is there."""
    return _exists(entry(name).path)


def as_streamlit(page: PageEntry) -> st.Page:
    """The page as `st.navigation`, `st.page_link` and `st.switch_page` want it."""
    if page.url:
        return st.Page(page.path, title=page.title, url_path=page.url)
    return st.Page(page.path, title=page.title, default=True)


@cache
def _target(page: PageEntry) -> st.Page:
    """Made once: making one looks at the disk, and a page of cards draws dozens of links."""
    return as_streamlit(page)


def streamlit_pages() -> list[st.Page]:
    """Every page that is there, for `st.navigation`."""
    return [as_streamlit(page) for page in offered()]


def sign_in_pages() -> list[st.Page]:
    """The sign-in page at every address, for `st.navigation` while the visitor is a stranger: no other file is run."""
    file = ROOT / "pages" / "sign_in.py"
    return [
        st.Page(file, title="Sign in", url_path=page.url) if page.url else st.Page(file, title="Sign in", default=True)
        for page in PAGES
    ]


def go(name: PageName, **query: str | None) -> NoReturn:
    """Leave for another page with these URL parameters (None is left out), for example `go("ask", agent=agent.id)`."""
    st.switch_page(as_streamlit(entry(name)), query_params=_given(query))
    raise AssertionError("switch_page does not return")


def refresh() -> NoReturn:
    """Run the page again from its top, for what an action has changed above it."""
    st.rerun()
    raise AssertionError("rerun does not return")


def refresh_part() -> NoReturn:
    """Run the fragment or dialog again that is running alone, without the page around it; else the page."""
    st.rerun(scope="fragment" if state.is_part() else "app")
    raise AssertionError("rerun does not return")


def stop() -> NoReturn:
    """End the page here."""
    st.stop()
    raise AssertionError("stop does not return")


def link(name: PageName, label: str = "", *, icon: str = "", **query: str | None) -> None:
    """A link to another page. `label` is Markdown: pass names through `plain`."""
    page = entry(name)
    if _exists(page.path):
        st.page_link(
            _target(page), label=label or page.title, icon=icon or page.icon, query_params=_given(query) or None
        )


def query(name: str) -> str:
    """A URL parameter, empty when absent. It comes from the browser: an id to look up, never a proof of anything."""
    return str(st.query_params.get(name, ""))


def set_query(**values: str | None) -> None:
    """Set URL parameters of this page without a rerun; None removes one."""
    for name, value in values.items():
        if value is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != value:
            st.query_params[name] = value


def only_query(prefix: str, kept: Mapping[str, str]) -> None:
    """Of the URL parameters whose name starts with `prefix` have those of `kept` and no others, without a rerun."""
    for name in [name for name in st.query_params if name.startswith(prefix) and name not in kept]:
        st.query_params.pop(name, None)
    set_query(**kept)


def _given(query: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}


def deep_link(name: PageName, **query: str | None) -> str:
    """The address of a page with these URL parameters, as this visitor's browser reaches the app."""
    base = str(st.context.url or "").split("?")[0]
    here = next((page for page in PAGES if page.url and base.rstrip("/").endswith(f"/{page.url}")), None)
    root = base.rstrip("/").removesuffix(f"/{here.url}") if here else base.rstrip("/")
    given = urlencode(_given(query))
    return f"{root}/{entry(name).url}" + (f"?{given}" if given else "")
