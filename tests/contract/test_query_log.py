"""The contract of the query log, on every workspace there is: what is written, who reads it, how it is summed up, how it ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lunara.errors import InvalidInput, NotFound, NotPermitted
from lunara.workspace.query_log import QueryFilter
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.contract.worlds import Filled, World
from tests.workspace_data import logged


def test_a_line_keeps_what_is_told_and_gives_names(owner: Store) -> None:
    filled = Filled(owner)
    owner.log_queries(
        [
            logged(
                filled.project.id, data_source_id=filled.source.id, agent_id=filled.agent.id,
                artifact_id=filled.artifact.id, semantic_model_id=filled.model.id, model_version=1, sql="select 7",
                fingerprint="abc", outcome="refused", rows=2, bytes=5_000_000_000, elapsed_ms=1.25, error="no",
                error_code="over_budget", estimated_bytes=7_000_000_000_000, estimated_rows=3, estimated_cost=0.25,
                estimate_currency="USD",
                estimate_source="dry run", estimate_exact=True,
            )
        ]
    )  # fmt: skip
    (found,) = owner.list_queries(filled.project.id)
    assert found == owner.get_query(filled.project.id, found.id)
    assert (found.data_source_name, found.data_source_kind) == ("Warehouse", "postgres")
    assert (found.agent_name, found.artifact_name, found.semantic_model_name) == ("Sales agent", "Overview", "Sales")
    assert (found.agent_id, found.artifact_id, found.model_version) == (filled.agent.id, filled.artifact.id, 1)
    assert (found.sql, found.fingerprint, found.outcome, found.error) == ("select 7", "abc", "refused", "no")
    assert (found.rows, found.bytes, found.elapsed_ms, found.error_code) == (2, 5_000_000_000, 1.25, "over_budget")
    assert (found.estimated_bytes, found.estimated_rows, found.estimated_cost) == (7_000_000_000_000, 3, 0.25)
    assert (found.estimate_source, found.estimate_exact, found.from_cache) == ("dry run", True, False)
    assert (found.created_by, found.created_by_name) == (owner.principal.user_id, "Olga Owner")


def test_many_lines_are_written_at_once_newest_first(owner: Store) -> None:
    filled = Filled(owner)
    owner.log_queries([logged(filled.project.id, sql=f"select {n}", ago_seconds=100 - n) for n in range(30)])
    owner.log_queries([])
    assert [q.sql for q in owner.list_queries(filled.project.id, limit=2, offset=1)] == ["select 28", "select 27"]
    assert len(owner.list_queries(filled.project.id)) == 30


def test_a_line_is_of_when_its_statement_ended_never_of_the_future_nor_older_than_a_day(owner: Store) -> None:
    project = owner.create_project("P").id
    now = datetime.now(UTC)
    for ago in (-3600.0, 600.0, 1e9):
        owner.log_queries([logged(project, ago_seconds=ago)])
    ages = [(now - line.created_at).total_seconds() for line in owner.list_queries(project)]
    assert ages == pytest.approx([0, 600, 86_400], abs=60)


def test_what_a_line_refers_to_and_is_gone_is_left_out_of_it(owner: Store, other: Store) -> None:
    mine, theirs = Filled(owner), Filled(other)
    beside = Filled(owner)
    for foreign in (theirs, beside):
        owner.log_queries(
            [
                logged(
                    mine.project.id, data_source_id=foreign.source.id, agent_id=foreign.agent.id,
                    artifact_id=foreign.artifact.id, semantic_model_id=foreign.model.id, model_version=1,
                )
            ]
        )  # fmt: skip
        found = owner.list_queries(mine.project.id)[0]
        assert {found.data_source_id, found.agent_id, found.artifact_id, found.semantic_model_id} == {None}
        assert found.model_version == 1
    whole = logged(
        mine.project.id, data_source_id=mine.source.id, agent_id=mine.agent.id, artifact_id=mine.artifact.id,
        semantic_model_id=mine.model.id,
    )  # fmt: skip
    owner.log_queries([whole])
    owner.delete_agent(mine.agent.id)
    owner.delete_artifact(mine.artifact.id)
    owner.delete_data_source(mine.source.id)
    found = owner.list_queries(mine.project.id)[0]
    assert {found.data_source_id, found.agent_id, found.artifact_id, found.semantic_model_id} == {None}
    owner.log_queries([whole])
    assert len(owner.list_queries(mine.project.id)) == 4


def test_a_line_that_is_too_long_is_kept_cut(owner: Store) -> None:
    project = owner.create_project("P").id
    owner.log_queries(
        [logged(project, asked_from="x" * 300, sql="s\0\ud800" * 100_000, fingerprint="f" * 300, error="e" * 30_000)]
    )
    (listed,) = owner.list_queries(project)
    assert len(listed.sql) == 2000
    line = owner.get_query(project, listed.id)
    assert (len(line.sql), line.sql[:2], len(line.error), line.error[-1]) == (200_000, "s?", 20_000, "…")
    assert (len(line.asked_from), len(line.fingerprint)) == (200, 200)


def test_lines_of_another_project_are_refused_and_none_of_the_batch_is_written(owner: Store, other: Store) -> None:
    mine, theirs = owner.create_project("P").id, other.create_project("Q").id
    with pytest.raises(NotFound):
        other.log_queries([logged(theirs), logged(mine)])
    assert other.list_queries(theirs) == owner.list_queries(mine) == []


def test_who_reads_what(world: World, owner: Store, other: Store) -> None:
    filled = Filled(owner)
    project = filled.project.id
    owner.log_queries([logged(project, sql="select owner")])
    roles: tuple[Role, ...] = ("admin", "editor", "viewer")
    people = {role: world.member(owner, role) for role in roles}
    for role, store in people.items():
        store.log_queries([logged(project, sql=f"select {role}", outcome="failed", elapsed_ms=10)])
    for role, store in people.items():
        seen = {line.sql for line in store.list_queries(project)}
        all_of_it = {"select owner", *(f"select {one}" for one in roles)}
        assert seen == ({f"select {role}"} if role == "viewer" else all_of_it)
        assert store.query_totals(project).queries == len(seen)
        assert sum(group.totals.queries for group in store.query_groups(project)) == len(seen)
    assert people["viewer"].list_queries(project)[0].created_by_name == "Viewer Test"
    (foreign,) = [line.id for line in owner.list_queries(project) if line.sql == "select owner"]
    for store in (other, world.newcomer("Third")):
        assert store.list_queries(project) == store.query_groups(project) == []
        assert store.query_totals(project).queries == 0
        with pytest.raises(NotFound):
            store.get_query(project, foreign)
    with pytest.raises(NotFound):
        people["viewer"].get_query(project, foreign)
    with pytest.raises(NotFound):
        owner.get_query(owner.create_project("Other").id, foreign)


def test_filters(world: World, owner: Store) -> None:
    filled = Filled(owner)
    project = filled.project.id
    viewer = world.member(owner, "viewer")
    owner.log_queries(
        [
            logged(project, sql="select A", data_source_id=filled.source.id, ago_seconds=7200),
            logged(project, sql="select 50%_done", asked_from="draft", fingerprint="g"),
            logged(project, sql="select c", outcome="failed", error="No such Table"),
            logged(project, sql="select d", outcome="timed_out", from_cache=False),
        ]
    )
    viewer.log_queries([logged(project, sql="select e", outcome="refused")])
    hour = datetime.now(UTC) - timedelta(hours=1)

    def told(**which: object) -> set[str]:
        chosen = QueryFilter(**which)  # type: ignore[arg-type]
        found = {line.sql.removeprefix("select ") for line in owner.list_queries(project, chosen)}
        if chosen.fingerprint is None:
            assert owner.query_totals(project, chosen).queries == len(found)
            assert sum(group.totals.queries for group in owner.query_groups(project, chosen)) == len(found)
        return found

    assert told() == {"A", "50%_done", "c", "d", "e"}
    assert told(since=hour) == {"50%_done", "c", "d", "e"}
    assert told(until=hour) == {"A"}
    assert told(outcomes=("failed", "timed_out")) == {"c", "d"}
    assert told(data_source_id=filled.source.id) == {"A"}
    assert told(person_id=viewer.principal.user_id) == {"e"}
    assert told(asked_from="draft") == {"50%_done"}
    assert told(fingerprint="g") == {"50%_done"}
    assert told(search="  no such table ") == {"c"}
    assert told(search="%_d") == {"50%_done"}
    assert told(search="'; drop table query_log; --\0") == set()


def test_sums_percentiles_and_groups(owner: Store) -> None:
    project = owner.create_project("P").id
    owner.log_queries(
        [
            *(logged(project, sql="select 1", fingerprint="a", elapsed_ms=float(n), bytes=10) for n in range(1, 101)),
            logged(project, sql="select 2", fingerprint="a", elapsed_ms=0.1, bytes=10, from_cache=True),
            logged(project, sql="drop", fingerprint="b", outcome="refused", elapsed_ms=9999),
            logged(project, fingerprint="c", sql="select c", elapsed_ms=60_000, estimated_bytes=500,
            estimated_cost=2.5, estimate_currency="EUR",
                   estimate_source="dry run"),
            logged(project, fingerprint="c", sql="select c", elapsed_ms=40_000, outcome="failed", estimated_bytes=700),
        ]
    )  # fmt: skip
    totals = owner.query_totals(project)
    assert (totals.queries, totals.failed, totals.refused, totals.from_cache, totals.people) == (104, 1, 1, 1, 1)
    assert (totals.seconds, totals.bytes) == (pytest.approx(105.05), 1000)
    assert (totals.estimates, totals.estimated_bytes, totals.estimated_cost) == (2, 1200, 2.5)
    assert totals.estimate_currency == "EUR"
    assert totals.p50_ms == pytest.approx(51.5)
    groups = {group.fingerprint: group for group in owner.query_groups(project)}
    assert list(groups) == ["a", "c", "b"]
    a = groups["a"]
    assert (a.totals.queries, a.totals.from_cache, a.totals.bytes) == (101, 1, 1000)
    assert (a.totals.p50_ms, a.totals.p95_ms) == (pytest.approx(50.5), pytest.approx(95.05))
    assert groups["b"].totals.p50_ms is None and groups["b"].totals.seconds == 0
    assert owner.get_query(project, a.latest_id).sql == a.sql
    assert [group.fingerprint for group in owner.query_groups(project, sort="seconds")] == ["c", "a", "b"]
    assert [group.fingerprint for group in owner.query_groups(project, sort="cost")] == ["c", "a", "b"]
    assert owner.query_groups(project, sort="failed")[0].fingerprint == "c"
    assert [group.fingerprint for group in owner.query_groups(project, limit=1, offset=1)] == ["c"]
    owner.log_queries([logged(project, fingerprint="c", estimated_cost=1.0, estimate_currency="USD")])
    assert owner.query_totals(project).estimated_cost is None
    assert owner.query_groups(project, sort="seconds")[0].totals.estimated_cost is None
    slow = owner.list_queries(project, sort="slowest", limit=3)
    assert [line.elapsed_ms for line in slow] == [60_000, 40_000, 9999]
    empty = owner.query_totals(owner.create_project("Empty").id)
    assert (empty.queries, empty.p50_ms, empty.seconds, empty.estimated_cost) == (0, None, 0, None)


def test_how_long_the_log_is_kept(world: World, owner: Store, other: Store) -> None:
    assert owner.query_log_days() == 90
    for role in ("editor", "viewer"):
        with pytest.raises(NotPermitted):
            world.member(owner, role).keep_query_log(7)  # type: ignore[arg-type]
    world.member(owner, "admin").keep_query_log(30)
    owner.keep_query_log(7)
    assert (owner.query_log_days(), other.query_log_days()) == (7, 90)
    for wrong in (0, -1, 4000):
        with pytest.raises(InvalidInput):
            owner.keep_query_log(wrong)
    assert owner.query_log_days() == 7


def test_what_is_older_is_purged_of_ones_own_organization_whoever_asks(
    world: World, owner: Store, other: Store
) -> None:
    mine, theirs = owner.create_project("P").id, other.create_project("Q").id
    for store, project in ((owner, mine), (other, theirs)):
        store.log_queries([logged(project, sql=f"select {n}") for n in range(25)])
    world.admin.execute(
        "update public.query_log set created_at = created_at - interval '8 days' where sql <> 'select 1'"
    )
    assert owner.purge_query_log() == other.purge_query_log() == 0
    owner.keep_query_log(7)
    viewer = world.member(owner, "viewer")
    assert viewer.purge_query_log(10) == 10
    assert viewer.purge_query_log(10**9) == 14
    assert owner.purge_query_log() == viewer.purge_query_log(-5) == 0
    assert [line.sql for line in owner.list_queries(mine)] == ["select 1"]
    assert len(other.list_queries(theirs)) == 25


def test_writers_at_the_same_time_lose_nothing(world: World, owner: Store) -> None:
    project = owner.create_project("P").id
    people = [owner, world.member(owner, "editor"), world.member(owner, "viewer")]

    def write(store: Store) -> None:
        for _ in range(5):
            store.log_queries([logged(project) for _ in range(40)])

    threads = [threading.Thread(target=write, args=(store,)) for store in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert owner.query_totals(project).queries == 600


def test_a_line_is_written_once_and_nobody_elses_is_touched_by_its_id(owner: Store, other: Store) -> None:
    mine, theirs = owner.create_project("P"), other.create_project("P")
    id = str(uuid4())
    for _ in range(2):
        owner.log_queries([logged(mine.id, sql="select 1", id=id)])
    other.log_queries([logged(theirs.id, sql="select 2", id=id), logged(theirs.id, sql="select 3")])
    assert [(line.id, line.sql) for line in owner.list_queries(mine.id)] == [(id, "select 1")]
    assert [line.sql for line in other.list_queries(theirs.id)] == ["select 3"]
