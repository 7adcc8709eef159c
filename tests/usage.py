"""What a project's day has used, arranged behind row-level security; and a clock of the workspace that jumps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from lunara.workspace.store import Store


def use(
    connection: psycopg.Connection[Any],
    store: Store,
    project_id: str,
    *,
    bytes: int = 0,
    seconds: float = 0.0,
    tokens: int = 0,
) -> None:
    """Have this person have used so much of a project's day."""
    connection.execute(
        "insert into public.project_usage as u (project_id, day, user_id, queries, bytes, seconds, tokens)"
        " values (%s, private.today(), %s, 0, %s, %s, %s) on conflict on constraint project_usage_pkey do update"
        " set bytes = u.bytes + excluded.bytes, seconds = u.seconds + excluded.seconds, tokens = u.tokens + excluded.tokens",
        (project_id, store.principal.user_id, bytes, seconds, tokens),
    )


def set_clock(connection: psycopg.Connection[Any], moment: datetime | None) -> None:
    """Have the workspace take this moment for now, as if its server's clock had been set; None is the true one again."""
    now = "clock_timestamp()" if moment is None else f"timestamptz '{moment.isoformat()}'"
    connection.execute(
        "create or replace function private.clock() returns timestamptz language sql volatile set search_path = ''"
        f" as $$ select {now} $$"
    )
