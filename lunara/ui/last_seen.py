"""What a person has last seen of the workspace, for as long as it does not answer: pages stay as they were, and can be used.

Kept by organization, person and role, in the server's memory and for some hours: nobody is shown what another has seen. Never
secrets, budgets, invitations or the query log. It does not touch Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from lunara.ui.cache import Key, Memory
from lunara.workspace.records import Principal

KEEP_SECONDS = 6 * 3_600.0
MOST_BYTES = 134_217_728
BYTES_A_VALUE = 120
# What is larger is not walked through to its end, and counted as this.
MOST_VALUES, LARGE_BYTES = 20_000, 16_777_216

# The questions to a Store whose answers are kept.
READS = frozenset({
    "get_agent", "get_artifact", "get_artifact_version", "get_data_source", "get_project", "get_semantic_model",
    "get_semantic_model_version", "get_session", "list_agents", "list_artifact_versions", "list_artifacts",
    "list_data_sources", "list_members", "list_messages", "list_projects", "list_semantic_model_versions",
    "list_semantic_models", "list_sessions", "load_catalog", "load_semantic_model_check", "load_semantic_model_draft",
    "load_semantic_model_fingerprints", "load_semantic_model_proposals", "member_names", "my_feedback", "organization",
    "project_names", "provider_key", "recent_projects", "load_semantic_model_proposals_at",
})  # fmt: skip

# Those whose answers are not. Whatever a Store has beside these two changes something.
ASKS = frozenset({
    "budget_limits", "evaluation_requirement", "fingerprint_keys", "get_evaluation_run", "get_query",
    "list_accepted_questions",
    "list_semantic_model_proposal_steps",
    "list_evaluation_questions", "list_evaluation_runs", "list_feedback", "list_invitations", "list_queries",
    "list_sign_ins", "list_slide_images", "list_verified_questions", "member_sign_ins", "my_invitations",
    "open_connection", "open_provider_key", "open_slide_image", "project_budget", "project_budgets", "query_groups",
    "query_log_days", "query_totals", "sealed_with_earlier_keys", "usage_by_person", "usage_strikes",
})  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """An answer of the workspace, and of when it is."""

    value: Any
    at: datetime


_answers = Memory(entries=8_192, max_bytes=MOST_BYTES)
_people = Memory(entries=10_000)


def keep(person: Principal, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], value: Any) -> None:
    """Remember what the workspace answered this person."""
    seen = Seen(value, datetime.now(UTC))
    _answers.keep(_key(person, name, args, kwargs), seen, ttl=KEEP_SECONDS, size=_size(value))


def seen(person: Principal, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Seen | None:
    """What it answered this person last, or None."""
    found: Seen | None = _answers.peek(_key(person, name, args, kwargs))
    # Whoever gets a list may change it.
    return (
        None if found is None else Seen(copy(found.value) if isinstance(found.value, list) else found.value, found.at)
    )


def keep_person(sign_in: str, person: Principal) -> None:
    """Remember who was found behind a sign-in, which the caller has verified."""
    _people.keep(_sign_in(sign_in), person, ttl=KEEP_SECONDS)


def person_of(sign_in: str) -> Principal | None:
    """Who was found behind a sign-in last, or None. That it still holds is for the caller to know."""
    found: Principal | None = _people.peek(_sign_in(sign_in))
    return found


def forget_person(sign_in: str) -> None:
    """It has ended."""
    _people.forget(fingerprint=sign_in)


def _key(person: Principal, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Key:
    asked = f"{person.role} {args!r} {sorted(kwargs.items())!r}"
    return Key(person.organization_id, f"seen:{name}", principal_id=person.user_id, fingerprint=asked)


def _sign_in(word: str) -> Key:
    return Key("people", "sign-in", fingerprint=word)


def _size(value: Any) -> int:
    """About how many bytes it takes, by the number of its values."""
    count, waiting = 0, [value]
    while waiting:
        found = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            return LARGE_BYTES
        if isinstance(found, str):
            count += len(found) // BYTES_A_VALUE
        elif isinstance(found, Mapping) and type(found) is dict:
            waiting.extend(found.values())
        elif isinstance(found, list | tuple):
            waiting.extend(found)
        elif is_dataclass(found):
            waiting.extend(getattr(found, field.name) for field in fields(found))
    return count * BYTES_A_VALUE
