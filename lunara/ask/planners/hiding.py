"""Plans without the values of the data in them, for a provider that may see none.

What the person typed in the plan's own question is theirs and stays; so do days, numbers and names of the model. Every other
text was found in the data: it is replaced, and with it the names that the plan made up, which may be made of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from lunara.ask.change.asked import WhyChanged
from lunara.ask.wire import plan_json, query_json
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from sqlglot import exp

HIDDEN_VALUE = "(a value of the data)"
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_SQL_KEYS = ("expression", "filter")
_NAMING_KEYS = ("name", "field", "of")


def stored_without_values(query: Mapping[str, Any], question: str, dialect: str) -> dict[str, Any] | None:
    """A stored query as `without_values` gives one; None also for what is no semantic query."""
    try:
        return without_values(SemanticQuery.model_validate(query), question, dialect)
    except ValidationError:
        return None


def without_values(query: SemanticQuery, question: str, dialect: str) -> dict[str, Any] | None:
    """The query as JSON without the texts that `question` does not say; None where its SQL cannot be read."""
    hiding = _Hiding(question, dialect)
    shown = hiding.part(query_json(query))
    if hiding.lost:
        return None
    return _anonymous(shown) if hiding.hidden else shown


def change_without_values(change: WhyChanged, question: str, dialect: str) -> dict[str, Any] | None:
    """A question why as JSON without the texts that `question` does not say; None where its SQL cannot be read."""
    hiding = _Hiding(question, dialect)
    shown = hiding.part((plan_json(change) or {})["change"])
    if hiding.lost:
        return None
    if hiding.hidden:
        told = _anonymous({**shown, "measures": [shown["measure"]]})
        (shown["measure"],) = told.pop("measures")
        shown = {**told, "measure": shown["measure"]}
    return {"change": shown}


def says_no_more(sql: str, question: str, dialect: str) -> bool:
    """Whether every text in the statement stands in the question as well. Not for what cannot be read, or has comments."""
    read = _read(sql, dialect)
    if read is None or any(node.comments for node in read.walk()):
        return False
    return all(_plain(node, question) for node in _texts(read))


def sql_without_values(sql: str, dialect: str) -> str | None:
    """An expression without its texts and without comments, whoever wrote them; None for what cannot be read.

    >>> sql_without_values("CASE WHEN status = 'paid' THEN amount END", "duckdb")
    "CASE WHEN status = '(a value of the data)' THEN amount END"
    """
    hiding = _Hiding("", dialect)
    shown = hiding.sql(sql)
    return None if hiding.lost else shown


class _Hiding:
    """Walks a query; `hidden` tells whether something was replaced, `lost` whether something could not be read."""

    def __init__(self, question: str, dialect: str) -> None:
        self.question, self.dialect = question, dialect
        self.hidden = self.lost = False

    def part(self, part: Any, key: str = "") -> Any:
        """A part of the query that stands under `key`."""
        if isinstance(part, dict):
            return {name: self.part(value, name) for name, value in part.items()}
        if isinstance(part, list | tuple):
            return [self.part(item, key) for item in part]
        if isinstance(part, str) and key == "values" and not _said(part, self.question):
            self.hidden = True
            return HIDDEN_VALUE
        if isinstance(part, str) and key in _SQL_KEYS:
            return self.sql(part)
        return part

    def sql(self, text: str) -> str:
        """An expression; empty where it cannot be read."""
        from sqlglot import exp

        read = _read(text, self.dialect)
        if read is None:
            self.lost = True
            return ""
        for node in _texts(read):
            if not _plain(node, self.question):
                self.hidden = True
                node.set("this", HIDDEN_VALUE) if isinstance(node, exp.Literal) else node.replace(
                    exp.Literal.string(HIDDEN_VALUE)
                )
        return read.sql(dialect=self.dialect, comments=False)


def _read(sql: str, dialect: str) -> exp.Expr | None:
    from sqlglot.errors import SqlglotError

    from lunara.guard.reading import parse_within

    try:
        return parse_within(sql, dialect)
    except (SqlglotError, RecursionError):
        return None


def _texts(read: exp.Expr) -> list[exp.Expr]:
    """Every text in it, however its dialect writes one."""
    from sqlglot import exp

    other = (
        exp.National,
        exp.RawString,
        exp.ByteString,
        exp.HexString,
        exp.BitString,
        exp.UnicodeString,
        exp.Heredoc,
    )
    return [n for n in read.walk() if isinstance(n, other) or (isinstance(n, exp.Literal) and n.is_string)]


def _plain(text: exp.Expr, question: str) -> bool:
    from sqlglot import exp

    return isinstance(text.parent, exp.Interval) or _said(text.name, question)


def _said(text: str, question: str) -> bool:
    if _DAY.fullmatch(text):
        return True
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", question, re.IGNORECASE) is not None


def _anonymous(query: dict[str, Any]) -> dict[str, Any]:
    """The query with names of its own for what it names itself, the same wherever it speaks of them, and without labels."""
    names: dict[str, str] = {}
    for number, measure in enumerate(query.get("measures", ()), 1):
        if isinstance(measure, dict):
            names[measure["name"]] = f"measure_{number}"
    for number, calculation in enumerate(query.get("calculations", ()), 1):
        if calculation.get("name"):
            names[calculation["name"]] = f"calculation_{number}"
    made = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # Also columns that are named after one: "<of>_rank", "<measure>_previous".
    pattern = re.compile(
        rf"({made})(?=$|_(?:previous|share_of_total|running_total|rank|moving_average|difference|percent_change|ratio)$)"
    )

    def renamed(part: Any, key: str = "") -> Any:
        if isinstance(part, dict):
            return {name: renamed(value, name) for name, value in part.items() if name != "label"}
        if isinstance(part, list):
            return [renamed(item, key) for item in part]
        if isinstance(part, str) and names and key in _NAMING_KEYS:
            found = pattern.match(part)
            return f"{names[found[1]]}{part[found.end() :]}" if found else part
        return part

    return renamed(query)  # type: ignore[no-any-return]
