"""Where things come from, the commonest first: "which towns do our patients live in, biggest number first"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, ends_at, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_DO = BE | frozenset(spread("do does did"))
_WHERE = (
    *(
        ("come", "from"),
        ("live", "in"),
        ("work", "in"),
        ("belong", "to"),
        ("live",),
        ("from",),
        ("in",),
        ("based", "in"),
    ),
    *(("located", "in"), ("come", "out", "of"), ("fall", "into"), ("fall", "under")),
)
_MOST = (("most",), ("most", "common"), ("most", "frequent"), ("most", "popular"), ("commonest",))
_NUMBERS = (
    ("biggest", "number"),
    ("highest", "number"),
    ("largest", "number"),
    ("greatest", "number"),
    ("biggest", "group"),
)
_FEWEST = (("least", "common"), ("least", "frequent"), ("fewest",), ("lowest", "number"), ("smallest", "number"))
_LONGEST = 3


def commonest_first(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The number of the things by that field of theirs, the highest first, or the lowest where the least common come first."""
    del clock
    lows = [t.low for t in tokens]
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol":
        end -= 1
    if lows[:1] not in (["which"], ["what"]) or DENIALS & set(lows) or lows[end - 1 : end] != ["first"]:
        return list(tokens), []
    said = next((w for w in (*_MOST, *_NUMBERS, *_FEWEST) if tuple(lows[end - 1 - len(w) : end - 1]) == w), None)
    stop = end - 1 - len(said or ()) if said else end
    stop -= lows[stop - 1] in ("with", "the")
    stop -= lows[stop - 1] in ("with", ",", "-")
    verb = next((n for n in range(2, min(2 + _LONGEST, stop)) if lows[n] in _DO), None)
    if said is None or verb is None:
        return list(tokens), []
    at = verb + 1 + (lows[verb + 1] in ("our", "the", "all", "their"))
    thing = thing_at(tokens, at, lexicon)
    if thing is None or tuple(lows[thing.end : stop]) not in _WHERE or not ends_at(tokens, end):
        return list(tokens), []
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[1:verb])) if m.exact]
    if not any(t.kind == "dimension" and t.table == thing.table for t in named):
        return list(tokens), []
    label = label_of(lexicon, Target("table", thing.table, thing.table))
    way = "lowest" if said in _FEWEST else "highest"
    made = tokens_of(f"number of {label} by", tokens[0])
    note = f"“{' '.join(t.text for t in tokens[stop:end] if t.kind == 'word')}” was read as the order of their numbers."
    return [*made, *tokens[1:verb], *tokens_of(f"{way} first", tokens[end - 1]), *tokens[end:]], [note]
