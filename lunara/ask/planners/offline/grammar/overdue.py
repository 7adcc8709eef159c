"""What is overdue: due before today, and neither done nor called off."""

from __future__ import annotations

from lunara.ask.planners.offline.endings import ARRIVING, CALLED_OFF, CLOSING, PAYING
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.periods import TimePhrase, span_of
from lunara.ask.planners.offline.plain.things import dates, says, shown
from lunara.semantic.model import Dimension

_DONE = CLOSING | PAYING | (ARRIVING - {"ship", "arrive", "receive"}) | {"return", "payment", "done"}


def overdue(g: Cursor, item: Item) -> bool:
    """ "Overdue invoices": due before today and not yet paid, where their table has one date for each of the two.

    Dates on which they were called off must be empty too. What was read is told.
    """
    if item.low != "overdue" or g.today is None:
        return False
    things = [i for i in g.items if i.kind == "mention" and g.is_entity(i)]
    tables = {m.target.table for i in things for m in i.matches if m.target.kind == "table" and m.exact}
    for table in sorted(tables):
        known = dates(table, g.lexicon)
        due = [d for d in known if says(d) & {"due", "deadline"}]
        done = [d for d in known if says(d) & _DONE and d not in due]
        if len(due) != 1 or len(done) != 1 or _flagged(g, table):
            continue
        away = [d for d in known if says(d) & (CALLED_OFF | {"archive"}) and d not in (*due, *done)]
        before = TimePhrase(item.start, item.end, "range", range=span_of(None, g.today))
        g.condition(Condition("date", _named(item, table, due[0]), time=before, negated=g.negated))
        for date in (*done, *away):
            g.condition(Condition("null", _named(item, table, date)))
        if g.negated:
            g.frame.refusal = f"It is not clear what is not “{item.text}”: say what is paid, or what is due when."
        empty = " and ".join(f"{shown(d)} is empty" for d in (*done, *away))
        g.frame.notes.append(f"“{item.text}” was read as: {shown(due[0])} is before today, and {empty}.")
        return True
    return False


def _named(item: Item, table: str, date: Dimension) -> Item:
    made = Item("mention", item.start, item.end, item.text, low=item.low)
    made.matches = [Match(Target("dimension", table, date.name), 1.0, True)]
    return made


def _flagged(g: Cursor, table: str) -> bool:
    """Whether a yes or no of these rows says that they were called off."""
    shown_ = (d for d in g.lexicon.tables[table].dimensions if not d.hidden)
    return any(says(d) & CALLED_OFF and g.lexicon.flag(table, d.name) is not None for d in shown_)
