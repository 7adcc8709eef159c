"""Lexicons of the last few models, kept between questions."""

from __future__ import annotations

import threading
from collections import OrderedDict

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel

_CACHE: OrderedDict[tuple[int, int, frozenset[str] | None], tuple[SemanticModel, Lexicon]] = OrderedDict()
_CACHE_LOCK = threading.Lock()


def lexicon_for(
    model: SemanticModel, values: ValueIndex | None = None, tables: frozenset[str] | None = None
) -> Lexicon:
    """The lexicon of a model, built once and kept for the last few models."""
    key = (id(model), id(values), tables)
    with _CACHE_LOCK:
        kept = _CACHE.get(key)
        if kept is not None and kept[0] is model and (values is None or kept[1].values is values):
            _CACHE.move_to_end(key)
            return kept[1]
    made = Lexicon(model, values, tables)
    with _CACHE_LOCK:
        _CACHE[key] = (model, made)
        while len(_CACHE) > 16:
            _CACHE.popitem(last=False)
    return made
