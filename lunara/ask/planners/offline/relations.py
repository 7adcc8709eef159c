"""Verbs of relationship: "concerts play at a stadium", "pets raised by students" name the one road that ties the two things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.brought_about import brings_about, is_part_of_field
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.own_ties import of_another, of_its_doer, of_kinds, tied_to_own
from lunara.ask.planners.offline.standing import LEADING, MAKING, PASSING, SAID_OF_ROWS, STANDING, WITH_WORDS
from lunara.ask.planners.offline.verbs import doers, same_deed
from lunara.ask.planners.offline.words import DATE_VERBS, MONEY_NOUNS, MONEY_WORDS, PIECE_WORDS, SALE_VERBS, spread
from lunara.ask.tokens import stem, verb_stems
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Relationship, Table

_AUXILIARIES = spread("has have had been being is are was were be do does did")


@dataclass(frozen=True)
class Road:
    """What ties two tables: one relationship, or two that meet in a table of their own."""

    one: str
    other: str
    relationships: tuple[Relationship, ...]
    between: str | None = None


def related(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items, in which a verb that names the only road between two things of the question ties them and says no more.

    Kept as it is where there are two roads, where rows or a date of the model tell of the verb themselves, where the road tells
    of another deed ("approved by"), and where rows with a date lie between that need not be what the verb tells of.
    """
    made = list(items)
    _who_did(made, lexicon)
    _people(made, lexicon)
    for at, item in enumerate(made):
        found = _verb(made, at, lexicon)
        if found is None:
            if _passed_over(made, at) and of_another(made, at, _bases(item.low), lexicon):
                item.kind, item.matches, item.verb = "unknown", [], ()
            continue
        verbs, behind = found
        doer = _by_doer(made, item, verbs, lexicon) if not behind else None
        if doer is not None:
            item.kind, item.ops, item.verb, item.ties = "verb", [], verbs, f"what {doer} says"
            continue
        own = tied_to_own(made, at, verbs, lexicon) if not behind else None
        if own is None and not behind and of_another(made, at, verbs, lexicon):
            item.kind, item.matches, item.verb = "unknown", [], ()
            continue
        if own is not None:
            of_kinds(made, at)
            item.kind, item.ops, item.matches, item.verb, item.ties = "verb", [], [], verbs, own
            continue
        road = _road_said(made, at, behind, verbs, lexicon)
        belong = road is not None and _of_those_who_belong(verbs, road, items[at + 1 : at + 2], lexicon)
        if belong and not of_its_doer(made, at, verbs, lexicon):
            item.kind, item.verb, item.matches = "unknown", (), []
            continue
        if road is not None and item.kind == "verb" and _is_of_another_deed(verbs, road, lexicon):
            item.kind, item.verb = "unknown", ()
            continue
        if road is None or not _names(verbs, road, lexicon, item.kind == "verb"):
            continue
        for passed in made[at + 1 : at + 1 + behind]:
            passed.kind, passed.ops, passed.matches, passed.verb = "filler", [], [], ()
        item.kind, item.ops, item.matches = "verb", [], []
        item.verb, item.ties, item.over = verbs, _told(road, lexicon), tuple(r.name for r in road.relationships)
        of_kinds(made, at)
        _without_between(made, road)
        _by_key(made, road, lexicon)
    return made


def _told(road: Road, lexicon: Lexicon) -> str:
    names = [lexicon.tables[t].label or t.replace("_", " ") for t in (road.one, road.other)]
    over = lexicon.tables[road.between] if road.between is not None else None
    how = f" over {over.label or over.name.replace('_', ' ')}" if over is not None else ""
    return f"what ties {names[0]} and {names[1]}{how}"


def _without_between(items: Sequence[Item], road: Road) -> None:
    """The two things are meant, not the rows that tie them, where a name only sounds like these rows."""
    if road.between is None:
        return
    for item in items:
        exact = {m.target.table for m in item.matches if m.exact and m.target.kind == "table"}
        if exact & {road.one, road.other}:
            item.matches = [m for m in item.matches if m.exact or m.target.table != road.between]


def _by_key(items: Sequence[Item], road: Road, lexicon: Lexicon) -> None:
    """ "Which account manager looks after the most clients?": those to whom the clients' key of that name leads, whatever else
    is called so. Kept as it is where those that have none may be meant.
    """
    few = any(i.is_op("not", "without") or any(op.arg in ("asc", "<", "<=", "=") for op in i.ops) for i in items)
    keys = {(r.from_table, c.lower()): r.to_table for r in road.relationships for c in r.from_columns}
    for before, item in pairwise(items):
        if few or item.kind != "mention" or item.quoted or not before.is_op("which"):
            continue
        named = [
            keys.get(_column(m, lexicon))
            for m in item.matches
            if m.score >= _NAMES_KEY and m.target.kind == "dimension"
        ]
        things = [t for t in dict.fromkeys(named) if t is not None]
        if len(things) == 1 and not any(m.exact and m.target.kind == "table" for m in item.matches):
            item.matches = [Match(Target("table", things[0], things[0]), 1.0, True)]


_NAMES_KEY = 0.6
"""How well a name must fit a key for those to whom it leads to be meant: "adviser" of `adviser_id`."""


def _column(match: Match, lexicon: Lexicon) -> tuple[str, str]:
    dimension = lexicon.dimension(match.target.table, match.target.name)
    expression = (dimension.expression or dimension.name) if dimension is not None else match.target.name
    return match.target.table, expression.strip('"').lower()


# -- the verb ------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=5_000)
def _bases(low: str) -> tuple[str, ...]:
    """What a word may be a form of: "plays", "playing" and "played" of "play", "used" of "use"."""
    short = (low[:-1],) if low.endswith("ed") and not verb_stems(low) else ()
    return tuple(dict.fromkeys((low, stem(low), *verb_stems(low), *short)))


def _is_a_name(items: Sequence[Item], at: int) -> bool:
    """ "In the department Finance", "of the team support": what one thing is called, as it finances nothing in that form."""
    item, before = items[at], items[at - 1] if at else None
    if item.kind != "unknown" or before is None or before.kind != "mention" or before.plural:
        return False
    last = not any(i.kind != "punct" for i in items[at + 1 :])
    form = item.low == stem(item.low) and not verb_stems(item.low)
    return (
        form and (last or item.text[:1].isupper()) and not any(_AUXILIARIES_OF_FORM & {*i.low.split()} for i in items)
    )


_AUXILIARIES_OF_FORM = frozenset(spread("do does did to can could may might will would shall should must"))


def _verb(items: Sequence[Item], at: int, lexicon: Lexicon) -> tuple[tuple[str, ...], int] | None:
    """The verbs that a word may be a form of, and how many words behind it belong to it; None for other words."""
    item = items[at]
    said = item.kind in ("unknown", "verb", "filler") or _of_key(item, lexicon) or is_part_of_field(items, at, lexicon)
    said = said or _behind_pronoun(items, at) or _contains(items, at)
    if not said or item.ties or _is_a_name(items, at):
        return None
    bases = _bases(item.low.removesuffix(" by") if item.kind == "mention" else item.low)
    lead = next((b for b in bases if b in WITH_WORDS), None)
    if lead is not None:
        for words in WITH_WORDS[lead]:
            if tuple(i.low for i in items[at + 1 : at + 1 + len(words)]) == words:
                return ("look",), len(words)
    counted = any(i.is_op("count", "compare", "super") for i in (*items[:at], *items[at + 1 : at + 4]))
    passive = counted and item.low.endswith(_PARTICIPLES) and any(i.is_op("by") for i in items[at + 1 : at + 2])
    passive = passive or (bool(set(bases) & _BELONGING) and any(i.is_op("with", "to") for i in items[at + 1 : at + 2]))
    if (item.kind == "filler" and not passive) or item.low in _AUXILIARIES or _noun(items, at):
        return None
    return bases, 0


def _passed_over(items: Sequence[Item], at: int) -> bool:
    """Whether a participle that says nothing elsewhere stands before who or what did it: "used by", "based on"."""
    behind = items[at + 1 : at + 2]
    led = bool(behind) and (behind[0].is_op("by") or behind[0].low in ("by", "on"))
    return items[at].kind == "filler" and led and (bool(verb_stems(items[at].low)) or items[at].low.endswith("ed"))


_BELONGING = frozenset(("associate", "relate", "link", "connect", "attach", "tie", "affiliate"))
"""Verbs that are passed over elsewhere, and tie what stands beside "with" to what stands before them."""
_PARTICIPLES = ("ed", "en", "wn", "ght", "ept", "eld", "ade")


def _noun(items: Sequence[Item], at: int) -> bool:
    """Whether a word in "s" is no verb but a noun: "market shares", "the streets, places and numbers", "top two shares"."""
    item, before = items[at], items[at - 1] if at else None
    if item.low == stem(item.low) or verb_stems(item.low) or item.kind != "unknown":
        return False
    if before is None or before.kind in ("number", "punct") or before.is_op("super", "top", "compare", "and", "list"):
        return True
    field = before.kind == "mention" and not before.quoted and bool(before.matches)
    return field and before.matches[0].target.kind == "dimension"


def _contains(items: Sequence[Item], at: int) -> bool:
    """Whether what is contained are things, and no text: "how many assets does each contract contain"."""
    if items[at].low not in ("contain", "contains", "containing"):
        return False
    passed = ("a", "an", "the", "any", "some")
    behind = [i for i in items[at + 1 :] if i.low not in passed and not i.is_op("compare", "super", "without", "top")]
    after = next((i for i in behind if i.kind != "number"), None)
    if after is None or after.kind == "punct":
        return sum(1 for i in items[:at] if _things(i)) > 1
    return bool(_things(after))


def _behind_pronoun(items: Sequence[Item], at: int) -> bool:
    """Whether a name is a verb at the end of its clause: "the machines they repair"."""
    item, behind = items[at], items[at + 1 : at + 2]
    ends = not behind or behind[0].kind == "punct" or behind[0].is_op("in", "order_by", "direction")
    bare = item.kind == "mention" and not item.quoted and not item.plural and " " not in item.low
    return bare and at > 0 and items[at - 1].low in _SUBJECTS and ends


_SUBJECTS = frozenset(("they", "it", "he", "she", "who"))


def _by_doer(items: Sequence[Item], item: Item, verbs: Sequence[str], lexicon: Lexicon) -> str | None:
    """The field that tells who did what a verb says, where the question names it by the doer: "each director created", of films
    that have a `directed_by`. A verb that tells of another such field is no word for this one, so that it means nothing.
    """
    things = {t for i in items if i.kind == "mention" for t in _things(i)}
    for said in items:
        for match in said.matches if said is not item else ():
            target = match.target
            if target.kind != "dimension" or target.table not in things or not match.exact:
                continue
            by_name = _doer_of(verbs, target.name)
            if by_name and item.kind == "unknown":
                return label_of(lexicon, target)
            if stem(said.low) not in doers(target.name) and not (stem(said.low) in verbs and verbs[0] != said.low):
                continue
            others = [d for d in lexicon.tables[target.table].dimensions if d.name != target.name]
            if any(_says_any(verbs, w) for d in others for w in doers(d.name)):
                item.kind, item.verb = "unknown", ()
            elif set(verbs) & _MADE or _says_any(verbs, stem(said.low)):
                return label_of(lexicon, target)
    return None


def _doer_of(verbs: Sequence[str], name: str) -> bool:
    """Whether a field is called those who do what a verb says: the `investor` of what was invested in."""
    noun = words_of(name)[-1:]
    return any(word.endswith(("er", "or")) and word in near_words(v).family for word in noun for v in verbs)


def _who_did(items: list[Item], lexicon: Lexicon) -> None:
    """ "Who directed the most films?": the field that tells who did it, where one field alone of what is named does."""
    said = [i for i in items if i.kind not in ("filler", "punct")]
    if len(said) < 2 or said[0].low != "who" or said[0] is not items[0]:
        return
    verbs = _bases(said[1].low)
    things = {t for i in items if i.kind == "mention" for t in _things(i)}
    fields = [
        Target("dimension", t, d.name)
        for t in sorted(things)
        for d in lexicon.tables[t].dimensions
        if not d.hidden and any(_says_any(verbs, w) for w in doers(d.name))
    ]
    if len(fields) != 1 or said[1].kind not in ("unknown", "verb", "mention") or said[1].quoted:
        return
    who = Item("mention", items[0].start, items[0].end, items[0].text, matches=[Match(fields[0], 1.0, True)], low="who")
    items[0].ops = [op for op in items[0].ops if op.name == "which"] or [Op("which")]
    items[0].low = "which"
    items.insert(1, who)
    verb = said[1]
    verb.kind, verb.ops, verb.matches, verb.verb = "verb", [], [], verbs
    verb.ties = f"what {label_of(lexicon, fields[0])} says"


def _people(items: Sequence[Item], lexicon: Lexicon) -> None:
    """ "The people who teach maths": the teachers, where one table alone is called after what they do."""
    for at, item in enumerate(items[:-2]):
        who, verb = items[at + 1], items[at + 2]
        if item.kind != "unknown" or item.low not in _PERSONS or who.low not in ("who", "that"):
            continue
        if verb.kind not in ("unknown", "verb"):
            continue
        named = {
            name: table
            for name, table in lexicon.tables.items()
            for word in words_of(table.label or name)[-1:]
            if word.endswith(("er", "or")) and any(word in near_words(v).family for v in _bases(verb.low))
        }
        if len(named) == 1:
            found = next(iter(named))
            item.kind, item.plural = "mention", item.low in ("people", "persons")
            item.matches = [Match(Target("table", found, found), 1.0, True)]


_PERSONS = spread("people person persons")

_MADE = spread("make create produce do")


def _says_any(verbs: Sequence[str], word: str) -> bool:
    return any(_says(v, word) for v in verbs)


def _things(item: Item) -> list[str]:
    return [m.target.table for m in item.matches if m.exact and m.target.kind == "table"]


def _of_key(item: Item, lexicon: Lexicon) -> bool:
    """ "Battles that lost a ship", of ships with a `lost_in_battle`: a participle of the name of a key and of nothing else."""
    targets = [m.target for m in item.matches]
    verbs = verb_stems(item.low.removesuffix(" by"))
    if item.kind != "mention" or item.quoted or not verbs or any(t.kind != "dimension" for t in targets):
        return False
    keys = [lexicon.roads.foreign_key(*_column(m, lexicon)) for m in item.matches]
    return bool(keys) and all(k is not None for k in keys)


# -- its two ends --------------------------------------------------------------------------------------------------------------


def _road_said(items: Sequence[Item], at: int, behind: int, verbs: Sequence[str], lexicon: Lexicon) -> Road | None:
    """The one road between the things on both sides of a verb that it names, or between the two that stand before it."""
    before = [i for i in reversed(items[:at]) if _tables(i, lexicon)]
    after = [i for i in items[at + 1 + behind :] if _tables(i, lexicon)]
    ends: list[tuple[Item, Item]] = [(b, a) for b in before[:2] for a in after[:2]]
    ends += list(pairwise(before))
    for one, other in ends:
        roads = {
            r
            for a in _tables(one, lexicon)
            for b in _tables(other, lexicon)
            if (r := road_between(a, b, lexicon)) is not None
        }
        if not roads:
            pairs = ((a, b) for a in _tables(one, lexicon) for b in _tables(other, lexicon))
            roads = {r for a, b in pairs if (r := _road_of_deed(a, b, verbs, lexicon)) is not None}
        if len(roads) == 1:
            return roads.pop()
        if roads:
            return None
    return None


def _road_of_deed(one: str, other: str, verbs: Sequence[str], lexicon: Lexicon) -> Road | None:
    """Of several tables that pair two things, the only one that is called after the verb: registrations of "registered"."""
    found = []
    ends = {*table_words(lexicon.tables[one]), *table_words(lexicon.tables[other])} if one != other else set[str]()
    for table in dict.fromkeys(lexicon.roads.neighbours(one)) if ends else ():
        here, there = _up(table, one, lexicon), _up(table, other, lexicon)
        words = set(words_of(table)) - ends
        if table in lexicon.tables and len(here) == len(there) == 1 and any(_says(v, w) for v in verbs for w in words):
            found.append(Road(one, other, (here[0], there[0]), table))
    return found[0] if len(found) == 1 and not lexicon.roads.direct(one, other) else None


def _tables(item: Item, lexicon: Lexicon) -> tuple[str, ...]:
    """The tables that a name is of: of the thing, of the thing that a key leads to, or of those that have the value."""
    if item.kind != "mention" or not item.matches:
        return ()
    best = max(m.score for m in item.matches)
    near = [m for m in item.matches if m.score >= best - 0.05]
    if any(m.target.kind in ("table", "value") for m in near):
        return tuple(dict.fromkeys(m.target.table for m in near if m.target.table and m.target.kind != "role"))
    said = set(words_of(item.low))
    whose = {m.target.table for m in near if m.exact and m.target.kind == "dimension"}
    if len(whose) == 1 and said & set(table_words(lexicon.tables[next(iter(whose))])[-1:]) and len(said) > 1:
        return tuple(whose)  # "dish titles": what is said is said of the dishes
    keys = [lexicon.roads.foreign_key(*_column(m, lexicon)) for m in near if m.target.kind == "dimension"]
    return tuple(dict.fromkeys(k.to_table for k in keys if k is not None))


def road_between(one: str, other: str, lexicon: Lexicon) -> Road | None:
    """The only road of one step between two tables, else the only one over a single table between; None for several or none."""
    if one == other or one not in lexicon.tables or other not in lexicon.tables:
        return None
    direct = lexicon.roads.direct(one, other)
    if direct:
        return Road(one, other, (direct[0],)) if len(direct) == 1 else None
    found = []
    for table in dict.fromkeys(lexicon.roads.neighbours(one)):
        here, there = _up(table, one, lexicon), _up(table, other, lexicon)
        if table in lexicon.tables and here and there:
            found.append((table, here, there))
    graph = graph_of(lexicon.model)
    found = [one for one in found if graph.is_bridge(one[0])] or found  # rows that only pair the two go before others
    if len(found) != 1 or len(found[0][1]) != 1 or len(found[0][2]) != 1:
        return None
    table, here, there = found[0]
    return Road(one, other, (here[0], there[0]), table)


def _up(table: str, target: str, lexicon: Lexicon) -> list[Relationship]:
    return [r for r in lexicon.roads.direct(table, target) if r.from_table == table]


# -- what the road tells of ----------------------------------------------------------------------------------------------------


def _of_those_who_belong(verbs: Sequence[str], road: Road, behind: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "Nurses who manage a ward", where each nurse is of one ward: those who belong to it are not those who have the say.

    So are singers who lead a choir, where rows that pair the two are called after nothing that singers do.
    """
    if not set(verbs) & LEADING or "look" in verbs:
        return False
    names = [n for r in road.relationships for n in (*r.from_columns, r.label or "")]
    said = {w for n in (*names, road.between or "") for w in words_of(n)}
    subject = road.other if any(i.is_op("by") for i in behind) else road.one
    if road.between is None and subject != road.relationships[0].from_table:
        return False
    owns = bool(set(verbs) & _OWNING) and (bool(said & _HAVING) or (road.between is not None and _bare(road, lexicon)))
    if owns or any(_says(v, w) for v in verbs for w in said):
        return False
    return not any(_does_so(verbs, lexicon.tables[end]) for end in (road.one, road.other))


_OWNING = frozenset(("own", "possess"))
_HAVING = frozenset(("have", "has"))


def _is_of_another_deed(verbs: Sequence[str], road: Road, lexicon: Lexicon) -> bool:
    """Whether a verb that mostly says little must not be passed over: contracts have who approved them, not who signed them;
    projects have who leads them and, in rows of their own, who works on them; and nothing was sold where nothing has a price.
    """
    if set(verbs) & _OWNING and road.between is not None and not _only_ties(road.between, lexicon):
        return True  # a flight or a rental does not make an owner
    if set(verbs) & {"have", "own"}:
        return False
    if set(verbs) & SALE_VERBS and not _sold_over(road, lexicon):
        return True
    return _other_deed(verbs, road, lexicon) or _beside_rows(verbs, road, lexicon)


def _beside_rows(verbs: Sequence[str], road: Road, lexicon: Lexicon) -> bool:
    """Whether a key leads there that is called after a part of its own ("lead"), while other rows pair the two things as well."""
    if road.between is not None or len(road.relationships) != 1:
        return False
    key = road.relationships[0]
    aimed = lexicon.tables[key.to_table]
    own = {*table_words(aimed), *(w for c in key.to_columns for w in words_of(c)), "id", "key", "code", "no"}
    role = [w for c in key.from_columns for w in words_of(c) if w not in own]
    pairs = [t for t in lexicon.roads.neighbours(road.one) if t in lexicon.tables and _only_ties(t, lexicon)]
    paired = [t for t in pairs if _up(t, road.one, lexicon) and _up(t, road.other, lexicon)]
    return bool(role) and bool(paired) and not any(_says(v, w) for v in verbs for w in role)


def _sold_over(road: Road, lexicon: Lexicon) -> bool:
    """Whether rows on a road may tell of a sale: they have a price, pieces or a date of it, or there are rows of sales."""
    sales = {noun for verb in SALE_VERBS for noun in lexicon.events.get(verb, ())}
    if any(sales & set(table_words(table)) for table in lexicon.tables.values()):
        return True
    tables = [lexicon.tables[t] for t in (road.one, road.other, road.between) if t is not None]
    names = [n for t in tables for d in t.dimensions for n in (d.name, d.label or "")]
    names += [n for t in tables for m in t.measures for n in (m.name, m.label or "")]
    said = {w for name in names for w in words_of(name)}
    said |= {v for w in said for v in verb_stems(w)}
    return bool(said & (MONEY_WORDS | PIECE_WORDS | MONEY_NOUNS | SALE_VERBS))


def _names(verbs: Sequence[str], road: Road, lexicon: Lexicon, is_verb: bool) -> bool:
    """Whether a verb names a road: the road tells of it by its own words, or the verb tells no more than that there is one."""
    if (
        _told_elsewhere(verbs, road, lexicon, is_verb)
        or _other_deed(verbs, road, lexicon)
        or _beside_rows(verbs, road, lexicon)
    ):
        return False
    if any(_says(v, w) for v in verbs for w in _road_words(road, lexicon)):
        return True
    if road.between is None and brings_about(verbs, road.relationships[0], lexicon):
        return True
    if any(_does_so(verbs, lexicon.tables[end]) for end in (road.one, road.other)):
        return True
    said = set(verbs)
    if said & MAKING:
        return False
    if road.between is not None:
        passing = bool(said & PASSING) and _bare(road, lexicon)
        return (passing or bool(said & STANDING)) and _only_ties(road.between, lexicon)
    nouns = table_words(lexicon.tables[road.relationships[0].from_table])[-1:]
    return bool(said & STANDING) or any(noun in SAID_OF_ROWS.get(v, ()) for v in verbs for noun in nouns)


def _bare(road: Road, lexicon: Lexicon) -> bool:
    """Whether rows that pair two things are called after nothing but these: what they are to each other is not told."""
    ends = {w for t in (road.one, road.other) for w in table_words(lexicon.tables[t])}
    return set(words_of(road.between or "")) <= ends | _GLUE


_GLUE = frozenset(("of", "and", "to", "in"))
"""Words between the two things in the name of rows that pair them."""


def _does_so(verbs: Sequence[str], table: Table) -> bool:
    """Whether those are called after a verb that means the same: pilots of what is flown."""
    noun = table_words(table)[-1:]
    return any(word in near_words(v).same and v in near_words(word).same for word in noun for v in verbs)


def _only_ties(table: str, lexicon: Lexicon) -> bool:
    """Whether rows that lie between two things tell no more than that they belong together: they have no date."""
    return graph_of(lexicon.model).is_bridge(table) or not any(
        d.type == "time" for d in lexicon.tables[table].dimensions
    )


def _road_words(road: Road, lexicon: Lexicon) -> set[str]:
    """The words of the two things, of the rows between them and of the keys by which they refer to each other."""
    tables = [t for t in (road.one, road.other, road.between) if t is not None]
    found = {w for t in tables for w in table_words(lexicon.tables[t])}
    for one in road.relationships:
        found |= {w for name in (*one.from_columns, one.label or "", one.description) for w in words_of(name)}
    return found


def _told_elsewhere(verbs: Sequence[str], road: Road, lexicon: Lexicon, is_verb: bool) -> bool:
    """Whether rows of some table tell of the verb: "reviewed" where there are reviews; those that lie between tell of one that
    the grammar knows as a verb (`is_verb`).
    """
    own = {road.one, road.other, road.between}
    for verb in verbs:
        for noun in lexicon.events.get(verb, ()):
            tables = {m.target.table for m in lexicon.fields((noun,)) if m.exact and m.target.kind == "table"}
            if tables - ({road.between} if not is_verb else set()):
                return True
            if tables:
                return False
    others = {w for name, table in lexicon.tables.items() if name not in own for w in table_words(table)}
    words = _road_words(road, lexicon)
    return any(_says(v, w) for v in verbs for w in others - words if len(v) > 2) and not any(
        _says(v, w) for v in verbs for w in words
    )


def _other_deed(verbs: Sequence[str], road: Road, lexicon: Lexicon) -> bool:
    """Whether the keys of a road tell of another deed than the verb: "approved_by" of one who has handled it."""
    for one in road.relationships:
        for word in (w for c in one.from_columns for w in words_of(c)):
            deed = [v for v in verb_stems(word) if near_words(v).family or v in DATE_VERBS]
            if deed and not set(deed) & (STANDING | {"assign"}) and not any(_says(v, word) for v in verbs):
                return True
    return False


def _says(verb: str, word: str) -> bool:
    """Whether a word is of the family of a verb: "conductor" and "conducts", "author" and "write", "lost" and "lose"."""
    return word in _family(verb) or verb in verb_stems(word) or same_deed(word, verb)


@lru_cache(maxsize=5_000)
def _family(verb: str) -> frozenset[str]:
    """The verb, the words derived from it, and who does it in other words; nothing for what is no verb of English."""
    derived = near_words(verb).family
    doers = [w for w in derived if w.endswith(("er", "or", "ist", "ant", "ent"))]
    return frozenset((verb, *derived, *(same for doer in doers for same in near_words(doer).same)))
