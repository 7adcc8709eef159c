"""Texts that refer to what figures say are filled in with the numbers of the moment, and never hold any themselves."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.narrate import Narrative
from lunara.build.artifact import Block, DashboardFilter, Figure, ReportContent, Slide, SlidesContent
from lunara.build.document import Words, pieces
from lunara.build.refresh import Source, as_read, refresh_all, tile_filters
from lunara.build.told import bound_again, reference, refers, title_of, told, worded
from lunara.charts.spec import ChartSpec
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model

MODEL = sample_model()
SAID = Narrative("Revenue: $5.", ("Up by $1.", "Most in May."), ("The last period is not over yet.",))


def _report(*blocks: Block) -> ReportContent:
    return ReportContent(blocks=blocks)


def test_a_line_is_filled_in_and_one_that_is_left_without_words_goes() -> None:
    text = "What happened:\n- {{headline:a}}\n- {{headline:gone}}\n- {{details:a}} {{ caveats:a }}\n\nNothing more."
    content = told(_report(Block(id="s", kind="text", text=text)), {"a": SAID, "b": None})
    assert content.blocks[0].text == (
        "What happened:\n- Revenue: $5.\n- Up by $1. Most in May. The last period is not over yet.\n\nNothing more."
    )


def test_a_title_is_its_own_figures_headline_and_else_its_charts_title() -> None:
    figure = Figure(
        semantic_model_id="m", query=SemanticQuery(measures=("revenue",)), chart=ChartSpec(kind="kpi", title="Revenue")
    )
    deck = SlidesContent(slides=(Slide(id="a", kind="kpi", title="{{headline}}", notes="{{details}}", figure=figure),))
    assert (told(deck, {"a": SAID}).slides[0].title, told(deck, {"a": SAID}).slides[0].notes) == (
        "Revenue: $5.",
        "Up by $1. Most in May.",
    )
    assert (told(deck, {}).slides[0].title, told(deck, {}).slides[0].notes) == ("Revenue", "")


@pytest.mark.parametrize(
    ("text", "written", "kept", "lost"),
    [
        ("- {{headline:a}}", "- Revenue: $5.", "- {{headline:a}}", ()),
        ("{{headline:a}} {{details:a}}", "Well: Revenue: $5. Up by $1. Most in May. So?",
         "Well: {{headline:a}} {{details:a}} So?", ()),
        ("{{headline:a}}", "Revenue: $6.", "Revenue: $6.", ("Revenue: $5.",)),
        ("- {{headline:a}}\n- {{headline:gone}}", "- Revenue: $5.\n- Mine", "- {{headline:a}}\n- Mine\n- {{headline:gone}}", ()),
        ("{{headline:a}}", "", "", ("Revenue: $5.",)),
        ("{{headline:a}}", "{{headline:a}}", "{{headline:a}}", ()),
    ],
)  # fmt: skip
def test_what_is_written_over_a_text_keeps_the_references_that_still_say_so(
    text: str, written: str, kept: str, lost: tuple[str, ...]
) -> None:
    assert worded(text, "b", {"a": SAID}) == worded(kept, "b", {"a": SAID}) or written != worded(text, "b", {"a": SAID})
    assert bound_again(written, text, "b", {"a": SAID}) == (kept, lost)


@pytest.mark.parametrize(
    ("text", "written", "kept", "lost"),
    [
        ("{{change:a}}", "Up 15% as planned", "Up 15% as planned", ("5%",)),
        ("{{change:a}}", "Up 1.5%", "Up 1.5%", ("5%",)),
        ("In 2024 we planned {{period:a}}.", "In 2024 we all planned 2024.", "In 2024 we all planned {{period:a}}.", ()),
        ("In {{period:a}} and not in 2024.", "In 2024 and never in 2024.", "In {{period:a}} and never in 2024.", ()),
        ("For {{period:a}}.", "As in 2024, for 2024.", "As in 2024, for 2024.", ("2024",)),
        ("{{period:a}} and 2024", "only 2024", "only 2024", ("2024",)),
    ],
)  # fmt: skip
def test_a_reference_stands_only_where_its_own_words_are(
    text: str, written: str, kept: str, lost: tuple[str, ...]
) -> None:
    """Not in a longer number, and not where a person wrote the same words."""
    says = Narrative("", (), (), change="5%", period="2024")
    assert bound_again(written, text, "b", {"a": says}) == (kept, lost)


def test_an_item_is_called_by_its_chart_where_its_title_is_a_reference() -> None:
    figure = Figure(
        semantic_model_id="m", query=SemanticQuery(measures=("revenue",)), chart=ChartSpec(kind="kpi", title="Revenue")
    )
    assert title_of(Slide(id="a", kind="kpi", title="{{headline}}", figure=figure)) == "Revenue"
    assert title_of(Slide(id="a", kind="kpi", title="Money", figure=figure)) == "Money"


@pytest.mark.parametrize("text", ["{headline}", "{{total:a}}", "{{headline:}}", "a {{ b }}", "{{headline:a b}}"])
def test_what_is_no_reference_stays_as_it_is(text: str) -> None:
    assert not refers(text)
    assert told(_report(Block(id="a", kind="text", text=text)), {"a": SAID}).blocks[0].text == text


def test_a_sentence_of_a_refreshed_figure_has_the_numbers_and_the_conditions_of_the_moment(shop: Warehouse) -> None:
    figure = Figure(semantic_model_id="m", query=SemanticQuery(measures=("revenue",)))
    content = _report(
        Block(id="words", kind="text", text=f"- {reference('headline', 'sum')}"),
        Block(id="sum", kind="kpi", title="Revenue", figure=figure),
    )
    sources = {"m": Source(MODEL, shop)}
    clock = Clock(date(2026, 11, 22))
    everywhere = tile_filters(
        [DashboardFilter(id="f", field="customers.country", label="Country", values=("Germany",))]
    )
    whole = as_read(content, refresh_all({"sum": figure}, sources, clock))
    part = as_read(content, refresh_all({"sum": figure}, sources, clock, filters=everywhere))
    assert whole.blocks[0].text.startswith("- Revenue: $")
    assert "Germany" in part.blocks[0].text and "Germany" not in whole.blocks[0].text
    assert isinstance(pieces(whole.blocks, {})[0], Words)
