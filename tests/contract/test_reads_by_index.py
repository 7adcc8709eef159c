"""What pages read is found by indexes, and no function is called for each row, however many organizations there are beside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.migrate import migrate
from lunara.workspace.query_log import QueryFilter
from tests.benchmarks.organizations import HOME, Admin, Read, Watched, fill, person, store_of
from tests.contract.apt_postgres import database

ORGANIZATIONS, PROJECTS = 400, 50
SMALL = 2 * ORGANIZATIONS  # a table with no more rows may be gone through


def of_project(project: str) -> dict[str, Read]:
    """What the pages of a project read; everything in it has its id (see `fill`)."""
    return {
        "the project": lambda store: store.get_project(project),
        "its data sources": lambda store: store.list_data_sources(project),
        "its models": lambda store: store.list_semantic_models(project),
        "a model": lambda store: store.get_semantic_model(project),
        "a version": lambda store: store.get_semantic_model_version(project, 1),
        "versions": lambda store: store.list_semantic_model_versions(project),
        "its agents": lambda store: store.list_agents(project_id=project),
        "an agent": lambda store: store.get_agent(project),
        "its artifacts": lambda store: store.list_artifacts(project_id=project),
        "an artifact": lambda store: store.get_artifact(project),
        "its conversations": lambda store: store.list_sessions(project_id=project),
        "messages": lambda store: store.list_messages(project),
        "its queries": lambda store: store.list_queries(project, QueryFilter()),
        "sums of its queries": lambda store: store.query_totals(project, QueryFilter()),
        "its budget": lambda store: store.project_budget(project),
        "members": lambda store: store.list_members(),
    }


@pytest.fixture(scope="module")
def many(each_postgres: EmbeddedServer) -> Iterator[Admin]:
    with database(each_postgres, "many_organizations") as admin:
        migrate(admin)
        fill(admin, ORGANIZATIONS, PROJECTS)
        admin.execute("set track_functions = 'all'")
        admin.execute("update public.profiles set role = 'viewer' where id = md5('u8')::uuid")
        yield admin


@pytest.mark.parametrize("number", [7, 8], ids=["owner", "viewer"])
def test_reads_go_by_indexes(many: Admin, number: int) -> None:
    watched = Watched(many, watch=True)
    store = store_of(watched, person(many, number))
    row = many.execute("select md5('p' || %s::int || '.1')::uuid::text", (number,)).fetchone()
    assert row is not None
    large = {
        name
        for (name,) in many.execute(
            "select relname from pg_stat_user_tables where n_live_tup > %s", (SMALL,)
        ).fetchall()
    }
    assert {"projects", "agents", "artifacts", "semantic_model_versions", "query_log"} <= large
    for name, read in {**HOME, **of_project(row[0])}.items():
        watched.reads.clear()
        assert read(store), name
        for counted in watched.reads:
            scanned = {table for table in large if counted.get(f"scanned {table}")}
            assert scanned == set(), f"{name} goes through all of {scanned}"
            assert counted["indexed"] < 40 * PROJECTS, f"{name} finds {counted['indexed']} rows by indexes"
            called = {key: n for key, n in counted.items() if key.startswith("called ") and n >= PROJECTS}
            assert called == {}, f"{name} calls {called}"


def test_a_scan_and_a_call_for_each_row_are_noticed(many: Admin) -> None:
    """So that the counts above mean something."""
    watched = Watched(many, watch=True)
    with many.transaction(force_rollback=True):
        many.execute(
            'alter policy "Members see agents" on public.agents using (project_id in (select private.my_project_ids())'
            " and private.role_rank(name) < 9)"
        )
        many.execute(
            "set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off"
        )
        store_of(watched, person(many, 7)).list_agents()
    (counted,) = watched.reads
    assert counted["scanned agents"] >= ORGANIZATIONS * PROJECTS and counted["called role_rank"] >= PROJECTS
