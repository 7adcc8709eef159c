"""The arithmetic of a change: each member's part of it, and that part split into rate and mix. Everything adds up exactly.

A sum changes by what its members change. A ratio R = N/D is the weighted mean of its members' rates r = n/d with the weights
w = d/D, and its change is decomposed as Kitagawa does (Evelyn M. Kitagawa, “Components of a Difference Between Two Rates”,
Journal of the American Statistical Association 50, 1955): with the means of both periods,

    rate = (r₁ - r₀) · (w₀ + w₁) / 2          mix = (w₁ - w₀) · ((r₀ + r₁) / 2 - (R₀ + R₁) / 2)

so that neither period is the base and no interaction is left over: it is shared by halves, as Marshall-Edgeworth's index does.
The last term of mix is zero in sum (weights sum to one) and makes a member's own mix positive where a better than average member
grows. A member that is in one period only has no change of its rate: all of it is mix. What has an amount in the numerator and
none in the denominator has no rate; its part is not split.

Amounts are fractions until the end; then every column is rounded to one scale so that it still sums to its total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any, Literal

from lunara.ask.change.parts import Parts

MOST_DECIMALS = 18
# Python's decimals add up exactly within 28 digits; a sum of as many as a thousand members takes a few of them.
MOST_DIGITS = 24
EXACT = Context(prec=200)
SHARE_DECIMALS = 6
# Where members move this many times more than the whole does, they cancel out, and no part of the whole is said of them.
CANCELS = 20
Kind = Literal["member", "others", "total"]


@dataclass(frozen=True)
class Amounts:
    """What a member holds of each atom in both periods. `key` is its value of the dimension (None: none).

    `there`: whether anything was found of it before and after. What was found may come to zero.
    """

    key: Any
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]
    kind: Kind = "member"
    there: tuple[bool, bool] = (True, True)

    @property
    def nothing(self) -> bool:
        """Whether it holds nothing in either period."""
        return not any(self.before) and not any(self.after)

    def plus(self, other: Amounts) -> Amounts:
        """Both together, as `other`'s kind."""
        return Amounts(
            other.key,
            tuple(a + b for a, b in zip(self.before, other.before, strict=True)),
            tuple(a + b for a, b in zip(self.after, other.after, strict=True)),
            other.kind,
        )


@dataclass(frozen=True)
class Line:
    """One line of the explanation, in decimals. `before` and `after` None: it has no value there.

    Of a ratio `before` and `after` are rates, the weights are parts of one, and `rate` + `mix` + `unsplit` = `change`. Of a sum
    the weights are None and `change` is not split. `share` is the part of the whole change, None where there is none.
    """

    key: Any
    kind: Kind
    before: Decimal | None
    after: Decimal | None
    change: Decimal
    share: Decimal | None
    weight_before: Decimal | None = None
    weight_after: Decimal | None = None
    rate: Decimal = Decimal(0)
    mix: Decimal = Decimal(0)
    unsplit: Decimal = Decimal(0)
    of: int = 1
    """How many members it is, as far as they were counted."""
    counted: bool = True
    """Whether all of them were."""
    there: tuple[bool, bool] = (True, True)
    """Whether anything was found of it before and after."""

    @property
    def state(self) -> Literal["both", "new", "gone"]:
        """Whether it is in both periods. Nothing found in the period before: new; rows that come to zero are there."""
        before, after = self.there
        if before == after:
            return "both"
        return "gone" if before else "new"


@dataclass(frozen=True)
class Split:
    """Lines by the size of their change, `others` (if any) after them, and the total, which is their sum."""

    lines: tuple[Line, ...]
    total: Line

    @property
    def splits(self) -> bool:
        """Whether changes are split into rate and mix."""
        return self.total.weight_after is not None


@dataclass(frozen=True)
class _Cell:
    """A member's exact parts."""

    amounts: Amounts
    before: Fraction | None
    after: Fraction | None
    parts: tuple[Fraction, ...]
    weights: tuple[Fraction, Fraction] | None = None
    of: int = 1
    counted: bool = True

    @property
    def change(self) -> Fraction:
        return sum(self.parts, Fraction(0))


class NoRate(Exception):
    """A ratio has no value in a period, because nothing is in its denominator. `before`: in the first period."""

    def __init__(self, before: bool) -> None:
        super().__init__()
        self.before = before


class TooLarge(Exception):
    """A number has more digits than a decimal adds up exactly: a rate over almost nothing."""


def split(parts: Parts, members: Sequence[Amounts], *, shown: int, others: int | None = 0) -> Split:
    """The explanation of the change by `members`, of which the `shown` largest have a line of their own.

    A member of the kind "others" stands for `others` members (None: unknown how many) that are not among them.
    Raises NoRate and TooLarge.
    """
    kept = [member for member in members if not member.nothing]
    cells = [_sum_cell(parts, one) for one in kept] if parts.denominator is None else _ratio_cells(parts, kept)
    own = [cell for cell in cells if cell.amounts.kind == "member"]
    own.sort(key=lambda cell: (-abs(cell.change), cell.amounts.key is None, str(cell.amounts.key)))
    # One line more would say no less than a line for "one other".
    few = shown if len(own) > shown + 1 or len(own) < len(cells) else len(own)
    small = [*own[few:], *(cell for cell in cells if cell.amounts.kind == "others")]
    lines = own[:few]
    if small:
        together = _together(parts, small, len(own[few:]) + (others or 0))
        lines = [*lines, replace(together, counted=others is not None)]
    with localcontext(EXACT):
        return _settled(parts, lines, cells)


def contributions_of(parts: Parts, members: Sequence[Amounts]) -> list[Fraction]:
    """Each member's exact part of the change. Raises NoRate."""
    cells = [_sum_cell(parts, one) for one in members] if parts.denominator is None else _ratio_cells(parts, members)
    return [cell.change for cell in cells]


def _value(parts: Parts, amounts: Sequence[Fraction]) -> Fraction | None:
    top = parts.numerator.value(amounts)
    if parts.denominator is None:
        return top
    bottom = parts.denominator.value(amounts)
    return top / bottom if bottom else None


def _sum_cell(parts: Parts, one: Amounts) -> _Cell:
    before, after = parts.numerator.value(one.before), parts.numerator.value(one.after)
    return _Cell(one, before, after, (after - before,))


def _ratio_cells(parts: Parts, members: Sequence[Amounts]) -> list[_Cell]:
    """The members' rate, mix and what is not split. Raises NoRate where the whole has no rate."""
    bottom = parts.denominator
    if bottom is None:
        raise ValueError("a sum has no rates")
    top = parts.numerator
    n0 = sum((top.value(m.before) for m in members), Fraction(0))
    n1 = sum((top.value(m.after) for m in members), Fraction(0))
    d0 = sum((bottom.value(m.before) for m in members), Fraction(0))
    d1 = sum((bottom.value(m.after) for m in members), Fraction(0))
    if not d0 or not d1:
        raise NoRate(before=not d0)
    mean = (n0 / d0 + n1 / d1) / 2
    cells = []
    for member in members:
        own0, own1 = bottom.value(member.before), bottom.value(member.after)
        top0, top1 = top.value(member.before), top.value(member.after)
        w0, w1 = own0 / d0, own1 / d1
        r0, r1 = (top0 / own0 if own0 else None), (top1 / own1 if own1 else None)
        rate, mix, unsplit = Fraction(0), Fraction(0), Fraction(0)
        if r0 is not None and r1 is not None:
            rate, mix = (r1 - r0) * (w0 + w1) / 2, (w1 - w0) * ((r0 + r1) / 2 - mean)
        elif r1 is not None and not top0:
            mix = w1 * (r1 - mean)
        elif r0 is not None and not top1:
            mix = -w0 * (r0 - mean)
        else:
            unsplit = top1 / d1 - top0 / d0 - mean * (w1 - w0)
        cells.append(_Cell(member, r0, r1, (rate, mix, unsplit), (w0, w1)))
    return cells


def _together(parts: Parts, cells: Sequence[_Cell], of: int) -> _Cell:
    """Several members in one line: their parts added up, and the value of all of them."""
    amounts = cells[0].amounts
    for cell in cells[1:]:
        amounts = amounts.plus(cell.amounts)
    amounts = Amounts(None, amounts.before, amounts.after, "others")
    summed = tuple(sum(column, Fraction(0)) for column in zip(*(cell.parts for cell in cells), strict=True))
    weights = None
    if cells[0].weights is not None:
        pairs = [cell.weights or (Fraction(0), Fraction(0)) for cell in cells]
        weights = (sum((w for w, _ in pairs), Fraction(0)), sum((w for _, w in pairs), Fraction(0)))
    return _Cell(amounts, _value(parts, amounts.before), _value(parts, amounts.after), summed, weights, of)


# -- from fractions to decimals ----------------------------------------------------------------------------------------


def _settled(parts: Parts, lines: Sequence[_Cell], cells: Sequence[_Cell]) -> Split:
    """The lines in decimals of one scale, in which each column sums to its total."""
    places = len(parts.atoms)
    whole = Amounts(None, (Fraction(0),) * places, (Fraction(0),) * places, "total")
    for cell in cells:
        whole = cell.amounts.plus(whole)
    totals = [_value(parts, whole.before) or Fraction(0), _value(parts, whole.after) or Fraction(0)]
    if parts.denominator is None:
        return _sums(lines, whole, totals)
    return _rates(lines, whole, totals)


def _sums(lines: Sequence[_Cell], whole: Amounts, totals: Sequence[Fraction]) -> Split:
    columns = [[cell.before or Fraction(0) for cell in lines], [cell.after or Fraction(0) for cell in lines]]
    scale = scale_of([*columns[0], *columns[1], *totals])
    ends = [rounded(total, scale) for total in totals]
    before, after = (spread(column, end, scale) for column, end in zip(columns, ends, strict=True))
    changes = [new - old for old, new in zip(before, after, strict=True)]
    change = ends[1] - ends[0]
    shares = shares_of(changes, change)
    made = tuple(
        Line(
            cell.amounts.key,
            cell.amounts.kind,
            before[i],
            after[i],
            changes[i],
            shares[i],
            of=cell.of,
            counted=cell.counted,
            there=cell.amounts.there,
        )
        for i, cell in enumerate(lines)
    )
    one = None if None in shares or not change else Decimal(1)
    return Split(made, Line(None, "total", ends[0], ends[1], change, one, of=sum(cell.of for cell in lines)))


def _rates(lines: Sequence[_Cell], whole: Amounts, totals: Sequence[Fraction]) -> Split:
    flat = [part for cell in lines for part in cell.parts]
    own = [value for cell in lines for value in (cell.before, cell.after) if value is not None]
    scale = scale_of([*flat, *own, *totals])
    ends = [rounded(total, scale) for total in totals]
    change = ends[1] - ends[0]
    settled = spread(flat, change, scale)
    width = len(lines[0].parts) if lines else 3
    split_up = [settled[i * width : (i + 1) * width] for i in range(len(lines))]
    changes = [sum(three, Decimal(0)) for three in split_up]
    shares = shares_of(changes, change)
    weights = [
        spread(column, Decimal(1), scale_of([*column, Fraction(1)]))
        for column in ([(cell.weights or (Fraction(0), Fraction(0)))[period] for cell in lines] for period in (0, 1))
    ]
    made = []
    for i, cell in enumerate(lines):
        before = None if cell.before is None else rounded(cell.before, scale)
        after = None if cell.after is None else rounded(cell.after, scale)
        rate, mix, unsplit = split_up[i]
        key, kind = cell.amounts.key, cell.amounts.kind
        made.append(
            Line(
                key,
                kind,
                before,
                after,
                changes[i],
                shares[i],
                weights[0][i],
                weights[1][i],
                rate,
                mix,
                unsplit,
                of=cell.of,
                counted=cell.counted,
                there=cell.amounts.there,
            )
        )
    sums = [sum((three[place] for three in split_up), Decimal(0)) for place in range(width)]
    one = None if None in shares or not change else Decimal(1)
    total = Line(
        None, "total", ends[0], ends[1], change, one, Decimal(1), Decimal(1), sums[0], sums[1], sums[2],
        of=sum(cell.of for cell in lines),
    )  # fmt: skip
    return Split(tuple(made), total)


def shares_of(changes: Sequence[Decimal], change: Decimal) -> list[Decimal | None]:
    """Each part of the change as a fraction of it, together one; None where nothing changed, or members cancel out."""
    if not change or sum(map(abs, changes)) > CANCELS * abs(change):
        return [None] * len(changes)
    exact = [Fraction(one) / Fraction(change) for one in changes]
    return list(spread(exact, Decimal(1), SHARE_DECIMALS))


def scale_of(numbers: Sequence[Fraction]) -> int:
    """How many decimals hold them: those that they have, where these are few, else so many that the largest keeps its digits.

    Raises TooLarge.
    """
    largest = max((abs(number) for number in numbers), default=Fraction(0))
    whole_digits = len(str(int(largest)))
    if whole_digits > MOST_DIGITS:
        raise TooLarge
    most = min(MOST_DECIMALS, MOST_DIGITS - whole_digits)
    for scale in range(most):
        if all((number * 10**scale).denominator == 1 for number in numbers):
            return scale
    return most


def rounded(number: Fraction, scale: int) -> Decimal:
    """The nearest decimal of that scale."""
    return Decimal(round(number * 10**scale)).scaleb(-scale)


def spread(numbers: Sequence[Fraction], total: Decimal, scale: int) -> list[Decimal]:
    """The numbers as decimals of one scale that sum to `total`: each rounded down, the rest given to the largest remainders."""
    units = [number * 10**scale for number in numbers]
    floors = [int(unit // 1) for unit in units]
    left = int(total.scaleb(scale)) - sum(floors)
    inexact = [place for place, unit in enumerate(units) if unit.denominator != 1] or list(range(len(units)))
    inexact.sort(key=lambda place: (floors[place] - units[place], place))
    step = 1 if left > 0 else -1
    order = inexact if left > 0 else inexact[::-1]
    each, more = divmod(abs(left), len(order) or 1)
    for turn, place in enumerate(order):
        floors[place] += step * (each + (turn < more))
    return [Decimal(floor).scaleb(-scale) for floor in floors]
