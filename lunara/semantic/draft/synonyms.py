"""How people call tables and moments: Sales orders for salesorderheader, ordered for order_date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lunara.semantic.draft.documents import by_letters
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.measures import said_of_rows, table_is_english
from lunara.semantic.draft.words import plural, sentence, singular
from lunara.semantic.model import Relationship

_SAME = {
    "customer": ("clients", "buyers"),
    "client": ("customers",),
    "order": ("purchases",),
    "employee": ("staff", "workers"),
    "product": ("items", "articles"),
    "item": ("products",),
    "supplier": ("vendors",),
    "vendor": ("suppliers",),
    "invoice": ("bills",),
    "user": ("people", "accounts"),
    "transaction": ("deals",),
    "store": ("shops",),
    "shop": ("stores",),
    "patient": (),
    "doctor": ("physicians",),
    "physician": ("doctors",),
    "student": ("pupils",),
    "teacher": ("instructors",),
    "publication": ("papers", "articles"),
    "author": ("writers",),
    "movie": ("films",),
    "film": ("movies",),
    "person": ("persons",),
    "department": ("units",),
    "return": ("returned goods",),
    "payment": ("payments received",),
    "shipment": ("deliveries",),
}
_MOMENTS = {
    "order": ("ordered", "date of order"),
    "ship": ("shipped", "ship date"),
    "due": ("due", "deadline"),
    "birth": ("born", "date of birth", "birthday"),
    "hire": ("hired", "hiring date"),
    "created": ("created", "creation date"),
    "join": ("joined",),
    "signup": ("signed up", "registered"),
    "delivery": ("delivered",),
    "invoice": ("invoiced", "billed"),
    "payment": ("paid",),
    "purchase": ("purchased", "bought"),
    "start": ("started",),
    "end": ("ended",),
    "release": ("released",),
    "admission": ("admitted",),
    "discharge": ("discharged",),
    "sale": ("sold",),
    "return": ("returned",),
}
_AIMED = frozenset(
    ["due", "deadline", "expected", "planned", "scheduled", "promised", "required", "estimated", "target"]
)


def table_label(table: TableFacts, entities: Mapping[tuple[str, ...], int]) -> str:
    """The plural name of a table's rows: Customers, Sales orders; headers and layers left out where that is unambiguous."""
    words = list(table.words)
    for alias in table.aliases[1:]:
        if entities.get(alias, 0) == 1 and len(alias) < len(words):
            words = words[: len(alias)]
    if words[-1] in ("date", "calendar") or not table_is_english(table):
        return sentence(words)
    words = list(said_of_rows(words))
    if len(words) > 1 and words[-1] in ("latest", "current", "history", "archive"):
        return f"{sentence((*words[:-2], plural(words[-2])))} ({words[-1]})"
    return sentence((*words[:-1], plural(words[-1]) if words[-1].isascii() and words[-1].isalpha() else words[-1]))


def leave_to_others(tables: Sequence[TableFacts], joins: Sequence[Relationship]) -> None:
    """Records of competitions are not called competitions where they refer to the farm competitions, which are some."""
    by_name = {table.name: table for table in tables}
    for join in joins:
        child, parent = by_name[join.from_table], by_name[join.to_table]
        theirs = {alias[start:] for alias in parent.aliases for start in range(len(alias))}
        key = _noun_of_key(parent)  # a row that tells who has an allergy is none
        theirs |= {key} if key and child.aliases[0][:1] in (("has",), ("have",)) else set()
        if child is not parent and len(child.aliases) > 1 and child.key != join.from_columns:
            child.aliases = (child.aliases[0], *(a for a in child.aliases[1:] if a not in theirs))


def key_nouns(
    tables: Sequence[TableFacts], linked: Mapping[str, set[str]], pointed: Mapping[str, set[str]]
) -> dict[tuple[str, ...], str]:
    """What keys call the rows of their tables, where no table is called so: items, of equipment whose key is item_id.

    Only keys that other tables refer to, and that refer to nothing themselves; each noun with the name of its table.
    """
    named = {alias for table in tables for alias in table.aliases}
    found: dict[tuple[str, ...], list[str]] = {}
    for table in tables:
        column = next((c for c in table.columns if table.key == (c.name,)), None)
        if (
            column is None
            or column.name in linked.get(table.name, ())
            or column.name not in pointed.get(table.name, ())
        ):
            continue
        noun = _noun_of_key(table)
        if len(noun) == 1 and noun not in named and table_is_english(table):
            found.setdefault(noun, []).append(table.name)
    return {noun: names[0] for noun, names in found.items() if len(names) == 1}


def _noun_of_key(table: TableFacts) -> tuple[str, ...]:
    """What the one column that tells rows apart calls them: an item by item_id, an allergy by the name in `allergy_type`."""
    column = next((c for c in table.columns if table.key == (c.name,)), None)
    if column is None:
        return ()
    if column.sense[-1:] == ("id",):
        return column.sense[:-1]
    own = column.kind == "string" and len(column.sense) == 1 and column.sense[0] in table.words
    return column.sense if own and column.sense[0] not in _BARE else ()


_BARE = frozenset(("name", "title", "label", "description", "type", "value", "text", "date", "day", "year"))


def table_synonyms(
    table: TableFacts, label: str, entities: Mapping[tuple[str, ...], int], nouns: Mapping[tuple[str, ...], str]
) -> tuple[str, ...]:
    """Other words for the table: its full name, its last word, what its key calls its rows, and what people say instead."""
    found = [" ".join(table.words)]
    found.extend(plural(noun[-1]) for noun, name in nouns.items() if name == table.name)
    if table_is_english(table):
        found.append(" ".join((*table.words[:-1], plural(table.words[-1]))))
    for alias in table.aliases:
        for start in range(len(alias)):
            tail = alias[start:]
            if (start == 0 or (entities.get(tail, 0) == 0 and nouns.get(tail, table.name) == table.name)) and not (
                start and tail[-1] in ("header", "detail", "reason", "type")
            ):
                found.append(" ".join((*tail[:-1], plural(tail[-1]))))
    letters = by_letters(table.table.name, table.words).split()
    letters = letters[:-1] if letters[-1:] and letters[-1] in ("header", "hdr", "head", "headers") else letters
    if letters:
        found.append(" ".join((*letters[:-1], plural(letters[-1]))))
    head = table.aliases[-1][-1] if table.aliases and table.aliases[-1] else ""
    begins = {alias[0] for alias in entities if alias and alias not in table.aliases}
    words = set(table.entity)
    lines = bool(words & {"order", "sale", "invoice"} and words & {"item", "line", "detail"})
    if entities.get((head,), 0) <= 1 and not (
        lines and head == "item"
    ):  # what customers order are no purchases beside the purchase orders
        found.extend(said for said in _SAME.get(head, ()) if said != "purchases" or "purchase" not in begins)
    if lines:
        found.extend(["order lines" if "order" in words else "lines", "line items"])
    mine = label.lower()
    others = {" ".join(alias) for alias in entities if alias not in table.aliases}
    return tuple(dict.fromkeys(s for s in found if s and s != mine and singular(s) not in others))[:8]


def time_synonyms(column: ColumnFacts, table: TableFacts, label: str) -> tuple[str, ...]:
    """ordered, date of order for an order date; date alone when it is the plain one."""
    found: list[str] = []
    aimed = {*column.sense} & _AIMED  # until when, which says nothing of whether it was done
    for word in aimed or column.sense:
        found.extend(_MOMENTS.get(word, ()))
    if not {singular(word) for word in column.words} & set(column.sense):
        found.append(" ".join(column.sense))
    written = column.name.replace("_", " ").lower()
    if written != label.lower() and " " in written:
        found.append(written)
    return tuple(dict.fromkeys(s for s in found if s != label.lower()))
