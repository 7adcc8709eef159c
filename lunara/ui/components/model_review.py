"""The Model page's review: search, accept and reject, and the items of one table at a time, edited in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from lunara.semantic.model import Table
from lunara.semantic.review import ReviewItem, accept, edit, reject
from lunara.semantic.schema_check import columns_of
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_tables import review_table
from lunara.ui.components.text import count, plain
from lunara.ui.failure import show_error
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_problems import DERIVED, RELATIONSHIPS
from lunara.ui.navigation import refresh

_KINDS = {
    "Everything": "",
    "Dimensions": "dimension",
    "Measures": "measure",
    "Relationships": "relationship",
    "Tables": "table",
}
_STATES = {"Any state": "", "To review": "proposed", "Accepted": "accepted", "Rejected": "rejected"}
_SURE = 0.9
# A search shows what it found; tables beyond these wait for more letters.
_GROUPS_AT_ONCE = 6


def review_view(desk: ModelDesk, *, editable: bool) -> None:
    """Search and filter, accept or reject in bulk, and edit the items of one table at a time."""
    items = desk.items()
    waiting = sum(item.status == "proposed" for item in items)
    if waiting:
        done = len(items) - waiting
        st.progress(done / max(len(items), 1), text=f"{done:,} of {count(len(items), 'item')} reviewed")
    with st.container(horizontal=True, vertical_alignment="bottom", key="review_filters"):
        search = st.text_input(
            "Search", placeholder="Name, label or evidence", key=f"review-search:{desk.model_id}", width="stretch"
        )
        kind = st.selectbox("Show", list(_KINDS), key=f"review-kind:{desk.model_id}", width=180)
        status = st.selectbox("State", list(_STATES), key=f"review-status:{desk.model_id}", width=180)
    words = search.lower().split()
    wanted, state_wanted = _KINDS[kind], _STATES[status]
    found = [item for item in items if _matches(item, words, wanted, state_wanted)]
    if not found:
        empty_state("Nothing matches", "Change the search or the filters.", icon=":material/search_off:")
        _undo_only(desk, editable=editable)
        return
    groups = _groups(found)
    if words or wanted or state_wanted:
        chosen = list(groups)[:_GROUPS_AT_ONCE]
    else:
        chosen = [_choose(desk, groups)]
    if editable:
        _bulk(desk, items, [item for name in chosen for item in groups[name]])
    if desk.error is not None:
        show_error(desk.error)
    for name in chosen:
        _one_group(desk, name, groups[name], editable=editable, heading=len(chosen) > 1)
    hidden = len(groups) - len(chosen)
    if hidden and len(chosen) > 1:
        st.caption(f"{count(hidden, 'more table')} with matches. Narrow the search to see them.")


def _matches(item: ReviewItem, words: Sequence[str], kind: str, status: str) -> bool:
    if kind and item.kind != kind and not (kind == "measure" and item.kind == "derived"):
        return False
    if status and item.status != status:
        return False
    if not words:
        return True
    text = " ".join((item.key, item.label, item.because, item.item.description, " ".join(item.item.synonyms))).lower()
    return all(word in text for word in words)


def _groups(items: Sequence[ReviewItem]) -> dict[str, list[ReviewItem]]:
    """Items by what they are looked at with: relationships and calculated measures first, then each table's own."""
    first: dict[str, list[ReviewItem]] = {RELATIONSHIPS: [], DERIVED: []}
    tables: dict[str, list[ReviewItem]] = {}
    for item in items:
        if item.kind == "relationship":
            first[RELATIONSHIPS].append(item)
        elif item.kind == "derived":
            first[DERIVED].append(item)
        else:
            tables.setdefault(item.item.name if item.kind == "table" else item.parent, []).append(item)
    return {name: group for name, group in first.items() if group} | tables


def _choose(desk: ModelDesk, groups: Mapping[str, Sequence[ReviewItem]]) -> str:
    waiting = Counter({name: sum(item.status == "proposed" for item in group) for name, group in groups.items()})
    names = list(groups)
    if desk.group not in names:
        desk.group = next((name for name in names if waiting[name]), _first_table(names))
    # A select box keeps the words of its choice, and these count: so it is another one after each change.
    widget = f"review-group:{desk.model_id}:{desk.revision}:{desk.group}"

    def named(name: str) -> str:
        mark = f"({waiting[name]:,} to review)" if waiting[name] else "✓"
        return f"{_group_label(desk, name)}  {mark}"

    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "Look at", names, index=names.index(desk.group), format_func=named, key=widget, width="stretch"
        )
        current = desk.group = picked if picked in groups else names[0]
        place = names.index(current)
        later = [name for name in (*names[place + 1 :], *names[:place]) if waiting[name]]
        if later:
            st.button(
                "Next to review",
                icon=":material/arrow_forward:",
                on_click=_look_at,
                args=(desk, later[0]),
                help=plain(_group_label(desk, later[0])),
            )
    return current


def _look_at(desk: ModelDesk, name: str) -> None:
    desk.group = name


def _first_table(names: Sequence[str]) -> str:
    return next((name for name in names if name not in (RELATIONSHIPS, DERIVED)), names[0])


def _group_label(desk: ModelDesk, name: str) -> str:
    if name == RELATIONSHIPS:
        return "Relationships between tables"
    if name == DERIVED:
        return "Calculated measures"
    table = desk.current.table(name)
    return table.label or name if table else name


def _bulk(desk: ModelDesk, items: Sequence[ReviewItem], here: Sequence[ReviewItem]) -> None:
    sure = [
        item.key
        for item in items
        if item.status == "proposed" and (item.confidence is None or item.confidence >= _SURE)
    ]
    waiting = [item.key for item in here if item.status == "proposed"]
    if not (sure or waiting or desk.undo):
        return
    with st.container(horizontal=True, gap="small"):
        if sure:
            st.button(
                f"Accept {count(len(sure), 'sure one')}",
                icon=":material/done_all:",
                on_click=desk.change,
                args=(lambda model, review: accept(model, review, sure),),
                key="accept-sure",
                help="Everywhere in the model: what the draft is at least 90% sure of.",
            )
        if waiting:
            st.button(
                f"Accept all {len(waiting):,} here",
                icon=":material/check:",
                on_click=desk.change,
                args=(lambda model, review: accept(model, review, waiting),),
                key="accept-all",
            )
            st.button(
                f"Reject all {len(waiting):,} here",
                icon=":material/close:",
                on_click=desk.change,
                args=(lambda model, review: reject(model, review, waiting),),
                key="reject-all",
            )
        st.button("Undo", icon=":material/undo:", disabled=not desk.undo, on_click=desk.step_back, key="undo")


def _undo_only(desk: ModelDesk, *, editable: bool) -> None:
    if editable and desk.undo:
        st.button("Undo", icon=":material/undo:", on_click=desk.step_back, key="undo")


def _one_group(desk: ModelDesk, name: str, items: Sequence[ReviewItem], *, editable: bool, heading: bool) -> None:
    if heading:
        st.subheader(plain(_group_label(desk, name)), anchor=False)
    for trouble in desk.troubles():
        if trouble.group == name and trouble.level == "error":
            st.error(f"{plain(trouble.message)} {plain(trouble.hint)}", icon=":material/error:")
    if name == RELATIONSHIPS:
        st.caption(
            "A relationship goes from the many side to the one side. Wrong ones make wrong numbers: look at these first."
        )
        tables = [table.name for table in desk.current.tables]
        review_table(desk, "relationship", items, key="relationships", tables=tables, editable=editable)
        return
    if name == DERIVED:
        st.caption("Computed from other measures, after those are added up.")
        review_table(desk, "derived", items, key="derived", editable=editable)
        return
    own = next((item for item in items if item.kind == "table"), None)
    table = desk.current.table(name)
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
        else:
            facts.append("no key columns")
        if table.default_time:
            facts.append(f"dates refer to {_label_of(table, table.default_time)}")
        st.markdown(f"**{plain(table.label or table.name)}** :gray[{plain(' · '.join(facts))}]")
        if table.description or item.because:
            st.caption(plain(" ".join(filter(None, (table.description, item.because)))))
        if not editable:
            return
        if st.button("Edit table", key=f"edit:{item.key}", icon=":material/edit:") or desk.edit_table == table.name:
            desk.edit_table = ""
            _edit_table(desk, item, table)


def _edit_table(desk: ModelDesk, item: ReviewItem, table: Table) -> None:
    @st.dialog(f"Edit {plain(table.label or table.name)}")
    def dialog() -> None:
        _table_form(desk, item, table)

    dialog()


def _table_form(desk: ModelDesk, item: ReviewItem, table: Table) -> None:
    times = [d.name for d in table.dimensions if d.type == "time"]
    with st.form(f"table:{table.name}:{desk.revision}", border=False):
        label = st.text_input("Label", table.label or "")
        description = st.text_area("Description", table.description)
        synonyms = st.text_input(
            "Also called", ", ".join(table.synonyms), help="Other words for it, separated by commas."
        )
        known = columns_of(table, desk.current, desk.catalog)
        key = st.multiselect(
            "One row per (key columns)",
            list(dict.fromkeys((*table.primary_key, *known))),
            list(table.primary_key),
            placeholder="No key: its rows are counted one by one",
            help="The columns that tell its rows apart, together. Whether they do is counted before publishing.",
            accept_new_options=not known,
        )
        default_time = st.selectbox(
            "Dates refer to",
            ["", *times],
            index=["", *times].index(table.default_time or ""),
            format_func=lambda name: _label_of(table, name) if name else "Nothing",
        )
        hidden = st.checkbox("Hidden from people who ask", table.hidden)
        apply_it = st.form_submit_button("Apply", type="primary")
        reject_it = st.form_submit_button("Reject this table", icon=":material/close:")
    if apply_it:
        changes = {
            "label": label.strip() or None,
            "description": description.strip(),
            "synonyms": _parts(synonyms),
            "primary_key": list(key),
            "default_time": default_time or None,
            "hidden": hidden,
        }
        desk.change(lambda model, review: edit(model, review, item.key, changes))
        refresh()
    if reject_it:
        desk.change(lambda model, review: reject(model, review, [item.key]))
        refresh()


def _label_of(table: Table, name: str) -> str:
    found = next((dimension for dimension in table.dimensions if dimension.name == name), None)
    return (found.label if found is not None else None) or name.replace("_", " ")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
