"""The Model page's diagram: groups of tables, a group, or one table with what is around it, so that it stays readable."""

from __future__ import annotations

import streamlit as st

from lunara.semantic.model import SemanticModel, Table
from lunara.ui import state
from lunara.ui.components.diagram import diagram, group_diagram
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_review import clear_filters
from lunara.ui.components.text import count, plain
from lunara.ui.diagram_choice import MOST_CARDS, around, group_cards, groups_of, part_of
from lunara.ui.model_desk import VIEW, ModelDesk

_STEPS = {"1 step": 1, "2 steps": 2, "3 steps": 3}
_ALL = "All of it"


def diagram_view(desk: ModelDesk) -> None:
    """Groups first where there are many tables; a click leads to a group, a table and its neighbours, and on to its review."""
    model = desk.current
    tables = {table.name: table for table in model.tables if not table.hidden}
    if not tables:
        empty_state("No tables", "Accept a table to see it here.", icon=":material/schema:")
        return
    marks = {item.item.name: item.status for item in desk.items() if item.kind == "relationship"}
    groups: dict[str, tuple[str, ...]] = {}
    if len(tables) > MOST_CARDS:
        groups = desk.once("diagram-groups", lambda: groups_of(model))
    table, group, steps = _choices(desk, tables, groups)
    chosen = tables.get(table)
    left_out = 0
    if chosen is not None and steps:
        part = around(model, table, steps)
        shown, left_out = part_of(model, part.names), part.left_out
    elif group:
        members = groups[group]
        joined = dict.fromkeys(members, 0)
        for r in model.relationships:
            for end in (r.from_table, r.to_table):
                if end in joined:
                    joined[end] += 1
        most = sorted(members, key=lambda name: -joined[name])[:MOST_CARDS]
        shown, left_out = part_of(model, most), len(members) - len(most)
    elif groups:
        nodes, lines = group_cards(model, groups)
        group_diagram(
            nodes, lines, key=f"diagram-groups:{desk.model_id}", on_choose=lambda name: _choose(desk, group=name)
        )
        st.caption("The tables in groups, and how many relationships join them. Choose a group, or a table above.")
        return
    else:
        shown = model
    diagram(
        shown,
        key=f"diagram:{desk.model_id}",
        marks=marks,
        focus=table,
        on_choose=lambda name: _choose(desk, table=name, group=group),
    )
    beyond = f" {count(left_out, 'more table')} left out: take fewer steps." if left_out else ""
    st.caption(
        "Solid lines are accepted, dashed ones proposed; n and 1 say how many rows meet. Point at a table to see its "
        f"relationships, click to look at it. Drag to see the rest; Fit shows all.{beyond}"
    )
    if chosen is not None:
        _detail(desk, model, chosen)


def _choices(desk: ModelDesk, tables: dict[str, Table], groups: dict[str, tuple[str, ...]]) -> tuple[str, str, int]:
    """The table, the group and the steps around the table that are wanted; empty and 0: all."""
    table_key, group_key, steps_key = (f"diagram-{what}:{desk.model_id}" for what in ("table", "group", "steps"))
    if state.widget(table_key) not in (None, "", *tables):
        state.clear_widgets(table_key)
    if state.widget(group_key) not in (None, "", *groups):
        state.clear_widgets(group_key)
    with st.container(horizontal=True, vertical_alignment="bottom", key="diagram_choices"):
        if groups:
            group = st.selectbox(
                "Group",
                ["", *groups],
                format_func=lambda name: f"{name} ({len(groups[name]):,})" if name else "All groups",
                key=group_key,
                width=220,
                persist_state="page",
            )
        else:
            group = ""
        names = [name for name in tables if not group or name in groups[group]]
        if state.widget(table_key) and state.widget(table_key) not in names:
            names.append(str(state.widget(table_key)))
        table = st.selectbox(
            "Table",
            ["", *names],
            format_func=lambda name: (tables[name].label or name) if name else "Search a table",
            key=table_key,
            width="stretch",
            persist_state="page",
        )
        steps = ""
        if table:
            whole = [_ALL] if group or not groups else []
            options = [*whole, *_STEPS]
            if state.widget(steps_key) not in options:
                state.set_widget(steps_key, options[0])
            steps = st.segmented_control("Around it", options, key=steps_key, required=True) or ""
        if table or group:
            st.button(
                "Show all", icon=":material/zoom_out_map:", on_click=_choose, args=(desk,), help="All tables again"
            )
    return str(table or ""), str(group or ""), _STEPS.get(str(steps), 0)


def _choose(desk: ModelDesk, *, table: str = "", group: str = "") -> None:
    state.set_widget(f"diagram-table:{desk.model_id}", table)
    state.set_widget(f"diagram-group:{desk.model_id}", group)


def _detail(desk: ModelDesk, model: SemanticModel, table: Table) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(table.label or table.name)}** {plain(table.description)}", width="stretch")
        st.button("Review this table", icon=":material/rate_review:", on_click=_review, args=(desk, table.name))
    mine = [r for r in model.relationships if table.name in (r.from_table, r.to_table)]
    if not mine:
        st.caption("It is joined with no other table.")
        return
    st.dataframe(
        [
            {
                "From": f"{r.from_table} ({', '.join(r.from_columns)})",
                "To": f"{r.to_table} ({', '.join(r.to_columns)})",
                "How many": r.cardinality.replace("_", " "),
                "Name": r.name,
                "Found by": r.origin,
            }
            for r in mine
        ],
        hide_index=True,
        width="stretch",
        height="content" if len(mine) <= 8 else 320,
        alt=f"Relationships of {table.label or table.name}",
    )


def _review(desk: ModelDesk, table: str) -> None:
    desk.group = table
    state.set_widget(VIEW, "Review")
    clear_filters(desk)
