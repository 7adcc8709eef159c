"""After LUNARA_SECRET_KEY was replaced: what an earlier one sealed is found and sealed again, on every workspace there is."""

from __future__ import annotations

import base64
import os

import pytest

from lunara.errors import InvalidInput
from lunara.workspace.records import Connection, ProviderAccount, Role, SealedAgain
from lunara.workspace.secrets import KeyRing
from lunara.workspace.store import Store, open_store
from tests.contract.worlds import World

KEY = "sk-proj-0123456789abcdef-WXYZ"
OLD, NEW = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))


def under(world: World, store: Store, *keys: str) -> Store:
    """The same person on a server with these app keys."""
    again = open_store(world.settings, store.principal)
    again._keys = lambda: KeyRing([base64.b64decode(key) for key in keys])  # type: ignore[attr-defined]
    return again


def sealed(world: World, store: Store) -> list[str]:
    found = world.admin.execute(
        "select d.secrets from public.data_sources d where d.organization_id = %(o)s"
        " union all select k.secret from public.provider_keys k where k.organization_id = %(o)s order by 1",
        {"o": store.principal.organization_id},
    ).fetchall()
    return [str(row[0]) for row in found]


def test_all_of_it_is_sealed_with_the_new_key_and_the_old_one_can_go(world: World, owner: Store) -> None:
    owner = under(world, owner, OLD)
    project = owner.create_project("P").id
    sources = [
        owner.create_data_source(project, f"W{n}", "postgres", {"host": f"h{n}"}, {"password": f"sesame-{n}"}).id
        for n in range(3)
    ]
    owner.set_provider_key("openai", KEY, base_url="https://llm.example.com/v1")
    both = under(world, owner, NEW, OLD)
    assert owner.sealed_with_earlier_keys() == 0 and both.sealed_with_earlier_keys() == 4
    before = sealed(world, owner)
    assert both.seal_again() == SealedAgain(4, 0)
    assert both.sealed_with_earlier_keys() == 0 and both.seal_again() == SealedAgain(0, 0)
    assert not set(before) & set(sealed(world, owner)) and len(sealed(world, owner)) == 4
    alone = under(world, owner, NEW)
    for n, source in enumerate(sources):
        assert alone.open_connection(source) == Connection("postgres", {"host": f"h{n}"}, {"password": f"sesame-{n}"})
    assert alone.open_provider_key() == ProviderAccount("openai", KEY, "https://llm.example.com/v1")
    with pytest.raises(InvalidInput, match="not set any more"):
        owner.open_connection(sources[0])


def test_the_art_of_decks_is_sealed_again_with_the_rest(world: World, owner: Store) -> None:
    owner = under(world, owner, OLD)
    deck = owner.create_artifact(owner.create_project("P").id, "slide", "D", {"slides": []}).id
    image = owner.save_slide_image(deck, b"hills", request="a" * 64, about={}).id
    both = under(world, owner, NEW, OLD)
    assert both.sealed_with_earlier_keys() == 1 and both.seal_again() == SealedAgain(1, 0)
    assert under(world, owner, NEW).open_slide_image(image) == b"hills"
    assert both.sealed_with_earlier_keys() == 0


def test_what_no_key_opens_stays_as_it_is_and_is_counted(world: World, owner: Store) -> None:
    owner = under(world, owner, OLD)
    project = owner.create_project("P").id
    source = owner.create_data_source(project, "W", "postgres", {"host": "h"}, {"password": "sesame"}).id
    alone = under(world, owner, NEW)
    before = sealed(world, owner)
    assert alone.seal_again() == SealedAgain(0, 1) and alone.sealed_with_earlier_keys() == 1
    assert sealed(world, owner) == before and owner.open_connection(source).secrets == {"password": "sesame"}


def test_a_connection_that_was_changed_meanwhile_is_not_put_back(
    world: World, owner: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = under(world, owner, OLD)
    project = owner.create_project("P").id
    source = owner.create_data_source(project, "W", "postgres", {"host": "h"}, {"password": "sesame"}).id
    opened = KeyRing.open

    def opened_late(ring: KeyRing, text: str, *bound: str) -> Connection:
        found = opened(ring, text, *bound)
        monkeypatch.setattr(KeyRing, "open", opened)
        owner.update_data_source(source, config={"host": "h2"}, secrets={"password": "changed"})
        return found

    both = under(world, owner, NEW, OLD)
    monkeypatch.setattr(KeyRing, "open", opened_late)
    assert both.seal_again() == SealedAgain(0, 0)
    assert owner.open_connection(source) == Connection("postgres", {"host": "h2"}, {"password": "changed"})


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_it_is_for_admins_and_for_their_own_organization(world: World, owner: Store, role: Role) -> None:
    owner = under(world, owner, OLD)
    project = owner.create_project("P").id
    owner.create_data_source(project, "W", "postgres", {"host": "h"}, {"password": "sesame"})
    before = sealed(world, owner)
    for somebody in (world.member(owner, role), world.newcomer("Otto Other")):
        both = under(world, somebody, NEW, OLD)
        assert both.sealed_with_earlier_keys() == 0 and both.seal_again() == SealedAgain(0, 0)
    assert sealed(world, owner) == before
