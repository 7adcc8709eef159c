"""USING after an outer join: the column that it merges may stand on either side, so a later USING must look at both.

sqlglot writes `a FULL JOIN b USING (k) FULL JOIN c USING (k)` as `a.k = b.k` and `a.k = c.k`; the rows of b that a lacks would
then never meet those of c.
"""

from __future__ import annotations

from sqlglot import exp

_MARK = "using"


def mark_using(tree: exp.Expr) -> None:
    """Remember which joins merge columns, before they are written with ON."""
    for join in tree.find_all(exp.Join):
        if join.args.get("using") or (join.method or "").upper() == "NATURAL":
            join.meta[_MARK] = True


def merge_using(tree: exp.Expr) -> None:
    """Let each merging join after a RIGHT or FULL one compare the merged column."""
    for select in tree.find_all(exp.Select):
        merged: dict[str, list[str]] = {}
        outer: set[str] = set()
        for join in select.args.get("joins") or []:
            on = join.args.get("on")
            if not join.meta.get(_MARK) or on is None:
                continue
            for equal in on.find_all(exp.EQ):
                first, own = equal.this, equal.expression
                if not (isinstance(first, exp.Column) and isinstance(own, exp.Column) and first.name == own.name):
                    continue
                tables = merged.setdefault(first.name, [first.table])
                if first.name in outer and len(tables) > 1:
                    columns = [exp.column(first.this.copy(), table=exp.to_identifier(table)) for table in tables]
                    first.replace(exp.Coalesce(this=columns[0], expressions=columns[1:]))
                tables.append(own.table)
                if (join.side or "").upper() in ("RIGHT", "FULL"):
                    outer.add(own.name)
