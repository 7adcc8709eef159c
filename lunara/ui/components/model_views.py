"""The Model page's other views: try a field, YAML."""

from __future__ import annotations

import streamlit as st

from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.graph import graph_of, is_safe
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import Reviewed
from lunara.ui import state
from lunara.ui.components.model_preview import try_panel
from lunara.ui.failure import show_error
from lunara.ui.model_desk import ModelDesk
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

_DERIVED = ""
_TRIED = 50
# With more tables than this the YAML is read and edited table by table: the whole is megabytes.
_WHOLE_TABLES = 60


def try_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """Any measure by any dimension that can group it: its SQL and its first rows, from the working copy."""
    model = desk.current
    editor = ctx.principal.may("editor")
    tables = {t.name: t for t in model.tables if editor or not t.hidden}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        homes = [*tables, *([_DERIVED] if model.measures else [])]
        home = st.selectbox(
            "Table",
            homes,
            index=None,
            format_func=lambda name: (tables[name].label or name) if name else "Calculated measures",
            placeholder="Choose a table",
            key=f"try-table:{desk.model_id}",
        )
        table = tables.get(home or "")
        measures = _measures(model, table, home, editor=editor)
        measure = st.selectbox(
            "Measure",
            list(measures),
            index=None,
            format_func=lambda name: measures[name],
            placeholder="Choose a measure",
            key=f"try-measure:{desk.model_id}:{home}",
            disabled=home is None,
        )
        dimensions = desk.once(f"try-dimensions:{home}:{editor}", lambda: _dimensions(model, table, editor=editor))
        dimension = st.selectbox(
            "By",
            list(dimensions),
            index=None,
            format_func=lambda name: dimensions[name],
            placeholder="Choose a dimension",
            key=f"try-by:{desk.model_id}:{home}",
            disabled=home is None,
        )
    if measure is None and dimension is None:
        st.caption("Choose a measure, a dimension, or both to see the SQL and the first rows.")
        return
    query = SemanticQuery(
        measures=(measure,) if measure else (), dimensions=(dimension,) if dimension else (), limit=_TRIED
    )
    try_panel(ctx, desk, head, query)


def _measures(model: SemanticModel, table: Table | None, home: str | None, *, editor: bool) -> dict[str, str]:
    """Measures of the table, or those over measures, with what people call them."""
    if table is not None:
        return {f"{table.name}.{m.name}": m.label or m.name for m in table.measures if editor or not m.hidden}
    if home == _DERIVED:
        return {m.name: m.label or m.name for m in model.measures if editor or not m.hidden}
    return {}


def _dimensions(model: SemanticModel, table: Table | None, *, editor: bool) -> dict[str, str]:
    """Dimensions of the table and of what each of its rows has one of; of all tables for measures over measures."""
    graph = graph_of(model)
    found = {}
    for other in model.tables:
        if other.hidden and not editor:
            continue
        if table is not None and other is not table:
            near = graph.cheapest(table.name, other.name)
            if not near or not is_safe(near[0]):
                continue
        for d in other.dimensions:
            if not d.hidden:
                of = "" if other is table else f" ({other.label or other.name})"
                found[f"{other.name}.{d.name}"] = f"{d.label or d.name}{of}"
    return found


def yaml_view(desk: ModelDesk, *, editable: bool) -> None:
    """The model as YAML, to read, copy, and edit; table by table where it has many."""
    from lunara.semantic.yaml import dump_model, load_model

    model = desk.current
    part, name = model, ""
    if len(model.tables) > _WHOLE_TABLES:
        names = [table.name for table in model.tables]
        key = f"yaml-table:{desk.model_id}"
        if state.widget(key) not in (None, *names):
            state.clear_widgets(key)
        name = str(st.selectbox("Table", names, key=key))
        part = model.model_copy(
            update={
                "tables": tuple(table for table in model.tables if table.name == name),
                "relationships": (),
                "measures": (),
                "verified_questions": (),
            }
        )
        st.download_button(
            f"Download all {len(names):,} tables",
            data=lambda: dump_model(model).encode(),
            file_name="model.yaml",
            mime="application/yaml",
            icon=":material/download:",
            type="tertiary",
            key=f"yaml-download:{desk.model_id}",
            on_click="ignore",
        )
    text = desk.once(f"yaml:{name}", lambda: dump_model(part))
    editing = editable and st.toggle("Edit", key=f"yaml-edit:{desk.model_id}")
    if not editing:
        st.code(text, language="yaml", height=560)
        return
    with st.form(f"yaml:{desk.model_id}:{desk.revision}:{name}", border=False):
        edited = st.text_area("Model as YAML", text, height=560, key=f"code:yaml:{desk.revision}:{name}")
        if st.form_submit_button("Apply", type="primary"):
            try:
                fresh = load_model(edited)
                whole = _with_part(model, fresh, name) if name else fresh
            except LunaraError as error:
                show_error(error)
            else:
                desk.change(
                    lambda _, review: Reviewed(whole, {key: dict(note) for key, note in review.items()}),
                    said="the change of the YAML",
                )
                state.notify("Applied. Save it as a new version when you are done.")
                refresh()


def _with_part(model: SemanticModel, part: SemanticModel, name: str) -> SemanticModel:
    """The model with one table as it was edited alone. Raises InvalidInput when it is another table by now."""
    if [table.name for table in part.tables] != [name]:
        raise InvalidInput(
            f"This is the YAML of the table {name} alone.", "Rename, add or reject tables in the review."
        )
    return model.model_copy(
        update={
            "tables": tuple(part.tables[0] if table.name == name else table for table in model.tables),
            "description": part.description,
            "instructions": part.instructions,
            "dialect": part.dialect,
            "name": part.name,
        }
    )
