"""Which new table or column is one that is gone, under another name: by name, place and type, and by what its values look like.

Without fingerprints of what is gone, a rename is never sure: what looks new may have been there all along, left out of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from lunara.connect.catalog import Table as Relation
from lunara.semantic.draft.facts import NUMERIC, kind_of
from lunara.semantic.draft.words import snake
from lunara.semantic.fingerprint import ColumnPrint, TablePrint
from lunara.semantic.likeness import Likeness, likeness

LEAST = 0.5
# A rename on names and types alone stays below what is applied without being asked about.
MOST_UNSEEN = 0.75
MOST_KNOWN_NEW = 0.78
UNLIKE = 0.4


@dataclass(frozen=True)
class Match:
    """What something that is gone is called now, how sure that is (0 to 1), and why. `by_values`: its values were compared."""

    to: str
    confidence: float
    because: str
    by_values: bool


# How alike, why, and whether values were compared.
Score = tuple[float, str, bool]


@dataclass(frozen=True)
class Lost:
    """A column that is gone: what is known of it. `before`, `after`: its neighbours then, as far as the model or the record
    tells; `kinds` it may be of (none known: any).
    """

    name: str
    before: str | None
    after: str | None
    print: ColumnPrint | None
    kinds: frozenset[str] = frozenset()


def renamed_columns(
    lost: Sequence[Lost],
    relation: Relation,
    free: Sequence[str],
    look: Callable[[], TablePrint | None],
    *,
    recorded: bool,
    same_key: bool,
) -> dict[str, Match]:
    """For each lost column the free column of the relation that it is now, where one is likely enough.

    `free` are columns that nothing reads and, where the table's columns are `recorded`, that are new. `look` gives the
    fingerprint of the relation as it is; it is asked only when there is something to compare.
    """
    if not lost or not free:
        return {}
    wants = any(one.print is not None and one.print.seen for one in lost)
    now = look() if wants else None
    order = [column.name for column in relation.columns]
    types = {column.name: column.type for column in relation.columns}
    scored: dict[tuple[str, str], Score] = {}
    for one in lost:
        fitting = [name for name in free if _fits(one, types[name])]
        for name in fitting:
            print = None if now is None else now.columns.get(name)
            alone = len(fitting) == 1 and sum(_fits(other, types[name]) for other in lost) == 1
            found = _column_score(one, name, order, print, alone=alone, recorded=recorded, same_key=same_key)
            if found is not None:
                scored[one.name, name] = found
    return _assigned(scored)


def _fits(lost: Lost, type: str) -> bool:
    kind = kind_of(type)
    if lost.print is not None:
        was = kind_of(lost.print.type)
        return was == kind or {was, kind} <= NUMERIC or {was, kind} <= {"date", "timestamp"}
    return not lost.kinds or kind in lost.kinds


def _column_score(
    lost: Lost,
    name: str,
    order: Sequence[str],
    now: ColumnPrint | None,
    *,
    alone: bool,
    recorded: bool,
    same_key: bool,
) -> Score | None:
    words = name_likeness(lost.name, name)
    place = _place(lost, name, order)
    alike = None
    if lost.print is not None and now is not None:
        alike = likeness(lost.print, now, same_key=same_key)
    if alike is not None and alike.value < UNLIKE:
        return None
    told = []
    if words >= 0.6:
        told.append("its name is alike")
    if place == 1.0:
        told.append("it stands between the same columns")
    if alone:
        told.append("nothing else of its type is new" if recorded else "nothing else of its type is left over")
    if alike is None:
        score = 0.05 + 0.42 * words + 0.33 * place + 0.15 * alone
        limit = MOST_KNOWN_NEW if recorded else MOST_UNSEEN
        told.append("no values were on record to compare" if not recorded else "its values could not be compared")
        return min(score, limit), _sentence(told), False
    told.insert(0, _values_in_words(alike))
    # A column of the same few values, or of numbers of the same size, may be another one: then its name or place has to say so.
    if alike.exact or (alike.strong and (alike.telling or max(words, place) >= 0.6)):
        score = 0.3 + 0.45 * alike.value + 0.15 * max(words, place) + 0.1 * alone
        return min(score, 0.99), _sentence(told), True
    score = 0.05 + 0.45 * alike.value + 0.2 * max(words, place) + 0.15 * alone
    return min(score, MOST_UNSEEN), _sentence(told), True


def _values_in_words(alike: Likeness) -> str:
    if alike.exact:
        return "its values are the same"
    return "its values are alike" if alike.strong else "it has about as many different values"


def _sentence(told: Sequence[str]) -> str:
    text = ", ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _place(lost: Lost, name: str, order: Sequence[str]) -> float:
    """1: between the same neighbours; 0.5: beside one of them, or at the same end; 0: elsewhere."""
    at = order.index(name)
    before = order[at - 1].lower() if at else None
    after = order[at + 1].lower() if at + 1 < len(order) else None
    same_before = before == (lost.before.lower() if lost.before else None)
    same_after = after == (lost.after.lower() if lost.after else None)
    if same_before and same_after:
        # At the end of a table is where new columns come.
        return 1.0 if after is not None else 0.5
    return 0.5 if (same_before and before) or (same_after and after) else 0.0


def name_likeness(old: str, new: str) -> float:
    """How alike two names are, between 0 and 1; one that has all words of the other is alike."""
    a, b = snake(old).replace("_", " "), snake(new).replace("_", " ")
    return float(max(fuzz.ratio(a, b), 0.92 * fuzz.token_set_ratio(a, b) if a and b else 0.0)) / 100


def _assigned(scored: Mapping[tuple[str, str], Score]) -> dict[str, Match]:
    """The best pairs first, each side once; one that another pair comes close to is less sure."""
    found: dict[str, Match] = {}
    taken: set[str] = set()
    for (old, new), (score, because, by_values) in sorted(scored.items(), key=lambda item: (-item[1][0], item[0])):
        if old in found or new in taken:
            continue
        rivals = [
            other
            for (o, n), (other, _, _) in scored.items()
            if (o == old) != (n == new) and o not in found and n not in taken
        ]
        close = max(rivals, default=0.0)
        confidence = score if score - close >= 0.12 else min(score, 0.7) - (0.12 - (score - close))
        if confidence >= LEAST:
            found[old] = Match(new, round(confidence, 2), because, by_values)
            taken.add(new)
    return found


@dataclass(frozen=True)
class LostTable:
    """A table that is gone: its name, the columns that the model reads of it, and its fingerprint, where there is one."""

    name: str
    relation: str
    columns: frozenset[str]
    print: TablePrint | None


def renamed_tables(
    lost: Sequence[LostTable],
    free: Sequence[Relation],
    look: Callable[[Relation], TablePrint | None],
    *,
    recorded: bool,
    same_key: bool,
) -> dict[str, tuple[Relation, Match]]:
    """For each lost table the relation that it is now, where one is likely enough. `free` are relations that the model does not
    read and, where they are `recorded`, that are new.
    """
    scored: dict[tuple[str, str], Score] = {}
    by_key: dict[str, Relation] = {}
    for table in lost:
        for number, relation in enumerate(free):
            key = f"{number}"
            by_key[key] = relation
            found = _table_score(table, relation, look, recorded=recorded, same_key=same_key)
            if found is not None:
                scored[table.name, key] = found
    return {name: (by_key[match.to], match) for name, match in _assigned(scored).items()}


def _table_score(
    table: LostTable,
    relation: Relation,
    look: Callable[[Relation], TablePrint | None],
    *,
    recorded: bool,
    same_key: bool,
) -> Score | None:
    present = {column.name.lower() for column in relation.columns}
    known = table.columns if table.print is None else frozenset(name.lower() for name in table.print.columns)
    if not known or not present:
        return None
    shared = known & present
    alike = len(shared) / len(known | present) if table.print is not None else len(shared) / len(known)
    if alike < 0.5:
        return None
    words = name_likeness(table.relation, relation.name)
    told = [f"{len(shared):,} of its {len(known):,} columns are there"]
    if words >= 0.6:
        told.append("its name is alike")
    values = None
    if table.print is not None and any(print.seen for print in table.print.columns.values()):
        values = _same_values(table.print, look(relation), same_key=same_key)
    if values is None:
        limit = MOST_KNOWN_NEW if recorded else MOST_UNSEEN
        told.append("no values were on record to compare" if not recorded else "its values could not be compared")
        return min(0.1 + 0.6 * alike + 0.25 * words, limit), _sentence(told), False
    if values.value < UNLIKE:
        return None
    told.append(_values_in_words(values))
    score = 0.1 + 0.35 * len(shared) / len(known) + 0.45 * values.value + 0.1 * words
    return min(score, 0.99 if values.strong else MOST_UNSEEN), _sentence(told), True


def _same_values(old: TablePrint, new: TablePrint | None, *, same_key: bool) -> Likeness | None:
    if new is None:
        return None
    now = {name.lower(): print for name, print in new.columns.items()}
    found = [
        alike
        for name, print in old.columns.items()
        if name.lower() in now and (alike := likeness(print, now[name.lower()], same_key=same_key)) is not None
    ]
    if not found:
        return None
    mean = sum(one.value for one in found) / len(found)
    strong = any(one.exact or (one.strong and one.telling) for one in found)
    return Likeness(mean, all(one.exact for one in found), strong, strong)
