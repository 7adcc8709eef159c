"""What a question speaks of: its words with all that may be meant by them in a model, names of several words, and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from lunara.ask.model_words import LITTLE, LONGEST_NAME, Concept, ModelWords, root_of
from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import (
    ADJECTIVES,
    COMPARATIVES,
    DATE_VERBS,
    EVENT_VERBS,
    FILLER,
    LIGHT_VERBS,
    PARTICIPLE_ADJECTIVES,
    related,
)
from lunara.ask.tokens import Token, tokenize, verb_stems
from lunara.ask.values import ValueIndex
from lunara.semantic.model import Scalar

NEAR, VERB, ROOT, SAME, WIDER = 0.55, 0.5, 0.6, 0.6, 0.4
"""How much a synonym of ours, a verb's noun, a word of the same root, a synonym and a wider word of WordNet count against the
word itself."""
KNOWN_TOO = 0.6
"""How much less other words count when the model has this very word."""
DENIALS = frozenset(("no", "not", "never", "without", "none", "neither", "nor"))

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    word.partition(" ")[0]: attributes
    for known in (ADJECTIVES, PARTICIPLE_ADJECTIVES, COMPARATIVES)
    for word, (_, attributes) in known.items()
}
"""What adjectives speak of: "youngest" and "older" of an age."""


@dataclass(frozen=True)
class ValueHit:
    """A value that the question names, and the table and field that hold it."""

    table: str
    field: str
    value: Scalar


def concepts_of(text: str, known: ModelWords) -> list[Concept]:
    """What a question speaks of, in its order."""
    tokens = [t for t in tokenize(text) if t.kind in ("word", "quoted") or t.kind == "number"]
    concepts = []
    stems: list[str] = []
    for position, token in enumerate(tokens):
        for stem in words_of(token.text) if token.kind == "quoted" else (token.stem,):
            stems.append(stem)
            if token.kind == "number":
                continue  # by itself it names nothing; "log 17" is a name
            says = _says(stem, token, known, first=position == 0)
            concepts.append(Concept(stem, _alternatives(stem, token, known, says), says))
    for length in range(2, LONGEST_NAME + 1):
        for at in range(len(stems) - length + 1):
            joined = "".join(stems[at : at + length])
            near = {w: ROOT for w in known.families.get(root_of(joined), ()) if len(joined) >= 6}
            if known.knows(joined):
                near[joined] = 1.0
            if near:
                concepts.append(Concept(" ".join(stems[at : at + length]), near))
    return concepts


def _alternatives(stem: str, token: Token, known: ModelWords, base: float) -> dict[str, float]:
    words: dict[str, float] = {}

    def add(word: str, quality: float) -> None:
        if known.knows(word):
            words[word] = max(words.get(word, 0.0), quality * base)

    add(stem, 1.0)
    for near in related(stem):
        add(near, NEAR)
    for verb in (token.low, *verb_stems(token.low)):
        for form in (verb, f"{verb}r", f"{verb}er", f"{verb}ing", f"{verb}ion", *EVENT_VERBS.get(verb, ())):
            add(form, VERB)
        for word in (*near_words(verb).family, *DATE_VERBS.get(verb, ())):
            add(word, VERB)
    for attribute in ATTRIBUTES.get(token.low, ()):
        add(attribute, VERB)
    if len(stem) >= 4 and base > LITTLE:
        for word in known.families.get(root_of(stem), ()):
            add(word, ROOT)
    if base > LITTLE and len(stem) > 2:
        level = KNOWN_TOO if stem in words else 1.0
        near_by = near_words(stem)
        for word in near_by.same:
            add(word, SAME * level)
        for word in near_by.family:
            add(word, ROOT * level)
        for word in (*near_by.wider, *known.narrower.get(stem, ())):
            add(word, WIDER * level)
    if not words and base == 1.0 and len(stem) >= 5:
        for word, ratio, _ in process.extract(stem, known.vocabulary, scorer=fuzz.ratio, score_cutoff=82, limit=3):
            add(word, ratio / 100 * 0.7)
    return words


def _says(stem: str, token: Token, known: ModelWords, *, first: bool) -> float:
    """How much a word says of what a question is about. "Show the likes" speaks of likes where these are a table, of no show."""
    if stem in known.called and not first and (stem not in FILLER or token.low != stem):
        return 1.0
    if stem in FILLER or stem in DENIALS or (first and stem in LIGHT_VERBS):
        return LITTLE
    return 0.5 if stem in LIGHT_VERBS or token.low in LIGHT_VERBS else 1.0


def values_in(text: str, values: ValueIndex, allowed: Iterable[str]) -> list[tuple[str, ValueHit]]:
    """Values that the question names, longest first, each with the words that name it."""
    tables = frozenset(allowed)
    tokens = [t for t in tokenize(text) if t.kind in ("word", "quoted", "number")]
    found: dict[tuple[str, ValueHit], None] = {}
    for length in (4, 3, 2, 1):
        for at in range(len(tokens) - length + 1):
            span = tokens[at : at + length]
            raw = " ".join(t.text for t in span)
            if length == 1 and (span[0].kind == "number" or span[0].low in FILLER or len(raw) < 2):
                continue
            for hit in values.lookup([t.stem for t in span], raw):
                if hit.table in tables and (len(raw) > 2 or str(hit.value) == raw):
                    found.setdefault((raw.lower(), ValueHit(hit.table, hit.field, hit.value)))
    return list(found)
