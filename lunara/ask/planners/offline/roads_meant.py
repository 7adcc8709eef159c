"""Which of several roads to a thing is meant: by the words of the question, by the question that it goes on from, or because the
others have a name of their own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.proof import Objection, prove, through
from lunara.ask.planners.offline.words import GENERIC_TAILS, spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import Token, tokenize, verb_stems
from lunara.errors import AmbiguousPath
from lunara.semantic.graph import Road, graph_of
from lunara.semantic.model import Relationship, SemanticModel
from lunara.semantic.query import SemanticQuery

_LEADING = spread("of through via")
_ARTICLES = spread("the a an its their each every way by")


def by_road_meant(work: Work, query: SemanticQuery, objection: Objection) -> tuple[SemanticQuery, Objection | None]:
    """The query by the road that is meant, with what is left to object; both as they are where none is meant more."""
    model, clock = work.lexicon.model, work.question.clock
    tokens = tokenize(work.question.text)
    taken: list[str] = []
    left: Objection | None = objection
    made = query
    while left is not None and left.roads is not None and len(taken) < _MOST_FORKS:
        road = _tied(left.roads, work) or road_meant(left.roads, model, tokens, work.base_query)
        changed = through(made, model, road, str(left.roads.details.get("target", ""))) if road is not None else made
        if road is None or changed == made:
            return query, objection
        taken.append(road)
        made, left = changed, prove(changed, model, clock)
    if left is not None:
        return query, objection
    labels = {r.name: r.label or r.name.replace("_", " ") for r in model.relationships}
    work.notes += [f"Read through {labels[name]}." for name in taken]
    return made, None


def _tied(error: AmbiguousPath, work: Work) -> str | None:
    """The one road that goes by what a verb of the question ties: lecturers teach courses, whatever department they share."""
    start, target = str(error.details.get("start", "")), str(error.details.get("target", ""))
    options = [str(option) for option in error.details.get("options", ())]
    roads = graph_of(work.lexicon.model).cheapest(start, target)
    said = [set(item.over) for item in work.items if item.over]
    if len(roads) != len(options) or len(set(options)) < len(options):
        return None
    walked = [{step.relationship.name for step in road} for road in roads]
    found = [o for o, names in zip(options, walked, strict=True) if any(names == over for over in said)]
    return found[0] if len(found) == 1 else None


_MOST_FORKS = 3


def no_road_alone(question: str) -> str:
    """What is said in place of asking for a road where none of them can be taken."""
    said = question.rpartition(". ")[0] or question
    return f"{said}, and it is not clear by which. Name the rows that lie between."


def road_meant(
    error: AmbiguousPath, model: SemanticModel, tokens: Sequence[Token], before: SemanticQuery | None = None
) -> str | None:
    """The option of the error that is meant: the one said behind the thing ("supplier of the order"), else the one that the
    question before took, else the one plain road.

    A road is plain that goes by no relationship with a role of its own ("preferred supplier") and does not go up to something
    and down again, which ties two things only by what they share.
    """
    start, target = str(error.details.get("start", "")), str(error.details.get("target", ""))
    options = [str(option) for option in error.details.get("options", ())]
    graph = graph_of(model)
    if model.table(start) is None or model.table(target) is None:
        return None
    roads = graph.cheapest(start, target)
    if len(roads) != len(options) or len(set(options)) < len(options):
        return None
    said = [
        option
        for option, road in zip(options, roads, strict=True)
        if _said(road, [other for other in roads if other is not road], model, tokens)
    ]
    if said:
        return said[0] if len(said) == 1 else None
    stems = {t.stem for t in tokens}
    kept = [option for option in options if before is not None and option in _roads_taken(before)]
    if kept:
        return kept[0] if len(kept) == 1 else None
    plain = [o for o, road in zip(options, roads, strict=True) if not _turns(road) and not _of_role(road, model)]
    named = [road for road in roads if any(_role(step.relationship, model) & stems for step in road)]
    return plain[0] if len(plain) == 1 and not named else None


def _said(road: Road, others: Sequence[Road], model: SemanticModel, tokens: Sequence[Token]) -> bool:
    """Whether what this road alone goes through stands behind the thing that it leads to: "supplier of the purchase order"."""
    aimed = model.table(road[-1].target)
    if aimed is None:
        return False
    shared = {name for other in others for name in _tables(other)} | {step for other in others for step in other}
    names = [step.relationship.label or "" for step in road if step not in shared]
    for table in (model.table(name) for name in _tables(road) - shared):
        names += [table.label or "", table.name, *table.synonyms] if table is not None else []
    through = {words for name in names if (words := words_of(name))}
    own = {*table_words(aimed), *(w for d in aimed.dimensions for w in words_of(d.label or d.name))}
    stems = [t.stem for t in tokens]
    for at, token in enumerate(tokens):
        if token.low not in _LEADING or not at or stems[at - 1] not in own:
            continue
        after = at + 1
        while after < len(tokens) and tokens[after].low in _ARTICLES:
            after += 1
        if any(tuple(stems[after : after + len(words)]) == words for words in through):
            return True
    return False


def _roads_taken(query: SemanticQuery) -> set[str]:
    """The relationships that the query's fields name as their roads."""
    found: set[str] = set()
    left: list[object] = [query.model_dump()]
    while left:
        one = left.pop()
        if isinstance(one, Mapping):
            found |= {one["via"]} if isinstance(one.get("via"), str) else set()
            left += one.values()
        elif isinstance(one, list | tuple):
            left += one
    return found


def _tables(road: Road) -> set[str]:
    return {name for step in road for name in (step.source, step.target)}


def _turns(road: Road) -> bool:
    """Whether it goes up and then down again: members and classes that share a club."""
    ups = [step.forward for step in road]
    return any(up and not down for up, down in itertools.pairwise(ups))


def _of_role(road: Road, model: SemanticModel) -> bool:
    return any(_role(step.relationship, model) for step in road)


def _role(relationship: Relationship, model: SemanticModel) -> set[str]:
    """What a relationship says beside the name of the thing: "preferred" of a preferred supplier; none where it is called
    otherwise altogether ("buyer" of an employee), except after what they did ("reported by").
    """
    aimed = model.table(relationship.to_table)
    column = words_of(relationship.from_columns[0])
    if column[1:2] == ("by",) and verb_stems(column[0]):
        return {column[0]}
    words = set(words_of(relationship.from_columns[0])) - set(GENERIC_TAILS)
    called = set(table_words(aimed)) if aimed is not None else set()
    return words - called if words & called else set()
