"""Why something is done, where its rows have a field for that: "why do members leave" are their leaving reasons, by how often.

Only where one field holds the reasons of that very deed; why a number changed is explained elsewhere (`reasons`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.near_words import near_words
from lunara.ask.plan import Planned
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, tokenize, verb_stems
from lunara.semantic.model import Dimension, Table
from lunara.semantic.names import lowered
from lunara.semantic.query import FieldFilter, OrderBy, SemanticQuery

_REASONS = frozenset(("reason", "cause"))
_PLAIN = frozenset(spread("main primary code text name label description given stated for of the"))
_AUX = frozenset(spread("do does did are were is was have has"))
_LEFT_OUT = frozenset(
    spread("a an the our us we their them it its to for get gets getting got be being been ask asking so most usually")
)
_WHO = frozenset(stem(w) for w in spread("they people customers clients users buyers members someone anyone"))
_LEAVING = frozenset(spread("cancel cancellation leave leaving churn quit unsubscribe exit termination terminate"))
_ENDS = frozenset(spread("in on during since last this by per ? . , and most before after between"))
_LOST = {"loss": "lose", "lost": "lose"}
_FREQUENT = ("most common", "most frequent", "by frequency", "most often", "commonest")


def question_of(text: str, lexicon: Lexicon) -> tuple[str, Target] | None:
    """The number of rows by the field that holds the reasons, as a question, and that field; None for any other question."""
    tokens = tokenize(text)
    lows = [t.low for t in tokens]
    start = 2 if lows[:1] == ["why"] and len(lows) > 2 and lows[1] in _AUX else _titled(lows)
    if not start:
        return None
    end = next((n for n in range(start, len(tokens)) if lows[n] in _ENDS), len(tokens))
    said = [t for t in tokens[start if start > 1 else 0 : end] if t.low not in _LEFT_OUT]
    said = [t for t in said if t.low not in _ASKED] if lows[0] != "why" else said
    found = [(t, d) for t in lexicon.tables.values() for d in t.dimensions if _holds(t, d, said, lexicon)]
    if len(found) != 1:
        return None
    table, field = found[0]
    rest = _rest(text[tokens[end].start :] if end < len(tokens) else "", table, field)
    if rest is None:
        return None
    things = lowered(label_of(lexicon, Target("table", table.name, table.name)))
    by = lowered(field.label or field.name.replace("_", " "))
    asked = f"number of {things}{rest} by {by}" if _of_deed(rest) else f"number of {things} by {by}{rest}"
    return asked, Target("dimension", table.name, field.name)


def _titled(lows: Sequence[str]) -> int:
    """Where the deed begins of a question that is "reasons for cancelling" or "cancellation reasons" alone; 0 for others."""
    if lows[:1] in (["reasons"], ["causes"]) and lows[1:2] in (["for"], ["of"]) and len(lows) > 2:
        return 2
    end = next((n for n, low in enumerate(lows) if low in _ENDS), len(lows))
    return int(1 < end <= _LONGEST_TITLE and lows[end - 1] in _ASKED and not set(lows[: end - 1]) & (_ASKED | _LISTED))


_ASKED = frozenset(("reasons", "causes"))
_LISTED = frozenset(spread("what which list show give the all distinct different most common main top how and or"))
_LONGEST_TITLE = 4


def by_frequency(planned: Planned, field: Target, lexicon: Lexicon) -> Planned | None:
    """The answer without rows that have no reason, the most frequent first; None where it is not by that field."""
    query = planned.plan
    if not isinstance(query, SemanticQuery) or len(query.measures) != 1 or query.order_by or query.limit:
        return None
    if field.path not in FlatPlan(query, lexicon).dimensions:
        return None
    measure = query.measures[0] if isinstance(query.measures[0], str) else query.measures[0].name
    known = FieldFilter(field=field.path, op="is_not_null")
    made = query.model_copy(
        update={"filters": (*query.filters, known), "order_by": (OrderBy(field=measure, direction="desc"),)}
    )
    note = f"The reasons are those that {label_of(lexicon, field)} holds; rows without one are left out."
    return replace(planned, plan=made, notes=(*planned.notes, note))


def _rest(text: str, table: Table, field: Dimension) -> str | None:
    """What is said behind the deed, without that the most common comes first; None where a period would be of another day."""
    rest = text.strip(" ?.!,")
    for words in _FREQUENT:
        at = rest.lower().rfind(words)
        if at >= 0 and len(rest[at:].split()) <= len(words.split()) + 2:
            rest = rest[:at].strip(" ?.!,")
            break
    deed = _deed(field)
    if not rest:
        return ""
    grouped = rest.split()[0].lower() in ("by", "per") and not any(c.isdigit() for c in rest)
    done = {w for d in table.dimensions if d.type == "time" and not d.hidden for w in words_of(d.label or d.name)}
    told = [w for w in sorted(done) if w.endswith("ed") and any({*verb_stems(w)} & {d, *verb_stems(d)} for d in deed)]
    if len(told) == 1 and rest.split()[0].lower() in _WHEN:
        return f" {told[0]} {rest}"
    own = not deed or any(same_deed(w, v) for w in table_words(table) for d in deed for v in (d, *verb_stems(d)))
    return f" {rest}" if own else f" and {rest}" if grouped else None


_WHEN = frozenset(("in", "on", "during", "since", "last", "this", "before", "after", "between"))


def _of_deed(rest: str) -> bool:
    """Whether what is said behind the deed begins with it: "cancelled in 2024"."""
    return rest.strip().split(" ")[0].endswith("ed")


def _deed(field: Dimension) -> set[str]:
    return {*words_of(field.label or field.name)} - _REASONS - _PLAIN


def _holds(table: Table, field: Dimension, said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a field holds the reasons of the deed that is said, and each other word names whom or what its rows are of."""
    words = {*words_of(field.label or field.name)}
    if field.type != "string" or field.hidden or not words & _REASONS:
        return False
    deed = _deed(field) or {*table_words(table)[-1:]}
    above = [lexicon.tables[name] for name in lexicon.roads.up(table.name) if name in lexicon.tables]
    known = _WHO | {w for one in above for w in table_words(one)}
    done = [token for token in said if _is_deed(token, deed)]
    return bool(done) and all(token in done or token.stem in known or _akin(token, table) for token in said)


def _is_deed(token: Token, deed: set[str]) -> bool:
    verbs = {token.stem, token.low, *verb_stems(token.low)}
    nouns = {v for d in deed for v in (d, _LOST.get(d, d), *verb_stems(d))}
    if verbs & nouns or (verbs & _LEAVING and nouns & _LEAVING):
        return True
    return any(same_deed(noun, verb) for noun in deed for verb in verbs if len(verb) > 2)


def _akin(token: Token, table: Table) -> bool:
    """ "Subscribers" of subscriptions: those who have what the rows are, by a word of the same family."""
    own = {token.stem, *near_words(token.stem).family}
    return any(own & {word, *near_words(word).family} for word in table_words(table))
