"""The Model page's other views: diagram, try a field, YAML."""

from __future__ import annotations

import streamlit as st

from lunara.connect import kind
from lunara.errors import LunaraError
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import Reviewed
from lunara.ui import state
from lunara.ui.components.answer_view import formatted
from lunara.ui.components.diagram import diagram
from lunara.ui.components.empty import empty_state
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import plain
from lunara.ui.failure import explained, show_error
from lunara.ui.model_desk import ModelDesk
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.ui.warehouses import run_for
from lunara.workspace.records import SemanticModelHead


def diagram_view(desk: ModelDesk) -> None:
    """The relationship diagram, and what belongs to the table that was clicked."""
    model = desk.current
    if not model.tables:
        empty_state("No tables", "Accept a table to see it here.", icon=":material/schema:")
        return
    marks = {item.item.name: item.status for item in desk.items() if item.kind == "relationship"}
    clicked = diagram(model, key=f"diagram:{desk.model_id}", marks=marks)
    st.caption(
        "Solid lines are accepted, dashed ones proposed. Point at a table to see its relationships, click for details."
    )
    table = model.table(clicked) if clicked else None
    if table is not None:
        _diagram_detail(model, table)


def _diagram_detail(model: SemanticModel, table: Table) -> None:
    st.markdown(f"**{plain(table.label or table.name)}** {plain(table.description)}")
    mine = [r for r in model.relationships if table.name in (r.from_table, r.to_table)]
    st.dataframe(
        [
            {
                "relationship": r.name,
                "from": f"{r.from_table} ({', '.join(r.from_columns)})",
                "to": f"{r.to_table} ({', '.join(r.to_columns)})",
                "how many": r.cardinality.replace("_", " "),
                "found by": r.origin,
            }
            for r in mine
        ],
        hide_index=True,
        width="stretch",
        alt=f"Relationships of {table.label or table.name}",
    )


def try_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """Preview of any measure or dimension: its SQL and its first rows, from the working copy."""
    from lunara.semantic.compile import compile_query

    model = desk.current
    measures = {
        f"{t.name}.{m.name}": f"{m.label or m.name} ({t.label or t.name})" for t in model.tables for m in t.measures
    } | {m.name: m.label or m.name for m in model.measures}
    dimensions = {
        f"{t.name}.{d.name}": f"{d.label or d.name} ({t.label or t.name})"
        for t in model.tables
        for d in t.dimensions
        if not d.hidden
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.selectbox(
            "Measure",
            list(measures),
            index=None,
            format_func=lambda name: measures[name],
            placeholder="Choose a measure",
        )
        dimension = st.selectbox(
            "By",
            list(dimensions),
            index=None,
            format_func=lambda name: dimensions[name],
            placeholder="Choose a dimension",
        )
    if measure is None and dimension is None:
        st.caption("Choose a measure, a dimension, or both to see the SQL and the first rows.")
        return
    source = ctx.store.get_data_source(head.data_source_id)
    with explained():
        query = SemanticQuery(
            measures=(measure,) if measure else (), dimensions=(dimension,) if dimension else (), limit=20
        )
        compiled = compile_query(query, model, kind(source.kind).dialect, ctx.clock)
        for warning in compiled.warnings:
            st.caption(plain(warning))
        result = run_for(ctx, source, compiled.sql, asked_from="model preview", cached=False)
        result_table(compiled.columns, result, key="try-rows")
        for join in compiled.joins:
            st.caption(plain(f"{join.from_table} joins {join.to_table}: {join.because}"))
        st.code(formatted(compiled.sql.text, compiled.sql.dialect), language="sql", wrap_lines=True)


def yaml_view(desk: ModelDesk, *, editable: bool) -> None:
    """The model as YAML, to read, copy, and edit."""
    from lunara.semantic.yaml import dump_model, load_model

    text = desk.once("yaml", lambda: dump_model(desk.current))
    if not editable:
        st.code(text, language="yaml", height=560)
        return
    editing = st.toggle("Edit", key=f"yaml-edit:{desk.model_id}")
    if not editing:
        st.code(text, language="yaml", height=560)
        return
    with st.form(f"yaml:{desk.model_id}:{desk.revision}", border=False):
        edited = st.text_area("Model as YAML", text, height=560, key=f"code:yaml:{desk.revision}")
        if st.form_submit_button("Apply", type="primary"):
            try:
                fresh = load_model(edited)
            except LunaraError as error:
                show_error(error)
            else:
                desk.change(lambda _, review: Reviewed(fresh, {key: dict(note) for key, note in review.items()}))
                state.notify("Applied. Save it as a new version when you are done.")
                refresh()
