"""A measure of dbt as a measure of a table: its aggregate, its date, what it is a balance of."""

from __future__ import annotations

from typing import Any

from lunara.semantic.formats.dbt_documents import Plain
from lunara.semantic.formats.dbt_entities import Source
from lunara.semantic.formats.dbt_filters import Unresolved
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.sections import Section
from lunara.semantic.model import Aggregate, Measure

_AGGREGATES: dict[str, Aggregate] = {
    "sum": "sum",
    "sum_boolean": "sum",
    "count": "count",
    "count_distinct": "count_distinct",
    "avg": "avg",
    "average": "avg",
    "min": "min",
    "max": "max",
    "median": "median",
    "percentile": "percentile",
}


def read_measure(source: Source, one: Section, name: str, notes: Notes) -> Measure:
    """The measure `name` of a semantic model, hidden until a metric shows it. Raises Unresolved with the reason in words."""
    aggregate = one.text("agg").lower()
    quantile: Plain = {}
    if aggregate == "percentile":
        quantile = _quantile(one.raw("agg_params"))
        if quantile == {"percentile": 0.5, "percentile_kind": "continuous"}:
            aggregate, quantile = "median", {}
    if aggregate not in _AGGREGATES:
        raise Unresolved(f"there is no aggregate {aggregate!r}")
    expression: str | None = one.text("expr") or name
    if "{{" in (expression or "") or "{%" in (expression or ""):
        raise Unresolved(f"it holds templating that only dbt can resolve: {expression}")
    if aggregate == "sum_boolean":
        expression = f"CASE WHEN {expression} THEN 1 ELSE 0 END"
    if aggregate == "count" and expression in ("1", "*"):
        expression = None
    if one.text("agg").lower() != "percentile" and one.raw("agg_params"):
        notes.lost(one.where, "agg_params", "it says nothing for this aggregate")
    label, description = one.text("label"), one.text("description")
    time = one.text("agg_time_dimension") or source.default_time
    if time is not None and (time not in source.dimensions or source.dimensions[time].type != "time"):
        raise Unresolved(f"it goes by {time}, which is no time dimension of {source.name}")
    additive: Any = "all"
    balance = "last"
    non_additive = one.section("non_additive_dimension")
    if non_additive is not None:
        along, choice = non_additive.text("name"), non_additive.text("window_choice").lower() or "min"
        if along != time:
            raise Unresolved(f"it is a balance along {along}, and goes by {time}")
        if choice not in ("min", "max"):
            raise Unresolved(f"there is no window_choice {choice!r}")
        groupings = non_additive.texts("window_groupings")
        if any(group not in source.dimensions for group in groupings):
            raise Unresolved(f"it is a balance of {', '.join(groupings)}, which are not all of its own table")
        balance = "first" if choice == "min" else "last"
        additive = groupings
        if groupings:
            why = f"grouped by something else than {', '.join(groupings)}, Lunara takes the value within each group"
            notes.changed(non_additive.where, "window_groupings", why)
        non_additive.done()
    return Measure.model_validate(
        {
            "name": name,
            "aggregate": _AGGREGATES[aggregate],
            **quantile,
            "expression": expression,
            "label": label or None,
            "description": description,
            "additive_over": additive,
            "balance": balance,
            "time": time if time != source.default_time else None,
            "hidden": True,
        }
    )


def _quantile(said: Any) -> Plain:
    """What a percentile needs. Raises Unresolved."""
    params: Plain = said if isinstance(said, dict) else {}
    fraction = params.get("percentile")
    discrete, approximate = (
        params.get(key) or False for key in ("use_discrete_percentile", "use_approximate_percentile")
    )
    if isinstance(fraction, bool) or not isinstance(fraction, int | float) or not 0 < fraction < 1:
        raise Unresolved("a percentile needs a fraction between 0 and 1")
    if discrete and approximate:
        raise Unresolved("an estimate of a percentile lies between values here, never on one")
    kind = "discrete" if discrete else "approximate" if approximate else "continuous"
    return {"percentile": fraction, "percentile_kind": kind}


def measure_of_metric(data: Plain) -> tuple[Plain, object] | None:
    """The measure that a metric of the newer form writes in itself, and its semantic model; None for the older one."""
    params = data.get("type_params")
    inner = params.get("metric_aggregation_params") if isinstance(params, dict) else None
    if data.get("type") == "simple" and "agg" in data:
        words = ("label", "description", "percentile", "percentile_type")
        keys = ("agg", "expr", "agg_time_dimension", "non_additive_dimension", *words)
        said, home = {key: data[key] for key in keys if key in data}, data.get("semantic_model")
    elif isinstance(inner, dict) and isinstance(params, dict):
        said = {"expr": params.get("expr"), **{key: value for key, value in inner.items() if key != "semantic_model"}}
        home = inner.get("semantic_model")
    else:
        return None
    if "percentile" in said and isinstance(said["percentile"], int | float):
        kind = said.pop("percentile_type", "continuous")
        said["agg_params"] = {"percentile": said.pop("percentile"), "use_discrete_percentile": kind == "discrete"}
        if kind not in ("continuous", "discrete"):
            said["agg"] = f"percentile of type {kind}"
    return said, home
