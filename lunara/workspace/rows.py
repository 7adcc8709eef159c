"""Database rows to records, and values to what the database takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lunara.errors import InvalidInput, NotFound
from lunara.workspace.query_log import QueryGroup, QueryLogEntry, QueryTotals
from lunara.workspace.records import (
    AcceptedQuestion,
    Agent,
    AgentSession,
    Artifact,
    ArtifactVersion,
    DataSource,
    EvaluationQuestion,
    EvaluationRequirement,
    EvaluationRun,
    Feedback,
    Invitation,
    Json,
    Member,
    Message,
    Offer,
    Organization,
    Project,
    ProjectSummary,
    ProposalStep,
    SemanticModelCheck,
    SemanticModelDraft,
    SemanticModelFingerprints,
    SemanticModelHead,
    SemanticModelProposals,
    SemanticModelVersion,
    SlideImage,
    VerifiedQuestion,
)
from lunara.workspace.tables import Row
from lunara.workspace.told_answer import told

# What is read of each table; `content` only where it is asked for.
ORGANIZATION = ("id", "name", "settings", "created_at")
INVITATION = ("id", "email", "role", "invited_by", "created_at", "expires_at")
PROFILE = ("id", "organization_id", "email", "full_name", "role")
PROJECT = (
    "id", "organization_id", "name", "description", "created_by", "created_at", "updated_at", "archived_at",
)  # fmt: skip
AGENT = ("id", "project_id", "name", "description", "instructions", "config", "created_at", "updated_at")
SESSION = ("id", "project_id", "agent_id", "semantic_model_id", "title", "created_by", "created_at", "updated_at")
MESSAGE = ("id", "session_id", "position", "role", "content", "created_at")
MODEL = (
    "id", "project_id", "data_source_id", "name", "latest_version", "published_version", "created_at", "updated_at",
)  # fmt: skip
MODEL_VERSION_HEAD = (
    "id", "semantic_model_id", "version", "note", "created_by", "created_by_name", "created_at", "published_at",
    "published_by_name",
)  # fmt: skip
MODEL_DRAFT = ("semantic_model_id", "based_on", "content", "review", "updated_at")
MODEL_VERSION = (*MODEL_VERSION_HEAD, "content", "review")
MODEL_PROPOSALS = ("semantic_model_id", "revision", "content", "updated_at")
PROPOSAL_STEP = ("revision", "content")
MODEL_CHECK = ("semantic_model_id", "version", "content", "checked_by_name", "updated_at")
VERIFIED_QUESTION = (
    "id", "project_id", "semantic_model_id", "question", "plan", "model_version", "checked_version", "because",
    "verified_by", "verified_by_name", "verified_at",
)  # fmt: skip
FEEDBACK = (
    "id", "project_id", "semantic_model_id", "model_version", "message_id", "verdict", "said", "question", "answer", "state",
    "created_by", "created_by_name", "created_at", "closed_by_name", "closed_at",
)  # fmt: skip
EVALUATION_QUESTION = (
    "id", "project_id", "semantic_model_id", "question", "content", "revision", "changed_by_name", "updated_at",
)  # fmt: skip
EVALUATION_RUN_HEAD = (
    "id", "project_id", "semantic_model_id", "model_version", "planner", "provider", "stopped", "questions", "as_expected",
    "wrong", "refused", "asked_back", "failed", "tokens", "seconds", "created_by", "created_by_name", "created_at",
    "updated_at", "finished_at",
)  # fmt: skip
EVALUATION_RUN = (*EVALUATION_RUN_HEAD, "content")
EVALUATION_REQUIREMENT = (
    "id", "planner", "least_right", "most_wrong", "set_by_name", "updated_at", "accepted_by_name", "accepted_at",
)  # fmt: skip
ACCEPTED_QUESTION = ("id", "question", "content", "changed_by_name", "changed_at")
ARTIFACT = (
    "id", "project_id", "type", "name", "description", "content", "status", "version", "created_by", "created_at",
    "updated_at",
)  # fmt: skip
ARTIFACT_VERSION_HEAD = (
    "id", "artifact_id", "version", "name", "description", "note", "created_by", "created_by_name", "created_at",
)  # fmt: skip
SLIDE_IMAGE = ("id", "artifact_id", "request", "about", "created_by", "created_at")
ARTIFACT_VERSION = (*ARTIFACT_VERSION_HEAD, "content")


class Unread(Mapping[str, Any]):
    """Stands where a list left a large JSON out. Looking inside raises: an empty value would be saved back as empty."""

    def _refuse(self) -> InvalidInput:
        return InvalidInput("A list does not carry the content.", "Open the one that is meant: get_… reads it whole.")

    def __getitem__(self, key: str) -> Any:
        raise self._refuse()

    def __iter__(self) -> Iterator[str]:
        raise self._refuse()

    def __len__(self) -> int:
        raise self._refuse()

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = Unread()


def as_id(text: str) -> str:
    """A well-formed id, or NotFound: no row can have another (an address may carry anything)."""
    try:
        return str(UUID(text))
    except (ValueError, AttributeError, TypeError):
        raise NotFound("It does not exist, or you may not see it.", "Go back and open it from the list.") from None


def as_json(value: Json, what: str = "content") -> dict[str, Any]:
    """`value` as plain dicts and lists. Raises InvalidInput for what JSON cannot hold (NaN, objects, null characters)."""
    try:
        text = json.dumps(value, allow_nan=False, default=_mapping)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(
            f"The {what} cannot be stored as JSON: {error}.", "Use text, numbers, lists and objects."
        ) from None
    if "\\u0000" in text.replace("\\\\", ""):
        raise InvalidInput(f"The {what} holds a null character.", "Remove it.")
    plain = json.loads(text)
    if not isinstance(plain, dict):
        raise InvalidInput(f"The {what} is not a JSON object.", "Give an object.")
    return plain


def _mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def organization(row: Row) -> Organization:
    return Organization(str(row["id"]), row["name"], row["settings"], as_time(row["created_at"]))


def member(row: Row) -> Member:
    return Member(str(row["id"]), row["full_name"], row["email"], row["role"])


def invitation(row: Row) -> Invitation:
    return Invitation(
        str(row["id"]), row["email"], row["role"], str(row["invited_by"]),
        as_time(row["created_at"]), as_time(row["expires_at"]),
    )  # fmt: skip


def offer(row: Row) -> Offer:
    return Offer(
        str(row["id"]),
        row["organization_name"],
        row["role"],
        row["invited_by_name"],
        as_time(row["expires_at"]),
        row["mine"],
    )


def project(row: Row) -> Project:
    return Project(
        str(row["id"]), str(row["organization_id"]), row["name"], row["description"], _text(row["created_by"]),
        as_time(row["created_at"]), as_time(row["updated_at"]), _maybe_time(row["archived_at"]),
    )  # fmt: skip


def project_summary(row: Row) -> ProjectSummary:
    return ProjectSummary(
        project(row), row["data_sources"], row["semantic_models"], row["published_models"], row["agents"],
        row["artifacts"], row["dashboards"], row["reports"], row["decks"], row["sessions"], as_time(row["changed_at"]),
        as_time(row["marked_at"]),
    )  # fmt: skip


def agent(row: Row) -> Agent:
    return Agent(
        str(row["id"]), str(row["project_id"]), row["name"], row["description"], row["instructions"], row["config"],
        as_time(row["created_at"]), as_time(row["updated_at"]),
    )  # fmt: skip


def session(row: Row) -> AgentSession:
    return AgentSession(
        str(row["id"]), str(row["project_id"]), _text(row["agent_id"]), _text(row["semantic_model_id"]), row["title"],
        str(row["created_by"]), as_time(row["created_at"]), as_time(row["updated_at"]),
    )  # fmt: skip


def message(row: Row) -> Message:
    return Message(
        str(row["id"]), str(row["session_id"]), row["position"], row["role"], row["content"], as_time(row["created_at"])
    )


def data_source(row: Row) -> DataSource:
    return DataSource(
        str(row["id"]), str(row["project_id"]), row["name"], row["kind"], row["config"] or {}, row["version"],
        as_time(row["created_at"]), as_time(row["updated_at"]), _maybe_time(row["catalog_at"]),
    )  # fmt: skip


def semantic_model(row: Row) -> SemanticModelHead:
    return SemanticModelHead(
        str(row["id"]), str(row["project_id"]), str(row["data_source_id"]), row["name"], row["latest_version"],
        row["published_version"], as_time(row["created_at"]), as_time(row["updated_at"]),
    )  # fmt: skip


def semantic_model_version(row: Row) -> SemanticModelVersion:
    return SemanticModelVersion(
        str(row["id"]), str(row["semantic_model_id"]), row["version"], row.get("content", UNREAD),
        row.get("review", UNREAD), row["note"], _text(row["created_by"]), row["created_by_name"],
        as_time(row["created_at"]), _maybe_time(row["published_at"]), row["published_by_name"],
    )  # fmt: skip


def semantic_model_draft(row: Row) -> SemanticModelDraft:
    return SemanticModelDraft(
        str(row["semantic_model_id"]), row["based_on"], row["content"], row["review"], as_time(row["updated_at"])
    )


def semantic_model_proposals(row: Row) -> SemanticModelProposals:
    return SemanticModelProposals(
        str(row["semantic_model_id"]), row["revision"], row["content"], as_time(row["updated_at"])
    )


def proposal_step(row: Row) -> ProposalStep:
    return ProposalStep(row["revision"], row["content"])


def semantic_model_check(row: Row) -> SemanticModelCheck:
    return SemanticModelCheck(
        str(row["semantic_model_id"]),
        row["version"],
        row["content"],
        row["checked_by_name"],
        as_time(row["updated_at"]),
    )


def semantic_model_fingerprints(row: Row) -> SemanticModelFingerprints:
    return SemanticModelFingerprints(str(row["semantic_model_id"]), row["version"], row["content"])


def slide_image(row: Row) -> SlideImage:
    return SlideImage(
        str(row["id"]), str(row["artifact_id"]), row["request"], row["about"], _text(row["created_by"]),
        as_time(row["created_at"]),
    )  # fmt: skip


def verified_question(row: Row) -> VerifiedQuestion:
    return VerifiedQuestion(
        str(row["id"]), str(row["project_id"]), str(row["semantic_model_id"]), row["question"], row["plan"],
        row["model_version"], row["checked_version"], row["because"], _text(row["verified_by"]), row["verified_by_name"],
        as_time(row["verified_at"]),
    )  # fmt: skip


def evaluation_question(row: Row) -> EvaluationQuestion:
    return EvaluationQuestion(
        str(row["id"]), str(row["project_id"]), str(row["semantic_model_id"]), row["question"], row["content"],
        row["revision"], row["changed_by_name"], as_time(row["updated_at"]),
    )  # fmt: skip


def evaluation_run(row: Row) -> EvaluationRun:
    return EvaluationRun(
        str(row["id"]), str(row["project_id"]), str(row["semantic_model_id"]), row["model_version"], row["planner"],
        row["provider"], row["stopped"], row.get("content", UNREAD), row["questions"], row["as_expected"], row["wrong"],
        row["refused"], row["asked_back"], row["failed"], row["tokens"], float(row["seconds"]), _text(row["created_by"]),
        row["created_by_name"], as_time(row["created_at"]), as_time(row["updated_at"]), _maybe_time(row["finished_at"]),
    )  # fmt: skip


def evaluation_requirement(row: Row) -> EvaluationRequirement:
    return EvaluationRequirement(
        str(row["id"]),
        row["planner"],
        row["least_right"],
        row["most_wrong"],
        row["set_by_name"],
        as_time(row["updated_at"]),
        row["accepted_by_name"],
        as_time(row["accepted_at"]),
    )


def accepted_question(row: Row) -> AcceptedQuestion:
    return AcceptedQuestion(
        str(row["id"]), row["question"], row["content"], row["changed_by_name"], _maybe_time(row["changed_at"])
    )


def feedback(row: Row) -> Feedback:
    return Feedback(
        str(row["id"]), str(row["project_id"]), str(row["semantic_model_id"]), row["model_version"], str(row["message_id"]),
        row["verdict"], row["said"], row["question"], told(row["answer"]), row["state"], str(row["created_by"]),
        row["created_by_name"], as_time(row["created_at"]), row["closed_by_name"], _maybe_time(row["closed_at"]),
    )  # fmt: skip


def artifact(row: Row) -> Artifact:
    return Artifact(
        str(row["id"]), str(row["project_id"]), row["type"], row["name"], row["description"], row.get("content", UNREAD),
        row["status"], row["version"], _text(row["created_by"]), as_time(row["created_at"]), as_time(row["updated_at"]),
    )  # fmt: skip


def artifact_version(row: Row) -> ArtifactVersion:
    return ArtifactVersion(
        str(row["id"]), str(row["artifact_id"]), row["version"], row["name"], row["description"],
        row.get("content", UNREAD), row["note"], _text(row["created_by"]), row["created_by_name"],
        as_time(row["created_at"]),
    )  # fmt: skip


def query(row: Row) -> QueryLogEntry:
    cost = row["estimated_cost"]
    return QueryLogEntry(
        str(row["id"]), str(row["project_id"]), _text(row["data_source_id"]), row["data_source_name"],
        row["data_source_kind"], _text(row["agent_id"]), row["agent_name"], _text(row["artifact_id"]), row["artifact_name"],
        _text(row["semantic_model_id"]), row["semantic_model_name"], row["model_version"], row["asked_from"], row["sql"],
        row["fingerprint"], row["outcome"], row["rows"], row["bytes"], float(row["elapsed_ms"]), row["from_cache"],
        row["error"], row["error_code"], row["estimated_bytes"], row["estimated_rows"],
        None if cost is None else float(cost), row["estimate_currency"], row["estimate_source"], row["estimate_exact"],
        _text(row["created_by"]),
        row["created_by_name"], as_time(row["created_at"]),
    )  # fmt: skip


def query_totals(row: Row) -> QueryTotals:
    return QueryTotals(
        row["queries"], row["failed"], row["refused"], row["from_cache"], row["people"], _maybe_float(row["p50_ms"]),
        _maybe_float(row["p95_ms"]), float(row["seconds"]), int(row["bytes"]), row["estimates"],
        int(row["estimated_bytes"]), _maybe_float(row["estimated_cost"]), row["estimate_currency"] or "",
    )  # fmt: skip


def query_group(row: Row) -> QueryGroup:
    return QueryGroup(
        row["fingerprint"], row["sql"], str(row["latest_id"]), as_time(row["latest_at"]), query_totals(row)
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def as_time(value: object) -> datetime:
    """A moment as the workspace gives it, in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone(UTC)


def _maybe_time(value: object) -> datetime | None:
    return None if value is None else as_time(value)


def _maybe_float(value: object) -> float | None:
    return None if value is None else float(str(value))
