"""What leaves for a picture: the brief and the subject's words, and of the data nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.build.art.brief import Request, cost_of, has_figures, request_for, subject_of
from lunara.build.artifact import Figure, Slide, SlidesContent, StyleBrief, content_json, parse_content
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.build.made import bars

MODEL = SemanticModel.model_validate({
    "name": "shop",
    "tables": [
        {
            "name": "orders", "source": "orders", "label": "Orders 2024",
            "dimensions": [{"name": "country", "label": "Country of sale"}],
            "measures": [{"name": "revenue", "aggregate": "sum", "expression": "amount", "label": "Net_revenue"}],
        }
    ],
})  # fmt: skip
FIGURE = Figure.model_validate(
    {
        "semantic_model_id": "m",
        "query": {
            "measures": ["revenue"],
            "dimensions": ["orders.country"],
            "filters": [{"field": "orders.country", "op": "in", "values": ["Wakanda"]}],
        },
    }
)


def slide(kind: str = "chart", title: str = "", **more: object) -> Slide:
    return Slide.model_validate({"id": "s", "kind": kind, "title": title, **more})


def test_a_figure_is_about_the_model_s_words_and_not_about_its_title_filters_or_made_up_names() -> None:
    shown = slide(title="Germany leads with 4.2 million", figure=FIGURE)
    assert subject_of(shown, MODEL, []) == "Net revenue, Country of sale"
    assert subject_of(shown, None, []) == ""
    made_up = SemanticQuery.model_validate(
        {
            "measures": [{"name": "Wakanda sales", "aggregate": "count", "table": "orders"}],
        }
    )
    told = subject_of(slide(figure=Figure(semantic_model_id="m", query=made_up)), MODEL, [])
    assert "Wakanda" not in told and told == ""  # the table's own label has a figure in it
    assert subject_of(slide(figure=Figure(semantic_model_id="m", sql="select 'Wakanda'")), MODEL, []) == ""


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("How we grew", "How we grew"),
        ("Growth of 12%", ""),
        ("Chapter Ⅷ", ""),
        ("٤٢ shops", ""),
        ("{{headline:x}}", ""),
        ("News from Country 1", ""),
        ("", ""),
    ],
)
def test_a_title_is_said_where_no_figure_is_in_it(title: str, said: str) -> None:
    assert subject_of(slide("title", title), None, []) == said


def test_a_title_with_a_value_of_the_deck_s_data_is_not_said() -> None:
    from tests.unit.build.made import FIGURES

    values = FIGURES["stacked"]
    assert subject_of(slide("text", "All about Bikes"), None, [values]) == ""
    assert subject_of(slide("text", "ALL ABOUT BIKES!"), None, [bars(), values]) == ""
    assert subject_of(slide("text", "All about cars"), None, [values]) == "All about cars"


def test_no_title_is_said_while_a_figure_of_the_deck_has_no_numbers() -> None:
    from dataclasses import replace

    from tests.unit.build.made import FIGURES

    values = FIGURES["stacked"]
    away = replace(values, compiled=None, result=None, error=InvalidInput("Away.", "Wait."))
    for gone in (away, replace(values, result=None), None):
        for title in ("All about Bikes", "All about cars"):
            assert subject_of(slide("text", title), None, [values, gone]) == ""
            assert subject_of(slide("text", title), None, [gone], values=True) == title
        assert subject_of(slide(figure=FIGURE), MODEL, [gone]) == "Net revenue, Country of sale"


def test_where_values_are_allowed_the_title_is_said() -> None:
    shown = slide(title="Germany leads with 4.2 million", figure=FIGURE)
    assert subject_of(shown, MODEL, [], values=True) == "Germany leads with 4.2 million"
    assert "4.2 million" in request_for(StyleBrief(), shown, "background", "Up 4.2 million", values=True).prompt


@given(st.text(max_size=60))
def test_no_figure_of_a_subject_or_mood_is_in_a_request(text: str) -> None:
    for brief, subject in ((StyleBrief(), text), (StyleBrief(mood=text), "")):
        if has_figures(text):
            with pytest.raises(InvalidInput, match="figures"):
                request_for(brief, slide(), "background", subject)
        else:
            request_for(brief, slide(), "background", subject)


def test_the_same_is_asked_for_under_the_same_digest_and_nothing_else_is() -> None:
    brief = StyleBrief(colours=("#102030",), mood="warm")
    first = request_for(brief, slide(), "background", "Sales")
    assert first.digest == request_for(brief, slide(title="Other title"), "background", "Sales").digest
    others = [
        request_for(brief, slide(), "background", "Costs"),
        request_for(brief, slide(), "background", "Sales", seed=2),
        request_for(brief, slide("table"), "background", "Sales"),
        request_for(brief, slide(), "full", "Sales"),
        request_for(brief.model_copy(update={"size": "4K"}), slide(), "background", "Sales"),
        request_for(brief.model_copy(update={"mood": "cold"}), slide(), "background", "Sales"),
        request_for(brief.model_copy(update={"theme": "midnight"}), slide(), "background", "Sales"),
    ]
    assert len({first.digest, *(other.digest for other in others)}) == len(others) + 1
    assert "#102030" in first.prompt and "warm" in first.prompt and "no letters" in first.prompt


def test_the_cost_is_the_sum_of_the_pictures() -> None:
    def of(size: str) -> Request:
        return request_for(StyleBrief.model_validate({"size": size}), slide(), "background", "")

    assert cost_of([]) == 0 and cost_of([of("2K"), of("4K")]) == pytest.approx(0.374)


def test_art_and_brief_are_stored_and_a_deck_without_them_is_as_before() -> None:
    plain = SlidesContent(slides=(slide("title", "T"),))
    assert "art" not in str(content_json(plain)) and "brief" not in str(content_json(plain))
    data = {
        "template": "nano-banana-pro",
        "brief": {"theme": "midnight", "colours": ["#102030"], "size": "4K"},
        "slides": [{"id": "a", "kind": "title", "art": {"image": "i", "mode": "full", "seed": 3}}],
    }
    deck = parse_content("slide", data)
    assert isinstance(deck, SlidesContent) and deck.painted and deck.look == "midnight"
    assert parse_content("slide", content_json(deck)) == deck
    with pytest.raises(InvalidInput):
        parse_content("slide", {"brief": {"colours": ["red"]}})
