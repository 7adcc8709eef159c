"""A field that counts, said with what it counts: "number of people injured" is the field "injured", not how many people."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, Thing, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_OF = ("number", "of")
_BETWEEN = spread("they that which who it he she have has had") | BE
_SKIPPED = frozenset(("the", "all"))


def by_participle(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with that field alone, where one field of numbers is called by the participle and is no field of the things.

    Kept as they are where several tables have such a field. "By" those whose field it is, behind it, is as "of" them.
    """
    del clock
    for at in range(len(tokens) - 2):
        many = tuple(t.low for t in tokens[at : at + 2]) in (_OF, ("how", "many"))
        thing = thing_at(tokens, at + 2, lexicon) if many else None
        if thing is None:
            continue
        end = thing.end
        while end < len(tokens) and tokens[end].low in _BETWEEN:
            end += 1
        table = _held_by(tokens[end], thing, lexicon) if end < len(tokens) else None
        if table is None:
            continue
        start = at - 1 if at and tokens[at - 1].low == "the" else at
        rest = list(tokens[end + 1 :])
        doer = 2 if len(rest) > 1 and rest[1].low in _SKIPPED else 1
        named = thing_at(rest, doer, lexicon) if rest and rest[0].low == "by" else None
        if named is not None and named.table == table:
            rest[0] = tokens_of("of", rest[0])[0]
        return [*tokens[:start], tokens[end], *rest], []
    return list(tokens), []


def _held_by(token: Token, thing: Thing, lexicon: Lexicon) -> str | None:
    """The one table, not that of the things, that has a field of numbers called by this participle."""
    if token.kind != "word" or not token.low.endswith("ed") or not verb_stems(token.low):
        return None
    named = [m.target for m in lexicon.fields((token.stem,)) if m.exact]
    held = {
        t.table
        for t in named
        if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None and d.type == "number"
    }
    others = {t.table for t in named} - held
    return next(iter(held)) if len(held) == 1 and not others and thing.table not in held else None
