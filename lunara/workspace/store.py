"""The Store protocol: everything pages and commands may do to the workspace, always as one principal.

Three implementations behave the same (one contract suite): `postgres.PostgresStore` (own Postgres and embedded) and
`supabase.SupabaseStore`. Row-level security decides in each; a refusal is NotPermitted, an unseen row is NotFound,
a stale save is Conflict, a lost connection is Unavailable, a value the schema refuses is InvalidInput.
A Store is safe to use from several threads and cheap to open.
Lists of artifacts, artifact versions and model versions leave the large JSON out: their `content` and `review` are
`rows.UNREAD`, which raises when looked into; `get_…` reads one whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol

from lunara.settings import Settings
from lunara.workspace.records import (
    Agent,
    AgentSession,
    Artifact,
    ArtifactStatus,
    ArtifactType,
    ArtifactVersion,
    Connection,
    DataSource,
    Json,
    Mark,
    Message,
    Principal,
    Project,
    ProjectSummary,
    SlideImage,
    Vouched,
)
from lunara.workspace.store_evaluations import EvaluationStore
from lunara.workspace.store_models import ModelStore
from lunara.workspace.store_people import PeopleStore
from lunara.workspace.store_usage import UsageStore


class Store(PeopleStore, ModelStore, EvaluationStore, UsageStore, Protocol):
    """One principal's view of the workspace. Lists are newest change first unless said otherwise.

    A page of a list begins `offset` rows in, or `after` the last row of the page before (`Mark.of`): that takes no longer the
    further it goes, and a row that moved up meanwhile makes none appear twice.
    """

    @property
    def principal(self) -> Principal:
        """Who asks."""
        ...

    # projects
    def list_projects(
        self,
        *,
        search: str = "",
        archived: bool = False,
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[ProjectSummary]: ...
    def recent_projects(self, *, search: str = "", limit: int = 50) -> list[Project]:
        """The projects that are not archived, without counts: for what every page asks."""
        ...

    def project_names(self, project_ids: Collection[str]) -> dict[str, str]:
        """What these projects are called, by id."""
        ...

    def get_project(self, project_id: str) -> ProjectSummary: ...
    def create_project(self, name: str, description: str = "", *, archived: bool = False) -> Project: ...
    def update_project(
        self, project_id: str, *, name: str | None = None, description: str | None = None, archived: bool | None = None
    ) -> Project: ...
    def delete_project(self, project_id: str) -> None: ...

    # agents
    def list_agents(
        self,
        *,
        project_id: str | None = None,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[Agent]: ...
    def get_agent(self, agent_id: str) -> Agent: ...
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
        """`agent_id` is chosen by who may have to ask twice: an agent of that id that is there already is returned."""
        ...

    def update_agent(
        self,
        agent_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        instructions: str | None = None,
        config: Json | None = None,
    ) -> Agent: ...
    def delete_agent(self, agent_id: str) -> None: ...

    # sessions: a person sees their own
    def list_sessions(
        self,
        *,
        project_id: str | None = None,
        agent_id: str | None = None,
        without_agent: bool = False,
        limit: int = 50,
        offset: int = 0,
        after: Mark | None = None,
    ) -> list[AgentSession]: ...
    def get_session(self, session_id: str) -> AgentSession: ...
    def create_session(
        self, project_id: str, *, agent_id: str | None = None, semantic_model_id: str | None = None, title: str = ""
    ) -> AgentSession: ...
    def rename_session(self, session_id: str, title: str) -> AgentSession: ...
    def delete_session(self, session_id: str) -> None: ...
    def append_messages(
        self,
        session_id: str,
        messages: Sequence[tuple[Literal["user", "assistant"], Json]],
        *,
        turn: str = "",
        again: bool = False,
    ) -> list[Message]:
        """Append all of `messages` in order, or none. They are marked with the word `turn`; `again`: those with this word that
        are there already are returned, and none is appended.
        """
        ...

    def list_messages(self, session_id: str) -> list[Message]:
        """All turns, oldest first."""
        ...

    # data sources
    def list_data_sources(self, project_id: str | None = None) -> list[DataSource]:
        """Those of a project, or the first thousand of all projects."""
        ...

    def get_data_source(self, data_source_id: str) -> DataSource: ...
    def create_data_source(
        self,
        project_id: str,
        name: str,
        kind: str,
        config: Mapping[str, str],
        secrets: Mapping[str, str],
        *,
        catalog: Json | None = None,
    ) -> DataSource:
        """Configuration and secrets are sealed together before they leave this process.

        With a catalog, both are saved or neither.
        """
        ...

    def update_data_source(
        self,
        data_source_id: str,
        *,
        name: str | None = None,
        config: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        catalog: Json | None = None,
    ) -> DataSource:
        """Change what is given: all of it or, when it fails, nothing.

        Raises InvalidInput when `config` changes and the secrets that were given for the old one do not come along.
        """
        ...

    def delete_data_source(self, data_source_id: str) -> None: ...
    def open_connection(self, data_source_id: str) -> Connection:
        """Decrypted, for opening the warehouse and nothing else: secrets with the configuration that they were given for.

        Raises InvalidInput when the row says something else than what was sealed.
        """
        ...

    def save_catalog(self, data_source_id: str, catalog: Json) -> DataSource: ...
    def load_catalog(self, data_source_id: str) -> Json | None:
        """None when it was never read. Raises NotPermitted for a viewer, who sees what is published."""
        ...

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
    ) -> list[Artifact]: ...
    def get_artifact(self, artifact_id: str) -> Artifact: ...
    def create_artifact(
        self, project_id: str, type: ArtifactType, name: str, content: Json, *, description: str = ""
    ) -> Artifact: ...
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
        """A new version on top of `based_on`; Conflict (details: yours, theirs) when that is no longer the latest."""
        ...

    def set_artifact_status(self, artifact_id: str, status: ArtifactStatus) -> Artifact: ...
    def delete_artifact(self, artifact_id: str) -> None: ...
    def list_artifact_versions(self, artifact_id: str) -> list[ArtifactVersion]:
        """Newest first."""
        ...

    def get_artifact_version(self, artifact_id: str, version: int) -> ArtifactVersion: ...

    # the art of decks: whoever sees a deck sees its pictures
    def list_slide_images(self, artifact_id: str) -> list[SlideImage]:
        """What was painted for a deck, the newest first, without the pictures themselves."""
        ...

    def open_slide_image(self, image_id: str) -> bytes:
        """The picture, decrypted. Raises InvalidInput when it does not open as it was sealed."""
        ...

    def save_slide_image(self, artifact_id: str, picture: bytes, *, request: str, about: Json) -> SlideImage:
        """Keep a picture, sealed for the organization; the one that is there for the same request stays and is returned.

        Raises InvalidInput for one that is too large or one too many, NotPermitted below editor.
        """
        ...

    def delete_slide_image(self, image_id: str) -> None:
        """Raises NotPermitted below editor."""
        ...


def open_store(settings: Settings, principal: Principal) -> Store:
    """The workspace as `principal`. Cheap: server, connections and keys are opened once a process and shared.

    Raises Unavailable when the workspace cannot be reached or started, InvalidInput when it is set up wrongly.
    """
    if settings.mode == "supabase":
        from lunara.workspace.supabase import open_supabase_store

        return open_supabase_store(settings, principal)
    from lunara.workspace.runtime import runtime

    return runtime(settings).store(principal)


def local_principal(settings: Settings) -> Principal:
    """Embedded mode's local owner, made with an organization on first start. Starts the server when it is not running."""
    from lunara.workspace import runtime

    return runtime.local_principal(settings)


def principal_for_identity(settings: Settings, issuer: str, subject: str, email: str, name: str) -> Principal:
    """Postgres modes: who a verified identity is; a newcomer gets a workspace of their own.

    The caller has checked the provider's token. `email` must be empty unless the provider says that it is verified.
    Raises InvalidInput when the e-mail already belongs to another sign-in.
    """
    from lunara.workspace.runtime import runtime

    return runtime(settings).sign_in(issuer, subject, email, {"full_name": name} if name else {})


def principal_vouched_for(settings: Settings, vouched: Vouched) -> Principal:
    """Own Postgres: who is behind a sign-in that the caller has verified; a newcomer gets a workspace of their own.

    Raises NotPermitted when it does not hold any more (code `signed_out`: it is older than LUNARA_SIGN_IN_HOURS, or its account
    is gone) or the account is disabled (`disabled`), InvalidInput when a newcomer's e-mail is another's (`duplicate`).
    """
    from lunara.workspace.runtime import runtime

    return runtime(settings).vouched_for(vouched)


def principal_for_token(settings: Settings, access_token: str) -> Principal:
    """Supabase mode: who the bearer of a token is, verified by signature, audience, issuer and expiry.

    Raises NotPermitted (code `signed_out`) for a token that is not valid (any more).
    """
    from lunara.workspace.supabase import read_token_principal

    return read_token_principal(settings, access_token)
