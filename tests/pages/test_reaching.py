"""A data source that is down for a while: what is told of it, to whom, how long, and the way on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara import connect
from lunara.build.artifact import (
    Block,
    Content,
    DashboardContent,
    Figure,
    Place,
    ReportContent,
    Slide,
    SlidesContent,
    Widget,
    content_json,
)
from lunara.connect import servers
from lunara.connect.warehouse import Warehouse
from lunara.errors import LunaraError, OverBudget
from lunara.semantic.query import SemanticQuery
from lunara.ui import cache, jobs
from lunara.ui.warehouses import POOL
from lunara.workspace.records import ArtifactType, Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, ask, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as

HOST, PORT = "db.internal.example", 5433


class Down:
    """Whether the database is down: then nobody is let in, and who is in is thrown out. `why` is what is said then."""

    def __init__(self) -> None:
        self.now = False
        self.why: Callable[[], LunaraError] = lambda: servers.refused(HOST, PORT)


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
            raise self._down.why()


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> Iterator[Down]:
    cache._MEMORY.forget()
    found = Down()
    opened: Callable[..., Warehouse] = connect.open_warehouse

    def open_it(*given: Any) -> Any:
        if found.now:
            raise found.why()
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


def contents(shop: Shop) -> dict[ArtifactType, Content]:
    """Three numbers in each kind of artifact."""

    def figure(measure: str) -> Figure:
        return Figure(semantic_model_id=shop.head.id, query=SemanticQuery.model_validate({"measures": [measure]}))

    made = {name: figure(name) for name in ("orders.revenue", "orders.order_count", "customers.customer_count")}
    return {
        "dashboard": DashboardContent(
            widgets=tuple(
                Widget(id=f"w{n}", kind="kpi", title=f"T{n}", figure=one, place=Place(x=3 * n, y=0, w=3, h=2))
                for n, one in enumerate(made.values())
            )
        ),
        "report": ReportContent(
            blocks=tuple(
                Block(id=f"b{n}", kind="kpi", title=f"T{n}", figure=one) for n, one in enumerate(made.values())
            )
        ),
        "slide": SlidesContent(
            slides=tuple(
                Slide(id=f"s{n}", kind="kpi", title=f"T{n}", figure=one) for n, one in enumerate(made.values())
            )
        ),
    }


KINDS: tuple[ArtifactType, ...] = ("dashboard", "report", "slide")


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_stay_while_they_cannot_be_refreshed(
    open_page: OpenPage, local_store: Store, shop: Shop, down: Down, kind: ArtifactType
) -> None:
    artifact = local_store.create_artifact(shop.project.id, kind, "Board", content_json(contents(shop)[kind]))
    app = open_page("build", project=shop.project.id, artifact=artifact.id)
    before = [(box.label, box.value) for box in app.metric]
    assert len(before) == 3 and not app.error
    down.now = True
    press(app, "Refresh")
    assert [(box.label, box.value) for box in app.metric] == before
    assert not app.error and len(app.warning) == 1
    assert "Could not be refreshed" in app.warning[0].value and str(PORT) in app.warning[0].value
    assert "Try again" in labels(app) and "Look at Connect" in [link.label for link in app.get("page_link")]
    down.now = False
    press(app, "Try again")
    assert not app.warning and [(box.label, box.value) for box in app.metric] == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_reason_for_no_numbers_is_told_once_and_without_a_time(
    open_page: OpenPage, local_store: Store, shop: Shop, down: Down, kind: ArtifactType
) -> None:
    artifact = local_store.create_artifact(shop.project.id, kind, "Board", content_json(contents(shop)[kind]))
    down.now, down.why = (
        True,
        lambda: OverBudget("The budget of the day is used up.", "Ask tomorrow.", limit="day_bytes"),
    )
    app = open_page("build", project=shop.project.id, artifact=artifact.id)
    assert len(app.error) == 1 and "used up" in app.error[0].value
    assert not app.metric and "As of" not in words(app)


def test_a_viewer_of_a_dashboard_is_not_told_where_the_database_is(
    seen_as: Callable[..., AppTest], store: Store, tmp_path: Path, down: Down
) -> None:
    shop = make_shop(store, tmp_path)
    artifact = store.create_artifact(shop.project.id, "dashboard", "Board", content_json(contents(shop)["dashboard"]))
    store.set_artifact_status(artifact.id, "published")
    down.now = True
    app = seen_as("viewer", "build", project=shop.project.id, artifact=artifact.id)
    assert len(app.error) == 1 and "The data source “Shop data” cannot be reached" in app.error[0].value
    assert not tells_where(app)
    assert "Look at Connect" not in [link.label for link in app.get("page_link")]


@pytest.mark.parametrize("role", ["admin", "editor", "viewer"])
def test_a_question_that_could_not_be_asked_is_asked_again_beside_its_error(
    seen_as: Callable[..., AppTest], store: Store, tmp_path: Path, down: Down, role: Role
) -> None:
    shop = make_shop(store, tmp_path)
    app = seen_as(role, "ask", project=shop.project.id, model=shop.head.id)
    down.now = True
    ask(app, "total revenue")
    assert len(app.error) == 1 and tells_where(app) == (role == "admin")
    assert ("Look at Connect" in [link.label for link in app.get("page_link")]) == (role != "viewer")
    down.now = False
    press(app, "Try again")
    assert "3,000" in words(app) + "".join(box.value for box in app.metric)
