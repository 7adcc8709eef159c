"""How libpq connects, whatever speaks Postgres' wire at the other end."""

from __future__ import annotations

from typing import Any

# For what is left out libpq asks the environment (PGPASSWORD, PGOPTIONS, PGSERVICE): so it is empty and not left out, and
# nothing of the machine that Lunara runs on is taken: no password file, no service file, no client keys. A server that is no
# longer there is noticed while a result is awaited, and while one is cancelled.
CLOSED: dict[str, Any] = {
    "options": "",
    "passfile": "/dev/null/none",
    "sslcertmode": "disable",
    "gssencmode": "disable",
    "client_encoding": "utf8",
    "application_name": "lunara",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
