"""The arithmetic of a change adds up exactly, whatever the numbers are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.ask.change.parts import Linear, Parts
from lunara.ask.change.split import Amounts, Line, NoRate, TooLarge, contributions_of, split, spread

ONE_ATOM = Parts(("m",), Linear(((0, Fraction(1)),)), None, frozenset({"t"}))
# profit = a - 0.3 b, and a rate of it: (a - 0.3 b) / b
SUM = Parts(("a", "b"), Linear(((0, Fraction(1)), (1, Fraction("-0.3")))), None, frozenset({"t"}))
RATIO = Parts(("a", "b"), Linear(((0, Fraction(1)),)), Linear(((1, Fraction(1)),)), frozenset({"t"}))
THIRDS = Parts(("a", "b"), Linear(((0, Fraction(1, 3)),)), None, frozenset({"t"}))

numbers = st.one_of(
    st.just(Fraction(0)),
    st.integers(-(10**9), 10**9).map(Fraction),
    st.decimals(-(10**6), 10**6, places=4, allow_nan=False).map(Fraction),
    st.floats(1e-3, 1e6, allow_nan=False, allow_infinity=False).map(lambda f: Fraction(Decimal(repr(f)))),
)
pairs = st.tuples(numbers, numbers)
members = st.lists(
    st.tuples(st.one_of(st.none(), st.text(max_size=3)), pairs, pairs), max_size=12, unique_by=lambda one: one[0]
).map(lambda found: [Amounts(key, before, after) for key, before, after in found])


def summed(lines: tuple[Line, ...], name: str) -> Decimal:
    return sum((getattr(line, name) for line in lines), Decimal(0))


def shares_sum_up(lines: tuple[Line, ...], total: Line) -> None:
    """Together one, or none where nothing changed or members cancel out."""
    if total.share is None:
        moved = sum((abs(line.change) for line in lines), Decimal(0))
        assert all(line.share is None for line in lines) and moved >= 20 * abs(total.change)
    else:
        assert summed(lines, "share") == total.share == 1


@given(members, st.integers(1, 12), st.sampled_from([SUM, THIRDS]))
@settings(max_examples=80)
def test_a_sum_is_the_sum_of_its_members(found: list[Amounts], shown: int, parts: Parts) -> None:
    done = split(parts, found, shown=shown)
    total = done.total
    for name in ("before", "after", "change"):
        assert summed(done.lines, name) == getattr(total, name)
    assert total.change == Decimal(str(total.after)) - Decimal(str(total.before))
    for line in done.lines:
        assert line.before is not None and line.after is not None
        assert line.change == line.after - line.before
        assert not line.rate and not line.mix and line.weight_before is None
    shares_sum_up(done.lines, total)
    exact = sum((parts.numerator.value(m.after) - parts.numerator.value(m.before) for m in found), Fraction(0))
    assert abs(Fraction(total.change) - exact) <= Fraction(1, 10**6)


@given(members, st.integers(1, 12))
@settings(max_examples=80)
def test_a_ratio_is_its_rates_and_its_mix(found: list[Amounts], shown: int) -> None:
    ends = [sum((getattr(m, side)[1] for m in found), Fraction(0)) for side in ("before", "after")]
    if not all(ends):
        if any(not m.nothing for m in found) or not found:
            with pytest.raises(NoRate):
                split(RATIO, found, shown=shown)
        return
    done = split(RATIO, found, shown=shown)
    total = done.total
    assert total.before is not None and total.after is not None
    assert total.change == total.after - total.before
    assert total.rate + total.mix + total.unsplit == total.change
    for name in ("change", "rate", "mix", "unsplit"):
        assert summed(done.lines, name) == getattr(total, name)
    for line in done.lines:
        assert line.rate + line.mix + line.unsplit == line.change
    for name in ("weight_before", "weight_after"):
        assert summed(done.lines, name) == 1
    shares_sum_up(done.lines, total)
    tops = [sum((getattr(m, side)[0] for m in found), Fraction(0)) for side in ("before", "after")]
    exact = tops[1] / ends[1] - tops[0] / ends[0]
    assert sum(contributions_of(RATIO, [m for m in found if not m.nothing]), Fraction(0)) == exact


def test_rate_and_mix_of_a_known_case() -> None:
    """Two shops: margins 10% and 30%; the second doubles its weight and gets worse. Worked out by hand."""
    found = [
        Amounts("a", (Fraction(10), Fraction(100)), (Fraction(10), Fraction(100))),
        Amounts("b", (Fraction(30), Fraction(100)), (Fraction(75), Fraction(300))),
    ]
    done = split(RATIO, found, shown=5)
    by = {line.key: line for line in done.lines}
    # R0 = 0.2, R1 = 0.2125, mean 0.20625
    assert done.total.change == Decimal("0.0125")
    assert by["a"].rate == 0
    assert by["a"].mix == Decimal("-0.25") * (Decimal("0.1") - Decimal("0.20625"))
    assert by["b"].rate == (Decimal("0.25") - Decimal("0.3")) * Decimal("0.625")
    assert by["b"].mix == Decimal("0.25") * (Decimal("0.275") - Decimal("0.20625"))


def test_new_and_gone_members_are_mix_alone() -> None:
    found = [
        Amounts("stays", (Fraction(50), Fraction(100)), (Fraction(50), Fraction(100))),
        Amounts("new", (Fraction(0), Fraction(0)), (Fraction(90), Fraction(100)), there=(False, True)),
        Amounts("gone", (Fraction(10), Fraction(100)), (Fraction(0), Fraction(0)), there=(True, False)),
    ]
    by = {line.key: line for line in split(RATIO, found, shown=5).lines}
    assert by["new"].state == "new" and by["new"].rate == 0 and by["new"].mix > 0 and by["new"].before is None
    assert by["gone"].state == "gone" and by["gone"].rate == 0 and by["gone"].mix > 0
    assert by["stays"].state == "both"


def test_an_amount_over_nothing_is_not_split() -> None:
    found = [
        Amounts("a", (Fraction(10), Fraction(100)), (Fraction(10), Fraction(100))),
        Amounts("odd", (Fraction(0), Fraction(0)), (Fraction(5), Fraction(0))),
    ]
    done = split(RATIO, found, shown=5)
    by = {line.key: line for line in done.lines}
    assert by["odd"].unsplit == Decimal("0.05") == done.total.unsplit and not by["odd"].rate and not by["odd"].mix


def test_small_members_are_one_line_and_nothing_is_lost() -> None:
    found = [Amounts(f"m{n}", (Fraction(0),), (Fraction(n + 1),)) for n in range(20)]
    done = split(ONE_ATOM, found, shown=5)
    assert [line.key for line in done.lines[:5]] == ["m19", "m18", "m17", "m16", "m15"]
    assert done.lines[5].kind == "others" and done.lines[5].of == 15 and done.lines[5].change == 120
    assert done.total.of == 20 and done.total.change == 210


def test_one_more_member_has_its_own_line() -> None:
    found = [Amounts(f"m{n}", (Fraction(0),), (Fraction(n + 1),)) for n in range(6)]
    assert [line.kind for line in split(ONE_ATOM, found, shown=5).lines] == ["member"] * 6


def test_members_that_hold_nothing_are_no_lines() -> None:
    found = [Amounts("a", (Fraction(1),), (Fraction(2),)), Amounts("b", (Fraction(0),), (Fraction(0),))]
    assert [line.key for line in split(ONE_ATOM, found, shown=5).lines] == ["a"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(numbers, min_size=1, max_size=20), st.integers(0, 12))
def test_rounded_numbers_sum_to_the_rounded_total(found: list[Fraction], scale: int) -> None:
    total = Decimal(round(sum(found) * 10**scale)).scaleb(-scale)
    made = spread(found, total, scale)
    assert sum(made) == total
    assert all(abs(Fraction(one) - number) <= Fraction(2, 10**scale) for one, number in zip(made, found, strict=True))


def test_a_rate_over_almost_nothing_is_refused_and_not_rounded() -> None:
    found = [
        Amounts("a", (Fraction(0), Fraction(1)), (Fraction(1), Fraction(1))),
        Amounts("b", (Fraction(1), Fraction(1, 10**30)), (Fraction(1), Fraction(1, 10**30))),
    ]
    with pytest.raises(TooLarge):
        split(RATIO, found, shown=5)


def test_members_that_cancel_out_are_no_parts_of_the_change() -> None:
    found = [Amounts("a", (Fraction(0),), (Fraction(1000),)), Amounts("b", (Fraction(999),), (Fraction(0),))]
    done = split(ONE_ATOM, found, shown=5)
    assert done.total.change == 1 and done.total.share is None and [line.share for line in done.lines] == [None, None]
