"""An outline of why something changed: the number in both periods, and both periods by what explains most or was asked for.

Its parts refresh as any others do. What cannot be explained is refused, so that nothing else stands under that title.
"""

from __future__ import annotations

from collections.abc import Callable

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.asker import Asker
from lunara.ask.change.explain import explain_change
from lunara.ask.change.explained import Explained
from lunara.ask.change.told import beside
from lunara.ask.change.words import describe_change
from lunara.ask.describe import describe
from lunara.build.kinds.ranking import FEW_GROUPS
from lunara.build.outlines.naming import field_of, label_of, lowered
from lunara.build.outlines.outline import LeftOut, Outline, Part, free_id
from lunara.build.outlines.parts import part_of
from lunara.build.outlines.request import Topic
from lunara.build.outlines.trying import Bench
from lunara.errors import Refused
from lunara.semantic.query import DimensionRef, SemanticQuery
from lunara.workspace.records import ArtifactType

MOST_WAYS = 3
_OTHERWISE = "Ask for what it was by period, or about another period."


def explained_outline(
    topic: Topic, request: str, kind: ArtifactType, bench: Bench, say: Callable[[str, str, float], None]
) -> Outline:
    """The outline of the topic's question why. Raises Refused where it cannot be explained, or changed the other way."""
    change = topic.changes[0]
    asker = Asker(
        bench.model, bench.warehouse, bench.clock, bench.tables, bench.limits, bench.cache, record=bench.record,
        cancel=bench.cancel,
    )  # fmt: skip
    explained = explain_change(change, asker, spans=bench.spans, on_step=lambda name, detail: say(name, detail, 0.1))
    _must_be_as_supposed(change, explained)
    whole = explained.change.by(None)
    title = describe(SemanticQuery(measures=(change.measure,)), bench.model)
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    number = part_of(bench, free_id(parts), "number", title, whole.query(), kind="kpi")
    parts += [number] if isinstance(number, Part) else []
    told = False
    for dimension in _ways(topic, explained):
        named = f"{title} by {lowered(label_of(bench.model, field_of(dimension)))}, both periods"
        say("Trying parts", named, 0.5)
        part = part_of(bench, free_id(parts), "change", named, beside(whole.by(dimension)), steps=True)
        drawn = part.figure.chart if isinstance(part, Part) else None
        if (
            isinstance(part, Part)
            and part.tried.result.row_count > FEW_GROUPS
            and (drawn is None or drawn.kind != "waterfall")
        ):
            part = LeftOut(named, f"It has more than {FEW_GROUPS} groups, too many to show what each of them adds.")
        if isinstance(part, LeftOut):
            left_out.append(part)
            continue
        told = True
        parts.append(part)
    if not told:
        because = " ".join(dict.fromkeys(one.because for one in left_out))
        raise Refused(
            f"This cannot be explained in a {kind}. {because}".strip(), "Ask it on the Ask page.", code="not_explained"
        )
    return Outline(
        kind=kind,
        title=describe_change(whole, bench.model).rstrip("?"),
        asked=request,
        about=topic.text,
        parts=tuple(parts),
        left_out=tuple(left_out),
        shared=change.filters,
        missing=topic.missing,
        notes=(f"Read as: {describe_change(whole, bench.model)}", *topic.notes),
    )


def _ways(topic: Topic, explained: Explained) -> list[str | DimensionRef]:
    """By what it is shown: as was asked, else by the dimensions that explain most."""
    asked = [one.dimension for one in topic.changes if one.dimension is not None]
    if asked:
        return list(dict.fromkeys(asked))
    best = [explained.change.dimension] if explained.change.dimension is not None else []
    ranked = [one.candidate.dimension for one in explained.tried if one.score is not None]
    return list(dict.fromkeys([*best, *ranked]))[:MOST_WAYS]


def _must_be_as_supposed(change: WhyChanged, explained: Explained) -> None:
    before, after = explained.whole
    if change.supposed is None or before is None or after is None:
        return
    if (after < before) != (change.supposed == "down") or after == before:
        verb = "fall" if change.supposed == "down" else "rise"
        raise Refused(f"{explained.measure.label} did not {verb} in that period.", _OTHERWISE, code="not_explained")
