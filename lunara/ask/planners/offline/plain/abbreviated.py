"""Names that the data writes short in a way of its own: "complaints" of a `cmpl`, the "delay" of a `dly_min`.

Short forms that are usual everywhere are spelled out where the model is drafted, where they may stand for another word (`cmpl`
for what is completed); these are what one house has made for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import unknown
from lunara.ask.planners.offline.words import FILLER, LIGHT_VERBS
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.draft.words import abbreviations, dictionary
from lunara.semantic.kept import Kept
from lunara.semantic.model import SemanticModel

_SHORTEST, _LONGEST, _WHOLE = 3, 6, 5
"""Letters of a short form at least and at most, and of a word that is worth one."""
_SHORT: Kept[SemanticModel, frozenset[str]] = Kept()


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The question with such words as the data writes them, where one short form alone fits a word, and that word alone it."""
    del clock
    short = _SHORT.get(lexicon.model, lambda: frozenset(_short_forms(lexicon.model)))
    if not short:
        return list(tokens), []
    found = {at: form for at, token in enumerate(tokens) if (form := _form(token, short, lexicon)) is not None}
    meant: dict[str, set[str]] = {}
    for at, form in found.items():
        meant.setdefault(form, set()).add(tokens[at].stem)
    made, notes = list(tokens), list[str]()
    for at, form in found.items():
        if len(meant[form]) > 1 or (at and tokens[at - 1].low == "per" and _is_amount(form, lexicon)):
            continue  # two words for one short form: neither is sure; "cost per litre" is a rate
        token = tokens[at]
        made[at] = replace(token, low=f"{form}s" if token.low != token.stem else form, stem=form)
        notes.append(f"“{token.text}” was read as “{form}”, as it is written short in this data.")
    return made, list(dict.fromkeys(notes))


def _form(token: Token, short: frozenset[str], lexicon: Lexicon) -> str | None:
    """The one short form that stands for a word which nothing in the data is called by; verbs and names have none."""
    word = token.stem
    if (
        token.kind != "word"
        or len(word) < _WHOLE
        or not word.isascii()
        or not word.isalpha()
        or token.text[:1].isupper()
    ):
        return None
    if token.low in FILLER or token.low in LIGHT_VERBS or token.low.endswith(("ed", "ing")):
        return None
    fitting = [form for form in short if stands_for(form, word)]
    if len(fitting) != 1 or not unknown(token.low, lexicon) or lexicon.unseen(word) or not _is_noun(word):
        return None
    return fitting[0]


def _is_amount(form: str, lexicon: Lexicon) -> bool:
    """Whether a field is called so alone, and is a number."""
    exact = [m.target for m in lexicon.fields((form,)) if m.exact and m.target.kind == "dimension"]
    fields = [lexicon.dimension(t.table, t.name) for t in exact]
    return any(d is not None and d.type == "number" for d in fields)


def _is_noun(word: str) -> bool:
    near = near_words(word)
    return bool(near.same or near.family) or word in dictionary()


@lru_cache(maxsize=10_000)
def stands_for(form: str, word: str) -> bool:
    """Whether letters are how a word is written short: how it begins, or how it does without its vowels.

    >>> stands_for("veh", "vehicle"), stands_for("cmpl", "complaint"), stands_for("tkt", "ticket"), stands_for("flt", "fault")
    (True, True, True, True)
    >>> stands_for("flt", "flight"), stands_for("cmpl", "campaign"), stands_for("dly", "daily"), stands_for("ltr", "later")
    (False, False, True, True)
    """
    if len(form) >= len(word) - 1:
        return False
    bare = word[0] + "".join(c for c in word[1:] if c not in "aeiou")
    return any(whole.startswith(form) for whole in (word, bare, bare.replace("ck", "k")))


def _short_forms(model: SemanticModel) -> Iterator[str]:
    """The words in names of tables and fields that are no words of the language."""
    for table in model.tables:
        if table.hidden:
            continue
        names = [table.name, *(d.name for d in table.dimensions if not d.hidden)]
        for word in {w for name in names for w in words_of(name)}:
            own = word.isalpha() and _SHORTEST <= len(word) <= _LONGEST
            known = word in dictionary() and word not in abbreviations()
            if own and not known and not near_words(word).same and not near_words(word).family:
                yield word
