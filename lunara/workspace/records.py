"""Rows of the workspace as frozen records. Times are UTC; JSON columns are parsed where a type exists for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Role = Literal["owner", "admin", "editor", "viewer"]
ArtifactType = Literal["report", "slide", "dashboard"]
ArtifactStatus = Literal["draft", "published"]
Json = Mapping[str, Any]

ProviderName = Literal["gemini", "openai", "anthropic"]

ROLE_RANK: Mapping[Role, int] = {"viewer": 0, "editor": 1, "admin": 2, "owner": 3}


@dataclass(frozen=True)
class Principal:
    """Who is signed in. `access_token` is the user's own (Supabase mode) and never shown or logged."""

    user_id: str
    organization_id: str
    email: str
    full_name: str
    role: Role
    access_token: str = field(default="", repr=False)

    def may(self, role: Role) -> bool:
        """Whether this person's role is at least `role`."""
        return ROLE_RANK[self.role] >= ROLE_RANK[role]


@dataclass(frozen=True)
class Vouched:
    """What a provider has vouched for, once: who (its lasting name for them), and the address if it says that it is verified.

    `at` is when, in seconds since 1970. `seal` tells this sign-in from all others and is of no use to open one.
    """

    issuer: str
    subject: str
    email: str
    name: str
    at: float
    seal: str = field(repr=False)


@dataclass(frozen=True)
class Organization:
    """A tenant. `settings`: timezone, week_start (0 = Monday), fiscal_month, currency, values_allowed, second_planner,
    installation_behind, style (`lunara.build.art.house`).
    """

    id: str
    name: str
    settings: Json
    created_at: datetime


@dataclass(frozen=True)
class Member:
    """A person of the organization."""

    user_id: str
    full_name: str
    email: str
    role: Role


@dataclass(frozen=True)
class Invitation:
    """An invitation that this organization has sent and that waits for its answer. `invited_by`: the member who made it."""

    id: str
    email: str
    role: Role
    invited_by: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Offer:
    """An invitation that somebody may accept; `mine` is False for one whose link was opened by another person than it is for."""

    id: str
    organization_name: str
    role: Role
    invited_by_name: str
    expires_at: datetime
    mine: bool


@dataclass(frozen=True)
class ProviderAccount:
    """An account with an AI provider, opened for asking it and nothing else. `base_url` is empty for its own address."""

    provider: ProviderName
    key: str = field(repr=False)
    base_url: str = ""

    @property
    def ending(self) -> str:
        """The key's last four characters, by which people tell it from another; empty where they would be a good part of it."""
        return self.key[-4:] if len(self.key) >= 16 else ""


@dataclass(frozen=True)
class SealedAgain:
    """How many sealed texts of the organization were sealed with the newest key, and how many of the others do not open."""

    changed: int
    unreadable: int


@dataclass(frozen=True)
class ProviderKey:
    """That the organization has a key of its own. `model` is empty for the usual one, `base_url` for its own address."""

    provider: ProviderName
    model: str
    base_url: str
    set_by: str | None
    set_at: datetime


SignInWay = Literal["password", "link", "provider", "oidc", "sign_up"]


@dataclass(frozen=True)
class Visit:
    """Where a request came from, as far as it is written down: browser and system in words, the address shortened."""

    browser: str = ""
    system: str = ""
    place: str = ""


@dataclass(frozen=True)
class SignIn:
    """A sign-in of this person's, or attempts at their account that failed (`way` is "failed", `attempts` how many).

    `detail` names the provider; `mark` tells its session, None of a failure; `ended_at` is when it was signed out, if it was.
    """

    at: datetime
    way: SignInWay | Literal["failed"]
    detail: str
    visit: Visit
    mark: str | None
    attempts: int
    ended_at: datetime | None


@dataclass(frozen=True)
class LastSignIn:
    """When and how a member signed in last."""

    at: datetime
    way: SignInWay
    detail: str


@dataclass(frozen=True)
class Project:
    """A workspace for one use case; everything below belongs to it."""

    id: str
    organization_id: str
    name: str
    description: str
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None


@dataclass(frozen=True)
class ProjectSummary:
    """A project with how many of each thing it holds, for lists and for the cascade that deleting states.

    `artifacts` are `dashboards`, `reports` and `decks` together; `changed_at` is when the project or anything that its people
    share (all but conversations) was changed last. Lists are in the order of `marked_at`, which may miss a change made at the
    same moment as another.
    """

    project: Project
    data_sources: int
    semantic_models: int
    published_models: int
    agents: int
    artifacts: int
    dashboards: int
    reports: int
    decks: int
    sessions: int
    changed_at: datetime
    marked_at: datetime


@dataclass(frozen=True)
class Agent:
    """A saved chat configuration. `config`: planner, model, temperature, semantic_model_id, semantic_model_version,
    tables (allowed logical tables), starter_questions."""

    id: str
    project_id: str
    name: str
    description: str
    instructions: str
    config: Json
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class AgentSession:
    """A conversation; `agent_id` is None for one on a model that was not saved as an agent."""

    id: str
    project_id: str
    agent_id: str | None
    semantic_model_id: str | None
    title: str
    created_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Message:
    """One turn. `content` of an assistant's turn is the answer's JSON shape without rows beyond the first 200."""

    id: str
    session_id: str
    position: int
    role: Literal["user", "assistant"]
    content: Json
    created_at: datetime


@dataclass(frozen=True)
class DataSource:
    """A connection as it is listed. `config` holds what is not secret, and nothing for a viewer; what to connect with is only
    to be had from `Store.open_connection`.

    `version` counts changes of config or secrets: it is part of cache keys.
    """

    id: str
    project_id: str
    name: str
    kind: str
    config: Mapping[str, str]
    version: int
    created_at: datetime
    updated_at: datetime
    catalog_at: datetime | None = None


@dataclass(frozen=True)
class Connection:
    """What a data source is opened with, as it was sealed: `secrets` go where this `config` says and nowhere else."""

    kind: str
    config: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class SemanticModelHead:
    """A semantic model of a project: which data source it describes, its latest and its published version."""

    id: str
    project_id: str
    data_source_id: str
    name: str
    latest_version: int
    published_version: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class SemanticModelVersion:
    """One saved version. `content` is the model's JSON; `review` maps a proposal's key to its status, confidence, evidence."""

    id: str
    semantic_model_id: str
    version: int
    content: Json
    review: Json
    note: str
    created_by: str | None
    created_by_name: str
    created_at: datetime
    published_at: datetime | None = None
    published_by_name: str = ""


@dataclass(frozen=True)
class SemanticModelDraft:
    """What this person changed in a model since version `based_on` and has not saved."""

    semantic_model_id: str
    based_on: int
    content: Json
    review: Json
    updated_at: datetime


@dataclass(frozen=True)
class SemanticModelCheck:
    """What the last check of a model against its warehouse found: of which version, by whom, when."""

    semantic_model_id: str
    version: int
    content: Json
    checked_by_name: str
    checked_at: datetime


@dataclass(frozen=True)
class SemanticModelProposals:
    """What an AI provider is asked about a model, as it was begun. `revision` counts on from what stood there before."""

    semantic_model_id: str
    revision: int
    content: Json
    updated_at: datetime


@dataclass(frozen=True)
class ProposalsAt:
    """The revision that was begun last, and that of the last step after it: the same where there is none."""

    begun: int
    revision: int


@dataclass(frozen=True)
class ProposalStep:
    """What came after it, one by one: a step of `revision` n follows the one of n - 1."""

    revision: int
    content: Json


@dataclass(frozen=True)
class SemanticModelFingerprints:
    """What the columns of a warehouse looked like when a version of a model was made."""

    semantic_model_id: str
    version: int
    content: Json


@dataclass(frozen=True)
class VerifiedQuestion:
    """A question whose answer a person has verified. `plan` is the meaning, as `answer_json` writes plans.

    `model_version` is the one that they looked at, `checked_version` the last one under which it gave the same numbers;
    `because` is why somebody has to look again, empty where nobody has to.
    """

    id: str
    project_id: str
    semantic_model_id: str
    question: str
    plan: Json
    model_version: int
    checked_version: int
    because: str
    verified_by: str | None
    verified_by_name: str
    verified_at: datetime

    def holds_for(self, version: int) -> bool:
        """Whether it is verified under this version of its model: looked at, or found to be the same."""
        return not self.because and version in (self.model_version, self.checked_version)


FeedbackVerdict = Literal["up", "down", "number"]
FeedbackState = Literal["open", "resolved", "dismissed"]


@dataclass(frozen=True)
class Feedback:
    """What somebody said of an answer: `number` says what the number should be. `answer` is what was kept of it, without rows;
    empty where that cannot be read.
    """

    id: str
    project_id: str
    semantic_model_id: str
    model_version: int
    message_id: str
    verdict: FeedbackVerdict
    said: str
    question: str
    answer: Json
    state: FeedbackState
    created_by: str
    created_by_name: str
    created_at: datetime
    closed_by_name: str
    closed_at: datetime | None


EvaluationPlanner = Literal["offline", "organization", "installation"]


@dataclass(frozen=True)
class EvaluationQuestion:
    """A question of a model's suite. `content` is what is expected of its answer, as a suite's file has it (docs/formats.md).

    `revision` counts its changes: what a run found of an earlier one says nothing of this one.
    """

    id: str
    project_id: str
    semantic_model_id: str
    question: str
    content: Json
    revision: int
    changed_by_name: str
    updated_at: datetime


@dataclass(frozen=True)
class EvaluationRun:
    """What came of a suite's questions under one version of a model, asked of one planner; who ran it, and when it began.

    `planner` is who was asked: the offline planner, the organization's account with a provider, or the installation's; `provider`
    names it. `content` has `outcomes`, one of each question. The sums are counted from them. `stopped`: not all were asked, or
    it goes on: `updated_at` is when it was written last, `finished_at` when all were asked.
    """

    id: str
    project_id: str
    semantic_model_id: str
    model_version: int
    planner: EvaluationPlanner
    provider: str
    stopped: bool
    content: Json
    questions: int
    as_expected: int
    wrong: int
    refused: int
    asked_back: int
    failed: int
    tokens: int
    seconds: float
    created_by: str | None
    created_by_name: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class EvaluationRequirement:
    """Publishing a model needs a run that holds: so many questions in a hundred right, and at most so many wrong.

    It rests on the suite as somebody who may say this has last accepted it.
    """

    semantic_model_id: str
    planner: EvaluationPlanner
    least_right: int
    most_wrong: int
    set_by_name: str
    updated_at: datetime
    accepted_by_name: str
    accepted_at: datetime


@dataclass(frozen=True)
class AcceptedQuestion:
    """A question of a suite as it was accepted for publishing; `id` is that of the question, which may be changed or gone.

    `changed_by_name`, `changed_at`: who has last changed or removed it without being one who accepts, and when (None: nobody).
    """

    id: str
    question: str
    content: Json
    changed_by_name: str
    changed_at: datetime | None


@dataclass(frozen=True)
class Artifact:
    """A dashboard, report or deck; `content` as the reference document gives it; `version` counts saves from 1."""

    id: str
    project_id: str
    type: ArtifactType
    name: str
    description: str
    content: Json
    status: ArtifactStatus
    version: int
    created_by: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class ArtifactVersion:
    """A saved state of an artifact, whole."""

    id: str
    artifact_id: str
    version: int
    name: str
    description: str
    content: Json
    note: str
    created_by: str | None
    created_by_name: str
    created_at: datetime


@dataclass(frozen=True)
class SlideImage:
    """A picture that was painted for a deck, without the picture itself (`Store.open_slide_image`).

    `request` tells what was asked for; `about` has the prompt, the model, the seed, and what was found in it.
    """

    id: str
    artifact_id: str
    request: str
    about: Json
    created_by: str | None
    created_at: datetime


@dataclass(frozen=True)
class Mark:
    """Where a page of a list ended: the time and the id of its last row. The next page begins after it."""

    moment: datetime
    id: str

    @classmethod
    def of(cls, last: ProjectSummary | Agent | AgentSession | Artifact) -> Mark:
        """The mark of a page whose last row this is."""
        if isinstance(last, ProjectSummary):
            return cls(last.marked_at, last.project.id)
        return cls(last.updated_at, last.id)
