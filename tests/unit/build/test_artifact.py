from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.build.artifact import (
    Block,
    DashboardContent,
    Figure,
    Place,
    ReportContent,
    Slide,
    SlidesContent,
    Widget,
    content_json,
    empty_content,
    figures,
    parse_content,
)
from lunara.build.kinds import dashboard, ordered, report, slides
from lunara.build.kinds.grid import free_place, reading_order, settled
from lunara.errors import InvalidInput, NotFound
from lunara.semantic.query import SemanticQuery, TimeRange

FIGURE = Figure(semantic_model_id="m", query=SemanticQuery(measures=("revenue",)))
QUERY = {"measures": ["revenue"]}


@pytest.mark.parametrize("type", ["dashboard", "report", "slide"])
def test_content_survives_the_store(type: Any) -> None:
    made: Any = empty_content(type, "Sales")
    if type == "dashboard":
        made = dashboard.add_tile(made, "chart", title="A", figure=FIGURE)
        made = dashboard.add_filter(made, "customers.country", "Country")
        made = dashboard.set_date_range(made, TimeRange.model_validate({"from": "2025-01-01", "to": "2025-04-01"}))
    elif type == "report":
        made = report.add_block(made, "chart", title="A", figure=FIGURE)
    else:
        made = slides.add_slide(made, "chart", title="A", figure=FIGURE)
    stored = json.loads(json.dumps(content_json(made)))
    assert parse_content(type, stored) == made
    assert list(figures(made).values()) == [FIGURE]


def test_the_reference_documents_examples_parse() -> None:
    assert parse_content("dashboard", {"widgets": [], "layout": "grid", "refresh_interval": 300})
    assert parse_content("report", {"blocks": [], "title": "Q4", "theme": "dark"})
    assert parse_content("slide", {"slides": [], "template": "nano-banana-pro"})
    assert parse_content("dashboard", {}) == DashboardContent() == parse_content("dashboard", None)


def tile(**more: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "kind": "chart",
        "figure": {"semantic_model_id": "m", "query": QUERY},
        "place": {"x": 0, "y": 0, "w": 6, "h": 5},
    } | more


@pytest.mark.parametrize(
    ("type", "data", "said"),
    [
        ("dashboard", {"widgets": [tile(), tile()]}, "Tile 2 has the same id"),
        ("dashboard", {"widgets": [tile(figure=None)]}, "Tile 1 is a chart without a figure"),
        (
            "dashboard",
            {"widgets": [tile(), tile(id="b", place={"x": 8, "y": 0, "w": 6, "h": 5})]},
            "Tile 2: place: a tile 6 columns wide",
        ),
        ("dashboard", {"widgets": [tile(colour="red")]}, "Tile 1: colour: is not known"),
        ("dashboard", {"widgets": [tile(kind="text", text="x")]}, "Tile 1 is text and cannot hold a figure"),
        ("dashboard", {"widgets": [tile(figure={"semantic_model_id": "m"})]}, "a figure has either a query or sql"),
        (
            "dashboard",
            {"widgets": [tile(figure={"semantic_model_id": "m", "query": QUERY, "sql": "select 1"})]},
            "either a query or sql",
        ),
        ("dashboard", {"refresh_interval": -1}, "Refresh_interval"),
        ("dashboard", {"widgets": "no"}, "Widgets"),
        ("dashboard", [], "dictionary"),
        ("report", {"blocks": [{"kind": "text"}]}, "Block 1: id: is missing"),
        ("slide", {"slides": [{"id": "a", "kind": "film"}]}, "Slide 1: kind"),
        ("report", {"blocks": [{"id": str(i), "kind": "text"} for i in range(201)]}, "at most 200 blocks"),
    ],
)
def test_what_is_wrong_is_said_in_words(type: Any, data: Any, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_content(type, data)
    assert said in caught.value.message
    assert caught.value.hint and "pydantic" not in str(caught.value).lower()


places = st.builds(
    lambda x, y, w, h: Place(x=x, y=y, w=min(w, 12 - x), h=h),
    st.integers(0, 11),
    st.integers(0, 30),
    st.integers(1, 12),
    st.integers(1, 8),
)


def overlapping(all_places: list[Place]) -> bool:
    return any(a.overlaps(b) for i, a in enumerate(all_places) for b in all_places[:i])


@settings(deadline=None)
@given(st.lists(places, max_size=12), st.integers(1, 12), st.integers(1, 8))
def test_a_free_place_is_free_and_on_the_grid(taken: list[Place], width: int, height: int) -> None:
    place = free_place(taken, width, height)
    assert place.x + place.w <= 12
    assert not any(place.overlaps(other) for other in taken)


@settings(deadline=None)
@given(st.lists(places, min_size=1, max_size=10), st.integers(0, 9))
def test_settled_tiles_never_overlap_nor_float(given_places: list[Place], fixed: int) -> None:
    widgets = [Widget(id=str(i), kind="text", place=place) for i, place in enumerate(given_places)]
    done = settled(widgets, fixed=[str(fixed)])
    after = [widget.place for widget in done]
    assert [widget.id for widget in done] == [widget.id for widget in widgets]
    assert not overlapping(after)
    for place in after:
        if place.y:
            higher = place.model_copy(update={"y": place.y - 1})
            assert any(higher.overlaps(other) for other in after if other is not place)
    assert settled(done) == done


def test_tiles_are_placed_moved_copied_and_removed() -> None:
    content = DashboardContent()
    for number in range(4):
        content = dashboard.add_tile(content, "kpi", title=f"K{number}", figure=FIGURE)
    content = dashboard.add_tile(content, "chart", title="C", figure=FIGURE)
    assert [(w.place.x, w.place.y) for w in content.widgets] == [(0, 0), (3, 0), (6, 0), (9, 0), (0, 2)]
    first, chart = content.widgets[0].id, content.widgets[-1].id

    copied = dashboard.duplicate_tile(content, chart)
    assert copied.widgets[-1].title == "C (copy)" and copied.widgets[-1].place.x == 6

    moved = dashboard.move_tiles(content, {chart: Place(x=0, y=0, w=12, h=5), "gone": Place(x=0, y=0, w=1, h=1)})
    by_id = {w.id: w.place for w in moved.widgets}
    assert by_id[chart] == Place(x=0, y=0, w=12, h=5) and by_id[first].y == 5

    removed = dashboard.remove_tile(moved, chart)
    assert {w.place.y for w in removed.widgets} == {0}
    with pytest.raises(NotFound):
        dashboard.remove_tile(removed, chart)
    assert content.widgets[0].title == "K0", "the content that was given is never changed"


def test_tiles_hold_what_their_kind_says() -> None:
    with pytest.raises(InvalidInput):
        dashboard.add_tile(DashboardContent(), "chart")
    with pytest.raises(InvalidInput):
        dashboard.add_tile(DashboardContent(), "text", figure=FIGURE)
    text = dashboard.add_tile(DashboardContent(), "text", text="Hello")
    with pytest.raises(InvalidInput):
        dashboard.update_tile(text, text.widgets[0].id, figure=FIGURE)
    assert dashboard.update_tile(text, text.widgets[0].id, text="Bye").widgets[0].text == "Bye"


def test_filters_are_added_once_set_and_removed() -> None:
    content = dashboard.add_filter(DashboardContent(), "customers.country", "Country")
    assert dashboard.add_filter(content, "customers.country", "Again") == content
    (made,) = content.filters
    content = dashboard.set_filter(content, made.id, ["US", None])
    assert content.filters[0].values == ("US", None)
    assert dashboard.remove_filter(content, made.id).filters == ()
    with pytest.raises(NotFound):
        dashboard.set_filter(content, "gone", [])


def test_reading_order_is_top_to_bottom_left_to_right() -> None:
    spots = [(6, 0), (0, 5), (0, 0)]
    widgets = [Widget(id=str(i), kind="text", place=Place(x=x, y=y, w=6, h=5)) for i, (x, y) in enumerate(spots)]
    assert [w.id for w in reading_order(widgets)] == ["2", "0", "1"]


def test_blocks_and_slides_keep_their_order() -> None:
    content = ReportContent()
    for number in range(3):
        content = report.add_block(content, "text", text=str(number))
    ids = [block.id for block in content.blocks]
    assert [b.id for b in ordered.move(content, ids[0], 5).blocks] == [ids[1], ids[2], ids[0]]
    assert [b.id for b in ordered.move(content, ids[2], -1).blocks] == [ids[0], ids[2], ids[1]]
    assert [b.text for b in ordered.duplicate(content, ids[1]).blocks] == ["0", "1", "1", "2"]
    assert [b.text for b in ordered.remove(content, ids[1]).blocks] == ["0", "2"]
    assert report.add_block(content, "heading", title="H", position=0).blocks[0].title == "H"
    assert ordered.update(content, ids[0], text="x").blocks[0].text == "x"
    with pytest.raises(InvalidInput):
        ordered.update(content, ids[0], figure=FIGURE)
    with pytest.raises(NotFound):
        ordered.move(content, "gone", 1)
    with pytest.raises(InvalidInput, match="A block has no notes"):
        ordered.update(content, ids[0], notes="n")

    deck = slides.add_slide(SlidesContent(), "title", title="T")
    deck = slides.add_slide(deck, "chart", figure=FIGURE)
    first, second = (slide.id for slide in deck.slides)
    assert [s.id for s in ordered.move(deck, first, 1).slides] == [second, first]
    assert len(ordered.duplicate(deck, second).slides) == 3
    assert ordered.update(deck, second, notes="n").slides[1].notes == "n"
    assert ordered.remove(deck, first).slides[0].id == second
    with pytest.raises(InvalidInput):
        slides.add_slide(deck, "text", figure=FIGURE)


def test_contract_types_take_what_they_promise() -> None:
    assert Block(id="a", kind="text").figure is None and Slide(id="a", kind="title").notes == ""
