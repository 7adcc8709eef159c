"""The one contract that every kind of warehouse fulfils. What is true of all of them lives in `run.py`, not here.

A kind is one file with a `KIND: WarehouseKind` and an `open(config, secrets) -> Warehouse`, and one line in `KINDS`.
Drivers are imported inside `open` and the methods, never at module level.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from lunara.connect.catalog import Catalog
from lunara.errors import Cancelled
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

FieldType = Literal["text", "password", "number", "choice", "path", "files", "boolean", "multiline"]


@dataclass(frozen=True)
class Field:
    """One field of a kind's connection form; the page, the validation and the docs row are made from it.

    `destination` marks what decides where secrets are sent and how: when it changes, they are typed again.
    `shown_with` is the name of a choice and the values of it that this field belongs to; `group` the fold that it lies in.
    """

    name: str
    label: str
    type: FieldType = "text"
    required: bool = True
    secret: bool = False
    default: str = ""
    help: str = ""
    placeholder: str = ""
    choices: tuple[str, ...] = ()
    destination: bool = False
    shown_with: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Capabilities:
    """What the engine can do; contract tests read these instead of a kind's name.

    `makes_ahead`: it makes a result ahead of whoever reads it, whether or not it will be read. Then `stream` takes `rows` beside
    what the protocol says: how many will be read at most.
    """

    cancels_in_engine: bool = True
    statement_timeout: bool = True
    read_only_session: bool = True
    exact_row_counts: bool = False
    declares_foreign_keys: bool = True
    makes_ahead: bool = False


@dataclass(frozen=True)
class WarehouseKind:
    """A kind of warehouse as it presents itself. `url_schemes` are the SOURCE schemes of the command line.

    `driver` is the module of a driver that does not come with Lunara, `extra` what it is called in `pip install ".[extra]"`.
    `url_form` is what follows `scheme://` in a URL of a server.
    `allowed_by` names the switch of `Settings` that must be on for it to be offered.
    """

    name: str
    label: str
    dialect: str
    fields: tuple[Field, ...]
    url_schemes: tuple[str, ...]
    capabilities: Capabilities = Capabilities()
    description: str = ""
    driver: str = ""
    extra: str = ""
    url_form: str = "user:password@host:port/database"
    allowed_by: str = ""


@dataclass(frozen=True)
class Estimate:
    """What a statement would read, before it runs. `exact` only where the engine promises it (BigQuery's dry run).

    `rows` and `bytes` are None where the engine does not say; `cost` is in `currency` where the engine has a price;
    `source` names where it comes from ("dry run", "EXPLAIN").
    """

    source: str
    rows: int | None = None
    bytes: int | None = None
    cost: float | None = None
    currency: str = ""
    exact: bool = False


@dataclass(frozen=True)
class Finding:
    """One line of "Test connection": ok, a warning (such as: this account can write), or an error, with what to do.

    `statement` is SQL that an administrator may run for it, lines and all.
    """

    level: Literal["ok", "warning", "error"]
    message: str
    hint: str = ""
    statement: str = ""


class CancelToken:
    """Asks running work to stop, from any thread. Work registers how it is stopped; `cancel` is idempotent."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Ask everything that registered to stop."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` on cancel; at once when already cancelled.

        Returns how it is let go again: a token may outlive what waited for it, and would hold it.
        """
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def wait(self, seconds: float) -> bool:
        """Wait until `cancel` is called, at most `seconds`; whether it was."""
        return self._event.wait(seconds)

    def raise_if_cancelled(self) -> None:
        """Raise Cancelled when `cancel` was called."""
        if self.cancelled:
            raise Cancelled("The query was cancelled.", "Ask again when you are ready.")

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            # By equality: a bound method is made anew each time it is named.
            if callback in self._callbacks:
                self._callbacks.remove(callback)


class Warehouse(Protocol):
    """An open data source. Safe to share between threads: each `stream` takes its own connection or cursor."""

    kind: WarehouseKind

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        ...

    def check(self) -> list[Finding]:
        """ "Test connection": findings in words; raises ConnectFailed when it cannot be reached at all."""
        ...

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, columns, keys, comments and row counts by a few bulk queries, never one a table.

        Raises ConnectFailed, WarehouseFailed; Cancelled when `cancel` is called, and the engine stops.
        """
        ...

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement read-only; yields Arrow batches (at least one, possibly with no rows, so types are known).

        Raises WarehouseFailed, TimedOut, Cancelled, ConnectFailed; driver errors are translated here and nowhere else.
        """
        ...

    def close(self) -> None:
        """Release connections; idempotent."""
        ...


@runtime_checkable
class Estimating(Protocol):
    """A warehouse that can tell what a statement would read, without running it."""

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Ask the engine. Raises as `Warehouse.stream`."""
        ...


@runtime_checkable
class BySchema(Protocol):
    """A warehouse that may hold very many tables, whose catalog can be read one schema at a time."""

    def schemas(self, *, cancel: CancelToken | None = None) -> Mapping[str, int]:
        """Each schema that `catalog()` would read, in its order, with how many tables it has. Raises as `catalog`."""
        ...


@runtime_checkable
class ToldOnOpening(Protocol):
    """A warehouse that has something to say once it is open, such as what of its files was not read."""

    opening: tuple[Finding, ...]


OpenWarehouse = Callable[[Mapping[str, str], Mapping[str, str], Settings], Warehouse]
