"""Every form that saves, while the workspace is away: what was typed waits and is saved, or it says at once that it was not done
and what was typed stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import content_json, empty_content
from lunara.settings import Settings
from lunara.ui.components import organization_data, people, sign_in_activity
from lunara.ui.outbox import OUTBOX
from lunara.workspace.breaker import breaker_of
from lunara.workspace.outage import Trouble, outage
from lunara.workspace.postgres import Database
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, make_shop
from tests.pages.test_home import sign_in_as

Away = Callable[[Trouble], Any]


@pytest.fixture
def away(workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Away]:
    """`with away("slow"):` nothing of the workspace answers in this block, as the first who asks finds out."""

    @contextmanager
    def gone(trouble: Trouble) -> Iterator[None]:
        def refuse(*_: Any, **__: Any) -> Any:
            raise outage(trouble, maybe_done=False, reason="refused")

        with monkeypatch.context() as patch:
            patch.setattr(Database, "run", refuse)
            patch.setattr(Database, "transaction", refuse)
            yield
        breaker_of(workspace_settings).reset()

    yield gone
    OUTBOX._boxes.clear()


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return make_shop(store, tmp_path)


@dataclass(frozen=True)
class Form:
    """A form: the page it is on, how it is opened, its fields with what is typed into each, its button, and what of it a store
    has when it is saved. `waits`: it is saved when the workspace is back.
    """

    page: str
    fields: dict[str, str]
    button: str
    saved: Callable[[Store, Shop], object]
    waits: bool
    opened_by: str = ""


FORMS = {
    "organization": Form(
        "settings", {"Organization name": "Typed"}, "Save changes", lambda s, _: s.organization().name, waits=True
    ),
    "budget": Form(
        "settings", {"Tokens": "1,234"}, "budget-save:", lambda s, _: s.budget_limits().day_tokens, waits=True
    ),
    "days of the query log": Form(
        "settings",
        {"Days that queries are kept": "77"},
        "query_keeping_save",
        lambda s, _: s.query_log_days(),
        waits=False,
    ),
    "invitation": Form(
        "settings",
        {"E-mail address": "typed@x.test"},
        "Invite",
        lambda s, _: [one.email for one in s.list_invitations()],
        waits=False,
    ),
    "provider key": Form(
        "settings",
        {"Model (optional)": "typed-model"},
        "ai_save",
        lambda s, _: s.provider_key(),
        waits=False,
        opened_by="ai_set",
    ),
    "project": Form(
        "projects",
        {"Name": "Typed"},
        "Create project",
        lambda s, _: len(s.recent_projects()),
        waits=False,
        opened_by="New project",
    ),
    "name of a dashboard": Form(
        "build",
        {"Name": "Typed"},
        "Save",
        lambda s, shop: s.list_artifacts(project_id=shop.project.id)[0].name,
        waits=True,
        opened_by="Rename",
    ),
}


def button(app: AppTest, name: str) -> Any:
    """The one of that label or key, and not one that opens something else of that name."""
    return next(one for one in app.button if name in (one.label, one.key))


def opened(app: AppTest, form: Form) -> AppTest:
    """A dialog is a part of the run of its page here; in a browser it is run by itself."""
    if form.opened_by:
        button(app, form.opened_by).click()
    return app


def fields(app: AppTest) -> dict[str, Any]:
    return {one.label: one for one in app.text_input}


@pytest.mark.parametrize("trouble", ["away", "slow"])
@pytest.mark.parametrize("name", list(FORMS))
def test_what_was_typed_is_saved_later_or_said_not_to_be(  # noqa: PLR0917
    open_page: OpenPage,
    store: Store,
    shop: Shop,
    away: Away,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    trouble: Trouble,
) -> None:
    form = FORMS[name]
    for module in (people, sign_in_activity, organization_data):
        monkeypatch.setattr(module, "has_sign_in", lambda settings: True)
    sign_in_as(monkeypatch, store.principal)
    store.create_artifact(shop.project.id, "dashboard", "Board", content_json(empty_content("dashboard", "Board")))
    app = open_page(form.page, project=shop.project.id)
    before = form.saved(store, shop)
    opened(app, form).run()
    with away(trouble):
        for label, text in form.fields.items():
            fields(app)[label].set_value(text)
        button(opened(app, form), form.button).click().run()
        shown = words(app)
        assert not app.exception
        kept = {label: fields(app)[label].value for label in form.fields if label in fields(app)}
        # A dialog closes when what was typed there is known to wait.
        assert kept == form.fields or (form.opened_by and form.waits and not kept), "what was typed is lost"
        assert ("Waits to be saved" in shown) is form.waits
        assert ("This was not done" in shown) is not form.waits
    assert form.saved(store, shop) == before
    app.run()
    assert (form.saved(store, shop) != before) is form.waits
    assert "is shown when the workspace answers again" not in words(app)
