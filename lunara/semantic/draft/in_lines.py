"""Things that only their lines tell of: orders without a table of orders, known by the `order_id` of each order line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.keys import code_stem, key_stem
from lunara.semantic.draft.measures import Proposal, column_sql, free_name, row_words
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import plural, sentence, singular
from lunara.semantic.model import Format, Measure

_DONE_IN_LINES = word_set("""
    order invoice receipt ticket basket cart transaction booking reservation sale purchase bill check quote quotation
    shipment consignment delivery session visit trip ride journey voyage appointment consultation call claim case batch
    requisition statement voucher checkout stay deal job donation conversation thread run trade
""")
"""What is done at one time and written down in several rows: documents, and what people come, go or call for."""
_NUMBERS = word_set("number nr no ref reference")
_LINES_OF_ITS_OWN = 1.25
"""So many rows at least share a number where the table is called after what they are lines of: else some are there twice."""
_SAID_TOO = {
    "order": ("purchases",),
    "receipt": ("baskets", "transactions", "purchases"),
    "basket": ("transactions", "purchases"),
    "transaction": ("purchases",),
    "invoice": ("bills",),
    "bill": ("invoices",),
    "trip": ("journeys",),
    "ride": ("trips",),
    "booking": ("reservations",),
    "reservation": ("bookings",),
}


@dataclass(frozen=True)
class Told:
    """A thing that several rows of one table tell of: the column that says which one, and what it is called."""

    column: ColumnFacts
    noun: tuple[str, ...]
    rows: bool = False
    """Whether the table is called after the thing, though a row is only a line of it."""


def told_by_lines(tables: Sequence[TableFacts], linked: Mapping[str, Collection[str]]) -> dict[str, Told]:
    """The tables whose rows are lines of a thing that has no table of its own, each with that thing.

    Of several tables that name it (returns name the order that they are of), the one whose key or name it is a part of, or the
    one that knows the most of them.
    """
    named: dict[tuple[str, ...], list[tuple[TableFacts, Told]]] = {}
    for table in tables:
        seen: set[tuple[str, ...]] = set()
        for column in sorted(table.columns, key=lambda c: key_stem(c) is None):
            noun = _noun(column)
            if not noun or noun in seen or column.name in linked.get(table.name, ()):
                continue
            seen.add(noun)
            homes = [t for t in tables for alias in t.aliases if alias[-1:] == noun[-1:] and t is not table]
            own = any(alias[-1:] == noun[-1:] for alias in table.aliases)
            least = _LINES_OF_ITS_OWN if own else 1.0
            if homes or (own and table.key == (column.name,)) or not _repeats(column, table, least):
                continue
            named.setdefault(noun, []).append((table, Told(column, noun, own)))
    found: dict[str, Told] = {}
    for told in named.values():
        home = _home(told)
        if home is not None and home[0].name not in found:
            found[home[0].name] = home[1]
    return found


def _noun(column: ColumnFacts) -> tuple[str, ...]:
    """What a column numbers, in English: order of `order_id`, receipt of `receipt_no`; nothing where it is no such thing."""
    if column.kind not in ("integer", "string", "uuid"):
        return ()
    noun = key_stem(column) or (code_stem(column) if column.sense[-1] in _NUMBERS else None) or ()
    english = bool(noun) and noun[-1] in {singular(word) for word in column.words}
    return noun if english and noun[-1] in _DONE_IN_LINES and len(noun) <= 2 else ()


def _repeats(column: ColumnFacts, table: TableFacts, least: float) -> bool:
    """Whether more than `least` rows have one value on average: a probe found it, or the key needs another column beside it."""
    stats = column.stats
    if stats is None:
        return column.name in table.key and len(table.key) > 1
    return stats.filled > least * stats.distinct


def _home(told: Sequence[tuple[TableFacts, Told]]) -> tuple[TableFacts, Told] | None:
    for fits in (
        [one for one in told if one[1].column.name in one[0].key],
        [one for one in told if one[1].noun[-1] in one[0].entity],
        list(told),
    ):
        if len(fits) == 1:
            return fits[0]
    known = sorted(told, key=lambda one: -(one[1].column.stats.distinct if one[1].column.stats is not None else 0))
    first, second = (one[1].column.stats for one in known[:2])
    return known[0] if first is not None and second is not None and first.distinct > second.distinct else None


def names_of(told: Told | None) -> tuple[str, ...]:
    """What the rows of a table are lines of, by which the table is known too: there are orders where there are lines of them."""
    return (" ".join((*told.noun[:-1], plural(told.noun[-1]))),) if told is not None and not told.rows else ()


def count_of(told: Told, table: TableFacts, dialect: str, taken: set[str]) -> Proposal:
    """How many different ones the rows tell of: `order_count`, labelled Orders."""
    words = (*told.noun[:-1], singular(told.noun[-1]))
    many = " ".join((*words[:-1], plural(words[-1])))
    spoken = [
        f"number of {many}",
        *(plural(words[-1]) for _ in words[1:]),
        *_SAID_TOO.get(words[-1], ()),
    ]
    measure = Measure(
        name=free_name("_".join((*words, "count")), taken),
        aggregate="count_distinct",
        expression=column_sql(told.column.name, dialect),
        label=sentence(many.split()),
        synonyms=tuple(dict.fromkeys(spoken)),
        description=f"How many different {many} the rows of {table.table.name} tell of: values of {told.column.name}.",
        format=Format(kind="number", decimals=0),
    )
    because = (
        f"Several rows share one {told.column.name}, and no table has a row for each: different values are counted."
    )
    return Proposal(measure, 0.9, because, told.column.name)


def count_of_rows(told: Told, table: TableFacts, taken: set[str]) -> Proposal:
    """How many rows a table has that is called after the thing its rows are lines of: `order_row_count`, and no orders."""
    words = (*row_words(table), "row")
    said = " ".join(words)
    measure = Measure(
        name=free_name("_".join((*words, "count")), taken),
        aggregate="count",
        label=sentence((*words[:-1], "rows")),
        synonyms=(f"number of {said}s", f"{' '.join(words[:-1])} lines", "number of lines"),
        description=f"How many rows {table.table.name} has: several tell of one {' '.join(told.noun)}.",
        format=Format(kind="number", decimals=0),
    )
    return Proposal(
        measure, 0.95, f"Counts the rows of {table.table.name}, of which several share one {told.column.name}."
    )
