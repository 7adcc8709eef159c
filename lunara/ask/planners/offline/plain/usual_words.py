"""The usual word where the model has another: customers for subscribers, email address for email, what is so at the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    ends_at,
    thing_at,
    things,
    tokens_of,
    unknown,
    unknown_value,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_USUAL = frozenset(spread("customer customers client clients"))
_PERSONS = frozenset(spread("user account learner pupil resident household person contact company tenant borrower"))
_ADDED = {"email": ("address", "addresses"), "phone": ("number", "numbers"), "telephone": ("number", "numbers")}
_GIVEN = frozenset(spread("given provided left told supplied sent entered"))
_NOW = (("at", "the", "moment"), ("right", "now"), ("at", "present"), ("currently",), ("presently",), ("now",))
_TIERS = frozenset(spread("loyalty membership tier reward"))
_CALLED_SO = 0.95
"""From this score on a value is called so, in the plural too."""
_GETS = frozenset(spread("get gets receive receives want wants take takes"))
_OURS = frozenset(spread("our the a an us any"))


def called(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Customers" as the only ones of the model who pay: its subscribers, its members, its patients.

    Kept as it is where anything is called so, or where others may be meant as well.
    """
    del clock
    for at, token in enumerate(tokens):
        if token.low not in _USUAL or any(not unknown(w, lexicon) for w in _USUAL) or _in_a_value(tokens, at, lexicon):
            continue
        payers = [t for t in lexicon.tables if set(_heads(t, lexicon)) & rows.PAYERS]
        others = [t for t in lexicon.tables if set(_heads(t, lexicon)) & _PERSONS]
        if len(payers) != 1 or set(others) - set(payers) or not _pays(payers[0], lexicon):
            return list(tokens), []
        label = label_of(lexicon, Target("table", payers[0], payers[0]))
        note = f"“{token.text}” was read as {label}: nobody else who pays is in this data."
        return [*tokens[:at], *tokens_of(label, token), *tokens[at + 1 :]], [note]
    return list(tokens), []


def members(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Gold members" as the guests whose loyalty tier is gold: members are those who have a tier, which is named.

    Kept as it is where anything is called so, and where no such tier stands before it: who is a member is not known from a row.
    """
    del clock
    for at, token in enumerate(tokens):
        if not at or token.stem != "member" or not _no_members(lexicon):
            continue
        if tokens[at - 1].low == "new" and unknown("new", lexicon):
            since = _since(lexicon)
            if len(since) != 1:
                return list(tokens), []
            label = label_of(lexicon, Target("table", since[0], since[0]))
            note = f"“{token.text}” was read as {label}, who have a day on which they became members."
            return [*tokens[:at], *tokens_of(label, token), *tokens[at + 1 :]], [note]
        before = tokens[at - 1]
        found = {m.target for m in lexicon.value_matches((before.stem,), before.low) if m.exact}
        tiers = {t for t in found if _TIERS & set(words_of(t.name))}
        if len({t.table for t in tiers}) != 1 or tiers != found:
            return list(tokens), []
        table = next(iter(tiers)).table
        label = label_of(lexicon, Target("table", table, table))
        note = f"“{before.text} {token.text}” was read as {label} of that tier."
        return [*tokens[:at], *tokens_of(label, token), *tokens[at + 1 :]], [note]
    return list(tokens), []


def short_nouns(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who never ran an ad" as "ads", where a table is called so by two letters and nothing by one of them alone."""
    del clock
    made = list(tokens)
    for at, token in enumerate(tokens):
        if token.kind != "word" or len(token.low) != _SHORT or not at or tokens[at - 1].low not in _ONE:
            continue
        many = f"{token.low}s"
        if lexicon.fields((token.stem,)) or not any(m.target.kind == "table" for m in lexicon.fields((many,))):
            continue
        if lexicon.knows(many) and unknown_value(token, lexicon):
            made[at] = replace(token, low=many, stem=many)
    return made, []


_SHORT = 2
_ONE = frozenset(("a", "an", "any", "one", "single"))


def _no_members(lexicon: Lexicon) -> bool:
    """Whether nothing is called a member, but a day from which somebody is one."""
    named = [m.target for m in lexicon.fields(("member",))]
    days = all(
        t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None and d.type == "time"
        for t in named
    )
    return days and not any(m.exact for m in lexicon.value_matches(("member",), "member"))


def _since(lexicon: Lexicon) -> list[str]:
    """The tables that go by the day from which somebody is a member."""
    return [
        name
        for name in lexicon.tables
        if any(
            words_of(d.name) == ("member", "since") and d.name == lexicon.time_dimension(name)
            for d in dates(name, lexicon)
        )
    ]


_STANDING = frozenset(spread("status tier level"))


def of_a_tier(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Guests with Gold or Platinum status" as those who are gold or platinum, where a tier of theirs alone holds the values."""
    del clock
    for at in range(2, len(tokens)):
        if tokens[at].low not in _STANDING:
            continue
        found = {m.target for m in lexicon.value_matches((tokens[at - 1].stem,), tokens[at - 1].low) if m.exact}
        tiers = {(t.table, t.name) for t in found if _TIERS & set(words_of(t.name))}
        if len(tiers) != 1 or len(found) != 1:
            continue
        table, name = next(iter(tiers))
        if tokens[at].stem in words_of(name) or not ends_at(tokens, at + 1):
            continue
        start = at - 1
        while start > 1 and (
            tokens[start - 1].low in ("or", "and", ",") or _is_of(tokens[start - 1], table, name, lexicon)
        ):
            start -= 1
        led = tokens[start - 1].low in ("with", "of", "having")
        label = " ".join(words_of(name))
        with_ = tokens_of(f"with {label}", tokens[start]) if led else []
        return [*tokens[: start - led], *with_, *tokens[start:at], *tokens[at + 1 :]], []
    return list(tokens), []


def _is_of(token: Token, table: str, name: str, lexicon: Lexicon) -> bool:
    found = {(m.target.table, m.target.name) for m in lexicon.value_matches((token.stem,), token.low) if m.exact}
    return found == {(table, name)}


def each_of_them(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Faculty members" as the faculty, "staff members", "crew members": people of a thing whose rows are such people.

    "Team members" stays where rows are teams, and every name with "member" in it.
    """
    del clock
    made = list(tokens)
    for at in range(len(made) - 1, 0, -1):
        if made[at].low not in ("member", "members") or not all(unknown(w, lexicon) for w in ("member", "members")):
            continue
        thing = next((t for t in things(made[max(0, at - 3) : at], lexicon) if t.end == min(at, 3)), None)
        if thing is None or not masters.people(thing.table, lexicon):
            continue
        start = max(0, at - 3) + thing.start
        label = label_of(lexicon, Target("table", thing.table, thing.table)).lower()
        made = [*made[:start], *tokens_of(label, made[at - 1]), *made[at + 1 :]]
    return made, []


def _pays(table: str, lexicon: Lexicon) -> bool:
    """Whether rows with amounts of money lead to these: where all of them lead elsewhere, others pay."""
    if rows.buys_for_us(table, lexicon):
        return False
    money = [
        name
        for name, one in lexicon.tables.items()
        if any(m.format and m.format.kind == "currency" and m.aggregate == "sum" and not m.hidden for m in one.measures)
    ]
    return not money or any(lexicon.roads.distance_up(name, table) is not None for name in money)


def _in_a_value(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word is a part of a value: the "customer service" of a team."""
    spans = [
        tokens[start:end]
        for start in range(max(0, at - 2), at + 1)
        for end in range(at + 1, min(len(tokens), at + 3) + 1)
    ]
    return any(
        m.exact
        for span in spans
        if len(span) > 1
        for m in lexicon.value_matches(tuple(t.stem for t in span), " ".join(t.low for t in span))
    )


def _heads(table: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The last words of what a table is called."""
    one = lexicon.tables[table]
    return tuple(w for n in (one.label or one.name, one.name) for w in words_of(n)[-1:])


def addresses(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Email address" as the field that is called email; who "has not given us" one is without it."""
    del clock
    made: list[Token] = []
    for token in tokens:
        before = made[-1] if made else None
        tails = _ADDED.get(before.low, ()) if before is not None else ()
        spoken = before is not None and token.low in tails and not _known((before, token), lexicon)
        if before is not None and spoken and _known((before,), lexicon):
            continue
        made.append(token)
    lows = [t.low for t in made]
    for at in range(len(lows) - 3):
        denied = 2 if lows[at : at + 2] in (["have", "not"], ["has", "not"]) else 0
        denied = denied or (4 if lows[at : at + 4] in (["haven", "'", "t"], ["hasn", "'", "t"]) else 0)
        end = at + denied
        if not denied or lows[end : end + 1] == [] or lows[end] not in _GIVEN:
            continue
        end += 1
        while end < len(lows) and lows[end] in _OURS | {"their", "its"}:
            end += 1
        field = next((n for n in (2, 1) if _known(made[end : end + n], lexicon)), None)
        if field is None or lows[end] not in _ADDED:
            continue
        start = at - (at > 0 and lows[at - 1] in ("who", "that", "which"))
        return [*made[:start], *tokens_of("without", made[at]), *made[end:]], []
    return made, []


def _known(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a field of text is called so."""
    targets = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    return bool(said) and any(t.kind == "dimension" for t in targets)


def at_present(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Active at the moment", "currently active": a state is what is so now, so the words say no more."""
    del clock
    lows = [t.low for t in tokens]
    for words in _NOW:
        for at in range(len(lows) - len(words) + 1):
            if tuple(lows[at : at + len(words)]) != words:
                continue
            end = at + len(words)
            beside = [tokens[n] for n in (at - 1, end) if 0 <= n < len(tokens)]
            if any(_state(t, lexicon) for t in beside) and all(unknown(w, lexicon) for w in words[-1:]):
                return [*tokens[:at], *tokens[end:]], []
    return list(tokens), []


def running(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Trials that are running at the moment", "ongoing trials": a state is what is so now, so the words say no more."""
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        if low not in _RUNNING or not unknown(low, lexicon) or DENIALS & set(lows):
            continue
        start, end = at, at + 1
        if end < len(tokens) and _state(tokens[end], lexicon):
            return [*tokens[:at], *tokens[end:]], []
        while start and lows[start - 1] in BE | _STILL_ON:
            start -= 1
        then = next((w for w in _NOW if tuple(lows[end : end + len(w)]) == w), ())
        end += len(then)
        if start and start < at and _state(tokens[start - 1], lexicon) and ends_at(tokens, end):
            return [*tokens[:start], *tokens[end:]], []
    return list(tokens), []


_ONGOING = frozenset(
    spread(
        "contract subscription agreement policy lease membership campaign trial project experiment plan tenancy loan"
    )
)


def running_ones(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Running contracts" as active ones, where one state of theirs alone says that they go on."""
    del clock
    for at in range(len(tokens) - 1):
        if tokens[at].low not in ("running", "ongoing") or not unknown(tokens[at].low, lexicon):
            continue
        thing = next((t for t in things(tokens, lexicon) if t.start == at + 1), None)
        found = _goes_on(thing.table, lexicon) if thing is not None and tokens[thing.end - 1].stem in _ONGOING else []
        if len(found) == 1 and found[0][1].isalpha() and not DENIALS & {t.low for t in tokens}:
            note = f"“{tokens[at].text}” was read as {found[0][1]}."
            return [*tokens[:at], *tokens_of(found[0][1], tokens[at]), *tokens[at + 1 :]], [note]
    return list(tokens), []


def still_running(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Contracts that are still running" as those in the one state of theirs that says so, where none is called running."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows)):
        if (
            lows[at] not in _RUNNING
            or not unknown(lows[at], lexicon)
            or DENIALS & set(lows)
            or not ends_at(tokens, at + 1)
        ):
            continue
        start = at
        while start and lows[start - 1] in BE | _STILL_ON:
            start -= 1
        thing = next((t for t in reversed(things(tokens[:start], lexicon))), None)
        found = _goes_on(thing.table, lexicon) if thing is not None and start < at else []
        if thing is None or len(found) != 1:
            continue
        name, value = found[0]
        label = label_of(lexicon, Target("dimension", thing.table, name))
        field = replace(tokens[at], low=label.lower(), stem=label.lower(), field=(thing.table, name))
        quoted = replace(tokens[at], text=value, low=value.lower(), kind="quoted")
        told = [*tokens_of("where", tokens[at]), field, *tokens_of("is", tokens[at]), quoted]
        said = " ".join(t.text for t in tokens[start : at + 1])
        return [*tokens[:start], *told, *tokens[at + 1 :]], [f"“{said}” was read as: {label} is {value}."]
    return list(tokens), []


_GOING_ON = frozenset(("active", "ongoing", "current", "open", "in progress", "in force", "live"))


def _goes_on(table: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The states of these rows that say that they go on."""
    fields = [d.name for d in lexicon.tables[table].dimensions if d.type == "string" and not d.hidden]
    return [
        (name, str(value))
        for name in fields
        if lexicon.is_state(table, name)
        for value in lexicon.values.of_field(table, name, limit=30)
        if str(value).lower().replace("_", " ") in _GOING_ON
    ]


_RUNNING = frozenset(spread("running ongoing underway"))
_STILL_ON = frozenset(spread("still currently now presently that which"))


def _state(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a value of a field that says how a row is, or of a list of such states, and nothing else."""
    if token.kind != "word" or any(m.exact for m in lexicon.fields((token.stem,))):
        return False
    found = [m.target for m in lexicon.value_matches((token.stem,), token.low) if m.score >= _CALLED_SO]
    return bool(found) and all(
        lexicon.is_state(t.table, t.name)
        or {"status", "state"} & set(words_of(lexicon.tables[t.table].name))
        or _states(t, lexicon)
        for t in found
    )


def _states(target: Target, lexicon: Lexicon) -> bool:
    label = lexicon.tables[target.table].label or ""
    return bool({"status", "state"} & set(words_of(label)))


def no_longer(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "No longer available" as not available, where a yes or no says it."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 2):
        if lows[at : at + 2] != ["no", "longer"] or lows[at + 2] == "than":
            continue
        named = [m.target for m in lexicon.fields((tokens[at + 2].stem,)) if m.exact]
        if named and all(t.kind == "dimension" and lexicon.flag(t.table, t.name) is not None for t in named):
            return [*tokens[:at], *tokens_of("not", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def shopping(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Members who shopped with us" as those who bought, where nothing is called so."""
    del clock
    made, notes = list(tokens), list[str]()
    for at in range(len(made) - 1, -1, -1):
        if made[at].low != "shopped" or not unknown("shopped", lexicon):
            continue
        notes.append(f"“{made[at].text}” was read as bought.")
        made[at] = tokens_of("bought", made[at])[0]
        if [t.low for t in made[at + 1 : at + 3]] == ["with", "us"]:
            del made[at + 1 : at + 3]
    return made, notes


def getting(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Readers who get our newsletter", "subscribed to the newsletter": those with it, where a yes or no of theirs says it."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end
        if lows[at : at + 1] in (["who"], ["that"], ["which"]):
            at += 1
        denied = False
        if lows[at : at + 1] in (["do"], ["does"], ["are"], ["is"]) and lows[at + 1 : at + 2] == ["not"]:
            denied, at = True, at + 2
        elif lows[at : at + 1] and lows[at] in BE:
            at += 1
        verb = [*lows[at : at + 1], ""][0]
        to = lows[at + 1 : at + 2] == ["to"] and verb in ("subscribed", "subscribe")
        if verb not in _GETS and not to:
            continue
        if to and not unknown(verb, lexicon):
            continue
        end = at + 1 + to
        while end < len(lows) and lows[end] in _OURS:
            end += 1
        named = thing_at(tokens, end, lexicon)
        flags = {
            m.target.name
            for m in lexicon.fields((tokens[end].stem,) if end < len(tokens) else ())
            if m.exact and m.target.kind == "dimension" and m.target.table == thing.table
            if lexicon.flag(m.target.table, m.target.name) is not None
        }
        if named is not None or len(flags) != 1 or DENIALS & {*lows[:at]} - {"not"}:
            continue
        tie = "without" if denied else "with"
        return [*tokens[: thing.end], *tokens_of(tie, tokens[at]), *tokens[end:]], []
    return list(tokens), []


def thrown_away(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Loaves thrown away", "that we threw out" as wasted, discarded or scrapped: the one that a field is called by.

    Kept as it is where fields are called by several of them: what was thrown away may be either.
    """
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        end = at + 2 if low in _THROWN and lows[at + 1 : at + 2] in (["away"], ["out"]) else at + 1
        if end == at + 1 and low not in _BINNED:
            continue
        known = [d for d in _DISCARDED if any(lexicon.knows(w) for w in (d, stem(d)))]
        if len(known) != 1 or low == known[0] or not all(unknown(t.low, lexicon) for t in tokens[at:end]):
            return list(tokens), []
        said = " ".join(t.text for t in tokens[at:end])
        return [*tokens[:at], *tokens_of(known[0], tokens[at]), *tokens[end:]], [f"“{said}” was read as {known[0]}."]
    return list(tokens), []


_THROWN = frozenset(spread("throw throws threw thrown throwing"))
_BINNED = frozenset(spread("binned discarded scrapped trashed"))
_DISCARDED = spread("wasted discarded scrapped binned spoiled")


def purchase_orders(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Purchase orders" as the purchases, where rows are called that and none purchase orders: never the orders of customers."""
    del clock
    tables = [t for t in lexicon.tables if _PURCHASE & set(_heads(t, lexicon))]
    made = list(tokens)
    for at in range(len(made) - 1) if len(tables) == 1 else ():
        both = tuple(t.stem for t in made[at : at + 2])
        if both != ("purchase", "order") or made[at].low != made[at].stem or any(m.exact for m in lexicon.fields(both)):
            continue
        if at + 2 < len(made) and any(m.exact for m in lexicon.fields((*both, made[at + 2].stem))):
            continue
        label = label_of(lexicon, Target("table", tables[0], tables[0]))
        said = f"{made[at].text} {made[at + 1].text}"
        low = label.lower()
        named = replace(made[at], text=label, low=low, stem=stem(low), table=tables[0], end=made[at + 1].end)
        return [*made[:at], named, *made[at + 2 :]], [f"“{said}” was read as {label}."]
    return made, []


_PURCHASE = frozenset(("purchase", "purchases"))
