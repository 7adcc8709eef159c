"""MEASURE(name) in SQL over the model: the governed aggregate, filter and all, wherever an aggregate may stand."""

from __future__ import annotations

from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput, Refused, UnknownField
from lunara.semantic.compile.analyse import safe_division
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.facts import exact_aggregate
from lunara.semantic.dialects import NO_MEDIAN, NO_STDDEV, family
from lunara.semantic.expand_columns import is_measure_call
from lunara.semantic.model import DerivedMeasure, Measure
from lunara.semantic.names import ResolvedField
from lunara.semantic.proof_trees import WRITTEN
from lunara.semantic.written_out import Parts

MEASURE_PREFIX = "measure_of_"


def measures_as_text(tree: exp.Expr) -> None:
    """`MEASURE(revenue)` as `MEASURE('revenue')`: the name of a measure is not the name of a column."""
    for call in tree.find_all(exp.Anonymous):
        if not is_measure_call(call):
            continue
        written = call.expressions[0] if len(call.expressions) == 1 else None
        if not isinstance(written, exp.Column | exp.Literal):
            raise InvalidInput("MEASURE takes the name of one measure.", "Write MEASURE(revenue).")
        if isinstance(written, exp.Column):
            name = ".".join(part.name for part in written.parts)
            written.replace(exp.Literal.string(name))


class MeasureCalls:
    """Writes the MEASURE calls of one statement as aggregates."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.graph = context.graph
        self.dialect = context.dialect
        self._parts = Parts()

    def name(self, tree: exp.Expr) -> None:
        """Give every call the model's own name of its measure. Raises UnknownField, InvalidInput."""
        for call in tree.find_all(exp.Anonymous):
            if is_measure_call(call):
                text = call.expressions[0].name
                head, dot, tail = text.partition(".")
                homes = _direct_tables(cast(exp.Select, call.find_ancestor(exp.Select)))
                if dot and head in homes:
                    own = self._resolved(f"{homes[head]}.{tail}").field.name
                    call.set("expressions", [exp.Literal.string(f"{head}.{own}")])
                else:
                    found = self._resolved(text)
                    exact = text in (found.path, found.field.name)
                    call.set("expressions", [exp.Literal.string(text if exact else found.path)])

    def expand(self, tree: exp.Expr) -> None:
        """Replace every call. Raises InvalidInput, UnknownField, Refused."""
        for call in list(tree.find_all(exp.Anonymous)):
            if not is_measure_call(call):
                continue
            written = f"MEASURE({call.expressions[0].name})"
            _check_place(call, written)
            homes = _direct_tables(cast(exp.Select, call.find_ancestor(exp.Select)))
            shells = _shells(call)
            value = self._measure(call.expressions[0].name, homes, (), shells)
            for aggregate in value.find_all(exp.AggFunc):
                aggregate.meta[WRITTEN] = written
            outermost = shells[-1] if shells else call
            outermost.replace(exp.Paren(this=value) if isinstance(value, exp.Binary) else value)

    def _measure(self, name: str, homes: dict[str, str], above: tuple[str, ...], shells: list[exp.Expr]) -> exp.Expr:
        head, dot, tail = name.partition(".")
        alias = head if dot and head in homes else None
        found = self._resolved(f"{homes[alias]}.{tail}" if alias is not None else name)
        if not isinstance(found.field, Measure):
            return self._derived(found.field, homes, above, shells)
        measure = found.field
        if alias is None:
            alias = self._home(found, measure, homes, above)
        if measure.additive_over != "all" and measure.aggregate in ("sum", "count"):
            raise Refused(
                f"{found.path} does not simply add up (it is a balance), so MEASURE cannot be used for it.",
                "Ask for it as a measure of a semantic query.",
                code="not_additive",
            )
        if measure.aggregate == "percentile":
            raise Refused(
                f"{found.path} is a percentile, so MEASURE cannot be used for it.",
                "Ask for it as a measure of a semantic query.",
                code="no_aggregate",
            )
        lacking = (measure.aggregate == "median" and family(self.dialect) in NO_MEDIAN) or (
            measure.aggregate == "stddev" and family(self.dialect) in NO_STDDEV
        )
        if lacking:
            raise Refused(
                f"{self.dialect} has no {measure.aggregate}, so MEASURE({measure.name}) cannot be used in SQL.",
                "Ask for it as a measure of a semantic query.",
            )
        column = exp.column(MEASURE_PREFIX + measure.name, table=alias)
        return _with_shells(exact_aggregate(measure.aggregate, column, self.dialect), shells)

    def _resolved(self, name: str) -> ResolvedField:
        """The measure of that name, whatever its case; a field of that name is said to be one."""
        names = self.graph.names
        try:
            return names.resolve(name, "measure")
        except UnknownField as error:
            alike = [
                one for one in names.every("measure") if name.lower() in (one.lower(), one.lower().rsplit(".", 1)[-1])
            ]
            if len(alike) == 1:
                return names.resolve(alike[0], "measure")
            try:
                field = names.resolve(name, "dimension")
            except UnknownField:
                raise error from None
            raise InvalidInput(
                f"{field.path} is a field to group by and no measure.", f"Write {name} without MEASURE."
            ) from error

    def _derived(self, its: object, homes: dict[str, str], above: tuple[str, ...], shells: list[exp.Expr]) -> exp.Expr:
        measure = cast(DerivedMeasure, its)
        if measure.name in above:
            raise InvalidInput(f"The derived measure {measure.name} is defined by itself.", "Correct the model.")
        if not measure.plain:
            raise Refused(
                f"{measure.name} takes rows of its own (conditions, a window or other periods), "
                "so MEASURE cannot be used for it.",
                "Ask for it as a measure of a semantic query.",
                code="own_rows",
            )
        tree = self.graph.derived_expression(measure).copy()
        columns = list(tree.find_all(exp.Column))
        self._parts.take(measure.name, len(columns))
        for column in columns:
            inside = ".".join(part.name for part in column.parts)
            inner = exp.Paren(this=self._measure(inside, homes, (*above, measure.name), shells))
            if column is tree:
                tree = inner
            else:
                column.replace(inner)
        tree = safe_division(tree)
        if measure.fill_nulls_with is None:
            return tree
        return exp.Coalesce(this=tree, expressions=[exp.Literal.number(measure.fill_nulls_with)])

    def _home(self, found: ResolvedField, measure: Measure, homes: dict[str, str], above: tuple[str, ...]) -> str:
        candidates = [home for home, table in homes.items() if table == found.table]
        if len(candidates) == 1:
            return candidates[0]
        reason = "is not in FROM" if not candidates else "is in FROM several times"
        if above:
            raise InvalidInput(
                f"MEASURE({above[0]}) is made of {found.path}, whose table {found.table} {reason}.",
                "Ask for it as a measure of a semantic query, or compute its parts each FROM its own table and divide.",
            )
        raise InvalidInput(
            f"MEASURE({measure.name}) needs the table {found.table}, which {reason}.",
            f"Select it FROM {found.table}." if not candidates else f"Write MEASURE(alias.{measure.name}).",
        )


def _check_place(call: exp.Expr, written: str) -> None:
    """Raises InvalidInput where no aggregate may stand."""
    below: exp.Expr = call
    windowed = False
    while below.parent is not None and not isinstance(below.parent, exp.Select):
        above = below.parent
        if isinstance(above, exp.Window):
            windowed = True
        inside = isinstance(above, exp.AggFunc) and not windowed and not isinstance(above.parent, exp.Window)
        if inside and isinstance(above, exp.Func):
            raise InvalidInput(
                f"{written} is an aggregate and stands inside {above.sql_name()}().",
                f"Compute {written} in a subquery first, with GROUP BY, and aggregate its result.",
            )
        below = above
    place = below.arg_key
    if place in ("where", "group", "joins"):
        word = {"where": "WHERE", "group": "GROUP BY", "joins": "the ON of a join"}[place]
        raise InvalidInput(
            f"{written} is of groups, so it cannot stand in {word}.",
            f"Write HAVING {written} …, or compute it in a subquery first.",
        )


def _with_shells(value: exp.Expr, shells: list[exp.Expr]) -> exp.Expr:
    """FILTER and OVER belong to each aggregate that a measure is made of."""
    if not shells:
        return value
    aggregate = next(node for node in value.walk() if isinstance(node, exp.AggFunc))
    place = aggregate.parent
    key, index = aggregate.arg_key, aggregate.index
    inner: exp.Expr = aggregate
    for shell in shells:
        outer = shell.copy()
        outer.set("this", inner)
        inner = outer
    if place is None:
        return inner
    place.set(str(key), inner, index=index)
    return value


def _shells(call: exp.Expr) -> list[exp.Expr]:
    """FILTER (…) and OVER (…) around a call, from the inside out."""
    found: list[exp.Expr] = []
    below = call
    while isinstance(below.parent, exp.Filter | exp.Window) and below.arg_key == "this":
        below = below.parent
        found.append(below)
    return found


def _direct_tables(select: exp.Select) -> dict[str, str]:
    """alias → name of the tables in FROM of one SELECT."""
    found: dict[str, str] = {}
    start = select.args.get("from_")
    items = ([start.this] if start is not None else []) + [join.this for join in select.args.get("joins") or []]
    for item in items:
        if isinstance(item, exp.Table):
            found[item.alias_or_name] = item.name
    return found
