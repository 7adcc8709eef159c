"""From a sentence to an outline: read, written by a provider where there is one, else planned from the model alone."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Protocol

from lunara.ask.plan import Tokens, spent_on
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.wire import query_json
from lunara.build.outlines.explained import explained_outline
from lunara.build.outlines.outline import Outline
from lunara.build.outlines.planned import Say, planned_outline
from lunara.build.outlines.request import Topic, kind_and_subject, read_request
from lunara.build.outlines.trying import Bench
from lunara.errors import Refused, Unavailable
from lunara.workspace.records import ArtifactType

if TYPE_CHECKING:
    from lunara.ask.values import ValueIndex


class Writer(Protocol):
    """Writes outlines in the place of the plan from the model alone."""

    @property
    def name(self) -> str:
        """Who writes, as people are told."""
        ...

    def write(self, topic: Topic, request: str, kind: ArtifactType, bench: Bench, say: Say) -> Outline:
        """The outline, each part tried. Raises Unavailable where it cannot be had, with what its trying took (`spent_on`)."""
        ...


def make_outline(
    request: str,
    kind: ArtifactType | None,
    bench: Bench,
    values: ValueIndex | None = None,
    *,
    writer: Writer | None = None,
    say: Say = lambda label, detail, fraction: None,
) -> Outline:
    """The outline of what the sentence asks for; of the kind it names, a dashboard where neither it nor `kind` says.

    With a `writer` that cannot be reached, or writes nothing that can be shown, it is planned from the model alone and says so.
    Raises InvalidInput, Refused (`not_in_data`, `outside_data`), Cancelled, and what reaching the warehouse raises.
    """
    say("Reading the request", "", 0.0)
    refused: Refused | None = None
    try:
        topic = read_request(
            request, bench.model, OfflinePlanner(values), bench.clock, values, tables=bench.tables, cancel=bench.cancel
        )
    except Refused as error:
        # A provider may know what is meant where no name of the data says it.
        if writer is None or error.code != "not_in_data":
            raise
        named, subject = kind_and_subject(request)
        refused, topic = error, Topic(subject, named)
    chosen = kind or topic.kind or "dashboard"
    if topic.changes:
        return explained_outline(topic, request, chosen, bench, say)
    note, spent = "", Tokens()
    if writer is not None:
        try:
            return writer.write(topic, request, chosen, bench, say)
        except Unavailable as error:
            if refused is not None:
                raise refused from error
            name = writer.name[:1].upper() + writer.name[1:]
            note = f"{name} did not write the outline: {error.message} Lunara planned it instead."
            spent = spent_on(error)
    planned = planned_outline(topic, request, chosen, bench, say)
    return replace(planned, notes=(note, *planned.notes), tokens=spent) if note else planned


def outline_json(outline: Outline) -> dict[str, Any]:
    """The outline as JSON values: its parts with their queries and what these say, never rows."""
    return {
        "kind": outline.kind,
        "title": outline.title,
        "asked": outline.asked,
        "about": outline.about,
        "parts": [
            {
                "id": part.id,
                "role": part.role,
                "shown_as": part.kind,
                "chart": part.chart.kind,
                "title": part.title,
                "query": query_json(part.figure.query) if part.figure.query is not None else None,
                "sql": part.figure.sql,
                "headline": part.tried.narrative.headline,
                "details": list(part.tried.narrative.details),
                "caveats": list(part.tried.narrative.caveats),
                "rows": part.tried.result.row_count,
            }
            for part in outline.parts
        ],
        "filters": [one.model_dump(mode="json") for one in outline.filters],
        "date_range": outline.date_range.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if outline.date_range is not None
        else None,
        "left_out": [{"title": one.title, "because": one.because} for one in outline.left_out],
        "conditions": outline.conditions,
        "missing": outline.missing,
        "notes": list(outline.notes),
        "provider": outline.provider,
        "tokens": asdict(outline.tokens),
    }
