"""A data source that is down for a while: what is told of it, to whom, how long, and the way on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara import connect
from lunara.connect import servers
from lunara.connect.warehouse import Warehouse
from lunara.ui import cache, jobs
from lunara.ui.warehouses import POOL
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as

HOST, PORT = "db.internal.example", 5433


class Down:
    """Whether the database is down: then nobody is let in, and who is in is thrown out."""

    def __init__(self) -> None:
        self.now = False


class Watched:
    def __init__(self, inner: Warehouse, down: Down) -> None:
        self._inner, self._down = inner, down

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def catalog(self, *given: Any, **more: Any) -> Any:
        self._look()
        return self._inner.catalog(*given, **more)

    def stream(self, sql: Any, **options: Any) -> Iterator[Any]:
        self._look()
        return self._inner.stream(sql, **options)

    def _look(self) -> None:
        if self._down.now:
            raise servers.refused(HOST, PORT)


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> Iterator[Down]:
    cache._MEMORY.forget()
    found = Down()
    opened: Callable[..., Warehouse] = connect.open_warehouse

    def open_it(*given: Any) -> Any:
        if found.now:
            raise servers.refused(HOST, PORT)
        return Watched(opened(*given), found)

    monkeypatch.setattr(connect, "open_warehouse", open_it)
    yield found
    POOL.close()
    jobs._jobs.clear()


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def errors(app: AppTest) -> str:
    return "\n".join(found.value for found in app.error)


def test_what_is_told_of_a_source_that_is_down_goes_when_it_answers_anybody(
    open_page: OpenPage, shop: Shop, down: Down
) -> None:
    down.now = True
    app = open_page("connect", project=shop.project.id, source=shop.source.id)
    press(app, "Refresh")
    assert "refused the connection" in errors(app)
    assert "Try again" in labels(app)
    down.now = False
    model = open_page("model", project=shop.project.id, model=shop.head.id)
    view(model, "Check")
    press(model, "Check against the data")
    assert not model.error
    app.run()
    assert not app.error, "the source has answered since"
    assert "customers" in words(app) + "\n".join(labels(app))


def test_what_is_told_of_a_source_that_is_down_is_told_some_seconds_only(
    open_page: OpenPage, shop: Shop, down: Down, monkeypatch: pytest.MonkeyPatch
) -> None:
    down.now = True
    app = open_page("connect", project=shop.project.id, source=shop.source.id)
    press(app, "Refresh")
    app.run()
    assert app.error, "it is not gone before it can be read"
    ahead = time.monotonic() + jobs.FAILED_SECONDS + 1
    monkeypatch.setattr(jobs.time, "monotonic", lambda: ahead)
    app.run()
    assert not app.error


def test_a_check_that_could_not_reach_the_source_is_tried_again_beside_its_error(
    open_page: OpenPage, shop: Shop, down: Down
) -> None:
    down.now = True
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    view(app, "Check")
    press(app, "Check against the data")
    assert "refused the connection" in errors(app)
    down.now = False
    press(app, "Try again")
    assert not app.error and "Everything holds" in words(app)


@pytest.fixture
def seen_as(
    open_page: OpenPage, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """A page as somebody of that role sees it."""

    def go(role: Role, page: str, **query: str) -> AppTest:
        sign_in_as(monkeypatch, store_as(role).principal)
        return open_page(page, **query)

    return go


def tells_where(app: AppTest) -> bool:
    return str(PORT) in words(app) or "internal" in words(app)


@pytest.mark.parametrize("role", ["admin", "editor"])
def test_host_and_port_are_for_those_who_manage_sources(
    seen_as: Callable[..., AppTest], store: Store, tmp_path: Path, down: Down, role: Role
) -> None:
    shop = make_shop(store, tmp_path)
    down.now = True
    app = seen_as(role, "connect", project=shop.project.id, source=shop.source.id)
    press(app, "Refresh")
    assert tells_where(app) == (role == "admin")
    if role == "editor":
        assert "The data source “Shop data” cannot be reached" in errors(app)
        assert "An admin can look at Connect" in errors(app)
