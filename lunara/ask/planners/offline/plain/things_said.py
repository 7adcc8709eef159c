"""Things by the usual word where the model has another: kids for children, employees for staff members, jobs for work orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import is_key, words_of
from lunara.ask.planners.offline.plain.things import thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import COLLECTIVES, TABLE_NOISE, spread
from lunara.ask.tokens import Token, plural, stem
from lunara.semantic.compiled import Clock

_GROUPS = """
employee staff worker personnel colleague staffer teammate staff_member team_member crew_member workforce
child kid
technician mechanic tech serviceman repairman fitter service_technician
apartment flat
trip journey
teacher instructor tutor
accident incident
lawyer attorney solicitor
dish menu_item
job work_order workorder job_order job_card repair_order service_order
lorry truck
plane aircraft airplane aeroplane
boat vessel ship yacht
bike bicycle
cinema theatre theater
parcel package
track song
tenant renter lodger leaseholder
donor giver donator
lesson class
salesperson salesman rep salesrep sale_rep sale_person sale_agent sale_representative
enquiry inquiry
cheque check
centre center
programme program
bill invoice
reservation booking
complaint grievance
loan_officer lender
hire rental
helper volunteer
vet veterinarian
nanny caregiver carer
screening showing
"""
_SAME: dict[tuple[str, ...], frozenset[tuple[str, ...]]] = {}
for _line in _GROUPS.strip().splitlines():
    _group = frozenset(tuple(stem(p) for p in word.split("_")) for word in _line.split())
    _SAME.update(dict.fromkeys(_group, _group))
_LONGEST = 2
_CALLED_SO = 0.95
"""From this score on a value is called so, in the plural too."""
_NOISE = TABLE_NOISE | spread("my our all")


def called(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with such a word replaced by what the one table is called that is meant, and a note that says so.

    Kept as it is where something else is called by it, in part or as a value, and where two tables may be meant.
    """
    del clock
    made, notes, at = list(tokens), list[str](), 0
    while at < len(made):
        length = next((n for n in range(_LONGEST, 0, -1) if _stems(made[at : at + n]) in _SAME), 0)
        table = _table(made[at : at + length], lexicon) if length and thing_at(made, at, lexicon) is None else None
        if table is None or _part_of_more(made, at, at + length, lexicon):
            at += max(length, 1)
            continue
        said = made[at : at + length]
        label = label_of(lexicon, Target("table", table, table))
        new = tokens_of(label, said[0])
        if said[-1].low == said[-1].stem and said[-1].low not in COLLECTIVES:
            new[-1] = replace(new[-1], low=new[-1].stem)  # of one it is asked as of one
        made = [*made[:at], *new, *made[at + length :]]
        notes.append(f"“{' '.join(t.text for t in said)}” was read as {label}.")
        at += len(new)
    return made, notes


def by_what_is_stocked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which papers", "top 3 inks by jobs" as the rows of the one table that is called the stock of it: "Paper stocks"."""
    del clock
    stocked = [
        (n, w[0]) for n, t in lexicon.tables.items() if len(w := words_of(t.label or n)) == 2 and w[1] == "stock"
    ]
    for at, token in enumerate(tokens):
        found = [name for name, word in stocked if token.stem == word]
        if len(found) != 1 or token.low == token.stem or [t.stem for t in tokens[at + 1 : at + 2]] == ["stock"]:
            continue
        if thing_at(tokens, at, lexicon) is not None or any(
            m.exact for m in lexicon.value_matches((token.stem,), token.low)
        ):
            continue
        if any(m.exact for m in lexicon.fields((token.stem,))):
            continue
        label = label_of(lexicon, Target("table", found[0], found[0]))
        return [*tokens[:at], *tokens_of(label, token), *tokens[at + 1 :]], [f"“{token.text}” was read as {label}."]
    return list(tokens), []


_SORTS = {
    "trip": spread("delivery collection pickup transport shipment transfer charter haul"),
    "run": spread("delivery collection pickup transport production batch"),
    "round": spread("delivery collection"),
    "transaction": spread("sale purchase payment order refund transfer"),
    "entry": spread("booking payment timesheet ledger journal stock donation log"),
    "job": spread("repair service cleaning installation maintenance inspection moving removal print"),
    "visit": spread("inspection service care maintenance site"),
    "report": spread("incident accident expense defect fault damage"),
    "case": spread("claim incident complaint dispute support"),
    "booking": spread("rental hire charter reservation"),
    "appointment": spread("visit treatment consultation"),
    "request": spread("service repair maintenance refund"),
}
"""What rows of tables that are called so always are: the trip of a delivery is the delivery."""


def with_their_sort(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Delivery trips", "incident reports" as the deliveries and incidents, where nothing else is called trip or report."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 1, 0, -1):
        thing = thing_at(made, at - 1, lexicon) if made[at].stem in _SORTS and made[at].kind == "word" else None
        if thing is None or thing.end != at or made[at - 1].stem not in _SORTS[made[at].stem]:
            continue
        if not unknown(made[at].low, lexicon) or not unknown(made[at].stem, lexicon):
            continue
        if _part_of_more(made, at, at + 1, lexicon):
            continue
        many = made[at].low != made[at].stem
        word = plural(made[at - 1].stem) if many else made[at - 1].stem
        made = [*made[: at - 1], *tokens_of(word, made[at - 1]), *made[at + 1 :]]
    return made, []


def _stems(said: Sequence[Token]) -> tuple[str, ...]:
    return tuple(t.stem for t in said) if said and all(t.kind == "word" for t in said) else ()


def _table(said: Sequence[Token], lexicon: Lexicon) -> str | None:
    """The one table that is called by another word of the same group; None where anything else may be called so."""
    stems = _stems(said)
    group = _SAME[stems]
    found = [name for name in lexicon.tables if _cores(name, lexicon) & group]
    if len(found) != 1:
        return None
    if any(m.score >= _CALLED_SO for m in lexicon.value_matches(stems, " ".join(t.low for t in said))):
        return None
    for match in lexicon.fields(stems, limit=40):
        target = match.target
        field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
        if target.table == found[0] or (field is not None and (field.hidden or is_key(field, set()))):
            continue
        if set(stems) <= lexicon.literal_words(target):
            return None
    return found[0]


def _cores(table: str, lexicon: Lexicon) -> set[tuple[str, ...]]:
    """What a table is called, without the words that say nothing of what is in it."""
    one = lexicon.tables[table]
    names = [words_of(n) for n in (one.label or "", one.name, *one.synonyms) if n]
    return {tuple(w for w in name if w not in _NOISE) or name for name in names}


def _part_of_more(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the word is a part of a longer name or value: the "job type" of a field, the "Center Street" of a town."""
    for first in range(max(0, start - 2), start + 1):
        for last in range(end, min(len(tokens), end + 2) + 1):
            span = tokens[first:last]
            if last - first == end - start or not _stems(span):
                continue
            named = any(m.exact and m.target.kind != "table" for m in lexicon.whole(_stems(span)))
            if named or any(m.exact for m in lexicon.value_matches(_stems(span), " ".join(t.low for t in span))):
                return True
    return False
