"""What the fan-out proof reads in a tree: its aggregates and their arguments, its columns, its conditions."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput

WRITTEN = "written"  # how an aggregate was written, where that was MEASURE(…)
_ROW_RANKS = (exp.Rank, exp.Ntile, exp.PercentRank, exp.CumeDist)
# Functions in a SELECT list that make several rows of one, by class and (in sqlglot unnamed) by name.
_SPREADING = (
    exp.Explode,
    exp.Posexplode,
    exp.Inline,
    exp.Unnest,
    exp.ExplodingGenerateSeries,
    exp.UDTF,
)
# What may stand between such a function and the column that it is of.
_OF_ELEMENTS = (
    *(exp.Lateral, exp.Table, exp.TableFromRows, exp.Kwarg, exp.Alias, exp.Cast, exp.TryCast, exp.Paren),
    *(exp.Dot, exp.Bracket, exp.JSONExtract, exp.JSONExtractScalar, exp.ParseJSON, exp.Split),
)
_SPREADING_NAMES = frozenset(
    {
        "arrayjoin",
        "flatten",
        "inline_outer",
        "json_array_elements",
        "json_array_elements_text",
        "json_each",
        "json_each_text",
        "json_object_keys",
        "json_tree",
        "jsonb_tree",
        "jsonb_array_elements",
        "jsonb_array_elements_text",
        "jsonb_each",
        "jsonb_each_text",
        "jsonb_object_keys",
        "jsonb_path_query",
        "regexp_matches",
        "regexp_split_to_table",
        "stack",
        "string_to_table",
        "split_to_table",
        "strtok_split_to_table",
        "generate_subscripts",
        "posexplode_outer",
        "json_populate_recordset",
        "jsonb_populate_recordset",
        "json_to_recordset",
        "jsonb_to_recordset",
        "jsonb_path_query_tz",
        "unlist",
    }
)
# Functions of one row that sqlglot has no name for: any other unnamed one is taken for an aggregate.
_OF_ONE_ROW = frozenset(
    """adddays addhours addminutes addmonths addquarters addweeks addyears age at_timezone cbrt century current_timezone date
    date_bin date_format datetime dayofweekiso decade div epoch epoch_ms even fmod from_hex gamma ifnull iif initcap instr
    isfinite isnull isoyear julian julianday justify_days justify_hours justify_interval lcase lgamma ltrim make_date make_time
    make_timestamp nullifzero nvl nvl2 ord prefix printf quote regexp_escape rtrim scale soundex strftime strip_accents strlen
    suffix time to_hex todate32 today todayofmonth todayofweek todayofyear tohour tominute tomonth tonullable toquarter
    tostartofday tostartofhour tostartofmonth tostartofquarter tostartofweek tostartofyear tostring totimezone touint64 toyear
    toyyyymm trunc ucase unaccent weekday width_bucket yearweek zeroifnull""".split()  # noqa: SIM905
)
_MOST_PARTS = 1024
_CHANGING = (exp.Rand, exp.Randn, exp.Anonymous, exp.Uuid, exp.Subquery, exp.AggFunc, exp.Window)


def conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.Paren):
        yield from conjuncts(condition.this)
    elif isinstance(condition, exp.And):
        yield from conjuncts(condition.this)
        yield from conjuncts(condition.expression)
    else:
        yield condition


def is_steady(value: exp.Expr) -> bool:
    """Whether the expression gives one value for one set of rows."""
    return not any(isinstance(node, _CHANGING) for node in value.walk()) and not spreads([value])


def is_boolean_query(node: exp.Expr) -> bool:
    """Whether the node only asks whether a subquery has a row: EXISTS, IN, ANY, ALL."""
    if isinstance(node, exp.Exists | exp.Any | exp.All):
        return True
    return isinstance(node, exp.In) and node.args.get("query") is not None


def spreads(items: Iterable[exp.Expr]) -> bool:
    """Whether something in a SELECT list makes several rows of one."""
    for item in items:
        for node in own_nodes(item, *_SPREADING, exp.Anonymous):
            if isinstance(node, exp.Anonymous):
                if node.name.lower() in _SPREADING_NAMES:
                    return True
            elif not isinstance(node, exp.Lateral | exp.Values):
                return True
    return False


def spread_column(item: exp.Expr) -> exp.Column | None:
    """The column whose elements become rows, where the item is made of nothing else."""
    columns = list(item.find_all(exp.Column))
    if len(columns) != 1 or item.find(exp.Query) is not None:
        return None
    node: exp.Expr | None = columns[0]
    while node is not item:
        node = node.parent if node is not None else None
        unnamed = isinstance(node, exp.Anonymous) and node.name.lower() in _SPREADING_NAMES
        if not unnamed and not isinstance(node, (*_SPREADING, *_OF_ELEMENTS)):
            return None
    return columns[0]


def said(node: exp.Expr) -> str:
    """The node for a message."""
    try:
        return node.sql()[:80]
    except ValueError:  # of one dialect alone
        return node.key.upper()


def comparable(text: str) -> str:
    """A text as the most lenient engine compares it: past its case, its accents, and spaces at its end."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return plain.casefold().rstrip()


def tables_of(value: exp.Expr | None, relations: Container[str]) -> set[str]:
    if value is None:
        return set()
    return {column.table for column in columns_of(value) if column.table in relations}


def columns_of(tree: exp.Expr) -> Iterator[exp.Column]:
    """Columns of the SELECT that `tree` stands in, also those that a subquery in it takes from outside."""
    for column in tree.find_all(exp.Column):
        above, own = column.parent, False
        while above is not None and above is not tree.parent:
            if isinstance(above, exp.Select) and column.table in from_names(above):
                own = True
                break
            above = above.parent
        if not own:
            yield column


def from_names(select: exp.Select) -> set[str]:
    start = select.args.get("from_")
    items = ([start.this] if start is not None else []) + [join.this for join in select.args.get("joins") or []]
    return {item.alias_or_name for item in items}


def own_nodes(tree: exp.Expr, *kinds: type[exp.Expr], skip_self: bool = False) -> Iterator[exp.Expr]:
    """Nodes of these kinds, not looking into subqueries."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, kinds) and not (skip_self and node is tree):
            yield node
        if not isinstance(node, exp.Query) or node is tree:
            stack.extend(node.iter_expressions())


def subqueries_of(tree: exp.Select, skip: set[int]) -> Iterator[exp.Expr]:
    stack = [tree]
    first = True
    while stack:
        node = stack.pop()
        if id(node) in skip:
            continue
        if isinstance(node, exp.Query) and not first:
            yield node
            continue
        first = False
        stack.extend(cast("list[exp.Select]", list(node.iter_expressions())))


def is_aggregate(node: exp.Expr) -> bool:
    if isinstance(node, exp.AggFunc):
        return True
    if isinstance(node, exp.Anonymous):
        return node.name.upper() != "MEASURE" and node.name.lower() not in _OF_ONE_ROW
    return isinstance(node, exp.Func) and type(node).__name__.endswith("Agg")


def aggregates_of(tree: exp.Select) -> Iterator[exp.Expr]:
    """Aggregates and ranking windows of this SELECT; what is unknown counts as an aggregate, unless it stands where none may:
    inside another one, in WHERE, or as what is grouped by."""
    group = tree.args.get("group")
    by = [one.unalias() for one in group.expressions] if group is not None else []
    stack: list[tuple[exp.Expr, bool]] = [
        (one, False)
        for name, value in tree.args.items()
        if name not in ("from_", "joins", "with_", "laterals", "where", "group")
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, exp.Expr)
    ]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, exp.Query) or node in by:
            continue
        unknown = isinstance(node, exp.Anonymous)
        if (isinstance(node, exp.Window) and isinstance(node.this, _ROW_RANKS)) or (
            is_aggregate(node) and not (unknown and inside)
        ):
            yield node
        within = inside or (is_aggregate(node) and not unknown)
        stack.extend((one, within) for one in node.iter_expressions())


def shown(aggregate: exp.Expr) -> str:
    """The aggregate as it was written."""
    if aggregate.meta.get(WRITTEN):
        return str(aggregate.meta[WRITTEN])
    tree = aggregate.copy()
    for inner in [node for node in tree.find_all(exp.AggFunc) if node.meta.get(WRITTEN)]:
        inner.replace(exp.var(str(inner.meta[WRITTEN])))
    return said(tree)


def is_windowed(aggregate: exp.Expr) -> bool:
    """Whether the aggregate is a window's, and so makes no groups."""
    if isinstance(aggregate, exp.Window):
        return True
    above = aggregate.parent
    while isinstance(above, exp.Filter | exp.WithinGroup | exp.IgnoreNulls | exp.RespectNulls):
        above = above.parent
    return isinstance(above, exp.Window) or isinstance(aggregate, exp.Anonymous)


def arguments_of(aggregate: exp.Expr) -> list[exp.Expr]:
    """The values that are aggregated (not the order or the separator)."""
    found: list[exp.Expr] = []
    if isinstance(aggregate.parent, exp.WithinGroup):
        order = aggregate.parent.expression
        found.extend(one.this if isinstance(one, exp.Ordered) else one for one in order.expressions)
        return found
    for name, value in aggregate.args.items():
        if name in ("this", "expression", "expressions") and not isinstance(value, str):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, exp.Expr):
                    found.append(one.this if isinstance(one, exp.Order) else one)
    return found


@dataclass(frozen=True)
class Decides:
    """What decides whether a part counts: every test that is looked at, and those that hold where it does."""

    tests: tuple[exp.Expr, ...] = ()
    holds: tuple[exp.Expr, ...] = ()

    def also(self, tests: Iterable[exp.Expr], holds: Iterable[exp.Expr] = ()) -> Decides:
        """With more."""
        return Decides((*self.tests, *tests), (*self.holds, *holds))


Factors = tuple[exp.Expr, ...]


def whole_parts(value: exp.Expr, decides: Decides = Decides()) -> Iterator[tuple[Factors, Decides]]:
    """The parts that each must be whole, as what is multiplied in them: operands of + and -, branches of CASE, of COALESCE."""
    parts = list(_parts(value, decides))
    with_columns = [one for one in parts if any(factor.find(exp.Column) for factor in one[0])]
    # a constant is added for the rows of what it is added to
    yield from with_columns if with_columns and isinstance(_bare(value), exp.Add | exp.Sub) else parts


def _bare(value: exp.Expr) -> exp.Expr:
    while isinstance(value, exp.Paren | exp.Cast | exp.TryCast):
        value = value.this
    return value


def _parts(value: exp.Expr, decides: Decides) -> Iterator[tuple[Factors, Decides]]:
    if isinstance(value, exp.Paren | exp.Neg | exp.Cast | exp.TryCast | exp.Nullif | exp.Order | exp.Ordered):
        yield from _parts(value.this, decides)
    elif isinstance(value, exp.Add | exp.Sub):
        yield from _parts(value.this, decides)
        yield from _parts(value.expression, decides)
    elif isinstance(value, exp.Mul):
        first = list(_parts(value.this, decides))
        second = list(_parts(value.expression, decides))
        if len(first) * len(second) > _MOST_PARTS:
            raise InvalidInput("A product of so many sums is not read.", "Work it out in a subquery first.")
        for left, one in first:
            for right, other in second:
                yield (*left, *right), one.also(other.tests, other.holds)
    elif isinstance(value, exp.Div):
        for left, one in _parts(value.this, decides):
            yield (*left, value.expression), one
    elif isinstance(value, exp.Case):
        yield from _of_case(value, decides)
    elif isinstance(value, exp.If):
        yield from _parts(value.args["true"], decides.also([value.this], [value.this]))
        if value.args.get("false") is not None:
            yield from _parts(value.args["false"], decides.also([value.this]))
    elif isinstance(value, exp.Coalesce):
        yield from _parts(value.this, decides)
        for one in value.expressions:
            yield from _parts(one, decides if one.find(exp.Column) else decides.also([value.this]))
    elif isinstance(value, exp.Greatest | exp.Least):
        every = [value.this, *value.expressions]
        for one in [part for part in every if part.find(exp.Column)] or [value.this]:
            yield from _parts(one, decides)
    elif isinstance(value, exp.Null):
        return
    elif isinstance(value, exp.Func) and (inner := _only_argument(value)) is not None:
        yield from _parts(inner, decides)
    else:
        yield (value,), decides


def _of_case(value: exp.Case, decides: Decides) -> Iterator[tuple[Factors, Decides]]:
    tests = [one.this for one in value.args.get("ifs") or []]
    looked_at = [*tests, *([value.this] if value.this else [])]
    for one in value.args.get("ifs") or []:
        holds = exp.EQ(this=value.this.copy(), expression=one.this.copy()) if value.this else one.this
        yield from _parts(one.args["true"], decides.also(looked_at, [holds]))
    if value.args.get("default") is not None:
        yield from _parts(value.args["default"], decides.also(looked_at))


def _only_argument(value: exp.Func) -> exp.Expr | None:
    """The one argument of a plain function that has columns."""
    if isinstance(value, exp.AggFunc | exp.Window | exp.Query | exp.Anonymous | exp.Exists | exp.Any | exp.All):
        return None
    found = [one for one in value.iter_expressions() if one.find(exp.Column) is not None]
    return found[0] if len(found) == 1 and not isinstance(found[0], exp.Query) else None
