"""Rates that no measure is called after: "rejection rate" is the share of those rejected, "failed runs" are not passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.rates import OWN_RATES
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import FILLER
from lunara.ask.tokens import Token, stem, verb_stems


@dataclass(frozen=True)
class _Held:
    """A table, and the words that say of its rows what a rate is of."""

    table: str
    words: tuple[str, ...]


def in_shares(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens with "… rate" put as the share of the rows for which it holds, and with failures as what did not pass."""
    found = _of_all(list(tokens))
    at = next((n for n, t in enumerate(found) if t.low in ("rate", "rates") and n), None)
    if at is not None:
        found = _shared(found, at, lexicon) or found
    return _failed(found, lexicon)


def _of_all(tokens: list[Token]) -> list[Token]:
    """ "Share of late parcels in all parcels": that of late parcels."""
    share = next((n for n, t in enumerate(tokens) if t.low in _SHARES), len(tokens))
    for at in range(share + 2, len(tokens) - 1):
        if tokens[at].low not in ("all", "total") or tokens[at - 1].low not in ("in", "of", "among", "to"):
            continue
        named = [t.stem for t in tokens[share:at]]
        end = at + 1
        while end < len(tokens) and tokens[end].low in ("the", "of", "number"):
            end += 1
        if end < len(tokens) and tokens[end].stem in named:
            start = at - 2 if tokens[at - 2].low == "out" else at - 1
            return [*tokens[:start], *tokens[end + 1 :]]
    return tokens


_SHARES = ("share", "percentage", "percent", "proportion", "fraction", "%")


def _shared(tokens: list[Token], at: int, lexicon: Lexicon) -> list[Token] | None:
    for length in (3, 2, 1):
        start = at - length
        span = tokens[start:at] if start >= 0 else []
        said = [t for t in span if t.low != "-"]
        if not said or any(t.kind != "word" for t in said) or span[0].low == "-" or len(said) == length == 3:
            continue
        if all(t.low in FILLER for t in said):
            continue
        if any(t.low in OWN_RATES or t.stem in OWN_RATES for t in said):
            return None  # a price, or a ratio of its own
        if any(m.exact for m in lexicon.fields((*(t.stem for t in said), "rate"))):
            return None
        held = _one(tokens, _holding(said, lexicon), lexicon)
        if held is None:
            continue
        own = set(table_words(lexicon.tables[held.table]))
        while start and tokens[start - 1].stem in own:
            start -= 1  # "QC pass rate", of QC runs
        end = at + 1
        if [t.low for t in tokens[end : end + 1]] in (["of"], ["for"], ["in"]):
            things = _things_at(tokens, end + 1, lexicon)
            end = things[1] if things is not None and things[0] == held.table else end
        label = lexicon.tables[held.table].label or held.table.replace("_", " ")
        made = ["share", "of", *label.lower().split(), *held.words]
        return [*tokens[:start], *_tokens(made, tokens[at]), *tokens[end:]]
    return None


def _things_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """The table that is named at this place, and where its name ends."""
    for length in (3, 2, 1):
        span = tokens[at : at + length]
        if len(span) < length:
            continue
        for match in lexicon.fields(tuple(t.stem for t in span)):
            if match.exact and match.target.kind == "table":
                return match.target.table, at + length
    return None


def _tokens(words: Sequence[str], like: Token) -> list[Token]:
    return [replace(like, kind="word", text=w, low=w, stem=stem(w), value=None) for w in words]


def _holding(said: Sequence[Token], lexicon: Lexicon) -> list[_Held]:
    """The fields that say yes or no to it."""
    lows = [t.low for t in said]
    found: list[_Held] = []
    verbs = {*stems_of_noun(lows[-1]), lows[-1]} if len(lows) == 1 else set()
    for table in lexicon.tables.values():
        for dimension in table.dimensions:
            words = [w for w in words_of(dimension.label or dimension.name) if w not in ("is", "has", "was", "flag")]
            if not words or dimension.hidden or lexicon.flag(table.name, dimension.name) is None:
                continue
            own = [w for w in words if w not in table_words(table)] or words
            told = {v for w in own for v in (w, *verb_stems(w))}
            if (verbs and len(own) == 1 and verbs & told) or own == [t.stem for t in said]:
                found.append(_Held(table.name, tuple(words)))
    return list(dict.fromkeys(found))


def _one(tokens: Sequence[Token], held: Sequence[_Held], lexicon: Lexicon) -> _Held | None:
    """The one that is meant: of the table that the question names, else the only one."""
    if len({h.table for h in held}) > 1:
        named = {
            m.target.table for t in tokens for m in lexicon.fields((t.stem,)) if m.exact and m.target.kind == "table"
        }
        held = [h for h in held if h.table in named]
    return held[0] if len({h.table for h in held}) == 1 else None


def _failed(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "Failed runs", where runs are passed or not."""
    made: list[Token] = []
    for token in tokens:
        if token.low in ("failed", "unsuccessful") and not lexicon.knows(token.stem) and not _is_value(token, lexicon):
            yes = "passed" if token.low == "failed" else "successful"
            if any(_is_flag(m.target, lexicon) for m in lexicon.fields((stem(yes),)) if m.exact):
                made.extend(_tokens(["not", yes], token))
                continue
        made.append(token)
    return made


def _is_value(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact for m in lexicon.value_matches((token.stem,), token.low))


def _is_flag(target: Target, lexicon: Lexicon) -> bool:
    return target.kind == "dimension" and lexicon.flag(target.table, target.name) is not None
