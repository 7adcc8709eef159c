"""What tells of a date without being it: columns of a calendar, of expressions over the date, and of parts of a date."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import cast

from sqlglot import exp

from lunara.semantic.compile.bound import road_keys
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.sqltime import zone_aware
from lunara.semantic.draft.role_words import PARTS, TIME_LAST
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import Lexicon, meaning, plural
from lunara.semantic.graph import Road
from lunara.semantic.model import Dimension
from lunara.semantic.names import ResolvedField

_DAYS = ("weekday", "weekend", "holiday", "workday", "workingday", "feiertag", "wochentag", "festivo", "feriado")
_WITHIN_A_DAY = word_set("hour minute")
_BEFORE = word_set("is was on in at of the a")
_AFTER = word_set("""
    flag ind indicator name no num number nr id index idx key code short abbreviation text label type end start
""")
_OF_ELSE = word_set("""
    birth born model release released build built manufacture manufactured production founded graduation vintage expiry
    expiration per same next
""")
_CALENDAR = word_set("calendar date day holiday kalender calendario calendrier")
_LOOKUP = word_set("dim dimension lookup table the of business company public")

Place = tuple[tuple[tuple[str, bool], ...], str]


class DateOf:
    """The date that the periods of a fact are of: dimension `found`, where `road` leads from `base`.

    `subday`: the periods are hours or less.
    """

    def __init__(self, context: Context, base: str, found: ResolvedField, road: Road, *, subday: bool) -> None:
        self.context, self.graph, self.base, self.found, self.subday = context, context.graph, base, found, subday
        self.keys = road_keys(road)
        self.places = _places(road, _columns(self._tree(found)))

    def is_of(self, found: ResolvedField, road: Road) -> bool:
        """Whether a dimension is that very date: the same column, or a key that it is joined by."""
        trees = self._tree(self.found), self._tree(found)
        if not all(isinstance(tree, exp.Column) for tree in trees):
            return False
        one, two = (zone_aware(cast(Dimension, its.field), self.context.dialect) for its in (self.found, found))
        return one == two and _places(road, _columns(trees[1])) == self.places

    def tells(self, found: ResolvedField, road: Road) -> bool:
        """Whether the value of a dimension is told by the date, or is by its name a part of one."""
        if self.reaches(road, found.table) or self.compares(self._tree(found), road, whole=True):
            return True
        if not self._near(road):
            return False
        dimension, own = cast(Dimension, found.field), cast(Dimension, self.found.field)
        one, two = (set(_words(its.name)) - TIME_LAST for its in (dimension, own))
        if dimension.type == "time" and found.path != self.found.path and road_keys(road) == self.keys and one == two:
            return True  # the same date in another column
        return names_part(dimension.name, subday=self.subday)

    def reaches(self, road: Road, end: str) -> bool:
        """Whether the rows of `end`, where a road leads, are told by the date: it is a key on the way, or of a calendar."""
        tables = [*(step.source for step in road), end]
        return any(
            self._told(road[:count], key) for count, table in enumerate(tables) for key in self.graph.keys(table)
        ) or any(
            self._told(road[:count], step.source_columns) or self._is_calendar(step.target)
            for count, step in enumerate(road)
        )

    def compares(self, tree: exp.Expr, road: Road, *, whole: bool) -> bool:
        """Whether something that is compared in an expression is of the date alone, or a column that is by its name a part
        of one. `whole`: or the expression as a whole is, a condition that is no comparison.
        """
        trees: list[exp.Expr] = [*tree.find_all(exp.Predicate)]
        for one in tree.find_all(exp.If):
            trees += _joined(one.this)
        return any(self._alone(one, road) for one in (*trees, *(_joined(tree) if whole else ())))

    def _alone(self, tree: exp.Expr, road: Road) -> bool:
        columns = _columns(tree)
        if not columns or isinstance(tree, exp.Is | exp.Connector):
            return False
        if self._told(road, columns):
            return True
        times = {
            one.name
            for one in self.graph.table(road[-1].target if road else self.base).dimensions
            if one.type == "time"
        }
        if not self._near(road) or (len(set(columns)) > 1 and times.intersection(columns)):
            return False  # one date held against another
        return all(names_part(name, subday=self.subday) for name in columns)

    def _near(self, road: Road) -> bool:
        """Whether a road leads to the fact itself, or to the table of the date."""
        return road_keys(road) in ((), self.keys)

    def _told(self, road: Road, columns: Iterable[str]) -> bool:
        places = _places(road, columns)
        return bool(places) and places <= self.places

    def _tree(self, found: ResolvedField) -> exp.Expr:
        tree = self.graph.dimension_expression(found.table, cast(Dimension, found.field))
        return exp.column(found.field.name) if tree is None else tree

    def _is_calendar(self, table: str) -> bool:
        """Whether a table holds the days of a calendar, by its name or by what most of its columns are called."""
        words = set(_words(table)) - _LOOKUP
        if words and words <= _CALENDAR:
            return True
        names = [one.name for one in self.graph.table(table).dimensions if one.type != "time"]
        parts = [name for name in names if names_part(name, subday=True)]
        return len(parts) >= 2 and 2 * len(parts) >= len(names)


def names_part(name: str, *, subday: bool) -> bool:
    """Whether a name says that a column holds a part of a date (`subday`: or of a day), such as its weekday or a holiday."""
    words = list(_words(name))
    if _OF_ELSE.intersection(words):
        return False
    together = name.lower().replace("_", "").replace(" ", "")
    if any(word in together for word in _DAYS):
        return True
    counted = bool(words) and _lexicon().words(name)[-1] == plural(words[-1])
    while words and words[-1] in _AFTER:
        words.pop()
    while words and words[0] in _BEFORE:
        words.pop(0)
    if not words or counted or words[-1] not in PARTS:
        return False
    return subday or words[-1] not in _WITHIN_A_DAY


@cache
def _lexicon() -> Lexicon:
    return Lexicon()


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(meaning(_lexicon().words(name)))


def _columns(tree: exp.Expr) -> list[str]:
    return [one.name for one in tree.find_all(exp.Column)]


def _joined(tree: exp.Expr) -> list[exp.Expr]:
    """The parts of a condition that and, or, not put together."""
    if isinstance(tree, exp.Paren | exp.Not):
        return _joined(tree.this)
    if isinstance(tree, exp.Connector):
        return [*_joined(tree.this), *_joined(tree.expression)]
    return [tree]


def _places(road: Road, columns: Iterable[str]) -> frozenset[Place]:
    return frozenset(_place(road, column) for column in columns)


def _place(road: Road, column: str) -> Place:
    """Where a column stands nearest: a key that a road meets is the column that leads to it."""
    while road and column in road[-1].target_columns:
        column = road[-1].source_columns[road[-1].target_columns.index(column)]
        road = road[:-1]
    return road_keys(road), column
