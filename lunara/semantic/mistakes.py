"""What does not fit in a written model or query: where it stands, in plain words, with the nearest name that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from lunara.errors import InvalidInput
from lunara.semantic.filters import AndFilter, ExistsFilter, FieldFilter, MeasureFilter, NotFilter, OrFilter
from lunara.semantic.model import (
    Accumulation,
    DerivedMeasure,
    Dimension,
    Format,
    Measure,
    Offset,
    Relationship,
    SemanticModel,
    Table,
    VerifiedQuestion,
)
from lunara.semantic.names import nearest
from lunara.semantic.query import (
    Calculation,
    Compare,
    DimensionRef,
    InlineMeasure,
    OrderBy,
    SemanticQuery,
    Summary,
    Than,
    ThanFilter,
    TimeFilter,
    TimeRange,
)

Path = tuple[str | int, ...]

_MODEL: dict[str, type[BaseModel]] = {
    "": SemanticModel,
    "tables": Table,
    "tables.dimensions": Dimension,
    "tables.dimensions.format": Format,
    "tables.measures": Measure,
    "tables.measures.format": Format,
    "relationships": Relationship,
    "measures": DerivedMeasure,
    "measures.format": Format,
    "measures.window": Accumulation,
    "measures.offset": Offset,
    "verified_questions": VerifiedQuestion,
}
_QUERY: dict[str, type[BaseModel]] = {
    "": SemanticQuery,
    "measures": InlineMeasure,
    "measures.format": Format,
    "dimensions": DimensionRef,
    "time": TimeFilter,
    "time.range": TimeRange,
    "compare": Compare,
    "calculations": Calculation,
    "summary": Summary,
    "summary.over": DimensionRef,
    "filters.than": Than,
    "order_by": OrderBy,
}
_FILTERS: dict[str, type[BaseModel]] = {
    "field": FieldFilter,
    "and": AndFilter,
    "or": OrFilter,
    "not": NotFilter,
    "exists": ExistsFilter,
    "measure": MeasureFilter,
    "than": ThanFilter,
}


@dataclass(frozen=True)
class Mistake:
    """`path` leads to it in what was written (positions from 0); `key` says that its name, not its value, is what is wrong."""

    path: Path
    message: str
    key: bool = False

    @property
    def written(self) -> str:
        """The path as people count: `measures.1.window`."""
        return ".".join(str(part + 1) if isinstance(part, int) else part for part in self.path)

    def __str__(self) -> str:
        return f"{self.written}: {self.message}" if self.path else self.message


def mistakes(error: ValidationError, data: Any) -> list[Mistake]:
    """One mistake for each place of `data`, a model or a query as it was written, in the order of the fields."""
    parts = _QUERY if error.title == SemanticQuery.__name__ else _MODEL
    found: dict[Path, tuple[Any, Mistake]] = {}
    for item in error.errors(include_url=False):
        path = _path(item, data)
        told = found.get(path)
        if told is None or (item["type"] == "literal_error" and told[0]["type"] != "literal_error"):
            found[path] = (item, Mistake(path, _words(item, path, parts), item["type"] == "extra_forbidden"))
    deeper = {path[:length] for path in found for length in range(len(path))}
    branches = {path for path, (item, _) in found.items() if len(item["loc"]) > len(path) and path in deeper}
    return [mistake for path, (_, mistake) in found.items() if path not in branches]


def read_query(raw: Any) -> SemanticQuery:
    """The query that `raw`, plain data, writes. Raises InvalidInput with every mistake in it, up to five in its message."""
    try:
        return SemanticQuery.model_validate(raw)
    except ValidationError as error:
        found = mistakes(error, raw)
        raise InvalidInput(
            f"The query has {counted(found)}.",
            "See docs/semantic-query.md for the form of a query.",
            problems=[{"path": one.written, "message": str(one)} for one in found],
        ) from error


def counted(found: Sequence[object]) -> str:
    """`2 mistakes: …; …`, the first five of them in words."""
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return f"{len(found)} mistake{'s' if len(found) > 1 else ''}: {'; '.join(str(one) for one in found[:5])}{more}"


def _path(item: Any, data: Any) -> Path:
    """The part of an error's location that stands in the data: pydantic names the branches of a union among its keys."""
    loc: Path = tuple(item["loc"])
    missing = item["type"] == "missing"
    reached: dict[Path, Any] = {(): data}
    for part in loc[:-1] if missing else loc:
        for path, node in list(reached.items()):
            inside = isinstance(part, int) and isinstance(node, list | tuple) and 0 <= part < len(node)
            if inside or (isinstance(node, dict) and part in node):
                reached.setdefault((*path, part), node[part])
    meant = [path for path, node in reached.items() if node is item["input"]] or list(reached)
    path = max(reversed(meant), key=len)
    return (*path, loc[-1]) if missing else path


def _words(item: Any, path: Path, parts: dict[str, type[BaseModel]]) -> str:
    kind, context = item["type"], item.get("ctx") or {}
    if kind == "extra_forbidden":
        name = str(item["loc"][-1])
        holder = parts.get(".".join(part for part in path[:-1] if isinstance(part, str)))
        if holder is None and len(item["loc"]) > 1:
            holder = _FILTERS.get(str(item["loc"][-2]))
        fields = holder.model_fields.items() if holder is not None else ()
        return f'"{name}" is not a known field{_near(name, [field.alias or key for key, field in fields])}'
    if kind == "missing":
        return "is missing"
    if kind == "literal_error":
        given = item.get("input")
        options = [
            part.strip().strip("'") for part in str(context.get("expected", "")).replace(" or ", ", ").split(",")
        ]
        return f'"{given}" is not one of {", ".join(options)}{_near(str(given), options)}'
    text = str(item["msg"]).removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _near(name: str, options: Sequence[str]) -> str:
    near = nearest(name, options)
    return f", did you mean {near[0]}?" if near else ""
