"""What AI providers proposed for semantic models, in a TableStore."""

from __future__ import annotations

from lunara.workspace import rows
from lunara.workspace.records import Json, SemanticModelProposals
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import TableBase


class ProposalTables(TableBase):
    """Proposals of a `Store`."""

    def load_semantic_model_proposals(self, semantic_model_id: str) -> SemanticModelProposals | None:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._tables.select("semantic_model_proposals", rows.MODEL_PROPOSALS, where, limit=1)
        return rows.semantic_model_proposals(found[0]) if found else None

    def save_semantic_model_proposals(self, semantic_model_id: str, content: Json, *, after: int) -> int:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "content": as_json(content), "after": after}
        with self._in("semantic_models", semantic_model_id):
            return int(str(self._tables.value("save_semantic_model_proposals", arguments)))
