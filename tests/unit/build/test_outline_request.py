"""A request is read as what is wanted and what it is about; what the data does not know is told, never guessed."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.build.outlines.request import Topic, kind_and_subject, read_request
from lunara.errors import InvalidInput, Refused
from lunara.semantic.compiled import Clock
from lunara.semantic.sample import sample_model

MODEL = sample_model()


def read(request: str, clock: Clock, tables: tuple[str, ...] | None = None) -> Topic:
    return read_request(request, MODEL, OfflinePlanner(), clock, tables=tables)


@pytest.mark.parametrize(
    ("request_", "kind", "subject"),
    [
        ("Please build me a dashboard about sales in Germany", "dashboard", "sales in Germany"),
        ("Quarterly sales report for 2025", "report", "Quarterly sales for 2025"),
        ("a deck about how our customers behave", "slide", "our customers behave"),
        ("I need a slide deck for the board meeting on margins by channel", "slide", "margins by channel"),
        ("PowerPoint presentation on returns", "slide", "returns"),
        ("Create a report: returns by reason.", "report", "returns by reason"),
        ("Make me a report for management with revenue by month", "report", "revenue by month"),
        ("returns by reason", None, "returns by reason"),
        ("Show me revenue by country", None, "revenue by country"),
        ("dashboard", "dashboard", ""),
        ("How is marketing doing? Make a one-page report.", "report", "How is marketing doing"),
        ("Dashboard for the web team: visits by channel", "dashboard", "visits by channel"),
    ],
)
def test_the_kind_and_the_subject_are_parted(request_: str, kind: str | None, subject: str) -> None:
    assert kind_and_subject(request_) == (kind, subject)


def test_a_word_that_names_a_table_is_no_kind() -> None:
    assert kind_and_subject("open reports by team", names={"reports"}) == (None, "open reports by team")


def test_the_subject_is_read_as_a_question_is(clock: Clock) -> None:
    topic = read("Build a monthly sales report by category in 2025", clock)
    assert (topic.kind, topic.measures, topic.dimensions, topic.grain) == (
        "report",
        ("revenue",),
        ("categories.name",),
        "month",
    )
    assert topic.time is not None and topic.time.range.from_ is not None and topic.time.range.from_.year == 2025
    assert topic.understood and not topic.missing


def test_each_phrase_is_read_where_the_whole_cannot_be(clock: Clock) -> None:
    topic = read("top 5 products by revenue and revenue by country in 2025", clock)
    assert [query.limit for query in topic.queries] == [5, None]
    assert topic.dimensions == ("products.name", "customers.country")


def test_what_is_not_in_the_data_is_told_and_the_rest_is_read(clock: Clock) -> None:
    topic = read("Create a presentation about sales and the weather by country", clock)
    assert topic.missing == "There is nothing about “weather” in this data."
    assert (topic.text, topic.measures, topic.dimensions) == ("sales by country", ("revenue",), ("customers.country",))


def test_a_request_about_nothing_of_the_data_is_refused_with_what_it_is_about(clock: Clock) -> None:
    with pytest.raises(Refused) as refused:
        read("dashboard about the weather and dinosaurs", clock)
    assert refused.value.code == "not_in_data"
    assert "weather" in refused.value.message and "dinosaurs" in refused.value.message
    assert "orders" in refused.value.hint


@pytest.mark.parametrize(
    ("request_", "missing", "alone"),
    [
        ("a report about xylophone revenue", "xylophone revenue", "revenue"),
        ("a deck about revenue of xylophones by country", "xylophones", "revenue by country"),
        ("revenue from xylophones", "xylophones", "revenue"),
        ("customer xylophones", "customer xylophones", "customer"),
        ("xylophone performance by country", "xylophone", ""),
    ],
)
def test_a_word_that_says_of_what_something_is_takes_it_along(
    request_: str, missing: str, alone: str, clock: Clock
) -> None:
    with pytest.raises(Refused) as refused:
        read(request_, clock)
    assert refused.value.message == f"There is nothing about “{missing}” in this data."
    assert refused.value.hint.startswith(f"Ask for “{alone}” alone" if alone else "It is about")


def test_an_unknown_way_of_grouping_goes_alone(clock: Clock) -> None:
    topic = read("a report on revenue by xylophone", clock)
    assert (topic.measures, topic.missing) == (("revenue",), "There is nothing about “xylophone” in this data.")
    topic = read("revenue by country and xylophone sales", clock)
    assert (topic.text, topic.dimensions) == ("revenue by country", ("customers.country",))
    assert topic.missing == "There is nothing about “xylophone sales” in this data."


@pytest.mark.parametrize(
    "request_", ["Give me an overview", "dashboard", "Build a report about how our business performs"]
)
def test_a_request_about_everything_is_of_the_whole_model(request_: str, clock: Clock) -> None:
    topic = read(request_, clock)
    assert (topic.text, topic.queries, topic.missing) == ("", (), "")


def test_vague_words_are_no_subject_and_no_fault(clock: Clock) -> None:
    topic = read("a deck about how our customers behave", clock)
    assert (topic.text, topic.missing, topic.tables) == ("customers", "", ("customers",))


def test_a_title_has_the_words_of_the_request_but_those_about_nothing(clock: Clock) -> None:
    topic = read("employee performance report by store and the weather", clock)
    assert topic.title(MODEL) == "Employee performance by store"
    assert (
        read("sales with revenue by country, top 10 products by revenue and returns by reason", clock).title(MODEL)
        == "Sales"
    )


@pytest.mark.parametrize("request_", ["rapport sur les ventes", "Bericht über den Umsatz", "xyzzy plugh"])
def test_words_of_which_none_names_anything_are_refused(request_: str, clock: Clock) -> None:
    with pytest.raises(Refused) as refused:
        read(request_, clock)
    assert refused.value.code == "not_in_data"


def test_nothing_and_far_too_much_are_refused(clock: Clock) -> None:
    with pytest.raises(InvalidInput):
        read("  ", clock)
    with pytest.raises(InvalidInput):
        read("sales " * 1_000, clock)


def test_tables_that_may_not_be_used_are_not_in_the_data(clock: Clock) -> None:
    with pytest.raises(Refused):
        read("report about returns", clock, tables=("stores",))
