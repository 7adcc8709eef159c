"""A suite: questions with what is expected of their answers, as people write it in a file (docs/formats.md).

suite = load_suite(text)
for case in suite.questions: case.question, case.expect
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from lunara.ask.question import MAX_QUESTION_CHARACTERS
from lunara.ask.wire import query_json
from lunara.errors import InvalidInput
from lunara.semantic.mistakes import read_query
from lunara.semantic.query import SemanticQuery
from lunara.semantic.records import Scalar, Strict
from lunara.semantic.yaml import parse_document

LAYOUT = 1
MOST_QUESTIONS = 1_000
MOST_TURNS = 20
MOST_ROWS = 5_000

Declined = Literal["refusal", "clarification"]
_KINDS = ("query", "model_sql", "sql", "rows")


class Expectation(Strict):
    """What the right answer is: one of `query` (a semantic query), `model_sql` (SQL over the model), `sql` (over the warehouse's
    own tables), `rows`.

    Of a query and of SQL over the model the meaning counts; where the answer means something else, its rows do, unless `exactly`.
    `ordered`: the rows come in this order (absent: where the query or the SQL orders). `tolerance`: numbers may differ by so
    much. `more_columns`: the answer may have others beside these.
    """

    query: SemanticQuery | None = None
    model_sql: str | None = Field(default=None, min_length=1, max_length=100_000)
    sql: str | None = Field(default=None, min_length=1, max_length=100_000)
    rows: tuple[tuple[Scalar, ...], ...] | None = Field(default=None, max_length=MOST_ROWS)
    exactly: bool = False
    ordered: bool | None = None
    tolerance: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    more_columns: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Expectation:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(
                f"an expectation is one of {', '.join(_KINDS)}; this one has {' and '.join(given) or 'none'}"
            )
        if self.rows is not None and len({len(row) for row in self.rows}) > 1:
            raise ValueError("the rows have not all the same number of values")
        if self.exactly and self.query is None and self.model_sql is None:
            raise ValueError('"exactly" goes with query and model_sql: of rows there is no meaning')
        return self


class Case(Strict):
    """One question: what was asked before it in the same conversation (oldest first), what day it is asked on (absent: today)."""

    id: str = Field(default="", max_length=200)
    question: str = Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS)
    history: tuple[str, ...] = Field(default=(), max_length=MOST_TURNS)
    today: date | None = None
    expect: Declined | Expectation

    @field_validator("question")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the question is empty")
        return value.strip()

    @property
    def name(self) -> str:
        """What the case is known by: its id, else its words with those before it."""
        return self.id or " → ".join((*self.history, self.question))

    @property
    def mark(self) -> str:
        """What tells it from itself after it was changed, whatever it is known by."""
        told = {key: value for key, value in case_json(self).items() if key != "id"}
        return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


class Requirement(Strict):
    """When a suite holds: so many questions in a hundred right, and at most so many wrong."""

    right: int = Field(default=100, ge=0, le=100)
    wrong: int = Field(default=0, ge=0)


class Suite(Strict):
    """Questions in their order; `requires` is what holding means where nobody says otherwise."""

    name: str = Field(default="", max_length=200)
    today: date | None = None
    requires: Requirement = Requirement()
    questions: tuple[Case, ...] = Field(max_length=MOST_QUESTIONS)

    @model_validator(mode="after")
    def _known_apart(self) -> Suite:
        seen: set[str] = set()
        for case in self.questions:
            if case.name in seen:
                raise ValueError(f"{case.name!r} is there twice; give each its own id")
            seen.add(case.name)
        return self


def load_suite(text: str) -> Suite:
    """Read a suite from YAML or JSON. Raises InvalidInput that names the place of what is wrong."""
    data, places = parse_document(text)
    if not isinstance(data, dict) or "lunara_suite" not in data:
        raise InvalidInput("The file is not a suite: it does not begin with lunara_suite: 1.", "See docs/formats.md.")
    if data["lunara_suite"] != LAYOUT:
        raise InvalidInput(
            f"The suite is of layout {data['lunara_suite']!r}, and this Lunara reads layout {LAYOUT}.", "Update Lunara."
        )
    try:
        _read_queries(data.get("questions"), ("questions",))
        return Suite.model_validate({key: value for key, value in data.items() if key != "lunara_suite"})
    except ValidationError as error:
        path, message = _first(error)
        raise _placed(path, message, places) from error
    except _Mistake as mistake:
        raise _placed(mistake.path, mistake.message, places) from mistake


def read_case(raw: Any) -> Case:
    """One case from plain data, as a line of a batch or a row of the workspace has it. Raises InvalidInput."""
    if not isinstance(raw, Mapping):
        raise InvalidInput("It is no question with what is expected of it.", 'Write {"question": …, "expect": …}.')
    hint = "See docs/formats.md for the form of a suite."
    try:
        _read_queries([raw], ())
        return Case.model_validate(raw)
    except ValidationError as error:
        path, message = _first(error)
        raise InvalidInput(f"{_written(path)}{message}.", hint) from error
    except _Mistake as mistake:
        raise InvalidInput(f"{_written(mistake.path[1:])}{mistake.message}.", hint) from mistake


def case_json(case: Case) -> dict[str, Any]:
    """A case as people write it; what says nothing is left out."""
    told: dict[str, Any] = {"id": case.id} if case.id else {}
    told["question"] = case.question
    if case.history:
        told["history"] = list(case.history)
    if case.today is not None:
        told["today"] = case.today.isoformat()
    return {**told, "expect": case.expect if isinstance(case.expect, str) else expectation_json(case.expect)}


def expectation_json(expected: Expectation) -> dict[str, Any]:
    """An expectation as `read_case` reads it."""
    told = expected.model_dump(mode="json", exclude_defaults=True, exclude={"query"})
    return {"query": query_json(expected.query), **told} if expected.query is not None else told


def dated(suite: Suite) -> Iterable[Case]:
    """The cases, each with the day that the suite says where it says none itself."""
    for case in suite.questions:
        yield case if case.today is not None or suite.today is None else case.model_copy(update={"today": suite.today})


class _Mistake(Exception):
    """What is wrong with a query, and where it stands."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


def _read_queries(questions: Any, path: tuple[str | int, ...]) -> None:
    """Raises _Mistake for the first query that cannot be read, in the words that queries are told of elsewhere."""
    for number, one in enumerate(questions if isinstance(questions, list) else ()):
        expect = one.get("expect") if isinstance(one, Mapping) else None
        query = expect.get("query") if isinstance(expect, Mapping) else None
        if query is None:
            continue
        try:
            read_query(query)
        except InvalidInput as error:
            message = f"{error.message[:1].lower()}{error.message[1:]}".removesuffix(".")
            raise _Mistake((*path, number, "expect", "query"), message) from error


def _first(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Where the first mistake is, in the words of the file, and what it is."""
    found = error.errors()
    # A union's branches each complain: of an expectation that is an object, what is wrong in the object is of interest.
    its = next((one for one in found if any("Expectation" in str(part) for part in one["loc"])), found[0])
    path = tuple(part for part in its["loc"] if "Expectation" not in str(part) and not str(part).startswith("literal["))
    if its["type"] == "model_type":
        return path, "what is expected is refusal, clarification, or one of query, model_sql, sql, rows"
    if "rows" in path and path[-1] in ("str", "int", "float", "bool"):
        return path[:-1], "a value is a text, a number, true, false or null"
    return path, its["msg"].removeprefix("Value error, ").removesuffix(".")


def _placed(
    path: tuple[str | int, ...], message: str, places: Mapping[tuple[str | int, ...], tuple[int, int]]
) -> InvalidInput:
    reached = next((path[:end] for end in range(len(path), -1, -1) if path[:end] in places), ())
    line, column = places.get(reached, (1, 1))
    return InvalidInput(
        f"line {line}, column {column}: {_written(path)}{message}.", "See docs/formats.md for the form of a suite.",
        line=line, column=column,
    )  # fmt: skip


def _written(path: Iterable[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return f"{text}: " if text else ""
