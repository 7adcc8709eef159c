"""Keys and short forms: the "id" of a file whose key is `f_id`, a "department number", the "os" of an `operating_system`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import shown, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import FILLER, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.kept import Kept
from lunara.semantic.model import Dimension, Measure, SemanticModel

_IDS = frozenset(("id", "ids"))
_NUMBERS = frozenset(("number", "numbers"))
_KEYS = frozenset(("id", "key", "no", "number", "code"))
_SKIPPED = frozenset(("of", "for", "all", "the", "each", "every", "and"))
_COUNTED = frozenset(spread("of in per by for at each every"))
_LEADS = frozenset(
    spread("the and or their its whose each every by same of all different distinct show list give find")
)
_BEHIND = frozenset(spread("of and or for is are was were by in"))
_GROUPS = frozenset(spread("each every per by"))
_LONGEST = 4
_SHORT: Kept[SemanticModel, dict[str, set[str]]] = Kept()
_OWN: Kept[SemanticModel, dict[str, str]] = Kept()


def ids(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The "id" of a thing as its key, where the thing has no field that is called so."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 1, -1, -1):
        if made[at].low not in _IDS or made[at].kind != "word":
            continue
        table = _whose(made, at, lexicon)
        if any(m.target.table == table and m.target.kind == "dimension" for m in lexicon.fields((made[at].stem,))):
            continue
        key = lexicon.key_dimension(table) if table is not None else None
        field = lexicon.dimension(table, key) if table is not None and key is not None else None
        if table is None or field is None or not _is_numbered(field):
            continue
        own = at > 0 and (before := thing_at(made, at - 1, lexicon)) is not None and before.table == table
        start, label = at - own, shown(field).lower()
        if start and made[start - 1].low in _GROUPS:
            continue
        said = " ".join(t.text for t in made[start : at + 1])
        token = replace(made[start], text=said, low=label, stem=label, end=made[at].end, field=(table, field.name))
        made[start : at + 1] = [token]
    return made, []


def _whose(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """The thing whose id it is: said right before it, or the first one behind it; else the only one that is named."""
    before = thing_at(tokens, at - 1, lexicon) if at else None
    if before is not None:
        return before.table
    behind = things(tokens[at + 1 :], lexicon)
    if behind and all(t.low in _SKIPPED for t in tokens[at + 1 : at + 1 + behind[0].start]):
        return behind[0].table
    named = {thing.table for thing in things(tokens, lexicon)}
    return next(iter(named)) if len(named) == 1 else None


def _is_numbered(field: Dimension) -> bool:
    """Whether a key is a number or a code, and no name: people are known by a name, but it is not their id."""
    return field.type == "number" or words_of(field.label or field.name)[-1] in _KEYS


def rows_by_their_key(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Members" as the memberships whose own key is the `member_id`, where nothing else is called so: each is one."""
    del clock
    keyed = _OWN.get(lexicon.model, lambda: _keyed_by(lexicon.model))
    for at, token in enumerate(tokens):
        home = keyed.get(token.stem, "") if token.kind == "word" and not _plain(token) else ""
        if home not in lexicon.tables or _KEYS & {t.low for t in tokens[at + 1 : at + 2]}:
            continue
        near = (*lexicon.fields((token.stem,)), *lexicon.value_matches((token.stem,), token.low))
        if any(m.exact or m.target.kind in ("table", "role") for m in near):
            continue
        label = label_of(lexicon, Target("table", home, home))
        named = tokens_of(label, token)
        if token.low == token.stem:
            named[-1] = replace(named[-1], low=named[-1].stem)
        return [*tokens[:at], *named, *tokens[at + 1 :]], [
            f"“{token.text}” was read as {label}: each has a key of its own."
        ]
    return list(tokens), []


def _plain(token: Token) -> bool:
    return token.low in FILLER or len(token.low) < _SHORTEST


_SHORTEST = 3


def _keyed_by(model: SemanticModel) -> dict[str, str]:
    """By what rows are called by a key of their own, `member_id`: their table.

    None where several tables have such a key, and where a key that leads to something else is called so.
    """
    foreign = {(r.from_table, c) for r in model.relationships for c in r.from_columns}
    found: dict[str, list[str]] = {}
    for table in model.tables:
        key = table.primary_key[0] if len(table.primary_key) == 1 else ""
        words = words_of(key)
        if words[1:] and {*words[1:]} <= _KEYS and (table.name, key) not in foreign:
            found.setdefault(words[0], []).append(table.name)
    for r in model.relationships:
        for word in words_of(r.from_columns[0]):
            if word in found and r.to_table not in found[word]:
                del found[word]
    return {word: tables[0] for word, tables in found.items() if len(tables) == 1}


def numbers(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """A "department number" as the id of the departments, where that is a number and nothing of them is called one."""
    del clock
    made, notes = list(tokens), list[str]()
    for at in range(1, len(made)):
        thing = thing_at(made, at - 1, lexicon) if made[at].low in _NUMBERS else None
        if thing is None or made[at - 1].low != made[at - 1].stem or _is_counted(made, at):
            continue
        if any(m.exact for m in lexicon.fields((made[at - 1].stem, "number"))):
            continue
        key = lexicon.key_dimension(thing.table)
        field = lexicon.dimension(thing.table, key) if key is not None else None
        if field is None or field.type != "number" or words_of(field.label or field.name)[-1] != "id":
            continue
        if any(
            {"number", "no", "code"} & set(words_of(d.label or d.name)) for d in lexicon.tables[thing.table].dimensions
        ):
            continue
        notes.append(f"“{made[at - 1].text} {made[at].text}” was read as {shown(field)}.")
        made[at] = tokens_of("id" if made[at].low == "number" else "ids", made[at])[0]
    return made, notes


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """ "The employee number of each department" is how many there are."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is not None and (behind.low in _COUNTED - {"for"} or behind.kind in ("number", "quoted"))


def initials(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The first letters of a field's name as that field, where one alone has them and they are no word."""
    del clock
    made, notes = list(tokens), list[str]()
    for at in range(len(made) - 1, -1, -1):
        token = made[at]
        if token.kind != "word" or not 2 <= len(token.low) <= _LONGEST or not _may_be_short(made, at, lexicon):
            continue
        called = _SHORT.get(lexicon.model, lambda: _initials(lexicon.model)).get(token.low, set())
        if len(called) != 1:
            continue
        label = next(iter(called))
        made[at : at + 1] = tokens_of(label, token)
        notes.append(f"“{token.text}” was read as {label}.")
    return made, notes


def _may_be_short(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    if token.low in FILLER or not unknown(token.low, lexicon) or any(near_words(token.low)):
        return False
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    led = at > 0 and (tokens[at - 1].low in _LEADS or tokens[at - 1].kind == "symbol")
    return led and (behind is None or behind.kind == "symbol" or behind.low in _BEHIND)


def _initials(model: SemanticModel) -> dict[str, set[str]]:
    """The names of the fields that are shown, by the first letters of their words."""
    found: dict[str, set[str]] = {}
    for table in model.tables:
        fields: list[Dimension | Measure] = [*table.dimensions, *table.measures]
        for one in fields if not table.hidden else ():
            words = [w for w in shown(one).lower().split() if w.isalpha()]
            if len(words) > 1 and not one.hidden:
                found.setdefault("".join(w[0] for w in words), set()).add(" ".join(words))
    return found
