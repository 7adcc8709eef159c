"""How people came to us: "how did our members hear about us" is asked of the field that holds it, a source of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import ends_at, shown, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_HEARD = (
    ("hear", "about", "us"),
    ("hear", "of", "us"),
    ("first", "hear", "about", "us"),
    ("find", "out", "about", "us"),
    ("find", "us"),
    ("discover", "us"),
    ("learn", "about", "us"),
    ("get", "to", "know", "us"),
)
_OURS = frozenset(spread("our the most new all these"))
_SOURCES = frozenset(
    (
        *(("source",), ("referral", "source"), ("lead", "source"), ("marketing", "source"), ("acquisition", "source")),
        *(("acquisition", "channel"), ("marketing", "channel"), ("signup", "source"), ("sign", "up", "source")),
        *(
            ("signup", "channel"),
            ("heard", "from"),
            ("heard", "about", "us"),
            ("how", "heard"),
            ("referral", "channel"),
        ),
    )
)
"""What such a field is called."""


def heard(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How did our members hear about us?" as the number of members by their source, where they have one such field."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:1] not in (["how"], ["where"]) or lows[1:2] not in (["did"], ["do"]):
        return list(tokens), []
    at = 2
    while at < len(lows) and lows[at] in _OURS - {"new"}:
        at += 1
    thing = thing_at(tokens, at, lexicon)
    words = next((w for w in _HEARD if thing is not None and tuple(lows[thing.end : thing.end + len(w)]) == w), None)
    if thing is None or words is None or not masters.people(thing.table, lexicon) or not unknown(words[0], lexicon):
        return list(tokens), []
    end = thing.end + len(words)
    fields = [
        d
        for d in lexicon.tables[thing.table].dimensions
        if d.type == "string" and not d.hidden and words_of(shown(d)) in _SOURCES
    ]
    if len(fields) != 1 or not ends_at(tokens, end):
        return list(tokens), []
    said = " ".join(t.text for t in tokens[thing.end : end])
    led = tokens_of("number of", tokens[0])
    by = tokens_of(f"by {' '.join(words_of(shown(fields[0])))}", tokens[end - 1])
    made = [*led, *tokens[thing.start : thing.end], *by, *tokens[end:]]
    return made, [f"“{said}” was read as {shown(fields[0])}."]
