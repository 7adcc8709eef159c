"""A warehouse of many tables as companies have them, and a workspace with its drafted model.

    python -m tests.benchmarks.many_tables HOME [--tables 500] [--rows 200]

`make_warehouse` writes a DuckDB file: departments, each with master data, lookups, documents and their lines, which refer to
one another and to what all departments share (customers, products, employees, stores). Up to twenty columns a table, the same
for the same arguments. The command fills a LUNARA_HOME: project, data source, the model drafted from names and types and
published, and a dashboard over it; it prints their ids as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lunara.build.artifact import DashboardContent, Figure, content_json
from lunara.build.kinds.dashboard import add_tile
from lunara.connect import open_warehouse
from lunara.semantic.draft import draft_model, review_of
from lunara.semantic.query import SemanticQuery
from lunara.settings import load_settings
from lunara.ui.model_desk import content_of
from lunara.workspace import runtime
from lunara.workspace.store import Store, local_principal, open_store

COLUMNS = 20
TILES = 4
DEPARTMENTS = [
    "sales",
    "billing",
    "shipping",
    "purchasing",
    "inventory",
    "production",
    "quality",
    "maintenance",
    "marketing",
    "support",
    "hr",
    "payroll",
    "finance",
    "treasury",
    "legal",
    "projects",
    "fleet",
    "facilities",
    "online",
    "loyalty",
    "returns",
    "pricing",
    "travel",
    "training",
    "insurance",
]
SHARED = {"customers": "customer", "products": "product", "employees": "employee", "stores": "store"}
LOOKUPS = ["types", "statuses", "channels", "regions", "categories"]
MASTERS = ["accounts", "partners", "contracts", "locations", "campaigns"]
DOCUMENTS = ["orders", "requests", "bookings", "payments", "events"]

_WORDS = {
    "status": "['open', 'in progress', 'closed', 'cancelled'][1 + i % 4]",
    "priority": "['low', 'normal', 'high'][1 + i % 3]",
    "country_code": "['US', 'DE', 'FR', 'ES', 'JP'][1 + i % 5]",
    "city": "['Boston', 'Berlin', 'Lyon', 'Madrid', 'Osaka', 'Kyoto'][1 + i % 6]",
    "currency_code": "['USD', 'EUR', 'JPY'][1 + i % 3]",
    "name": "'Name ' || i",
    "email": "'person' || i || '@example.com'",
    "phone": "'+1 555 ' || lpad(i::varchar, 4, '0')",
    "postal_code": "lpad((10000 + i * 7)::varchar, 5, '0')",
    "notes": "'Note ' || (i % 17)",
    "reference_no": "'R-' || lpad(i::varchar, 6, '0')",
    "external_code": "'X' || (i * 13)",
    "segment": "['Consumer', 'Corporate', 'Public'][1 + i % 3]",
    "language": "['en', 'de', 'fr'][1 + i % 3]",
    "source_system": "['web', 'app', 'import'][1 + i % 3]",
}
_NUMBERS = {
    "amount": ("decimal(12,2)", "round(10 + (i * 37 % 900) * 1.25, 2)"),
    "net_amount": ("decimal(12,2)", "round(8 + (i * 31 % 800) * 1.1, 2)"),
    "tax_amount": ("decimal(12,2)", "round((i * 31 % 800) * 0.19, 2)"),
    "discount_amount": ("decimal(12,2)", "round((i % 7) * 1.5, 2)"),
    "shipping_cost": ("decimal(12,2)", "round(3 + (i % 11) * 0.9, 2)"),
    "quantity": ("integer", "1 + i % 12"),
    "unit_price": ("decimal(12,2)", "round(5 + (i * 17 % 300) * 0.75, 2)"),
    "discount_rate": ("double", "(i % 20) / 100.0"),
    "weight_kg": ("double", "round(0.2 + (i % 40) * 0.35, 2)"),
    "duration_minutes": ("integer", "5 + i * 13 % 240"),
    "budget": ("decimal(14,2)", "1000 + (i * 91 % 5000)"),
    "credit_limit": ("decimal(14,2)", "500 + (i * 53 % 9000)"),
    "balance": ("decimal(14,2)", "round((i * 47 % 4000) - 700.0, 2)"),
    "rating": ("integer", "1 + i % 5"),
    "fiscal_year": ("integer", "2023 + i % 3"),
}
_FLAGS = ["is_active", "is_test", "is_confirmed", "has_attachment"]
_TIMES = ["created_at", "updated_at", "due_date", "closed_at"]


@dataclass(frozen=True)
class Made:
    """One table: its name, its columns as (name, type, expression of the row number `i`)."""

    name: str
    columns: tuple[tuple[str, str, str], ...]


def tables_of(count: int) -> list[Made]:
    """The first `count` tables of the warehouse: what is shared, then department by department."""
    chance = random.Random(7)
    made = [_table(f"core_{name}", one, [], "master", chance) for name, one in SHARED.items()]
    for department in _departments(count):
        names = {kind: f"{department}_{kind}" for kind in (*LOOKUPS, *MASTERS, *DOCUMENTS)}
        key = {kind: f"{department}_{_one(kind)}_id" for kind in names}
        lookups = [(key[kind], names[kind]) for kind in LOOKUPS]
        shared = [(f"{one}_id", f"core_{name}") for name, one in SHARED.items()]
        for kind in LOOKUPS:
            made.append(_table(names[kind], f"{department}_{_one(kind)}", [], "lookup", chance))
        for kind in MASTERS:
            made.append(_table(names[kind], f"{department}_{_one(kind)}", chance.sample(lookups, 2), "master", chance))
        for kind in DOCUMENTS:
            masters = [(key[name], names[name]) for name in chance.sample(MASTERS, 2)]
            references = [*chance.sample(lookups, 1), *masters, *chance.sample(shared, 2)]
            document = f"{department}_{_one(kind)}"
            made.append(_table(names[kind], document, references, "document", chance))
            made.append(
                _table(f"{document}_lines", f"{document}_line", [(key[kind], names[kind]), shared[1]], "line", chance)
            )
    return made[:count]


def _departments(count: int) -> list[str]:
    each = len(LOOKUPS) + len(MASTERS) + 2 * len(DOCUMENTS)
    rounds = -(-count // (each * len(DEPARTMENTS)))
    return [name if not again else f"{name}{again + 1}" for again in range(rounds) for name in DEPARTMENTS]


def _one(kind: str) -> str:
    endings = {"statuses": "status", "categories": "category"}
    return endings.get(kind, kind.removesuffix("s"))


def _table(name: str, one: str, references: list[tuple[str, str]], role: str, chance: random.Random) -> Made:
    columns = [(f"{one}_id", "bigint", "i")]
    columns += [(column, "bigint", "1 + i * 7 % 40") for column, _ in dict(references).items()]
    words, numbers = chance.sample(sorted(_WORDS), 6), chance.sample(sorted(_NUMBERS), 7)
    if role in ("document", "line"):
        columns.append(
            (
                f"{one.rpartition('_')[2]}_date",
                "timestamp",
                "timestamp '2024-01-01' + to_hours((i * 97 % 17000)::integer)",
            )
        )
        numbers = sorted({*numbers[:4], "amount", "quantity"})
    if role in ("master", "lookup"):
        columns += [("name", "varchar", f"'{one.rpartition('_')[2].title()} ' || i")]
    for word in words:
        columns.append((word, "varchar", _WORDS[word]))
    for number in numbers if role != "lookup" else numbers[:2]:
        columns.append((number, *_NUMBERS[number]))
    columns += [(flag, "boolean", f"i % {position + 2} = 0") for position, flag in enumerate(_FLAGS)]
    columns += [(time, "timestamp", "timestamp '2023-06-01' + to_days((i % 700)::integer)") for time in _TIMES]
    named = {column[0]: column for column in reversed(columns)}
    ordered = [column for column in columns if named[column[0]] is column]
    return Made(name, tuple(ordered[:COLUMNS]))


def make_warehouse(path: Path, tables: int = 500, rows: int = 200) -> None:
    """Write the DuckDB file. Raises duckdb.Error when the file cannot be written."""
    with duckdb.connect(str(path)) as connection:
        for table in tables_of(tables):
            columns = ", ".join(f'({expression})::{type} as "{name}"' for name, type, expression in table.columns)
            connection.execute(f'create table "{table.name}" as select {columns} from range(1, {rows + 1}) t(i)')
            key = table.columns[0][0]
            connection.execute(f'alter table "{table.name}" add primary key ("{key}")')


@dataclass(frozen=True)
class ManyTables:
    """What was made."""

    path: Path
    project: str
    model: str
    artifact: str


def make_project(store: Store, path: Path, tables: int = 500, rows: int = 200) -> ManyTables:
    """The warehouse at `path`, and a project with its model, drafted without a look at the values and published."""
    make_warehouse(path, tables, rows)
    project = store.create_project("Many tables")
    source = store.create_data_source(project.id, "Company", "duckdb", {"path": str(path)}, {})
    warehouse = open_warehouse("duckdb", {"path": str(path)}, {}, load_settings({}))
    try:
        catalog = warehouse.catalog()
    finally:
        warehouse.close()
    store.save_catalog(source.id, catalog.to_json())
    draft = draft_model(catalog, name="Company")
    head = store.create_semantic_model(
        project.id, source.id, "Company", content_of(draft.model), review_of(draft), note="Drafted"
    )
    store.publish_semantic_model(head.id, 1)
    content = DashboardContent()
    totals = [(t.name, m.name) for t in draft.model.tables for m in t.measures if m.expression == "amount"]
    for table, measure in totals[:TILES]:
        figure = Figure(query=SemanticQuery(measures=(f"{table}.{measure}",)), semantic_model_id=head.id)
        content = add_tile(content, "table", title=f"Amount of {table}", figure=figure)
    artifact = store.create_artifact(project.id, "dashboard", "Company numbers", content=content_json(content))
    return ManyTables(path, project.id, head.id, artifact.id)


def main() -> None:
    """Make it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--rows", type=int, default=200)
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    settings = load_settings({"LUNARA_HOME": str(options.home)})
    store = open_store(settings, local_principal(settings))
    made = make_project(store, options.home / "company.duckdb", options.tables, options.rows)
    runtime.close_all()
    print(json.dumps({"project": made.project, "model": made.model, "artifact": made.artifact}))


if __name__ == "__main__":
    main()
