"""A word for the kind of number, time or text that a field holds, said beside its whole name: the "snatch score" of a `snatch`.

The word is left out where it fits what the field holds and is the name of nothing in the model.
A word that says more than the kind ("price change", "order refunds", "revenue target") is none of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import is_key, words_of
from lunara.ask.planners.offline.plain.numbers_held import counted_words
from lunara.ask.planners.offline.plain.things import shown, things, tokens_of
from lunara.ask.planners.offline.words import DATE_VERBS, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_SCORES = frozenset(spread("score point mark medal"))
_AMOUNTS = frozenset(spread("amount value figure quantity"))
_TIMES = frozenset(spread("time date day moment"))
_KINDS = frozenset(spread("type kind sort category class scheme status title"))
_LEVELS = frozenset(spread("level grade size"))
_SHARES = frozenset(spread("ratio rate percentage percent share"))
_NUMBERS = frozenset(spread("number no"))
_ALL = (_SCORES, _AMOUNTS, _TIMES, _KINDS, _LEVELS, _SHARES, _NUMBERS)
_OF_MONEY = frozenset(
    spread("credit debit loan deposit balance price cost fee tax salary wage pay budget revenue sale profit")
)
"""What is an amount of money is no score: a "credit score" is not how much credit there is."""
_SIZES = frozenset(
    spread("age height weight length width depth distance speed duration capacity population year month day hour")
)
"""What is measured in units is no score either."""
_SUMMED = frozenset(spread("total sum average mean count maximum minimum overall"))
"""Names of fields that alone would be read as how a number is taken."""
_BODILY = frozenset(spread("weight height mass temperature"))
_NOT_NAMES = frozenset(
    spread(
        """the a an of all each every and or by in on at for to with per their its his her whose which what who that this these
        those is are was were be been has have had do does did number amount how many much most least highest lowest"""
    )
)
_COUNTS = (("number", "of"), ("amount", "of"), ("level", "of"), ("value", "of"))
_LONGEST = 4


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the field's own name alone, and a note for each word that was left out."""
    del clock
    made, notes = list(tokens), list[str]()
    at = 1
    while at < len(made):
        found = _at(made, at, lexicon)
        if found is None:
            at += 1
            continue
        start, name, label = found
        said = " ".join(t.text for t in made[start : at + 1])
        if tuple(t.low for t in made[max(0, start - 2) : start]) in _COUNTS and made[at].stem in _SCORES | _AMOUNTS:
            start -= 2
        made[start : at + 1] = name
        notes.append(f"“{said}” was read as {label}.")
        at = start + len(name)
    return made, notes


def bodily(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Body weight" as the weight, where a field is called that and none is called anything of a body."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 2, -1, -1):
        body, said = made[at], made[at + 1]
        if body.low != "body" or said.stem not in _BODILY or _is_called((body.stem, said.stem), lexicon):
            continue
        if any(m.exact and m.target.kind == "dimension" for m in lexicon.fields((said.stem,))):
            del made[at]
    return made, []


def of_values(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "A 'Broadband' type connection": the connection that is so, where that field alone holds the value."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 2, 0, -1):
        value, kind, said = made[at - 1 : at + 2]
        if kind.stem not in _KINDS or said.kind != "word" or kind.low != kind.stem:
            continue
        held = {(m.target.table, m.target.name) for m in lexicon.value_matches((value.stem,), value.low) if m.exact}
        called = [m.target for m in lexicon.fields((said.stem,)) if m.exact]
        if len(held) == 1 and {(t.table, t.name) for t in called if t.kind == "dimension"} == held == {
            (t.table, t.name) for t in called
        }:
            del made[at]
    return made, []


def _at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[Token], str] | None:
    """Where the field's name before this word begins, what stands for both, and what the field is called."""
    tail = tokens[at]
    group = next((g for g in _ALL if tail.stem in g), None) if tail.kind == "word" and tail.field is None else None
    if group is None or _is_name(tail, lexicon) or _goes_on(tokens, at, lexicon):
        return None
    for start in range(max(0, at - _LONGEST), at):
        said = tokens[start:at]
        if not _may_name(said, lexicon):
            continue
        stems = tuple(t.stem for t in said if t.low != "and")
        if len(stems) < len(said) and tail.stem in stems:
            continue  # "taste score and service score": two fields of that kind
        if _is_called((*stems, tail.stem), lexicon):
            return None
        fields = _fields(stems, group, lexicon)
        if fields is None:
            return None
        fields = fields or _beside(stems, tail, group, lexicon)
        if not fields:
            continue
        fields = [(table, field) for table, field in fields if _holds(field, group, table, lexicon)]
        if not fields:
            return None
        return start, _in_its_place(said, tail, fields, tokens, lexicon), shown(fields[0][1])
    return None


def _may_name(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words may be one name: an "and" is inside of it only where it stands between two halves of a name."""
    if any(t.kind not in ("word", "number") or t.field is not None or t.low in _NOT_NAMES - {"and"} for t in said):
        return False
    if "and" not in (t.low for t in said):
        return True
    halves = (said[0], said[-1])
    return len(said) == 3 and said[1].low == "and" and not any(_is_called((h.stem,), lexicon) for h in halves)


def _is_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether the word alone is the name of something, or a value."""
    if any(m.exact and token.stem in lexicon.literal_words(m.target) for m in lexicon.fields((token.stem,))):
        return True
    return any(m.exact for m in lexicon.value_matches((token.stem,), token.low))


def _is_called(stems: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether something is called by all of these words, or a value reads so."""
    if any(m.exact for m in lexicon.fields(stems)):
        return True
    return any(m.exact for m in lexicon.value_matches(stems, " ".join(stems)))


def _goes_on(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word leads what stands behind it: "level 2", a "score sheet" that is called so."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or behind.kind == "symbol":
        return False
    if behind.kind in ("number", "quoted"):
        return True
    return any(m.exact for m in lexicon.fields((tokens[at].stem, behind.stem)))


_Field = tuple[str, Dimension]


def _fields(stems: tuple[str, ...], group: frozenset[str], lexicon: Lexicon) -> list[_Field] | None:
    """The fields of which these words are the whole name; None where they name something else as well."""
    found: dict[Target, Dimension] = {}
    for match in lexicon.fields(stems):
        target = match.target
        if not match.exact or target.kind in ("measure", "derived"):
            continue
        field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
        if field is None:
            return None
        found[target] = field
    found.update((t, d) for t, d in _with_their_unit(stems, group, lexicon))
    return [(target.table, field) for target, field in found.items()]


def _with_their_unit(stems: tuple[str, ...], group: frozenset[str], lexicon: Lexicon) -> list[tuple[Target, Dimension]]:
    """Percentages whose names are these words and the unit ("rating" of `rating_in_percent`), and numbers of these things."""
    found = []
    for name, table in lexicon.tables.items():
        for field in table.dimensions:
            words = words_of(field.label or field.name)
            share = group is _SHARES and words[: len(stems)] == stems and set(words[len(stems) :]) <= _UNITS
            if not field.hidden and (share or (group is _AMOUNTS and counted_words(field) == stems)):
                found.append((Target("dimension", name, field.name), field))
    return found


_UNITS = frozenset(spread("in percent percentage pct"))


def _beside(stems: tuple[str, ...], tail: Token, group: frozenset[str], lexicon: Lexicon) -> list[_Field]:
    """The fields that are called by these words and another word of the same kind: `total_points` for a "total score"."""
    if group not in (_SCORES, _TIMES):
        return []
    called = [m.target for word in sorted(group - {tail.stem}) for m in lexicon.whole((*stems, word))]
    fields = {t: lexicon.dimension(t.table, t.name) for t in called if t.kind == "dimension"}
    return [(t.table, d) for t, d in fields.items() if d is not None and not d.hidden]


def _holds(field: Dimension, group: frozenset[str], table: str, lexicon: Lexicon) -> bool:
    """Whether what the field holds is of this kind."""
    words = words_of(field.label or field.name)
    text = field.format is not None and field.format.kind == "text"
    summed = any(
        m.aggregate in ("sum", "avg") and (m.expression or "").strip('"').lower() == _column(field)
        for m in lexicon.tables[table].measures
    )
    if field.hidden or is_key(field, set(lexicon.tables[table].primary_key)):
        return False
    if group is _SCORES:
        return field.type == "number" and not (_OF_MONEY | _SIZES) & set(words)
    if group is _AMOUNTS:
        return field.type == "number" and summed and not _SHARES & set(words)
    if group is _TIMES:
        return _is_deed(words) and (field.type == "string" or (field.type == "number" and text))
    if group is _KINDS:
        return field.type == "string"
    if group is _SHARES:
        return field.type == "number" and bool({"percent", "percentage", "pct"} & set(words))
    if group is _NUMBERS:
        return field.type == "number" and text and len(words) == 1
    return field.type in ("number", "string")


def _is_deed(words: tuple[str, ...]) -> bool:
    """Whether a name of one word says that something came about: "launch", "arrival"."""
    word = words[0]
    family = near_words(word).family
    derived = word.endswith(("al", "ure", "ion", "ing", "ment", "ery", "ance"))
    return len(words) == 1 and (word in DATE_VERBS or bool(set(DATE_VERBS) & set(family)) or (derived and bool(family)))


def _column(field: Dimension) -> str:
    return (field.expression or field.name).strip('"').lower()


def _in_its_place(
    said: Sequence[Token], tail: Token, fields: Sequence[_Field], tokens: Sequence[Token], lexicon: Lexicon
) -> list[Token]:
    """The field's name as it was said, or the field itself where its name alone would be read as something else."""
    own = {words_of(field.label or field.name) for _, field in fields}
    stems = tuple(t.stem for t in said)
    if not _SUMMED & set(stems) and stems in own:
        return list(said)
    near = {thing.table for thing in things(tokens, lexicon)}
    meant = [f for f in fields if f[0] in near] or list(fields)
    if len(meant) > 1:
        return tokens_of(shown(meant[0][1]), said[0]) if len(own) == 1 else [*said, tail]
    table, field = meant[0]
    text, low = " ".join(t.text for t in (*said, tail)), shown(field).lower()
    return [replace(said[0], text=text, low=low, stem=low, end=tail.end, field=(table, field.name))]
