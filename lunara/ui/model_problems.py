"""What is wrong with the model on the desk, each with the place on the page where it is put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lunara.connect.catalog import Catalog
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.schema_check import CheckFinding, compare_with_catalog
from lunara.semantic.validate import Problem, validate_model

# Names of the groups of the review that are no table.
RELATIONSHIPS, DERIVED = "relationships:", "derived:"

# Not for want of the right number: rows without a partner are counted under an empty value.
_NO_REASON_TO_STOP = frozenset({"orphans", "not_checked", "key_has_nulls"})


@dataclass(frozen=True)
class Trouble:
    """One problem in words. `group` is where the review shows the item, empty when it shows none; `keys`: it is about the key
    columns of the table `group`; `stale`: the tables may have been read before the warehouse changed. `items` are the keys of
    what it is about, the first of them first.
    """

    level: Literal["error", "warning"]
    group: str
    message: str
    hint: str = ""
    keys: bool = False
    stale: bool = False
    items: tuple[str, ...] = ()


def troubles_of(model: SemanticModel, catalog: Catalog | None) -> list[Trouble]:
    """What can be seen without asking the warehouse, errors first. `catalog`: its tables as they were read last."""
    found = [_of_problem(model, problem) for problem in validate_model(model)]
    if catalog is not None:
        missing = [f for f in compare_with_catalog(model, catalog).findings if f.code != "type_changed"]
        found += of_findings(model, missing, stale=True)
    return sorted(found, key=lambda one: one.level != "error")


def troubles_after(
    model: SemanticModel, catalog: Catalog | None, before: SemanticModel, known: Sequence[Trouble]
) -> list[Trouble]:
    """`troubles_of` for a model that was `before`, whose troubles are `known`: quick where one table was changed in itself."""
    changed = _changed_in_themselves(before, model)
    if changed is None:
        return troubles_of(model, catalog)
    touching = {f"relationship:{r.name}" for r in model.relationships if {r.from_table, r.to_table} & changed}

    def concerned(one: Trouble) -> bool:
        return one.group in changed or any(key in touching for key in one.items[:1])

    near = changed | {
        end for r in model.relationships for end in (r.from_table, r.to_table) if f"relationship:{r.name}" in touching
    }
    part = model.model_copy(
        update={
            "tables": tuple(table for table in model.tables if table.name in near),
            "relationships": tuple(r for r in model.relationships if {r.from_table, r.to_table} <= near),
        }
    )
    found = [one for one in known if not concerned(one)] + [one for one in troubles_of(part, catalog) if concerned(one)]
    return sorted(found, key=lambda one: one.level != "error")


def _changed_in_themselves(before: SemanticModel, after: SemanticModel) -> set[str] | None:
    """The tables that are not what they were, where nothing that others see of them changed; else None."""
    same = before.relationships == after.relationships and before.measures == after.measures
    if not same or before.dialect != after.dialect or len(before.tables) != len(after.tables):
        return None
    changed = set()
    for old, new in zip(before.tables, after.tables, strict=True):
        if old is not new:
            if _seen_of(old) != _seen_of(new):
                return None
            changed.add(new.name)
    return changed


def _seen_of(table: Table) -> tuple[object, ...]:
    """What other tables and measures over measures rely on, or what reaches beyond the table itself."""
    fields = [(one.name, one.type) for one in table.dimensions]
    measures = [one.name for one in table.measures]
    beyond = table.default_time if "." in (table.default_time or "") else ""
    return table.name, fields, measures, table.primary_key, table.unique_keys, beyond, beyond and id(table)


def of_findings(model: SemanticModel, findings: Iterable[CheckFinding], *, stale: bool = False) -> list[Trouble]:
    """What a check of the warehouse found, as far as it is a reason not to publish."""
    return [
        Trouble(
            "error", group_of(model, one.item), one.message, one.hint, _of_keys(one), stale, (one.item, *one.breaks)
        )
        for one in findings
        if one.level == "error" and one.code not in _NO_REASON_TO_STOP
    ]


def _of_keys(finding: CheckFinding) -> bool:
    return finding.item.startswith("table:") and finding.code in ("column_missing", "key_not_unique")


def _of_problem(model: SemanticModel, problem: Problem) -> Trouble:
    table = model.table(problem.where)
    keyless = table is not None and problem.level == "warning" and not table.primary_key
    return Trouble(
        problem.level,
        _group_at(model, problem.where),
        problem.message,
        problem.hint,
        keyless,
        items=_keys_at(model, problem.where),
    )


def _keys_at(model: SemanticModel, where: str) -> tuple[str, ...]:
    """The keys of the items at a place such as `orders.revenue` or `relationships.orders_customer`."""
    if where.startswith("relationships."):
        return (f"relationship:{where.removeprefix('relationships.')}",)
    home, _, name = where.rpartition(".")
    table = model.table(where)
    if table is not None:
        return (f"table:{where}",)
    owner = model.table(home)
    if owner is not None and any(dimension.name == name for dimension in owner.dimensions):
        return (f"dimension:{where}",)
    return (f"measure:{where}",)


def group_of(model: SemanticModel, key: str) -> str:
    """Where the review shows the item of that key, such as `dimension:orders.status`."""
    kind, _, name = key.partition(":")
    return RELATIONSHIPS if kind == "relationship" else _group_at(model, name)


def _group_at(model: SemanticModel, where: str) -> str:
    if where.startswith("relationships."):
        return RELATIONSHIPS
    for name in (where, where.rpartition(".")[0]):
        if model.table(name) is not None:
            return name
    return DERIVED if any(measure.name == where for measure in model.measures) else ""
