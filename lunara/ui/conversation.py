"""A conversation: what it is over, its turns as they are stored, and asking in the background."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from lunara.ask.answer import Answer, answer, answer_json, plan_from_json
from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import ModelSql
from lunara.ask.question import Question, Turn
from lunara.ask.twice import answer_twice
from lunara.connect import kind
from lunara.connect.recording import Asked
from lunara.connect.result import ResultTable
from lunara.connect.run import run_text
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, LunaraError, NotFound, Unavailable
from lunara.guard import ReadOnlySql
from lunara.semantic.model import SemanticModel, VerifiedQuestion
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import reject
from lunara.ui import cache
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.outbox import OUTBOX, Change
from lunara.ui.page import PageContext
from lunara.ui.planning import planner_of, second_planner_of
from lunara.ui.reaching import source_of, told_to
from lunara.ui.warehouses import load_catalog, load_model, needs_editor, results_key, runner_for
from lunara.workspace.outage import trouble_of
from lunara.workspace.query_log import QueryFilter
from lunara.workspace.records import Agent, AgentSession, DataSource, Feedback, Json, Message, SemanticModelHead
from lunara.workspace.records import VerifiedQuestion as VerifiedAnswer

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from lunara.ask.plan import Planner
    from lunara.ask.values import ValueIndex

KEPT_ROWS = 200
KEPT_ANSWERS = 12
HISTORY_TURNS = 6
LINES_OF_USE, OF_USE = 300, ("ask", "artifact")
"""So many of the last lines of the query log tell which tables are used, of those that were asked there."""
BYTES_A_VALUE = 550  # measured: a value in the index under its words


@dataclass
class Live:
    """Answers of this tab with their whole results, by message id; older ones show what was stored of them.

    `problem` is why the text in the box was not asked, and `problem_of` the run in which it was not. `said` is this person's
    feedback by message id, None while it is not known.
    """

    answers: OrderedDict[str, Answer] = field(default_factory=OrderedDict)
    pending: bool = False
    problem: LunaraError | None = None
    problem_of: object | None = None
    said: dict[str, Feedback] | None = None

    def keep(self, message_id: str, answer: Answer) -> None:
        """Remember an answer; the oldest beyond KEPT_ANSWERS are let go."""
        self.answers[message_id] = answer
        while len(self.answers) > KEPT_ANSWERS:
            self.answers.popitem(last=False)


@dataclass(frozen=True)
class Subject:
    """What is talked about: a published model over a data source, through an agent or by itself."""

    head: SemanticModelHead
    version: int
    model: SemanticModel
    source: DataSource
    agent: Agent | None

    @property
    def config(self) -> Mapping[str, Any]:
        """The agent's configuration, empty without an agent."""
        return self.agent.config if self.agent is not None else {}

    @property
    def dialect(self) -> str:
        """sqlglot dialect of the data source."""
        return kind(self.source.kind).dialect

    @property
    def tables(self) -> tuple[str, ...] | None:
        """The tables that the agent is kept to; None without such a limit."""
        return tables_of(self.agent)

    @property
    def scope(self) -> str:
        """The tables that the agent is kept to, for cache keys; empty without such a limit."""
        return json.dumps(self.tables) if self.tables is not None else ""

    @property
    def model_version(self) -> str:
        """Which meaning: for cache keys and the query log."""
        return f"{self.head.id}:{self.version}"

    def asked(self, place: str, artifact_id: str | None = None) -> Asked:
        """Where a statement of this conversation comes from, for the query log."""
        return Asked(place, self.model_version, self.agent.id if self.agent is not None else None, artifact_id)


def subject_of(ctx: PageContext, head: SemanticModelHead, agent: Agent | None) -> Subject:
    """Open what a conversation is over. Raises NotFound when the model has no published version."""
    version = agent.config.get("semantic_model_version") if agent is not None else None
    wanted = int(version) if version else head.published_version
    if wanted is None:
        raise NotFound(f"“{head.name}” has no published version yet.", "Publish a version on the Model page.")
    head, model = load_model(ctx, head.id, wanted, to_show=True)
    tables = tables_of(agent)
    if tables is not None:
        model = narrowed(model, tables)
    return Subject(head, wanted, model, ctx.store.get_data_source(head.data_source_id), agent)


def tables_of(agent: Agent | None) -> tuple[str, ...] | None:
    """The tables that an agent is kept to; None without an agent or such a limit."""
    tables = agent.config.get("tables") if agent is not None else None
    return tuple(sorted(str(name) for name in tables)) if tables else None


def narrowed(model: SemanticModel, tables: Collection[str]) -> SemanticModel:
    """The model as it is shown to who may use `tables` alone; other tables stay as roads between them.

    That nothing else is read is not up to this: a plan is compiled with `Subject.tables`.
    """
    allowed = set(tables)
    closed = [
        f"{kind}:{table.name}.{item.name}"
        for table in model.tables
        if table.name not in allowed
        for kind, items in (("dimension", table.dimensions), ("measure", table.measures))
        for item in items
    ]
    smaller = reject(model, {}, closed).model
    return smaller.model_copy(
        update={
            "tables": tuple(
                table if table.name in allowed else table.model_copy(update={"hidden": True})
                for table in smaller.tables
            )
        }
    )


def values_of(ctx: PageContext, subject: Subject, cancel: CancelToken | None = None) -> ValueIndex:
    """The warehouse's own words for this model, indexed once an hour per source and model version."""
    from lunara.ask.values import build_value_index

    key = cache.Key(
        ctx.organization.id,
        "values",
        source_id=subject.source.id,
        source_version=str(subject.source.version),
        model_id=subject.head.id,
        model_version=str(subject.version),
        fingerprint=subject.scope,
    )

    def make() -> ValueIndex:
        with runner_for(ctx, subject.source, subject.asked("values")) as runner:
            return build_value_index(subject.model, runner, cancel=cancel)

    def size(index: ValueIndex) -> int:
        # However large, it is kept: it takes a minute to make, and each question needs it.
        return min(BYTES_A_VALUE * sum(index.fields.values()), cache.MOST_BYTES // 4)

    return cache.remember(key, make, ttl=3600.0, size=size)


def tables_used_in(ctx: PageContext, subject: Subject) -> Mapping[str, int]:
    """How often this person's part of the query log asks for each table; nothing while the workspace is away."""
    from lunara.ask.usage import tables_used

    key = cache.Key(
        ctx.organization.id,
        "used",
        principal_id=ctx.principal.user_id,
        source_id=subject.source.id,
        model_id=subject.head.id,
        model_version=str(subject.version),
        fingerprint=subject.scope,
    )

    def make() -> Mapping[str, int]:
        which = QueryFilter(outcomes=("done", "truncated"), data_source_id=subject.source.id)
        lines = ctx.store.list_queries(subject.source.project_id, which, limit=LINES_OF_USE)
        return tables_used((line.sql for line in lines if line.asked_from in OF_USE), subject.model)

    try:
        return cache.remember(key, make, ttl=3600.0)
    except Unavailable as error:
        log.info("which tables are used was not read: %s", error.message)
        return {}


def starter_questions(ctx: PageContext, subject: Subject) -> list[str]:
    """What to ask first: the agent's own starters, else questions that the offline planner can answer."""
    own = [str(text) for text in subject.config.get("starter_questions", []) if str(text).strip()]
    if own:
        return own[:6]
    from lunara.ask.suggest import suggest_questions

    key = cache.Key(
        ctx.organization.id,
        "starters",
        model_id=subject.head.id,
        model_version=str(subject.version),
        fingerprint=subject.scope,
    )
    return cache.remember(key, lambda: suggest_questions(subject.model, 4, clock=ctx.clock))


def ask_key(session_id: str) -> str:
    """Key of the job that answers in this session."""
    return f"ask:{session_id}"


def history_of(messages: list[Message], subject: Subject) -> tuple[Turn, ...]:
    """The last turns as a planner wants them."""
    turns: list[Turn] = []
    asked = ""
    for message in messages:
        if message.role == "user":
            asked = str(message.content.get("text", ""))
        elif asked and "answer" in message.content:
            try:
                plan = plan_from_json(message.content["answer"])
            except LunaraError:
                plan = None
            turns.append(Turn(asked, plan))
            asked = ""
    return tuple(turns[-HISTORY_TURNS:])


def start_answer(
    ctx: PageContext,
    subject: Subject,
    session: AgentSession,
    text: str,
    *,
    chosen: SemanticQuery | ModelSql | WhyChanged | None = None,
) -> Job:
    """Answer `text` in the background and store both turns; the job's result is (assistant's Message, Answer).

    `chosen` is the reading that the person picked among choices: it is run as it stands.
    """

    def work(report: Report, cancel: CancelToken) -> tuple[Message, Answer]:
        try:
            report("Reading the question")
            history = history_of(messages_of(ctx, session), subject)
            done = answer_once(ctx, subject, text, chosen=chosen, history=history, report=report, cancel=cancel)
        except Cancelled:
            raise
        except LunaraError as error:
            told = told_to(ctx.principal, error)
            failed = {"message": told.message, "hint": told.hint, "source_id": source_of(told), "code": told.code}
            _store_turn(ctx, session, text, {"error": failed})
            raise
        report("Saving the answer")
        said = {"answer": answer_json(done, max_rows=KEPT_ROWS), "model_version": subject.model_version}
        return _store_turn(ctx, session, text, said)[-1], done

    return start_job(ctx, ask_key(session.id), work, title=text if len(text) <= 160 else text[:159] + "…")


def _store_turn(ctx: PageContext, session: AgentSession, text: str, said: Json) -> Sequence[Message]:
    """Store a question with what came of it, when the workspace is back where it does not answer; the turn's messages."""
    turn = str(uuid4())
    messages: list[tuple[Literal["user", "assistant"], Json]] = [("user", {"text": text}), ("assistant", said)]
    # Whoever asked is known to be here since before the answer was looked for: a job asks for nobody else.
    owner = (ctx.organization.id, ctx.principal.user_id)
    if not any(change.args[:1] == (session.id,) for change in OUTBOX.waiting(owner)):
        try:
            return ctx.store.append_messages(session.id, messages, turn=turn)
        except Unavailable as error:
            if trouble_of(error) is None:
                raise
    label = f"The answer to “{text if len(text) <= 60 else text[:59] + '…'}”"
    kwargs = {"turn": turn, "again": True}
    OUTBOX.put(owner, Change(f"turn:{turn}", label, "append_messages", (session.id, messages), kwargs))
    return waiting_messages(ctx, session)[-2:]


def messages_of(ctx: PageContext, session: AgentSession) -> list[Message]:
    """All turns, oldest first, with those at the end that wait to be stored."""
    return [*ctx.store.list_messages(session.id), *waiting_messages(ctx, session)]


def waiting_messages(ctx: PageContext, session: AgentSession) -> list[Message]:
    """The messages of a conversation that wait to be stored, as they will be."""
    found = []
    for change in OUTBOX.waiting((ctx.organization.id, ctx.principal.user_id)):
        if change.method == "append_messages" and change.args[0] == session.id:
            turn = change.kwargs["turn"]
            found += [
                Message(f"{turn}:{role}", session.id, 0, role, content, change.said_at)
                for role, content in change.args[1]
            ]
    return found


def is_stored(message: Message) -> bool:
    """Whether the workspace knows it: one that waits to be stored has no id of its own yet."""
    return ":" not in message.id


def answer_once(
    ctx: PageContext,
    subject: Subject,
    text: str,
    *,
    report: Report,
    cancel: CancelToken,
    chosen: SemanticQuery | ModelSql | WhyChanged | None = None,
    history: tuple[Turn, ...] = (),
    artifact_id: str | None = None,
) -> Answer:
    """Answer `text` and store nothing; for a background job. `chosen` is run as it stands; `artifact_id` is what
    it is asked for. Raises what `answer` raises."""
    report("Reading the question")
    question = Question(
        text=text,
        clock=ctx.clock,
        history=history,
        instructions="\n".join(
            filter(None, (subject.model.instructions, subject.agent.instructions if subject.agent else ""))
        ),
        tables=subject.tables,
        asked_by=ctx.principal.user_id,
        verified=examples_for(ctx, subject),
        used=tables_used_in(ctx, subject),
    )
    report("Looking up the warehouse's own words")
    values = values_of(ctx, subject, cancel)
    planner: Planner
    second: Planner | None = None
    under_way: threading.Event | None = None
    if chosen is not None:
        from lunara.ask.planners.chosen import ChosenPlanner

        planner = ChosenPlanner(chosen)
    else:
        under_way = threading.Event()
        planner = planner_of(ctx, subject, values, report, under_way=under_way)
        second = second_planner_of(ctx, subject, values, report) if artifact_id is None else None
    asked = subject.asked("artifact" if artifact_id else "ask", artifact_id)
    with runner_for(ctx, subject.source, asked) as runner:
        ask = answer if second is None else partial(answer_twice, second=second, under_way=under_way)
        return ask(
            question,
            subject.model,
            runner.warehouse,
            planner,
            limits=runner.limits,
            cache=results_key(ctx, subject.source, subject.model_version),
            record=runner.record,
            on_step=lambda step: report(step.name, detail=step.detail),
            cancel=cancel,
            spans=values.spans,
            members=values.fields,
        )


def verified_questions(ctx: PageContext, model_id: str) -> list[VerifiedAnswer]:
    """Those of a model; none while the workspace does not answer, as nothing is called verified that is not known to be."""
    try:
        return ctx.store.list_verified_questions(model_id)
    except Unavailable as error:
        if trouble_of(error) is None:
            raise
        return []


def examples_for(ctx: PageContext, subject: Subject) -> tuple[VerifiedQuestion, ...]:
    """The verified questions that hold for what is asked; none for an agent that is kept to some tables.

    While the workspace does not answer there are none: they help, and an answer does without.
    """
    if subject.tables is not None:
        return ()
    return tuple(
        VerifiedQuestion(question=one.question, query=dict(one.plan))
        for one in verified_questions(ctx, subject.head.id)
        if one.holds_for(subject.version) and "sql" not in one.plan
    )


def run_edited_sql(
    ctx: PageContext, subject: Subject, text: str, *, written: str = "", cancel: CancelToken | None = None
) -> ResultTable:
    """Run SQL that a person edited: through the guard, over the physical tables of the model alone, and only where it is proven
    that its joins count every row once. `written` is the answer's own, which is proven as it is. `cancel` ends it there.

    Raises NotPermitted for a viewer, who asks the model and not its tables, UnsafeSql, FanOut, Refused "not_proven", and what
    running raises.
    """
    from lunara.semantic.dialects import SETTINGS
    from lunara.semantic.graph import graph_of
    from lunara.semantic.hand_written import prove_hand_written

    needs_editor(ctx, "run SQL on the tables")

    def prove(statement: ReadOnlySql) -> None:
        if text.strip() != written.strip():
            prove_hand_written(statement, subject.model, subject.dialect, load_catalog(ctx, subject.source))

    with runner_for(ctx, subject.source, subject.asked("edited sql")) as runner:
        return run_text(
            runner.warehouse,
            text,
            allowed=graph_of(subject.model).physical_tables(runner.dialect),
            settings=SETTINGS.get(runner.dialect, ()),
            prove=prove,
            limits=runner.limits,
            cancel=cancel,
            cache=results_key(ctx, subject.source, subject.model_version),
            record=runner.record,
        )
