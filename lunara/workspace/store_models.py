"""The Store protocol's part about meaning: semantic models with their versions, verified questions and feedback."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from lunara.workspace.records import (
    Feedback,
    FeedbackState,
    FeedbackVerdict,
    Json,
    ProposalsAt,
    ProposalStep,
    SemanticModelCheck,
    SemanticModelDraft,
    SemanticModelFingerprints,
    SemanticModelHead,
    SemanticModelProposals,
    SemanticModelVersion,
    VerifiedQuestion,
)


class ModelStore(Protocol):
    """Semantic models and what people said of their answers; `store.Store` says what all methods raise."""

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

    def load_semantic_model_proposals(self, semantic_model_id: str) -> SemanticModelProposals | None:
        """What an AI provider is asked about a model, as it was begun, or None; always None below editor."""
        ...

    def load_semantic_model_proposals_at(self, semantic_model_id: str) -> ProposalsAt | None:
        """How far they are, without their content; None where there are none, and always below editor."""
        ...

    def list_semantic_model_proposal_steps(
        self, semantic_model_id: str, *, begun: int, after: int
    ) -> list[ProposalStep]:
        """The next steps after revision `after` of what was begun as revision `begun`, in their order: a page of them.

        None after the last one, and none below editor.
        """
        ...

    def add_semantic_model_proposal_step(self, semantic_model_id: str, content: Json, *, after: int) -> int:
        """Add a step after revision `after`; returns the revision that it is. What was there is not written again.

        Raises Conflict when there is another revision by now, NotPermitted below editor.
        """
        ...

    def save_semantic_model_proposals(self, semantic_model_id: str, content: Json, *, after: int) -> int:
        """Put it in the place of all up to revision `after` (0: there is none yet); returns the revision that it is.

        Raises Conflict when there is another revision by now, NotPermitted below editor.
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

    def keep_verified_check(
        self, verified_id: str, version: int, because: str = "", *, before: int
    ) -> VerifiedQuestion:
        """What a check under a newer version found: the same numbers, or `because` of what somebody has to look again.

        It stays whose it is, and what was to be looked at before stays so. Nothing is kept, and what is there is returned, where
        it was not last checked under version `before` any more: somebody has looked meanwhile. Raises NotPermitted below editor.
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
        """What this person says of an answer that they were given, in the place of what they said of it before.

        Raises NotFound where no conversation of theirs in the model's project has it, InvalidInput beyond 50 of a model in a day.
        """
        ...

    def list_feedback(
        self, semantic_model_id: str, *, state: FeedbackState | None = None, limit: int = 50, offset: int = 0
    ) -> list[Feedback]:
        """Of a model, the newest first; below editor one's own alone."""
        ...

    def my_feedback(self, message_ids: Collection[str]) -> dict[str, Feedback]:
        """What this person said of answers, by message id; those of which nothing was said are not among them."""
        ...

    def close_feedback(self, feedback_id: str, state: FeedbackState) -> Feedback:
        """In this person's name; "open" opens it again. Raises NotPermitted below editor."""
        ...

    def delete_feedback(self, feedback_id: str) -> None:
        """One's own, or any as an editor."""
        ...
