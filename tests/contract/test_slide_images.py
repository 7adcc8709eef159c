"""The art of decks, in every world: sealed, seen by those who see the deck, by nobody of another organization."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lunara.errors import InvalidInput, NotFound, NotPermitted
from lunara.workspace.picture_tables import MOST_BYTES
from lunara.workspace.store import Store
from tests.contract.worlds import World

PICTURE = b"\xff\xd8\xff\x00 no text \xfe"
ABOUT = {"prompt": "soft hills", "model": "gemini-3-pro-image", "seed": 7}


def deck(store: Store) -> str:
    project = store.create_project(uuid4().hex).id
    return store.create_artifact(project, "slide", "Deck", {"slides": []}).id


def test_a_picture_is_kept_with_what_was_asked_for(owner: Store) -> None:
    artifact = deck(owner)
    kept = owner.save_slide_image(artifact, PICTURE, request="a" * 64, about=ABOUT)
    assert owner.open_slide_image(kept.id) == PICTURE
    assert owner.list_slide_images(artifact) == [kept]
    assert (kept.about, kept.created_by) == (ABOUT, owner.principal.user_id)


def test_the_same_request_is_kept_once_and_another_beside_it(owner: Store) -> None:
    artifact = deck(owner)
    first = owner.save_slide_image(artifact, PICTURE, request="a" * 64, about=ABOUT)
    assert owner.save_slide_image(artifact, b"other", request="a" * 64, about={}) == first
    assert owner.open_slide_image(first.id) == PICTURE
    second = owner.save_slide_image(artifact, b"other", request="b" * 64, about={})
    assert {one.id for one in owner.list_slide_images(artifact)} == {first.id, second.id}


def test_it_lies_in_the_database_as_ciphertext_bound_to_its_row(world: World, owner: Store, other: Store) -> None:
    mine = owner.save_slide_image(deck(owner), PICTURE, request="a" * 64, about={})
    theirs = other.save_slide_image(deck(other), b"theirs", request="a" * 64, about={})
    (sealed,) = world.admin.execute("select sealed from public.slide_images where id = %s", (mine.id,)).fetchone() or ()
    assert sealed.startswith("v2.") and "no text" not in sealed
    world.admin.execute("update public.slide_images set sealed = %s where id = %s", (sealed, theirs.id))
    with pytest.raises(InvalidInput, match="does not belong"):
        other.open_slide_image(theirs.id)


def test_it_is_seen_where_its_deck_is_seen(world: World, owner: Store, other: Store) -> None:
    artifact = deck(owner)
    kept = owner.save_slide_image(artifact, PICTURE, request="a" * 64, about=ABOUT)
    viewer, editor = world.member(owner, "viewer"), world.member(owner, "editor")
    assert editor.open_slide_image(kept.id) == PICTURE
    for nobody in (viewer, other):
        assert nobody.list_slide_images(artifact) == []
        with pytest.raises(NotFound):
            nobody.open_slide_image(kept.id)
        with pytest.raises(NotFound):
            nobody.delete_slide_image(kept.id)
        with pytest.raises((NotFound, NotPermitted)):
            nobody.save_slide_image(artifact, b"x", request="b" * 64, about={})
    owner.set_artifact_status(artifact, "published")
    assert viewer.open_slide_image(kept.id) == PICTURE
    with pytest.raises(NotPermitted):
        viewer.delete_slide_image(kept.id)
    with pytest.raises(NotFound):
        other.open_slide_image(kept.id)


def test_what_is_too_large_is_refused_and_the_largest_is_not(owner: Store) -> None:
    artifact = deck(owner)
    with pytest.raises(InvalidInput, match="6,000,000"):
        owner.save_slide_image(artifact, b"x" * (MOST_BYTES + 1), request="a" * 64, about={})
    kept = owner.save_slide_image(artifact, b"x" * MOST_BYTES, request="b" * 64, about={})
    assert len(owner.open_slide_image(kept.id)) == MOST_BYTES
    with pytest.raises(InvalidInput, match="64 hexadecimal"):
        owner.save_slide_image(artifact, b"x", request="c", about={})


def test_it_goes_with_its_deck_and_by_itself(world: World, owner: Store) -> None:
    artifact = deck(owner)
    first = owner.save_slide_image(artifact, PICTURE, request="a" * 64, about={})
    second = owner.save_slide_image(artifact, PICTURE, request="b" * 64, about={})
    owner.delete_slide_image(first.id)
    assert owner.list_slide_images(artifact) == [second]
    owner.delete_artifact(artifact)
    with pytest.raises(NotFound):
        owner.open_slide_image(second.id)
