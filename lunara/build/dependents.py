"""Who uses a semantic model: agents, tiles and filters of dashboards, blocks of reports, slides, verified questions.

found = dependents_of(store, project_id, model_id, model)
touched = found.using({"measure:orders.revenue"})
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import ValidationError

from lunara.build.artifact import Content, DashboardContent, Figure, parse_content
from lunara.build.told import title_of
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.uses import Uses, needs_of, uses_of
from lunara.workspace.records import Agent, Artifact, ArtifactStatus, ArtifactType, VerifiedQuestion

DependentKind = Literal["agent", "tile", "filter", "block", "slide", "question"]
AT_ONCE = 200

OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Dependent:
    """One thing that reads the model. `owner` is the name of the agent, dashboard, report or deck it is (part of), and
    `owner_id` its id: empty for a verified question, which is of the model.

    `item_id` is the id of the tile, block or slide within its artifact, or of a question that was verified on Ask, `title` what
    people call it. `figure` is what it computes, None for agents, filters and questions that are part of the model. `version`:
    which one an agent stays with, None for the published one.
    """

    kind: DependentKind
    owner: str
    owner_id: str
    title: str
    uses: Uses
    item_id: str = ""
    artifact_type: ArtifactType | None = None
    figure: Figure | None = None
    version: int | None = None


@dataclass(frozen=True)
class Dependents:
    """What was found, in order: questions, agents, then artifacts, newest change first.

    `unread` names the artifacts whose content cannot be read.
    """

    items: tuple[Dependent, ...]
    unread: tuple[str, ...] = ()

    def using(self, keys: Collection[str]) -> tuple[Dependent, ...]:
        """Those that need one of the model's items of these keys (`measure:orders.revenue`), directly or through others."""
        wanted = frozenset(keys)
        return tuple(item for item in self.items if item.uses.keys & wanted)

    def reading(self, columns: Collection[tuple[str, str]]) -> tuple[Dependent, ...]:
        """Those that read one of these (logical table, physical column), names of columns in any case."""
        wanted = {(table, column.lower()) for table, column in columns}
        return tuple(
            item for item in self.items if any((table, column.lower()) in wanted for table, column in item.uses.columns)
        )


class Workspace(Protocol):
    """What is read of the workspace; a Store is one."""

    def list_agents(self, *, project_id: str | None, search: str, limit: int, offset: int) -> list[Agent]: ...
    def list_artifacts(
        self,
        *,
        project_id: str | None,
        type: ArtifactType | None,
        status: ArtifactStatus | None,
        search: str,
        limit: int,
        offset: int,
    ) -> list[Artifact]: ...
    def get_artifact(self, artifact_id: str) -> Artifact: ...
    def list_verified_questions(self, semantic_model_id: str) -> list[VerifiedQuestion]: ...


def dependents_of(
    store: Workspace, project_id: str, model_id: str, model: SemanticModel, *, on_step: OnStep | None = None
) -> Dependents:
    """Everything of the project that this person may see and that reads the model; what each uses is said of this `model`.

    Reads each artifact once. `on_step` is called with what is done, how many are behind and how many there are; what it
    raises (Cancelled) ends the search. Raises what the store raises.
    """
    step: OnStep = on_step or (lambda what, done, total: None)
    found = [*questions_of(model)]
    found += verified_dependents(store.list_verified_questions(model_id), model)
    every = _keys_by_table(model)
    for agent in _all(lambda at: store.list_agents(project_id=project_id, search="", limit=AT_ONCE, offset=at)):
        if agent.config.get("semantic_model_id") == model_id:
            found.append(_agent(agent, every))
    heads = _all(
        lambda at: store.list_artifacts(
            project_id=project_id, type=None, status=None, search="", limit=AT_ONCE, offset=at
        )
    )
    unread: list[str] = []
    known: dict[str, Uses] = {}
    for number, head in enumerate(heads):
        step("Finding what uses the model", number, len(heads))
        artifact = store.get_artifact(head.id)
        try:
            content = parse_content(artifact.type, artifact.content)
        except InvalidInput:
            unread.append(artifact.name)
            continue
        found.extend(_parts(artifact, content, model_id, model, known))
    return Dependents(tuple(found), tuple(unread))


def questions_of(model: SemanticModel) -> Iterator[Dependent]:
    """The verified questions of a model; one whose query cannot be read says so in `uses.problem`."""
    for asked in model.verified_questions:
        try:
            query = SemanticQuery.model_validate(asked.query)
        except ValidationError as error:
            problem = f"Its query cannot be read: {error.errors()[0]['msg']}."
            yield Dependent("question", "", "", asked.question, Uses(problem=problem))
            continue
        yield Dependent("question", "", "", asked.question, uses_of(query, model))


def verified_dependents(verified: Iterable[VerifiedQuestion], model: SemanticModel) -> Iterator[Dependent]:
    """The questions that people have verified, and that nobody has to look at again."""
    for one in verified:
        if one.because:
            continue
        sql = str(one.plan["sql"]) if "sql" in one.plan else None
        try:
            query = SemanticQuery.model_validate(one.plan) if sql is None else None
        except ValidationError as error:
            problem = f"Its query cannot be read: {error.errors()[0]['msg']}."
            yield Dependent("question", "", "", one.question, Uses(problem=problem), one.id)
            continue
        figure = Figure(semantic_model_id=one.semantic_model_id, query=query, sql=sql)
        uses = uses_of(sql or "" if query is None else query, model)
        yield Dependent("question", "", "", one.question, uses, one.id, figure=figure)


def _all(page: Callable[[int], list[Any]]) -> list[Any]:
    found: list[Any] = []
    while True:
        more = page(len(found))
        found += more
        if len(more) < AT_ONCE:
            return found


def _keys_by_table(model: SemanticModel) -> dict[str, frozenset[str]]:
    """Each item's key with the tables that it needs."""
    needs = needs_of(model)
    known: dict[str, frozenset[str]] = {}

    def tables(key: str, above: tuple[str, ...]) -> frozenset[str]:
        if key not in known and key not in above:
            own = {key.partition(":")[2]} if key.startswith("table:") else set()
            below = [tables(one, (*above, key)) for one in needs.items.get(key, ())]
            known[key] = frozenset(own.union(*below))
        return known.get(key, frozenset())

    return {key: tables(key, ()) for key in needs.items}


def _agent(agent: Agent, every: dict[str, frozenset[str]]) -> Dependent:
    """An agent may ask about all items of its tables; without a choice of tables, about all."""
    chosen = agent.config.get("tables") or ()
    mine = frozenset(key for key, tables in every.items() if not chosen or tables <= set(chosen))
    missing = tuple(name for name in chosen if f"table:{name}" not in every)
    version = agent.config.get("semantic_model_version")
    return Dependent(
        "agent",
        agent.name,
        agent.id,
        agent.name,
        Uses(mine, unknown=missing),
        version=int(version) if version else None,
    )


def _parts(
    artifact: Artifact, content: Content, model_id: str, model: SemanticModel, known: dict[str, Uses]
) -> Iterator[Dependent]:
    noun: dict[str, DependentKind] = {"tile": "tile", "block": "block", "slide": "slide"}
    mine = False
    for item in content.items:
        figure = item.figure
        if figure is None or figure.semantic_model_id != model_id:
            continue
        mine = True
        text = figure.sql if figure.query is None else figure.query.model_dump_json(by_alias=True)
        if (text or "") not in known:
            known[text or ""] = uses_of(figure.query if figure.query is not None else figure.sql or "", model)
        title = title_of(item) or (figure.chart.title if figure.chart is not None else "") or item.id
        yield Dependent(
            noun[content.noun], artifact.name, artifact.id, title, known[text or ""], item.id, artifact.type, figure
        )
    if mine and isinstance(content, DashboardContent):
        for one in content.filters:
            uses = uses_of(SemanticQuery(dimensions=(one.field,)), model)
            yield Dependent("filter", artifact.name, artifact.id, one.label or one.field, uses, one.id, artifact.type)
