"""The query log with a million lines in one project, and what a query waits for its own line.

    python -m tests.benchmarks.bench_query_log [--lines 1000000] [--rounds 3]

What the Queries page asks for goes through the Store, as one person, under row-level security; against a bare `count(*)` of the
same lines as the same person. Times are the clock's, the least of the rounds. A line into the log is against writing it there and
then.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from lunara.connect.statement_shape import shape_of
from lunara.settings import load_settings
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, DATABASE, EmbeddedServer
from lunara.workspace.log_writer import LogWriter
from lunara.workspace.query_log import QueryFilter, QueryLine
from lunara.workspace.store import Store, local_principal
from tests.benchmarks.live import figure

_FILL = """
insert into public.query_log
  (project_id, asked_from, sql, fingerprint, outcome, bytes, elapsed_ms, from_cache, created_by, created_at)
select %(project)s, (array['ask', 'artifact', 'draft', 'check'])[1 + i %% 4],
  'SELECT SUM(amount) FROM orders WHERE customer = ' || i || repeat(' AND region IN (1, 2, 3)', 18),
  md5(floor(power(random(), 3) * 5000)::text),
  (array['done', 'done', 'done', 'done', 'done', 'done', 'truncated', 'failed', 'refused', 'timed_out'])[1 + i %% 10],
  floor(random() * 100000), exp(random() * 8), i %% 5 = 0, %(person)s, now() - random() * interval '30 days'
from generate_series(1, %(lines)s) i
"""
_BECOME = "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)"
_COUNT = "select count(*) from public.query_log where project_id = %s and created_at >= coalesce(%s::timestamptz, '-infinity')"


@contextmanager
def filled(lines: int) -> Iterator[tuple[Store, str, psycopg.Connection[tuple[object, ...]]]]:
    """A workspace of its own whose only project has that many lines of a month; its store, the project, the superuser."""
    with tempfile.TemporaryDirectory(prefix="lunara-log-") as folder:
        settings = load_settings({"LUNARA_HOME": folder})
        server = EmbeddedServer(Path(folder), settings.postgres_bin)
        runtime.prepare(server.address())
        runtime.install(settings, runtime.Runtime(settings, server=server))
        try:
            principal = local_principal(settings)
            store = runtime.runtime(settings).store(principal)
            project = store.create_project("Log").id
            with psycopg.connect(server.address().conninfo(ADMIN, DATABASE), autocommit=True) as admin:
                admin.execute("alter table public.query_log disable trigger date_query_log")
                admin.execute(_FILL, {"project": project, "person": principal.user_id, "lines": lines})
                admin.execute("alter table public.query_log enable trigger date_query_log")
                admin.execute("vacuum analyze public.query_log")
                yield store, project, admin
        finally:
            runtime.uninstall(settings)
            server.leave()


def measure(lines: int, rounds: int) -> list[str]:
    """The figures."""
    with filled(lines) as (store, project, admin):
        return [*_reading(store, project, admin, rounds), *_writing(store, project)]


def _reading(store: Store, project: str, admin: psycopg.Connection[tuple[object, ...]], rounds: int) -> Iterator[str]:
    claims = json.dumps({"sub": store.principal.user_id, "role": "authenticated"})
    for period, length in (("all", None), ("a week", timedelta(days=7)), ("a day", timedelta(days=1))):
        since = None if length is None else datetime.now(UTC) - length
        which = QueryFilter(since=since)

        def bare(since: datetime | None = since) -> None:
            with admin.transaction():
                admin.execute(_BECOME, (claims,))
                admin.execute(_COUNT, (project, since)).fetchone()

        against = _least(bare, rounds)
        for name, ask in (
            ("sums", lambda which=which: store.query_totals(project, which)),
            ("most frequent", lambda which=which: store.query_groups(project, which)),
            ("newest", lambda which=which: store.list_queries(project, which, limit=26)),
            ("slowest", lambda which=which: store.list_queries(project, which, sort="slowest", limit=26)),
        ):
            yield figure(f"{name} of {period}", _least(ask, rounds), against, "ms", "a bare count of the same lines")


def _writing(store: Store, project: str) -> Iterator[str]:
    sql = "SELECT SUM(amount) FROM orders WHERE customer = 7 AND region IN (1, 2, 3)"

    def line() -> QueryLine:
        return QueryLine(project, None, "ask", sql, shape_of(sql, "postgres"), "done")

    number, few = 4000, 100
    writer = LogWriter()
    began = time.perf_counter()
    for _ in range(number):
        writer.put(store, project, line, len(sql))
    put = (time.perf_counter() - began) * 1000 / number
    assert writer.flush(120)
    written = (time.perf_counter() - began) * 1000 / number
    began = time.perf_counter()
    for _ in range(few):
        store.log_queries([line()])
    alone = (time.perf_counter() - began) * 1000 / few
    yield figure("a query waits for its line (µs)", put * 1000, alone * 1000, "µs", "the line written there and then")
    yield figure("a line written, of many (µs)", written * 1000, alone * 1000, "µs", "the line written by itself")


def _least(ask: Callable[[], object], rounds: int) -> float:
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        found.append((time.perf_counter() - began) * 1000)
    return min(found)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for line in measure(arguments.lines, arguments.rounds):
        print(line)


if __name__ == "__main__":
    main()
