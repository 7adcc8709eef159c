"""An answer as JSON: what `lunara ask` prints and what a session stores, and the way back to a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from lunara.ask.change.asked import WhyChanged, read_change
from lunara.ask.plan import Clarification, ModelSql, Option, Plan, Refusal
from lunara.connect.plain import plain
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.answer import Answer, Checked
    from lunara.ask.change.explained import Explained


def query_json(query: SemanticQuery) -> dict[str, Any]:
    """A semantic query as people write it: keys that say nothing are left out."""
    return query.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def columns_json(compiled: CompiledQuery) -> list[dict[str, Any]]:
    """Columns of a result as the command line gives them."""
    return [
        {
            "name": column.name,
            "type": column.type,
            "role": column.role,
            "label": column.label,
            "format": column.format.model_dump(mode="json", exclude_none=True) if column.format else None,
            **({"field": column.field} if column.field else {}),
            **({"grain": column.grain} if column.grain else {}),
            **({"part": column.part} if column.part else {}),
            **({"compares": column.compares} if column.compares else {}),
            **({"reach": [day.isoformat() for day in column.reach]} if column.reach else {}),
        }
        for column in compiled.columns
    ]


def rows_json(result: ResultTable, max_rows: int | None = None) -> list[list[Any]]:
    """Rows of a result as JSON values, at most `max_rows`."""
    data = result.data if max_rows is None else result.data.slice(0, max_rows)
    columns = [column.to_pylist() for column in data.columns]
    return [[plain(value) for value in row] for row in zip(*columns, strict=True)]


def answer_json(answer: Answer, max_rows: int | None = 200) -> dict[str, Any]:
    """The contract's shape of an answer. `row_count` tells how many rows there were when `max_rows` left some out."""
    planned, plan = answer.planned, answer.planned.plan
    outcome = {Clarification: "clarification", Refusal: "refusal"}.get(type(plan), "answer")
    reason: str | None = None
    options: list[dict[str, Any]] = []
    if isinstance(plan, Clarification):
        reason, options = plan.text, [_option_json(option) for option in plan.options]
    elif isinstance(plan, Refusal):
        reason, options = plan.reason, [{"label": text, "question": text} for text in plan.nearest]
    compiled, result, told = answer.compiled, answer.result, answer.narrative
    return {
        "question": answer.question.text,
        "outcome": outcome,
        "plan": plan_json(plan),
        "understood": [{"text": piece.text, "as": piece.as_} for piece in planned.understood],
        "ignored": list(planned.ignored),
        "options": options,
        "reason": reason,
        "sql": compiled.sql.text if compiled else None,
        "columns": columns_json(compiled) if compiled else [],
        "rows": rows_json(result, max_rows) if result else [],
        "row_count": result.row_count if result else 0,
        "truncated": result.truncated if result else False,
        "chart": answer.chart.model_dump(mode="json", exclude_none=True) if answer.chart else None,
        "narrative": {"headline": told.headline, "details": list(told.details), "caveats": list(told.caveats)}
        if told
        else None,
        "warnings": list(answer.warnings),
        "until": compiled.until.isoformat() if compiled is not None and compiled.until is not None else None,
        "unlike": compiled is not None and compiled.unlike,
        "notes": list(planned.notes),
        "provider": planned.provider,
        "instead": list(planned.instead),
        "tokens": asdict(planned.tokens),
        "elapsed_ms": round(sum(answer.stages_ms.values()), 3),
        "stages_ms": {stage: round(ms, 3) for stage, ms in answer.stages_ms.items()},
        **({"change": explained_json(answer.explained)} if answer.explained is not None else {}),
        **({"check": _check_json(answer.checked, max_rows)} if answer.checked is not None else {}),
    }


def _check_json(checked: Checked, max_rows: int | None) -> dict[str, Any]:
    """How a second planner read it; `sides` are two answers in the shape of an answer, with half as many rows each."""
    most = None if max_rows is None else max_rows // 2
    return {
        "verdict": checked.verdict,
        "text": checked.text,
        "differences": list(checked.differences),
        "sides": [answer_json(side, most) for side in checked.sides],
    }


def explained_json(explained: Explained) -> dict[str, Any]:
    """What is behind an explained change: by what it was looked at, and every statement that ran."""
    from lunara.ask.change.dimensions import key_of

    dimension = explained.change.dimension
    by = "members" if explained.split is None else "rate_and_mix" if explained.split.splits else "sum"
    return {
        "dimension": key_of(dimension) if dimension is not None else None,
        "dimension_label": explained.dimension.label,
        "measure_label": explained.measure.label,
        "adds_up": explained.split is not None,
        "by": by,
        "because": explained.because,
        "compared": [
            {
                "dimension": key_of(one.candidate.dimension),
                "label": one.candidate.label,
                "score": round(one.score.surprise, 6) if one.score is not None else None,
                "explained": round(float(one.score.explained), 6) if one.score is not None else None,
                "members": len(one.score.chosen) if one.score is not None else None,
                "why": one.why,
            }
            for one in explained.tried
        ],
        "others": [{"dimension": one.key, "label": one.label} for one in explained.others],
        "statements": [
            {"what": one.what, "sql": one.compiled.sql.text, "rows": one.rows, "elapsed_ms": round(one.elapsed_ms, 3)}
            for one in explained.statements
        ],
    }


def plan_from_json(data: Mapping[str, Any]) -> Plan | None:
    """The plan that `answer_json` wrote, for the history of a conversation; None when the question was declined.

    Takes the whole answer or its plan alone. Raises InvalidInput for what is neither.
    """
    raw = data.get("plan") if "outcome" in data else data
    if raw is None:
        return None
    if isinstance(raw, Mapping) and isinstance(raw.get("sql"), str):
        return ModelSql(raw["sql"])
    if isinstance(raw, Mapping) and "change" in raw:
        return read_change(raw["change"])
    try:
        return SemanticQuery.model_validate(raw)
    except ValidationError as error:
        raise InvalidInput(
            f"This plan cannot be read: {error.errors()[0]['msg']}.", "It was written by another version; ask again."
        ) from error


def plan_json(plan: Plan) -> dict[str, Any] | None:
    """A plan as `plan_from_json` reads it; None for what is not answered."""
    if isinstance(plan, SemanticQuery):
        return query_json(plan)
    if isinstance(plan, WhyChanged):
        return {"change": _change_json(plan)}
    return {"sql": plan.sql} if isinstance(plan, ModelSql) else None


def _change_json(change: WhyChanged) -> dict[str, Any]:
    return change.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _option_json(option: Option) -> dict[str, Any]:
    query: dict[str, Any] = {"query": query_json(option.query)} if option.query is not None else {}
    if option.sql:
        query = {"sql": option.sql}
    elif option.change is not None:
        query = {"change": _change_json(option.change)}
    return {"label": option.label, "question": option.question, **query}
