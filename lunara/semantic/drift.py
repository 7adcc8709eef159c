"""A model against the live warehouse: what is gone, renamed, of another type or new, what cannot run, which keys and references
no longer hold; and what can be done about each.

A few statements for each table: its dimensions and its measures over its first rows, its keys, its orphans; everything else comes
from the catalog. Where something is gone and something else is new, their values are compared by fingerprints.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.result import ResultTable
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.semantic.additions import additions
from lunara.semantic.fingerprint import Fingerprints
from lunara.semantic.key_check import KeyCheck
from lunara.semantic.model import SemanticModel
from lunara.semantic.reconcile import Pair, Reconciled, Reconciler
from lunara.semantic.repair import DropKey, Proposal, Remove, RenameColumn
from lunara.semantic.repairing import proposed
from lunara.semantic.schema_check import CheckCode, CheckFinding, Compared, compare_with_catalog
from lunara.semantic.trial import Trial
from lunara.semantic.uses import needs_of

__all__ = [
    "CheckCode", "CheckFinding", "Drift", "OnStep", "check_model", "find_drift", "findings_from_json", "sure_repairs",
]  # fmt: skip

OnStep = Callable[[str, int, int], None]
# What is applied without a person having chosen it, and what is when they ask for all that is likely.
SURE = 0.8
LIKELY = 0.5
UNSURE = 0.6
MOST_STATEMENTS = 10_000
_LIMITS = Limits(rows=1_000, seconds=60.0)
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Drift:
    """What a check found, worst first, and what it cost.

    `orphans` are the rows without a partner by relationship; `relations` the tables that the model reads, by the model's
    names; `likely` the model as it would be with what is likely.
    """

    findings: tuple[CheckFinding, ...]
    checked_at: datetime
    statements: int
    elapsed_ms: float
    orphans: Mapping[str, int]
    relations: Mapping[str, Relation]
    catalog: Catalog
    likely: SemanticModel

    def to_json(self) -> dict[str, Any]:
        """What is kept of a check: JSON values."""
        return {
            "checked_at": self.checked_at.isoformat(),
            "statements": self.statements,
            "elapsed_ms": round(self.elapsed_ms, 1),
            "findings": [finding.to_json() for finding in self.findings],
        }


def findings_from_json(data: Any) -> tuple[CheckFinding, ...]:
    """The findings of what `Drift.to_json` wrote. Raises InvalidInput."""
    try:
        return tuple(CheckFinding.from_json(one) for one in data["findings"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput("The last check of this model cannot be read.", "Check it again.") from error


def check_model(
    model: SemanticModel,
    runner: Runner,
    *,
    catalog: Catalog | None = None,
    only: Collection[str] | None = None,
    limits: Limits = _LIMITS,
    cancel: CancelToken | None = None,
    on_step: OnStep | None = None,
) -> list[CheckFinding]:
    """Compare the model with the live schema, try its expressions, then count keys and orphans. Empty: everything holds.

    `catalog` saves reading it again. Every table is compared; with `only`, just these (by name) are tried and counted, and what
    they point at. Each statement passes the guard and only reads. A check that is refused or takes too long is reported as
    `not_checked`. `on_step` is called with what is done, how many tables are behind and how many there are.
    Raises ConnectFailed, Cancelled.
    """
    cancel = cancel or CancelToken()
    step: OnStep = on_step or (lambda what, done, total: None)
    step("Comparing tables and columns", 0, 0)
    compared = compare_with_catalog(model, catalog or runner.warehouse.catalog())
    found = [*compared.findings]
    found += _tried(model, runner, compared, only=only, limits=limits, cancel=cancel, step=step)
    return sorted(found, key=lambda finding: _ORDER[finding.level])


def _tried(
    model: SemanticModel,
    runner: Runner,
    compared: Compared,
    *,
    only: Collection[str] | None,
    limits: Limits,
    cancel: CancelToken,
    step: OnStep,
) -> Iterable[CheckFinding]:
    """What the warehouse says of expressions, keys and references."""
    chosen = [table for table in model.tables if only is None or table.name in only]
    trial = Trial(model, runner, compared, limits=limits, cancel=cancel)
    for number, table in enumerate(chosen):
        cancel.raise_if_cancelled()
        step("Trying measures and dimensions", number, len(chosen))
        yield from trial.fields(table)
    if chosen:
        yield from trial.derived()
    keys = KeyCheck(model, runner, compared.relations, compared.gone, limits=limits, cancel=cancel)
    targets = {r.to_table for r in model.relationships if only is None or r.from_table in only}
    counted = [table for table in model.tables if table in chosen or table.name in targets]
    for number, table in enumerate(counted):
        cancel.raise_if_cancelled()
        step("Counting keys and references", number, len(counted))
        yield from keys.keys(table)
        if table in chosen:
            yield from keys.references(table)


def find_drift(
    model: SemanticModel,
    runner: Runner,
    *,
    known: Fingerprints | None = None,
    key: bytes | None = None,
    values: bool = True,
    new: Literal["drafted", "listed", "left out"] = "drafted",
    limits: Limits = _LIMITS,
    most_statements: int = MOST_STATEMENTS,
    cancel: CancelToken | None = None,
    on_step: OnStep | None = None,
) -> Drift:
    """Everything in which the warehouse is not as the model says, each with what it breaks and what can be done about it.

    `known` are the fingerprints that were taken when the model was made, and `key` what theirs were made with: without them,
    renames are told by names and types alone and are never sure. `values=False` reads no value of a text. `new` says what of
    tables and columns that the model does not have: they are drafted and tried, only listed, or left out. What follows a rename
    that is likely is tried under the new name. After `most_statements` the rest is `not_checked`. Otherwise as `check_model`.
    Raises ConnectFailed, Cancelled.
    """
    cancel = cancel or CancelToken()
    step: OnStep = on_step or (lambda what, done, total: None)
    started = time.monotonic()
    counting = CountingRunner(runner.warehouse, runner.record, runner.limits, runner.source, most=most_statements)
    step("Comparing tables and columns", 0, 0)
    catalog = runner.warehouse.catalog()
    refuted: set[Pair] = set()
    while True:
        made = Reconciler(model, catalog, counting, limits, cancel, known, key, values, refuted).run(step)
        compared = compare_with_catalog(made.model, catalog)
        held = list(_tried(made.model, counting, compared, only=None, limits=limits, cancel=cancel, step=step))
        wrong = _refuted(made, held) - refuted
        if not wrong:
            break
        refuted |= wrong
    found = [*made.findings, *(_proposing(made, finding) for finding in _together(made.model, held))]
    found = [finding for finding in found if finding.hint != LIMIT_REACHED.hint]
    orphans = {f.item.partition(":")[2]: f.count for f in found if f.code == "orphans" and f.count is not None}
    if known is not None:
        found = [_as_before(finding, known) for finding in found]
    if new != "left out":
        step("Looking at what is new", 0, 0)
        found += additions(
            made.model, made.new, made.relations, counting, limits=limits, cancel=cancel, draft=new == "drafted"
        )
    if counting.refused:
        message = f"{LIMIT_REACHED.message} {counting.refused:,} statements were not asked."
        found.append(CheckFinding("warning", "not_checked", "", message, LIMIT_REACHED.hint))
    found.sort(key=lambda finding: _ORDER[finding.level])
    elapsed = (time.monotonic() - started) * 1000
    return Drift(
        tuple(found), datetime.now(UTC), counting.statements, elapsed, orphans, made.relations, catalog, made.model
    )


def sure_repairs(findings: Iterable[CheckFinding], least: float = SURE) -> list[Proposal]:
    """The proposals that are at least that sure, in the findings' order."""
    return [f.repair for f in findings if f.repair is not None and f.repair.confidence >= least]


def _refuted(made: Reconciled, held: Sequence[CheckFinding]) -> set[Pair]:
    """Renames that only names and types speak for, and that join nothing: no value of the column is found where it should be."""
    lost = {f.item.partition(":")[2] for f in held if f.code == "orphans" and f.level == "error"}
    lost |= {f.item.partition(":")[2] for f in held if f.code == "cannot_run" and f.item.startswith("relationship:")}
    wrong: set[Pair] = set()
    for r in made.model.relationships:
        if r.name in lost:
            ends = {(r.from_table, c.lower()) for c in r.from_columns} | {(r.to_table, c.lower()) for c in r.to_columns}
            wrong |= {pair for pair in made.unsure if (pair[0], pair[2].lower()) in ends}
    return wrong


def _together(model: SemanticModel, held: Sequence[CheckFinding]) -> Iterator[CheckFinding]:
    """The findings, with one for a table of which no field runs in place of one for each field."""
    failed = {finding.item: finding for finding in held if finding.code == "cannot_run"}
    told: set[str] = set()
    for table in model.tables:
        fields = [f"dimension:{table.name}.{d.name}" for d in table.dimensions]
        fields += [f"measure:{table.name}.{m.name}" for m in table.measures]
        if len(fields) > 1 and table.sql is not None and all(key in failed for key in fields):
            told.update(fields)
            item = f"table:{table.name}"
            first = failed[fields[0]]
            message = f"The SQL of {table.name} does not run: {first.message.partition(': ')[2]}"
            yield CheckFinding(
                "error", "cannot_run", item, message, first.hint, breaks=needs_of(model).above([item]), table=table.name
            )
    yield from (finding for finding in held if finding.item not in told)


def _proposing(made: Reconciled, finding: CheckFinding) -> CheckFinding:
    """With what can be done: what does not run can be taken out; what names columns by their new names renames them first."""
    kind = finding.item.partition(":")[0]
    if finding.repair is None:
        whole = kind == "table" and not finding.table  # what failed was a count of ours, not the table
        if finding.code != "cannot_run" or whole or kind not in ("table", "dimension", "measure", "relationship"):
            return finding
        repair = proposed(
            made.model, [Remove((finding.item,))], UNSURE, "It does not run; whoever knows it can correct it."
        )
        above = needs_of(made.model).above([finding.item])
        return replace(finding, breaks=tuple(dict.fromkeys((*finding.breaks, *above))), repair=repair)
    keys = {repair.table for repair in finding.repair.repairs if isinstance(repair, DropKey)}
    before = tuple(r for r in made.repairs if isinstance(r, RenameColumn) and r.table in keys)
    return replace(finding, repair=replace(finding.repair, repairs=(*before, *finding.repair.repairs)))


def _as_before(finding: CheckFinding, known: Fingerprints) -> CheckFinding:
    """Rows without a partner that were there when the model was made did not appear since."""
    if finding.code != "orphans" or finding.level != "warning" or finding.count is None:
        return finding
    before = known.orphans.get(finding.item.partition(":")[2])
    if before is None:
        return finding
    if finding.count <= before:
        return replace(finding, level="info", message=f"{finding.message} They were there before.")
    more = finding.count - before
    return replace(finding, message=f"{finding.message} {more:,} of them appeared since the model was made.")


LIMIT_REACHED = WarehouseFailed(
    "The limit of statements of one check was reached.", "Check again when fewer tables have changed.", code="not_asked"
)


@dataclass(frozen=True)
class CountingRunner(Runner):
    """A runner that counts its statements and refuses those beyond `most`."""

    most: int = MOST_STATEMENTS
    _counts: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def statements(self) -> int:
        """How many ran."""
        return self._counts[0]

    @property
    def refused(self) -> int:
        """How many did not, for the limit."""
        return self._counts[1]

    def run(self, sql: ReadOnlySql, *, limits: Limits, cancel: CancelToken | None = None) -> ResultTable:
        """As Runner.run. Raises WarehouseFailed "not_asked" beyond the limit."""
        over = self._counts[0] >= self.most
        self._counts[over] += 1
        if over:
            raise LIMIT_REACHED
        return super().run(sql, limits=limits, cancel=cancel)
