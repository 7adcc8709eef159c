"""“Why did it change?”: the dialog that asks it of an answer, and what an explanation has beside its table and picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import streamlit as st

from lunara.ask.answer import compile_plan
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.dimensions import key_of
from lunara.ask.change.offered import Offered, offered, other_dates
from lunara.ask.change.told import beside, picture_beside
from lunara.ask.change.words import describe_change
from lunara.ask.whys import over_time
from lunara.charts.display import cell
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.query import DimensionRef, SemanticQuery, TimeRange
from lunara.ui import navigation, state
from lunara.ui.components.figured import Figured
from lunara.ui.components.sql_text import formatted
from lunara.ui.components.text import plain
from lunara.ui.conversation import Subject
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.stored_answer import Shown

if TYPE_CHECKING:
    from lunara.ui.components.answer_view import AskAgain

OTHER_DATES = "Other days…"
BESIDE = "A tile or block shows both periods of each member, kept up to date; the parts of the change are worked out here alone."
STEPS = "A tile, block or slide shows what each member added, worked out anew from both periods when it is refreshed."


def asker_of(ctx: PageContext, subject: Subject, shown: Shown, ask: AskAgain) -> Callable[[], None] | None:
    """What opens the dialog; None for an answer that shows one period alone or of which it cannot be asked, and for one that
    another version of the model gave."""
    if shown.version is not None or shown.compiled is None or shown.result is None:
        return None
    if not isinstance(shown.plan, SemanticQuery) or not over_time(shown.plan):
        return None
    clock = replace(ctx.clock, today=shown.result.fetched_at.astimezone(ZoneInfo(ctx.clock.timezone)).date())
    found = offered(shown.plan, shown.compiled, shown.result, subject.model, clock)
    return None if found is None else partial(_open, subject, found, ask)


def _open(subject: Subject, found: Offered, ask: AskAgain) -> None:
    @st.dialog("Why did it change?")
    def dialog() -> None:
        names = list(found.measures)
        measure = st.selectbox("Measure", names, key="why-measure") if len(names) > 1 else names[0]
        if len(names) == 1:
            st.markdown(f"**{plain(measure)}**")
        period = _period("Period", found, found.period, "why-period")
        against = _period("Compared with", found, found.against, "why-against")
        if found.left_out:
            st.caption(":material/info: All rows are looked at: which groups the answer shows is left out.")
        st.caption("The dimension that explains most is found; others can be chosen afterwards.")
        if st.button("Explain", type="primary", icon=":material/difference:", key="why-explain"):
            with explained():
                if period is None or against is None:
                    raise InvalidInput("A period has one day only.", "Choose its first and its last day.")
                change = found.change(measure, period, against)
                ask(describe_change(change, subject.model), change)
                navigation.refresh()

    dialog()


def _period(label: str, found: Offered, first: str, key: str) -> TimeRange | None:
    """A period of the list, or days from a calendar; None while only the first day is chosen."""
    names = [*found.periods, OTHER_DATES]
    chosen = st.selectbox(label, names, index=names.index(first), key=key)
    if chosen != OTHER_DATES:
        return found.periods[chosen]
    days = st.date_input(f"{label}: from and to", (), key=f"{key}-days")
    if not isinstance(days, tuple) or len(days) != 2:
        return None
    return other_dates(days[0], days[1])


def totals_view(shown: Shown) -> None:
    """Both periods and the change, as numbers."""
    if shown.result is None or not shown.result.row_count:
        return
    total = shown.result.rows()[-1]
    columns = {column.name: (column, value) for column, value in zip(shown.columns, total, strict=True)}
    with st.container(horizontal=True):
        for name in ("before", "after", "change", "rate_effect", "mix_effect"):
            if name in columns:
                column, value = columns[name]
                st.metric(plain(column.label), plain(cell(value, column, compact=True)), width="content")


def dimensions_view(shown: Shown, subject: Subject, *, key: str, ask: AskAgain) -> None:
    """By what else the change was looked at, how well each explains it, and a choice that asks it again by another."""
    plan, behind = shown.plan, shown.change
    if not isinstance(plan, WhyChanged) or behind is None:
        return
    compared = list(behind.get("compared", ()))
    others = [*compared, *behind.get("others", ())]
    choices = {
        str(one["dimension"]): str(one["label"]) for one in others if one["dimension"] != behind.get("dimension")
    }
    if choices and shown.version is None:

        def again() -> None:
            chosen = state.widget(f"{key}:by")
            if chosen is not None:
                change = plan.by(_ref(str(chosen), choices[str(chosen)]))
                ask(describe_change(change, subject.model), change)

        st.selectbox(
            "Explain it by",
            list(choices),
            index=None,
            placeholder=f"{behind.get('dimension_label', '')} (shown). Choose another dimension",
            format_func=lambda one: choices.get(one, one),
            key=f"{key}:by",
            on_change=again,
        )
    ranked = [one for one in compared if one.get("score") is not None]
    if len(ranked) > 1:
        with st.expander("Dimensions that were compared", icon=":material/leaderboard:"):
            st.dataframe(
                {
                    "Dimension": [str(one["label"]) for one in ranked],
                    "Members": [one["members"] for one in ranked],
                    "Of the change": [100 * one["explained"] for one in ranked],
                    "Surprise": [one["score"] for one in ranked],
                },
                hide_index=True,
                column_config={
                    "Members": st.column_config.NumberColumn(help="How few members explain it"),
                    "Of the change": st.column_config.NumberColumn(format="%.1f%%", help="What these members explain"),
                    "Surprise": st.column_config.NumberColumn(
                        format="%.4f",
                        help="How far their shares moved (Adtributor). First comes what moved furthest beyond chance",
                    ),
                },
            )
            left = [f"{one['label']} ({one['why']})" for one in compared if one.get("score") is None]
            if left:
                st.caption(plain(f"Left out: {', '.join(left)}."))


def _ref(key: str, label: str) -> str | DimensionRef:
    """The dimension of a key, as `key_of` wrote it."""
    via, colon, field = key.rpartition(":")
    made: str | DimensionRef = DimensionRef(field=field, via=via, label=label) if colon else field
    assert key_of(made) == key  # noqa: S101 - the way back
    return made


def statements_view(behind: Mapping[str, Any], dialect: str) -> None:
    """Every statement that ran, and what for."""
    statements = list(behind.get("statements", ()))
    st.caption(
        f"{len(statements)} statements ran, each compiled with its proof that no row counts twice. The parts were added up here "
        "and held against the whole."
    )
    for one in statements:
        rows = f"{one['rows']:,} row{'' if one['rows'] == 1 else 's'}"
        with st.expander(plain(f"{one['what']} · {rows} · {one['elapsed_ms']:,.0f} ms")):
            st.code(formatted(str(one["sql"]), dialect), language="sql", wrap_lines=True)


def beside_figured(ctx: PageContext, subject: Subject, shown: Shown) -> Figured | None:
    """What of an explanation can stand on a dashboard, in a report or a deck: both periods of each member."""
    if not isinstance(shown.plan, WhyChanged) or shown.result is None or shown.version is not None:
        return None
    query = beside(shown.plan)
    try:
        compiled = compile_plan(query, subject.model, subject.dialect, ctx.clock, tables=subject.tables)
    except LunaraError:
        return None  # the model has lost one of its fields since
    before, after = shown.columns[1].label, shown.columns[2].label
    title = f"{after} and {before.rpartition(', ')[2]} by {shown.columns[0].label}"
    picture = picture_beside(compiled)
    told = STEPS if picture.kind == "waterfall" else BESIDE
    return Figured(title, shown.headline, query, compiled, shown.result, picture, told)
