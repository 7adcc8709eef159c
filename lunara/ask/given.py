"""The conditions of a query in short form, to stand behind the name of a number: "Revenue (City Paris)"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lunara.ask.describe import Describer
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import AndFilter, FieldFilter, Filter, SemanticQuery

LONGEST = 60


def given(query: SemanticQuery, model: SemanticModel) -> str:
    """The query's conditions on rows, short; "" without any. Conditions of a ranking and on the numbers shown are left out."""
    say = Describer(query, model)
    named = {m if isinstance(m, str) else m.name for m in query.measures}
    named |= {n.rpartition(".")[2] for n in named} | {
        c.name or f"{c.of.rpartition('.')[2]}_{c.kind}" for c in query.calculations
    }
    shown = {d if isinstance(d, str) else d.field for d in query.dimensions}
    parts = [
        _short(one, say)
        for one in _each(query.filters)
        if not say.is_of_ranking(one)
        and not (isinstance(one, FieldFilter) and (one.field in named or (one.op == "=" and one.field in shown)))
    ]
    if not parts:
        return ""
    kept = parts[:1]
    for part in parts[1:]:
        if len(", ".join([*kept, part])) > LONGEST:
            return ", ".join([*kept, "and more conditions"])
        kept.append(part)
    return ", ".join(kept) if len(kept[0]) <= 2 * LONGEST else ""


def _each(filters: Iterable[Filter]) -> Iterator[Filter]:
    """The conditions that must all hold, one by one."""
    for one in filters:
        if isinstance(one, AndFilter):
            yield from _each(one.and_)
        else:
            yield one


def _short(one: Filter, say: Describer) -> str:
    """ "City Paris" for "City is Paris", "Online order: yes"; what is no plain value is said in full."""
    if isinstance(one, FieldFilter) and one.op in ("=", "in") and all(isinstance(v, str) for v in one.values):
        name = _named(one, say)
        values = [str(v) for v in one.values]
        shown = ", ".join(values[:-1]) + (" or " if values[:-1] else "") + values[-1]
        return f"{name[:1].upper()}{name[1:]} {shown}"
    if isinstance(one, FieldFilter) and one.op in ("=", "!=") and one.values and isinstance(one.values[0], bool):
        name = _named(one, say)
        return f"{name[:1].upper()}{name[1:]}: {'yes' if one.values[0] == (one.op == '=') else 'no'}"
    text = say.condition(one)
    return text if text.startswith(("with ", "without ", "(")) else f"{text[:1].upper()}{text[1:]}"


def _named(one: FieldFilter, say: Describer) -> str:
    """What a condition is on, with its road."""
    return say.condition(one.model_copy(update={"op": "is_null", "values": ()})).removesuffix(" is empty")
