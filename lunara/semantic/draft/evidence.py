"""What a draft gives back: the model and, for every proposal, how sure it is and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lunara.semantic.model import SemanticModel

EvidenceKind = Literal["relationship", "primary_key", "role", "measure", "format", "table", "default_time", "junction"]


@dataclass(frozen=True)
class Evidence:
    """Why one thing was proposed. `confidence` lies between 0 and 1; of those at 0.9 or more at least 95 % should be right.

    `subject` is the table (`orders`), `table.column` (physical column) or the name of the relationship or measure;
    `key` is the stable key of the reviewed item, such as `dimension:orders.status`; `value` is what was decided:
    the role (`identifier`), the key's columns (`order_id, line_no`), the column of the default time ("" where two are
    equally good), the format (`currency EUR`, `percent`) or the join (`orders.customer_id -> customers.id`).
    """

    kind: EvidenceKind
    subject: str
    confidence: float
    because: str
    key: str = ""
    value: str = ""


@dataclass(frozen=True)
class DraftStep:
    """Progress: `step` in words, `done` of `total` (0 when unknown)."""

    step: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class ProbeCost:
    """What probing asked of the warehouse: statements, their time, what was left out and why, and about how many rows were read.

    `rows` adds up, for each statement, the rows of its tables that it looks at; tables of unknown size count for nothing.
    """

    statements: int = 0
    elapsed_ms: float = 0.0
    skipped: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Draft:
    """A complete, valid model and the evidence behind it. Proposals below the bar are in `rejected`, with their reason."""

    model: SemanticModel
    evidence: tuple[Evidence, ...]
    rejected: tuple[Evidence, ...] = ()
    cost: ProbeCost = ProbeCost()


def review_of(draft: Draft) -> dict[str, dict[str, object]]:
    """The review mapping that is stored with a model version: key -> status, confidence, because.

    Keys: `table:orders`, `dimension:orders.status`, `measure:orders.total_amount`, `measure:average_order_value` (over measures),
    `relationship:orders_customer`. A table's entry tells of its primary key too. Certain items count as proposed like all others.
    """
    review: dict[str, dict[str, object]] = {}
    for item in draft.evidence:
        if not item.key:
            continue
        known = review.get(item.key)
        if known is None:
            review[item.key] = {"status": "proposed", "confidence": item.confidence, "because": item.because}
        else:
            known["confidence"] = min(float(str(known["confidence"])), item.confidence)
            known["because"] = f"{known['because']} {item.because}"
    return review
