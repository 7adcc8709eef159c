"""Words that deny, where a name of the model begins or ends with one: "no tickets" is not the "ticket no"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token

_DENIALS = spread("no not without never zero non none neither 0")
_NAMING = spread("is are was of = : and or by , . ? as")
_GLUE = spread("the a an of or and")


def denies(span: Sequence[Token], rest: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a denial in these words denies what is said, so that they are not one name of the model.

    A name that begins with the denial ("no show") is meant where the model has it in this order of words. One that ends
    with it ("ticket no") is meant where a value follows or nothing that it could deny.
    """
    words = [t for t in span if t.kind != "symbol"]
    if not words:
        return False
    if words[0].low in _DENIALS:
        return not lexicon.begins(tuple(t.stem for t in words if t.low not in _GLUE), words[0].stem)
    if words[-1].low not in _DENIALS or len(words) == 1:
        return False
    following = rest[0] if rest else None
    named = following is None or following.kind in ("number", "quoted", "date") or following.low in _NAMING
    code = following is not None and any(c.isdigit() for c in following.text)
    return words[-2].low != words[-2].stem or not (named or code)
