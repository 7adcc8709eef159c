"""Words without their vowels are read only where one word fits."""

from __future__ import annotations

import pytest

from lunara.semantic.draft.skeleton import Skeletons, bones_of
from lunara.semantic.draft.words import Lexicon, meaning, written_out

SHORT = {
    "clb": "club",
    "mbrshp": "membership",
    "actv": "active",
    "bkng": "booking",
    "cntrct": "contract",
    "wrhs": "warehouse",
    "trnsctn": "transaction",
    "mnth": "month",
    "jrnl": "journal",
}


@pytest.mark.parametrize(("short", "word"), SHORT.items())
def test_missing_vowels(short: str, word: str) -> None:
    assert written_out(short) == word


@pytest.mark.parametrize(
    "code", ["kwh", "gdp", "vbak", "mph", "instl", "hdl", "xyz", "bpm", "sql", "http", "imdb", "msisdn"]
)
def test_what_is_no_word_stays(code: str) -> None:
    assert written_out(code) == code


def test_two_readings_are_none() -> None:
    known = Skeletons(["street", "start", "club", "clubs"], {"clubs": "club"})
    assert known.word("strt") is None
    assert known.word("clb") == "club"
    assert bones_of("membership") == "mbrshp"


def test_references_meet_over_an_abbreviation() -> None:
    words = Lexicon(["mbrshp", "mbr_id"])
    assert meaning(words.words("mbrshp_id")) == ("membership", "id")
    assert meaning(words.words("mbr_id")) == ("member", "id")
