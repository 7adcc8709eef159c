"""Foreign keys: declared, else by names and types, checked by what a probe counted. Precision before recall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lunara.connect.catalog import Table
from lunara.semantic.draft.facts import ColumnFacts, TableFacts, unique_name
from lunara.semantic.draft.keys import KEY_WORDS, key_stem
from lunara.semantic.draft.matching import Candidate, NameMatcher, role_of
from lunara.semantic.draft.words import snake
from lunara.semantic.model import Cardinality, Relationship

ACCEPT = 0.7


def declared(tables: Sequence[TableFacts]) -> list[Candidate]:
    """The foreign keys that the warehouse declares and whose two ends are both in the catalog."""
    by_place = {(t.table.schema, t.table.name): t for t in tables}
    found = []
    for table in tables:
        for key in table.table.foreign_keys:
            parent = by_place.get((key.references_schema, key.references_table)) or by_place.get(
                ("", key.references_table)
            )
            if parent is None or len(key.columns) != len(key.references_columns) or not key.columns:
                continue
            if not (_has(table.table, key.columns) and _has(parent.table, key.references_columns)):
                continue
            because = f"Declared foreign key {', '.join(key.columns)} to {parent.table.name}."
            role = role_of(table.column(key.columns[-1]), parent)
            found.append(
                Candidate(table.name, key.columns, parent.name, key.references_columns, role, 1.0, because, "declared")
            )
    return found


def _has(table: Table, names: Iterable[str]) -> bool:
    return all(table.column(name) is not None for name in names)


def composite(tables: Sequence[TableFacts]) -> list[Candidate]:
    """References to keys of several columns: the child has each key column, by name, as `<table>_id` or under its own prefix."""
    keyed: dict[str, list[TableFacts]] = {}
    for table in tables:
        if len(table.key) > 1 and (table.key_declared or table.key_confidence >= 0.8):
            for said in _said(table, table.column(table.key[-1])):
                keyed.setdefault(said, []).append(table)
    found = []
    for child in tables:
        columns: dict[str, list[ColumnFacts]] = {}
        for column in child.columns:
            for said in dict.fromkeys((column.name.lower(), "_".join(column.sense), "_".join(column.own))):
                columns.setdefault(said, []).append(column)
        for parent in {id(t): t for said in columns for t in keyed.get(said, ())}.values():
            if parent is child or set(child.key) == set(parent.key):
                continue
            names = []
            for part in parent.key:
                key = parent.column(part)
                fits = (c for said in _said(parent, key) for c in columns.get(said, ()) if c.kind == key.kind)
                match = next(fits, None)
                if match is not None:
                    names.append(match.name)
            if len(names) == len(parent.key) and len(set(names)) == len(names) and set(names) != set(child.key):
                because = (
                    f"{child.table.name} has all the columns of {parent.table.name}'s key ({', '.join(parent.key)})."
                )
                strength = 0.9 if parent.key_declared else 0.74 if _is_junction(parent) else 0.8
                found.append(Candidate(child.name, tuple(names), parent.name, parent.key, (), strength, because))
    return list({(c.child, c.columns, c.parent): c for c in found}.values())


def _said(table: TableFacts, key: ColumnFacts) -> list[str]:
    """How other tables may call a part of a key, surest first."""
    if key.own in (("id",), ("key",)):
        return [f"{'_'.join(table.entity)}_id", *([key.name.lower()] if key.name.lower() != "id" else [])]
    return list(dict.fromkeys((key.name.lower(), "_".join(key.sense), "_".join(key.own))))


def _is_junction(table: TableFacts) -> bool:
    """Every part of the key is itself a reference by name: nothing of its own to point at."""
    return all((key_stem(table.column(part)) or ()) not in ((), *table.aliases) for part in table.key) and not any(
        set(table.column(part).sense) & {"line", "number", "no", "sequence", "position"} for part in table.key
    )


def by_names(tables: Sequence[TableFacts], dialect: str, known: Sequence[Candidate]) -> list[Candidate]:
    """Candidates of every column that no declared foreign key covers, several for one column when names do not decide."""
    covered = {(c.child, name) for c in known for name in c.columns}
    matcher = NameMatcher(tables, dialect)
    found: list[Candidate] = []
    for table in tables:
        for column in table.columns:
            if (table.name, column.name) not in covered and column.kind not in (
                "boolean",
                "date",
                "timestamp",
                "clock",
            ):
                found.extend(matcher.match(table, column))
    pairs = {(c.child, c.columns, c.parent) for c in known}
    found.extend(c for c in composite(tables) if (c.child, c.columns, c.parent) not in pairs)
    return found


def to_found_keys(tables: Sequence[TableFacts], known: Sequence[Candidate]) -> list[Candidate]:
    """References to keys of several columns that were found after the candidates were gathered."""
    pairs = {(c.child, c.columns, c.parent) for c in known}
    return [c for c in composite(tables) if (c.child, c.columns, c.parent) not in pairs]


@dataclass(frozen=True)
class Overlap:
    """Of the distinct values of a child column (`values`), how many the parent has (`found`)."""

    values: int
    found: int
    sampled: bool = False

    @property
    def share(self) -> float:
        """Between 0 and 1; 1 when the child is empty."""
        return self.found / self.values if self.values else 1.0


def weigh(candidate: Candidate, overlap: Overlap | None, parent: TableFacts) -> Candidate:
    """The candidate with its confidence moved by what the values say. Declared keys stay certain."""
    if overlap is None or candidate.origin == "declared":
        return candidate
    if overlap.values == 0:
        return replace(candidate, because=f"{candidate.because} No values to check yet.")
    share, strength = overlap.share, candidate.confidence
    sample = " looked at" if overlap.sampled else ""
    said = f"{overlap.found:,} of {overlap.values:,} different values{sample} are found in {parent.table.name}"
    if overlap.found == 0:
        strength = min(strength, 0.3)
    elif share >= 0.98:
        # An agreement of few values proves little; of many, much.
        bonus = 0.03 if overlap.values < 10 else 0.1
        strength = min(0.99, max(strength, strength + bonus))
    elif share >= 0.8:
        strength = min(0.97, strength + 0.02)
    elif share < 0.3:
        strength = strength - 0.12 if strength >= 0.86 else min(strength, 0.4)
    else:
        strength -= 0.06
    return replace(candidate, confidence=round(strength, 3), because=f"{candidate.because} {said}.")


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """At most one target for each set of columns, only what is confident enough, in a stable order."""
    best: dict[tuple[str, tuple[str, ...]], list[Candidate]] = {}
    for candidate in candidates:
        best.setdefault((candidate.child, candidate.columns), []).append(candidate)
    kept: list[Candidate] = []
    for group in best.values():
        if any(c.origin == "declared" for c in group):
            kept.extend(c for c in group if c.origin == "declared")
            continue
        ranked = sorted(group, key=lambda c: (-c.confidence, c.parent))
        if len(ranked) > 1 and ranked[0].confidence - ranked[1].confidence < 0.03:
            continue  # a coin toss is not evidence
        if ranked[0].confidence >= ACCEPT:
            kept.append(ranked[0])
    return kept


def to_relationships(
    kept: Sequence[Candidate], tables: Mapping[str, TableFacts], taken: set[str]
) -> list[tuple[Relationship, Candidate]]:
    """Named relationships of the model: `orders_customer`, `orders_billing_address`, `employees_manager`."""
    result = []
    for candidate in kept:
        child, parent = tables[candidate.child], tables[candidate.parent]
        column = child.column(candidate.columns[-1])
        stem = [word for word in column.words if word not in KEY_WORDS and word not in ("fk", "pk", "code", "number")]
        if len(candidate.columns) > 1 or not stem:
            stem = list(parent.words)
        name = unique_name(f"{child.name}_{snake('_'.join(stem)) or parent.name}"[:110], taken)
        unique = candidate.columns == child.key or set(map(frozenset, child.unique_keys)) & {
            frozenset(candidate.columns)
        }
        stats = column.stats if len(candidate.columns) == 1 else None
        solo = bool(unique) or (
            stats is not None
            and stats.unique
            and not stats.sampled
            and stats.rows >= 10
            and candidate.role == ()
            and child.rows is not None
            and stats.rows >= child.rows
        )
        proven = candidate.columns == child.key or bool(unique)
        cardinality: Cardinality = "one_to_one" if proven and solo and child is not parent else "many_to_one"
        words = [w for w in column.words if w not in KEY_WORDS]
        label = _to_whom(words) if candidate.role else " ".join(parent.words)
        relationship = Relationship(
            name=name,
            from_table=child.name,
            from_columns=candidate.columns,
            to_table=parent.name,
            to_columns=candidate.parent_columns,
            cardinality=cardinality,
            origin=candidate.origin,
            confidence=candidate.confidence,
            description=candidate.because,
            label=label[:1].upper() + label[1:] or None,
            synonyms=_role_synonyms(candidate.role, parent),
        )
        result.append((relationship, replace(candidate, cardinality=cardinality)))
    return result


def _to_whom(words: Sequence[str]) -> str:
    """The words of a role, as they are written: ship-to address."""
    if len(words) > 2 and words[1] == "to" and words[0] in ("bill", "ship", "sold", "sell", "pay", "deliver"):
        return " ".join((f"{words[0]}-to", *words[2:]))
    return " ".join(words)


def _role_synonyms(role: tuple[str, ...], parent: TableFacts) -> tuple[str, ...]:
    entity = parent.entity[-1] if parent.entity else ""
    known = {
        ("bill", "to"): "billing",
        ("ship", "to"): "shipping",
        ("bill",): "billing",
        ("ship",): "shipping",
        ("src",): "source",
        ("destination",): "to",
        ("origin",): "from",
        ("departure",): "from",
        ("arrival",): "to",
    }
    word = known.get(role)
    return (f"{word} {entity}",) if word and entity else ()
