"""Who saved the other side of a conflict, as the person who reads it would say."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.workspace.records import ArtifactVersion, SemanticModelVersion

OTHER_TAB = "Your other tab"


def saved_by(version: ArtifactVersion | SemanticModelVersion, reader_id: str) -> str:
    """The name of who saved it; for the reader's own user id, that it was another tab of theirs (or another browser)."""
    if version.created_by == reader_id:
        return OTHER_TAB
    return version.created_by_name or "Someone"


def newest_by(saves: Sequence[ArtifactVersion | SemanticModelVersion], reader_id: str) -> str:
    """Who saved the newest of `saves`, which comes first."""
    return saved_by(saves[0], reader_id) if saves else "Someone"


def within_a_sentence(by: str) -> str:
    """The name as it stands behind other words."""
    return by[:1].lower() + by[1:] if by == OTHER_TAB else by
