"""Fields whose names are said in another form: the "opening year" of an `open_year`, the "director" of `directed_by`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.periods import ADVERBS
from lunara.ask.planners.offline.plain.things import tokens_of
from lunara.ask.planners.offline.words import LIGHT_VERBS, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.kept import Kept
from lunara.semantic.model import Dimension, SemanticModel

_LONGEST = 7
_SHORTEST = 5
"""So many letters a word has from which another one is derived."""
_CLAUSE = frozenset(spread("which that when it they he she"))
_TIES = _CLAUSE | frozenset(spread("of the its their in was were is are has have had been"))
_WHEN = frozenset(("date", "time", "day", "datetime", "timestamp"))
_YEARS = frozenset(("year", "years"))


class _Form(NamedTuple):
    """A table, the label of a field of it, and what that holds; its name where it is called with the words of its table."""

    table: str
    label: str
    kind: str
    pinned: str = ""


_Forms = dict[str, list[tuple[frozenset[str], list[_Form]]]]
"""Fields with the words that they are made of, by each of these words and of their roots."""
_FIELDS: Kept[SemanticModel, _Forms] = Kept()


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The question with such words replaced by the field's own name, where one name alone fits them; no notes."""
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        found = _at(tokens, at, lexicon)
        if found is None:
            made.append(tokens[at])
            at += 1
            continue
        form, end = found
        if form.pinned:
            said, low = " ".join(t.text for t in tokens[at:end]), form.label
            field = (form.table, form.pinned)
            made.append(replace(tokens[at], text=said, low=low, stem=low, end=tokens[end - 1].end, field=field))
        else:
            made.extend(tokens_of(form.label, tokens[at]))
        at = end
    return made, []


def _at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[_Form, int] | None:
    """The field that the words from this place on name in another form, and where they end; the longest first."""
    if tokens[at].kind != "word" or tokens[at].low in _TIES:
        return None
    for end in range(min(len(tokens), at + _LONGEST), at, -1):
        span = tokens[at:end]
        if any(t.kind != "word" for t in span) or span[-1].low in _TIES:
            continue
        said = [t for t in span if t.low not in _TIES]
        clause = any(t.low in _CLAUSE for t in span)
        noun = len(said) == 1 and _is_noun(tokens, at, end)
        form = _label(said, lexicon, clause, noun) if len(said) <= 4 else None
        if form is None or not (clause or any(_strange(t, lexicon) for t in said)):
            continue
        if clause or len(said) == 1 or not _is_known(said, lexicon):
            return form, end
    return None


def _strange(token: Token, lexicon: Lexicon) -> bool:
    """Whether no name of the model and no value is called so as it stands."""
    if (
        token.low in _YEARS
        or token.low in ADVERBS
        or token.stem in _WHEN
        or lexicon.knows(token.stem)
        or lexicon.knows(token.low)
    ):
        return False
    return not any(m.exact for m in lexicon.value_matches((token.stem,), token.low))


def _is_known(said: Sequence[Token], lexicon: Lexicon) -> bool:
    return any(m.exact for m in lexicon.fields(tuple(t.stem for t in said)))


_BEFORE_NOUNS = frozenset(("whose", "their", "its", "the"))
_EACH = frozenset(("each", "every", "per"))
_BEHIND_NOUNS = frozenset(spread("of and is are was were between that which"))


def _is_noun(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the one word here names something: "the nations that", "each nation", unlike "the open tickets"."""
    behind = tokens[end] if end < len(tokens) else None
    ended = behind is None or behind.kind != "word" or behind.low in _BEHIND_NOUNS
    before = tokens[at - 1].low if at else ""
    if before in _EACH and behind is not None and behind.low in ("do", "does", "did", "has", "have"):
        return True  # "how many guests does each nation have"
    return ended and (before in _BEFORE_NOUNS | _EACH or tokens[at].low != tokens[at].stem)


def _label(said: Sequence[Token], lexicon: Lexicon, clause: bool, noun: bool) -> _Form | None:
    """The one field whose name is made of the same words in other forms."""
    if [t.low for t in said[:2]] == ["number", "years"]:
        said = said[1:]  # "the number of years they have worked"
    fields = _FIELDS.get(lexicon.model, lambda: _forms(lexicon.model))
    words = [t.stem if t.low not in _YEARS else "year" for t in said]
    if len(said) == 1 and (said[0].low in LIGHT_VERBS or verb_stems(said[0].low)):
        return None  # a verb alone ties two things, or says what was done
    if not clause and said[0].low.endswith("ed") and verb_stems(said[0].low) and said[-1].low != said[-1].stem:
        return None  # "expired licences" are those that are so, and no days on which licences expire
    alone = said[0].stem if len(said) == 1 else ""
    roots = [roots_of(t.low) for t in said]
    fitting: dict[str, _Form] = {}
    near = {own: named for key in {*words, *(r for mine in roots for r in mine)} for own, named in fields.get(key, ())}
    for own, named in near.items():
        if len(own) > len(words):
            continue  # each word names one of the field's
        for form in named:
            table, kind = form.table, form.kind
            if table not in lexicon.tables:
                continue  # a field of tables that are not asked about lends no name
            state = alone and _is_state(alone, own, kind) and not (noun and kind == "string")
            if _fits(words, roots, own, kind, clause) and not state:
                fitting[form.label] = form
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _fits(words: Sequence[str], roots: Sequence[frozenset[str]], own: frozenset[str], kind: str, clause: bool) -> bool:
    left = set(own)
    other = clause and len(words) > 1
    for word, mine in zip(words, roots, strict=True):
        if word in left:
            left.discard(word)
            continue
        fitting = next((w for w in sorted(left) if _akin(word, mine, w) and _same_kind(word, w, kind)), None)
        if fitting is not None:
            left.discard(fitting)
            other = True
        elif not (kind == "time" and word in _WHEN):
            return False
    return other and not left


def _akin(word: str, roots: frozenset[str], own: str) -> bool:
    """Whether two words are of one family, be it through a third one: nations have a nationality, by what is national."""
    derived = (
        len(word) >= _SHORTEST and own.startswith(word) and any(w.startswith(word) for w in near_words(own).family)
    )
    return bool(roots & roots_of(own)) or derived


def _is_state(word: str, own: frozenset[str], kind: str) -> bool:
    """Whether a word alone may say how something is ("open" tickets), rather than name an amount or who did it."""
    return kind not in ("by", "number") or any(word in verb_stems(w) for w in own)


def _same_kind(word: str, own: str, kind: str) -> bool:
    """Who did it is not what was done: the "director" is in `directed_by`, the "creation" in no `created_by`."""
    return _is_doer(word) == (kind == "by")


def _is_doer(word: str) -> bool:
    return word.endswith(("er", "or", "ist")) and any(
        word in near_words(root).family for root in near_words(word).family
    )


def _forms(model: SemanticModel) -> _Forms:
    """The labels of all fields that are shown, each with its table and what it holds."""
    found: dict[frozenset[str], list[_Form]] = {}
    for table, item in _shown(model):
        label = _called(item)
        words = words_of(item.label or item.name)
        kind = "by" if words[-1:] == ("by",) else item.type
        own = frozenset(w for w in words if w not in ("of", "the", "by", "on", "at", "in"))
        called = frozenset(table_words(model.table(table)))
        if own and len(own) <= 3 and kind != "boolean" and label.replace(" ", "").isalnum():
            form = _Form(table, label, kind, item.name if kind == "time" and own & called else "")
            found.setdefault(own, []).append(form)
            if len(own - called) > 1 and own & called:
                found.setdefault(own - called, []).append(form)  # the "opening date" of an account
    by_root: _Forms = {}
    for own, named in found.items():
        derived = {w for word in own for w in near_words(word).family if word.startswith(w)}
        bases = {r for w in derived for r in (w[:-2], w[:-3]) if len(r) >= _SHORTEST}
        for key in bases | {root for word in own for root in (word, *roots_of(word))}:
            by_root.setdefault(key, []).append((own, named))
    return by_root


def _called(item: Dimension) -> str:
    """The name by which a field is best known in a sentence: of a date one that says it is a date, not "created" alone."""
    names = [item.label or item.name.replace("_", " "), *item.synonyms]
    dated = [n for n in names if _WHEN & set(words_of(n))]
    return (dated[0] if dated and item.type == "time" else names[0]).lower()


def _shown(model: SemanticModel) -> Iterator[tuple[str, Dimension]]:
    for table in model.tables:
        if not table.hidden:
            yield from ((table.name, d) for d in table.dimensions if not d.hidden)


@lru_cache(maxsize=5_000)
def roots_of(word: str) -> frozenset[str]:
    """A word with what it is made from and the words of its family.

    >>> bool(roots_of("opening") & roots_of("open")), bool(roots_of("director") & roots_of("directed"))
    (True, True)
    >>> bool(roots_of("injuries") & roots_of("injured")), bool(roots_of("order") & roots_of("border"))
    (True, False)
    """
    found = {word, stem(word), *(v for v in verb_stems(word) if near_words(v).same or near_words(v).family)}
    return frozenset(found | {w for one in found for w in near_words(one).family})
