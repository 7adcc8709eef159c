"""“Why did it change?” on Ask: asked of an answer, explained, explained by another dimension, stored, added."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import DashboardContent, figures, parse_content
from lunara.semantic.query import Compare
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import EVIL, Shop, ask, click, finish, labels, make_shop, view


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def read(app: AppTest) -> str:
    """What people read on the page."""
    return words(app).replace("\\", "")


def click_last(app: AppTest, label: str) -> None:
    """Press the last button of that label."""
    [found for found in app.button if found.label == label][-1].click()
    app.run()


def explain(app: AppTest) -> None:
    """Press Explain. The dialog is a part of its run here; in a browser it is run by itself."""
    next(found for found in app.button if found.label == "Why did it change?").click()
    app.button(key="why-explain").click()
    finish(app.run())


def test_a_change_is_explained_kept_and_added(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by month in 2025")
    click(app, "Why did it change?")
    periods = app.selectbox(key="why-period")
    assert periods.value == "Dec 2025" and app.selectbox(key="why-against").value == "Nov 2025"
    assert "Other days…" in periods.options and "Mar 2025" in periods.options
    periods.set_value("Mar 2025")
    app.selectbox(key="why-against").set_value("Feb 2025")
    explain(app)
    assert not app.exception and not app.error
    said = read(app)
    assert "Why did revenue change from February 2025 to March 2025?" in said
    # Rows 1..24 by month i % 12: Feb holds 10·1 + 10·13 = 140, Mar 10·2 + 10·14 = 160.
    assert "Revenue rose by 20 (14.3%), from 140 in Feb 2025 to 160 in Mar 2025." in said
    assert [one.label for one in app.metric][:3] == ["Revenue, Feb 2025", "Revenue, Mar 2025", "Change in Revenue"]

    session = local_store.list_sessions(project_id=shop.project.id)[0]
    told = local_store.list_messages(session.id)[-1].content["answer"]
    changes = [Decimal(str(row[3])) for row in told["rows"]]
    assert told["rows"][-1][0] == "Total" and sum(changes[:-1]) == changes[-1] == 20

    again = open_page("ask", project=shop.project.id, session=session.id)
    assert not again.exception and "Revenue rose by 20 (14.3%)" in read(again)
    drawn = again.get("plotly_chart")[-1].proto
    assert "Total" not in drawn.spec and "Feb 2025" in drawn.spec and "+160" in drawn.spec
    groups = [group for group in again.segmented_control if "SQL" in group.options]
    groups[-1].set_value("SQL").run()
    assert "statements ran" in read(again) and any("ordered_at >=" in code.value for code in again.code)
    click_last(again, "Add to…")
    next(box for box in again.text_input if box.label == "Name of the new one").set_value("Board")
    [found for found in again.button if found.label == "Add to…"][-1].click()
    click_last(again, "Add")
    artifact = local_store.list_artifacts(project_id=shop.project.id)[0]
    content = parse_content("dashboard", local_store.get_artifact(artifact.id).content)
    assert isinstance(content, DashboardContent)
    (figure,) = figures(content).values()
    assert figure.query is not None and isinstance(figure.query.compare, Compare) and figure.query.compare.range
    board = finish(open_page("build", project=shop.project.id, artifact=artifact.id))
    assert not board.exception and not board.error and len(board.get("plotly_chart")) == 1


def test_another_dimension_is_another_turn(open_page: OpenPage, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by month in 2025")
    click(app, "Why did it change?")
    explain(app)
    chosen = next(box for box in app.selectbox if box.label == "Explain it by")
    assert chosen.options == [EVIL]
    chosen.select_index(0)
    finish(app.run())
    assert not app.exception and not app.error
    asked = "Why did revenue change from 1 November 2025 – 15 November 2025 to 1 December 2025 – 15 December 2025, by "
    assert asked + EVIL in read(app) and "What moved it most, by " + EVIL in read(app)


def test_an_answer_without_a_date_is_not_asked_why(open_page: OpenPage, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "how many customers by country")
    assert "Why did it change?" not in labels(app)
    view(app, "Table")
    assert "Why did it change?" not in labels(app)


def test_an_answer_over_groups_is_not_asked_why(open_page: OpenPage, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by country in 2025")
    assert not app.exception and app.get("plotly_chart") and "Why did it change?" not in labels(app)


def test_a_mere_why_offers_the_changes_that_the_data_has(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by month")
    app = ask(app, "why?")
    assert not app.exception
    offered = [label for label in labels(app) if " against " in label]
    # The shop's rows end on 15 Dec 2025: later months of the calendar have nothing to explain.
    assert (
        "Which change is to be explained?" in read(app)
        and offered[0] == "Nov 2025 against Oct 2025"
        and len(offered) == 4
    )
    click(app, offered[0])
    finish(app)
    assert not app.exception and not app.error
    assert "Revenue " in read(app) and "Nov 2025" in [one.label for one in app.metric][1]
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    assert local_store.list_messages(session.id)[-1].content["answer"]["change"]["adds_up"]
