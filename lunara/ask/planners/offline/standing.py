"""Verbs that tell how two things stand to each other: that they belong together, and not what happened between them.

A verb is here where "A does it to B" and "B belongs to A" are answered by the same rows, whichever of the two the data has rows
of: having and holding, containing, serving, showing, teaching, carrying, living and standing, taking part. Left out are

- verbs of what ends or spoils a tie, or of what came of it: cancel, return, reject, lose, leave, drop, fail, delay, complain;
- verbs of sales and of money (buy, order, pay, charge), of sending and delivering, and of opinions (review, rate, like), of
  which the data has rows, dates or numbers of its own or nothing;
- verbs of a single deed, which need not be the one that the tie tells of: feed, repair, clean, win, approve, sign, visit.
"""

from __future__ import annotations

from lunara.ask.planners.offline.words import spread

LEADING = spread(
    """own possess run manage handle conduct lead head chair host employ hire recruit coach train instruct mentor advise
    supervise oversee sponsor fund finance invest govern command captain administer organise organize coordinate curate look
    tutor"""
)
"""What one does for others who belong to it, or one of several who belong to a thing: what belongs to it does not do it."""
AT_THE_HEAD = spread(
    "run manage conduct lead head chair supervise oversee govern command captain direct administer control"
)
"""Verbs of those who have the say, one as good as the other of a manager or a leader."""
STANDING = LEADING | spread(
    """have hold keep raise serve belong contain include use utilize utilise offer provide teach play show air broadcast star
    perform house accommodate involve participate care attend work staff operate carry feature stock maintain support represent
    study join live reside appear act affect cause fly locate situate correspond drive ride sing inhabit form comprise
    associate relate connect link attach tie pair pertain concern refer consist constitute encompass cover classify categorize
    categorise store retain bear wear supply furnish equip cater transport haul convey traverse cross educate lecture present
    exhibit display screen stage showcase stream dwell lie sit stand settle occupy base place position portray voice assist
    protect secure populate dock berth moor anchor assign allocate affiliate accompany compete engage partake practise practice
    specialise specialize"""
)
"""Verbs that say no more than that two things belong together."""
PASSING = spread("visit tour frequent pass enter reach need require")
"""Verbs of those who come by, and of what must be there: rows that do nothing but pair the two things tell of them."""
INCURRED = spread("incur entail require need cause trigger prompt involve")
"""What a thing does to the rows that came about because of it: a claim incurred payments, a fault requires visits."""
MAKING = spread("make create write author compose direct produce design build paint draw found develop invent publish")
"""Verbs of who made a thing: the road must tell of it by its own words, since those who handle a thing did not make it."""
SAID_OF_ROWS = {
    "take": spread("photo photograph picture image snapshot note measurement exam test course class"),
    "capture": spread("photo photograph picture image snapshot"),
    "shoot": spread("photo photograph picture image film video"),
    "give": spread("lecture lesson course concert talk speech performance"),
    "sit": spread("exam test"),
    "file": spread("claim complaint report"),
}
"""Verbs that mean no more than that there are such rows, with the nouns of which they are said so."""
WITH_WORDS = {
    "look": (("after",), ("out", "for")),
    "care": (("for",),),
    "take": (("care", "of"),),
    "responsible": (("for",),),
    "charge": (("of",),),
    "stop": (("at",), ("in",)),
    "call": (("at",),),
    "pass": (("through",), ("by",)),
    "go": (("through",),),
    "run": (("through",), ("on",)),
}
"""Words that say that one looks after another or comes by it, with what follows them; alone they say something else."""
