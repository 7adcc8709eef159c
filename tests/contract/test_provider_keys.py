"""The organization's key of an AI provider, on every workspace there is: who sets it, who asks with it, and where it opens."""

from __future__ import annotations

import base64
import os
from dataclasses import replace

import pytest

from lunara.build.project_export import export_project
from lunara.errors import InvalidInput, NotPermitted
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount, Role
from lunara.workspace.secrets import load_keys
from lunara.workspace.store import Store, open_store
from tests.contract.worlds import World

KEY = "sk-proj-0123456789abcdef-WXYZ"


def stored(world: World, store: Store) -> list[str]:
    """The whole row, as the database has it."""
    found = world.admin.execute(
        "select to_jsonb(k)::text from public.provider_keys k where organization_id = %s",
        (store.principal.organization_id,),
    ).fetchall()
    return [str(row[0]) for row in found]


def test_nobody_has_one_at_first(owner: Store) -> None:
    assert owner.provider_key() is None and owner.open_provider_key() is None
    owner.remove_provider_key()


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_owners_and_admins_set_replace_and_remove_it(world: World, owner: Store, role: Role) -> None:
    who = owner if role == "owner" else world.member(owner, role)
    set_ = who.set_provider_key("openai", KEY, base_url="https://llm.example.com/v1", model=" gpt-4.1 ")
    assert (set_.provider, set_.model, set_.base_url) == ("openai", "gpt-4.1", "https://llm.example.com/v1")
    assert set_.set_by == who.principal.user_id
    account = who.open_provider_key()
    assert account == ProviderAccount("openai", KEY, "https://llm.example.com/v1") and account.ending == "WXYZ"
    who.set_provider_key("gemini", "another-key-0123456789")
    assert owner.open_provider_key() == ProviderAccount("gemini", "another-key-0123456789")
    assert len(stored(world, owner)) == 1
    who.remove_provider_key()
    assert owner.provider_key() is None and stored(world, owner) == []


def test_nothing_of_the_key_is_in_the_database(world: World, owner: Store) -> None:
    owner.set_provider_key("anthropic", KEY)
    (row,) = stored(world, owner)
    assert KEY not in row and KEY[-4:] not in row and "0123456789" not in row


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_who_only_asks_asks_with_it_and_changes_nothing(world: World, owner: Store, role: Role) -> None:
    owner.set_provider_key("openai", KEY, model="gpt-4.1")
    member = world.member(owner, role)
    found = member.provider_key()
    assert found is not None and found.set_by == owner.principal.user_id
    assert member.open_provider_key() == ProviderAccount("openai", KEY)
    for forbidden in (
        lambda: member.set_provider_key("openai", "sk-of-somebody-else-0000"),
        lambda: member.set_provider_key("openai", "", model="gpt-9"),
        member.remove_provider_key,
    ):
        with pytest.raises(NotPermitted):
            forbidden()
    assert owner.open_provider_key() == ProviderAccount("openai", KEY) and owner.provider_key() == found


def test_another_organization_has_nothing_of_it(owner: Store, other: Store) -> None:
    owner.set_provider_key("openai", KEY, model="m")
    assert other.provider_key() is None and other.open_provider_key() is None
    other.remove_provider_key()
    other.set_provider_key("gemini", "key-of-the-other-organization")
    assert owner.open_provider_key() == ProviderAccount("openai", KEY)


def test_a_ciphertext_of_another_organization_does_not_open(world: World, owner: Store, other: Store) -> None:
    """Whoever asks gets the ciphertext, and may own another organization to try it in."""
    owner.set_provider_key("openai", KEY)
    other.set_provider_key("openai", "key-of-the-other-organization")
    world.admin.execute(
        "update public.provider_keys mine set secret = theirs.secret from public.provider_keys theirs"
        " where mine.organization_id = %s and theirs.organization_id = %s",
        (other.principal.organization_id, owner.principal.organization_id),
    )
    with pytest.raises(InvalidInput, match="does not belong to this organization") as caught:
        other.open_provider_key()
    assert KEY not in str(caught.value)


def test_a_key_goes_only_where_it_was_given_for(world: World, owner: Store) -> None:
    """An address that was changed past the app, or by an admin who does not have the key."""
    owner.set_provider_key("openai", KEY, base_url="https://llm.example.com/v1", model="m")
    for base_url, provider in (
        ("https://evil.test", "openai"),
        ("", "openai"),
        ("https://llm.example.com/v1", "gemini"),
    ):
        with pytest.raises(InvalidInput, match="needed again"):
            owner.set_provider_key(provider, "", base_url=base_url, model="m")  # type: ignore[arg-type]
        world.admin.execute(
            "update public.provider_keys set base_url = %s, provider = %s where organization_id = %s",
            (base_url, provider, owner.principal.organization_id),
        )
        with pytest.raises(InvalidInput, match="changed outside of Lunara"):
            owner.open_provider_key()
        owner.set_provider_key("openai", KEY, base_url="https://llm.example.com/v1", model="m")
    owner.set_provider_key("openai", "", base_url="https://llm.example.com/v1", model="another")
    assert owner.open_provider_key() == ProviderAccount("openai", KEY, "https://llm.example.com/v1")


@pytest.mark.parametrize("key", ["with space", "tab\t", "ümlaut", "line\nbreak", "x" * 1001, "\0", " "])
def test_what_is_no_key_is_refused_and_not_repeated(owner: Store, key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        owner.set_provider_key("openai", key, model="m")
    assert len(key) < 2 or key not in str(caught.value)
    assert owner.provider_key() is None


def test_a_blank_key_keeps_nothing_where_there_is_none(owner: Store) -> None:
    with pytest.raises(InvalidInput, match="no key"):
        owner.set_provider_key("gemini", "")


def test_an_unknown_provider_is_refused_in_words(owner: Store) -> None:
    with pytest.raises(InvalidInput, match="provider"):
        owner.set_provider_key("nobody", KEY)  # type: ignore[arg-type]


def test_a_rotated_app_key_opens_it_while_it_is_named_and_says_so_when_it_is_not(world: World, owner: Store) -> None:
    old, new = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))

    def under(*keys: str) -> Store:
        settings = replace(world.settings, secret_keys=keys)
        return with_keys(world, owner, settings)

    under(old).set_provider_key("openai", KEY, model="m")
    assert under(new, old).open_provider_key() == ProviderAccount("openai", KEY)
    with pytest.raises(InvalidInput, match="LUNARA_SECRET_KEY that is not set any more") as caught:
        under(new).open_provider_key()
    assert "earlier LUNARA_SECRET_KEY" in caught.value.hint
    under(new, old).set_provider_key("openai", "", model="m")  # sealed again, with the newest
    assert under(new).open_provider_key() == ProviderAccount("openai", KEY)


def with_keys(world: World, owner: Store, settings: Settings) -> Store:
    """The same person on a server with other app keys."""
    store = open_store(world.settings, owner.principal)
    store._keys = lambda: load_keys(settings)  # type: ignore[attr-defined]
    return store


def test_an_organization_takes_it_along_when_it_is_deleted(world: World, owner: Store) -> None:
    owner.set_provider_key("openai", KEY)
    owner.delete_organization(owner.organization().name)
    left = world.admin.execute(
        "select count(*) from public.provider_keys where organization_id = %s", (owner.principal.organization_id,)
    ).fetchone()
    assert left == (0,)
    assert world.again(owner).provider_key() is None


def test_no_export_has_it(owner: Store) -> None:
    owner.set_provider_key("openai", KEY, base_url="https://llm.example.com/v1", model="m")
    project = owner.create_project("Reporting")
    files = export_project(owner, project.id)
    everything = b"".join([*(path.encode() for path in files), *files.values()])
    assert files and all(word not in everything for word in (KEY.encode(), b"llm.example.com", b"provider_key"))


def test_who_was_let_go_has_nothing_of_it(world: World, owner: Store) -> None:
    owner.set_provider_key("openai", KEY)
    member = world.member(owner, "admin")
    owner.remove_member(member.principal.user_id)
    assert member.provider_key() is None and member.open_provider_key() is None, "with what they had open, too"
    member.remove_provider_key()
    assert owner.open_provider_key() == ProviderAccount("openai", KEY)
