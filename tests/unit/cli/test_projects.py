"""`--project`: SOURCE is the name of a data source of a project of the workspace."""

from __future__ import annotations

import pytest

from lunara.cli.sources import read_model
from lunara.settings import Settings
from lunara.workspace.log_writer import LOG
from lunara.workspace.store import Store, local_principal, open_store
from tests.unit.cli.conftest import Run, Shop


@pytest.fixture
def local(workspace_settings: Settings) -> Store:
    return open_store(workspace_settings, local_principal(workspace_settings))


@pytest.fixture
def project(local: Store, shop: Shop) -> str:
    made = local.create_project("Online shop")
    local.create_data_source(made.id, "Shop data", "duckdb", {"path": shop.source.removeprefix("duckdb://")}, {})
    return made.id


@pytest.fixture(autouse=True)
def same_home(run: Run, workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNARA_HOME", str(workspace_settings.home))


def test_every_command_takes_a_source_of_a_project(run: Run, shop: Shop, project: str) -> None:
    at = ("--project", "Online shop")
    asked = run("ask", shop.model, "Shop data", "how many customers", *at)
    assert (asked.code, asked.json["outcome"]) == (0, "answer"), asked.err
    by_url = run("ask", shop.model, shop.source, "how many customers")
    assert asked.json["rows"] == by_url.json["rows"]
    assert run("catalog", "shop DATA", *at).json == run("catalog", shop.source).json
    query = '{"measures": ["revenue"]}'
    assert run("query", shop.model, "Shop data", query, "--project", project).code == 0
    assert run("sql", "Shop data", "select 1 as n", *at).json["rows"] == [[1]]
    assert run("check", shop.model, "Shop data", *at).code in (0, 3)
    assert run("draft", "Shop data", *at, "--no-values", "--format", "json").json["tables"]


def test_what_is_built_is_kept_as_the_page_keeps_it(run: Run, shop: Shop, local: Store, project: str) -> None:
    (source,) = local.list_data_sources(project)
    other = local.create_data_source(
        project, "Other data", "duckdb", {"path": shop.source.removeprefix("duckdb://")}, {}
    )
    definition = read_model(shop.model).model_dump(mode="json", by_alias=True)
    head = local.create_semantic_model(project, source.id, "Shop", definition, {})
    at = ("--project", "Online shop", "--save")
    early = run("build", "Shop", "Shop data", "report on sales by country", *at)
    assert early.code == 2 and "published model" in early.error["message"]
    local.publish_semantic_model(head.id, 1)
    done = run("build", "Shop", "Shop data", "report on sales by country", *at)
    assert done.code == 0, done.err
    kept = local.get_artifact(done.json["saved"]["id"])
    assert (kept.type, kept.status, kept.name) == ("report", "draft", "Sales by country")
    assert kept.content == {**done.json["content"], "title": kept.name}
    named = {one["figure"]["semantic_model_id"] for one in kept.content["blocks"] if "figure" in one}
    assert named == {head.id}, "the app can refresh them"
    again = run("build", "Shop", "Shop data", "report on sales by country", *at, "Mine")
    assert again.json["saved"]["name"] == "Mine"
    assert run("build", "Shop", other.name, "sales", *at).error["error"] == "usage"
    assert (
        run("build", shop.model, shop.source, "sales", "--save").error["message"] == "There is no project to save in."
    )


def test_what_runs_on_a_source_of_a_project_is_in_its_query_log(
    run: Run, shop: Shop, local: Store, project: str
) -> None:
    at = ("--project", "Online shop")
    assert run("sql", "Shop data", "select 41 + 1 as n", *at).code == 0
    assert run("sql", "Shop data", "drop table orders", *at).code == 3
    assert run("query", shop.model, "Shop data", '{"measures": ["revenue"]}', *at, "--format", "csv").code == 0
    assert run("ask", shop.model, "Shop data", "how many customers", *at).code == 0
    assert LOG.flush()
    told = local.list_queries(project)
    assert {line.asked_from for line in told} == {"command line"}
    assert {line.data_source_name for line in told} == {"Shop data"}
    assert [(line.outcome, line.error_code) for line in told if line.sql == "drop table orders"] == [
        ("refused", "not_a_query")
    ]
    assert any("41 + 1" in line.sql and line.outcome == "done" for line in told)
    assert any("SUM(" in line.sql for line in told) and any("COUNT(" in line.sql for line in told)
    before = len(told)
    assert run("sql", shop.source, "select 1 as n").code == 0
    assert LOG.flush() and len(local.list_queries(project)) == before, "a URL is of no project"


def test_names_that_are_not_there_are_told_with_the_nearest(run: Run, project: str) -> None:
    told = run("sql", "Shop date", "select 1", "--project", "Online shop")
    assert told.code == 2 and "Shop data" in told.error["hint"]
    told = run("sql", "Shop data", "select 1", "--project", "Online shp")
    assert told.code == 2 and "Online shop" in told.error["hint"]


def test_a_name_of_several_is_asked_back(run: Run, local: Store, project: str) -> None:
    other = local.create_project("Online shop")
    told = run("sql", "Shop data", "select 1", "--project", "Online shop")
    assert told.code == 2 and project in told.error["hint"] and other.id in told.error["hint"]


def test_a_workspace_with_sign_in_is_not_opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNARA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    told = run("sql", "Shop data", "select 1", "--project", "Online shop")
    assert told.code == 2 and "sign-in" in told.error["message"] and "URL" in told.error["hint"]
