"""The Store over `Tables`: one behaviour for every workspace database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal
from uuid import uuid4

from lunara.errors import Conflict
from lunara.workspace import rows
from lunara.workspace.budget_tables import BudgetTables
from lunara.workspace.data_source_tables import DataSourceTables
from lunara.workspace.evaluation_tables import EvaluationTables
from lunara.workspace.people_tables import PeopleTables
from lunara.workspace.picture_tables import PictureTables
from lunara.workspace.proposal_tables import ProposalTables
from lunara.workspace.provider_tables import ProviderTables
from lunara.workspace.query_log_tables import QueryLogTables
from lunara.workspace.records import (
    Agent,
    AgentSession,
    Artifact,
    ArtifactStatus,
    ArtifactType,
    ArtifactVersion,
    Json,
    Mark,
    Message,
    Project,
    ProjectSummary,
    SemanticModelCheck,
    SemanticModelDraft,
    SemanticModelFingerprints,
    SemanticModelHead,
    SemanticModelVersion,
)
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.sealing_tables import SealingTables
from lunara.workspace.sign_in_tables import SignInTables
from lunara.workspace.table_base import given, maybe_id, only
from lunara.workspace.trust_tables import TrustTables

# The key of a message's content that holds the word of its turn; how many messages may have come since in other tabs.
_TURN, _TURNS_SINCE = "turn", 6
_NEWEST = (("updated_at", True), ("id", True))


class TableStore(
    PeopleTables,
    DataSourceTables,
    QueryLogTables,
    BudgetTables,
    ProviderTables,
    SealingTables,
    SignInTables,
    TrustTables,
    EvaluationTables,
    ProposalTables,
    PictureTables,
):
    """See `Store`."""

    # projects

    def list_projects(
        self,
        *,
        search: str = "",
        archived: bool = False,
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[ProjectSummary]:
        arguments = {"search": search.strip(), "archived": archived, **_page(limit, offset, after)}
        return [rows.project_summary(row) for row in self._tables.call("list_projects", arguments)]

    def recent_projects(self, *, search: str = "", limit: int = 50) -> list[Project]:
        found = self._tables.call("find_projects", {"search": search.strip(), "most": limit})
        return [rows.project(row) for row in found]

    def project_names(self, project_ids: Collection[str]) -> dict[str, str]:
        return {str(row["id"]): row["name"] for row in self._some("projects", ("id", "name"), project_ids)}

    def get_project(self, project_id: str) -> ProjectSummary:
        found = self._tables.call("list_projects", {"only_id": as_id(project_id)})
        return rows.project_summary(only(found))

    def create_project(self, name: str, description: str = "", *, archived: bool = False) -> Project:
        values = {
            "id": str(uuid4()), "name": name.strip(), "description": description,
            "organization_id": self._principal.organization_id,
        }  # fmt: skip
        if archived:
            values["archived_at"] = "now"
        return rows.project(self._add("projects", values, rows.PROJECT))

    def update_project(
        self, project_id: str, *, name: str | None = None, description: str | None = None, archived: bool | None = None
    ) -> Project:
        values = given(name=name, description=description)
        if archived is not None:
            values["archived_at"] = "now" if archived else None
        return self._change("projects", project_id, values, rows.PROJECT, rows.project)

    def delete_project(self, project_id: str) -> None:
        self._remove("projects", project_id)

    # agents

    def list_agents(
        self,
        *,
        project_id: str | None = None,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[Agent]:
        arguments = {"in_project": maybe_id(project_id), "search": search.strip(), **_page(limit, offset, after)}
        return [rows.agent(row) for row in self._tables.call("list_agents", arguments)]

    def get_agent(self, agent_id: str) -> Agent:
        return rows.agent(self._one("agents", rows.AGENT, agent_id))

    def create_agent(
        self,
        project_id: str,
        name: str,
        *,
        description: str = "",
        instructions: str = "",
        config: Json | None = None,
        agent_id: str | None = None,
    ) -> Agent:
        values = {
            "id": maybe_id(agent_id) or str(uuid4()), "project_id": as_id(project_id), "name": name.strip(),
            "description": description,
            "instructions": instructions, "config": as_json(config or {}, "config"),
        }  # fmt: skip
        with self._in("projects", project_id):
            return rows.agent(self._add("agents", values, rows.AGENT))

    def update_agent(
        self,
        agent_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        instructions: str | None = None,
        config: Json | None = None,
    ) -> Agent:
        values = given(
            name=name,
            description=description,
            instructions=instructions,
            config=None if config is None else as_json(config, "config"),
        )
        return self._change("agents", agent_id, values, rows.AGENT, rows.agent)

    def delete_agent(self, agent_id: str) -> None:
        self._remove("agents", agent_id)

    # sessions

    def list_sessions(
        self,
        *,
        project_id: str | None = None,
        agent_id: str | None = None,
        without_agent: bool = False,
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[AgentSession]:
        arguments = {
            "in_project": maybe_id(project_id), "of_agent": maybe_id(agent_id), "without_agent": without_agent,
            **_page(limit, offset, after),
        }  # fmt: skip
        return [rows.session(row) for row in self._tables.call("list_sessions", arguments)]

    def get_session(self, session_id: str) -> AgentSession:
        return rows.session(self._one("agent_sessions", rows.SESSION, session_id))

    def create_session(
        self, project_id: str, *, agent_id: str | None = None, semantic_model_id: str | None = None, title: str = ""
    ) -> AgentSession:
        values = {
            "id": str(uuid4()), "project_id": as_id(project_id), "agent_id": maybe_id(agent_id),
            "semantic_model_id": maybe_id(semantic_model_id), "title": title,
        }  # fmt: skip
        with self._in("projects", project_id):
            return rows.session(self._add("agent_sessions", values, rows.SESSION))

    def rename_session(self, session_id: str, title: str) -> AgentSession:
        return self._change("agent_sessions", session_id, {"title": title}, rows.SESSION, rows.session)

    def delete_session(self, session_id: str) -> None:
        self._remove("agent_sessions", session_id)

    def append_messages(
        self,
        session_id: str,
        messages: Sequence[tuple[Literal["user", "assistant"], Json]],
        *,
        turn: str = "",
        again: bool = False,
    ) -> list[Message]:
        marked = {_TURN: turn} if turn else {}
        said = [{"role": role, "content": {**as_json(content), **marked}} for role, content in messages]
        there = self._appended(session_id, turn, len(said)) if turn and again else []
        if there:
            return there
        found = self._tables.call("append_messages", {"session_id": as_id(session_id), "messages": said})
        return [rows.message(row) for row in found]

    def _appended(self, session_id: str, turn: str, number: int) -> list[Message]:
        """The messages of that turn, where they are among the last of the session."""
        where = {"session_id": as_id(session_id)}
        newest = (("position", True),)
        found = self._tables.select("session_messages", rows.MESSAGE, where, order=newest, limit=number + _TURNS_SINCE)
        return [rows.message(row) for row in reversed(found) if row["content"].get(_TURN) == turn]

    def list_messages(self, session_id: str) -> list[Message]:
        self._seen("agent_sessions", session_id)
        found = self._all("session_messages", rows.MESSAGE, {"session_id": session_id}, (("position", False),))
        return [rows.message(row) for row in found]

    # semantic models

    def list_semantic_models(self, project_id: str) -> list[SemanticModelHead]:
        found = self._all("semantic_models", rows.MODEL, {"project_id": as_id(project_id)}, _NEWEST)
        return [rows.semantic_model(row) for row in found]

    def get_semantic_model(self, semantic_model_id: str) -> SemanticModelHead:
        return rows.semantic_model(self._one("semantic_models", rows.MODEL, semantic_model_id))

    def create_semantic_model(
        self, project_id: str, data_source_id: str, name: str, content: Json, review: Json, *, note: str = ""
    ) -> SemanticModelHead:
        arguments = {
            "project_id": as_id(project_id), "data_source_id": as_id(data_source_id), "name": name.strip(),
            "content": as_json(content), "review": as_json(review, "review"), "note": note,
        }  # fmt: skip
        with self._in("projects", project_id):
            return rows.semantic_model(only(self._tables.call("create_semantic_model", arguments)))

    def save_semantic_model(
        self, semantic_model_id: str, content: Json, review: Json, *, based_on: int, note: str = ""
    ) -> SemanticModelVersion:
        id = as_id(semantic_model_id)
        yours = {"content": as_json(content), "review": as_json(review, "review"), "note": note}
        arguments = {"semantic_model_id": id, "based_on": based_on, **yours}
        try:
            with self._in("semantic_models", id):
                saved = self._tables.call("save_semantic_model", arguments)
        except Conflict as stale:
            head = self.get_semantic_model(id)
            theirs = self.get_semantic_model_version(id, head.latest_version)
            if self._is_mine(theirs, based_on, yours):
                return theirs
            raise _conflict(stale, based_on, yours, theirs, ("content", "review")) from None
        return rows.semantic_model_version(only(saved))

    def publish_semantic_model(self, semantic_model_id: str, version: int, *, note: str = "") -> SemanticModelHead:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "version": version, "note": note}
        return rows.semantic_model(only(self._tables.call("publish_semantic_model", arguments)))

    def get_semantic_model_version(self, semantic_model_id: str, version: int) -> SemanticModelVersion:
        where = {"semantic_model_id": as_id(semantic_model_id), "version": version}
        found = self._tables.select("semantic_model_versions", rows.MODEL_VERSION, where, limit=1)
        return rows.semantic_model_version(only(found))

    def list_semantic_model_versions(self, semantic_model_id: str) -> list[SemanticModelVersion]:
        self._seen("semantic_models", semantic_model_id)
        where = {"semantic_model_id": semantic_model_id}
        found = self._all("semantic_model_versions", rows.MODEL_VERSION_HEAD, where, (("version", True),))
        return [rows.semantic_model_version(row) for row in found]

    def save_semantic_model_draft(self, semantic_model_id: str, content: Json, review: Json, *, based_on: int) -> None:
        arguments = {
            "semantic_model_id": as_id(semantic_model_id), "based_on": based_on, "content": as_json(content),
            "review": as_json(review, "review"),
        }  # fmt: skip
        with self._in("semantic_models", semantic_model_id):
            self._tables.value("save_semantic_model_draft", arguments)

    def load_semantic_model_draft(self, semantic_model_id: str) -> SemanticModelDraft | None:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._tables.select("semantic_model_drafts", rows.MODEL_DRAFT, where, limit=1)
        return rows.semantic_model_draft(found[0]) if found else None

    def drop_semantic_model_draft(self, semantic_model_id: str) -> None:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        for row in self._tables.select("semantic_model_drafts", ("id",), where):
            self._tables.delete("semantic_model_drafts", str(row["id"]))

    def save_semantic_model_check(self, semantic_model_id: str, version: int, content: Json) -> None:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "version": version, "content": as_json(content)}
        with self._in("semantic_models", semantic_model_id):
            self._tables.value("save_semantic_model_check", arguments)

    def load_semantic_model_check(self, semantic_model_id: str) -> SemanticModelCheck | None:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._tables.select("semantic_model_checks", rows.MODEL_CHECK, where, limit=1)
        return rows.semantic_model_check(found[0]) if found else None

    def save_semantic_model_fingerprints(self, semantic_model_id: str, version: int, content: Json) -> None:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "version": version, "content": as_json(content)}
        with self._in("semantic_models", semantic_model_id):
            self._tables.value("save_semantic_model_fingerprints", arguments)

    def load_semantic_model_fingerprints(
        self, semantic_model_id: str, version: int
    ) -> SemanticModelFingerprints | None:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "version": version}
        found = self._tables.call("semantic_model_fingerprints_of", arguments)
        return rows.semantic_model_fingerprints(found[0]) if found else None

    def fingerprint_keys(self, data_source_id: str) -> tuple[bytes, ...]:
        return self._keys().derived(f"fingerprints {self._principal.organization_id} {as_id(data_source_id)}")

    def delete_semantic_model(self, semantic_model_id: str) -> None:
        self._remove("semantic_models", semantic_model_id)

    # artifacts

    def list_artifacts(
        self,
        *,
        project_id: str | None = None,
        type: ArtifactType | None = None,
        status: ArtifactStatus | None = None,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[Artifact]:
        arguments = {
            "in_project": maybe_id(project_id), "of_type": type, "in_status": status, "search": search.strip(),
            **_page(limit, offset, after),
        }  # fmt: skip
        return [rows.artifact(row) for row in self._tables.call("list_artifacts", arguments)]

    def get_artifact(self, artifact_id: str) -> Artifact:
        return rows.artifact(self._one("artifacts", rows.ARTIFACT, artifact_id))

    def create_artifact(
        self, project_id: str, type: ArtifactType, name: str, content: Json, *, description: str = ""
    ) -> Artifact:
        values = {
            "id": str(uuid4()), "project_id": as_id(project_id), "type": type, "name": name.strip(),
            "description": description, "content": as_json(content),
        }  # fmt: skip
        with self._in("projects", project_id):
            return rows.artifact(self._add("artifacts", values, rows.ARTIFACT))

    def save_artifact(
        self,
        artifact_id: str,
        *,
        based_on: int,
        name: str | None = None,
        description: str | None = None,
        content: Json | None = None,
        note: str = "",
    ) -> Artifact:
        id = as_id(artifact_id)
        yours = {
            "name": None if name is None else name.strip(), "description": description,
            "content": None if content is None else as_json(content), "note": note,
        }  # fmt: skip
        try:
            saved = self._tables.call("save_artifact", {"artifact_id": id, "based_on": based_on, **yours})
        except Conflict as stale:
            now = self.get_artifact(id)
            if now.version == based_on + 1 and self._is_mine(
                self.get_artifact_version(id, now.version), based_on, yours
            ):
                return now
            raise _conflict(stale, based_on, yours, now, ("name", "description", "content", "status")) from None
        return rows.artifact(only(saved))

    def _is_mine(self, newest: SemanticModelVersion | ArtifactVersion, based_on: int, yours: Mapping[str, Any]) -> bool:
        """Whether the newest version is what is being saved: it was, and its answer was lost on the way."""
        same = all(getattr(newest, name) == value for name, value in yours.items() if value is not None)
        return newest.version == based_on + 1 and newest.created_by == self._principal.user_id and same

    def set_artifact_status(self, artifact_id: str, status: ArtifactStatus) -> Artifact:
        return self._change("artifacts", artifact_id, {"status": status}, rows.ARTIFACT, rows.artifact)

    def delete_artifact(self, artifact_id: str) -> None:
        self._remove("artifacts", artifact_id)

    def list_artifact_versions(self, artifact_id: str) -> list[ArtifactVersion]:
        self._seen("artifacts", artifact_id)
        where = {"artifact_id": artifact_id}
        found = self._all("artifact_versions", rows.ARTIFACT_VERSION_HEAD, where, (("version", True),))
        return [rows.artifact_version(row) for row in found]

    def get_artifact_version(self, artifact_id: str, version: int) -> ArtifactVersion:
        where = {"artifact_id": as_id(artifact_id), "version": version}
        return rows.artifact_version(
            only(self._tables.select("artifact_versions", rows.ARTIFACT_VERSION, where, limit=1))
        )


def _page(limit: int, offset: int, after: Mark | None) -> dict[str, object]:
    if after is None:
        return {"most": limit, "skip": offset}
    return {
        "most": limit, "skip": offset, "after_time": after.moment.isoformat(), "after_id": as_id(after.id),
    }  # fmt: skip


def _conflict(
    stale: Conflict,
    based_on: int,
    yours: Mapping[str, Any],
    theirs: SemanticModelVersion | Artifact,
    names: Sequence[str],
) -> Conflict:
    """Both sides, as JSON values: `yours` is what was to be saved, `theirs` the latest version that came first."""
    by = theirs.created_by_name if isinstance(theirs, SemanticModelVersion) else ""
    return Conflict(
        stale.message,
        stale.hint,
        yours={"based_on": based_on, **yours},
        theirs={"version": theirs.version, "created_by_name": by, **{name: getattr(theirs, name) for name in names}},
    )
