"""Fields that hold a part of a date which comes again every year, beside the date itself: the month of a calendar table.

"Per month" asks for the months one after the other, and not for every January together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import GRAINS, TimePhrase
from lunara.ask.tokens import Token
from lunara.charts.parts import MONTHS

_MOST = {"month": 12, "quarter": 4, "week": 53}
_NAMES = {
    "month": frozenset(name[:length].lower() for name in MONTHS for length in (3, len(name))),
    "quarter": frozenset(f"{sign}{number}" for number in range(1, 5) for sign in ("q", "q ", "quarter ")),
}


def without_parts(
    found: list[tuple[float, Item]], phrase: TimePhrase, lexicon: Lexicon, tokens: Sequence[Token]
) -> list[tuple[float, Item]]:
    """The names that a question may have at a place where it says "month", without the fields whose months of all years are one.

    "Month 3" and "month is 3" do mean such a field. In "April 2025" the month is that of the year, and no value "April".
    """
    if phrase.kind == "range" and phrase.strong:
        return [(weight, item) for weight, item in found if item.end >= phrase.end or not _names_part(item)]
    if phrase.kind != "grain" or phrase.grain not in _MOST:
        return found
    if any(_is_part(t.text, _MOST[phrase.grain]) for t in tokens[phrase.end : phrase.end + 2]):
        return found
    kept = []
    for weight, item in found:
        left = [one for one in item.matches if not _comes_again(one.target, phrase.grain, lexicon)]
        if item.end == phrase.end and len(left) < len(item.matches):
            if not _is_about({one.target.table for one in left}, tokens, lexicon):
                continue
            item.matches = left
        kept.append((weight, item))
    return kept


def _names_part(item: Item) -> bool:
    """Whether a word that may be a value is the name of a month or a quarter."""
    values = bool(item.matches) and all(m.target.kind == "value" for m in item.matches)
    return values and any(item.low in names for names in _NAMES.values())


def _is_about(tables: Collection[str], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether more words of a question name something of one of these tables than of any other."""
    votes: defaultdict[str, float] = defaultdict(float)
    for token in tokens:
        named = {one.target.table for one in lexicon.fields((token.stem,)) if token.low not in GRAINS}
        for table in named:
            votes[table] += 1 / len(named)
    most = max((count for table, count in votes.items() if table not in tables), default=0)
    return any(votes[table] > most for table in tables)


def _comes_again(target: Target, grain: str, lexicon: Lexicon) -> bool:
    if target.kind != "dimension" or words_of(target.name)[-1:] != (grain,):
        return False
    table, field = lexicon.tables[target.table], lexicon.dimension(target.table, target.name)
    dates = [one for one in table.dimensions if one.type == "time" and not one.hidden]
    if field is None or field.type == "time" or len(dates) != 1 or dates[0].grain not in (None, "day"):
        return False
    values = [str(value).strip().lower() for value in lexicon.values.of_field(target.table, target.name, limit=60)]
    if values:
        return all(value in _NAMES.get(grain, ()) or _is_part(value, _MOST[grain]) for value in values)
    return field.type == "number" and any(words_of(one.name)[-1:] == ("year",) for one in table.dimensions)


def _is_part(value: str, most: int) -> bool:
    number = value.removesuffix(".0")
    return number.isdecimal() and 1 <= int(number) <= most
