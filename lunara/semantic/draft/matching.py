"""Which table a column speaks of, by its name and type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.semantic.draft.bare_names import ROLE_ADJECTIVES, bare_name
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.keys import CALENDARS, KEY_WORDS, code_stem, fellows, is_common, key_stem
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.model import Cardinality, Origin

_PEOPLE = (
    ("user",),
    ("employee",),
    ("staff",),
    ("member",),
    ("operator",),
    ("worker",),
    ("person",),
    ("agent",),
    ("technician",),
)
_HEADED = word_set("""
    user employee staff member operator worker person agent technician driver nurse doctor physician teacher seller salesperson
    representative consultant officer broker trainer instructor contact manager
""")  # people who have people above them
# Not what a row refers to another by: its own key in the source system.
_OWN_KEYS = frozenset(["bk", "nk"])
_DOERS = word_set("""
    manager supervisor owner author creator assignee approver reviewer instructor
    teacher lead leader contact operator host guest referrer requester reporter editor handler actor sender
    recipient inspector coach advisor representative technician referee trainer buyer seller payer payee bidder
    interviewer examiner assessor recruiter
""")
_DOER_TAILS = ("by", "to")
_SELF = frozenset(
    [
        "parent",
        "manager",
        "supervisor",
        "boss",
        "superior",
        "predecessor",
        "successor",
        "original",
        "root",
        "reply",
        "mentor",
        "ancestor",
    ]
)
_SELF_PHRASES = (
    ("reply", "to"),
    ("report", "to"),
    ("reports", "to"),
    ("replied", "to"),
    ("copy", "of"),
    ("merged", "into"),
    ("replaced", "by"),
    ("referred", "by"),
    ("reference", "by"),
)


@dataclass(frozen=True)
class Candidate:
    """A proposed join: positions are physical columns. `role` is what stands before the target's name (billing)."""

    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    role: tuple[str, ...]
    confidence: float
    because: str
    origin: Origin = "inferred"
    cardinality: Cardinality = "many_to_one"

    def parent_columns_are_key(self, parent: TableFacts) -> bool:
        """Whether the parent's side still is its key; a guess may have been dropped when it was counted. Declared ends stay."""
        return self.origin == "declared" or self.parent_columns == parent.key


def role_of(column: ColumnFacts, parent: TableFacts) -> tuple[str, ...]:
    stem = key_stem(column) or code_stem(column) or column.sense
    for alias in parent.aliases:
        if len(stem) > len(alias) and stem[-len(alias) :] == alias:
            return stem[: -len(alias)]
        if stem == alias:
            return ()
    return () if column.name in parent.key else stem


class NameMatcher:
    """Finds the table that a column speaks of. Look-ups are by index, so the work grows with the columns, not their square."""

    def __init__(self, tables: Sequence[TableFacts], dialect: str) -> None:
        self._loose = dialect in ("sqlite", "mysql")
        # These do not compare text with a UUID, so a join between them would fail.
        self._strict = dialect in ("postgres", "redshift", "trino", "athena", "clickhouse")
        self._tables = {table.name: table for table in tables}
        self._exact: dict[tuple[str, ...], list[TableFacts]] = {}
        self._tail: dict[tuple[str, ...], list[TableFacts]] = {}
        self._physical: dict[str, list[TableFacts]] = {}
        self._calendars: list[TableFacts] = []
        self._things = [t for t in tables if len(t.key) == 1 and key_stem(t.column(t.key[0])) in ((), *t.aliases)]
        for table in tables:
            if len(table.key) != 1:
                continue
            names = list(table.aliases)
            key = table.column(table.key[0])
            stem = key_stem(key) or code_stem(key)
            if stem and stem not in names:
                names.append(stem)
            if not stem and key.own != ("id",) and key.sense not in names and not is_common(key.sense):
                names.append(key.sense)  # tconst, which others repeat as it is or behind a role
            if len(table.entity) > 1 and stem:
                # cdemo: the initials of the leading words with the stem of the key
                squashed = "".join(word[0] for word in table.entity[:-1]) + stem[-1]
                names.append((squashed,))
            for alias in dict.fromkeys(names):
                self._exact.setdefault(alias, []).append(table)
            if table.entity[-1:] and table.entity[-1] in CALENDARS and key.kind == "integer":
                self._calendars.append(table)
            for alias in table.aliases:
                for start in range(1, len(alias)):
                    self._tail.setdefault(alias[start:], []).append(table)
            self._physical.setdefault(table.key[0].lower(), []).append(table)

    def match(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """Candidates for one column, best first; empty when nothing speaks for one."""
        if (column.name,) == child.key and (column.own != column.sense or key_stem(column) == ()):
            return self._shared_name(child, column) if key_stem(column) is None else []
        stem = key_stem(column)
        marked = stem is not None
        if marked and column.sense[-1] in _OWN_KEYS:
            return []
        if not marked and column.sense in child.aliases:
            return []  # what the row itself is called
        if not marked:
            shared = self._shared_abbreviation(child, column) or self._shared_name(child, column)
            if shared:
                return shared
        if stem is None:
            stem = code_stem(column)
            if stem is None:
                stem = column.sense if column.kind in ("integer", "uuid", "string") else ()
        if not stem:
            return []
        bare = tuple(word for word in column.own if word not in KEY_WORDS)
        if marked or column.kind in ("integer", "uuid"):
            own_self = self._self_reference(child, column, stem) or (
                self._self_reference(child, column, bare) if bare and bare != stem else None
            )
            if own_self:
                return [own_self]
        found: list[Candidate] = []
        for start in range(len(stem)):
            tail, role = stem[start:], stem[:start]
            targets = self._usable(child, column, self._exact.get(tail, ()), tail=tail, role=role, marked=marked)
            if targets:
                found = [
                    self._candidate(child, column, target, tail=tail, role=role, marked=marked, rivals=len(targets))
                    for target in targets
                ]
                break
        if not found and marked:
            targets = self._usable(child, column, self._tail.get(stem, ()), tail=stem, role=("?",), marked=marked)
            if len(targets) == 1:
                found = [
                    self._weak(child, column, targets[0], f"only {targets[0].table.name} ends like {column.name}", 0.76)
                ]
        if not found and marked:
            found = self._fellow(child, column)
        if not found and code_stem(column) is not None:
            found = self._same_code(child, column)
        if not found:
            found = self._person(child, column, stem, marked)
        if not found and not marked:
            found = self._day(child, column) or self._via(child, column) or self._bare_name(child, column)
        return sorted(found, key=lambda c: (-c.confidence, c.parent))

    def _shared_abbreviation(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """aid, pid: keys that are abbreviations are repeated letter by letter in the tables that refer to them."""
        name = column.name.lower()
        if not name.endswith(("id", "key", "sk", "no")) or len(name) > 8 or (column.name,) == child.key:
            return []
        targets = [
            t for t in self._physical.get(name, ()) if t is not child and self._types_fit(column, t.column(t.key[0]))
        ]
        reason = f"{column.name} is the key of {targets[0].table.name} by the same short name" if targets else ""
        if len(targets) == 1:
            return [self._weak(child, column, targets[0], reason, 0.9)]
        return [self._weak(child, column, t, reason, 0.6) for t in targets]

    def _same_code(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """InsCd beside the InsCd of insurers: one letter by letter, though the abbreviation is written out otherwise there."""
        if len(column.sense) < 2 or column.kind not in ("string", "integer") or (column.name,) == child.key:
            return []
        targets = [
            t
            for t in self._physical.get(column.name.lower(), ())
            if t is not child and t.column(t.key[0]).kind == column.kind
        ]
        if len(targets) != 1:
            return []
        return [self._weak(child, column, targets[0], f"{column.name} is the key of {targets[0].table.name}", 0.82)]

    def _shared_name(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """A natural key under its own name in another table: state_name, tconst, VBELN."""
        short = len(column.sense) < 2
        if code_stem(column) is not None or is_common(column.sense) or column.kind not in ("string", "integer"):
            return []
        targets = [
            t
            for t in self._physical.get(column.name.lower(), ())
            if t is not child
            and t.column(t.key[0]).kind == column.kind
            and (column.kind == "string" or t.key_confidence >= 0.8)
        ]
        owners = [t for t in targets if column.sense[:-1] in t.aliases or column.sense in t.aliases]
        targets = owners or targets
        if len(targets) > 1:  # the table with the most of them is about them, the others add something to some
            most = max(t.rows or 0 for t in targets)
            targets = [t for t in targets if most and t.rows == most]
        if len(targets) != 1:
            return []
        target = targets[0]
        if (column.name,) == child.key and not owners and (target.rows or 0) <= (child.rows or 0):
            return []
        strength = (0.9 if owners else 0.78 if short else 0.8) - max(0.0, 0.8 - target.key_confidence)
        reason = f"{column.name} is the natural key of {target.table.name}"
        return [self._weak(child, column, target, reason, round(strength, 3))]

    def _day(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """order_date as a whole number: the key of a day in the one calendar table."""
        days = [t for t in self._calendars if t is not child and t.entity[-1] != "time"]
        if column.kind != "integer" or column.sense[-1] != "date" or len(days) != 1:
            return []
        reason = f"{column.name} is a date kept as a whole number, and {days[0].table.name} is the calendar"
        return [replace(self._weak(child, column, days[0], reason, 0.85), role=column.sense[:-1])]

    def _via(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """ship_via: the one table of those who do it (shippers)."""
        if column.sense[-1] != "via" or len(column.sense) != 2 or len(column.sense[0]) < 4:
            return []
        doers = [
            t for (name, *rest), ts in self._exact.items() if not rest and name.startswith(column.sense[0]) for t in ts
        ]
        doers = [
            t
            for t in {t.name: t for t in doers}.values()
            if t is not child and self._types_fit(column, t.column(t.key[0]))
        ]
        reason = f"{column.name} tells by which row of {doers[0].table.name}" if doers else ""
        return [self._weak(child, column, doers[0], reason, 0.78)] if len(doers) == 1 else []

    def _bare_name(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """`airline` of flights, `lost_in_battle`: the name of a table without a key word, in a column of the key's type."""
        found = bare_name(child, column, self._exact, self._tail)
        if found is None:
            return []
        reason = f"{column.name} ends in the name of {found.table.name}{found.because}"
        return [self._weak(child, column, found.table, reason, found.strength)]

    def _usable(
        self,
        child: TableFacts,
        column: ColumnFacts,
        targets: Sequence[TableFacts],
        *,
        tail: tuple[str, ...],
        role: tuple[str, ...],
        marked: bool,
    ) -> list[TableFacts]:
        kept = []
        for target in targets:
            key = target.column(target.key[0])
            if target is child:
                if not role or (column.name,) == child.key:
                    continue
            elif (column.name,) == child.key and (
                set(child.aliases) & set(target.aliases) or not self._subtype(child, column, target)
            ):
                continue
            if not self._types_fit(column, key):
                continue
            same_start = column.position == key.position == 0 and not role and target is not child
            home = key.name.lower() in target.homes and (column.name,) != child.key
            told = home or (column.stats is not None and not column.stats.unique)
            if same_start and tail not in target.aliases and not told:
                continue  # two tables that share the name of their own key
            if not marked and not _code_pair(column, key):
                continue
            kept.append(target)
        latest = [t for t in kept if t.table.name.lower().endswith(("_latest", "_current"))]
        if latest and len(kept) > 1:
            return latest
        if len(kept) > 1:
            kept = [t for t in kept if t.table.kind == "table"] or kept  # a view repeats the key of what it shows
            same_schema = [t for t in kept if t.table.schema == child.table.schema]
            kept = same_schema or kept
            exact_key = [t for t in kept if t.key[0].lower() == column.name.lower()]
            full_name = [t for t in kept if (key_stem(column) or code_stem(column) or column.sense) == t.entity]
            kept = full_name if len(full_name) == 1 else exact_key if len(exact_key) == 1 and not full_name else kept
        return kept

    @staticmethod
    def _subtype(child: TableFacts, column: ColumnFacts, target: TableFacts) -> bool:
        """A key that is also a reference: customer_id of customer_profile, by the other table's name."""
        stem = key_stem(column) or code_stem(column)
        return stem is not None and stem in target.aliases and stem not in child.aliases

    def _types_fit(self, column: ColumnFacts, key: ColumnFacts) -> bool:
        numbers, texts = ("integer", "decimal"), () if self._strict else ("string", "uuid")
        if (
            column.kind == key.kind
            or (column.kind in numbers and key.kind in numbers)
            or (column.kind in texts and key.kind in texts)
        ):
            return column.kind not in ("boolean", "clock")
        return self._loose and {column.kind, key.kind} <= {"integer", "decimal", "string", "uuid", "other"}

    def _candidate(
        self,
        child: TableFacts,
        column: ColumnFacts,
        target: TableFacts,
        *,
        tail: tuple[str, ...],
        role: tuple[str, ...],
        marked: bool,
        rivals: int,
    ) -> Candidate:
        key = target.key[0]
        key_certainty = target.key_confidence if not target.key_declared else 1.0
        same = column.name.lower() == key.lower()
        named = tail in target.aliases
        if marked and not role and named:
            confidence, reason = 0.96, f"{column.name} names the table {target.table.name}"
        elif marked and same:
            confidence, reason = 0.93, f"{column.name} has the name of {target.table.name}'s key"
        elif marked and not role:
            confidence, reason = (
                0.92,
                f"{column.name} has the name of {target.table.name}'s key {key} but for the prefix",
            )
        elif marked:
            known = set(role) <= ROLE_ADJECTIVES or len(tail) > 1
            confidence = 0.91 if known else 0.86
            reason = f"{column.name} names {target.table.name} in the role “{' '.join(role)}”"
        else:
            confidence = 0.9 if same else 0.78
            reason = f"{column.name} carries the code that identifies {target.table.name}"
        if column.kind != target.column(key).kind and {column.kind, target.column(key).kind} != {"integer", "decimal"}:
            confidence -= 0.08
        if key_certainty < 0.9:
            confidence -= 0.5 * (0.9 - key_certainty) if key_certainty >= 0.8 else 0.85 - key_certainty
        if rivals > 1:
            confidence = min(confidence, 0.62)
            reason += f", but {rivals} tables answer to it"
        because = f"{reason}; the types fit."
        return Candidate(child.name, (column.name,), target.name, (key,), role, round(confidence, 3), because)

    def _weak(
        self, child: TableFacts, column: ColumnFacts, target: TableFacts, reason: str, confidence: float
    ) -> Candidate:
        role = role_of(column, target)
        sentence = reason[:1].upper() + reason[1:]
        return Candidate(
            child.name, (column.name,), target.name, (target.key[0],), role, confidence, f"{sentence}; the types fit."
        )

    def _self_reference(self, child: TableFacts, column: ColumnFacts, stem: tuple[str, ...]) -> Candidate | None:
        if (
            len(child.key) != 1
            or (column.name,) == child.key
            or not self._types_fit(column, child.column(child.key[0]))
        ):
            return None
        own = any(len(stem) > len(alias) and stem[-len(alias) :] == alias for alias in child.aliases)
        if own and stem[0] in (
            *_SELF,
            "previous",
            "next",
            "linked",
            "related",
            "duplicate",
            "main",
            "master",
            "upline",
            "referring",
            "referred",
            "referrer",
        ):
            strength = 0.93
        elif (
            stem == ("parent",)
            or stem in _SELF_PHRASES
            or (
                len(stem) == 1
                and stem[0] in _SELF
                and stem not in self._exact
                and child.entity[-1:]
                and child.entity[-1] in _HEADED
            )
        ):
            strength = 0.88
        else:
            return None
        because = f"{column.name} points at another row of {child.table.name} by name; the types fit."
        return Candidate(
            child.name,
            (column.name,),
            child.name,
            (child.key[0],),
            stem[:1] if not own else stem[: -len(child.entity)] or stem,
            strength,
            because,
        )

    def _fellow(self, child: TableFacts, column: ColumnFacts) -> list[Candidate]:
        """friend_id beside user_id, student_id beside friend_id: the table of the other, else the one that can be meant."""
        pair = fellows(child)
        if pair is None:
            return []
        other = pair[0] if pair[1] is column else pair[1]
        called = key_stem(other) or ()
        named = [t for t in self._exact.get(called, ()) if called in t.aliases and t is not child]
        people = next((found for people in _PEOPLE if (found := self._exact.get(people, ()))), ())
        for targets, strength, told in (
            (named, 0.76, f"as {other.name} does"),
            (people, 0.72, "the table of people"),
            (self._things, 0.7, "the only table whose rows have an identifier of their own"),
        ):
            fits = [t for t in targets if t is not child and self._types_fit(column, t.column(t.key[0]))]
            if len(fits) == 1 and len(targets) == 1:
                reason = f"{child.table.name} pairs rows of one kind, and {column.name} refers to {fits[0].table.name}, {told}"
                stem = key_stem(column) or ()
                return [replace(self._weak(child, column, fits[0], reason, strength), role=stem)]
            if targets:
                return []
        return []

    def _person(self, child: TableFacts, column: ColumnFacts, stem: tuple[str, ...], marked: bool) -> list[Candidate]:
        """created_by, manager_id, assigned_to: someone in the one table of people."""
        doer = (stem[-1] in _DOERS and marked) or (
            len(stem) >= 2
            and stem[-1] in _DOER_TAILS
            and stem not in _SELF_PHRASES
            and (marked or column.kind in ("integer", "uuid"))
        )
        if not doer:
            return []
        for people in _PEOPLE:
            targets = [
                t for t in self._exact.get(people, ()) if t is not child and self._types_fit(column, t.column(t.key[0]))
            ]
            if len(targets) == 1:
                reason = (
                    f"{column.name} names a person by what they do, and {targets[0].table.name} is the table of people"
                )
                strength = 0.76 if people in _PEOPLE[:2] else 0.72
                return [replace(self._weak(child, column, targets[0], reason, strength), role=stem)]
        return []


def _code_pair(column: ColumnFacts, key: ColumnFacts) -> bool:
    """Without a key word in the name, both must be codes, or the key a name of its own that is repeated (state_name)."""
    if column.name.lower() == key.name.lower() and len(column.sense) > 1:
        return True
    size = len(key.sense)
    if (
        key_stem(key) is None
        and code_stem(key) is None
        and column.sense[-size:] == key.sense
        and not is_common(key.sense)
    ):
        return True
    return code_stem(column) is not None and (code_stem(key) is not None or key.kind == column.kind == "string")
