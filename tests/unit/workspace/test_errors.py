"""What a database says, in words for a person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound, NotPermitted, Unavailable
from lunara.workspace.embedded import _failure
from lunara.workspace.migrate import SUPABASE
from lunara.workspace.tables import _FIELDS, refusal


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("42501", NotPermitted), ("P0002", NotFound), ("PGRST116", NotFound), ("PT409", Conflict), ("23505", InvalidInput),
        ("23503", NotFound), ("23514", InvalidInput), ("22P02", InvalidInput), ("22021", InvalidInput),
        ("53100", Unavailable), ("53300", Unavailable), ("57P01", Unavailable), ("57014", Unavailable), ("08006", Unavailable),
        ("40P01", Unavailable), ("PGRST303", NotPermitted), ("PGRST202", Unavailable), ("", Unavailable), ("XX000", Unavailable),
    ],
)  # fmt: skip
def test_each_refusal_is_a_typed_error_with_a_hint(code: str, kind: type[LunaraError]) -> None:
    error = refusal(code, "relation secret_table does whatever")
    assert type(error) is kind
    assert error.message.endswith(".") and error.hint.endswith(".")
    assert not re.search(r"\b[0-9A-Z]{5}\b", error.message + error.hint)


def test_every_length_and_choice_check_of_the_schema_has_a_sentence() -> None:
    text = "\n".join(path.read_text() for path in sorted((SUPABASE / "migrations").glob("*.sql")))
    columns = set(re.findall(r"^  (\w+) text(?![^,\n]*_size)[^,\n]*check \(", text, flags=re.MULTILINE))
    assert columns >= {"name", "description", "type", "status"}
    for column in columns - {
        "asked_from",
        "because",
        "mark",
        "outcome",
        "token_hash",
        "way",
    }:  # written by the app alone
        assert column in _FIELDS, column
        error = refusal("23514", f'new row violates check constraint "things_{column}_check"')
        assert error.message == _FIELDS[column]


def test_a_failed_start_says_what_to_do() -> None:
    log = Path("/home/x/server.log")
    full = _failure("It did not start.", "FATAL: could not write: No space left on device", log)
    assert "disk is full" in full.message and "server.log" in full.hint
    assert "who owns" in _failure("It did not start.", "could not open: Permission denied", log).hint
    other = _failure("It did not start.", "LOG: x\nFATAL: database files are incompatible with server", log)
    assert "incompatible" in other.message and "LOG" not in other.message


def test_every_size_check_of_the_schema_has_a_sentence() -> None:
    text = "\n".join(path.read_text() for path in sorted((SUPABASE / "migrations").glob("*.sql")))
    names = set(re.findall(r"constraint (\w+) check \((?:pg_column_size|octet_length|char_length)", text))
    assert len(names) >= 12 and all(name.endswith("_size") for name in names)
    for name in names:
        for told in (("", name), (f'new row for relation "x" violates check constraint "{name}"', "")):
            error = refusal("23514", *told)
            assert isinstance(error, InvalidInput) and "too large" in error.message, name
