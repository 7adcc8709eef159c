"""Fresh workspaces and people in them, for fixtures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg

from lunara.settings import Settings
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import QueryLine
from lunara.workspace.records import Principal
from lunara.workspace.store import principal_for_identity

TEMPLATE = "template_lunara"
_numbers = itertools.count(1)


@contextmanager
def fresh_workspace(server: EmbeddedServer, settings: Settings) -> Iterator[str]:
    """An empty, migrated workspace on `server` behind `settings` in this process; yields its database's name."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.address().conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
        admin.execute(f"revoke all on database {name} from public")
        admin.execute(f"grant connect on database {name} to lunara_app")
        runtime.install(settings, runtime.Runtime(settings, server=server, database=name))
        try:
            yield name
        finally:
            LOG.close(2)
            runtime.uninstall(settings)
            admin.execute(f"drop database {name} with (force)")


def logged(project_id: str, **told: Any) -> QueryLine:
    """A line of the query log; what is not told is of no matter."""
    usual: dict[str, Any] = {
        "data_source_id": None, "asked_from": "ask", "sql": "select 1", "fingerprint": "f", "outcome": "done",
    }  # fmt: skip
    return QueryLine(project_id=project_id, **{**usual, **told})


def newcomer(settings: Settings, name: str) -> Principal:
    """A new user who owns a new organization."""
    email = f"{uuid4().hex[:8]}@example.test"
    return principal_for_identity(settings, "test", email, email, name)
