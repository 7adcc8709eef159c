"""What was done, as a noun or said of us: "discharges per month" are the admissions by the day on which they were discharged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.endings import AHEAD
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.newcomers import by_key
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    dates,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import LIGHT_VERBS, MONEY_NOUNS, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock

_ASKING = frozenset(spread("how many number of the count total all our show me list what is was were are new"))
_OF_ALL = frozenset(spread("the total all our of new"))
_BEHIND = frozenset(spread("per by in on for during since last this each every from between over did were ? . ,")) | {
    ""
}
_NOT_OF_ROW = frozenset(spread("birth death due expiry expiration valid"))
_NUMBERS = frozenset(spread("id no nr number num key code ref reference"))
_LINES = frozenset(spread("line item detail"))
_GRAINS = frozenset(spread("day week month quarter year daily weekly monthly quarterly yearly"))


def counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Discharges per month" as the admissions discharged per month, "sign-ups in 2024" as the customers of 2024.

    Read so where the model knows nothing that is called so and one date alone tells of the deed. Rows without that date came to
    no such deed; where it is the date that all rows go by, the question must ask when.
    """
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(len(tokens)):
        noun, end = _noun(tokens, at, lexicon)
        last = end
        end = _there(lows, end)
        if not noun or any(t.low not in _ASKING for t in tokens[:at]) or [*lows[end : end + 1], ""][0] not in _BEHIND:
            continue
        found = _dated(noun, lexicon)
        over = lows[end : end + 2] == ["over", "time"]
        when = over or periods(tokens, clock) or any(t.stem in _GRAINS for t in tokens[end:])
        if found is None or not (when or (found[2] and not AHEAD & {noun, *stems_of_noun(noun)})):
            continue
        table, label, participle = found
        start = at - (at > 0 and lows[at - 1] == "new")
        if not _past(lows, last, end) and participle and end in {first for first, _ in periods(tokens, clock)}:
            participle = f"with {label}"
        things_ = label_of(lexicon, Target("table", table, table))
        named = replace(tokens[at], text=things_, low=things_.lower(), stem=things_.lower(), table=table)
        said = " ".join(t.text for t in tokens[start:last]).replace(" - ", "-")
        deed = tokens_of(participle, tokens[at]) if participle else []
        note = f"“{said}” was read as {things_} by {label}."
        counting = {"many", "number", "count", "list"} & set(lows[:start])
        asked = list(tokens[:start]) if counting else [t for t in tokens[:start] if t.low not in _OF_ALL]
        number = [] if counting else tokens_of("number of", tokens[at])
        return [*asked, *number, named, *deed, *tokens[end:]], [note]
    return list(tokens), []


_MOST = frozenset(("most", "fewest", "least"))
_DOING = {"made": "had", "did": "had", "make": "have", "makes": "has", "done": "had", "do": "have", "does": "has"}


def ranked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which porter made the most discharges" as the most admissions that were discharged, where nothing else is called so."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) if not DENIALS & set(lows) else 0):
        noun, end = _noun(tokens, at, lexicon)
        found = _dated(noun, lexicon) if noun and lows[at - 1] in _MOST else None
        if found is None or [*lows[end : end + 1], ""][0] not in _BEHIND or "by" in lows[end:]:
            continue
        table, label, participle = found
        things_ = label_of(lexicon, Target("table", table, table))
        named = replace(tokens[at], text=things_, low=things_.lower(), stem=things_.lower(), table=table)
        before = [
            tokens_of(_DOING[t.low], t)[0] if t.low in _DOING and n + 3 >= at else t for n, t in enumerate(tokens[:at])
        ]
        deed = tokens_of(participle, tokens[at]) if participle else []
        return [*before, named, *deed, *tokens[end:]], [f"“{tokens[at].text}” was read as {things_} by {label}."]
    return list(tokens), []


def _there(lows: Sequence[str], at: int) -> int:
    """Where "are there" or "do we have" ends behind a noun, which says no more than that there are some."""
    for words in (
        ("are", "there"),
        ("were", "there"),
        ("do", "we", "have"),
        ("did", "we", "have"),
        ("did", "we", "get"),
    ):
        if tuple(lows[at : at + len(words)]) == words:
            return at + len(words)
    return at


def _past(lows: Sequence[str], start: int, end: int) -> bool:
    """Whether what stands between a noun and its period speaks of the past; a noun alone does, too."""
    return start == end or not {"are", "do"} & set(lows[start:end])


def _noun(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int]:
    """The singular of a plural noun that names nothing here, and where it ends: "discharges", "sign-ups"; "" for none."""
    token = tokens[at]
    joined = tokens[at : at + 3]
    if len(joined) == 3 and joined[1].low == "-" and joined[2].low.endswith("s"):
        last = joined[2].low.removesuffix("s")
        whole = token.low + last
        names = ((token.stem, last), (whole,))
        called = [m.target for n in names for m in lexicon.fields(n) if m.exact]
        return ("", at) if any(not _is_day(t, lexicon) for t in called) else (whole, at + 3)
    plural = token.kind == "word" and token.low != token.stem and token.low.endswith("s")
    if not plural or token.low in LIGHT_VERBS or token.stem in MONEY_NOUNS:
        return "", at
    values = [m for raw in (token.low, token.stem) for m in lexicon.value_matches((token.stem,), raw)]
    if any(m.exact for m in (*lexicon.fields((token.stem,)), *values)):
        return "", at
    return token.stem, at + 1


def _is_day(target: Target, lexicon: Lexicon) -> bool:
    """Whether a field is a date: "check-ins" are told by a check-in date, and no name of theirs."""
    dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    return dimension is not None and dimension.type == "time"


def _dated(noun: str, lexicon: Lexicon) -> tuple[str, str, str] | None:
    """The rows of the only date that tells of a deed, what the date is called, and the participle where they go by another."""
    found = [(name, target) for name, targets in dates_of(noun, lexicon).items() for target in targets]
    keys = [(name, label) for name in lexicon.tables for told, label in (_key(name, lexicon),) if noun in told]
    if not found and not keys and noun in _SIGNING_UP:
        found = _who_came(lexicon)
    if len(found) + len(keys) != 1:
        return None
    if keys:
        if _of_several_rows(noun, keys[0][0], lexicon):
            return None
        return keys[0][0], keys[0][1], ""
    table, target = found[0]
    date = lexicon.dimension(table, target.name)
    if date is None or says(date) & _NOT_OF_ROW or _of_several_rows(noun, table, lexicon):
        return None
    if lexicon.time_dimension(table) == date.name:
        return table, shown(date), ""
    participle = participle_of(noun, says(date))
    return (table, shown(date), participle) if participle else None


_SIGNING_UP = frozenset(("signup", "registration", "enrolment", "enrollment"))
_CAME = frozenset(spread("join signup register registration since"))


def _who_came(lexicon: Lexicon) -> list[tuple[str, Target]]:
    """The people who have joined, by the date of that: signing up is how they did, where no date is called so."""
    people = [
        (n, d)
        for n in lexicon.tables
        if masters.people(n, lexicon) and (d := masters.came_about(n, lexicon)) is not None
    ]
    return [(name, Target("dimension", name, date.name)) for name, date in people if says(date) & _CAME]


def _of_several_rows(noun: str, table: str, lexicon: Lexicon) -> bool:
    """Whether one such deed may have several rows: lines, or rows that say by a number of its own which deed is theirs."""
    one = lexicon.tables[table]
    names = [words_of(n) for d in one.dimensions for n in (d.name, d.label or "")]
    numbered = any(noun in words and _NUMBERS & set(words) and not {"date", "day"} & set(words) for words in names)
    return numbered or len(one.primary_key) > 1 or bool(_LINES & set(words_of(one.label or one.name)))


def _key(table: str, lexicon: Lexicon) -> tuple[frozenset[str], str]:
    """What the key to the calendar says by which rows go, if one alone leads there."""
    told, label = by_key(table, lexicon.time_dimension(table), lexicon)
    return (told if len(label.split()) == 2 and label.endswith(" date") else frozenset()), label


def participle_of(noun: str, told: frozenset[str]) -> str:
    """The form by which a date's own deed is said of its rows: "discharged" of discharge."""
    own = sorted(w for w in told if w.endswith("ed") and verb_stems(w))
    if own:
        return own[0]
    for particle in ("in", "out"):
        verb = noun.removesuffix(particle)
        if verb != noun and {verb, particle} <= told:
            return f"{verb}ed {particle}"
    for verb in sorted(stems_of_noun(noun) | {noun}, key=len):
        form = f"{verb}d" if verb.endswith("e") else f"{verb}ed"
        if verb in told and verb in verb_stems(form):
            return form
    return ""


def by_us(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many parcels did we ship" as those that were shipped, "have we published" as were published.

    Where a date or a state of the things themselves says so, and nothing else is called so.
    """
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end
        if lows[at : at + 2] not in (["did", "we"], ["have", "we"]) or at + 2 >= len(tokens):
            continue
        verb = tokens[at + 2]
        if DENIALS & set(lows) or (lows[at] == "did" and _says_else(verb, thing.table, lexicon)):
            continue
        verbs = {verb.low, *verb_stems(verb.low)}
        forms = {w for d in dates(thing.table, lexicon) if says(d) & verbs for w in says(d)}
        form = next((w for w in sorted(forms) if w.endswith("ed") and set(verb_stems(w)) & verbs), "")
        if not form or (lows[at] == "have" and form != verb.low):
            continue
        made = [*tokens[:at], *tokens_of("were", tokens[at]), *tokens_of(form, verb), *tokens[at + 3 :]]
        return made, []
    return list(tokens), []


def _says_else(verb: Token, table: str, lexicon: Lexicon) -> bool:
    """Whether a value of the things, or a name that says more than a length until it was done, is called after a verb."""
    if any(m.exact and m.target.table == table for m in lexicon.value_matches((verb.stem,), verb.low)):
        return True
    return any(m.exact for m in lexicon.fields((verb.stem,))) or (
        not unknown(verb.low, lexicon, table) and not _only_lengths(verb, lexicon)
    )


def _only_lengths(verb: Token, lexicon: Lexicon) -> bool:
    """Whether names have a verb in them only to say how long it took until then: "average days to close"."""
    names = [n for t in lexicon.tables.values() for d in t.dimensions for n in (d.name, d.label or "")]
    names += [n for t in lexicon.tables.values() for n in (t.name, t.label or "")]
    if any(verb.stem in words_of(n) for n in names):
        return False
    numbers = [words_of(m.label or m.name) for t in lexicon.tables.values() for m in t.measures]
    return all("to" in words for words in numbers if verb.stem in words)


def by_day(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Prescriptions filled in May", "customers who signed up in 2024": by the key to the calendar by which they go anyway."""
    if DENIALS & {t.low for t in tokens} or not periods(tokens, clock):
        return list(tokens), []
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end
        while at < len(tokens) and lows[at] in ("who", "that", "which", "were", "have", "did"):
            at += 1
        if at >= len(tokens) or tokens[at].kind != "word" or not verb_stems(lows[at]):
            continue
        end = at + 1 + (lows[at + 1 : at + 2] == ["up"])
        told, label = by_key(thing.table, lexicon.time_dimension(thing.table), lexicon)
        verbs = {v + ("up" if end > at + 1 else "") for v in (lows[at], *verb_stems(lows[at]))}
        own = any(m.exact for m in lexicon.fields((stem(lows[at]),))) or any(
            m.exact for m in lexicon.value_matches((tokens[at].stem,), lows[at])
        )
        if not told & verbs or len(words_of(label)) != 2 or own or [*lows[end : end + 1], ""][0] not in _BEHIND:
            continue
        note = f"“{' '.join(t.text for t in tokens[at:end])}” was read as by {label}."
        return [*tokens[: thing.end], *tokens[end:]], [note]
    return list(tokens), []
