"""What every part of a TableStore is made of: who asks, of which tables, and the few patterns of asking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from lunara.errors import NotFound, NotPermitted
from lunara.workspace.records import Principal
from lunara.workspace.rows import as_id
from lunara.workspace.secrets import KeyRing
from lunara.workspace.tables import Row, Tables

T = TypeVar("T")
AT_ONCE = 100  # ids in the address of one request
PAGE = 1000  # the most that a Supabase API returns at once unless told otherwise


class TableBase:
    """Who asks, and how. `keys` is asked for only when secrets are sealed or opened: a missing key stops nothing else."""

    def __init__(self, tables: Tables, principal: Principal, keys: Callable[[], KeyRing]) -> None:
        self._tables = tables
        self._principal = principal
        self._keys = keys

    @property
    def principal(self) -> Principal:
        return self._principal

    def _one(self, table: str, columns: Sequence[str], id: str) -> Row:
        return only(self._tables.select(table, columns, {"id": as_id(id)}, limit=1))

    def _seen(self, table: str, id: str) -> None:
        self._one(table, ("id",), id)

    def _all(
        self, table: str, columns: Sequence[str], where: Mapping[str, object], order: Sequence[tuple[str, bool]]
    ) -> list[Row]:
        found: list[Row] = []
        while True:
            page = self._tables.select(table, columns, where, order=order, limit=PAGE, offset=len(found))
            found.extend(page)
            if len(page) < PAGE:
                return found

    def _some(self, table: str, columns: Sequence[str], ids: Collection[str]) -> list[Row]:
        """The rows with these ids that this person may see."""
        wanted = sorted({as_id(id) for id in ids})
        found: list[Row] = []
        for start in range(0, len(wanted), AT_ONCE):
            found += self._tables.select(table, columns, {"id": tuple(wanted[start : start + AT_ONCE])})
        return found

    def _add(self, table: str, values: Mapping[str, object], columns: Sequence[str]) -> Row:
        row = self._tables.insert(table, values, columns)
        if row is None:
            raise not_allowed()
        return row

    def _change(
        self, table: str, id: str, values: Mapping[str, object], columns: Sequence[str], record: Callable[[Row], T]
    ) -> T:
        if not values:
            return record(self._one(table, columns, id))
        if isinstance(values.get("name"), str):
            values = {**values, "name": str(values["name"]).strip()}
        with self._in(table, id):
            row = self._tables.update(table, values, as_id(id), columns)
            if row is None:
                raise not_allowed()
        return record(row)

    def _remove(self, table: str, id: str) -> None:
        self._seen(table, id)
        self._tables.delete(table, as_id(id))
        if self._tables.select(table, ("id",), {"id": as_id(id)}, limit=1):
            raise not_allowed()

    @contextmanager
    def _in(self, table: str, id: str) -> Iterator[None]:
        """A refusal to someone who may not even see the row is NotFound: it tells nothing about what exists."""
        try:
            yield
        except NotPermitted:
            self._seen(table, id)
            raise


def given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def maybe_id(id: str | None) -> str | None:
    return None if id is None else as_id(id)


def only(found: Sequence[Row]) -> Row:
    if not found:
        raise NotFound("It does not exist, or you may not see it.", "Go back and open it from the list.")
    return found[0]


def not_allowed() -> NotPermitted:
    return NotPermitted("Your role does not allow this.", "Ask an admin or owner of your organization.")
