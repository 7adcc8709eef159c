"""What things are worth, as the name of a number: "the value of our stock" is the "value of stock".

"Order value" is what the orders add up to, though the model has an "average order value": nobody said average.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.valued import WORTH
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_WHOSE = frozenset(spread("our the all my total whole entire"))


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens without "our" and "the" between "value of" and what follows, where a number is called so without them."""
    del clock
    for at in range(len(tokens) - 3):
        if tokens[at].low not in WORTH or tokens[at + 1].low != "of":
            continue
        end = at + 2
        while end < len(tokens) and tokens[end].low in _WHOSE:
            end += 1
        if end in (at + 2, len(tokens)):
            continue
        called = lexicon.fields((tokens[at].stem, tokens[end].stem))
        if any(m.exact and m.target.kind in ("measure", "derived") for m in called):
            return [*tokens[: at + 2], *tokens[end:]], []
    return list(tokens), []


def in_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "order value" as the total that the "average order value" divides, where no average is asked for.

    Unchanged where a number is called so without the average, and where one order's value is meant ("the highest order value").
    """
    del clock
    lows = {t.low for t in tokens}
    for at in range(len(tokens) - 1):
        said = tokens[at : at + 2]
        if said[1].stem not in WORTH or any(t.kind != "word" for t in said) or lows & _OF_EACH:
            continue
        stems = tuple(t.stem for t in said)
        if any(m.target.kind != "derived" for m in lexicon.whole(stems)):
            continue
        total = _divided(stems, lexicon)
        if total is not None:
            words = " ".join(t.text for t in said)
            note = f"“{words}” was read as {label_of(lexicon, total)} in all, as no average is asked for."
            return [*tokens[:at], *named_amount(said[0], total, lexicon), *tokens[at + 2 :]], [note]
    return list(tokens), []


_OF_EACH = frozenset(
    spread(
        """average avg mean median typical typically usual highest lowest largest smallest biggest maximum minimum max min aov
        over under above below than between"""
    )
)


def _divided(stems: tuple[str, ...], lexicon: Lexicon) -> Target | None:
    """The sum that the one average called after these words divides by a number of rows."""
    found: list[Target] = []
    for derived in lexicon.model.measures:
        names = [words_of(n) for n in (derived.label or derived.name, derived.name)]
        if not any(name[:1] == ("average",) and name[1:] == stems for name in names):
            continue
        sides = [side.strip().rpartition(".")[2] for side in derived.expression.split("/")]
        sums = [
            Target("measure", t.name, m.name)
            for t in lexicon.tables.values()
            for m in t.measures
            if len(sides) == 2 and m.name == sides[0] and m.aggregate == "sum" and m.filter is None and not m.hidden
        ]
        counted = any(
            m.name == sides[-1] and m.aggregate == "count" for t in lexicon.tables.values() for m in t.measures
        )
        found += sums if counted else []
    return found[0] if len(found) == 1 else None
