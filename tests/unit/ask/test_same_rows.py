"""What counts as the same rows: by type, as a multiset, in order where it was asked for, within a tolerance that is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.ask.same_rows import Apart, Rows, apart, rows_of, same_rows, written_rows
from lunara.connect.result import ResultTable


def of(*rows: tuple[Any, ...], names: str = "") -> Rows:
    """Rows as a warehouse gives them."""
    named = names.split() or [f"c{n}" for n in range(len(rows[0]) if rows else 1)]
    columns = [pa.array([row[at] for row in rows]) for at in range(len(named))]
    return rows_of(ResultTable(pa.table(columns, named), False, 0.0, datetime.now(UTC)))


A = ("Ana", Decimal("1.50"), date(2026, 1, 1))
B = ("Ben", Decimal("2.50"), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (of(A, B), of(B, A)),
        (of(A, A, B), of(A, B, A)),
        (of((1,)), of((Decimal("1.00"),))),
        (of((0.1 + 0.2,)), of((Decimal("0.3"),))),
        (of((float("nan"),)), of((float("nan"),))),
        (of(("a", None)), of(("a", None))),
        (of((date(2026, 1, 1),)), of((datetime(2026, 1, 1),))),
        (
            of((datetime(2026, 1, 1, 12, tzinfo=UTC),)),
            of((datetime(2026, 1, 1, 14, tzinfo=timezone(timedelta(hours=2))),)),
        ),
        (of(("x", 1), names="name total"), of((1, "x"), names="total name")),
        (of(("x", 1), names="who amount"), of((1, "x"), names="revenue seller")),
        (of((1, 2), names="a b"), of((2, 1), names="b a")),
        (of(("x", "y"), ("z", "w")), of(("y", "x"), ("w", "z"), names="d e")),
        (of(), of()),
    ],
)  # fmt: skip
def test_the_same(expected: Rows, got: Rows) -> None:
    assert same_rows(expected, got).same and same_rows(got, expected).same


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (of(A, B), of(A)),
        (of(A, A, B), of(A, B, B)),
        (of((5,)), of(("5",))),
        (of((1,)), of((True,))),
        (of((0,)), of((None,))),
        (of(("",)), of((None,))),
        (of((date(2026, 1, 1),)), of(("2026-01-01",))),
        (of((datetime(2026, 1, 1),)), of((datetime(2026, 1, 1, tzinfo=UTC),))),
        (of((Decimal("1.50"),)), of((Decimal("1.51"),))),
        (of((Decimal("123456789012345678.01"),)), of((Decimal("123456789012345678.02"),))),
        (of((1.0,)), of((1.0000001,))),
        (of((100, 80)), of((80, 100), names="d e")),
        (of((100, 80), names="revenue cost"), of((100, 80), names="cost revenue")),
        (of(("x", 1), ("y", 2)), of(("x", 2), ("y", 1))),
        (of(("x", 1)), of(("x", 1, 2))),
        (of(("x", 1, 2)), of(("x", 1))),
        (of(), of((None,))),
        (of(("A",)), of(("a",))),
    ],
)  # fmt: skip
def test_not_the_same(expected: Rows, got: Rows) -> None:
    verdict = same_rows(expected, got)
    assert not verdict.same and verdict.because.endswith(".")


def test_order_counts_where_it_was_asked_for() -> None:
    assert same_rows(of(A, B), of(A, B), ordered=True).same
    turned = same_rows(of(A, B), of(B, A), ordered=True)
    assert not turned.same and "order" in turned.because
    # Rows that the order leaves equal may change places, others not.
    ranked, tied = of(("x", 2), ("y", 1), ("z", 1)), of(("x", 2), ("z", 1), ("y", 1))
    assert not same_rows(ranked, tied, ordered=True).same
    assert same_rows(ranked, tied, ordered=True, by=[1]).same
    assert not same_rows(ranked, of(("y", 1), ("x", 2), ("z", 1)), ordered=True, by=[1]).same


def test_numbers_may_differ_by_what_is_said_and_no_more() -> None:
    assert same_rows(of((Decimal("1.50"),)), of((Decimal("1.51"),)), tolerance=0.01).same
    assert not same_rows(of((Decimal("1.50"),)), of((Decimal("1.511"),)), tolerance=0.01).same
    # Rows find one another though no order brings them together.
    expected = of((Decimal("1.00"), 5), (Decimal("1.01"), 4))
    assert same_rows(expected, of((Decimal("1.01"), 5), (Decimal("1.00"), 4)), tolerance=0.01).same
    assert not same_rows(expected, of((Decimal("1.01"), 5), (Decimal("1.00"), 5)), tolerance=0.01).same


def test_other_columns_are_allowed_where_it_is_said() -> None:
    assert same_rows(of(("x",), ("y",)), of((1, "x"), (2, "y"), names="n who"), more_columns=True).same
    assert not same_rows(of(("x",), ("y",)), of((1, "x"), (2, "z"), names="n who"), more_columns=True).same


@pytest.mark.parametrize(
    ("written", "got", "same"),
    [
        ("2026-01-01", date(2026, 1, 1), True),
        ("2026-01-01", datetime(2026, 1, 1), True),
        ("2026-01-01T10:00:00+02:00", datetime(2026, 1, 1, 8, tzinfo=UTC), True),
        ("2026-01-01", "2026-01-01", True),
        ("2026-01-01", date(2026, 1, 2), False),
        ("12345678901234567.89", Decimal("12345678901234567.89"), True),
        ("12345678901234567.89", Decimal("12345678901234567.88"), False),
        ("5", 5, False),
        (5, "5", False),
        (19.9, Decimal("19.90"), True),
        (0.1, 0.1, True),
        (None, None, True),
        ("0x6162", b"ab", True),
    ],
)
def test_what_people_write_stands_for_what_json_cannot_say(written: Any, got: Any, same: bool) -> None:
    assert same_rows(written_rows([[written]]), of((got,))).same is same


def test_a_result_without_a_value_says_nothing() -> None:
    assert of().says_nothing and of((None, None)).says_nothing and not of((None, 0)).says_nothing


def test_how_many_rows_did_not_come_is_told() -> None:
    assert same_rows(of(A, B), of(A, ("Ben", Decimal("9"), B[2]))).because == "1 of 2 expected rows did not come."
    assert same_rows(of((1,)), of((2,))).because == "The expected row did not come."
    assert same_rows(of((1,)), of((1,), (2,))).because == "1 row expected, 2 rows came."


CELLS = st.one_of(
    st.none(), st.integers(-9, 9), st.sampled_from(["", "a", "b"]), st.decimals(-9, 9, places=2), st.booleans()
)
TABLES = st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), max_size=8))


@settings(max_examples=200, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_any_order_of_any_rows_is_the_same_and_another_number_is_not(rows: list[Any], random: Any) -> None:
    mixed = random.sample(rows, len(rows))
    expected, got = written_rows(rows), written_rows(mixed)
    assert same_rows(expected, got).same
    numbers = [(r, c) for r, row in enumerate(mixed) for c, v in enumerate(row) if type(v) in (int, Decimal)]
    if numbers:
        at, column = random.choice(numbers)
        changed = [list(row) for row in mixed]
        changed[at][column] += 1000
        assert not same_rows(expected, written_rows(changed)).same


def test_the_rows_that_one_side_has_alone_are_told_by_their_places() -> None:
    c, other = ("Cid", Decimal("3.50"), date(2026, 3, 1)), ("Ben", Decimal("9.50"), date(2026, 2, 1))
    assert apart(of(A, B, c), of(c, other, A)) == Apart((1,), (1,))
    assert apart(of(A, A, B), of(A, B, B)) == Apart((1,), (2,)), "each row stands for one"
    assert apart(of(A, B), of(B, A)) == Apart((), ()), "the order alone"
    assert apart(of(*(("x", n) for n in range(9))), of(("y", 1)), most=3) == Apart((0, 1, 2), (0,))
    assert apart(of(("a", "b")), of(("a",))) == Apart((0,), (0,)), "no columns that fit"
    assert apart(written_rows([[1.5]]), of((1.5000000000001,))) == Apart((), ())
