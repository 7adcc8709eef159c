"""How measures are written for people: which are money and of which currency, which are shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lunara.connect.amounts import currency_of
from lunara.semantic.draft import role_words as rw
from lunara.semantic.draft.evidence import Evidence
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.measures import Proposal
from lunara.semantic.draft.roles import Role
from lunara.semantic.model import Format

_CODE = re.compile(r"[A-Za-z]{3}")
# A format names its currency by a code; these stand for the sign where nothing says more.
_USUAL = {"$": "USD"}


def shaped(proposals: Sequence[Proposal], table: TableFacts) -> tuple[list[Proposal], list[Evidence]]:
    """The measures with the currency that the table names for its amounts, and why each is written as it is."""
    column = _currency_column(table)
    codes = _codes(column)
    columns = {c.name: c for c in table.columns}
    found: list[Proposal] = []
    evidence: list[Evidence] = []
    for proposal in proposals:
        one = _in_currency(proposal, column, codes)
        found.append(one)
        shape = one.measure.format
        if shape is not None and (shape.kind in ("currency", "percent") or shape.unit == "%"):
            sure, because = _certainty(one, columns, shape)
            subject = f"{table.name}.{one.measure.name}"
            evidence.append(Evidence("format", subject, sure, because, f"measure:{subject}", _written(shape)))
    return found, evidence


def in_its_currency(role: Role, column: ColumnFacts) -> Role:
    """Written in the currency that all values of the column had in the file that it was read from; what is in cents as money."""
    currency = currency_of(column.column.description)
    shape = role.format or Format()
    if column.hundredths and role.kind == "measure":
        because = f"{role.because} It is kept in hundredths, and shown divided by 100."
        shape = shape if shape.kind == "currency" else Format(kind="currency")
        role = replace(role, format=shape, because=because)
    if role.kind != "measure" or not currency or shape.unit or shape.kind not in ("number", "currency"):
        return role
    if _CODE.fullmatch(code := _USUAL.get(currency, currency)):
        return replace(role, format=Format(kind="currency", currency=code))
    return replace(role, format=Format(kind="number", unit=currency))


def _currency_column(table: TableFacts) -> ColumnFacts | None:
    """The one column that says in which currency the amounts of a row are."""
    found = [
        c
        for c in table.columns
        if c.kind == "string" and (c.own in (("currency",), ("currency", "code"), ("currency", "iso", "code")))
    ]
    return found[0] if len(found) == 1 else None


def _codes(column: ColumnFacts | None) -> tuple[str, ...]:
    values = column.stats.values if column is not None and column.stats is not None else ()
    return tuple(v.upper() for v in values) if values and all(_CODE.fullmatch(v) for v in values) else ()


def _in_currency(proposal: Proposal, column: ColumnFacts | None, codes: Sequence[str]) -> Proposal:
    measure = proposal.measure
    shape = measure.format
    if column is None or shape is None or shape.kind != "currency" or shape.currency or not codes:
        return proposal
    if len(codes) == 1:
        update: Mapping[str, object] = {"format": shape.model_copy(update={"currency": codes[0]})}
        return replace(proposal, measure=measure.model_copy(update=update))
    some = ", ".join(codes[:6]) + (", …" if len(codes) > 6 else "")
    told = f"In the currency that {column.name} names for each row ({some}): compare within one."
    text = f"{measure.description} {told}".strip()
    mixed = (
        f"{proposal.because} {column.name} has {len(codes)} currencies, and amounts of different ones do not add up."
    )
    return Proposal(
        measure.model_copy(update={"description": text}), min(proposal.confidence, 0.8), mixed, proposal.column
    )


def _certainty(proposal: Proposal, columns: Mapping[str, ColumnFacts], shape: Format) -> tuple[float, str]:
    column = columns.get(proposal.column)
    words = set(column.sense) if column is not None else set()
    if shape.kind == "percent":
        return 0.95, "Its values lie between 0 and 1: shown as percent."
    if shape.kind == "number":
        return 0.92, "A percentage by name: shown with its sign."
    if shape.currency is not None:
        return 0.96, f"Amounts of money in {shape.currency}."
    if column is None or words & rw.SURE_MONEY:
        return 0.93, "An amount of money by name."
    return 0.8, "Probably money: its name may also count something else."


def _written(shape: Format) -> str:
    return (
        f"currency {shape.currency or ''}".strip()
        if shape.kind == "currency"
        else "percent"
        if shape.kind == "percent"
        else "%"
    )
