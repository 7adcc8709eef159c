"""Data sources of a TableStore: their connections are sealed whole, and opened only as they were sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast
from uuid import uuid4

from lunara.errors import InvalidInput
from lunara.workspace import rows
from lunara.workspace.records import Connection, DataSource, Json
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import PAGE, TableBase, maybe_id, only


class DataSourceTables(TableBase):
    """The data sources of a `Store`."""

    def list_data_sources(self, project_id: str | None = None) -> list[DataSource]:
        found = self._tables.call("list_data_sources", {"in_project": maybe_id(project_id)})
        return [rows.data_source(row) for row in found[:PAGE]]

    def get_data_source(self, data_source_id: str) -> DataSource:
        return rows.data_source(only(self._tables.call("list_data_sources", {"only_id": as_id(data_source_id)})))

    def create_data_source(
        self,
        project_id: str,
        name: str,
        kind: str,
        config: Mapping[str, str],
        secrets: Mapping[str, str],
        *,
        catalog: Json | None = None,
    ) -> DataSource:
        id = str(uuid4())
        connection = Connection(kind, as_json(config, "configuration"), secrets)
        values = {
            "project_id": as_id(project_id), "name": name.strip(), "kind": kind, "config": connection.config,
            "secrets": self._sealed(connection, id),
        }  # fmt: skip
        with self._in("projects", project_id):
            if catalog is None:
                self._tables.insert("data_sources", {"id": id, **values}, ())
            else:
                arguments = {"data_source_id": id, **values, "catalog": as_json(catalog, "catalog")}
                self._tables.value("create_data_source_with_catalog", arguments)
        return self.get_data_source(id)

    def update_data_source(
        self,
        data_source_id: str,
        *,
        name: str | None = None,
        config: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        catalog: Json | None = None,
    ) -> DataSource:
        id = as_id(data_source_id)
        arguments: dict[str, object] = {"data_source_id": id, "name": None if name is None else name.strip()}
        changed = self._changed_connection(id, config, secrets)
        if changed is not None:
            arguments |= {"config": dict(changed.config), "secrets": self._sealed(changed, id)}
        if catalog is None:
            self._tables.value("update_data_source", arguments)
        else:
            arguments["catalog"] = as_json(catalog, "catalog")
            self._tables.value("update_data_source_with_catalog", arguments)
        return self.get_data_source(id)

    def _changed_connection(
        self, id: str, config: Mapping[str, str] | None, secrets: Mapping[str, str] | None
    ) -> Connection | None:
        if config is None and secrets is None:
            return None
        given = None if config is None else as_json(config, "configuration")
        if given is not None and secrets is not None:
            return Connection(self.get_data_source(id).kind, given, secrets)
        before = self.open_connection(id)
        if given is None:
            return replace(before, secrets=secrets or {})
        if given == before.config:
            return None
        if before.secrets:
            raise InvalidInput(
                "The connection of this data source was changed, so its secrets are needed again.",
                "What is stored is only ever sent where it was given for.",
            )
        return replace(before, config=given)

    def delete_data_source(self, data_source_id: str) -> None:
        self._remove("data_sources", data_source_id)

    def open_connection(self, data_source_id: str) -> Connection:
        id = as_id(data_source_id)
        row = only(self._tables.call("data_source_connection", {"data_source_id": id}))
        if row["secrets"] is None:
            raise _changed_outside()
        found = self._keys().open(row["secrets"], self._principal.organization_id, id, row["kind"])
        if row["config"] is not None and row["config"] != found.config:  # None: a viewer, who is not told
            raise _changed_outside()
        return found

    def save_catalog(self, data_source_id: str, catalog: Json) -> DataSource:
        id = as_id(data_source_id)
        arguments = {"data_source_id": id, "catalog": as_json(catalog, "catalog")}
        self._tables.value("save_data_source_catalog", arguments)
        return self.get_data_source(id)

    def load_catalog(self, data_source_id: str) -> Json | None:
        catalog = self._tables.value("data_source_catalog", {"data_source_id": as_id(data_source_id)})
        return cast(Json | None, catalog)

    def _sealed(self, connection: Connection, data_source_id: str) -> str:
        return self._keys().seal(connection, self._principal.organization_id, data_source_id)


def _changed_outside() -> InvalidInput:
    return InvalidInput(
        "The connection of this data source was changed outside of Lunara.", "An admin enters it again on Connect."
    )
