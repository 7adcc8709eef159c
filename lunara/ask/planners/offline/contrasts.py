"""Two things side by side, in words: "compare rent in Leeds and York", "difference in rent between 2024 and 2023", "A minus B".

What the grammar does not read is put as "A vs B", planned as that question, and taken only where the plan sets two periods or
two values of one field against each other. Of a difference the plan is turned so that it holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import contrast_asked, followup
from lunara.ask.planners.offline.contrast_forms import CHANGED, Form, forms_of
from lunara.ask.planners.offline.fields import quoted
from lunara.ask.planners.offline.grammar.asides import is_value
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.periods import shift
from lunara.ask.planners.offline.proof import prove
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.semantic.model import Dimension, Measure, SemanticModel
from lunara.semantic.names import resolve_field
from lunara.semantic.query import (
    Calculation,
    Compare,
    DimensionRef,
    FieldFilter,
    InlineMeasure,
    SemanticQuery,
    TimeFilter,
    TimeRange,
)

_ANY = re.compile(
    r"\b(?:compar\w+|vs|versus|difference|minus|less|relative to|how much)\b|\([^()]+\s(?:plus|times|[-+*])\s[^()]+\)",
    re.IGNORECASE,
)
_DENIALS = ("non-", "non ", "not ", "un", "in")


def may_be(planned: Planned, text: str) -> bool:
    """Whether a question may set two against each other that is refused, or asked back for the word that says so."""
    said = " ".join(text.split()).rstrip(" ?!.")
    if contrast_asked.asks(said):
        return True
    if isinstance(planned.plan, Clarification):
        return CHANGED.fullmatch(said) is not None
    return isinstance(planned.plan, Refusal) and (_ANY.search(text) is not None or contrast_asked.may_set(said))


def answered(planned: Planned, question: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]) -> Planned:
    """What was planned of a question that is refused, or the two things side by side that it asks for.

    `plan` plans a question of its own. Nothing is taken that does not set two against each other.
    """
    text = " ".join(question.text.split()).rstrip(" ?!.")
    asked: Planned | None = None
    if question.history and followup.strip_lead(tokenize(text), True)[1]:
        return planned  # it goes on from the question before, which is not known here
    for form in forms_of(text):
        made = plan(replace(question, text=form.text, history=()))
        if isinstance(made.plan, Clarification) and not form.wants and not form.alone:
            sure = all(o.query is not None and sets_two(o.query) for o in made.plan.options)
            asked = asked or (made if sure and made.plan.options else None)
        if not isinstance(made.plan, SemanticQuery):
            continue
        found = _settled(form, made, question, lexicon, plan)
        if found is not None:
            return found
    if asked is None and contrast_asked.asks(text) and not (isinstance(planned.plan, Refusal) or _all_set_two(planned)):
        return replace(planned, plan=Refusal(_OF_TWO), notes=())  # what it gives is one of the two
    return asked or _flag(text, question, lexicon, plan) or planned


_OF_TWO = "The question sets two against each other, and they cannot be shown side by side as it is asked."


def _all_set_two(planned: Planned) -> bool:
    """Whether what was planned, or all that may be chosen, sets two against each other."""
    if isinstance(planned.plan, SemanticQuery):
        return sets_two(planned.plan)
    options = planned.plan.options if isinstance(planned.plan, Clarification) else ()
    return bool(options) and all(o.query is not None and sets_two(o.query) for o in options)


def _settled(
    form: Form, made: Planned, question: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]
) -> Planned | None:
    query, model = made.plan, lexicon.model
    if (
        not isinstance(query, SemanticQuery)
        or not query.measures
        or query.summary is not None
        or query.limit is not None
    ):
        return None
    if any(is_value(word, lexicon) for word in form.name.split()):
        return None
    if form.formula:
        return _of_row(form, made, query, model, question)
    if form.alone:
        picked = any(isinstance(f, FieldFilter) and f.op == "in" for f in query.filters)
        return made if not picked and (query.dimensions or len(query.measures) > 1) else None
    if not sets_two(query):
        return None
    if form.asks:
        return replace(made, notes=(*made.notes, "Both are shown side by side: the answer is which of them is more."))
    if not form.wants:
        return made
    if _members(query) is not None and (query.compare is not None or _periods(query) is not None):
        return None  # of two things and two periods, which is taken from which is open
    turned = _differing(form, query, model, question, plan)
    if turned is not None and prove(turned, model, question.clock) is None:
        return replace(made, plan=turned)
    if form.wants == "minus" or turned is not None:
        return None
    note = "Both are shown side by side; the difference is the one less the other."
    return replace(made, notes=(*made.notes, note))


def sets_two(query: SemanticQuery) -> bool:
    """Whether a query sets two periods, or values of one field that is shown, against each other."""
    return query.compare is not None or _members(query) is not None or _periods(query) is not None


def _members(query: SemanticQuery) -> FieldFilter | None:
    """The condition that leaves two values of a field that is shown, or both of a yes/no field."""
    shown = {d if isinstance(d, str) else d.field for d in query.dimensions}
    found = [
        f
        for f in query.filters
        if isinstance(f, FieldFilter) and f.field in shown and f.op == "in" and len(f.values) == 2
    ]
    return found[0] if len(found) == 1 else None


def _periods(query: SemanticQuery) -> tuple[DimensionRef, TimeRange, TimeRange] | None:
    """The grain by which two neighbouring periods are shown, the later and the earlier."""
    grained = [d for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None]
    found = query.time.range if query.time is not None else None
    if len(grained) != 1 or found is None or found.from_ is None or found.to is None:
        return None
    grain = grained[0].grain
    if grain not in ("day", "week", "month", "quarter", "year"):
        return None
    middle = shift(found.from_, grain, 1)
    if shift(middle, grain, 1) != found.to:
        return None
    later = TimeRange.model_validate({"from": middle, "to": found.to})
    return grained[0], later, TimeRange.model_validate({"from": found.from_, "to": middle})


def _differing(
    form: Form, query: SemanticQuery, model: SemanticModel, question: Question, plan: Callable[[Question], Planned]
) -> SemanticQuery | None:
    """The query that holds the difference of the two; None where it cannot be said."""
    if query.calculations:
        return None
    members = _members(query)
    if members is not None:
        return _less(form, members, query, model)
    periods = _periods(query)
    if query.compare is None and periods is not None and query.time is not None:
        grained, later, earlier = periods
        rest = tuple(d for d in query.dimensions if d != grained)
        time = TimeFilter(field=query.time.field, range=later, via=query.time.via)
        query = query.model_copy(update={"dimensions": rest, "time": time, "compare": Compare(range=earlier)})
    if query.compare is None or query.time is None:
        return None
    if form.wants == "minus":
        first = plan(replace(question, text=form.first, history=())).plan
        if not isinstance(first, SemanticQuery) or first.time is None or first.time.range != query.time.range:
            return None  # what is taken off is the later one
    names = [m if isinstance(m, str) else m.name for m in query.measures]
    changes = tuple(Calculation(kind="difference", of=name) for name in names)
    return query.model_copy(update={"calculations": changes})


def _less(form: Form, members: FieldFilter, query: SemanticQuery, model: SemanticModel) -> SemanticQuery | None:
    """Sums of the rows of one value less those of the other, where both are fields of the rows that are added up."""
    its = resolve_field(model, members.field)
    if not isinstance(its.field, Dimension) or not all(isinstance(v, str) for v in members.values):
        return None
    made: list[InlineMeasure] = []
    column = quoted((its.field.expression or its.field.name).strip('"'))
    if its.field.expression and not re.fullmatch(r'"?\w+"?', its.field.expression):
        return None
    one, two = ("'" + str(v).replace("'", "''") + "'" for v in members.values)
    for measure in query.measures:
        found = measure if isinstance(measure, InlineMeasure) else resolve_field(model, measure, "measure").field
        table = measure.table if isinstance(measure, InlineMeasure) else resolve_field(model, measure, "measure").table
        if (
            not isinstance(found, Measure | InlineMeasure)
            or table != its.table
            or found.aggregate not in ("sum", "count")
        ):
            return None
        if isinstance(found, Measure) and (found.additive_over != "all" or found.time is not None):
            return None
        if found.aggregate == "count" and found.expression is not None:
            return None
        value = "1" if found.aggregate == "count" else f"({found.expression})"
        expression = f"CASE {column} WHEN {one} THEN {value} WHEN {two} THEN -{value} END"
        label = f"{found.label or found.name}: {members.values[0]} minus {members.values[1]}"
        name = f"{found.name}_difference"
        made.append(
            InlineMeasure(
                name=name,
                table=table,
                aggregate="sum",
                expression=expression,
                filter=found.filter,
                label=label,
                format=found.format,
            )
        )
    rest = tuple(d for d in query.dimensions if (d if isinstance(d, str) else d.field) != members.field)
    return query.model_copy(update={"measures": tuple(made), "dimensions": rest, "order_by": ()})


def _of_row(
    form: Form, made: Planned, query: SemanticQuery, model: SemanticModel, question: Question
) -> Planned | None:
    """The difference of two fields of a row; averaged where the fields are, as prices do not add up."""
    found = query.measures[0]
    if len(query.measures) != 1 or not isinstance(found, InlineMeasure) or found.aggregate not in ("sum", "avg"):
        return None
    sign = next((s for s in (" - ", " + ", " * ") if s in (found.expression or "")), " - ")
    sides = [one.strip().strip('"') for one in (found.expression or "").split(sign)]
    table = model.table(found.table)
    if len(sides) != 2 or table is None:
        return None
    its = [[m for m in table.measures if (m.expression or "").strip('"') == side] for side in sides]
    if any(one and all(m.filter for m in one) for one in its):
        return None  # a number that leaves rows out is not that of every row
    aggregates = [{m.aggregate for m in one} for one in its]
    fields = [
        next((d for d in table.dimensions if (d.expression or d.name).strip('"') == side), None) for side in sides
    ]
    if any(d is None or d.type != "number" for d in fields):
        return None
    formats = [d.format for d in fields if d is not None]
    if formats[0] != formats[1] and sign != " * ":
        return None  # of different units
    prices = [("avg" in one and "sum" not in one) for one in aggregates]
    if sign == " * " and all(prices):
        return None  # a price times a price is nothing that rows have
    averaged = any(prices) and sign != " * "
    money = next((f for f in formats if f is not None and f.kind == "currency"), formats[0])
    one = found.model_copy(update={"label": form.label, "format": money})
    if averaged and found.aggregate == "sum":
        one = one.model_copy(update={"aggregate": "avg", "name": "avg_difference"})
        if query.order_by:
            return None
    query = query.model_copy(update={"measures": (one,)})
    return replace(made, plan=query) if prove(query, model, question.clock) is None else None


def _flag(text: str, question: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]) -> Planned | None:
    """ "Online vs offline orders": both sides of a yes/no field, where one word denies what the other says."""
    found = re.fullmatch(
        r"(?P<head>(?:.*\s)?)(?P<one>[\w-]+)\s+(?:vs\.?|versus|and|or)\s+(?P<two>(?:not\s+|non\s+)?[\w-]+)(?P<rest>\s.*)?",
        re.sub(r"^(?:compare)\s+", "", text, flags=re.IGNORECASE),
        re.IGNORECASE,
    )
    if found is None or not (
        re.search(r"\s(?:vs\.?|versus)\s", text, re.IGNORECASE) or text.lower().startswith("compare")
    ):
        return None
    one, two, rest = found["one"].lower(), found["two"].lower(), found["rest"] or ""
    if not _denies(one, two) and not _denies(two, one):
        return None
    said = one if _denies(one, two) else two
    head = found["head"].rstrip() or "number of"
    made = plan(replace(question, text=f"{head} {said}{rest}", history=()))
    every = plan(replace(question, text=f"{head}{rest}", history=())).plan
    query = made.plan
    if not isinstance(query, SemanticQuery) or not isinstance(every, SemanticQuery) or not query.measures:
        return None
    more = [f for f in query.filters if f not in every.filters]
    if len(more) != 1 or not isinstance(more[0], FieldFilter) or more[0].op != "=" or more[0].values != (True,):
        return None
    flag = more[0]
    if query.model_copy(update={"filters": every.filters}) != every or flag.via is not None or query.limit is not None:
        return None
    told = FieldFilter(field=flag.field, op="is_not_null")
    both = every.model_copy(update={"dimensions": (flag.field, *every.dimensions), "filters": (*every.filters, told)})
    return replace(made, plan=both) if prove(both, lexicon.model, question.clock) is None else None


def _denies(word: str, other: str) -> bool:
    """Whether the other word is this one denied: offline, not online, unpaid, inactive."""
    if word.startswith("on") and len(word) > 4 and other == f"off{word[2:]}":
        return True
    return any(other == f"{lead}{word}" for lead in _DENIALS)
