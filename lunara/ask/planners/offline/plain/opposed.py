"""Two values of one field set against each other: "outlet vs flagship sales" are the sales of both, by the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import tokens_of
from lunara.ask.planners.offline.words import AGAINST, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_TIED = frozenset(spread("and with to"))
_LONGEST = 3


def by_their_field(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The values joined by "and", and their field as the group; kept as it is where a group is named or no one field has both."""
    lows = [t.low for t in tokens]
    compares = lows[:1] in (["compare"], ["comparing"])
    if "by" in lows or "per" in lows:
        return list(tokens), []
    for at in range(1, len(tokens) - 1):
        if lows[at] not in AGAINST and not (compares and lows[at] in _TIED):
            continue
        first, other = _values(tokens, at, -1, lexicon), _values(tokens, at, 1, lexicon)
        first, other = (
            first or _named_too(tokens[at - 1], other, lexicon),
            other or _named_too(tokens[at + 1], first, lexicon),
        )
        both = [(a, b) for a in first for b in other if a.path == b.path and a.value != b.value]
        if len({a.path for a, _ in both}) != 1:
            continue
        words = _words(both[0][0], lexicon)
        if not words:
            continue
        end = len(tokens) - 1 if tokens[-1].low in ("?", ".", "!") else len(tokens)
        begin = 1 if compares else 0
        tied = tokens_of("and", tokens[at])
        group = tokens_of(" ".join(("by", *words)), tokens[at])
        sides = [_as_value(t, both[0], lexicon) for t in (tokens[at - 1], tokens[at + 1])]
        return [*tokens[begin : at - 1], sides[0], *tied, sides[1], *tokens[at + 2 : end], *group, *tokens[end:]], []
    return list(tokens), []


def _values(tokens: Sequence[Token], at: int, step: int, lexicon: Lexicon) -> list[Target]:
    """The values that the words right before or behind this place are, the longest first; none where they name something else."""
    for length in range(_LONGEST, 0, -1):
        span = tokens[at - length : at] if step < 0 else tokens[at + 1 : at + 1 + length]
        if len(span) < length or any(t.kind != "word" for t in span) or at - length < 0:
            continue
        stems = tuple(t.stem for t in span)
        if length == 1 and any(m.exact for m in lexicon.fields(stems)):
            return []
        found = [m.target for m in lexicon.value_matches(stems, " ".join(t.text for t in span)) if m.exact]
        if found:
            return found
    return []


def _named_too(token: Token, others: Sequence[Target], lexicon: Lexicon) -> list[Target]:
    """ "Mobile vs branch payments": a branch is a thing as well, set against a channel it is the channel of that name."""
    found = (
        [m.target for m in lexicon.value_matches((token.stem,), token.low) if m.exact] if token.kind == "word" else []
    )
    return [t for t in found if any(t.path == o.path and t.value != o.value for o in others)]


def _as_value(token: Token, both: Sequence[Target], lexicon: Lexicon) -> Token:
    """A word that names a thing as well, as the value that is meant."""
    value = next((str(v.value) for v in both if str(v.value).lower() == token.low), None)
    if value is None or not any(m.exact for m in lexicon.fields((token.stem,))):
        return token
    return replace(token, text=value, kind="quoted")


def _words(value: Target, lexicon: Lexicon) -> tuple[str, ...]:
    """The words by which the field of a value is named, where they name it before all others."""
    dimension = lexicon.dimension(value.table, value.name)
    words = words_of(dimension.label or dimension.name) if dimension is not None else ()
    named = lexicon.fields(words) if words else []
    best = [m.target for m in named if m.exact and m.score >= named[0].score]
    return words if [(t.table, t.name) for t in best] == [(value.table, value.name)] else ()
