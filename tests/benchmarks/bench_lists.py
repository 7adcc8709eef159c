"""Whether a list of 10,000 opens as fast as one of 10: each list of the workspace, in an organization of each size.

    python -m tests.benchmarks.bench_lists [--large 10000] [--small 10] [--rounds 25] [--postgrest]

Through the Store, as a member of the one and of the other in turns; times are medians by the clock. With --postgrest through the
real Supabase client too, and the stand-in of its API (which costs some milliseconds a request). The last page begins after the
row before it, as the pager asks for it. A search for nothing looks at every name: it is shown, and not held to the goal.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from lunara.settings import load_settings
from lunara.ui.components.home import CARDS
from lunara.ui.components.people import PEOPLE
from lunara.ui.page import PROJECTS_IN_PICKER
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, DATABASE, EmbeddedServer
from lunara.workspace.query_log import QueryFilter
from lunara.workspace.records import Mark, Principal
from lunara.workspace.store import Store, open_store
from tests.benchmarks.live import figure
from tests.benchmarks.organizations import Watched, fill_sizes, person, store_of
from tests.workspace_data import TEMPLATE

Read = Callable[[Store], object]


def lists(project: str, last: Mark) -> dict[str, Read]:
    """Every list, by what it is called; `last` is where the page before the last one ends."""
    return {
        "projects: cards": lambda store: store.list_projects(limit=CARDS + 1),
        "projects: last page": lambda store: store.list_projects(limit=CARDS + 1, after=last),
        "projects: chooser": lambda store: store.recent_projects(limit=PROJECTS_IN_PICKER),
        "projects: a search": lambda store: store.list_projects(search="project 1", limit=CARDS + 1),
        "a project": lambda store: store.get_project(project),
        "agents: cards": lambda store: store.list_agents(limit=CARDS + 1),
        "agents: last page": lambda store: store.list_agents(limit=CARDS + 1, after=last),
        "agents of a project": lambda store: store.list_agents(project_id=project),
        "artifacts: latest": lambda store: store.list_artifacts(limit=CARDS + 1),
        "artifacts: last page": lambda store: store.list_artifacts(limit=CARDS + 1, after=last),
        "artifacts of a project": lambda store: store.list_artifacts(project_id=project),
        "versions of an artifact": lambda store: store.list_artifact_versions(project),
        "data sources": lambda store: store.list_data_sources(project),
        "models": lambda store: store.list_semantic_models(project),
        "versions of a model": lambda store: store.list_semantic_model_versions(project),
        "conversations: latest": lambda store: store.list_sessions(limit=CARDS + 1),
        "conversations: last page": lambda store: store.list_sessions(limit=CARDS + 1, after=last),
        "conversations of a project": lambda store: store.list_sessions(project_id=project),
        "queries": lambda store: store.list_queries(project, QueryFilter()),
        "members": lambda store: store.list_members(limit=PEOPLE + 1),
        "invitations": lambda store: store.list_invitations(limit=PEOPLE + 1),
    }


NOTHING: dict[str, Read] = {
    "projects: a search for nothing": lambda store: store.list_projects(search="no such name", limit=CARDS + 1),
}


@contextmanager
def _workspace(sizes: Sequence[int]) -> Iterator[psycopg.Connection[Any]]:
    with tempfile.TemporaryDirectory(prefix="lunara-lists-") as folder:
        server = EmbeddedServer(Path(folder), load_settings({}).postgres_bin)
        try:
            runtime.prepare(server.address())
            with psycopg.connect(server.address().conninfo(ADMIN, DATABASE), autocommit=True) as admin:
                _fill(admin, sizes)
                yield admin
        finally:
            server.leave()


def _fill(admin: psycopg.Connection[Any], sizes: Sequence[int]) -> None:
    """The organizations, with as many people and invitations as projects."""
    fill_sizes(admin, sizes)
    for number, size in enumerate(sizes, 1):
        with admin.transaction():
            admin.execute("set local session_replication_role = replica")
            admin.execute(
                "insert into public.profiles (id, organization_id, email, full_name, role)"
                " select md5('m' || %s::int || '.' || n)::uuid, md5('o' || %s::int)::uuid, n || '@x.test', 'P ' || n, 'viewer'"
                " from generate_series(2, %s::int) n",
                (number, number, size),
            )
            admin.execute(
                "insert into public.invitations (organization_id, email) select md5('o' || %s::int)::uuid, n || '@y.test'"
                " from generate_series(1, least(%s::int, 500)) n",
                (number, size),
            )
    admin.execute("vacuum analyze")


def measure(large: int, small: int, rounds: int) -> list[str]:
    """The figures over psycopg: each list among `large`, against the same among `small`."""
    with _workspace((small, large)) as admin:
        stores = [store_of(Watched(admin), person(admin, number)) for number in (1, 2)]
        return _compared(admin, (stores[1], large), (stores[0], small), rounds)


def measure_postgrest(large: int, small: int, rounds: int) -> list[str]:
    """The same through supabase-py and the stand-in of Supabase's API."""
    from tests.contract.worlds import supabase_world

    with tempfile.TemporaryDirectory(prefix="lunara-lists-") as folder:
        server = EmbeddedServer(Path(folder), load_settings({}).postgres_bin)
        try:
            runtime.prepare(server.address(), TEMPLATE)
            with supabase_world(server, Path(folder) / "home") as world:
                people = [world.principal(f"{size}@z.test", "Olga Owner") for size in (small, large)]
                _fill(world.admin, (small, large))
                stores = [_moved(world.admin, world.settings, who, n) for n, who in enumerate(people, 1)]
                return _compared(world.admin, (stores[1], large), (stores[0], small), rounds)
        finally:
            server.leave()


def _moved(admin: psycopg.Connection[Any], settings: Any, who: Principal, number: int) -> Store:
    """A person of the stand-in of Supabase Auth as the owner of the organization with that number and its conversations."""
    from lunara.workspace.supabase import read_token_principal

    admin.execute(
        "update public.profiles set organization_id = md5('o' || %s::int)::uuid, role = 'owner' where id = %s::uuid",
        (number, who.user_id),
    )
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")  # their time stays
        admin.execute(
            "update public.agent_sessions set created_by = %s::uuid where organization_id = md5('o' || %s::int)::uuid",
            (who.user_id, number),
        )
    admin.execute("vacuum analyze public.agent_sessions")
    return open_store(settings, read_token_principal(settings, who.access_token))


def _compared(
    admin: psycopg.Connection[Any], large: tuple[Store, int], small: tuple[Store, int], rounds: int
) -> list[str]:
    lines = []
    reads = [_reads(admin, number, size) for number, (_, size) in enumerate((small, large), 1)]
    for name in reads[0]:
        few, many = reads[0][name], reads[1][name]
        if name not in NOTHING and not (few(small[0]) and many(large[0])):
            raise AssertionError(f"{name}: nothing is listed")
        taken = [(_timed(many, large[0]), _timed(few, small[0])) for _ in range(rounds)]
        mine, other = (median(one) for one in zip(*taken, strict=True))
        lines.append(figure(f"{name}, of {large[1]:,}", mine, other, "ms", f"of {small[1]:,}"))
    return lines


def _reads(admin: psycopg.Connection[Any], number: int, size: int) -> dict[str, Read]:
    row = admin.execute(
        "select changed_at, id::text from public.projects where organization_id = md5('o' || %s::int)::uuid"
        " order by changed_at desc, id desc offset %s limit 1",
        (number, max(size - CARDS // 2, 1) - 1),
    ).fetchone()
    assert row is not None
    project = admin.execute("select md5('p' || %s::int || '.1')::uuid::text", (number,)).fetchone()
    assert project is not None
    return {**lists(project[0], Mark(*row)), **NOTHING}


def _timed(read: Read, store: Store) -> float:
    began = time.perf_counter()
    read(store)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--postgrest", action="store_true")
    arguments = parser.parse_args()
    for line in measure(arguments.large, arguments.small, arguments.rounds):
        print(line)
    if arguments.postgrest:
        print("through the API:")
        for line in measure_postgrest(arguments.large, arguments.small, arguments.rounds):
            print(line)


if __name__ == "__main__":
    main()
