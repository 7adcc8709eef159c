"""Whether a data source can be reached: whose a failure to reach it is, when it last answered, what of it is told to whom."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from lunara.connect.catalog import Catalog
from lunara.connect.warehouse import CancelToken, Finding, Warehouse, WarehouseKind
from lunara.errors import ConnectFailed, LunaraError
from lunara.guard import ReadOnlySql
from lunara.ui import cache
from lunara.workspace.outage import for_people
from lunara.workspace.records import DataSource, Principal

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

_KEEP_SECONDS = 3600.0


def _key(organization_id: str, source_id: str) -> cache.Key:
    return cache.Key(organization_id, "answered", source_id=source_id)


def answered(organization_id: str, source_id: str) -> None:
    """Say that the data source has just answered."""
    cache.keep(_key(organization_id, source_id), time.monotonic(), ttl=_KEEP_SECONDS)


def answered_since(organization_id: str, source_id: str, moment: float) -> bool:
    """Whether the data source has answered after `moment` (of `time.monotonic`), whoever asked it."""
    last: float | None = cache.peek(_key(organization_id, source_id))
    return last is not None and last > moment


def source_of(error: LunaraError | None) -> str:
    """The id of the data source that could not be reached; empty for any other error."""
    return str(error.details.get("source_id", "")) if isinstance(error, ConnectFailed) else ""


def told_to(principal: Principal | None, error: LunaraError) -> LunaraError:
    """The error as this person may read it: hosts, ports and accounts are for those who manage data sources.

    How the workspace is reached is for those who run it, who have it in the log.
    """
    error = for_people(error)
    if not isinstance(error, ConnectFailed) or (principal is not None and principal.may("admin")):
        return error
    name = str(error.details.get("source", ""))
    return ConnectFailed(
        f"The data source “{name}” cannot be reached." if name else "The data source cannot be reached.",
        "An admin can look at Connect.",
        code=error.code,
        **error.details,
    )


def name_source(error: ConnectFailed, source: DataSource) -> None:
    """Let the error say which data source it is about."""
    error.details = {**error.details, "source_id": source.id, "source": source.name}


class ReachedWarehouse:
    """`warehouse` of a data source: that it answered is noted, and a failure to reach it names the data source."""

    def __init__(self, warehouse: Warehouse, organization_id: str, source: DataSource) -> None:
        self.kind: WarehouseKind = warehouse.kind
        self._warehouse = warehouse
        self._organization_id = organization_id
        self._source = source

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._warehouse, name)
        # What only some warehouses can be asked.
        return partial(self._asked, found) if name in ("estimate", "schemas") else found

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return self._warehouse.dialect

    def check(self) -> list[Finding]:
        """See the protocol."""
        return self._asked(self._warehouse.check)

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """See the protocol."""
        return self._asked(self._warehouse.catalog, schema, cancel=cancel)

    def stream(
        self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken, **more: Any
    ) -> Iterator[pa.RecordBatch]:
        """See the protocol; `more` is what the warehouse takes beside what it says."""
        first = True
        try:
            stream: Iterator[Any] = self._warehouse.stream(sql, timeout_seconds=timeout_seconds, cancel=cancel, **more)
            with closing(stream) as batches:  # type: ignore[type-var]
                for batch in batches:
                    if first:
                        self._answered()
                    first = False
                    yield batch
        except ConnectFailed as error:
            name_source(error, self._source)
            raise

    def close(self) -> None:
        """See the protocol."""
        self._warehouse.close()

    def _asked(self, ask: Callable[..., T], *given: Any, **more: Any) -> T:
        try:
            found = ask(*given, **more)
        except ConnectFailed as error:
            name_source(error, self._source)
            raise
        self._answered()
        return found

    def _answered(self) -> None:
        answered(self._organization_id, self._source.id)
