"""The organization of a TableStore: its name and settings, its people, and how people come to belong to it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from uuid import uuid4

from lunara.workspace import rows
from lunara.workspace.addresses import as_meant
from lunara.workspace.records import Invitation, Json, Member, Offer, Organization, Role
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import PAGE, TableBase, given
from lunara.workspace.tables import Row


class PeopleTables(TableBase):
    """The organization of a `Store`."""

    def organization(self) -> Organization:
        return rows.organization(self._one("organizations", rows.ORGANIZATION, self._principal.organization_id))

    def update_organization(self, *, name: str | None = None, settings: Json | None = None) -> Organization:
        values = given(name=name, settings=None if settings is None else as_json(settings, "settings"))
        return self._change(
            "organizations", self._principal.organization_id, values, rows.ORGANIZATION, rows.organization
        )

    def delete_organization(self, name: str) -> None:
        self._tables.value("delete_organization", {"name": name})

    def list_members(self, *, search: str = "", limit: int | None = None, offset: int = 0) -> list[Member]:
        found: list[Row] = []
        while limit is None or len(found) < limit:
            most = PAGE if limit is None else min(limit - len(found), PAGE)
            arguments = {"search": as_meant(search), "most": most, "skip": offset + len(found)}
            page = self._tables.call("list_members", arguments)
            found += page
            if len(page) < most:
                break
        return [rows.member(row) for row in found]

    def member_names(self, user_ids: Collection[str]) -> dict[str, str]:
        columns = ("id", "full_name", "email")
        found = self._some("profiles", columns, user_ids)
        return {str(row["id"]): row["full_name"] or row["email"] for row in found}

    def list_invitations(self, *, limit: int | None = None, offset: int = 0) -> list[Invitation]:
        where = {"organization_id": self._principal.organization_id, "accepted_at": None}
        order = (("created_at", True), ("id", False))
        if limit is None:
            found = self._all("invitations", rows.INVITATION, where, order)
        else:
            found = self._tables.select("invitations", rows.INVITATION, where, order=order, limit=limit, offset=offset)
        return [rows.invitation(row) for row in found]

    def invite(self, email: str, role: Role, *, days: int = 7) -> str:
        word = secrets.token_urlsafe(32)
        arguments = {
            "id": str(uuid4()), "email": as_meant(email), "role": role,
            "token_hash": hashlib.sha256(word.encode()).hexdigest(), "days": days,
        }  # fmt: skip
        self._tables.value("invite_member", arguments)
        return word

    def set_member_role(self, user_id: str, role: Role) -> None:
        self._tables.value("set_member_role", {"member": as_id(user_id), "role": role})

    def remove_member(self, user_id: str) -> None:
        self._tables.value("remove_member", {"member": as_id(user_id)})

    def transfer_ownership(self, user_id: str) -> None:
        self._tables.value("transfer_ownership", {"member": as_id(user_id)})

    def withdraw_invitation(self, invitation_id: str) -> None:
        self._remove("invitations", invitation_id)

    def my_invitations(self, token: str = "") -> list[Offer]:
        return [rows.offer(row) for row in self._tables.call("my_invitations", {"token": token.replace("\0", "")})]

    def accept_invitation(self, invitation_id: str) -> None:
        self._tables.value("accept_invitation", {"invitation_id": as_id(invitation_id)})

    def decline_invitation(self, invitation_id: str) -> None:
        self._tables.value("decline_invitation", {"invitation_id": as_id(invitation_id)})
