"""What people decide about proposals: in the model with where it comes from, or not; both in the review, so that both are undone.

`review["ai"]` maps the id of a decided proposal to `{"decided": "accepted" | "rejected"}`, of an accepted instruction with its
origin; the note of an item has the origins of its accepted fields (`lunara.semantic.review.ORIGINS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from lunara.ask.drafting.proposals import Proposal
from lunara.ask.drafting.reading import measure_names, measure_of
from lunara.ask.drafting.whose import Words
from lunara.errors import InvalidInput, NotFound
from lunara.semantic.model import Measure, SemanticModel
from lunara.semantic.review import ORIGINS, Item, Review, Reviewed, find_item, origins_of, references, with_item

DECIDED = "ai"
Decision = Literal["open", "accepted", "rejected"]


@dataclass(frozen=True)
class Standing:
    """A proposal beside the model as it is now: `proposal.before` is what stands there, `decision` what was decided."""

    proposal: Proposal
    decision: Decision


def standing(proposals: Iterable[Proposal], model: SemanticModel, review: Review, words: Words) -> list[Standing]:
    """The proposals that can be decided, or were: without those whose item is gone, or that say what is there already."""
    decided = _decided(review)
    found = []
    for proposal in proposals:
        if decision := decided.get(proposal.id):
            found.append(Standing(proposal, decision))
            continue
        now = _now(proposal, model, words)
        if now is not None:
            found.append(Standing(now, "open"))
    return found


def _now(proposal: Proposal, model: SemanticModel, words: Words) -> Proposal | None:
    """The proposal with what stands there now, None where it has no place any more."""
    if proposal.kind == "instruction":
        return None if str(proposal.value) in model.instructions else proposal
    if proposal.kind == "measure":
        taken = any(f"measure:{measure.name}" == proposal.key for measure in model.measures)
        expression = proposal.value["expression"] if isinstance(proposal.value, dict) else ""
        return None if taken or not references(expression) <= measure_names(model) else proposal
    try:
        item = find_item(model, proposal.key)[1]
    except NotFound:
        return None
    if proposal.kind == "filter":
        return proposal if isinstance(item, Measure) and not item.filter else None
    if proposal.kind == "synonyms":
        fresh = [text for text in proposal.value if text not in item.synonyms]
        beside = words.by_hand(proposal.key, "synonyms")
        return replace(proposal, before=list(item.synonyms), beside=beside) if fresh else None
    there = str(getattr(item, proposal.kind) or "")
    if there == proposal.value:
        return None
    return replace(proposal, before=there, beside=words.whose(proposal.key, item, proposal.kind) == "person")


def together(found: Iterable[Standing]) -> list[Proposal]:
    """Those open ones that may be taken together: nothing of a person's stands there, and no number that is there changes."""
    return [one.proposal for one in found if one.decision == "open" and not one.proposal.beside]


def applied(model: SemanticModel, review: Review, proposals: Sequence[Proposal]) -> Reviewed:
    """The model with what these propose, each with its origin in the review.

    Raises InvalidInput or NotFound when one does not fit the model any more; then none is in it.
    """
    notes = {key: dict(note) for key, note in review.items()}
    for proposal in proposals:
        model, name = _with(model, proposal)
        origin = {**asdict(proposal.origin), "id": proposal.id}
        decided: dict[str, Any] = {"decided": "accepted"}
        if name:
            note = notes.setdefault(proposal.key, {})
            note["status"] = "accepted"
            note[ORIGINS] = {**origins_of(note), name: origin}
            if proposal.kind == "measure":
                note["because"] = proposal.because
        else:
            decided["origin"] = origin
        notes[DECIDED] = {**notes.get(DECIDED, {}), proposal.id: decided}
    return Reviewed(model, notes)


def declined(model: SemanticModel, review: Review, proposals: Sequence[Proposal]) -> Reviewed:
    """The review with these rejected; the model as it is."""
    notes = {key: dict(note) for key, note in review.items()}
    for proposal in proposals:
        notes[DECIDED] = {**notes.get(DECIDED, {}), proposal.id: {"decided": "rejected"}}
    return Reviewed(model, notes)


def reopened(model: SemanticModel, review: Review, proposals: Sequence[Proposal]) -> Reviewed:
    """The review with these, which were rejected, to be decided again; the model as it is."""
    notes = {key: dict(note) for key, note in review.items()}
    gone = {proposal.id for proposal in proposals} & rejected_ids(review)
    notes[DECIDED] = {id: note for id, note in notes.get(DECIDED, {}).items() if id not in gone}
    return Reviewed(model, notes)


def rejected_ids(review: Review) -> frozenset[str]:
    """What was rejected before, so that it is not proposed again."""
    return frozenset(id for id, decision in _decided(review).items() if decision == "rejected")


def _decided(review: Review) -> dict[str, Decision]:
    """What was decided, by the proposal's id; a review may have been written by anybody (an import)."""
    found: dict[str, Decision] = {}
    for id, note in review.get(DECIDED, {}).items():
        said = note.get("decided") if isinstance(note, Mapping) else None
        if said in ("accepted", "rejected"):
            found[str(id)] = said
    return found


def _with(model: SemanticModel, proposal: Proposal) -> tuple[SemanticModel, str]:
    """The model with it, and the field that it is in, empty for the model's instructions."""
    if proposal.kind == "instruction":
        text = f"{model.instructions.rstrip()}\n{proposal.value}".lstrip()
        return model.model_copy(update={"instructions": text}), ""
    if proposal.kind == "measure":
        if not isinstance(proposal.value, dict):
            raise InvalidInput("This proposal is not a measure.", "Reject it.")
        fresh = measure_of(proposal.value)
        if any(measure.name == fresh.name for measure in model.measures):
            raise InvalidInput(f"There is a measure {fresh.name} by now.", "Reject the proposal.")
        return model.model_copy(update={"measures": (*model.measures, fresh)}), "expression"
    _, item, parent = find_item(model, proposal.key)
    return with_item(model, item, _changed(item, proposal), parent), proposal.kind


def _changed(item: Item, proposal: Proposal) -> Item:
    if proposal.kind == "synonyms":
        fresh = dict.fromkeys((*item.synonyms, *map(str, proposal.value)))
        return item.model_copy(update={"synonyms": tuple(fresh)})
    if proposal.kind == "filter" and (not isinstance(item, Measure) or item.filter):
        raise InvalidInput(f"{item.name} has a condition by now.", "Reject the proposal.")
    return item.model_copy(update={proposal.kind: str(proposal.value)})
