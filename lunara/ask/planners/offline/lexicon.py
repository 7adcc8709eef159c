"""What the words of a model mean: an index from words to tables, fields, roles and values, built once per model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lunara.ask.paths import roads_of
from lunara.ask.planners.offline.coded_states import in_words
from lunara.ask.planners.offline.entry import Entry, weighed
from lunara.ask.planners.offline.flags import called_flag, yes_and_no
from lunara.ask.planners.offline.foreign_states import MOST_STATES, in_english
from lunara.ask.planners.offline.naming import (
    head_of,
    in_one,
    is_key,
    label_of_column,
    names_of,
    table_words,
    variants_of,
    words_of,
)
from lunara.ask.planners.offline.tied_names import called_by_ties
from lunara.ask.planners.offline.valued import WORTH, values_of_pieces
from lunara.ask.planners.offline.verbs import doers, verbs_of
from lunara.ask.planners.offline.words import FILLER, GENERIC_TAILS, TABLE_NOISE, groups, related
from lunara.ask.tokens import Token, stem
from lunara.ask.values import ValueIndex, nearest_spelling
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import display_dimension
from lunara.semantic.kept import Kept
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Table

TargetKind = Literal["table", "dimension", "measure", "derived", "role", "value"]


@dataclass(frozen=True)
class Target:
    """Something of the model that words can mean. `value` is set for kind "value"; `table` is "" for derived measures."""

    kind: TargetKind
    table: str
    name: str
    value: str | int | float | bool | None = None

    @property
    def path(self) -> str:
        """`table.name`, or the bare name where there is no table."""
        return f"{self.table}.{self.name}" if self.table and self.kind != "table" else self.name


@dataclass(frozen=True)
class Match:
    """A target with how well the words fit (0..1.1) and whether they name it fully; `typo` is the word meant."""

    target: Target
    score: float
    exact: bool = False
    typo: str | None = None


_SAMPLED: Kept[SemanticModel, ValueIndex] = Kept()
_STATES = frozenset(("status", "state", "stage", "phase"))
_CALLED_SO = 0.85
"""From this score on, all of a name is said, in its own words or in near ones."""
REMEMBERED = 2_000
"""So many phrases does a lexicon remember what it found for, before it forgets them all."""


class Lexicon:
    """Looks words up. What it knows is fixed by its construction, so threads may share it."""

    def __init__(self, model: SemanticModel, values: ValueIndex | None = None, tables: frozenset[str] | None = None):
        self.model = model
        self.roads = roads_of(model)
        named = (
            self.roads.tables
            if tables is None
            else sorted(tables & self.roads.tables.keys(), key=self.roads.places.__getitem__)
        )
        self.tables = {name: self.roads.tables[name] for name in named if not self.roads.tables[name].hidden}
        self._dimensions = {name: {d.name: d for d in table.dimensions} for name, table in self.tables.items()}
        self._measures = {name: {m.name: m for m in table.measures} for name, table in self.tables.items()}
        self.values = values or _SAMPLED.get(model, lambda: ValueIndex.from_model(model))
        self._looked_up: dict[tuple[tuple[str, ...], str], tuple[Match, ...]] = {}
        self._tables_called: dict[tuple[str, ...], tuple[int, str]] = {}
        self._values_called: dict[tuple[tuple[str, ...], str], tuple[Match, ...]] = {}
        self._displayed: dict[str, str | None] = {}
        self.tried: dict[tuple[str, Clock, tuple[str, ...] | None], bool] = {}
        """Whether a question over these tables is answered, of those that were tried to be told beside a refusal."""
        self._entries: list[Entry] = []
        self._postings: dict[str, set[int]] = {}
        self._near: dict[int, set[int]] = {}
        self._fitting: dict[str | int, set[int]] = {}
        self._joined: dict[str, set[int]] = {}
        self._own: dict[tuple[str, str, str], frozenset[str]] = {}
        self._literal: dict[tuple[str, str, str], frozenset[str]] = {}
        self._shortened: dict[str, set[int]] = {}
        self._values_of_pieces = values_of_pieces(model.tables)
        self._flags: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._foreign: dict[str, list[tuple[str, str, str]]] | None = None
        self._unseen = frozenset(
            w for t in self.tables.values() for d in t.dimensions if d.hidden for n in names_of(d) for w in words_of(n)
        )
        self._table_word_count = Counter(w for t in self.tables.values() for w in set(table_words(t)))
        for table in self.tables.values():
            self._add_table(table)
        for derived in model.measures:
            if not derived.hidden:
                self._add(Target("derived", "", derived.name), names_of(derived), frozenset())
        for relationship in model.relationships if tables is None else self.roads.among(self.tables):
            if relationship.from_table in self.tables and relationship.to_table in self.tables:
                self._add_role(relationship)
        self.events = verbs_of(model, self.tables)
        self.vocabulary = sorted(w for w in self._postings if len(w) >= 4)

    # -- building ---------------------------------------------------------------------------------------------------

    def _add_table(self, table: Table) -> None:
        words = frozenset(table_words(table))
        names = [
            table.label or "",
            table.name,
            *table.synonyms,
            *called_by_ties(table, self.tables, self.roads, self.role_words),
        ]
        things = set(variants_of(n for n in names if n))
        keys = {*self.roads.foreign_columns.get(table.name, ()), *table.primary_key}
        self._add(Target("table", table.name, table.name), names, frozenset(), table_like=True)
        for dimension in table.dimensions:
            if not dimension.hidden or is_key(dimension, keys):
                hidden = 0.08 if dimension.hidden else 0.0
                # a name called what the row is ("Stadium" of stadiums) does not take the table's own word from it
                own = [n for n in names_of(dimension) if not n or set(variants_of([n])).isdisjoint(things)]
                called = own if any(own) else [*names_of(dimension), *(("name",) if dimension.type == "string" else ())]
                called = [*called, *doers(dimension.name)]
                self._add(Target("dimension", table.name, dimension.name), called, words, penalty=hidden)
        for measure in table.measures:
            if not measure.hidden:
                counts = measure.aggregate == "count" and measure.expression is None
                self._add(Target("measure", table.name, measure.name), names_of(measure), words, counts=counts)

    def _add_role(self, relationship: Relationship) -> None:
        role = self.role_words(relationship)
        if role:
            target = Target("role", relationship.from_table, relationship.name)
            column = label_of_column(self.tables.get(relationship.from_table), relationship.from_columns[0])
            aimed = set(table_words(self.tables[relationship.to_table])) | {"id", "key", "code"}
            whole = " ".join(w for w in column if w not in aimed)
            names = [" ".join(role), whole, relationship.label or "", *relationship.synonyms]
            self._add(target, names, frozenset())

    def role_words(self, relationship: Relationship) -> tuple[str, ...]:
        """What tells this road from its sisters: ("ship", "to") for orders.ship_to_address_id -> addresses."""
        between = self.roads.direct(relationship.from_table, relationship.to_table)
        sisters = [r for r in between if r.from_table == relationship.from_table]
        if len(sisters) < 2:
            return ()
        target = self.tables.get(relationship.to_table)
        drop = set(table_words(target)) if target else set()
        drop |= set(GENERIC_TAILS) - {"to", "by", "of", "in"}
        column = label_of_column(self.tables.get(relationship.from_table), relationship.from_columns[0])
        shared = set.intersection(
            *(set(label_of_column(self.tables.get(r.from_table), r.from_columns[0])) for r in sisters)
        )
        return tuple(w for w in column if w not in drop and (w not in shared))

    def _add(
        self,
        target: Target,
        names: Sequence[str],
        context: frozenset[str],
        *,
        table_like: bool = False,
        counts: bool = False,
        penalty: float = 0.0,
    ) -> None:
        variants = variants_of(n for n in names if n)
        if table_like:
            stripped = [tuple(w for w in v if w not in TABLE_NOISE) for v in variants]
            variants = list(dict.fromkeys([v for v in stripped if v] + variants))
        if target.kind in ("dimension", "measure"):
            # "Customer name" in table customers is also "name"; the table's own words are context then
            variants = list(dict.fromkeys(variants))
        if not variants:
            return
        number = len(self._entries)
        entry = Entry(target, variants, context, penalty=penalty, counts=table_like or counts)
        if target.kind == "dimension" and len(names) > 1 and names[0]:
            label, bare = words_of(names[0]), words_of(names[1])
            synonyms = [words_of(n) for n in names[2:]]
            if set(bare) < set(label) and bare in variants and bare not in synonyms:
                entry.plain = variants.index(bare)
        for variant in variants:
            entry.weights.append(weighed(variant, context, self._table_word_count if table_like else None))
            entry.heads.append(head_of(variant, context))
            for joined in in_one(variant):
                self._joined.setdefault(joined, set()).add(number)
            if (
                target.kind == "dimension"
                and len(variant) > 1
                and variant[-1] in ("id", "key", "code", "name", "number")
            ):
                self._shortened.setdefault("".join(variant[:-1]), set()).add(number)
            for word in variant:
                self._postings.setdefault(word, set()).add(number)
                for group in groups(word):
                    self._near.setdefault(group, set()).add(number)
        own = frozenset(w for v in variants for w in v)
        near = entry.near_context.union(*(groups(w) for w in own))
        fitting: frozenset[str | int] = own | context | near
        for key in fitting:
            self._fitting.setdefault(key, set()).add(number)
        self._entries.append(entry)
        self._literal[target.kind, target.table, target.name] = own
        self._own[target.kind, target.table, target.name] = own | frozenset(r for w in own for r in related(w))

    # -- looking up -------------------------------------------------------------------------------------------------

    def fields(self, stems: Sequence[str], limit: int = 12, spelled: str = "") -> list[Match]:
        """Tables, fields and roles that these stems (without "of", "the") may name, best first.

        `spelled` is the phrase in one piece, for names that the model writes so ("salesperson").
        """
        words = tuple(stems)
        if not words:
            return []
        # The readers of one question ask for the same words some ten times.
        found = self._looked_up.get((words, spelled))
        if found is None:
            found = tuple(self._fields(words, spelled))
            if len(self._looked_up) >= REMEMBERED:
                self._looked_up.clear()
            self._looked_up[words, spelled] = found
        return list(found[:limit])

    def table_called(self, stems: tuple[str, ...]) -> tuple[int, str]:
        """How many of these words, from the first on, name one table to the letter, and which; (0, "") where none does."""
        found = self._tables_called.get(stems)
        if found is None:
            found = (0, "")
            for length in range(len(stems), 0, -1):
                targets = [m.target for m in self.fields(stems[:length]) if m.exact]
                named = {t.table for t in targets if t.kind == "table"}
                if len(named) == 1:
                    found = (length, named.pop())
                    break
            if len(self._tables_called) >= REMEMBERED:
                self._tables_called.clear()
            self._tables_called[stems] = found
        return found

    def _fields(self, words: tuple[str, ...], spelled: str) -> list[Match]:
        numbers = self._fitted_by(words)
        joined = "".join(words)
        whole = self._joined.get(joined, set())
        whole = whole | self._joined.get(spelled, set())
        nearly = self._shortened.get(joined, set()) | self._shortened.get(spelled, set()) if len(words) > 1 else set()
        found: list[Match] = []
        literally: set[Target] = set()
        for number in numbers | whole | nearly:
            entry = self._entries[number]
            score, exact = (1.0, True) if number in whole else entry.score(words)
            if number in whole and entry.plain >= 0 and entry.variants[entry.plain] == words:
                score = 0.92
            if number in nearly and score < 0.97:
                score, exact = 0.97, True
            if score > 0:
                if exact and len(words) > 1 and (number in whole | nearly or entry.spelled(words)):
                    literally.add(entry.target)
                found.append(Match(entry.target, score - entry.penalty, exact))
        if not found:
            return found
        literal = set().union(*(self._postings.get(w, set()) for w in words)) | whole | nearly
        said = {self._entries[n].target for n in literal}
        if any(m.score >= 0.55 and m.target in said for m in found):
            # the model has this very word: what only means nearly the same steps back
            found = [m if m.target in said else Match(m.target, m.score * 0.72, False, m.typo) for m in found]
        if any(m.exact and m.score >= _CALLED_SO and m.target in literally for m in found):
            # something is called so to the letter: what is called so only by words near to its names is not meant
            found = [m for m in found if m.score < _CALLED_SO or m.target in literally]
        if not WORTH & set(words):
            found = [m for m in found if (m.target.table, m.target.name) not in self._values_of_pieces]
        found.sort(key=lambda m: (-m.score, m.target.kind, m.target.table, m.target.name))
        return found

    def _fitted_by(self, words: tuple[str, ...]) -> set[int]:
        """What each of these words fits by a name or by where it is; a "name" at the end says nothing of its own."""
        told = words[:-1] if len(words) > 1 and words[-1] == "name" else words
        fitting: set[int] | None = None
        for word in told:
            here = self._fitting.get(word, set()).union(*(self._fitting.get(group, set()) for group in groups(word)))
            fitting = here if fitting is None else fitting & here
            if not fitting:
                break
        return fitting or set()

    def whole(self, stems: Sequence[str]) -> list[Match]:
        """Targets of which one name is exactly these words."""
        return [
            Match(self._entries[n].target, 1.0 - self._entries[n].penalty, True)
            for n in self._joined.get("".join(stems), ())
        ]

    def says_both(self, target: Target) -> bool:
        """Whether one of its names holds an "and": "shifts and hours" are not the "shift hours"."""
        item = self._named(target)
        names = [item.label or "", item.name.replace("_", " "), *item.synonyms] if item is not None else []
        return any({"and", "&"} & set(name.lower().split()) for name in names)

    def _named(self, target: Target) -> Table | Dimension | Measure | DerivedMeasure | None:
        if target.kind == "table":
            return self.tables.get(target.table)
        if target.kind == "derived":
            return self.derived(target.name)
        if target.kind == "measure":
            return self.measure(target.table, target.name)
        return self.dimension(target.table, target.name)

    def begins(self, stems: tuple[str, ...], first: str) -> bool:
        """Whether these words, in this order, are a name of the model or a value, and `first` its own first word."""
        entries = (self._entries[n] for n in self._postings.get(first, ()))
        if any(v[: len(stems)] == stems for entry in entries for v in entry.variants):
            return True
        return any(h.score >= 0.97 for h in self.values.lookup(stems, " ".join(stems)))

    def ends(self, stems: tuple[str, ...]) -> bool:
        """Whether a name of the model ends with these words in this order."""
        entries = (self._entries[n] for n in self._postings.get(stems[-1], ()))
        return any(v[-len(stems) :] == stems for entry in entries for v in entry.variants)

    def in_one_piece(self, tokens: Sequence[Token]) -> str:
        """A phrase as it would be written in one piece: "check-ins" as "checkin" where the model has that, else "checkins"."""
        whole = stem("".join(t.low for t in tokens))
        return whole if self.written(whole) else "".join([t.low for t in tokens[:-1]] + [tokens[-1].stem])

    def written(self, spelled: str) -> frozenset[Target]:
        """Targets whose name, or name without its "id", is this phrase written in one piece."""
        numbers = self._joined.get(spelled, set()) | self._shortened.get(spelled, set())
        return frozenset(self._entries[n].target for n in numbers)

    def knows(self, word: str) -> bool:
        """Whether any name of the model contains this stem or a near-synonym of it."""
        return word in self._postings or any(g in self._near for g in groups(word))

    def unseen(self, word: str) -> bool:
        """Whether a word is in the name of a field that is hidden: no misspelling of another one."""
        return word in self._unseen

    def spelled(self, word: str) -> str | None:
        """The model's own word that a misspelt word most likely is, or None."""
        if len(word) < 5 or word in FILLER:
            return None
        return nearest_spelling(word, self.vocabulary)

    def value_matches(self, stems: Sequence[str], raw: str) -> list[Match]:
        """Values of fields that read as these words."""
        words = (tuple(stems), raw)
        found = self._values_called.get(words)
        if found is None:
            found = tuple(self._value_matches(stems, raw))
            if len(self._values_called) >= REMEMBERED:
                self._values_called.clear()
            self._values_called[words] = found
        return list(found)

    def _value_matches(self, stems: Sequence[str], raw: str) -> list[Match]:
        found = []
        for hit in self.values.lookup(stems, raw):
            dimension = self.dimension(hit.table, hit.field)
            if dimension is not None and not dimension.hidden:
                score = hit.score - self._special(hit.table, hit.field)
                found.append(Match(Target("value", hit.table, hit.field, hit.value), score, hit.score >= 0.99))
        if not found and len(stems) == 1:
            told = self._states_in_english().get(stems[0], ())
            found = [Match(Target("value", t, f, v), 1.0 - self._special(t, f), True) for t, f, v in told]
        return found

    def _states_in_english(self) -> dict[str, list[tuple[str, str, str]]]:
        if self._foreign is None:
            fields = [
                (t.name, d.name)
                for t in self.tables.values()
                for d in t.dimensions
                if d.type == "string" and not d.hidden
            ]
            states = [(t, d) for t, d in fields if self.is_state(t, d)]
            held = {key: self.values.of_field(*key, limit=MOST_STATES) for key in states}
            self._foreign = {**in_words(held), **in_english(held)}
        return self._foreign

    def _special(self, table: str, name: str) -> float:
        """A field that is called after its table ("Store country") is less likely meant by a bare value than "Country"; by
        how its rows stand ("Hire status") it is but little less.
        """
        dimension = self.dimension(table, name)
        label = words_of(dimension.label or "") if dimension is not None else ()
        own = set(table_words(self.tables[table]))
        rest = [w for w in label if w not in own]
        if len(label) < 2 or len(rest) == len(label) or not rest or rest == ["name"]:
            return 0.0
        return 0.04 if rest == ["status"] else 0.09

    def flag(self, table: str, name: str) -> tuple[str | bool | int, str | bool | int] | None:
        """How a field says yes and no, for a field that says nothing else: true and false, "Y" and "N", 1 and 0."""
        dimension = self.dimension(table, name)
        if dimension is None or dimension.type == "time":
            return None
        if dimension.type == "number":
            return (1, 0) if called_flag(dimension) else None
        if dimension.type == "boolean":
            return True, False
        if (table, name) not in self._flags:
            self._flags[table, name] = yes_and_no([str(v) for v in self.values.of_field(table, name, limit=4)])
        return self._flags[table, name]

    def is_state(self, table: str, name: str) -> bool:
        """Whether a field says how a row is at present, and so what is now: a status, or a yes or no."""
        dimension = self.dimension(table, name)
        words = {*words_of(name), *words_of(dimension.label or "")} if dimension is not None else set()
        return bool(words & _STATES) or self.flag(table, name) is not None

    def called(self, target: Target, stems: tuple[str, ...]) -> bool:
        """Whether these words are the label or the bare name of a field, not only a synonym of it."""
        dimension = self.dimension(target.table, target.name)
        names = (dimension.label or "", dimension.name) if dimension is not None else ()
        return any(words_of(n) == stems for n in names if n)

    def literal_words(self, target: Target) -> frozenset[str]:
        """The words of a target's own names as they are written, near-synonyms left out."""
        key = (target.kind, target.table, target.name)
        return self._literal.get(key, frozenset())

    def own_words(self, target: Target) -> frozenset[str]:
        """The words of a target's own names, without those of its table."""
        return self._own.get((target.kind, target.table, target.name), frozenset())

    # -- facts about the model --------------------------------------------------------------------------------------

    def dimension(self, table: str, name: str) -> Dimension | None:
        """The dimension of that name."""
        return self._dimensions.get(table, {}).get(name)

    def measure(self, table: str, name: str) -> Measure | None:
        """The measure of that name."""
        return self._measures.get(table, {}).get(name)

    def derived(self, name: str) -> DerivedMeasure | None:
        """The derived measure of that name."""
        return next((m for m in self.model.measures if m.name == name), None)

    def count_measure(self, table: str) -> str | None:
        """The name of the measure that counts this table's rows, when the model has one."""
        for measure in self.tables[table].measures:
            if measure.aggregate == "count" and measure.expression is None and measure.filter is None:
                return measure.name
            key = self.tables[table].primary_key
            if (
                measure.aggregate in ("count", "count_distinct")
                and measure.filter is None
                and measure.expression in key
            ) and len(key) == 1:
                return measure.name
        return None

    def display(self, table: str) -> str | None:
        """The dimension that names this table's things to a person: its name or title, else None."""
        if table not in self._displayed:
            self._displayed[table] = display_dimension(self.model, table) or self._called_as_its_table(table)
        return self._displayed[table]

    def _called_as_its_table(self, table: str) -> str | None:
        """The text that is called as the things are: "Airline" of airlines."""
        own = set(table_words(self.tables[table]))
        for dimension in self.tables[table].dimensions:
            if (
                dimension.type == "string"
                and not dimension.hidden
                and (dimension.name in ("name", "title") or (set(words_of(dimension.label or "")) or {""}) <= own)
            ):
                return dimension.name
        return None

    def key_dimension(self, table: str) -> str | None:
        """The dimension that is this table's single-column primary key."""
        found = self.tables[table]
        keys = found.primary_key if len(found.primary_key) == 1 else ()
        for dimension in found.dimensions:
            if (dimension.expression or dimension.name).strip('"') in keys or dimension.name in keys:
                return dimension.name
        for unique in found.unique_keys:
            if len(unique) == 1 and any(d.name == unique[0] for d in found.dimensions):
                return unique[0]
        return None

    def key_names(self, table: str) -> frozenset[str]:
        """The dimensions of this table's primary key, which may be called otherwise than its columns are."""
        found = self.tables[table]
        held = (d.name for d in found.dimensions if (d.expression or d.name).strip('"') in found.primary_key)
        return frozenset((*held, *found.primary_key))

    def time_dimension(self, table: str) -> str | None:
        """The table's default time dimension, or its only one."""
        found = self.tables[table]
        if found.default_time:
            return found.default_time
        times = [
            d.name
            for d in found.dimensions
            if d.type == "time" and not d.hidden and not _NOT_OF_ROW & {*words_of(d.name), *words_of(d.label or "")}
        ]
        return times[0] if len(times) == 1 else None


_NOT_OF_ROW = frozenset(
    ("birth", "dob", "birthday", "birthdate", "born", "death", "died", "due", "expiry", "expiration")
)
"""Dates that say something about a thing, not when its row came about: "patients in 2024" are not those born then."""


def label_of(lexicon: Lexicon, target: Target) -> str:
    """What a person calls it."""
    if target.kind == "table":
        table = lexicon.tables[target.table]
        return table.label or table.name.replace("_", " ")
    item: Dimension | Measure | DerivedMeasure | None
    if target.kind == "derived":
        item = lexicon.derived(target.name)
    elif target.kind == "measure":
        item = lexicon.measure(target.table, target.name)
    else:
        item = lexicon.dimension(target.table, target.name)
    return (item.label if item and item.label else target.name.replace("_", " ")) if item else target.name
