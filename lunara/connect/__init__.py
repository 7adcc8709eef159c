"""Step 1 of the journey: warehouses. `KINDS` names one module per kind; nothing here imports a driver."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "duckdb": "lunara.connect.duckdb",
    "sqlite": "lunara.connect.sqlite",
    "postgres": "lunara.connect.postgres",
    "files": "lunara.connect.files",
}
