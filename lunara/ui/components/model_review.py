"""The Model page's views: review by table, diagram, try a field, YAML, versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from lunara.errors import LunaraError
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import ReviewItem, accept, reject, review_items
from lunara.semantic.versions import Change, changes_between
from lunara.ui import state
from lunara.ui.components.diagram import diagram
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_tables import review_table
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import ago, count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.model_desk import ModelDesk, open_version, restore_version
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_model, run_for
from lunara.workspace.records import SemanticModelHead

_KINDS = {
    "All": "",
    "Dimensions": "dimension",
    "Measures": "measure",
    "Relationships": "relationship",
    "Tables": "table",
}
_SURE = 0.9


def review_view(desk: ModelDesk, *, editable: bool) -> None:
    """Search and filter, accept or reject in bulk, and edit the items of one table at a time."""
    items = review_items(desk.current, desk.review)
    open_items = [item for item in items if item.status == "proposed"]
    done = len(items) - len(open_items)
    st.progress(done / max(len(items), 1), text=f"{done:,} of {count(len(items), 'item')} reviewed")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input("Search", placeholder="Name, label or evidence", key=f"review-search:{desk.model_id}")
        kind = st.segmented_control("Show", list(_KINDS), default="All", key=f"review-kind:{desk.model_id}")
        status = st.segmented_control(
            "Status", ["Any", "Proposed", "Accepted", "Rejected"], default="Any", key=f"review-status:{desk.model_id}"
        )
    shown = [item for item in items if _matches(item, search, _KINDS.get(kind or "All", ""), (status or "Any").lower())]
    if editable:
        _bulk(desk, shown)
    if not shown:
        empty_state("Nothing matches", "Change the search or the filters.", icon=":material/search_off:")
        return
    narrowed = bool(search) or (kind or "All") != "All" or (status or "Any") != "Any"
    _review_tables(desk, shown, narrowed=narrowed, editable=editable)


def _matches(item: ReviewItem, search: str, kind: str, status: str) -> bool:
    if kind and item.kind != kind and not (kind == "measure" and item.kind == "derived"):
        return False
    if status not in ("any", item.status):
        return False
    words = search.lower().split()
    text = " ".join((item.key, item.label, item.because, item.item.description, " ".join(item.item.synonyms))).lower()
    return all(word in text for word in words)


def _bulk(desk: ModelDesk, shown: Sequence[ReviewItem]) -> None:
    waiting = [item for item in shown if item.status == "proposed"]
    sure = [item.key for item in waiting if item.confidence is None or item.confidence >= _SURE]
    with st.container(horizontal=True):
        st.button(
            f"Accept the {count(len(sure), 'sure one')} (90% and more)",
            icon=":material/done_all:",
            disabled=not sure,
            on_click=desk.change,
            args=(lambda model, review: accept(model, review, sure),),
            key="accept-sure",
        )
        every = [item.key for item in waiting]
        st.button(
            f"Accept all {len(every):,} shown",
            icon=":material/check:",
            disabled=not every,
            on_click=desk.change,
            args=(lambda model, review: accept(model, review, every),),
            key="accept-all",
        )
        st.button(
            f"Reject all {len(every):,} shown",
            icon=":material/close:",
            disabled=not every,
            on_click=desk.change,
            args=(lambda model, review: reject(model, review, every),),
            key="reject-all",
        )
        st.button("Undo", icon=":material/undo:", disabled=not desk.undo, on_click=desk.step_back, key="undo")
    if desk.error is not None:
        show_error(desk.error)


def _review_tables(desk: ModelDesk, shown: Sequence[ReviewItem], *, narrowed: bool, editable: bool) -> None:
    model = desk.current
    names = [table.name for table in model.tables]
    groups: dict[str, list[ReviewItem]] = {}
    for item in shown:
        owner = item.item.name if item.kind == "table" else item.parent
        groups.setdefault(owner, []).append(item)
    general = groups.pop("", [])
    relationships = [item for item in general if item.kind == "relationship"]
    derived = [item for item in general if item.kind == "derived"]
    if derived:
        st.subheader("Measures over measures", anchor=False)
        review_table(desk, "derived", derived, key="derived", editable=editable)
    if relationships:
        st.subheader("Relationships", anchor=False)
        st.caption(
            "A relationship goes from the many side to the one side. Wrong ones make wrong numbers: look at these first."
        )
        review_table(desk, "relationship", relationships, key="relationships", tables=names, editable=editable)
    if not groups:
        return
    st.subheader("Tables", anchor=False)
    labels = {table.name: table.label or table.name for table in model.tables}
    waiting = Counter(owner for owner, entries in groups.items() for item in entries if item.status == "proposed")
    if narrowed and len(groups) <= 5:
        chosen = list(groups)
    else:

        def named(name: str) -> str:
            return f"{labels.get(name, name)}  {f'({waiting[name]} to review)' if waiting[name] else '✓'}"

        picked = st.selectbox("Table", list(groups), format_func=named, key=f"review-table:{desk.model_id}")
        chosen = [picked] if picked else []
    for name in chosen:
        _one_table(desk, name, groups[name], editable=editable, heading=len(chosen) > 1)


def _one_table(desk: ModelDesk, name: str, items: Sequence[ReviewItem], *, editable: bool, heading: bool) -> None:
    own = next((item for item in items if item.kind == "table"), None)
    table = desk.current.table(name)
    if heading:
        st.markdown(f"**{plain(table.label or name if table else name)}**")
    if own is not None:
        _table_card(desk, own, table, editable=editable)
    dimensions = [item for item in items if item.kind == "dimension"]
    measures = [item for item in items if item.kind == "measure"]
    if measures:
        st.caption("Measures: what is added up, averaged or counted")
        review_table(desk, "measure", measures, key=f"measures:{name}", editable=editable)
    if dimensions:
        st.caption("Dimensions: what to group and filter by")
        review_table(desk, "dimension", dimensions, key=f"dimensions:{name}", editable=editable)


def _table_card(desk: ModelDesk, item: ReviewItem, table: Table | None, *, editable: bool) -> None:
    with st.container(border=True):
        if table is None:
            st.markdown(f"{plain(item.label)} :gray[rejected]")
            if editable:
                st.button(
                    "Take it back in",
                    icon=":material/undo:",
                    on_click=desk.change,
                    args=(lambda model, review: accept(model, review, [item.key]),),
                    key=f"restore:{item.key}:{desk.revision}",
                )
            return
        facts = [f"source {table.source}" if table.source else "its own SQL"]
        if table.primary_key:
            facts.append(f"one row per {', '.join(table.primary_key)}")
        if table.default_time:
            facts.append(f"dates mean {table.default_time}")
        st.markdown(f"**{plain(table.label or table.name)}** :gray[{plain(' · '.join(facts))}]")
        if table.description or item.because:
            st.caption(plain(" ".join(filter(None, (table.description, item.because)))))
        if not editable:
            return
        with st.popover("Edit table", icon=":material/edit:"):
            _table_form(desk, item, table)


def _table_form(desk: ModelDesk, item: ReviewItem, table: Table) -> None:
    times = [d.name for d in table.dimensions if d.type == "time"]
    with st.form(f"table:{table.name}:{desk.revision}", border=False):
        label = st.text_input("Label", table.label or "")
        description = st.text_area("Description", table.description)
        synonyms = st.text_input(
            "Also called", ", ".join(table.synonyms), help="Other words for it, separated by commas."
        )
        key = st.text_input("One row per (key columns)", ", ".join(table.primary_key))
        default_time = st.selectbox("Dates mean", ["", *times], index=["", *times].index(table.default_time or ""))
        hidden = st.checkbox("Hidden from people who ask", table.hidden)
        apply_it = st.form_submit_button("Apply", type="primary")
        reject_it = st.form_submit_button("Reject this table", icon=":material/close:")
    if apply_it:
        from lunara.semantic.review import edit

        changes = {
            "label": label.strip() or None,
            "description": description.strip(),
            "synonyms": _parts(synonyms),
            "primary_key": _parts(key),
            "default_time": default_time or None,
            "hidden": hidden,
        }
        desk.change(lambda model, review: edit(model, review, item.key, changes))
        st.rerun()
    if reject_it:
        desk.change(lambda model, review: reject(model, review, [item.key]))
        st.rerun()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def diagram_view(desk: ModelDesk) -> None:
    """The relationship diagram, and what belongs to the table that was clicked."""
    model = desk.current
    if not model.tables:
        empty_state("No tables", "Accept a table to see it here.", icon=":material/schema:")
        return
    marks = {item.item.name: item.status for item in review_items(model, desk.review) if item.kind == "relationship"}
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
                "cardinality": r.cardinality.replace("_", " "),
                "origin": r.origin,
            }
            for r in mine
        ],
        hide_index=True,
        width="stretch",
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
        compiled = compile_query(query, model, model.dialect or "duckdb", ctx.clock)
        for warning in compiled.warnings:
            st.caption(plain(warning))
        result = run_for(ctx, source, compiled.sql, asked_from="model preview", cached=False)
        result_table(compiled.columns, result, key="try-rows")
        for join in compiled.joins:
            st.caption(plain(f"{join.from_table} joins {join.to_table}: {join.because}"))
        st.code(compiled.sql.text, language="sql", wrap_lines=True)


def yaml_view(desk: ModelDesk, *, editable: bool) -> None:
    """The model as YAML, to read, copy, and edit."""
    from lunara.semantic.yaml import dump_model, load_model

    text = dump_model(desk.current)
    if not editable:
        st.code(text, language="yaml", height=560)
        return
    editing = st.toggle("Edit", key=f"yaml-edit:{desk.model_id}")
    if not editing:
        st.code(text, language="yaml", height=560)
        return
    with st.form(f"yaml:{desk.model_id}:{desk.revision}", border=False):
        edited = st.text_area("Model as YAML", text, height=560)
        if st.form_submit_button("Apply", type="primary"):
            try:
                fresh = load_model(edited)
            except LunaraError as error:
                show_error(error)
            else:
                from lunara.semantic.review import Reviewed

                desk.change(lambda _, review: Reviewed(fresh, {key: dict(note) for key, note in review.items()}))
                state.notify("Applied. Save it as a new version when you are done.")
                st.rerun()


def versions_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Saved versions with who and when, what changed against the one before, restore."""
    versions = ctx.store.list_semantic_model_versions(head.id)
    for saved in versions:
        with st.container(border=True):
            marks = []
            if saved.version == head.published_version:
                marks.append(":green-badge[Published]")
            if saved.version == desk.based_on:
                marks.append(":blue-badge[Open]")
            st.markdown(f"**Version {saved.version}** {' '.join(marks)} {plain(saved.note)}")
            who = saved.created_by_name or "Someone"
            st.caption(plain(f"{who}, {ago(saved.created_at)}"))
            with st.container(horizontal=True):
                with st.popover("What changed", icon=":material/difference:"):
                    _what_changed(ctx, head, saved.version)
                if saved.version != desk.based_on and st.button("Open", key=f"open:{saved.version}"):
                    with explained():
                        open_version(ctx, desk, head, saved.version)
                        st.rerun()
                if (
                    editable
                    and saved.version != head.latest_version
                    and st.button("Restore as newest", key=f"restore:{saved.version}", icon=":material/history:")
                ):
                    with explained():
                        number = restore_version(ctx, desk, head, saved.version)
                        state.notify(f"Version {saved.version} is back as version {number}.")
                        st.rerun()


def _what_changed(ctx: PageContext, head: SemanticModelHead, version: int) -> None:
    if version == 1:
        st.caption("The first version.")
        return
    with explained():
        _, old = load_model(ctx, head.id, version - 1)
        _, new = load_model(ctx, head.id, version)
        draw_changes(
            changes_between(old.model_copy(update={"version": None}), new.model_copy(update={"version": None}))
        )


def draw_changes(changes: Sequence[Change]) -> None:
    """A list of changes, in words."""
    if not changes:
        st.caption("Nothing changed.")
    for change in changes[:60]:
        what = change.key.partition(":")[0]
        st.markdown(f"{change.kind.capitalize()} {what} **{plain(change.label)}**")
        for field, before, after in change.fields:
            st.caption(plain(f"{field.replace('_', ' ')}: {_short(before)} → {_short(after)}"))
    if len(changes) > 60:
        st.caption(f"And {len(changes) - 60:,} more.")


def _short(value: object) -> str:
    text = "nothing" if value in (None, "", ()) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
