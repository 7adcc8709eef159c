"""“How late are we on average?”: the days from a promise to its deed; of all, or of those that were late, is asked back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lunara.ask.plan import Clarification, Option, Planned
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.promises import Pair, pair_of
from lunara.ask.planners.offline.plain.things import shown, thing_at, unknown
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.query import SemanticQuery

_BY = r"(?P<by>\s+(?:by|per)\s+[\w ]+)?"
_FORMS = (
    re.compile(
        r"(?:(?:what\s+is|what's|show|show\s+me)\s+)?(?:(?:the|our)\s+)?average\s+(?:delay|lateness)(?:\s+in\s+days)?"
        rf"(?:\s+(?:of|for)\s+(?P<things>[\w ]+?))?{_BY}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"how\s+(?:many\s+days\s+)?late\s+(?:are|were)\s+(?:we|(?P<things>[\w ]+?))(?:\s+(?P<verb>\w+))?\s+on\s+average{_BY}",
        re.IGNORECASE,
    ),
)


def asked_back(question: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]) -> Clarification | None:
    """The days from the promise to the deed of all, or of those that were late; None for any other question.

    None as well where the data does not have just one such deed, or a field that tells of delays.
    """
    text = " ".join(question.text.split()).rstrip(" ?!.")
    found = next((m for form in _FORMS if (m := form.fullmatch(text)) is not None), None)
    if found is None or not all(unknown(word, lexicon) for word in ("delay", "lateness", "late")):
        return None
    said = found.groupdict()
    pair = _pair(said["things"] or "", said.get("verb") or "", lexicon)
    if pair is None:
        return None
    done, due = shown(pair.done), shown(pair.due)
    table = lexicon.tables[pair.table]
    things = (table.label or table.name.replace("_", " ")).lower()
    lead, by = f"average days from {due} to {done} of {things}", said["by"] or ""
    options: list[Option] = []
    for label, asked in (
        (f"All {things}, those done early with days below zero", f"{lead}{by}"),
        (f"Only {things} with {done} after {due}", f"{lead} where {done} is after {due}{by}"),
    ):
        query = plan(replace(question, text=asked, history=())).plan
        if not isinstance(query, SemanticQuery):
            return None
        options.append(Option(label, asked, query))
    return Clarification(f"Which {things} count for the average of {due} to {done}?", tuple(options))


def _pair(things: str, verb: str, lexicon: Lexicon) -> Pair | None:
    """The one deed and its promise that are meant: of the things that are named, else the only one of the data."""
    deed = frozenset(verb_stems(verb.lower()))
    if not things:
        tables = list(lexicon.tables)
    else:
        tokens = tokenize(things)
        thing = thing_at(tokens, 0, lexicon)
        if thing is None or thing.end != len(tokens):
            return None
        tables = [thing.table]
    if verb and not deed:
        return None
    found = [p for table in tables if (p := pair_of(table, deed, frozenset(), lexicon)) is not None]
    return found[0] if len(found) == 1 else None
