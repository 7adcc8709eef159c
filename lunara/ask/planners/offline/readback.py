"""The plan read back against the question: what its words plainly ask for must show in the query, else it is not answered.

The grammar may read a sentence in a way nobody foresaw. These checks do not trust it: they look at the items of the question (a
"not", a number, a period, "by", "only") and at the finished query, and object when one has no counterpart in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.planners.offline.asked import left_out
from lunara.ask.planners.offline.complete import incomplete
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.impossible import impossible
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.meanings import other_meaning
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.run_together import run_together
from lunara.ask.planners.offline.shown import not_shown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem, verb_stems
from lunara.semantic.query import ExistsFilter, FieldFilter, NotFilter, SemanticQuery

_DENIALS = spread(
    "not never no without except excluding exclude excludes none nobody neither nor cannot lack lacks lacking"
)
_COMPARING = spread("more less fewer later earlier greater higher lower under below above over exceeding than longer")
_WIDENING = spread("including incl inclusive")
_AMOUNTS = spread("most fewest least number amount count total")
UNRANKED = "Name the number they are ranked by."
_TOPS = spread("top bottom best worst leading")
_RELATIVES = spread("with without having where who whose")
_SAID_OF = spread("with have has had who that which whose")
_EACH = spread("each every per")


def unsaid(items: Sequence[Item], frame: Frame, reading: Reading, query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """Why this query does not say what the question asks, in words; None when nothing of it is missing."""
    seen = FlatPlan(query, lexicon)
    return (
        _denial(items, seen)
        or _two_states(items, reading, seen, lexicon)
        or _state_of_no_value(items, reading, seen, lexicon)
        or _numbers(items, seen)
        or _periods(items, seen, lexicon)
        or _days(items, seen)
        or _groups(items, frame, seen)
        or _shares(items, seen)
        or _totals(items, reading, seen, lexicon)
        or _another_one(items, seen)
        or _number_of_deed(items, seen)
        or _only(items, seen)
        or _widened(items, seen)
        or _named_by_superlative(items, reading, lexicon, seen)
        or _superlatives(items, seen)
        or _texts(items, seen)
        or _echo(query, lexicon)
        or _contradicts(query)
        or impossible(seen, lexicon)
        or _clauses(items, reading, lexicon, seen)
        or _conditions(frame, reading, seen, lexicon)
        or _every(items)
        or _both_ends(items)
        or _second_question(items, frame, reading, seen)
        or _shared_noun(items, reading)
        or _before_number(items, frame, reading, seen, lexicon)
        or incomplete(items, seen, lexicon)
        or not_shown(items, reading, seen, lexicon)
        or left_out(items, frame, reading, seen, lexicon)
        or other_meaning(items, reading, query, lexicon, seen)
        or run_together(items, reading, seen, lexicon)
    )


def _denial(items: Sequence[Item], plan: FlatPlan) -> str | None:
    for at, item in enumerate(items):
        if item.kind not in ("op", "filler", "verb", "unknown") or not set(item.low.split()) & _DENIALS:
            continue
        near = {w for i in items[at : at + 3] for w in i.low.split()}
        if near & _COMPARING or item.low in ("no of", "no", "or not"):
            continue
        flipped = any(f.op in _FLIPPED and not _of_period(f, plan) for f in plan.fields)
        falsely = any(isinstance(v, bool) or v == 0 for v in plan.values)
        said = [i.low[:5] for i in items[at + 1 : at + 4] if i.kind in ("mention", "verb")]
        governed = any(w in g.lower() for g in plan.governed for w in said)
        if not (plan.denies or flipped or falsely or governed):
            return f"The “{item.text}” of the question has no place in the answer. Say what is left out in other words."
    return None


def _two_states(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Active trials" where both are states of one field: no row is in both, and nobody said "or"."""
    held = {f.field: {str(v) for v in f.values} for f in plan.fields if f.op == "in"}
    for before, item in pairwise(items):
        said = [reading.chosen.get(id(i)) for i in (before, item) if i.kind == "mention"]
        targets = [m.target for m in said if m is not None and m.target.kind == "value"]
        if len(targets) != 2 or targets[0].path != targets[1].path or targets[0].value == targets[1].value:
            continue
        both = {str(t.value) for t in targets}
        if lexicon.is_state(targets[0].table, targets[0].name) and both <= held.get(targets[0].path, set()):
            return (
                f"“{before.text}” and “{item.text}” are two states here, and nothing is in both. Name one, or say “or”."
            )
    return None


def _state_of_no_value(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Leads with status working" are not all that have a status: a word right behind it says which."""
    given = {f.field for f in plan.fields if f.op == "is_not_null"}
    for at in range(1, len(items) - 1):
        item, word = items[at], items[at + 1]
        chosen = reading.chosen.get(id(item)) if item.kind == "mention" else None
        target = chosen.target if chosen is not None and chosen.target.kind == "dimension" else None
        if target is None or target.path not in given or not lexicon.is_state(target.table, target.name):
            continue
        behind = items[at + 2] if at + 2 < len(items) else None
        last = behind is None or behind.kind in ("punct", "time")
        if (
            last
            and word.kind in ("verb", "filler")
            and word.low.endswith(("ing", "ed"))
            and items[at - 1].low == "with"
        ):
            return f"Nothing in this data is called “{word.text}”, so the question cannot be answered as asked."
    return None


_FLIPPED = ("!=", "not_in", "is_null", "is_not_null", "<", "<=", ">", ">=")


def _of_period(held: FieldFilter, plan: FlatPlan) -> bool:
    """Whether a condition is one end of a period: from a day on, and before another."""
    ends = {f.op for f in plan.fields if f.field == held.field and f.values and str(f.values[0])[4:5] == "-"}
    return held.op in (">=", "<") and {">=", "<"} <= ends


def _numbers(items: Sequence[Item], plan: FlatPlan) -> str | None:
    known = [float(v) for v in plan.values if isinstance(v, int | float) and not isinstance(v, bool)]
    texts = [str(v) for v in plan.values if not isinstance(v, bool | int | float)]
    query = plan.query
    known += [float(n) for n in (query.limit, *(c.window for c in query.calculations)) if n is not None]
    if query.time is not None:
        said = query.time.range.model_dump_json(exclude_defaults=True)
        texts.append(said)
    governed = " ".join(plan.governed)
    for item in items:
        if item.kind != "number" or item.number is None:
            continue
        number = float(item.number)
        near = (number, number / 100, number - 1, number + 1)
        written = f"{item.number:g}"
        if any(abs(k - n) < 1e-9 for k in known for n in near):
            continue
        if any(written in t for t in texts) or written in governed:
            continue
        if number == 1 and not plan.dimensions:
            continue
        return f"The number {item.text} of the question has no place in the answer. Say what it belongs to."
    return None


def _periods(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    asked = [i for i in items if i.kind == "time" and i.time is not None and i.time.kind == "range" and i.time.strong]
    if not asked:
        return None
    states = [f for f in plan.fields if "." in f.field and lexicon.is_state(*f.field.rsplit(".", 1))]
    if states and len(asked) == 1 and asked[0].time is not None and asked[0].time.point:
        return None  # "currently open": the state that the rows carry is that of now
    query = plan.query
    dated = any(isinstance(v, str) and v[:4].isdigit() for v in plan.values) or any(
        isinstance(v, int) and not isinstance(v, bool) and 1800 <= v <= 2200 for v in plan.values
    )
    typed = any(not isinstance(v, str | int | float | bool) for v in plan.values)
    if query.time is None and query.compare is None and not (dated or typed):
        return f"“{asked[0].text}” has no place in the answer: no date of what is asked for is known."
    return None


def _days(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """Certain days of the week are held in a condition on such days."""
    asked = [item for item in items if item.time is not None and item.time.days]
    if len(asked) > 1:
        return (
            f"“{asked[0].text}” and “{asked[1].text}” are two questions here. Ask by day of the week, which shows each."
        )
    for item in asked:
        if item.time is None:
            continue
        if not any(f.part == "day_of_week" and set(f.values) == set(item.time.days) for f in plan.fields):
            return f"“{item.text}” has no place in the answer: no date of what is asked for is known."
    return None


def _groups(items: Sequence[Item], frame: Frame, plan: FlatPlan) -> str | None:
    query = plan.query
    if query.dimensions or query.order_by:
        return None
    if "derived" in plan.aggregates or "avg" in plan.aggregates or "median" in plan.aggregates:
        return None
    for before, item in pairwise(items):
        if before.kind == "verb" or before.verb:
            continue  # "orders served by them"
        if item.is_op("by") and (item.low in ("by", "per") or set(item.low.split()) & _EACH):
            if frame.order or not query.measures:
                return None
            behind = [i for i in items if i.start >= item.end and i.kind != "filler"][:2]
            values = [m.target.kind == "value" for m in behind[0].matches] if behind else []
            if item.low == "by" and values and all(values) and not (len(behind) > 1 and behind[1].is_op("and", "or")):
                continue  # "albums by Iron Maiden"
            return f"The groups after “{item.text}” have no place in the answer. Name what to group by."
    return None


def _shares(items: Sequence[Item], plan: FlatPlan) -> str | None:
    if plan.query.calculations or plan.percent:
        if plan.query.limit is not None and plan.query.calculations:
            return _share_of_top(items)
        return None
    for item in items:
        if item.is_op("share") and plan.query.measures:
            return f"The answer would hold no “{item.text}”. Ask for it by group, for example by category."
    return None


def _totals(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Orders with a total price over 400": the total of each is compared, never the price of one of its things."""
    if "sum" in plan.aggregates:
        return None
    for before, item in pairwise(items):
        chosen = reading.chosen.get(id(item))
        if before.low.split()[-1:] != ["total"] or chosen is None or chosen.target.kind in ("table", "value"):
            continue
        target = chosen.target
        row = Fields(lexicon, lexicon.roads).row_field(target) if target.kind == "measure" else None
        compared = {f"{target.table}.{target.name}", *([f"{row.table}.{row.name}"] if row is not None else [])}
        if "total" in lexicon.literal_words(target):
            continue
        if any(f.field in compared and f.op in ("<", ">", "<=", ">=", "=", "!=", "between") for f in plan.fields):
            return f"There is no total “{item.text}” to compare here. Name the number that is meant."
    return None


def _another_one(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "To a different country than the customer's" compares two of them: what is only different, is counted apart."""
    if any(i.compared is not None for i in items) or any(" <> " in t or " != " in t for t in plan.governed):
        return None
    for before, item in pairwise(items):
        if item.low == "different" and item.kind != "mention" and before.low.split()[-1:] == ["a"]:
            return "That two of them differ cannot be checked by these words. Name both fields that are compared."
    return None


def _number_of_deed(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Products with their launch date and number sold": how many is asked for, which a list without a number does not show."""
    if plan.query.measures:
        return None
    for before, item, verb in zip(items, items[1:], items[2:], strict=False):
        listed = before.is_op("and", "with") or before.low in (",", "the", "their", "its")
        if (
            listed
            and item.kind == "filler"
            and item.low in ("number", "amount", "value", "total")
            and verb.kind == "verb"
        ):
            return f"“{item.text} {verb.text}” has no place in the answer. Ask for it as a number, for example by name."
    return None


def _share_of_top(items: Sequence[Item]) -> str | None:
    """ "The share of the top ten" is one number for all of them, not ten shares."""
    share = next((n for n, i in enumerate(items) if i.is_op("share")), None)
    top = next((n for n, i in enumerate(items) if i.is_op("top", "super")), None)
    if share is None or top is None or top < share or items[top - 1].low not in ("of", "the", "from", "by"):
        return None
    if not any(i.low in ("of", "from", "by", "come", "comes") for i in items[share + 1 : top]):
        return None
    return "What the top ones hold together cannot be asked for in one go. Ask for the share of each, highest first."


def _only(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Customers who ordered only lamps": that there is nothing else is a condition of its own."""
    if not plan.exists or plan.denies:
        return None
    verb, days = False, any(item.time is not None and item.time.days for item in items)
    for item in items:
        verb = verb or (days and item.kind == "mention")  # "donors only donated on Sundays"
        verb = verb or bool(item.verb) or item.kind == "verb" or item.low in _SAID_OF
        if verb and (item.is_op("only") or item.low in ("only", "solely", "exclusively")):
            return f"That there is “{item.low}” this and nothing else cannot be checked here. Ask without the “{item.low}”."
    return None


def _widened(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Orders including cancelled ones" wants more rows, a filter leaves fewer."""
    for at, item in enumerate(items):
        if item.low not in _WIDENING or at == 0:
            continue
        following = next((i for i in items[at + 1 :] if i.kind == "mention"), None)
        values = {str(m.target.value) for m in following.matches if m.target.kind == "value"} if following else set()
        alone = [v for f in plan.query.filters if isinstance(f, FieldFilter) for v in f.values]
        if plan.query.measures and any(str(v) in values for v in alone):
            said = f"{item.text} {following.text if following else ''}"
            return f"“{said}” asks for more than the rest; the answer would leave all else out."
    return None


def _named_by_superlative(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: FlatPlan) -> str | None:
    """ "The 3 cheapest products of each brand", "best rated restaurant": the things themselves must be shown."""
    grouped = plan.query.limit is not None and bool(plan.query.dimensions) and bool(plan.query.measures)
    for at, item in enumerate(items):
        if not (item.is_op("top", "super") or item.kind == "adjective") or set(item.low.split()) & _AMOUNTS:
            continue
        rest = list(items[at + 1 : at + 4])
        counted = bool(rest) and rest[0].kind == "number"
        rest = rest[1:] if counted else rest
        participle = len(rest) > 1 and ((rest[0].low.endswith("ed") and bool(rest[0].verb)) or rest[0].opposite)
        rest = rest[1:] if participle else rest
        thing = rest[0] if rest else None
        if thing is None or thing.kind != "mention":
            continue
        best = thing.matches[0].score if thing.matches else 0.0
        tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact and m.score >= best}
        chosen = reading.chosen.get(id(thing))
        field = chosen.target if chosen is not None and chosen.target.kind == "dimension" else None
        if field is not None and not plan.query.measures and len(plan.query.dimensions) > 1:
            naming = (lexicon.display(field.table), lexicon.key_dimension(field.table))
            by = [*(o.field for o in plan.query.order_by[:1]), *plan.extremes]
            ranks = f"{field.table}.{field.name}" in by
            if plan.dimensions[0] != f"{field.table}.{field.name}" and field.name not in naming and not ranks:
                return f"The answer would list other things than the {thing.text} that “{item.text}” asks for."
        adds_up = chosen is not None and chosen.target.kind != "table" and plan.holds(chosen.target)
        if not tables or (adds_up and "count" not in plan.aggregates):
            continue
        own = {f"{t}.{n}" for t in tables for n in (lexicon.display(t), lexicon.key_dimension(t)) if n is not None}
        named = item.kind == "adjective" or counted or not thing.plural or item.low in _TOPS
        if ((grouped and named) or participle) and not own & set(plan.dimensions):
            return f"The answer would not show the {thing.text} that “{item.text}” asks for. {UNRANKED}"
    return None


def _superlatives(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """A best, most or longest shows as an order, a limit, or a highest or lowest value, and of two neither is lost."""
    query = plan.query
    if plan.extremes:
        said = [i for i in items if i.is_op("super", "top", "most_common") or i.kind == "adjective"]
        if len(said) <= len(plan.extremes):
            return None
        words = " and ".join(f"“{i.text}”" for i in said)
        return f"Those with {words} at once cannot be asked for in one go here. Ask for one of them."
    if query.order_by or query.limit is not None or query.calculations or {"max", "min"} & set(plan.aggregates):
        return None
    for item in items:
        if item.is_op("super", "top", "most_common") or item.kind == "adjective":
            return f"The “{item.text}” of the question has no place in the answer. Name the number that decides it."
    return None


def _clauses(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: FlatPlan) -> str | None:
    """ "States with more than 10 people", "cities that are capitals": what is said of a thing must restrict that thing."""
    used = plan.all_tables(lexicon)
    for at, item in enumerate(items[:-1]):
        following = items[at + 1]
        chosen = reading.chosen.get(id(item))
        restricted = item.kind == "mention" and following.low in _RELATIVES
        thing = chosen.target if restricted and chosen is not None else None
        if thing is not None and thing.kind == "table" and thing.table not in used:
            return f"What is said of {item.text} has no place in the answer. Ask for {item.text} themselves first."
        if item.low not in ("that", "who", "which") or following.low not in ("is", "are", "was", "were"):
            continue
        if items[at + 2 : at + 3] and items[at + 2].is_op("order_by"):
            continue  # "films that are ordered by release date"
        said = next((i for i in items[at + 2 : at + 4] if i.kind == "mention"), None)
        match = reading.chosen.get(id(said)) if said is not None else None
        if said is None or match is None or match.target.kind != "dimension":
            continue
        name = f"{match.target.table}.{match.target.name}"
        if name in plan.dimensions and not any(f.field == name for f in plan.fields):
            return f"That they are {said.text} has no place in the answer. Name the value it should have."
    return None


def _texts(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Whose name contains Bike": a part of a text, not a value of another field."""
    if plan.exists or any(f.op in ("contains", "starts_with", "ends_with") for f in plan.fields):
        return None
    for before, item in pairwise(items):
        if not any(m.target.kind == "dimension" and m.exact for m in before.matches):
            continue  # "orders containing lamps" is not about a text
        parts = [op for op in item.ops if op.name == "text" and op.arg in ("contains", "starts_with", "ends_with")]
        if parts and item.low != "like":
            return f"It is not clear which text is meant by “{item.text}”. Name the field, and put the text in quotes."
    return None


def _echo(query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """A list of one field that a filter holds to one value answers with the question's own word, or its name to its key."""
    if query.measures or len(query.dimensions) != 1:
        return None
    shown = query.dimensions[0]
    name = shown if isinstance(shown, str) else shown.field
    table = name.rpartition(".")[0]
    key = lexicon.key_dimension(table) if table in lexicon.tables else None
    for one in query.filters:
        if not isinstance(one, FieldFilter) or one.field not in (name, f"{table}.{key}"):
            continue
        beside = any(isinstance(other, ExistsFilter) for other in query.filters)
        if one.field != name:
            if one.op == "=" and beside:
                return f"The answer would only name “{one.values[0]}”. Say which field of what it has is asked for."
            continue
        if one.op == "is_null":
            return "The answer would only list what is missing. Say what should be shown of it."
        if one.op == "=" and len(query.filters) > 1:
            return f"The answer would only repeat “{one.values[0]}”. Say which field of it is asked for."
    return None


def _contradicts(query: SemanticQuery) -> str | None:
    """ "Bought but never sold" where buying and selling are one table: no row can be both."""
    there = [f for f in query.filters if isinstance(f, ExistsFilter)]
    if any(one in there[at + 1 :] for at, one in enumerate(there)):
        return "Two conditions of the question come out as one and the same. Name the values that tell them apart."
    denied = [f.not_ for f in query.filters if isinstance(f, NotFilter)]
    if any(one in denied for one in query.filters):
        return "Two conditions of the question come out as opposites here. Name the values that tell them apart."
    return None


def _conditions(frame: Frame, reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """A field or value that the question restricts by must be in a filter, a group or a measure."""
    for outer in plan.exists:
        if any(isinstance(f, ExistsFilter) and f.exists == outer.exists for f in outer.where):
            return "A condition of the question lost what it is about. Ask for it in two steps."
    known = {f.field.rpartition(".")[2] for f in plan.fields} | {d.rpartition(".")[2] for d in plan.dimensions}
    governed = " ".join(plan.governed)
    dated = plan.query.time is not None or any(f.op in (">=", "<", "is_null", "is_not_null") for f in plan.fields)
    for condition in frame.conditions:
        chosen = reading.chosen.get(id(condition.mention)) if condition.mention is not None else None
        if (
            chosen is None
            or condition.time is not None  # "cancelled in May": its date is in the query
            or condition.kind not in ("value", "positive")
            or chosen.target.kind not in ("value", "dimension")
        ):
            continue
        if condition.mention is not None and condition.mention.verb and dated:
            continue  # "cancelled in 2024": read as the date it happened
        name = chosen.target.name
        held = Fields(lexicon, lexicon.roads).column(chosen.target)
        if held in governed:
            continue
        if name not in known and name not in governed and str(chosen.target.value) not in governed and not plan.exists:
            said = condition.mention.text if condition.mention is not None else name
            return f"“{said}” has no place in the answer. Say it in other words."
    return None


def _every(items: Sequence[Item]) -> str | None:
    """ "Who ordered in every month": all of them at once, not one group for each."""
    clause = verb = False
    for item in items:
        clause = clause or item.low in ("that", "who", "which")
        verb = verb or (clause and (item.kind == "verb" or bool(item.verb)))
        if verb and item.is_op("by") and item.low in ("every", "in every"):
            return f"“{item.text}” asks for things that hold each time, which cannot be checked here."
    return None


def _both_ends(items: Sequence[Item]) -> str | None:
    """ "Top 5 and bottom 5" is two lists."""
    ends = {op.arg for i in items if set(i.low.split()) & {"top", "bottom"} for op in i.ops if op.name == "top"}
    return "The top and the bottom are two lists. Ask for one of them." if len(ends) > 1 else None


def _second_question(items: Sequence[Item], frame: Frame, reading: Reading, plan: FlatPlan) -> str | None:
    """ "The longest length of bridges, and what are the architects' names?": a list beside a number of all, and no groups."""
    if frame.groups or not {"max", "min"} & set(plan.aggregates):
        return None
    for joiner, asked in pairwise(items):
        if not joiner.is_op("and") or asked.low not in ("what are", "what are the", "who are"):
            continue
        behind = next((i for i in items[items.index(asked) + 1 :] if i.kind == "mention"), None)
        chosen = reading.chosen.get(id(behind)) if behind is not None else None
        if chosen is not None and f"{chosen.target.table}.{chosen.target.name}" in plan.dimensions:
            return f"“{joiner.text} {asked.text}” begins a second question. Ask for one of them, or for the first by the second."
    return None


def _before_number(
    items: Sequence[Item], frame: Frame, reading: Reading, plan: FlatPlan, lexicon: Lexicon
) -> str | None:
    """ "Employee turnover" is not the turnover: a thing that is said of a number of other rows must show in the answer."""
    shown = {name.rpartition(".")[0] for name in plan.dimensions}
    numbers = {id(w.mention) for w in frame.wanted if not w.count}
    for thing, number in pairwise(items):
        what, of = reading.chosen.get(id(thing)), reading.chosen.get(id(number))
        if what is None or of is None or thing.plural or id(number) not in numbers or thing not in frame.entities:
            continue
        table = what.target.table
        if what.target.kind != "table" or of.target.kind not in ("measure", "derived") or table == of.target.table:
            continue
        said = set(table.lower().split("_")) | lexicon.literal_words(of.target)
        own = any(stem(w) in {stem(s) for s in said - set(table.lower().split("_"))} for w in thing.low.split())
        if not own and table not in shown:
            said_of = f"It is not clear what “{thing.text}” says of “{number.text}”."
            return f"{said_of} Ask for it by {thing.text}, or without that word."
    return None


def _shared_noun(items: Sequence[Item], reading: Reading) -> str | None:
    """ "Units sold and returned": two numbers that share a noun, or units that were both; not for us to choose."""
    for name, joiner, item in zip(items, items[1:], items[2:], strict=False):
        chosen = reading.chosen.get(id(name))
        if chosen is None or chosen.target.kind not in ("measure", "derived") or not joiner.is_op("and"):
            continue
        last = name.low.split()[-1]
        if (
            len(name.low.split()) > 1
            and verb_stems(last)
            and (item.kind == "verb" or item.verb)
            and verb_stems(item.low)
        ):
            return f"“{name.text} and {item.text}” can be two numbers or one condition. Name both numbers in full."
    return None
