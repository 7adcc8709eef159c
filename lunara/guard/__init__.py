"""The first wall: SQL text in, one proven read-only statement out. Nothing else makes a `ReadOnlySql`."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from lunara.guard.statement import ReadOnlySql
from lunara.guard.vouched import allow_functions, with_vouched

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = ["ReadOnlySql", "allow_functions", "qualified_name", "read_only", "read_only_tree", "stored_name"]


def read_only(
    sql: str,
    dialect: str,
    allowed: Collection[str] | None = None,
    functions: Collection[str] = (),
    settings: Collection[tuple[str, int]] = (),
) -> ReadOnlySql:
    """Prove that `sql` is one read-only query in `dialect` over `allowed` tables (None: any but system catalogs).

    An entry of `allowed` is `table` or `schema.table` as the catalog spells it (see `qualified_name` for odd names). A
    bare entry means the dialect's default schema; a name is never matched in another schema than the one it stands for.
    `functions` are user-defined functions that an administrator vouches for, as they are called: `name` or `schema.name`, in the
    case of the dialect, beside those of `allow_functions`. One that is refused for a reason is not allowed by naming it.
    `settings` are put after a statement of ClickHouse as its own SETTINGS, instead of just these where the text ends in them.
    Raises UnsafeSql with a code (`empty`, `parse`, `too_large`, `too_deep`, `several_statements`, `not_a_query`,
    `table_not_allowed`, `system_catalog`, `function_not_allowed`, `clause_not_allowed`, `into`, `locking`,
    `too_many_joins`, `too_much_work`, `endless_recursion`) and a plain sentence; InvalidInput for an unknown dialect.
    """
    from lunara.guard.prove import prove_text, with_settings, without_settings

    own = tuple(settings)
    text = without_settings(sql, own) if own else sql
    proven = prove_text(text, dialect, None if allowed is None else frozenset(allowed), with_vouched(functions))
    return with_settings(proven, own)


def read_only_tree(
    tree: exp.Expression,
    dialect: str,
    allowed: Collection[str] | None = None,
    settings: Collection[tuple[str, int]] = (),
    functions: Collection[str] = (),
) -> ReadOnlySql:
    """As `read_only`, for a tree that the compiler built: the same proof without parsing. The tree is not changed.

    `settings` are put after a statement of ClickHouse as its own SETTINGS; in text that comes from outside they are refused.
    """
    from lunara.guard.prove import prove_tree

    return prove_tree(
        tree, dialect, None if allowed is None else frozenset(allowed), with_vouched(functions), tuple(settings)
    )


def qualified_name(*parts: str) -> str:
    """An entry for `allowed` out of catalog, schema and table names; empty parts are left out.

    >>> qualified_name("public", "orders"), qualified_name("", "odd.name")
    ('public.orders', '"odd.name"')
    """
    from lunara.guard.names import join_parts

    return join_parts(parts)


def stored_name(name: str, dialect: str, *, quoted: bool) -> str:
    """A table's or schema's name as the engine keeps or compares it, which is how `allowed` is understood.

    >>> stored_name("Orders", "postgres", quoted=False), stored_name("Orders", "bigquery", quoted=False)
    ('orders', 'Orders')
    """
    from lunara.guard.names import name_rules

    return name_rules(dialect).fold(name, quoted)
