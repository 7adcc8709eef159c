"""Numbers that are added up, in other words: "what do all base salaries add up to", "number and total of the cash donations"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, in_words, periods, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_DO = frozenset(("do", "does", "did", "would"))
_UP = frozenset(("add", "adds"))
_ALL = frozenset(spread("all our the"))
_NUMBER = frozenset(("number", "count"))
_TOTAL = frozenset(("total", "sum"))
_LONGEST = 5


def add_up_to(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What do all current base salaries add up to" as their total."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(3, len(lows) - 2) if lows[n] in _UP and lows[n + 1 : n + 3] == ["up", "to"]), None)
    asked = lows[:1] in (["what"], ["how"]) and lows[1 + (lows[0] == "how") : 2 + (lows[0] == "how")]
    if at is None or not asked or asked[0] not in _DO or not ends_at(tokens, at + 3) or not unknown("add", lexicon):
        return list(tokens), []
    start = 2 + (lows[0] == "how")
    while start < at and lows[start] in _ALL:
        start += 1
    return [*tokens_of("total of", tokens[0]), *tokens[start:at], *tokens[at + 3 :]], []


def number_and_total(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Number and total of the cash donations in 2024" as the number of them and their total amount.

    Only of rows with one amount; the amount is put before the period and what groups them.
    """
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows) - 4) if _both(lows, n)), None)
    if at is None or "and" in lows[at + 3 :] or DENIALS & set(lows):
        return list(tokens), []
    of = at + 3
    if lows[of] in ("amount", "value") and lows[of + 1 : of + 2] == ["of"]:
        of += 1
    start = of + 1 + (lows[of + 1 : of + 2] in (["the"], ["our"], ["all"]))
    if lows[of] != "of" or start >= len(tokens):
        return list(tokens), []
    thing = next((t for t in things(tokens[start : start + _LONGEST], lexicon)), None)
    amounts = rows.amounts(lexicon.tables[thing.table]) if thing is not None else []
    if thing is None or len(amounts) != 1:
        return list(tokens), []
    end = start + thing.end
    begins = {first for first, _ in periods(tokens, clock)}
    if not (ends_at(tokens, end) or end in begins) or lows[end : end + 1] in (
        ["from"],
        ["to"],
        ["with"],
        ["for"],
        ["at"],
    ):
        return list(tokens), []
    number = tokens_of("number of", tokens[at])
    amount = tokens_of(f"and total {in_words(amounts[0]).removeprefix('total ')}", tokens[at])
    return [*tokens[:at], *number, *tokens[start:end], *amount, *tokens[end:]], []


def _both(lows: Sequence[str], at: int) -> bool:
    """Whether "number and total" or "total and number" is said here."""
    one, tie, other = lows[at : at + 3]
    return tie == "and" and ((one in _NUMBER and other in _TOTAL) or (one in _TOTAL and other in _NUMBER))
