"""How well words fit the names of one thing of a model: which of them must be said, and which only tell where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.naming import closest, whole_only
from lunara.ask.planners.offline.words import GENERIC_TAILS, TABLE_NOISE, groups

if TYPE_CHECKING:
    from lunara.ask.planners.offline.lexicon import Target

_SAYS_LITTLE = frozenset(("region", "profile", "location"))
"""Last words of tables that do not tell what the thing is: a "country region" is a country, an "office location" an office."""

_LINES = frozenset(("line", "detail", "item"))
_LINES_OF = frozenset(
    ("line", "order", "sale", "purchase", "invoice", "receipt", "bill", "quote", "cart", "basket", "transaction")
)
"""What is made of lines, as a word of their name."""


@dataclass
class Entry:
    """Something of the model with its names, and what each of their words weighs."""

    target: Target
    variants: list[tuple[str, ...]]
    context: frozenset[str]
    weights: list[dict[str, float]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    penalty: float = 0.0
    counts: bool = False
    """A table, or the number of its rows."""
    plain: int = -1
    """The variant that is only the bare name of a field whose label says more ("country" of a "Store country")."""
    of_lines: bool = False
    """Whether its rows are lines or items of something."""
    near_context: frozenset[int] = frozenset()
    """The groups of near-synonyms of the words that only tell where it is."""

    def __post_init__(self) -> None:
        self.near_context = frozenset(group for word in self.context for group in groups(word))
        self.of_lines = self.counts and any(_LINES & set(v) and _LINES_OF & set(v) for v in self.variants)

    def score(self, words: tuple[str, ...]) -> tuple[float, bool]:
        """How well these words fit the best of its names (0..1.08; 0: not at all), and whether they name it fully."""
        best, best_exact = 0.0, False
        for rank, (variant, weights, head) in enumerate(zip(self.variants, self.weights, self.heads, strict=True)):
            matched: dict[str, float] = {}
            in_context, surplus = 0, 0.0
            if variant[0] == "number" and len(variant) > 1 and words[0] != "number" and "number" in words:
                continue  # a "contestant number" is not the "number of contestants"
            for position, word in enumerate(words):
                own, quality = closest(word, variant)
                if own is not None:
                    if own in matched:
                        break  # two words that say one thing: "symbol" and "ticker" are not both the ticker
                    matched[own] = quality
                elif word in self.context or not self.near_context.isdisjoint(groups(word)):
                    in_context += 1
                elif position and word == "name" and position == len(words) - 1 and self.target.kind == "dimension":
                    surplus = 0.04  # "country name" for a field called country
                else:
                    break
            else:
                if not matched or (in_context and set(matched) <= self.context):
                    continue  # "downtime events" are the events, though their duration is called "downtime"
                total = sum(weights.values())
                if self.of_lines and max(matched.values()) < 1:
                    continue  # "products" are no "line items" or "order items": each of those is one time that one was sold
                coverage = sum(weights[w] for w in matched) / total
                if head in matched:
                    coverage = max(coverage, 0.6)
                if coverage < 0.4:
                    continue
                quality = sum(matched.values()) / len(matched)
                exact = len(matched) == len(variant)
                if not exact and self.target.kind in ("measure", "derived") and whole_only(variant, matched):
                    continue
                if not exact and self.counts and head not in matched and head not in _SAYS_LITTLE:
                    continue  # "downtime" is not the downtime events, "delay" not the causes of it
                score = quality * (1.0 if exact else 0.3 + 0.65 * coverage)
                if rank == self.plain:
                    score *= 0.92
                score -= surplus
                if in_context:
                    score = min(1.08, score + 0.06 * in_context)
                if score > best:
                    best, best_exact = score, exact and quality > 0.99
        return best, best_exact

    def spelled(self, words: tuple[str, ...]) -> bool:
        """Whether one of its names is these words to the letter, those of its table and a "name" at the end aside."""
        said = set(words[:-1] if words[-1] == "name" and self.target.kind == "dimension" else words)
        return any(said - self.context <= set(v) <= {*words, *self.context} for v in self.variants)


def weighed(variant: tuple[str, ...], context: frozenset[str], tables: Mapping[str, int] | None) -> dict[str, float]:
    """How much each word of a name tells. `tables`: of the name of a table, in how many tables' names each word is."""
    weights = {}
    for word in variant:
        weight = GENERIC_TAILS.get(word, 1.0)
        if word in context:
            weight = min(weight, 0.25)
        if tables is not None and tables.get(word, 0) >= 3:
            weight *= 0.5
        if tables is not None and word in TABLE_NOISE:
            weight = 0.05
        weights[word] = weight
    return weights
