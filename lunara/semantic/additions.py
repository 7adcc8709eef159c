"""Tables and columns that the warehouse has and the model does not, each with what the draft's own rules make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.guard.reading import parse_within
from lunara.semantic.draft.drafting import draft_model
from lunara.semantic.draft.facts import unique_name
from lunara.semantic.draft.measures import column_sql
from lunara.semantic.draft.source import source_of
from lunara.semantic.key_check import KeyCheck
from lunara.semantic.model import Dimension, Relationship, SemanticModel, Table
from lunara.semantic.removing import without
from lunara.semantic.repair import AddFields, AddTable, DropKey, Proposal, Repair
from lunara.semantic.repairing import apply_repairs, proposed, taken_for_another
from lunara.semantic.schema_check import CheckFinding, compare_with_catalog
from lunara.semantic.trial import Trial

MOST_TABLES = 40
MOST_COLUMNS = 400
MOST_RELATIONS = 800


@dataclass(frozen=True)
class New:
    """What is not in the model: relations, and columns by the model's table. `known`: there is a record of what was there before,
    so that all of this came since.
    """

    relations: tuple[Relation, ...]
    columns: Mapping[str, tuple[str, ...]]
    known: bool


def additions(
    model: SemanticModel,
    new: New,
    relations: Mapping[str, Relation],
    runner: Runner,
    *,
    limits: Limits,
    cancel: CancelToken,
    draft: bool = True,
) -> list[CheckFinding]:
    """A finding for each new table and column. `relations` are those that the model reads, by its tables' names.

    Without `draft` nothing is proposed, and the warehouse is not asked.
    What is proposed was tried: keys and references are counted, fields run on the first rows. Beyond `MOST_TABLES` tables and
    `MOST_COLUMNS` columns a finding proposes nothing. Raises ConnectFailed, Cancelled.
    """
    if not new.relations and not new.columns:
        return []
    relations_tried = new.relations[: MOST_TABLES if draft else 0]
    columns_tried = dict(list(new.columns.items())[: MOST_COLUMNS if draft else 0])
    drafted = _Drafted(model, relations_tried, columns_tried, relations, runner.dialect)
    findings = []
    tables = {id(relation): repair for relation, repair in drafted.tables()}
    verifier = _Verifier(model, new, relations, runner, limits=limits, cancel=cancel)
    for relation in new.relations:
        cancel.raise_if_cancelled()
        repair = tables.get(id(relation))
        name = f"{relation.schema}.{relation.name}" if relation.schema else relation.name
        what = "table" if relation.kind == "table" else "view"
        message = f"The {what} {name} is new." if new.known else f"The {what} {name} is not in the model."
        hint = "Add it to the model, or leave it out." if repair is not None else "Draft it on the Model page."
        findings.append(
            CheckFinding(
                "info", "table_added", f"table:{relation.name}", message, hint, missing=relation.name, table=relation.name,
                repair=None if repair is None else _sure(model, verifier.table(repair), new),
            )
        )  # fmt: skip
    for table, columns in new.columns.items():
        made = drafted.fields(table, columns) if table in columns_tried else {}
        for column in columns:
            cancel.raise_if_cancelled()
            place = f"{table}.{column}"
            message = f"The column {place} is new." if new.known else f"The column {place} is not in the model."
            fields = made.get(column)
            kept = None if fields is None else verifier.fields(fields)
            repair_fields = None if kept is None else _sure(model, kept, new)
            hint = "Add it to the model, or leave it out."
            finding = CheckFinding("info", "column_added", f"table:{table}", message, hint, missing=column, table=table)
            findings.append(replace(finding, repair=repair_fields))
    return findings


def _sure(model: SemanticModel, repair: Repair, new: New) -> Proposal:
    because = "Drafted from its names and types, and tried." if new.known else (
        "It may have been left out of the model on purpose: there is no record of what was there before.")  # fmt: skip
    return proposed(model, [repair], 0.9 if new.known else 0.4, because)


class _Drafted:
    """The draft of what is new beside what the model reads, so that references are found."""

    def __init__(
        self,
        model: SemanticModel,
        new: Sequence[Relation],
        columns: Mapping[str, tuple[str, ...]],
        relations: Mapping[str, Relation],
        dialect: str,
    ) -> None:
        self._model, self._new, self._dialect = model, new, dialect
        known = list({id(r): r for r in relations.values()}.values())
        if len(known) > MOST_RELATIONS:
            known = [relations[table] for table in columns if table in relations]
        wanted = (*known, *new) if new or columns else ()
        self._draft = draft_model(Catalog(dialect, wanted), name=model.name).model
        self._by_source = {table.source: table for table in self._draft.tables}
        self._relations = relations
        # What a drafted table is called in the model.
        self._named: dict[str, str] = {}
        for name, relation in relations.items():
            drafted = self._by_source.get(source_of(relation, dialect))
            if drafted is not None:
                self._named.setdefault(drafted.name, name)
        taken = {table.name for table in model.tables}
        self._fresh: list[tuple[Relation, Table]] = []
        for relation in new:
            drafted = self._by_source.get(source_of(relation, dialect))
            if drafted is not None:
                name = unique_name(drafted.name, taken)
                self._named[drafted.name] = name
                self._fresh.append((relation, drafted.model_copy(update={"name": name})))
        self._joins = {r.name for r in model.relationships} | taken

    def tables(self) -> list[tuple[Relation, AddTable]]:
        """Each new relation with the table that it would be, joined to what is there and to what is new before it."""
        found = []
        known = {table.name for table in self._model.tables}
        for relation, table in self._fresh:
            known.add(table.name)
            joins = tuple(
                join
                for join in map(self._join, self._draft.relationships)
                if join is not None and table.name in (join.from_table, join.to_table)
                and {join.from_table, join.to_table} <= known
            )  # fmt: skip
            moment = table.default_time
            if moment is not None and "." in moment:
                table = table.model_copy(update={"default_time": None})  # noqa: PLW2901 - of a table that may not come along
            found.append((relation, AddTable(table, joins)))
        return found

    def _join(self, drafted: Relationship) -> Relationship | None:
        start, end = self._named.get(drafted.from_table), self._named.get(drafted.to_table)
        if start is None or end is None:
            return None
        name, number = drafted.name, 2
        while name in self._joins:
            name, number = f"{drafted.name}_{number}", number + 1
        return drafted.model_copy(update={"name": name, "from_table": start, "to_table": end})

    def fields(self, name: str, columns: Sequence[str]) -> dict[str, AddFields]:
        """For each new column of a table what the draft makes of it alone."""
        relation, table = self._relations.get(name), self._model.table(name)
        drafted = None if relation is None else self._by_source.get(source_of(relation, self._dialect))
        if drafted is None or table is None:
            return {}
        taken = {d.name for d in table.dimensions} | {m.name for m in table.measures}
        found: dict[str, AddFields] = {}
        for column in columns:
            if any(d.name == column and taken_for_another(d, {}, self._dialect) for d in table.dimensions):
                continue  # a name in an expression means the calculated dimension, and never this column
            dimensions = []
            for d in drafted.dimensions:
                if self._reads(d) == {column}:
                    own = unique_name(d.name, taken)
                    text = d.expression or column_sql(column, self._dialect)
                    dimensions.append(d.model_copy(update={"name": own, "expression": None if own == column and d.expression is None else text}))  # fmt: skip # noqa: E501
            measures = tuple(
                m.model_copy(update={"name": unique_name(m.name, taken)})
                for m in drafted.measures
                if self._columns(m.expression) | self._columns(m.filter) == {column}
            )
            joins = tuple(
                join for r in self._draft.relationships if r.from_table == drafted.name and r.from_columns == (column,)
                if (join := self._join(r)) is not None and self._model.table(join.to_table) is not None
            )  # fmt: skip
            if dimensions or measures:
                found[column] = AddFields(name, tuple(dimensions), measures, joins)
        return found

    def _reads(self, dimension: Dimension) -> set[str]:
        return {dimension.name} if dimension.expression is None else self._columns(dimension.expression)

    def _columns(self, text: str | None) -> set[str]:
        if text is None:
            return set()
        try:
            return {c.name for c in parse_within(text, self._dialect).find_all(exp.Column)}
        except SqlglotError:
            return set()


class _Verifier:
    """Leaves out of a proposal what does not hold in the warehouse."""

    def __init__(
        self,
        model: SemanticModel,
        new: New,
        relations: Mapping[str, Relation],
        runner: Runner,
        *,
        limits: Limits,
        cancel: CancelToken,
    ) -> None:
        self._model, self._runner, self._limits, self._cancel = model, runner, limits, cancel
        self._catalog = Catalog(runner.dialect, (*{id(r): r for r in relations.values()}.values(), *new.relations))

    def table(self, repair: AddTable) -> AddTable:
        """The table with the fields that run, the keys that are unique and the relationships that hold."""
        with_it = apply_repairs(self._model, [repair]).model
        bad = self._wrong(with_it, repair.table.name, [r.name for r in repair.relationships])
        keys = [key for key in (repair.table.primary_key, *repair.table.unique_keys) if key]
        left = apply_repairs(without(with_it, bad).model, [DropKey(repair.table.name, k) for k in keys if self._repeats(with_it, repair.table.name, k)])  # fmt: skip # noqa: E501
        table = left.model.table(repair.table.name) or repair.table
        names = {r.name for r in repair.relationships}
        kept = AddTable(table, tuple(r for r in left.model.relationships if r.name in names))
        # The next one may belong to this one.
        self._model = apply_repairs(self._model, [kept]).model
        return kept

    def fields(self, repair: AddFields) -> AddFields | None:
        """The fields that run and the relationships that hold; None when nothing does."""
        with_it = apply_repairs(self._model, [repair]).model
        bad = self._wrong(with_it, repair.table, [r.name for r in repair.relationships], only=repair)
        kept = AddFields(
            repair.table,
            tuple(d for d in repair.dimensions if f"dimension:{repair.table}.{d.name}" not in bad),
            tuple(m for m in repair.measures if f"measure:{repair.table}.{m.name}" not in bad),
            tuple(r for r in repair.relationships if f"relationship:{r.name}" not in bad),
        )
        return kept if kept.dimensions or kept.measures else None

    def _checks(self, model: SemanticModel) -> tuple[Trial, KeyCheck]:
        compared = compare_with_catalog(model, self._catalog)
        trial = Trial(model, self._runner, compared, limits=self._limits, cancel=self._cancel)
        keys = KeyCheck(
            model, self._runner, compared.relations, compared.gone, limits=self._limits, cancel=self._cancel
        )
        return trial, keys

    def _around(self, model: SemanticModel, name: str, joins: Sequence[Relationship]) -> SemanticModel:
        """A table with those that these relationships join it to, and nothing else: what has to be tried."""
        ends = {name, *(r.from_table for r in joins), *(r.to_table for r in joins)}
        few = tuple(
            table
            if table.name == name or "." not in (table.default_time or "")
            else table.model_copy(update={"default_time": None})
            for table in model.tables
            if table.name in ends
        )
        return model.model_copy(
            update={"tables": few, "relationships": tuple(joins), "measures": (), "verified_questions": ()}
        )

    def _repeats(self, model: SemanticModel, name: str, key: tuple[str, ...]) -> bool:
        alone = self._around(model, name, ())
        table = alone.table(name)
        if table is None:
            return False
        one = table.model_copy(update={"primary_key": key, "unique_keys": ()})
        return any(f.code != "key_has_nulls" for f in self._checks(alone)[1].keys(one))

    def _wrong(self, model: SemanticModel, name: str, joins: Sequence[str], only: AddFields | None = None) -> set[str]:
        """Keys of the items that do not run or do not hold."""
        table = model.table(name)
        if table is None:
            return set()
        few = table
        if only is not None:
            few = table.model_copy(update={"dimensions": only.dimensions, "measures": only.measures})
        mine = tuple(r for r in model.relationships if r.name in joins)
        joined = self._around(model, name, mine)
        trial, keys = self._checks(joined)
        bad = {finding.item for finding in trial.fields(few)}
        for end in dict.fromkeys([name, *(r.to_table for r in mine), *(r.from_table for r in mine)]):
            its = joined.table(end)
            if its is None or not mine:
                continue
            bare = its.model_copy(update={"primary_key": (), "unique_keys": ()})
            found = [*keys.keys(bare), *keys.references(its)]
            bad |= {f.item for f in found if f.level == "error"}
            bad |= {key for f in found if f.level == "error" for key in f.breaks}
        return bad - {f"table:{name}"}
