"""What is refused of SQL by hand before it is proven: parts that nobody reads, names that may be read in two ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.proof_trees import is_aggregate, own_nodes, spreads

_UNREAD: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Pivot: ("PIVOT beside joins and subqueries", "Use it over one table."),
    exp.TableSample: ("TABLESAMPLE beside joins and subqueries", "Use it over one table."),
    exp.MatchRecognize: ("MATCH_RECOGNIZE", "Leave it out."),
    exp.Columns: ("COLUMNS(…)", "Name the columns."),
    exp.PositionalColumn: ("A column by its number", "Name the column."),
    exp.Parameter: ("A column by its number", "Name the column."),
    exp.Placeholder: ("A parameter", "Write its value."),
}
_MOST_SELECTS = 150
# Where the server decides whether the names of tables (in quotes, on Redshift) keep their case.
_CASE_OF_SERVER = frozenset({"mysql", "mariadb", "redshift"})


def nothing_repeats(tree: exp.Expr) -> bool:
    """Whether the statement is one SELECT over one table, so that whatever it adds up is there once."""
    if len(list(tree.find_all(exp.Query))) != 1 or not isinstance(tree, exp.Select):
        return False
    start = tree.args.get("from_")
    if tree.args.get("joins") or tree.args.get("laterals") or tree.find(exp.MatchRecognize) is not None:
        return False
    if any(spreads([part]) for part in tree.iter_expressions()) or _over_groups(tree):
        return False
    if start is None:
        return True
    table = start.this
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier) or table.args.get("joins"):
        return False
    return all(_values_alone(tree, pivot) for pivot in tree.find_all(exp.Pivot) if pivot.args.get("unpivot"))


def _over_groups(tree: exp.Select) -> bool:
    """Whether a window goes over groups, which may share rows or have subtotals."""
    grouped = tree.args.get("group") is not None
    return any(
        grouped or any(is_aggregate(node) for node in own_nodes(window.this, exp.Func, skip_self=True))
        for window in own_nodes(tree, exp.Window)
        if is_aggregate(window.this) or isinstance(window.this, exp.Filter)
    )


def _values_alone(tree: exp.Select, pivot: exp.Pivot) -> bool:
    """Whether nothing is aggregated but the values that UNPIVOT gives a row each."""
    values = {column.name.lower() for one in pivot.expressions for column in one.find_all(exp.Column, exp.Identifier)}
    for aggregate in own_nodes(tree, exp.AggFunc, exp.Anonymous):
        if aggregate.find_ancestor(exp.Pivot) is not None:
            continue
        read = [column.name.lower() for column in aggregate.find_all(exp.Column)]
        if not read or not set(read) <= values:
            return False
    return True


def without_scalars(tree: exp.Expr) -> exp.Expr:
    """ClickHouse's WITH 30 AS days: the value stands where its name does."""
    for with_ in list(tree.find_all(exp.With)):
        for cte in [one for one in with_.expressions if one.args.get("scalar")]:
            for column in list(with_.parent.find_all(exp.Column)) if with_.parent is not None else []:
                if not column.args.get("table") and column.name == cte.alias:
                    column.replace(exp.Paren(this=cte.this.copy()))
            cte.pop()
        if not with_.expressions:
            with_.pop()
    return tree


def refuse_unread(tree: exp.Expr) -> None:
    """Raises InvalidInput for what the proof does not look at."""
    if len(list(tree.find_all(exp.Select))) > _MOST_SELECTS:
        raise InvalidInput(f"It holds more than {_MOST_SELECTS} SELECTs.", "Split it.")
    for kind, (name, hint) in _UNREAD.items():
        if tree.find(kind) is not None:
            raise InvalidInput(f"{name} is not read.", hint)


def refuse_later_ctes(tree: exp.Expr, folded: Callable[[str], str]) -> None:
    """Some engines let a CTE read one that comes after it, others take that name for a table."""
    for with_ in tree.find_all(exp.With):
        names = [folded(cte.alias) for cte in with_.expressions]
        for number, cte in enumerate(with_.expressions):
            later = set(names[number + 1 :])
            for table in cte.this.find_all(exp.Table) if later else ():
                if not table.db and folded(table.name) in later:
                    raise InvalidInput(
                        f'"{cte.alias}" reads "{table.name}", which comes after it.',
                        "Write it after what it reads, or give the other one another name.",
                    )


def refuse_two_spellings(tree: exp.Expr, dialect: str) -> None:
    """Names of CTEs, tables and aliases that differ in nothing but case mean one or two, as the server is set up."""
    letters: dict[str, str] = {}
    for one in tree.find_all(exp.Identifier):
        key = unicodedata.normalize("NFKC", one.name).casefold()
        other = letters.setdefault(key, one.name)
        if other != one.name and not (other.isascii() and one.name.isascii()):
            raise InvalidInput(f'"{one.name}" is written in two ways.', "Write it the same way everywhere.")
    if dialect not in _CASE_OF_SERVER:
        return
    seen: dict[str, str] = {}
    for name, quoted in _names(tree):
        exact = name if quoted or dialect != "redshift" else name.lower()
        if seen.setdefault(name.lower(), exact) != exact:
            raise InvalidInput(f'"{name}" is written in two ways.', "Write it the same way everywhere.")


def _names(tree: exp.Expr) -> Iterator[tuple[str, bool]]:
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not (table.db and table.alias):
            yield table.name, bool(table.this.quoted)
    for alias in tree.find_all(exp.TableAlias):
        if isinstance(alias.this, exp.Identifier):
            yield alias.name, bool(alias.this.quoted)


def refuse_hidden_aliases(tree: exp.Expr, dialect: str) -> None:
    """ClickHouse lets an alias inside an expression stand for a column anywhere in the SELECT."""
    if dialect != "clickhouse":
        return
    for select in tree.find_all(exp.Select):
        items = {id(item) for item in select.expressions}
        named = {one.alias for one in own_nodes(select, exp.Alias) if id(one) not in items}
        for column in own_nodes(select, exp.Column):
            if not column.args.get("table") and column.name in named:
                raise InvalidInput(f'"{column.name}" may be a column or an alias.', "Give the alias another name.")
