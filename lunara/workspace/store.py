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
from lunara.workspace.budget import BudgetLimits, Exceeded, Hold, PersonUsage, ProjectBudget, Strike
from lunara.workspace.query_log import (
    GroupOrder,
    LineOrder,
    QueryFilter,
    QueryGroup,
    QueryLine,
    QueryLogEntry,
    QueryTotals,
)
from lunara.workspace.records import (
    Agent,
    AgentSession,
    Artifact,
    ArtifactStatus,
    ArtifactType,
    ArtifactVersion,
    Connection,
    DataSource,
    Feedback,
    FeedbackState,
    FeedbackVerdict,
    Invitation,
    Json,
    LastSignIn,
    Mark,
    Member,
    Message,
    Offer,
    Organization,
    Principal,
    Project,
    ProjectSummary,
    ProviderAccount,
    ProviderKey,
    ProviderName,
    Role,
    SemanticModelCheck,
    SemanticModelDraft,
    SemanticModelFingerprints,
    SemanticModelHead,
    SemanticModelVersion,
    SignIn,
    SignInWay,
    VerifiedQuestion,
    Visit,
    Vouched,
)


class Store(Protocol):
    """One principal's view of the workspace. Lists are newest change first unless said otherwise.

    A page of a list begins `offset` rows in, or `after` the last row of the page before (`Mark.of`): that takes no longer the
    further it goes, and a row that moved up meanwhile makes none appear twice.
    """

    @property
    def principal(self) -> Principal:
        """Who asks."""
        ...

    # organization
    def organization(self) -> Organization: ...
    def update_organization(self, *, name: str | None = None, settings: Json | None = None) -> Organization: ...

    def delete_organization(self, name: str) -> None:
        """End the organization that has this name, with everything in it; all of its people have one of their own again.

        This store's principal is stale afterwards. Raises NotPermitted below owner, InvalidInput for another name.
        """
        ...

    # people: members see one another; admins invite
    def list_members(self, *, search: str = "", limit: int | None = None, offset: int = 0) -> list[Member]:
        """Everybody of the organization by name, or so many of those whose name or address has `search` in it."""
        ...

    def member_names(self, user_ids: Collection[str]) -> dict[str, str]:
        """What these people are called, by id; those who have left are not in it."""
        ...

    def list_invitations(self, *, limit: int | None = None, offset: int = 0) -> list[Invitation]:
        """What the organization has sent and nobody has accepted yet, the latest first; nothing for those who may not invite.

        Invitations that somebody made end when they may not make them any more.
        """
        ...

    def invite(self, email: str, role: Role, *, days: int = 7) -> str:
        """Invite an address for 1 to 30 days; returns the word that the invitation's link carries, which is kept nowhere.

        An earlier invitation of that address ends. Raises NotPermitted below admin, or for a role above one's own, and
        InvalidInput where 500 wait for an answer.
        """
        ...

    def set_member_role(self, user_id: str, role: Role) -> None:
        """Give another member a role.

        Raises NotPermitted below admin, for oneself, and below owner where the old or the new role is owner.
        """
        ...

    def remove_member(self, user_id: str) -> None:
        """Let another member go: they have an organization of their own again, and nothing of this one.

        Raises as `set_member_role` does.
        """
        ...

    def transfer_ownership(self, user_id: str) -> None:
        """Make another member owner and oneself admin, both or neither. Raises NotPermitted below owner."""
        ...

    def withdraw_invitation(self, invitation_id: str) -> None: ...
    def my_invitations(self, token: str = "") -> list[Offer]:
        """What this person may accept, by their verified address; with the word of a link also that invitation."""
        ...

    def accept_invitation(self, invitation_id: str) -> None:
        """Move to the organization that invites. This store's principal is stale afterwards: ask who they are again.

        Raises InvalidInput when it is not valid any more, or when the person would leave something behind: projects of
        their own, or an organization with other people.
        """
        ...

    def decline_invitation(self, invitation_id: str) -> None: ...

    # the organization's key of an AI provider: members ask with it, admins set it
    def provider_key(self) -> ProviderKey | None:
        """Whose key questions of the organization are asked with, or None without one of its own; nothing of the key."""
        ...

    def open_provider_key(self) -> ProviderAccount | None:
        """Decrypted, for asking the provider and nothing else.

        Raises InvalidInput when it does not open: with another LUNARA_SECRET_KEY, or a row that says something else.
        """
        ...

    def set_provider_key(
        self, provider: ProviderName, key: str = "", *, base_url: str = "", model: str = ""
    ) -> ProviderKey:
        """In the place of what was set before; it is sealed before it leaves this process. An empty `key` keeps the stored one.

        Raises NotPermitted below admin, InvalidInput for what is no key, and when the stored one was given for another place.
        """
        ...

    def remove_provider_key(self) -> None:
        """Raises NotPermitted below admin; nothing happens when there is none."""
        ...

    # sign-ins: a person's own, of 90 days and 200 at most; admins see when each member was last there
    def record_sign_in(self, mark: str, way: SignInWay, visit: Visit, *, detail: str = "") -> bool:
        """Write down a sign-in of this person's, once for each `mark` (64 hexadecimal digits); whether it has not been ended."""
        ...

    def record_failed_sign_ins(self, visit: Visit, *, attempts: int = 1, ago: float = 0.0) -> None:
        """Write down attempts at this person's account that failed, the last one `ago` seconds ago (a week at most)."""
        ...

    def end_sign_ins(self, mark: str | None = None) -> None:
        """Write down that this person's session with that mark was signed out, or all of them."""
        ...

    def list_sign_ins(self, *, limit: int = 50) -> list[SignIn]:
        """This person's sign-ins and what failed, newest first."""
        ...

    def member_sign_ins(self) -> dict[str, LastSignIn]:
        """The last sign-in of each member within 90 days, by user id, or a thousand of them; empty below admin."""
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

    # semantic models
    def list_semantic_models(self, project_id: str) -> list[SemanticModelHead]: ...
    def get_semantic_model(self, semantic_model_id: str) -> SemanticModelHead: ...
    def create_semantic_model(
        self, project_id: str, data_source_id: str, name: str, content: Json, review: Json, *, note: str = ""
    ) -> SemanticModelHead:
        """Creates the model with its version 1."""
        ...

    def save_semantic_model(
        self, semantic_model_id: str, content: Json, review: Json, *, based_on: int, note: str = ""
    ) -> SemanticModelVersion:
        """A new version on top of `based_on`; Conflict when that is no longer the latest."""
        ...

    def publish_semantic_model(self, semantic_model_id: str, version: int, *, note: str = "") -> SemanticModelHead: ...
    def get_semantic_model_version(self, semantic_model_id: str, version: int) -> SemanticModelVersion: ...
    def list_semantic_model_versions(self, semantic_model_id: str) -> list[SemanticModelVersion]:
        """Newest first."""
        ...

    def save_semantic_model_draft(self, semantic_model_id: str, content: Json, review: Json, *, based_on: int) -> None:
        """Keep what this person changed and has not saved, in the place of what was kept before; nobody else sees it.

        Raises NotPermitted below editor.
        """
        ...

    def load_semantic_model_draft(self, semantic_model_id: str) -> SemanticModelDraft | None:
        """What this person has not saved, or None."""
        ...

    def drop_semantic_model_draft(self, semantic_model_id: str) -> None:
        """It was saved, or is not wanted any more; nothing happens when there is none."""
        ...

    def save_semantic_model_check(self, semantic_model_id: str, version: int, content: Json) -> None:
        """Keep what a check of a version found, in the place of the check before. Raises NotPermitted below editor."""
        ...

    def load_semantic_model_check(self, semantic_model_id: str) -> SemanticModelCheck | None:
        """The last check that was kept, or None; always None below editor."""
        ...

    def save_semantic_model_fingerprints(self, semantic_model_id: str, version: int, content: Json) -> None:
        """Keep what the warehouse's columns look like as of a version. Raises NotPermitted below editor."""
        ...

    def load_semantic_model_fingerprints(
        self, semantic_model_id: str, version: int
    ) -> SemanticModelFingerprints | None:
        """Those of a version or of the nearest one before it, or None; always None below editor."""
        ...

    def fingerprint_keys(self, data_source_id: str) -> tuple[bytes, ...]:
        """What hashes of this source's values are made with, newest first: of the app's keys, and of no use for anything else.

        Raises InvalidInput when no key is set.
        """
        ...

    def delete_semantic_model(self, semantic_model_id: str) -> None: ...

    # verified questions: editors verify, whoever asks sees those that hold
    def list_verified_questions(self, semantic_model_id: str) -> list[VerifiedQuestion]:
        """Those of a model, the newest act first; below editor those alone that nobody has to look at again."""
        ...

    def verify_question(self, semantic_model_id: str, question: str, plan: Json, *, version: int) -> VerifiedQuestion:
        """Say that the answer which this plan gives under this version is right, in this person's name.

        Raises NotPermitted below editor.
        """
        ...

    def change_verified_question(
        self, verified_id: str, *, question: str | None = None, version: int | None = None
    ) -> VerifiedQuestion:
        """Other words for it, or that this person looked at it under `version`: it is theirs then, and no doubt is left.

        Raises NotPermitted below editor.
        """
        ...

    def keep_verified_check(self, verified_id: str, version: int, because: str = "") -> VerifiedQuestion:
        """What a check under a newer version found: the same numbers, or `because` of what somebody has to look again.

        It stays whose it is, and what was to be looked at before stays so. Raises NotPermitted below editor.
        """
        ...

    def withdraw_verified_question(self, verified_id: str) -> None:
        """Raises NotPermitted below editor."""
        ...

    # feedback: whoever asks gives it, editors see and close it
    def give_feedback(
        self,
        semantic_model_id: str,
        message_id: str,
        verdict: FeedbackVerdict,
        *,
        version: int,
        question: str,
        answer: Json,
        said: str = "",
    ) -> Feedback:
        """What this person says of an answer, in the place of what they said of it before."""
        ...

    def list_feedback(
        self, semantic_model_id: str, *, state: FeedbackState | None = None, limit: int = 50
    ) -> list[Feedback]:
        """Of a model, the newest first; below editor one's own alone."""
        ...

    def my_feedback(self, message_id: str) -> Feedback | None:
        """What this person said of an answer."""
        ...

    def close_feedback(self, feedback_id: str, state: FeedbackState) -> Feedback:
        """In this person's name; "open" opens it again. Raises NotPermitted below editor."""
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

    # query log: editors see the project's, others their own
    def log_queries(self, lines: Sequence[QueryLine]) -> None:
        """Write all of `lines`, as this person's, or none. What a line refers to and is gone, or was never the project's, is left
        out of it. Raises NotFound for a project that this person may not see."""
        ...

    def list_queries(
        self,
        project_id: str,
        which: QueryFilter = ...,
        *,
        sort: LineOrder = "newest",
        limit: int = 100,
        offset: int = 0,
    ) -> list[QueryLogEntry]:
        """Lines, newest first, or the slowest first of those that were not answered from what was at hand."""
        ...

    def get_query(self, project_id: str, query_id: str) -> QueryLogEntry:
        """One line with its whole statement."""
        ...

    def query_totals(self, project_id: str, which: QueryFilter = ...) -> QueryTotals: ...
    def query_groups(
        self,
        project_id: str,
        which: QueryFilter = ...,
        *,
        sort: GroupOrder = "queries",
        limit: int = 25,
        offset: int = 0,
    ) -> list[QueryGroup]:
        """Lines by statement, the most of `sort` first."""
        ...

    def query_log_days(self) -> int:
        """How many days the organization keeps its log."""
        ...

    def keep_query_log(self, days: int) -> None:
        """Say how long. Raises NotPermitted below admin."""
        ...

    def purge_query_log(self, most: int = 10_000) -> int:
        """Delete lines of the organization that are older than that, at most `most` and 10,000; how many went. Anybody may ask:
        which they are is the organization's to say."""
        ...

    # budgets: members see them, admins set them
    def budget_limits(self, project_id: str | None = None) -> BudgetLimits:
        """As they were set: the organization's, or what a project says in the place of them."""
        ...

    def set_budget(self, limits: BudgetLimits, project_id: str | None = None) -> None:
        """In the place of what was set before. Raises NotPermitted below admin, InvalidInput for a limit that is not positive."""
        ...

    def project_budget(self, project_id: str) -> ProjectBudget:
        """What holds for a project (its own limits, else the organization's) and what its day has used."""
        ...

    def project_budgets(self) -> dict[str, ProjectBudget]:
        """The same by project id, of those that have used something today."""
        ...

    def admit_query(
        self, project_id: str, estimated_bytes: int | None = None, *, lasts: float = 3600.0
    ) -> Hold | Exceeded:
        """Hold what a query would read of the project's day, as this person; or which limit is in the way, and nothing is held.

        What nobody settles within `lasts` seconds (six hours at most) counts no more. Raises NotPermitted for a viewer where
        nothing is published.
        """
        ...

    def admit_question(self, project_id: str, tokens: int, *, lasts: float = 3600.0) -> Hold | Exceeded:
        """The same for the tokens that a question may use at most: what is left of them is held, if it is less."""
        ...

    def settle_usage(self, hold: Hold, *, beyond: int = 0, seconds: float = 0.0, tokens: int = 0) -> None:
        """Count what it used in the place of what it held, on the day it began: of bytes those and what came `beyond` them.

        Raises InvalidInput for less than nothing and for more than makes sense (a TiB, a day, a million tokens), NotFound for
        what is settled already or somebody else's.
        """
        ...

    def usage_by_person(self, project_id: str) -> list[PersonUsage]:
        """What each person used of the project's day, those first who used most; a viewer sees their own alone."""
        ...

    def usage_strikes(self, project_id: str) -> list[Strike]:
        """What was struck out of the project's day, the newest first, at most 20; a viewer sees what was theirs."""
        ...

    def strike_usage(self, project_id: str, user_id: str) -> bool:
        """Take out of the project's day what one person used and holds; whether there was any. Who did it is kept. Raises
        NotPermitted below admin."""
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
