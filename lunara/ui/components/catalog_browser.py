"""Tables and columns of a data source: search, types, keys, row counts, a preview of rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken
from lunara.ui import state
from lunara.ui.components.empty import empty_state
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import ago, count, plain, shorten
from lunara.ui.jobs import Report, clear_job, job_panel, job_result
from lunara.ui.page import PageContext
from lunara.ui.warehouses import preview_for
from lunara.workspace.records import DataSource

TABLES_LISTED = 80
# Most first rows are there by then, and no steps need be drawn.
PATIENCE_SECONDS = 2.5


@dataclass
class BrowserState:
    """Which table is open."""

    table: tuple[str, str] | None = None


def draw_catalog(ctx: PageContext, source: DataSource, catalog: Catalog) -> None:
    """Search on top, the list of tables left, the open table right."""
    if not catalog.tables:
        empty_state(
            "No tables here",
            "The connection works and there is nothing to read: the account may see no schema, or the database is empty.",
            icon=":material/grid_off:",
        )
        return
    columns = sum(len(table.columns) for table in catalog.tables)
    search = (
        st.text_input(
            "Search tables and columns",
            key=f"catalog_search_{source.id}",
            type="search",
            placeholder=f"Search {count(len(catalog.tables), 'table')} and {count(columns, 'column')}",
            label_visibility="collapsed",
            icon=":material/search:",
        )
        or ""
    ).strip()
    matches = _matching(catalog, search)
    if not matches:
        empty_state(
            "Nothing matches", f"No table or column contains “{shorten(search, 60)}”.", icon=":material/search_off:"
        )
        return
    at = state.page_state(BrowserState, source.id)
    opened = next((match for match in matches if _id(match[0]) == at.table), matches[0])
    left, right = st.columns([2, 5], gap="medium")
    with left:
        _draw_list(source, matches, opened[0], several_schemas=len({table.schema for table in catalog.tables}) > 1)
    with right:
        _draw_table(ctx, source, opened[0], opened[1], search)


def _id(table: Table) -> tuple[str, str]:
    return (table.schema, table.name)


def _matching(catalog: Catalog, search: str) -> list[tuple[Table, list[Column]]]:
    """Tables whose name or columns contain every word of `search`, each with its matching columns; by name first."""
    words = search.lower().split()
    if not words:
        return [(table, []) for table in catalog.tables]
    by_name, by_column = [], []
    for table in catalog.tables:
        name = f"{table.schema}.{table.name} {table.description}".lower()
        hits = [
            column
            for column in table.columns
            if all(word in f"{column.name} {column.description}".lower() for word in words)
        ]
        if all(word in name for word in words):
            by_name.append((table, hits))
        elif hits:
            by_column.append((table, hits))
    return by_name + by_column


def _draw_list(
    source: DataSource, matches: list[tuple[Table, list[Column]]], opened: Table, *, several_schemas: bool
) -> None:
    with st.container(key=f"table_list_{source.id}", gap="xxsmall", border=True):
        for number, (table, hits) in enumerate(matches[:TABLES_LISTED]):
            name = f"{table.schema}.{table.name}" if several_schemas else table.name
            told = count(len(hits), "matching column") if hits else ""
            if not told and table.row_count is not None:
                told = f"{table.row_count:,}"
            st.button(
                plain(shorten(name, 60)) + (f" :gray[:small[{told}]]" if told else ""),
                key=f"table_{source.id}_{number}_{table.schema}_{table.name}",
                icon=":material/table:" if table.kind == "table" else ":material/view_agenda:",
                type="secondary" if table is opened else "tertiary",
                on_click=_open_table,
                args=(source.id, _id(table)),
                width="stretch",
            )
        if len(matches) > TABLES_LISTED:
            st.caption(f"{TABLES_LISTED} of {len(matches):,} tables: search to narrow the list.")


def _open_table(source_id: str, table: tuple[str, str]) -> None:
    state.page_state(BrowserState, source_id).table = table


def _draw_table(ctx: PageContext, source: DataSource, table: Table, hits: list[Column], search: str) -> None:
    st.markdown(f"#### {plain(table.name)}", anchors=False)
    facts = [plain(table.schema)] if table.schema else []
    facts.append("View" if table.kind == "view" else "Table")
    facts.append("row count unknown" if table.row_count is None else count(table.row_count, "row"))
    facts.append(count(len(table.columns), "column"))
    st.caption(" · ".join(facts))
    if table.description:
        st.markdown(plain(table.description))
    key = f"{source.id}_{table.schema}_{table.name}"
    view = st.segmented_control(
        "Show",
        ["Columns", "Preview"] if ctx.principal.may("editor") else ["Columns"],
        default="Columns",
        required=True,
        key=f"view_{source.id}",
        label_visibility="collapsed",
    )
    if view == "Preview":
        _draw_preview(ctx, source, table)
        return
    shown = list(table.columns)
    if hits and len(hits) < len(shown) and not st.toggle(f"Show all {len(shown)} columns", key=f"all_{key}"):
        shown = hits
        st.caption(f"{count(len(hits), 'column')} of {len(table.columns)} match “{plain(shorten(search, 40))}”.")
    st.dataframe(
        {
            "Column": [column.name for column in shown],
            "Type": [column.type for column in shown],
            "Key": [_key_text(table, column) for column in shown],
            "Empty allowed": [column.nullable for column in shown],
            "Description": [column.description for column in shown],
        },
        hide_index=True,
        height=min(38 + 35 * len(shown), 440),
        alt=f"Columns of {table.name}",
    )


def _key_text(table: Table, column: Column) -> str:
    told = []
    if column.name in table.primary_key:
        told.append("primary key")
    elif any(column.name in key for key in table.unique_keys):
        told.append("unique")
    for key in table.foreign_keys:
        if column.name in key.columns:
            told.append(f"→ {key.references_table}.{key.references_columns[key.columns.index(column.name)]}")
    return ", ".join(told)


def _draw_preview(ctx: PageContext, source: DataSource, table: Table) -> None:
    job_key = f"preview:{source.id}:{source.version}:{table.schema}:{table.name}"

    def work(report: Report, cancel: CancelToken) -> ResultTable:
        report("Reading rows")
        return preview_for(ctx, source, table, cancel=cancel)

    job = job_result(ctx, job_key, work, title=f"Rows of {table.name}", patience=PATIENCE_SECONDS)
    if job.status != "done":
        job_panel(job, retry=partial(clear_job, ctx, job_key))
        return
    rows: ResultTable = job.result
    if rows.row_count == 0:
        st.caption("The table has no rows.")
        return
    result_table((), rows, key=f"preview_{source.id}_{table.schema}_{table.name}")
    st.caption(f"{count(rows.row_count, 'row')} · read {ago(rows.fetched_at)} in {rows.elapsed_ms:,.0f} ms")
