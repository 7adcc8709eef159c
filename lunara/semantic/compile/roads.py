"""Roads in the words of a model, and the other roads that could have led to the same table."""

from __future__ import annotations

from collections.abc import Collection

from lunara.semantic.compiled import GOES_BY
from lunara.semantic.graph import Graph, Road, Step, describe
from lunara.semantic.lineage import OtherRoad
from lunara.semantic.names import humanize, lowered


def called(graph: Graph, table: str) -> str:
    """What people call a table, inside of a sentence."""
    return lowered(graph.table(table).label or humanize(table))


def spoken(graph: Graph, road: Road) -> str:
    """Where a road ends, in words, by what it leads over: "home clinic of owners"."""
    return " of ".join(_end(graph, step) for step in reversed(road))


def _end(graph: Graph, step: Step) -> str:
    label = step.relationship.label if step.forward else None
    return lowered(label) if label else called(graph, step.target)


def may_be_told(graph: Graph, road: Road, allowed: Collection[str] | None) -> bool:
    """Whether all tables of a road may be named to who asks: none is hidden, and all are among the `allowed` ones (None: any)."""
    return not any(
        graph.table(step.target).hidden or (allowed is not None and step.target not in allowed) for step in road
    )


def other_roads(graph: Graph, base: str, road: Road, allowed: Collection[str] | None = None) -> tuple[OtherRoad, ...]:
    """The longer safe roads from `base` to the end of `road` that share no step with it, by their first steps.

    Those that lead over a table which may not be named are left out.
    """
    if not road:
        return ()
    found = []
    target, own = road[-1].target, {step.key for step in road}
    for step in graph.steps_from[base]:
        if step.key == road[0].key or not step.safe or step.target == base:
            continue
        if step.target != target and (graph.distance(step.target, target) or (1, 0))[0] != 0:
            continue
        inner = graph.cheapest(step.target, target)
        if inner and all(one.source != base for one in inner[0]) and not own & {one.key for one in inner[0]}:
            other = (step, *inner[0])
            if not may_be_told(graph, other, allowed):
                continue
            found.append(OtherRoad(describe(base, other), spoken(graph, other)))
    return tuple(found)


def which_road(graph: Graph, road: Road, others: tuple[OtherRoad, ...]) -> str | None:
    """The sentence about the road that was taken; None where the rows name the thing themselves, which everybody means."""
    if len(road) < 2 or not others:
        return None
    taken = spoken(graph, road)
    words = list(dict.fromkeys(one.words for one in others if one.words != taken))
    if not words:
        return f"{GOES_BY}{taken} by way of {humanize(road[0].relationship.name).lower()}."
    return f"{GOES_BY}{taken}, not the {' or the '.join(words)}."
