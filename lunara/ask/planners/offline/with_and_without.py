"""“Revenue with and without a promotion”, “orders shipped and not shipped”: both halves, never one of them alone.

Each half is planned as a question of its own. Where a yes or no tells them apart they are its groups; elsewhere one half is
asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lunara.ask.plan import Clarification, Option, Planned, Refusal
from lunara.ask.planners.offline.followup import strip_lead
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.proof import prove
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.semantic.query import FieldFilter, SemanticQuery

_OR = r"(?:and|or|vs\.?|versus|compared\s+(?:to|with)|against|and/or)"
_ENTIRE = re.compile(rf"\b(?:both\s+)?with\s+{_OR}\s+without\b", re.IGNORECASE)
_TWICE = re.compile(
    rf"\bwith\s+(?P<what>(?:(?:a|an|the|any)\s+)?[\w-]+(?:\s+[\w-]+)?)\s+{_OR}\s+(?P<again>[\w ]*?)without\b(?P<rest>.*)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"\b(?P<what>[\w-]+)\s+{_OR}\s+(?:those\s+)?(?:that\s+(?:are|were)\s+)?not\s+(?P=what)\b", re.IGNORECASE
)
_NOUN = re.compile(r"\s*(?:(?:a|an|the|any)\s+)?[\w-]+", re.IGNORECASE)
UNCLEAR = (
    "Those with and those without cannot be told apart here. Ask for each of them in a question of its own, as “with …” "
    "and “without …”."
)


def halves(text: str) -> tuple[str, str] | None:
    """The question of those that have it, and that of those that do not; None where no two halves are asked for.

    >>> halves("revenue with and without promotions")
    ('revenue with promotions', 'revenue without promotions')
    >>> halves("orders shipped and not shipped by country")
    ('orders shipped by country', 'orders not shipped by country')
    >>> halves("revenue with promotions vs without promotions")
    ('revenue with promotions', 'revenue without promotions')
    >>> halves("orders without a promotion")
    """
    said = " ".join(text.split()).rstrip(" ?!.")
    if re.search(r"\bneither\b", said, re.IGNORECASE):
        return None
    found = _ENTIRE.search(said)
    if found is not None:
        before, behind = said[: found.start()], said[found.end() :]
        return f"{before}with{behind}", f"{before}without{behind}"
    found = _DENIED.search(said)
    if found is not None:
        before, behind, what = said[: found.start()], said[found.end() :], found["what"]
        return f"{before}{what}{behind}", f"{before}not {what}{behind}"
    found = _TWICE.search(said)
    if found is None:
        return None
    before, what, rest = said[: found.start()], found["what"], found["rest"]
    again = found["again"].strip().lower()
    named = _NOUN.match(rest)
    if again and before.lower().split()[: len(again.split())] != again.split():
        return None
    same = named is not None and _bare(named.group()) in (_bare(what), "it", "one", "them")
    if rest.strip() and not same:
        return None
    behind = rest[named.end() :] if same and named is not None else rest
    return f"{before}with {what}{behind}", f"{before}without {what}{behind}"


def _bare(words: str) -> str:
    """What is named, without its article.

    >>> _bare(" a Promotion")
    'promotion'
    """
    return re.sub(r"^(?:a|an|the|any)\s+", "", words.strip().lower())


def both_halves(question: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]) -> Planned | None:
    """Both halves as groups of the yes or no that tells them apart, or one of them asked back; None for any other question."""
    found = halves(question.text)
    if found is None or (question.history and strip_lead(tokenize(question.text), True)[1]):
        return None
    have, lack = (plan(replace(question, text=text)) for text in found)
    if not isinstance(have.plan, SemanticQuery) or not isinstance(lack.plan, SemanticQuery):
        return replace(lack, plan=Refusal(UNCLEAR)) if not isinstance(lack.plan, Clarification) else None
    together = _grouped(have.plan, lack.plan, lexicon)
    if together is not None and prove(together, lexicon.model, question.clock) is None:
        return replace(have, plan=together, understood=(*have.understood, *lack.understood[-1:]))
    queries = (have.plan, lack.plan)
    options = tuple(Option(f"{t[:1].upper()}{t[1:]}", t, query) for t, query in zip(found, queries, strict=True))
    return replace(
        have, plan=Clarification("Both cannot be shown beside each other here. Which one is asked for?", options)
    )


def _grouped(have: SemanticQuery, lack: SemanticQuery, lexicon: Lexicon) -> SemanticQuery | None:
    """One query with the yes or no as a group, where nothing else is different; else None."""
    mine = [f for f in have.filters if f not in lack.filters]
    other = [f for f in lack.filters if f not in have.filters]
    if len(mine) != 1 or len(other) != 1:
        return None
    one, two = mine[0], other[0]
    if not isinstance(one, FieldFilter) or not isinstance(two, FieldFilter) or one.field != two.field or one.via:
        return None
    table, _, name = one.field.rpartition(".")
    dimension = lexicon.dimension(table, name)
    if dimension is None or dimension.type != "boolean" or {one.op, two.op} != {"="} or have.limit is not None:
        return None
    rest = tuple(f for f in have.filters if f is not one)
    same = lack.model_copy(update={"filters": rest}) == have.model_copy(update={"filters": rest})
    dimensions = (*have.dimensions, one.field)
    return have.model_copy(update={"filters": rest, "dimensions": dimensions}) if same else None
