"""The verbs of what is over and of what is to be done: one list of each, for all who read dates and states by their words."""

from __future__ import annotations

from lunara.ask.planners.offline.words import spread

CLOSING = frozenset(spread("close resolve solve complete finish settle conclude"))
"""Done as it was meant to be."""
PAYING = frozenset(spread("pay settle"))
ARRIVING = frozenset(spread("arrive receive deliver ship"))
"""Done with goods: what has come may still have to be paid."""
CALLED_OFF = frozenset(
    spread("cancel void abort abandon withdraw reject decline revoke dismiss delete discard lose scrap write forfeit")
)
"""Over, and not as it was meant to be."""
LAPSING = frozenset(spread("end expire terminate lapse"))
"""Over at a date that is often known beforehand."""
AHEAD = frozenset(spread("next renew renewal expiry expiration schedule until"))
"""Said of dates that are set when a row is written, and tell nothing of what was done."""
OVER = CLOSING | CALLED_OFF | {"pay", "return", "archive"}
DUE = frozenset(spread("due deadline promise expect plan require schedule agree target"))
"""Dates by which something is to be done."""
OWED = frozenset(spread("due deadline agree"))
"""Those of what is to be paid: goods are promised."""
