"""What people decide about proposals: in the model with where it comes from, or not; both in the review, so that both are undone.

`review["ai"]` maps the id of a decided proposal to `{"decided": "accepted" | "rejected"}`, of an accepted instruction with its
origin; the note of an item has the origins of its accepted fields (`lunara.semantic.review.ORIGINS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeVar, cast

from lunara.ask.drafting.index import Index, index_of
from lunara.ask.drafting.proposals import Proposal
from lunara.ask.drafting.reading import measure_of
from lunara.ask.drafting.whose import Words
from lunara.errors import InvalidInput, NotFound
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel, Table
from lunara.semantic.review import ORIGINS, Item, Review, Reviewed, origins_of, references

DECIDED = "ai"
Some = TypeVar("Some", bound=Item)
Decision = Literal["open", "accepted", "rejected"]


@dataclass(frozen=True)
class Standing:
    """A proposal beside the model as it is now: `proposal.before` is what stands there, `decision` what was decided."""

    proposal: Proposal
    decision: Decision


def standing(proposals: Iterable[Proposal], model: SemanticModel, review: Review, words: Words) -> list[Standing]:
    """The proposals that can be decided, or were: without those whose item is gone, or that say what is there already."""
    decided, index = _decided(review), index_of(model)
    found = []
    for proposal in proposals:
        if decision := decided.get(proposal.id):
            found.append(Standing(proposal, decision))
            continue
        now = _now(proposal, index, model.instructions, words)
        if now is not None:
            found.append(Standing(now, "open"))
    return found


def _now(proposal: Proposal, index: Index, instructions: str, words: Words) -> Proposal | None:
    """The proposal with what stands there now, None where it has no place any more."""
    if proposal.kind == "instruction":
        return None if str(proposal.value) in instructions else proposal
    if proposal.kind == "measure":
        taken = proposal.key.partition(":")[2] in index.derived
        expression = proposal.value["expression"] if isinstance(proposal.value, dict) else ""
        return None if taken or not references(expression) <= index.measure_names else proposal
    item = index.items.get(proposal.key, (None, ""))[0]
    if item is None:
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
    decided: dict[str, dict[str, Any]] = {}
    changing = _Changing(model)
    for proposal in proposals:
        name = changing.take(proposal)
        origin = {**asdict(proposal.origin), "id": proposal.id}
        decided[proposal.id] = {"decided": "accepted"}
        if name:
            note = notes.setdefault(proposal.key, {})
            note["status"] = "accepted"
            note[ORIGINS] = {**origins_of(note), name: origin}
            if proposal.kind == "measure":
                note["because"] = proposal.because
        else:
            decided[proposal.id]["origin"] = origin
    return Reviewed(changing.model(), _with_decided(notes, decided))


def declined(model: SemanticModel, review: Review, proposals: Sequence[Proposal]) -> Reviewed:
    """The review with these rejected; the model as it is."""
    notes = {key: dict(note) for key, note in review.items()}
    return Reviewed(model, _with_decided(notes, {proposal.id: {"decided": "rejected"} for proposal in proposals}))


def _with_decided(notes: dict[str, dict[str, Any]], decided: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {**notes, DECIDED: {**notes.get(DECIDED, {}), **decided}} if decided else notes


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


class _Changing:
    """A model that takes one proposal after the other, and is put together once."""

    def __init__(self, model: SemanticModel) -> None:
        self._before, self._index = model, index_of(model)
        self._changed: dict[int, Item] = {}
        self._measures: dict[str, DerivedMeasure] = {}
        self._instructions = model.instructions

    def take(self, proposal: Proposal) -> str:
        """The field that the proposal changes, empty for the model's instructions. Raises InvalidInput and NotFound."""
        if proposal.kind == "instruction":
            self._instructions = f"{self._instructions.rstrip()}\n{proposal.value}".lstrip()
            return ""
        if proposal.kind == "measure":
            if not isinstance(proposal.value, dict):
                raise InvalidInput("This proposal is not a measure.", "Reject it.")
            fresh = measure_of(proposal.value)
            if fresh.name in self._index.derived or fresh.name in self._measures:
                raise InvalidInput(f"There is a measure {fresh.name} by now.", "Reject the proposal.")
            self._measures[fresh.name] = fresh
            return "expression"
        before = self._index.items.get(proposal.key, (None, ""))[0]
        if before is None:
            raise NotFound(f"The model has no {proposal.key}.", "It may have been renamed; reload the page.")
        self._changed[id(before)] = _changed(self._changed.get(id(before), before), proposal)
        return proposal.kind

    def model(self) -> SemanticModel:
        """The model with all of it."""
        model = self._before
        measures = tuple(self._now(measure) for measure in model.measures)
        return model.model_copy(
            update={
                "tables": tuple(self._table(table) for table in model.tables),
                "relationships": tuple(self._now(join) for join in model.relationships),
                "measures": (*measures, *self._measures.values()),
                "instructions": self._instructions,
            }
        )

    def _table(self, table: Table) -> Table:
        if not any(id(item) in self._changed for item in (table, *table.dimensions, *table.measures)):
            return table
        fields = {
            "dimensions": tuple(self._now(dimension) for dimension in table.dimensions),
            "measures": tuple(self._now(measure) for measure in table.measures),
        }
        return self._now(table).model_copy(update=fields)

    def _now(self, item: Some) -> Some:
        return cast(Some, self._changed.get(id(item), item))


def _changed(item: Item, proposal: Proposal) -> Item:
    if proposal.kind == "synonyms":
        fresh = dict.fromkeys((*item.synonyms, *map(str, proposal.value)))
        return item.model_copy(update={"synonyms": tuple(fresh)})
    if proposal.kind == "filter" and (not isinstance(item, Measure) or item.filter):
        raise InvalidInput(f"{item.name} has a condition by now.", "Reject the proposal.")
    return item.model_copy(update={proposal.kind: str(proposal.value)})
