"""Catalog -> draft model: the order of the steps, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lunara.connect.catalog import Catalog
from lunara.connect.warehouse import CancelToken
from lunara.semantic.draft import amounts, in_lines, key_counts, keys, measures, relationships, stock
from lunara.semantic.draft.derived import derived
from lunara.semantic.draft.dimensions import dimension, logical_name
from lunara.semantic.draft.display import display_dimension
from lunara.semantic.draft.evidence import Draft, DraftStep, Evidence, ProbeCost
from lunara.semantic.draft.facts import ColumnFacts, TableFacts, read_catalog, unique_name
from lunara.semantic.draft.inherited import inherited_times
from lunara.semantic.draft.matching import Candidate
from lunara.semantic.draft.measures import Proposal, row_words, said_of_rows, table_is_english
from lunara.semantic.draft.outcomes import with_outcomes
from lunara.semantic.draft.people import full_name, split_name
from lunara.semantic.draft.probe import Probe
from lunara.semantic.draft.roles import Role, decide
from lunara.semantic.draft.shapes import in_its_currency, shaped
from lunara.semantic.draft.source import source_of
from lunara.semantic.draft.synonyms import key_nouns, leave_to_others, table_label, table_synonyms
from lunara.semantic.draft.times import default_time
from lunara.semantic.draft.trade import trade_words
from lunara.semantic.draft.words import plural, sentence, singular
from lunara.semantic.graph import Graph
from lunara.semantic.model import (
    DerivedMeasure,
    Dimension,
    Relationship,
    SemanticModel,
    Table,
)

OnStep = Callable[[DraftStep], None]


def draft_model(
    catalog: Catalog,
    *,
    name: str,
    probe: Probe | None = None,
    on_step: OnStep | None = None,
    cancel: CancelToken | None = None,
) -> Draft:
    """A complete model of the catalog: keys, relationships, roles, measures, labels, each with evidence.

    Without a `probe` only names, types and declared keys speak; with one, bounded statements in the warehouse check them.
    The same catalog (and the same answers of the warehouse) gives the same draft. Raises Cancelled.
    """
    cancel = cancel or CancelToken()
    tell = on_step or (lambda step: None)
    tell(DraftStep("Reading names and types"))
    tables = read_catalog(catalog)
    by_name = {table.name: table for table in tables}
    keys.find_keys(tables)
    if probe is not None:
        at = {table.name: number for number, table in enumerate(tables)}
        probe.count(
            tables, cancel, lambda t: tell(DraftStep(f"Counting values of {t.table.name}", at[t.name], len(at)))
        )
        for table in tables:
            key_counts.settle_by_counts(table)
        homes = key_counts.Homes(tables)
        for table in tables:
            key_counts.lone_keys(table, homes)
            probe.confirm_key(table, cancel)
            parts = split_name(table)
            if parts is not None and not any(part.stats is not None and part.stats.unique for part in parts):
                table.names = probe.count_together(table, [part.name for part in parts], "counting names", cancel)
        key_counts.shared_names(tables, homes)
    cancel.raise_if_cancelled()
    tell(DraftStep("Finding relationships"))
    kept, dropped = _relationships(tables, by_name, catalog.dialect, probe=probe, tell=tell, cancel=cancel)
    taken = set(by_name)
    joins = relationships.to_relationships(kept, by_name, taken)
    tell(DraftStep("Naming dimensions and measures"))
    model, evidence = _assemble(catalog, name, tables, joins, cancel)
    evidence = [*_key_evidence(tables), *_join_evidence(joins), *evidence]
    rejected = tuple(
        Evidence("relationship", f"{c.child}.{', '.join(c.columns)}", c.confidence, c.because, value=_join_text(c))
        for c in dropped
    )
    tell(DraftStep("Done", len(tables), len(tables)))
    return Draft(model, tuple(evidence), rejected, probe.cost if probe is not None else ProbeCost())


def _relationships(
    tables: Sequence[TableFacts],
    by_name: Mapping[str, TableFacts],
    dialect: str,
    *,
    probe: Probe | None,
    tell: OnStep,
    cancel: CancelToken,
) -> tuple[list[Candidate], list[Candidate]]:
    known = relationships.declared(tables)
    candidates = [*known, *relationships.by_names(tables, dialect, known)]
    if probe is not None:
        candidates = _weighed(candidates, by_name, probe=probe, tell=tell, cancel=cancel)
    kept = relationships.choose(candidates)
    strength: dict[str, dict[str, float]] = {}
    for candidate in kept:
        if len(candidate.columns) == 1:
            strength.setdefault(candidate.child, {})[candidate.columns[0]] = candidate.confidence
    key_counts.apply_junctions(tables, strength)
    if probe is not None:
        for table in tables:
            cancel.raise_if_cancelled()
            if len(table.key) > 1 and not table.key_declared:
                probe.check_composite(table, cancel)
            if not table.key:
                probe.find_composite(table, strength.get(table.name, {}), cancel)
    late = relationships.to_found_keys(tables, candidates)
    if late:
        if probe is not None:
            late = _weighed(late, by_name, probe=probe, tell=tell, cancel=cancel)
        candidates = [*candidates, *late]
    kept = relationships.choose([c for c in candidates if c.parent_columns_are_key(by_name[c.parent])])
    chosen = {(c.child, c.columns, c.parent) for c in kept}
    return kept, [c for c in candidates if (c.child, c.columns, c.parent) not in chosen]


def _weighed(
    candidates: Sequence[Candidate],
    by_name: Mapping[str, TableFacts],
    *,
    probe: Probe,
    tell: OnStep,
    cancel: CancelToken,
) -> list[Candidate]:
    """The candidates with their confidence moved by what the values of both sides say."""
    at = {name: number for number, name in enumerate(dict.fromkeys(c.child for c in candidates))}

    def on_table(table: TableFacts) -> None:
        tell(DraftStep(f"Comparing keys of {table.name} with other tables", at[table.name], len(at)))

    overlaps = probe.overlaps(candidates, by_name, cancel, on_table)
    pairs = zip(candidates, overlaps, strict=True)
    return [relationships.weigh(candidate, overlap, by_name[candidate.parent]) for candidate, overlap in pairs]


def _join_text(c: Candidate) -> str:
    return f"{c.child}.({', '.join(c.columns)}) -> {c.parent}.({', '.join(c.parent_columns)})"


def _key_evidence(tables: Sequence[TableFacts]) -> list[Evidence]:
    found = []
    for table in tables:
        subject, key = table.name, f"table:{table.name}"
        found.append(
            Evidence(
                "table",
                subject,
                0.99,
                f"{'A view' if table.table.kind == 'view' else 'A table'} of the warehouse.",
                key,
            )
        )
        if table.key:
            found.append(
                Evidence("primary_key", subject, table.key_confidence, table.key_because, key, ", ".join(table.key))
            )
    return found


def _join_evidence(joins: Sequence[tuple[Relationship, Candidate]]) -> list[Evidence]:
    return [
        Evidence(
            "relationship",
            r.name,
            r.confidence,
            r.description,
            f"relationship:{r.name}",
            f"{_join_text(c)} ({r.cardinality})",
        )
        for r, c in joins
    ]


def _assemble(
    catalog: Catalog,
    name: str,
    tables: Sequence[TableFacts],
    joins: Sequence[tuple[Relationship, Candidate]],
    cancel: CancelToken,
) -> tuple[SemanticModel, list[Evidence]]:
    linked: dict[str, set[str]] = {}
    pointed: dict[str, set[str]] = {}
    for relationship, _ in joins:
        linked.setdefault(relationship.from_table, set()).update(relationship.from_columns)
        pointed.setdefault(relationship.to_table, set()).update(relationship.to_columns)
    leave_to_others(tables, [r for r, _ in joins])
    entities: dict[tuple[str, ...], int] = {}
    for table in tables:
        for alias in table.aliases:
            entities[alias] = entities.get(alias, 0) + 1
    nouns = key_nouns(tables, linked, pointed)
    lines_of = in_lines.told_by_lines(tables, linked)
    built: list[Table] = []
    evidence: list[Evidence] = []
    proposals: dict[str, list[Proposal]] = {}
    for table in tables:
        cancel.raise_if_cancelled()
        one, found, spoken = _table(
            table,
            catalog.dialect,
            linked.get(table.name, set()),
            pointed.get(table.name, set()),
            entities=entities,
            nouns=nouns,
            trade=trade_words(table, tables),
            lines_of=lines_of.get(table.name),
        )
        built.append(one)
        evidence.extend(spoken)
        proposals[table.name] = found
    built, lent = inherited_times(built, {table.name: table for table in tables}, [r for r, _ in joins])
    evidence = [*(e for e in evidence if (e.kind, e.subject) not in {(m.kind, m.subject) for m in lent}), *lent]
    built, done = with_outcomes(built, {t.name: t for t in tables}, [r for r, _ in joins], catalog.dialect)
    evidence.extend(done)
    built = [t if t.default_time is not None else _without_balances(t) for t in built]
    taken = {table.name for table in tables} | {p.measure.name for group in proposals.values() for p in group}
    overall: list[DerivedMeasure] = []
    for measure, confidence, because in derived(tables, proposals, [r for r, _ in joins], taken, lines_of):
        overall.append(measure)
        evidence.append(Evidence("measure", measure.name, confidence, because, f"measure:{measure.name}"))
    # The reason for a join is shown as evidence; the description is for people who know the business.
    plain = tuple(r.model_copy(update={"description": ""}) for r, _ in joins)
    model = SemanticModel(
        name=name, dialect=catalog.dialect, tables=tuple(built), relationships=plain, measures=tuple(overall)
    )
    evidence.extend(_junctions(model, {table.name: table.key_confidence for table in tables}))
    return model, evidence


def _junctions(model: SemanticModel, keys_: Mapping[str, float]) -> list[Evidence]:
    """The tables that only pair the rows of others, as sure as the least sure of their references and their key."""
    graph = Graph(model)
    found = []
    for table in model.tables:
        if len(table.primary_key) > 1 and graph.is_bridge(table.name):
            ends = [r for r in model.relationships if r.from_table == table.name]
            sure = round(min(keys_[table.name], *(r.confidence for r in ends)), 3)
            told = f"Each row pairs one of {' with one of '.join(r.to_table for r in ends)} and says nothing more."
            found.append(Evidence("junction", table.name, sure, told, f"table:{table.name}"))
    return found


def _table(
    table: TableFacts,
    dialect: str,
    linked: set[str],
    pointed: set[str],
    *,
    entities: Mapping[tuple[str, ...], int],
    nouns: Mapping[tuple[str, ...], str],
    trade: tuple[str, ...],
    lines_of: in_lines.Told | None,
) -> tuple[Table, list[Proposal], list[Evidence]]:
    roles = {c.name: in_its_currency(decide(c, table, c.name in linked, dialect), c) for c in table.columns}
    evidence: list[Evidence] = []
    names: set[str] = set()
    dimensions: list[Dimension] = []
    logical: dict[str, str] = {}
    for column in table.columns:
        fallback = f"column_{column.position + 1}"
        logical[column.name] = unique_name(logical_name(column) or fallback, names)
    for column in table.columns:
        role = roles[column.name]
        key = f"dimension:{table.name}.{logical[column.name]}"
        decided = role.kind if role.kind != "measure" else f"measure ({role.aggregate})"
        evidence.append(Evidence("role", f"{table.name}.{column.name}", role.confidence, role.because, key, decided))
        dimensions.append(
            dimension(column, role, table, name=logical[column.name], dialect=dialect, linked=linked, pointed=pointed)
        )
    parts = split_name(table)
    if parts is not None:
        whole = full_name(*parts, table, name=unique_name("full_name", names), dialect=dialect)
        dimensions.append(whole)
        because = f"{parts[0].name} and {parts[1].name} together name the person that a row is."
        key = f"dimension:{table.name}.{whole.name}"
        evidence.append(Evidence("role", f"{table.name}.{whole.name}", 0.95, because, key, "dimension"))
    times = [c for c in table.columns if roles[c.name].kind == "time"]
    proposals = _measures(table, roles, dialect, set(names), lines_of)
    proposals = [_not_called_like_others(p, table, entities) for p in proposals]
    proposals, shapes = shaped(proposals, table)
    evidence.extend(shapes)
    for proposal in proposals:
        subject = f"{table.name}.{proposal.measure.name}"
        evidence.append(
            Evidence("measure", subject, proposal.confidence, proposal.because, f"measure:{subject}", proposal.column)
        )
    moment = default_time(table, times)
    if moment is not None:
        chosen = moment.column.name if moment.column is not None else ""
        evidence.append(
            Evidence("default_time", table.name, moment.confidence, moment.because, f"table:{table.name}", chosen)
        )
    default = logical[moment.column.name] if moment is not None and moment.column is not None else None
    label = table_label(table, entities)
    dimensions = _called_by_rows(dimensions, table, label)
    built = Table(
        name=table.name,
        source=source_of(table.table, dialect),
        label=label,
        description=table.table.description,
        synonyms=tuple(
            dict.fromkeys((*table_synonyms(table, label, entities, nouns), *trade, *in_lines.names_of(lines_of)))
        ),
        primary_key=table.key,
        unique_keys=tuple(key for key in dict.fromkeys(table.unique_keys) if key != table.key),
        default_time=default,
        dimensions=tuple(dimensions),
        measures=tuple(p.measure for p in proposals),
    )
    shown = display_dimension(SemanticModel(name=built.name, tables=(built,)), built.name)
    named = next((c for c in table.columns if logical[c.name] == shown), None)
    built = _named_by_titles(_named_by_details(built, shown, table), shown, table, entities)
    told = _repeats(named, table) if shown is not None else ""
    if told:
        key = f"dimension:{table.name}.{shown}"
        evidence = [replace(e, because=f"{e.because} {told}") if e.key == key else e for e in evidence]
    return _with_unique_name(built, named), proposals, evidence


def _not_called_like_others(proposal: Proposal, table: TableFacts, entities: Mapping[tuple[str, ...], int]) -> Proposal:
    """The measure without the names that are those of other tables when its unit is left out: a lesson is no "lesson hours"."""
    column = next((c for c in table.columns if c.name == proposal.column), None)
    thing = column.words[:-1] if column is not None else ()
    if not thing or thing not in entities or thing in table.aliases:
        return proposal
    measure = proposal.measure
    bare = {" ".join((*lead, *thing)) for lead in ((), ("total",), ("average",))}
    kept = tuple(s for s in measure.synonyms if s not in bare)
    return replace(proposal, measure=measure.model_copy(update={"synonyms": kept}))


def _called_by_rows(dimensions: Sequence[Dimension], table: TableFacts, label: str) -> list[Dimension]:
    """The dimensions; the mere name of a row is called by what a row is: Product category, and not Name.

    Not where a row and the rows are one word (staff), or something else of the table has that name.
    """
    thing = sentence(said_of_rows(row_words(table)))
    taken = {(one.label or one.name).lower() for one in dimensions}
    bare = [one for one in dimensions if one.type == "string" and (one.label or "").lower() == "name"]
    if len(bare) != 1 or not table_is_english(table) or thing == label or thing.lower() in taken:
        return list(dimensions)
    synonyms = tuple(dict.fromkeys(("name", f"{thing.lower()} name", *bare[0].synonyms)))
    called = bare[0].model_copy(update={"label": thing, "synonyms": synonyms})
    return [called if one is bare[0] else one for one in dimensions]


def _named_by_titles(
    built: Table, shown: str | None, table: TableFacts, entities: Mapping[tuple[str, ...], int]
) -> Table:
    """The table; rows whose name is a book's title are books, though the table is called a book club, where none is called so."""
    words = next((tuple((d.label or d.name).lower().split()) for d in built.dimensions if d.name == shown), ())
    noun = words[:1] if len(words) == 2 and words[1] in ("title", "name") else ()
    own = tuple(singular(word) for word in table.words)
    if not noun or entities.get(noun) or noun[0] not in own[:-1] or not table_is_english(table):
        return built
    return built.model_copy(update={"synonyms": tuple(dict.fromkeys((*built.synonyms, plural(noun[0]))))})


def _named_by_details(built: Table, shown: str | None, table: TableFacts) -> Table:
    """The table; where the text that describes a thing is all the name it has, that is called its name too."""
    thing = sentence(said_of_rows(row_words(table))).lower()
    made = [
        one.model_copy(update={"synonyms": tuple(dict.fromkeys(("name", f"{thing} name", *one.synonyms)))})
        if one.name == shown and (one.label or one.name).lower().split()[-1] in ("detail", "details")
        else one
        for one in built.dimensions
    ]
    return built.model_copy(update={"dimensions": tuple(made)})


def _repeats(column: ColumnFacts | None, table: TableFacts) -> str:
    """A sentence when a probe found that the name that is shown for a row (of `column`, or split over two) is not its own."""
    stats = column.stats if column is not None else None
    named, different = (stats.filled, stats.distinct) if stats is not None else table.names or (0, 0)
    if different >= named or table.key == (column.name if column is not None else "",):
        return ""
    apart = f"; {', '.join(table.key)} tells them apart" if table.key else ""
    return f"It names the row, but {named:,} rows share {different:,} different names{apart}."


def _with_unique_name(built: Table, column: ColumnFacts | None) -> Table:
    """A name that a probe found different on each row of the whole table stands for one thing: it is a key as well."""
    stats = column.stats if column is not None else None
    if column is None or stats is None or not stats.unique or stats.sampled or stats.rows < 2:
        return built
    key = (column.name,)
    known = key == built.primary_key or key in built.unique_keys
    return built if known else built.model_copy(update={"unique_keys": (*built.unique_keys, key)})


def _without_balances(table: Table) -> Table:
    """A balance without any time to take the last value over adds up like everything else."""
    plain = tuple(
        m.model_copy(update={"additive_over": "all"}) if m.additive_over == "not time" else m for m in table.measures
    )
    return table.model_copy(update={"measures": plain})


def _measures(
    table: TableFacts,
    roles: Mapping[str, Role],
    dialect: str,
    taken: set[str],
    lines_of: in_lines.Told | None,
) -> list[Proposal]:
    times = [c for c in table.columns if roles[c.name].kind == "time"]
    if lines_of is not None and lines_of.rows:
        found = [
            in_lines.count_of(lines_of, table, dialect, taken),
            in_lines.count_of_rows(lines_of, table, taken),
        ]
    else:
        found = [measures.count_measure(table, taken)]
        found += [in_lines.count_of(lines_of, table, dialect, taken)] if lines_of is not None else []
    claimed: set[str] = set()
    for role, column in ((roles[c.name], c) for c in table.columns):
        if role.both:
            found.extend(amounts.column_amounts(column, role, table, dialect, taken=taken, claimed=claimed))
        elif role.kind == "measure":
            found.append(measures.column_measure(column, role, dialect, taken))
    revenue = measures.line_revenue(table, roles, dialect, taken)
    if revenue is not None:
        found.append(revenue)
    worth = stock.stock_value(table, roles, dialect, taken)
    if worth is not None:
        found.append(worth)
    found.extend(amounts.between_moments(table, roles, times, dialect, taken))
    found.extend(measures.without_cancelled(table, found, dialect, taken))
    return stock.named(found, table, roles)
