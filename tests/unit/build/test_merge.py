"""Two people's changes of one artifact: both are kept, what both changed is chosen, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.build.artifact import (
    MAX_ITEMS,
    Block,
    Content,
    DashboardContent,
    ReportContent,
    Slide,
    SlideArt,
    SlidesContent,
    StyleBrief,
    content_json,
)
from lunara.build.kinds.grid import settled
from lunara.build.merge import ARRANGEMENT, ORDER, SETTINGS, bring_together, changes_between, name_of
from lunara.errors import InvalidInput
from lunara.workspace.records import ArtifactType

IDS = ("a", "b", "c", "d", "e", "f")
WORDS = st.sampled_from(("", "one", "two", "three"))
FIGURE = {"semantic_model_id": "m", "query": {"measures": ["revenue"]}}


@st.composite
def reports(draw: st.DrawFn) -> ReportContent:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6))
    blocks = [{"id": id, "kind": "text", "title": draw(WORDS), "text": draw(WORDS)} for id in ids]
    return ReportContent.model_validate({"blocks": blocks, "title": draw(WORDS), "theme": draw(WORDS)})


@st.composite
def decks(draw: st.DrawFn) -> SlidesContent:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6))
    made = [{"id": id, "kind": "text", "title": draw(WORDS), "notes": draw(WORDS)} for id in ids]
    return SlidesContent.model_validate({"slides": made, "title": draw(WORDS)})


@st.composite
def dashboards(draw: st.DrawFn) -> DashboardContent:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6))
    made = []
    for id in ids:
        place = {"x": draw(st.sampled_from((0, 4, 8))), "y": draw(st.integers(0, 6)), "w": 4, "h": 2}
        kind = draw(st.sampled_from(("text", "chart")))
        shown = {"figure": FIGURE} if kind == "chart" else {"text": draw(WORDS)}
        made.append({"id": id, "kind": kind, "title": draw(WORDS), "place": place, **shown})
    filters = [
        {"id": id, "field": f"t.{id}", "label": draw(WORDS)} for id in draw(st.sets(st.sampled_from(("x", "y"))))
    ]
    return DashboardContent.model_validate(
        {"widgets": made, "filters": sorted(filters, key=str), "refresh_interval": draw(st.sampled_from((0, 60)))}
    )


KINDS: dict[ArtifactType, st.SearchStrategy[Any]] = {"report": reports(), "slide": decks(), "dashboard": dashboards()}
SIDES = st.dictionaries(
    st.sampled_from((*(f"item:{id}" for id in IDS), "filter:x", "filter:y", SETTINGS, ORDER, ARRANGEMENT)),
    st.sampled_from(("mine", "theirs")),
)


def ids(content: Content) -> set[str]:
    return {item.id for item in content.items}


@pytest.mark.parametrize("type", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_side_s_changes_alone_are_the_result(type: ArtifactType, data: st.DataObject) -> None:
    base, after = data.draw(KINDS[type]), data.draw(KINDS[type])
    for mine, theirs in ((after, after), (after, base), (base, after)):
        both = bring_together(type, base, mine, theirs)
        assert (both.clashes, both.problem) == ((), None)
        assert both.content is not None and content_json(both.content) == content_json(after)


@pytest.mark.parametrize("type", KINDS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_nothing_is_lost_and_sides_can_be_swapped(type: ArtifactType, data: st.DataObject) -> None:
    base, mine, theirs = (data.draw(KINDS[type]) for _ in range(3))
    both = bring_together(type, base, mine, theirs)
    assert both.content is not None
    clashes = {clash.key for clash in both.clashes}
    gone = {id for id in ids(base) if f"item:{id}" not in clashes and not (id in ids(mine) and id in ids(theirs))}
    assert ids(both.content) == (ids(mine) | ids(theirs)) - gone, (
        "only what one took out and the other left alone is gone"
    )
    swapped = bring_together(type, base, theirs, mine)
    assert {clash.key for clash in swapped.clashes} == clashes
    if not clashes - {ARRANGEMENT, ORDER}:
        assert swapped.content is not None and ids(swapped.content) == ids(both.content)


@pytest.mark.parametrize("type", KINDS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_choice_is_followed_for_each_clash(type: ArtifactType, data: st.DataObject) -> None:
    base, mine, theirs = (data.draw(KINDS[type]) for _ in range(3))
    choices = data.draw(SIDES)
    both = bring_together(type, base, mine, theirs, choices)
    assert both.content is not None
    items: dict[str, Any] = {item.id: item for item in both.content.items}
    for clash in both.clashes:
        if clash.key in choices:
            assert clash.taken == choices[clash.key]
        kind, _, id = clash.key.partition(":")
        if kind != "item":
            continue
        if clash.gone is not None:
            assert (id in items) == (clash.taken != clash.gone)
            continue
        side: Any = next(item for item in (mine if clash.taken == "mine" else theirs).items if item.id == id)
        for name, *_ in clash.fields:
            for field in ("kind", "text", "figure") if name == "shows" else (name,):
                assert getattr(items[id], field) == getattr(side, field)


@settings(max_examples=80, deadline=None)
@given(base=dashboards(), mine=dashboards(), theirs=dashboards())
def test_tiles_that_come_together_do_not_lie_on_each_other(
    base: DashboardContent, mine: DashboardContent, theirs: DashboardContent
) -> None:
    before, ours, other = (_apart(side) for side in (base, mine, theirs))
    both = bring_together("dashboard", before, ours, other)
    assert isinstance(both.content, DashboardContent)
    places = [widget.place for widget in both.content.widgets]
    assert not any(one.overlaps(two) for number, one in enumerate(places) for two in places[number + 1 :])


def _apart(content: DashboardContent) -> DashboardContent:
    return content.model_copy(update={"widgets": settled(content.widgets)})


def report(*blocks: tuple[str, str]) -> ReportContent:
    return ReportContent(blocks=tuple(Block(id=id, kind="text", text=text) for id, text in blocks))


def test_both_sides_additions_stand_where_they_were_put() -> None:
    base = report(("a", ""), ("b", ""))
    both = bring_together(
        "report", base, report(("a", ""), ("m", ""), ("b", "")), report(("a", ""), ("b", ""), ("t", ""))
    )
    assert both.content is not None and [item.id for item in both.content.items] == ["a", "m", "b", "t"]


def test_a_removed_block_that_the_other_changed_is_kept_until_it_is_chosen_to_go() -> None:
    base, changed, without = report(("a", "was"), ("b", "")), report(("a", "now"), ("b", "")), report(("b", ""))
    for mine, theirs, gone in ((changed, without, "theirs"), (without, changed, "mine")):
        both = bring_together("report", base, mine, theirs)
        (clash,) = both.clashes
        assert (clash.key, clash.gone) == ("item:a", gone) and clash.taken != gone
        assert both.content is not None and ids(both.content) == {"a", "b"}
        chosen = bring_together("report", base, mine, theirs, {"item:a": gone})  # type: ignore[dict-item]
        assert chosen.content is not None and ids(chosen.content) == {"b"}


def test_more_than_an_artifact_holds_is_said() -> None:
    half = MAX_ITEMS // 2 + 1
    mine, theirs = (report(*((f"{side}{n}", "") for n in range(half))) for side in "mt")
    both = bring_together("report", report(), mine, theirs)
    assert both.content is None and isinstance(both.problem, InvalidInput) and "at most 200" in both.problem.message


def test_changes_are_told_by_the_names_of_things() -> None:
    base, after = report(("a", "was"), ("b", "gone")), report(("c", "new"), ("a", "now"))
    told = [(change.kind, name_of(change.key, after, base)) for change in changes_between(base, after)]
    assert told == [("added", "new"), ("changed", "now"), ("removed", "gone")]
    turned = changes_between(report(("a", ""), ("b", "")), report(("b", ""), ("a", "")))
    assert [(change.kind, change.key) for change in turned] == [("changed", ORDER)]


def test_a_picture_painted_by_one_and_words_of_the_other_go_together() -> None:
    base = SlidesContent(template="nano-banana-pro", slides=(Slide(id="a", kind="text", title="A", text="x"),))
    art = SlideArt(image="i", subject="hills", seed=2)
    mine = base.with_items([base.slides[0].model_copy(update={"art": art})])
    theirs = base.with_items([base.slides[0].model_copy(update={"title": "B"})]).model_copy(
        update={"brief": StyleBrief(theme="midnight")}
    )
    both = bring_together("slide", base, mine, theirs)
    assert both.clashes == () and isinstance(both.content, SlidesContent)
    assert (both.content.slides[0].title, both.content.slides[0].art) == ("B", art)
    assert both.content.look == "midnight"
    clash = base.with_items([base.slides[0].model_copy(update={"art": art.model_copy(update={"seed": 3})})])
    (found,) = bring_together("slide", base, mine, clash).clashes
    assert [name for name, *_ in found.fields] == ["art"]
