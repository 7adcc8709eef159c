"""Fields of LookML views as SQL trees: what `${field}` stands for, periods of dimension groups, tiers and cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from sqlglot import exp

from lunara.semantic.formats.lookml_files import Project, View
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.templates import Rows, Spelling, resolved, wrapped
from lunara.semantic.model import Dimension, DimensionType

REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w.]*)\s*\}")
# Periods that are a grain of a time dimension here.
GRAINS = frozenset({"raw", "time", "second", "minute", "hour", "date", "week", "month", "quarter", "year"})
# Periods that are a number, and the part of the time that they are.
PARTS = {"hour_of_day": "HOUR", "day_of_month": "DAY", "day_of_year": "DOY", "month_num": "MONTH"}
_AS_DATE = frozenset({"date", "datetime", "timestamp"})
TYPES: dict[str, DimensionType] = {
    "string": "string",
    "zipcode": "string",
    "number": "number",
    "int": "number",
    "yesno": "boolean",
    "tier": "string",
    "bin": "string",
    "date": "time",
    "date_raw": "time",
    "date_time": "time",
    "date_date": "time",
    "time": "time",
}


def spelling_of(view: str, dimensions: Iterable[Dimension] = ()) -> Spelling:
    """How a view writes its own columns and dimensions."""
    member = re.compile(rf"\$\{{\s*(?:{re.escape(view)}\.)?(\w+)\s*\}}")
    return Spelling(re.compile(r"\$\{\s*TABLE\s*\}\s*\.\s*"), member, tuple(dimensions))


class Fields:
    """The fields of a project. `read` are the views whose rows are known."""

    def __init__(self, project: Project, dialect: str | None) -> None:
        self.project, self.dialect = project, dialect
        self.read: set[str] = set()
        self.known: dict[tuple[str, str], exp.Expr | Unsaid] = {}
        self.open: list[tuple[str, str]] = []

    def tree(self, view: View, sql: Any, what: str, aliases: Mapping[str, str] | None = None) -> exp.Expr:
        """SQL of a view as a tree; measures in it are columns whose `db` says so. Raises Unsaid.

        `aliases` are the names that an explore gives its views; columns then carry these.
        """
        if not isinstance(sql, str):
            raise Unsaid("it has no sql")
        if re.search(r"\{[{%]", sql):
            raise Unsaid("it is a Liquid template that only Looker can fill in")
        if "@{" in sql:
            raise Unsaid("it takes a constant that no file of the project defines")
        meaning = lambda name: self._meaning(view, name, aliases)  # noqa: E731
        tree = resolved(sql, REFERENCE, meaning, self.dialect, f"{view.name}.{what}")
        if aliases is None:
            for column in tree.find_all(exp.Column):
                if not column.table:
                    column.set("table", exp.Identifier(this=view.name, quoted=True))
        return tree

    def _meaning(self, view: View, name: str, aliases: Mapping[str, str] | None) -> Rows | exp.Expr:
        if name == "TABLE":
            if aliases is not None:
                raise Unsaid("it does not say whose columns it takes")
            return Rows(view.name)
        owner, _, field = name.rpartition(".")
        if field == "SQL_TABLE_NAME":
            raise Unsaid(f"it takes the table of {owner} itself")
        alias = owner or view.name
        if aliases is not None and alias not in aliases:
            raise Unsaid(f"{alias} is not joined there")
        target = alias if aliases is None else aliases[alias]
        if target not in self.project.views:
            raise Unsaid(f"there is no view {target}")
        if target not in self.read:
            raise Unsaid(f"{target} is not read")
        tree = self.field(target, field)
        if alias != target:
            tree = tree.copy()
            for column in tree.find_all(exp.Column):
                column.set("table", exp.Identifier(this=alias, quoted=True))
        return tree

    def field(self, view: str, name: str) -> exp.Expr:
        """A dimension, a period of a dimension group, or a measure, each column with the name of its view. Raises Unsaid."""
        key = (view, name)
        if key in self.open:
            raise Unsaid(f"{view}.{name} is made of itself")
        if key not in self.known:
            self.open.append(key)
            try:
                self.known[key] = self._field(self.project.views[view], name)
            except Unsaid as reason:
                self.known[key] = reason
            finally:
                self.open.pop()
        found = self.known[key]
        if isinstance(found, Unsaid):
            raise found
        return found

    def _field(self, view: View, name: str) -> exp.Expr:
        data = view.fields.get(name)
        if data is None or data["kind"] == "dimension_group":
            group, period = self._group(view, name)
            if data is None or group is not None:
                if group is None:
                    raise Unsaid(f"there is no field {name} in {view.name}")
                return self._period(view, group, period)
            raise Unsaid(f"{name} is a group of periods")
        if data["kind"] == "measure":
            return exp.Column(
                this=exp.Identifier(this=name, quoted=True),
                table=exp.Identifier(this=view.name, quoted=True),
                db=exp.Identifier(this="measure", quoted=True),
            )
        return self.dimension(view, data)

    def _group(self, view: View, name: str) -> tuple[dict[str, Any] | None, str]:
        for group, data in view.fields.items():
            if data["kind"] == "dimension_group" and data.get("type") != "duration" and name.startswith(f"{group}_"):
                return data, name[len(group) + 1 :]
            if data["kind"] == "dimension_group" and data.get("type") == "duration" and name.endswith(f"_{group}"):
                return data, name[: -len(group) - 1]
        return None, ""

    def _period(self, view: View, group: dict[str, Any], period: str) -> exp.Expr:
        if group.get("type") == "duration":
            return self.duration(view, group, period.removesuffix("s"))
        tree = self.moment(view, group)
        if period in ("raw", "time") or (period == "date" and group.get("datatype") == "date"):
            return tree
        if period == "date":
            return exp.cast(wrapped(tree.copy()), exp.DataType.Type.DATE)
        if period == "year":
            return exp.Extract(this=exp.var("YEAR"), expression=wrapped(tree.copy()))
        return self.part(tree, period)

    def part(self, tree: exp.Expr, period: str) -> exp.Expr:
        """A number such as the hour of the day. Raises Unsaid for periods that are texts of Looker's own."""
        if period not in PARTS:
            raise Unsaid(f"the period {period} is a text that Looker makes")
        return exp.Extract(this=exp.var(PARTS[period]), expression=wrapped(tree.copy()))

    def moment(self, view: View, group: dict[str, Any]) -> exp.Expr:
        """The time of a dimension group. Raises Unsaid."""
        if str(group.get("datatype", "datetime")) not in _AS_DATE:
            raise Unsaid(f"its times are kept as {group['datatype']}, numbers that a model does not read as times")
        return self.tree(view, group.get("sql", f"${{TABLE}}.{group['name']}"), group["name"])

    def duration(self, view: View, data: dict[str, Any], unit: str) -> exp.Expr:
        """The time between two moments in whole units. Raises Unsaid."""
        if unit not in ("second", "minute", "hour", "day", "week", "month", "quarter", "year"):
            raise Unsaid(f"{unit} is no unit of time")
        first = self.tree(view, data.get("sql_start"), data["name"])
        last = self.tree(view, data.get("sql_end"), data["name"])
        return exp.TimestampDiff(this=wrapped(last), expression=wrapped(first), unit=exp.var(unit.upper()))

    def dimension(self, view: View, data: dict[str, Any]) -> exp.Expr:
        """A dimension over the columns of its view. Raises Unsaid."""
        kind = str(data.get("type", "string"))
        if data.get("case") is not None:
            return self._case(view, data)
        if kind.startswith("duration_"):
            return self.duration(view, data, kind.removeprefix("duration_"))
        if kind not in TYPES:
            raise Unsaid(f"a dimension of type {kind} is not known")
        tree = self.tree(view, data.get("sql", f"${{TABLE}}.{data['name']}"), data["name"])
        if kind in ("date", "date_date") and data.get("datatype") != "date":
            return exp.cast(wrapped(tree), exp.DataType.Type.DATE)
        return self._tier(tree, data) if kind in ("tier", "bin") else tree

    def _case(self, view: View, data: dict[str, Any]) -> exp.Expr:
        case = data["case"]
        whens = case.get("whens") if isinstance(case, dict) else None
        if not isinstance(whens, list) or not whens:
            raise Unsaid("its case has no conditions")
        tree = exp.Case(
            ifs=[
                exp.If(
                    this=self.tree(view, one.get("sql"), data["name"]),
                    true=exp.Literal.string(str(one.get("label", ""))),
                )
                for one in whens
            ]
        )
        if case.get("else") is not None:
            tree.set("default", exp.Literal.string(str(case["else"])))
        return tree

    def _tier(self, tree: exp.Expr, data: dict[str, Any]) -> exp.Expr:
        tiers = data.get("tiers", data.get("bins"))
        if (
            not isinstance(tiers, list)
            or not all(re.fullmatch(r"-?\d+(\.\d+)?", str(one)) for one in tiers)
            or not tiers
        ):
            raise Unsaid("its tiers are no numbers")
        bounds = [str(one) for one in tiers]
        labels = _labels(bounds, str(data.get("style", "classic")))
        ifs = [exp.If(this=exp.Is(this=tree.copy(), expression=exp.Null()), true=exp.Literal.string(_undefined(data)))]
        for bound, label in zip(bounds, labels, strict=False):
            number: exp.Expr = exp.Literal.number(bound.lstrip("-"))
            number = exp.Neg(this=number) if bound.startswith("-") else number
            ifs.append(
                exp.If(this=exp.LT(this=wrapped(tree.copy()), expression=number), true=exp.Literal.string(label))
            )
        return exp.Case(ifs=ifs, default=exp.Literal.string(labels[-1]))


def _undefined(data: Mapping[str, Any]) -> str:
    return "TXX Undefined" if str(data.get("style", "classic")) == "classic" else "Undefined"


def _labels(bounds: list[str], style: str) -> list[str]:
    """Looker's words for each tier, the one below all and the one above all included. Raises Unsaid."""
    pairs = list(pairwise(bounds))
    if style == "integer":
        if any("." in bound for bound in bounds):
            raise Unsaid("its tiers are no whole numbers")
        return [f"Below {bounds[0]}", *(f"{a} to {int(b) - 1}" for a, b in pairs), f"{bounds[-1]} or Above"]
    if style == "relational":
        return [f"< {bounds[0]}", *(f">= {a} and < {b}" for a, b in pairs), f">= {bounds[-1]}"]
    if style not in ("interval", "classic"):
        raise Unsaid(f"{style} is no style of tiers")
    plain = [f"(-inf,{bounds[0]})", *(f"[{a},{b})" for a, b in pairs), f"[{bounds[-1]},inf)"]
    if style == "classic":
        return [f"T{number:02} {text}" for number, text in enumerate(plain)]
    return [text.replace(",", ", ") for text in plain]
