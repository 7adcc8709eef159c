"""The Queries page: who sees what, empty, filled, one entry, what is lost, a workspace that fails."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import lunara.ui
from lunara.errors import Unavailable
from lunara.ui.components.query_export import MOST_EXPORTED, exported
from lunara.ui.page import PageContext, clock_of
from lunara.ui.query_words import PLACES, VIEWS, View
from lunara.workspace.log_writer import LOG, Loss
from lunara.workspace.query_log import QueryFilter
from lunara.workspace.query_log_tables import QueryLogTables
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.contract.worlds import Filled
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as
from tests.workspace_data import logged

EVIL = "select '*b* :smile: <i>x</i>' from t"


def fill(store: Store) -> Filled:
    """A project with a handful of lines of several kinds."""
    filled = Filled(store)
    project = filled.project.id
    store.log_queries(
        [
            *(
                logged(project, sql=f"select {n} from orders", fingerprint="a", elapsed_ms=1500.0, rows=1234, bytes=2_500_000,
                       data_source_id=filled.source.id, agent_id=filled.agent.id, semantic_model_id=filled.model.id,
                       model_version=1, estimated_bytes=7_000_000, estimate_source="EXPLAIN")
                for n in range(3)
            ),
            logged(project, sql=EVIL, fingerprint="b", outcome="failed", error="No column *amont*.",
                   artifact_id=filled.artifact.id, asked_from="artifact"),
            logged(project, sql="drop table orders", fingerprint="c", outcome="refused", error="Only SELECT may run."),
        ]
    )  # fmt: skip
    return filled


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def shown(app: AppTest) -> list[dict[str, Any]]:
    return list(app.dataframe[0].value.to_dict("records"))


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control[0].set_value(name)
    return app.run()


def test_a_project_without_queries(local_store: Store, open_page: OpenPage) -> None:
    project = local_store.create_project("Fresh")
    app = open_page("queries", project=project.id)
    assert not app.exception
    assert "No queries in this period" in words(app) and not app.metric and not app.dataframe
    assert "Nothing was refused" in words(view(app, "Refused"))


def test_lines_and_sums(local_store: Store, open_page: OpenPage) -> None:
    filled = fill(local_store)
    app = open_page("queries", project=filled.project.id)
    assert not app.exception
    assert app.title[0].value == "Queries"
    sums = metrics(app)
    assert (sums["Queries"], sums["Failed"], sums["Refused"]) == ("5", "1", "1")
    assert (sums["Half within"], sums["Time in all"], sums["Results in all"]) == ("1.5 s", "4.5 s", "7.5 MB")
    assert "Estimate, by the engines before running\\: 21\\.0 MB to read" in words(app)
    rows = shown(app)
    assert len(rows) == 5 and {row["Who"] for row in rows} == {local_store.principal.full_name}
    done = next(row for row in rows if row["Outcome"] == ["Done"])
    assert (done["Took"], done["Rows"], done["Size"], done["From"]) == ("1.5 s", "1,234", "2.5 MB", "Ask: Sales agent")
    assert next(row for row in rows if row["Outcome"] == ["Failed"])["From"] == "Build: Overview"


def test_views(local_store: Store, open_page: OpenPage) -> None:
    filled = fill(local_store)
    app = open_page("queries", project=filled.project.id)
    assert [row["Why"] for row in shown(view(app, "Failing"))] == ["No column *amont*."]
    assert [row["Why"] for row in shown(view(app, "Refused"))] == ["Only SELECT may run."]
    frequent = shown(view(app, "Most frequent"))
    assert [row["Queries"] for row in frequent] == ["3", "1", "1"]
    assert (frequent[0]["Half within"], frequent[0]["Reads (estimate)"]) == ("1.5 s", "21.0 MB")
    assert shown(view(app, "Most expensive"))[0]["Statement"] == "select 2 from orders"
    assert shown(view(app, "Slowest"))[0]["Took"] == "1.5 s"


def test_filters_narrow_sums_and_lines(local_store: Store, open_page: OpenPage) -> None:
    filled = fill(local_store)
    app = open_page("queries", project=filled.project.id)
    app.selectbox(key="log-outcome").set_value("Failed").run()
    assert (metrics(app)["Queries"], len(shown(app))) == ("1", 1)
    assert "exclude each other" in words(view(app, "Refused"))
    view(app, "Latest")
    app.selectbox(key="log-outcome").set_value("Any").run()
    app.selectbox(key="log-place").set_value("Build").run()
    assert len(shown(app)) == 1
    app.selectbox(key="log-place").set_value("Any").run()
    app.text_input(key="log-search").set_value("DROP").run()
    assert [row["Statement"] for row in shown(app)] == ["drop table orders"]
    app.text_input(key="log-search").set_value("nowhere").run()
    assert "No query matches" in words(app)
    app.text_input(key="log-search").set_value("").run()
    app.selectbox(key="log-period").set_value("Chosen days").run()
    assert not app.exception and len(shown(app)) == 5
    assert len(shown(app.selectbox(key="log-period").set_value("All that is kept").run())) == 5


def test_one_entry_tells_all_of_it_letter_by_letter(local_store: Store, open_page: OpenPage) -> None:
    filled = fill(local_store)
    lines = {line.outcome: line for line in local_store.list_queries(filled.project.id)}
    app = open_page("queries", project=filled.project.id, entry=lines["failed"].id)
    assert not app.exception
    assert app.title[0].value == "Build\\: Overview"
    assert app.error[0].value.startswith("**Failed**") and "\\*amont\\*" in app.error[0].value
    assert app.code[0].value == EVIL
    app = open_page("queries", project=filled.project.id, entry=lines["refused"].id)
    assert "before the warehouse was asked" in app.warning[0].value and app.code[0].value == "drop table orders"
    app = open_page("queries", project=filled.project.id, entry=lines["done"].id)
    told = words(app)
    assert "1,234" in told and "7\\.0 MB \\(estimate, EXPLAIN\\)" in told
    assert app.code[0].value == "SELECT\n  0\nFROM orders"
    runs = next(button for button in app.button if button.label == "All runs of this statement").click().run()
    assert len(shown(runs)) == 3
    whole = next(button for button in runs.button if button.label == "Show all statements").click().run()
    assert len(shown(whole)) == 5


def test_a_refusal_by_the_budget_leads_to_the_budget(local_store: Store, open_page: OpenPage) -> None:
    project = local_store.create_project("P").id
    local_store.log_queries(
        [logged(project, outcome="refused", error="Today’s budget is used up.", error_code="over_budget",
                estimated_bytes=12_400_000_000, estimate_source="dry run", estimate_exact=True)]
    )  # fmt: skip
    (line,) = local_store.list_queries(project)
    app = open_page("queries", project=project, entry=line.id)
    assert not app.exception and "12\\.4 GB \\(exact, dry run\\)" in words(app)
    assert any("settings" in str(link.proto.page) for link in app.get("page_link"))


@pytest.mark.parametrize("entry", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_entry_that_is_not_there(local_store: Store, open_page: OpenPage, entry: str) -> None:
    filled = fill(local_store)
    app = open_page("queries", project=filled.project.id, entry=entry)
    assert not app.exception and "not in the log" in words(app)


def test_a_viewer_sees_their_own(
    store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, store_as: Callable[[Role], Store]
) -> None:
    filled = fill(store)
    viewer = store_as("viewer")
    viewer.log_queries([logged(filled.project.id, sql="select mine")])
    other = store.list_queries(filled.project.id)[-1].id
    sign_in_as(monkeypatch, viewer.principal)
    app = open_page("queries", project=filled.project.id)
    assert not app.exception
    rows = shown(app)
    assert [row["Statement"] for row in rows] == ["select mine"] and "Who" not in rows[0]
    assert metrics(app)["Queries"] == "1" and "yours" in words(app)
    assert not [box for box in app.selectbox if box.label == "Who"]
    assert "not in the log" in words(open_page("queries", project=filled.project.id, entry=other))
    sign_in_as(monkeypatch, store_as("editor").principal)
    app = open_page("queries", project=filled.project.id)
    assert len(shown(app)) == 6
    app.selectbox(key="log-person").set_value("Viewer Test").run()
    assert [row["Statement"] for row in shown(app)] == ["select mine"]


def test_what_is_lost_and_what_waits_is_told(
    local_store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(local_store)
    monkeypatch.setattr(LOG, "waiting", lambda project: 12 if project == filled.project.id else 0)
    monkeypatch.setattr(LOG, "lost", lambda project: Loss(3, datetime.now(UTC)))
    told = words(open_page("queries", project=filled.project.id))
    assert "12 queries wait to be written down" in told
    assert "3 queries of this project could not be written down" in told and "just now" in told


def test_a_workspace_that_fails_is_said_in_words(
    local_store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(local_store)

    def away(*_: object, **__: object) -> None:
        raise Unavailable("The workspace cannot be reached right now.", "Try again in a moment.")

    monkeypatch.setattr(QueryLogTables, "query_totals", away)
    app = open_page("queries", project=filled.project.id)
    assert not app.exception and "cannot be reached right now" in app.error[0].value


def test_pages_of_many(local_store: Store, open_page: OpenPage) -> None:
    project = local_store.create_project("Many").id
    local_store.log_queries([logged(project, sql=f"select {n}", ago_seconds=100 - n) for n in range(60)])
    app = open_page("queries", project=project)
    assert [shown(app)[0]["Statement"], len(shown(app))] == ["select 59", 25]
    next(button for button in app.button if button.label == "Next").click().run()
    assert shown(app)[0]["Statement"] == "select 34"
    app.text_input(key="log-search").set_value("select 1").run()
    assert len(shown(app)) == 11


def test_the_file_holds_what_is_shown_and_no_formula(local_store: Store, workspace_settings: Any) -> None:
    filled = fill(local_store)
    organization = local_store.organization()
    ctx = PageContext(
        workspace_settings, local_store.principal, local_store, organization, filled.project, clock_of(organization)
    )
    local_store.log_queries([logged(filled.project.id, sql="=cmd|'/C calc'!A0", asked_from="draft")])
    file = exported(ctx, QueryFilter(), VIEWS["Latest"]).decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 7 and "'=cmd" in file and ",=cmd" not in file
    assert "Drafting a model" in file and "Sales agent" in file
    refused = exported(ctx, QueryFilter(outcomes=("refused",)), VIEWS["Refused"]).decode("utf-8-sig")
    assert len(refused.strip().splitlines()) == 2
    groups = exported(ctx, QueryFilter(), View(groups="queries")).decode("utf-8-sig")
    assert groups.splitlines()[0].startswith("statement,queries,failed") and len(groups.strip().splitlines()) == 5
    nothing = exported(ctx, QueryFilter(search="nowhere"), VIEWS["Latest"])
    assert nothing.decode("utf-8-sig").strip() == "when"
    assert MOST_EXPORTED == 10_000


def test_every_place_that_the_app_names_has_words() -> None:
    """Of `Asked("…")` and `.asked("…")` in lunara/ui: a place without words would be shown raw."""
    named = set()
    for path in Path(next(iter(lunara.ui.__path__))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("Asked", "asked"):
                    named.add(node.args[0].value)
    assert len(named) >= 8 and named <= set(PLACES), named - set(PLACES)
