"""Words on the screen."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.ui.components import text
from lunara.ui.components.text import ago, plain


def test_examples_run() -> None:
    assert doctest.testmod(text).failed == 0


@given(st.text())
def test_plain_escapes_every_mark_and_keeps_every_letter(value: str) -> None:
    escaped = plain(value)
    assert "\n" not in escaped
    unescaped, position = [], 0
    while position < len(escaped):
        if escaped[position] == "\\":
            position += 1
        else:
            assert escaped[position] not in "`*_{}[]()<>#+-.!|~$:@&"
        unescaped.append(escaped[position])
        position += 1
    assert "".join(unescaped).replace("\u2060", "") == " ".join(value.split()).replace("\u2060", "")


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=40), "on 20 January 2026"),
    ],
)
def test_ago(back: timedelta, words: str) -> None:
    assert ago(NOW - back, NOW) == words


@pytest.mark.parametrize("address", ["http://a.example", "HTTPS://a.example", "www.a.example", "x@a.example"])
def test_an_address_is_kept_from_becoming_a_link(address: str) -> None:
    assert "\u2060" in plain(address)


@pytest.mark.parametrize(
    "made", [":material/home:", ":material_home:", ":streamlit:", "<->", "->", "<-", "--", ">=", "<=", "~="]
)
@pytest.mark.parametrize("around", ["{}", "a {} b", "{} b", "a {}", "\ufeff{}\ufeff"])
def test_what_streamlit_makes_of_unescaped_text_is_kept_from_it(made: str, around: str) -> None:
    """An icon, the logo, other signs for arrows and comparisons: it looks for them after the escapes are read."""
    shown = plain(around.format(made)).replace("\\", "")
    assert made not in shown and made in shown.replace("\u2060", "")


@pytest.mark.parametrize(
    "kept", ["12:30:45", "a->b", "x--y", "-5", "> 3", "a >== b", ":smile:", "1:material", "/streamlit/"]
)
def test_nothing_is_put_into_what_stays_text(kept: str) -> None:
    assert "\u2060" not in plain(kept)
