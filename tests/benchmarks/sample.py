"""Fills a LUNARA_HOME with the sample project and a dashboard of eight charts: `python -m tests.benchmarks.sample HOME`.

Prints the ids as JSON and writes the rows of each chart to HOME/results, for pages that draw the same without Lunara.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lunara.build.artifact import DashboardContent, Figure, content_json
from lunara.build.kinds.dashboard import add_tile
from lunara.connect.run import run
from lunara.connect.warehouse import CancelToken
from lunara.semantic.compile import compile_query
from lunara.semantic.query import DimensionRef, SemanticQuery, TimeFilter, TimeRange
from lunara.settings import load_settings
from lunara.ui.page import PageContext, clock_of
from lunara.ui.sample_project import open_sample
from lunara.ui.warehouses import POOL, lease_for, load_model
from lunara.workspace import runtime
from lunara.workspace.store import local_principal, open_store

LAST_YEAR = TimeFilter(range=TimeRange(last=12, grain="month", complete=True))


def _by_month(*measures: str, by: str | None = None) -> SemanticQuery:
    month = DimensionRef(field="orders.ordered_at", grain="month")
    return SemanticQuery(measures=measures, dimensions=(month, *((by,) if by else ())), time=LAST_YEAR)


def _by(measure: str, field: str) -> SemanticQuery:
    return SemanticQuery(measures=(measure,), dimensions=(field,), time=LAST_YEAR)


CHARTS = {
    "Revenue by month": _by_month("revenue"),
    "Orders by month": _by_month("order_count"),
    "Revenue by month and channel": _by_month("revenue", by="channels.name"),
    "Gross profit by month and department": _by_month("gross_profit", by="categories.department"),
    "Revenue by country": _by("revenue", "customers.country"),
    "Revenue by category": _by("revenue", "categories.name"),
    "Orders by status": _by("order_count", "orders.status"),
    "Average order value by segment": _by("average_order_value", "customers.segment"),
}


def main() -> None:
    """Make it."""
    home = Path(sys.argv[1])
    settings = load_settings({"LUNARA_HOME": str(home)})
    principal = local_principal(settings)
    store = open_store(settings, principal)
    organization = store.organization()
    ctx = PageContext(settings, principal, store, organization, None, clock_of(organization))
    project = open_sample(ctx, lambda step, **_: None, CancelToken())
    head = store.list_semantic_models(project)[0]
    _, model = load_model(ctx, head.id)
    source = store.get_data_source(head.data_source_id)
    content = DashboardContent()
    results = home / "results"
    results.mkdir()
    import pyarrow.parquet

    with lease_for(ctx, source) as warehouse:
        for number, (title, query) in enumerate(CHARTS.items()):
            content = add_tile(content, "chart", title=title, figure=Figure(query=query, semantic_model_id=head.id))
            compiled = compile_query(query, model, warehouse.dialect, ctx.clock)
            pyarrow.parquet.write_table(run(warehouse, compiled.sql).data, results / f"{number}.parquet")
    artifact = store.create_artifact(project, "dashboard", "Eight charts", content=content_json(content))
    POOL.close()
    runtime.close_all()
    print(json.dumps({"project": project, "artifact": artifact.id}))


if __name__ == "__main__":
    main()
