"""People by what they work as: "notices per attendant", "which mechanic did the most repairs" are of employees of that role."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import in_words, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_EACH = frozenset(("per", "each", "every"))
_WHICH = frozenset(("which", "what"))
_ROLES = frozenset(spread("role position job function occupation"))
"""What a field is called that says what people work as."""
_REPS = frozenset(spread("rep representative salesperson seller owner"))
"""Those whom `owners` reads by the key that leads to them."""
_LONGEST = 2


def each_of_them(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Notices per attendant" as per employee with the role attendant, where one role of people alone is called so.

    "By attendant" is by each of them, as "by attendants" is by any; a value alone would only choose rows.
    """
    del clock
    for at in range(1, len(tokens)):
        lead = tokens[at - 1].low
        if lead not in _EACH | _WHICH and lead != "by":
            continue
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            said = tokens[at : at + length]
            if any(t.kind != "word" for t in said) or said[-1].low != said[-1].stem:
                continue
            role = _role(said, lexicon)
            behind = thing_at(tokens, at + length, lexicon) if role is not None else None
            if role is None or behind is not None:
                continue
            label = label_of(lexicon, Target("table", role.table, role.table))
            field = lexicon.dimension(role.table, role.name)
            if field is None:
                continue
            named = tokens_of(label, said[0])
            named[-1] = tokens_of(named[-1].stem, said[0])[0]
            told = tokens_of(f"with {in_words(field)}", said[0])
            words = " ".join(t.text for t in said)
            note = f"“{words}” was read as {label} whose {in_words(field)} is {role.value}."
            return [*tokens[:at], *named, *told, *said, *tokens[at + length :]], [note]
    return list(tokens), []


def _role(said: Sequence[Token], lexicon: Lexicon) -> Target | None:
    """The role of people that these words name, where nothing else is called so."""
    stems = tuple(t.stem for t in said)
    found = {m.target for m in lexicon.value_matches(stems, " ".join(t.text for t in said)) if m.exact}
    if len(found) != 1 or _REPS & {*stems} or any(m.exact for m in lexicon.fields(stems)):
        return None
    role = found.pop()
    keys = (r for r in lexicon.model.relationships if r.to_table == role.table)
    if any({*stems} & {*words_of(r.label or ""), *words_of(r.from_columns[0])} for r in keys):
        return None  # who did it as one need not work as one: the key says who it was
    return role if _ROLES & {*words_of(role.name)} and masters.people(role.table, lexicon) else None
