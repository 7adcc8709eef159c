"""What became of the tables and columns that a model reads: renamed, of another type, gone; and the model as it would be then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.guard.reading import parse_within
from lunara.semantic.additions import New
from lunara.semantic.columns import column_of
from lunara.semantic.draft.facts import NUMERIC, kind_of
from lunara.semantic.draft.source import source_of
from lunara.semantic.fingerprint import Fingerprints, TablePrint, Taker, key_id, relation_key
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.renames import Lost, LostTable, Match, renamed_columns, renamed_tables
from lunara.semantic.repair import (
    DropKey,
    Proposal,
    Remove,
    RenameColumn,
    RenameTable,
    Repair,
)
from lunara.semantic.repairing import apply_repairs, proposed, taken_for_another
from lunara.semantic.schema_check import CheckFinding, compare_with_catalog
from lunara.semantic.type_check import TypeCheck
from lunara.semantic.uses import Needs, needs_of

GONE = 0.9
# Where most of a model's tables are gone, the model is hardly what is wrong.
MOSTLY_GONE = 0.4
MOST_PRINTS = 600
_KINDS_OF: Mapping[str, frozenset[str]] = {
    "time": frozenset({"date", "timestamp"}),
    "number": frozenset(NUMERIC),
    "boolean": frozenset({"boolean"}),
    "string": frozenset({"string", "uuid", "other", "clock"}),
}

Pair = tuple[str, str, str]
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Reconciled:
    """What was found of the schema, and the `model` as it would be with the `repairs` that are likely.

    `relations` are those that it reads then, by its names for their tables; `new` is what it does not read; `unsure` are the
    renames (table, column, to) that nothing but names and types speaks for.
    """

    model: SemanticModel
    findings: tuple[CheckFinding, ...]
    repairs: tuple[Repair, ...]
    relations: Mapping[str, Relation]
    new: New
    unsure: frozenset[Pair]


@dataclass
class Reconciler:
    """Compares one model with one catalog. `refuted` are renames (table, column, to) that turned out to be none."""

    model: SemanticModel
    catalog: Catalog
    runner: Runner
    limits: Limits
    cancel: CancelToken
    known: Fingerprints | None = None
    key: bytes | None = None
    values: bool = True
    refuted: Collection[Pair] = ()
    _repairs: list[Repair] = field(default_factory=list)
    _findings: list[CheckFinding] = field(default_factory=list)
    _unsure: set[Pair] = field(default_factory=set)
    _renamed_to: set[str] = field(default_factory=set)
    _prints: dict[str, TablePrint] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._taker = Taker(self.runner, key=self.key, values=self.values, most=MOST_PRINTS, cancel=self.cancel)
        self._mostly_gone = False
        # Of which relation's record a table of the model speaks.
        self._recorded_as: dict[str, str] = {}

    @property
    def _same_key(self) -> bool:
        return self.known is not None and self.key is not None and self.known.key_id == key_id(self.key)

    def run(self, step: OnStep) -> Reconciled:
        """All of it. Raises ConnectFailed, Cancelled."""
        compared = compare_with_catalog(self.model, self.catalog)
        self._recorded_as = {name: relation_key(relation) for name, relation in compared.relations.items()}
        free = self._free_relations(compared.relations)
        missing = [finding for finding in compared.findings if finding.code == "table_missing"]
        step("Looking for what was renamed", 0, 0)
        self._tables(missing, free)
        working = apply_repairs(self.model, self._repairs).model
        compared = compare_with_catalog(working, self.catalog)
        needs = needs_of(working)
        gone: dict[str, list[CheckFinding]] = {}
        for finding in compared.findings:
            if finding.code == "column_missing":
                gone.setdefault(finding.table, []).append(finding)
        for number, table in enumerate(table for table in working.tables if table.name in gone):
            step("Looking for what was renamed", number, len(gone))
            self._columns(working, table, gone[table.name], compared.relations.get(table.name), needs)
        working = apply_repairs(self.model, self._repairs).model
        compared = compare_with_catalog(working, self.catalog)
        retyped = {(f.table, f.missing.lower()): f for f in compared.findings if f.code == "type_changed"}
        types = TypeCheck(working, self.catalog, self.runner, limits=self.limits, cancel=self.cancel)
        for table in working.tables:
            relation = compared.relations.get(table.name)
            if relation is not None:
                self.cancel.raise_if_cancelled()
                checked = types.check(table, relation, self._recorded_types(table.name), retyped)
                self._findings += [finding for finding, _ in checked]
                self._repairs += [repair for _, repairs in checked for repair in repairs]
        working = apply_repairs(self.model, self._repairs).model
        relations = compare_with_catalog(working, self.catalog).relations
        return Reconciled(
            working,
            tuple(self._findings),
            tuple(self._repairs),
            relations,
            self._new(working, relations, free),
            frozenset(self._unsure),
        )

    # -- tables ------------------------------------------------------------------------------------------------------

    def _free_relations(self, relations: Mapping[str, Relation]) -> list[Relation]:
        read = {relation_key(relation) for relation in relations.values()}
        read |= {_key_of(source, self.model.dialect) for source in self._read_by_sql()}
        there = self.known.tables if self.known is not None else {}
        return [
            relation
            for relation in self.catalog.tables
            if relation_key(relation) not in read
            and relation.name.lower() not in read
            and relation_key(relation) not in there
        ]

    def _read_by_sql(self) -> dict[str, list[Table]]:
        """The relations that tables with their own SQL read, as written, with those tables."""
        found: dict[str, list[Table]] = {}
        for table in self.model.tables:
            if table.sql is None:
                continue
            try:
                tree = parse_within(table.sql, self.model.dialect)
            except SqlglotError:
                continue
            inside = {cte.alias for cte in tree.find_all(exp.CTE)}
            for node in tree.find_all(exp.Table):
                if node.db or node.name not in inside:
                    name = exp.table_(node.this, db=node.args.get("db"), catalog=node.args.get("catalog"))
                    found.setdefault(name.sql(self.model.dialect), []).append(table)
        return found

    def _look(self, relation: Relation) -> TablePrint:
        key = relation_key(relation)
        if key not in self._prints:
            self._prints[key] = self._taker.take(relation)
        return self._prints[key]

    def _record_of(self, source: str) -> tuple[str, TablePrint] | None:
        """The record of a relation that is gone, by the source that the model has for it."""
        if self.known is None:
            return None
        full = _key_of(source, self.model.dialect)
        hits = [key for key in self.known.tables if key == full or ("." not in full and key.rpartition(".")[2] == full)]
        return (hits[0], self.known.tables[hits[0]]) if len(hits) == 1 else None

    def _tables(self, missing: Sequence[CheckFinding], free: Sequence[Relation]) -> None:
        """What became of relations that are gone: each once, however many tables of the model read it."""
        by_source: dict[str, list[CheckFinding]] = {}
        for finding in [*missing, *self._missing_in_sql()]:
            table = self.model.table(finding.table)
            if table is not None:
                source = finding.missing if table.sql is not None else table.source or table.name
                by_source.setdefault(source, []).append(finding)
        needs = needs_of(self.model)
        lost = []
        for source, findings in by_source.items():
            names = {finding.table for finding in findings}
            columns = {c.lower() for read in needs.columns.values() for t, c in read if t in names}
            record = self._record_of(source)
            if record is not None:
                self._recorded_as.update(dict.fromkeys(names, record[0]))
            name = _key_of(source, self.model.dialect).rpartition(".")[2]
            lost.append(LostTable(source, name, frozenset(columns), None if record is None else record[1]))
        found = renamed_tables(lost, free, self._look, recorded=self.known is not None, same_key=self._same_key)
        gone = sum(len(findings) for source, findings in by_source.items() if source not in found)
        self._mostly_gone = gone > 1 and 2 * gone > len(self.model.tables)
        for source, findings in by_source.items():
            self.cancel.raise_if_cancelled()
            match = found.get(source)
            for finding in findings:
                if match is not None:
                    self._renamed_table(finding, source, *match)
                elif finding in missing:
                    self._gone(self.model, finding, [Remove((f"table:{finding.table}",))])

    def _missing_in_sql(self) -> list[CheckFinding]:
        """Relations that were on record, that SQL of tables reads, and that are gone; others may lie beyond the catalog."""
        there = {relation_key(relation) for relation in self.catalog.tables}
        there |= {relation.name.lower() for relation in self.catalog.tables}
        found = []
        for source, tables in self._read_by_sql().items():
            if _key_of(source, self.model.dialect) in there or self._record_of(source) is None:
                continue
            for table in tables:
                item = f"table:{table.name}"
                message = f"The SQL of {table.name} reads {source}, which is not in the warehouse."
                broken = needs_of(self.model).above([item])
                found.append(
                    CheckFinding(
                        "error", "table_missing", item, message, breaks=broken, missing=source, table=table.name
                    )
                )
        return found

    def _renamed_table(self, finding: CheckFinding, was: str, relation: Relation, match: Match) -> None:
        source = source_of(relation, self.catalog.dialect)
        repair = RenameTable(finding.table, was, source)
        self._repairs.append(repair)
        self._renamed_to.add(relation_key(relation))
        message = f"The table {was} is not in the warehouse; it is {source} now{_maybe(match)}."
        self._findings.append(
            replace(
                finding,
                kind="table_renamed",
                message=message,
                hint="",
                repair=proposed(self.model, [repair], match.confidence, match.because),
                others=(self._removal(self.model, [Remove((f"table:{finding.table}",))]),),
            )
        )

    def _gone(self, model: SemanticModel, finding: CheckFinding, repairs: Sequence[Repair]) -> None:
        self._findings.append(replace(finding, repair=self._removal(model, repairs)))
        self._repairs.extend(repairs)

    def _removal(self, model: SemanticModel, repairs: Sequence[Repair]) -> Proposal:
        if self._mostly_gone:
            because = "So many tables are gone that this may be another database, or one with fewer rights."
            return proposed(model, repairs, MOSTLY_GONE, because)
        return proposed(model, repairs, GONE, "Nothing like it was found in the warehouse.")

    # -- columns -----------------------------------------------------------------------------------------------------

    def _columns(
        self,
        model: SemanticModel,
        table: Table,
        missing: Sequence[CheckFinding],
        relation: Relation | None,
        needs: Needs,
    ) -> None:
        found: Mapping[str, Match] = {}
        if relation is not None:
            lost = [self._lost(model, table, finding.missing) for finding in missing]
            free = self._free_columns(table.name, relation, needs)
            recorded = self._print_of(table.name) is not None
            found = renamed_columns(
                lost, relation, free, lambda: self._look(relation), recorded=recorded, same_key=self._same_key
            )
        for finding in missing:
            self.cancel.raise_if_cancelled()
            match = found.get(finding.missing)
            if match is None or (table.name, finding.missing, match.to) in self.refuted:
                self._gone(model, finding, self._without_column(needs, table, finding.missing))
            elif any(
                d.name == match.to and taken_for_another(d, {finding.missing: match.to}, model.dialect)
                for d in table.dimensions
            ):
                # A name in an expression would mean the dimension before and the column afterwards.
                self._renamed_to.add(f"{table.name}.{match.to}".lower())
                hint = f"It may be {match.to} now. Rename the dimension {table.name}.{match.to} first: it would be taken for it."
                self._findings.append(
                    replace(
                        finding,
                        kind="column_renamed",
                        hint=hint,
                        others=(self._removal(model, self._without_column(needs, table, finding.missing)),),
                    )
                )
            else:
                self._renamed_column(model, table, finding, match, needs)

    def _renamed_column(
        self, model: SemanticModel, table: Table, finding: CheckFinding, match: Match, needs: Needs
    ) -> None:
        repair = RenameColumn(table.name, finding.missing, match.to)
        self._repairs.append(repair)
        self._renamed_to.add(f"{table.name}.{match.to}".lower())
        if not match.by_values:
            self._unsure.add((table.name, finding.missing, match.to))
        message = finding.message.removesuffix(".") + f"; it is {match.to} now{_maybe(match)}."
        self._findings.append(
            replace(
                finding,
                kind="column_renamed",
                message=message,
                hint="",
                repair=proposed(model, [repair], match.confidence, match.because),
                others=(self._removal(model, self._without_column(needs, table, finding.missing)),),
            )
        )

    def _without_column(self, needs: Needs, table: Table, column: str) -> list[Repair]:
        """What goes with a column: what reads it, and the keys that it is part of."""
        readers = [key for key in needs.readers([(table.name, column)]) if not key.startswith("table:")]
        repairs: list[Repair] = [Remove(tuple(readers))] if readers else []
        keys = [key for key in dict.fromkeys((table.primary_key, *table.unique_keys)) if key]
        repairs += [DropKey(table.name, key) for key in keys if column.lower() in map(str.lower, key)]
        return repairs

    def _print_of(self, table: str) -> TablePrint | None:
        return None if self.known is None else self.known.tables.get(self._recorded_as.get(table, ""))

    def _free_columns(self, table: str, relation: Relation, needs: Needs) -> list[str]:
        read = {column.lower() for columns in needs.columns.values() for home, column in columns if home == table}
        record = self._print_of(table)
        known = set() if record is None else {name.lower() for name in record.columns}
        return [c.name for c in relation.columns if c.name.lower() not in read and c.name.lower() not in known]

    def _lost(self, model: SemanticModel, table: Table, name: str) -> Lost:
        record = self._print_of(table.name)
        order = self._order(table) if record is None else list(record.columns)
        at = next((i for i, column in enumerate(order) if column.lower() == name.lower()), None)
        before = order[at - 1] if at else None
        after = order[at + 1] if at is not None and at + 1 < len(order) else None
        own = None if record is None or at is None else record.columns[order[at]]
        return Lost(name, before, after, own, self._kinds(table, name))

    def _order(self, table: Table) -> list[str]:
        """The columns of a table in the order of the dimensions that are made of them, which is the warehouse's in a draft."""
        found = []
        for dimension in table.dimensions:
            column = column_of(dimension, self.model.dialect)
            if column is not None:
                found.append(column)
        return found

    def _kinds(self, table: Table, column: str) -> frozenset[str]:
        """The kinds that a column may be of, from the dimension over it; none where nothing tells."""
        for dimension in table.dimensions:
            if (column_of(dimension, self.model.dialect) or "").lower() == column.lower():
                if dimension.data_type:
                    return frozenset({kind_of(dimension.data_type)}) | (
                        frozenset({"date", "timestamp"}) if dimension.type == "time" else frozenset()
                    )
                return _KINDS_OF[dimension.type]
        return frozenset()

    def _recorded_types(self, table: str) -> dict[str, str]:
        """The types that were recorded of a table's columns, by the names (in lower case) that they have now."""
        record = self._print_of(table)
        renames = {r.column: r.to for r in self._repairs if isinstance(r, RenameColumn) and r.table == table}
        known = {} if record is None else {name.lower(): print.type for name, print in record.columns.items()}
        return {renames.get(name, name).lower(): type for name, type in known.items()}

    # -- what is new -------------------------------------------------------------------------------------------------

    def _new(self, model: SemanticModel, relations: Mapping[str, Relation], free: Sequence[Relation]) -> New:
        needs = needs_of(model)
        columns: dict[str, tuple[str, ...]] = {}
        for name, relation in relations.items():
            if self.known is not None and self._print_of(name) is None:
                continue
            fresh = [
                column
                for column in self._free_columns(name, relation, needs)
                if f"{name}.{column}".lower() not in self._renamed_to
            ]
            if fresh:
                columns[name] = tuple(fresh)
        left = tuple(relation for relation in free if relation_key(relation) not in self._renamed_to)
        return New(left, columns, self.known is not None)


def _key_of(source: str, dialect: str | None) -> str:
    """The name under which fingerprints keep the relation that a source names."""
    node = exp.to_table(source, dialect=dialect)
    return f"{node.db}.{node.name}".lower() if node.db else node.name.lower()


def _maybe(match: Match) -> str:
    return "" if match.confidence >= 0.8 else ", as it seems"
