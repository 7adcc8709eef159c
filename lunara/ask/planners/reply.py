"""What a model provider is asked to write, and the way from that to a Plan.

The schema is SemanticQuery without recursion (filters nest one level), because providers take no recursive schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from lunara.ask.change.asked import read_change
from lunara.ask.plan import Clarification, ModelSql, Option, Plan, Refusal, Understood
from lunara.ask.planners.wording import figures_in, sayable
from lunara.ask.whole_periods import over_whole_periods
from lunara.errors import InvalidInput
from lunara.semantic.mistakes import read_query
from lunara.semantic.model import Aggregate, Grain
from lunara.semantic.query import Calculation, CompareTo, Operator, SemanticQuery, Summary, Than

Json = dict[str, Any]
MAX_OPTIONS, MOST_PIECES = 6, 30


def _one_of(literal: Any) -> Json:
    return {"type": "string", "enum": list(get_args(literal))}


def _object(required: tuple[str, ...] = (), **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(required)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
YES_NO: Json = {"type": "boolean"}
GRAIN = _one_of(Grain)
VALUES = _list({"anyOf": [TEXT, {"type": "number"}, YES_NO]})
_LEAF = {"field": TEXT, "op": _one_of(Operator), "values": VALUES, "via": TEXT}
LEAF = _object((), **_LEAF)
NOT = _object((), **_LEAF, exists=TEXT, where=_list(LEAF))
THAN = _object(
    ("aggregate",),
    aggregate=_one_of(Than.model_fields["aggregate"].annotation),
    within=_list(TEXT),
    where=_list(LEAF),
)
FILTER = _object(
    (), **_LEAF, than=THAN, **{"exists": TEXT, "where": _list(LEAF), "not": NOT, "or": _list(LEAF), "and": _list(LEAF)}
)
MEASURE = _object(
    ("name", "table", "aggregate"),
    name=TEXT,
    table=TEXT,
    aggregate=_one_of(Aggregate),
    percentile={"type": "number", "description": "The fraction of a percentile: 0.95."},
    expression=TEXT,
    filter=TEXT,
    label=TEXT,
)
RANGE = _object((), **{"from": TEXT, "to": TEXT, "last": WHOLE, "grain": GRAIN, "complete": YES_NO, "this": GRAIN,
                       "previous": GRAIN, "to_date": GRAIN})  # fmt: skip
CALCULATION = _one_of(Calculation.model_fields["kind"].annotation)
QUERY = _object(
    (),
    measures=_list({"anyOf": [TEXT, MEASURE]}),
    dimensions=_list({"anyOf": [TEXT, _object(("field",), field=TEXT, grain=GRAIN, via=TEXT)]}),
    filters=_list(FILTER),
    time=_object(("range",), field=TEXT, range=RANGE, via=TEXT),
    compare=_object((), to=_one_of(CompareTo), range=RANGE),
    calculations=_list(
        _object(
            ("kind", "of"),
            kind=_one_of(Calculation.model_fields["kind"].annotation),
            of=TEXT,
            by=TEXT,
            within=_list(TEXT),
            window=WHOLE,
            direction={"type": "string", "enum": ["asc", "desc"]},
            percent=YES_NO,
        )
    ),
    summary=_object(
        ("aggregate", "over"),
        aggregate=_one_of(Summary.model_fields["aggregate"].annotation),
        over=_list({"anyOf": [TEXT, _object(("field",), field=TEXT, grain=GRAIN, via=TEXT)]}),
    ),
    order_by=_list(_object(("field",), field=TEXT, direction={"type": "string", "enum": ["asc", "desc"]})),
    limit=WHOLE,
    fill_time=YES_NO,
    keep_empty=YES_NO,
)
CHANGE = _object(
    ("measure", "period", "against"),
    measure=TEXT,
    period=RANGE,
    against=RANGE,
    filters=_list(FILTER),
    dimension=TEXT,
)
SCHEMA: Json = {
    "title": "Plan",
    "description": "How the question is answered.",
    **_object(
        ("kind",),
        kind={"type": "string", "enum": ["query", "sql", "change", "clarification", "refusal"]},
        query=QUERY,
        change=CHANGE,
        sql=TEXT,
        text={"type": "string", "description": "The question back (clarification) or the reason (refusal)."},
        options=_list(_object(("label", "question"), label=TEXT, question=TEXT)),
        understood=_list(_object(("text", "as"), **{"text": TEXT, "as": TEXT})),
        ignored=_list(TEXT),
    ),
}


def read_plan(reply: Mapping[str, Any], known: frozenset[str] = frozenset()) -> Plan:
    """The plan in a reply. Raises InvalidInput naming what is wrong, in words that a provider can act on.

    Words for people are taken where they state no figure but `known` ones (`figures_in` the question), and name no address.
    """
    kind = reply.get("kind")
    text = sayable(_text(reply.get("text")), known)
    if kind == "query":
        return query_in(reply.get("query"))
    if kind == "sql":
        sql = _text(reply.get("sql"))
        if not sql:
            raise InvalidInput('The kind is "sql" and "sql" is empty.', "Write one SELECT over the logical tables.")
        return ModelSql(sql)
    if kind == "change":
        return read_change(_without_empty(reply.get("change")))
    options = _options(reply.get("options"), known)
    if kind == "clarification":
        if len(options) < 2:
            raise InvalidInput("A clarification needs at least two options.", "Give options, or answer the question.")
        return Clarification(text or "Which one do you mean?", options)
    if kind == "refusal":
        return Refusal(text or "The data cannot answer this.", tuple(option.question for option in options))
    raise InvalidInput(
        f"The kind is {str(kind)[:40]!r}.", 'Use "query", "sql", "change", "clarification" or "refusal".'
    )


def read_account(
    reply: Mapping[str, Any], known: frozenset[str] = frozenset()
) -> tuple[tuple[Understood, ...], tuple[str, ...]]:
    """(understood, ignored) of a reply; what is malformed or may not be said is left out, as it decides nothing."""
    pieces = []
    for piece in _listed(reply.get("understood"))[:MOST_PIECES]:
        if isinstance(piece, Mapping):
            text = sayable(_text(piece.get("text")), known)
            taken = sayable(_text(piece.get("as")), known, days=True)
            if text and taken:
                pieces.append(Understood(text, taken))
    ignored = (sayable(_text(raw), known) for raw in _listed(reply.get("ignored"))[:MOST_PIECES])
    return tuple(pieces), tuple(word for word in ignored if word)


def query_in(raw: Any) -> SemanticQuery:
    """The semantic query that a part of a reply is. Raises InvalidInput in words that a provider can act on."""
    if not isinstance(raw, Mapping):
        raise InvalidInput('The kind is "query" and "query" is missing.', "Give measures or dimensions.")
    return over_whole_periods(read_query(_without_empty(raw)))


def _without_empty(value: Any) -> Any:
    """Providers write null, "" and [] for "not given"; in `values` null stays, as it is a value."""
    if isinstance(value, Mapping):
        kept = {}
        for key, item in value.items():
            inner = list(item) if key == "values" and isinstance(item, list) else _without_empty(item)
            if inner is None or inner in ("", [], {}):
                continue
            kept[key] = inner
        return kept
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def _options(raw: Any, known: frozenset[str]) -> tuple[Option, ...]:
    """Questions may hold numbers (the top 10, the year 2025): they are asked, not told. What a button says of one may not."""
    found = []
    for option in _listed(raw)[:MAX_OPTIONS]:
        if isinstance(option, Mapping):
            label = sayable(_text(option.get("label")), known)
            asked = _text(option.get("question"))
            question = sayable(asked, figures_in([asked])) or label
            if question:
                found.append(Option(label or question, question))
    return tuple(found)


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _text(raw: Any) -> str:
    return " ".join(raw.split())[:600] if isinstance(raw, str) else ""
