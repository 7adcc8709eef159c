"""What the app's start says of settings that are wrong."""

from __future__ import annotations

import pytest

from lunara.ui import server


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LUNARA_QUERY_SLOTS", "abc", "not a number"),
        ("LUNARA_ALLOWED_FUNCTIONS", "pg_read_file", "cannot be allowed"),
    ],
)
def test_a_wrong_setting_ends_the_start_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    for begin in (server.routes, server.middleware):
        with pytest.raises(SystemExit) as ended:
            begin()
        assert str(ended.value.code).startswith("Lunara does not start: ") and said in str(ended.value.code)
        assert name in str(ended.value.code)
