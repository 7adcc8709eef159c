"""Fields of cubes as SQL trees: what `{member}` and `{cube}` stand for, cases, and dimensions made of dimensions."""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp

from lunara.semantic.formats.cube_files import JINJA, Cube, CubeFiles
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.templates import Rows, resolved

REFERENCE = re.compile(r"(?<!\\)\$?\{\s*([A-Za-z_][\w.]*)\s*\}")


class CubeFields:
    """The fields of all cubes. `sources` are the cubes whose rows are known: (physical table, SQL), one of them."""

    reference = REFERENCE

    def __init__(self, files: CubeFiles, dialect: str | None) -> None:
        self.files, self.dialect = files, dialect
        self.sources: dict[str, tuple[str | None, str | None]] = {}
        self.known: dict[tuple[str, str], exp.Expr | Unsaid] = {}
        self.open: list[tuple[str, str]] = []

    def field(self, cube: str, name: str) -> exp.Expr:
        """A dimension over physical columns, each with the name of its cube. Raises Unsaid."""
        key = (cube, name)
        if key in self.open:
            raise Unsaid(f"{cube}.{name} is made of itself")
        if key not in self.known:
            self.open.append(key)
            try:
                self.known[key] = self._field(self.files.cubes[cube], name)
            except Unsaid as reason:
                self.known[key] = reason
            finally:
                self.open.pop()
        found = self.known[key]
        if isinstance(found, Unsaid):
            raise found
        return found

    def _field(self, cube: Cube, name: str) -> exp.Expr:
        member = cube.members("dimensions")[name]
        if member.get("sub_query") or member.get("multi_stage"):
            raise Unsaid("it is worked out from rows of another cube for each row")
        if member.get("type") == "geo":
            raise Unsaid("it is a place")
        case = member.get("case")
        if case is not None:
            return self._case(cube, name, case)
        return self.tree(cube, member.get("sql"), name)

    def _case(self, cube: Cube, name: str, case: Any) -> exp.Expr:
        whens = case.get("when") if isinstance(case, dict) else None
        if not isinstance(whens, list) or not whens or not all(isinstance(one, dict) for one in whens):
            raise Unsaid("its case has no conditions")

        def label(one: Any) -> exp.Expr:
            told = one.get("label") if isinstance(one, dict) else None
            if isinstance(told, dict):
                return self.tree(cube, told.get("sql"), name)
            if not isinstance(told, str | int | float):
                raise Unsaid("a case of it has no label")
            return exp.Literal.string(str(told))

        tree = exp.Case(ifs=[exp.If(this=self.tree(cube, one.get("sql"), name), true=label(one)) for one in whens])
        if case.get("else") is not None:
            tree.set("default", label(case["else"]))
        return tree

    def tree(self, cube: Cube, sql: Any, what: str, *, of_one: bool = True) -> exp.Expr:
        """SQL of a cube as a tree; measures in it are columns whose `db` says so. Raises Unsaid.

        Bare columns are of the cube, but where the SQL is not `of_one`.
        """
        if isinstance(sql, int | float) and not isinstance(sql, bool):
            sql = str(sql)
        if not isinstance(sql, str):
            raise Unsaid("it has no sql")
        if JINJA.search(sql):
            raise Unsaid("it is a Jinja template that only Cube can fill in")
        tree = resolved(
            sql, REFERENCE, lambda name: self._meaning(cube, name, of_one), self.dialect, f"{cube.name}.{what}"
        )
        for column in tree.find_all(exp.Column):
            if of_one and not column.table:
                column.set("table", exp.Identifier(this=cube.name, quoted=True))
        return tree

    def _meaning(self, cube: Cube, name: str, of_one: bool) -> Rows | exp.Expr:
        parts = name.split(".")
        if parts[0] == "CUBE":
            parts[0] = cube.name
        # In a join a name that stands alone is more likely the other cube than a field of this one.
        joins = not of_one and parts[0] in cube.members("joins")
        if len(parts) == 1 and (parts[0] == cube.name or joins or not self._has(cube, parts[0])):
            return self.rows(parts[0])
        if len(parts) == 1:
            parts.insert(0, cube.name)
        owner, member = parts[-2:]
        self.rows(owner)
        holder = self.files.cubes[owner]
        if member in holder.members("measures"):
            return exp.Column(
                this=exp.Identifier(this=member, quoted=True),
                table=exp.Identifier(this=self.files.aliases.get(owner, owner), quoted=True),
                db=exp.Identifier(this="measure", quoted=True),
            )
        if member not in holder.members("dimensions"):
            raise Unsaid(f"there is no {name}")
        return self.field(owner, member)

    def _has(self, cube: Cube, name: str) -> bool:
        return any(name in cube.members(kind) for kind in ("dimensions", "measures"))

    def rows(self, name: str) -> Rows:
        """The rows of the cube of that name. Raises Unsaid."""
        if name not in self.files.cubes:
            raise Unsaid(f"there is no {name}")
        if name not in self.sources and name not in self.files.aliases:
            raise Unsaid(f"{name} is not read")
        return Rows(name)
