"""What stands in quotes is a value as it is written, days are read in the order of years first, and an instruction is no name."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.tokens import tokenize
from lunara.semantic.model import Dimension
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MODEL = model_of(
    table("plays", "play_id int, title varchar, genre varchar, rating decimal"),
    table("shows", "show_id int, play_id int, day date, visitors int", play_id="plays"),
    table("venues", "venue_id int, venue_name varchar, state varchar, seats int"),
)


def _texts(text: str) -> list[str]:
    return [t.text for t in tokenize(text) if t.kind == "quoted"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('genre of "Widow\'s Walk"', ["Widow's Walk"]),
        ("genre of 'Widow's Walk'", ["Widow's Walk"]),
        ("genre of 'Don't Ask'", ["Don't Ask"]),
        ("genre of ‘Don’t Ask’", ["Don't Ask"]),
        ("genre of “It's Late”", ["It's Late"]),
        ("shows of 'Seven Brothers' in 2024", ["Seven Brothers"]),
        ('shows of "a_b *c* #1"', ["a_b *c* #1"]),
        ("plays called 'A' or 'B'", ["A", "B"]),
    ],
)
def test_what_is_quoted_stays_as_it_is_written(text: str, said: list[str]) -> None:
    assert _texts(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "the customers' orders and the suppliers' bills",
        "don't show what isn't sold",
        "Ann's and Bob's visits",
        "it's 5' long",
    ],
)
def test_an_apostrophe_opens_no_quotes(text: str) -> None:
    assert _texts(text) == []


@pytest.mark.parametrize(
    "title", ["Widow's Walk", "Don't Ask", "When Will It Be Spring", "How Much of the Sea Is Left"]
)
def test_a_title_is_held_against_its_field_whatever_it_says(title: str) -> None:
    found = plan(MODEL, f'average visitors of the play "{title}"')
    assert isinstance(found, SemanticQuery)
    assert [f.values for f in found.filters if isinstance(f, FieldFilter)] == [(title,)]


def test_what_is_asked_of_the_future_is_still_refused() -> None:
    asked = 'what will be the visitors of "Widow\'s Walk" next year'
    assert isinstance(plan(MODEL, asked), Refusal)


@pytest.mark.parametrize("text", ["2024/9/1", "2024/09/01", "2024.9.1", "2024-09-01"])
def test_a_day_is_read_year_first(text: str) -> None:
    found = plan(MODEL, f"number of shows since {text}")
    assert isinstance(found, SemanticQuery)
    assert found.time is not None and found.time.range is not None
    assert found.time.range.model_dump(mode="json", exclude_defaults=True)["from_"] == "2024-09-01"


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    assert isinstance(plan(MODEL, "number of shows since 2024/13/41"), Refusal)


@pytest.mark.parametrize(
    "verb",
    ["List out", "List down", "Write down", "Indicate", "Specify", "Mention", "Enumerate", "State", "Please state"],
)
def test_an_instruction_is_no_name(verb: str) -> None:
    found = plan(MODEL, f"{verb} the titles of plays with a rating over 7")
    assert found == plan(MODEL, "Show the titles of plays with a rating over 7")
    assert isinstance(found, SemanticQuery)


def test_a_field_that_is_called_like_an_instruction_is_one() -> None:
    found = plan(MODEL, "state of the venues")
    assert isinstance(found, SemanticQuery)
    assert "venues.state" in found.dimensions
    assert isinstance(plan(MODEL, "show the plays that are out"), Refusal)


def test_a_value_in_quotes_stands_before_its_rows_as_one_without() -> None:
    genres = Dimension(name="genre", type="string", label="Genre", sample_values=("Late Comedy", "Drama"))
    plays = MODEL.tables[[t.name for t in MODEL.tables].index("plays")]
    told = plays.model_copy(update={"dimensions": tuple(genres if d.name == "genre" else d for d in plays.dimensions)})
    model = MODEL.model_copy(update={"tables": tuple(told if t.name == "plays" else t for t in MODEL.tables)})
    for text in ("how many {} plays are there", "average rating of {} plays", "how many {} shows were there"):
        quoted, bare = (plan(model, text.format(said)) for said in ("'Late Comedy'", "Late Comedy"))
        assert quoted == bare
        assert isinstance(quoted, SemanticQuery)
