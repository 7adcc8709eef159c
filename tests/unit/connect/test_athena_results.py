"""The file that Athena writes for a result, read back: whatever the texts are, and null is not the empty text."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.connect import athena_results
from lunara.connect.athena_results import _from_file
from lunara.connect.deadline import Deadline
from lunara.connect.lines import Lines
from lunara.connect.trino_types import scalar
from lunara.connect.warehouse import CancelToken
from lunara.errors import WarehouseFailed

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
CELLS = st.none() | TEXTS | st.sampled_from(["", '"', "\n", "\r\n", ",", '",\n"'])
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=20)
)


def written(rows: list[list[str | None]]) -> bytes:
    """As Athena writes it: quotes around each value and doubled in it, nothing for null."""
    lines = (",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "".join(line + "\n" for line in lines).encode()


def read(data: bytes, names: list[str]) -> list[list[str | None]]:
    readings = [scalar("varchar")] * len(names)
    with Deadline(20, CancelToken(), lambda: None) as deadline:
        batches = list(_from_file(io.BytesIO(data), names, readings, deadline, Lines()))
    return [list(row) for part in batches for row in zip(*(column.to_pylist() for column in part.columns), strict=True)]


@settings(deadline=None, max_examples=400)
@given(ROWS)
def test_every_text_comes_back(rows: list[list[str | None]]) -> None:
    names = [f"column {number}" for number in range(len(rows[0]))]
    assert read(written([list(names), *rows]), names) == rows


@settings(deadline=None, max_examples=400)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8), min_size=1, max_size=3, unique=True
    )
)
def test_every_name_of_a_column_is_known_again(names: list[str]) -> None:
    row: list[str | None] = ["x"] * len(names)
    assert read(written([list(names), row]), names) == [row]


def test_a_file_of_several_blocks_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(athena_results, "BLOCK_BYTES", 64)
    rows: list[list[str | None]] = [[str(n), None if n % 3 else "", f"line\n{n}"] for n in range(500)]
    assert read(written([["a", "b", "c"], *rows]), ["a", "b", "c"]) == rows


@pytest.mark.parametrize("data", [b'"other"\n"1"\n', b'"a"\n"1","2"\n'])
def test_a_file_that_is_not_what_was_said_is_refused(data: bytes) -> None:
    with pytest.raises(WarehouseFailed):
        read(data, ["a"])
