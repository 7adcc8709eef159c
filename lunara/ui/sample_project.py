"""The sample project: an online shop's warehouse made on this machine, its published model, and an agent."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from lunara.connect.warehouse import CancelToken
from lunara.errors import LunaraError
from lunara.ui.connecting import delete_project
from lunara.ui.jobs import Report
from lunara.ui.page import PageContext
from lunara.ui.warehouses import refresh_catalog
from lunara.workspace.records import Project, ProjectSummary, SemanticModelHead
from lunara.workspace.store import Store

NAME = "Sample: online shop"
DESCRIPTION = "Three years of a shop that sells worldwide: orders, returns, payments, stock, visits and advertising."
LEFT_OVER_SECONDS = 600.0  # nobody makes a sample for longer than this
AGENT_NAME = "Shop analyst"
STARTERS = (
    "Revenue by month in the last 12 months",
    "Top 10 products by revenue this year",
    "Revenue by country last quarter",
    "Average order value by sales channel",
)


def open_sample(ctx: PageContext, report: Report, cancel: CancelToken) -> str:
    """Make the sample project; returns the project's id. When it fails or is cancelled nothing of it stays behind.

    It is archived until it is whole, so a process that dies on the way leaves nothing half made on Home; what it leaves
    elsewhere is swept away when a sample is made again.
    """
    from lunara.connect.sample import make_sample

    folder = ctx.settings.home / "samples" / ctx.organization.id
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(ctx, folder)
    path = folder / f"shop-{secrets.token_hex(4)}.duckdb"
    project: Project | None = None
    try:
        report("Making the shop's data")
        make_sample(path, on_step=lambda step: report("Making the shop's data", detail=step))
        cancel.raise_if_cancelled()
        report("Creating the project")
        project = ctx.store.create_project(NAME, DESCRIPTION, archived=True)
        _fill(ctx, project, path, report)
        ctx.store.update_project(project.id, archived=False)
    except LunaraError:
        if project is not None:
            ctx.store.delete_project(project.id)
        path.unlink(missing_ok=True)
        raise
    return project.id


def _sweep(ctx: PageContext, folder: Path) -> None:
    """Remove what a process that died left half made: archived samples that nobody has seen, files that nothing uses."""
    if not ctx.principal.may("editor"):  # others are not told which files are used
        return
    horizon = time.time() - LEFT_OVER_SECONDS
    for item in ctx.store.list_projects(search=NAME, archived=True, limit=200):
        untouched = not (item.agents or item.artifacts or item.sessions)
        if item.project.name == NAME and untouched and item.project.created_at.timestamp() < horizon:
            delete_project(ctx, item.project.id)
    left = [path for path in folder.iterdir() if path.stat().st_mtime < horizon]
    if not left:
        return
    used = {
        source.config.get("path", "")
        for archived in (True, False)
        for item in _every_project(ctx, archived)
        for source in ctx.store.list_data_sources(item.project.id)
    }
    for path in left:
        if str(path) not in used:
            path.unlink(missing_ok=True)


def _every_project(ctx: PageContext, archived: bool) -> Iterator[ProjectSummary]:
    page = 200
    for offset in itertools.count(0, page):
        found = ctx.store.list_projects(archived=archived, limit=page, offset=offset)
        yield from found
        if len(found) < page:
            return


def _fill(ctx: PageContext, project: Project, path: Path, report: Report) -> None:
    store = ctx.store
    report("Connecting the warehouse")
    source = store.create_data_source(project.id, "Online shop", "duckdb", {"path": str(path)}, {})
    source = refresh_catalog(ctx, source)
    report("Publishing the reviewed model")
    head = _publish_model(store, project.id, source.id)
    report("Setting up an agent")
    store.create_agent(
        project.id,
        AGENT_NAME,
        description="Answers questions about sales, returns, stock and marketing of the sample shop.",
        instructions="Revenue means net revenue unless gross is asked for.",
        config={
            "planner": "auto",
            "semantic_model_id": head.id,
            "semantic_model_version": head.published_version,
            "starter_questions": list(STARTERS),
        },
    )


def _publish_model(store: Store, project_id: str, source_id: str) -> SemanticModelHead:
    from lunara.semantic.sample import sample_model

    model = sample_model()
    content = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    head = store.create_semantic_model(
        project_id, source_id, "Online shop", content, {}, note="Comes with the sample: reviewed."
    )
    return store.publish_semantic_model(head.id, head.latest_version)
