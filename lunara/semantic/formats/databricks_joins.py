"""The joins of metric views: which columns they pair, which rows of the joined table they take, how its columns are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment, parse_select, parse_source
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.sections import Section

DIALECT = "databricks"
SOURCE = "source"


@dataclass(frozen=True)
class Join:
    """A joined relation. `path` is how expressions qualify its columns (`customer.nation`); `parent` the path it hangs on.

    `condition` is about the joined rows alone. `many`: each row of the parent has many rows of it.
    """

    name: str
    path: str
    parent: str
    source: str
    own: tuple[str, ...]
    theirs: tuple[str, ...]
    condition: str | None = None
    many: bool = False
    rely: bool = False
    where: str = ""


@dataclass
class Joins:
    """The joins of one view by path; what could not be read is not in it."""

    by_path: dict[str, Join] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def around(self) -> Iterator[Join]:
        """Each after the one it hangs on."""
        yield from self.by_path.values()


def joins_of(section: Section, notes: Notes) -> Joins:
    """The joins of a view and those nested in them."""
    found = Joins()
    _collect(section, SOURCE, "", found, notes)
    return found


def _collect(section: Section, parent: str, prefix: str, found: Joins, notes: Notes) -> None:
    for entry in section.sections("joins"):
        name = entry.name()
        if not name:
            continue
        path = f"{prefix}{name}"
        try:
            found.by_path[path] = _join(entry, name, path, parent)
        except (Unsaid, InvalidInput) as reason:
            notes.lost(entry.where, name, reason.message)
            found.failed.add(path)
            entry.skip(*entry.data)
            continue
        _collect(entry, path, f"{path}.", found, notes)
        entry.done()


def _join(entry: Section, name: str, path: str, parent: str) -> Join:
    """Raises Unsaid, InvalidInput."""
    source = entry.text("source").strip()
    if not source:
        raise Unsaid("it joins nothing")
    rely = entry.section("rely")
    relied = rely.flag("at_most_one_match") if rely is not None else False
    many = entry.text("cardinality") == "one_to_many"
    using = entry.texts("using")
    if using:
        entry.skip("on")
        return Join(name, path, parent, source, using, using, None, many, relied, entry.where)
    own, theirs, condition = _paired(entry.text("on"), path, parent)
    return Join(name, path, parent, source, own, theirs, condition, many, relied, entry.where)


def _paired(text: str, path: str, parent: str) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """(columns of the parent, columns of the join, condition on the join's rows). Raises Unsaid, InvalidInput."""
    if not text.strip():
        raise Unsaid("it says neither on nor using which columns it joins")
    tree = parse_fragment(text, DIALECT, f"the join {path}")
    above = {parent, parent.rsplit(".", 1)[-1]}
    own: list[str] = []
    theirs: list[str] = []
    conditions: list[exp.Expr] = []
    for part in tree.flatten() if isinstance(tree, exp.And) else [tree]:
        test = part.this if isinstance(part, exp.Paren) else part
        if all(_is_theirs(column, path, above) for column in test.find_all(exp.Column)):
            conditions.append(test.copy())
            continue
        pair = (test.this, test.expression) if isinstance(test, exp.EQ) else (None, None)
        sides = [(_is_theirs(side, path, above), side.name) for side in pair if isinstance(side, exp.Column)]
        if {side for side, _ in sides} != {True, False}:
            raise Unsaid(f"{test.sql(dialect=DIALECT)} does not pair a column with a column, as a relationship does")
        theirs += [column for side, column in sides if side]
        own += [column for side, column in sides if not side]
    if not own:
        raise Unsaid("it pairs no columns")
    if not conditions:
        return tuple(own), tuple(theirs), None
    for condition in conditions:
        for column in condition.find_all(exp.Column):
            for key in ("table", "db", "catalog"):
                column.set(key, None)
    both = exp.and_(*conditions, copy=False)
    return tuple(own), tuple(theirs), both.sql(dialect=DIALECT)


def _is_theirs(column: exp.Column, path: str, above: set[str]) -> bool:
    """Whether a column is of the joined side; else of the one it hangs on. Raises Unsaid."""
    qualifier = ".".join(part.name for part in column.parts[:-1])
    if qualifier in (path, path.rsplit(".", 1)[-1]):
        return True
    if qualifier in above:
        return False
    raise Unsaid(f"it names {column.sql(dialect=DIALECT)}, which is of neither side")


def relation(source: str) -> tuple[str | None, str | None]:
    """(relation, SELECT) that a `source` is. Raises InvalidInput when it is neither."""
    if source.lstrip("( \n").split(None, 1)[0].lower() in ("select", "with"):
        text = source.strip()
        text = text[1:-1] if text.startswith("(") and text.endswith(")") else text
        parse_select(text, DIALECT, "the source")
        return None, text
    return parse_source(source, DIALECT, "the view").sql(dialect=DIALECT), None


def rows_of(source: str, condition: str | None, joined: Mapping[str, Join], alias: str = SOURCE) -> str:
    """The SELECT of those rows of a source that fulfil a condition, which may be about to-one joins.

    Raises InvalidInput, Unsaid.
    """
    name, sql = relation(source)
    test = parse_fragment(condition or "TRUE", DIALECT, "the filter")
    used: dict[str, Join] = {}
    for column in test.find_all(exp.Column):
        path = ".".join(part.name for part in column.parts[:-1])
        if path in ("", alias):
            continue
        if path not in joined:
            raise Unsaid(f"its filter names {column.sql(dialect=DIALECT)}, which is of no join")
        step: Join | None = joined[path]
        while step is not None:
            if step.many:
                raise Unsaid(f"its filter is about {path}, of which a row has many")
            used[step.path] = step
            step = joined.get(step.parent)
    if not used:
        for column in test.find_all(exp.Column):
            column.set("table", None)
        rows: exp.Expr = _from(name, sql, alias if sql is not None else None)
        select = exp.Select(expressions=[exp.Star()], from_=exp.From(this=rows), where=exp.Where(this=test))
        return select.sql(dialect=DIALECT)
    for column in list(test.find_all(exp.Column)):
        path = ".".join(part.name for part in column.parts[:-1]) or alias
        column.replace(exp.column(column.this.copy(), table=path.replace(".", "_")))
    star = exp.Column(this=exp.Star(), table=exp.to_identifier(alias))
    select = exp.Select(expressions=[star], from_=exp.From(this=_from(name, sql, alias)), where=exp.Where(this=test))
    for step in sorted(used.values(), key=lambda one: one.path.count(".")):
        label = step.path.replace(".", "_")
        above = step.parent.replace(".", "_") if step.parent != SOURCE else alias
        pairs = [
            exp.EQ(this=exp.column(mine, table=above), expression=exp.column(its, table=label))
            for mine, its in zip(step.own, step.theirs, strict=True)
        ]
        if step.condition is not None:
            inner = parse_fragment(step.condition, DIALECT, step.name)
            for column in inner.find_all(exp.Column):
                column.set("table", exp.to_identifier(label))
            pairs.append(inner)  # type: ignore[arg-type]
        target = _from(*relation(step.source), label)
        select.append("joins", exp.Join(this=target, side="LEFT", on=exp.and_(*pairs, copy=False)))
    return select.sql(dialect=DIALECT)


def _from(name: str | None, sql: str | None, alias: str | None) -> exp.Expr:
    label = exp.TableAlias(this=exp.to_identifier(alias)) if alias is not None else None
    if sql is not None:
        return exp.Subquery(this=parse_select(sql, DIALECT, "the source"), alias=label)
    table = parse_source(name or "", DIALECT, "the view")
    if label is not None:
        table.set("alias", label)
    return table
