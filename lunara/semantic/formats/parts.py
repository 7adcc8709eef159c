"""One SQL aggregate, taken apart: `SUM(CASE WHEN c THEN x END)` is the sum of x where c. What a measure cannot say is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.model import Aggregate, Measure


class Unsaid(Refused):
    """Why a model cannot say it. Caught where it becomes a note; never leaves the reading of a format."""


# Engines whose STDDEV is that of a population.
POPULATION = frozenset({"mysql", "doris", "starrocks", "singlestore", "clickhouse"})
# How other tools name a measure inside another: MEASURE(revenue).
GOVERNED = frozenset({"MEASURE", "AGG", "METRIC"})
MEANS = frozenset({"MEAN"})

# (table, the expression over its own columns) of an expression inside an aggregate; the table is empty where none is named.
Place = Callable[[exp.Expr], tuple[str, exp.Expr]]


@dataclass(frozen=True)
class Part:
    """What a measure is: an aggregate of an expression (None: the rows) over the rows of a table that fulfil a filter."""

    table: str
    aggregate: Aggregate
    expression: str | None
    filter: str | None

    @classmethod
    def of(cls, table: str, measure: Measure, dialect: str | None) -> Part:
        """That of a measure, its texts as sqlglot writes them, so that equal ones are equal."""
        texts = [
            None if text is None else _text(_bare(parse_fragment(text, dialect, measure.name)), dialect)
            for text in (measure.expression, measure.filter)
        ]
        return cls(table, measure.aggregate, texts[0], texts[1])

    def narrowed(self, condition: exp.Expr, dialect: str | None) -> Part:
        """With one condition more."""
        if self.filter is None:
            return replace(self, filter=_text(condition, dialect))
        first = parse_fragment(self.filter, dialect, self.table)
        return replace(self, filter=_text(_both(first, condition), dialect))

    def plain_name(self) -> str | None:
        """A name that says it, where one does: `sum_amount`, `orders_count`."""
        if self.filter is not None:
            return None
        if self.expression is None:
            return f"{self.table}_count"
        return f"{self.aggregate}_{self.expression}" if self.expression.isidentifier() else None


def is_aggregate(tree: exp.Expr) -> bool:
    """Whether the whole expression is one aggregate, with its FILTER or WITHIN GROUP."""
    if isinstance(tree, exp.Paren | exp.Filter | exp.WithinGroup):
        return is_aggregate(tree.this)
    if isinstance(tree, exp.Anonymous):
        return tree.name.upper() in MEANS
    return isinstance(tree, exp.AggFunc)


def part_of(tree: exp.Expr, dialect: str | None, place: Place, home: Callable[[], str]) -> tuple[Part, bool]:
    """The aggregate as a measure says it, and whether it was an estimate there. Raises Unsaid.

    `home` gives the table of an aggregate that names no column.
    """
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Window) or tree.find(exp.Window):
        raise Unsaid(f"{_shown(tree, dialect)} is a window over rows of the answer")
    if tree.find(exp.Query):
        raise Unsaid("it holds a subquery")
    conditions: list[exp.Expr] = []
    while isinstance(tree, exp.Filter):
        conditions.append(tree.expression.this)
        tree = tree.this
    aggregate, argument, approximate = _aggregate(tree, dialect)
    if argument is not None and any(is_aggregate(node) for node in argument.walk()):
        raise Unsaid(f"{_shown(tree, dialect)} adds up what is already added up")
    argument, condition = _case(argument)
    if condition is not None:
        conditions.append(condition)
    if aggregate == "count" and (isinstance(argument, exp.Star) or _constant(argument)):
        argument = None
    tables: dict[str, None] = {}
    placed: list[exp.Expr | None] = []
    for one in (argument, *conditions):
        table, value = ("", None) if one is None else place(one)
        placed.append(None if value is None else _bare(value))
        if table:
            tables[table] = None
    if len(tables) > 1:
        raise Unsaid(f"one aggregate is made of columns of {', '.join(tables)}; a measure is over one table")
    both: exp.Expr | None = None
    for found in placed[1:]:
        both = found if both is None or found is None else _both(both, found)
    expression = None if placed[0] is None else _text(placed[0], dialect)
    narrowed = None if both is None else _text(both, dialect)
    return Part(next(iter(tables)) if tables else home(), aggregate, expression, narrowed), approximate


def _aggregate(tree: exp.Expr, dialect: str | None) -> tuple[Aggregate, exp.Expr | None, bool]:
    """(aggregate, argument, whether it is an estimate). Raises Unsaid."""
    if isinstance(tree, exp.CountIf):
        return "count", exp.Case(ifs=[exp.If(this=tree.this, true=exp.Literal.number(1))]), False
    if isinstance(tree, exp.WithinGroup) and isinstance(tree.this, exp.PercentileCont) and _half(tree.this.this):
        order = tree.expression.expressions
        if len(order) == 1:
            return "median", order[0].this, False
    if isinstance(tree, exp.PercentileCont) and _half(tree.expression):
        return "median", tree.this, False
    if isinstance(tree, exp.Quantile) and _half(tree.args.get("quantile")):
        return "median", tree.this, False
    if isinstance(tree, exp.ApproxQuantile) and _half(tree.args.get("quantile")):
        return "median", tree.this, True
    if isinstance(tree, exp.ApproxDistinct):
        return "count_distinct", tree.this, True
    if isinstance(tree, exp.Stddev) and (dialect or "") in POPULATION:
        raise Unsaid(f"{_shown(tree, dialect)} is that of a whole population there; a measure takes that of a sample")
    if isinstance(tree, exp.Anonymous) and tree.name.upper() in MEANS and len(tree.expressions) == 1:
        return "avg", tree.expressions[0], False
    simple: dict[type[exp.Expr], Aggregate] = {
        exp.Sum: "sum",
        exp.Count: "count",
        exp.Avg: "avg",
        exp.Min: "min",
        exp.Max: "max",
        exp.Median: "median",
        exp.Stddev: "stddev",
        exp.StddevSamp: "stddev",
    }
    aggregate = simple.get(type(tree))
    argument = tree.this
    if aggregate is None or tree.expressions or not isinstance(argument, exp.Expr):
        raise Unsaid(f"{_shown(tree, dialect)} is no aggregate that a measure has")
    if isinstance(argument, exp.Distinct):
        if len(argument.expressions) != 1 or aggregate not in ("count", "min", "max"):
            raise Unsaid(f"{_shown(tree, dialect)} is no aggregate that a measure has")
        return ("count_distinct" if aggregate == "count" else aggregate), argument.expressions[0], False
    return aggregate, argument, False


def _case(tree: exp.Expr | None) -> tuple[exp.Expr | None, exp.Expr | None]:
    """(value, condition): what is nothing where the condition fails is left out of every aggregate."""
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Case) and tree.this is None and len(tree.args["ifs"]) == 1:
        one, otherwise = tree.args["ifs"][0], tree.args.get("default")
    elif isinstance(tree, exp.If):
        one, otherwise = tree, tree.args.get("false")
    else:
        return tree, None
    if otherwise is not None and not isinstance(otherwise, exp.Null):
        return tree, None
    value, inner = _case(one.args["true"])
    condition: exp.Expr = one.this
    return value, condition if inner is None else _both(condition, inner)


def _bare(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return tree


def _both(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    parts = [exp.Paren(this=part) if isinstance(part, exp.Or) else part for part in (one.copy(), other.copy())]
    return exp.And(this=parts[0], expression=parts[1])


def _constant(tree: exp.Expr | None) -> bool:
    return isinstance(tree, exp.Literal | exp.Boolean)


def _half(tree: exp.Expr | None) -> bool:
    return isinstance(tree, exp.Literal) and not tree.is_string and float(tree.name) == 0.5


def outermost(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Aggregates, named measures and columns that stand in no other of them."""
    if is_aggregate(tree) or isinstance(tree, exp.Column | exp.Window | exp.Query):
        yield tree
        return
    if isinstance(tree, exp.Anonymous) and tree.name.upper() in GOVERNED:
        yield tree
        return
    for child in tree.iter_expressions():
        yield from outermost(child)


def undivided(holder: exp.Paren) -> exp.Expr:
    """Divisions as the model writes them: dividing by zero gives null there, so a guard against it says nothing more."""
    for guarded in list(holder.find_all(exp.SafeDivide)):
        guarded.replace(exp.Div(this=_wrapped(guarded.this), expression=_wrapped(guarded.expression)))
    for division in holder.find_all(exp.Div):
        guard = division.expression
        if isinstance(guard, exp.Nullif) and guard.expression.is_int and guard.expression.name == "0":
            division.set("expression", _wrapped(guard.this))
    inside: exp.Expr = holder.this
    return inside


def _wrapped(tree: exp.Expr) -> exp.Expr:
    return exp.Paren(this=tree) if isinstance(tree, exp.Binary | exp.Case | exp.Not) else tree


def read_easily(tree: exp.Expr) -> exp.Expr:
    """`x IS NOT NULL`, as people write it, for `NOT x IS NULL`."""
    holder = exp.Paren(this=tree.copy())
    for negated in list(holder.find_all(exp.Not)):
        inner = negated.this
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            negated.replace(exp.Is(this=inner.this, expression=exp.Not(this=exp.Null())))
    inside: exp.Expr = holder.this
    return inside


def _text(tree: exp.Expr, dialect: str | None) -> str:
    return read_easily(tree).sql(dialect=dialect, comments=False)


def _shown(tree: exp.Expr, dialect: str | None) -> str:
    text = _text(tree, dialect)
    return text if len(text) <= 80 else f"{text[:77]}…"
