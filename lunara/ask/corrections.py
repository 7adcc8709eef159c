"""What may mend an answer that somebody said is wrong: told from its plan and their words, and done by a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lunara.ask.wire import plan_from_json
from lunara.errors import InvalidInput
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel
from lunara.semantic.names import humanize
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import walk_items
from lunara.semantic.uses import uses_of

CorrectionKind = Literal["synonym", "other", "ambiguous", "look"]


@dataclass(frozen=True)
class Correction:
    """One thing to do. `text` says it; a `synonym` adds `word` to one of the items `keys`, an `other` names the item that was
    meant, an `ambiguous` those that one word fits, and a `look` leads to what the answer was made of.
    """

    kind: CorrectionKind
    text: str
    keys: tuple[str, ...] = ()
    word: str = ""


def corrections(answer: Mapping[str, Any], said: str, model: SemanticModel) -> list[Correction]:
    """What may help, the surest first; never empty. `answer` is what was kept of it, `said` what the person said is wrong."""
    used = _used(answer, model)
    found = [*_other(said, used, model), *_not_understood(answer, used, model), *_ambiguous(answer)]
    if found:
        return found
    return [Correction("look", _look(answer), tuple(used))]


def _used(answer: Mapping[str, Any], model: SemanticModel) -> list[str]:
    """Keys of the measures and dimensions that the answer asked for, in the model's order."""
    try:
        plan = plan_from_json(answer)
    except InvalidInput:
        return []
    if not isinstance(plan, SemanticQuery):
        return []
    asked = uses_of(plan, model).keys
    return [key for key, kind, _, _ in walk_items(model) if key in asked and kind in ("measure", "dimension")]


def _other(said: str, used: Sequence[str], model: SemanticModel) -> Iterator[Correction]:
    """A measure or dimension that the person names and that the answer does not use."""
    words = f" {_plain(said)} "
    for key, kind, item, _ in walk_items(model):
        if (
            key in used
            or kind not in ("measure", "dimension")
            or not isinstance(item, Dimension | Measure | DerivedMeasure)
        ):
            continue
        if item.hidden:
            continue
        named = next((name for name in _names(item) if f" {_plain(name)} " in words), "")
        if named:
            text = f"“{named}” may be what was meant: it is the {kind} {_label(item)}, which the answer does not use."
            yield Correction("other", text, (key,), named)


def _not_understood(answer: Mapping[str, Any], used: Sequence[str], model: SemanticModel) -> Iterator[Correction]:
    """A word of the question that was not used: a synonym of something that was, perhaps."""
    labels = {key: _label(item) for key, _, item, _ in walk_items(model) if key in used}
    for word in answer.get("ignored") or ():
        named = ", ".join(labels.values())
        what = f"If it is another word for {named}, add it there." if named else "Add it where it belongs."
        yield Correction("synonym", f"“{word}” was not understood. {what}", tuple(labels), str(word))


def _ambiguous(answer: Mapping[str, Any]) -> Iterator[Correction]:
    options = [str(option.get("label")) for option in answer.get("options") or ()]
    if answer.get("outcome") == "clarification" and options:
        yield Correction("ambiguous", f"One word fits several things: {', '.join(options)}. Take it from all but one.")


def _look(answer: Mapping[str, Any]) -> str:
    if answer.get("outcome") == "refusal":
        return "The model does not answer it. If the data does, add the measure or dimension that is missing."
    return "Every word was used. Look at the definitions of what the answer is made of: filters, columns, joins."


def _names(item: Dimension | Measure | DerivedMeasure) -> Iterator[str]:
    yield from filter(None, (item.label, humanize(item.name), *item.synonyms))


def _label(item: Any) -> str:
    return str(item.label or humanize(item.name))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
