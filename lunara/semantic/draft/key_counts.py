"""Primary keys again, with what a probe counted: guesses are confirmed or dropped, and keys that no name gives away are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.keys import AUDIT, COMMON_NAMES, LINE_WORDS, code_stem, key_stem, set_key
from lunara.semantic.draft.role_words import PARTS

MOST_TRIALS = 8  # statements for the key of one table
_MOST_PARTS = 6
_ENOUGH = 20  # rows from which on "all different" says something

CountTogether = Callable[[Sequence[str]], tuple[int, int] | None]


def settle_by_counts(table: TableFacts) -> None:
    """Correct a guessed key with what a probe counted: it stays when unique, and is shortened or dropped when not."""
    if table.key_declared:
        return
    if len(table.key) == 2:
        first = table.column(table.key[0])
        if first.stats is not None and first.stats.unique and first.stats.rows >= _ENOUGH:
            told = f"Each value of {first.name} occurs once, so no second column is needed."
            set_key(table, table.key[:1], 0.95, told)
        return
    if len(table.key) == 1:
        stats = table.column(table.key[0]).stats
        if stats is None or stats.rows == 0:
            return
        if stats.unique:
            strength = 0.98 if stats.rows >= _ENOUGH else min(0.97, table.key_confidence + 0.04)
            where = " in the rows looked at" if stats.sampled else ""
            told = f"{table.key_because} Its {stats.rows:,} values are all different{where}."
            set_key(table, table.key, max(table.key_confidence, strength), told)
            return
        set_key(table, (), 0.0, f"{table.key[0]} is not unique: {stats.distinct:,} values in {stats.rows:,} rows.")


class Homes:
    """Which tables the columns are the keys of, as far as names told and counts did not deny it when this was made."""

    def __init__(self, tables: Sequence[TableFacts]) -> None:
        self._keys: dict[str, set[str]] = {}
        self._things: dict[tuple[str, ...], set[str]] = {}
        for table in tables:
            if len(table.key) != 1:
                continue
            self._keys.setdefault(table.key[0].lower(), set()).add(table.name)
            for alias in table.aliases:
                self._things.setdefault(alias, set()).add(table.name)

    def elsewhere(self, table: TableFacts, column: ColumnFacts) -> bool:
        """Whether the column is the key of another table by its own name or by what it speaks of."""
        named = self._keys.get(column.name.lower(), set()) if set(column.own) - COMMON_NAMES else set()
        stem = key_stem(column) or code_stem(column) or ()
        spoken = self._things.get(stem, set()) if stem not in table.aliases else set()
        return bool((named | spoken) - {table.name})

    def by_chance(self, table: TableFacts, column: ColumnFacts) -> bool:
        """Whether so few rows refer to another table by the column that its values differ by chance.

        Not where the rows only say more about what they refer to: no moment, no second reference, several columns.
        """
        if column.stats is None or column.stats.rows >= _ENOUGH or not self.elsewhere(table, column):
            return False
        rest = [c for c in table.columns if c is not column]
        events = any(c.kind in ("date", "timestamp") or self.elsewhere(table, c) for c in rest)
        return column.position > 0 or len(rest) < 2 or events


def lone_keys(table: TableFacts, homes: Homes) -> None:
    """The unique column of a table without a key that is named like one, where its values do not differ by chance."""
    if table.key or table.key_declared:
        return
    for column in table.columns:
        stats = column.stats
        if stats is None or not stats.unique or stats.rows < 2 or not _may_identify(column):
            continue
        if homes.by_chance(table, column):
            continue
        named = key_stem(column) is not None or code_stem(column) is not None
        natural = (
            column.kind == "string" and column.sense[-1] in ("name", "code", "title", "symbol", "email")
        ) or column.sense in table.aliases
        if (named and column.position <= 1) or (natural and column.position == 0 and stats.rows >= 5):
            told = f"The {stats.rows:,} values of {column.name} are all different."
            set_key(table, (column.name,), 0.92 if named and stats.rows >= 50 else 0.8, told)
            return


def _may_identify(column: ColumnFacts) -> bool:
    return column.kind in ("integer", "string", "uuid")


def shared_names(tables: Sequence[TableFacts], homes: Homes) -> None:
    """Keys that only their use gives away: tconst is unique in one table and repeated in others that have it too.

    In few rows values differ by chance: those of a reference to another table, and those of a table that has nothing but
    columns that others have too.
    """
    having: dict[str, list[tuple[TableFacts, ColumnFacts]]] = {}
    for table in tables:
        for column in table.columns:
            if column.stats is not None and _may_identify(column) and set(column.own) - COMMON_NAMES:
                having.setdefault(column.name.lower(), []).append((table, column))
    for uses in having.values():
        if len(uses) < 2:
            continue
        unique = [
            (t, c)
            for t, c in uses
            if c.stats is not None and c.stats.unique and not c.stats.sampled and c.stats.rows >= 2
        ]
        repeated = len(unique) < len(uses)
        for table, column in unique:
            named = key_stem(column) is not None or code_stem(column) is not None
            if table.key or column.position > (3 if named else 1) or column.stats is None:
                continue
            few = column.stats.rows < _ENOUGH
            if homes.by_chance(table, column) or (few and _only_shares(table, having)):
                continue
            others = "1 other table has" if len(uses) == 2 else f"{len(uses) - 1} other tables have"
            told = f"The {column.stats.rows:,} values of {column.name} are all different, and {others} it too."
            sure = 0.92 if column.stats.rows >= _ENOUGH and (repeated or column.position == 0) else 0.8
            set_key(table, (column.name,), sure, told)


def _only_shares(table: TableFacts, having: Mapping[str, Sequence[object]]) -> bool:
    """Whether the table has several columns, and other tables have each of them too."""
    return len(table.columns) > 1 and all(len(having.get(c.name.lower(), ())) > 1 for c in table.columns)


def apply_junctions(tables: Sequence[TableFacts], references: Mapping[str, Mapping[str, float]]) -> None:
    """Tables that consist of references to others: both together are the key. `references`: table -> column -> confidence."""
    for table in tables:
        if table.key:
            continue
        linked = [c for c in table.columns if references.get(table.name, {}).get(c.name, 0.0) >= 0.7]
        plain = [
            c
            for c in table.columns
            if c not in linked and not AUDIT & set(c.sense) and c.kind not in ("date", "timestamp")
        ]
        dated = any(c.kind in ("date", "timestamp") and not AUDIT & set(c.sense) for c in table.columns)
        names = tuple(c.name for c in linked)
        if len(linked) == 2 and len(plain) <= 1 and not dated:
            told = f"A junction: {names[0]} and {names[1]} together identify a row."
            set_key(table, names, 0.85 if not plain else 0.65, told)
        elif len(linked) == 1 and len(table.columns) == 2 and len(plain) == 1 and plain[0].kind == "string":
            whole = (linked[0].name, plain[0].name)
            set_key(table, whole, 0.7, f"The table only lists the {plain[0].name} of each {linked[0].name}.")
        elif len(linked) == 2 and {c.position for c in linked} == {0, 1} and _named_after(table, linked):
            set_key(table, names, 0.85, f"The table is named after what {names[0]} and {names[1]} refer to.")


def _named_after(table: TableFacts, linked: Sequence[ColumnFacts]) -> bool:
    """partsupp, order_product: the table's name is made of what its references are called."""
    stems = [key_stem(c) or code_stem(c) or () for c in linked]
    return all(stems) and sum((stem for stem in stems), ()) == table.entity


def find_composite(table: TableFacts, linked: Mapping[str, float], count: CountTogether) -> None:
    """The fewest columns that tell the rows of a table without a key apart, tried in the order of how likely they are.

    At most MOST_TRIALS statements, and only combinations that have enough different values at all.
    """
    if table.key or table.rows is None or table.rows < 10:
        return
    references, lines, moments, rest = _parts(table, linked)
    if any(c.stats is not None and c.stats.unique for c in references):
        return  # with it any others tell the rows apart too, which says nothing
    first = [*references, *lines][:_MOST_PARTS]
    dated = [*first[: _MOST_PARTS - 1], *moments[:1]] if moments else first
    widest = [*dated[: _MOST_PARTS - 1], *rest[:2]]
    trials = 0
    for number, guess in enumerate((first, dated, widest)):
        names = [c.name for c in guess]
        if (
            len(guess) < 2
            or (number and len(guess) == len((first, dated, widest)[number - 1]))
            or not _can(guess, table)
        ):
            continue
        trials += 1
        if not _tells_apart(count(names)):
            continue
        fewest = _fewest(guess, table, count, MOST_TRIALS - trials)
        names = [c.name for c in sorted(fewest, key=lambda c: c.position)]
        told = f"No single column identifies a row; the {table.rows:,} rows have different values of {' and '.join(names)}."
        set_key(table, names, _certainty(table, fewest, number), told)
        return


def _fewest(guess: list[ColumnFacts], table: TableFacts, count: CountTogether, trials: int) -> list[ColumnFacts]:
    """The columns without those that are not needed, the last ones given up first."""
    kept = guess
    for column in reversed(guess):
        fewer = [c for c in kept if c is not column]
        if len(fewer) >= 2 and trials > 0 and _can(fewer, table):
            trials -= 1
            if _tells_apart(count([c.name for c in fewer])):
                kept = fewer
    return kept


def _certainty(table: TableFacts, guess: Sequence[ColumnFacts], number: int) -> float:
    """How much it says that these are different: much for references and days, little for moments to the second."""
    if table.rows is None or table.rows < _ENOUGH:
        return 0.75
    if any(c.kind == "timestamp" for c in guess):
        return 0.78  # any two moments differ
    values = prod(c.stats.distinct if c.stats is not None else 1 for c in guess)
    sparse = table.rows**2 < 8 * values  # so many combinations that hardly any two rows would meet by chance
    return 0.75 if number == 2 or sparse else 0.85 if len(guess) > 2 else 0.91


def _parts(
    table: TableFacts, linked: Mapping[str, float]
) -> tuple[list[ColumnFacts], list[ColumnFacts], list[ColumnFacts], list[ColumnFacts]]:
    """Columns that may belong to a key: references, numbers of lines, moments, and codes or parts of the calendar."""
    filled = [
        c for c in table.columns if c.stats is not None and c.stats.filled == c.stats.rows and c.stats.distinct > 1
    ]
    references = [c for c in filled if c.name in linked or (key_stem(c) is not None and _may_identify(c))]
    lines = [
        c
        for c in filled
        if c not in references
        and c.kind in (*NUMERIC, "string")
        and (set(c.sense) & (LINE_WORDS | {"stint", "ordering"}) or c.sense[-1] in ("number", "no"))
        and c.kind != "decimal"
    ]
    moments = [c for c in filled if c.kind in ("date", "timestamp")]
    moments = [c for c in moments if not AUDIT & set(c.sense)] or moments
    rest = [c for c in filled if c not in references and c not in lines and _few(c)]
    return references, lines, moments, sorted(rest, key=lambda c: (not set(c.sense) & PARTS, c.position))


def _few(column: ColumnFacts) -> bool:
    stats = column.stats
    part = column.kind == "integer" and bool(set(column.sense) & PARTS or column.sense[-1] in ("version", "type"))
    text = column.kind == "string" and stats is not None and stats.distinct <= 60
    return part or text or code_stem(column) is not None


def _can(guess: Sequence[ColumnFacts], table: TableFacts) -> bool:
    """Whether there are enough different values for as many rows."""
    values = prod(c.stats.distinct if c.stats is not None else 1 for c in guess)
    return table.rows is not None and values >= table.rows


def _tells_apart(found: tuple[int, int] | None) -> bool:
    return found is not None and found[0] == found[1] > 0
