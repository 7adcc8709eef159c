"""What AI providers proposed for semantic models, in a TableStore."""

from __future__ import annotations

from lunara.workspace import rows
from lunara.workspace.records import Json, ProposalsAt, ProposalStep, SemanticModelProposals
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import TableBase

STEPS = 20  # at once: each is as large as a reply and what came of it


class ProposalTables(TableBase):
    """Proposals of a `Store`."""

    def load_semantic_model_proposals(self, semantic_model_id: str) -> SemanticModelProposals | None:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._tables.select("semantic_model_proposals", rows.MODEL_PROPOSALS, where, limit=1)
        return rows.semantic_model_proposals(found[0]) if found else None

    def load_semantic_model_proposals_at(self, semantic_model_id: str) -> ProposalsAt | None:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        begun = self._tables.select("semantic_model_proposals", ("revision",), where, limit=1)
        if not begun:
            return None
        last = self._tables.select(
            "semantic_model_proposal_steps", ("revision",), where, order=(("revision", True),), limit=1
        )
        return ProposalsAt(begun[0]["revision"], (last or begun)[0]["revision"])

    def list_semantic_model_proposal_steps(
        self, semantic_model_id: str, *, begun: int, after: int
    ) -> list[ProposalStep]:
        found = self._tables.select(
            "semantic_model_proposal_steps",
            rows.PROPOSAL_STEP,
            {"semantic_model_id": as_id(semantic_model_id)},
            order=(("revision", False),),
            limit=STEPS,
            offset=after - begun,  # there is one of each revision
        )
        return [rows.proposal_step(row) for row in found]

    def add_semantic_model_proposal_step(self, semantic_model_id: str, content: Json, *, after: int) -> int:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "content": as_json(content), "after": after}
        with self._in("semantic_models", semantic_model_id):
            return int(str(self._tables.value("add_semantic_model_proposal_step", arguments)))

    def save_semantic_model_proposals(self, semantic_model_id: str, content: Json, *, after: int) -> int:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "content": as_json(content), "after": after}
        with self._in("semantic_models", semantic_model_id):
            return int(str(self._tables.value("save_semantic_model_proposals", arguments)))
