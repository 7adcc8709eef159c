"""Lexicons of the last few models, kept between questions."""

from __future__ import annotations

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.values import ValueIndex
from lunara.semantic.kept import LastFew
from lunara.semantic.model import SemanticModel

_KEPT: LastFew[Lexicon] = LastFew(16)


def lexicon_for(
    model: SemanticModel, values: ValueIndex | None = None, tables: frozenset[str] | None = None
) -> Lexicon:
    """The lexicon of a model, built once and kept for the last few models."""
    return _KEPT.get(
        (id(model), id(values), tables),
        lambda kept: kept.model is model and (values is None or kept.values is values),
        lambda: Lexicon(model, values, tables),
    )
