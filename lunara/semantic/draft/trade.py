"""What people of a trade call its rows beside their name: bookings for reservations, deals for opportunities, emails sent."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.semantic.draft.facts import NUMERIC, TableFacts
from lunara.semantic.draft.measures import table_is_english
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import plural, singular

_LODGING = word_set("room guest night stay reservation booking arrival departure checkin checkout")
_SOLD = word_set("stage probability close amount won lost")
_SENT = {"send": "sent", "shipment": "shipped", "delivery": "delivered", "submission": "submitted"}
"""What a row is called that tells of one deed to one thing, and how what it was done to is called then."""


def trade_words(table: TableFacts, tables: Sequence[TableFacts]) -> tuple[str, ...]:
    """Other words for the rows of a table that its trade has for them; none that another table or a field is called by."""
    if not table_is_english(table) or not table.aliases or not table.aliases[-1]:
        return ()
    head = table.aliases[-1][-1]
    columns = {word for column in table.columns for word in column.sense}
    lodging = {t.aliases[-1][-1] for t in tables if t is not table and t.aliases and t.aliases[-1]} & _LODGING
    found: list[str] = []
    if head in ("reservation", "booking"):
        found += ["bookings"] if head == "reservation" else ["reservations"]
        found += ["stays"] if "night" in columns or {"arrival", "departure"} <= columns else []
    elif head == "stay" and lodging:
        found += ["reservations", "bookings"]
    elif head == "property" and len(lodging) > 1:
        found += ["hotels"]
    elif head == "hotel" and len(lodging) > 1:
        found += ["properties"]
    elif head in ("opportunity", "deal") and columns & _SOLD:
        found += ["deals"] if head == "opportunity" else ["opportunities"]
    elif head in _SENT and len(table.aliases[-1]) > 1:
        things, done = plural(table.aliases[-1][-2]), _SENT[head]
        numbers = {word for c in table.columns if c.kind in NUMERIC for word in c.sense}
        found += [f"{things} {done}", f"{done} {things}"] if done not in numbers else []
    return tuple(word for word in found if not _taken(word, table, tables))


def _taken(word: str, table: TableFacts, tables: Sequence[TableFacts]) -> bool:
    """Whether another table is called so, or a field that is no key."""
    said = tuple(singular(part) for part in word.split())
    if any(alias[-len(said) :] == said for other in tables if other is not table for alias in other.aliases):
        return True
    named = [c.sense for other in tables for c in other.columns if c.sense[-1:] != ("id",)]
    return any(sense[n : n + len(said)] == said for sense in named for n in range(len(sense)))
