"""What row-level security costs Home: its queries as a person among 1,000 organizations with 100 projects each.

    python -m tests.benchmarks.bench_rls [--organizations 1000] [--projects 100] [--rounds 15]

Through the Store, as a member, against the same queries as a superuser in the same run, over views that leave row-level security
out and have the organization in a WHERE written by hand. The two take turns; times are medians by the clock.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from lunara.settings import load_settings
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, DATABASE, EmbeddedServer
from tests.benchmarks.live import figure
from tests.benchmarks.organizations import HOME, Read, Watched, by_hand, fill, person, store_of


@contextmanager
def workspace(organizations: int, projects: int) -> Iterator[psycopg.Connection[Any]]:
    """A server of its own with those organizations; the superuser's connection."""
    with tempfile.TemporaryDirectory(prefix="lunara-rls-") as folder:
        server = EmbeddedServer(Path(folder), load_settings({}).postgres_bin)
        try:
            runtime.prepare(server.address())
            with psycopg.connect(server.address().conninfo(ADMIN, DATABASE), autocommit=True) as admin:
                fill(admin, organizations, projects)
                yield admin
        finally:
            server.leave()


def measure(organizations: int, projects: int, rounds: int) -> list[str]:
    """The figures: each of Home's queries, and all of them together."""
    with workspace(organizations, projects) as admin:
        who = person(admin, organizations // 2)
        member, superuser = store_of(Watched(admin), who), store_of(Watched(admin, bare=True), who)
        with by_hand(admin, who):
            lines, ours, theirs = [], 0.0, 0.0
            for name, read in HOME.items():
                if read(member) != read(superuser):
                    raise AssertionError(f"{name}: the two do not answer the same")
                taken = [(_timed(read, member), _timed(read, superuser)) for _ in range(rounds)]
                mine, bare = (median(one) for one in zip(*taken, strict=True))
                lines.append(figure(name, mine, bare, "ms", "the same as superuser"))
                ours, theirs = ours + mine, theirs + bare
            return [*lines, figure("all of Home", ours, theirs, "ms", "the same as superuser")]


def _timed(read: Read, store: Any) -> float:
    began = time.perf_counter()
    read(store)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organizations", type=int, default=1000)
    parser.add_argument("--projects", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    for line in measure(arguments.organizations, arguments.projects, arguments.rounds):
        print(line)


if __name__ == "__main__":
    main()
