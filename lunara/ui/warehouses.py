"""Open data sources, statements on them, published models and catalogs, for pages and jobs.

Open warehouses are shared by the process: one per organization, data source and version of its settings. Nothing here
touches Streamlit, so it may be called from a background job.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lunara import connect
from lunara.connect.budgeted import BudgetedWarehouse
from lunara.connect.catalog import Catalog, Table
from lunara.connect.catalog_reading import KeptReadings, Progress, read_catalog
from lunara.connect.recording import Asked, record_for
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, Runner, preview, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import ConnectFailed, InvalidInput, NotFound, NotPermitted
from lunara.guard import ReadOnlySql
from lunara.semantic.currency import in_currency
from lunara.semantic.model import SemanticModel
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.budgets import ProjectPurse, limits_in_force, narrowed
from lunara.ui.last_seen import KEEP_SECONDS
from lunara.ui.page import PageContext
from lunara.ui.reaching import ReachedWarehouse, name_source
from lunara.workspace.records import Connection, DataSource, SemanticModelHead

_log = logging.getLogger("lunara.ui")

POOL_ENTRIES = 32
IDLE_SECONDS = 900.0
PREVIEW_ROWS = 100
BYTES_A_COLUMN = 400

PoolKey = tuple[str, str, int]


@dataclass
class _Held:
    lock: threading.Lock
    warehouse: Warehouse | None = None
    used: float = 0.0
    leases: int = 0
    dropped: bool = False


class WarehousePool:
    """Open warehouses by (organization id, source id, version), each used within a `lease` and never closed under one.

    One that nobody holds is closed when it has been idle for `idle` seconds, when a newer version of its source has been
    opened, or when there are more than `entries`. One that is dropped is closed by whoever gives it back last.
    """

    def __init__(
        self, entries: int = POOL_ENTRIES, idle: float = IDLE_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._entries, self._idle, self._clock = entries, idle, clock
        self._lock = threading.Lock()
        self._held: dict[PoolKey, _Held] = {}

    @contextmanager
    def lease(self, key: PoolKey, open_it: Callable[[], Warehouse]) -> Iterator[Warehouse]:
        """The open warehouse of `key`, opened by `open_it` when there is none; it stays open until the block ends.

        What `open_it` raises is not kept.
        """
        with self._lock:
            held = self._held.setdefault(key, _Held(threading.Lock()))
            held.leases += 1
            gone = self._evict(key)
        _close(gone)
        try:
            with held.lock:
                if held.warehouse is None:
                    held.warehouse = open_it()
            yield held.warehouse
        finally:
            with self._lock:
                held.leases -= 1
                held.used = self._clock()
                if held.warehouse is None and not held.leases and self._held.get(key) is held:
                    del self._held[key]
                last = held.dropped and not held.leases
            if last:
                _close([held])

    def drop(self, organization_id: str, source_id: str) -> None:
        """Give what is open for this source to nobody any more, and close it as soon as nobody holds it.

        For a source that was deleted or whose settings or data changed.
        """
        with self._lock:
            gone = [self._held.pop(key) for key in [*self._held] if key[:2] == (organization_id, source_id)]
            for held in gone:
                held.dropped = True
            free = [held for held in gone if not held.leases]
        _close(free)

    def close(self) -> None:
        """Close all, held or not; for the end of the process."""
        with self._lock:
            gone = [*self._held.values()]
            self._held.clear()
        _close(gone)

    def __len__(self) -> int:
        with self._lock:
            return len(self._held)

    def _evict(self, wanted: PoolKey) -> list[_Held]:
        now = self._clock()
        free = sorted((held.used, key) for key, held in self._held.items() if not held.leases)
        gone = [key for used, key in free if now - used > self._idle or (key[:2] == wanted[:2] and key[2] < wanted[2])]
        excess = len(self._held) - len(gone) - self._entries
        gone += [key for _, key in free if key not in gone][: max(excess, 0)]
        return [self._held.pop(key) for key in gone]


def _close(gone: list[_Held]) -> None:
    for held in gone:
        if held.warehouse is not None:
            held.warehouse.close()


POOL = WarehousePool()
READINGS = KeptReadings()


def _unwatched(label: str, *, detail: str = "", fraction: float | None = None) -> None:
    """Nobody watches this reading."""


def _pool_key(ctx: PageContext, source: DataSource) -> PoolKey:
    return (ctx.organization.id, source.id, source.version)


@contextmanager
def lease_for(ctx: PageContext, source: DataSource) -> Iterator[Warehouse]:
    """The open warehouse of a data source, shared by the process, which stays open until the block ends.

    Raises ConnectFailed, which names the data source, NotPermitted, NotFound.
    """
    ctx.present()

    def open_it() -> Warehouse:
        sealed = ctx.store.open_connection(source.id)  # not what the row says now: what was given together
        _refuse_foreign_path(ctx, sealed)
        opened = connect.open_warehouse(sealed.kind, sealed.config, sealed.secrets, ctx.settings)
        return ReachedWarehouse(opened, ctx.organization.id, source)

    try:
        with POOL.lease(_pool_key(ctx, source), open_it) as warehouse:
            yield warehouse
    except ConnectFailed as error:
        name_source(error, source)
        raise


@contextmanager
def runner_for(ctx: PageContext, source: DataSource, asked: Asked) -> Iterator[Runner]:
    """What statements on a data source run by, until the block ends: the limits of process and budget, this person's query
    log.

    `asked` says in the log where they came from. Raises as `lease_for`.
    """
    budget = limits_in_force(ctx, source.project_id)
    purse = ProjectPurse(ctx.store, source.project_id) if budget.for_queries else None
    with lease_for(ctx, source) as warehouse:
        yield Runner(
            warehouse if purse is None else BudgetedWarehouse(warehouse, purse),
            record=record_for(
                ctx.store, source, asked, purse.told if purse is not None else None, uncounted=purse is None
            ),
            limits=narrowed(limits_of(ctx.settings), budget),
            source=(ctx.organization.id, source.id),
            asked_by=ctx.principal.user_id,
        )


def results_key(ctx: PageContext, source: DataSource, model_version: str = "") -> CacheKey:
    """Whose results they are: everybody's in the organization, who see the same rows.

    `model_version` is "<semantic model id>:<version>" where a model was compiled.
    """
    return CacheKey(
        organization_id=ctx.organization.id,
        source_id=source.id,
        source_version=str(source.version),
        model_version=model_version,
        asked_by=ctx.principal.user_id,
    )


def _refuse_foreign_path(ctx: PageContext, source: Connection) -> None:
    problem = foreign_path(ctx, source.kind, source.config)
    if problem is not None:
        raise problem


def foreign_path(ctx: PageContext, kind: str, config: Mapping[str, str]) -> NotPermitted | None:
    """Why a data source is not opened here, if it names a file that this organization has not uploaded.

    Only where organizations share the server; a project that comes from another installation brings such a path along.
    """
    if not ctx.settings.is_shared:
        return None
    own = [(ctx.settings.home / folder / ctx.organization.id).resolve() for folder in ("uploads", "samples")]
    for field in connect.kind(kind).fields:
        path = config.get(field.name, "")
        if field.type == "path" and path and not any(Path(path).resolve().is_relative_to(folder) for folder in own):
            return NotPermitted("This data source names a file on the server.", "Upload the file instead.")
    if kind == "files" and set(config) - {"path"}:
        return NotPermitted("This data source names a folder on the server.", "Upload the files instead.")
    return None


def needs_editor(ctx: PageContext, what: str) -> None:
    """Raise NotPermitted when this person may not go behind the published models ("look into tables")."""
    if not ctx.principal.may("editor"):
        raise NotPermitted(
            f"Your role, {ctx.principal.role}, may not {what}.",
            "Ask over a published model, or ask an editor to do it.",
        )


def limits_of(settings: Settings) -> Limits:
    """What one statement may use, by the process's settings."""
    return Limits(
        rows=settings.query_max_rows,
        bytes=settings.query_max_bytes,
        seconds=settings.query_timeout_seconds,
        slots=settings.query_slots,
        organization_slots=settings.query_organization_slots,
        process_slots=settings.query_process_slots,
    )


def run_for(
    ctx: PageContext,
    source: DataSource,
    sql: ReadOnlySql,
    asked: Asked,
    *,
    cancel: CancelToken | None = None,
    refresh: bool = False,
    cached: bool = True,
    limits: Limits | None = None,
) -> ResultTable:
    """Run a guarded statement on a data source with the process's limits, cached for its organization, and recorded.

    `asked` says where it came from. Raises what `lunara.connect.run.run` raises. A query log that cannot be written does not
    fail the query.
    """
    with runner_for(ctx, source, asked) as runner:
        return run(
            runner.warehouse,
            sql,
            limits=limits or runner.limits,
            cancel=cancel,
            cache=results_key(ctx, source, asked.model_version) if cached else None,
            source=runner.source,
            asked_by=runner.asked_by,
            refresh=refresh,
            record=runner.record,
        )


def load_model(
    ctx: PageContext, semantic_model_id: str, version: int | None = None, *, to_show: bool = False
) -> tuple[SemanticModelHead, SemanticModel]:
    """A semantic model at `version` (None: the published one), with its head.

    With `to_show` amounts of no currency are in the organization's: for answers, never for what is edited and saved. A saved
    version never changes, so the parsed model is kept; whether this person may see it is asked each time.
    Raises NotFound when it is not there or nothing is published, InvalidInput when its content cannot be read.
    """
    head = ctx.store.get_semantic_model(semantic_model_id)
    wanted = version if version is not None else head.published_version
    if wanted is None:
        raise NotFound(f"“{head.name}” has no published version yet.", "Publish a version on the Model page.")

    currency = ctx.currency if to_show else ""

    def make() -> SemanticModel:
        from pydantic import ValidationError

        saved = ctx.store.get_semantic_model_version(semantic_model_id, wanted)
        try:
            model = SemanticModel.model_validate({**saved.content, "version": wanted})
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidInput(
                f"Version {wanted} of “{head.name}” cannot be read: {first['msg']}.",
                "Open the Model page and restore another version.",
            ) from error
        return in_currency(model, currency) if currency else model

    # What is published is everybody's. Another version is kept for those who build, and for a viewer apart, so that theirs
    # has passed the workspace's own check.
    shared = wanted == head.published_version or ctx.principal.may("editor")
    key = cache.Key(
        ctx.organization.id,
        "semantic-model",
        principal_id="" if shared else ctx.principal.user_id,
        model_id=semantic_model_id,
        model_version=str(wanted),
        fingerprint=currency,
    )
    # For as long as an outage is outlived: a page that has its model must not lose it in the middle of one.
    return head, cache.remember(key, make, ttl=KEEP_SECONDS)


def load_catalog(ctx: PageContext, source: DataSource) -> Catalog | None:
    """The catalog as it was last read from the data source; None when it never was, and for a viewer."""
    if source.catalog_at is None or not ctx.principal.may("editor"):
        return None

    def make() -> Catalog | None:
        saved = ctx.store.load_catalog(source.id)
        return None if saved is None else Catalog.from_json(saved)

    key = cache.Key(
        ctx.organization.id,
        "catalog",
        source_id=source.id,
        source_version=str(source.version),
        fingerprint=source.catalog_at.isoformat(),
    )

    def size(catalog: Catalog | None) -> int:
        return BYTES_A_COLUMN * sum(len(table.columns) for table in catalog.tables) if catalog is not None else 0

    return cache.remember(key, make, size=size)


def refresh_catalog(
    ctx: PageContext, source: DataSource, report: Progress | None = None, cancel: CancelToken | None = None
) -> DataSource:
    """Read the catalog from the data source and keep it. Returns the record with its new `catalog_at`.

    A reading that was stopped goes on where it stopped when it is asked for again soon. Raises NotPermitted for a viewer, before
    the data source is asked.
    """
    needs_editor(ctx, "read its tables again")
    kept = READINGS.of((ctx.principal.user_id, *_pool_key(ctx, source)))
    with lease_for(ctx, source) as warehouse:
        catalog = read_catalog(warehouse, report=report or _unwatched, cancel=cancel or CancelToken(), kept=kept)
    return ctx.store.save_catalog(source.id, catalog.to_json())


def preview_for(
    ctx: PageContext, source: DataSource, table: Table, *, cancel: CancelToken | None = None
) -> ResultTable:
    """The first rows of a table of the catalog, through the guard and the limits like every other statement.

    Raises NotPermitted for a viewer, who sees what is published and not the tables behind it.
    """
    needs_editor(ctx, "look into tables")
    with runner_for(ctx, source, Asked("connect preview")) as runner:
        return preview(
            runner.warehouse,
            table,
            PREVIEW_ROWS,
            limits=runner.limits,
            cancel=cancel,
            cache=results_key(ctx, source),
            record=runner.record,
        )
