"""The Model page's review: search and filters over the whole model, accept and reject in bulk, one table at a time in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from lunara.semantic.model import Table
from lunara.semantic.review import Kind, ReviewItem, accept, reject
from lunara.ui import state
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_item import item_drawer
from lunara.ui.components.model_tables import review_table
from lunara.ui.components.text import count, plain
from lunara.ui.failure import show_error
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_list import (
    CONFIDENCES,
    KINDS,
    ORDERS,
    PAGE,
    STATES,
    ListFilter,
    found_items,
    grouped,
    is_sure,
    tables_of,
)
from lunara.ui.model_problems import DERIVED, RELATIONSHIPS
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

_ANY_TABLE = ""
FOUND = "found"


def review_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Search and filter, accept or reject in bulk, and edit: in the tables, or an item's every field in its editor."""
    if desk.opened:
        item_drawer(ctx, desk, head, editable=editable)
    items = desk.items()
    waiting = sum(item.status == "proposed" for item in items)
    if waiting:
        done = len(items) - waiting
        st.progress(done / max(len(items), 1), text=f"{done:,} of {count(len(items), 'item')} reviewed")
    if editable:
        _typed(desk)
    wanted = _filters(desk)
    if wanted.active:
        _found(desk, wanted, editable=editable)
    else:
        groups = desk.once("groups", lambda: grouped(items))
        if groups:
            name = _choose(desk, groups)
            desk.shown = tuple(item.key for item in groups[name])
            if editable:
                _bulk(desk, groups[name], of=_of_group(desk, name))
            _told(desk)
            _one_group(desk, name, groups[name], editable=editable)
        else:
            empty_state("Nothing to review", "The model has no tables.", icon=":material/schema:")


def _typed(desk: ModelDesk) -> None:
    """What was typed into editors and not applied is named, with the way to it."""
    waiting = [key for key in desk.typed if desk.item(key) is not None and key != desk.opened]
    if waiting:
        have = "has" if len(waiting) == 1 else "have"
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(
                f":material/edit_note: {count(len(waiting), 'item')} {have} something typed that was not applied.",
                width="content",
            )
            st.button("Go on typing", type="tertiary", on_click=desk.open_item, args=(waiting[0],))


def filter_key(desk: ModelDesk, name: str) -> str:
    """Key of the review's filter of that name: search, kind, sure, status, table, order."""
    return f"review-{name}:{desk.model_id}"


def clear_filters(desk: ModelDesk) -> None:
    """Have nothing looked for, from a callback."""
    state.set_widget(filter_key(desk, "search"), "")
    for name in ("kind", "sure", "status", "table", "order"):
        state.clear_widgets(filter_key(desk, name))


def _filters(desk: ModelDesk) -> ListFilter:
    with st.container(horizontal=True, vertical_alignment="bottom", key="review_filters"):
        search = st.text_input(
            "Search",
            type="search",
            placeholder="Name, label, definition or evidence",
            key=filter_key(desk, "search"),
            live="400ms",
            width="stretch",
            persist_state="page",
        )
        kind = st.selectbox("Show", list(KINDS), key=filter_key(desk, "kind"), width=150, persist_state="page")
        sure = st.selectbox("Sure", list(CONFIDENCES), key=filter_key(desk, "sure"), width=150, persist_state="page")
        status = st.selectbox("State", list(STATES), key=filter_key(desk, "status"), width=170, persist_state="page")
        with st.popover("More", icon=":material/tune:", help="One table, and the order"):
            names = [table.name for table in desk.current.tables]
            if state.widget(filter_key(desk, "table"), _ANY_TABLE) not in ("", *names):
                state.clear_widgets(filter_key(desk, "table"))
            table = st.selectbox(
                "Table",
                [_ANY_TABLE, *names],
                format_func=lambda name: name or "Any table",
                key=filter_key(desk, "table"),
                persist_state="page",
            )
            order = st.selectbox("Order", ORDERS, key=filter_key(desk, "order"), persist_state="page")
    return ListFilter(tuple((search or "").split()), kind, sure, status, table or "", order)


def _found(desk: ModelDesk, wanted: ListFilter, *, editable: bool) -> None:
    """The items that are looked for, of the whole model, page by page."""
    changed = desk.changed_keys() if STATES[wanted.state] == "changed" else frozenset()
    wrong = _wrong(desk) if STATES[wanted.state] == "wrong" else frozenset()
    found = found_items(desk.items(), desk.texts(), wanted, changed=changed, wrong=wrong)
    desk.shown = tuple(item.key for item in found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{count(len(found), 'item')} found**", width="content")
        st.button(
            "Clear the filters", type="tertiary", icon=":material/filter_alt_off:", on_click=clear_filters, args=(desk,)
        )
    if editable:
        _bulk(desk, found, of=FOUND)
    _told(desk)
    if not found:
        empty_state("Nothing matches", "Change the search or the filters.", icon=":material/search_off:")
        return
    kinds = {item.kind for item in found}
    kind: Kind | None = next(iter(kinds)) if len(kinds) == 1 else None
    shown = _page(desk, found, of=str(hash(wanted)))
    if kind == "table":
        kind = None
    review_table(
        desk,
        kind,
        shown,
        key=f"found:{kind}",
        tables=[table.name for table in desk.current.tables] if kind == "relationship" else (),
        editable=editable,
        with_table=True,
    )


def _page(desk: ModelDesk, items: Sequence[ReviewItem], *, of: str) -> Sequence[ReviewItem]:
    """The page of a long list that is looked at, with the way to the others above it."""
    pages = -(-len(items) // PAGE)
    if pages == 1:
        return items
    key = f"review-page:{desk.model_id}:{of}:{pages}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        number = st.pagination(pages, key=key)
        first = (number - 1) * PAGE
        st.caption(f"{first + 1:,} to {min(first + PAGE, len(items)):,} of {len(items):,}", width="content")
    return items[first : first + PAGE]


def _wrong(desk: ModelDesk) -> frozenset[str]:
    """The keys of the items that a problem is about."""
    return frozenset(key for trouble in desk.troubles() for key in trouble.items)


def _choose(desk: ModelDesk, groups: Mapping[str, Sequence[ReviewItem]]) -> str:
    names = list(groups)
    waiting: Counter[str] = desk.once(
        "waiting",
        lambda: Counter({name: sum(item.status == "proposed" for item in group) for name, group in groups.items()}),
    )
    if desk.group not in groups:
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
                shortcut="Alt+N",
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
    tables: dict[str, Table] = desk.once("tables", lambda: {table.name: table for table in desk.current.tables})
    table = tables.get(name)
    return table.label or name if table else name


def _of_group(desk: ModelDesk, name: str) -> str:
    return "here" if name in (RELATIONSHIPS, DERIVED) else f"of {_group_label(desk, name)}"


def _bulk(desk: ModelDesk, here: Sequence[ReviewItem], *, of: str) -> None:
    """Decide on many at once: what the draft is sure of anywhere, what is sure here, all that is here."""
    everywhere = [item.key for item in desk.items() if is_sure(item)]
    sure = [item.key for item in here if is_sure(item)]
    waiting = [item.key for item in here if item.status == "proposed"]
    if not (everywhere or waiting or desk.undo):
        return
    with st.container(horizontal=True, gap="small"):
        if waiting:
            _decide(desk, f"Accept all {len(waiting):,} {of}", waiting, key="accept-all", shortcut="Alt+A")
            if len(sure) not in (0, len(waiting)):
                _decide(desk, f"Accept the {len(sure):,} sure ones {of}", sure, key="accept-sure-here")
            _decide(desk, f"Reject all {len(waiting):,} {of}", waiting, key="reject-all", reject_them=True)
        if everywhere and of != FOUND:
            _decide(
                desk,
                f"Accept {count(len(everywhere), 'sure one')}",
                everywhere,
                key="accept-sure",
                help="Everywhere in the model: what the draft is at least 90% sure of.",
            )
        if desk.undo:
            st.button(
                "Undo",
                icon=":material/undo:",
                on_click=desk.step_back,
                key="undo",
                help=plain(f"Takes back {desk.undo[-1][0]}"),
                shortcut="Alt+Z",
            )


def _decide(
    desk: ModelDesk,
    label: str,
    keys: Sequence[str],
    *,
    key: str,
    reject_them: bool = False,
    help: str | None = None,
    shortcut: str | None = None,
) -> None:
    act = reject if reject_them else accept
    said = f"{'rejecting' if reject_them else 'accepting'} {count(len(keys), 'item')}"
    st.button(
        plain(label),
        icon=":material/close:" if reject_them else ":material/done_all:",
        on_click=desk.change,
        args=(lambda model, review: act(model, review, keys),),
        kwargs={"said": said},
        key=key,
        help=help,
        shortcut=shortcut,
    )


def _told(desk: ModelDesk) -> None:
    """What did not fit, where no editor is open that says it beside the field."""
    if desk.error is not None and not desk.opened:
        show_error(desk.error)


def _one_group(desk: ModelDesk, name: str, items: Sequence[ReviewItem], *, editable: bool) -> None:
    for trouble in desk.troubles():
        if trouble.group == name and trouble.level == "error":
            st.error(f"{plain(trouble.message)} {plain(trouble.hint)}", icon=":material/error:")
    if name == RELATIONSHIPS:
        st.caption(
            "A relationship goes from the many side to the one side. Wrong ones make wrong numbers: look at these first."
        )
        tables = [table.name for table in desk.current.tables]
        shown = _page(desk, items, of="relationships")
        review_table(desk, "relationship", shown, key="relationships", tables=tables, editable=editable)
        return
    if name == DERIVED:
        st.caption("Computed from other measures, after those are added up.")
        review_table(desk, "derived", _page(desk, items, of="derived"), key="derived", editable=editable)
        return
    own = next((item for item in items if item.kind == "table"), None)
    if own is not None:
        _table_card(desk, own, desk.current.table(name), editable=editable)
    measures = [item for item in items if item.kind == "measure"]
    dimensions = [item for item in items if item.kind == "dimension"]
    if measures:
        st.caption("Measures: what is added up, averaged or counted")
        shown = _page(desk, measures, of=f"measures:{name}")
        review_table(desk, "measure", shown, key=f"measures:{name}", editable=editable)
    if dimensions:
        st.caption("Dimensions: what to group and filter by")
        shown = _page(desk, dimensions, of=f"dimensions:{name}")
        review_table(desk, "dimension", shown, key=f"dimensions:{name}", editable=editable)
    joined = [item for item in desk.items() if item.kind == "relationship" and name in tables_of(item)]
    if joined:
        st.caption("Relationships: what it reaches, and what reaches it")
        tables = [table.name for table in desk.current.tables]
        shown = _page(desk, joined, of=f"joined:{name}")
        review_table(desk, "relationship", shown, key=f"joined:{name}", tables=tables, editable=editable)


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
                    kwargs={"said": f"taking {item.label} back in"},
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
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{plain(table.label or table.name)}** :gray[{plain(' · '.join(facts))}]"
                + (
                    "  \n:small[" + plain(" ".join(filter(None, (table.description, item.because)))) + "]"
                    if table.description or item.because
                    else ""
                ),
                width="stretch",
            )
            st.button(
                "Edit table" if editable else "Look at the table",
                key=f"edit:{item.key}",
                icon=":material/edit:" if editable else ":material/visibility:",
                on_click=desk.open_item,
                args=(item.key,),
            )


def _label_of(table: Table, name: str) -> str:
    found = next((dimension for dimension in table.dimensions if dimension.name == name), None)
    return (found.label if found is not None else None) or name.replace("_", " ")
