"""The Store protocol's part about people: the organization, its members, their sign-ins and its key of an AI provider."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from lunara.workspace.records import (
    Invitation,
    Json,
    LastSignIn,
    Member,
    Offer,
    Organization,
    ProviderAccount,
    ProviderKey,
    ProviderName,
    Role,
    SealedAgain,
    SignIn,
    SignInWay,
    Visit,
)


class PeopleStore(Protocol):
    """Who belongs to the organization, and what it keeps of them; `store.Store` says what all methods raise."""

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

    # what is sealed with the app's keys
    def sealed_with_earlier_keys(self) -> int:
        """How many connections and keys of the organization are not sealed with the newest LUNARA_SECRET_KEY; 0 below admin."""
        ...

    def seal_again(self) -> SealedAgain:
        """Seal them with it. What does not open stays as it is, and so does what is changed meanwhile. Nothing below admin."""
        ...

    # sign-ins: a person's own, of 90 days, 150 and 50 that failed at most; admins see when each member was last there
    def record_sign_in(
        self, mark: str, way: SignInWay, visit: Visit, *, detail: str = "", begun: float | None = None
    ) -> bool:
        """Write down a sign-in of this person's, once for each `mark` (64 hexadecimal digits); whether it has not been ended.

        One that was `begun` (seconds since 1970) before all of the person's were ended has ended with them, written down or not.
        """
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
