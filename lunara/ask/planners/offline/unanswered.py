"""Turns of a conversation that were not answered: what goes on from them has nothing to go on from, and a choice is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline import followup
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import QUESTION_STARTS, spread
from lunara.ask.question import Question, Turn
from lunara.ask.tokens import Token, tokenize
from lunara.semantic.query import SemanticQuery

_POINTING = spread("it this that them these those they ones same")
_JOINING = spread("and but ok now then also additionally besides in addition to that ,")
"""What joins a question to the one before it without making a part of it."""
_CHANGING = spread(
    "by per for in on at with without excluding except exclude sort sorted order ordered rank ranked top bottom first last this "
    "previous next since between from to until not no instead each every only just all remove drop make group grouped where "
    "limit of as when than before after during over under above below more less yes ok ascending descending highest lowest "
    "largest daily weekly monthly quarterly yearly"
)
"""How words begin that change the question before them."""
_BESIDE_A_CHOICE = spread("the a an by of in i we mean meant want please one is it that take through via with for")
"""What is said beside the name of a choice and tells nothing more."""
_NARROWING = spread("only instead alone")
"""What makes a part of the question before of words that it stands behind: "visitors only"."""
_NUMBER_SAID = spread("number count total sum average mean median share percentage rate revenue amount")
"""Words of a number, by which what ends in an "only" is a question of its own: "number of orders from Linz only"."""


def behind_no_answer(question: Question, tokens: Sequence[Token]) -> tuple[list[Token], str | None]:
    """The words of a question behind one that was not answered, and why they are not answered either, or None.

    "Only in Linz" narrows what is not known. A question that stands by itself loses its opening ("and how many clubs are there").
    """
    asked = _left_unanswered(question.history)
    rest, lead = followup.strip_lead(tokens, True) if asked is not None else (list(tokens), followup.Lead())
    narrowed = _narrows(tokens) if asked is not None and not lead else None
    if not lead and narrowed is None:
        return list(tokens), None
    if set(lead.words) <= _JOINING and _stands_alone(rest) and narrowed is None:
        return rest, None
    said = " ".join(lead.words) or narrowed
    reason = f"“{asked}” was not answered, so there is nothing that “{said}” goes on from. Ask the whole of it in one question."
    return list(tokens), reason


def of_each_choice(question: Question, tokens: Sequence[Token]) -> list[tuple[Option, Question]]:
    """What goes on from a question that was asked back, asked of each of its choices: "and the year before?"; else nothing."""
    before = question.history[-1] if question.history else None
    if before is None or not isinstance(before.plan, Clarification):
        return []
    rest, lead = followup.strip_lead(tokens, True)
    goes_on = bool(lead) and not (set(lead.words) <= _JOINING and _stands_alone(rest))
    if not goes_on and _narrows(tokens) is None:
        return []
    options = before.plan.options
    if not options or not all(isinstance(o.plan, SemanticQuery) for o in options):
        return []
    return [(o, replace(question, history=(*question.history[:-1], replace(before, plan=o.plan)))) for o in options]


def _left_unanswered(history: Sequence[Turn]) -> str | None:
    """The question of its own that a follow-up would go on from, where it was not answered here; None where one was."""
    for turn in reversed(history):
        if isinstance(turn.plan, SemanticQuery | WhyChanged):
            return None
        tokens = tokenize(turn.question)
        if not followup.strip_lead(tokens, True)[1] and (_stands_alone(tokens) or _is_whole(tokens)):
            return turn.question
    return history[-1].question if history else None


def _stands_alone(tokens: Sequence[Token]) -> bool:
    words = [t.low for t in tokens if t.kind == "word"]
    return bool(words) and words[0] in QUESTION_STARTS and not set(words) & _POINTING


def _narrows(tokens: Sequence[Token]) -> str | None:
    """The word behind a name that makes a part of the question before of it: the "only" of "visitors only"; else None."""
    words = [t.low for t in tokens if t.kind != "symbol"]
    if not words[1:] or _stands_alone(tokens) or set(words) & _NUMBER_SAID:
        return None
    rest = words[:-1] if words[-1] == "please" else words
    return rest[-1] if rest[1:] and rest[-1] in _NARROWING else None


def _is_whole(tokens: Sequence[Token]) -> bool:
    """Whether words that were not answered name what they ask for, instead of only changing a question before them."""
    words = [t.low for t in tokens if t.kind != "symbol"]
    return len(words) > 1 and words[0] not in _CHANGING and not words[0].isdigit() and not set(words) & _POINTING


def nothing_to_change(question: Question) -> str | None:
    """Why "by month" is not answered behind a question that was not answered itself; None where there is one to go on from."""
    asked = _left_unanswered(question.history)
    if asked is None:
        return None
    return f"“{asked}” was not answered, so there is nothing to change here. Ask the whole of it in one question."


def settled(question: Question) -> Option | None:
    """The choice of the question asked back before that these words name: "by purchase order", "the billing address".

    Every word that says something must be one of its label, and of no other choice's label at once.
    """
    before = question.history[-1].plan if question.history else None
    if not isinstance(before, Clarification):
        return None
    words = words_of(question.text)
    said = {w for w in words if w not in _BESIDE_A_CHOICE}
    fitting = [o for o in before.options if o.plan is not None and said and said <= set(words_of(o.label))]
    whole = [o for o in fitting if said == set(words_of(o.label)) - _BESIDE_A_CHOICE]
    found = whole or fitting
    return found[0] if len(found) == 1 else None
