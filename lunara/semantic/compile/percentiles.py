"""Percentiles: the value below which a fraction of the values lies, in the words of each engine that has them as an aggregate."""

from __future__ import annotations

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.dialects import PERCENTILES, double, family
from lunara.semantic.model import Measure

_KINDS = {
    "continuous": "exact percentile between values",
    "discrete": "exact percentile among values",
    "approximate": "estimate of a percentile",
}


def percentile(measure: Measure, argument: exp.Expr, dialect: str) -> exp.Expr:
    """The percentile of an argument; nulls do not count. Raises Refused where the engine has no such aggregate."""
    kind, its = measure.percentile_kind, family(dialect)
    if its not in PERCENTILES[kind]:
        having = " or ".join(name for name, engines in PERCENTILES.items() if its in engines)
        raise Refused(
            f"{dialect} has no {_KINDS[kind]} as an aggregate, so {measure.label or measure.name} cannot be computed there.",
            f'Give the measure "percentile_kind" {having}.'
            if having
            else "Ask for the median, which every engine has.",
            code="no_aggregate",
        )
    fraction = exp.Literal.number(measure.percentile)
    value = argument if kind == "discrete" else double(argument)
    function = PERCENTILES[kind][its]
    if function.startswith("PERCENTILE_"):
        named = exp.PercentileCont if kind == "continuous" else exp.PercentileDisc
        order = exp.Order(expressions=[exp.Ordered(this=value)])
        return exp.WithinGroup(this=named(this=fraction), expression=order)
    return exp.Anonymous(this=function, expressions=[value, fraction])
