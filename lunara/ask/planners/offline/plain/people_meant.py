"""People by other words: "our people" are the employees, "men and women" are told apart, who "work remotely" are remote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import WORKERS
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    in_words,
    is_participle,
    says,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_STAFF = frozenset(spread("employee staff worker personnel colleague"))
_WORK = frozenset(spread("work works working worked"))
_DOING = _WORK | frozenset(spread("employed live lives living"))
_REFERRING = frozenset(spread("who that which"))
_SEXES = {
    **dict.fromkeys(spread("men man"), "male"),
    **dict.fromkeys(spread("women woman"), "female"),
}
_SAID_SO = {"male": frozenset(("male", "m", "man", "men")), "female": frozenset(("female", "f", "w", "woman", "women"))}
_GENDER = frozenset(("gender", "sex"))
_TIED = frozenset(spread("and vs versus"))
_LEADS = frozenset(spread("how many number of the count total our show me list what is are was compare"))
_PER = frozenset(("by", "per"))


def ours(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Our people", "people working in sales" as the employees, where one table alone is called so and none "people"."""
    del clock
    staff = [t for t in lexicon.tables if works_for_us(t, lexicon) and masters.people(t, lexicon)]
    at = next((n for n, t in enumerate(tokens) if t.low == "people"), None)
    if at is None or len(staff) != 1 or not unknown("people", lexicon) or not unknown("person", lexicon):
        return list(tokens), []
    lows = [t.low for t in tokens]
    end = at + 1 + (lows[at + 1 : at + 2] != [] and lows[at + 1] in _REFERRING)
    own = lows[at - 1 : at] == ["our"]
    at_work = lows[end : end + 1] != [] and lows[end] in _WORK
    employed = lows[at + 1 : at + 4] == ["do", "we", "employ"]
    if not own and not at_work and not employed:
        return list(tokens), []
    label = label_of(lexicon, Target("table", staff[0], staff[0]))
    start = at - own
    note = f"“{' '.join(t.text for t in tokens[start : at + 1])}” was read as {label}."
    behind = [*tokens_of("do we have", tokens[at]), *tokens[at + 4 :]] if employed else tokens[at + 1 :]
    return [*tokens[:start], *tokens_of(label, tokens[at]), *behind], [note]


def persons(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many people borrowed a book", "people with an unpaid fine": those of the one table of people who do not work here.

    Kept as it is where some are told apart from all by more than that ("young people"), or where they are only who acts.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w == "people"), None)
    if at is None or not unknown("people", lexicon) or not unknown("person", lexicon):
        return list(tokens), []
    verb = at + 1 + (lows[at + 1 : at + 2] in (["who"], ["that"]))
    doing = verb < len(lows) and (lows[verb] in _DO or is_participle(lows[verb])) and lows[verb] not in _WORK
    if not doing or (at and lows[at - 1] not in _COUNTING):
        return list(tokens), []
    if lows[verb + 1 : verb + 2] == ["we"] and _HIRED & set(lows[verb + 2 : verb + 3]):
        return list(tokens), []  # "people did we hire" are those who work here
    found = [t for t in lexicon.tables if masters.people(t, lexicon) and not _STAFF & {*table_words(lexicon.tables[t])}]
    found = [t for t in found if not works_for_us(t, lexicon)]
    if len(found) != 1:
        return list(tokens), []
    label = label_of(lexicon, Target("table", found[0], found[0]))
    return [*tokens[:at], *tokens_of(label, tokens[at]), *tokens[at + 1 :]], [f"“people” was read as {label}."]


_DO = frozenset(spread("with without have has had did owe never always still"))
_HIRED = frozenset(spread("hire hired employ employed recruit recruited"))
_COUNTING = frozenset(spread("many which what the of list show all number distinct different unique"))


def adverbs(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Employees who work remotely" as those that are remote, where a yes or no of theirs is called so."""
    del clock
    for at in range(1, len(tokens)):
        word, verb = tokens[at].low, tokens[at - 1].low
        if not word.endswith("ly") or verb not in _DOING or not unknown(word, lexicon):
            continue
        named = [m.target for m in lexicon.fields((word.removesuffix("ly"),)) if m.exact]
        flags = {(t.table, t.name) for t in named if lexicon.flag(t.table, t.name) is not None}
        thing = next((t for n in range(at - 1) if (t := thing_at(tokens, n, lexicon)) is not None), None)
        own = [f for f in flags if thing is not None and f[0] == thing.table]
        if len(own) != 1 or thing is None or any(t.kind in ("table", "measure") for t in named):
            continue
        start = at - 1
        told = [] if start and tokens[start - 1].low in BE else ["are"]
        led = [] if (start and tokens[start - 1].low in _REFERRING | BE) or verb in ("work", "works") else ["that"]
        made = tokens_of(" ".join([*led, *told, word.removesuffix("ly")]), tokens[at])
        return [*tokens[:start], *made, *tokens[at + 1 :]], []
    return list(tokens), []


def employed_by_us(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cooks do we employ" as how many we have, of those who work for us or of a value of theirs."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(3, len(lows)) if lows[n] in ("employ", "employing")), None)
    if at is None or not unknown("employ", lexicon) or DENIALS & set(lows):
        return list(tokens), []
    do = at - 2 - (lows[at - 1] in ("currently", "now"))
    if lows[do : do + 2] not in (["do", "we"], ["are", "we"]) or (lows[do] == "are") != (lows[at] == "employing"):
        return list(tokens), []
    tables = {one.table for one in things(tokens[:do], lexicon) if one.end == do}
    for start in range(max(0, do - 2), do if not tables else 0):
        said = tokens[start:do]
        values = lexicon.value_matches(tuple(t.stem for t in said), " ".join(t.text for t in said))
        tables |= {m.target.table for m in values if m.exact or m.score >= _SURE}
    if not any(works_for_us(table, lexicon) for table in tables):
        return list(tokens), []
    return [*tokens[:do], *tokens_of("do we have", tokens[do]), *tokens[at + 1 :]], []


_SURE = 0.9
"""How well a value is named, also in the plural."""


def works_for_us(table: str, lexicon: Lexicon) -> bool:
    """Whether rows are employees by their name, or people who were hired."""
    hired = any("hire" in says(d) | {*words_of(d.name)} for d in dates(table, lexicon))
    called = {*table_words(lexicon.tables[table])}
    persons = masters.people(table, lexicon) or (masters.named(table, lexicon) and called & WORKERS)
    return bool(_STAFF & called) or (hired and bool(persons))


def both_sexes(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Men and women by department": the people by their gender, where one table alone holds it.

    Kept as it is where anything is called so, as a department of a shop is, and where something else goes before it.
    """
    del clock
    at = next((n for n in range(len(tokens) - 2) if tokens[n].low in _SEXES), None)
    if at is None or not all(unknown(w, lexicon) for w in _SEXES) or DENIALS & {t.low for t in tokens}:
        return list(tokens), []
    found = _genders(lexicon)
    other = _SEXES.get(tokens[at + 2].low) if tokens[at + 1].low in _TIED else None
    led = {t.low for t in tokens[:at]} <= _LEADS
    if len(found) != 1 or other is None or other == _SEXES[tokens[at].low] or not led:
        return list(tokens), []
    table, field = found[0]
    label = label_of(lexicon, Target("table", table, table))
    rest = list(tokens[at + 3 :])
    per = rest and rest[0].low in _PER
    made = tokens_of(f"number of {label} by {in_words(field)}", tokens[at])
    behind = [*tokens_of("and", rest[0]), *rest[1:]] if per else rest
    note = f"“{' '.join(t.text for t in tokens[at : at + 3])}” was read as {label} by {shown(field)}."
    return [*made, *behind], [note]


def _genders(lexicon: Lexicon) -> list[tuple[str, Dimension]]:
    """The tables of people with a field of genders that knows both."""
    found = []
    for name, table in lexicon.tables.items():
        for field in table.dimensions:
            words = {*words_of(field.name), *words_of(field.label or "")}
            if field.hidden or not words & _GENDER or not masters.people(name, lexicon):
                continue
            held = {str(v).lower() for v in lexicon.values.of_field(name, field.name, limit=10)}
            if all(held & words for words in _SAID_SO.values()):
                found.append((name, field))
    return found


def current_only(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "…, current staff only", "(current employees only)" at the end as the current ones, where they are named before."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if lows[n - 1] not in ("?", ".", "!", ")")), 0)
    at = next(
        (n for n in range(1, end - 1) if lows[n] in ("current", "active") and lows[n - 1] in (",", "(", "-")), None
    )
    only = end if at is not None and lows[end - 1] == "only" else None
    thing = thing_at(tokens, at + 1, lexicon) if at is not None and only is not None else None
    if thing is None or at is None or thing.end != end - 1:
        return list(tokens), []
    named = next(
        (n for n in range(at) if (t := thing_at(tokens, n, lexicon)) is not None and t.table == thing.table), None
    )
    if named is None or lows[named - 1 : named] == [lows[at]]:
        return list(tokens), []
    word = replace(tokens[at], start=tokens[named].start, end=tokens[named].start)
    return [*tokens[:named], word, *tokens[named : at - 1], *tokens[end + (lows[end : end + 1] == [")"]) :]], []
